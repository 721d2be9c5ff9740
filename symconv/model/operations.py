"""The operations: each is one linear relation between three indices on every axis.

For the output index m, the image index i and the kernel index k, with stride s,
dilation d and offset p, an operation is the relation

    i = (output) * s*m + (kernel) * d*k + (offset) * p

in which the three signs are all that tells one operation from another. To add an
operation, add one record to ``OPERATIONS``.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.errors import ProblemError, quote
from symconv.model.index import Affine


class Relation(NamedTuple):
    """One axis: ``image index = output * m + kernel * k + shift``."""

    output: Affine
    kernel: Affine
    shift: Affine


class Operation(NamedTuple):
    """An operation: its signs, and how it is usually written.

    ``star`` is the sign between image and kernel in LaTeX. ``over`` is the array
    whose index the sum usually runs over.
    """

    name: str
    title: str
    star: str
    output: int
    kernel: int
    offset: int
    over: str
    formula: str

    def relation(self, stride: Affine = 1, dilation: Affine = 1, offset: Affine = 0) -> Relation:
        """The relation on one axis.

        >>> find("conv").relation()
        Relation(output=1, kernel=-1, shift=0)
        """
        return Relation(self.output * stride, self.kernel * dilation, self.offset * offset)


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "conv", "convolution", r"\ast", +1, -1, +1, "image",
        "y[m] = Σ x[i] h[m-i]",
    ),
    Operation(
        "xcorr", "cross-correlation", r"\star", -1, +1, -1, "image",
        "y[m] = Σ x[i] h[m+i]",
    ),
    Operation(
        "correlate", "cross-correlation as most libraries compute it", r"\star", +1, +1, -1,
        "kernel", "y[m] = Σ x[m+i] h[i]",
    ),
)  # fmt: skip


def find(name: str) -> Operation:
    """The operation called ``name``; ProblemError lists those there are."""
    for operation in OPERATIONS:
        if operation.name == name:
            return operation
    known = ", ".join(operation.name for operation in OPERATIONS)
    raise ProblemError(f"unknown operation {quote(name)}: use one of {known}")
