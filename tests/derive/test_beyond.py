"""Boundaries: every term against SciPy and NumPy, and how they are told on the page."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy
import pytest
import scipy.ndimage
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Case, cases

from symconv.derive.derivation import derive
from symconv.derive.patches import covered, reach
from symconv.derive.ranges import solve
from symconv.derive.steps import range_steps
from symconv.derive.terms import outputs
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.model.tree import Access, Beyond, Equation, IndexSum, Row, Where
from symconv.render.plain import expr

Array = Any
MODES = {
    "constant:3": "constant", "nearest": "nearest", "wrap": "wrap", "symmetric": "reflect",
    "mirror": "mirror",
}  # fmt: skip
PADS = {
    "constant:3": "constant", "nearest": "edge", "wrap": "wrap", "symmetric": "symmetric",
    "mirror": "reflect",
}  # fmt: skip


def values(problem: Problem, image: Array, kernel: Array) -> dict[tuple[int, ...], int]:
    """The value of every output from its terms, for arrays that are counted from 0."""
    found = {}
    for at, terms in outputs(problem):
        total = 0
        for raw, entry in terms:
            pixel = problem.pixel(raw)
            total += (3 if pixel is None else image[pixel]) * kernel[entry]
        found[at] = int(total)
    return found


def sizes(array: Array) -> str:
    return "x".join(map(str, array.shape)) + "@corner"


@st.composite
def drawn_arrays(draw: st.DrawFn, longest: int = 5) -> tuple[Array, Array]:
    """An image and a kernel of one to three axes; the kernel may be the larger one."""
    size = draw(st.integers(1, 3))
    length = st.integers(1, longest if size < 3 else 3)
    random = numpy.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shapes = [draw(st.tuples(*[length] * size)) for _ in range(2)]
    return random.integers(-9, 10, shapes[0]), random.integers(-9, 10, shapes[1])


@settings(max_examples=150, deadline=None)
@given(drawn_arrays(), st.sampled_from(sorted(MODES)), st.data())
def test_every_output_is_that_of_scipy_ndimage_in_the_mode_of_that_meaning(
    arrays: tuple[Array, Array], boundary: str, data: st.DataObject
) -> None:
    image, kernel = arrays
    origin = [data.draw(st.integers(-(n // 2), (n - 1) // 2)) for n in kernel.shape]
    offset = ",".join(str(n // 2 + by) for n, by in zip(kernel.shape, origin))
    for operation, compute in (
        ("correlate", scipy.ndimage.correlate), ("conv", scipy.ndimage.convolve),
    ):  # fmt: skip
        problem = Problem.parse(
            f"{operation} image={sizes(image)} kernel={sizes(kernel)} output=same "
            f"offset={offset} boundary={boundary}"
        )
        expected = compute(image, kernel, mode=MODES[boundary], cval=3, origin=origin)
        assert values(problem, image, kernel) == dict(numpy.ndenumerate(expected))


@settings(max_examples=100, deadline=None)
@given(drawn_arrays(longest=4), st.sampled_from(sorted(PADS)), st.data())
def test_every_output_is_that_of_an_image_padded_by_numpy(
    arrays: tuple[Array, Array], boundary: str, data: st.DataObject
) -> None:
    """With stride, dilation and offset, and at outputs far outside."""
    image, kernel = arrays
    axes = range(image.ndim)
    stride, dilation = ([data.draw(st.integers(1, 3)) for _ in axes] for _ in range(2))
    offset = [data.draw(st.integers(-2, 2)) for _ in axes]
    pad = 40 if image.ndim < 3 else 24
    constant: dict[str, Any] = {"constant_values": 3} if "constant" in boundary else {}
    wide = numpy.pad(image, pad, mode=PADS[boundary], **constant)
    spread = numpy.zeros([(n - 1) * d + 1 for n, d in zip(kernel.shape, dilation)], int)
    spread[tuple(slice(None, None, d) for d in dilation)] = kernel
    whole = scipy.signal.correlate(wide, spread, mode="valid", method="direct")
    box = ",".join(["-3..3"] * image.ndim)
    words = [
        f"{key}={','.join(map(str, value))}"
        for key, value in (("stride", stride), ("dilation", dilation), ("offset", offset))
    ]
    problem = Problem.parse(
        f"correlate image={sizes(image)} kernel={sizes(kernel)} output={box} "
        f"boundary={boundary} {' '.join(words)}"
    )
    for at, value in values(problem, image, kernel).items():
        place = tuple(m * s - p + pad for m, s, p in zip(at, stride, offset))
        assert value == whole[place]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 8), st.integers(0, 2**32 - 1), st.sampled_from(("image", "kernel")))
def test_wrapped_and_same_is_the_circular_convolution(length: int, seed: int, over: str) -> None:
    random = numpy.random.default_rng(seed)
    image, kernel = (random.integers(-9, 10, length) for _ in range(2))
    size = f"{length}@corner"
    problem = Problem.parse(f"conv image={size} kernel={size} boundary=wrap output=same sum={over}")
    turned = numpy.fft.ifft(numpy.fft.fft(image) * numpy.fft.fft(kernel)).real.round()
    assert values(problem, image, kernel) == dict(numpy.ndenumerate(turned.astype(int)))


@settings(max_examples=60, deadline=None)
@given(cases(1, 2, longest=4), st.data())
def test_terms_keep_the_index_that_was_met_and_the_pixel_it_stands_for(
    case: Case, data: st.DataObject
) -> None:
    places = case.outputs()
    if places:
        at = data.draw(st.sampled_from(places))
        derived = derive(Problem.parse(case.line), at)
        expected = case.terms(at)
        assert list(derived.terms) == expected
        assert list(derived.pixels) == [case.pixel(raw) for raw, _ in expected]


@settings(max_examples=60, deadline=None)
@given(cases(1, 2, longest=4))
def test_a_boundary_adds_no_outputs(case: Case) -> None:
    one, other = Problem.parse(case.line), Problem.parse(case._replace(boundary="zero").line)
    assert [at for at, _ in outputs(one)] == [at for at, _ in outputs(other)]


@settings(max_examples=60, deadline=None)
@given(cases(1, 3, longest=3), st.data())
def test_a_patch_holds_every_entry_and_what_the_boundary_gives_there(
    case: Case, data: st.DataObject
) -> None:
    places = case.outputs()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    problem = Problem.parse(case.line)
    endless = case._replace(boundary="nearest", over="image")
    met = endless.terms(at)
    found = list(covered(problem, at))
    assert [(one.image, one.kernel) for one in found] == met
    for one in found:
        assert one.pixel == case.pixel(one.image)
        assert one.inside == (one.pixel == one.image)
        assert (one.constant is None) == (one.pixel is not None)
    wide = product(*reach(problem, at))
    assert sorted(wide) == sorted(image for image, _ in met)


def shown(line: str, rule: str, detail: str = "normal") -> list[str]:
    """The statements of a step, as text."""
    steps = derive(Problem.parse(line)).steps(detail)
    return [told(one) for step in steps if step.rule == rule for one in step.after]


def told(statement: Any) -> str:
    if isinstance(statement, Where):
        (one,) = statement.conditions
        assert isinstance(one, Beyond)
        where = f"{one.letter} {one.sign} {one.bound}"
        return f"{told(statement.equation)} for {where}"
    if isinstance(statement, Equation):
        return " = ".join(map(expr, statement.sides))
    assert isinstance(statement, Row)
    sides = [statement.plugged, statement.worked, statement.named]
    return " = ".join(expr(side) for side in sides if side is not None)


TOLD = [
    ("conv image=7 kernel=3 boundary=nearest at=-3", ["x[-4] = x[-3]"]),
    ("conv image=7 kernel=3 boundary=wrap at=-3", ["x[-4] = x[3]"]),
    ("conv image=7 kernel=3 boundary=symmetric at=-4", ["x[-5] = x[-2]", "x[-4] = x[-3]"]),
    ("conv image=7 kernel=3 boundary=mirror at=-3", ["x[-4] = x[-2]"]),
    ("conv image=7 kernel=3 boundary=constant:1/2 at=-3", ["x[-4] = 1/2"]),
    ("conv image=7x7 boundary=nearest at=3,-3", ["x[4,j] = x[3,j]", "x[i,-4] = x[i,-3]"]),
    ("conv image=7 kernel=3 boundary=nearest at=0", []),
    ("conv image=7 kernel=3 at=-3", []),
    ("conv image=4@corner kernel=3 boundary=wrap sum=kernel at=0", []),
    ("conv image=7 kernel=3 boundary=nearest",
     ["x[i] = x[-3] for i < -3", "x[i] = x[3] for i > 3"]),
    ("conv image=7 kernel=3 boundary=constant:c", ["x[i] = c for i < -3", "x[i] = c for i > 3"]),
    ("conv image=7 kernel=3 boundary=wrap", ["x[i+7] = x[i]"]),
    ("conv image=7@corner kernel=3 boundary=wrap", ["x[i] = x[i mod 7]"]),
    ("conv image=7 kernel=3 boundary=symmetric", ["x[-7-i] = x[i]", "x[7-i] = x[i]"]),
    ("conv image=7 kernel=3 boundary=mirror", ["x[-6-i] = x[i]", "x[6-i] = x[i]"]),
    ("conv image=1 kernel=3 boundary=mirror", ["x[i] = x[0]"]),
    ("conv image=-K..K kernel=3 boundary=wrap", ["x[i+2K+1] = x[i]"]),
    ("conv image=5x2 kernel=19x3 boundary=nearest at=0,0",
     ["x[i,j] = x[-2,j] for i < -2", "x[i,j] = x[2,j] for i > 2",
      "x[i,j] = x[i,-1] for j < -1", "x[i,j] = x[i,0] for j > 0"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), TOLD)
def test_what_lies_beyond_the_edge_is_told_where_it_is_met(line: str, expected: list[str]) -> None:
    assert shown(line, "boundary") == expected
    assert shown(line, "boundary", "brief") == expected


def test_a_row_shows_the_index_that_was_met_and_then_the_pixel() -> None:
    assert shown("conv image=7 kernel=3 boundary=nearest at=-3", "terms")[:2] == [
        "x[-4]·h[-3-(-4)] = x[-4]·h[1] = x[-3]·c",
        "x[-3]·h[-3-(-3)] = x[-3]·h[0] = x[-3]·b",
    ]
    rows = shown("conv image=7 kernel=3 boundary=constant:2 entries=indexed at=-3", "terms")
    assert rows[:2] == [
        "x[-4]·h[-3-(-4)] = x[-4]·h[1] = 2·h[1]", "x[-3]·h[-3-(-3)] = x[-3]·h[0]",
    ]  # fmt: skip


def test_two_entries_on_one_pixel_stay_two_terms() -> None:
    line = "conv image=1 kernel=3 boundary=nearest at=0"
    assert shown(line, "names") == ["y[0] = x[0]·c + x[0]·b + x[0]·a"]
    line = 'conv image=1 kernel="[1 0 -1]" boundary=nearest at=0'
    assert shown(line, "names") == ["y[0] = x[0]·(-1) + x[0]·0 + x[0]·1"]
    assert shown(line, "products") == ["y[0] = -x[0] + x[0]"]


def test_numbers_are_put_together_with_the_constant() -> None:
    line = 'correlate image="[1 2 3]@corner" kernel="[1 1 1]" boundary=constant:1/2 at=0'
    assert shown(line, "sum") == ["y[0] = 7/2"]
    line = "conv image=3 kernel=3 boundary=constant:2 entries=indexed at=-1"
    assert shown(line, "collect") == ["y[-1] = 2·h[1] + x[-1]·h[0] + x[0]·h[-1]"]
    assert shown("conv image=3 kernel=3 boundary=constant:1 at=-1", "products") == [
        "y[-1] = c + x[-1]·b + x[0]·a"
    ]


def test_a_wrapped_image_that_is_counted_from_zero_is_written_modulo_its_length() -> None:
    line = "correlate image=4x6@corner kernel=2x2@corner boundary=wrap"
    (step, *_) = derive(Problem.parse(line)).steps()
    assert expr(step.after[0].sides[-1]).endswith("x[(m+i) mod 4,(n+j) mod 6]·h[i,j]")  # type: ignore[union-attr]
    assert "modulo" in step.because
    assert shown(f"{line} at=3,5", "terms")[1] == (
        "x[(3+1) mod 4,(5+0) mod 6]·h[1,0] = x[0,5]·h[1,0] = x[0,5]·b"
    )


def test_only_the_kernel_bounds_a_sum_over_an_image_that_goes_on() -> None:
    def bounds(line: str) -> tuple[str, ...]:
        solved = solve(Problem.parse(line), 0)
        return tuple(map(str, (solved.lower, solved.upper, solved.step, *solved.outputs)))

    assert bounds("conv image=7 boundary=wrap kernel=3") == ("m - 1", "m + 1", "1", "-4", "4")
    assert bounds("conv image=-K..K kernel=-k..k boundary=mirror") == (
        "m - k", "m + k", "1", "-K - k", "K + k")  # fmt: skip
    assert bounds("correlate image=-K..K kernel=-k..k boundary=nearest stride=2")[:3] == (
        "-k", "k", "1")  # fmt: skip
    line = "transposed image=5 kernel=0..4 stride=2 boundary=wrap sum=kernel"
    assert bounds(line)[:3] == ("m - 2*floor(m/2)", "4", "2")


def test_the_range_is_told_with_the_boundary() -> None:
    steps = range_steps(Problem.parse("conv image=7 kernel=3 boundary=nearest"))
    assert [step.rule for step in steps] == ["definition", "range", "boundary", "support"]
    assert "because the image goes on beyond its edge" in steps[1].because
    assert "meets the image itself" in steps[-1].because


def test_single_outputs_of_symbolic_sizes_need_numbers_and_the_message_says_so() -> None:
    problem = Problem.parse("conv image=-K..K kernel=3 boundary=nearest")
    assert derive(problem).steps()
    with pytest.raises(OutputError, match="holds a letter: give numbers to work out single"):
        derive(problem, (0,)).steps()


def test_the_range_of_one_output_may_hold_letters() -> None:
    problem = Problem.parse("conv image=5 kernel=-k..k offset=p boundary=mirror at=0")
    (told,) = [step for step in range_steps(problem) if step.rule == "boundary"]
    (rules,) = [
        step for step in range_steps(problem.placed(None)) if step.rule == "boundary"
    ]
    assert told.after == rules.after


def test_a_wrapped_index_is_worked_out() -> None:
    line = "correlate image=4@corner kernel=3@corner boundary=wrap at=3"
    (rows,) = [step.after for step in derive(Problem.parse(line)).steps() if step.rule == "terms"]
    for row in rows:
        assert isinstance(row, Row)
        plugged, worked = row.plugged.factors[0], row.worked.factors[0]
        assert isinstance(plugged, Access)
        assert isinstance(worked, Access)
        (index,) = plugged.indices
        assert isinstance(index, IndexSum)
        assert (index.worked(),) == worked.indices
