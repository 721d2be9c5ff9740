"""The operations: each is one linear relation between three indices on every axis.

For the output index m, the image index i and the kernel index k it reads

    output * m + image * i + kernel * k = rest

with whole numbers (or letters) for the coefficients. Stride, dilation and offset are
among them: the dilation d belongs to k, the offset p to the rest, and the stride s to m,
or in a transposed convolution to i. So ``conv`` is s*m - i - d*k = -p. An operation says
which signs they have; all else (terms, ranges, supports, patches) follows from the
relation. Of the three coefficients one is always 1 or -1. To add an operation, add one
record to ``OPERATIONS``.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.errors import ProblemError, quote
from symconv.model.index import Affine


class Relation(NamedTuple):
    """One axis: ``output * m + image * i + kernel * k = rest``. ``image`` is negative."""

    output: Affine
    image: Affine
    kernel: Affine
    rest: Affine


class Operation(NamedTuple):
    """An operation: its signs, what its stride moves, and how it is usually written.

    ``output``, ``kernel`` and ``offset`` are the signs of m, k and the rest; i has a minus.
    ``strided`` is the index that the stride multiplies, output or image. ``star`` is the
    sign between image and kernel in LaTeX, ``over`` the array whose index the sum usually
    runs over, ``mistaken`` the operation that this one is most often taken for.
    """

    name: str
    title: str
    star: str
    output: int
    kernel: int
    offset: int
    strided: str
    over: str
    mistaken: str
    formula: str

    @property
    def flips(self) -> bool:
        """Whether the kernel is flipped: its index falls where that of the image rises."""
        return self.kernel < 0

    def relation(self, stride: Affine = 1, dilation: Affine = 1, offset: Affine = 0) -> Relation:
        """The relation on one axis.

        >>> find("conv").relation()
        Relation(output=1, image=-1, kernel=-1, rest=0)
        >>> find("transposed").relation(stride=2)
        Relation(output=1, image=-2, kernel=-1, rest=0)
        """
        output, image = (stride, 1) if self.strided == "output" else (1, stride)
        return Relation(
            self.output * output, -1 * image, self.kernel * dilation, self.offset * offset
        )


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "conv", "convolution", r"\ast", +1, -1, -1, "output", "image", "xcorr",
        "y[m] = Σ x[i] h[m-i]",
    ),
    Operation(
        "xcorr", "cross-correlation", r"\star", -1, +1, +1, "output", "image", "conv",
        "y[m] = Σ x[i] h[m+i]",
    ),
    Operation(
        "correlate", "cross-correlation as most libraries compute it", r"\star", +1, +1, +1,
        "output", "kernel", "conv", "y[m] = Σ x[m+i] h[i]",
    ),
    Operation(
        "transposed", "transposed convolution", r"\ast", +1, -1, -1, "image", "image",
        "correlate", "y[m] = Σ x[i] h[m-s·i]",
    ),
)  # fmt: skip

# What the derivatives of strided operations come to: transposes of the two others. Nobody
# mistakes anything for them, so they are found by name only.
TRANSPOSES: tuple[Operation, ...] = (
    Operation(
        "transposed-conv", "the transpose of strided convolution", r"\star", +1, +1, +1,
        "image", "image", "transposed", "y[m] = Σ x[i] h[s·i-m]",
    ),
    Operation(
        "transposed-xcorr", "the transpose of strided cross-correlation", r"\star", -1, +1, +1,
        "image", "image", "transposed", "y[m] = Σ x[i] h[m+s·i]",
    ),
)  # fmt: skip


def find(name: str) -> Operation:
    """The operation called ``name``; ProblemError lists those there are."""
    for operation in (*OPERATIONS, *TRANSPOSES):
        if operation.name == name:
            return operation
    known = ", ".join(operation.name for operation in OPERATIONS)
    raise ProblemError(f"unknown operation {quote(name)}: use one of {known}")
