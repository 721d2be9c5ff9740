"""Letters with a subscript: ``w_{1}`` in a line is the entry ``w_1`` of a stated problem."""

from __future__ import annotations

from symconv.verify.law import Law
from symconv.verify.written import Factor, Side


def spelled(written: Side, law: Law) -> Side:
    """The side with what reads like an element, but is a letter of the problem, as a letter."""
    letters = law.subscripted
    if not letters:
        return written
    terms = tuple(
        term._replace(factors=tuple(_spelled(one, letters, law) for one in term.factors))
        for term in written.terms
    )
    return written._replace(terms=terms)


def _spelled(one: Factor, letters: set[str], law: Law) -> Factor:
    if one.indices is None or one.name in (law.first, law.second, law.output):
        return one
    word = f"{one.name}_{''.join(map(str, one.indices))}"
    return one._replace(name=word, indices=None) if word in letters else one
