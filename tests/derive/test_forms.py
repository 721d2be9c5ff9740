"""The forms of a sum: whatever is shown comes to the outputs of the definition."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import OutputError, Problem, ProblemError
from symconv.derive.derivation import DETAILS, Derivation, Step, derive
from symconv.derive.forms import FORMS, find
from symconv.derive.forms.letters import capital, free, taken
from symconv.derive.rules import FORM_RULES, RULES
from symconv.derive.rules import find as find_rule
from symconv.derive.terms import supports
from symconv.model.tree import (
    Access,
    Called,
    Dots,
    Equation,
    Expr,
    Matrix,
    Number,
    Product,
    Sum,
    Symbol,
)
from tests.derive.form_meaning import World, box, every, rows_of, small
from tests.derive.test_rules import Meaning, check
from tests.strategies import BOUNDARIES, Valued

OTHERS = tuple(form.name for form in FORMS if form.name != "sum")
TURNING = ("zero", "wrap")
Shown = tuple[Valued, Derivation]


def problems(*forms: str) -> st.SearchStrategy[Shown]:
    """Small problems of some of the forms, with the boundaries that each has."""
    return st.one_of([
        small(form, TURNING if form == "polynomial" else BOUNDARIES) for form in forms
    ])  # fmt: skip


def steps_of(derivation: Derivation, detail: str = "normal") -> tuple[Step, ...]:
    """The steps; of circular outputs only those that are one turn."""
    problem = derivation.problem
    circular = derivation.form == "polynomial" and problem.boundary.name == "wrap"
    if circular and derivation.at is None:
        for axis, box in enumerate(supports(problem)):
            low, high = problem.image.bounds(axis)
            turn = abs(problem.relation(axis).image) * (high - low + 1)
            powers = {abs(problem.relation(axis).output) * m % turn for m in box}
            if len(powers) < len(box):
                with pytest.raises(OutputError, match="more than one turn"):
                    derivation.steps(detail)
                return ()
    return derivation.steps(detail)


def named(steps: tuple[Step, ...], *rules: str) -> list[Step]:
    return [step for step in steps if step.rule in rules]


@settings(max_examples=150)
@given(problems(*OTHERS))
def test_the_last_steps_are_the_sums_term_by_term(shown: Shown) -> None:
    valued, derivation = shown
    world = World(valued)
    rows = named(steps_of(derivation), "rows")
    if not rows:
        return
    (step,) = rows
    assert len(step.after) == len(every(valued.case, derivation))
    for at, equation in zip(every(valued.case, derivation), step.after):
        assert isinstance(equation, Equation)
        left, right, *total = equation.sides
        assert left == Access("y", at)
        elements = derivation.elements
        expected = [elements.product(*term) for term in valued.case.terms(at)]
        assert (list(right.terms) if isinstance(right, Sum) else []) == expected
        assert all(world.value(side) == world.outputs[at] for side in (right, *total))
        numbers = [[f.value for f in p.factors if isinstance(f, Number)] for p in expected]
        numeric = bool(expected) and all(len(one) == 2 or 0 in one for one in numbers)
        assert bool(total) == (numeric and derivation.at is None)


@settings(max_examples=150)
@given(problems("matrix", "im2col", "scatter"))
def test_what_stands_before_them_comes_to_the_outputs(shown: Shown) -> None:
    valued, derivation = shown
    world = World(valued)
    for step in named(derivation.steps(), "product", "copies"):
        (equation,) = step.after
        assert isinstance(equation, Equation)
        first, *others = [side for side in equation.sides if side != Symbol("y")]
        if any(isinstance(side, Sum) and Dots() in side.terms for side in others):
            continue
        outputs = world.value(first)
        for other in others:
            found = world.value(other)
            assert rows_of(found) == rows_of(outputs)
        listed = [value for row in rows_of(outputs) for value in row]
        wanted = valued.case.outputs() if step.rule == "copies" else every(valued.case, derivation)
        assert listed == [world.outputs[at] for at in wanted]


@settings(max_examples=150)
@given(small("matrix", BOUNDARIES))
def test_the_matrix_holds_the_entry_that_each_pixel_meets(shown: Shown) -> None:
    valued, derivation = shown
    world, case = World(valued), valued.case
    (step,) = named(derivation.steps(), "product")
    (equation,) = step.after
    assert isinstance(equation, Equation)
    table = first_matrix(equation.sides[-1])
    pixels, outputs = box(case, "image"), every(case, derivation)
    assert rows_of(world.value(table)) == [
        [world.weight(at, pixel) for pixel in pixels] for at in outputs
    ]
    assert table.right == line_ends(pixels, case)
    assert table.below == line_ends(outputs, case)
    for row, at in zip(table.rows, outputs):
        for cell, pixel in zip(row, pixels):
            met = [k for image, k in case.terms(at) if case.pixel(image) == pixel]
            assert (cell == Number(0)) == (not met) or valued.kernel is not None


def first_matrix(node: Expr) -> Matrix:
    while not isinstance(node, Matrix):
        node = node.terms[0] if isinstance(node, Sum) else node.factors[0]  # type: ignore[union-attr]
    return node


def line_ends(places: list[Any], case: Any) -> tuple[int, ...]:
    """After how many cells a row of them ends, where there are rows."""
    if len(places[0]) == 1:
        return ()
    slow = 1 if case.axes == "column,row" else 0
    return tuple(n for n in range(1, len(places)) if places[n][slow] != places[n - 1][slow])


@settings(max_examples=100)
@given(small("im2col", BOUNDARIES))
def test_a_row_of_patches_holds_the_pixel_that_each_entry_meets(shown: Shown) -> None:
    valued, derivation = shown
    world, case = World(valued), valued.case
    (step,) = named(derivation.steps(), "product")
    (equation,) = step.after
    assert isinstance(equation, Equation)
    table = first_matrix(equation.sides[-1])
    entries, outputs = box(case, "kernel"), every(case, derivation)
    expected = []
    for at in outputs:
        met = {kernel: world.seen(image) for image, kernel in case.terms(at)}
        assert len(met) == len(case.terms(at))
        expected.append([met.get(entry, Fraction(0)) for entry in entries])
    assert rows_of(world.value(table)) == expected
    assert (table.right, table.below) == (line_ends(entries, case), line_ends(outputs, case))


@settings(max_examples=100)
@given(small("matrix", BOUNDARIES))
def test_the_blocks_put_in_are_the_matrix(shown: Shown) -> None:
    valued, derivation = shown
    world = World(valued)
    for step in named(derivation.steps(), "blocks"):
        (before,), (whole, *parts) = step.before, step.after
        assert isinstance(before, Equation)
        assert isinstance(whole, Equation)
        table = first_matrix(before.sides[-1])
        blocks = {}
        for part in parts:
            assert isinstance(part, Equation)
            name, block = part.sides
            assert isinstance(name, Access)
            blocks[name] = world.value(block)
        assert len({name.array for name in blocks} | {"x", "h", "y"}) == 4 or not blocks
        found = put_in(whole.sides[1], blocks, table)
        assert found == rows_of(world.value(table))


def put_in(node: Expr, blocks: dict[Access, Any], table: Matrix) -> list[list[Fraction]]:
    """A matrix of blocks as one matrix; sums of blocks are added up, and 0 is a block of zeros."""
    assert isinstance(node, Matrix)
    high, wide = len(table.rows) // len(node.rows), len(table.rows[0]) // len(node.rows[0])
    found: list[list[Fraction]] = []
    for row in node.rows:
        cells = []
        for cell in row:
            several = cell.terms if isinstance(cell, Sum) else () if cell == Number(0) else (cell,)
            total = [[Fraction(0)] * wide for _ in range(high)]
            for one in several:
                assert isinstance(one, Access)
                total = [
                    [a + b for a, b in zip(*pair)] for pair in zip(total, blocks[one].tolist())
                ]
            cells.append(total)
        found += [[value for cell in cells for value in cell[line]] for line in range(high)]
    return found


@settings(max_examples=100)
@given(small("matrix", ("zero",)))
def test_the_matrix_that_spreads_is_the_transpose_of_the_one_that_gathers(shown: Shown) -> None:
    valued, derivation = shown
    world = World(valued)
    shown_steps = derivation.steps()
    found = named(shown_steps, "transpose")
    whole = derivation.at is None
    assert bool(found) == (whole and valued.case.operation == "transposed")
    for step in found:
        (before,), (after,) = step.before, step.after
        assert isinstance(before, Equation)
        assert isinstance(after, Equation)
        table = world.value(first_matrix(before.sides[-1]))
        assert rows_of(world.value(after.sides[1]).T) == rows_of(table)
        assert "correlate" in step.because


@settings(max_examples=100)
@given(small("scatter", BOUNDARIES))
def test_each_copy_is_the_column_of_its_pixel(shown: Shown) -> None:
    valued, derivation = shown
    world, case = World(valued), valued.case
    for step in named(derivation.steps(), "copies"):
        (equation,) = step.after
        assert isinstance(equation, Equation)
        terms = equation.sides[-1].terms  # type: ignore[union-attr]
        copies = [one for one in terms if isinstance(one, Product)]
        reaching = {
            case.pixel(image) for at in every(case, derivation) for image, _ in case.terms(at)
        }
        assert len(copies) == len(reaching - {None})
        places = [pixel for pixel in box(case, "image") if pixel in reaching]
        for pixel, (value, copy) in zip(places, (one.factors for one in copies)):
            assert world.value(value) == world.pixels[pixel]
            cells = [cell for row in rows_of(world.value(copy)) for cell in row]
            assert cells == [world.weight(at, pixel) for at in case.outputs()]
        hidden = len(box(case, "image")) > len(reaching - {None}) and derivation.at is not None
        others = {
            case.pixel(image) for at in case.outputs() for image, _ in case.terms(at)
        } - reaching
        assert (Dots() in terms) == (hidden and bool(others - {None}))


POINTS = (Fraction(2), Fraction(-3, 2), Fraction(5, 3))


@settings(max_examples=150)
@given(small("polynomial", ("zero",)), st.permutations(POINTS))
def test_the_product_of_the_polynomials_holds_the_outputs(
    shown: Shown, points: list[Fraction]
) -> None:
    valued, derivation = shown
    world, case = World(valued), valued.case
    steps = derivation.steps()
    (polynomials,) = named(steps, "polynomials")
    for equation in polynomials.after:
        assert isinstance(equation, Equation)
        world.learn(equation)
    (multiply,) = named(steps, "multiply")
    (powers,) = named(steps, "powers")
    (factored,), (opened,) = multiply.after, powers.after
    assert isinstance(factored, Equation)
    assert isinstance(opened, Equation)
    result = factored.sides[0]
    assert opened.sides[0] == result
    assert isinstance(result, Called)
    letters = dict(zip(result.arguments, points))
    product = world.value(factored.sides[1], letters)  # type: ignore[arg-type]
    # By hand: every pixel times every entry, at the power that the relation asks for.
    total, belonging = Fraction(0), Fraction(0)
    outputs = set(every(case, derivation))
    for image, pixel in world.pixels.items():
        for kernel, entry in world.entries.items():
            place = power_of(case, image, kernel)
            value = pixel * entry
            for point, exponent in zip(points, place):
                value *= point**exponent
            total += value
            at = [exponent / stride_of(case, axis) for axis, exponent in enumerate(place)]
            belonging += value if tuple(at) in outputs else 0
    assert product == total
    terms = [one for one in opened.sides[1].terms if one != Dots()]  # type: ignore[union-attr]
    assert world.value(Sum((tuple(terms),)), letters) == belonging  # type: ignore[arg-type]
    if not any(Dots() in row for row in getattr(opened.sides[1], "rows", ())):
        assert total == belonging


def stride_of(case: Any, axis: int) -> int:
    return 1 if case.operation == "transposed" else case.stride[axis]


def power_of(case: Any, image: Any, kernel: Any) -> list[int]:
    """Stride times output index, by the contract's relation solved for it."""
    found = []
    for i, k, s, d, p in zip(image, kernel, case.stride, case.dilation, case.offset):
        found.append({
            "conv": i + d * k - p, "correlate": i - d * k + p, "xcorr": d * k - i - p,
            "transposed": s * i + d * k - p,
        }[case.operation])  # fmt: skip
    return found


