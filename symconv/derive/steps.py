"""The steps of a worked example, from the definition to the value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter

from symconv.derive.arithmetic import add, simplified
from symconv.derive.derivation import Derivation, Step
from symconv.derive.formulas import MAX_LISTED, Formulas
from symconv.derive.solving import boundary_step, range_step, support_step
from symconv.derive.terms import Cell, split
from symconv.model.channels import CHANNEL
from symconv.model.problem import Problem
from symconv.model.tree import (
    Access,
    Conjugate,
    Equation,
    Expr,
    Grid,
    Index,
    Number,
    Product,
    Row,
    Statement,
    Sum,
)

PUT_IN = "Put in the indices of the output."
MISSING = {"kernel": "no such entry", "image": "no such pixel"}


def worked_steps(derivation: Derivation, detail: str) -> tuple[Step, ...]:
    """All steps of a derivation at the given detail."""
    if derivation.at is None:
        return tuple(_general(derivation, detail))
    return tuple(_worked(derivation, detail))


def range_steps(problem: Problem) -> tuple[Step, ...]:
    """The solving of the valid ranges and of the output support, step by step."""
    at = problem.anywhere
    formulas = Formulas(problem)
    definition = formulas.definition
    steps = [Step("definition", (), (definition,), defined(formulas))]
    if problem.at is not None:
        why = put_in(formulas, problem.at)
        steps.append(Step("substitute", (definition,), (formulas.summed(at),), why))
    steps.append(range_step(formulas, range(problem.dimension), at))
    steps += boundary_step(formulas, at)
    steps.append(support_step(problem, formulas.ranges(at)))
    return tuple(steps)


def collected(derivation: Derivation) -> Sum:
    """The valid terms added up, pixels and entries by their names."""
    return Sum(_by_row(derivation, derivation.elements.product))


def _general(derivation: Derivation, detail: str) -> Iterator[Step]:
    problem, formulas = derivation.problem, derivation.elements.formulas
    at = problem.anywhere
    definition = formulas.definition
    yield Step("definition", (), (definition,), defined(formulas))
    if detail == "full":
        yield from grid_step(derivation)
    if detail != "brief":
        yield range_step(formulas, range(problem.dimension), at)
    yield from boundary_step(formulas, at)
    if detail != "brief":
        yield support_step(problem, derivation.ranges)
    bounded = formulas.bounded(at)
    yield Step("bounds", (definition,), (bounded,), "The sums run over these values only.")


def _worked(derivation: Derivation, detail: str) -> Iterator[Step]:
    problem, formulas = derivation.problem, derivation.elements.formulas
    at = problem.at
    assert at is not None
    definition, plugged = formulas.definition, formulas.summed(at)
    if detail != "brief":
        yield Step("definition", (), (definition,), defined(formulas))
        if detail == "full":
            yield from grid_step(derivation)
        yield Step("substitute", (definition,), (plugged,), put_in(formulas, at))
        yield range_step(formulas, range(problem.dimension), at)
    if not derivation.terms:
        value = Equation((formulas.output(at), Number(0)))
        yield Step("empty", (plugged,), (value,), "No term is left, and an empty sum is 0.")
        return
    bounded = formulas.bounded(at)
    why = "The sums run over these values only."
    yield Step("bounds", (plugged,), (bounded,), why if detail != "brief" else defined(formulas))
    yield from boundary_step(formulas, at)
    if detail != "brief":
        rows = tuple(term_rows(derivation, at))
        why = "Put in the numbers on the left, and work out the indices on the right."
        if derivation.rejected:
            why += " One step past the range the element does not exist, and the term fails."
            if formulas.leading.summed > 1:
                why += " That is shown for the first channel, and it is so for all of them."
        yield Step("terms", (bounded,), rows, why)
    yield from _values(derivation, at, bounded, detail)


def _values(
    derivation: Derivation, at: tuple[int, ...], bounded: Equation, detail: str
) -> Iterator[Step]:
    elements = derivation.elements
    left = elements.formulas.output(at)
    before = bounded
    if not elements.named or detail == "full":
        accesses = Sum(_by_row(derivation, elements.existing))
        before = Equation((left, accesses))
        yield Step("collect", (bounded,), (before,), "Add up the terms that exist.")
    named, after = collected(derivation), before
    if elements.named:
        after = Equation((left, named))
        yield Step("names", (before,), (after,), _naming(derivation))
    yield from number_steps(after)


def number_steps(after: Equation) -> Iterator[Step]:
    """The products worked out and the numbers added up, where there are any."""
    left, named = after.sides[0], after.sides[-1]
    assert isinstance(named, Sum)
    if not any(
        isinstance(factor, Number)
        for term in named.terms
        if isinstance(term, Product)
        for factor in term.factors
    ):
        return
    products = Sum(_simplified_rows(named))
    if not products.terms:
        yield Step("products", (after,), (Equation((left, Number(0))),), "Every term is zero.")
        return
    if _worked_out(named, products):
        before, after = after, Equation((left, products))
        yield Step("products", (before,), (after,), "Work out the products.")
    numbers = [term for term in products.terms if isinstance(term, Number)]
    if len(numbers) != len(products.terms):
        return
    if len(numbers) != 1:
        before, after = after, Equation((left, add(numbers)))
        yield Step("sum", (before,), (after,), "Add up the numbers.")


def _worked_out(named: Sum, products: Sum) -> bool:
    """Whether working out the products does more than put the numbers first."""
    turned = [
        Product(tuple(sorted(term.factors, key=lambda factor: not isinstance(factor, Number))))
        for term in named.terms
        if isinstance(term, Product)
    ]
    return tuple(turned) != products.terms


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
    slow = derivation.problem.written_order(derivation.problem.over)[:-1]
    place = itemgetter(*slow) if slow else len  # on one axis all terms are one row
    return tuple(
        [
            tuple([written(*term) for term in row])
            for _, row in groupby(derivation.terms, lambda term: place(term[which]))
        ]
    )


def term_rows(derivation: Derivation, at: tuple[int, ...]) -> Iterator[Row]:
    """All terms, valid and rejected, in the order of writing."""
    problem, elements = derivation.problem, derivation.elements
    which = 0 if problem.over == "image" else 1
    place = itemgetter(*problem.written_order(problem.over))
    rows = [(image, kernel, "") for image, kernel in derivation.terms]
    rows += derivation.rejected
    rows.sort(key=lambda row: place(row[which]))
    formulas, named = elements.formulas, elements.named
    first, space = split(problem, at)
    own = [(image, kernel)[which][-problem.dimension :] for image, kernel, _ in rows]
    follows: list[dict[int, Index]] = [
        {value: formulas.follows(axis, space[axis], value) for value in set(values)}
        for axis, values in enumerate(zip(*own))
    ]
    as_met = elements.existing if formulas.modular else elements.accesses
    ahead, summed = len(formulas.leading.kernel), len(formulas.leading.sums)
    leads = formulas.any_channel(at)
    for (image, kernel, why), this in zip(rows, own):
        worked = as_met(image, kernel)
        other = tuple([known[value] for known, value in zip(follows, this)])
        if summed:
            leads = formulas.leads(first, kernel[ahead - summed : ahead])
        plugged = formulas.plugged(worked, leads, this, other)
        if not why:
            shown = elements.product(image, kernel)
            yield Row(plugged, worked, shown if named or shown != worked else None)
        else:
            failing = worked.factors[0 if why == "image" else 1]
            assert isinstance(failing, (Access, Conjugate))
            yield Row(plugged, worked, None, failing, MISSING[why])


def grid_step(derivation: Derivation) -> Iterator[Step]:
    """The entries of a kernel of one or two axes, as a block; of one with channels none."""
    problem = derivation.problem
    if problem.leading.kernel:
        return
    unnamed = not derivation.elements.letters and problem.kernel.values is None
    if problem.dimension > 2 or not problem.kernel.numeric or unnamed:
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


def put_in(formulas: Formulas, at: Cell) -> str:
    """The sentence for the indices of an output; with groups it tells which channels those are."""
    leading = formulas.leading
    if formulas.problem.channels.groups == 1 or leading.outputs[-1].kind == CHANNEL:
        return PUT_IN
    first = split(formulas.problem, at)[0]
    met = [image[-1] for image, _ in leading.cells(first)]
    channels = f"channel {met[0]} alone"
    if len(met) > 1:
        channels = f"channels {met[0]} {'and' if len(met) == 2 else 'to'} {met[-1]}"
    return f"{PUT_IN} Output channel {first[-1]} belongs to the input {channels}."


def defined(formulas: Formulas) -> str:
    """The sentence of a definition."""
    words = f"This is {formulas.problem.operation.title}, by definition."
    if formulas.problem.conjugate:
        words += " The data are complex: each kernel entry counts as its conjugate."
    if formulas.modular:
        words += (
            " Beyond its edge the image begins again, so its indices count modulo its length."
        )
    return words


def _naming(derivation: Derivation) -> str:
    problem = derivation.problem
    if problem.kernel.values is not None or problem.image.values is not None:
        return "Put in the values."
    assert derivation.elements.letters
    return "Write the kernel entries by their letters, and add up the terms that exist."
