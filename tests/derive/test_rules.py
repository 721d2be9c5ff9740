"""Every step of every derivation keeps what its rule says, by meaning.

The meaning of a formula on the page is worked out here from its tree alone: sums are
walked, indices put in and worked out, and elements looked up in the problem's own data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Cell, Valued, cells, inside, valued

from symconv.derive.derivation import DETAILS, Derivation, Step, derive
from symconv.derive.rules import RULES, find
from symconv.derive.steps import range_steps
from symconv.model.index import Affine, Bound, substitute
from symconv.model.problem import Problem
from symconv.model.tree import (
    Access,
    Between,
    Beyond,
    BigSum,
    Equation,
    Expr,
    Formula,
    Grid,
    Index,
    IndexSum,
    Negative,
    Number,
    Product,
    Row,
    Solution,
    Starred,
    Sum,
    Symbol,
    Where,
)

Numbers = dict[str, int]
Leaf = Any  # an element as (array, cell), or a scalar
Polynomial = dict[tuple[Any, ...], Fraction]
Terms = Counter[tuple["Cell | None", Cell]]
FAR = 4


class Meaning:
    """What trees mean for the data of one problem."""

    def __init__(self, valued: Valued) -> None:
        self.valued, self.case = valued, valued.case
        self.boxes = {"x": self.case.image, "h": self.case.kernel}
        self.data: dict[str, dict[Cell, str] | None] = {"x": valued.image, "h": valued.kernel}
        names = [chr(ord("a") + place) for place in range(26)]
        self.letters = dict(zip(cells(self.case, self.case.kernel), names))

    def index(self, index: Index, numbers: Numbers) -> int | None:
        """The integer that a written index comes to, None where it is no integer."""
        if isinstance(index, int):
            return index
        total = 0
        for part in index.parts:
            size = part.sign
            for factor in part.factors:
                size *= self.integer(factor, numbers)
            total += size
        if index.modulus != 0:
            return total % self.integer(index.modulus, numbers)
        bottom = self.integer(index.divisor, numbers)
        return total // bottom if total % bottom == 0 else None

    def integer(self, value: Affine | Bound, numbers: Numbers) -> int:
        found = substitute(value, numbers)
        assert isinstance(found, int), f"{value} holds a letter that nothing binds"
        return found

    def exists(self, array: str, cell: Cell) -> bool:
        if array == "x" and self.case.boundary != "zero":
            return True
        return all(low <= index <= high for index, (low, high) in zip(cell, self.boxes[array]))

    def pixel(self, cell: Cell) -> Cell | None:
        """The pixel that counts at an index, None for the constant."""
        return self.case.pixel(cell)

    def window(self, letter: str, numbers: Numbers) -> range:
        """Values of a sum index that hold all that count, and more."""
        axis = "ij".index(letter)
        reach = [b for box in self.boxes.values() for axis_ in box for b in axis_]
        reach += self.case.sums(axis, numbers["mn"[axis]])
        return range(min(reach) - FAR, max(reach) + FAR)

    def expand(
        self, node: Expr, numbers: Numbers, infinite: bool = False
    ) -> Iterator[list[Leaf]]:
        """All products of a formula, each a list of factors.

        Under an infinite sum a product with an element that does not exist is 0 and
        left out; anywhere else it is an error on the page.
        """
        if isinstance(node, BigSum):
            if node.lower is None:
                assert node.upper is None
                values = self.window(node.letter, numbers)
            else:
                assert node.upper is not None
                step = self.integer(node.step, numbers)
                bounds = [self.integer(bound, numbers) for bound in (node.lower, node.upper)]
                values = range(bounds[0], bounds[1] + 1, step)
            for value in values:
                assert node.letter not in numbers, "one letter is bound twice"
                bound_now = {**numbers, node.letter: value}
                yield from self.expand(node.body, bound_now, infinite or node.lower is None)
        elif isinstance(node, Sum):
            for term in node.terms:
                yield from self.expand(term, numbers, infinite)
        elif isinstance(node, Negative):
            for factors in self.expand(node.term, numbers, infinite):
                yield [Number(-1), *factors]
        elif isinstance(node, Product):
            factors = [self.leaf(factor, numbers) for factor in node.factors]
            missing = [f for f in factors if f is None or (isinstance(f, tuple) and f[0] == "no")]
            if not missing:
                yield factors
            else:
                # A fraction is allowed for outputs of which the range says that none is valid.
                apart = None in missing and self.case.operation == "transposed"
                assert infinite or apart, f"{node} holds an element that does not exist"
        else:
            yield [self.leaf(node, numbers)]

    def leaf(self, node: Expr, numbers: Numbers) -> Leaf:
        if not isinstance(node, Access):
            assert isinstance(node, (Number, Symbol, Formula))
            return node
        found = [self.index(index, numbers) for index in node.indices]
        if any(index is None for index in found):
            return None
        cell = tuple(index for index in found if index is not None)
        if not self.exists(node.array, cell):
            return "no", cell
        return (node.array, self.pixel(cell) if node.array == "x" else cell)

    def terms(self, node: Expr, numbers: Numbers) -> Terms:
        """The products of a formula as pairs of a pixel's and an entry's index.

        Beyond the edge it is the pixel that counts there, or None for the constant.
        """
        found: Terms = Counter()
        for factors in self.expand(node, numbers):
            cell = {"x": None} | dict(factor for factor in factors if type(factor) is tuple)
            assert len(factors) == len(cell) == 2
            found[cell["x"], cell["h"]] += 1
        return found

    def value(self, node: Expr, numbers: Numbers) -> Polynomial:
        """The value of a formula, as coefficients of products of letters and elements."""
        total: Polynomial = {}
        for factors in self.expand(node, numbers):
            coefficient, letters = Fraction(1), []
            for factor in factors:
                number, letter = self.scalar(factor)
                coefficient *= number
                letters += letter
            key = tuple(sorted(letters))
            total[key] = total.get(key, Fraction(0)) + coefficient
        return {key: number for key, number in total.items() if number}

    def scalar(self, leaf: Leaf) -> tuple[Fraction, list[str]]:
        if isinstance(leaf, Number):
            return Fraction(leaf.value), []
        if isinstance(leaf, Symbol):
            return Fraction(1), [f"{leaf.name}_{leaf.subscript}".rstrip("_")]
        if isinstance(leaf, Formula):
            return Fraction(1), [leaf.latex]
        array, cell = leaf
        if cell is None:
            return Fraction(self.case.boundary.partition(":")[2]), []
        data = self.data[array]
        if data is None:
            element = f"{array}{cell}"
            return Fraction(1), [self.letters[cell] if array == "h" else element]
        word = data[cell]
        known = {r"{\frac{1}{3}}": "1/3", r"{\frac{2}{4}}": "1/2", r"{-\frac12}": "-1/2"}
        try:
            return Fraction(known.get(word, word)), []
        except ValueError:
            return Fraction(1), [word.strip("{}") if word != r"{e^{-v}}" else word[1:-1]]

    def solutions(self, statements: list[Any], numbers: Numbers, letter: str) -> list[int]:
        """The integers that a system of conditions on ``letter`` lets through."""
        return [
            value
            for value in range(-90, 91)
            if all(self.holds(one, {**numbers, letter: value}, letter) for one in statements)
        ]

    def holds(self, statement: Any, numbers: Numbers, letter: str) -> bool:
        if isinstance(statement, Between):
            middle = self.index(statement.middle, numbers)
            lower, upper = (self.integer(b, numbers) for b in (statement.lower, statement.upper))
            return middle is not None and lower <= middle <= upper
        assert isinstance(statement, Solution)
        assert statement.letter == letter
        bounds = [self.integer(b, numbers) for b in (statement.lower, statement.upper)]
        values = range(bounds[0], bounds[1] + 1, self.integer(statement.step, numbers))
        if statement.values is not None:
            assert list(statement.values) == list(values)
        return numbers[letter] in values


def occurring(statement: Any) -> str:
    """The letter that a condition of the range is about."""
    if isinstance(statement, Solution):
        return statement.letter
    found = {
        str(factor)
        for part in (statement.middle.parts if isinstance(statement.middle, IndexSum) else ())
        for factor in part.factors
        if not isinstance(factor, int)
    }
    known = found & {"i", "j"} or found
    assert len(known) == 1
    return known.pop()


def output_numbers(derived: Derivation, at: Cell) -> Numbers:
    return dict(zip(derived.problem.indices, at))


def check(meaning: Meaning, step: Step, numbers: Numbers) -> None:
    """What the step's rule keeps is the same before and after it."""
    keeps = find(step.rule).keeps
    if step.rule == "boundary":
        check_boundary(meaning, step)
    if keeps == "solutions":
        check_solutions(meaning, step, numbers)
    elif keeps == "terms":
        before, after = (one_side(meaning, side, numbers) for side in (step.before, step.after))
        assert before == after
        assert max(Counter(kernel for _, kernel in before).values(), default=1) == 1
    elif keeps == "value":
        (before_,), (after_,) = step.before, step.after
        assert isinstance(before_, Equation)
        assert isinstance(after_, Equation)
        assert meaning.value(before_.sides[-1], numbers) == meaning.value(after_.sides[-1], numbers)
        assert before_.sides[0] == after_.sides[0]
    else:
        assert keeps == "nothing before it"
        assert step.before == ()


