"""The terms of a gradient that is no single operation, for a given pixel or entry.

Every term is an output, the index of the image that it meets, and an entry. They are found
from the relation, axis by axis, and listed by the indices that stand for the pixel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from symconv.derive.derivation import Step
from symconv.derive.elements import Elements
from symconv.derive.formulas import MAX_LISTED
from symconv.derive.gradient_sums import local_derivatives
from symconv.derive.links import other_index
from symconv.derive.steps import number_steps
from symconv.derive.supports import number, support
from symconv.derive.terms import MAX_TERMS
from symconv.errors import OutputError
from symconv.model.tree import (
    Access,
    BigSum,
    Derivative,
    Equation,
    Expr,
    Index,
    Number,
    Product,
    Row,
    Statement,
    Sum,
)

if TYPE_CHECKING:
    from symconv.derive.gradients import Gradient

Cell = tuple[int, ...]
MAX_PAIRS = 2_000_000  # outputs times entries that are tried on one axis
LOSS = "L"


class Met(NamedTuple):
    """A term: the output that holds it, the index of the image, and the entry."""

    output: Cell
    image: Cell
    kernel: Cell




def terms(found: Gradient, at: Cell) -> list[Met]:
    """The terms of the derivative by a pixel or an entry, in the order of writing.

    >>> from symconv.derive.gradients import gradient
    >>> from symconv.model.problem import Problem
    >>> line = "correlate image=3@corner kernel=3 output=same boundary=nearest"
    >>> [met.image for met in terms(gradient(Problem.parse(line), "image"), (0,))]
    [(0,), (0,), (-1,)]

    Raises OutputError where there are too many.
    """
    problem = found.forward
    axes = [_met(found, axis, at[axis]) for axis in problem.order]
    count = prod(map(len, axes))
    if count > MAX_TERMS:
        raise OutputError(
            f"the derivative has {count} terms: at most {MAX_TERMS} "
            "are shown; give a smaller image or a smaller kernel"
        )
    places = [problem.order.index(axis) for axis in range(problem.dimension)]
    listed = [
        Met(*(tuple(chosen[place][role] for place in places) for role in range(3)))
        for chosen in product(*axes)
    ]
    if found.wrt == "kernel":
        return listed
    ranks = [{image: n for n, image in enumerate(_first_met(axis))} for axis in axes]

    def rank(met: Met) -> list[int]:
        return [ranks[n][met.image[axis]] for n, axis in enumerate(problem.order)]

    return sorted(listed, key=rank)


def _first_met(axis: Sequence[tuple[int, int, int]]) -> list[int]:
    return list(dict.fromkeys(image for _, image, _ in axis))


def _met(found: Gradient, axis: int, at: int) -> list[tuple[int, int, int]]:
    """The triples of one axis: output, image index, entry; the pixel's own index first."""
    problem = found.forward
    slope, image, kernel, rest = map(number, problem.relation(axis))
    lower, upper = problem.image.bounds(axis)
    first, last = problem.kernel.bounds(axis)
    low, high = map(number, support(problem, axis))
    entries = range(first, last + 1) if found.wrt == "image" else (at,)
    if (high - low + 1) * len(entries) > MAX_PAIRS:
        raise OutputError(
            f"the outputs {low}..{high} are too many to work the derivative out: "
            "leave out at= for its formula"
        )
    triples = []
    for m in range(low, high + 1):
        for k in entries:
            raw, left = divmod(rest - slope * m - kernel * k, image)
            if left:
                continue
            inside = lower <= raw <= upper
            if found.wrt == "kernel":
                if inside or not problem.boundary.vanishes:
                    triples.append((m, raw, k))
            elif problem.boundary.pixel(raw, lower, upper) == at:
                triples.append((m, raw, k))
    if found.wrt == "image":
        triples.sort(key=lambda one: (one[1] != at, abs(one[1] - at), one[1], one[0]))
    return triples


