r"""LaTeX: displays that paste into any document with amsmath and xcolor, and into KaTeX.

One dialect for both: ``align*``, ``array``, ``\text``, and colour only as
``{\color{red}{…}}`` beside words that say the same. No row begins with ``[``.
Sentences between the displays hold no mathematics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from symconv.derive.derivation import Step
from symconv.model.index import Affine, Bound, Extremum, Monomial, Poly, Rounded
from symconv.model.tree import (
    Access,
    Between,
    BigSum,
    Equation,
    Expr,
    Formula,
    Grid,
    Index,
    IndexSum,
    Negative,
    Number,
    Product,
    Row,
    Solution,
    Starred,
    Statement,
    Sum,
    Symbol,
)
from symconv.model.values import decimal_text
from symconv.never import assert_never

MAX_ROWS = 40
MAX_WIDTH = 64
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.) ?|[{}_^]")


class Block(NamedTuple):
    """A display: ``align`` lines with their ``&``, or an ``array`` of two columns."""

    kind: str
    lines: tuple[str, ...]


def document(steps: Iterable[Step], head: str) -> str:
    """A derivation as a LaTeX fragment; ``head`` is its problem line, kept in a comment."""
    parts = [f"% symconv: {head}\n"]
    for step in steps:
        displays = "\n".join(_environment(block) for block in blocks(step.after))
        parts.append(f"{step.because}\n{displays}\n")
    return "\n".join(parts)


def fragment(step: Step) -> str:
    """The displays of one step, without its sentence."""
    return "\n".join(_environment(block) for block in blocks(step.after))


def _environment(block: Block) -> str:
    body = array(block) if block.kind == "array" else " \\\\\n".join(block.lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def array(block: Block) -> str:
    """A table block as an ``array`` with a dividing line and a header."""
    body = " \\\\\n".join((r"\text{plugged in} & \text{worked out}", *block.lines))
    body = body.replace(" \\\\\n", " \\\\ \\hline\n", 1)
    return f"\\begin{{array}}{{l|l}}\n{body}\n\\end{{array}}"


def blocks(statements: tuple[Statement, ...]) -> list[Block]:
    """The displays for the statements of a step."""
    rows = [row(statement) for statement in statements if isinstance(statement, Row)]
    if rows:
        count = -(-len(rows) // MAX_ROWS)
        size = -(-len(rows) // count)
        chunks = [tuple(rows[start : start + size]) for start in range(0, len(rows), size)]
        return [Block("array", chunk) for chunk in chunks]
    return [Block("align", tuple(line for statement in statements for line in lines(statement)))]


def lines(statement: Statement) -> list[str]:
    """A statement as lines of an ``align``, each with one ``&`` before its relation."""
    match statement:
        case Equation():
            return _equation(statement)
        case Between():
            return [_between(statement)]
        case Solution():
            return [_solution(statement)]
        case Grid():
            return [f"{statement.array} &= {_matrix(statement.rows)}"]
        case Row():
            return [row(statement)]
        case _:
            return assert_never(statement)


def _matrix(rows: tuple[tuple[Expr, ...], ...]) -> str:
    """Values in square brackets; an ``array``, because a ``bmatrix`` ends at ten columns."""
    body = r" \\ ".join(" & ".join(map(expr, cells)) for cells in rows)
    columns = "c" * len(rows[0])
    return rf"\left[\begin{{array}}{{{columns}}} {body} \end{{array}}\right]"


def _equation(equation: Equation) -> list[str]:
    left, *sides = equation.sides
    found: list[str] = []
    for side in sides:
        written = broken(side)
        start = f"{expr(left)} &= " if not found else "&= "
        found.append(start + written[0])
        found += [rf"&\quad {line}" for line in written[1:]]
    return found


def broken(side: Expr) -> list[str]:
    """A side of an equation, broken into lines that fit a page."""
    if not isinstance(side, Sum):
        return [expr(side)]
    found: list[str] = []
    for terms in side.rows:
        line = _signed(terms, first=not found)
        if len(line) <= MAX_WIDTH or _width(line) <= MAX_WIDTH:
            found.append(line)
        else:
            found += _folded(terms, first=not found)
    return found


def _folded(terms: tuple[Expr, ...], first: bool) -> list[str]:
    found: list[str] = []
    line = ""
    for term in terms:
        alone = _signed((term,), first=first and not found and not line)
        longer = f"{line} {alone}" if line else alone
        if line and _width(longer) > MAX_WIDTH:
            found.append(line)
            longer = alone
        line = longer
    found.append(line)
    return found


def _width(text: str) -> int:
    """About how many characters wide the typeset line is."""
    return len(_COMMAND.sub(lambda match: "." if match[0][0] == "\\" else "", text))


def _signed(terms: tuple[Expr, ...], first: bool) -> str:
    """Terms with their signs; the very first one bears no plus."""
    written = []
    for term in terms:
        text = expr(term)
        if text[0] == "-":
            written.append(text if first else f"- {text[1:]}")
        else:
            written.append(text if first else f"+ {text}")
        first = False
    return " ".join(written)


def _between(statement: Between) -> str:
    first = _chain(statement)
    solved = statement.solved
    line = f"{first} &" if solved is None else rf"{first} &\iff {_chain(solved)}"
    return rf"{line} && \text{{{statement.remark}}}" if statement.remark else line


def _chain(statement: Between) -> str:
    middle = index(statement.middle)
    return rf"{bound(statement.lower)} \le {middle} \le {bound(statement.upper)}"


def _solution(solution: Solution) -> str:
    values, letter = solution.values, solution.letter
    if values is not None:
        listed = ",".join(map(str, values))
        line = rf"{letter} &\in \{{{listed}\}}" if values else rf"{letter} &\in \varnothing"
    else:
        lower, upper = bound(solution.lower), bound(solution.upper)
        step = "" if solution.step == 1 else rf" \text{{ in steps of }} {affine(solution.step)}"
        line = rf"&{lower} \le {letter} \le {upper}{step}"
    return rf"{line} && \text{{{solution.remark}}}" if solution.remark else line


def row(statement: Row) -> str:
    """A row of the worked table: plugged in, a dividing line, worked out."""
    plugged = expr(statement.plugged)
    if statement.missing is None:
        named = "" if statement.named is None else f" = {expr(statement.named)}"
        return f"{plugged} & = {expr(statement.worked)}{named}"
    worked = r" \cdot ".join(
        rf"{{\color{{red}}{{{expr(factor)}}}}}" if factor == statement.missing else expr(factor)
        for factor in statement.worked.factors
    )
    return rf"{plugged} & = {worked} \quad \text{{{statement.remark}}}"


def expr(node: Expr) -> str:
    """An expression; a negative one begins with ``-``."""
    match node:
        case Product():
            return r" \cdot ".join([_factor(factor) for factor in node.factors])
        case Access():
            return access(node)
        case Symbol():
            return f"{node.name}_{{{node.subscript}}}" if node.subscript else node.name
        case Number():
            return number(node)
        case Formula():
            return node.latex
        case Negative():
            return f"-{expr(node.term)}"
        case Sum():
            return " ".join(
                _signed(terms, first=place == 0) for place, terms in enumerate(node.rows)
            )
        case BigSum():
            return big_sum(node)
        case Starred():
            return f"{access(node.image)} {node.star} {access(node.kernel)}"
        case _:
            return assert_never(node)


def _factor(node: Expr) -> str:
    if isinstance(node, (Access, Symbol)):
        return expr(node)
    text = expr(node)
    if isinstance(node, Number):
        return f"({text})" if text[0] == "-" else text
    if isinstance(node, Formula):
        return rf"\left({text}\right)" if node.compound or text[0] == "-" else text
    return text


def number(node: Number) -> str:
    """An exact number: an integer, a decimal, or a fraction."""
    if node.written:
        return node.written
    if node.decimal:
        return decimal_text(node)
    value = node.value
    if isinstance(value, int):
        return str(value)
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


@lru_cache(maxsize=8192)
def access(node: Access) -> str:
    """An element of an array: ``x[0,0]``."""
    return f"{node.array}[{','.join([index(value) for value in node.indices])}]"


def index(node: Index) -> str:
    """An index as it is written: ``1``, ``m-i``, ``1-(-2)``, ``(m-i)/2``."""
    return str(node) if isinstance(node, int) else _index_sum(node)


@lru_cache(maxsize=8192)
def _index_sum(node: IndexSum) -> str:
    text = ""
    for part in node.parts:
        inner = _index_factors(node, part.factors, bool(text) or part.sign < 0)
        sign = "-" if part.sign < 0 else "+"
        text = f"{text}{sign}{inner}" if text or sign == "-" else inner
    if node.divisor == 1:
        return text
    return f"({text})/{affine(node.divisor)}"


def _index_factors(node: IndexSum, factors: tuple[Affine, ...], after: bool) -> str:
    words = []
    for place, factor in enumerate(factors):
        text = affine(factor)
        compound = isinstance(factor, Poly) and len(factor.terms) > 1
        negative = text[0] == "-" and (after or place > 0)
        words.append(f"({text})" if compound or negative else text)
    numeric = words[-1].strip("()-").isdigit()
    return (r" \cdot " if numeric else " ").join(words) if len(words) > 1 else words[0]


def bound(node: Bound) -> str:
    r"""A bound: ``3``, ``m-1``, ``\max(-3, m-1)``."""
    if isinstance(node, Extremum):
        return rf"\{node.kind}({', '.join(affine(value) for value in node.args)})"
    return affine(node)


def affine(node: Affine) -> str:
    """An integer or a polynomial."""
    if isinstance(node, int):
        return str(node)
    text = ""
    for monomial, coefficient in node.terms:
        word = _monomial(monomial, abs(coefficient))
        if coefficient < 0:
            text += f"-{word}"
        else:
            text += f"+{word}" if text else word
    return text


def _monomial(monomial: Monomial, size: int) -> str:
    factors = [atom if isinstance(atom, str) else _rounded(atom) for atom in monomial]
    if size != 1 or not factors:
        factors.insert(0, str(size))
    return " ".join(factors)


def _rounded(atom: Rounded) -> str:
    side = "floor" if atom.kind == "floor" else "ceil"
    top, bottom = affine(atom.numerator), affine(atom.denominator)
    return rf"\left\l{side}\frac{{{top}}}{{{bottom}}}\right\r{side}"


def big_sum(node: BigSum) -> str:
    """Nested sum signs and what they sum."""
    signs = ""
    body: Expr = node
    while isinstance(body, BigSum):
        lower = r"-\infty" if body.lower is None else bound(body.lower)
        upper = r"\infty" if body.upper is None else bound(body.upper)
        step = "" if body.step == 1 else rf"\text{{ step }}{affine(body.step)}"
        signs += rf"\sum_{{{body.letter}={lower}{step}}}^{{{upper}}}"
        body = body.body
    return f"{signs} {expr(body)}"
