"""Equations under a stated problem: terms, letters, sums, chains, dots; and where a problem is."""

from __future__ import annotations

import pytest

from symconv import Problem
from symconv.verify.judge import judge_text
from tests.verify.cases import LINE, PLANE, findings, report, verdicts

NINE = (
    "x[0,0]h[1,1] + x[1,0]h[0,1] + x[2,0]h[-1,1] + x[0,1]h[1,0] + x[1,1]h[0,0] + x[2,1]h[-1,0]"
    " + x[0,2]h[1,-1] + x[1,2]h[0,-1] + x[2,2]h[-1,-1]"
)
RIGHT = [
    (PLANE, f"y[1,1] = {NINE}"),
    (PLANE, f"y[1,1] = {NINE} + x[3,0]h[-2,1] + x[0,3]h[1,-2]"),  # they do not exist: zero
    (PLANE, "y(1,1) = i x_{0,0} + h x_{1,0} + g x_{2,0} + f x_{0,1} + e x_{1,1} + d x_{2,1}"
            " + c x_{0,2} + b x_{1,2} + a x_{2,2}"),
    (PLANE, "y[4,4] = x[3,3] i + x[4,4] e"),  # x[4,4] is zero: right to write
    (PLANE, "y[4,4] = x[5-2,3] i"),
    (PLANE, "y[9,9] = 0"),
    (LINE, "y[0] = a x[1] + b x[0] + c x[-1] = c x[-1] + b x[0] + a x[1]"),
    (LINE, "y[2] = b x[2] + c x[1]"),
    (LINE, "y[2] = a x[3] + b x[2] + c x[1]"),
    (LINE, "y[0] = x[1]·a + b * x[0] + x[-1] \\times c"),
    ('conv image=5 kernel="[1 0 -1]"', "y[0] = x[1] - x[-1]"),
    ('conv image=5 kernel="[1 2 1]"', "y[0] = x[1] + 2 x[0] + x[-1]"),
    ('conv image=5 kernel="[w_1 v w_2]"', "y[0] = w_{2} x[-1] + v x_0 + w_1 x_1"),
    ('conv image=5 kernel="[{\\frac{1}{2}} -a {a+b}]"', "y[0] = (a+b)x[-1] - a x[0] + x[1]/2"),
    ("correlate image=5@corner kernel=3@corner stride=2 offset=1", "y[1] = x[1]a + x[2]b + x[3]c"),
    # sums
    (PLANE, r"y[m,n] = x[m,n] * h[m,n] = \sum_{i,j} x[i,j] h[m-i,n-j]"),
    (PLANE, r"y[m,n] = \sum_{k=-1}^1 \sum_{l=-1}^1 h[k,l] x[m-k,n-l]"),
    (PLANE, r"y[p,q] = \sum_{s=-9}^{9} \sum_{t=-\infty}^{\infty} x[s,t] h[p-s,q-t]"),
    (PLANE, r"y[1,1] = \sum_{j=0}^2 \sum_{i=0}^2 x[i,j] h[1-i,1-j]"),
    (PLANE, r"y[1,1] = \sum_{j=-3}^{3} \sum_{i=-3}^{3} x[i,j] h[1-i,1-j]"),
    ("conv image=-K..K kernel=-k..k", r"y[m] = \sum_{i=-K}^{K} x[i] h[m-i]"),
    ("conv image=9 kernel=3 dilation=2", r"y[m] = \sum_{k=-1}^{1} h[k] x[m-2k]"),
    # dots
    (PLANE, r"y[1,1] = i x[0,0] + h x[1,0] + \dots + a x[2,2]"),
    (PLANE, r"y[1,1] = a x[2,2] + b x[1,2] + \cdots"),
]  # fmt: skip
WRONG: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    (LINE, "y[0] = a x[1] + b x[0]", [("missing-term", "a x[1] + b x[0]", "x[-1]·c")]),
    (LINE, "y[0] = a x[1]", [("missing-term", "a x[1]", "x[0]·b + x[-1]·c")]),
    (LINE, "y[0] = a x[1] + b x[0] + c x[-1] + b x[0]", [("duplicate-term", "+ b x[0]", "")]),
    (LINE, "y[0] = a x[1] + b x[0] + c x[-1] + a x[2]", [("outside-kernel", "a x[2]", "")]),
    (LINE, "y[-1] = a x[0] + b x[-1] + c x[-2] + a x[2]", [("extra-term", "a x[2]", "")]),
    (LINE, "y[0] = a x[1] + b x[0] + c x[2]", [("wrong-index", "x[2]", "x[-1]")]),
    (LINE, "y[0] = a x(1) + b x(0) + c x(2)", [("wrong-index", "x(2)", "x(-1)")]),
    (LINE, "y[0] = h[-1]x[1] + h[0]x[0] + h[0]x[-1]", [("wrong-index", "h[0]", "h[1]")]),
    (LINE, "y[0] = a x[1] + b x[0] + b x[-1]", [("wrong-entry", "b", "c")]),
    (LINE, "y[0] = a x[1] + w_0 x[0] + c x[-1]", [("wrong-entry", "w_0", "b")]),
    (LINE, "y[0] = a x[1] - b x[0] + c x[-1]", [("wrong-sign", "- b x[0]", "+ x[0]·b")]),
    (LINE, "y[0] = a x[1] + 2 b x[0] + c x[-1]", [("wrong-coefficient", "2 b x[0]", "x[0]·b")]),
    (LINE, "y[1] = a x[1] + b x[0] + c x[-1]",
     [("wrong-output", "a x[1] + b x[0] + c x[-1]", "x[2]·a + x[1]·b + x[0]·c")]),
    ('conv image=5 kernel="[1 2 1]"', "y[0] = x[1] + 3 x[0] + x[-1]",
     [("wrong-entry", "3 x[0]", "2·x[0]")]),
    ('conv image=5 kernel="[1 2 1]"', "y[0] = x[1] - 2 x[0] + x[-1]",
     [("wrong-sign", "- 2 x[0]", "2·x[0]")]),
    # sums
    (PLANE, r"y[m,n] = \sum_{i,j} x[i,j] h[m+i,n-j]",
     [("wrong-index", "h[m+i,n-j]", "h[m-i,n-j]")]),
    (PLANE, r"y[m,n] = \sum_{i,j} x[m-i,n-i] h[i,j]",
     [("wrong-index", "x[m-i,n-i]", "x[m-i,n-j]")]),
    (PLANE, r"y[1,1] = \sum_{j=0}^2 \sum_{i=0}^2 x[i,j] h[1-i,2-j]",
     [("wrong-index", "h[1-i,2-j]", "h[1-i,1-j]")]),
    (PLANE, r"y[1,1] = \sum_{j=0}^2 \sum_{i=0}^1 x[i,j] h[1-i,1-j]",
     [("wrong-bounds", "i=0", "i from 0 to 2")]),
    (LINE, r"y[m] = \sum_{k=0}^{1} h[k] x[m-k]",
     [("wrong-bounds", "k=0", "k from max(-1, m - 2) to min(1, m + 2)")]),
    ("conv image=-K..K kernel=-k..k", r"y[m] = \sum_{i=-k}^{k} x[i] h[m-i]",
     [("wrong-bounds", "i=-k", "i from max(-K, m - k) to min(K, m + k)")]),
    (PLANE, r"y[1,1] = \sum_{j} \sum_{i} x[i,j] h[1-i,q-j]", [("free-index", "h[1-i,q-j]", "")]),
    (LINE, r"y[m] = -\sum_i x[i] h[m-i]",
     [("wrong-sign", r"-\sum_i x[i] h[m-i]", r"\sum_i x[i] h[m-i]")]),
    (LINE, r"y[m] = 2\sum_i x[i] h[m-i]", [("wrong-coefficient", r"2\sum_i x[i] h[m-i]", "")]),
    # dots stand only where they are written
    (PLANE, r"y[1,1] = i x[0,0] + g x[2,0] + \dots + a x[2,2]",
     [("missing-term", r"i x[0,0] + g x[2,0] + \dots + a x[2,2]", "x[1,0]·h")]),
    (PLANE, r"y[1,1] = i x[0,0] + h x[1,0] + \dots + a x[2,1]", [("wrong-entry", "a", "d")]),
    # only valid outputs were asked for
    (f"{LINE} output=valid", "y[2] = a x[3] + b x[2] + c x[1]", [("outside-image", "x[3]", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "text"), RIGHT)
def test_right(problem: str, text: str) -> None:
    assert set(verdicts(problem, text)) == {"p"}
    assert report(problem, text).ignored == ()


@pytest.mark.parametrize(("problem", "text", "expected"), WRONG)
def test_wrong(problem: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert verdicts(problem, text) == "r"
    found = findings(problem, text)
    assert [(kind, source.lstrip("+ "), wanted) for kind, source, wanted in found] == [
        (kind, source.lstrip("+ "), wanted) for kind, source, wanted in expected
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("y[1] = x[0] h[1]", "y[1] has 1 index, the problem 2 axes."),
        (r"y[1,1] = \dots", "What the dots stand for cannot be told."),
        ("y[1,1] = 2", "The values of x are not stated."),
        (r"y[m+1,n] = \sum_{i,j} x[i,j] h[m-i,n-j]",
         "The indices on the left are not plain letters."),
    ],
)  # fmt: skip
def test_undecided(text: str, why: str) -> None:
    (line,) = report(PLANE, text).lines
    assert (line.verdict, line.says) == ("undecided", why)


def test_places_count_from_one_and_end_one_past() -> None:
    text = "y[0] = a x[1] + b x[0]\n     + c x[2] = 0 x[3]"
    first, _ = report(LINE, text).lines
    assert tuple(first.place) == (2, 1, 3, 14)
    (finding,) = first.findings
    assert tuple(finding.place) == (3, 10, 3, 14)


def test_the_first_wrong_side_carries_the_findings() -> None:
    text = "y[0] = h[-1]x[1] + h[0]x[0] + h[1]x[2] = a x[1] + b x[0] + c x[2]"
    assert verdicts(LINE, text) == "rr"
    assert findings(LINE, text) == [
        ("wrong-index", "x[2]", "x[-1]"),
        ("carried-forward", "a x[1] + b x[0] + c x[2]", ""),
    ]


def test_a_side_with_another_mistake_is_not_carried_forward() -> None:
    text = "y[0] = a x[1] + b x[0] + c x[2] = a x[1] + b x[0]"
    assert [kind for kind, _, _ in findings(LINE, text)] == ["wrong-index", "missing-term"]


def test_a_right_side_after_a_wrong_one_is_proved() -> None:
    assert verdicts(LINE, "y[0] = a x[1] + b x[0] = a x[1] + b x[0] + c x[-1]") == "rp"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"% symconv: {LINE}\n\\[ y[0] = a x[1] + b x[0] + c x[-1] \\]", "tex"),
        (f"<!-- symconv: {LINE} -->\n$$ y[0] = a x[1] + b x[0] + c x[-1] $$", "md"),
        (f".. symconv: {LINE}\n\n.. math::\n\n   y[0] = a x[1] + b x[0] + c x[-1]\n", "rst"),
    ],
)
def test_the_problem_is_stated_in_a_comment(text: str, kind: str) -> None:
    report = judge_text(text, kind)
    assert (report.verdict, report.problem, report.problem_from) == ("proved", LINE, "stated")
    assert judge_text(text.replace("c x[-1]", "c x[2]"), kind).verdict == "refuted"