def worked_steps(found: Gradient, detail: str) -> Iterator[Step]:
    """From the formula for any place to the terms of the place asked for, if there is one."""
    at = found.at
    if at is None:
        return
    problem, elements = found.forward, Elements(found.forward._replace(entries="indexed"))
    listed = terms(found, at)
    array = problem.image if found.wrt == "image" else problem.kernel
    left: Expr = Derivative(LOSS, Access(array.name, at))
    before = Equation((left, _summed(found, at)))
    yield Step("substitute", (), (before,), "Put in the indices of the place asked for.")
    if not listed:
        zero = Equation((left, Number(0)))
        yield Step("empty", (before,), (zero,), "No term is left, and an empty sum is 0.")
        return
    beyond = _stand_for(found, listed, elements)
    if beyond:
        why = f"Beyond its edge the image {problem.boundary.says}."
        if found.wrt == "image":
            why = "These indices beyond the edge stand for the pixel, and an output meets them."
        yield Step("boundary", (), beyond, why)
    if detail != "brief":
        rows = tuple(_row(found, met, elements) for met in listed)
        why = "Put in the numbers on the left, and work out the indices on the right."
        yield Step("terms", (before,), rows, why)
    collected = Equation((left, _collected(found, listed, elements, named=False)))
    yield Step("collect", (before,), (collected,), "Add up the terms that exist.")
    last = collected
    if problem.kernel.values is not None and found.wrt == "image":
        last = Equation((left, _collected(found, listed, elements, named=True)))
        yield Step("names", (collected,), (last,), "Put in the values.")
    yield from number_steps(last)


def _summed(found: Gradient, at: Cell) -> Expr:
    """The formula with the indices of the place put in."""
    (part,) = local_derivatives(found, at)
    by_output = Derivative(LOSS, part.output)
    summands: list[Expr] = []
    for summand in part.summands:
        body = _times(by_output, summand)
        for axis in reversed(found.forward.order):
            body = BigSum(found.forward.indices[axis], None, None, 1, body)
        summands.append(body)
    return summands[0] if len(summands) == 1 else Sum(tuple((one,) for one in summands))


def _times(factor: Expr, summand: Expr) -> Expr:
    if isinstance(summand, BigSum):
        return summand._replace(body=_times(factor, summand.body))
    return Product((factor, summand))


def _stand_for(found: Gradient, listed: list[Met], elements: Elements) -> tuple[Statement, ...]:
    """The indices beyond the edge that the terms meet, and what stands there."""
    met = sorted({one.image for one in listed if elements.moved(one.image)})
    if len(met) > MAX_LISTED:
        return ()
    return tuple(
        [Equation((elements.pixel_access(image), elements.resolved(image))) for image in met]
    )


def _row(found: Gradient, met: Met, elements: Elements) -> Row:
    """A term with its indices as they are put in, and worked out."""
    problem = found.forward
    by_output = Derivative(LOSS, Access(problem.output_name, met.output))
    own = met.image if found.wrt == "image" else met.kernel
    follows: tuple[Index, ...] = tuple(
        other_index(problem, axis, met.output[axis], own[axis])
        for axis in range(problem.dimension)
    )
    if found.wrt == "image":
        plugged = Product((by_output, Access(problem.kernel.name, follows)))
        return Row(plugged, Product((by_output, elements.entry_access(met.kernel))), None)
    plugged = Product((by_output, Access(problem.image.name, follows)))
    worked = Product((by_output, elements.pixel_access(met.image)))
    shown = Product((by_output, elements.resolved(met.image)))
    return Row(plugged, worked, shown if shown != worked else None)


def product_of(found: Gradient, met: Met, elements: Elements, named: bool = True) -> Product:
    """A term as a product of what it comes to; ``named`` puts in the values of entries."""
    by_output = Derivative(LOSS, Access(found.forward.output_name, met.output))
    if found.wrt == "kernel":
        return Product((by_output, elements.resolved(met.image)))
    entry = elements.entry if named else elements.entry_access
    return Product((by_output, entry(met.kernel)))


def _collected(
    found: Gradient, listed: list[Met], elements: Elements, named: bool
) -> Sum:
    """The terms added up, those of an index that stands for the pixel on a line of its own."""
    rows = []
    for _, group in groupby(listed, key=lambda met: met.image if found.wrt == "image" else ()):
        row = [product_of(found, met, elements, named) for met in group]
        rows.append(tuple(row))
    return Sum(tuple(rows))


