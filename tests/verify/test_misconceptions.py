"""Misconceptions: each is caught by its own example, and none is named without cause."""

from __future__ import annotations

import pytest

from symconv.verify.judge import judge_text
from symconv.verify.misconceptions import MISCONCEPTIONS, Misconception
from symconv.verify.report import Finding

CONTRACT = (
    "not-flipped", "flipped", "flipped-one-axis", "transposed", "rotated", "swapped-axes",
    "corner-origin", "off-by-one", "other-operation", "mirrored-output", "wrong-boundary",
    "stride-ignored", "dilation-ignored", "role-swap",
)  # fmt: skip
each = pytest.mark.parametrize("record", MISCONCEPTIONS, ids=lambda record: record.name)


def findings(text: str) -> list[Finding]:
    return [one for line in judge_text(text, "txt").lines for one in line.findings]


def named(text: str) -> tuple[str, ...]:
    return findings(text)[0].consistent_with


def test_all_of_the_contract_are_there() -> None:
    assert tuple(record.name for record in MISCONCEPTIONS) == CONTRACT


@each
def test_it_is_caught(record: Misconception) -> None:
    report = judge_text(record.caught, "txt")
    assert report.verdict == "refuted"
    assert record.name in named(record.caught)


@each
def test_all_findings_of_a_line_name_it(record: Misconception) -> None:
    assert len({one.consistent_with for one in findings(record.caught)}) == 1


@each
def test_what_is_right_is_not_caught(record: Misconception) -> None:
    assert judge_text(record.clean, "txt").verdict == "proved"


@each
def test_the_two_examples_are_of_one_problem_and_output(record: Misconception) -> None:
    caught, clean = (text.rsplit("=", 1)[0] for text in (record.caught, record.clean))
    assert caught == clean


@each
def test_advice_is_a_sentence(record: Misconception) -> None:
    assert record.advice[0].isupper()
    assert record.advice.endswith(".")


def test_ties_are_all_named() -> None:
    """At y[0] a centred kernel not flipped, and both cross-correlations, read the same."""
    text = "% symconv: conv image=5 kernel=3\ny[0] = a x[-1] + b x[0] + c x[1]"
    assert named(text) == ("not-flipped", "other-operation")


def test_at_another_output_they_can_be_told_apart() -> None:
    line = "% symconv: conv image=7 kernel=0..2\n"
    assert named(line + "y[2] = a x[0] + b x[1] + c x[2]") == ("not-flipped",)
    assert named(line + "y[2] = a x[-2] + b x[-1] + c x[0]") == ("other-operation",)


def test_a_symmetric_kernel_does_not_show_a_flip() -> None:
    text = '% symconv: conv image=5 kernel="[1 2 1]"\ny[0] = 1 x[-1] + 2 x[0] + 1 x[1]'
    assert judge_text(text, "txt").verdict == "proved"


def test_an_antisymmetric_kernel_does() -> None:
    text = '% symconv: conv image=5 kernel="[1 0 -1]"\ny[0] = x[-1] - x[1]'
    assert "not-flipped" in named(text)


def shifted(by: int) -> str:
    """Nine terms whose pixels are too far by as much on both axes."""
    terms = [f"h[{k},{r}]x[{by - k},{by - r}]" for r in (-1, 0, 1) for k in (-1, 0, 1)]
    return "% symconv: conv image=9x9 kernel=3x3\ny[0,0] = " + " + ".join(terms)


def test_a_mistake_made_once_is_named_before_one_made_twice() -> None:
    """A kernel counted from the corner shifts both axes by -1; that is one mistake, not two."""
    assert named(shifted(-1)) == ("corner-origin",)
    assert named(shifted(1)) == ("off-by-one",)


@pytest.mark.parametrize(
    "text",
    [
        "y[1] = c x[0] + b x[1] + b x[2]",
        "y[1] = c x[0] - b x[1] + a x[2]",
        "y[1] = c x[0] + b x[1] + a x[2] + a x[2]",
    ],
)
def test_a_slip_is_no_misconception(text: str) -> None:
    assert named(f"% symconv: conv image=7 kernel=3\n{text}") == ()


def test_a_general_formula_shows_it_at_every_output() -> None:
    text = r"""% symconv: conv image=7x7 kernel=3x3
y[m,n] = \sum_{j=-1}^{1} \sum_{i=-1}^{1} x[m+i,n+j] h[i,j]"""
    assert named(text) == ("not-flipped", "other-operation")