def test_the_problem_of_a_formula_is_the_last_one_stated() -> None:
    text = f"""% symconv: {LINE}
y[0] = a x[1] + b x[0] + c x[-1]

% symconv: correlate image=5 kernel=3
y[0] = a x[-1] + b x[0] + c x[1]

y[0] = a x[1] + b x[0] + c x[-1]
"""
    assert [line.verdict for line in judge_text(text, "txt").lines] == [
        "proved", "proved", "refuted",
    ]  # fmt: skip


def test_an_output_of_one_problem_says_nothing_about_the_ranges_of_another() -> None:
    text = (
        "<!-- symconv: conv image=7 kernel=3 -->\n$$ y[5] = 0 $$\n"
        "<!-- symconv: conv image=7 kernel=0..2 -->\nFor $y[1]$\n$$ 0 \\le 1-i \\le 2 $$\n"
        "<!-- symconv: xcorr image=7 kernel=0..2 -->\nFor $y[-1]$\n$$ 1 \\le i \\le {} $$\n"
    )
    assert judge_text(text.format(3), "md").verdict == "proved"
    wrong = judge_text(text.format(2), "md")
    assert [one.kind for line in wrong.lines for one in line.findings] == ["wrong-range"]


def test_the_problem_may_come_as_an_argument() -> None:
    problem, text = Problem.parse(LINE), "y[0] = a x[1] + b x[0] + c x[-1]"
    assert judge_text(text, "txt", problem=problem).verdict == "proved"
    assert judge_text(text.replace("-1", "2"), "txt", problem=problem).verdict == "refuted"


