"""Channels, groups and batch: terms, steps and values against the definition, by brute force."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import OutputError, Problem, ProblemError
from symconv.derive.derivation import DETAILS, Derivation, derive
from symconv.derive.forms import FORMS
from symconv.derive.rules import find
from symconv.derive.steps import range_steps
from symconv.derive.terms import count_outputs, outputs, terms_at
from symconv.model.tree import (
    Access,
    Between,
    BigSum,
    Equation,
    Expr,
    Juxtaposed,
    Matrix,
    Number,
    Row,
    Solution,
    Sum,
)
from tests.derive.test_rules import Meaning, Numbers, one_side
from tests.strategies import Cell, Channelled, Valued, channelled, inside


class ChannelMeaning(Meaning):
    """What trees mean for a problem whose arrays have leading indices."""

    def __init__(self, given: Channelled) -> None:
        super().__init__(Valued(given.case, None, None))
        self.given = given
        image, kernel, _ = given.shapes
        self.leading = {"x": image, "h": kernel}
        if kernel:  # such a kernel has no letters: an entry is called by its index
            boxes = [*map(range, kernel), *map(inside, given.case.kernel)]
            self.letters = {cell: f"h{cell}" for cell in product(*boxes)}

    def exists(self, array: str, cell: Cell) -> bool:
        shape = self.leading[array]
        first, place = cell[: len(shape)], cell[len(shape) :]
        assert all(0 <= index < size for index, size in zip(first, shape)), "no such channel"
        return super().exists(array, place)

    def pixel(self, cell: Cell) -> Cell | None:
        before = len(self.leading["x"])
        place = self.case.pixel(cell[before:])
        return None if place is None else cell[:before] + place

    def counted(self, at: Cell) -> Counter[tuple[Cell | None, Cell]]:
        """The terms of an output by the definition, with the pixels that count."""
        return Counter((self.pixel(image), kernel) for image, kernel in self.given.terms(at))


def numbers_of(derived: Derivation, at: Cell) -> Numbers:
    return dict(zip(derived.problem.output_letters, at))


@settings(max_examples=100)
@given(channelled())
def test_all_outputs_and_their_terms_come_in_the_order_of_writing(given: Channelled) -> None:
    problem = Problem.parse(given.line)
    found = list(outputs(problem))
    places = given.outputs_in_order()
    assert [at for at, _ in found] == places
    assert count_outputs(problem) == len(places)
    for at, terms in found[:: max(1, len(found) // 12)]:
        assert terms == given.terms(at)
        assert terms_at(problem, at) == terms


@settings(max_examples=40)
@given(channelled(largest=2), st.data())
def test_every_step_shows_the_terms_of_the_definition(given: Channelled, data: Any) -> None:
    places = given.outputs_in_order()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    problem = Problem.parse(given.line)
    meaning = ChannelMeaning(given)
    right = meaning.counted(at)
    for derived in (derive(problem, at), derive(problem)):
        numbers = numbers_of(derived, at)
        for detail in DETAILS:
            for step in derived.steps(detail):
                last = step.after[-1]
                if step.rule in ("boundary", "entries") or not isinstance(last, (Equation, Row)):
                    continue
                if step.rule == "empty":
                    assert not right
                elif step.rule not in ("names", "products", "sum"):
                    found = one_side(meaning, step.after, numbers)
                    assert found == right, step.rule
                assert find(step.rule)


@settings(max_examples=40)
@given(channelled(largest=2))
def test_the_ranges_hold_every_channel_and_the_support_every_output(given: Channelled) -> None:
    problem = Problem.parse(given.line)
    if not given.outputs_in_order():
        return
    _, kernel, shape = given.shapes
    meaning = ChannelMeaning(given)
    summed = kernel[bool(given.outputs) :]
    for step in range_steps(problem):
        told = [one for one in step.after if isinstance(one, (Between, Solution))]
        if step.rule in ("range", "support"):
            expected = summed if step.rule == "range" else shape
            for one, size in zip(told, expected):
                assert isinstance(one, Between)
                values = meaning.solutions([one], {}, one.middle.parts[0].factors[0].terms[0][0][0])
                assert values == list(range(size))
    found = problem.ranges()
    assert len(found) == len(summed) + len(given.case.image)
    for own, size in zip(found, summed):
        assert (own.lower, own.upper, own.step, own.output) == (0, size - 1, 1, "")


@settings(max_examples=40)
@given(channelled(largest=2), st.data())
def test_rejected_terms_fail_in_the_first_channel(given: Channelled, data: Any) -> None:
    places = given.outputs_in_order()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    first, place = given.split(at)
    problem = Problem.parse(given.line)
    plain = derive(Problem.parse(given.case.line), place).rejected
    one, two = given.leads(first)[0]
    assert [(row.image, row.kernel, row.why) for row in derive(problem, at).rejected] == [
        (one + row.image, two + row.kernel, row.why) for row in plain
    ]


@settings(max_examples=20)
@given(channelled(largest=2, longest=2), st.data())
def test_the_general_sum_of_sympy_comes_to_each_output(given: Channelled, data: Any) -> None:
    given = given._replace(case=given.case._replace(boundary="zero"))
    places = given.outputs_in_order()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    problem = Problem.parse(f"{given.line} entries=indexed")
    letters = problem.output_letters
    put = {sympy.Symbol(letter, integer=True): value for letter, value in zip(letters, at)}
    total = problem.derive().value.subs(put).doit()
    elements = {
        one: sympy.Symbol(f"{one.base}[{','.join(map(str, one.indices))}]")
        for one in total.atoms(sympy.Indexed)
    }
    assert sympy.expand(total.xreplace(elements) - problem.derive(at).value) == 0


SHOWN = [
    ("channels=3", "y[m,n] = Σ(c=0..2) x[c,m,n] ∗ h[c,m,n]"),
    ("channels=3,8", "y[f,m,n] = Σ(c=0..2) x[c,m,n] ∗ h[f,c,m,n]"),
    ("channels=4,8 groups=2", "y[f,m,n] = Σ(c=0..1) x[c+2⌊f/4⌋,m,n] ∗ h[f,c,m,n]"),
    ("channels=4,2 groups=2", "y[f,m,n] = Σ(c=0..1) x[c+2f,m,n] ∗ h[f,c,m,n]"),
    ("channels=4,8 groups=4", "y[f,m,n] = x[⌊f/2⌋,m,n] ∗ h[f,m,n]"),
    ("channels=4,4 groups=4", "y[c,m,n] = x[c,m,n] ∗ h[c,m,n]"),
    ("batch=2", "y[b,m,n] = x[b,m,n] ∗ h[m,n]"),
    ("channels=1,1 batch=N", "y[b,f,m,n] = Σ(c=0..0) x[b,c,m,n] ∗ h[f,c,m,n]"),
    ("channels=C,F", "y[f,m,n] = Σ(c=0..C-1) x[c,m,n] ∗ h[f,c,m,n]"),
    ("channels=3,8 names=f,c,b", "b[g,m,n] = Σ(q=0..2) f[q,m,n] ∗ c[g,q,m,n]"),
    ("channels=3 indices=m,n;u,i,j", "y[m,n] = Σ(u=0..2) x[u,m,n] ∗ h[u,m,n]"),
    (r"batch=2 indices=\beta,m,n;i,j", "y[β,m,n] = x[β,m,n] ∗ h[m,n]"),
]


@pytest.mark.parametrize(("words", "expected"), SHOWN, ids=[words for words, _ in SHOWN])
def test_words_lead_to_a_formula(words: str, expected: str) -> None:
    text = Problem.parse(f"conv image=4x4 kernel=3x3 {words}").derive().text("brief")
    assert expected in text


def test_the_group_of_an_output_channel_is_told() -> None:
    told = {
        "channels=4,8 groups=2 at=5,1,1": "Output channel 5 belongs to the input channels 2 and 3.",
        "channels=6,2 groups=2 at=1,1,1": "Output channel 1 belongs to the input channels 3 to 5.",
        "channels=4,8 groups=4 at=7,1,1": "Output channel 7 belongs to the input channel 3 alone.",
    }
    for words, sentence in told.items():
        steps = Problem.parse(f"conv image=4x4 kernel=3x3 {words}").derive().steps()
        assert steps[1].because == f"Put in the indices of the output. {sentence}"
    for words in ("channels=4,8 at=5,1,1", "channels=4,4 groups=4 at=1,1,1", "batch=2 at=1,1,1"):
        steps = Problem.parse(f"conv image=4x4 kernel=3x3 {words}").derive().steps()
        assert steps[1].because == "Put in the indices of the output."


def test_a_sum_of_channels_is_outermost_and_finite() -> None:
    derived = derive(Problem.parse("correlate image=4x4 kernel=3x3 channels=3,2"))
    for step in derived.steps():
        for side in step.after[-1].sides if isinstance(step.after[-1], Equation) else ():
            if isinstance(side, BigSum):
                assert (side.letter, side.lower, side.upper) == ("c", 0, 2)


def test_an_output_that_does_not_exist_is_refused_with_all_its_ranges() -> None:
    problem = Problem.parse("conv image=4x4 kernel=3x3 channels=3,8 batch=2")
    with pytest.raises(OutputError, match="use b from 0 to 1, f from 0 to 7, m from -3 to 2, n"):
        problem.derive((2, 0, 1, 1))
    with pytest.raises(OutputError, match=r"\[0,-1,1,1\] does not exist"):
        problem.derive((0, -1, 1, 1))
    with pytest.raises(ProblemError, match=r"has 2 indices, but the output has 4 indices: write"):
        problem.derive((1, 1))


def test_letters_for_counts_are_refused_where_an_output_is_worked_out() -> None:
    problem = Problem.parse("conv image=4x4 kernel=3x3 channels=C,8 batch=N")
    assert not problem.numeric
    assert "Σ(c=0..C-1)" in problem.derive().text()
    with pytest.raises(OutputError, match="letter"):
        problem.derive((0, 0, 1, 1))
    with pytest.raises(OutputError, match="letter"):
        problem._replace(channels=problem.channels._replace(batch=1)).derive((0, 0, 1, 1))
    with pytest.raises(OutputError, match="letter"):
        next(problem.derive_all())


class Shown(NamedTuple):
    """Numbers for all elements, and what a tree comes to with them."""

    given: Channelled

    def number(self, array: str, cell: Cell) -> int:
        return sum((7 * n + 3) * (index + 5) ** 2 for n, index in enumerate(cell, len(array))) - 50

    def output(self, at: Cell) -> int:
        return sum(
            self.number("x", image) * self.number("h", kernel)
            for image, kernel in self.given.terms(at)
        )

    def value(self, node: Expr) -> Any:
        if isinstance(node, Matrix):
            return np.array([[self.value(cell) for cell in row] for row in node.rows])
        if isinstance(node, Juxtaposed):
            left, right = map(self.value, node.factors)
            return left @ right
        if isinstance(node, Sum):
            return sum(map(self.value, node.terms))
        if isinstance(node, Number):
            return node.value
        assert isinstance(node, Access)
        cell = tuple(index for index in node.indices if isinstance(index, int))
        return self.output(cell) if node.array == "y" else self.number(node.array, cell)


@settings(max_examples=50)
@given(channelled(largest=2, longest=2), st.sampled_from(("matrix", "im2col")), st.data())
def test_the_products_of_matrices_are_the_outputs(given: Channelled, form: str, data: Any) -> None:
    # Values of a boundary's constant are no elements; what they add is tested without channels.
    given = given._replace(case=given.case._replace(boundary="zero"))
    places = given.outputs_in_order()
    problem = Problem.parse(f"{given.line} entries=indexed")
    if not places:
        return
    at = data.draw(st.one_of(st.none(), st.sampled_from(places)))
    try:
        steps = derive(problem, at, form).steps()
    except OutputError as error:
        if "too many to list" not in str(error):
            raise
        return
    shown = Shown(given)
    (step,) = [step for step in steps if step.rule == "product"]
    listed: list[int] = []
    for equation in step.after:
        assert isinstance(equation, Equation)
        left, right = map(shown.value, equation.sides)
        assert np.array_equal(left, right if at is None else right[0, 0])
        listed += np.ravel(left).tolist()
    wanted = places if at is None else [at]
    assert sorted(listed) == sorted(map(shown.output, wanted))
    if form == "im2col" and at is None:
        assert len(step.after) == (given.groups if given.outputs else 1)


@pytest.mark.parametrize("form", [form.name for form in FORMS if form.module and not form.channels])
def test_forms_that_show_no_channels_say_so(form: str) -> None:
    problem = Problem.parse("conv image=2x2 kernel=2x2 channels=2")
    with pytest.raises(OutputError, match="leave out 'channels=2'"):
        problem.derive(form=form).latex()
