"""Expressions, indices and bounds as mathematics of Typst; ``typst.py`` puts them into displays."""

from __future__ import annotations

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
from symconv.render import scalar
from symconv.render.scalar import pieces, split_minus

KEPT = 4096
STARS = {r"\ast": "∗", r"\star": "⋆"}
DOT = " dot "
CLOSE = 8  # columns of a matrix
SLASH = " \\/ "
SIGNS = {"*": "∗", r"\cdot": "dot", r"\times": "times", "/": "\\/"}
MINUS = scalar.Sign("-")


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
            return f"-{_factor(node.term)}"
        case Sum():
            return " ".join(signed(node.terms, first=True))
        case BigSum():
            return " ".join(sum_pieces(node))
        case Conjugate():
            return f"overline({expr(node.of)})"
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
        text = affine(factor, True)
        several = isinstance(factor, Poly) and len(factor.terms) > 1
        negative = text[0] == "-" and (after or place > 0)
        words.append(f"({text})" if several or negative else text)
    return (DOT if isinstance(factors[-1], int) else " ").join(words)


def bound(node: Bound) -> str:
    """A bound: ``3``, ``m - 1``, ``max(-3, m - 1)``."""
    if isinstance(node, Extremum):
        return f"{node.kind}({', '.join(map(affine, node.args))})"
    return affine(node)


def affine(node: Affine, flat: bool = False) -> str:
    """An integer or a polynomial; ``flat`` where its quotients are as high as a letter."""
    if isinstance(node, int):
        return str(node)
    text = ""
    for monomial, coefficient in node.terms:
        word = _monomial(monomial, abs(coefficient), flat)
        if coefficient < 0:
            text = f"{text} - {word}" if text else f"-{word}"
        else:
            text = f"{text} + {word}" if text else word
    return text


def _monomial(monomial: Monomial, size: int, flat: bool) -> str:
    factors = [
        letter(atom) if isinstance(atom, str) else _rounded(atom, flat) for atom in monomial
    ]
    if size != 1 or not factors:
        factors.insert(0, str(size))
    return " ".join(factors)


def _rounded(atom: Rounded, flat: bool) -> str:
    side = "floor" if atom.kind == "floor" else "ceil"
    if flat:
        return f"{side}({affine(atom.numerator)} slash {affine(atom.denominator)})"
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
