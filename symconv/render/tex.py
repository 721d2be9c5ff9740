r"""Expressions, indices and bounds as LaTeX; ``latex.py`` puts them into displays."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, pairwise

from symconv.model.index import Affine, Bound, Extremum, Monomial, Poly, Rounded
from symconv.model.tree import (
    Access,
    BigSum,
    Called,
    Conjugate,
    Derivative,
    Dots,
    Expr,
    Formula,
    Index,
    IndexSum,
    Juxtaposed,
    Matrix,
    Negative,
    Number,
    Power,
    Product,
    Starred,
    Sum,
    Symbol,
)
from symconv.model.values import decimal_text
from symconv.never import assert_never

KEPT = 4096  # how many of a kind are kept at once, so that streams of outputs use flat memory
TIMES = r" \cdot "

def expr(node: Expr) -> str:
    """An expression; a negative one begins with ``-``."""
    match node:
        case Product():
            return TIMES.join(map(_kept_factor, node.factors))
        case Access():
            return access(node)
        case Symbol():
            return f"{node.name}_{{{node.subscript}}}" if node.subscript else node.name
        case Number():
            return number(node)
        case Formula():
            return node.latex
        case Negative():
            return f"-{_factor(node.term)}"
        case Sum():
            return _sum(node)
        case BigSum():
            return big_sum(node)
        case Conjugate():
            return rf"\overline{{{expr(node.of)}}}"
        case Derivative():
            top = node.of if isinstance(node.of, str) else access(node.of)
            return rf"\frac{{\partial {top}}}{{\partial {access(node.by)}}}"
        case Starred():
            return f"{access(node.image)} {node.star} {access(node.kernel)}"
        case Power():
            return power(node)
        case Called():
            return f"{node.function}({', '.join(map(expr, node.arguments))})"
        case Juxtaposed():
            return r" \, ".join(map(_kept_factor, node.factors))
        case Matrix():
            return matrix(node)
        case Dots():
            return r"\cdots"
        case _:
            return assert_never(node)


def _sum(node: Sum) -> str:
    whole = " + ".join(_each(chain.from_iterable(node.rows)))
    return whole if " + -" not in whole else " ".join(signed(node.terms, first=True))


def signed(terms: tuple[Expr, ...], first: bool) -> list[str]:
    """Terms with their signs; the very first one bears no plus."""
    texts = _each(terms)
    written = [f"- {text[1:]}" if text[0] == "-" else f"+ {text}" for text in texts]
    if first and written:
        written[0] = texts[0]
    return written


def _each(terms: Iterable[Expr]) -> list[str]:
    """The terms of a sum; most are products, and are spared the way through ``expr``."""
    return [
        TIMES.join(map(_kept_factor, term.factors)) if isinstance(term, Product) else expr(term)
        for term in terms
    ]


def plugged(node: Product) -> str:
    """A product with indices that are not worked out; such an element is met only once."""
    return TIMES.join([
        access(factor)
        if isinstance(factor, Access) and not isinstance(factor.indices[-1], int)
        else _kept_factor(factor)
        for factor in node.factors
    ])  # fmt: skip


def _factor(node: Expr) -> str:
    if isinstance(node, (Access, Symbol)):
        return expr(node)
    text = expr(node)
    if isinstance(node, Number):
        if text[0] != "-":
            return text
        return rf"\left({text}\right)" if r"\frac" in text else f"({text})"
    if isinstance(node, Formula):
        return rf"\left({text}\right)" if node.compound or text[0] == "-" else text
    return text


_kept_factor = lru_cache(maxsize=KEPT)(_factor)


def power(node: Power) -> str:
    """A power: ``z``, ``z^{-2}``, ``z_{1}^{0}``."""
    base = expr(node.base)
    return base if node.exponent == 1 else f"{base}^{{{node.exponent}}}"


def matrix(node: Matrix) -> str:
    """A matrix as an ``array``, because a ``bmatrix`` ends at ten columns and has no lines."""
    columns = range(1, len(node.rows[0]) + 1)
    shape = "".join(["c|" if column in node.right else "c" for column in columns])
    body = ""
    for number, cells in enumerate(node.rows, 1):
        end = r" \\ \hline " if number in node.below else r" \\ "
        body += " & ".join(map(expr, cells)) + (end if number < len(node.rows) else "")
    return rf"\left[\begin{{array}}{{{shape}}} {body} \end{{array}}\right]"


def small(node: Expr) -> str:
    """An expression with its matrices in small type."""
    match node:
        case Matrix():
            return _small_matrix(node)
        case Product():
            return TIMES.join(map(_small_factor, node.factors))
        case Juxtaposed():
            return r" \, ".join(map(_small_factor, node.factors))
        case _:
            return expr(node)


def _small_factor(node: Expr) -> str:
    return _small_matrix(node) if isinstance(node, Matrix) else _kept_factor(node)


def _small_matrix(node: Matrix) -> str:
    """A matrix in small type, made of several where lines divide it into blocks."""
    if not node.right and not node.below:
        return rf"\left[{_small(node.rows)}\right]"
    across = [0, *node.right, len(node.rows[0])]
    lines = []
    for top, bottom in pairwise([0, *node.below, len(node.rows)]):
        strut = r" \\ ".join(["()"] * (bottom - top + 1))  # keeps the lines at a distance
        line = [rf"\vphantom{{\begin{{smallmatrix}} {strut} \end{{smallmatrix}}}}"]
        for left, right in pairwise(across):
            block = tuple([cells[left:right] for cells in node.rows[top:bottom]])
            line.append(rf"\!\!{_small(block)}\!\!")
        lines.append(line[0] + " & ".join(line[1:]))
    body = r" \\ \hline ".join(lines)
    shape = "|".join("c" * (len(across) - 1))
    return rf"\left[\begin{{array}}{{{shape}}} {body} \end{{array}}\right]"


def _small(rows: tuple[tuple[Expr, ...], ...]) -> str:
    body = r" \\ ".join(" & ".join(map(expr, cells)) for cells in rows)
    return rf"\begin{{smallmatrix}} {body} \end{{smallmatrix}}"


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


def access(node: Access) -> str:
    """An element of an array: ``x[0,0]``."""
    return f"{node.array}[{','.join(map(index, node.indices))}]"


def index(node: Index) -> str:
    """An index as it is written: ``1``, ``m-i``, ``1-(-2)``, ``(m-i)/2``."""
    return str(node) if isinstance(node, int) else _index_sum(node)


@lru_cache(maxsize=KEPT)
def _index_sum(node: IndexSum) -> str:
    text = ""
    for part in node.parts:
        inner = _index_factors(node, part.factors, bool(text) or part.sign < 0)
        sign = "-" if part.sign < 0 else "+"
        text = f"{text}{sign}{inner}" if text or sign == "-" else inner
    if node.modulus != 0:
        whole = f"({text})" if len(node.parts) > 1 or text[0] == "-" else text
        return rf"{whole} \bmod {grouped(node.modulus)}"
    if node.divisor == 1:
        return text
    return f"({text})/{affine(node.divisor)}"


def grouped(value: Affine) -> str:
    """A value behind a sign that reaches no further than its first term."""
    text = affine(value)
    return f"({text})" if isinstance(value, Poly) and len(value.terms) > 1 else text


def _index_factors(node: IndexSum, factors: tuple[Affine, ...], after: bool) -> str:
    words = []
    for place, factor in enumerate(factors):
        text = affine(factor, True)
        compound = isinstance(factor, Poly) and len(factor.terms) > 1
        negative = text[0] == "-" and (after or place > 0)
        words.append(f"({text})" if compound or negative else text)
    numeric = words[-1].strip("()-").isdigit()
    return (r" \cdot " if numeric else " ").join(words) if len(words) > 1 else words[0]


def bound(node: Bound) -> str:
    r"""A bound: ``3``, ``m-1``, ``\max(-3, m-1)``."""
    if isinstance(node, Extremum):
        inside = ", ".join(affine(value) for value in node.args)
        if r"\frac" in inside:
            return rf"\{node.kind}\left({inside}\right)"
        return rf"\{node.kind}({inside})"
    return affine(node)


def affine(node: Affine, flat: bool = False) -> str:
    """An integer or a polynomial; ``flat`` where its quotients are as high as a letter."""
    if isinstance(node, int):
        return str(node)
    text = ""
    for monomial, coefficient in node.terms:
        word = _monomial(monomial, abs(coefficient), flat)
        if coefficient < 0:
            text += f"-{word}"
        else:
            text += f"+{word}" if text else word
    return text


def _monomial(monomial: Monomial, size: int, flat: bool) -> str:
    factors = [atom if isinstance(atom, str) else _rounded(atom, flat) for atom in monomial]
    if size != 1 or not factors:
        factors.insert(0, str(size))
    return " ".join(factors)


def _rounded(atom: Rounded, flat: bool) -> str:
    side = "floor" if atom.kind == "floor" else "ceil"
    top, bottom = affine(atom.numerator), affine(atom.denominator)
    if flat:
        return rf"\l{side} {grouped(atom.numerator)}/{grouped(atom.denominator)} \r{side}"
    return rf"\left\l{side}\frac{{{top}}}{{{bottom}}}\right\r{side}"


def big_sum(node: BigSum) -> str:
    """Nested sum signs and what they sum."""
    return " ".join(sum_pieces(node))


def sum_pieces(node: BigSum) -> list[str]:
    """The sum signs, one by one, and what they sum."""
    pieces = []
    body: Expr = node
    while isinstance(body, BigSum):
        lower = r"-\infty" if body.lower is None else bound(body.lower)
        upper = r"\infty" if body.upper is None else bound(body.upper)
        step = "" if body.step == 1 else rf"\text{{ step }}{affine(body.step)}"
        pieces.append(rf"\sum_{{{body.letter}={lower}{step}}}^{{{upper}}}")
        body = body.body
    return [*pieces, expr(body)]
