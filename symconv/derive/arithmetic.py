"""Exact arithmetic on the numbers of a page: products worked out, sums added up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from symconv.model.tree import Expr, Negative, Number, Product

if TYPE_CHECKING:
    from fractions import Fraction


def times(left: Number, right: Number) -> Number:
    """The product, with a decimal point where a factor had one and it stays finite.

    >>> times(Number(2), Number(-3))
    Number(value=-6, decimal=False, written='')
    """
    return tidy(left.value * right.value, left.decimal or right.decimal)


def add(numbers: Iterable[Number]) -> Number:
    """The sum of numbers.

    >>> add([Number(2), Number(-3)])
    Number(value=-1, decimal=False, written='')
    """
    total: int | Fraction = 0
    decimal = False
    for number in numbers:
        total += number.value
        decimal = decimal or number.decimal
    return tidy(total, decimal)


def tidy(value: int | Fraction, decimal: bool) -> Number:
    """A number in its simplest form; a decimal only where its expansion is finite."""
    if isinstance(value, int):
        return Number(value)
    if value.denominator == 1:
        return Number(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Number(value, decimal and rest == 1)


def simplified(product: Product) -> Expr | None:
    """A term with its numbers multiplied and put first; None where it is zero.

    >>> from symconv.model.tree import Symbol
    >>> simplified(Product((Symbol("a"), Number(-1))))
    Negative(term=Symbol(name='a', subscript=''))
    """
    number = Number(1)
    rest: list[Expr] = []
    for factor in product.factors:
        if isinstance(factor, Number):
            number = times(number, factor)
        else:
            rest.append(factor)
    if number.value == 0:
        return None
    if not rest:
        return number
    if number.value == 1:
        return rest[0] if len(rest) == 1 else Product(tuple(rest))
    only = [factor for factor in product.factors if isinstance(factor, Number)]
    if number.value > 0 and len(only) == 1:
        return Product((only[0], *rest))
    size = number._replace(value=-number.value if number.value < 0 else number.value)
    factors = rest if size.value == 1 else [size, *rest]
    term: Expr = factors[0] if len(factors) == 1 else Product(tuple(factors))
    return Negative(term) if number.value < 0 else term
