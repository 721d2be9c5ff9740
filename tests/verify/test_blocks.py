"""Matrices under a stated problem: each row is judged as the sum that it is."""

from __future__ import annotations

import re

import pytest

from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport

ONE = "conv image=3@corner kernel=2@corner"
LEFT = r"\begin{pmatrix} y[0] \\ y[1] \\ y[2] \\ y[3] \end{pmatrix}"
TABLE = r"\begin{pmatrix} a & 0 & 0 \\ b & a & 0 \\ 0 & b & a \\ 0 & 0 & b \end{pmatrix}"
PIXELS = r"\begin{pmatrix} x[0] \\ x[1] \\ x[2] \end{pmatrix}"
RIGHT = (
    f"{LEFT} = {TABLE} {PIXELS}",
    LEFT + r" = \left[\begin{array}{c|cc} h[0] & 0 & 0 \\ h[1] & h[0] & 0 \\ \hline"
    r" 0 & h[1] & h[0] \\ 0 & 0 & h[1] \end{array}\right] \cdot " + PIXELS,
    # patches times the kernel
    LEFT + r" = \begin{bmatrix} x[0] & 0 \\ x[1] & x[0] \\ x[2] & x[1] \\ 0 & x[2] \end{bmatrix}"
    r" \begin{bmatrix} a \\ b \end{bmatrix}",
    # copies of the kernel, added up
    LEFT + r" = x[0] \cdot \begin{bmatrix} a \\ b \\ 0 \\ 0 \end{bmatrix}"
    r" + x[1] \cdot \begin{bmatrix} 0 \\ a \\ b \\ 0 \end{bmatrix}"
    r" + \begin{bmatrix} 0 \\ 0 \\ a \\ b \end{bmatrix} x[2]",
    # one copy, and dots for the others
    LEFT + r" = \cdots + x[1] \begin{bmatrix} 0 \\ a \\ b \\ 0 \end{bmatrix} + \cdots",
    # one output: a row times a column
    r"y[1] = \begin{bmatrix} b & a & 0 \end{bmatrix} " + PIXELS,
    # in blocks, with a minus sign taken out
    LEFT + r" = -\begin{bmatrix} \begin{matrix} -a & 0 \\ -b & -a \end{matrix} & \begin{matrix} 0"
    r" \\ 0 \end{matrix} \\ \begin{matrix} 0 & -b \\ 0 & 0 \end{matrix} & \begin{matrix} -a \\ -b"
    r" \end{matrix} \end{bmatrix} " + PIXELS,
    # three sides, and the name of the output first
    f"y = {LEFT} = {TABLE} {PIXELS}",
)


def judged(formula: str, problem: str = ONE) -> FileReport:
    return judge_text(f"% symconv: {problem}\n\\[ {formula} \\]\n", "tex")


@pytest.mark.parametrize("formula", RIGHT)
def test_a_product_of_matrices_is_proved(formula: str) -> None:
    report = judged(formula)
    assert report.verdict == "proved"
    assert report.ignored == ()


@pytest.mark.parametrize("formula", [one for one in RIGHT if "dots" not in one])
def test_every_wrong_element_is_found_and_placed(formula: str) -> None:
    body = formula.partition("=")[2] if formula[:2] != "y " else formula.partition(" = ")[2]
    first = formula.index(body)
    places = list(re.finditer(r"(?<![a-z\\{])[ab](?![a-z])|h\[[01]\]", body))
    assert places
    for match in places:
        word = match[0]
        other = {"a": "b", "b": "a", "h[0]": "h[1]", "h[1]": "h[0]"}[word]
        start, end = first + match.start(), first + match.end()
        report = judged(formula[:start] + other + formula[end:])
        assert report.verdict == "refuted", (word, start)


def test_a_finding_is_about_the_cell_that_is_wrong() -> None:
    report = judged(f"{LEFT} = {TABLE.replace('0 & b & a', '0 & a & a')} {PIXELS}")
    (finding,) = [one for line in report.lines for one in line.findings]
    assert finding.found == "a"
    line = report.text.split("\n")[1]
    assert line[finding.place.column - 1 :].startswith(r"a & a \\ 0 & 0 & b")


def test_numbers_boundaries_and_two_dimensions() -> None:
    numbers = 'conv image="[2 1]@corner" kernel="[1 -1]@corner"'
    column = r"\begin{bmatrix} y[0] \\ y[1] \\ y[2] \end{bmatrix}"
    table = r"\begin{bmatrix} 1 & 0 \\ -1 & 1 \\ 0 & -1 \end{bmatrix}"
    values = r"\begin{bmatrix} 2 \\ 1 \end{bmatrix}"
    assert judged(f"{column} = {table} {values}", numbers).verdict == "proved"
    assert judged(f"{column} = {table.replace('-1', '1')} {values}", numbers).verdict == "refuted"
    wrapped = "conv image=3@corner kernel=2@corner boundary=wrap output=same"
    turned = r"\begin{bmatrix} a & 0 & b \\ b & a & 0 \\ 0 & b & a \end{bmatrix}"
    assert judged(f"{column} = {turned} {PIXELS}", wrapped).verdict == "proved"
    assert judged(f"{column} = {turned} {PIXELS}", ONE).verdict == "refuted"
    grid = r"\begin{bmatrix} y[0,0] & y[1,0] \end{bmatrix}"
    plane = "conv image=1x1@corner kernel=2x1@corner"
    assert judged(f"{grid} = x[0,0] \\begin{{bmatrix}} a & b \\end{{bmatrix}}", plane).verdict == (
        "proved"
    )


@pytest.mark.parametrize(
    "right",
    [
        f"{TABLE} " + r"\begin{pmatrix} x[0] \\ x[1] \end{pmatrix}",
        r"\begin{pmatrix} a & \cdots \\ b & \cdots \\ 0 & \cdots \\ 0 & \cdots \end{pmatrix} "
        r"\begin{pmatrix} x[0] \\ x[1] \end{pmatrix}",
        r"\begin{pmatrix} a \\ b & c \end{pmatrix}",
        f"{TABLE} + {LEFT}",
        r"\begin{pmatrix} a & b \end{pmatrix}",
    ],
)
def test_what_does_not_fit_is_undecided(right: str) -> None:
    (line,) = judged(f"{LEFT} = {right}").lines
    assert line.verdict in ("undecided", "unread")


def test_a_block_that_gets_a_name_is_given() -> None:
    (line,) = judged(r"H_{1} = \begin{bmatrix} b & a \\ 0 & b \end{bmatrix}").lines
    assert (line.verdict, line.says) == ("proved", "This is given.")