@settings(max_examples=60)
@given(small("polynomial", ("wrap",)))
def test_circular_powers_count_modulo_the_length(shown: Shown) -> None:
    valued, derivation = shown
    world, case = World(valued), valued.case
    for step in named(steps_of(derivation), "powers"):
        (opened,) = step.after
        assert isinstance(opened, Equation)
        outputs = every(case, derivation)
        rows = [row for row in opened.sides[1].rows if row != (Dots(),)]  # type: ignore[union-attr]
        letters = {one: Fraction(1) for one in opened.sides[0].arguments}  # type: ignore[union-attr]
        if len(rows) == len(outputs) and derivation.at is None:
            for at, row in zip(outputs, rows):
                assert world.value(Sum((row,)), letters) == world.outputs[at]


class Wide(Meaning):
    """What trees mean where a sum may be over the image before, and over the kernel after."""

    def window(self, letter: str, numbers: dict[str, int]) -> range:
        both = [super().window(letter, numbers)]
        axis = "ij".index(letter)
        met = self.case.met(axis, numbers["mn"[axis]])
        both += [range(min(found), max(found) + 1) for found in zip(*met)]
        return range(min(one.start for one in both), max(one.stop for one in both))


@settings(max_examples=60)
@given(problems(*OTHERS), st.data())
def test_rewritten_sums_have_the_same_terms(shown: Shown, data: st.DataObject) -> None:
    valued, derivation = shown
    at = data.draw(st.sampled_from(every(valued.case, derivation)))
    meaning = Wide(valued)
    numbers = dict(zip(derivation.problem.indices, at))
    for detail in DETAILS:
        for step in steps_of(derivation, detail):
            keeps = find_rule(step.rule).keeps
            assert step.rule in {rule.name for rule in (*RULES, *FORM_RULES)}
            if keeps == "terms" or (keeps == "value" and step.rule in ("products", "sum")):
                check(meaning, step, numbers)
            if keeps == "nothing before it":
                assert step.before == ()


