"""Gradients where the image goes on beyond its edge: which indices stand for a pixel, and proofs.

That they are the derivatives is tested in ``test_gradients.py``, for every boundary.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BOUNDARIES, Case, cases, inside

from symconv import Problem, verify
from symconv.derive.gradient_steps import gradient_steps
from symconv.derive.gradient_sums import spare
from symconv.derive.gradients import gradient
from symconv.derive.preimages import Form
from symconv.derive.preimages import cases as preimages
from symconv.model.tree import Equation, IndexSum
from symconv.render.gradient import write


def values(form: Form, letter: str, own: int, far: int) -> set[int]:
    """The indices up to ``far`` that a form gives for a pixel."""

    def at(turn: int) -> int:
        total = 0
        for part in form.parts:
            size = 1
            for factor in part.factors:
                text = str(factor)
                size *= own if text == letter else turn if text == form.letter else int(text)
            total += part.sign * size
        return total

    if not form.letter:
        return {at(0)} & set(range(-far, far + 1))
    low, high = (
        default if bound is None else int(str(bound))
        for bound, default in ((form.lower, -3 * far), (form.upper, 3 * far))
    )
    return {at(turn) for turn in range(low, high + 1)} & set(range(-far, far + 1))


@given(case=cases(largest=1, boundaries=BOUNDARIES[1:]))
@settings(max_examples=50)
def test_the_forms_are_all_indices_that_stand_for_a_pixel(case: Case) -> None:
    """For every pixel, by its number and by its letter, and none of them twice."""
    problem = Problem.parse(case.line)
    far = 40
    for pixel in inside(case.image[0]):
        wanted = {i for i in range(-far, far + 1) if case.stands_for(0, i) == pixel}
        general = [
            case for case in preimages(problem, 0, "t")
            if case.pixel == pixel
            or (isinstance(case.pixel, IndexSum) and (
                case.condition is None
                or int(str(case.condition.lower)) <= pixel <= int(str(case.condition.upper))))
        ]  # fmt: skip
        assert len(general) == 1
        for one in (*general, *preimages(problem, 0, "t", pixel)):
            found = [values(form, problem.sums[0], pixel, far) for form in one.forms]
            assert set().union(*found) == wanted
            assert sum(map(len, found)) == len(wanted)


LINES = (
    "correlate image=5@corner kernel=3@corner boundary=nearest output=same offset=1 at=0",
    "correlate image=4@corner kernel=2@corner boundary=nearest stride=2",
    "conv image=5@corner kernel=3 boundary=wrap output=same at=1",
    "conv image=5 kernel=3 boundary=wrap at=0",
    "xcorr image=4 kernel=3 boundary=symmetric at=-1 stride=2 dilation=2 offset=1",
    "conv image=5@corner kernel=3 boundary=mirror",
    "conv image=4x3 kernel=3x3 boundary=symmetric at=0,-1",
    "conv image=4x3 kernel=3x2 boundary=constant:1/2 at=0,-1",
    "conv image=4x3 kernel=3x2 boundary=nearest",
    "conv image=22x22 kernel=1x1 boundary=nearest",  # conditions too wide for their line
    "conv image=-K..K kernel=-k..k boundary=nearest",
    "conv image=-K..K kernel=-k..k boundary=mirror",
    "transposed image=4@corner kernel=3@corner stride=2 dilation=3 boundary=nearest at=1",
    "correlate image=5x4@corner kernel=2x2@corner stride=2,1 at=1,1",
    "correlate image=4@corner kernel=\"[1 {\\frac{1}{2}} w_1]@corner\" boundary=mirror at=1",
    "conv image=3x3x3 kernel=2x2x2 boundary=mirror",
    r"conv image=4,3@corner kernel=2,1 axes=row,column boundary=mirror names=\phi,W,z",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES[:-1])
@pytest.mark.parametrize("wrt", ["image", "kernel"])
def test_every_emitted_gradient_is_proved(line: str, wrt: str) -> None:
    found = gradient(Problem.parse(line), wrt)
    for to in ("latex", "markdown"):
        report = verify(write(found, to))
        assert report.verdict == "proved", str(report)
        assert not report.files[0].ignored
        assert len(report.lines) >= 6


@given(case=cases(longest=3), data=st.data())
@settings(max_examples=20)
def test_any_gradient_is_proved(case: Case, data: st.DataObject) -> None:
    wrt = data.draw(st.sampled_from(["image", "kernel"]))
    box = case.image if wrt == "image" else case.kernel
    at = data.draw(st.none() | st.tuples(*[st.sampled_from(inside(axis)) for axis in box]))
    found = gradient(Problem.parse(case.line).placed(at), wrt)
    report = verify(write(found, "latex"))
    assert report.verdict == "proved", str(report)


CHANGED = [(LINES[place], wrt) for place in (0, 2, 4, 6) for wrt in ("image", "kernel")]
PLAIN = ("conv image=7x7 kernel=3x3", "conv image=4x4 kernel=3x3 at=1,1")


@pytest.mark.parametrize(
    ("line", "wrt"), [*CHANGED, (LINES[8], "image"), *((line, "image") for line in PLAIN)]
)
def test_changed_gradients_are_refuted(line: str, wrt: str) -> None:
    """One index of an entry or of an output changed, in turn: each time it is found.

    Not those of pixels, which may stand for the same one, and not the sign of what runs over
    all whole numbers.
    """
    text = write(gradient(Problem.parse(line), wrt))
    start = text.index("\\begin{align*}")
    inside_brackets = [
        group.start() + place.start()
        for group in re.finditer(r"[hy]\[[^\]]*\]", text)
        for place in re.finditer(r"(?<=[a-z])[-+](?=[mnij])|(?<=[\[,])\d(?=[\],])", group[0])
        if group.start() > start
    ]
    places = inside_brackets[:: max(1, len(inside_brackets) // 6)]
    assert len(places) >= 3
    for place in places:
        old = text[place]
        changed = {"-": "+", "+": "-"}.get(old) or str((int(old) + 1) % 10)
        report = verify(text[:place] + changed + text[place + 1 :])
        assert report.verdict == "refuted", text[place - 30 : place + 10]


@pytest.mark.parametrize(
    ("line", "wrong", "kind", "believed"),
    [
        ("boundary=nearest", r"g[0] h[1] + g[1] h[0]", "missing-term", "wrong-boundary"),
        ("boundary=nearest", r"g[0] h[1] + g[1] h[0] + g[0] h[2]", "extra-term", ""),
        ("boundary=wrap", r"g[0] h[1] + g[1] h[0] + g[0] h[0]", "extra-term", "wrong-boundary"),
        ("boundary=wrap", r"\sum_{m=0}^{4} g[m] h[1-m]", "not-equal", "wrong-boundary"),
    ],
)
def test_what_is_wrong_is_told(line: str, wrong: str, kind: str, believed: str) -> None:
    head = f"% symconv: correlate image=5@corner kernel=3@corner offset=1 output=same {line}\n"
    side = re.sub(r"g\[(\w)\]", r"\\frac{\\partial L}{\\partial y[\1]}", wrong)
    left = r"\frac{\partial L}{\partial x[0]}"
    report = verify(rf"{head}\begin{{align*}}{left} &= {side}\end{{align*}}")
    assert report.verdict == "refuted"
    found = [finding for one in report.lines for finding in one.findings]
    assert kind in [one.kind for one in found]
    assert all((believed in one.consistent_with) if believed else not one.consistent_with
               for one in found)  # fmt: skip


def test_circular_convolution_has_a_circular_gradient() -> None:
    """With as many outputs as pixels the sum over all copies is one over the outputs."""
    line = "conv image=5@corner kernel=3 boundary=wrap output=same"
    found = gradient(Problem.parse(line), "image")
    assert str(found.backward) == (
        "correlate image=5@corner kernel=3 output=0..4 boundary=wrap names=y,h,x indices=i;m "
        "entries=indexed"
    )
    assert "y[(i+m) mod 5]" in write(found, "text")
    assert gradient(Problem.parse(line.replace("same", "full")), "image").backward is None


def test_letters_that_the_problem_uses_are_not_used_again() -> None:
    line = "conv image=0..t,0..u kernel=3x3 stride=v boundary=nearest indices=r,m;i,s"
    assert spare(Problem.parse(line)) == ("q", "a")


def test_many_cases_are_told_in_words() -> None:
    problem = Problem.parse("conv image=5x5x5 kernel=3x3x3 boundary=nearest")
    steps = {step.rule: step for step in gradient_steps(gradient(problem, "image"))}
    assert len(steps["inner"].after) == 7
    assert "one inside the other" in steps["inner"].because
    flat = Problem.parse("conv image=5x5 kernel=3x3 boundary=nearest")
    steps = {step.rule: step for step in gradient_steps(gradient(flat, "image"))}
    assert len(steps["inner"].after) == 9
    assert "one inside the other" not in steps["inner"].because


def test_a_constant_beyond_the_edge_depends_on_no_pixel() -> None:
    plain, other = (
        gradient(Problem.parse(f"conv image=5 kernel=3 {words}"), "image")
        for words in ("", "boundary=constant:2")
    )
    assert plain.backward == other.backward
    by_entry = Problem.parse("conv image=2@corner kernel=2@corner boundary=constant:7 at=0")
    last = gradient_steps(gradient(by_entry, "kernel"))[-1].after[0]
    assert isinstance(last, Equation)
    assert "7" in write(gradient(by_entry, "kernel"), "text").splitlines()[-1]
