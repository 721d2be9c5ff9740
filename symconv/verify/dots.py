"""Dots: which terms they may stand for, and which are left out without them."""

from __future__ import annotations

from symconv.verify.gather import pair_of
from symconv.verify.law import Law
from symconv.verify.written import Side

Pair = tuple[tuple[int, ...], tuple[int, ...]]


def places(written: Side, pairs: list[Pair], law: Law) -> list[set[int]] | None:
    """For each written term the pairs that it can be, by their place; None if it is none."""
    found = []
    for term in written.terms:
        options: set[int] = set()
        pair = pair_of(term, law.numbers)
        if pair is not None:
            one, other = map(law.stands_for, pair if pair[0][0] == law.first else pair[::-1])
            options = {k for k, known in enumerate(pairs) if known == (one[1], other[1])}
        else:
            cells = [factor.indices for factor in term.factors if factor.indices is not None]
            words = {factor.name for factor in term.factors if factor.indices is None}
            for k, (first, second) in enumerate(pairs):
                named = {law.word_for((law.first, first)), law.word_for((law.second, second))}
                if (cells == [first] or cells == [second]) and (not words or words & named):
                    options.add(k)
        if not options:
            return None
        found.append(options)
    return found


def gap_between(written: Side, at: tuple[int, ...], law: Law) -> Pair | None:
    """A pair left out between two terms where no dots stand; None where none is seen."""
    found = left_out(written, at, law)
    return found if isinstance(found, tuple) else None


def left_out(written: Side, at: tuple[int, ...], law: Law) -> Pair | bool:
    """The first pair left out where no dots stand, in the usual order nearest to the written one.

    True where all that is left out is covered by dots, False where no order is recognised.
    """
    pairs = law.met(at)
    orders = [sorted(pairs, key=key) for key in _KEYS]
    best: tuple[int, Pair] | None = None
    for order in (*orders, *(order[::-1] for order in orders)):
        options = places(written, order, law)
        if options is None:
            return False
        index = [min(option) for option in options]
        if index != sorted(set(index)):
            continue
        breaks = [
            start + 1
            for k, (start, end) in enumerate(zip([-1, *index], [*index, len(order)]))
            if end != start + 1 and k not in written.dots
        ]
        if not breaks:
            return True
        if best is None or len(breaks) < best[0]:
            best = (len(breaks), order[breaks[0]])
    return False if best is None else best[1]


_KEYS = (
    lambda pair: pair[0][::-1],
    lambda pair: pair[0],
    lambda pair: pair[1][::-1],
    lambda pair: pair[1],
)