def check_boundary(meaning: Meaning, step: Step) -> None:
    """What is said of elements beyond the edge holds for all values of the letters."""
    letters = "ij"[: len(meaning.case.image)]
    for statement in step.after:
        equation = statement.equation if isinstance(statement, Where) else statement
        assert isinstance(equation, Equation)
        for values in product(range(-12, 13), repeat=len(letters)):
            numbers = dict(zip(letters, values))
            if isinstance(statement, Where):
                (beyond,) = statement.conditions
                assert isinstance(beyond, Beyond)
                value, edge = numbers[beyond.letter], meaning.integer(beyond.bound, {})
                if not {"<": value < edge, ">": value > edge}[beyond.sign]:
                    continue
            one, other = (meaning.leaf(side, numbers) for side in equation.sides)
            if isinstance(other, Number):
                assert one == ("x", None)
                assert meaning.scalar(one) == meaning.scalar(other)
            else:
                assert one == other


def one_side(meaning: Meaning, side: Any, numbers: Numbers) -> Terms:
    """The terms of an equation's last side, or of the rows of a worked table."""
    if isinstance(side[0], Equation):
        (equation,) = side
        left = equation.sides[0]
        assert left.array == "y"
        place = tuple(meaning.index(index, numbers) for index in left.indices)
        assert place == tuple(numbers.values()), "the left-hand side names this output"
        return meaning.terms(equation.sides[-1], numbers)
    found: Terms = Counter()
    for row in side:
        assert isinstance(row, Row)
        pairs = []
        for written in (row.plugged, row.worked):
            cell = {
                factor.array: tuple(meaning.index(index, numbers) for index in factor.indices)
                for factor in written.factors
                if isinstance(factor, Access)
            }
            pairs.append((cell["x"], cell["h"]))
        assert pairs[0] == pairs[1], "an index is worked out wrongly"
        alive = meaning.exists("x", pairs[0][0]) and meaning.exists("h", pairs[0][1])
        pairs[0] = (meaning.pixel(pairs[0][0]), pairs[0][1])
        assert alive == (row.missing is None)
        if row.missing is not None:
            assert row.missing in row.worked.factors
            assert not meaning.exists(row.missing.array, row.missing.indices)
            assert row.remark
        else:
            found[pairs[0]] += 1
            if row.named is not None:
                assert meaning.value(row.named, {}) == meaning.value(row.worked, {})
    return found


