"""The form ``matrix``: all outputs as one matrix times the pixels, listed in one column.

In the row of an output and the column of a pixel stands the entry that the pixel meets
there, and 0 where it meets none. With stride 1 that is a Toeplitz matrix, in two
dimensions a doubly block Toeplitz one.
"""

from __future__ import annotations

from collections.abc import Iterator

from symconv.derive.derivation import Derivation, Step
from symconv.derive.forms.blocks import block_steps
from symconv.derive.forms.letters import free, taken
from symconv.derive.forms.listed import (
    Listed,
    beyond,
    column,
    ends,
    left_side,
    listed,
    row_steps,
    total,
)
from symconv.derive.forms.opening import opening, rewritten
from symconv.derive.forms.patterns import pattern
from symconv.derive.gradients import gradient
from symconv.model.channels import Channels
from symconv.model.tree import Equation, Expr, Juxtaposed, Matrix, Sum, Symbol

WHY = (
    "Put the entry first: in each output a pixel is multiplied by the entry that it meets there. "
    "So the outputs are a matrix of entries times the column of the pixels."
)
ROW = "The row of this output times the pixels, in the order of writing."
ROWS = "There is a row for each output and a column for each pixel, in the order of writing."
ZERO = "Where a pixel meets no entry stands 0."
CONSTANT = "What lies beyond the edge adds a column of its own."
CHANNELS = (
    "Each part of the kernel, from one channel of the image to one output channel, makes a block."
)
BATCH = "Each image of the batch has its own columns and rows, with the same blocks."
LEFT = "Multiply each row by the column: the zeros drop out, and the sums are left."
LEFT_ONE = "Multiply the row by the column: the zeros drop out, and the sum is left."
TRANSPOSE = (
    "It is the transpose of this matrix, that of the operation {operation} with the same "
    "kernel, stride, dilation and offset, from these outputs to these pixels: what that one "
    "gathers, this one spreads."
)


def steps(derivation: Derivation, detail: str) -> Iterator[Step]:
    """The steps from the definition to the product of matrices, and on to the sums."""
    found = listed(derivation, "image")
    yield from opening(derivation, detail)
    summed = rewritten(derivation, "image", True)
    if detail != "brief":
        yield Step("matrix", (derivation.elements.formulas.definition,), (summed,), WHY)
    equation = matrix_product(derivation, found)
    whole = derivation.at is None
    words = [ROWS if whole else ROW, ZERO]
    if derivation.problem.channels.given:
        words += _blocks(derivation.problem.channels) if whole else ()
    elif whole:
        words += pattern(derivation.problem, found)
    if isinstance(equation.sides[-1], Sum):
        words.append(CONSTANT)
    yield Step("product", (summed,), (equation,), " ".join(words))
    if whole and detail != "brief" and not derivation.problem.channels.given:
        yield from block_steps(derivation, equation)
        yield from _transpose(derivation, equation)
    yield from row_steps(derivation, found, (equation,), LEFT if whole else LEFT_ONE)


def _blocks(channels: Channels) -> Iterator[str]:
    """What makes the blocks of a matrix with channels or a batch."""
    if channels.inputs is not None:
        yield CHANNELS
    if channels.batch is not None:
        yield BATCH


def matrix_product(derivation: Derivation, found: Listed) -> Equation:
    """The outputs as the matrix times the pixels, and what a constant boundary adds to it."""
    pixels = column(map(derivation.elements.pixel, found.pixels))
    side: Expr = Juxtaposed((matrix(derivation, found), pixels))
    added = [beyond(derivation, terms) for terms in found.terms]
    if any(added):
        whole = column(map(total, added)) if derivation.at is None else total(added[0])
        side = Sum(((side, whole),))
    return Equation((left_side(derivation, found), side))


def matrix(derivation: Derivation, found: Listed) -> Matrix:
    """The matrix: entries by their names, divided where a row of outputs or pixels ends.

    Where several indices stand for one pixel, the entries that meet them are added up.
    """
    elements, rows = derivation.elements, []
    for terms in found.terms:
        met: dict[object, list[Expr]] = {pixel: [] for pixel in found.pixels}
        for image, kernel in terms:
            met.setdefault(elements.stands_for(image), []).append(elements.entry(kernel))
        rows.append(tuple([total(met[pixel]) for pixel in found.pixels]))
    problem = derivation.problem
    return Matrix(tuple(rows), ends(problem, found.pixels), ends(problem, found.outputs))


def _transpose(derivation: Derivation, before: Equation) -> Iterator[Step]:
    """The matrix that gathers what this one spreads, where the pixels are strided over."""
    problem = derivation.problem
    if problem.operation.strided != "image" or not problem.boundary.vanishes:
        return
    turned = gradient(problem, "image").backward
    if turned is None:  # the axes have different strides
        return
    other = Derivation(turned._replace(entries=problem.entries), form=derivation.form)
    table = matrix(other, listed(other, "image"))
    name = Symbol(free(taken(derivation), "GM"))
    why = TRANSPOSE.format(operation=turned.operation.name)
    yield Step("transpose", (before,), (Equation((name, table)),), why)
