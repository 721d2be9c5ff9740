"""The valid range of every index, solved from the one relation of its axis.

The sum runs over the index of one array, t; the index of the other follows (``links.py``).
A term counts only where both exist. ``solve`` turns that into the bounds on t, with
letters where the problem has letters; ``axis_terms`` lists the pairs for one output with
plain integers. With a boundary the image goes on beyond its edge: every image index then
counts, and only the kernel bounds the sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from symconv.derive.links import Link, link
from symconv.derive.supports import number, support
from symconv.model.arrays import Interval
from symconv.model.index import Affine, Bound, ceil_div, floor_div, maximum, minimum, name
from symconv.model.problem import Problem

FAR = 10**30  # beyond all indices: the end of an image that goes on


class AxisRange(NamedTuple):
    """The solved range of the sum index on one axis.

    ``lower`` is itself valid, and the valid values are lower, lower + step, … up to
    ``upper``: none where lower > upper. ``first`` is where they begin if there are any:
    it is lower, but simpler where some outputs have no term at all. ``solved`` is what the
    other array's support asks for alone, ``own`` the support of the array that is summed
    over; an image that goes on beyond its edge asks for nothing, and they are None.
    ``outputs`` is the output support on this axis.
    """

    letter: str
    over: str
    link: Link
    own: Interval | None
    other: Interval | None
    solved: Interval | None
    first: Bound
    lower: Bound
    upper: Bound
    step: Affine
    output: str
    outputs: Interval

    def values(self) -> range:
        """The valid values, where the bounds are numbers."""
        if not (
            isinstance(self.lower, int)
            and isinstance(self.upper, int)
            and isinstance(self.step, int)
        ):
            raise TypeError("the range holds a letter")
        return range(self.lower, self.upper + 1, self.step)


def solve(problem: Problem, axis: int, output: int | None = None) -> AxisRange:
    """Solve the range of the sum index on one axis, for any output or a given one.

    >>> problem = Problem.parse("conv image=7x7 kernel=3x3")
    >>> solved = solve(problem, 0)
    >>> str(solved.lower), str(solved.upper)
    ('max(-3, m - 1)', 'min(3, m + 1)')
    """
    letter = problem.indices[axis]
    tied = link(problem, axis, name(letter) if output is None else output)
    own, other = _bounding(problem, axis)
    lowest: list[Affine] = []
    highest: list[Affine] = []
    solved = None
    if own is not None:
        lowest.append(tied.first_reached(own.lower))
        highest.append(own.upper)
    if other is not None:
        low, high = _between(tied, other)
        solved = Interval(ceil_div(low, tied.factor), floor_div(high, tied.factor))
        # What the other array's end gives is reached, unless it has to be rounded.
        lowest.append(low if tied.factor == 1 else tied.first_reached(low, tied.factor))
        highest.append(solved.upper)
    first = maximum(*lowest)
    if tied.gap != 0:
        # For outputs without any term the lower end is put beyond the upper one.
        width = next(each.upper - each.lower for each in (own, solved) if each is not None)
        lowest[0] = lowest[0] + tied.gap * (width + tied.step)
    return AxisRange(
        problem.sums[axis], problem.over, tied, own, other, solved, first,
        maximum(*lowest), minimum(*highest), tied.step, letter, support(problem, axis),
    )  # fmt: skip


def _bounding(problem: Problem, axis: int) -> tuple[Interval | None, Interval | None]:
    """The supports of the array summed over and of the other, where they bound the sum."""
    kernel = problem.kernel.support[axis]
    image = None if _endless(problem) else problem.image.support[axis]
    return (image, kernel) if problem.over == "image" else (kernel, image)


def _endless(problem: Problem) -> bool:
    """Whether the image goes on beyond its edge, so that each of its indices counts."""
    return not problem.boundary.vanishes


def _between(tied: Link, other: Interval) -> tuple[Affine, Affine]:
    """What ``factor * t`` lies between, from the support of the other index."""
    if tied.sign > 0:
        return tied.divisor * other.lower - tied.rest, tied.divisor * other.upper - tied.rest
    return tied.rest - tied.divisor * other.upper, tied.rest - tied.divisor * other.lower


def axis_terms(problem: Problem, axis: int, output: int) -> tuple[range, range]:
    """The image indices and the kernel indices that meet in one output, in step.

    >>> axis_terms(Problem.parse("conv image=7x7 kernel=3x3"), 0, 1)
    (range(0, 3), range(1, -2, -1))
    """
    return axis_table(problem, axis, (output,))[0]


def axis_table(problem: Problem, axis: int, outputs: Iterable[int]) -> list[tuple[range, range]]:
    """``axis_terms`` for many outputs: the relation is turned into numbers only once."""
    none, one = link(problem, axis, 0), link(problem, axis, 1)
    start, slope = number(none.rest), number(one.rest) - number(none.rest)
    sign, factor, divisor = none.sign, number(none.factor), number(none.divisor)
    common, step = none.common, number(none.step)
    slide = sign * factor // common
    turn = -sign * pow(factor // common, -1, step)
    own_low, own_high = (-FAR, FAR) if _endless(problem) else problem.image.bounds(axis)
    other_low, other_high = problem.kernel.bounds(axis)
    over_image = problem.over == "image"
    if not over_image:
        own_low, own_high, other_low, other_high = other_low, other_high, own_low, own_high
    found: list[tuple[range, range]] = []
    for output in outputs:
        rest = start + slope * output
        if sign > 0:
            low, high = divisor * other_low - rest, divisor * other_high - rest
        else:
            low, high = rest - divisor * other_high, rest - divisor * other_low
        lower = max(own_low, -(-low // factor))
        if step != 1:
            lower += (turn * (rest // common) - lower) % step
        own = range(lower, min(own_high, high // factor) + 1, step)
        if not own or rest % common:
            own, other = range(0), range(0)
        else:
            first = (sign * factor * lower + rest) // divisor
            other = range(first, first + slide * len(own), slide)
        found.append((own, other) if over_image else (other, own))
    return found

