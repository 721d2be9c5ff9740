"""Formulas worked out for small numbers: what the machine checks each step by.

A formula is expanded by the verifier (``symconv.verify.expand``), which knows nothing of
relations and axes: each output becomes a polynomial in elements. What was written by hand is
expanded as it stands: a matrix row by row, a definition element by element.
"""

from __future__ import annotations

from collections.abc import Iterable

from symconv.model.index import Poly, substitute
from symconv.read import syntax as s
from symconv.read.walk import walk
from symconv.relate.formula import Formula
from symconv.relate.shorthands import spelled_out
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.indexed import Entry, evaluate
from symconv.verify.law import Box, Law, Monomial, Polynomial
from symconv.verify.matrices import equations_of
from symconv.verify.written import Factor, Side, factor, side

Cell = tuple[int, ...]
Numbers = dict[str, int]
Outputs = dict[Cell, Polynomial]
BUDGET = 60_000  # products written out for one formula

__all__ = ["BUDGET", "Cell", "Numbers", "Outputs", "TooLarge", "Unbound", "as_written", "worked"]


def worked(
    formula: Formula, numbers: Numbers, boxes: dict[str, Box], cells: Iterable[Cell]
) -> Outputs:
    """Outputs of a formula as polynomials in elements; outside their boxes arrays are zero.

    Raises TooLarge and Unbound.
    """
    return _expanded(formula.side(), formula, numbers, boxes, cells)


def _expanded(
    written: Side, formula: Formula, numbers: Numbers, boxes: dict[str, Box],
    cells: Iterable[Cell],
) -> Outputs:  # fmt: skip
    law = Law(formula.output.name, "", "", (), boxes, "formula")
    budget = [BUDGET]
    found: Outputs = {}
    for cell in cells:
        put = letters_at(formula, cell, numbers)
        if put is not None:
            found[cell] = expand(written, law, {**numbers, **put}, budget=budget)
    return found


def letters_at(formula: Formula, cell: Cell, numbers: Numbers) -> Numbers | None:
    """The values of the output's letters at a cell; None where its indices do not reach it."""
    put: Numbers = {}
    for entry, value in zip(formula.output.indices or (), cell):
        solved = _solved(entry, value, numbers)
        if solved is None:
            return None
        put.update(solved)
    return put


def _solved(entry: Entry, value: int, numbers: Numbers) -> Numbers | None:
    if not isinstance(entry, Poly):
        return None
    if entry.is_name:
        return {str(entry): value}
    rest = substitute(entry, numbers)
    letters = [atom for monomial, _ in rest.terms for atom in monomial] if isinstance(
        rest, Poly) else []  # fmt: skip
    if len(letters) != 1 or not isinstance(letters[0], str):
        return None
    at0, at1 = (substitute(rest, {letters[0]: number}) for number in (0, 1))
    assert isinstance(at0, int)
    assert isinstance(at1, int)
    slope = at1 - at0
    return {letters[0]: (value - at0) // slope} if slope and (value - at0) % slope == 0 else None


def as_written(
    formula: Formula, numbers: Numbers, boxes: dict[str, Box], cells: Iterable[Cell]
) -> Outputs:
    """The same from what was written, without what was made of it when it was read."""
    opening = formula.opening
    if opening is not None and opening.why == "matrix":
        return _rows(formula, boxes, cells)
    if opening is not None and opening.why == "superscript":
        return worked(formula, numbers, boxes, cells)
    sides = spelled_out(formula.chain).sides
    right = next(node for node in sides if any(isinstance(n, s.BigSum) for n in walk(node)))
    found = _expanded(side(right), formula, numbers, boxes, cells)
    if opening is None or opening.why == "condition":
        return found
    definitions = [tuple(map(factor, one.sides)) for one in opening.others]
    return {
        cell: _defined(value, definitions, numbers, boxes) for cell, value in found.items()
    }


def _rows(formula: Formula, boxes: dict[str, Box], cells: Iterable[Cell]) -> Outputs:
    law = Law(formula.output.name, "", "", (), boxes, "formula")
    wanted = set(cells)
    return {
        row.at: expand(row.sides[0], law, {})
        for row in equations_of(formula.chain)
        if row.at in wanted and row.at is not None and row.sides[0] is not None
    }


def _defined(
    value: Polynomial, definitions: list[tuple[Factor, ...]], numbers: Numbers,
    boxes: dict[str, Box],
) -> Polynomial:  # fmt: skip
    """A polynomial with the elements of defined arrays put in."""
    law = Law("", "", "", (), boxes, "formula")
    total: Polynomial = {}
    for monomial, coefficient in value.items():
        elements = tuple(_element(part, definitions, numbers) for part in monomial)
        law.add(total, coefficient, elements)
    return {key: one for key, one in total.items() if one != 0}


def _element(
    part: tuple[str, Cell | None], definitions: list[tuple[Factor, ...]], numbers: Numbers
) -> tuple[str, Cell | None]:
    name, index = part
    for head, body in definitions:
        if head.name == name and index is not None:
            put = {**numbers, **{str(e): v for e, v in zip(head.indices or (), index)}}
            cell = [evaluate(entry, put) for entry in body.indices or ()]
            return body.name, tuple(one for one in cell if one is not None)
    return part


def mapped(monomial: Monomial, change: dict[str, tuple[str, tuple[int, ...]]]) -> Monomial:
    """A product with other names for its elements."""
    return tuple(sorted(((change.get(n, (n, ()))[0], i) for n, i in monomial), key=repr))
