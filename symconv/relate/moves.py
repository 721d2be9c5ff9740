"""How far indices move so that two relations agree in their constants too.

The supports of two places fix a move where both have an end on the same side. What is then
left over is made up by moving one array whose support fixes nothing, or all together (from
indices that start at 0 to indices that start at 1). Where the letters for sizes can make it
up by being equal, they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symconv.model.index import Affine, Poly, names_in
from symconv.relate.formula import Put, with_letters
from symconv.relate.places import Place, Support
from symconv.relate.sizes import LEFT, RIGHT, solved

ALL = -1
"""In place of a slot: all arrays move together."""

Moves = dict[Place, Affine]


class Outside(NamedTuple):
    """An array must be zero beyond a bound that only the other formula states.

    ``of`` is ``<`` or ``>``, the formula whose array it is; ``end`` is lower or upper.
    """

    of: str
    place: Place
    end: str
    value: Affine


class Pinned(NamedTuple):
    """The support of a place beside that of its partner: its move where that is fixed.

    ``ends`` are bounds that only one formula states, still without the move. ``kept``
    where a flip leaves the support as it is. With a ``modulus`` the place goes round a
    circle.
    """

    move: Affine | None
    known: Put
    ends: tuple[Outside, ...]
    kept: bool = False
    modulus: Affine = 0


class Option(NamedTuple):
    """Moves for all places of an axis, what is known then, and which slot was chosen to move."""

    moves: Moves
    known: Put
    mover: int | None


def pin(
    place: Place, partner: Place, sign: int, own: Support, its: Support, known: Put,
    modulus: Affine,
) -> Pinned | None:  # fmt: skip
    """What two supports say about the move from one to the other; None where they clash."""
    turns = [modulus != 0 and _full(one, modulus, known) for one in (own, its)]
    if place[0] and all(turns) and own.lower == its.lower == 0:
        return Pinned(0, known, (), sign < 0, modulus)
    # What goes round a circle in one formula only can neither be turned nor flipped.
    still = place[0] > 0 and any(turns) and not all(turns)
    if still and sign < 0:
        return None
    low, high = own if sign > 0 else (_minus(own.upper), _minus(own.lower))
    gaps = [b - a for a, b in ((low, its.lower), (high, its.upper))
            if a is not None and b is not None]  # fmt: skip
    if not gaps and any(end is not None for end in own) and any(end is not None for end in its):
        return None  # one begins where the other ends
    put: Put | None = known
    if len(gaps) == 2:
        put = solved(gaps[0] - gaps[1], known)
        if put is None:
            return None
    assert put is not None
    ends: list[Outside] = []
    for end, mine, theirs in (("lower", low, its.lower), ("upper", high, its.upper)):
        if mine is not None and theirs is None:
            ends.append(Outside(RIGHT, partner, end, mine))
        elif mine is None and theirs is not None:
            ends.append(Outside(LEFT, place, end, theirs))
    kept = sign < 0 and len(gaps) == 2
    if kept and own.lower is not None and its.lower is not None:
        kept = with_letters(own.lower - its.lower, put) == 0
    move = gaps[0] if gaps else 0 if still else None
    return Pinned(move, put, tuple(ends), kept)


def _full(support: Support, modulus: Affine, known: Put) -> bool:
    """Whether a support is one whole turn of a circle."""
    if support.lower is None or support.upper is None:
        return False
    return with_letters(support.upper - support.lower + 1 - modulus, known) == 0


def _minus(value: Affine | None) -> Affine | None:
    return None if value is None else -value


class Free(NamedTuple):
    """What may move: places whose move is not fixed, those that are flipped, and the usual step.

    ``step`` is 1 where the first formula counts from 0 and the second from 1, -1 the other
    way round, 0 where both begin alike.
    """

    spare: tuple[Place, ...]
    flipped: frozenset[Place]
    step: int


def settled(
    shares: dict[Place, Affine], wanted: Affine, option: Option, free: Free, modulus: Affine
) -> Iterator[Option]:
    """Moves with which ``shares`` times moves add up to ``wanted``, the simplest first."""
    moves, known, mover = option
    gap = wanted
    for place, share in shares.items():
        gap = gap - share * moves[place]
    gap = with_letters(gap, known)
    if _nothing(gap, with_letters(modulus, known)):
        yield option
        return
    equal = _equal_letters(gap, known)
    if equal is not None:
        yield Option(moves, equal, mover)
        return
    found = False
    for place in free.spare:
        move = _quotient(gap, shares.get(place, 0))
        if move is not None and mover in (None, place[0]):
            found = True
            yield Option({**moves, place: moves[place] + move}, known, place[0])
    if modulus == 0 and mover in (None, ALL):
        together = _together(shares, wanted, moves, free, known)
        if together is not None:
            found = True
            yield Option(together, known, ALL)
    held = None if found else solved(gap, known)
    if held is not None:
        yield Option(moves, held, mover)


def _nothing(gap: Affine, modulus: Affine) -> bool:
    """Whether a constant is nothing, or whole turns of a circle."""
    if gap == 0:
        return True
    if isinstance(gap, int) and isinstance(modulus, int) and modulus:
        return gap % modulus == 0
    return modulus != 0 and gap in (modulus, -modulus)


def _equal_letters(gap: Affine, known: Put) -> Put | None:
    """Where only a letter of each formula is left over, they are the same letter."""
    letters = sorted(names_in(gap))
    if not isinstance(gap, Poly) or len(letters) != 2 or len(gap.terms) != 2:
        return None
    if [one[0] for one in letters] != [LEFT, RIGHT] or sum(c for _, c in gap.terms) != 0:
        return None
    return solved(gap, known)


def _quotient(gap: Affine, share: Affine) -> Affine | None:
    """The gap divided by the share; None where that is no whole number for all letters."""
    if not isinstance(share, int) or share == 0:
        return None
    if isinstance(gap, int):
        return gap // share if gap % share == 0 else None
    if any(coefficient % share for _, coefficient in gap.terms):
        return None
    return Poly(tuple((monomial, coefficient // share) for monomial, coefficient in gap.terms))


def _together(
    shares: dict[Place, Affine], wanted: Affine, moves: Moves, free: Free, known: Put
) -> Moves | None:
    """All places by one step: indices from 1 in place of indices from 0.

    What is flipped ends where the relation wants it, since its indices run backwards.
    """
    back = [place for place in shares if place in free.flipped]
    rest = with_letters(wanted, known)
    if back:
        step: Affine | None = free.step
        for place, share in shares.items():
            rest = rest - (0 if place in back else share * free.step)
        turned = _quotient(rest, shares[back[0]]) if len(back) == 1 else None
        if turned not in (1, -1) or step == 0:
            return None
        found = {**dict.fromkeys(shares, free.step), back[0]: turned}
    else:
        total: Affine = 0
        for share in shares.values():
            total = total + share
        step = _quotient(rest, total)
        if step not in (1, -1):
            return None
        found = dict.fromkeys(shares, step)
    fixed = [place for place in shares if place not in free.spare]
    if any(with_letters(moves[place], known) != found[place] for place in fixed):
        return None
    return {**moves, **found}
