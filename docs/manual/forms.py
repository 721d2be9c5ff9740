"""The forms of a sum: each shown for one small problem."""

from __future__ import annotations

from symconv.derive.derivation import Derivation
from symconv.derive.forms import FORMS, Form
from symconv.model.problem import Problem
from symconv.render import write_derivation

PROBLEM = "conv image=3@corner kernel=2@corner"
LAYER = "correlate image=3@corner kernel=2@corner channels=2,3 output=valid"
SUM = FORMS[0].name  # which all other pages show


def write() -> str:
    """All forms but the sum, each in a section."""
    return "\n".join(_section(form) for form in FORMS if form.name != SUM)


def layer() -> str:
    """Several channels as one product of matrices, which LaTeX has to set in small type."""
    shown = write_derivation(Derivation(Problem.parse(LAYER), form="im2col"), "mathml")
    return f"```{{raw}} html\n{shown}\n```\n"


def _section(form: Form) -> str:
    derived = Derivation(Problem.parse(PROBLEM), form=form.name)
    shown = write_derivation(derived, "markdown")
    return (
        f"(form-{form.name})=\n## {form.name}\n\n{form.says[0].upper()}{form.says[1:]}.\n\n"
        f"::::{{container}} symconv\n{shown}\n::::\n"
    )