def test_a_sign_at_one_output_names_the_operation_only_before_the_terms() -> None:
    assert verdicts(LINE, "y[0] = x[0] * h[0] = a x[1] + b x[0] + c x[-1]") == "pp"
    assert verdicts(LINE, "y[0] = x[0] * h[0]") == "r"
    assert verdicts(LINE, "y[0] = x[0] * h[0] = b x[0]") == "rr"
    text = "y[0] = x[0] * h[0] = x[0] * h[0] + x[1] * h[-1] + x[-1] * h[1]"
    assert verdicts(LINE, text) == "rp"


def test_a_problem_that_is_not_understood_is_unread() -> None:
    (line, *_) = report("conv image=0x3", "y[0] = a x[1]").lines
    assert line.verdict == "unread"
    assert "'0x3' is not a size" in line.says


def test_under_a_problem_of_one_axis_two_digits_are_one_index() -> None:
    line = "conv image=13@corner kernel=2@corner"
    assert verdicts(line, "y_{12} = x_{12} a + x_{11} b") == "p"
    assert verdicts(line, "y_{10} = x_{9} b + x_{10} h_0") == "p"
    assert verdicts(line, "y_{12} = x_{12} a + x_{10} b") == "r"
    assert verdicts(PLANE, "y_{44} = x_{33} i") == "p"
    (judged,) = report(line, "y[1,2] = x[1] a").lines
    assert judged.says == "y[1,2] has 2 indices, the problem 1 axis."


