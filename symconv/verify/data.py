"""Given data: sequences and matrices of values, beside what the problem states."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.gather import Given
from symconv.verify.judged import Judged
from symconv.verify.law import Law, access


def given_data(one: Given, law: Law | None, text: str) -> Judged:
    """Given values: right unless they contradict the stated problem."""
    body = one.chain.sides[1]
    if law is None or one.name not in (law.first, law.second) or one.name not in law.boxes:
        return Judged(one.chain.span, "proved", "This is given.")
    box = law.boxes[one.name]
    shape = tuple(high - low + 1 for low, high in box)
    rows, columns = len(one.rows), len(one.rows[0])
    matrix_order = law.problem is not None and law.problem.axes == "row,column"
    shown = (columns,) if len(shape) == 1 else (rows, columns) if matrix_order else (columns, rows)
    if shown != shape or (len(shape) == 1 and rows != 1):
        fault = Found(body.span, "wrong-statement", text[slice(*body.span)], "",
                      f"{one.name} is not of this size in the stated problem.")  # fmt: skip
        return Judged(one.chain.span, "refuted", "It contradicts the problem.", (fault,))
    cells = list(_cells(body))
    for row, values in enumerate(one.rows):
        for column, value in enumerate(values):
            place = (column,) if len(shape) == 1 else (row, column)[:: 1 if matrix_order else -1]
            cell = tuple(p + low for p, (low, _) in zip(place, box))
            wanted = law.values.get((one.name, cell))
            if wanted is None or value is None:
                continue
            shown_value = {((value, None),): 1} if isinstance(value, str) else {(): value}
            if wanted != {k: v for k, v in shown_value.items() if v != 0} and (
                wanted != shown_value
            ):
                node = cells[row * columns + column]
                word = text[slice(*node.span)]
                expected = law.word_for((one.name, cell))
                fault = Found(node.span, "wrong-entry", word, expected,
                              f"{access((one.name, cell))} is another value.")  # fmt: skip
                return Judged(one.chain.span, "refuted", "It contradicts the problem.", (fault,))
    return Judged(one.chain.span, "proved", "This is as the problem states.")


def _cells(body: s.Node) -> list[s.Node]:
    if isinstance(body, s.Matrix):
        return [cell for row in body.rows for cell in row]
    return list(body.items) if isinstance(body, s.Listing) else []
