"""Gradients: against SymPy's derivative of the written-out loss, and by our own verifier."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Case, cases, inside

from symconv import Problem, ProblemError, verify
from symconv.cli import main
from symconv.derive.derivation import Derivation
from symconv.derive.gradient_steps import gradient_steps
from symconv.derive.gradient_terms import terms
from symconv.derive.gradients import Gradient, gradient
from symconv.render.gradient import write
from symconv.render.steps import FORMATS

Cell = tuple[int, ...]
CONSTANT = sympy.Symbol("c")  # what stands beyond the edge where no pixel does


def letter(array: str, cell: Cell) -> sympy.Symbol:
    return sympy.Symbol(f"{array}{list(cell)}")


def loss(case: Case) -> sympy.Expr:
    """Every output times a letter of its own: its derivative by an output is that letter."""
    products = []
    for at in case.outputs():
        for image, entry in case.terms(at):
            place = case.pixel(image) if case.boundary != "zero" else image
            pixel = CONSTANT if place is None else letter("x", place)
            products.append(letter("g", at) * pixel * letter("h", entry))
    return sympy.Add(*products)


def derived(found: Gradient, at: Cell) -> sympy.Expr:
    """What the operation that the gradient is gives at a place, in the same letters."""
    backward = found.backward
    assert backward is not None
    names = {found.forward.output_name: "g", "x": "x", "h": "h"}
    total = sympy.Integer(0)
    derivation = Derivation(backward.placed(at))
    for (_, kernel), image in zip(derivation.terms, derivation.pixels):
        one = CONSTANT if image is None else letter(names[backward.image.name], image)
        total += one * letter(names[backward.kernel.name], kernel)
    return total


def listed(found: Gradient, at: Cell) -> sympy.Expr:
    """The terms of the gradient one by one, in the same letters."""
    total = sympy.Integer(0)
    for met in terms(found, at):
        pixel = found.forward.pixel(met.image)
        other = letter("h", met.kernel)
        if found.wrt == "kernel":
            other = CONSTANT if pixel is None else letter("x", pixel)
        total += letter("g", met.output) * other
    return total


@given(case=cases(longest=3), data=st.data())
@settings(max_examples=60)
def test_the_gradient_is_the_derivative_of_the_loss(case: Case, data: st.DataObject) -> None:
    wrt = data.draw(st.sampled_from(["image", "kernel"]))
    found = gradient(Problem.parse(case.line), wrt)
    box = case.image if wrt == "image" else case.kernel
    total = loss(case)
    for at in list(product(*map(inside, box)))[:6]:
        name = "x" if wrt == "image" else "h"
        wanted = sympy.diff(total, letter(name, at))
        assert sympy.expand(wanted - listed(found, at)) == 0
        if found.backward is not None:
            assert sympy.expand(wanted - derived(found, at)) == 0


@given(case=cases(longest=4), data=st.data())
@settings(max_examples=40)
def test_the_gradient_is_the_difference_quotient(case: Case, data: st.DataObject) -> None:
    """Of the loss Σ y²/2, whose central differences are its derivatives, without an error."""
    wrt = data.draw(st.sampled_from(["image", "kernel"]))
    found = gradient(Problem.parse(case.line), wrt)
    number = st.integers(-9, 9)
    arrays = {
        role: {cell: Fraction(data.draw(number)) for cell in product(*map(inside, box))}
        for role, box in (("image", case.image), ("kernel", case.kernel))
    }
    at = data.draw(st.sampled_from(sorted(arrays[wrt])))

    def outputs(change: int) -> dict[Cell, Fraction]:
        image, kernel = (
            {**arrays[role], at: arrays[role][at] + change} if role == wrt else arrays[role]
            for role in ("image", "kernel")
        )
        return {m: sum(_product(case, term, image, kernel) for term in case.terms(m))
                for m in case.outputs()}  # fmt: skip

    above, below = (sum(y * y for y in outputs(change).values()) / 2 for change in (1, -1))
    by_output, total = outputs(0), Fraction(0)
    for met in terms(found, at):
        other = arrays["kernel"][met.kernel]
        if wrt == "kernel":
            other = _product(case, (met.image, met.kernel), arrays["image"], None)
        total += by_output[met.output] * other
    assert total == (above - below) / 2


def _product(
    case: Case, term: tuple[Cell, Cell], image: dict[Cell, Fraction],
    kernel: dict[Cell, Fraction] | None,
) -> Fraction:  # fmt: skip
    place = case.pixel(term[0])
    pixel = constant(case) if place is None else image[place]
    return pixel if kernel is None else pixel * kernel[term[1]]


def constant(case: Case) -> Fraction:
    """What stands beyond the edge where no pixel does."""
    return Fraction(case.boundary.partition(":")[2] or 0)


@pytest.mark.parametrize(
    ("line", "wrt", "operation", "stride", "dilation"),
    [
        ("correlate image=6@corner kernel=3@corner", "image", "conv", 1, 1),
        ("correlate image=6@corner kernel=3@corner", "kernel", "correlate", 1, 1),
        ("conv image=6 kernel=3", "image", "correlate", 1, 1),
        ("conv image=6 kernel=3", "kernel", "xcorr", 1, 1),
        ("xcorr image=6 kernel=3", "image", "xcorr", 1, 1),
        ("xcorr image=6 kernel=3", "kernel", "conv", 1, 1),
        ("correlate image=9 kernel=3 stride=2 dilation=3", "image", "transposed", 2, 3),
        ("correlate image=9 kernel=3 stride=2 dilation=3", "kernel", "correlate", 3, 2),
        ("conv image=9 kernel=3 stride=2 dilation=3", "kernel", "xcorr", 3, 2),
        ("transposed image=4 kernel=3 stride=2 dilation=3", "image", "correlate", 2, 3),
        ("transposed image=4 kernel=3 stride=2 dilation=3", "kernel", "correlate", 3, 2),
    ],
)
def test_which_operation_the_gradient_is(
    line: str, wrt: str, operation: str, stride: int, dilation: int
) -> None:
    """With stride 1 the three operations answer for each other; stride and dilation swap."""
    backward = gradient(Problem.parse(line), wrt).backward
    assert backward.operation.name == operation
    assert backward.stride == (stride,)
    assert backward.dilation == (dilation,)


def test_the_gradient_by_the_image_sums_over_every_output() -> None:
    """The full convolution of the upstream gradient: the support is that of the image."""
    line = "correlate image=6@corner kernel=3@corner output=valid"
    found = gradient(Problem.parse(line), "image")
    assert str(found.backward) == (
        "conv image=4@corner kernel=3@corner output=0..5 names=y,h,x indices=i;m entries=indexed"
    )


EMITTED = (
    "correlate image=5@corner kernel=3@corner at=1",
    "conv image=7x7 kernel=3x3",
    "conv image=4x4 kernel=3x3 at=1,1",
    "conv image=-K..K kernel=-k..k",
    "correlate image=6@corner kernel=3@corner stride=2 offset=1 at=1",
    "xcorr image=5 kernel=3 stride=2 dilation=3",
    "transposed image=4@corner kernel=3@corner stride=2 dilation=3 offset=1",
    "correlate image=5x5 kernel=3x3 at=0,1 names=X,W,Y axes=row,column",
)


@pytest.mark.parametrize("line", EMITTED)
@pytest.mark.parametrize("wrt", ["image", "kernel"])
def test_every_emitted_gradient_is_proved(line: str, wrt: str) -> None:
    found = gradient(Problem.parse(line), wrt)
    for to in ("latex", "markdown"):
        report = verify(write(found, to))
        assert report.verdict == "proved", str(report)
        assert len(report.lines) >= 6


def test_steps_name_their_rules_and_speak_of_outputs() -> None:
    found = gradient(Problem.parse("correlate image=6@corner kernel=3@corner at=1"), "image")
    steps = gradient_steps(found)
    assert [step.rule for step in steps[:5]] == [
        "definition", "chain-rule", "inner", "put-in", "definition",
    ]  # fmt: skip
    text = write(found, "text")
    assert "(the output exists)" in text
    assert "(the pixel exists)" not in text


def test_json_holds_the_terms(capsys: pytest.CaptureFixture[str]) -> None:
    words = "gradient correlate image=4@corner kernel=2@corner at=1 --wrt kernel --to json"
    assert main(words.split()) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == "symconv.gradient/1"
    assert document["problem"] == "correlate image=4@corner kernel=2@corner at=1"
    assert document["terms"] == [f"x[{m + 1}]·∂L/∂y[{m}]" for m in range(-1, 3)]
    assert [step["rule"] for step in document["steps"]][:2] == ["definition", "chain-rule"]


@pytest.mark.parametrize("known", [known.name for known in FORMATS])
def test_every_format(known: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gradient", "conv", "--wrt", "image", "--at", "1,1", "--to", known]) == 0
    text = capsys.readouterr().out
    assert text == write(gradient(Problem.parse("conv at=1,1"), "image"), known)
    assert "chain rule" in " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["conv"], "add --wrt image or kernel"),
        (["conv", "--wrt", "weights"], "'wrt=weights' is not known: use image or kernel"),
        (["conv", "--wrt", "image", "--detail", "tiny"], "use brief, normal, full"),
        (["conv", "--wrt", "image", "--to", "pdf"], "use one of latex"),
        (["conv", "--wrt", "image", "--at", "9,9"], "does not exist"),
        (["conv", "--wrt", "kernel", "--at", "2,0"], "the kernel entry h[2,0] does not exist"),
        (["conv", "--wrt", "image", "--channels", "2"], "one channel"),
    ],
)
def test_bad_words(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gradient", *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert says in shown.err


def test_other_words_are_refused_in_python() -> None:
    with pytest.raises(ProblemError, match="use image or kernel"):
        gradient(Problem.parse("conv"), "output")
