"""What may be chosen for a picture, and the limits of what is drawn."""

from __future__ import annotations

from typing import NamedTuple

from symconv.errors import OutputError, ProblemError, quote
from symconv.model.arrays import Array, parse_interval
from symconv.model.problem import Problem

MAX_CELLS = 200  # on an axis
MAX_DIMENSION = 3
MAX_SLICES = 64


class Options(NamedTuple):
    """``crop`` is the part of the image to show, as bounds per axis; all of it where empty."""

    crop: tuple[range, ...] = ()


def parse_crop(text: str, problem: Problem) -> tuple[range, ...]:
    """Read ``lo..hi`` per axis, in index order.

    >>> parse_crop("0..3,0..3", Problem.parse("conv"))
    (range(0, 4), range(0, 4))
    """
    found = []
    for part in text.split(","):
        interval = parse_interval(part, "the crop")
        lower, upper = interval
        if not isinstance(lower, int) or not isinstance(upper, int):
            raise ProblemError(f"the crop {quote(text)} holds a letter: give numbers, as 0..3")
        found.append(range(lower, upper + 1))
    if len(found) != problem.dimension:
        raise ProblemError(
            f"the crop {quote(text)} has {len(found)} ranges, but the image has "
            f"{problem.dimension}: write one for each axis, such as "
            f"{','.join(['0..3'] * problem.dimension)}"
        )
    return tuple(found)


def check_drawable(problem: Problem) -> None:
    """Refuse what no picture can show: more than three axes, and sizes with letters."""
    if problem.dimension > MAX_DIMENSION:
        raise OutputError(
            f"a picture shows at most {MAX_DIMENSION} axes, but {quote(str(problem))} has "
            f"{problem.dimension}: 'symconv derive' works it out in formulas"
        )
    if not problem.numeric:
        raise OutputError(
            f"{quote(str(problem))} holds letters for sizes: a picture needs numbers, "
            "such as image=7x7; 'symconv range' solves it with letters"
        )


def support_of(array: Array) -> tuple[range, ...]:
    """The indices of an array on each axis."""
    bounds = [array.bounds(axis) for axis in range(len(array.support))]
    return tuple(range(lower, upper + 1) for lower, upper in bounds)


def box_of(
    problem: Problem, support: tuple[range, ...], options: Options, array: str = "image"
) -> tuple[range, ...]:
    """The part of an array that is shown; OutputError where it is empty or too large."""
    box = support
    if options.crop:
        box = tuple(
            range(max(own.start, cut.start), min(own.stop, cut.stop))
            for own, cut in zip(support, options.crop)
        )
        if not all(box):
            raise OutputError(
                f"the crop {quote(written(options.crop))} shows nothing: "
                f"the indices are {written(support)}"
            )
    check_size(box, array)
    return box


def check_size(
    box: tuple[range, ...], array: str = "image", near: tuple[range, ...] = ()
) -> None:
    """Refuse what is too large to be seen, and say how less of the array is shown.

    ``near`` is the part worth showing, where there is one.
    """
    sizes = [len(indices) for indices in box]
    if max(sizes[:2]) > MAX_CELLS or (len(sizes) > 2 and sizes[2] > MAX_SLICES):
        shown = " by ".join(map(str, sizes))
        part = written(near or tuple(own[:10] for own in box))
        raise OutputError(
            f"{shown} cells are too many for a picture (at most {MAX_CELLS} along an axis, "
            f"and {MAX_SLICES} slices): {_way_out(array, part)}"
        )


def _way_out(array: str, part: str) -> str:
    if array == "output":
        return f"show some outputs with output={part}"
    if array == "image":
        return f"show a part of the image with --crop {part}"
    return f"draw a smaller {array} of the same kind"


def written(box: tuple[range, ...]) -> str:
    """Bounds as the problem line writes them."""
    return ",".join(f"{own.start}..{own.stop - 1}" for own in box)
