"""Statements under a stated problem: ranges, memberships, elements, given data, rows."""

from __future__ import annotations

import pytest

import symconv
from tests.verify.cases import LINE, PLANE, findings, report, verdicts

AT = "\n\ny[1,1] = x[0,0]h[1,1] + x[1,0]h[0,1] + x[2,0]h[-1,1] + x[0,1]h[1,0] + x[1,1]h[0,0]" + (
    " + x[2,1]h[-1,0] + x[0,2]h[1,-1] + x[1,2]h[0,-1] + x[2,2]h[-1,-1]"
)
RIGHT = [
    # elements
    "h[0,0] = e", "e = h[0,0]", "h[1-0,1-0] = h[1,1] = i", "h[1-0,1-3] = h[1,-2]",
    "h[1,-2] = 0", "x[4,0] = 0", "x[3-0,1] = x[3,1]", "h[-1,-1] = a, \\quad h[0,-1] = b",
    # existence
    r"h[1,-2]: \text{no such element}", r"h[1,-2] \quad \text{does not exist}",
    r"h[1,-1]: \text{exists}", r"x[4,0]: \text{is outside the image}",
    # given data
    r"h = \begin{bmatrix} a & b & c \\ d & e & f \\ g & h & i \end{bmatrix}",
    # ranges
    "-4 \\le m \\le 4", "m \\in \\{-4,\\dots,4\\}", "-3 \\le i \\le 3",
    "-1 \\le m-i \\le 1", "-1 \\le m-i \\le 1 \\iff m-1 \\le i \\le m+1",
    "2 \\le 3",
    # rows
    "x[2,0] h[1-2,1-0] = x[2,0] h[-1,1] = x[2,0] g",
    r"x[3,0] h[1-3,1-0] = x[3,0] h[-2,1] \quad \text{no such element}",
]  # fmt: skip
WRONG = [
    ("h[0,0] = f", ("wrong-entry", "f", "e")),
    ("f = h[0,0]", ("wrong-entry", "f", "e")),
    ("h[1-0,1-3] = h[1,2]", ("wrong-statement", "h[1,2]", "h[1,-2]")),
    ("h[0,0] = h[1,1]", ("wrong-statement", "h[1,1]", "h[0,0]")),
    ("h[1,-2] = c", ("outside-kernel", "h[1,-2]", "")),
    ("x[4,0] = 7", ("outside-image", "x[4,0]", "")),
    (r"h[1,1]: \text{no such element}", ("wrong-statement", "h[1,1]", "")),
    (r"h[1,-2]: \text{exists}", ("outside-kernel", "h[1,-2]", "")),
    (r"x[4,0]: \text{exists}", ("outside-image", "x[4,0]", "")),
    (r"x[2,0] h[1-2,1-0] = x[2,0] h[-1,1] \quad \text{no such element}",
     ("wrong-statement", r"\text{no such element}", "")),
    ("x[2,0] h[1-2,1-0] = x[2,0] h[-1,1] = x[2,0] f", ("wrong-entry", "f", "g")),
    ("x[2,0] h[1-2,1-0] = x[2,0] h[1,1]", ("wrong-index", "h[1,1]", "h[-1,1]")),
    ("-3 \\le m \\le 3", ("wrong-range", "-3 \\le m \\le 3", "-4 <= m <= 4")),
    ("\\max(-3,m-1) \\le i \\le \\min(3,m)",
     ("wrong-range", "\\max(-3,m-1) \\le i \\le \\min(3,m)",
      "max(-3, m - 1) <= i <= min(3, m + 1)")),
    ("-1 \\le m-i \\le 2", ("wrong-range", "-1 \\le m-i \\le 2", "m - 1 <= i <= m + 1")),
    ("-1 \\le m-i \\le 1 \\iff m \\le i \\le m+1", ("wrong-range", "m \\le i \\le m+1", "")),
    ("3 \\le 2", ("wrong-statement", "3 \\le 2", "")),
    (r"h = \begin{bmatrix} a & b & c \\ d & f & e \\ g & h & i \end{bmatrix}",
     ("wrong-entry", "f", "e")),
    (r"h = \begin{bmatrix} 1 & 2 \end{bmatrix}",
     ("wrong-statement", r"\begin{bmatrix} 1 & 2 \end{bmatrix}", "")),
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_right(text: str) -> None:
    assert set(verdicts(PLANE, text)) == {"p"}
    assert report(PLANE, text).ignored == ()


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_wrong(text: str, expected: tuple[str, str, str]) -> None:
    assert report(PLANE, text).verdict == "refuted"
    assert findings(PLANE, text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 \\le i \\le 2", None),
        ("-1 < i < 3", None),
        ("i \\in \\{0,1,2\\}", None),
        ("i \\in \\{2,0,1\\}", None),
        ("-1 \\le 1-i \\le 1 \\iff 0 \\le i \\le 2", None),
        ("-1 \\le 1-i \\le 1 \\Leftrightarrow -2 \\le -i \\le 0", None),
        ("-3 \\le j \\le 3", None),
        ("0 \\le i \\le 3", "0 <= i <= 2"),
        ("i \\in \\{0,1\\}", "0 <= i <= 2"),
        ("-1 \\le 2-i \\le 1", "0 <= i <= 2"),
        ("-1 \\le 1-i \\le 1 \\iff 0 \\le i \\le 1", "0 <= i <= 2"),
        ("-2 \\le 1-i \\le 1 \\iff 0 \\le i \\le 3", "0 <= i <= 2"),
    ],
)
def test_a_range_belongs_to_the_output_beside_it(text: str, expected: str | None) -> None:
    found = [one for one in findings(PLANE, text + AT) if one[0] == "wrong-range"]
    assert [wanted for _, _, wanted in found][:1] == ([] if expected is None else [expected])
    assert verdicts(PLANE, text + AT)[-1] == "p"
    assert report(PLANE, text + AT).ignored == ()


