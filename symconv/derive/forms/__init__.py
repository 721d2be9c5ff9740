"""Other forms of the same sum: a product of matrices or of polynomials, copies of the kernel.

Each form shows all outputs of a small problem at once, or one output where one is asked
for, and ends with the sum itself. To add a form, write a module with
``steps(derivation, detail)`` and add a record to ``FORMS``; its module is imported only
when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from symconv.errors import OutputError, quote
from symconv.model.channels import spatial_only
from symconv.model.complex_data import real_only

if TYPE_CHECKING:
    from symconv.derive.derivation import Derivation, Step


class Form(NamedTuple):
    """A form: its name, what it shows, the module that derives it, and whether of channels."""

    name: str
    says: str
    module: str
    channels: bool = False


FORMS: tuple[Form, ...] = (
    Form("sum", "the sum over the valid indices, step by step", ""),
    Form("matrix", "a matrix times the pixels", "symconv.derive.forms.toeplitz", True),
    Form("im2col", "the matrix of patches times the entries", "symconv.derive.forms.im2col", True),
    Form("polynomial", "a product of polynomials", "symconv.derive.forms.polynomial"),
    Form("scatter", "copies of the kernel, added up", "symconv.derive.forms.scatter"),
)


def find(name: str) -> Form:
    """The form called ``name``; OutputError lists those there are."""
    for form in FORMS:
        if form.name == name:
            return form
    known = ", ".join(form.name for form in FORMS)
    raise OutputError(f"the form {quote(name)} is not known: use one of {known}")


def form_steps(derivation: Derivation, detail: str) -> tuple[Step, ...]:
    """The steps of a derivation in its form.

    Raises OutputError for what is too large to be shown, or has no such form.
    """
    form = find(derivation.form)
    if not form.channels:
        spatial_only(derivation.problem.channels, f"--form {form.name} shows")
    real_only(derivation.problem, f"--form {form.name} shows")
    steps: tuple[Step, ...] = tuple(import_module(form.module).steps(derivation, detail))
    return steps
