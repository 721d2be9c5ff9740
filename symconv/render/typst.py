"""Typst: sentences and displays that paste into any Typst document.

Letters are Unicode, words stand in quotation marks, and tables break over pages. What
fails is red only beside words that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from symconv.derive.derivation import Step
from symconv.model.index import Affine, Bound, Extremum, Monomial, Poly, Rounded
from symconv.model.names import GREEK
from symconv.model.tree import (
    Access,
    Between,
    BigSum,
    Called,
    Derivative,
    Dots,
    Equation,
    Expr,
    Formula,
    Grid,
    Index,
    IndexSum,
    Juxtaposed,
    Matrix,
    Negative,
    Number,
    Power,
    Product,
    Row,
    Solution,
    Starred,
    Statement,
    Sum,
    Symbol,
    Where,
)
from symconv.model.values import decimal_text
from symconv.never import assert_never
from symconv.render import plain, scalar
from symconv.render.matrices import holds_matrix, length, most_columns, narrowed
from symconv.render.scalar import pieces, split_minus

KEPT = 4096
WIDTH = 84  # signs in a line of an A4 page
RED = 'rgb("#b3261e")'
STARS = {r"\ast": "∗", r"\star": "⋆"}
DOT = " dot "
CLOSE = 8  # columns of a matrix
SMALL = 0.7  # how small the type of wide matrices is
SLASH = " \\/ "
TALL = "show math.equation: set align(left)"
NOTHING = '""'  # before a sign at the start of a line, which is not the sign of a number
LINE, LINE_END = " \\ ", " \\\n  "
SIGNS = {"*": "∗", r"\cdot": "dot", r"\times": "times", "/": "\\/"}
MINUS = scalar.Sign("-")


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
            bounded = f"{letter(statement.letter)} {statement.sign} {affine(statement.bound)}"
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


def expr(node: Expr) -> str:
    """An expression as mathematics of Typst; a negative one begins with ``-``.

    >>> expr(Symbol("w", "12"))
    'w_(12)'
    """
    match node:
        case Product():
            return DOT.join(map(_kept_factor, node.factors))
        case Access():
            return f"{letter(node.array)}[{', '.join(map(index, node.indices))}]"
        case Symbol():
            return symbol(node)
        case Number():
            return _number(node)
        case Formula():
            return _piece(pieces(node.latex))
        case Negative():
            return f"-{expr(node.term)}"
        case Sum():
            return " ".join(signed(node.terms, first=True))
        case BigSum():
            return " ".join(sum_pieces(node))
        case Derivative():
            top = node.of if isinstance(node.of, str) else expr(node.of)
            return f"frac(partial {top}, partial {expr(node.by)})"
        case Starred():
            return f"{expr(node.image)} {STARS[node.star]} {expr(node.kernel)}"
        case Power():
            base = symbol(node.base)
            return base if node.exponent == 1 else f"{base}^({node.exponent})"
        case Called():
            return f"{letter(node.function)}({', '.join(map(expr, node.arguments))})"
        case Juxtaposed():
            return " thin ".join(map(_kept_factor, node.factors))
        case Matrix():
            return _matrix(node)
        case Dots():
            return "dots.c"
        case _:
            return assert_never(node)


def _matrix(node: Matrix) -> str:
    """A matrix with the lines that divide it; of many columns they stand closer."""
    lines = [
        f"{kind}: ({', '.join(map(str, places))},)"
        for kind, places in (("hline", node.below), ("vline", node.right))
        if places
    ]
    augment = f"augment: #({', '.join(lines)}), " if lines else ""
    gap = "column-gap: #.35em, " if len(node.rows[0]) > CLOSE else ""
    body = "; ".join(", ".join(map(expr, cells)) for cells in node.rows)
    return f'mat(delim: "[", {augment}{gap}{body})'


def _factor(node: Expr) -> str:
    text = expr(node)
    if isinstance(node, Formula):
        return f"({text})" if node.compound or split_minus(pieces(node.latex))[0] else text
    return f"({text})" if isinstance(node, Number) and text[0] == "-" else text


_kept_factor = lru_cache(maxsize=KEPT)(_factor)


def signed(terms: Iterable[Expr], first: bool) -> list[str]:
    """Terms with their signs; the very first one bears no plus."""
    written = []
    for term in terms:
        text = expr(term)
        if not first:
            text = f"- {text[1:]}" if text[0] == "-" else f"+ {text}"
        written.append(text)
        first = False
    return written


def letter(name: str) -> str:
    """A name as Unicode writes it."""
    return GREEK.get(name, name)


def symbol(node: Symbol) -> str:
    """A letter with its subscript, if it has one."""
    if not node.subscript:
        return letter(node.name)
    below = "".join(f" {sign} " if sign.isalpha() else sign for sign in node.subscript)
    return f"{letter(node.name)}_({' '.join(below.split())})"


def _number(number: Number) -> str:
    if number.written:
        return _piece(pieces(number.written))
    if number.decimal:
        return decimal_text(number)
    top, bottom = number.value.numerator, number.value.denominator
    if bottom == 1:
        return str(top)
    return f"{'-' if top < 0 else ''}frac({abs(top)}, {bottom})"


def index(node: Index) -> str:
    """An index as it is written: ``1``, ``m - i``, ``1 - (-2)``, ``(m - i) \\/ 2``."""
    return str(node) if isinstance(node, int) else _index_sum(node)


@lru_cache(maxsize=KEPT)
def _index_sum(node: IndexSum) -> str:
    text = ""
    for part in node.parts:
        inner = _index_factors(part.factors, bool(text) or part.sign < 0)
        sign = "-" if part.sign < 0 else "+"
        text = f"{text} {sign} {inner}" if text else f"-{inner}" if sign == "-" else inner
    if node.modulus != 0:
        whole = f"({text})" if len(node.parts) > 1 or text[0] == "-" else text
        several = isinstance(node.modulus, Poly) and len(node.modulus.terms) > 1
        modulus = affine(node.modulus)
        return f"{whole} mod {f'({modulus})' if several else modulus}"
    return text if node.divisor == 1 else f"({text}){SLASH}{affine(node.divisor)}"


def _index_factors(factors: tuple[Affine, ...], after: bool) -> str:
    words = []
    for place, factor in enumerate(factors):
        text = affine(factor)
        several = isinstance(factor, Poly) and len(factor.terms) > 1
        negative = text[0] == "-" and (after or place > 0)
        words.append(f"({text})" if several or negative else text)
    return (DOT if isinstance(factors[-1], int) else " ").join(words)


def bound(node: Bound) -> str:
    """A bound: ``3``, ``m - 1``, ``max(-3, m - 1)``."""
    if isinstance(node, Extremum):
        return f"{node.kind}({', '.join(map(affine, node.args))})"
    return affine(node)


def affine(node: Affine) -> str:
    """An integer or a polynomial."""
    if isinstance(node, int):
        return str(node)
    text = ""
    for monomial, coefficient in node.terms:
        word = _monomial(monomial, abs(coefficient))
        if coefficient < 0:
            text = f"{text} - {word}" if text else f"-{word}"
        else:
            text = f"{text} + {word}" if text else word
    return text


def _monomial(monomial: Monomial, size: int) -> str:
    factors = [letter(atom) if isinstance(atom, str) else _rounded(atom) for atom in monomial]
    if size != 1 or not factors:
        factors.insert(0, str(size))
    return " ".join(factors)


def _rounded(atom: Rounded) -> str:
    side = "floor" if atom.kind == "floor" else "ceil"
    return f"{side}(frac({affine(atom.numerator)}, {affine(atom.denominator)}))"


def sum_pieces(node: BigSum) -> list[str]:
    """The sum signs, one by one, and what they sum."""
    found = []
    body: Expr = node
    while isinstance(body, BigSum):
        lower = "-∞" if body.lower is None else bound(body.lower)
        upper = "∞" if body.upper is None else bound(body.upper)
        step = "" if body.step == 1 else f' " step " {affine(body.step)}'
        space = " thin" if step else ""
        found.append(f"sum_({letter(body.letter)}={lower}{step})^({upper}){space}")
        body = body.body
    return [*found, expr(body)]


def _piece(piece: scalar.Piece) -> str:
    """A piece of a LaTeX scalar."""
    match piece:
        case scalar.Digits():
            return piece.text
        case Symbol():
            return symbol(piece)
        case scalar.Sign():
            return SIGNS.get(piece.text, piece.text)
        case scalar.Row():
            return " ".join(map(_piece, piece.parts)).replace("- ", "-", piece.parts[0] == MINUS)
        case scalar.Beside():
            return " ".join(map(_piece, piece.parts))
        case scalar.Over():
            return f"frac({_piece(piece.top)}, {_piece(piece.bottom)})"
        case scalar.Raised():
            return f"{_piece(piece.base)}^({_piece(piece.exponent)})"
        case scalar.Root():
            return f"sqrt({_piece(piece.inside)})"
        case scalar.Fenced():
            return f"({_piece(piece.inside)})"
        case scalar.Applied():
            return f"{piece.function} {_piece(piece.inside)}"
        case scalar.Choose():
            return f"binom({_piece(piece.top)}, {_piece(piece.bottom)})"
        case _:
            return assert_never(piece)
