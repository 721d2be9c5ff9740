"""Exact arithmetic on the numbers of a page."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.derive.arithmetic import add, simplified, tidy, times
from symconv.model.tree import Access, Expr, Negative, Number, Product, Symbol
from symconv.model.values import decimal_text, parse_scalar

WORDS = st.sampled_from(["0", "1", "-1", "3", "1/3", "-2/7", "0.5", "-0.25", "1e-3", "2.50"])
NUMBERS = WORDS.map(parse_scalar)


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_products_are_exact_and_keep_a_decimal_point_where_they_can(
    left: Number, right: Number
) -> None:
    found = times(left, right)
    assert found.value == Fraction(left.value) * right.value
    assert isinstance(found.value, int) == (Fraction(found.value).denominator == 1)
    if found.decimal:
        assert left.decimal or right.decimal
        assert Fraction(decimal_text(found)) == found.value


@settings(deadline=None)
@given(st.lists(NUMBERS, max_size=6))
def test_sums_are_exact(numbers: list[Number]) -> None:
    found = add(numbers)
    assert found.value == sum(Fraction(number.value) for number in numbers)
    assert not found.decimal or any(number.decimal for number in numbers)


def test_a_third_has_no_decimal_point_and_a_whole_number_neither() -> None:
    assert tidy(Fraction(1, 3), True) == Number(Fraction(1, 3))
    assert tidy(Fraction(4, 2), True) == Number(2)
    assert tidy(Fraction(1, 20), True) == Number(Fraction(1, 20), True)
    assert tidy(Fraction(1, 20), False) == Number(Fraction(1, 20))


A, X = Symbol("a"), Access("x", (0,))
SIMPLIFIED: list[tuple[tuple[Expr, ...], Expr | None]] = [
    ((X, A), Product((X, A))),
    ((X, Number(1)), X),
    ((X, Number(-1)), Negative(X)),
    ((X, Number(2)), Product((Number(2), X))),
    ((X, Number(-2)), Negative(Product((Number(2), X)))),
    ((X, Number(0)), None),
    ((Number(3), Number(-4)), Number(-12)),
    ((Number(3), Number(0)), None),
    ((Number(Fraction(1, 2)), Number(2)), Number(1)),
]


@pytest.mark.parametrize(("factors", "term"), SIMPLIFIED)
def test_a_product_is_worked_out_with_its_number_first(
    factors: tuple[Expr, ...], term: Expr | None
) -> None:
    assert simplified(Product(factors)) == term
