"""Derivations: the article to the letter, and numbers against SciPy and NumPy."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy
import pytest
import scipy.ndimage
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import AXES, Case, Valued, bracketed, cases, inside, valued

from symconv.derive.arithmetic import add, times
from symconv.derive.derivation import Derivation, derive, derive_all
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.model.tree import Access, Number, Row, Symbol

CONVOLUTION = """
    x[0,0]·h[1-0,1-0]  x[0,0]·h[1,1]    i
    x[1,0]·h[1-1,1-0]  x[1,0]·h[0,1]    h
    x[2,0]·h[1-2,1-0]  x[2,0]·h[-1,1]   g
    x[3,0]·h[1-3,1-0]  x[3,0]·h[-2,1]   none
    x[0,1]·h[1-0,1-1]  x[0,1]·h[1,0]    f
    x[1,1]·h[1-1,1-1]  x[1,1]·h[0,0]    e
    x[2,1]·h[1-2,1-1]  x[2,1]·h[-1,0]   d
    x[3,1]·h[1-3,1-1]  x[3,1]·h[-2,0]   none
    x[0,2]·h[1-0,1-2]  x[0,2]·h[1,-1]   c
    x[1,2]·h[1-1,1-2]  x[1,2]·h[0,-1]   b
    x[2,2]·h[1-2,1-2]  x[2,2]·h[-1,-1]  a
    x[3,2]·h[1-3,1-2]  x[3,2]·h[-2,-1]  none
    x[0,3]·h[1-0,1-3]  x[0,3]·h[1,-2]   none
    x[1,3]·h[1-1,1-3]  x[1,3]·h[0,-2]   none
    x[2,3]·h[1-2,1-3]  x[2,3]·h[-1,-2]  none
    x[3,3]·h[1-3,1-3]  x[3,3]·h[-2,-2]  none
"""


def shown_index(index: object) -> str:
    if isinstance(index, int):
        return str(index)
    text = ""
    for part in index.parts:  # type: ignore[attr-defined]
        (factor,) = part.factors
        sign = "-" if part.sign < 0 else "+"
        text += f"{sign}{factor}" if text or sign == "-" else str(factor)
    return text


def shown(access: Access) -> str:
    return f"{access.array}[{','.join(map(shown_index, access.indices))}]"


def rows(derived: Derivation) -> list[list[str]]:
    """The worked table, as words: plugged in, worked out, and the entry's name."""
    (step,) = [step for step in derived.steps() if step.rule == "terms"]
    found = []
    for row in step.after:
        assert isinstance(row, Row)
        entry = "none"
        if row.named is not None:
            named = row.named.factors[1]
            assert isinstance(named, Symbol)
            entry = named.name
        columns = [
            "·".join(shown(f) for f in side.factors if isinstance(f, Access))
            for side in (row.plugged, row.worked)
        ]
        found.append([*columns, entry])
    return found


def test_the_worked_convolution_has_the_sixteen_rows_of_the_article() -> None:
    derived = derive(Problem.parse("conv image=7x7 kernel=3x3 at=1,1"))
    assert rows(derived) == [line.split() for line in CONVOLUTION.strip().splitlines()]
    assert len(derived.terms) == 9


def test_the_worked_cross_correlation_shows_and_fails_the_same_pixels() -> None:
    derived = derive(Problem.parse("xcorr image=7x7 kernel=3x3 at=-1,-1"))
    table = rows(derived)
    assert [row[0] for row in table] == [
        f"x[{i},{j}]·h[-1+{i},-1+{j}]" for j in range(4) for i in range(4)
    ]
    assert [row[1] for row in table] == [
        f"x[{i},{j}]·h[{i - 1},{j - 1}]" for j in range(4) for i in range(4)
    ]
    assert "".join(row[2][0] for row in table) == "abcndefnghinnnnn"


