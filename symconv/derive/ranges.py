"""The valid range of every index, solved from the one relation of its axis.

On an axis the relation ties the output index m, the image index and the kernel index.
The sum runs over one of them, t; the other then follows from it,

    other = (sign * factor * t + rest) / divisor        with rest made of m and the offset,

and a term counts only where both exist. ``solve`` turns that into the bounds on t,
with letters where the problem has letters; ``support`` turns it into the outputs that
have a term; ``axis_terms`` lists the pairs for one output with plain integers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from symconv.errors import OutputError, quote
from symconv.model.arrays import Interval
from symconv.model.index import (
    Affine,
    Bound,
    ceil_div,
    floor_div,
    maximum,
    minimum,
    name,
)
from symconv.model.problem import Problem
from symconv.model.tree import IndexSum, Part


class Link(NamedTuple):
    """How the index that is not summed follows: ``(sign*factor*t + rest) / divisor``."""

    sign: int
    factor: Affine
    rest: Affine
    divisor: Affine

    def other(self, value: int) -> int:
        """The other index for ``t = value``, where all is a number."""
        total = self.sign * self.factor * value + self.rest
        if not isinstance(total, int) or not isinstance(self.divisor, int):
            raise TypeError("only numbers can be worked out")
        return total // self.divisor


class AxisRange(NamedTuple):
    """The solved range of the sum index on one axis.

    ``lower`` is itself valid, and the valid values are lower, lower + step, … up to
    ``upper``: none where lower > upper. ``solved`` is what the other array's support
    asks for alone, ``own`` the support of the array that is summed over.
    ``outputs`` is the output support on this axis.
    """

    letter: str
    over: str
    link: Link
    own: Interval
    other: Interval
    solved: Interval
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


def link(problem: Problem, axis: int, output: Affine) -> Link:
    """How the other index follows from the sum index on an axis, for output ``output``."""
    relation = problem.relation(axis)
    rest = relation.output * output + relation.shift
    sign = problem.operation.kernel
    if problem.over == "kernel":
        return Link(sign, problem.dilation[axis], rest, 1)
    return Link(sign, 1, -sign * rest, problem.dilation[axis])


def solve(problem: Problem, axis: int, output: int | None = None) -> AxisRange:
    """Solve the range of the sum index on one axis, for any output or a given one.

    >>> problem = Problem.parse("conv image=7x7 kernel=3x3")
    >>> solved = solve(problem, 0)
    >>> str(solved.lower), str(solved.upper)
    ('max(-3, m - 1)', 'min(3, m + 1)')
    """
    letter = problem.indices[axis]
    tied = link(problem, axis, name(letter) if output is None else output)
    own, other = problem.image.support[axis], problem.kernel.support[axis]
    if problem.over == "kernel":
        own, other = other, own
    low, high = _between(tied, other)
    solved = Interval(ceil_div(low, tied.factor), floor_div(high, tied.factor))
    return AxisRange(
        problem.sums[axis], problem.over, tied, own, other, solved,
        maximum(_first_reached(tied, own.lower), solved.lower),
        minimum(own.upper, solved.upper),
        tied.divisor, letter, support(problem, axis),
    )  # fmt: skip


def _between(tied: Link, other: Interval) -> tuple[Affine, Affine]:
    """What ``factor * t`` lies between, from the support of the other index."""
    if tied.sign > 0:
        return tied.divisor * other.lower - tied.rest, tied.divisor * other.upper - tied.rest
    return tied.rest - tied.divisor * other.upper, tied.rest - tied.divisor * other.lower


def _first_reached(tied: Link, lower: Affine) -> Affine:
    """The smallest t from ``lower`` on for which the division leaves no rest."""
    if tied.divisor == 1:
        return lower
    if tied.sign > 0:
        return tied.divisor * ceil_div(lower + tied.rest, tied.divisor) - tied.rest
    return tied.rest - tied.divisor * floor_div(tied.rest - lower, tied.divisor)


def support(problem: Problem, axis: int) -> Interval:
    """The output support on an axis: full, same, valid, or as given.

    >>> support(Problem.parse("conv image=7x7 kernel=3x3"), 0)
    Interval(lower=-4, upper=4)
    """
    if not isinstance(problem.output, str):
        return problem.output[axis]
    image, kernel = problem.image.support[axis], problem.kernel.support[axis]
    if problem.output == "same":
        return image
    box = enclosing(problem, axis)
    shifts = (problem.stride[axis], problem.dilation[axis], problem.offset[axis])
    numbers = (*image, *kernel, *shifts)
    if problem.output == "full" and all(isinstance(value, int) for value in numbers):
        return _attained(problem, axis, box)
    return box


def enclosing(problem: Problem, axis: int) -> Interval:
    """What ``reached`` comes to for the output index; its ends may fall into a hole."""
    low, high = reached(problem, axis, problem.output == "valid")
    stride = problem.stride[axis]
    if problem.operation.output < 0:
        low, high = -high, -low
    return Interval(ceil_div(low, stride), floor_div(high, stride))


def reached(problem: Problem, axis: int, every: bool) -> tuple[Affine, Affine]:
    """What ``image index - kernel part - shift`` lies between; it equals ``output * m``.

    With ``every``, what it lies between for all kernel indices at once.
    """
    image, kernel = problem.image.support[axis], problem.kernel.support[axis]
    dilation, shift = problem.dilation[axis], problem.relation(axis).shift
    first, last = dilation * kernel.lower, dilation * kernel.upper
    if (problem.operation.kernel > 0) != every:
        first, last = last, first
    if problem.operation.kernel > 0:
        return image.lower - first - shift, image.upper - last - shift
    return image.lower + first - shift, image.upper + last - shift


def _attained(problem: Problem, axis: int, box: Interval) -> Interval:
    """Shrink a numeric box until both ends are outputs that have a term.

    Inside the box an output has a term exactly where its distance from the first pixel
    that any output reaches is, modulo the dilation, less than the image is long.
    """
    lower, upper = _int(box.lower), _int(box.upper)
    stride, dilation = _int(problem.stride[axis]), _int(problem.dilation[axis])
    low, high = (_int(value) for value in reached(problem, axis, False))
    if problem.operation.output < 0:
        low, high = -high, -low
    first, last = problem.image.bounds(axis)
    length = last - first + 1
    up = _steps_to_fit(stride, stride * lower - low, dilation, length)
    down = _steps_to_fit(stride, high - stride * upper, dilation, length)
    if up is None or down is None or lower + up > upper:
        return Interval(lower, min(upper, lower - 1))
    return Interval(lower + up, upper - down)


def _steps_to_fit(step: int, start: int, modulus: int, length: int) -> int | None:
    """The smallest n >= 0 with ``(start + n*step) % modulus < length``; None if there is none.

    >>> _steps_to_fit(3, 5, 7, 2)
    1
    """
    start %= modulus
    if start < length:
        return 0
    return _first_between(step, modulus, modulus - start, modulus - start + length - 1)


def _first_between(step: int, modulus: int, low: int, high: int) -> int | None:
    """The smallest n with ``low <= n*step % modulus <= high``, for 0 < low <= high < modulus.

    As in Euclid's algorithm the modulus at least halves, so huge sizes take no longer.
    """
    step %= modulus
    if step == 0:
        return None
    if 2 * step > modulus:
        return _first_between(modulus - step, modulus, modulus - high, modulus - low)
    n = -(-low // step)
    if n * step <= high:
        return n
    # No multiple of the step lies between: count how often the modulus must be passed.
    passed = _first_between(-modulus, step, low % step, high % step)
    return None if passed is None else -(-(low + modulus * passed) // step)


def axis_terms(problem: Problem, axis: int, output: int) -> tuple[range, range]:
    """The image indices and the kernel indices that meet in one output, in step.

    >>> axis_terms(Problem.parse("conv image=7x7 kernel=3x3"), 0, 1)
    (range(0, 3), range(1, -2, -1))
    """
    return axis_table(problem, axis, (output,))[0]


def axis_table(problem: Problem, axis: int, outputs: Iterable[int]) -> list[tuple[range, range]]:
    """``axis_terms`` for many outputs: the relation is turned into numbers only once."""
    none, one = link(problem, axis, 0), link(problem, axis, 1)
    start, slope = _int(none.rest), _int(one.rest) - _int(none.rest)
    sign, factor, divisor = none.sign, _int(none.factor), _int(none.divisor)
    own_low, own_high = problem.image.bounds(axis)
    other_low, other_high = problem.kernel.bounds(axis)
    over_image = problem.over == "image"
    if not over_image:
        own_low, own_high, other_low, other_high = other_low, other_high, own_low, own_high
    step = sign * factor
    found: list[tuple[range, range]] = []
    for output in outputs:
        rest = start + slope * output
        if sign > 0:
            low, high = divisor * other_low - rest, divisor * other_high - rest
            lower = own_low + (-own_low - rest) % divisor
        else:
            low, high = rest - divisor * other_high, rest - divisor * other_low
            lower = own_low + (rest - own_low) % divisor
        own = range(max(lower, -(-low // factor)), min(own_high, high // factor) + 1, divisor)
        if not own:
            own, other = range(0), range(0)
        else:
            first = (step * own.start + rest) // divisor
            other = range(first, first + step * len(own), step)
        found.append((own, other) if over_image else (other, own))
    return found


def check_place(problem: Problem, at: tuple[int, ...]) -> None:
    """Refuse an output outside the output support; the message gives the support."""
    supports = [support(problem, axis) for axis in range(problem.dimension)]
    for box in supports:
        if _int(box.lower) > _int(box.upper):
            raise OutputError(
                f"no output exists for {quote(str(problem.placed(None)))}: "
                f"with output={problem.output} the kernel and the image never meet as asked; "
                "try output=full"
            )
    if any(not _int(box.lower) <= value <= _int(box.upper) for value, box in zip(at, supports)):
        where = ", ".join(
            f"{letter} from {box.lower} to {box.upper}"
            for letter, box in zip(problem.indices, supports)
        )
        raise OutputError(
            f"the output [{','.join(map(str, at))}] does not exist: use {where}"
        )


def _int(value: Affine) -> int:
    if isinstance(value, int):
        return value
    raise OutputError(
        f"the size {value} holds a letter: give numbers to work out single outputs, "
        "or leave out at= for any output"
    )


def other_index(problem: Problem, axis: int, output: Affine, this: Affine) -> IndexSum:
    """The index that follows from the sum index, as an author writes it: ``m-i``, ``1-0``."""
    sign = problem.operation.kernel
    over_image = problem.over == "image"
    flip = -sign if over_image else 1
    stride, dilation = problem.stride[axis], problem.dilation[axis]
    own = Part(sign, (this,) if over_image or dilation == 1 else (dilation, this))
    turn = problem.operation.output * flip
    out = Part(turn, (output,) if stride == 1 else (stride, output))
    first, second = (own, out) if turn < 0 < sign else (out, own)
    parts: tuple[Part, ...] = (first, second)
    offset = problem.offset[axis]
    if offset != 0:
        direction = problem.operation.offset * flip
        if isinstance(offset, int) and offset < 0:
            direction, offset = -direction, -offset
        parts = (*parts, Part(direction, (offset,)))
    return IndexSum(parts, dilation if over_image else 1)
