"""The blocks of the matrix of a two-dimensional operation: one for each row of the kernel.

The two axes do not know of each other. So the matrix is one pattern of blocks, from the
slow axis, and each block one pattern of entries, from the fast one.
"""

from __future__ import annotations

from collections.abc import Iterator

from symconv.derive.derivation import Derivation, Step
from symconv.derive.forms.letters import capital, free, taken
from symconv.derive.forms.listed import total
from symconv.derive.ranges import axis_terms
from symconv.derive.terms import supports
from symconv.model.problem import Problem
from symconv.model.tree import Access, Equation, Expr, Matrix, Statement, Symbol

WHY = (
    "Block by block: where a row of outputs meets a row of pixels stands the block of the kernel "
    "row that ties them, named by the index of that row."
)


def block_steps(derivation: Derivation, before: Equation) -> Iterator[Step]:
    """The matrix of blocks, and the block of each kernel row."""
    problem = derivation.problem
    if problem.dimension != 2:
        return
    slow, fast = problem.order
    used = taken(derivation)
    whole = free(used, "TM")
    name = free(used, (capital(problem.kernel.name), "B"))
    pattern = _met(problem, slow)
    if len(pattern) == 1:
        return
    rows = [
        tuple([total([Access(name, (entry,)) for entry in entries]) for entries in row])
        for row in pattern
    ]
    shown: list[Statement] = [Equation((Symbol(whole), Matrix(tuple(rows))))]
    inner = _met(problem, fast)
    for entry in sorted({entry for row in pattern for entries in row for entry in entries}):
        block = [
            tuple([total([_entry(derivation, entry, one) for one in met]) for met in row])
            for row in inner
        ]
        shown.append(Equation((Access(name, (entry,)), Matrix(tuple(block)))))
    yield Step("blocks", (before,), tuple(shown), WHY)


def _met(problem: Problem, axis: int) -> list[list[list[int]]]:
    """For each output and each pixel on an axis the kernel indices that meet there."""
    low, high = problem.image.bounds(axis)
    found = []
    for output in supports(problem)[axis]:
        row: list[list[int]] = [[] for _ in range(low, high + 1)]
        for image, kernel in zip(*axis_terms(problem, axis, output)):
            pixel = problem.boundary.pixel(image, low, high)
            if pixel is not None:
                row[pixel - low].append(kernel)
        found.append(row)
    return found


def _entry(derivation: Derivation, slow: int, fast: int) -> Expr:
    cell = [0, 0]
    for axis, value in zip(derivation.problem.order, (slow, fast)):
        cell[axis] = value
    return derivation.elements.entry(tuple(cell))
