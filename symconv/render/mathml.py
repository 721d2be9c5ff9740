"""MathML Core: paragraphs and displays that paste into any web page, without a script.

One ``math`` element a step. Lines are aligned as the rows of an ``mtable``; the cells say
how by a style of their own, since MathML Core has no attribute for it. What fails is
coloured only beside words that say so; a page may choose the colour as
``--symconv-missing``. A term of a sum and a row of the table have the class ``term``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from symconv.derive.derivation import Step
from symconv.model.tree import (
    Access,
    Between,
    Beyond,
    BigSum,
    Conjugate,
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
from symconv.render.matrices import holds_matrix, length
from symconv.render.presentation import (
    DOT,
    affine,
    bound,
    expression,
    fenced,
    index,
    letter,
    row,
    sum_pieces,
    terms,
)

__all__ = ["document", "escape", "expression", "fragment", "statement_block"]

WIDTH = 80  # signs in a line, about as many as fit beside a margin on a screen
NARROW = 34  # signs that surely fit a phone; a wider display can be scrolled
START = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
TABLE = '<mtable displaystyle="true">'
LEFT = '<mtd style="text-align:left;padding-left:0">'
# Chromium moves what is in a cell only for "-webkit-right"; others read the plain word.
RIGHT = '<mtd style="text-align:right;text-align:-webkit-right;padding-right:0">'
SPACED = '<mtd style="text-align:left;padding-left:1.5em">'
RULED = '<mtd style="text-align:left;border-right:1px solid;padding-right:.8em">'
BESIDE = '<mtd style="text-align:left;padding-left:.8em">'
MISSING = '<mrow class="symconv-missing" style="color:var(--symconv-missing,#d32f2f)">'
SMALL = '<mstyle scriptlevel="1">'
SPACE = '<mspace width="1em"></mspace>'
NO_BREAK = "\N{NO-BREAK SPACE}"
INDENT = '<mspace width="1.5em"></mspace>'
_TAG = re.compile(r"<[^>]*>")


def document(steps: Iterable[Step], head: str) -> str:
    """A derivation as an HTML fragment; ``head`` is its problem line, kept as ``data-problem``."""
    parts = [f'<div class="symconv" data-problem="{escape(head)}">\n']
    for step in steps:
        parts.append(f"<p>{escape(step.because)}</p>\n{fragment(step)}\n")
    return "".join([*parts, "</div>\n"])


def escape(text: str) -> str:
    """Text as it may stand in HTML and in XML, in quotes too."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def fragment(step: Step) -> str:
    """What one step shows, in a box that can be scrolled where it is too wide."""
    shown = statement_block(step.after)
    wide = any(_length(line) > NARROW for line in shown.split("</mtr>"))
    # A box that scrolls must be reachable with the keyboard, and say what it is.
    reach = ' tabindex="0" role="group" aria-label="formula"' if wide else ""
    return f'<div class="symconv-display" style="overflow-x:auto"{reach}>{shown}</div>'


def statement_block(statements: tuple[Statement, ...]) -> str:
    """The statements of a step as one ``math`` element."""
    rows = [statement for statement in statements if isinstance(statement, Row)]
    ranges = [s for s in statements if isinstance(s, (Between, Solution))]
    if rows:
        lines = _table(rows)
    elif ranges:
        lines = _conditions(ranges)
    else:
        lines = [line for statement in statements for line in _lines(statement)]
    return f"{START}{TABLE}{''.join(lines)}</mtable></math>"


def _lines(statement: Statement) -> list[str]:
    """A statement as rows of a table that is aligned at the relation."""
    match statement:
        case Equation():
            return _equation(statement)
        case Where():
            first, *others = _equation(statement.equation)
            where = "<mo>,</mo>".join(map(_bounded, statement.conditions))
            beside = f"{SPACED}{_words('for ')}{where}</mtd></mtr>"
            return [first.removesuffix("</mtr>") + beside, *others]
        case Between() | Solution():
            return _conditions([statement])
        case Grid():
            return [_aligned(letter(statement.array), f"<mo>=</mo>{_grid(statement)}")]
        case Row():
            return _table([statement])
        case _:
            return assert_never(statement)


