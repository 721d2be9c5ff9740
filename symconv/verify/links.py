"""Finding the convention where arrays have channels: which indices move, and which are shared.

Every index of the output, of the first and of the second array has a part in one of these:

* an axis that moves: ``m``, ``m+i`` and ``i`` (all three arrays);
* a channel that is summed: ``c`` and ``c`` (the two arrays that are multiplied);
* a filter or a batch: ``f`` and ``f``, ``b`` and ``b`` (the output and one of the two);
* a channel for itself, as in a depthwise convolution: all three alike.

``linked`` tries all ways to share the indices out, and keeps the one that the most written
terms obey. Each tie is a set of terms that obey it, so a way costs a few intersections.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from symconv.verify.ties import PLAIN, Tie, Triple

MOST = 4  # indices of an array
UNUSUAL = 4  # a way that is so much more unusual is none
SHARE = 0.7  # of the terms must obey every tie
STRIDES = tuple((s, first, k) for s in (2, 3) for first, k in ((-1, -1), (-1, 1), (1, -1)))


class Way(NamedTuple):
    """The ties of all indices, which terms obey them (as bits), and how unusual they are."""

    ties: tuple[Tie, ...]
    obeyed: int
    cost: int

    @property
    def terms(self) -> int:
        """How many terms obey it."""
        return _count(self.obeyed)


def linked(triples: Sequence[Triple]) -> list[Way]:
    """The best way to share the indices out, and those that explain equally much, if any."""
    ranks = {tuple(map(len, triple)) for triple in triples}
    if len(ranks) != 1:
        return []
    (outs, firsts, seconds) = next(iter(ranks))
    if not 0 < outs <= MOST or not 0 < firsts <= MOST or not 0 < seconds <= MOST:
        return []
    found = _Ways(triples, (outs, firsts, seconds)).all()
    if not found:
        return []
    most = max(way.terms for way in found)
    best = sorted((way for way in found if way.terms == most), key=lambda way: way.cost)
    return [way for way in best if way.cost < best[0].cost + UNUSUAL]


def _count(bits: int) -> int:
    return bin(bits).count("1")


class _Ways:
    def __init__(self, triples: Sequence[Triple], sizes: tuple[int, int, int]) -> None:
        self.triples = triples
        self.sizes = sizes
        self.least = SHARE * len(triples)
        self.known: dict[tuple[str, tuple[int, int, int]], tuple[Tie, int, int] | None] = {}
        self.found: list[Way] = []

    def all(self) -> list[Way]:
        """All ways that enough of the terms obey."""
        _, firsts, seconds = self.sizes
        everything = (1 << len(self.triples)) - 1
        self._output(0, tuple(range(firsts)), tuple(range(seconds)), [], everything, 0)
        return self.found

    def _output(
        self, axis: int, firsts: tuple[int, ...], seconds: tuple[int, ...], ties: list[Tie],
        obeyed: int, cost: int,
    ) -> None:  # fmt: skip
        """Give the output's indices from ``axis`` on their parts."""
        left = self.sizes[0] - axis
        if left == 0:
            self._channels(firsts, seconds, ties, obeyed, cost)
            return
        if len(firsts) + left < len(seconds) or len(seconds) + left < len(firsts):
            return
        for kind, a, b in self._parts(axis, firsts, seconds):
            tie = self._tie(kind, (axis, a, b))
            if tie is None or _count(obeyed & tie[1]) < self.least:
                continue
            own = [tie[0]]
            if kind == "each":
                own = [Tie((axis, a, 0), 1, -1, 0, 0), Tie((axis, 0, b), 1, 0, -1, 0)]
            self._output(
                axis + 1,
                firsts if kind == "filter" else tuple(k for k in firsts if k != a),
                seconds if kind == "batch" else tuple(k for k in seconds if k != b),
                [*ties, *own], obeyed & tie[1], cost + tie[2],
            )  # fmt: skip

    def _parts(
        self, axis: int, firsts: tuple[int, ...], seconds: tuple[int, ...]
    ) -> Iterator[tuple[str, int, int]]:
        for a in firsts:
            for b in seconds:
                yield "moves", a, b
                yield "each", a, b
        for a in firsts:
            yield "batch", a, 0
        for b in seconds:
            yield "filter", 0, b

    def _channels(
        self, firsts: tuple[int, ...], seconds: tuple[int, ...], ties: list[Tie], obeyed: int,
        cost: int,
    ) -> None:  # fmt: skip
        """Pair what is left of the two arrays: channels that are summed, one or two."""
        if len(firsts) != len(seconds) or len(firsts) > 2:
            return
        for order in permutations(seconds):
            more, bits, price = [], obeyed, cost
            for a, b in zip(firsts, order):
                tie = self._tie("channel", (0, a, b))
                if tie is None:
                    break
                more.append(tie[0])
                bits, price = bits & tie[1], price + tie[2]
            else:
                if _count(bits) >= self.least:
                    moving = [tie for tie in ties if tie.moves]
                    rest = [tie for tie in ties if not tie.moves]
                    self.found.append(Way((*moving, *rest, *more), bits, price))

    def _tie(self, kind: str, axes: tuple[int, int, int]) -> tuple[Tie, int, int] | None:
        """The tie of a kind between three indices, who obeys it, and how unusual it is."""
        if (kind, axes) not in self.known:
            self.known[kind, axes] = self._made(kind, axes)
        return self.known[kind, axes]

    def _made(self, kind: str, axes: tuple[int, int, int]) -> tuple[Tie, int, int] | None:
        o, a, b = axes
        if kind == "moves":
            return self._moving(axes)
        tie = {
            "batch": Tie(axes, 1, -1, 0, 0),
            "filter": Tie(axes, 1, 0, -1, 0),
            "channel": Tie(axes, 0, -1, 1, 0),
            "each": Tie(axes, 2, -1, -1, 0),
        }[kind]
        obeyed = 0
        for place, triple in enumerate(self.triples):
            if kind == "each":
                fine = triple.output[o] == triple.first[a] == triple.second[b]
            else:
                fine = tie.holds(triple)
            obeyed |= fine << place
        # A batch and a filter usually stand first, and their letters in the same order.
        cost = {"batch": 2 + abs(o - a), "filter": 2 + abs(o - b), "channel": 2, "each": 2}[kind]
        return (tie, obeyed, cost) if _count(obeyed) >= self.least else None

    def _moving(self, axes: tuple[int, int, int]) -> tuple[Tie, int, int] | None:
        best: tuple[Tie, int] | None = None
        for candidates, price in ((PLAIN, 1), (STRIDES, 6)):
            for out, first, second in candidates:
                tie = Tie(axes, out, first, second, 0)
                values = [tie.value(triple) for triple in self.triples]
                rest, count = min(
                    Counter(values).items(),
                    key=lambda item: (-item[1], abs(item[0]) if isinstance(item[0], int) else 99),
                )
                if count < self.least or (best is not None and count <= best[1]):
                    continue
                best = (tie._replace(rest=rest), count)
                cost = price
            if best is not None:
                break
        if best is None:
            return None
        obeyed = 0
        for place, triple in enumerate(self.triples):
            obeyed |= best[0].holds(triple) << place
        rest = best[0].rest
        far = min(abs(rest), 3) if isinstance(rest, int) else 2
        o, a, b = axes
        return best[0], obeyed, cost + far + (a < o) + abs((a - o) - (b - o)) // 2
