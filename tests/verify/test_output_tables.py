"""Values stated for the whole output: every one is held against the problem."""

from __future__ import annotations

import re

import pytest

from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport

LINE = 'conv image="[1 2 3]@corner" kernel="[1 1 1]@corner"'
CENTRED = 'conv image="[1 2 3]" kernel="[1 1 1]"'
PLANE = 'conv image="[1 2; 3 4]@corner" kernel="[1 1; 1 2]@corner"'
LETTERS = 'conv image="[1 2]@corner" kernel="[a b]@corner"'
SAME = 'conv image="[1 2 3]" kernel="[1 1 1]" output=same'
VALID = 'correlate image="[1 2 3 5]@corner" kernel="[1 0 -1]@corner" output=valid'
RIGHT = (
    (LINE, "y = [1, 3, 6, 5, 3]"),
    (LINE, "y = [1 3 6 5 3]"),
    (LINE, r"y = \{1, 3, 6, 5, 3\}"),
    (LINE, "y = (1, 3, 6, 5, 3)"),
    (LINE, r"y[n] = \{\underset{\uparrow}{1}, 3, 6, 5, 3\}"),
    (LINE, r"y = \begin{bmatrix} 1 & 3 & 6 & 5 & 3 \end{bmatrix}"),
    (LINE, r"y = \begin{pmatrix} 1 \\ 3 \\ 6 \\ 5 \\ 3 \end{pmatrix}"),
    (LINE, r"x * h = [1, 3, 6, 5, 3]"),
    (LINE, r"y[n] = (x \ast h)[n] = [1, 1 + 2, 1 + 2 + 3, 5, 3]"),
    (LINE, "y = [0, 1, 3, 6, 5, 3, 0]"),
    (CENTRED, r"y = \{1, 3, \underline{6}, 5, 3\}"),
    (CENTRED, r"y = \{1, 3, \underset{\uparrow}{6}, 5, 3\}"),
    (CENTRED, "y = [3, 6, 5]"),
    (SAME, "y = [3, 6, 5]"),
    (VALID, "y = [-2, -3]"),
    (PLANE, r"y = \begin{bmatrix} 1 & 3 & 2 \\ 4 & 11 & 8 \\ 3 & 10 & 8 \end{bmatrix}"),
    (PLANE, "y = [1, 3, 2; 4, 11, 8; 3, 10, 8]"),
    (PLANE, "y = [[1, 3, 2], [4, 11, 8], [3, 10, 8]]"),
    (PLANE, r"y[m,n] = \left(\begin{array}{ccc} 1 & 3 & 2 \\ 4 & 11 & 8 \\ 3 & 10 & 8"
     r"\end{array}\right)"),
    (LETTERS, "y = [a, b + 2a, 2b]"),
)  # fmt: skip


def judged(problem: str, formula: str) -> FileReport:
    return judge_text(f"% symconv: {problem}\n$$ {formula} $$\n", "md")


@pytest.mark.parametrize(("problem", "formula"), RIGHT)
def test_right_values_are_proved(problem: str, formula: str) -> None:
    assert judged(problem, formula).verdict == "proved"


@pytest.mark.parametrize(("problem", "formula"), RIGHT)
def test_every_wrong_value_is_found_at_its_place(problem: str, formula: str) -> None:
    body = formula.index("=") + 1
    for match in re.finditer(r"\d+", formula[body:]):
        start, end = body + match.start(), body + match.end()
        wrong = f"{formula[:start]}{int(match[0]) + 7}{formula[end:]}"
        report = judged(problem, wrong)
        assert report.verdict == "refuted", wrong
        faults = [fault for line in report.lines for fault in line.findings]
        places = [(fault.place.column, fault.place.end_column) for fault in faults]
        column = start + 4
        if len(re.findall(r"\d+", formula)) > 5 and formula.count("0, ") < 2:
            assert any(first <= column < last for first, last in places), (wrong, places)
        assert faults


@pytest.mark.parametrize(
    ("problem", "formula", "name"),
    [
        (VALID, "y = [2, 3]", "flipped"),
        ('conv image="[1 2 3 5]@corner" kernel="[1 0 -1]@corner" output=valid', "y = [-2, -3]",
         "not-flipped"),
        ('conv image="[1 2; 3 4]@corner" kernel="[1 2; 3 5]@corner" axes=row,column',
         "y = [1, 3, 2; 5, 16, 10; 6, 22, 20]", ""),
        ('conv image="[1 2; 3 4]@corner" kernel="[1 2; 3 5]@corner" axes=row,column',
         "y = [1, 6, 9; 5, 20, 27; 6, 22, 20]", ""),
    ],
)  # fmt: skip
def test_the_misconception_that_explains_all_values_is_named(
    problem: str, formula: str, name: str
) -> None:
    report = judged(problem, formula)
    assert report.verdict == "refuted"
    for line in report.lines:
        for fault in line.findings:
            assert (name in fault.consistent_with) == bool(name)


def test_a_mark_at_another_value_is_found() -> None:
    report = judged(CENTRED, r"y = \{1, \underset{\uparrow}{3}, 6, 5, 3\}")
    ((found,),) = [line.findings for line in report.lines]
    assert found.kind == "wrong-statement"
    assert "value 3" in found.message


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("y = [1, 3, 6, 3]", "refuted"),
        ("y = [1, 3, 6]", "proved"),  # the outputs at the pixels of the image
        ("y = [1, 3]", "undecided"),
        ("y = [1, 3, 6, 5, 3, 1]", "refuted"),
        (r"y = [1, 3, \dots, 3]", "proved"),
        (r"y = [1, 4, \dots, 3]", "refuted"),
        (r"y = [1, 3, \dots, 5]", "refuted"),
        (r"y = [1, 3, \dots]", "proved"),
        (r"y = [1, \dots, 6, \dots]", "unread"),
        (r"y = \begin{bmatrix} 1 & 3 \\ 6 & 5 \end{bmatrix}", "undecided"),
    ],
)
def test_lists_that_are_too_short_or_too_long(formula: str, verdict: str) -> None:
    assert judged(LINE, formula).verdict == verdict
