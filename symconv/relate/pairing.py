"""How one axis of a formula lies on an axis of another: which places, which way round, how far.

On the first axis each place p becomes ``p' = sign * p + move``, a place of the second. For
every way of pairing places and choosing signs the two relations must be the same; the moves
then follow (``moves.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from typing import NamedTuple

from symconv.model.index import Affine, names_in
from symconv.relate.formula import Put, with_letters
from symconv.relate.moves import Free, Option, Outside, Pinned, pin, settled
from symconv.relate.places import Place, Support, Tied
from symconv.relate.shape import Axis
from symconv.relate.sizes import RIGHT, solved

MOST_SIGNED = 6  # places of an axis for which all signs are tried


class Turn(NamedTuple):
    """Where a place of the first formula lies in the second: ``p' = sign * p + move``.

    ``kept`` where a flip leaves the support where it is, so that no origin moves; with a
    ``modulus`` p' is the remainder.
    """

    place: Place
    other: Place
    sign: int
    move: Affine
    kept: bool
    modulus: Affine = 0


class Laid(NamedTuple):
    """One way to lay an axis on another, what is known of the letters, which slot moved."""

    turns: tuple[Turn, ...]
    outside: tuple[Outside, ...]
    known: Put
    mover: int | None


class Sides(NamedTuple):
    """The supports of both formulas, and by how much later the second begins to count."""

    left: dict[Place, Support]
    right: dict[Place, Support]
    step: int


Ways = dict[Place, tuple[Place, int]]


def laid(
    axis: Axis, other: Axis, slots: tuple[int, ...], sides: Sides, known: Put,
    mover: int | None, fixed: frozenset[int] = frozenset(),
) -> Iterator[Laid]:  # fmt: skip
    """All ways to lay ``axis`` on ``other``; slot k lies on slot ``slots[k]``.

    ``mover`` is the slot that was chosen to move on another axis, if one was; the slots in
    ``fixed`` are not flipped.
    """
    for places in _pairings(axis.places, other.places, slots):
        for signs in _signs(len(axis.places)):
            if fixed and any(s < 0 and p[0] in fixed for p, s in zip(axis.places, signs)):
                continue
            ways = dict(zip(axis.places, zip(places, signs)))
            put = _same_slopes(axis, other, ways, known)
            if put is not None:
                yield from _moved(axis, other, ways, sides, Option({}, put, mover))


def _pairings(
    places: tuple[Place, ...], others: tuple[Place, ...], slots: tuple[int, ...]
) -> Iterator[tuple[Place, ...]]:
    """The partners of the places, slot by slot in all orders."""
    groups = []
    for slot in dict.fromkeys(place[0] for place in places):
        mine = [place for place in places if place[0] == slot]
        its = [place for place in others if place[0] == slots[slot]]
        if len(mine) != len(its):
            return
        groups.append([dict(zip(mine, order)) for order in permutations(its)])
    if len(others) != len(places):
        return
    for chosen in product(*groups):
        pairs = {key: value for group in chosen for key, value in group.items()}
        yield tuple(pairs[place] for place in places)


def _signs(count: int) -> Iterator[tuple[int, ...]]:
    if count > MOST_SIGNED:
        return iter([(1,) * count])
    return iter(product((1, -1), repeat=count))


def _same_slopes(axis: Axis, other: Axis, ways: Ways, known: Put) -> Put | None:
    """What makes the relations the same but for their constants; None where nothing does."""
    if len(axis.relations) != len(other.relations):
        return None
    put: Put | None = known
    gaps: list[Affine] = []
    for tied, its in zip(axis.relations, other.relations):
        gaps += [tied.modulus - its.modulus, *_reduced(tied, other, ways)[0].values()]
    while gaps and put is not None:  # what has fewer letters is solved first: d = 1, then s + d = 1
        gaps = sorted((with_letters(gap, put) for gap in gaps), key=_letters)
        put = solved(gaps.pop(0), put)
    return put


def _letters(value: Affine) -> int:
    return len(names_in(value))


def _reduced(tied: Tied, other: Axis, ways: Ways) -> tuple[dict[Place, Affine], Affine, Affine]:
    """A relation carried over, less what the other's relations take of it.

    Returns what is left at each place (all zero where the relations agree), the constant
    that the other's relations give, and the number that the whole was multiplied by.
    """
    slopes: dict[Place, Affine] = {}
    for place, slope in tied.coefficients:
        partner, sign = ways[place]
        slopes[partner] = slopes.get(partner, 0) + sign * slope
    rest: Affine = 0
    factor: Affine = 1
    for relation in other.relations:
        own = dict(relation.coefficients)
        pivot = next((place for place in own if place not in other.free), None)
        if pivot is None or pivot not in slopes:
            continue
        by, unit = slopes[pivot], own[pivot]
        if unit not in (1, -1):
            slopes = {place: unit * slope for place, slope in slopes.items()}
            rest, factor, unit = unit * rest, unit * factor, 1
        for place, slope in own.items():
            slopes[place] = slopes.get(place, 0) - unit * by * slope
        rest = rest + unit * by * relation.rest
    return slopes, rest, factor


def _moved(
    axis: Axis, other: Axis, ways: Ways, sides: Sides, start: Option
) -> Iterator[Laid]:
    """The moves that make the constants agree too."""
    modulus = next((tied.modulus for tied in axis.relations if tied.modulus != 0), 0)
    pinned: dict[Place, Pinned] = {}
    put = start.known
    for place, (partner, sign) in ways.items():
        own, its = sides.left[place], sides.right[partner]
        one = pin(place, partner, sign, own, its, put, modulus)
        if one is None:
            return
        pinned[place] = one
        put = one.known
    moves = {place: 0 if one.move is None else one.move for place, one in pinned.items()}
    free = Free(
        tuple(place for place, one in pinned.items() if one.move is None or one.modulus != 0),
        frozenset(place for place, (_, sign) in ways.items() if sign < 0),
        sides.step,
    )
    options = [Option(moves, put, start.mover)]
    for tied in axis.relations:
        _, given, factor = _reduced(tied, other, ways)
        shares = {place: factor * ways[place][1] * slope for place, slope in tied.coefficients}
        wanted = given - factor * tied.rest
        options = [
            then
            for option in options
            for then in settled(shares, wanted, option, free, tied.modulus)
        ]
    for option in options:
        yield _finished(ways, pinned, option)


def _finished(ways: Ways, pinned: dict[Place, Pinned], option: Option) -> Laid:
    turns: list[Turn] = []
    outside: list[Outside] = []
    for place, (partner, sign) in ways.items():
        one = pinned[place]
        move = with_letters(option.moves[place], option.known)
        for end in one.ends:
            if end.of == RIGHT:
                outside.append(end._replace(value=end.value + move))
                continue
            name = end.end if sign > 0 else {"lower": "upper", "upper": "lower"}[end.end]
            outside.append(end._replace(end=name, value=sign * (end.value - move)))
        turns.append(Turn(place, partner, sign, move, one.kept, one.modulus))
    return Laid(tuple(turns), tuple(outside), option.known, option.mover)
