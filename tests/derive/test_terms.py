"""Terms, held against the double loop over all pixels and all entries."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Case, cases

from symconv.derive.derivation import Derivation, derive, derive_all
from symconv.derive.terms import outputs, terms_at
from symconv.errors import OutputError
from symconv.model.problem import Problem


@settings(max_examples=150, deadline=None)
@given(cases())
def test_every_output_has_exactly_the_terms_of_the_definition_in_the_order_written(
    case: Case,
) -> None:
    problem = Problem.parse(case.line)
    assert list(outputs(problem)) == [(at, case.terms(at)) for at in case.outputs()]


@settings(max_examples=60, deadline=None)
@given(cases(3, 4, longest=3), st.data())
def test_outputs_of_three_and_four_dimensions_have_the_terms_of_the_definition(
    case: Case, data: st.DataObject
) -> None:
    problem, places = Problem.parse(case.line), case.outputs()
    if not places:
        assert list(outputs(problem)) == []
        return
    at = data.draw(st.sampled_from(places))
    assert terms_at(problem, at) == case.terms(at)


@settings(max_examples=40, deadline=None)
@given(cases(1, 3, longest=3))
def test_one_output_alone_has_the_same_terms_as_in_the_stream_of_all(case: Case) -> None:
    problem = Problem.parse(case.line)
    streamed = list(derive_all(problem, Derivation))
    for derived in streamed:
        assert derived.at is not None
        alone = derive(problem, derived.at)
        assert (alone.terms, alone.ranges, alone.rejected) == (
            derived.terms, derived.ranges, derived.rejected,
        )  # fmt: skip
    assert [derived.at for derived in streamed] == case.outputs()


def rejected_by_definition(case: Case, at: tuple[int, ...]) -> list[tuple[object, ...]]:
    """The grid one step wider than the valid values, without the valid terms themselves."""
    valid = [case.sums(axis, m) for axis, m in enumerate(at)]
    if not all(valid):
        return []
    wider = []
    for axis, values in enumerate(valid):
        past = values[-1] + 1
        while case.other(axis, at[axis], past) is None:
            past += 1
        wider.append([*values, past])
    found = []
    for this in product(*wider):
        if all(value in values for value, values in zip(this, valid)):
            continue
        other = tuple(case.other(axis, at[axis], value) for axis, value in enumerate(this))
        image, kernel = (this, other) if case.over == "image" else (other, this)
        exists = all(
            index is not None and low <= index <= high
            for index, (low, high) in zip(kernel, case.kernel)
        )
        found.append((image, kernel, "image" if exists else "kernel"))
    return sorted(found, key=lambda row: case.written_at(row[case.over == "kernel"]))


@settings(max_examples=100, deadline=None)
@given(cases(1, 3, longest=4), st.data())
def test_rejected_are_the_terms_one_step_past_the_upper_end_and_why_each_fails(
    case: Case, data: st.DataObject
) -> None:
    places = case.outputs()
    if places:
        at = data.draw(st.sampled_from(places))
        rejected = derive(Problem.parse(case.line), at).rejected
        assert list(map(tuple, rejected)) == rejected_by_definition(case, at)


@settings(max_examples=100, deadline=None)
@given(cases(1, 2), st.data())
def test_an_output_outside_the_support_is_refused_and_the_message_gives_the_support(
    case: Case, data: st.DataObject
) -> None:
    problem = Problem.parse(case.line)
    boxes = [case.box(axis) for axis in range(len(case.image))]
    at = tuple(data.draw(st.integers(-30, 30)) for _ in boxes)
    if all(box and box[0] <= m <= box[1] for box, m in zip(boxes, at)):
        assert terms_at(problem, at) == case.terms(at)
        return
    with pytest.raises(OutputError) as caught:
        terms_at(problem, at)
    message = str(caught.value)
    assert "\n" not in message
    if all(boxes):
        assert f"[{','.join(map(str, at))}]" in message
        for letter, (low, high) in zip("mn", boxes):
            assert f"{letter} from {low} to {high}" in message
    else:
        assert "no output exists" in message
        assert problem.operation.name in message


LARGE = [
    ("conv image=1000000x1000000 kernel=3x3", (1, 1), 9),
    ("conv image=999999999x3 kernel=999999999x1 output=-5..5,-5..5", (0, 5), 0),
    ("conv image=999999999@corner kernel=3 stride=499999999", (1,), 3),
    ("correlate image=999999999@corner kernel=3 dilation=333333333", (333333333,), 3),
    ("xcorr image=100000000x2x2x2 kernel=100000x1x1x1", (50049999, 0, 0, 0), 1),
]


@pytest.mark.parametrize(("line", "at", "count"), LARGE)
def test_one_output_of_a_huge_problem_takes_no_longer_than_its_terms(
    line: str, at: tuple[int, ...], count: int
) -> None:
    started = time.process_time()
    derived = derive(Problem.parse(line), at)
    assert len(derived.terms) == count
    assert len(derived.rejected) < 100
    assert time.process_time() - started < 1


def test_an_output_with_too_many_terms_is_refused_with_their_number() -> None:
    with pytest.raises(OutputError, match=r"\[0,0\] has 100000000 terms"):
        derive(Problem.parse("conv image=10000x10000 kernel=10001x10001"), (0, 0))


def test_a_few_outputs_of_a_huge_problem_are_streamed_at_once() -> None:
    started = time.process_time()
    line = "conv image=999999999x999999999 kernel=3x3 output=0..1,5..5"
    found = list(outputs(Problem.parse(line)))
    assert [at for at, _ in found] == [(0, 5), (1, 5)]
    assert found[0][1][0] == ((-1, 4), (1, 1))
    assert time.process_time() - started < 1
    with pytest.raises(OutputError, match="too far"):
        next(outputs(Problem.parse("conv image=999999999 kernel=3 dilation=9999999 output=0..1")))


def test_too_many_outputs_to_stream_are_refused_at_once() -> None:
    with pytest.raises(OutputError, match="too many"):
        next(outputs(Problem.parse("conv image=100000000 kernel=3")))


def test_all_outputs_of_symbolic_sizes_are_refused() -> None:
    with pytest.raises(OutputError, match="kernel=3' holds a letter"):
        next(outputs(Problem.parse("conv image=-K..K kernel=3")))
