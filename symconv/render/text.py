"""Plain text with Unicode signs, readable in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

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
from symconv.render.matrices import holds_matrix
from symconv.render.plain import affine, bound, expr, index, plain, signed, sum_pieces

WIDTH = 78
ARROW = "  ⟺"


def document(steps: Iterable[Step], head: str) -> str:
    """A derivation as text; ``head`` is its problem line, shown first."""
    parts = [f"{head}\n"]
    for step in steps:
        body = "\n".join(f"    {line}".rstrip() for line in _display(step.after))
        parts.append(f"{filled(step.because)}\n\n{body}\n")
    return "\n".join(parts)


def fragment(step: Step) -> str:
    """What one step shows, without its sentence."""
    return "\n".join(_display(step.after))


def filled(sentence: str) -> str:
    """A sentence on lines that fit a terminal."""
    line, found = "", []
    for word in sentence.split():
        if line and len(line) + 1 + len(word) > WIDTH:
            found.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*found, line])


def _display(statements: tuple[Statement, ...]) -> list[str]:
    rows = [statement for statement in statements if isinstance(statement, Row)]
    if rows:
        return _table([_cells(row) for row in rows])
    ranges = [s for s in statements if isinstance(s, (Between, Solution))]
    if ranges:
        return _conditions(ranges)
    return [line for statement in statements for line in _lines(statement)]


def _table(rows: list[tuple[str, str, str]]) -> list[str]:
    """Rows in two columns, each row on two lines where one would be too wide."""
    left = max(len(plugged) for plugged, _, _ in rows)
    if left + max(len(worked + last) for _, worked, last in rows) + 3 > WIDTH:
        cells = [
            cell
            for plugged, worked, last in rows
            for cell in ((plugged, worked), ("", last.lstrip()))
            if any(cell)
        ]
    else:
        middle = max((len(worked) for _, worked, last in rows if last), default=0)
        if left + middle + max(len(last) for _, _, last in rows) + 3 > WIDTH:
            middle = 0
        cells = [
            (plugged, worked.ljust(middle) + last if last else worked)
            for plugged, worked, last in rows
        ]
    cells.insert(0, ("plugged in", "worked out"))
    right = max(len(worked) for _, worked in cells)
    found = [f"{plugged.ljust(left)} │ {worked}" for plugged, worked in cells]
    found.insert(1, f"{'─' * left}─┼─{'─' * right}")
    return found


def _conditions(statements: list[Between | Solution]) -> list[str]:
    """What bounds an index, in columns; where that is too wide, one below the other."""
    shown = [_condition(statement) for statement in statements]
    if _wide(shown) > WIDTH:
        shown = [row for condition in shown for row in _stacked(condition)]
    if _wide(shown) > WIDTH:
        return [f"{given:>2}  {solved}  {remark}".rstrip() for given, solved, remark in shown]
    left, middle, _ = (max(map(len, column)) for column in zip(*shown))
    gap = 2 if left else 0
    return [
        f"{given.rjust(left)}{' ' * gap}{solved.ljust(middle)}  {remark}".rstrip()
        for given, solved, remark in shown
    ]


def _wide(rows: list[tuple[str, str, str]]) -> int:
    return 8 + sum(max(map(len, column)) for column in zip(*rows))


def _stacked(row: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    given, solved, remark = row
    if not given:
        return [row]
    return [("", given.removesuffix(ARROW), remark), (ARROW.strip(), solved, "")]


def _condition(statement: Between | Solution) -> tuple[str, str, str]:
    """A line about an index: where it comes from, what it says, and the words beside it."""
    remark = f"({statement.remark})" if statement.remark else ""
    if isinstance(statement, Solution):
        return "", _solution(statement), remark
    if statement.solved is None:
        return "", _chain(statement), remark
    return _chain(statement) + ARROW, _chain(statement.solved), remark


def _lines(statement: Statement) -> list[str]:
    match statement:
        case Equation():
            return _equation(statement)
        case Where():
            bounded = ", ".join(map(_bounded, statement.conditions))
            first, *others = _equation(statement.equation)
            return [f"{first}  (for {bounded})", *others]
        case Between() | Solution():
            return _conditions([statement])
        case Grid():
            return _grid(statement)
        case Row():
            return [" ".join(_cells(statement)[:2])]
        case _:
            return assert_never(statement)


def _bounded(condition: Beyond | Between) -> str:
    if isinstance(condition, Between):
        return _chain(condition)
    return f"{plain(condition.letter)} {condition.sign} {affine(condition.bound)}"


def _equation(equation: Equation) -> list[str]:
    if any(map(holds_matrix, equation.sides)):
        from symconv.render import boxes

        return boxes.equation(equation, WIDTH)
    left = expr(equation.sides[0])
    blank = " " * len(left)
    found: list[str] = []
    for side in equation.sides[1:]:
        first, *rest = _broken(side, WIDTH - len(left) - 8)
        found.append(f"{left if not found else blank} = {first}")
        found += [f"{blank}   {line}" for line in rest]
    return found


def _broken(side: Expr, width: int) -> list[str]:
    """A side of an equation, broken into lines that fit, rows before terms."""
    if isinstance(side, BigSum):
        return _folded(sum_pieces(side), width)
    if not isinstance(side, Sum):
        return [expr(side)]
    found: list[str] = []
    for terms in side.rows:
        words = [signed((term,), not found and not place) for place, term in enumerate(terms)]
        found += _folded(words, width)
    return found


def _folded(words: list[str], width: int) -> list[str]:
    """Words on as many lines as they need; further lines are indented."""
    found = [words[0]]
    for word in words[1:]:
        if len(found[-1]) + 1 + len(word) > width:
            found.append(f"  {word}")
        else:
            found[-1] += f" {word}"
    return found


def _grid(grid: Grid) -> list[str]:
    cells = [[expr(cell) for cell in row] for row in grid.rows]
    start = f"{plain(grid.array)} = "
    kept = whole = len(cells[0])
    wide = [max(map(len, column)) + 2 for column in zip(*cells)]
    while kept > 2 and sum(wide[: -(-kept // 2)] + wide[whole - kept // 2 :]) > WIDTH - 12:
        kept -= 1
    if kept < whole:
        cells = [[*row[: -(-kept // 2)], "…", *row[whole - kept // 2 :]] for row in cells]
    wide = [max(map(len, column)) for column in zip(*cells)]
    found: list[str] = []
    for row in cells:
        inside = "  ".join(cell.rjust(width) for cell, width in zip(row, wide))
        found.append(f"{' ' * len(start) if found else start}│ {inside} │")
    return found


def _cells(row: Row) -> tuple[str, str, str]:
    """A row's two columns, and what follows in the second: the name, or why it fails."""
    worked = f"= {expr(row.worked)}"
    if row.missing is not None:
        return expr(row.plugged), worked, f"   ✗ {row.remark}"
    return expr(row.plugged), worked, "" if row.named is None else f" = {expr(row.named)}"


def _chain(statement: Between) -> str:
    return f"{bound(statement.lower)} ≤ {index(statement.middle)} ≤ {bound(statement.upper)}"


def _solution(solution: Solution) -> str:
    letter = plain(solution.letter)
    if solution.values is not None:
        listed = ", ".join(map(str, solution.values))
        return f"{letter} ∈ {{{listed}}}" if listed else f"{letter} ∈ ∅"
    step = "" if solution.step == 1 else f" in steps of {affine(solution.step)}"
    return f"{bound(solution.lower)} ≤ {letter} ≤ {bound(solution.upper)}{step}"
