"""The steps of a worked example: which there are, in which order, and how sums are broken."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Valued, valued

from symconv.derive.derivation import DETAILS, derive
from symconv.derive.steps import range_steps
from symconv.model.problem import Problem
from symconv.model.tree import Access, Between, Equation, Number, Product, Row, Solution, Sum

FIXED = ["definition", "substitute", "range", "bounds", "terms"]
SHOWN = [
    ("conv at=1,1", "brief", ["bounds", "names"]),
    ("conv at=1,1", "normal", [*FIXED, "names"]),
    ("conv at=1,1", "full", ["definition", "entries", *FIXED[1:], "collect", "names"]),
    ("conv at=1,1 entries=indexed", "normal", [*FIXED, "collect"]),
    ("conv image=[1 2 3] kernel=[4 5 6] at=0", "brief", ["bounds", "names", "products", "sum"]),
    ("conv image=[1 2 3] kernel=[4 5 6] at=0", "normal", [*FIXED, "names", "products", "sum"]),
    ("conv image=3 kernel=[4 5 6] at=0", "normal", [*FIXED, "names"]),
    ("conv image=[7] kernel=[6] at=0", "normal", [*FIXED, "names", "products"]),
    ("conv image=3 kernel=2 output=-9..9 at=9", "normal", [*FIXED[:3], "empty"]),
    ("conv image=3 kernel=2 output=-9..9 at=9", "brief", ["empty"]),
    ("conv", "brief", ["definition", "bounds"]),
    ("conv", "normal", ["definition", "range", "support", "bounds"]),
    ("conv", "full", ["definition", "entries", "range", "support", "bounds"]),
]


@pytest.mark.parametrize(("line", "detail", "rules"), SHOWN)
def test_each_detail_shows_its_steps_in_order(line: str, detail: str, rules: list[str]) -> None:
    assert [step.rule for step in derive(Problem.parse(line)).steps(detail)] == rules


@settings(max_examples=60, deadline=None)
@given(valued(), st.data())
def test_every_step_carries_its_reason_in_words_and_more_detail_leaves_nothing_out(
    drawn: Valued, data: st.DataObject
) -> None:
    places = drawn.case.outputs()
    at = data.draw(st.sampled_from(places)) if places else None
    derived = derive(Problem.parse(drawn.line), at)
    shown = [derived.steps(detail) for detail in DETAILS]
    for steps in shown:
        for step in steps:
            assert step.because.endswith(".")
            assert step.after
    for fewer, more in pairwise(shown):
        assert {step.rule for step in fewer} <= {step.rule for step in more}
        assert fewer[-1].after == more[-1].after


@settings(max_examples=60, deadline=None)
@given(valued(smallest=2, longest=4, boundaries=("zero",)), st.data())
def test_a_sum_breaks_where_a_new_row_of_the_summed_array_begins(
    drawn: Valued, data: st.DataObject
) -> None:
    places = drawn.case.outputs()
    if not places:
        return
    drawn = drawn._replace(image=None, kernel=None)
    problem = Problem.parse(f"{drawn.line} entries=indexed")
    derived = derive(problem, data.draw(st.sampled_from(places)))
    steps = {step.rule: step for step in derived.steps()}
    if "empty" in steps:
        assert derived.terms == ()
        return
    (equation,) = steps["collect"].after
    assert isinstance(equation, Equation)
    total = equation.sides[-1]
    assert isinstance(total, Sum)
    which, slow = drawn.case.over == "kernel", problem.order[0]
    rows = []
    for row in total.rows:
        summed = []
        for term in row:
            assert isinstance(term, Product)
            access = term.factors[which]
            assert isinstance(access, Access)
            summed.append(access.indices[slow])
        assert len(set(summed)) == 1
        rows.append(summed[0])
    assert rows == sorted(set(rows)), "each row of the array has one line"


@settings(max_examples=60, deadline=None)
@given(valued(smallest=1, longest=4, boundaries=("zero", "nearest", "constant:2")), st.data())
def test_valid_and_failing_rows_stand_together_in_the_order_written(
    drawn: Valued, data: st.DataObject
) -> None:
    places = drawn.case.outputs()
    if not places:
        return
    derived = derive(Problem.parse(drawn.line), data.draw(st.sampled_from(places)))
    for step in derived.steps():
        if step.rule == "terms":
            cells = []
            for row in step.after:
                assert isinstance(row, Row)
                cells.append(tuple(f.indices for f in row.worked.factors if isinstance(f, Access)))
            expected = [*derived.terms, *(tuple(row)[:2] for row in derived.rejected)]
            which = drawn.case.over == "kernel"
            assert cells == sorted(expected, key=lambda pair: drawn.case.written_at(pair[which]))


def test_zeros_stay_in_a_sum_of_numbers_and_go_from_a_sum_with_letters() -> None:
    steps = derive(Problem.parse("conv image=[1 2 3] kernel=[0 5 0] at=0")).steps()
    (equation,) = next(step for step in steps if step.rule == "products").after
    assert equation.sides[-1] == Sum(((Number(0), Number(10), Number(0)),))  # type: ignore[union-attr]
    steps = derive(Problem.parse("conv image=3 kernel=[0 5 0] at=0")).steps()
    (equation,) = next(step for step in steps if step.rule == "products").after
    assert equation.sides[-1] == Sum(((Product((Number(5), Access("x", (0,)))),),))  # type: ignore[union-attr]


def test_the_range_is_solved_axis_by_axis_and_then_the_outputs() -> None:
    steps = range_steps(Problem.parse("conv image=7x5 kernel=3x3"))
    assert [step.rule for step in steps] == ["definition", "range", "support"]
    solved = [one for step in steps for one in step.after if isinstance(one, Solution)]
    assert [(one.letter, str(one.lower), str(one.upper)) for one in solved] == [
        ("i", "max(-3, m - 1)", "min(3, m + 1)"),
        ("j", "max(-2, n - 1)", "min(2, n + 1)"),
    ]


def test_where_the_ends_of_the_support_fall_into_a_hole_both_boxes_are_shown() -> None:
    problem = Problem.parse("conv image=1 kernel=3@corner stride=2 dilation=3 offset=1")
    step = range_steps(problem)[-1]
    solved, left = step.after
    assert isinstance(solved, Between)
    assert isinstance(left, Between)
    assert solved.solved is not None
    assert (solved.lower, solved.upper) == (-1, 5)
    assert (solved.solved.lower, solved.solved.upper) == (0, 2)
    assert (left.lower, left.upper) == (1, 1)
    assert "fewer remain" in step.because
