"""The picture that goes with a worked example: the kernel laid on its patch."""

from __future__ import annotations

from symconv.derive.patches import reach
from symconv.derive.terms import split
from symconv.draw import make
from symconv.draw.options import MAX_DIMENSION
from symconv.draw.scene import Scene
from symconv.errors import OutputError
from symconv.model.problem import Problem

READABLE = 15  # cells on an axis; of a larger image the part around the patch is shown
MARGIN = 2
CHANNELS = 4  # of more of them each would be too small
LARGEST = 40  # entries on an axis; a larger patch is not readable on a page


def scene_of(
    problem: Problem, readable: int = READABLE, margin: int = MARGIN
) -> Scene | None:
    """The overlay of a problem with an output, or None where no page can show it.

    Of an image with more than ``readable`` cells on an axis the part around the patch is
    shown, with ``margin`` cells on each side.
    """
    if problem.at is None or problem.dimension > MAX_DIMENSION or not problem.numeric:
        return None
    patch = reach(problem, split(problem, problem.at)[1])
    if max(map(_length, patch)) > LARGEST or problem.leading.summed > CHANNELS:
        return None
    try:
        return make(problem, "overlay", _crop(problem, patch, readable, margin))
    except OutputError:  # too far from the image, or too large: the formulas say it all
        return None


def _crop(problem: Problem, patch: tuple[range, ...], readable: int, margin: int) -> str:
    """The part of the image that is shown: all of it where it is small, of slices the patch's."""
    shown = []
    for axis, met in enumerate(patch):
        low, high = problem.image.bounds(axis)
        sliced = axis in problem.order[:-2]
        if (high - low >= readable or sliced) and met and met[-1] >= low and met[0] <= high:
            more = 0 if sliced else margin
            low, high = max(low, met[0] - more), min(high, met[-1] + more)
        shown.append(f"{low}..{high}")
    return ",".join(shown)


def _length(met: range) -> int:
    return met[-1] - met[0] + 1 if met else 0
