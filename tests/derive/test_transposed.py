"""The transposed operation against matrices turned round, and against pixels set apart."""

from __future__ import annotations

import numpy
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Case, Cell, cases, inside

from symconv.derive.derivation import derive
from symconv.derive.ranges import solve
from symconv.derive.terms import outputs
from symconv.errors import OutputError
from symconv.model.problem import Problem


def turned(case: Case) -> tuple[Case, Case]:
    """A transposed case, and the correlation that it turns round, on the same three boxes."""
    here = case._replace(operation="transposed", output="full")
    box = tuple((low[0], low[1]) for low in map(here.box, range(len(case.image))))
    back = case._replace(operation="correlate", image=box, output=case.image)
    return here, back


def matrix(
    case: Case, rows: list[Cell], columns: list[Cell]
) -> dict[tuple[Cell, Cell], list[Cell]]:
    """Which entries take a pixel (column) to an output (row), from the derived terms."""
    problem = Problem.parse(case.line)
    found: dict[tuple[Cell, Cell], list[Cell]] = {}
    for at, terms in outputs(problem):
        for image, kernel in terms:
            assert at in rows
            assert image in columns
            found.setdefault((at, image), []).append(kernel)
    return found


@settings(max_examples=100, deadline=None)
@given(cases(1, 3, longest=3, boundaries=("zero",)))
def test_it_is_the_matrix_of_correlate_turned_round(case: Case) -> None:
    here, back = turned(case)
    pixels, places = back.outputs(), here.outputs()
    down = matrix(here, places, pixels)
    up = matrix(back, pixels, places)
    assert {key[::-1]: entries for key, entries in up.items()} == down


@settings(max_examples=60, deadline=None)
@given(cases(1, 2, longest=4, boundaries=("zero",)), st.integers(0, 2**32 - 1))
def test_it_is_the_full_convolution_of_the_pixels_set_apart(case: Case, seed: int) -> None:
    """With zeros between pixels and between entries it is a plain convolution."""
    case = case._replace(operation="transposed", output="full")
    random = numpy.random.default_rng(seed)
    lengths = [[len(inside(axis)) for axis in box] for box in (case.image, case.kernel)]
    image, kernel = (random.integers(-9, 10, size) for size in lengths)
    apart = [spread(image, case.stride), spread(kernel, case.dilation)]
    whole = scipy.signal.convolve(*apart, method="direct")
    lows = [case.box(axis)[0] for axis in range(image.ndim)]
    for at, terms in outputs(Problem.parse(case.line)):
        value = sum(
            image[tuple(i - low for i, (low, _) in zip(pixel, case.image))]
            * kernel[tuple(k - low for k, (low, _) in zip(entry, case.kernel))]
            for pixel, entry in terms
        )
        assert value == whole[tuple(m - low for m, low in zip(at, lows))]


def spread(array: numpy.ndarray, steps: Cell) -> numpy.ndarray:
    """An array with zeros between its elements."""
    made = numpy.zeros([(n - 1) * step + 1 for n, step in zip(array.shape, steps)], int)
    made[tuple(slice(None, None, step) for step in steps)] = array
    return made


def test_strides_leave_holes_where_the_output_is_an_empty_sum() -> None:
    problem = Problem.parse("transposed image=3@corner kernel=2@corner stride=3")
    found = dict(outputs(problem))
    assert [len(found[m,]) for m in range(8)] == [1, 1, 0, 1, 1, 0, 1, 1]
    assert derive(problem, (2,)).steps()[-1].rule == "empty"


def test_with_a_common_divisor_of_stride_and_dilation_no_index_is_valid_in_between() -> None:
    problem = Problem.parse("transposed image=-K..K kernel=-k..k stride=2 dilation=2")
    solved = solve(problem, 0)
    assert solved.step == 1
    assert "ceiling(m/2)" in str(solved.lower)
    problem = Problem.parse("transposed image=5 kernel=3 stride=2 dilation=2")
    assert not solve(problem, 0, 1).values()


def test_it_is_convolution_where_nothing_is_strided() -> None:
    one = Problem.parse("transposed image=5x4 kernel=3x2 dilation=2 offset=1")
    other = Problem.parse("conv image=5x4 kernel=3x2 dilation=2 offset=1")
    assert list(outputs(one)) == list(outputs(other))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("transposed image=4@corner kernel=3@corner stride=2 dilation=2 output=valid", (4, 6)),
        ("transposed image=4@corner kernel=1@corner stride=3 output=valid", (0, 9)),
        ("transposed image=4@corner kernel=3@corner output=valid", (2, 3)),
    ],
)
def test_valid_outputs_meet_every_entry(line: str, expected: tuple[int, int]) -> None:
    assert tuple(solve(Problem.parse(line), 0).outputs) == expected


def test_no_output_is_valid_where_entries_fall_between_the_pixels() -> None:
    problem = Problem.parse("transposed image=9@corner kernel=3@corner stride=2 output=valid")
    assert list(outputs(problem)) == []
    with pytest.raises(OutputError, match="never meet as asked"):
        derive(problem, (4,))
