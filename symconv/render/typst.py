"""Typst: sentences and displays that paste into any Typst document.

Letters are Unicode, words stand in quotation marks, and tables break over pages. What
fails is red only beside words that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from symconv.derive.derivation import Step
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
from symconv.render import plain
from symconv.render.matrices import holds_matrix, length, most_columns, narrowed
from symconv.render.typst_math import (
    DOT,
    affine,
    bound,
    expr,
    index,
    letter,
    signed,
    sum_pieces,
)

WIDTH = 84  # signs in a line of an A4 page
RED = 'rgb("#b3261e")'
SMALL = 0.7  # how small the type of wide matrices is
TALL = "show math.equation: set align(left)"
NOTHING = '""'  # before a sign at the start of a line, which is not the sign of a number
LINE, LINE_END = " \\ ", " \\\n  "


def document(steps: Iterable[Step], head: str) -> str:
    """A derivation as Typst; ``head`` is its problem line, kept in a comment."""
    parts = [f"// symconv: {head}\n"]
    for step in steps:
        parts.append(f"{sentence(step.because)}\n\n{fragment(step)}\n")
    return "\n".join(parts)


def sentence(text: str) -> str:
    """Words as they are, whatever signs they hold."""
    return f"#text({string(text)})"


def string(text: str) -> str:
    """A string of Typst."""
    inside = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inside}"'


def fragment(step: Step) -> str:
    """What one step shows, without its sentence."""
    rows = [statement for statement in step.after if isinstance(statement, Row)]
    ranges = [s for s in step.after if isinstance(s, (Between, Solution))]
    if rows:
        return _table(rows)
    if ranges:
        return _conditions(ranges)
    shown = display([line for statement in step.after for line in _lines(statement)])
    wide = [_widest(s) for s in step.after if isinstance(s, Equation) and _holds_matrix(s)]
    return f"#text(size: {SMALL}em)[{shown}]" if wide and max(wide) > WIDTH else shown


def display(lines: Sequence[str]) -> str:
    """Lines that are aligned at their ``&``."""
    return f"$ {LINE_END.join(lines)} $"


def _holds_matrix(equation: Equation) -> bool:
    return any(map(holds_matrix, equation.sides))


def _widest(equation: Equation) -> int:
    """About how many signs wide an equation with matrices is, its sums broken between terms."""
    sides = [part for side in equation.sides[1:] for part in _parts(side)]
    return length(equation.sides[0], _signs) + max(3 + length(part, _signs) for part in sides)


def _parts(side: Expr) -> tuple[Expr, ...]:
    return side.terms if isinstance(side, Sum) else (side,)


def _signs(node: Expr) -> int:
    return len(plain.expr(node))


def _with_matrices(equation: Equation) -> list[str]:
    """An equation with matrices, with fewer columns where even small type is too wide."""
    shown, most = equation, most_columns(equation)
    while most > 3 and SMALL * _widest(shown) > WIDTH:
        most -= 1
        shown = narrowed(equation, most)
    left = length(shown.sides[0], _signs)
    found: list[str] = []
    for side in shown.sides[1:]:
        parts = _parts(side)
        wide = max(3 + length(part, _signs) for part in parts)
        count = max(1, (WIDTH - left) // wide)
        for start in range(0, len(parts), count):
            words = " + ".join(map(expr, parts[start : start + count]))
            sign = "& quad" if start else "&="
            plus = f"{NOTHING} + " if start else ""
            name = "" if found or start else f"{expr(shown.sides[0])} "
            found.append(f"{name}{sign} {plus}{words}")
    return found


def _lines(statement: Statement) -> list[str]:
    match statement:
        case Equation():
            return _equation(statement)
        case Where():
            bounded = ", ".join(map(_bounded, statement.conditions))
            first, *others = _equation(statement.equation)
            return [f'{first} quad "for " {bounded}', *others]
        case Grid():
            return [_grid(statement)]
        case Between():
            return [_chain(statement)]
        case Solution():
            return [_solution(statement)]
        case Row():
            return [" ".join(_cells(statement))]
        case _:
            return assert_never(statement)


def _bounded(condition: Beyond | Between) -> str:
    if isinstance(condition, Between):
        return _chain(condition)
    return f"{letter(condition.letter)} {condition.sign} {affine(condition.bound)}"


def _equation(equation: Equation) -> list[str]:
    if _holds_matrix(equation):
        return _with_matrices(equation)
    left = expr(equation.sides[0])
    room = WIDTH - len(plain.expr(equation.sides[0])) - 3
    found: list[str] = []
    for side in equation.sides[1:]:
        first, *others = _broken(side, room)
        found.append(f"&= {first}" if found else f"{left} &= {first}")
        found += [f"& quad {line}" for line in others]
    return found


def _broken(side: Expr, room: int) -> list[str]:
    """A side of an equation, broken into lines that fit, rows before terms."""
    if isinstance(side, BigSum):
        return _folded(sum_pieces(side), [len(p) // 2 for p in plain.sum_pieces(side)], room)
    if not isinstance(side, Sum):
        return [expr(side)]
    found: list[str] = []
    for row in side.rows:
        words = signed(row, first=not found)
        if found:
            words[0] = f"{NOTHING} {words[0]}"
        found += _folded(words, list(map(_wide, words)), room)
    return found


def _folded(words: Sequence[str], wide: Sequence[int], room: int) -> list[str]:
    """Words on as few lines as fit; further lines are indented."""
    lines, filled = [words[0]], wide[0]
    for word, needed in zip(words[1:], wide[1:]):
        if filled + needed > room:
            lines.append(f"quad {NOTHING} {word}")
            filled = needed
        else:
            lines[-1] += f" {word}"
            filled += needed
    return lines


def _wide(text: str) -> int:
    """About how many signs a formula shows."""
    text = text.replace(f"#text(fill: {RED}, ", "")
    return len(text.replace(DOT, "·").replace("frac", "").replace('""', "").replace(", ", ","))


def _grid(grid: Grid) -> str:
    cells = [list(map(expr, row)) for row in grid.rows]
    wide = [max(map(_wide, column)) + 2 for column in zip(*cells)]
    kept = whole = len(wide)
    while kept > 2 and sum(wide[: -(-kept // 2)] + wide[whole - kept // 2 :]) > WIDTH - 12:
        kept -= 1
    if kept < whole:
        cells = [[*row[: -(-kept // 2)], "dots.c", *row[whole - kept // 2 :]] for row in cells]
    body = "; ".join(", ".join(row) for row in cells)
    return f'{letter(grid.array)} &= mat(delim: "[", {body})'


def _conditions(statements: Sequence[Between | Solution]) -> str:
    """What bounds an index, in columns; where that is too wide, one below the other."""
    cells = [_condition(statement) for statement in statements]
    if sum(map(max, zip(*[cell.wide for cell in cells]))) > WIDTH:
        cells = [part for cell in cells for part in _stacked(cell)]
    columns = "align: (right, center, left, left).map(side => side + horizon)"
    space = "column-gutter: (.5em, .5em, 1.5em), row-gutter: .7em"
    body = ",\n  ".join(f"{c.given}, {c.arrow}, {c.solved}, {c.remark}" for c in cells)
    return f"#align(center, grid(columns: 4, {columns}, {space},\n  {body},\n))"


class Condition(NamedTuple):
    """A line about an index: where it comes from, an arrow, what it says, words beside it.

    ``wide`` tells about how many signs these have.
    """

    given: str
    arrow: str
    solved: str
    remark: str
    wide: tuple[int, int, int]


def _condition(statement: Between | Solution) -> Condition:
    remark = f"[{sentence(statement.remark)}]" if statement.remark else "[]"
    shown = statement
    given, arrow, left = "[]", "[]", 0
    if isinstance(statement, Between) and statement.solved is not None:
        given, arrow, left = inline(_chain(statement)), "$<==>$", _length(statement) + 3
        shown = statement.solved
    written = _solution(shown) if isinstance(shown, Solution) else _chain(shown)
    wide = (left, _length(shown), len(statement.remark))
    return Condition(given, arrow, inline(written), remark, wide)


def _stacked(cell: Condition) -> list[Condition]:
    if cell.given == "[]":
        return [cell]
    first = cell._replace(given="[]", arrow="[]", solved=cell.given)
    return [first, cell._replace(given="[]", remark="[]")]


def _length(statement: Between | Solution) -> int:
    """About how many signs a condition has."""
    middle = 1 if isinstance(statement, Solution) else len(plain.index(statement.middle))
    if isinstance(statement, Solution) and statement.values is not None:
        return 4 + sum(len(str(value)) + 1 for value in statement.values)
    return len(plain.bound(statement.lower)) + len(plain.bound(statement.upper)) + middle + 6


def inline(text: str) -> str:
    """A formula in a cell, as tall as it needs."""
    tall = "frac(" in text or LINE in text
    return f"{{ {TALL}; $ {text} $ }}" if tall else f"${text}$"


def _chain(statement: Between) -> str:
    middle = index(statement.middle)
    return f"{bound(statement.lower)} <= {middle} <= {bound(statement.upper)}"


def _solution(solution: Solution) -> str:
    this = letter(solution.letter)
    if solution.values is not None:
        listed = ", ".join(map(str, solution.values))
        return f"{this} in {{{listed}}}" if listed else f"{this} in ∅"
    step = "" if solution.step == 1 else f' " in steps of " {affine(solution.step)}'
    return f"{bound(solution.lower)} <= {this} <= {bound(solution.upper)}{step}"


def _table(rows: Sequence[Row]) -> str:
    """Rows in two columns with a line between them, the second on two lines where too wide.

    The heading is repeated on each page.
    """
    lines = "(right: if x == 0 { .5pt }, bottom: if y == 0 { .5pt })"
    cells = [_cells(row) for row in rows]
    left = max([_wide(first) for first, _, _ in cells])
    right = max([_wide(worked) + _wide(last) for _, worked, last in cells])
    apart = " " if left + right + 2 <= WIDTH else LINE
    body = ",\n  ".join(
        f"{inline(first)}, {inline(f'{worked}{apart}{last}' if last else worked)}"
        for first, worked, last in cells
    )
    return (
        f"#align(center, table(columns: 2, align: left + horizon, inset: (x: .8em, y: .3em),\n"
        f"  stroke: (x, y) => {lines},\n"
        f"  table.header([plugged in], [worked out]),\n  {body},\n))"
    )


def _cells(row: Row) -> tuple[str, str, str]:
    """A row's two columns, and what follows in the second: the name, or why it fails."""
    first = expr(row.plugged)
    if row.missing is None:
        return first, f"= {expr(row.worked)}", "" if row.named is None else f"= {expr(row.named)}"
    factors = [
        f"#text(fill: {RED}, ${expr(factor)}$)" if factor == row.missing else expr(factor)
        for factor in row.worked.factors
    ]
    return first, f"= {DOT.join(factors)}", f"quad {string(row.remark)}"