def patch(line: str, at: tuple[int, int]) -> dict[tuple[int, ...], str]:
    """The pixels that an output uses, each with the letter of its entry."""
    derived = derive(Problem.parse(line), at)
    letters = {}
    for image, kernel in derived.terms:
        entry = derived.elements.entry(kernel)
        assert isinstance(entry, Symbol)
        letters[image] = entry.name
    return letters


def block(found: dict[tuple[int, ...], str]) -> str:
    """A patch row by row, divided by slashes."""
    columns = sorted({cell[0] for cell in found})
    lines = sorted({cell[1] for cell in found})
    return " / ".join(" ".join(found[c, r] for c in columns) for r in lines)


def test_the_red_patch_of_convolution_carries_the_kernel_flipped_both_ways() -> None:
    red = patch("conv image=7x7 kernel=3x3", (1, 1))
    assert set(red) == set(product(range(3), range(3)))
    assert block(red) == "i h g / f e d / c b a"


def test_the_red_patch_of_cross_correlation_carries_the_kernel_as_it_is() -> None:
    red = patch("xcorr image=7x7 kernel=3x3", (-1, -1))
    assert set(red) == set(product(range(3), range(3)))
    assert block(red) == "a b c / d e f / g h i"


def test_cross_correlation_at_1_1_uses_the_green_patch() -> None:
    green = patch("xcorr image=7x7 kernel=3x3", (1, 1))
    assert set(green) == set(product(range(-2, 1), range(-2, 1)))
    assert block(green) == "a b c / d e f / g h i"


@settings(max_examples=80, deadline=None)
@given(st.tuples(*[st.integers(0, 2)] * 2), st.tuples(*[st.integers(-4, 4)] * 2))
def test_patches_are_centred_at_the_output_and_at_its_mirror_for_symmetric_kernels(
    radius: tuple[int, int], at: tuple[int, int]
) -> None:
    bounds = ",".join(f"-{r}..{r}" for r in radius)
    for operation, sign in (("conv", 1), ("xcorr", -1)):
        problem = Problem.parse(f"{operation} image=-9..9,-9..9 kernel={bounds}")
        used = {image for image, _ in derive(problem, at).terms}
        centre = [sign * m for m in at]
        assert used == set(product(*[range(c - r, c + r + 1) for c, r in zip(centre, radius)]))
    mirror = (-at[0], -at[1])
    one = derive(Problem.parse(f"conv image=-9..9,-9..9 kernel={bounds}"), at)
    other = derive(Problem.parse(f"xcorr image=-9..9,-9..9 kernel={bounds}"), mirror)
    assert {image for image, _ in one.terms} == {image for image, _ in other.terms}


def test_the_patches_differ_for_a_kernel_that_is_not_symmetric_about_zero() -> None:
    one = derive(Problem.parse("conv image=-9..9 kernel=-2..1"), (1,))
    other = derive(Problem.parse("xcorr image=-9..9 kernel=-2..1"), (-1,))
    assert [image for image, _ in one.terms] == [(0,), (1,), (2,), (3,)]
    assert [image for image, _ in other.terms] == [(-1,), (0,), (1,), (2,)]


INTEGERS = tuple(map(str, range(-9, 10)))


def numbers(valued: Valued) -> dict[tuple[int, ...], Any]:
    """The value of every output, from the named products of its derivation."""
    found = {}
    for derived in derive_all(Problem.parse(valued.line), Derivation):
        assert derived.at is not None
        total = []
        for term in derived.terms:
            pixel, entry = derived.elements.product(*term).factors
            assert isinstance(pixel, Number)
            assert isinstance(entry, Number)
            total.append(times(pixel, entry))
        found[derived.at] = add(total).value
    return found


