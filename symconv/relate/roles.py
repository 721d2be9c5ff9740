"""Which array is the image and which the kernel: by their usual names, else by their order.

To teach it another usual name, add it to ``IMAGES`` or ``KERNELS``.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.relate.formula import Formula
from symconv.relate.shape import Shape

IMAGES = frozenset((*"xXfFIVusaA", "img", "image", "input", "signal"))
KERNELS = frozenset((*"hHkKwWgGbB", "kernel", "filter", "weight", "weights"))
IMAGE, KERNEL = "image", "kernel"


class Roles(NamedTuple):
    """The role of each slot; ``sure`` where the names tell."""

    of: tuple[str, ...]
    sure: bool


def roles(formula: Formula, shape: Shape) -> Roles:
    r"""The roles of output and arrays; where names do not tell, a centred array is the kernel.

    >>> from symconv.relate.reading import read_formula
    >>> from symconv.relate.shape import shape
    >>> written = read_formula(r"y[m] = \sum_k h[k] x[m-k]")
    >>> roles(written, shape(written))
    Roles(of=('output', 'kernel', 'image'), sure=True)
    """
    names = [_bare(factor.name) for factor in formula.factors]
    marks = [(name in KERNELS) - (name in IMAGES) for name in names]
    if len(names) == 2 and marks[0] != marks[1]:
        first = KERNEL if marks[0] > marks[1] else IMAGE
        second = IMAGE if first == KERNEL else KERNEL
        return Roles(("output", first, second), True)
    centred = {
        place[0]
        for place, support in shape.supports
        if support.lower is not None and support.lower == -(support.upper or 0)
    }
    if len(names) == 2 and centred - {0} == {1}:
        return Roles(("output", KERNEL, IMAGE), False)
    others = (IMAGE, *[KERNEL] * (len(names) - 1))
    return Roles(("output", *others), False)


def _bare(name: str) -> str:
    """A name without layer, prime or script: ``w`` for ``w^{(l)}`` and for ``w'``."""
    return name.partition("^")[0].partition("_")[0].rstrip("'")
