r"""Values stated for the whole output: ``y = [2, 1, 4]``, ``y[n] = \{…\}``, a matrix.

Each value stands for one output. Which one is told by an arrow or a line below the value at
index 0, and else by the size: all outputs, those at the image's pixels, or the valid ones.
``output_table`` judges every value as the equation ``y[…] = value`` that it is.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.derive.supports import support
from symconv.model.index import substitute
from symconv.model.problem import Problem
from symconv.read import syntax as s
from symconv.read.cursor import STARS
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.gather import EQUALS, Equation
from symconv.verify.indexed import NotTerms
from symconv.verify.judged import Judged
from symconv.verify.law import Law, Polynomial
from symconv.verify.meeting import Box
from symconv.verify.misconceptions import explaining_all
from symconv.verify.numbers import constant, rounded
from symconv.verify.spelling import spelled
from symconv.verify.stated import stated_equation
from symconv.verify.written import Factor, side

MAX_CELLS = 4_000
MAX_EXPLAINED = 50  # values that a misconception must explain
MAX_SHOWN = 12  # wrong values that are explained one by one
Cell = tuple[int, ...]


class Table(NamedTuple):
    """Values as they are shown, row by row, and the (row, column) of a marked one.

    ``gap`` is before which value of a list dots stand for others.
    """

    rows: tuple[tuple[s.Node, ...], ...]
    origin: tuple[int, int] | None
    gap: int | None = None


def output_table(chain: s.Chain, laws: list[Law], text: str) -> list[Judged] | None:
    """Judge every table of values in a chain about the output; None where it is none."""
    law = laws[0]
    problem = law.problem
    if problem is None or problem.dimension > 2 or law.links:
        return None
    if any(relation.sign not in EQUALS for relation in chain.relations):
        return None
    first = next((k for k, node in enumerate(chain.sides) if not names_output(node, law)), 0)
    tables = [table_of(node) for node in chain.sides[first:]]
    found = [table for table in tables if table is not None]
    if first == 0 or len(found) < len(tables) or any(_speaks(one, law) for one in found):
        return None
    judged = []
    for place, table in enumerate(found, first):
        span = (chain.sides[0 if place == first else place].span[0], chain.sides[place].span[1])
        verdict = _judged(chain, place, table, laws, problem, text)
        judged.append(verdict._replace(span=span))
    return judged


def names_output(node: s.Node, law: Law) -> bool:
    r"""Whether a side is the whole output: ``y``, ``y[n]``, ``x * h``, ``(x \ast h)[n]``."""
    if isinstance(node, s.Access):
        if not all(isinstance(index, s.Name) for index in node.indices):
            return False
        return node.name == law.output or (node.base is not None and names_output(node.base, law))
    if isinstance(node, s.Name):
        return node.name == law.output
    if not isinstance(node, s.Product) or len(node.factors) != 2:
        return False
    if node.signs[0].partition("_")[0] not in STARS:
        return False
    names = [
        part.name
        for part in node.factors
        if isinstance(part, s.Name)
        or (isinstance(part, s.Access) and all(isinstance(i, s.Name) for i in part.indices))
    ]
    return sorted(names) == sorted((law.first, law.second))


def table_of(node: s.Node) -> Table | None:
    """The values of a matrix or a list; None for anything else, and where dots stand."""
    if isinstance(node, s.Matrix):
        table = Table(node.rows, node.origin)
    elif isinstance(node, s.Listing) and node.fence and len(node.items) > 1:
        gaps = [place for place, item in enumerate(node.items) if isinstance(item, s.Dots)]
        items = tuple([item for item in node.items if not isinstance(item, s.Dots)])
        if len(gaps) > 1 or (gaps and node.origin is not None):
            return None
        origin = None if node.origin is None else (0, node.origin)
        table = Table((items,), origin, gaps[0] if gaps else None)
    else:
        return None
    widths = {len(row) for row in table.rows}
    if len(widths) != 1 or widths == {0}:
        return None
    if any(isinstance(cell, (s.Dots, s.Blank, s.Unread)) for row in table.rows for cell in row):
        return None
    return table


def _speaks(table: Table, law: Law) -> bool:
    """Whether outputs stand in a table: it is then judged as the equations that it holds."""
    return any(
        isinstance(cell, s.Access) and cell.name == law.output
        for row in table.rows
        for cell in row
    )


def _judged(
    chain: s.Chain, place: int, table: Table, laws: list[Law], problem: Problem, text: str
) -> Judged:
    law, node = laws[0], chain.sides[place]
    cells = [cell for row in table.rows for cell in row]
    if len(cells) > MAX_CELLS:
        return Judged(node.span, "undecided", f"More than {MAX_CELLS} values are not checked.")
    shown = _shape(table, problem)
    if shown is None:
        return Judged(node.span, "undecided", "The output has one axis, the values have two.")
    try:
        values = [_value(cell, law) for cell in cells]
        if table.origin is not None:
            boxes = [_marked(table, shown, problem)]
        elif table.gap is not None:
            boxes = [box for box in _boxes(problem, law)[:1] if _sizes(box) >= shown]
        else:
            boxes = [box for box in _boxes(problem, law) if _sizes(box) == shown]
        if not boxes:
            return _misfit(node, values, shown, problem, table.gap is not None, law, text)
        tried = [_wrong(table, values, box, law, problem) for box in boxes]
    except NotTerms as error:
        return Judged(node.span, "undecided", f"This side is not checked: {error}.")
    except (Unbound, TooLarge):
        return Judged(node.span, "undecided", "A value of this side is not understood.")
    wrong, box = min(zip(tried, boxes), key=lambda one: len(one[0]))
    if not wrong:
        return Judged(node.span, "proved", f"These are the values of {law.output}.")
    if table.origin is not None and (moved := _misplaced(table, values, shown, law, problem)):
        return _mark_at(moved, table, node, law, text)
    at_all = _places(table, box, problem)
    faults: list[Found] = []
    for k in wrong[:MAX_SHOWN]:
        alone = chain._replace(
            sides=(chain.sides[0], cells[k]), relations=chain.relations[:1], conditions=()
        )
        head = Factor(law.output, at_all[k], chain.sides[0].span)
        written = spelled(side(cells[k]), law)
        (one,) = stated_equation(Equation(alone, head, (written,), {}, at_all[k]), laws, text)
        if one.verdict != "refuted":
            return Judged(node.span, one.verdict, one.says)
        label = f"{law.output}[{','.join(map(str, at_all[k]))}]"
        faults += [fault._replace(message=f"At {label}: {fault.message}") for fault in one.found]
    looked = [*wrong, *(k for k in range(len(values)) if k not in wrong)][:MAX_EXPLAINED]
    names = explaining_all(law, {at_all[k]: values[k] for k in looked})
    faults = [fault._replace(consistent_with=names) for fault in faults]
    count = "A value is" if len(wrong) == 1 else f"{len(wrong)} values are"
    return Judged(node.span, "refuted", f"{count} not that of {law.output}.", tuple(faults))


def _value(cell: s.Node, law: Law) -> Polynomial:
    written = spelled(side(cell), law)
    if written.dots:
        raise NotTerms("dots stand among its values")
    return expand(written, law, law.numbers)


def _shape(table: Table, problem: Problem) -> Cell | None:
    """The number of values on each axis, in the order of the problem's indices."""
    rows, columns = len(table.rows), len(table.rows[0])
    if problem.dimension == 1:
        return (max(rows, columns),) if 1 in (rows, columns) else None
    return (rows, columns) if problem.axes == "row,column" else (columns, rows)