def test_every_rule_of_a_form_is_used() -> None:
    lines = (
        ("transposed image=2x2 kernel=2x2 stride=2", ("matrix", "im2col")),
        ("xcorr image=3 kernel=2", OTHERS),
        ("correlate image=3 kernel=2", OTHERS),
    )
    used = Counter(
        step.rule
        for line, forms in lines
        for form in forms
        for step in derive(Problem.parse(line), form=form).steps("full")
    )
    assert {rule.name for rule in FORM_RULES} <= set(used)


def test_a_form_is_part_of_what_a_derivation_is() -> None:
    problem = Problem.parse("conv image=3 kernel=2")
    plain, other = problem.derive(), problem.derive(form="matrix")
    assert (plain.form, other.form) == ("sum", "matrix")
    assert plain != other
    assert other == problem.derive(form="matrix")
    assert len({plain, other, problem.derive(form="sum")}) == 2
    assert repr(other) == "Derivation('conv image=3 kernel=2', form='matrix')"
    assert problem.derive(at=1, form="matrix").terms == problem.derive(at=1).terms
    assert [form.name for form in FORMS] == [find(form.name).name for form in FORMS]


@pytest.mark.parametrize(
    ("line", "form", "message"),
    [
        ("conv image=7x7 kernel=3x3", "matrix", "49 pixels .* such as image=5x5"),
        ("conv image=3x3 kernel=7x7", "im2col", "49 kernel entries .* such as kernel=5x5"),
        ("conv image=30 kernel=3", "scatter", "30 pixels .* such as image=25"),
        ("conv image=3 kernel=30", "polynomial", "30 kernel entries .* such as kernel=25"),
        ("conv image=5x5 kernel=3x3", "matrix", r"49 outputs .* output=-2\.\.2,-2\.\.2, or one"),
        ("conv image=3 kernel=26", "matrix", "28 outputs .* or one with at="),
        ("conv image=2x2x2 kernel=2x2x2", "matrix", r"27 outputs .* output=-2\.\.-1"),
        ("conv image=2x2x2 kernel=1x1x1", "scatter", "copies of a kernel of 3 dimensions"),
        ("conv image=2 kernel=5 output=valid", "matrix", "no output exists .* output=full"),
        ("correlate image=0..0 kernel=1..1 stride=2", "matrix", "no output .* another stride="),
        ("conv image=5 kernel=3 boundary=nearest", "polynomial", "no product of polynomials"),
        ("conv image=5 kernel=3 boundary=wrap", "polynomial", "more than one turn.* output=same"),
        ("conv image=5 kernel=3", "toeplitz", "use one of sum, matrix, im2col"),
    ],
)
def test_what_cannot_be_shown_is_said_with_what_can(line: str, form: str, message: str) -> None:
    with pytest.raises(OutputError, match=message):
        Problem.parse(line).derive(form=form).steps()


