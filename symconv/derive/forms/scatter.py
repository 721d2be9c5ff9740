"""The form ``scatter``: every pixel spreads a copy of the kernel, and the copies are added up.

The copy of a pixel is where the kernel entries come to lie among the outputs, times the
pixel. That is how a transposed convolution is usually told, but it holds for each
operation: the copies are the columns of its matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symconv.derive.derivation import Derivation, Step
from symconv.derive.forms.listed import (
    Listed,
    beyond,
    column,
    grid,
    listed,
    row_steps,
    total,
)
from symconv.derive.forms.opening import opening, rewritten
from symconv.derive.steps import term_rows
from symconv.derive.supports import number
from symconv.derive.terms import Cell
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.model.tree import Dots, Equation, Expr, Matrix, Number, Product, Sum, Symbol

WHY = "Each pixel spreads a copy of the kernel, times its own value."
COPIES = "Lay the copies on the outputs, and add them up."
REACHING = "The copies that reach this output, among all outputs."
CONSTANT = "What lies beyond the edge spreads as well: that is the last one."
ROWS = "Read output by output, what comes together in each is its sum."
TERMS = "What each pixel spreads to this output; the next ones do not reach it."
ROW = "What comes together in this output is its sum."


class Copy(NamedTuple):
    """A pixel, and the entries that it spreads, where they lie among the outputs."""

    pixel: Cell
    entries: Matrix


def steps(derivation: Derivation, detail: str) -> Iterator[Step]:
    """The steps from the definition to the copies, and on to the sums."""
    problem, formulas = derivation.problem, derivation.elements.formulas
    summed = rewritten(derivation, "image")
    how = f"{WHY} {placed(problem)}"
    if derivation.at is None:
        _check_dimension(derivation)
        found = listed(derivation, "image")
        yield from opening(derivation, detail)
        why = COPIES
        if detail == "brief" or formulas.definition.sides[-1] == summed.sides[-1]:
            why = f"{how} {COPIES}"
        else:
            yield Step("spread", (formulas.definition,), (summed,), how)
        shown = Equation((*_outputs(derivation, found), _added(derivation, found)))
        why = f"{why} {CONSTANT}" if _constant(derivation, found) else why
        yield Step("copies", (summed,), (shown,), why)
        yield from row_steps(derivation, found, (shown,), ROWS)
        return
    yield from opening(derivation, detail)
    yield Step("spread", (formulas.definition,), (summed,), how)
    if detail != "brief":
        yield from _reaching(derivation, summed)
        if derivation.terms:
            gathered = Derivation(problem._replace(over="image"))
            yield Step("terms", (summed,), tuple(term_rows(gathered, derivation.at)), TERMS)
    one = Listed((derivation.at,), (derivation.terms,), (), ())
    yield from row_steps(derivation, one, (summed,), ROW)


def _check_dimension(derivation: Derivation) -> None:
    if derivation.problem.dimension > 2:
        raise OutputError(
            f"copies of a kernel of {derivation.problem.dimension} dimensions cannot be laid on "
            "a page: give one output with at=, or use --form matrix"
        )


def placed(problem: Problem) -> str:
    """How the copies lie among the outputs, in words."""
    axes = range(problem.dimension)
    relation = problem.relation(0)
    output, image, kernel = map(number, relation[:3])
    words = "The copy is the kernel as it is" if output * kernel < 0 else (
        "The copy is the kernel turned round"
    )
    spread = [abs(number(problem.relation(axis).kernel)) for axis in axes]
    moved = [abs(number(problem.relation(axis).image)) for axis in axes]
    kept = [abs(number(problem.relation(axis).output)) for axis in axes]
    if set(spread) != {1}:
        words += f", its entries {_listed(spread)} apart"
    back = " backwards" if output * image > 0 else ""
    words += f"; from one pixel to the next it moves{back} by {_listed(moved)}."
    if set(kept) != {1}:
        words += f" Only every so many places is an output: one in {_listed(kept)}."
    return words


def _listed(values: Sequence[int]) -> str:
    shown = values[:1] if len(set(values)) == 1 else values
    return " and ".join(map(str, shown))


def copies(derivation: Derivation, found: Listed) -> Iterator[Copy]:
    """The copy of each pixel that reaches an output."""
    elements = derivation.elements
    met: dict[Cell, dict[Cell, list[Expr]]] = {pixel: {} for pixel in found.pixels}
    for at, terms in zip(found.outputs, found.terms):
        for image, kernel in terms:
            pixel = elements.stands_for(image)
            if pixel is not None:
                met[pixel].setdefault(at, []).append(elements.entry(kernel))
    for pixel, reached in met.items():
        if reached:
            entries = [total(reached.get(at, ())) for at in found.outputs]
            yield Copy(pixel, _laid(derivation, found, entries))


def _laid(derivation: Derivation, found: Listed, cells: Sequence[Expr]) -> Matrix:
    """What belongs to the outputs, as they lie: in a column, in two dimensions as a block."""
    if derivation.problem.dimension == 1:
        return column(cells)
    return grid(derivation.problem, found.outputs, cells)


def _outputs(derivation: Derivation, found: Listed) -> tuple[Expr, ...]:
    """The outputs as they lie; a block of them by its name first, because it is wide."""
    accesses = map(derivation.elements.formulas.output, found.outputs)
    laid = _laid(derivation, found, list(accesses))
    if derivation.problem.dimension == 1:
        return (laid,)
    return Symbol(derivation.problem.output_name), laid


def _constant(derivation: Derivation, found: Listed) -> list[Expr]:
    """What the constant beyond the edge adds to each output; nothing where there is none."""
    added = [beyond(derivation, terms) for terms in found.terms]
    return list(map(total, added)) if any(added) else []


def _added(derivation: Derivation, found: Listed) -> Sum:
    """The copies, each times its pixel, added up."""
    terms: list[Expr] = [
        Product((derivation.elements.pixel(one.pixel), one.entries))
        for one in copies(derivation, found)
    ]
    constant = _constant(derivation, found)
    if constant:
        terms.append(_laid(derivation, found, constant))
    return Sum((tuple(terms) or (_laid(derivation, found, [Number(0)] * len(found.outputs)),),))


def _reaching(derivation: Derivation, before: Equation) -> Iterator[Step]:
    """The copies that reach the output asked for, where they can be shown."""
    whole = Derivation(derivation.problem.placed(None), form=derivation.form)
    try:
        _check_dimension(whole)
        found = listed(whole, "image")
    except OutputError:  # too large to be shown; the terms say the same
        return
    if not derivation.terms:
        return
    reaching = {derivation.elements.stands_for(image) for image, _ in derivation.terms}
    terms: list[Expr] = []
    for one in copies(whole, found):
        if one.pixel in reaching:
            terms.append(Product((derivation.elements.pixel(one.pixel), one.entries)))
        elif not terms or not isinstance(terms[-1], Dots):
            terms.append(Dots())
    constant = _constant(whole, found)
    if constant:
        terms.append(_laid(whole, found, constant))
    shown = Equation((*_outputs(whole, found), Sum((tuple(terms),))))
    yield Step("copies", (before,), (shown,), REACHING)