def _sizes(box: Box) -> Cell:
    return tuple([high - low + 1 for low, high in box])


def _boxes(problem: Problem, law: Law) -> list[Box]:
    """The boxes of outputs that a table may show: the stated one, and the usual ones."""
    found: list[Box] = []
    for output in (problem.output, "full", "same", "valid"):
        ends = []
        for axis in range(problem.dimension):
            low, high = support(problem._replace(output=output), axis)
            ends.append((substitute(low, law.numbers), substitute(high, law.numbers)))
        box = tuple([(a, b) for a, b in ends if isinstance(a, int) and isinstance(b, int)])
        if len(box) == problem.dimension and box not in found:
            found.append(box)
    return found


def _marked(table: Table, shown: Cell, problem: Problem) -> Box:
    """The box of a table in which the value at index 0 is marked."""
    row, column = table.origin or (0, 0)
    if problem.dimension == 1:
        start: Cell = (max(row, column),)
    else:
        start = (row, column) if problem.axes == "row,column" else (column, row)
    return tuple([(-at, size - 1 - at) for at, size in zip(start, shown)])


def _places(table: Table, box: Box, problem: Problem) -> list[Cell]:
    """The output that each value stands for, row by row."""
    found: list[Cell] = []
    for row, values in enumerate(table.rows):
        for column in range(len(values)):
            if table.gap is not None:
                last = column >= table.gap
                place: Cell = (column + (_sizes(box)[0] - len(values) if last else 0),)
            elif problem.dimension == 1:
                place = (max(row, column),)
            else:
                place = (row, column) if problem.axes == "row,column" else (column, row)
            found.append(tuple([low + at for at, (low, _) in zip(place, box)]))
    return found