@pytest.mark.parametrize("boundary", ["zero", "nearest", "wrap", "constant:1/2"])
def test_a_zero_term_must_obey_the_relation(boundary: str) -> None:
    line = f"conv image=3 kernel=2@corner boundary={boundary}"
    right = "y[1] = x[1] h[0] + x[0] h[1]"
    assert verdicts(line, f"{right} + x[2] h[-1] + h[2] x[-1]") == "p"  # beyond the kernel
    assert findings(line, f"{right} + x[0] h[-1]") == [("wrong-index", "h[-1]", "h[1]")]
    assert verdicts("conv image=3 kernel=3", "y[2] = x[1] h[1] + x[2] h[-2+2] + x[3] h[-1]") == "p"
    assert verdicts("conv image=3 kernel=3", "y[2] = x[1] h[1] + x[2] h[1]") == "r"
    assert verdicts("conv image=3 kernel=3", "y[2] = x[1] h[1] + x[2] h[3]") == "r"


@pytest.mark.parametrize("letter", ["w", "h", "x"])
def test_values_with_subscripts_are_letters_whatever_the_arrays_are_called(letter: str) -> None:
    """``h[1]`` is an element, and ``h_1`` is the value that the problem names so."""
    line = f'conv image=5 kernel="[{{2{letter}_1}} {letter}_0 {letter}_12]"'
    problem = Problem.parse(f"{line} at=1")
    for text in (problem.derive().latex(), problem.derive().markdown()):
        assert judge_text(text, "md" if text.startswith("<") else "tex").verdict == "proved"
    written = f"y[1] = x[0] {letter}_{{12}} + x[1] {letter}_0 + 2 {letter}_{{1}} x[2]"
    assert verdicts(line, written) == "p"
    assert verdicts(line, written.replace("_0", "_1")) == "r"
    assert verdicts(line, f"h[-1] = 2 {letter}_1") == "p"
    assert verdicts(line, f"h[-1] = 2 {letter}_0") == "r"


def test_an_ignored_formula_is_not_judged() -> None:
    text = f"% symconv: {LINE}\n% symconv: ignore\ny[0] = a x[1]\n\ny[2] = b x[2] + c x[1]"
    report = judge_text(text, "txt")
    assert report.verdict == "proved"
    assert len(report.lines) == 1


def test_an_output_of_compound_values_is_no_product_of_polynomials() -> None:
    line = "conv image=[{u-v}] kernel=[{u-v}]"
    assert verdicts(line, r"y[0] = \left(u-v\right) \cdot \left(u-v\right)") == "p"
    assert verdicts(line, r"y[0] = \left(u-v\right) \cdot \left(u+v\right)") == "r"
