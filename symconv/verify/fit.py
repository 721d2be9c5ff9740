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

Indices = tuple[Affine, ...]


class Triple(NamedTuple):
    """The three indices of one written term."""

    output: Indices
    first: Indices
    second: Indices


class Tie(NamedTuple):
    """One axis: ``out*o[axes[0]] + first*a[axes[1]] + second*b[axes[2]] = rest``.

    With a ``modulus`` the two sides are only equal modulo it: a circular operation.
    """

    axes: tuple[int, int, int]
    out: Affine
    first: Affine
    second: Affine
    rest: Affine
    modulus: int = 0

    def holds(self, triple: Triple) -> bool:
        """Whether a triple satisfies the relation."""
        return self.gap(triple) == 0

    def gap(self, triple: Triple) -> Affine:
        """By how much a triple misses the relation; 0 where it satisfies it."""
        difference = self.value(triple) - self.rest
        if self.modulus and isinstance(difference, int):
            return difference % self.modulus
        return difference

    def value(self, triple: Triple) -> Affine:
        """The left-hand side of the relation."""
        o, a, b = self.axes
        return (
            self.out * triple.output[o]
            + self.first * triple.first[a]
            + self.second * triple.second[b]
        )


class Fit(NamedTuple):
    """A relation for every axis, how many triples satisfy it, and whether it is the only one."""

    ties: tuple[Tie, ...]
    inliers: int
    total: int
    sure: bool

    def holds(self, triple: Triple) -> bool:
        """Whether a triple satisfies the relation on every axis."""
        return all(tie.holds(triple) for tie in self.ties)


PLAIN = (
    (1, -1, -1), (1, -1, 1), (1, 1, -1), (1, 1, 1),
)  # fmt: skip
_PAIRS = tuple((f, k) for f in (-1, 1) for k in (-1, 1))
SCALED = (
    tuple((s, f, k) for s in (2, 3, 4) for f, k in _PAIRS)
    + tuple((1, f, d * k) for d in (2, 3) for f, k in _PAIRS)
    + tuple((1, d * f, k) for d in (2, 3, 4) for f, k in _PAIRS)
    + tuple((s, f, d * k) for s in (2, 3) for d in (2, 3) for f, k in _PAIRS)
    + tuple((1, d * f, k) for d in (5, 6, 7, 8, 10, 16) for f, k in _PAIRS)
)
"""Coefficients of output, first and second index: simple ones, then strides and dilations."""


def fit(triples: Sequence[Triple], known: Sequence[Tie] = ()) -> Fit | None:
    """The simplest relation that the most triples satisfy, axis by axis.

    None where the ranks of the arrays differ, or no relation is satisfied by most.
    ``known`` are the ties of a formula that is tried before all others.
    """
    if not triples:
        return None
    rank = len(triples[0].output)
    channels = _channels(triples, rank)
    if channels is not None:
        return channels
    alike = [
        t for t in triples if len(t.output) == len(t.first) == len(t.second) == rank
    ]
    if rank == 0 or rank > 4 or len(alike) < len(triples) * 0.7:
        return None
    best: tuple[int, tuple[Tie, ...]] | None = None
    rivals: list[tuple[Tie, ...]] = []
    for pairing in _pairings(rank):
        ties = tuple(_axis(alike, axes) for axes in pairing)
        inliers = sum(all(tie.holds(t) for tie in ties) for t in alike)
        if best is None or inliers > best[0]:
            best, rivals = (inliers, ties), [ties]
        elif inliers == best[0]:
            rivals.append(ties)
        if best[0] == len(alike):
            break
    if rank == 1 and best is not None and best[0] < len(alike):
        circular = _circular(alike)
        if circular is not None:
            return Fit((circular,), len(alike), len(triples), True)
    if best is None or best[0] * 2 <= len(triples):
        return None
    return Fit(best[1], best[0], len(triples), len(rivals) == 1 or best[0] == len(alike))


def _channels(triples: Sequence[Triple], rank: int) -> Fit | None:
    """Arrays with one more axis than the output, which both share: a channel that is summed."""
    if rank == 0 or rank > 2:
        return None
    alike = [t for t in triples if len(t.first) == len(t.second) == rank + 1]
    if len(alike) < len(triples) * 0.7:
        return None
    places = [(p, q) for p in range(rank + 1) for q in range(rank + 1)]
    best: Fit | None = None
    for p, q in sorted(places, key=lambda place: (place[0] != place[1], place)):
        same = [t for t in alike if t.first[p] == t.second[q]]
        if len(same) < len(alike) * 0.7:
            continue
        inner = [
            Triple(t.output, t.first[:p] + t.first[p + 1 :], t.second[:q] + t.second[q + 1 :])
            for t in same
        ]
        found = fit(inner)
        if found is None or (best is not None and found.inliers <= best.inliers):
            continue
        ties = [
            tie._replace(
                axes=(
                    tie.axes[0],
                    tie.axes[1] + (tie.axes[1] >= p),
                    tie.axes[2] + (tie.axes[2] >= q),
                )
            )
            for tie in found.ties
        ]
        ties.append(Tie((0, p, q), 0, -1, 1, 0))
        best = Fit(tuple(ties), found.inliers, len(triples), found.sure)
    return best


def _circular(triples: Sequence[Triple]) -> Tie | None:
    """A relation modulo a number above all indices, where all triples satisfy it."""
    indices = [value for triple in triples for index in triple for value in index]
    if len(triples) < 4 or not all(isinstance(value, int) for value in indices):
        return None
    top = max(value for value in indices if isinstance(value, int))
    if min(value for value in indices if isinstance(value, int)) < 0 or top < 2:
        return None
    for modulus in range(top + 1, top + 3):
        for out, first, second in PLAIN:
            tie = Tie((0, 0, 0), out, first, second, 0, modulus)
            if all(tie.holds(triple) for triple in triples):
                return tie
    return None


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
