"""Numbers and indices in syntax trees: exact values, index expressions, bounds.

``number`` reads what is made of digits, ``affine`` an index expression, ``entry`` one index of
an access (which may be divided or taken modulo something), ``bound`` the end of a sum.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Union

from symconv.model.index import (
    Affine,
    Bound,
    Poly,
    ceil_div,
    floor_div,
    maximum,
    minimum,
    name,
    names_in,
    substitute,
)
from symconv.read import syntax as s

Exact = Union[int, Fraction]


class NotTerms(Exception):  # noqa: N818
    """A side that is no sum of products; the message says why."""


class Odd(NamedTuple):
    """An index that is divided, or taken modulo something."""

    value: Affine
    divisor: Affine = 1
    modulus: Affine = 0


Entry = Union[int, Poly, Odd]


def entry_letters(entry: Entry) -> frozenset[str]:
    """The letters in an index."""
    if isinstance(entry, Odd):
        return names_in(entry.value) | names_in(entry.divisor) | names_in(entry.modulus)
    return names_in(entry)


def exact(value: Fraction) -> Exact:
    """An integer where the fraction is one."""
    return value.numerator if value.denominator == 1 else value


def number(node: s.Node) -> Exact | None:
    """The value of a node made of numbers only, else None."""
    match node:
        case s.Number():
            return node.value
        case s.Negative():
            inner = number(node.term)
            return None if inner is None else -inner
        case s.Sum():
            parts = [number(part) for part in node.terms]
            total: Exact = 0
            for part in parts:
                if part is None:
                    return None
                total = total + part
            return total
        case s.Product():
            result: Exact = 1
            for one in node.factors:
                value = number(one)
                if value is None:
                    return None
                result = result * value
            return result
        case s.Quotient():
            top, bottom = number(node.top), number(node.bottom)
            if top is None or bottom is None or bottom == 0:
                return None
            return exact(Fraction(top) / bottom)
        case _:
            return None


def bound(node: s.Node) -> Bound:
    """A bound of a sum or a range. Raises NotTerms where it is no affine expression."""
    if isinstance(node, s.Function) and node.name in ("max", "min"):
        arguments = [affine(argument) for argument in node.arguments]
        known = [value for value in arguments if value is not None]
        if len(known) == len(arguments) and known:
            return (maximum if node.name == "max" else minimum)(*known)
    value = affine(node)
    if value is None:
        raise NotTerms("a bound is not understood")
    return value


def affine(node: s.Node) -> Affine | None:
    """An index expression as an integer or a polynomial, None where it is neither."""
    match node:
        case s.Number():
            return node.value if isinstance(node.value, int) else None
        case s.Name():
            return name(node.name)
        case s.Negative():
            inner = affine(node.term)
            return None if inner is None else -inner
        case s.Sum():
            total: Affine = 0
            for part in node.terms:
                value = affine(part)
                if value is None:
                    return None
                total = total + value
            return total
        case s.Product():
            result: Affine = 1
            for part in node.factors:
                value = affine(part)
                if value is None:
                    return None
                result = result * value
            return result
        case s.Access() if node.style in ("index", "run") and node.base is None:
            parts = [affine(index) for index in node.indices]
            if all(isinstance(part, (int, Poly)) for part in parts):
                return name(f"{node.name}_{''.join(str(part) for part in parts)}")
            return None
        case s.Function() if node.name in ("floor", "ceil") and len(node.arguments) == 1:
            return _rounded(node)
        case s.Listing() if node.fence == "(" and len(node.items) == 1:
            return affine(node.items[0])
        case _:
            return None


def _rounded(node: s.Function) -> Affine | None:
    inside = node.arguments[0]
    round_off = floor_div if node.name == "floor" else ceil_div
    if isinstance(inside, s.Quotient):
        top, bottom = affine(inside.top), affine(inside.bottom)
        if top is None or bottom is None or bottom == 0:
            return None
        return round_off(top, bottom)
    return affine(inside)


def entry(node: s.Node) -> Entry:
    """One index of an access. Raises NotTerms."""
    if isinstance(node, s.Mod):
        value, modulus = affine(node.value), affine(node.modulus)
        if value is not None and modulus is not None:
            return Odd(value, 1, modulus)
    if isinstance(node, s.Quotient):
        value, divisor = affine(node.top), affine(node.bottom)
        if value is not None and divisor is not None and divisor != 0:
            return Odd(value, divisor)
    value = affine(node)
    if value is None:
        raise NotTerms("an index is not understood")
    return value


def evaluate(entry: Entry, numbers: dict[str, int]) -> int | None:
    """An index with numbers put in; None where a letter or a rest is left."""
    if isinstance(entry, int):
        return entry
    if isinstance(entry, Poly):
        value = substitute(entry, numbers)
        return value if isinstance(value, int) else None
    value, divisor, modulus = (substitute(part, numbers) for part in entry)
    if not (isinstance(value, int) and isinstance(divisor, int) and isinstance(modulus, int)):
        return None
    if modulus:
        return value % modulus if modulus > 0 else None
    if divisor == 0 or value % divisor:
        return None
    return value // divisor
