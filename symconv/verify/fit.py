"""Finding the convention: the linear relation that the written index triples obey.

Each term gives a triple (index of the output, index into one array, index into the
other). On each axis a relation ``out*o + first*a + second*b = rest`` is looked for that
as many triples as possible satisfy, simple coefficients first. What does not satisfy it
is an outlier: a suspect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

from symconv.model.index import Affine
from symconv.verify.links import linked
from symconv.verify.ties import PLAIN, Indices, Tie, Triple

__all__ = ["Fit", "Indices", "Tie", "Triple", "fit"]


class Fit(NamedTuple):
    """A relation for every axis, and how many triples satisfy it.

    ``rivals`` are other ways to share the indices out that explain just as much.
    """

    ties: tuple[Tie, ...]
    inliers: int
    total: int
    rivals: tuple[tuple[Tie, ...], ...] = ()

    def holds(self, triple: Triple) -> bool:
        """Whether a triple satisfies the relation on every axis."""
        return all(tie.holds(triple) for tie in self.ties)


MOST_RIVALS = 12
MOST_LOOKED = 600  # terms whose indices are shared out in all ways
_PAIRS = tuple((f, k) for f in (-1, 1) for k in (-1, 1))
SCALED = (
    tuple((s, f, k) for s in (2, 3, 4) for f, k in _PAIRS)
    + tuple((1, f, d * k) for d in (2, 3) for f, k in _PAIRS)
    + tuple((1, d * f, k) for d in (2, 3, 4) for f, k in _PAIRS)
    + tuple((s, f, d * k) for s in (2, 3) for d in (2, 3) for f, k in _PAIRS)
    + tuple((1, d * f, k) for d in (5, 6, 7, 8, 10, 16) for f, k in _PAIRS)
)
"""Coefficients of output, first and second index: simple ones, then strides and dilations."""


def fit(triples: Sequence[Triple]) -> Fit | None:
    """The simplest relation that the most triples satisfy, axis by axis.

    None where no relation is satisfied by most.
    """
    if not triples:
        return None
    plain = _moving(triples)
    if plain is not None and plain.inliers == len(triples) and all(map(_usual, plain.ties)):
        return plain
    shapes = Counter(tuple(map(len, triple)) for triple in triples)
    shape, count = shapes.most_common(1)[0]
    if count < len(triples) * 0.7 or shape == (1, 1, 1):
        return plain
    alike = [triple for triple in triples if tuple(map(len, triple)) == shape]
    ways = linked(_some(alike))
    if len(set(shape)) == 1 and (plain is not None or len(triples) < 6):
        ways = [way for way in ways if any(tie.moves for tie in way.ties)]
    if not ways:
        return plain
    held = sum(all(tie.holds(triple) for tie in ways[0].ties) for triple in alike)
    if plain is not None and held < plain.inliers:
        return plain
    others = tuple(way.ties for way in ways[1 : MOST_RIVALS + 1])
    return Fit(ways[0].ties, held, len(triples), others)


def _some(triples: list[Triple]) -> list[Triple]:
    """Some of many triples, from everywhere: regular steps would meet the same indices again."""
    if len(triples) <= MOST_LOOKED:
        return triples
    places = {place * 618_033_989 // 1000 % len(triples) for place in range(MOST_LOOKED)}
    return [triples[place] for place in sorted(places)]


def _usual(tie: Tie) -> bool:
    return tie.modulus == 0 and (tie.out, tie.first, tie.second) in PLAIN


def _moving(triples: Sequence[Triple]) -> Fit | None:
    """The relation where every index of the three arrays belongs to an axis of its own."""
    rank = len(triples[0].output)
    alike = [
        t for t in triples if len(t.output) == len(t.first) == len(t.second) == rank
    ]
    if rank == 0 or rank > 4 or len(alike) < len(triples) * 0.7:
        return None
    best: tuple[int, tuple[Tie, ...]] | None = None
    for pairing in _pairings(rank):
        ties = tuple(_axis(alike, axes) for axes in pairing)
        inliers = sum(all(tie.holds(t) for tie in ties) for t in alike)
        if best is None or inliers > best[0]:
            best = (inliers, ties)
        if best[0] == len(alike):
            break
    if rank == 1 and best is not None and best[0] < len(alike):
        circular = _circular(alike)
        if circular is not None:
            held = sum(circular.holds(triple) for triple in alike)
            if held > best[0]:
                return Fit((circular,), held, len(triples))
    if best is None or best[0] * 2 <= len(triples):
        return None
    return Fit(best[1], best[0], len(triples))


def _circular(triples: Sequence[Triple]) -> Tie | None:
    """A relation modulo a number above all indices, where nearly all triples satisfy it.

    Where some do not, several others must satisfy it only because of the modulus.
    """
    indices = [value for triple in triples for index in triple for value in index]
    if len(triples) < 4 or not all(isinstance(value, int) for value in indices):
        return None
    top = max(value for value in indices if isinstance(value, int))
    if min(value for value in indices if isinstance(value, int)) < 0 or top < 2:
        return None
    best: Tie | None = None
    most = len(triples) * 0.8
    for modulus in range(top + 1, top + 3):
        for out, first, second in PLAIN:
            tie = Tie((0, 0, 0), out, first, second, 0, modulus)
            held = [triple for triple in triples if tie.holds(triple)]
            if len(held) == len(triples):
                return tie
            wrapped = sum(not tie._replace(modulus=0).holds(triple) for triple in held)
            if len(held) > most and wrapped * 3 >= len(triples):
                best, most = tie, len(held)
    return best


def _pairings(rank: int) -> list[tuple[tuple[int, int, int], ...]]:
    """Ways to pair the axes of the arrays, the identity first."""
    if rank > 3:
        return [tuple((axis, axis, axis) for axis in range(rank))]
    orders = list(permutations(range(rank)))
    return [
        tuple((axis, first[axis], second[axis]) for axis in range(rank))
        for first in orders
        for second in orders
    ]


def _axis(triples: Sequence[Triple], axes: tuple[int, int, int]) -> Tie:
    """The best relation on one axis."""
    best, most = Tie(axes, 1, -1, -1, 0), -1
    for candidates in (PLAIN, SCALED):
        for out, first, second in candidates:
            tie = Tie(axes, out, first, second, 0)
            counts = Counter(tie.value(triple) for triple in triples)
            rest, count = min(counts.items(), key=lambda item: (-item[1], _size(item[0])))
            if not isinstance(rest, int) and candidates is SCALED:
                continue
            if count > most or (count == most and _simpler(rest, best.rest, candidates is PLAIN)):
                best, most = tie._replace(rest=rest), count
        if most == len(triples):
            break
    return best


def _size(rest: Affine) -> int:
    return abs(rest) if isinstance(rest, int) else 1000


def _simpler(rest: Affine, other: Affine, plain: bool) -> bool:
    """Among relations that explain equally much: a constant beats letters, then a small one."""
    return plain and _size(rest) < _size(other)
