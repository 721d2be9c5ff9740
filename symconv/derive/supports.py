"""The outputs there are: on every axis a smallest and a largest one, solved from the relation.

``full`` is the smallest box that holds every output with a term, ``same`` the image's
support, ``valid`` the outputs for which every kernel entry meets a pixel. A boundary does
not change them: what an image is beyond its edge is no reason for more outputs, and other
ones can be given.
"""

from __future__ import annotations

from symconv.errors import OutputError, ProblemError, quote
from symconv.model.arrays import Interval
from symconv.model.index import Affine, ceil_div, floor_div, sign_of
from symconv.model.problem import Problem


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
    if problem.output == "valid":
        return box if _all_meet(problem, axis) else Interval(box.lower, box.lower - 1)
    numbers = (*image, *kernel, *problem.relation(axis))
    if all(isinstance(value, int) for value in numbers):
        return _attained(problem, axis, box)
    return box


def enclosing(problem: Problem, axis: int) -> Interval:
    """What ``reached`` comes to for the output index; its ends may fall into a hole."""
    low, high = reached(problem, axis, problem.output == "valid")
    slope = problem.relation(axis).output
    if sign_of(slope) < 0:
        low, high, slope = -high, -low, -slope
    return Interval(ceil_div(low, slope), floor_div(high, slope))


def reached(problem: Problem, axis: int, every: bool) -> tuple[Affine, Affine]:
    """What ``rest - image part - kernel part`` lies between; it equals ``output * m``.

    With ``every``, what it lies between for all kernel indices at once.
    """
    image, kernel = problem.image.support[axis], problem.kernel.support[axis]
    relation = problem.relation(axis)
    first, last = relation.kernel * kernel.lower, relation.kernel * kernel.upper
    if (sign_of(relation.kernel) < 0) != every:
        first, last = last, first
    low, high = relation.image * image.lower, relation.image * image.upper  # image is negative
    return -low - last + relation.rest, -high - first + relation.rest


def _all_meet(problem: Problem, axis: int) -> bool:
    """Whether any output at all can meet every kernel entry.

    Where the image index is strided, the pixels stand apart, and neighbouring entries both
    meet one only if the stride divides the dilation.
    """
    relation, (lower, upper) = problem.relation(axis), problem.kernel.support[axis]
    stride, dilation = -relation.image, sign_of(relation.kernel) * relation.kernel
    if stride in (1, dilation) or lower == upper:
        return True
    if isinstance(stride, int) and isinstance(dilation, int):
        if dilation % stride == 0:
            return True
        if isinstance(upper - lower, int):
            return False
    raise ProblemError(
        f"whether any output of {quote(str(problem.placed(None)))} is valid depends on whether "
        "the stride divides the dilation, and on whether the kernel has one entry alone: "
        "give numbers, or use output=full"
    )


def _attained(problem: Problem, axis: int, box: Interval) -> Interval:
    """Shrink a numeric box until both ends are outputs that have a term.

    One coefficient of the relation is 1. If it is the output's, both ends are met. If it is
    that of one array, an output inside the box has a term exactly where its distance from
    the first one, modulo the other array's coefficient, is less than that array is long.
    """
    lower, upper = number(box.lower), number(box.upper)
    output, image, kernel, _ = map(number, problem.relation(axis))
    if abs(output) == 1:
        return box
    low, high = (number(value) for value in reached(problem, axis, False))
    if output < 0:
        low, high = -high, -low
    unit, modulus = (problem.image, abs(kernel)) if image == -1 else (problem.kernel, -image)
    first, last = unit.bounds(axis)
    stride, length = abs(output), last - first + 1
    up = _steps_to_fit(stride, stride * lower - low, modulus, length)
    down = _steps_to_fit(stride, high - stride * upper, modulus, length)
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


def check_place(problem: Problem, at: tuple[int, ...]) -> None:
    """Refuse an output outside the output support; the message gives the support."""
    loops = problem.leading.outputs
    supports = [support(problem, axis) for axis in range(problem.dimension)]
    if not all(isinstance(end, int) for box in supports for end in box):
        raise OutputError(
            f"{quote(str(problem.placed(None)))} holds a letter: "
            "give numbers to work out single outputs, or leave out at= for any output"
        )
    for box in supports:
        if number(box.lower) > number(box.upper):
            raise no_output(problem)
    supports[:0] = [Interval(0, number(loop.length) - 1) for loop in loops]
    if any(not number(box.lower) <= value <= number(box.upper) for value, box in zip(at, supports)):
        where = ", ".join(
            f"{letter} from {box.lower} to {box.upper}"
            for letter, box in zip(problem.output_letters, supports)
        )
        raise OutputError(
            f"the output [{','.join(map(str, at))}] does not exist: use {where}"
        )


def no_output(problem: Problem) -> OutputError:
    """What is raised where there is no output at all: it says what to try instead."""
    full = problem.output == "full"
    return OutputError(
        f"no output exists for {quote(str(problem.placed(None)))}: the kernel and the image "
        f"never meet as asked; try {'another stride= or offset=' if full else 'output=full'}"
    )


def number(value: Affine) -> int:
    """A value that must be a number by now; OutputError says how to get there."""
    if isinstance(value, int):
        return value
    raise OutputError(
        f"the size {value} holds a letter: give numbers to work out single outputs, "
        "or leave out at= for any output"
    )
