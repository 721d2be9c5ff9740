"""Gradients as text: LaTeX, Markdown, plain text, MathML and JSON."""

from __future__ import annotations

from symconv.derive.derivation import DETAILS, Derivation
from symconv.derive.elements import Elements
from symconv.derive.gradient_steps import gradient_steps, marked
from symconv.derive.gradient_terms import product_of, terms
from symconv.derive.gradients import Gradient
from symconv.errors import OutputError, quote
from symconv.model.problem import Problem
from symconv.model.tree import Expr
from symconv.render import plain
from symconv.render.steps import find, written

HEADS = {"latex": "% symconv: {}\n\n", "markdown": "<!-- symconv: {} -->\n\n"}


def write(found: Gradient, to: str = "latex", detail: str = "normal") -> str:
    """The gradient in a format of ``symconv.render.steps``, or as ``json``.

    LaTeX and Markdown begin with the problem in a comment, so that they can be verified.
    """
    if detail not in DETAILS:
        known = ", ".join(DETAILS)
        raise OutputError(f"--detail {quote(detail)} is not known: use {known}")
    if to == "json":
        return _json(found, detail)
    body = "".join(written(gradient_steps(found, detail), find(to))).rstrip("\n") + "\n"
    return HEADS.get(to, "").format(_asked(found)) + body


def _asked(found: Gradient) -> Problem:
    """The problem as it was asked for."""
    forward = found.forward
    return forward._replace(over=forward.operation.over, at=found.at)


def _json(found: Gradient, detail: str) -> str:
    import json

    from symconv.render.latex import fragment

    at = found.at
    document = {
        "format": "symconv.gradient/1",
        "problem": str(_asked(found)),
        "wrt": found.wrt,
        "gradient": None if found.backward is None else str(found.backward),
        "at": None if at is None else list(at),
        "terms": [plain.expr(term) for term in _terms(found)],
        "steps": [
            {"rule": step.rule, "latex": fragment(step), "because": step.because}
            for step in gradient_steps(found, detail)
        ],
    }
    return json.dumps(document, ensure_ascii=False) + "\n"


def _terms(found: Gradient) -> list[Expr]:
    """The terms of the place asked for, as they are in the end."""
    if found.at is None:
        return []
    if found.backward is None:
        elements = Elements(found.forward._replace(entries="indexed"))
        return [product_of(found, met, elements) for met in terms(found, found.at)]
    derivation = Derivation(found.backward)
    return [marked(derivation.elements.product(*term), found) for term in derivation.terms]
