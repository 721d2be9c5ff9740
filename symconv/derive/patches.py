"""Where the kernel lies on the image for an output: every entry, and the pixel it meets.

Unlike the terms, a patch also holds the entries that hang over the edge of the image, and
what the boundary gives there. Where the pixels of a transposed convolution stand apart,
the entries that fall between them meet nothing and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from symconv.derive.ranges import axis_terms
from symconv.derive.terms import Cell
from symconv.errors import OutputError
from symconv.model.boundaries import find as find_boundary
from symconv.model.operations import find
from symconv.model.problem import Problem
from symconv.model.tree import Scalar

MAX_PATCH = 40_000


class Covered(NamedTuple):
    """One kernel entry on the place of the image that it meets.

    ``inside`` where that place is a pixel. ``pixel`` is the pixel that it stands for: itself
    inside, and outside as the boundary says. Where the boundary gives no pixel it is None,
    and ``constant`` is what stands there instead (0 for ``boundary=zero``).
    """

    image: Cell
    kernel: Cell
    inside: bool
    pixel: Cell | None
    constant: Scalar | None


def reach(problem: Problem, at: Cell) -> tuple[range, ...]:
    """The image indices that the kernel meets on each axis, whether pixels or not.

    >>> reach(Problem.parse("conv image=7 kernel=3"), (3,))
    (range(2, 5),)

    A range is empty where no entry meets any, because the pixels stand apart.
    """
    found = []
    for axis, output in enumerate(at):
        met, _ = _met(problem, axis, output)
        found.append(met if met.step > 0 else met[::-1])
    return tuple(found)


def covered(problem: Problem, at: Cell) -> Iterator[Covered]:
    """Every kernel entry on its place in the image, in the order of reading the image.

    >>> [(one.image, one.inside) for one in covered(Problem.parse("conv image=3 kernel=2"), (1,))]
    [((1,), True), ((2,), False)]
    >>> [one.pixel for one in covered(Problem.parse("conv image=3 kernel=2 boundary=wrap"), (1,))]
    [(1,), (-1,)]

    Raises OutputError where the kernel is too large to draw.
    """
    axes: list[list[tuple[int, int]]] = []
    count = 1
    for axis, output in enumerate(at):
        lower, upper = problem.kernel.bounds(axis)
        count *= upper - lower + 1
        if count > MAX_PATCH:
            raise OutputError(
                f"the kernel has more than {MAX_PATCH} entries: that is too large for a picture"
            )
        axes.append(sorted(zip(*_met(problem, axis, output))))
    places = [problem.order.index(axis) for axis in range(problem.dimension)]
    for written in product(*(axes[axis] for axis in problem.order)):
        image = tuple([written[place][0] for place in places])
        kernel = tuple([written[place][1] for place in places])
        pixel = problem.pixel(image)
        constant = problem.boundary.constant if pixel is None else None
        yield Covered(image, kernel, image == pixel, pixel, constant)


def counterpart(problem: Problem) -> Problem:
    """The same problem under the operation that it is most often mistaken for.

    >>> counterpart(Problem.parse("correlate image=7 kernel=3")).operation.name
    'conv'
    """
    return problem._replace(operation=find(problem.operation.mistaken))


def _met(problem: Problem, axis: int, output: int) -> tuple[range, range]:
    """The image indices that the entries meet on an axis, whether pixels or not, in step."""
    endless = problem._replace(boundary=find_boundary("nearest"), over="kernel")
    return axis_terms(endless, axis, output)
