"""Scalars in LaTeX as the reader sees them, so that a value compares with the text of a line."""

from __future__ import annotations

from functools import lru_cache

from symconv.verify.indexed import NotTerms
from symconv.verify.law import Monomial, Polynomial, cleaned
from symconv.verify.written import Factor, side


@lru_cache(maxsize=1024)
def _read(latex: str) -> tuple[tuple[Monomial, object], ...]:
    from symconv.read import read_formula

    total: dict[Monomial, object] = {}
    written = side(read_formula(latex))
    for term in written.terms:
        monomial = tuple(sorted(((_letter(f), None) for f in term.factors), key=repr))
        total[monomial] = total.get(monomial, 0) + term.coefficient  # type: ignore[operator]
    return tuple(total.items())


def _letter(one: Factor) -> str:
    """A letter as the model calls it: with its subscript, as in ``w_12``."""
    return one.name if one.indices is None else f"{one.name}_{''.join(map(str, one.indices))}"


def polynomial(latex: str) -> Polynomial:
    """A LaTeX scalar as a polynomial; as one opaque letter where it is no polynomial."""
    try:
        return cleaned(dict(_read(latex)))  # type: ignore[arg-type]
    except NotTerms:
        return {((f"⟨{latex}⟩", None),): 1}
