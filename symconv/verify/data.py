"""Given data: sequences and matrices of values, beside what the problem states."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.gather import Given
from symconv.verify.indexed import Exact
from symconv.verify.judged import Judged
from symconv.verify.law import Law, Polynomial, access, cleaned
from symconv.verify.sequences import values_at


def given_data(one: Given, law: Law | None, text: str) -> Judged:
    """Given values: right unless they contradict the stated problem."""
    body = one.chain.sides[1]
    if law is None or one.name not in (law.first, law.second) or one.name not in law.boxes:
        return Judged(one.chain.span, "proved", "This is given.")
    cells = placed(one, law)
    if cells is None:
        sizes = "x".join(str(high - low + 1) for low, high in law.boxes[one.name])
        fault = Found(body.span, "wrong-statement", text[slice(*body.span)], "",
                      f"{one.name} is {sizes} in the stated problem.")  # fmt: skip
        return Judged(one.chain.span, "refuted", fault.message, (fault,))
    nodes = value_nodes(one.chain)
    faults = []
    for cell, (place, value) in cells.items():
        wanted = law.values.get((one.name, cell))
        if (one.name, cell) in law.learned:
            continue  # given before: another exercise of the same problem
        if wanted is None or value is None or _polynomial(value) == cleaned(wanted):
            continue
        word, expected = text[slice(*nodes[place].span)], law.value_word((one.name, cell))
        faults.append(
            Found(nodes[place].span, "wrong-entry", word, expected,
                  f"{access((one.name, cell))} is {expected}, not {word}.")
        )  # fmt: skip
    if faults:
        return Judged(one.chain.span, "refuted", "It contradicts the problem.", tuple(faults))
    return Judged(one.chain.span, "proved", "This is as the problem states.")


def learn(one: Given, law: Law) -> None:
    """Take given values for elements whose values the problem does not state."""
    cells = placed(one, law) if one.name in law.boxes else None
    for cell, (_, value) in (cells or {}).items():
        element = (one.name, cell)
        if value is not None and (element not in law.values or element in law.learned):
            law.learned.add(element)
            law.give(element, _polynomial(value))


def placed(one: Given, law: Law) -> dict[tuple[int, ...], tuple[int, Exact | str | None]] | None:
    """For each cell of an array the place of its value and the value; None if sizes differ."""
    box = law.boxes[one.name]
    sizes = tuple(high - low + 1 for low, high in box)
    rows, columns = len(one.rows), len(one.rows[0]) if one.rows else 0
    matrix_order = law.problem is not None and law.problem.axes == "row,column"
    shown = (columns,) if len(sizes) == 1 else (rows, columns) if matrix_order else (columns, rows)
    if shown != sizes or (len(sizes) == 1 and rows != 1):
        return None
    found = {}
    for row, values in enumerate(one.rows):
        for column, value in enumerate(values):
            place = (column,) if len(sizes) == 1 else (row, column)[:: 1 if matrix_order else -1]
            cell = tuple(p + low for p, (low, _) in zip(place, box))
            found[cell] = (row * columns + column, value)
    return found


def _polynomial(value: Exact | str) -> Polynomial:
    return cleaned({((value, None),): 1} if isinstance(value, str) else {(): value})


def value_nodes(chain: s.Chain) -> list[s.Node]:
    """Where each value of given data stands, row by row."""
    head, body = chain.sides
    if isinstance(body, s.Matrix):
        return [cell for row in body.rows for cell in row]
    if isinstance(body, s.Listing):
        return list(body.items)
    letter = head.indices[0] if isinstance(head, s.Access) else None
    valued = values_at(body, letter.name) if isinstance(letter, s.Name) else None
    return [one.node or body for one in valued or ()]
