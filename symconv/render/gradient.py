"""Gradients as text: LaTeX, Markdown, plain text, MathML and JSON."""

from __future__ import annotations

from symconv.derive.derivation import DETAILS, Derivation
from symconv.derive.gradients import Gradient, gradient_steps, marked
from symconv.errors import OutputError, quote
from symconv.render import plain
from symconv.render.steps import find, written


def write(found: Gradient, to: str = "latex", detail: str = "normal") -> str:
    """The gradient in a format of ``symconv.render.steps``, or as ``json``."""
    if detail not in DETAILS:
        known = ", ".join(DETAILS)
        raise OutputError(f"--detail {quote(detail)} is not known: use {known}")
    if to == "json":
        return _json(found, detail)
    return "".join(written(gradient_steps(found, detail), find(to))).rstrip("\n") + "\n"


def _json(found: Gradient, detail: str) -> str:
    import json

    from symconv.render.latex import fragment

    derivation = Derivation(found.backward)
    at = found.backward.at
    document = {
        "format": "symconv.gradient/1",
        "problem": str(found.forward._replace(over=found.forward.operation.over, at=at)),
        "wrt": found.wrt,
        "gradient": str(found.backward),
        "at": None if at is None else list(at),
        "terms": [
            plain.expr(marked(derivation.elements.product(*term), found))
            for term in derivation.terms
        ],
        "steps": [
            {"rule": step.rule, "latex": fragment(step), "because": step.because}
            for step in gradient_steps(found, detail)
        ],
    }
    return json.dumps(document, ensure_ascii=False) + "\n"