def _bounded(condition: Beyond | Between) -> str:
    if isinstance(condition, Between):
        return _chain(condition)
    sign = f"<mo>{escape(condition.sign)}</mo>"
    return row(f"{letter(condition.letter)}{sign}{affine(condition.bound)}")


def _aligned(left: str, right: str) -> str:
    return f"<mtr>{RIGHT}{left}</mtd>{LEFT}{right}</mtd></mtr>"


def _equation(equation: Equation) -> list[str]:
    if any(map(holds_matrix, equation.sides)):
        return _with_matrices(equation)
    left = expression(equation.sides[0])
    room = WIDTH - _length(left) - 3
    found: list[str] = []
    for side in equation.sides[1:]:
        first, *others = _broken(side, room)
        found.append(_aligned("" if found else left, f"<mo>=</mo>{first}"))
        found += [_aligned("", INDENT + line) for line in others]
    return found


def _with_matrices(equation: Equation) -> list[str]:
    """An equation with matrices, in small type where it is wide; a sum is broken."""
    left = length(equation.sides[0], _signs)
    found: list[str] = []
    for side in equation.sides[1:]:
        every, count = [expression(side)], 1
        wide = left + length(side, _signs)
        if isinstance(side, Sum):
            every = terms(side.terms, first=True)
            widest = max(3 + length(term, _signs) for term in side.terms)
            count = max(1, (WIDTH - left) // widest)
            wide = left + widest
        for start in range(0, len(every), count):
            sign = INDENT if start else "<mo>=</mo>"
            name = "" if found else expression(equation.sides[0])
            line = sign + "".join(every[start : start + count])
            if wide > WIDTH:
                name, line = (part and f"{SMALL}{part}</mstyle>" for part in (name, line))
            found.append(_aligned(name, line))
    return found


def _signs(node: Expr) -> int:
    return _length(expression(node))


def _broken(side: Expr, room: int) -> list[str]:
    """A side of an equation, broken into lines that fit, rows before terms."""
    if isinstance(side, BigSum):
        return _folded(sum_pieces(side), room)
    if not isinstance(side, Sum):
        return [expression(side)]
    found: list[str] = []
    for several in side.rows:
        found += _folded(terms(several, first=not found), room)
    return found


def _folded(words: Sequence[str], room: int) -> list[str]:
    """Words on as few lines as fit, about as many on each; further lines are indented."""
    wide = [_length(word) for word in words]
    count = -(-sum(wide) // room)
    size = -(-len(words) // count)
    while size > 1 and any(
        sum(wide[start : start + size]) > room for start in range(0, len(words), size)
    ):
        size -= 1
    lines = ["".join(words[start : start + size]) for start in range(0, len(words), size)]
    return [lines[0], *(INDENT + line for line in lines[1:])]


def _length(markup: str) -> int:
    """About how many signs wide it is; the limits of a sum stand above each other, and small."""
    seen = len(_TAG.sub("", markup)) + markup.count('"infix"')
    return 2 + seen * 2 // 5 if markup.startswith("<munderover>") else seen


def _grid(grid: Grid) -> str:
    cells = [[expression(cell) for cell in each] for each in grid.rows]
    wide = [max(map(_length, column)) + 2 for column in zip(*cells)]
    kept = whole = len(wide)
    while kept > 2 and sum(wide[: -(-kept // 2)] + wide[whole - kept // 2 :]) > WIDTH - 12:
        kept -= 1
    if kept < whole:
        cells = [[*c[: -(-kept // 2)], "<mo>⋯</mo>", *c[whole - kept // 2 :]] for c in cells]
    lines = ["".join(f"<mtd>{cell}</mtd>" for cell in each) for each in cells]
    body = "".join(f"<mtr>{line}</mtr>" for line in lines)
    return row(f"<mo>[</mo><mtable>{body}</mtable><mo>]</mo>")


def _conditions(statements: Sequence[Between | Solution]) -> list[str]:
    """What bounds an index, in columns; where that is too wide, one below the other."""
    shown = [_condition(statement) for statement in statements]
    columns = [max(map(_length, column)) for column in zip(*shown)]
    if sum(columns) + 10 > WIDTH:
        shown = [each for condition in shown for each in _stacked(condition)]
    arrows = any(given or arrow for given, arrow, _, _ in shown)
    return [
        "<mtr>"
        + (f"{RIGHT}{given}</mtd><mtd>{arrow}</mtd>" if arrows else "")
        + f"{LEFT}{solved}</mtd>{SPACED}{remark}</mtd></mtr>"
        for given, arrow, solved, remark in shown
    ]


def _stacked(cells: tuple[str, str, str, str]) -> list[tuple[str, str, str, str]]:
    given, arrow, solved, remark = cells
    return [("", "", given, remark), ("", arrow, solved, "")] if given else [cells]


def _condition(statement: Between | Solution) -> tuple[str, str, str, str]:
    """A line about an index: where it comes from, an arrow, what it says, words beside it."""
    remark = _words(statement.remark) if statement.remark else ""
    if isinstance(statement, Solution):
        return "", "", _solution(statement), remark
    if statement.solved is None:
        return "", "", _chain(statement), remark
    return _chain(statement), "<mo>⟺</mo>", _chain(statement.solved), remark


def _chain(statement: Between) -> str:
    middle = f"<mo>≤</mo>{index(statement.middle)}<mo>≤</mo>"
    return row(f"{bound(statement.lower)}{middle}{bound(statement.upper)}")


def _solution(solution: Solution) -> str:
    this = letter(solution.letter)
    if solution.values is not None:
        if not solution.values:
            return row(f"{this}<mo>∈</mo><mi>∅</mi>")
        listed = "<mo>,</mo>".join(map(affine, solution.values))
        return row(f"{this}<mo>∈</mo>{fenced(listed, fences='{}')}")
    step = ""
    if solution.step != 1:
        step = _words(" in steps of ") + affine(solution.step)
    middle = f"<mo>≤</mo>{this}<mo>≤</mo>"
    return row(f"{bound(solution.lower)}{middle}{bound(solution.upper)}{step}")


def _table(rows: Sequence[Row]) -> list[str]:
    """Rows in two columns with a line between them, the second on two lines where too wide."""
    heads = (_words("plugged in"), _words("worked out"))
    under = "border-bottom:1px solid;"
    found = [
        f"<mtr>{RULED}{heads[0]}</mtd>{BESIDE}{heads[1]}</mtd></mtr>".replace(
            "text-align", under + "text-align"
        )
    ]
    cells = [_cells(each) for each in rows]
    left = max([_length(first) for first, _, _ in cells])
    right = max([_length(worked) + _length(last) for _, worked, last in cells])
    whole = left + right <= WIDTH + 8
    for first, worked, last in cells:
        second = worked + last if whole else worked
        found.append(f'<mtr class="term">{RULED}{first}</mtd>{BESIDE}{second}</mtd></mtr>')
        if last and not whole:
            found.append(f"<mtr>{RULED}</mtd>{BESIDE}{last}</mtd></mtr>")
    return found


def _words(text: str) -> str:
    return f"<mtext>{escape(text).replace(' ', NO_BREAK)}</mtext>"


def _inside(node: Expr) -> str:
    """An expression without the row around it, if it has one."""
    whole = expression(node)
    if isinstance(node, (Access, Conjugate)):
        return whole.removeprefix("<mrow>").removesuffix("</mrow>")
    return whole


def _cells(each: Row) -> tuple[str, str, str]:
    """A row's two columns, and what follows in the second: the name, or why it fails."""
    first = expression(each.plugged)
    if each.missing is None:
        named = "" if each.named is None else f"<mo>=</mo>{expression(each.named)}"
        return first, f"<mo>=</mo>{expression(each.worked)}", named
    factors = [
        f"{MISSING}{_inside(factor)}</mrow>" if factor == each.missing else expression(factor)
        for factor in each.worked.factors
    ]
    return first, f"<mo>=</mo>{row(DOT.join(factors))}", SPACE + _words(each.remark)
