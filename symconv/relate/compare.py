"""All ways in which one formula is another one under other names, and the simplest of them.

A way pairs the arrays and the axes of the two formulas and turns and moves indices
(``pairing.py``). Axes without a partner, such as channels, are looked at for one value. The
ways are ordered by ``kinds.cost``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from symconv.model.index import name
from symconv.relate.formula import Formula, Put, scalar_pairs, with_letters
from symconv.relate.kinds import ROLES, cost, words_of
from symconv.relate.pairing import Laid, Sides, laid
from symconv.relate.places import Support, Tied
from symconv.relate.roles import IMAGE
from symconv.relate.shape import Axis, Shape, settled
from symconv.relate.sizes import LEFT, RIGHT, marked
from symconv.relate.way import Reading, Way
from symconv.verify.indexed import Exact

MOST_WAYS = 4000


class _Search(NamedTuple):
    """What stays the same while axes are laid on axes."""

    slots: tuple[int, ...]
    sides: Sides
    fixed: frozenset[int]


def ways(left: Reading, right: Reading) -> list[Way]:
    """Ways to lay the first formula on the second, the simplest first; empty where none.

    Ways that flip the image are only looked for where there is no other.
    """
    one, other = left.formula, right.formula
    if len(one.factors) != len(other.factors) or one.coefficient != other.coefficient:
        return []
    if scalar_pairs(one, other) is None or constant(one) != constant(other):
        return []
    found = _ways(left, right, True) or _ways(left, right, False)
    if not found:  # where an index has one value only, its step does not matter
        fixed = [side._replace(shape=settled(side.shape)) for side in (left, right)]
        if fixed != [left, right]:
            found = _ways(fixed[0], fixed[1], True) or _ways(fixed[0], fixed[1], False)
    return sorted(found, key=lambda way: way.cost)


def constant(formula: Formula) -> Exact:
    """The number that is added to the sum."""
    total: Exact = 0
    for term in formula.bias:
        if not term.factors:
            total = total + term.coefficient
    return total


def _ways(left: Reading, right: Reading, upright: bool) -> list[Way]:
    """All ways; with ``upright`` those in which the image is not flipped."""
    one, other = _marked(left.shape, LEFT), _marked(right.shape, RIGHT)
    known = _shared(left.formula, right.formula)
    step = _first(right) - _first(left)
    sides = Sides(dict(one.supports), dict(other.supports), step)
    found: list[Way] = []
    count = len(left.formula.factors)
    for order in permutations(range(1, count + 1)):
        slots = (0, *order)
        images = frozenset(
            slot for slot in range(1, count + 1)
            if left.roles.of[slot] == right.roles.of[slots[slot]] == IMAGE
        )  # fmt: skip
        search = _Search(slots, sides, images if upright else frozenset())
        for laids, alone in _covers(one.axes, other.axes, search, known):
            way = _way(left, right, slots, laids, alone)
            if not (way.outside and ROLES in way.words) and _scaled_alike(left, right, way):
                found.append(way)
            if len(found) > MOST_WAYS:
                break
    return found


def _scaled_alike(left: Reading, right: Reading, way: Way) -> bool:
    """Whether a letter that multiplies the sum, and is a size as well, is the same size."""
    there = dict(way.sizes.renamed)
    back = {other: one for one, other in there.items()}
    pairs = scalar_pairs(left.formula, right.formula) or ()
    return all(there.get(one, two) == two and back.get(two, one) == one for one, two in pairs)


def _first(side: Reading) -> int:
    """Where a formula begins to count: at 1 where a sum does, else at 0."""
    spatial = {place for axis in side.shape.axes if len(axis.free) > 1 for place in axis.places}
    return int(any(support.lower == 1 and place in spatial
                   for place, support in side.shape.supports))  # fmt: skip


def _marked(shape: Shape, mark: str) -> Shape:
    axes = tuple(
        axis._replace(
            relations=tuple(
                Tied(
                    tuple((place, marked(slope, mark)) for place, slope in tied.coefficients),
                    marked(tied.rest, mark),
                    marked(tied.modulus, mark),
                )
                for tied in axis.relations
            )
        )
        for axis in shape.axes
    )
    supports = tuple(
        (place, Support(*(None if end is None else marked(end, mark) for end in support)))
        for place, support in shape.supports
    )
    return Shape(axes, supports, shape.letters)


def _shared(left: Formula, right: Formula) -> Put:
    """Letters that mean the same in both, because the formulas share the names of arrays."""
    names = [{factor.name for factor in one.slots} for one in (left, right)]
    if len(names[0] & names[1]) < 2:
        return {}
    both = left.parameters & right.parameters
    return {LEFT + letter: name(RIGHT + letter) for letter in sorted(both)}


Cover = tuple[tuple[Laid, ...], tuple[tuple[Axis, ...], tuple[Axis, ...]]]
Kind = tuple[tuple[int, ...], int, bool]


def _covers(
    axes: tuple[Axis, ...], others: tuple[Axis, ...], search: _Search, known: Put
) -> Iterator[Cover]:
    """The axes of one formula on those of the other, as many as there are of each kind."""
    mine = Counter(_kind(axis, search.slots) for axis in axes)
    its = Counter(_kind(axis, None) for axis in others)
    lacking = mine - its
    if lacking and its - mine:
        return
    yield from _laid_out(axes, others, search, Laid((), (), known, None), lacking)


def _kind(axis: Axis, slots: tuple[int, ...] | None) -> Kind:
    """What must agree of two axes: the slots they reach, their relations, and whether circular."""
    reached = [place[0] if slots is None else slots[place[0]] for place in axis.places]
    circular = any(tied.modulus != 0 for tied in axis.relations)
    return tuple(sorted(reached)), len(axis.relations), circular


def _laid_out(
    axes: tuple[Axis, ...], others: tuple[Axis, ...], search: _Search, before: Laid,
    lacking: Counter[Kind],
) -> Iterator[Cover]:  # fmt: skip
    """Lay the first axis on each that it may lie on, then the rest; or leave it alone."""
    if not axes:
        if all(_may_be_alone(axis) for axis in others):
            yield (), ((), others)
        return
    axis, rest = axes[0], axes[1:]
    kind = _kind(axis, search.slots)
    for place, other in enumerate(others):
        if _kind(other, None) != kind:
            continue
        left = others[:place] + others[place + 1 :]
        for one in laid(axis, other, search.slots, search.sides, before.known, before.mover,
                        search.fixed):  # fmt: skip
            for more, (mine, its) in _laid_out(rest, left, search, one, lacking):
                yield (one, *more), (mine, its)
    if lacking[kind] > 0 and _may_be_alone(axis):
        for more, (mine, its) in _laid_out(rest, others, search, before, lacking - Counter([kind])):
            yield more, ((axis, *mine), its)


def _may_be_alone(axis: Axis) -> bool:
    """Whether an axis can be looked at for one value: relations tie it, none is circular."""
    return bool(axis.relations) and all(tied.modulus == 0 for tied in axis.relations)


def _way(
    left: Reading, right: Reading, slots: tuple[int, ...], laids: tuple[Laid, ...],
    alone: tuple[tuple[Axis, ...], tuple[Axis, ...]],
) -> Way:  # fmt: skip
    known = laids[-1].known if laids else _shared(left.formula, right.formula)
    turns = tuple(
        turn._replace(move=with_letters(turn.move, known)) for one in laids for turn in one.turns
    )
    outside = tuple(
        end._replace(value=with_letters(end.value, known)) for one in laids for end in one.outside
    )
    bare = Way(slots, tuple(sorted(turns)), outside, known, alone, (), ())
    words = words_of(left, right, bare)
    return bare._replace(words=words, cost=cost(left, right, bare, words))