@pytest.mark.parametrize("form", OTHERS)
def test_letters_for_sizes_are_refused(form: str) -> None:
    with pytest.raises(ProblemError, match="holds letters for sizes: give numbers"):
        Problem.parse("conv image=-K..K kernel=3").derive(form=form).steps()


def test_what_is_suggested_is_small_enough() -> None:
    for line in ("conv image=5x5 kernel=3x3", "conv image=25 kernel=9", "conv image=2x2x2"):
        problem = Problem.parse(line + (" kernel=2x2x2" if "x2x" in line else ""))
        with pytest.raises(OutputError) as caught:
            problem.derive(form="matrix").steps()
        words = str(caught.value)
        output = words[words.index("output=") :].split(", or")[0]
        assert Problem.parse(f"{problem} {output}").derive(form="matrix").steps()


def test_new_letters_are_not_those_of_the_problem() -> None:
    line = r'conv image="[T z; X H]" kernel="[{P+G} Y; w_1 q]" names=f,\phi,g indices=m,n;M,t'
    derivation = Problem.parse(line).derive()
    used = taken(derivation)
    assert set("TzXHPGYwqfgmnMt") | {r"\phi"} <= used
    assert free(used, "TMz") not in "TzXHPGYwqfgmnMt"
    assert (capital("f"), capital(r"\phi"), capital(r"\varphi"), capital(r"\alpha")) == (
        "F", r"\Phi", r"\Phi", "A",
    )  # fmt: skip
    small_line = 'conv image="[T z X H]" kernel="[Y P Q]"'
    for form in OTHERS:
        for step in Problem.parse(small_line).derive(form=form).steps():
            for statement in step.after:
                assert isinstance(statement, Equation)
                head = statement.sides[0]
                if isinstance(head, (Called, Symbol)):
                    name = head.function if isinstance(head, Called) else head.name
                    assert name not in "TzXHYPQxhmi"
