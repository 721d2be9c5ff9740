"""The derivation that turns one formula into the other, step by step.

Each step is a formula, what was done to the one before it, and a sentence that says so. The
steps are: open what was written (a matrix, a definition), look at one channel, exchange axes,
flip, reverse, move origins, change the letters of the sum, its bounds, its order, and rename.
To add an act, add a function to ``_ACTS`` that takes and gives a ``Draft``; ``proof.py``
checks every step by expansion, whatever act made it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from symconv.model.index import Affine, Poly
from symconv.read import syntax as s
from symconv.relate.draft import Draft, Dropped, Step, Words
from symconv.relate.formula import Formula
from symconv.relate.lettering import change_bounds, change_letters, change_order, rename
from symconv.relate.pairing import Turn
from symconv.relate.places import Place, Support
from symconv.relate.rewrite import without
from symconv.relate.shape import Axis, Shape
from symconv.relate.sizes import negative, plain
from symconv.relate.trees import affine_of, chain_of
from symconv.relate.turning import exchange, flip, move, reverse
from symconv.relate.waiting import catch_up, put_off
from symconv.relate.way import Reading, Way


def derivation(left: Reading, right: Reading, way: Way) -> tuple[Step, ...]:
    """The steps from the first formula to the second, along a way."""
    first = Step("written", ("This is the first formula.",), left.formula,
                 left.formula.written, written=True)  # fmt: skip
    draft = Draft(left, right, way, (first,), right.formula, way.turns)
    for act in _ACTS:
        draft = act(draft)
    return draft.steps


_OPENED: dict[str, tuple[str, str]] = {
    "matrix": ("Each row of the matrix is one sum.", "Row by row, this is a product of matrices."),
    "definition": ("Put the definition in.", "Give the elements the name that is defined."),
    "superscript": ("Write the superscripts as indices.", "Write channels as superscripts."),
    "condition": ("Solve the condition under the sum.", "Write the condition under the sum."),
}


def _opened(draft: Draft) -> Draft:
    opening = draft.left.formula.opening
    if opening is None:
        return draft
    return draft.then(opening.why, (_OPENED[opening.why][0],), draft.now)


def _narrowed(draft: Draft) -> Draft:
    """Look at one value of each axis that has no partner, on the side that has one."""
    mine, its = draft.way.alone
    left, right = draft.left, draft.right
    goal = right.formula
    if its or right.formula.bias:
        goal = without(goal, right.shape, pins_of(its, right.shape))
    if mine or left.formula.bias:
        pins = pins_of(mine, left.shape)
        made = without(draft.now, left.shape, pins)
        step = Step("channel", alone_words(left.formula, mine), made, (chain_of(made),),
                    dropped=_dropped(left.formula, pins), wider="before")  # fmt: skip
        draft = draft._replace(steps=(*draft.steps, step))
    turns = _renumbered(draft.way.turns, left.formula, right.formula, mine, its)
    return draft._replace(goal=goal, turns=turns)


def pins_of(axes: tuple[Axis, ...], shape: Shape) -> dict[Place, Affine]:
    """One value for each place of axes that stand alone, as their relations want it."""
    supports = dict(shape.supports)
    pins: dict[Place, Affine] = {}
    for axis in axes:
        first = _pinned(axis, {place: _usual(axis, place, supports) for place in axis.free})
        tried = (_pinned(axis, one) for one in _ends(axis, supports))
        pins |= next((one for one in (first, *tried) if _inside(one, supports)), first)
    return pins


def _usual(axis: Axis, place: Place, supports: dict[Place, Support]) -> Affine:
    """Where a place begins, or else 0."""
    lower = supports[place].lower
    other = next((supports[p].lower for p in axis.places if supports[p].lower is not None),
                 0) if len(axis.free) == 1 else 0  # fmt: skip
    chosen = lower if lower is not None else other
    return chosen if isinstance(chosen, int) else 0


def _ends(axis: Axis, supports: dict[Place, Support]) -> Iterator[dict[Place, Affine]]:
    """The ends of the free places, in all combinations, with 0 where there is none."""
    choices = [[plain(end) for end in supports[place] if end is not None] or [0]
               for place in axis.free]  # fmt: skip
    for chosen in product(*choices):
        yield dict(zip(axis.free, chosen))


def _pinned(axis: Axis, free: dict[Place, Affine]) -> dict[Place, Affine]:
    """The values of all places of an axis, from those of its free ones."""
    pins = dict(free)
    for tied in axis.relations:
        own = dict(tied.coefficients)
        (pivot,) = [place for place in own if place not in axis.free]
        total = plain(tied.rest)
        for place, slope in own.items():
            if place != pivot:
                total = total - plain(slope) * pins[place]
        slope = own[pivot]
        if slope in (1, -1):
            pins[pivot] = slope * total
        else:
            known = isinstance(total, int) and isinstance(slope, int) and total % slope == 0
            pins[pivot] = total // slope if known else 0  # type: ignore[operator]
    return pins


def _inside(pins: dict[Place, Affine], supports: dict[Place, Support]) -> bool:
    """Whether all values lie within the supports, as far as numbers tell."""
    for place, value in pins.items():
        lower, upper = (None if end is None else plain(end) for end in supports[place])
        gaps = [value - lower] if lower is not None else []
        gaps += [upper - value] if upper is not None else []
        if any(gap < 0 if isinstance(gap, int) else negative(gap) for gap in gaps):
            return False
    return True


def _dropped(formula: Formula, pins: dict[Place, Affine]) -> Dropped:
    found = []
    for slot, factor in enumerate(formula.slots):
        own = tuple((number, value) for (s, number), value in sorted(pins.items()) if s == slot)
        found.append((factor.name, own))
    return tuple(found)


def _renumbered(
    turns: tuple[Turn, ...], left: Formula, right: Formula,
    mine: tuple[Axis, ...], its: tuple[Axis, ...],
) -> tuple[Turn, ...]:  # fmt: skip
    """The turns with their places counted without the axes that stand alone."""
    gone = {place for axis in mine for place in axis.places}
    lost = {place for axis in its for place in axis.places}

    def counted(place: Place, without: set[Place]) -> Place:
        before = sum(p[0] == place[0] and p[1] < place[1] for p in without)
        return place[0], place[1] - before

    return tuple(
        turn._replace(place=counted(turn.place, gone), other=counted(turn.other, lost))
        for turn in turns
    )


def alone_words(formula: Formula, axes: tuple[Axis, ...]) -> Words:
    """Which axes are looked at for one value, and that the bias is left out."""
    words: list[str | s.Node | s.Chain] = []
    for axis in axes:
        entries = [(formula.slots[slot].indices or ())[number] for slot, number in axis.places]
        letters = [entry for entry in entries if isinstance(entry, Poly) and entry.is_name]
        slots = {place[0] for place in axis.places}
        kind = "row" if len(axis.free) > 1 else "channel"
        if kind == "channel" and 0 in slots:
            kind = "output channel" if len(slots) == 2 else "channel"
        elif kind == "channel":
            kind = "input channel"
        words += [", " if words else "Look at ", f"one {kind}"]
        if letters and kind != "row":
            words += [" ", affine_of(letters[0])]
    if formula.bias:
        words += [", and leave out the bias" if words else "Leave out the bias"]
        bias = chain_of(formula).sides[1]
        first = bias.terms[0] if isinstance(bias, s.Sum) else bias
        words += [" ", first]
    return (*words, ".")


def _widened(draft: Draft) -> Draft:
    """From one channel to all of them, with the bias."""
    its = draft.way.alone[1]
    right = draft.right
    if not its and not right.formula.bias:
        return draft
    pins = pins_of(its, right.shape)
    opened = right.formula
    step = Step("channels", _widened_words(right.formula, its), opened, (chain_of(opened),),
                dropped=_dropped(opened, pins), wider="after")  # fmt: skip
    return draft._replace(steps=(*draft.steps, step))


def _widened_words(formula: Formula, axes: tuple[Axis, ...]) -> Words:
    if any(len(axis.free) > 1 for axis in axes):
        return ("The same holds on the other axes of the second formula.",)
    if axes and all(len(axis.places) == 1 for axis in axes):
        return ("The other indices have one value.",)
    summed = any(0 not in {place[0] for place in axis.places} for axis in axes)
    words = ["The same holds for each channel"] if axes else []
    if summed:
        words.append("; add up the input channels")
    if formula.bias:
        words.append(", and add the bias" if words else "Add the bias")
    return ("".join(words), ".")


def _arrived(draft: Draft) -> Draft:
    """The second formula as it was written."""
    formula = draft.right.formula
    last = draft.steps[-1]
    shown = formula.written
    if formula.opening is not None:
        words: Words = (_OPENED[formula.opening.why][1], " This is the second formula.")
    elif len(draft.steps) == 1:
        words = ("The second formula says the same.",)
    else:
        words = (*last.because, " This is the second formula.")
        step = last._replace(because=words, shown=shown, formula=formula, written=True)
        return draft._replace(steps=(*draft.steps[:-1], step))
    step = Step("written", words, formula, shown, written=True)
    return draft._replace(steps=(*draft.steps, step))


_ACTS: tuple[Callable[[Draft], Draft], ...] = (
    _opened, _narrowed, put_off, exchange, flip, reverse, move, change_letters, change_bounds,
    change_order, catch_up, rename, _widened, _arrived,
)  # fmt: skip
