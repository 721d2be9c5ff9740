"""Complex data: ``conjugate=true`` lets each kernel entry count as its complex conjugate.

That is what libraries do with the second argument of a cross-correlation. The entries are
then letters or real numbers: there is no number here with an imaginary part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symconv.errors import OutputError, ProblemError, quote
from symconv.model.tree import Formula, Scalar, Symbol
from symconv.model.values import write_scalar

if TYPE_CHECKING:
    from symconv.model.problem import Problem

UNITS = ("i", "j")


def check_conjugate(problem: Problem) -> None:
    """Refuse values that have no conjugate here; ProblemError says what to write."""
    if not problem.conjugate:
        return
    for array in (problem.image, problem.kernel):
        for value in () if array.values is None else array.values.items:
            if isinstance(value, Symbol) and value.name in UNITS and not value.subscript:
                raise ProblemError(
                    f"the value {value.name} is a letter like any other, not the imaginary unit: "
                    "with conjugate=true use another letter for it, such as u"
                )
            if isinstance(value, Formula) and (array is problem.kernel or _imaginary(value)):
                raise ProblemError(
                    f"the value {quote(write_scalar(value))} has no conjugate here: with "
                    "conjugate=true the entries are real numbers or single letters, such as w_1"
                )


def _imaginary(value: Scalar) -> bool:
    """Whether a formula holds a letter that is likely meant as the imaginary unit."""
    from symconv.model.formula import vet

    assert isinstance(value, Formula)
    return any(letter.name in UNITS for letter in vet(value.latex).letters)


def real_only(problem: Problem, what: str) -> None:
    """Refuse complex data where they are not shown; ``what`` begins the message."""
    if problem.conjugate:
        raise OutputError(
            f"{what} real data only: leave out 'conjugate=true' "
            "('symconv derive' works it out in formulas)"
        )
