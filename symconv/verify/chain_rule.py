"""Gradients by the chain rule: denominators that match, local derivatives, sums of gradients."""

from __future__ import annotations

from symconv.verify.diagnose import Found
from symconv.verify.facts import parts_of
from symconv.verify.gather import Equation, element
from symconv.verify.infer import Evidence
from symconv.verify.judged import Judged
from symconv.verify.law import Element, access
from symconv.verify.written import Factor, Side

Span = tuple[int, int]


def chained(found: Equation, written: Side, span: Span, text: str) -> Judged | None:
    """``∂L/∂x = Σ ∂L/∂y · ∂y/∂x``: each term must chain; None where it is no such sum."""
    whole = parts_of(found.left)
    if whole is None or not written.terms:
        return None
    for term in written.terms:
        if len(term.factors) != 2:
            return None
        one, other = (parts_of(factor) for factor in term.factors)
        if one is None or other is None:
            return None
    faults = []
    for term in written.terms:
        left, right = term.factors
        outer, inner = parts_of(left), parts_of(right)
        assert outer is not None
        assert inner is not None
        if inner[0] == whole[0] and outer[0] != whole[0]:
            left, right, outer, inner = right, left, inner, outer
        between = left.indices or ()
        joined = (*between, *(found.left.indices or ()))
        word = text[slice(*right.span)]
        if outer[0] != whole[0] or inner[1] != whole[1] or outer[1] != inner[0]:
            faults.append(Found(right.span, "wrong-index", word, "",
                                f"{word} does not continue the chain."))  # fmt: skip
        elif (right.indices or ()) != joined:
            faults.append(
                Found(right.span, "wrong-index", word, "",
                      f"The numerator and the denominator of {word} must match its neighbours.")
            )  # fmt: skip
    if faults:
        return Judged(span, "refuted", "The chain rule does not join.", tuple(faults))
    return Judged(span, "proved", "This is the chain rule.")


def local_derivative(
    found: Equation, written: Side, evidence: Evidence, span: Span, text: str
) -> Judged | None:
    """``∂y_{11}/∂w_{12} = x_{12}``: the other factor of the term that holds ``w_{12}``."""
    parts = parts_of(found.left)
    if parts is None or found.at is None or len(written.terms) > 1:
        return None
    for family in evidence.families.values():
        if family.output != parts[0] or parts[1] not in (family.first, family.second):
            continue
        if not family.laws or not family.triples:
            continue
        law = family.laws[0]
        rank = len(family.triples[0].output)
        if len(found.at) <= rank:
            continue
        output, cell = found.at[:rank], found.at[rank:]
        other = law.second if parts[1] == law.first else law.first
        partners: list[Element] = [
            (other, pair[1] if parts[1] == law.first else pair[0])
            for pair in law.partners(output)
            if (pair[0] if parts[1] == law.first else pair[1]) == cell
        ]
        return _local(found, written, partners, span, text)
    return None


def _local(
    found: Equation, written: Side, partners: list[Element], span: Span, text: str
) -> Judged | None:
    expected = access(partners[0]) if partners else "0"
    if not written.terms or (len(written.terms) == 1 and not written.terms[0].factors):
        total = written.terms[0].coefficient if written.terms else 0
        if total == 0 and not partners:
            return Judged(span, "proved", "This element does not occur in that output.")
        if not partners:
            return None
        word = text[slice(*written.span)]
        fault = Found(written.span, "wrong-entry", word, expected, f"It is {expected}.")
        return Judged(span, "refuted", "This is another derivative.", (fault,))
    (term,) = written.terms
    if len(term.factors) != 1 or term.factors[0].indices is None:
        return None
    shown = element(term.factors[0], found.numbers)
    if shown in partners and term.coefficient == 1:
        return Judged(span, "proved", "This is the other factor of the term.")
    word = text[slice(*term.span)]
    fault = Found(term.span, "wrong-index", word, expected, f"It is {expected}.")
    return Judged(span, "refuted", "This is another derivative.", (fault,))


def summed_gradient(written: Side, evidence: Evidence, span: Span, text: str) -> Judged | None:
    """``∂L/∂b = Σ ∂L/∂y_k``: all outputs once; None where it is no sum of one array."""
    shown: list[tuple[Element, Span]] = []
    for term in written.terms:
        if len(term.factors) != 1 or term.coefficient != 1 or term.scopes:
            return None
        one = element(term.factors[0], {})
        if one is None:
            return None
        shown.append((one, term.span))
    names = {one[0] for one, _ in shown}
    if len(names) != 1:
        return None
    (name,) = names
    known = evidence.cells.get(name)
    if not known or written.dots:
        return None
    if len(shown) < 2:
        alone = len(known) < 2 or parts_of(Factor(name, None, span)) is None
        return None if alone else Judged(span, "undecided", "Only one output is added up here.")
    seen: set[Element] = set()
    for one, where in shown:
        if one in seen:
            word = text[slice(*where)]
            fault = Found(where, "duplicate-term", word, "", f"{word} stands twice.")
            return Judged(span, "refuted", "A term stands twice.", (fault,))
        seen.add(one)
    missing = sorted(cell for cell in known if (name, cell) not in seen)
    if missing:
        word = access((name, missing[0]))
        fault = Found(written.span, "missing-term", "", word, f"The term {word} is missing.")
        return Judged(span, "refuted", "A term is missing.", (fault,))
    return Judged(span, "proved", "This is the sum over all outputs.")


