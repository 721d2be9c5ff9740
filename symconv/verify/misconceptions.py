"""Misconceptions: mistaken beliefs, and which of them explain what was written.

A misconception is a wrong problem that the right engine solves: a mirrored kernel, another
origin, another operation. ``explaining`` tries them all. To add one, add a record to
``MISCONCEPTIONS``: its name, advice in words, a function in ``believed.py`` that yields
the terms it leads to, and two examples, which are its tests and its documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from symconv.verify import believed
from symconv.verify.believed import Cell, Guess, Pairs
from symconv.verify.law import Law, Polynomial, cleaned


class Misconception(NamedTuple):
    """A mistaken belief: its name, advice for who holds it, and the terms it leads to.

    ``caught`` is a line that follows from it, ``clean`` a right line of the same problem.
    """

    name: str
    advice: str
    leads_to: Callable[[Law, Cell], Iterable[Guess]]
    caught: str
    clean: str


def explaining(law: Law, at: Cell, written: Polynomial) -> tuple[str, ...]:
    """The misconceptions that lead to exactly what is written in output ``at``.

    A mistake made once is smaller than one made twice (both arrays counted from the
    corner, all axes off by one). The smallest that explain all that is written are named,
    all of them where they are equally small: with a kernel of three entries on one axis,
    a forgotten flip cannot be told from the library's cross-correlation.
    """
    found: dict[str, int] = {}
    for record in MISCONCEPTIONS:
        for guess in record.leads_to(law, at):
            better = guess.size < found.get(record.name, 3)
            if better and guess.pairs and _polynomial(law, guess.pairs) == written:
                found[record.name] = guess.size
    smallest = min(found.values(), default=0)
    return tuple(name for name, size in found.items() if size == smallest)


def explaining_all(law: Law, written: dict[Cell, Polynomial]) -> tuple[str, ...]:
    """The misconceptions that lead to all of what is written in several outputs."""
    found: dict[str, int] = {}
    for record in MISCONCEPTIONS:
        largest = 0
        for at, value in written.items():
            sizes = [
                guess.size
                for guess in record.leads_to(law, at)
                if _polynomial(law, guess.pairs) == value
            ]
            if not sizes:
                break
            largest = max(largest, min(sizes))
        else:
            found[record.name] = largest
    smallest = min(found.values(), default=0)
    return tuple(name for name, size in found.items() if size == smallest)


def _polynomial(law: Law, pairs: Pairs) -> Polynomial:
    total: Polynomial = {}
    for first, second in pairs:
        law.add(total, 1, ((law.first, first), (law.second, second)))
    return cleaned(total)


LINE = "% symconv: conv image=5 kernel=3\n"
PLANE = "% symconv: conv image=5x5 kernel=2x2\n"

MISCONCEPTIONS: tuple[Misconception, ...] = (
    Misconception(
        "not-flipped",
        "Convolution flips the kernel: the entry at k meets the pixel at m - k.",
        believed.not_flipped,
        LINE + "y[0] = a x[-1] + b x[0] + c x[1]",
        LINE + "y[0] = c x[-1] + b x[0] + a x[1]",
    ),
    Misconception(
        "flipped",
        "Cross-correlation does not flip the kernel.",
        believed.flipped,
        "% symconv: correlate image=5 kernel=3\ny[1] = c x[0] + b x[1] + a x[2]",
        "% symconv: correlate image=5 kernel=3\ny[1] = a x[0] + b x[1] + c x[2]",
    ),
    Misconception(
        "flipped-one-axis",
        "The kernel is flipped on every axis or on none, never on one alone.",
        believed.one_axis,
        PLANE + "y[0,0] = c x[0,0] + d x[1,0] + a x[0,1] + b x[1,1]",
        PLANE + "y[0,0] = d x[0,0] + c x[1,0] + b x[0,1] + a x[1,1]",
    ),
    Misconception(
        "transposed",
        "Rows and columns of the kernel are exchanged.",
        believed.transposed,
        PLANE + "y[0,0] = d x[0,0] + b x[1,0] + c x[0,1] + a x[1,1]",
        PLANE + "y[0,0] = d x[0,0] + c x[1,0] + b x[0,1] + a x[1,1]",
    ),
    Misconception(
        "rotated",
        "The kernel is turned by a quarter; a flip on both axes is a half turn.",
        believed.rotated,
        PLANE + "y[0,0] = b x[0,0] + d x[1,0] + a x[0,1] + c x[1,1]",
        PLANE + "y[0,0] = d x[0,0] + c x[1,0] + b x[0,1] + a x[1,1]",
    ),
    Misconception(
        "swapped-axes",
        "The two indices are exchanged: check which comes first, column or row.",
        believed.swapped_axes,
        PLANE + "y[0,1] = d x[1,0] + c x[2,0] + b x[1,1] + a x[2,1]",
        PLANE + "y[0,1] = d x[0,1] + c x[1,1] + b x[0,2] + a x[1,2]",
    ),
    Misconception(
        "corner-origin",
        "The origin is taken at the corner (or at the centre) though it is at the other.",
        believed.corner_origin,
        LINE + "y[1] = a x[1] + b x[0] + c x[-1]",
        LINE + "y[1] = a x[2] + b x[1] + c x[0]",
    ),
    Misconception(
        "off-by-one",
        "The indices are shifted by one, or the sum stops one early.",
        believed.off_by_one,
        LINE + "y[0] = c x[-1] + b x[0]",
        LINE + "y[0] = c x[-1] + b x[0] + a x[1]",
    ),
    Misconception(
        "other-operation",
        "These are the terms of the other operation at the same output.",
        believed.other_operation,
        "% symconv: xcorr image=5 kernel=3\ny[1] = a x[0] + b x[1] + c x[2]",
        "% symconv: xcorr image=5 kernel=3\ny[1] = a x[-2] + b x[-1] + c x[0]",
    ),
    Misconception(
        "mirrored-output",
        "These are the pixels of the output with both signs changed: convolution and "
        "cross-correlation use the same pixels at [m,n] and [-m,-n].",
        believed.mirrored_output,
        LINE + "y[1] = c x[-2] + b x[-1] + a x[0]",
        LINE + "y[1] = c x[0] + b x[1] + a x[2]",
    ),
    Misconception(
        "wrong-boundary",
        "Beyond its edge the image is something else: zero, unless the problem says boundary=….",
        believed.wrong_boundary,
        LINE + "y[2] = c x[1] + b x[2] + a x[2]",
        LINE + "y[2] = c x[1] + b x[2]",
    ),
    Misconception(
        "stride-ignored",
        "The stride multiplies the output index, or the image index of a transposed one.",
        believed.stride_ignored,
        "% symconv: conv image=9 kernel=3 stride=2\ny[1] = c x[0] + b x[1] + a x[2]",
        "% symconv: conv image=9 kernel=3 stride=2\ny[1] = c x[1] + b x[2] + a x[3]",
    ),
    Misconception(
        "dilation-ignored",
        "The kernel index is multiplied by the dilation.",
        believed.dilation_ignored,
        "% symconv: conv image=9 kernel=3 dilation=2\ny[1] = c x[0] + b x[1] + a x[2]",
        "% symconv: conv image=9 kernel=3 dilation=2\ny[1] = c x[-1] + b x[1] + a x[3]",
    ),
    Misconception(
        "role-swap",
        "Image and kernel are exchanged, which matters for cross-correlation.",
        believed.role_swap,
        "% symconv: correlate image=5 kernel=3\ny[1] = a x[-2] + b x[-1] + c x[0]",
        "% symconv: correlate image=5 kernel=3\ny[1] = a x[0] + b x[1] + c x[2]",
    ),
)
