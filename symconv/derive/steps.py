"""The steps of a worked example, from the definition to the value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from symconv.derive.arithmetic import add, simplified
from symconv.derive.derivation import Derivation, Step
from symconv.derive.ranges import AxisRange, enclosing, other_index, reached, solve
from symconv.derive.terms import Cell
from symconv.model.index import Affine, name
from symconv.model.problem import Problem
from symconv.model.tree import (
    Access,
    Between,
    BigSum,
    Equation,
    Expr,
    Grid,
    Index,
    IndexSum,
    Number,
    Part,
    Product,
    Row,
    Solution,
    Starred,
    Statement,
    Sum,
)

MAX_LISTED = 12
MISSING = {"kernel": "no such entry", "image": "no such pixel"}


def worked_steps(derivation: Derivation, detail: str) -> tuple[Step, ...]:
    """All steps of a derivation at the given detail."""
    if derivation.at is None:
        return tuple(_general(derivation, detail))
    return tuple(_worked(derivation, detail))


def range_steps(problem: Problem) -> tuple[Step, ...]:
    """The solving of the valid ranges and of the output support, step by step."""
    places: Sequence[int | None] = problem.at or (None,) * problem.dimension
    ranges = [solve(problem, axis, at) for axis, at in enumerate(places)]
    steps = [Step("definition", (), (_definition(problem),), _defined(problem))]
    for axis, solved in enumerate(ranges):
        steps.append(_range_step(problem, [(axis, solved)], places, "full"))
    for axis, solved in enumerate(ranges):
        steps.append(_support_step(problem, axis, solved))
    return tuple(steps)


def _general(derivation: Derivation, detail: str) -> Iterator[Step]:
    problem, ranges = derivation.problem, derivation.ranges
    places = (None,) * problem.dimension
    definition = _definition(problem)
    yield Step("definition", (), (definition,), _defined(problem))
    if detail == "full":
        yield from _grid_step(derivation)
    if detail != "brief":
        yield _range_step(problem, list(enumerate(ranges)), places, detail)
        for axis, solved in enumerate(ranges):
            yield _support_step(problem, axis, solved)
    bounded = _bounded(problem, ranges, places)
    yield Step("bounds", (definition,), (bounded,), "The sums run over these values only.")


def _worked(derivation: Derivation, detail: str) -> Iterator[Step]:
    problem, ranges = derivation.problem, derivation.ranges
    at = problem.at
    assert at is not None
    definition = _definition(problem)
    plugged = _summed(problem, at)
    if detail != "brief":
        yield Step("definition", (), (definition,), _defined(problem))
        if detail == "full":
            yield from _grid_step(derivation)
        why = "Put in the indices of the output."
        yield Step("substitute", (definition,), (plugged,), why)
        yield _range_step(problem, list(enumerate(ranges)), at, detail)
    if not derivation.terms:
        value = Equation((_output(problem, at), Number(0)))
        yield Step("empty", (plugged,), (value,), "No term is left, and an empty sum is 0.")
        return
    bounded = _bounded(problem, ranges, at)
    why = "The sums run over these values only."
    yield Step("bounds", (plugged,), (bounded,), why if detail != "brief" else _defined(problem))
    if detail != "brief":
        rows = tuple(_rows(derivation, at))
        why = "Put in the numbers on the left, and work out the indices on the right."
        if derivation.rejected:
            why += " One step past the range the element does not exist, and the term fails."
        yield Step("terms", (bounded,), rows, why)
    yield from _values(derivation, at, bounded, detail)


def _values(
    derivation: Derivation, at: tuple[int, ...], bounded: Equation, detail: str
) -> Iterator[Step]:
    elements, left = derivation.elements, _output(derivation.problem, at)
    before = bounded
    named = Sum(_by_row(derivation, elements.product))
    if not elements.named or detail == "full":
        accesses = Sum(_by_row(derivation, elements.accesses))
        before = Equation((left, accesses))
        yield Step("collect", (bounded,), (before,), "Add up the terms that exist.")
    if not elements.named:
        return
    after = Equation((left, named))
    yield Step("names", (before,), (after,), _naming(derivation))
    if not any(
        isinstance(factor, Number)
        for term in named.terms
        if isinstance(term, Product)
        for factor in term.factors
    ):
        return
    products = Sum(_simplified_rows(named))
    if products.terms:
        before, after = after, Equation((left, products))
        yield Step("products", (before,), (after,), "Work out the products.")
    numbers = [term for term in products.terms if isinstance(term, Number)]
    if len(numbers) != len(products.terms):
        return
    if len(numbers) != 1:
        before, after = after, Equation((left, add(numbers)))
        yield Step("sum", (before,), (after,), "Add up the numbers.")


def _simplified_rows(named: Sum) -> tuple[tuple[Expr, ...], ...]:
    """Rows with their products worked out; zeros stay where all terms are numbers."""
    numeric = all(
        isinstance(factor, Number)
        for term in named.terms
        if isinstance(term, Product)
        for factor in term.factors
    )
    rows = []
    for row in named.rows:
        worked = [simplified(term) for term in row if isinstance(term, Product)]
        kept = [term if term is not None else Number(0) for term in worked if term or numeric]
        if kept:
            rows.append(tuple(kept))
    return tuple(rows)


def _by_row(
    derivation: Derivation, written: Callable[[Cell, Cell], Expr]
) -> tuple[tuple[Expr, ...], ...]:
    """The terms, broken where a new row of the array that is summed over begins."""
    which = 0 if derivation.problem.over == "image" else 1
    slow = derivation.problem.order[:-1]
    return tuple(
        tuple([written(*term) for term in row])
        for _, row in groupby(
            derivation.terms, lambda term: tuple([term[which][axis] for axis in slow])
        )
    )


def _rows(derivation: Derivation, at: tuple[int, ...]) -> Iterator[Row]:
    """All terms, valid and rejected, in the order of writing."""
    problem, elements = derivation.problem, derivation.elements
    which = 0 if problem.over == "image" else 1
    slow_first = problem.order
    rows = [(image, kernel, "") for image, kernel in derivation.terms]
    rows += derivation.rejected
    rows.sort(key=lambda row: [row[which][axis] for axis in slow_first])
    follows: list[dict[int, Index]] = [{} for _ in at]
    for image, kernel, why in rows:
        this = (image, kernel)[which]
        other: list[Index] = []
        for axis, value in enumerate(this):
            index = follows[axis].get(value)
            if index is None:
                index = follows[axis][value] = other_index(problem, axis, at[axis], value)
            other.append(index)
        plugged = _pair(problem, this, tuple(other))
        worked = elements.accesses(image, kernel)
        if not why:
            named = elements.product(image, kernel) if elements.named else None
            yield Row(plugged, worked, named)
        else:
            failing = worked.factors[0 if why == "image" else 1]
            assert isinstance(failing, Access)
            yield Row(plugged, worked, None, failing, MISSING[why])


def _pair(problem: Problem, own: tuple[Index, ...], other: tuple[Index, ...]) -> Product:
    image, kernel = (own, other) if problem.over == "image" else (other, own)
    return Product((Access(problem.image.name, image), Access(problem.kernel.name, kernel)))


def _plugged(problem: Problem, at: Sequence[Affine], this: Sequence[Affine]) -> Product:
    """The summand with the given output and sum indices put in and nothing worked out."""
    own = tuple(_index(value) for value in this)
    other: tuple[Index, ...] = tuple(
        other_index(problem, axis, at[axis], this[axis]) for axis in range(problem.dimension)
    )
    return _pair(problem, own, other)


def _index(value: Affine) -> Index:
    return value if isinstance(value, int) else IndexSum((Part(1, (value,)),))


def _output(problem: Problem, at: Sequence[Affine]) -> Access:
    return Access(problem.output_name, tuple(_index(value) for value in at))


def _letters(problem: Problem) -> tuple[Affine, ...]:
    return tuple(name(letter) for letter in problem.indices)


def _definition(problem: Problem) -> Equation:
    letters = _letters(problem)
    total = _summed(problem, letters)
    plain = set(problem.stride) == {1} and set(problem.dilation) == {1}
    if not plain or set(problem.offset) != {0}:
        return total
    indices = tuple(_index(letter) for letter in letters)
    starred = Starred(
        Access(problem.image.name, indices),
        problem.operation.star,
        Access(problem.kernel.name, indices),
    )
    return Equation((total.sides[0], starred, total.sides[1]))


def _summed(problem: Problem, at: Sequence[Affine]) -> Equation:
    body: Expr = _plugged(problem, at, tuple(name(letter) for letter in problem.sums))
    for letter in _inner_first(problem):
        body = BigSum(letter, None, None, 1, body)
    return Equation((_output(problem, at), body))


def _inner_first(problem: Problem) -> list[str]:
    return [problem.sums[axis] for axis in reversed(problem.order)]


def _bounded(
    problem: Problem, ranges: Sequence[AxisRange], places: Sequence[int | None]
) -> Equation:
    at = tuple(
        name(letter) if place is None else place for letter, place in zip(problem.indices, places)
    )
    body: Expr = _plugged(problem, at, tuple(name(letter) for letter in problem.sums))
    for axis in reversed(problem.order):
        solved = ranges[axis]
        body = BigSum(solved.letter, solved.lower, solved.upper, solved.step, body)
    return Equation((_output(problem, at), body))


def _range_step(
    problem: Problem,
    ranges: Sequence[tuple[int, AxisRange]],
    places: Sequence[int | None],
    detail: str,
) -> Step:
    """The conditions on every sum index, and their solution."""
    conditions: list[Statement] = []
    shown: list[Statement] = []
    over_image = problem.over == "image"
    exists = ("the pixel exists", "the kernel entry exists")
    own_words, other_words = exists if over_image else exists[::-1]
    for axis, solved in ranges:
        place = places[axis]
        output: Affine = name(solved.output) if place is None else place
        this = name(solved.letter)
        follows = other_index(problem, axis, output, this)
        alone = Between(solved.solved.lower, _index(this), solved.solved.upper)
        other = Between(solved.other.lower, follows, solved.other.upper, other_words)
        own = Between(solved.own.lower, _index(this), solved.own.upper, own_words)
        conditions += [other, own]
        shown += [other._replace(solved=alone), own, _solution(solved, detail)]
    if over_image:
        why = "A term counts only where the kernel entry and the pixel both exist."
    else:
        why = "A term counts only where the pixel and the kernel entry both exist."
    if any(solved.step != 1 for _, solved in ranges):
        why += " The division must leave no rest, so the valid values come in steps."
    return Step("range", tuple(conditions), tuple(shown), why)


def _solution(solved: AxisRange, detail: str) -> Solution:
    values: tuple[int, ...] | None = None
    bounds = (solved.lower, solved.upper, solved.step)
    if all(isinstance(bound, int) for bound in bounds):
        listed = solved.values()
        values = tuple(listed) if len(listed) <= MAX_LISTED else None
    return Solution(solved.letter, solved.lower, solved.upper, solved.step, values, "both")


def _support_step(problem: Problem, axis: int, solved: AxisRange) -> Step:
    """Which outputs there are on an axis, and why."""
    letter = name(solved.output)
    stride = problem.stride[axis]
    middle = Part(problem.operation.output, (letter,) if stride == 1 else (stride, letter))
    result = Between(solved.outputs.lower, _index(letter), solved.outputs.upper)
    if problem.output in ("full", "valid"):
        low, high = reached(problem, axis, problem.output == "valid")
        inside: Index = IndexSum((middle,))
        after: Statement = Between(low, inside, high, "", result)
        before: tuple[Statement, ...] = (Between(low, inside, high),)
        why = "The outputs that have a term."
        if problem.output == "valid":
            why = "The outputs for which every kernel entry meets a pixel."
        box = enclosing(problem, axis)
        if solved.outputs != box:
            solved_box = Between(box.lower, _index(letter), box.upper)
            shown = (Between(low, inside, high, "", solved_box), result)
            why += " At an end of this the dilation skips every pixel, so fewer remain."
            return Step("support", before, shown, why)
        if after == Between(low, inside, high, "", Between(low, inside, high)):
            after = result
        return Step("support", before, (after,), why)
    why = "The outputs are where the image is." if problem.output == "same" else (
        "The outputs are as given."
    )
    return Step("support", (), (result,), why)


def _grid_step(derivation: Derivation) -> Iterator[Step]:
    """The entries of a kernel of one or two axes, as a block."""
    problem = derivation.problem
    if problem.dimension > 2 or not problem.kernel.numeric:
        return
    bounds = [problem.kernel.bounds(axis) for axis in problem.order]
    if any(upper - lower >= MAX_LISTED for lower, upper in bounds):
        return
    columns = range(bounds[-1][0], bounds[-1][1] + 1)
    slow = range(bounds[0][0], bounds[0][1] + 1) if problem.dimension == 2 else (None,)
    rows = []
    for row in slow:
        cells = []
        for column in columns:
            cell = [0] * problem.dimension
            cell[problem.order[-1]] = column
            if row is not None:
                cell[problem.order[0]] = row
            cells.append(derivation.elements.entry(tuple(cell)))
        rows.append(tuple(cells))
    first = rows[0][0]
    corner = tuple(problem.kernel.bounds(axis)[0] for axis in range(problem.dimension))
    why = "The kernel, row by row from the top."
    if problem.dimension == 1:
        why = "The kernel, from its first index on."
    shown: list[Statement] = [Grid(problem.kernel.name, tuple(rows))]
    access = Access(problem.kernel.name, corner)
    if first != access:
        shown.append(Equation((access, first)))
    yield Step("entries", (), tuple(shown), why)


def _defined(problem: Problem) -> str:
    title = problem.operation.title
    return f"This is {title}, by definition."


def _naming(derivation: Derivation) -> str:
    problem = derivation.problem
    if problem.kernel.values is not None or problem.image.values is not None:
        return "Put in the values."
    assert derivation.elements.letters
    return "Write the kernel entries by their letters, and add up the terms that exist."
