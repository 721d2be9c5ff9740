r"""Equations of LaTeX on lines that fit a page: broken, in small type, or with fewer columns.

A sum is broken where its rows end, then between its terms. Matrices are set as they are,
where that is too large in small type, and where that is still too wide without their
middle columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from symconv.model.tree import BigSum, Equation, Expr, Sum
from symconv.render.matrices import holds_matrix, most_columns, most_rows, narrowed
from symconv.render.tex import expr, signed, small, sum_pieces
from symconv.render.width import TEXT_WIDTH, width

MAX_LINES = 30  # in one display; half of it where lines hold fractions
SHORT = 60  # a sum of so few characters always fits, so it need not be measured
INDENT = width(r"\quad")


def equation_lines(equation: Equation) -> list[str]:
    """An equation as lines, each with one ``&`` before its sign or before what goes on."""
    if any(map(holds_matrix, equation.sides)):
        return _with_matrices(equation)
    return _written(equation, expr(equation.sides[0]), _broken)


def _with_matrices(equation: Equation) -> list[str]:
    """An equation with its matrices as they are, or in small type, or with fewer columns."""
    shown, most = equation, most_columns(equation)
    for written in (expr, small):
        found = _written(shown, written(shown.sides[0]), partial(_matrix_terms, written))
        low = len(found) * most_rows(equation) <= MAX_LINES or written is small
        if low and _fits(found):
            return found
    while most > 3 and not _fits(found):
        most -= 1
        shown = narrowed(equation, most)
        found = _written(shown, small(shown.sides[0]), partial(_matrix_terms, small))
    return found


def _fits(found: Sequence[str]) -> bool:
    left, _, first = found[0].partition(" &= ")
    wide = [width(f"= {first}"), *(width(line.lstrip("&")) for line in found[1:])]
    return width(left) + max(wide) <= TEXT_WIDTH


def _matrix_terms(written: Callable[[Expr], str], side: Expr, room: float) -> list[str]:
    """A side of an equation that holds matrices; a sum is broken between its terms."""
    if not isinstance(side, Sum):
        return [written(side)]
    words = [f"+ {written(term)}" for term in side.terms]
    return _folded([words[0].removeprefix("+ "), *words[1:]], room)


def _written(
    equation: Equation, left: str, broken: Callable[[Expr, float], list[str]]
) -> list[str]:
    room = TEXT_WIDTH - width(f"{left} = ")
    found: list[str] = []
    for side in equation.sides[1:]:
        first, *others = broken(side, room)
        found.append(f"&= {first}" if found else f"{left} &= {first}")
        found += [rf"&\quad {line}" for line in others]
    return found


def _broken(side: Expr, room: float) -> list[str]:
    """A side of an equation, broken into lines that fit a page, rows before terms."""
    if isinstance(side, BigSum):
        return _folded(sum_pieces(side), room)
    if not isinstance(side, Sum):
        return [expr(side)]
    found: list[str] = []
    for terms in side.rows:
        words = signed(terms, first=not found)
        line = " ".join(words)
        found += [line] if len(line) <= SHORT else _folded(words, room)
    return found


def _folded(words: Sequence[str], room: float) -> list[str]:
    """Words on as few lines as fit, about as many on each; further lines are indented."""
    wide = [width(word) for word in words]
    room -= INDENT
    if sum(wide) <= room:
        return [" ".join(words)]
    room -= INDENT
    size = max(1, min(len(words) - 1, int(len(words) * room / sum(wide))))
    while size > 1 and any(
        sum(wide[start : start + size]) > room for start in range(0, len(words), size)
    ):
        size -= 1
    first, *others = chunks(words, size)
    return [" ".join(first), *(rf"\quad {' '.join(line)}" for line in others)]


def chunks(rows: Sequence[str], most: int) -> list[Sequence[str]]:
    """Rows in as few groups as ``most`` allows, all about as long."""
    count = -(-len(rows) // most)
    size = -(-len(rows) // count)
    return [rows[start : start + size] for start in range(0, len(rows), size)]