def check_solutions(meaning: Meaning, step: Step, numbers: Numbers) -> None:
    letters = sorted({occurring(statement) for statement in step.after})
    for letter in letters:
        before = [one for one in step.before if occurring(one) == letter]
        after = [one for one in step.after if occurring(one) == letter]
        rest = {name: value for name, value in numbers.items() if name != letter}
        for one in after:
            if isinstance(one, Between) and one.solved is not None:
                assert meaning.solutions([one], rest, letter) == [
                    value
                    for value in meaning.solutions([one.solved], rest, letter)
                    if meaning.index(one.middle, {**rest, letter: value}) is not None
                ]
        if step.rule == "range" and meaning.case.boundary != "zero":
            # Where only the image index is divided, its being whole is no inequality.
            axis = "ij".index(letter)
            found = meaning.solutions(after, rest, letter)
            right = meaning.case.sums(axis, numbers["mn"[axis]])
            assert found == right or (not right and "always leaves a rest" in step.because)
            assert set(found) <= set(meaning.solutions(before, rest, letter))
        elif step.rule == "range":
            found = meaning.solutions(before, rest, letter)
            assert found == meaning.solutions(after, rest, letter)
            (solution,) = [one for one in after if isinstance(one, Solution)]
            alone = meaning.solutions([solution], rest, letter)
            assert found == alone or (not found and "always leaves a rest" in step.because)
        else:
            axis = "mn".index(letter)
            case = meaning.case
            last = after[-1].solved or after[-1]
            box = case.box(axis)
            found = meaning.solutions([last], rest, letter)
            assert found == (list(inside((box[0], box[1]))) if box else [])
            allowed = meaning.solutions(before, rest, letter)
            assert set(found) <= set(allowed)
            if case.output == "full":
                assert all(not case.pairs(axis, m) for m in set(allowed) - set(found))
            if case.output == "valid":
                assert found == allowed


