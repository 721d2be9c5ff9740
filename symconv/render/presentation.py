"""Expressions, indices and bounds as MathML; ``mathml.py`` puts them into displays.

Only elements and attributes of MathML Core are used, so browsers show them as they are.
Every function returns one element (``terms`` and ``sum_pieces`` several, each by itself).
Signs that are meant but not shown are there for screen readers: a product without a dot
holds U+2062, and what a function takes follows U+2061.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from symconv.model.index import Affine, Bound, Extremum, Monomial, Poly, Rounded
from symconv.model.names import GREEK
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
from symconv.render.scalar import (
    SIGNS,
    Applied,
    Beside,
    Choose,
    Digits,
    Fenced,
    Over,
    Piece,
    Raised,
    Root,
    Row,
    Sign,
    pieces,
    split_minus,
)

KEPT = 4096  # how many of a kind are kept at once, so that streams of outputs use flat memory
DOT = "<mo>⋅</mo>"
MINUS = "<mo>−</mo>"
MODULO = '<mo lspace=".3em" rspace=".3em">mod</mo>'
SLASH = '<mo lspace="0" rspace="0">/</mo>'
COMMA = "<mo>,</mo>"
BAR = '<mo stretchy="false">¯</mo>'
TIMES = "<mo>\N{INVISIBLE TIMES}</mo>"
THIN = '<mspace width=".15em"></mspace>'
OPEN, CLOSE = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'
APPLY = "<mo>\N{FUNCTION APPLICATION}</mo>"
_SUBSCRIPT = re.compile("[0-9]+|[A-Za-z]")
STARS = {r"\ast": "∗", r"\star": "⋆"}


def expression(node: Expr) -> str:
    """An expression as one MathML element.

    >>> expression(Symbol("a"))
    '<mi>a</mi>'
    """
    match node:
        case Product():
            return row(DOT.join(map(_kept_factor, node.factors)))
        case Access():
            return access(node)
        case Symbol():
            return symbol(node)
        case Formula():
            return _piece(pieces(node.latex))
        case Number() | Negative():
            negative, body = opened(node)
            return row(MINUS + body) if negative else body
        case Sum():
            return row("".join(terms(node.terms, first=True)))
        case BigSum():
            return row("".join(sum_pieces(node)))
        case Conjugate():
            return conjugate(node)
        case Derivative():
            top = f"<mi>{node.of}</mi>" if isinstance(node.of, str) else access(node.of)
            partial = "<mo>∂</mo>"
            return f"<mfrac>{row(partial + top)}{row(partial + access(node.by))}</mfrac>"
        case Starred():
            star = f"<mo>{STARS[node.star]}</mo>"
            return row(access(node.image) + star + access(node.kernel))
        case Power():
            return power(node)
        case Called():
            taken = COMMA.join(map(expression, node.arguments))
            return row(f"{letter(node.function)}{APPLY}{OPEN}{taken}{CLOSE}")
        case Juxtaposed():
            return row((TIMES + THIN).join(map(_kept_factor, node.factors)))
        case Matrix():
            return matrix(node)
        case Dots():
            return "<mo>⋯</mo>"
        case _:
            return assert_never(node)


def power(node: Power) -> str:
    """A power; a subscript of its base stands below the exponent."""
    base, exponent = symbol(node.base), _integer(node.exponent)
    if node.exponent == 1:
        return base
    if not node.base.subscript:
        return f"<msup>{base}{exponent}</msup>"
    return f"<msubsup>{base[len('<msub>') : -len('</msub>')]}{exponent}</msubsup>"


def matrix(node: Matrix) -> str:
    """A matrix in brackets; the lines that divide it are edges of its cells."""
    lines = []
    for number, cells in enumerate(node.rows, 1):
        found = ""
        for place, cell in enumerate(cells, 1):
            edges = "border-right:1px solid;" if place in node.right else ""
            edges += "border-bottom:1px solid;" if number in node.below else ""
            style = f' style="{edges}"' if edges else ""
            found += f"<mtd{style}>{expression(cell)}</mtd>"
        lines.append(f"<mtr>{found}</mtr>")
    return row(f"<mo>[</mo><mtable>{''.join(lines)}</mtable><mo>]</mo>")


def row(inside: str, kind: str = "") -> str:
    """Several elements as one."""
    return f'<mrow class="{kind}">{inside}</mrow>' if kind else f"<mrow>{inside}</mrow>"


def terms(found: Iterable[Expr], first: bool) -> list[str]:
    """Terms with their signs, each a sign and a row of class ``term``; the first bears no plus."""
    written: list[str] = []
    for term in found:
        if isinstance(term, Product):
            negative, body = False, row(DOT.join(map(_kept_factor, term.factors)), "term")
        else:
            negative, body = opened(term)
            # A sum within a sum is no term of its own: what it adds up is added up here.
            body = body if isinstance(term, Formula) and term.compound else row(body, "term")
        sign = "−" if negative else "" if first else "+"
        # Where a sign stands in its row says nothing about what it is between.
        sign = sign and f'<mo form="{"prefix" if first else "infix"}">{sign}</mo>'
        written.append(sign + body)
        first = False
    return written


def opened(node: Expr) -> tuple[bool, str]:
    """Whether an expression begins with a minus sign, and what follows that sign.

    What follows is one element, of a compound scalar several.
    """
    match node:
        case Number():
            if node.written:
                negative, rest = split_minus(pieces(node.written))
                return negative, _piece(rest)
            return node.value < 0, _size(node)
        case Formula():
            negative, rest = split_minus(pieces(node.latex))
            if node.compound and isinstance(rest, Row):
                return negative, "".join(map(_piece, rest.parts))
            return negative, _piece(rest)
        case Negative():
            return True, _factor(node.term)
        case _:
            return False, expression(node)


def _size(number: Number) -> str:
    """A number without its sign."""
    if number.decimal:
        return f"<mn>{decimal_text(number).removeprefix('-')}</mn>"
    top, bottom = abs(number.value.numerator), number.value.denominator
    if bottom == 1:
        return f"<mn>{top}</mn>"
    return f"<mfrac><mn>{top}</mn><mn>{bottom}</mn></mfrac>"


def _factor(node: Expr) -> str:
    whole = expression(node)
    if isinstance(node, Formula):
        return fenced(whole) if node.compound or split_minus(pieces(node.latex))[0] else whole
    return fenced(whole) if isinstance(node, Number) and opened(node)[0] else whole


_kept_factor = lru_cache(maxsize=KEPT)(_factor)


def fenced(inside: str, before: str = "", fences: str = "()") -> str:
    """What stands between fences, after ``before``; fences grow only around what is tall."""
    flat = "" if "<mfrac" in inside or "<msup" in inside else ' stretchy="false"'
    return row(f"{before}<mo{flat}>{fences[0]}</mo>{inside}<mo{flat}>{fences[1]}</mo>")


def letter(name: str) -> str:
    """A name; capital Greek letters stand upright, as in LaTeX."""
    shown = GREEK.get(name, name)
    upright = ' mathvariant="normal"' if shown != name and shown.isupper() else ""
    return f"<mi{upright}>{shown}</mi>"


def symbol(node: Symbol) -> str:
    """A letter with its subscript, if it has one."""
    if not node.subscript:
        return letter(node.name)
    words = [
        f"<mi>{word}</mi>" if word.isalpha() else f"<mn>{word}</mn>"
        for word in _SUBSCRIPT.findall(node.subscript)
    ]
    below = words[0] if len(words) == 1 else row("".join(words))
    return f"<msub>{letter(node.name)}{below}</msub>"


def access(node: Access) -> str:
    """An element of an array: ``x[0,0]``."""
    inside = COMMA.join(map(index, node.indices))
    return fenced(inside, letter(node.array), "[]")


def conjugate(node: Conjugate) -> str:
    """A letter with a bar; of an element its array has it, for no bar is as long as a row."""
    if isinstance(node.of, Symbol):
        return f"<mover>{symbol(node.of)}{BAR}</mover>"
    inside = COMMA.join(map(index, node.of.indices))
    return fenced(inside, f"<mover>{letter(node.of.array)}{BAR}</mover>", "[]")


def index(node: Index) -> str:
    """An index as it is written: ``1``, ``m-i``, ``1-(-2)``, ``(m-i)/2``."""
    return _integer(node) if isinstance(node, int) else _index_sum(node)


@lru_cache(maxsize=KEPT)
def _integer(value: int) -> str:
    return f"<mn>{value}</mn>" if value >= 0 else f"<mrow>{MINUS}<mn>{-value}</mn></mrow>"


@lru_cache(maxsize=KEPT)
def _index_sum(node: IndexSum) -> str:
    inside = ""
    for part in node.parts:
        word = _index_factors(part.factors, bool(inside) or part.sign < 0)
        sign = MINUS if part.sign < 0 else "<mo>+</mo>" if inside else ""
        inside += sign + word
    whole = row(inside) if inside.count("</m") > 1 else inside
    if node.modulus != 0:
        several = isinstance(node.modulus, Poly) and len(node.modulus.terms) > 1
        left = fenced(whole) if len(node.parts) > 1 or node.parts[0].sign < 0 else whole
        right = fenced(affine(node.modulus)) if several else affine(node.modulus)
        return row(f"{left}{MODULO}{right}")
    if node.divisor == 1:
        return whole
    return row(f"{fenced(whole)}{SLASH}{affine(node.divisor)}")


def _index_factors(factors: tuple[Affine, ...], after: bool) -> str:
    words = []
    for place, factor in enumerate(factors):
        several = isinstance(factor, Poly) and len(factor.terms) > 1
        negative = _negative(factor) and (after or place > 0)
        word = affine(factor, True)
        words.append(fenced(word) if several or negative else word)
    return (DOT if isinstance(factors[-1], int) else TIMES).join(words)


def _negative(value: Affine) -> bool:
    return value < 0 if isinstance(value, int) else value.terms[0][1] < 0


def bound(node: Bound) -> str:
    """A bound: ``3``, ``m-1``, ``max(-3, m-1)``."""
    if isinstance(node, Extremum):
        inside = COMMA.join(map(affine, node.args))
        return fenced(inside, f"<mi>{node.kind}</mi>{APPLY}")
    return affine(node)


def affine(node: Affine, flat: bool = False) -> str:
    """An integer or a polynomial; ``flat`` where its quotients are as high as a letter."""
    if isinstance(node, int):
        return _integer(node)
    inside = ""
    for monomial, coefficient in node.terms:
        sign = MINUS if coefficient < 0 else "<mo>+</mo>" if inside else ""
        inside += sign + _monomial(monomial, abs(coefficient), flat)
    return row(inside) if inside.count("</m") > 1 else inside


def _monomial(monomial: Monomial, size: int, flat: bool) -> str:
    factors = [
        letter(atom) if isinstance(atom, str) else _rounded(atom, flat) for atom in monomial
    ]
    if size != 1 or not factors:
        factors.insert(0, f"<mn>{size}</mn>")
    return TIMES.join(factors)


def _rounded(atom: Rounded, flat: bool) -> str:
    top, bottom = affine(atom.numerator), affine(atom.denominator)
    quotient = row(f"{top}{SLASH}{bottom}") if flat else f"<mfrac>{top}{bottom}</mfrac>"
    return fenced(quotient, fences="⌊⌋" if atom.kind == "floor" else "⌈⌉")


def sum_pieces(node: BigSum) -> list[str]:
    """The sum signs, one by one, and what they sum."""
    found = []
    body: Expr = node
    while isinstance(body, BigSum):
        infinite = "<mi>∞</mi>"
        lower = row(MINUS + infinite) if body.lower is None else bound(body.lower)
        upper = infinite if body.upper is None else bound(body.upper)
        step = "" if body.step == 1 else f"<mtext>\xa0step\xa0</mtext>{affine(body.step)}"
        under = f'{letter(body.letter)}<mo lspace="0" rspace="0">=</mo>{lower}{step}'
        found.append(f"<munderover><mo>∑</mo>{row(under)}{upper}</munderover>")
        body = body.body
    return [*found, expression(body)]


def _piece(piece: Piece) -> str:
    """A piece of a LaTeX scalar."""
    match piece:
        case Digits():
            return f"<mn>{piece.text}</mn>"
        case Symbol():
            return symbol(piece)
        case Sign():
            return SLASH if piece.text == "/" else f"<mo>{SIGNS[piece.text]}</mo>"
        case Row():
            return row("".join(map(_piece, piece.parts)))
        case Beside():
            return row(TIMES.join(map(_piece, piece.parts)))
        case Over():
            return f"<mfrac>{_piece(piece.top)}{_piece(piece.bottom)}</mfrac>"
        case Raised():
            return f"<msup>{_piece(piece.base)}{_piece(piece.exponent)}</msup>"
        case Root():
            return f"<msqrt>{_piece(piece.inside)}</msqrt>"
        case Fenced():
            return fenced(_piece(piece.inside))
        case Applied():
            return row(f"<mi>{piece.function}</mi>{APPLY}{_piece(piece.inside)}")
        case Choose():
            parts = f'<mfrac linethickness="0">{_piece(piece.top)}{_piece(piece.bottom)}</mfrac>'
            return fenced(parts)
        case _:
            return assert_never(piece)
