"""Texts under a boundary: what is right is proved, what is wrong is refuted, and why."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symconv.verify.judge import judge_text
from tests.strategies import BOUNDARIES, Case, Cell, cases, cells
from tests.verify.cases import findings, report, verdicts

NEAREST = "conv image=7 kernel=3 boundary=nearest"
WRAP = "conv image=7 kernel=3 boundary=wrap"
HALF = "conv image=7 kernel=3 boundary=constant:1/2"
LETTER = "conv image=7 kernel=3 boundary=constant:w"
CIRCULAR = "conv image=4@corner kernel=4@corner boundary=wrap output=same"
STRIDED = "transposed image=4@corner kernel=3@corner stride=2"
RIGHT = [
    (NEAREST, "y[-3] = x[-3] c + x[-3] b + x[-2] a"),
    (NEAREST, "y[-3] = x[-4] c + x[-3] b + x[-2] a"),  # the index that was met is as right
    (NEAREST, "y[-3] = x[-4] h[1] + x[-3] h[0] + x[-2] h[-1] = (c + b) x[-3] + a x[-2]"),
    (NEAREST, "y[-3] = x[-9] c + x[-3] b + x[-2] a"),
    (WRAP, "y[-3] = x[3] c + x[-3] b + x[-2] a"),
    ("conv image=7 kernel=3 boundary=symmetric", "y[-4] = x[-2] c + x[-3] b + x[-3] a"),
    ("conv image=7 kernel=3 boundary=mirror", "y[-3] = x[-2] c + x[-3] b + x[-2] a"),
    (HALF, "y[-3] = c/2 + x[-3] b + x[-2] a"),
    (HALF, r"y[-3] = \frac12 c + x[-3] b + x[-2] a"),
    (LETTER, "y[-3] = w c + x[-3] b + x[-2] a"),
    ("conv image=7 kernel=3 boundary=constant:w_1", "y[-3] = w_{1} c + x[-3] b + x[-2] a"),
    ('conv image="[1 2 3]" kernel="[1 0 -1]" boundary=mirror',
     r"y[1] = 2 \cdot (-1) + 3 \cdot 0 + 2 \cdot 1 = -2 + 0 + 2 = 0"),
    # elements
    (NEAREST, "x[-4] = x[-3]"),
    (NEAREST, "x[-1-3] = x[-4] = x[-3]"),
    (HALF, "x[-4] = 1/2"),
    ("conv image=7 kernel=3", "x[-4] = 0"),
    (NEAREST, r"x[-4]: \text{the pixel exists}"),
    # at any index
    (WRAP, "x[i+7] = x[i]"),
    (WRAP, "x[i-14] = x[i]"),
    (WRAP, "x[n] = x[n+7] = x[n-7]"),
    ("conv image=7@corner kernel=3 boundary=wrap", r"x[i] = x[i \bmod 7]"),
    ("conv image=7 kernel=3 boundary=symmetric", "x[7-i] = x[i]"),
    ("conv image=7x7 kernel=3x3 boundary=mirror", "x[-4,j] = x[-2,j]"),
    ("conv image=-K..K kernel=3 boundary=wrap", "x[i+2K+1] = x[i]"),
    (NEAREST, r"x[i] = x[-3] \quad \text{for } i < -3"),
    (NEAREST, r"x[i] = x[3], \quad i \ge 3"),
    (HALF, r"x[i] = \frac{1}{2}, \quad i < -3"),
    ("conv image=7 kernel=3", r"x[i] = 0, \quad i < -3"),
    # sums
    (NEAREST, r"y[m] = \sum_{i=m-1}^{m+1} x[i] h[m-i]"),
    (NEAREST, r"y[m] = \sum_{i=-\infty}^{\infty} x[i] h[m-i]"),
    (NEAREST, r"y[m] = \sum_{k=-1}^{1} x[m-k] h[k]"),
    (CIRCULAR, r"y[n] = \sum_{k=0}^{3} x[k] h[(n-k) \bmod 4]"),
    (CIRCULAR, r"y[n] = \sum_{k=0}^{3} h[k] x[(n-k) \bmod 4]"),
    (CIRCULAR, "y[1] = x[0]h[1] + x[1]h[0] + x[2]h[3] + x[3]h[2]"),
    ("conv image=N@corner kernel=N@corner boundary=wrap output=same",
     r"y[n] = \sum_{k=0}^{N-1} x[k] h[(n-k) \bmod N]"),
    # the transposed relation
    (STRIDED, "y[3] = x[1] b"),
    (STRIDED, "y[4] = x[1] c + x[2] a"),
    (STRIDED, r"y[m] = \sum_i x[i] h[m-2i]"),
    (STRIDED, r"y[m] = \sum_k x[(m-k)/2] h[k]"),
]  # fmt: skip
BOUNDARY = "wrong-boundary"
WRONG = [
    (NEAREST, "y[-3] = x[-3] b + x[-2] a", ("missing-term", "x[-3] b + x[-2] a", "x[-3]·c"),
     BOUNDARY),
    (NEAREST, "y[-3] = x[3] c + x[-3] b + x[-2] a", ("wrong-index", "x[3]", "x[-3]"), BOUNDARY),
    (NEAREST, "y[-3] = x[-2] c + x[-3] b + x[-2] a", ("wrong-index", "x[-2]", "x[-3]"), BOUNDARY),
    (NEAREST, "y[-3] = x[-3] a + x[-3] b + x[-2] a", ("wrong-entry", "a", "c"), ""),
    ("conv image=7 kernel=3", "y[-3] = x[-3] c + x[-3] b + x[-2] a",
     ("extra-term", "x[-3] c", ""), BOUNDARY),
    (HALF, "y[-3] = 2c + x[-3] b + x[-2] a", ("wrong-entry", "2c", "1/2·c"), ""),
    (LETTER, "y[-3] = x[-3] b + x[-2] a", ("missing-term", "x[-3] b + x[-2] a", "w·c"), BOUNDARY),
    (LETTER, "y[-3] = w b + x[-3] b + x[-2] a", ("wrong-entry", "b", "c"), ""),
    ('conv image="[1 2 3]" kernel="[1 0 -1]" boundary=mirror',
     r"y[1] = 2 \cdot (-1) + 3 \cdot 0 + 3 \cdot 1", ("wrong-entry", r"3 \cdot 1", "2·1"),
     BOUNDARY),
    (NEAREST, "x[-4] = x[3]", ("wrong-statement", "x[3]", "x[-3]"), BOUNDARY),
    (NEAREST, "x[-4] = 0", ("wrong-entry", "0", "x[-3]"), BOUNDARY),
    (HALF, "x[-4] = 2", ("wrong-entry", "2", "1/2"), ""),
    ("conv image=7 kernel=3", "x[-4] = x[3]", ("wrong-statement", "x[3]", "x[-4]"), BOUNDARY),
    (NEAREST, r"x[-4]: \text{no such pixel}", ("wrong-statement", "x[-4]", ""), ""),
    (WRAP, "x[i+6] = x[i]", ("wrong-statement", "x[i]", ""), ""),
    (WRAP, "x[-7-i] = x[i]", ("wrong-statement", "x[i]", ""), BOUNDARY),
    ("conv image=7 kernel=3", "x[i+7] = x[i]", ("wrong-statement", "x[i]", ""), BOUNDARY),
    (NEAREST, r"x[i] = x[-2], \quad i < -3", ("wrong-statement", "x[-2]", ""), ""),
    (NEAREST, r"x[i] = x[-3], \quad i < -1", ("wrong-statement", "x[-3]", ""), ""),
    (HALF, r"x[i] = 1/2, \quad i < -2", ("wrong-statement", "1/2", ""), ""),
    ("conv image=7 kernel=3", r"x[i] = 1, \quad i < -3", ("wrong-statement", "1", ""), ""),
    (NEAREST, r"y[m] = \sum_{i=-3}^{3} x[i] h[m-i]",
     ("wrong-bounds", "i=-3", "i from m - 1 to m + 1"), BOUNDARY),
    (NEAREST, r"y[m] = \sum_{k=-1}^{1} x[m+k] h[k]", ("wrong-index", "x[m+k]", "x[m-k]"),
     "not-flipped"),
    (CIRCULAR, r"y[n] = \sum_{k=0}^{3} h[k] x[(n+k) \bmod 4]",
     ("wrong-index", r"x[(n+k) \bmod 4]", "x[n-k]"), "other-operation"),
    (CIRCULAR, "y[1] = x[0]h[1] + x[1]h[0] + x[2]h[3] + x[2]h[2]", ("wrong-index", "x[2]", "x[3]"),
     ""),
    (STRIDED, "y[4] = x[2] c + x[1] c", ("wrong-entry", "c", "a"), ""),
    (STRIDED, r"y[m] = \sum_i x[i] h[m-i]", ("wrong-index", "h[m-i]", "h[m-2*i]"),
     "stride-ignored"),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "text"), RIGHT)
def test_right(problem: str, text: str) -> None:
    assert set(verdicts(problem, text)) == {"p"}
    assert report(problem, text).ignored == ()


@pytest.mark.parametrize(("problem", "text", "expected", "belief"), WRONG)
def test_wrong(problem: str, text: str, expected: tuple[str, str, str], belief: str) -> None:
    assert verdicts(problem, text) == "r"
    first = findings(problem, text)[0]
    assert (first[0], first[1].lstrip("+ "), first[2]) == expected
    (line,) = report(problem, text).lines
    assert (belief in line.findings[0].consistent_with) == bool(belief)
    assert line.findings[0].consistent_with == () or belief


def test_only_the_kernel_bounds_the_range() -> None:
    line = "\n\ny[-3] = x[-3] c + x[-3] b + x[-2] a"
    assert verdicts(NEAREST, rf"i \in \{{-4,-3,-2\}}{line}") == "pp"
    assert verdicts(NEAREST, rf"i \in \{{-3,-2\}}{line}") == "rp"
    assert verdicts(NEAREST, rf"-3 \le i \le 3 \quad \text{{the pixel exists}}{line}") == "pp"


@pytest.mark.parametrize("text", ["x[i] = 2", "x[i+1] = x[i]", "x[i] = x[2]", "x[i,j] = x[j,i]"])
def test_given_data_is_no_statement_about_a_boundary(text: str) -> None:
    size = "7x7 kernel=3x3" if "," in text else "7 kernel=3"
    assert "r" not in verdicts(f"conv image={size}", text)


def test_statements_about_far_indices_are_not_tried_without_end() -> None:
    assert verdicts(WRAP, "x[i+7000000] = x[i]") == "?"


def polynomial(case: Case, terms: list[tuple[Cell, str]]) -> Counter[tuple[Cell | None, str]]:
    """The sum of written products of a pixel and a letter, the constant put in."""
    total: Counter[tuple[Cell | None, str]] = Counter()
    for image, letter in terms:
        pixel, number = case.pixel(image), Fraction(1)
        if pixel is None:
            number = Fraction(case.boundary.partition(":")[2] or 0)
        total[pixel, letter] += number  # type: ignore[assignment]
    return Counter({key: number for key, number in total.items() if number})


@settings(max_examples=150, deadline=None)
@given(
    cases(1, 2, 4, outputs=("full", "same"), boundaries=("constant:2", *BOUNDARIES)), st.data()
)
def test_one_changed_index_or_letter_is_refuted_exactly_where_it_changes_the_sum(
    case: Case, data: st.DataObject
) -> None:
    places = case.outputs()
    assume(places)
    at = data.draw(st.sampled_from(places))
    letters = dict(zip(cells(case, case.kernel), "abcdefghijklmnopqrs"))
    terms = [(image, letters[kernel]) for image, kernel in case.terms(at)]
    assume(terms)
    which = data.draw(st.integers(0, len(terms) - 1))
    image, letter = terms[which]
    if data.draw(st.booleans()):
        axis = data.draw(st.integers(0, len(at) - 1))
        by = data.draw(st.sampled_from((-2, -1, 1, 2)))
        image = tuple(value + by * (place == axis) for place, value in enumerate(image))
    else:
        letter = data.draw(st.sampled_from(sorted(letters.values())))
    changed = [*terms[:which], (image, letter), *terms[which + 1 :]]
    same = polynomial(case, changed) == polynomial(case, terms)
    for written, right in ((terms, True), (changed, same)):
        side = " + ".join(f"x[{','.join(map(str, cell))}] {one}" for cell, one in written)
        text = f"% symconv: {case.line}\ny[{','.join(map(str, at))}] = {side}"
        assert judge_text(text, "txt").verdict == ("proved" if right else "refuted")


@settings(max_examples=100, deadline=None)
@given(cases(1, 2, 4, outputs=("full", "same")), st.data())
def test_the_terms_of_another_boundary_are_told_apart(case: Case, data: st.DataObject) -> None:
    places = case.outputs()
    assume(places)
    at = data.draw(st.sampled_from(places))
    names = ("zero", "nearest", "wrap", "symmetric", "mirror")
    other = case._replace(boundary=data.draw(st.sampled_from(names)))
    letters = dict(zip(cells(case, case.kernel), "abcdefghijklmnopqrs"))

    def written(one: Case) -> list[tuple[Cell, str]]:
        shown = [(one.pixel(image), letters[kernel]) for image, kernel in one.terms(at)]
        return [(pixel, letter) for pixel, letter in shown if pixel is not None]

    believed = written(other)
    assume(believed)
    right = polynomial(case, [(image, letters[kernel]) for image, kernel in case.terms(at)])
    side = " + ".join(f"x[{','.join(map(str, cell))}] {one}" for cell, one in believed)
    text = f"% symconv: {case.line}\ny[{','.join(map(str, at))}] = {side}"
    (line,) = judge_text(text, "txt").lines
    if polynomial(case._replace(boundary="zero"), believed) == right:
        assert line.verdict == "proved"
        return
    assert line.verdict == "refuted"
    assert all("wrong-boundary" in one.consistent_with for one in line.findings)
