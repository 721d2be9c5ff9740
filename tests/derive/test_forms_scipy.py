"""The forms beside NumPy and SciPy: their special matrices, their convolutions, their windows."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view
from scipy import linalg, signal

from symconv import Problem
from symconv.derive.forms import polynomial
from symconv.derive.terms import supports
from symconv.model.tree import Access, Equation, Expr, Matrix, Number, Sum, Symbol
from symconv.render.plain import expr
from tests.strategies import bounds

lengths = bounds(5).map(lambda box: box[1] - box[0] + 1)
sizes = st.tuples(lengths, lengths)
modes = st.sampled_from(("full", "same", "valid"))


def table(line: str, form: str = "matrix") -> Matrix:
    """The matrix that a derivation shows."""
    for step in Problem.parse(line).derive(form=form).steps():
        if step.rule == "product":
            (equation,) = step.after
            assert isinstance(equation, Equation)
            return equation.sides[1].factors[0]  # type: ignore[union-attr]
    raise AssertionError("no product is shown")


def said(line: str, form: str = "matrix") -> str:
    """All sentences of a derivation."""
    return " ".join(step.because for step in Problem.parse(line).derive(form=form).steps())


def numbers(rows: Matrix, entries: np.ndarray) -> np.ndarray:
    """A matrix of letters as one of numbers: a is the first entry, b the second, …

    Of a large kernel the entries have no letters, and are counted from 0.
    """
    flat = entries.ravel()

    def number(cell: Expr) -> Any:
        if isinstance(cell, Sum):
            return sum(map(number, cell.terms))
        if isinstance(cell, Number):
            assert cell.value == 0
            return 0
        if isinstance(cell, Access):
            return entries[cell.indices]  # type: ignore[index]
        assert isinstance(cell, Symbol)
        return flat[ord(cell.name) - ord("a")]

    return np.array([list(map(number, row)) for row in rows.rows])


def data(shape: tuple[int, ...], start: int) -> np.ndarray:
    """Whole numbers that are all different."""
    count = int(np.prod(shape))
    return (np.arange(count) ** 2 * 3 + start + np.arange(count)).reshape(shape)


def line(operation: str, image: tuple[int, ...], kernel: tuple[int, ...], more: str = "") -> str:
    """Rows and columns counted from 0, in the order of NumPy."""
    shapes = ("x".join(map(str, image)), "x".join(map(str, kernel)))
    axes = " axes=row,column" if len(image) == 2 else ""
    return f"{operation} image={shapes[0]}@corner kernel={shapes[1]}@corner{axes} {more}"


@given(lengths, lengths)
def test_convolution_in_one_dimension_is_a_toeplitz_matrix(length: int, size: int) -> None:
    text, entries = line("conv", (length,), (size,)), data((size,), 2)
    column = np.concatenate([entries, np.zeros(length - 1, dtype=int)])
    row = np.concatenate([entries[:1], np.zeros(length - 1, dtype=int)])
    found = numbers(table(text), entries)
    assert np.array_equal(found, linalg.toeplitz(column, row))
    assert np.array_equal(found, linalg.convolution_matrix(entries, length, "full"))
    several = length > 1 and len(column) > 1
    assert ("this is a Toeplitz matrix" in said(text)) == several
    assert "Hankel" not in said(text)


@given(lengths, lengths)
def test_cross_correlation_in_one_dimension_is_a_hankel_or_a_toeplitz_matrix(
    length: int, size: int
) -> None:
    entries = data((size,), 2)
    text = line("xcorr", (length,), (size,))
    found = numbers(table(text), entries)
    outputs = length + size - 1
    column = [entries[k] if 0 <= k < size else 0 for k in range(1 - length, outputs - length + 1)]
    row = [entries[k] if 0 <= k < size else 0 for k in range(size - 1, size - 1 + length)]
    assert np.array_equal(found, linalg.hankel(column, row))
    if length > 1:
        assert "this is a Hankel matrix" in said(text)
        assert "this is a Toeplitz matrix" in said(line("correlate", (length,), (size,)))
    turned = numbers(table(line("correlate", (length,), (size,))), entries)
    assert np.array_equal(turned, found[::-1])


@given(lengths, lengths)
def test_circular_convolution_is_a_circulant_matrix(length: int, size: int) -> None:
    text = line("conv", (length,), (size,), "boundary=wrap output=same")
    entries = data((size,), 2)
    column = [sum(entries[k] for k in range(size) if k % length == i) for i in range(length)]
    assert np.array_equal(numbers(table(text), entries), linalg.circulant(column))
    assert ("this is a circulant matrix" in said(text)) == (length > 1)


@given(sizes, sizes)
def test_convolution_in_two_dimensions_is_a_doubly_block_toeplitz_matrix(
    image: tuple[int, int], kernel: tuple[int, int]
) -> None:
    high, wide = (a + b - 1 for a, b in zip(image, kernel))
    if high * wide > 25 or image[0] * image[1] > 25:
        return
    text, entries = line("conv", image, kernel), data(kernel, 5)
    blocks = [linalg.convolution_matrix(row, image[1], "full") for row in entries]
    nothing = np.zeros_like(blocks[0])
    expected = np.block([
        [blocks[r - i] if 0 <= r - i < kernel[0] else nothing for i in range(image[0])]
        for r in range(high)
    ])  # fmt: skip
    found = table(text)
    assert np.array_equal(numbers(found, entries), expected)
    assert found.right == tuple(image[1] * n for n in range(1, image[0]))
    assert found.below == tuple(wide * n for n in range(1, high))
    if high * wide > 1 and image[0] * image[1] > 1:
        assert "this is a doubly block Toeplitz matrix" in said(text)


@given(sizes, sizes)
def test_the_matrix_of_a_plane_does_what_scipy_does(
    image: tuple[int, int], kernel: tuple[int, int]
) -> None:
    if np.prod(np.add(image, kernel) - 1) > 25:
        return
    pixels, entries = data(image, 1), data(kernel, 7)
    full = numbers(table(line("conv", image, kernel)), entries) @ pixels.ravel()
    assert np.array_equal(full, signal.convolve2d(pixels, entries, "full").ravel())
    if image[0] >= kernel[0] and image[1] >= kernel[1]:
        valid = numbers(table(line("correlate", image, kernel, "output=valid")), entries)
        expected = signal.correlate2d(pixels, entries, "valid").ravel()
        assert np.array_equal(valid @ pixels.ravel(), expected)
        kept = numbers(table(line("conv", image, kernel, "output=valid")), entries)
        expected = signal.convolve2d(pixels, entries, "valid").ravel()
        assert np.array_equal(kept @ pixels.ravel(), expected)


@given(lengths, lengths, st.integers(1, 3), st.integers(1, 3), st.integers(0, 2))
def test_transposed_convolution_is_the_transpose_of_the_strided_one(
    length: int, size: int, stride: int, dilation: int, offset: int
) -> None:
    more = f"stride={stride} dilation={dilation} offset={offset}"
    text = line("transposed", (length,), (size,), more)
    problem = Problem.parse(text)
    (outputs,) = supports(problem)
    if len(outputs) > 25:
        return
    low, high = outputs[0], outputs[-1]
    entries = data((size,), 3)
    gather = (
        f"correlate image={low}..{high} kernel={size}@corner {more} output=0..{length - 1}"
    )
    spreading, gathering = numbers(table(text), entries), numbers(table(gather), entries)
    assert np.array_equal(spreading, gathering.T)
    shown = [step for step in problem.derive(form="matrix").steps() if step.rule == "transpose"]
    (equation,) = shown[0].after
    assert isinstance(equation, Equation)
    assert isinstance(equation.sides[1], Matrix)
    assert np.array_equal(numbers(equation.sides[1], entries), gathering)
    # Upsampling and then convolving is the same, as scipy.signal.upfirdn does it.
    pixels = data((length,), 1)
    spread = np.zeros(dilation * (size - 1) + 1, dtype=int)
    spread[::dilation] = entries
    expected = signal.upfirdn(spread, pixels, up=stride)
    assert np.array_equal(spreading @ pixels, expected[: stride * (length - 1) + len(spread)])


@given(sizes, sizes, st.tuples(st.integers(1, 2), st.integers(1, 2)))
def test_patches_are_the_windows_of_numpy(
    image: tuple[int, int], kernel: tuple[int, int], stride: tuple[int, int]
) -> None:
    if image[0] < kernel[0] or image[1] < kernel[1]:
        return
    more = f"output=valid stride={stride[0]},{stride[1]}"
    found = table(line("correlate", image, kernel, more), "im2col")
    pixels = data(image, 1)
    windows = sliding_window_view(pixels, kernel)[:: stride[0], :: stride[1]]
    expected = windows.reshape(-1, kernel[0] * kernel[1])

    def value(cell: Expr) -> int:
        assert isinstance(cell, Access)
        return int(pixels[cell.indices])  # type: ignore[index]

    assert [list(map(value, row)) for row in found.rows] == expected.tolist()
    flipped = table(line("conv", image, kernel, "output=valid"), "im2col")
    turned = sliding_window_view(pixels, kernel)[:, :, ::-1, ::-1]
    assert [list(map(value, row)) for row in flipped.rows] == turned.reshape(
        -1, kernel[0] * kernel[1]
    ).tolist()


@settings(max_examples=50)
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=6),
       st.lists(st.integers(-9, 9), min_size=1, max_size=6))  # fmt: skip
def test_the_powers_of_polynomials_are_those_of_numpy(left: list[int], right: list[int]) -> None:
    words = [" ".join(map(str, one)) for one in (left, right)]
    text = f'conv image="[{words[0]}]@corner" kernel="[{words[1]}]@corner"'
    steps = Problem.parse(text).derive(form="polynomial").steps()
    rows = next(step for step in steps if step.rule == "rows").after
    totals = []
    for row in rows:
        assert isinstance(row, Equation)
        assert isinstance(row.sides[-1], Number)
        totals.append(row.sides[-1].value)
    assert totals == np.polynomial.polynomial.polymul(left, right).tolist() + [0] * (
        len(totals) - len(np.polynomial.polynomial.polymul(left, right))
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("conv image=9 kernel=3 stride=2", "each row is the row above, moved to the right by 2"),
        ("xcorr image=9 kernel=3 stride=2", "each row is the row above, moved to the left by 2"),
        ("transposed image=4 kernel=3 stride=3", "each column is the column before, moved down by"),
        ("correlate image=5x5 kernel=2x2 stride=2 output=valid",
         "each row of blocks is the one above, moved to the right by 2 blocks"),
        ("transposed image=2x2 kernel=2x2 stride=1,2",
         "each column of blocks is the one before, moved down by 2 blocks. Each block is a Toe"),
        ("conv image=4 kernel=3 boundary=nearest", "the entries that meet those are added"),
        ("conv image=3x3 kernel=3x3 boundary=wrap output=same", "doubly block circulant matrix"),
        ("conv image=4 kernel=3 boundary=constant:2", "adds a column of its own"),
    ],
)  # fmt: skip
def test_what_repeats_is_said(text: str, words: str) -> None:
    assert words.lower() in said(text).lower()


@settings(max_examples=60)
@given(st.sampled_from(("conv", "xcorr", "correlate", "transposed")), lengths, lengths,
       st.integers(1, 3), st.integers(1, 2))  # fmt: skip
def test_the_words_about_moving_are_true(
    operation: str, length: int, size: int, stride: int, dilation: int
) -> None:
    text = f"{operation} image={length} kernel={size} stride={stride} dilation={dilation}"
    words = said(text)
    found = numbers(table(text), data((size,), 1))
    high, wide = found.shape
    if min(high, wide) == 1:
        return
    if "Toeplitz" in words or "Hankel" in words:
        turned = found if "Toeplitz" in words else found[::-1]
        for place in range(1 - high, wide):
            assert len(set(np.diagonal(turned, place))) <= 1
        return
    if "Each column" in words:
        found = found.T
    back = "to the left" in words or "moved up" in words
    step = -stride if back else stride
    for row, after in pairwise(found):
        for place, value in enumerate(row):
            if 0 <= place + step < len(after):
                assert after[place + step] == value


def test_a_coefficient_is_written_as_one_writes_it() -> None:
    z, w = Symbol("z"), Symbol("w")
    for value, exponents, text in (
        (Number(0), (1, 1), None), (Number(1), (2, 0), "z²"), (Number(-1), (0, 1), "-w"),
        (Number(-3), (0, 0), "-3"), (Number(Fraction(-1, 2)), (1, -2), "-(1/2) z w⁻²"),
        (Access("x", (0,)), (0, 3), "x[0] w³"), (Number(1), (0, 0), "1"),
    ):  # fmt: skip
        found = polynomial.powered((z, w), value, exponents)
        assert (None if found is None else expr(found)) == text
