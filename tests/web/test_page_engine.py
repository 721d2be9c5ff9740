"""The page's engine, run in Node, against the Python engine and against plain definitions."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import BOUNDARIES, Case, cases, inside, valued

from symconv.derive.derivation import Derivation
from symconv.derive.steps import collected
from symconv.derive.terms import outputs
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.model.tree import Equation, Number, Solution
from symconv.model.values import parse_scalar
from symconv.render import latex, mathml, presentation
from symconv.verify import verify
from symconv.web.describe import Pair, described, paired
from symconv.web.script import ENGINE, joined

Engine = Callable[[object], Any]
DRIVER = Path(__file__).parent / "engine_driver.js"
NUMBERS = ("0", "1", "-1", "2", "7", "-12", "1/9", "-3/4", "0.25", "-1.50", "10/5", ".5", "+3")
CLASSED = re.compile(r' class="(?:pixel|entry|output|term)"')
BROKEN = re.compile(
    r" \\\\\n&(?:\\quad )+|\n\\end\{align\*\}\n\\begin\{align\*\}\n\\phantom\{[^}]*\} &(?:\\quad )+"
)
ASKED = 4  # outputs of each operation
BEYOND = (*BOUNDARIES, r"constant:{\frac{2}{4}}", "constant:r", r"constant:{-\sigma}")


@pytest.fixture(scope="module")
def engine(node: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A function that asks the page's engine a question; one Node process answers all."""
    script = tmp_path_factory.mktemp("engine") / "engine.mjs"
    imports, rest = DRIVER.read_text(encoding="utf-8").split(";\n", 1)
    script.write_text(f"{imports};\n{joined(ENGINE)}\n{rest}", encoding="utf-8")
    with subprocess.Popen(
        [node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(question: object) -> Any:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{json.dumps(question)}\n")
            process.stdin.flush()
            found = json.loads(process.stdout.readline())
            assert not isinstance(found, dict), found["failed"]
            return found

        yield ask
        process.stdin.close()


def lines_of(case_line: str) -> Pair:
    try:
        return paired(Problem.parse(case_line))
    except OutputError as error:
        assume("no output exists" not in str(error))
        raise


def some_outputs(draw: st.DataObject, pair: Pair) -> list[tuple[int, tuple[int, ...]]]:
    """A few outputs of both operations, as numbers of operations and places."""
    asks = []
    for number, problem in enumerate(pair):
        places = [at for at, _ in outputs(problem.placed(None))]
        if places:
            chosen = draw.draw(st.lists(st.sampled_from(places), min_size=1, max_size=ASKED))
            asks += [(number, at) for at in chosen]
    return asks


def bare(markup: str) -> str:
    """MathML without the classes that only bear colours, and without rows that hold only one."""
    return CLASSED.sub("", markup)


def unbroken(text: str) -> str:
    """LaTeX with each display on one line: where lines are broken is a matter of taste."""
    return BROKEN.sub(" ", text)


def expected_latex(derived: Derivation) -> str:
    return latex.document(derived.steps("brief"), str(derived.problem))


@settings(max_examples=60)
@given(data=st.data(), case=cases(1, 3, 4, boundaries=BEYOND))
def test_terms_ranges_and_text_are_those_of_python(
    engine: Engine, data: st.DataObject, case: Case
) -> None:
    pair = lines_of(case.line)
    asks = some_outputs(data, pair)

    found = engine({"data": described(pair), "typed": None, "asks": asks})

    for (number, at), answer in zip(asks, found):
        derived = Derivation(pair[number].placed(at))
        assert answer["terms"] == [list(map(list, term)) for term in derived.terms]
        if derived.terms:
            solved = [[axis.lower, axis.upper, axis.step] for axis in derived.ranges]
            assert answer["ranges"] == solved
            bounded = derived.elements.formulas.bounded(at).sides[1]
            assert bare(answer["sum"]) == "".join(presentation.sum_pieces(bounded))  # type: ignore[arg-type]
        assert answer["line"] == str(derived.problem)
        assert unbroken(answer["latex"]) == unbroken(expected_latex(derived))
        terms = [presentation.expression(term) for term in collected(derived).terms]
        assert list(map(bare, answer["products"])) == terms
        for axis, shown in enumerate(answer["conditions"]):
            assert_conditions(derived, axis, shown)


def assert_conditions(derived: Derivation, axis: int, shown: list[str]) -> None:
    """What bounds an index is written as in Python's steps."""
    assert derived.problem.at is not None
    expected = derived.elements.formulas.conditions(axis, derived.problem.at[axis])
    *conditions, solution = shown
    assert len(conditions) == len(expected.given)
    for statement in expected.given:
        assert any(each in mathml.statement_block((statement,)) for each in conditions), statement
    if isinstance(expected.solved[-1], Solution):
        assert solution in mathml.statement_block((expected.solved[-1],))


@settings(max_examples=60)
@given(data=st.data(), case=cases(1, 3, 4))
def test_terms_are_those_of_the_definition(
    engine: Engine, data: st.DataObject, case: Case
) -> None:
    pair = lines_of(case.line)
    asks = [ask for ask in some_outputs(data, pair) if ask[0] == 0]

    found = engine({"data": described(pair), "typed": None, "asks": asks})

    for (_, at), answer in zip(asks, found):
        assert [tuple(map(tuple, term)) for term in answer["terms"]] == case.terms(at)
        if len(at) == 1:
            met = {
                ((image,), (kernel,))
                for kernel in inside(case.kernel[0])
                for image in range(-90, 91)
                if case.meets(0, at[0], image, kernel)
            }
            laid = {(tuple(image), tuple(kernel)) for image, kernel, _, _ in answer["covered"]}
            assert laid == met
        for image, _, cell, held in answer["covered"]:
            assert held == all(i in inside(box) for i, box in zip(image, case.image))
            pixel = case.pixel(tuple(image)) if case.boundary != "zero" or held else None
            assert cell == (None if pixel is None else list(pixel))


@settings(max_examples=60)
@given(data=st.data(), case=valued(longest=3, boundaries=BEYOND))
def test_values_and_typed_numbers_are_worked_out_as_in_python(
    engine: Engine, data: st.DataObject, case: Any
) -> None:
    pair = lines_of(case.line)
    asks = some_outputs(data, pair)
    size = 1
    for low, high in case.case.kernel:
        size *= high - low + 1
    typed = data.draw(st.none() | st.tuples(*[st.none() | st.sampled_from(NUMBERS)] * size))
    lettered = described(pair)["kernel"]["letters"] is not None or case.kernel is not None  # type: ignore[index]
    if typed is not None and not lettered:
        typed = tuple(text or "0" for text in typed)
    if typed is not None and not any(typed):
        typed = None

    found = engine({"data": described(pair), "typed": typed, "asks": asks})

    for (number, at), answer in zip(asks, found):
        stated = Problem.parse(answer["line"])
        plain = pair[number].placed(at)
        assert stated == plain if typed is None else same_but_values(stated, plain)
        if typed is not None:
            assert_typed(stated, plain, typed)
        derived = Derivation(stated)
        assert answer["line"] == str(stated)
        assert unbroken(answer["latex"]) == unbroken(expected_latex(derived))
        assert list(map(bare, answer["products"])) == [
            presentation.expression(term) for term in collected(derived).terms
        ]
        last = derived.steps("brief")[-1].after[-1]
        if answer["number"] is not None:
            total = sum(Fraction(pixel.value) * Fraction(entry.value) for pixel, entry in (  # type: ignore[union-attr]
                (derived.elements.pixel(image), derived.elements.entry(kernel))
                for image, kernel in derived.terms
            ))  # fmt: skip
            assert Fraction(answer["number"]) == total
            assert isinstance(last, Equation)
            if len(derived.terms) > 1:
                assert last.sides[-1] in (Number(total), last.sides[-1]._replace(value=total))  # type: ignore[attr-defined]


def same_but_values(stated: Problem, plain: Problem) -> bool:
    kernel = plain.kernel
    return stated._replace(kernel=kernel) == plain and stated.kernel.support == kernel.support


def assert_typed(stated: Problem, plain: Problem, typed: tuple[str | None, ...]) -> None:
    """The kernel of a problem line holds what was typed, and else what was there."""
    assert stated.kernel.values is not None
    letters, _ = plain.entry_letters()
    before = plain.kernel.values.items if plain.kernel.values is not None else letters
    for place, (item, text) in enumerate(zip(stated.kernel.values.items, typed)):
        assert item == (before[place] if text is None else parse_scalar(text))


@settings(max_examples=15)
@given(data=st.data(), case=valued(longest=3, boundaries=BEYOND))
def test_the_latex_is_proved(engine: Engine, data: st.DataObject, case: Any) -> None:
    pair = lines_of(case.line)
    asks = some_outputs(data, pair)[:2]

    found = engine({"data": described(pair), "typed": None, "asks": asks})

    for answer in found:
        report = verify(answer["latex"])
        assert report.verdict == "proved", f"{answer['latex']}\n{report}"


def test_on_three_axes_typed_numbers_are_shown_and_left_to_the_reader(engine: Engine) -> None:
    pair = paired(Problem.parse("conv image=3x3x3 kernel=2x2x2 at=0,0,0"))
    typed = ["5", *[None] * 7]

    (answer,) = engine({"data": described(pair), "typed": typed, "asks": [(0, (0, 0, 0))]})

    assert answer["line"] is None
    assert r"\cdot 5" in answer["latex"]
    assert verify(answer["latex"]).verdict == "proved"


def test_sentences_say_what_is_shown(engine: Engine) -> None:
    pair = paired(Problem.parse("conv image=7x7 kernel=3x3"))
    rows = paired(Problem.parse(r"conv image=3x3 kernel=2x1 axes=row,column names=\phi,h,y"))
    line = paired(Problem.parse('conv image="[2 1]@corner" kernel="[1/2 -1]@corner"'))

    def said(pair: Pair, at: tuple[int, ...]) -> str:
        (answer,) = engine({"data": described(pair), "typed": None, "asks": [(0, at)]})
        return str(answer["sentence"])

    assert said(pair, (1, 1)).startswith("y at column 1, row 1 is x at 0, 0 times i, plus x at 1, ")
    assert said(pair, (4, -4)) == "y at column 4, row −4 is x at 3, −3 times c."
    assert said(rows, (0, 1)) == (
        "y at row 0, column 1 is ϕ at 0, 1 times b, plus ϕ at 1, 1 times a."
    )
    assert said(line, (1,)) == "y at 1 is minus 3 over 2, the sum of 2 terms."
    assert said(line, (2,)) == "y at 2 is minus 1, the sum of one term."


@given(st.lists(st.from_regex(r"[-+−]?[0-9]{0,6}(?:[./][0-9]{0,6})?", fullmatch=True)))
def test_typed_numbers_are_read_exactly(engine: Engine, texts: list[str]) -> None:
    for text, found in zip(texts, engine({"texts": texts})):
        plain = text.replace("−", "-")
        try:
            expected = Fraction(plain)
        except (ValueError, ZeroDivisionError):
            assert text in found["error"], text
        else:
            assert Fraction(found) == expected


@pytest.mark.parametrize("text", ["", "x", "1e3", "0x10", "1/0", "--1", "alert(1)", "9" * 41, "١"])
def test_what_is_no_number_is_refused(engine: Engine, text: str) -> None:
    (found,) = engine({"texts": [text]})

    assert "write an integer, a fraction 1/9 or a decimal 0.25" in found["error"]