def test_large_ranges_are_checked_to_their_ends() -> None:
    problem = "conv image=999 kernel=99"
    assert verdicts(problem, "-548 \\le m \\le 548") == "p"
    assert verdicts(problem, "-548 \\le m \\le 547") == "r"


def test_ranges_too_large_to_list_are_undecided() -> None:
    assert verdicts("conv image=99999 kernel=99", "-50048 \\le m \\le 50048") == "?"


def test_given_values_are_used_in_the_lines_that_follow() -> None:
    data = r"x = \begin{bmatrix} 1 & 2 & 3 & 4 & 5 \end{bmatrix}"
    problem = 'conv image=5 kernel="[1 2 1]"'
    assert verdicts(problem, f"{data}\n\ny[0] = 4 + 6 + 2 = 12") == "ppp"
    assert verdicts(problem, f"{data}\n\ny[0] = 4 + 6 + 3 = 12") == "prp"
    assert verdicts(problem, "y[0] = 4 + 6 + 2 = 12") == "??"


def test_other_values_may_be_given_for_another_exercise() -> None:
    problem = 'conv image=3 kernel="[1 1 1]"'
    text = "x = [1, 2, 3]\n\ny[0] = 6\n\nx = [2, 2, 3]\n\ny[0] = 7"
    assert verdicts(problem, text) == "pppp"


def test_a_message_quotes_and_says_what_to_write() -> None:
    (line,) = report(LINE, "h[2] = c").lines
    assert line.findings[0].message == "h[2] does not exist: the indices of h run from -1 to 1."


GENERAL = r"y[m] &= \sum_{i=-\infty}^{\infty} x[i] h[m-i] \\" + "\n"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"y[2] &= \sum_{i=-\infty}^{\infty} x[i] h[2-i]", "proved"),
        (r"y[2] &= \sum_{i=-\infty}^{\infty} x[i] h[1-i]", "refuted"),
        (r"y[-1] &= \sum_{i=-\infty}^{\infty} x[i] h[-1-i]", "proved"),
        (r"y[-1] &= \sum_{i=-\infty}^{\infty} x[i] h[1-i]", "refuted"),
        (r"y[0] &= \sum_{i=-\infty}^{\infty} x[i] h[-i]", "proved"),
        (r"y[0] &= \sum_{i=-\infty}^{\infty} x[i] h[i]", "refuted"),
    ],
)
def test_a_sum_for_one_output_follows_from_the_general_formula(line: str, verdict: str) -> None:
    text = f"\\begin{{align*}}\n{GENERAL}{line}\n\\end{{align*}}"
    assert [one.verdict for one in symconv.verify(text).lines] == ["proved", verdict]
