"""All of a small problem, listed: its outputs, pixels and entries, and the terms that meet.

What every form needs. ``listed`` refuses what is too large to be read, and says what
would be small enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

from symconv.derive.arithmetic import add, simplified
from symconv.derive.derivation import Derivation, Step
from symconv.derive.steps import collected, number_steps
from symconv.derive.supports import no_output, number
from symconv.derive.terms import Cell, Term, count_outputs, outputs, supports
from symconv.errors import OutputError, ProblemError, quote
from symconv.model.arrays import Array
from symconv.model.index import Affine
from symconv.model.problem import Problem
from symconv.model.tree import Equation, Expr, Matrix, Number, Statement, Sum

MOST = 25  # rows and columns of a matrix: more cannot be read


class Listed(NamedTuple):
    """The outputs in the order of writing, each with its terms; the pixels; the entries.

    Where an output is asked for, it is the only one. Indices of channels are slowest.
    """

    outputs: tuple[Cell, ...]
    terms: tuple[tuple[Term, ...], ...]
    pixels: tuple[Cell, ...]
    entries: tuple[Cell, ...]


def listed(derivation: Derivation, *arrays: str) -> Listed:
    """The outputs, pixels and entries of a derivation; ``arrays`` are image, kernel or both.

    Raises ProblemError where sizes hold letters, OutputError where there are no outputs, or
    more of them or of the elements of those arrays than can be read. Of a kernel the entries
    count that meet in one output.
    """
    problem = derivation.problem
    if not problem.numeric:
        raise ProblemError(
            f"the form {quote(derivation.form)} lists every element, but "
            f"{quote(str(problem))} holds letters for sizes: give numbers, such as image=5x5"
        )
    for role in arrays:
        array = problem.image if role == "image" else problem.kernel
        leading = problem.leading
        each = leading.summed if role == "kernel" else prod(map(number, leading.image_shape))
        count = each * prod([high - low + 1 for low, high in map(array.bounds, problem.order)])
        if count > MOST:
            _refuse(derivation, role, count, each)
    if derivation.at is not None:
        rows = [(derivation.at, list(derivation.terms))]
    else:
        boxes = supports(problem)
        count = count_outputs(problem)
        if count == 0:
            raise no_output(problem)
        if count > MOST:
            _refuse_outputs(derivation, boxes, count, count // prod(map(len, boxes)))
        rows = list(outputs(problem))
    return Listed(
        tuple([at for at, _ in rows]),
        tuple([tuple(terms) for _, terms in rows]),
        cells(problem, problem.image, problem.leading.image_shape),
        cells(problem, problem.kernel, problem.leading.kernel_shape),
    )


def _refuse(derivation: Derivation, role: str, count: int, each: int) -> None:
    dimension = derivation.problem.dimension
    what = "pixels" if role == "image" else "kernel entries"
    smaller = f"{role}={'x'.join([str(_side(dimension, each))] * dimension)}"
    if each > 1:
        smaller += ", or fewer channels"
    raise OutputError(
        f"{count} {what} are too many to list one by one with --form {derivation.form} "
        f"(at most {MOST}): use a smaller {role}, such as {smaller}"
    )


def _side(dimension: int, each: int = 1) -> int:
    """The longest side of a box of so many dimensions of which so many are not too large."""
    most = max(1, MOST // each)
    return max(side for side in range(1, most + 1) if side**dimension <= most)


def _refuse_outputs(
    derivation: Derivation, boxes: Sequence[range], count: int, each: int
) -> None:
    crop = []
    for box in boxes:
        length = min(_side(len(boxes), each), len(box))
        start = box.start + (len(box) - length) // 2
        crop.append(f"{start}..{start + length - 1}")
    raise OutputError(
        f"{count} outputs are too many to list one by one with --form {derivation.form} "
        f"(at most {MOST}): choose some, such as output={','.join(crop)}, or one with at="
        + ("; or fewer channels" if each > MOST else "")
    )


def cells(problem: Problem, array: Array, shape: Sequence[Affine]) -> tuple[Cell, ...]:
    """The cells of an array in the order of writing, with leading indices of such a shape."""
    leads = product(*[range(number(length)) for length in shape])
    inside = boxed(problem, [range(lo, hi + 1) for lo, hi in map(array.bounds, problem.order)])
    return tuple([(*first, *cell) for first in leads for cell in inside])


def boxed(problem: Problem, ranges: Sequence[range]) -> tuple[Cell, ...]:
    """The cells of a box in the order of writing; its ranges are given slowest first."""
    places = [problem.order.index(axis) for axis in range(problem.dimension)]
    return tuple([tuple([c[place] for place in places]) for c in product(*ranges)])


def ends(problem: Problem, found: Sequence[Cell]) -> tuple[int, ...]:
    """After how many of the cells a line of theirs ends, that is, a slower index changes."""
    before = len(found[0]) - problem.dimension
    slow = (*range(before), *[before + axis for axis in problem.order[:-1]])
    return tuple([
        place
        for place, (one, other) in enumerate(pairwise(found), 1)
        if any(one[axis] != other[axis] for axis in slow)
    ])  # fmt: skip


def column(found: Iterable[Expr], below: tuple[int, ...] = ()) -> Matrix:
    """Expressions one below the other."""
    return Matrix(tuple([(one,) for one in found]), (), below)


def total(found: Sequence[Expr]) -> Expr:
    """What stands in a cell of a matrix: nothing, one expression, or the sum of several."""
    if not found:
        return Number(0)
    if len(found) == 1:
        return found[0]
    numbers = [one for one in found if isinstance(one, Number)]
    return add(numbers) if len(numbers) == len(found) else Sum((tuple(found),))


def left_side(derivation: Derivation, found: Listed) -> Expr:
    """The outputs as a column, or the one output asked for."""
    access = derivation.elements.formulas.output
    if derivation.at is not None:
        return access(derivation.at)
    return column(map(access, found.outputs))


def row_steps(
    derivation: Derivation, found: Listed, before: tuple[Statement, ...], why: str
) -> Iterator[Step]:
    """The last steps: every output as its sum, for one output down to its value."""
    left, at = derivation.elements.formulas.output, derivation.at
    if at is None:
        rows = tuple(map(_row(derivation), found.outputs, found.terms))
        yield Step("rows", before, rows, why)
        return
    if not derivation.terms:
        zero = Equation((left(at), Number(0)))
        yield Step("rows", before, (zero,), "Nothing but zeros is left.")
        return
    named = Equation((left(at), collected(derivation)))
    yield Step("rows", before, (named,), why)
    yield from number_steps(named)


def _row(derivation: Derivation) -> Callable[[Cell, tuple[Term, ...]], Equation]:
    elements = derivation.elements

    def written(at: Cell, terms: tuple[Term, ...]) -> Equation:
        """An output as the sum of its terms, and as a number where it is one."""
        left = elements.formulas.output(at)
        if not terms:
            return Equation((left, Number(0)))
        products = [elements.product(*term) for term in terms]
        shown = Sum((tuple(products),))
        values = [simplified(one) or Number(0) for one in products]
        numbers = [value for value in values if isinstance(value, Number)]
        if len(numbers) < len(values):
            return Equation((left, shown))
        return Equation((left, shown, add(numbers)))

    return written


def grid(problem: Problem, found: Sequence[Cell], values: Sequence[Expr]) -> Matrix:
    """What belongs to the cells of a plane, row by row."""
    wide = len({cell[problem.order[-1]] for cell in found})
    rows = [tuple(values[start : start + wide]) for start in range(0, len(values), wide)]
    return Matrix(tuple(rows))


def beyond(derivation: Derivation, terms: Iterable[Term]) -> list[Expr]:
    """What those terms come to whose pixel is the constant beyond the edge."""
    elements = derivation.elements
    return [
        simplified(elements.product(image, kernel)) or Number(0)
        for image, kernel in terms
        if elements.stands_for(image) is None
    ]
