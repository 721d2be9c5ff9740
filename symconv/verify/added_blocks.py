r"""Sums of whole arrays of numbers: the results of all channels, and a bias, cell by cell.

``\begin{bmatrix} 2 & 3 \end{bmatrix} + \begin{bmatrix} 2 & 1 \end{bmatrix} + 1 = …``
"""

from __future__ import annotations

from fractions import Fraction

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.gather import EQUALS
from symconv.verify.indexed import Exact, exact, number
from symconv.verify.judged import Judged
from symconv.verify.products import Block, block


def judge_sum(chain: s.Chain, text: str) -> Judged | None:
    """Judge sums of blocks of numbers, as of one block a channel; None for anything else."""
    if len(chain.sides) < 2 or any(r.sign not in EQUALS for r in chain.relations):
        return None
    places = [k for k, node in enumerate(chain.sides) if block(node) is not None]
    if not places or not any(_added(node) for node in chain.sides):
        return None
    result = chain.sides[places[-1]]
    shown = block(result)
    assert shown is not None
    sums = [_sum(node) for node in chain.sides if _added(node)]
    if sums[-1] is None or (len(sums[-1]), len(sums[-1][0])) != (len(shown), len(shown[0])):
        return None
    flat = [value for row in shown for value in row]
    wanted = [value for row in sums[-1] for value in row]
    cells = cells_of(result)
    faults = tuple(
        Found(cell.span, "arithmetic", text[slice(*cell.span)], str(total),
              f"This must be {total}.")
        for cell, value, total in zip(cells, flat, wanted)
        if value != total
    )  # fmt: skip
    if faults:
        return Judged(chain.span, "refuted", "A number of the sum is wrong.", faults)
    return Judged(chain.span, "proved", "This is the sum of the blocks.")


def _added(node: s.Node) -> bool:
    parts = node.terms if isinstance(node, s.Sum) else ()
    return any(isinstance(_inner(part), s.Matrix) for part in parts)


def _inner(node: s.Node) -> s.Node:
    return node.term if isinstance(node, s.Negative) else node


def _sum(node: s.Node) -> Block | None:
    """The sum of blocks and numbers; a number is added to every cell."""
    assert isinstance(node, s.Sum)
    total: list[list[Exact]] | None = None
    constant: Exact = 0
    for part in node.terms:
        inner, sign = _inner(part), -1 if isinstance(part, s.Negative) else 1
        value, rows = number(inner), block(inner)
        if value is not None:
            constant = constant + sign * value
        elif rows is None:
            return None
        elif total is None:
            total = [[sign * one for one in row] for row in rows]
        elif (len(total), len(total[0])) != (len(rows), len(rows[0])):
            return None
        else:
            total = [[a + sign * b for a, b in zip(*both)] for both in zip(total, rows)]
    if total is None:
        return None
    return tuple([tuple([exact(Fraction(value + constant)) for value in row]) for row in total])


def cells_of(node: s.Node) -> list[s.Node]:
    """The cells of a block, row by row."""
    if isinstance(node, s.Matrix):
        return [cell for row in node.rows for cell in row]
    return list(node.items) if isinstance(node, s.Listing) else []
