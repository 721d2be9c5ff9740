"""Terms that are zero and yet wrong: they break the relation where an array has no element.

What lies beyond the end of an array is zero, and may be written: ``x[3] h[-2]`` in ``y[1]``
is the term one step past the range. ``x[3] h[-1]`` is zero too, if the image ends before 3,
but it belongs to another output: who writes it has the wrong index.
"""

from __future__ import annotations

from symconv.verify.diagnose import Found, like
from symconv.verify.expand import elements
from symconv.verify.law import Law, access
from symconv.verify.written import Side, Term


def astray(side: Side, at: tuple[int, ...], law: Law, text: str) -> list[Found]:
    """The terms of a right side of an output that do not belong there and change nothing."""
    found = [_astray(term, at, law, text) for term in side.terms]
    return [one for one in found if one is not None]


def _astray(term: Term, at: tuple[int, ...], law: Law, text: str) -> Found | None:
    worked = None if term.scopes or term.coefficient == 0 else elements(term, law.numbers)
    cells = dict(worked or ())
    first, second = cells.get(law.first), cells.get(law.second)
    if len(term.factors) != 2 or first is None or second is None:
        return None
    if law.exists(law.first, first) is not False and law.exists(law.second, second) is not False:
        return None
    met = law.partner(at, (law.first, first))
    if law.meets(at, first, second):
        return None
    factor = next(one for one in term.factors if one.name == law.second)
    word = text[slice(*factor.span)]
    if met is None:
        says = f"{access((law.first, first))} does not belong to this output."
        return Found(term.span, "wrong-index", text[slice(*term.span)], "", says)
    expected = like(word, (law.second, met))
    says = f"{like(word, (law.first, first))} meets {expected}, not {word}."
    return Found(factor.span, "wrong-index", word, expected, says)
