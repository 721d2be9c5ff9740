"""The form ``im2col``: the matrix of patches times the kernel, listed in one column.

A row holds the patch of an output: for each entry, in the order of writing, the pixel that
it meets. So many outputs become one product of matrices.
"""

from __future__ import annotations

from collections.abc import Iterator

from symconv.derive.derivation import Derivation, Step
from symconv.derive.forms.listed import Listed, column, ends, left_side, listed, row_steps
from symconv.derive.forms.opening import opening, rewritten
from symconv.model.tree import Equation, Expr, Juxtaposed, Matrix, Number

WHY = "Summed over the kernel, an output is a row of pixels times the column of the entries."
ROW = "The row is the patch of this output: the pixels in the order of the entries they meet."
ROWS = (
    "There is a row for each output: its patch, the pixels in the order of the entries that they "
    "meet. There is a column for each entry."
)
ZERO = "Where an entry meets no pixel stands 0."
DIVIDED = "An entry meets a pixel only where the division leaves no rest."
LEFT = "Multiply each row by the column: these are the sums."
LEFT_ONE = "Multiply the row by the column: that is the sum."


def steps(derivation: Derivation, detail: str) -> Iterator[Step]:
    """The steps from the definition to the product of matrices, and on to the sums."""
    found = listed(derivation, "kernel")
    yield from opening(derivation, detail)
    definition, summed = derivation.elements.formulas.definition, rewritten(derivation, "kernel")
    if detail != "brief" and definition.sides[-1] != summed.sides[-1]:
        divided = any(value != 1 for value in _divisors(derivation))
        why = f"{WHY} {DIVIDED}" if divided else WHY
        yield Step("patches", (definition,), (summed,), why)
    equation = patch_product(derivation, found)
    whole = derivation.at is None
    words = [ROWS if whole else ROW]
    words += [ZERO] if any(len(terms) < len(found.entries) for terms in found.terms) else ()
    yield Step("product", (summed,), (equation,), " ".join(words))
    yield from row_steps(derivation, found, equation, LEFT if whole else LEFT_ONE)


def _divisors(derivation: Derivation) -> list[object]:
    problem = derivation.problem
    return [-problem.relation(axis).image for axis in range(problem.dimension)]


def patch_product(derivation: Derivation, found: Listed) -> Equation:
    """The outputs as the matrix of patches times the entries."""
    entries = column(map(derivation.elements.entry, found.entries))
    side = Juxtaposed((patches(derivation, found), entries))
    return Equation((left_side(derivation, found), side))


def patches(derivation: Derivation, found: Listed) -> Matrix:
    """The matrix of patches, divided where a row of outputs or of the kernel ends."""
    pixel, rows = derivation.elements.pixel, []
    for terms in found.terms:
        met: dict[object, Expr] = {kernel: pixel(image) for image, kernel in terms}
        rows.append(tuple([met.get(kernel, Number(0)) for kernel in found.entries]))
    problem = derivation.problem
    return Matrix(tuple(rows), ends(problem, found.entries), ends(problem, found.outputs))