def _wrong(
    table: Table, values: list[Polynomial], box: Box, law: Law, problem: Problem
) -> list[int]:
    """Which values are not those of the outputs of a box."""
    cells = [cell for row in table.rows for cell in row]
    wrong = []
    for k, (at, value) in enumerate(zip(_places(table, box, problem), values)):
        wanted = law.expected(at)
        if value != wanted and not rounded(value, wanted, side(cells[k])):
            wrong.append(k)
    return wrong


def _misplaced(
    table: Table, values: list[Polynomial], shown: Cell, law: Law, problem: Problem
) -> Box | None:
    """The box in which all values would be right, if only the mark stood elsewhere."""
    for box in _boxes(problem, law):
        if _sizes(box) == shown and not _wrong(table, values, box, law, problem):
            return box
    return None


def _mark_at(box: Box, table: Table, node: s.Node, law: Law, text: str) -> Judged:
    row, column = table.origin or (0, 0)
    cell = table.rows[row][column]
    zero = ",".join("0" for _ in box)
    places = " and ".join(str(1 - low) for low, _ in box)
    says = f"The mark shows {law.output}[{zero}], which is value {places} here."
    fault = Found(cell.span, "wrong-statement", text[slice(*cell.span)], "", says)
    return Judged(node.span, "refuted", "The mark of the origin stands at another value.", (fault,))


def _misfit(
    node: s.Node, values: list[Polynomial], shown: Cell, problem: Problem, gap: bool, law: Law,
    text: str,
) -> Judged:  # fmt: skip
    """The verdict on a table of a size that the output does not have."""
    full = _boxes(problem, law)[0]
    wanted = "x".join(map(str, _sizes(full)))
    says = f"{law.output} has {wanted} values, {'x'.join(map(str, shown))} are written."
    letters = any(constant(value) is None for value in values)
    if problem.dimension > 1 or gap or letters:
        return Judged(node.span, "undecided", says)
    low, high = full[0]
    reach = len(values)
    known = [law.expected((at,)) for at in range(low - reach, high + reach + 1)]
    if any(constant(value) is None for value in known):
        return Judged(node.span, "undecided", says)
    part = any(known[k : k + reach] == values for k in range(len(known) - reach + 1))
    if part:
        covers = reach > high - low + 1
        verdict = "proved" if covers else "undecided"
        return Judged(node.span, verdict, f"These are values of {law.output}." if covers else says)
    listed = ", ".join(str(constant(law.expected((at,)))) for at in range(low, high + 1))
    fault = Found(node.span, "wrong-statement", text[slice(*node.span)], listed, says)
    return Judged(node.span, "refuted", f"This is not {law.output}.", (fault,))
