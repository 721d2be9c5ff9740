"""What repeats in the matrix of an operation, in words: Toeplitz, Hankel, circulant, or moved.

The entry in row m and column i is the one whose index the relation ties to both, so it
depends on ``output * m + image * i`` alone. Where both coefficients are 1 or -1 it stays
the same along a diagonal; with a stride it moves by that many places.
"""

from __future__ import annotations

from collections.abc import Iterator

from symconv.derive.forms.listed import Listed
from symconv.derive.supports import number
from symconv.model.problem import Problem

BLOCKS = "The lines divide it into blocks, one for each row of outputs and each row of pixels."
FOLDED = (
    "Where a pixel stands for others beyond the edge, the entries that meet those are added in "
    "its column."
)


def pattern(problem: Problem, found: Listed) -> Iterator[str]:
    """Sentences about the matrix, in one dimension or two."""
    if problem.dimension > 2 or len(found.outputs) == 1 or len(found.pixels) == 1:
        return
    planar = problem.dimension == 2
    if planar:
        yield BLOCKS
    if problem.boundary.vanishes:
        yield from _plane(problem) if planar else _line(problem, 0)
    elif _circulant(problem, found):
        block = "doubly block circulant" if planar else "circulant"
        yield (
            "Each row goes on at the other end: apart from that it is like without a boundary, "
            f"and this is a {block} matrix."
        )
    elif problem.boundary.place is not None:
        yield FOLDED


def _steps(problem: Problem, axis: int) -> tuple[int, int, bool]:
    """The coefficients of output and image without their signs, and whether both rise."""
    relation = problem.relation(axis)
    output, image = number(relation.output), number(relation.image)
    return abs(output), abs(image), output * image < 0


def _line(problem: Problem, axis: int) -> Iterator[str]:
    output, image, rising = _steps(problem, axis)
    if output == image == 1:
        diagonal, kind = ("falling", "Toeplitz") if rising else ("rising", "Hankel")
        yield f"Along each {diagonal} diagonal stands one entry: this is a {kind} matrix."
    elif image == 1:
        side = "right" if rising else "left"
        yield f"Each row is the row above, moved to the {side} by {output} columns."
    else:
        side = "down" if rising else "up"
        yield f"Each column is the column before, moved {side} by {image} rows."


def _plane(problem: Problem) -> Iterator[str]:
    slow, fast = (_steps(problem, axis) for axis in problem.order)
    diagonal, kind = ("falling", "Toeplitz") if slow[2] else ("rising", "Hankel")
    if slow[:2] == fast[:2] == (1, 1):
        yield (
            f"Along each {diagonal} diagonal stands one block, and each block is a {kind} matrix: "
            f"this is a doubly block {kind} matrix."
        )
        return
    output, image, rising = slow
    if output == image == 1:
        yield f"Along each {diagonal} diagonal stands one block."
    elif image == 1:
        side = "right" if rising else "left"
        yield f"Each row of blocks is the one above, moved to the {side} by {output} blocks."
    else:
        side = "down" if rising else "up"
        yield f"Each column of blocks is the one before, moved {side} by {image} blocks."
    output, image, rising = fast
    if output == image == 1:
        yield f"Each block is a {kind} matrix."
    elif image == 1:
        side = "right" if rising else "left"
        yield f"In a block each row is the row above, moved to the {side} by {output} columns."
    else:
        side = "down" if rising else "up"
        yield f"In a block each column is the column before, moved {side} by {image} rows."


def _circulant(problem: Problem, found: Listed) -> bool:
    """Whether rows end where they go on: one turn of the outputs for one turn of the pixels."""
    if problem.boundary.name != "wrap":
        return False
    for axis in range(problem.dimension):
        outputs = {at[axis] for at in found.outputs}
        low, high = problem.image.bounds(axis)
        if _steps(problem, axis) != (1, 1, True) or len(outputs) != high - low + 1:
            return False
    return True
