"""Formulas as plain text on several lines: products of matrices as blocks side by side."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.relate.notation import node_text, text


def text_lines(chain: s.Chain) -> list[str]:
    """A chain as plain text, on several lines where it holds matrices.

    >>> from symconv.relate.reading import read_formula
    >>> column = r"\\begin{pmatrix} %s_0 \\\\ %s_1 \\end{pmatrix}"
    >>> table = r"\\begin{pmatrix} h_0 & 0 \\\\ h_1 & h_0 \\end{pmatrix}"
    >>> written = read_formula(f"{column % ('y', 'y')} = {table} {column % ('x', 'x')}")
    >>> print("\\n".join(text_lines(written.chain)))
    ⎡y_0⎤   ⎡h_0  0 ⎤ ⎡x_0⎤
    ⎣y_1⎦ = ⎣h_1 h_0⎦ ⎣x_1⎦
    """
    parts: list[list[str]] = []
    for place, node in enumerate(chain.sides):
        parts += [["="]] if place else []
        factors = node.factors if isinstance(node, s.Product) else (node,)
        if not any(isinstance(factor, s.Matrix) for factor in factors):
            factors = (node,)
        parts += [_block(factor) for factor in factors]
    if all(len(part) == 1 for part in parts):
        return [text(chain)]
    high = max(map(len, parts))
    columns = []
    for part in parts:
        above = (high - len(part) + 1) // 2
        wide = max(map(len, part))
        rows = [*[""] * above, *part, *[""] * (high - len(part) - above)]
        columns.append([row.ljust(wide) for row in rows])
    return [" ".join(row).rstrip() for row in zip(*columns)]


def _block(node: s.Node) -> list[str]:
    """A matrix as rows in brackets that reach over all of them; anything else on one line."""
    if not isinstance(node, s.Matrix) or len(node.rows) < 2:
        return [node_text(node)]
    cells = [[node_text(cell) for cell in row] for row in node.rows]
    wide = [max(map(len, column)) for column in zip(*cells)]
    last = len(cells) - 1
    found = []
    for place, row in enumerate(cells):
        ends = "⎡⎤" if place == 0 else "⎣⎦" if place == last else "⎢⎥"
        inside = " ".join(cell.center(size) for cell, size in zip(row, wide))
        found.append(f"{ends[0]}{inside}{ends[1]}")
    return found