def block_of(case: Case, values: dict[tuple[int, ...], int]) -> numpy.ndarray:
    """Cells as an array: the first axis is the row, as SciPy has it."""
    low = [min(cell[axis] for cell in values) for axis in range(len(case.image))]
    high = [max(cell[axis] for cell in values) for axis in range(len(case.image))]
    turn = [1, 0] if len(case.image) == 2 and case.axes == AXES[0] else range(len(low))
    found = numpy.zeros([high[axis] - low[axis] + 1 for axis in turn], dtype=int)
    for cell, value in values.items():
        found[tuple(cell[axis] - low[axis] for axis in turn)] = value
    return found


def arrays(valued: Valued) -> tuple[numpy.ndarray, numpy.ndarray]:
    made = []
    for values in (valued.image, valued.kernel):
        assert values is not None
        made.append(block_of(valued.case, {cell: int(word) for cell, word in values.items()}))
    return made[0], made[1]


def plain(drawn: Valued, operation: str, output: str) -> Valued:
    """The drawn values under an operation without stride, dilation and offset."""
    dimension = len(drawn.case.image)
    ones, zeros = (1,) * dimension, (0,) * dimension
    case = drawn.case._replace(
        operation=operation, stride=ones, dilation=ones, offset=zeros, output=output,
        boundary="zero",
    )  # fmt: skip
    return drawn._replace(case=case)


integral = valued(INTEGERS, longest=5, always=True)
flat = valued(INTEGERS, longest=5, always=True, smallest=2)
line = valued(INTEGERS, longest=5, always=True, largest=1)


@settings(max_examples=80, deadline=None)
@given(flat, st.sampled_from(("full", "valid")))
def test_two_dimensions_equal_scipy_convolve2d_and_correlate2d(drawn: Valued, mode: str) -> None:
    for operation, compute in (
        ("conv", scipy.signal.convolve2d),
        ("correlate", scipy.signal.correlate2d),
    ):
        problem = plain(drawn, operation, mode)
        image, kernel = arrays(problem)
        if mode == "valid" and any(a < b for a, b in zip(image.shape, kernel.shape)):
            assert numbers(problem) == {}  # SciPy exchanges the two here; the definition does not
            return
        expected = compute(image, kernel, mode=mode)
        assert block_of(problem.case, numbers(problem)).tolist() == expected.tolist()


@settings(max_examples=60, deadline=None)
@given(flat)
def test_xcorr_is_correlate_visited_backwards(drawn: Valued) -> None:
    one = numbers(drawn._replace(case=drawn.case._replace(operation="xcorr")))
    other = numbers(drawn._replace(case=drawn.case._replace(operation="correlate")))
    assert one == {tuple(-m for m in at): value for at, value in other.items()}
    problem = plain(drawn, "xcorr", "full")
    image, kernel = arrays(problem)
    expected = scipy.signal.correlate2d(image, kernel)[::-1, ::-1]
    assert block_of(problem.case, numbers(problem)).tolist() == expected.tolist()


@settings(max_examples=60, deadline=None)
@given(line)
def test_one_dimension_equals_numpy_convolve(drawn: Valued) -> None:
    problem = plain(drawn, "conv", "full")
    image, kernel = arrays(problem)
    expected = numpy.convolve(image, kernel)
    assert block_of(problem.case, numbers(problem)).tolist() == expected.tolist()


