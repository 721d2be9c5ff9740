"""Backward passes for any index: the chain rule under sum signs, and ``∂y[m]/∂x[i]``."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify.chain_rule import chained
from symconv.verify.diagnose import Found
from symconv.verify.facts import parts_of
from symconv.verify.gather import Equation
from symconv.verify.indexed import entry_letters
from symconv.verify.infer import Evidence
from symconv.verify.judged import Judged
from symconv.verify.obey import obeys
from symconv.verify.written import Side


def general_chain(found: Equation, written: Side, span: s.Span, text: str) -> Judged | None:
    """``∂L/∂x[i] = Σ_m ∂L/∂y[m] · ∂y[m]/∂x[i]``: summed over all m; None if it is no such line."""
    judged = chained(found, written, span, text)
    if judged is None or judged.verdict != "proved":
        return judged
    asked = {letter for entry in found.left.indices or () for letter in entry_letters(entry)}
    for term in written.terms:
        summed = {limit.letter for scope in term.scopes for limit in scope.limits}
        joined = min(term.factors, key=lambda factor: len(factor.indices or ()))
        between = {letter for entry in joined.indices or () for letter in entry_letters(entry)}
        if any(limit.lower is not None for scope in term.scopes for limit in scope.limits):
            return None
        if summed != between or summed & asked:
            return None
    return judged


def general_inner(
    found: Equation, written: Side, evidence: Evidence, span: s.Span, text: str
) -> Judged | None:
    """``∂y[m]/∂x[i] = h[m-i]``: the element that meets x[i] in y[m], by the definition of y."""
    parts = parts_of(found.left)
    if parts is None or len(written.terms) != 1:
        return None
    (term,) = written.terms
    if term.scopes or term.coefficient != 1 or len(term.factors) != 1:
        return None
    (other,) = term.factors
    for family in evidence.families.values():
        if family.output != parts[0] or {parts[1], other.name} != {family.first, family.second}:
            continue
        for stated in family.stated:
            made = stated.definition
            if made.ties is None or made.faults:
                continue
            rank = len(stated.equation.left.indices or ())
            cell = found.left.indices or ()
            outer, below, beside = cell[:rank], cell[rank:], other.indices or ()
            pair = (below, beside) if made.first == parts[1] else (beside, below)
            met = obeys(outer, *pair, made.ties)
            if met is None:
                return None
            if met:
                return Judged(span, "proved", "This element meets the other one in that output.")
            word = text[slice(*other.span)]
            fault = Found(
                other.span, "wrong-index", word, "",
                f"By the definition of {parts[0]}, {word} is not the element that {parts[1]} "
                "meets there.",
            )  # fmt: skip
            return Judged(span, "refuted", "This is another derivative.", (fault,))
    return None
