r"""Matrices of elements: a product with a column as one equation a row, and banded ones alone.

``equations_of`` turns ``\begin{pmatrix} y_0 \\ y_1 \end{pmatrix} = H x`` written with
matrices into one equation for each row. ``judge_band`` judges a matrix that stands alone,
such as the doubly blocked Toeplitz matrix of a kernel.
"""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.gather import Equation, left_element
from symconv.verify.indexed import NotTerms, number
from symconv.verify.judged import Judged
from symconv.verify.written import Side, Term, factor, side

MAX_CELLS = 4000
SLOPES = (1, -1, 2, -2, 3, -3, 4, -4)
"""By how many columns the next element is off: more than one where the kernel is dilated."""


def equations_of(chain: s.Chain) -> list[Equation]:
    """One equation for each row of a product of matrices; none where it is no such product."""
    if len(chain.sides) != 2 or chain.relations[0].sign != "=":
        return []
    left, right = chain.sides
    if isinstance(left, s.Product):
        left, right = right, left
    if not isinstance(left, s.Matrix) or not isinstance(right, s.Product):
        return []
    if len(right.factors) != 2 or any(not isinstance(f, s.Matrix) for f in right.factors):
        return []
    table, other = right.factors
    assert isinstance(table, s.Matrix)
    assert isinstance(other, s.Matrix)
    size, wide = len(other.rows), len(left.rows[0])
    if any(len(row) != wide for row in (*other.rows, *left.rows)):
        return []
    if len(left.rows) != len(table.rows) or any(len(row) != size for row in table.rows):
        return []
    if size * len(table.rows) * wide > MAX_CELLS:
        return []
    found = []
    for heads, row in zip(left.rows, table.rows):
        for place, head in enumerate(heads):
            element = left_element(head)
            if element is None or element.indices is None:
                return []
            try:
                written = _row(row, [line[place] for line in other.rows], wide > 1)
            except NotTerms:
                return []
            values = [entry for entry in element.indices if isinstance(entry, int)]
            if len(values) != len(element.indices):
                return []
            found.append(Equation(chain, element, (written,), {}, tuple(values)))
    return found


def _row(row: tuple[s.Node, ...], column: list[s.Node], wide: bool) -> Side:
    """A row times a column; its terms stand in the row, or where there are several columns there.

    In several columns the matrix on the right holds the patches (im2col).
    """
    terms: list[Term] = []
    for cell, entry in zip(row, column):
        if 0 in (number(cell), number(entry)):
            continue
        for one in side(cell).terms:
            span = entry.span if wide else cell.span
            terms.append(
                Term(one.coefficient, (*one.factors, factor(entry)), one.numbers, (), span)
            )
    nodes = column if wide else row
    return Side(tuple(terms), (), (nodes[0].span[0], nodes[-1].span[1]))


def judge_band(node: s.Matrix, text: str) -> Judged | None:
    """A matrix of zeros and elements of one array, as a banded (Toeplitz) matrix; else None."""
    if len(node.rows) < 2 or any(len(row) != len(node.rows[0]) for row in node.rows):
        return None
    cells: list[tuple[int, int, tuple[int, ...], s.Node]] = []
    names = set()
    strays: list[s.Node] = []
    for r, row in enumerate(node.rows):
        for c, cell in enumerate(row):
            value = number(cell)
            if value is not None:
                strays += [cell] if value != 0 else []
                continue
            element = left_element(cell)
            if element is None or element.indices is None:
                return None
            index = tuple(value for value in element.indices if isinstance(value, int))
            if len(index) != len(element.indices) or len(index) not in (1, 2):
                return None
            names.add((element.name, len(index)))
            cells.append((r, c, index, cell))
    zeros = len(node.rows) * len(node.rows[0]) - len(cells) - len(strays)
    if len(names) != 1 or zeros < len(node.rows) or len(cells) < 4:
        return None
    if strays:
        if len(strays) * 5 > len(cells):
            return None
        faults = tuple(
            Found(cell.span, "wrong-entry", text[slice(*cell.span)], "0",
                  "Here stands a number among the elements of one array.")
            for cell in strays
        )  # fmt: skip
        return Judged(node.span, "refuted", "The band is broken.", faults)
    rank = next(iter(names))[1]
    return _repeated(cells, text, node) or _fitted(cells, rank, node, text)


def _repeated(
    cells: list[tuple[int, int, tuple[int, ...], s.Node]], text: str, node: s.Matrix
) -> Judged | None:
    """In one row no element may stand twice."""
    seen: set[tuple[int, tuple[int, ...]]] = set()
    found = []
    for r, _, index, cell in cells:
        if (r, index) in seen:
            word = text[slice(*cell.span)]
            found.append(Found(cell.span, "duplicate-term", word, "",
                               f"{word} stands twice in this row."))  # fmt: skip
        seen.add((r, index))
    if found:
        return Judged(node.span, "refuted", "An element stands twice in a row.", tuple(found))
    return None


def _fitted(
    cells: list[tuple[int, int, tuple[int, ...], s.Node]], rank: int, node: s.Matrix, text: str
) -> Judged:
    """Each element's column must follow from its row: the band moves by one step."""
    columns, rows = len(node.rows[0]), len(node.rows)
    best: tuple[int, dict[int, int], int, int] | None = None
    for width in range(1, columns + 1) if rank == 2 else (1,):
        for sign in SLOPES:
            offsets: dict[int, dict[int, int]] = {}
            for r, c, index, _ in cells:
                place = index[0] * width + index[1] if rank == 2 else index[0]
                counts = offsets.setdefault(r, {})
                counts[c - sign * place] = counts.get(c - sign * place, 0) + 1
            starts = {r: max(counts, key=lambda k: counts[k]) for r, counts in offsets.items()}
            inliers = sum(counts[starts[r]] for r, counts in offsets.items())
            if best is None or inliers > best[0]:
                best = (inliers, starts, width, sign)
    assert best is not None
    inliers, starts, width, sign = best
    wrong = [
        cell for r, c, index, cell in cells
        if c - sign * (index[0] * width + index[1] if rank == 2 else index[0]) != starts[r]
    ]  # fmt: skip
    if wrong and inliers * 10 >= len(cells) * 7:
        found = []
        for cell in wrong:
            word = text[slice(*cell.span)]
            found.append(Found(cell.span, "wrong-index", word, "",
                               f"{word} breaks the pattern of the band."))  # fmt: skip
        return Judged(node.span, "refuted", "The band is broken.", tuple(found))
    steps = [starts[r + 1] - starts[r] for r in range(rows - 1) if r in starts and r + 1 in starts]
    if wrong or not steps or not _regular(steps):
        return Judged(node.span, "undecided", "No band is found that all elements obey.")
    return Judged(node.span, "proved", "Each row of the band is the row before, moved.")


def _regular(steps: list[int]) -> bool:
    """Whether rows move by one step, with the same longer step at the end of each block."""
    usual = max(set(steps), key=steps.count)
    longer = [place for place, step in enumerate(steps) if step != usual]
    if not longer:
        return True
    gaps = {longer[k + 1] - longer[k] for k in range(len(longer) - 1)}
    return len({steps[place] for place in longer}) == 1 and len(gaps) <= 1
