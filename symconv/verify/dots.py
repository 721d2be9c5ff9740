"""Dots: which terms they may stand for, and which are left out without them."""

from __future__ import annotations

from symconv.verify.gather import pair_of
from symconv.verify.law import Law
from symconv.verify.written import Side


def gap_between(
    written: Side, at: tuple[int, ...], law: Law
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """A pair left out between two terms where no dots stand; None where there is none."""
    pairs = list(law.partners(at))
    places: list[int] = []
    for term in written.terms:
        pair = pair_of(term, law.numbers)
        if pair is None:
            return None
        one, other = pair if pair[0][0] == law.first else pair[::-1]
        if (one[1], other[1]) not in pairs:
            return None
        places.append(pairs.index((one[1], other[1])))
    rank = len(at)
    orders = [pairs, sorted(pairs, key=lambda p: p[1]), sorted(pairs, key=lambda p: p[1][::-1])]
    best: list[int] | None = None
    chosen = pairs
    for order in orders:
        for ordered in (order, order[::-1]):
            index = [ordered.index(pairs[place]) for place in places]
            breaks = [
                k for k in range(1, len(index))
                if index[k] != index[k - 1] + 1 and k not in written.dots
            ]  # fmt: skip
            if best is None or len(breaks) < len(best):
                best, chosen = breaks, ordered
                kept = index
    if not best or rank == 0:
        return None
    return chosen[kept[best[0] - 1] + 1] if kept[best[0] - 1] + 1 < len(chosen) else None
