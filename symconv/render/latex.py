r"""LaTeX: displays that paste into any document with amsmath and xcolor, and into KaTeX.

One dialect for both: ``align*``, ``array``, ``\text``, and colour only as
``{\color{red}{…}}`` beside words that say the same. No row begins with ``[``.
Sentences between the displays hold no mathematics. Lines are broken so that they fit
the text of the article class, and displays so that they fit a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from symconv.derive.derivation import Step
from symconv.model.index import Bound
from symconv.model.tree import (
    Between,
    Beyond,
    BigSum,
    Equation,
    Expr,
    Grid,
    Row,
    Solution,
    Statement,
    Sum,
    Where,
)
from symconv.never import assert_never
from symconv.render.broken import MAX_LINES, chunks, equation_lines
from symconv.render.matrices import holds_matrix, most_rows
from symconv.render.tex import (
    TIMES,
    affine,
    bound,
    expr,
    index,
    plugged,
    sum_pieces,
)
from symconv.render.width import TEXT_WIDTH, width

MAX_ROWS = 40  # in one table; a little more than half of it with fractions
GAP = 12.0  # between two columns
ARROW = r" \iff {}"
BELOW = " \\\\\n\\quad "
STRUT = r" \phantom{\Big|}"  # keeps the fractions of two rows apart


class Block(NamedTuple):
    """A display: ``align`` lines with their ``&``, or an ``array`` of two columns."""

    kind: str
    lines: tuple[str, ...]


class Condition(NamedTuple):
    """A line about an index: where it comes from, what it says, and the words beside it."""

    given: str
    solved: str
    remark: str


def document(steps: Iterable[Step], head: str) -> str:
    """A derivation as a LaTeX fragment; ``head`` is its problem line, kept in a comment."""
    parts = [f"% symconv: {head}\n"]
    for step in steps:
        parts.append(f"{step.because}\n{fragment(step)}\n")
    return "\n".join(parts)


def fragment(step: Step) -> str:
    """The displays of one step, without its sentence."""
    return "\n".join(_environment(block) for block in blocks(step.after))


def _environment(block: Block) -> str:
    body = array(block) if block.kind == "array" else " \\\\\n".join(block.lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def array(block: Block) -> str:
    """A table block as an ``array`` with a header and a dividing line; two where rows fit."""
    columns, between = ("l|l", " & ") if " & " in block.lines[0] else ("l", BELOW)
    header = rf"\text{{plugged in}}{between}\text{{worked out}} \\ \hline"
    body = "\n".join((header, " \\\\\n".join(block.lines)))
    return f"\\begin{{array}}{{{columns}}}\n{body}\n\\end{{array}}"


def blocks(statements: tuple[Statement, ...]) -> list[Block]:
    """The displays for the statements of a step, none of them taller than a page."""
    rows = [statement for statement in statements if isinstance(statement, Row)]
    if rows:
        return [Block("array", chunk) for chunk in _table(rows)]
    ranges = [s for s in statements if isinstance(s, (Between, Solution))]
    if ranges:
        return [Block("align", tuple(_conditions(ranges)))]
    if any(isinstance(s, Equation) and any(map(holds_matrix, s.sides)) for s in statements):
        return list(_tall(statements))
    return _displays([line for statement in statements for line in lines(statement)])


def _tall(statements: tuple[Statement, ...]) -> Iterator[Block]:
    """Displays of equations with matrices, together as high as others are at most."""
    kept: list[str] = []
    filled = 0
    for statement in statements:
        high = most_rows(statement) if isinstance(statement, Equation) else 1
        written = lines(statement)
        left = written[0].partition(" &= ")[0]
        for line in written:
            if kept and filled + high > MAX_LINES:
                yield Block("align", tuple(kept))
                kept, filled = [], 0
                if line[0] == "&":  # the display goes on with the one before
                    line = rf"\phantom{{{left}}} {line}"
            kept.append(line)
            filled += high
    yield Block("align", tuple(kept))


def _displays(written: list[str]) -> list[Block]:
    """Lines in displays of a bearable height, all aligned alike."""
    tall = any(r"\frac" in line for line in written)
    first, *others = chunks(written, MAX_LINES // 2 if tall else MAX_LINES)
    left = written[0].partition("&")[0].strip()
    found = [Block("align", tuple(first))]
    for top, *rest in others:
        found.append(Block("align", (rf"\phantom{{{left}}} {top}", *rest)))
    return found


def lines(statement: Statement) -> list[str]:
    """A statement as lines of an ``align``, each with one ``&`` before its relation."""
    match statement:
        case Equation():
            return equation_lines(statement)
        case Where():
            return _where(statement)
        case Between() | Solution():
            return _conditions([statement])
        case Grid():
            return [_grid(statement)]
        case Row():
            return [" & ".join(row_cells(statement)[:2])]
        case _:
            return assert_never(statement)


def _where(statement: Where) -> list[str]:
    """An equation with its conditions beside it; those with two bounds may stand below it."""
    bounded = ", ".join(map(_bounded, statement.conditions))
    first, *others = equation_lines(statement.equation)
    if any(isinstance(condition, Between) for condition in statement.conditions):
        *before, last = (first, *others)
        beside = rf"\quad \text{{for }} {bounded}"
        if width(f"{last} {beside}") <= TEXT_WIDTH:
            return [*before, f"{last} {beside}"]
        # What a sum sign sums stands beside its condition, on a line of their own.
        end = _summand(statement.equation.sides[-1])
        return [*before, last.removesuffix(end).rstrip(), rf"&\quad {end} {beside}"]
    return [rf"{first} && \text{{for }} {bounded}", *others]


def _summand(node: Expr) -> str:
    """What the last sum sign of an expression sums."""
    while isinstance(node, Sum):
        node = node.terms[-1]
    return sum_pieces(node)[-1] if isinstance(node, BigSum) else expr(node)


def _bounded(condition: Beyond | Between) -> str:
    if isinstance(condition, Between):
        return _chain(condition)
    return f"{condition.letter} {condition.sign} {affine(condition.bound)}"


def _grid(grid: Grid) -> str:
    """Values in square brackets; an ``array``, because a ``bmatrix`` ends at ten columns."""
    rows = [list(map(expr, cells)) for cells in grid.rows]
    kept = len(rows[0])
    room = TEXT_WIDTH - width(f"{grid.array} = []") - 2 * GAP
    wide = [max(map(width, column)) + 10 for column in zip(*rows)]
    while kept > 2 and sum(wide[: -(-kept // 2)]) + sum(wide[len(wide) - kept // 2 :]) > room:
        kept -= 1
    if kept < len(rows[0]):
        before, after = -(-kept // 2), len(rows[0]) - kept // 2
        rows = [[*cells[:before], r"\cdots", *cells[after:]] for cells in rows]
    end = STRUT if any(r"\frac" in cell for cells in rows for cell in cells) else ""
    body = r" \\ ".join(" & ".join(cells) + end for cells in rows)
    columns = "c" * len(rows[0])
    return rf"{grid.array} &= \left[\begin{{array}}{{{columns}}} {body} \end{{array}}\right]"


def _conditions(statements: Sequence[Between | Solution]) -> list[str]:
    """What bounds an index, in columns; where that is too wide, one below the other."""
    shown = [_condition(statement) for statement in statements]
    gap = "&&"
    if _wide(shown) > TEXT_WIDTH:
        shown = [row for condition in shown for row in _stacked(condition)]
        gap = "&&" if _wide(shown) <= TEXT_WIDTH else r"\quad"
    return [
        f"{given}& {solved}" + (f" {gap} {remark}" if remark else "")
        for given, solved, remark in shown
    ]


def _wide(conditions: Sequence[Condition]) -> float:
    return GAP + sum(max(map(width, column)) for column in zip(*conditions))


def _stacked(condition: Condition) -> list[Condition]:
    """A condition and what it comes to, one below the other."""
    given, solved, remark = condition
    if not given:
        return [condition]
    first = Condition("", given.removesuffix(ARROW), remark)
    return [first, Condition(ARROW.lstrip(), solved, "")]


@lru_cache(maxsize=4096)
def _condition(statement: Between | Solution) -> Condition:
    remark = rf"\text{{{statement.remark}}}" if statement.remark else ""
    if isinstance(statement, Solution):
        return Condition("", _solution(statement), remark)
    if statement.solved is None:
        return Condition("", _chain(statement), remark)
    return Condition(_chain(statement) + ARROW, _chain(statement.solved), remark)


def _chain(statement: Between) -> str:
    middle = index(statement.middle)
    return rf"{_lowest(statement.lower)} \le {middle} \le {bound(statement.upper)}"


def _lowest(lower: Bound) -> str:
    """A bound at the start of a cell, where TeX would set a sign or an operator apart."""
    text = bound(lower)
    return f"{{{text}}}" if text[0] in "-\\" else text


def _solution(solution: Solution) -> str:
    letter = solution.letter
    if solution.values is not None:
        if not solution.values:
            return rf"{letter} \in \emptyset"
        return rf"{letter} \in \{{{','.join(map(str, solution.values))}\}}"
    step = "" if solution.step == 1 else rf" \text{{ in steps of }} {affine(solution.step)}"
    return rf"{_lowest(solution.lower)} \le {letter} \le {bound(solution.upper)}{step}"


def _table(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The rows of a table in groups, each row on two lines where one would be too wide.

    Where two columns are too wide even so, the second stands below the first.
    """
    cells = [row_cells(row) for row in rows]
    left = max([width(first) for first, _, _ in cells])
    right = max([width(f"{worked} {last}") for _, worked, last in cells])
    tall = r"\frac" in "".join(map("".join, cells))
    end, most = (STRUT, MAX_ROWS * 5 // 8) if tall else ("", MAX_ROWS)
    if left + right + 2 * GAP <= TEXT_WIDTH:
        whole = [f"{first} & {worked} {last}".rstrip() + end for first, worked, last in cells]
        return [tuple(chunk) for chunk in chunks(whole, most)]
    if left + max([width(worked) for _, worked, _ in cells]) + 2 * GAP <= TEXT_WIDTH:
        parts = [
            f"{first} & {worked}" + (f" \\\\\n& {last}{end}" if last else end)
            for first, worked, last in cells
        ]
    else:
        parts = [f"{first}{BELOW}{worked} {last}".rstrip() + end for first, worked, last in cells]
    return [tuple(chunk) for chunk in chunks(parts, most // 2)]


def row_cells(row: Row) -> tuple[str, str, str]:
    """A row's two columns, and what follows in the second: the name, or why it fails."""
    first = plugged(row.plugged)
    if row.missing is None:
        named = "" if row.named is None else f"= {expr(row.named)}"
        return first, f"= {expr(row.worked)}", named
    factors = [
        rf"{{\color{{red}}{{{expr(factor)}}}}}" if factor == row.missing else expr(factor)
        for factor in row.worked.factors
    ]
    return first, f"= {TIMES.join(factors)}", rf"\quad \text{{{row.remark}}}"
