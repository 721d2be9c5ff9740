"""Equations with matrices as plain text: boxes of lines, side by side, in the middle of each other.

A box is a tuple of lines that are equally long. ``equation`` lays an equation out; where it
is too wide, it goes on below its sign.
"""

from __future__ import annotations

from symconv.model.tree import Equation, Expr, Juxtaposed, Matrix, Product, Sum
from symconv.render.matrices import holds_matrix, most_columns, narrowed
from symconv.render.plain import expr, factor

Box = tuple[str, ...]


def equation(node: Equation, width: int) -> list[str]:
    """The lines of an equation, matrices with fewer columns where they do not fit."""
    shown, most = node, most_columns(node)
    found = _laid_out(shown, width)
    while most > 3 and max(map(len, found)) > width:
        most -= 1
        shown = narrowed(node, most)
        found = _laid_out(shown, width)
    return found


def _laid_out(node: Equation, width: int) -> list[str]:
    left = box(node.sides[0])
    lines: list[str] = []
    for side in node.sides[1:]:
        start = left if not lines else (" " * len(left[0]),)
        room = width - len(left[0]) - 3
        for number, words in enumerate(_folded(side, room)):
            begin = beside(start, (" = ",)) if number == 0 else (" " * (len(left[0]) + 3),)
            lines += [line.rstrip() for line in beside(begin, words)]
    return lines


def _folded(side: Expr, room: int) -> list[Box]:
    """A side as a box; a sum as boxes below each other where it is too wide."""
    if not isinstance(side, Sum):
        return [box(side)]
    found: list[Box] = []
    for number, term in enumerate(side.terms):
        word = box(term) if number == 0 else beside((" + ",), box(term))
        if found and len(found[-1][0]) + len(word[0]) <= room:
            found[-1] = beside(found[-1], word)
        else:
            found.append(word)
    return found


def box(node: Expr) -> Box:
    """An expression as a box."""
    match node:
        case Matrix():
            return _matrix(node)
        case Product() if holds_matrix(node):
            return _joined([_factor(one) for one in node.factors], "·")
        case Juxtaposed() if holds_matrix(node):
            return _joined([_factor(one) for one in node.factors], " ")
        case _:
            return (expr(node),)


def _factor(node: Expr) -> Box:
    return _matrix(node) if isinstance(node, Matrix) else (factor(node),)


def _joined(boxes: list[Box], sign: str) -> Box:
    found = boxes[0]
    for one in boxes[1:]:
        found = beside(beside(found, (sign,)), one)
    return found


def beside(left: Box, right: Box) -> Box:
    """Two boxes side by side, the lower one in the middle of the higher.

    >>> beside(("a ", "b "), ("=",))
    ('a  ', 'b =')
    """
    high = max(len(left), len(right))
    pairs = zip(_centred(left, high), _centred(right, high))
    return tuple([one + other for one, other in pairs])


def _centred(one: Box, high: int) -> Box:
    blank = (" " * len(one[0]),)
    above = (high - len(one) + 1) // 2
    return blank * above + one + blank * (high - len(one) - above)


def _matrix(node: Matrix) -> Box:
    cells = [[expr(cell) for cell in row] for row in node.rows]
    wide = [max(map(len, column)) for column in zip(*cells)]
    lines = []
    for number, row in enumerate(cells, 1):
        lines.append(_line([word.rjust(n) for word, n in zip(row, wide)], node.right, "  ", " │ "))
        if number in node.below and number < len(cells):
            lines.append(_line(["─" * n for n in wide], node.right, "──", "─┼─"))
    if len(lines) == 1:
        return (f"[ {lines[0]} ]",)
    ends = [("⎢", "⎥")] * len(lines)
    ends[0], ends[-1] = ("⎡", "⎤"), ("⎣", "⎦")
    return tuple([f"{first} {line} {last}" for (first, last), line in zip(ends, lines)])


def _line(words: list[str], right: tuple[int, ...], gap: str, bar: str) -> str:
    found = words[0]
    for number, word in enumerate(words[1:], 1):
        found += (bar if number in right else gap) + word
    return found
