"""The kinds of change between two formulas: which a way needs, and how simple that is.

To add a kind, name it, put it into ``KINDS`` where it belongs, find it in ``words_of``, and
say it in ``phrases.py``.
"""

from __future__ import annotations

from symconv.model.index import Affine, Poly, names_in
from symconv.relate.formula import Formula, scalar_pairs, with_letters
from symconv.relate.pairing import Turn
from symconv.relate.roles import IMAGE
from symconv.relate.way import Reading, Way

RENAMING, ORIGIN = "renaming", "origin"
FLIP, REVERSE = "flipping the kernel", "reversing the output"
AXES, ROLES, IMAGE_FLIP = "exchanging axes", "exchanging roles", "flipping the image"
KINDS = (RENAMING, ORIGIN, FLIP, REVERSE, AXES, ROLES, IMAGE_FLIP)
"""The kinds of change, the simplest first."""


def words_of(left: Reading, right: Reading, way: Way) -> tuple[str, ...]:
    """The kinds of change that a way needs, the simplest first; none where all is equal."""
    found = set[str]()
    for turn in way.turns:
        if moved(turn):
            found.add(ORIGIN)
        if turn.sign < 0:
            found.add(flip_word(left, right, way, turn))
    if any(exchanged(way, slot) for slot in range(len(way.slots))):
        found.add(AXES)
    if _roles_exchanged(left, right, way):
        found.add(ROLES)
    if not found and _renames(left.formula, right.formula, way):
        found.add(RENAMING)
    return tuple(kind for kind in KINDS if kind in found)


def moved(turn: Turn) -> bool:
    """Whether the origin of a place moves; a flip within a support moves none."""
    return turn.move != 0 and not turn.kept


def flip_word(left: Reading, right: Reading, way: Way, turn: Turn) -> str:
    """What it is called when the indices of a slot run backwards."""
    slot = turn.place[0]
    if slot == 0:
        return REVERSE
    image = left.roles.of[slot] == right.roles.of[way.slots[slot]] == IMAGE
    return IMAGE_FLIP if image else FLIP


def exchanged(way: Way, slot: int) -> bool:
    """Whether the axes of an array stand in another order in the second formula."""
    others = [turn.other[1] for turn in way.turns if turn.place[0] == slot]
    return others != sorted(others)


def _roles_exchanged(left: Reading, right: Reading, way: Way) -> bool:
    """Whether an array has the other role, where names tell the roles."""
    names, others = ([one.name for one in side.formula.slots] for side in (left, right))
    if set(names[1:]) == set(others[1:]):
        return any(names[k] != others[way.slots[k]] for k in range(1, len(names)))
    if not (left.roles.sure and right.roles.sure):
        return False
    return any(left.roles.of[k] != right.roles.of[way.slots[k]] for k in range(1, len(names)))


def _renames(left: Formula, right: Formula, way: Way) -> bool:
    arrays = any(
        factor.name != right.slots[way.slots[slot]].name for slot, factor in enumerate(left.slots)
    )
    letters = any(one != other for one, other in output_letters(left, right, way))
    if any(one.opening is not None and one.opening.why == "matrix" for one in (left, right)):
        letters = False  # a matrix has none of its own
    sized = any(one != other for one, other in way.sizes.renamed)
    scaled = any(one != other for one, other in scalar_pairs(left, right) or ())
    return arrays or letters or sized or scaled


def output_letters(left: Formula, right: Formula, way: Way) -> list[tuple[str, str]]:
    """The letters that number the outputs of both formulas, in pairs."""
    found = []
    for turn in way.turns:
        if turn.place[0] == 0:
            one = (left.output.indices or ())[turn.place[1]]
            other = (right.output.indices or ())[turn.other[1]]
            if all(isinstance(entry, Poly) and entry.is_name for entry in (one, other)):
                found.append((str(one), str(other)))
    return found


def cost(left: Reading, right: Reading, way: Way, words: tuple[str, ...]) -> tuple[int, ...]:
    """What orders the ways: kinds of change, conditions, how much is changed, how simple."""
    kinds = [KINDS.index(word) for word in words if word != RENAMING]
    movers = {turn.place[0] for turn in way.turns if moved(turn)}
    one_step = together(left, way)
    touched = sum(moved(turn) + (turn.sign < 0) for turn in way.turns)
    turned = sum(exchanged(way, slot) for slot in range(len(way.slots)))
    return (
        kinds.count(KINDS.index(IMAGE_FLIP)),
        len(kinds),
        len(way.sizes.conditions),
        sum(kinds),
        len(way.outside),
        0 if one_step else len(movers),
        turned,
        0 if one_step else touched,
        _standing(left, right, way),
        0 if one_step else _out_of_place(left, right, way, movers),
    )


def _standing(left: Reading, right: Reading, way: Way) -> int:
    """How many arrays have another role in the second formula."""
    return sum(
        left.roles.of[slot] != right.roles.of[other] for slot, other in enumerate(way.slots)
    )


def together(left: Reading, way: Way) -> bool:
    """Whether on each axis all indices move by one and the same step of 1, or none does.

    What is flipped may move by a step either way.
    """
    upright = {turn.place: turn.move for turn in way.turns if turn.sign > 0}
    back = [turn.move for turn in way.turns if turn.sign < 0 and not turn.kept]
    steps = {move for move in upright.values() if move != 0}
    if len(steps) != 1 or not steps <= {1, -1} or not set(back) <= {1, -1}:
        return False
    return all(
        len({upright[place] for place in axis.places if place in upright}) <= 1
        for axis in left.shape.axes
    )


def _out_of_place(left: Reading, right: Reading, way: Way, movers: set[int]) -> int:
    """How unlike what is written a move is: a constant stands in the index of what moves."""
    total = 0
    for slot in movers:
        own = _constants(left.formula, slot) | _constants(right.formula, way.slots[slot])
        if not own:
            total += 1 + (slot == 0) + 2 * (left.roles.of[slot] == IMAGE)
    return total


def _constants(formula: Formula, slot: int) -> set[Affine]:
    """The constants in the indices of a slot."""
    found: set[Affine] = set()
    letters = set(formula.outputs) | set(formula.sums)
    for entry in formula.slots[slot].indices or ():
        value = entry if isinstance(entry, (int, Poly)) else entry.value
        rest = with_letters(value, dict.fromkeys(letters & names_in(value), 0))
        if rest != 0:
            found.add(rest)
    return found
