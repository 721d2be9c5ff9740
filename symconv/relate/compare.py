"""All ways in which one formula is another one under other names, and the simplest of them.

A way pairs the arrays and the axes of the two formulas and turns and moves indices
(``pairing.py``). Axes without a partner, such as channels, are looked at for one value. The
ways are ordered by ``kinds.cost``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from symconv.model.index import name
from symconv.relate.formula import Formula, Put, with_letters
from symconv.relate.kinds import ROLES, cost, words_of
from symconv.relate.pairing import Laid, Sides, laid
from symconv.relate.shape import Axis, Shape, Support, Tied
from symconv.relate.sizes import LEFT, RIGHT, marked
from symconv.relate.way import Reading, Way

MOST_WAYS = 4000


def ways(left: Reading, right: Reading) -> list[Way]:
    """All ways to lay the first formula on the second, the simplest first; empty where none."""
    if len(left.formula.factors) != len(right.formula.factors):
        return []
    if left.formula.coefficient != right.formula.coefficient:
        return []
    if len(left.formula.scalars) != len(right.formula.scalars):
        return []
    one, other = _marked(left.shape, LEFT), _marked(right.shape, RIGHT)
    known = _shared(left.formula, right.formula)
    sides = Sides(dict(one.supports), dict(other.supports))
    found: list[Way] = []
    count = len(left.formula.factors)
    for order in permutations(range(1, count + 1)):
        slots = (0, *order)
        for laids, alone in _covers(one.axes, other.axes, slots, sides, known):
            way = _way(left, right, slots, laids, alone)
            if not (way.outside and ROLES in way.words):
                found.append(way)
            if len(found) > MOST_WAYS:
                break
    return sorted(found, key=lambda way: way.cost)


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


def _covers(
    axes: tuple[Axis, ...], others: tuple[Axis, ...], slots: tuple[int, ...], sides: Sides,
    known: Put,
) -> Iterator[Cover]:  # fmt: skip
    """The axes of one formula on those of the other, as many as there are of each kind."""
    kinds = {_kind(axis, slots) for axis in axes} | {_kind(axis, None) for axis in others}
    missing = {}
    for kind in kinds:
        mine = sum(_kind(axis, slots) == kind for axis in axes)
        its = sum(_kind(axis, None) == kind for axis in others)
        missing[kind] = mine - its
    if any(lack > 0 for lack in missing.values()) and any(lack < 0 for lack in missing.values()):
        return
    start = Laid((), (), known, None)
    yield from _laid_out(axes, others, slots, sides, start, missing)


def _kind(axis: Axis, slots: tuple[int, ...] | None) -> tuple[tuple[int, ...], int, bool]:
    """What must agree of two axes: the slots they reach, their relations, and whether circular."""
    reached = [place[0] if slots is None else slots[place[0]] for place in axis.places]
    circular = any(tied.modulus != 0 for tied in axis.relations)
    return tuple(sorted(reached)), len(axis.relations), circular


def _laid_out(
    axes: tuple[Axis, ...], others: tuple[Axis, ...], slots: tuple[int, ...], sides: Sides,
    before: Laid, missing: dict[tuple[tuple[int, ...], int, bool], int],
) -> Iterator[Cover]:  # fmt: skip
    if not axes:
        if all(_may_be_alone(axis) for axis in others):
            yield (), ((), others)
        return
    axis, rest = axes[0], axes[1:]
    kind = _kind(axis, slots)
    for place, other in enumerate(others):
        if _kind(other, None) != kind:
            continue
        left = others[:place] + others[place + 1 :]
        for one in laid(axis, other, slots, sides, before.known, before.mover):
            for more, (mine, its) in _laid_out(rest, left, slots, sides, one, missing):
                yield (one, *more), (mine, its)
    if missing.get(kind, 0) > 0 and _may_be_alone(axis):
        fewer = {**missing, kind: missing[kind] - 1}
        for more, (mine, its) in _laid_out(rest, others, slots, sides, before, fewer):
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