@settings(max_examples=80, deadline=None)
@given(integral)
def test_centred_arrays_equal_scipy_ndimage_with_zeros_around(drawn: Valued) -> None:
    lengths = [[high - low + 1 for low, high in box]
               for box in (drawn.case.image, drawn.case.kernel)]  # fmt: skip
    for operation, compute in (
        ("conv", scipy.ndimage.convolve),
        ("correlate", scipy.ndimage.correlate),
    ):
        problem = plain(drawn, operation, "same")
        image, kernel = arrays(problem)
        # SciPy's centre is n//2, ours is the same cell: 0 in a centred support.
        centred = tuple((-(n // 2), n - n // 2 - 1) for n in lengths[1])
        shift = [new - old for (new, _), (old, _) in zip(centred, drawn.case.kernel)]
        moved = {
            tuple(index + by for index, by in zip(cell, shift)): word
            for cell, word in (drawn.kernel or {}).items()
        }
        problem = Valued(problem.case._replace(kernel=centred), drawn.image, moved)
        expected = compute(image, kernel, mode="constant", cval=0)
        assert block_of(problem.case, numbers(problem)).tolist() == expected.tolist()


@settings(max_examples=60, deadline=None)
@given(flat)
def test_strides_and_dilations_equal_scipy_on_a_kernel_spread_by_hand(drawn: Valued) -> None:
    case = drawn.case._replace(
        operation="correlate", output="full", offset=(0, 0), boundary="zero"
    )
    assert drawn.kernel is not None
    box = tuple(
        (low * d, high * d) for (low, high), d in zip(case.kernel, case.dilation)
    )
    spread = dict.fromkeys(product(*map(inside, box)), "0")
    for cell, word in drawn.kernel.items():
        spread[tuple(index * d for index, d in zip(cell, case.dilation))] = word
    dense = Valued(case._replace(kernel=box, dilation=(1, 1), stride=(1, 1)), drawn.image, spread)
    image, kernel = arrays(dense)
    expected = numbers(dense)
    assert block_of(case, expected).tolist() == scipy.signal.correlate2d(image, kernel).tolist()
    for at, value in numbers(drawn._replace(case=case)).items():
        place = tuple(m * s for m, s in zip(at, case.stride))
        assert value == expected.get(place, 0)


def test_numbers_stay_exact_where_floats_would_not() -> None:
    derived = derive(Problem.parse('conv image="[0.1 1e-30 1/3]" kernel="[3 0.1 7]" at=0'))
    (last,) = derived.steps()[-1].after
    value = last.sides[-1].value  # type: ignore[union-attr]
    assert value == 7 * Fraction("0.1") + Fraction("0.1") * Fraction("1e-30") + Fraction(3, 3)


def test_a_derivation_is_equal_to_another_of_the_same_problem_and_never_changes() -> None:
    problem = Problem.parse("conv at=1,1")
    one, other = derive(problem), derive(Problem.parse("conv"), (1, 1))
    assert one == other
    assert hash(one) == hash(other)
    assert one != derive(problem, (0, 0))
    with pytest.raises(AttributeError, match="immutable"):
        one.at = (0, 0)
    assert repr(one) == "Derivation('conv image=7x7 kernel=3x3 at=1,1')"


def test_an_unknown_detail_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OutputError, match="'short' is not known: use brief, normal, full"):
        derive(Problem.parse("conv at=1,1")).steps("short")


def test_an_output_of_no_term_is_zero_and_says_so() -> None:
    derived = derive(Problem.parse("conv image=3 kernel=3 output=-9..9 at=9"))
    assert (derived.terms, derived.rejected) == ((), ())
    for detail in ("brief", "normal", "full"):
        step = derived.steps(detail)[-1]
        assert step.rule == "empty"
        (equation,) = step.after
        assert equation.sides[-1] == Number(0)  # type: ignore[union-attr]


@settings(max_examples=30, deadline=None)
@given(cases(3, 6, longest=2))
def test_up_to_six_dimensions_are_derived_with_every_detail(case: Case) -> None:
    places = case.outputs()
    if places:
        derived = derive(Problem.parse(case.line), places[0])
        assert list(derived.terms) == case.terms(places[0])
        for detail in ("brief", "normal", "full"):
            assert derived.steps(detail)


def test_the_bracket_notation_of_the_tests_means_what_it_says() -> None:
    case = Case("conv", ((0, 1), (5, 7)), ((0, 0), (0, 0)), (1, 1), (1, 1), (0, 0),
                AXES[0], "image", "full")  # fmt: skip
    words = {(i, j): f"{10 * i + j}" for i in (0, 1) for j in (5, 6, 7)}
    assert bracketed(case, case.image, words) == "[5 15; 6 16; 7 17]@0,5"
