"""Where the kernel lies on the image for an output: every entry, and the pixel it meets.

Unlike the terms, a patch also holds the entries that hang over the edge of the image.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from symconv.derive.terms import Cell
from symconv.errors import OutputError
from symconv.model.operations import find
from symconv.model.problem import Problem

MAX_PATCH = 40_000


class Covered(NamedTuple):
    """One kernel entry on the place that it meets; ``inside`` where that place is a pixel."""

    image: Cell
    kernel: Cell
    inside: bool


def reach(problem: Problem, at: Cell) -> tuple[range, ...]:
    """The image indices that the kernel meets on each axis, whether pixels or not.

    >>> reach(Problem.parse("conv image=7 kernel=3"), (3,))
    (range(2, 5),)
    """
    found = []
    for axis, output in enumerate(at):
        lower, upper = problem.kernel.bounds(axis)
        met = [_met(problem, axis, output, entry) for entry in (lower, upper)]
        step = abs(_met(problem, axis, output, 1) - _met(problem, axis, output, 0))
        found.append(range(min(met), max(met) + 1, step))
    return tuple(found)


def covered(problem: Problem, at: Cell) -> Iterator[Covered]:
    """Every kernel entry on its place in the image, in the order of reading the image.

    >>> list(covered(Problem.parse("conv image=3 kernel=2"), (1,)))
    [Covered(image=(1,), kernel=(0,), inside=True), Covered(image=(2,), kernel=(-1,), inside=False)]

    Raises OutputError where the kernel is too large to draw.
    """
    axes: list[list[tuple[int, int, bool]]] = []
    count = 1
    for axis, output in enumerate(at):
        lower, upper = problem.kernel.bounds(axis)
        first, last = problem.image.bounds(axis)
        count *= upper - lower + 1
        if count > MAX_PATCH:
            raise OutputError(
                f"the kernel has more than {MAX_PATCH} entries: that is too large for a picture"
            )
        pairs = [(_met(problem, axis, output, k), k) for k in range(lower, upper + 1)]
        axes.append([(image, kernel, first <= image <= last) for image, kernel in sorted(pairs)])
    places = [problem.order.index(axis) for axis in range(problem.dimension)]
    for written in product(*(axes[axis] for axis in problem.order)):
        met = [written[place] for place in places]
        yield Covered(
            tuple([image for image, _, _ in met]),
            tuple([kernel for _, kernel, _ in met]),
            all(inside for _, _, inside in met),
        )


def counterpart(problem: Problem) -> Problem:
    """The same problem under the operation that it is most often mistaken for.

    >>> counterpart(Problem.parse("correlate image=7 kernel=3")).operation.name
    'conv'
    """
    return problem._replace(operation=find(problem.operation.mistaken))


def _met(problem: Problem, axis: int, output: int, entry: int) -> int:
    """The image index that an entry meets on an axis."""
    relation = problem.relation(axis)
    met = relation.output * output + relation.kernel * entry - relation.rest
    if not isinstance(met, int):
        raise OutputError(
            f"the index {met} holds a letter: give numbers for stride, dilation and offset"
        )
    return met
