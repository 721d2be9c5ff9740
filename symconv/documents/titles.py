"""What a document is called."""

from __future__ import annotations

from symconv.model.problem import Problem
from symconv.model.tree import Access
from symconv.render.plain import expr


def operation(problem: Problem) -> str:
    """The operation as a title begins: ``Convolution``."""
    title = problem.operation.title
    return title[0].upper() + title[1:]


def output(problem: Problem) -> Access | None:
    """The output that is worked out, or None where it is any."""
    return None if problem.at is None else Access(problem.output_name, problem.at)


def title(problem: Problem) -> str:
    """The whole title as plain text: ``Convolution, y[1,1]``."""
    found = output(problem)
    return operation(problem) if found is None else f"{operation(problem)}, {expr(found)}"
