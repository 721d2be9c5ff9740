"""Expressions, indices and bounds as plain text; ``text.py`` puts them on lines."""

from __future__ import annotations

import re

from symconv.model.index import Affine, Bound, Extremum, Poly, Rounded
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

_WORD = re.compile(r"(?<![A-Za-z_])[A-Za-z]+")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_STARS = {r"\ast": "∗", r"\star": "⋆"}


def plain(name: str) -> str:
    """A name as a terminal shows it."""
    return GREEK.get(name, name)


def expr(node: Expr) -> str:
    """An expression; a negative one begins with ``-``."""
    match node:
        case Product():
            return "·".join(map(factor, node.factors))
        case Access():
            return f"{plain(node.array)}[{','.join(index(value) for value in node.indices)}]"
        case Symbol():
            return f"{plain(node.name)}_{node.subscript}" if node.subscript else plain(node.name)
        case Number():
            return decimal_text(node) if node.decimal else str(node.value)
        case Formula():
            return _formula(node)
        case Negative():
            return f"-{factor(node.term)}"
        case Sum():
            return " ".join(signed(row, place == 0) for place, row in enumerate(node.rows))
        case BigSum():
            return " ".join(sum_pieces(node))
        case Conjugate():
            return f"conj({expr(node.of)})"
        case Derivative():
            top = node.of if isinstance(node.of, str) else expr(node.of)
            return f"∂{top}/∂{expr(node.by)}"
        case Starred():
            return f"{expr(node.image)} {_STARS[node.star]} {expr(node.kernel)}"
        case Power():
            raised = "" if node.exponent == 1 else str(node.exponent).translate(_RAISED)
            return f"{expr(node.base)}{raised}"
        case Called():
            return f"{plain(node.function)}({', '.join(map(expr, node.arguments))})"
        case Juxtaposed():
            return " ".join(map(factor, node.factors))
        case Matrix():
            return f"[{'; '.join(' '.join(map(expr, row)) for row in node.rows)}]"
        case Dots():
            return "…"
        case _:
            return assert_never(node)


def _formula(node: Formula) -> str:
    from symconv.model.algebra import scalar

    text = str(scalar(node)).replace(" ", "").replace("**", "^").replace("*", "·")
    return _WORD.sub(lambda match: GREEK.get(f"\\{match[0]}", match[0]), text)


def factor(node: Expr) -> str:
    """An expression as a factor: in brackets where it would be misread without."""
    text = expr(node)
    if isinstance(node, Number):
        return f"({text})" if text[0] == "-" or "/" in text else text
    if isinstance(node, Formula):
        outside = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", text)
        return f"({text})" if set(outside) & set("+-·/(") else text
    return text


def signed(terms: tuple[Expr, ...], first: bool) -> str:
    """Terms with their signs; the very first one bears no plus."""
    written = []
    for term in terms:
        text = expr(term)
        negative = text[0] == "-"
        if first:
            written.append(text)
        else:
            written.append(f"- {text[1:]}" if negative else f"+ {text}")
        first = False
    return " ".join(written)


def index(node: Index) -> str:
    """An index as it is written: ``1``, ``m-i``, ``1-(-2)``."""
    if isinstance(node, int):
        return str(node)
    text = ""
    for part in node.parts:
        words = []
        for place, factor in enumerate(part.factors):
            word = affine(factor)
            compound = isinstance(factor, Poly) and len(factor.terms) > 1
            after = bool(text) or part.sign < 0 or place > 0
            words.append(f"({word})" if compound or (word[0] == "-" and after) else word)
        numeric = words[-1].strip("()-").isdigit()
        inner = ("·" if numeric else "").join(words)
        if part.sign < 0:
            text += f"-{inner}"
        else:
            text += f"+{inner}" if text else inner
    if node.modulus != 0:
        whole = f"({text})" if len(node.parts) > 1 or text[0] == "-" else text
        return f"{whole} mod {grouped(node.modulus)}"
    return text if node.divisor == 1 else f"({text})/{affine(node.divisor)}"


def grouped(value: Affine) -> str:
    """A value behind a sign that reaches no further than its first term."""
    text = affine(value)
    return f"({text})" if isinstance(value, Poly) and len(value.terms) > 1 else text


def bound(node: Bound) -> str:
    """A bound: ``3``, ``m-1``, ``max(-3, m-1)``."""
    if isinstance(node, Extremum):
        return f"{node.kind}({', '.join(affine(value) for value in node.args)})"
    return affine(node)


def affine(node: Affine) -> str:
    """An integer or a polynomial."""
    if isinstance(node, int):
        return str(node)
    text = ""
    for monomial, coefficient in node.terms:
        size = abs(coefficient)
        words = [plain(a) if isinstance(a, str) else _rounded(a) for a in monomial]
        if size != 1 or not words:
            words.insert(0, str(size))
        word = "·".join(words) if any(len(w) > 1 for w in words[1:]) else "".join(words)
        if coefficient < 0:
            text += f"-{word}"
        else:
            text += f"+{word}" if text else word
    return text


def _rounded(atom: Rounded) -> str:
    opening, closing = ("⌊", "⌋") if atom.kind == "floor" else ("⌈", "⌉")
    top = affine(atom.numerator)
    if isinstance(atom.numerator, Poly) and len(atom.numerator.terms) > 1:
        top = f"({top})"
    return f"{opening}{top}/{affine(atom.denominator)}{closing}"


def sum_pieces(node: BigSum) -> list[str]:
    """The sum signs, one by one, and what they sum."""
    pieces = []
    body: Expr = node
    while isinstance(body, BigSum):
        lower = "-∞" if body.lower is None else bound(body.lower)
        upper = "∞" if body.upper is None else bound(body.upper)
        step = "" if body.step == 1 else f" step {affine(body.step)}"
        pieces.append(f"Σ({plain(body.letter)}={lower}..{upper}{step})")
        body = body.body
    return [*pieces, expr(body)]
