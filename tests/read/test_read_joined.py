"""Displays that go on with the one before: read as one formula, each sign at its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symconv import Problem
from symconv.read.document import read_document
from symconv.verify.judge import judge_text

LARGE = "conv image=15x15 kernel=11x11 at=1,1"
FIRST = "% symconv: conv image=3@corner kernel=2@corner\n\\begin{align*}\ny[1] &= x[0] \\cdot b"
BREAK = "\n\\end{align*}\n\\begin{align*}\n"
LAST = "\n\\end{align*}\n"


@pytest.mark.parametrize("kind", ["tex", "md"])
@pytest.mark.parametrize("detail", ["brief", "full"])
def test_a_sum_of_several_displays_is_proved(kind: str, detail: str) -> None:
    derived = Problem.parse(LARGE).derive()
    text = derived.latex(detail) if kind == "tex" else derived.markdown(detail)
    assert "\\phantom{y[1,1]} &" in text, "the sum is too long for one display"
    assert judge_text(text, kind).verdict == "proved"


def test_a_term_that_is_missing_behind_a_break_is_missed_and_placed() -> None:
    whole = f"{FIRST}{BREAK}\\phantom{{y[1]}} &\\quad + x[1] \\cdot a{LAST}"
    assert judge_text(whole, "tex").verdict == "proved"
    wrong = judge_text(whole.replace("\\cdot a", "\\cdot b"), "tex")
    (finding,) = [found for line in wrong.lines for found in line.findings]
    assert wrong.verdict == "refuted"
    assert (finding.place.line, finding.found) == (6, "b")
    (line,) = judge_text(FIRST + LAST, "tex").lines
    assert line.findings[0].kind == "missing-term"


@pytest.mark.parametrize(
    "between",
    [
        "\n\\end{align*}\nSome words.\n\\begin{align*}\n\\phantom{y[1]} &",
        "\n\\end{align*}\n\\begin{align*}\n\\phantom{y[1]} y[2] &=",
        "\n\\end{align*}\n\\begin{align*}\n&",
    ],
)
def test_other_displays_stay_by_themselves(between: str) -> None:
    document = read_document(f"{FIRST}{between} x[1] \\cdot a{LAST}", "tex")
    assert len(document.formulas) == 2


@given(st.lists(st.sampled_from([
    "\\begin{align*}\n", "\n\\end{align*}", "\\phantom{", "\\phantom{y} &", "}", "x &= 1", "$$",
    "\n\n", "\\begin{aligned}", "\\end{aligned}", " + a",
]), max_size=25), st.sampled_from(["tex", "md"]))  # fmt: skip
def test_nothing_is_moved_and_no_text_stops_the_reader(pieces: list[str], kind: str) -> None:
    text = "".join(pieces)
    document = read_document(text, kind)
    spans = [formula.span for formula in document.formulas]
    assert spans == sorted(spans)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
