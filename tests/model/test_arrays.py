"""Arrays: where they are centred, how they are placed, and what they hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.errors import ProblemError
from symconv.model.arrays import (
    Array,
    Interval,
    centred,
    layout,
    letters_of,
    parse_affine,
    parse_array,
    parse_interval,
    write_array,
)
from symconv.model.index import name
from symconv.model.tree import Number


def read(text: str, axes: str = "column,row") -> Array:
    return parse_array(text, "x", "image", axes, ".")


@settings(deadline=None)
@given(st.integers(1, 10**9))
def test_zero_is_the_middle_cell_and_the_later_one_of_an_even_size(size: int) -> None:
    lower = centred(size)
    upper = lower + size - 1
    assert lower <= 0 <= upper
    assert (-lower) - upper == (0 if size % 2 else 1)


PLACED = [
    ("7x7", [(-3, 3), (-3, 3)]),
    ("4", [(-2, 1)]),
    ("1x2x3", [(0, 0), (-1, 0), (-1, 1)]),
    ("5x2@corner", [(0, 4), (0, 1)]),
    ("5x2@-1,7", [(-1, 3), (7, 8)]),
    ("-3..3,0..6", [(-3, 3), (0, 6)]),
    ("+1..2", [(1, 2)]),
    ("[1 2 1]", [(-1, 1)]),
    ("[1 2 1]@corner", [(0, 2)]),
    ("[1 2 1]@-1", [(-1, 1)]),
    ("[1 2; 3 4]@0,-1", [(0, 1), (-1, 0)]),
    ("[1 2 1;]", [(-1, 1), (0, 0)]),
    (r"[{\frac{1}{2}} 1]@corner", [(0, 1)]),
]


@pytest.mark.parametrize(("text", "support"), PLACED)
def test_an_array_stands_where_its_notation_places_it(
    text: str, support: list[tuple[int, int]]
) -> None:
    array = read(text)
    assert list(array.support) == support
    assert array.numeric
    assert read(write_array(array)) == array
    assert write_array(read(write_array(array))) == write_array(array)


def test_sizes_are_in_index_order_and_values_in_rows_whatever_the_order_of_axes() -> None:
    assert read("4x2").support == read("4x2", "row,column").support
    wide = read("[1 2 3; 4 5 6]@corner")
    assert wide.support == ((0, 2), (0, 1))
    assert wide.value((2, 0), layout(2, "column,row")) == Number(3)
    tall = read("[1 2 3; 4 5 6]@corner", "row,column")
    assert tall.support == ((0, 1), (0, 2))
    assert tall.value((0, 2), layout(2, "row,column")) == Number(3)


@pytest.mark.parametrize(
    ("dimension", "axes", "order"),
    [
        (1, "column,row", (0,)),
        (1, "row,column", (0,)),
        (2, "column,row", (1, 0)),
        (2, "row,column", (0, 1)),
        (4, "column,row", (3, 2, 1, 0)),
        (4, "row,column", (3, 2, 0, 1)),
    ],
)
def test_columns_are_written_fastest_then_rows_then_further_axes(
    dimension: int, axes: str, order: tuple[int, ...]
) -> None:
    assert layout(dimension, axes) == order


AFFINE = [
    ("0", "0"), ("-3", "-3"), ("+3", "3"), ("K", "K"), ("-K", "-K"), ("2*K", "2*K"), ("2K", "2*K"),
    ("K+1", "K + 1"), ("N-1", "N - 1"), ("-2*K+3-1", "-2*K + 2"), ("K-K", "0"),
    ("A+B-2", "A + B - 2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), AFFINE)
def test_a_bound_is_a_sum_of_integers_and_letters(text: str, value: str) -> None:
    assert str(parse_affine(text, "a bound")) == value


@pytest.mark.parametrize(
    "text", ["", " ", "-", "+", "1.5", "K*2", "K K", "2**K", "--1", "1+", "(K)", "K²", "١", "KK",
             "12345678901", "1e3", "\\K"]
)  # fmt: skip
def test_what_is_no_bound_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(ProblemError, match="is not a bound"):
        parse_affine(text, "a bound")


def test_symbolic_arrays_know_their_letters_and_have_no_numeric_bounds() -> None:
    array = read("-K..K,0..2*N-1")
    assert letters_of(array) == {"K", "N"}
    assert not array.numeric
    assert write_array(array) == "-K..K,0..2*N-1"
    with pytest.raises(ProblemError, match=r"the bounds -K\.\.K of x hold a letter"):
        array.bounds(0)
    assert write_array(read("NxM@corner")) == "NxM@corner"
    assert read("N@2").support == (Interval(2, name("N") + 1),)
    assert read(write_array(read("N@2"))) == read("N@2")


def test_a_range_is_empty_only_when_its_bounds_say_so() -> None:
    assert parse_interval("K..K", "the image") == (name("K"), name("K"))
    for text in ("1..0", "K..K-1"):
        with pytest.raises(ProblemError, match="is empty"):
            parse_interval(text, "the image")


def test_an_array_without_values_has_none_at_any_index() -> None:
    assert read("3x3").value((0, 0), (1, 0)) is None
