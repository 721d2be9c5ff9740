"""Index arithmetic, held against plain integers wherever numbers are put in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.model.index import (
    Affine,
    Extremum,
    Poly,
    ceil_div,
    floor_div,
    maximum,
    minimum,
    name,
    names_in,
    substitute,
)

NUMBERS = st.fixed_dictionaries({letter: st.integers(-9, 9) for letter in "mKd"})
COEFFICIENTS = st.tuples(*[st.integers(-4, 4)] * 4)


def affine(coefficients: tuple[int, int, int, int]) -> Affine:
    a, b, c, constant = coefficients
    return a * name("m") + b * name("K") + c * name("m") * name("d") + constant


def plain(coefficients: tuple[int, int, int, int], numbers: dict[str, int]) -> int:
    a, b, c, constant = coefficients
    m, size, d = numbers["m"], numbers["K"], numbers["d"]
    return a * m + b * size + c * m * d + constant


@settings(deadline=None)
@given(COEFFICIENTS, COEFFICIENTS, NUMBERS)
def test_sums_differences_products_and_negatives_are_those_of_integers(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int], numbers: dict[str, int]
) -> None:
    left, right = affine(one), affine(other)
    p, q = plain(one, numbers), plain(other, numbers)
    for found, expected in (
        (left + right, p + q), (left - right, p - q), (left * right, p * q), (-left, -p),
        (3 + left, 3 + p), (3 - left, 3 - p), (3 * left, 3 * p), (left - 3, p - 3),
    ):  # fmt: skip
        assert substitute(found, numbers) == expected


@settings(deadline=None)
@given(COEFFICIENTS, st.integers(1, 6), COEFFICIENTS, NUMBERS)
def test_rounded_quotients_and_extremes_are_those_of_integers(
    one: tuple[int, int, int, int],
    bottom: int,
    other: tuple[int, int, int, int],
    numbers: dict[str, int],
) -> None:
    top, second = affine(one), affine(other)
    p, q = plain(one, numbers), plain(other, numbers)
    down, up = floor_div(top, bottom), ceil_div(top, bottom)
    assert substitute(down, numbers) == p // bottom
    assert substitute(up, numbers) == -(-p // bottom)
    assert substitute(maximum(top, second), numbers) == max(p, q)
    assert substitute(minimum(top, second, 2), numbers) == min(p, q, 2)
    assert substitute(maximum(up, second), numbers) == max(-(-p // bottom), q)


@settings(deadline=None)
@given(COEFFICIENTS, st.integers(1, 6), NUMBERS)
def test_a_symbolic_divisor_is_rounded_when_its_number_is_known(
    one: tuple[int, int, int, int], bottom: int, numbers: dict[str, int]
) -> None:
    numbers = {**numbers, "s": bottom}
    p = plain(one, numbers)
    assert substitute(floor_div(affine(one), name("s")), numbers) == p // bottom
    assert substitute(ceil_div(affine(one), name("s")), numbers) == -(-p // bottom)


@settings(deadline=None)
@given(COEFFICIENTS, COEFFICIENTS)
def test_equal_sums_are_equal_and_hash_alike_in_whatever_order_they_were_written(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int]
) -> None:
    left, right = affine(one), affine(other)
    assert left + right == right + left
    assert hash(left + right) == hash(right + left)
    assert left * right == right * left
    assert (left == right) == (one == other)


WRITTEN = [
    (name("m") - 1, "m - 1"),
    (1 - name("m"), "-m + 1"),
    (-name("m"), "-m"),
    (2 * name("K") + name("m") * name("d"), "2*K + m*d"),
    (floor_div(name("m") + 1, 2), "floor((m + 1)/2)"),
    (ceil_div(-name("m"), 3), "ceiling(-m/3)"),
    (floor_div(2 * name("m") + 3, 2), "m + 1"),
    (floor_div(name("d") - 3, name("s")), "floor((d - 3)/s)"),
    (floor_div(name("d"), name("d")), "1"),
    (maximum(name("m") - 1, -3), "max(m - 1, -3)"),
    (maximum(name("m") - 1, name("m")), "m"),
    (minimum(name("m") - 1, name("m")), "m - 1"),
    (maximum(2, 5, 3), "5"),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_a_value_is_written_in_the_syntax_of_sympy(value: Affine | Extremum, text: str) -> None:
    assert str(value) == text


def test_what_cancels_is_an_integer_again() -> None:
    assert name("m") - name("m") + 3 == 3
    assert isinstance(name("m") - name("m"), int)
    assert 0 * name("m") == 0
    assert name("m") * name("d") - name("d") * name("m") == 0


def test_the_letters_inside_roundings_and_extremes_are_found() -> None:
    value = maximum(floor_div(name("m") - 3, name("s")), name("K"))
    assert names_in(value) == {"m", "s", "K"}
    assert names_in(3) == frozenset()


def test_a_partly_known_value_keeps_its_other_letters() -> None:
    value = substitute(maximum(name("m") + name("K"), 0), {"m": 2})
    assert str(value) == "max(K + 2, 0)"


def test_a_polynomial_never_changes() -> None:
    value = name("m")
    assert isinstance(value, Poly)
    with pytest.raises(AttributeError, match="immutable"):
        value.terms = ()