@settings(max_examples=150, deadline=None)
@given(valued(outputs=("full", "same", "valid", "given")), st.data())
def test_every_step_of_a_worked_example_keeps_what_its_rule_says(
    valued: Valued, data: st.DataObject
) -> None:
    places = valued.case.outputs()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    derived = derive(Problem.parse(valued.line), at)
    meaning = Meaning(valued)
    for detail in DETAILS:
        for step in derived.steps(detail):
            check(meaning, step, output_numbers(derived, at))


@settings(max_examples=100, deadline=None)
@given(valued(outputs=("full", "same", "valid", "given")), st.data())
def test_every_step_for_any_output_keeps_what_its_rule_says_for_each_output(
    valued: Valued, data: st.DataObject
) -> None:
    places = valued.case.outputs()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    derived = derive(Problem.parse(valued.line))
    meaning = Meaning(valued)
    for detail in DETAILS:
        for step in derived.steps(detail):
            check(meaning, step, output_numbers(derived, at))
    for step in range_steps(derived.problem):
        check(meaning, step, output_numbers(derived, at))


@settings(max_examples=100, deadline=None)
@given(valued(outputs=("full", "given")), st.data())
def test_the_last_step_shows_the_value_by_the_definition(
    valued: Valued, data: st.DataObject
) -> None:
    places = valued.case.outputs()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    meaning = Meaning(valued)
    total: Polynomial = {}
    for image, kernel in valued.case.terms(at):
        pixel = valued.case.pixel(image)
        one, two = meaning.scalar(("x", pixel)), meaning.scalar(("h", kernel))
        key = tuple(sorted(one[1] + two[1]))
        total[key] = total.get(key, Fraction(0)) + one[0] * two[0]
    total = {key: number for key, number in total.items() if number}
    derived = derive(Problem.parse(valued.line), at)
    for detail in DETAILS:
        (last,) = derived.steps(detail)[-1].after
        assert isinstance(last, Equation)
        assert meaning.value(last.sides[-1], {}) == total


@settings(max_examples=60, deadline=None)
@given(valued())
def test_the_grid_shows_the_kernel_row_by_row_and_the_corner_says_where_it_begins(
    valued: Valued,
) -> None:
    derived = derive(Problem.parse(valued.line))
    meaning = Meaning(valued)
    steps = [step for step in derived.steps("full") if step.rule == "entries"]
    if not derived.elements.letters and valued.kernel is None:
        assert not steps, "a block of plain accesses tells nothing"
        return
    (step,) = steps
    grid, *corner = step.after
    assert isinstance(grid, Grid)
    places = cells(valued.case, valued.case.kernel)
    items = [item for row in grid.rows for item in row]
    assert len(items) == len(places)
    for item, place in zip(items, places):
        assert meaning.value(item, {}) == meaning.value(Access("h", place), {})
    for equation in corner:
        assert isinstance(equation, Equation)
        assert equation.sides[0] == Access("h", places[0])
        assert equation.sides[1] == items[0]


def test_the_definition_is_the_operation_written_with_its_sign_and_as_its_sum() -> None:
    (step, *_) = derive(Problem.parse("conv image=7x7 kernel=3x3 at=1,1")).steps()
    (equation,) = step.after
    assert isinstance(equation, Equation)
    assert isinstance(equation.sides[1], Starred)
    assert equation.sides[1].star == r"\ast"
    (equation,) = derive(Problem.parse("conv stride=2 at=0,0")).steps()[0].after
    assert isinstance(equation, Equation)
    assert len(equation.sides) == 2, "the sign stands for the plain operation only"


def test_every_rule_is_used_and_every_step_names_a_rule() -> None:
    lines = (
        "conv at=1,1",
        "conv kernel=[1 2 1] image=5 at=0",
        "conv kernel=[1 2 1] image=[1 2 3] at=0",
        "conv image=3 kernel=2 stride=2 output=-9..9 at=9",
        "conv image=3 kernel=3 boundary=wrap at=1",
    )
    used = {
        step.rule
        for line in lines
        for detail in DETAILS
        for step in derive(Problem.parse(line)).steps(detail)
    }
    used |= {step.rule for step in range_steps(Problem.parse("conv"))}
    assert used == {rule.name for rule in RULES}


def test_each_rule_is_found_by_its_name_alone() -> None:
    assert [find(rule.name) for rule in RULES] == list(RULES)
    with pytest.raises(KeyError):
        find("magic")
