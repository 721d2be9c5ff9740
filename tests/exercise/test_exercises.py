"""Exercises: reproducible, with right solutions, and with distractors that are mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d

import symconv
from symconv import OutputError, Problem, ProblemError, verify
from symconv.cli import main
from symconv.exercise import FORMATS, write_sheet
from symconv.exercise.make import LEVELS, OPTIONS, Exercise, exercises
from symconv.exercise.words import lines

LINES = (
    "conv image=5 kernel=3",
    "conv image=4x4 kernel=3x3",
    "xcorr image=5x4 kernel=2x3",
    "correlate image=6@corner kernel=3@corner stride=2 offset=1",
    "correlate image=5x5@corner kernel=3x3@corner dilation=2 axes=row,column",
    "conv image=3x3x2 kernel=2x2x2",
    'conv image="[1 2 0 -1 3]@corner" kernel=2@corner',
)
LEVEL_NAMES = [level.name for level in LEVELS]


def made(line: str, count: int = 6, seed: int = 7, level: str = "normal") -> list[Exercise]:
    return list(exercises(Problem.parse(line), count, seed, level))


def aligned(exercise: Exercise, place: int) -> str:
    body = " \\\\\n".join(lines(exercise, exercise.options[place]))
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n"


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("level", LEVEL_NAMES)
def test_the_right_answer_is_proved_and_each_distractor_refuted(line: str, level: str) -> None:
    for exercise in made(line, level=level):
        assert len({option.value for option in exercise.options}) == len(exercise.options) >= 3
        assert sum(option.mistake is None for option in exercise.options) == 1
        for place, option in enumerate(exercise.options):
            report = verify(aligned(exercise, place), exercise.problem)
            if option.mistake is None:
                assert report.verdict == "proved"
                continue
            assert report.verdict == "refuted"
            first = next(line for line in report.lines if line.findings).findings[0]
            assert option.mistake.name in first.consistent_with


@given(seed=st.integers(-(10**6), 10**6), level=st.sampled_from(LEVEL_NAMES))
@settings(max_examples=25)
def test_the_right_answer_is_the_one_of_scipy(seed: int, level: str) -> None:
    """Convolution in full, in exact fractions: NumPy's object arrays keep them."""
    (exercise,) = made("conv image=4x5@corner kernel=2x3@corner", 1, seed, level)
    problem = exercise.problem
    arrays = []
    for array in (problem.image, problem.kernel):
        assert array.values is not None
        items = [Fraction(item.value) for item in array.values.items]  # type: ignore[union-attr]
        arrays.append(np.array(items, dtype=float).reshape(array.values.shape))
    assert problem.at is not None
    column, row = problem.at
    expected = convolve2d(*arrays)[row, column]
    assert float(exercise.options[exercise.right].value) == pytest.approx(expected)


def test_the_same_seed_gives_the_same_sheet_and_another_seed_another() -> None:
    line = "conv image=4x4 kernel=3x3"
    for known in FORMATS:
        one, again = ("".join(write_sheet(made(line), known.name)) for _ in range(2))
        assert one == again
        assert one != "".join(write_sheet(made(line, seed=8), known.name))


def test_a_longer_sheet_begins_with_the_shorter_one() -> None:
    assert made("conv image=5 kernel=3", 9)[:4] == made("conv image=5 kernel=3", 4)


def test_all_exercises_differ() -> None:
    problems = [str(exercise.problem) for exercise in made("conv image=3 kernel=2", 60)]
    assert len(set(problems)) == 60


def test_what_the_line_gives_is_kept() -> None:
    line = 'conv image=5 kernel="[1 0 -1]" at=1'
    for exercise in made(line):
        assert exercise.problem.at == (1,)
        assert exercise.problem.kernel == Problem.parse(line).kernel


@pytest.mark.parametrize(("level", "inside"), [("easy", True), ("hard", False)])
def test_levels_say_where_the_kernel_lies(level: str, inside: bool) -> None:
    for exercise in made("conv image=5x5 kernel=3x3", level=level):
        assert (len(exercise.derivation.terms) == 9) == inside


@pytest.mark.parametrize("line", [
    "conv image=4x4 kernel=3x3", "correlate image=5x4@corner kernel=3x2@corner boundary=wrap",
    "xcorr image=4x4 kernel=3x3 boundary=mirror", "conv image=3x3x2 kernel=2x2x2",
    "conv image=4x3 kernel=3x3 boundary=constant:1/2", "transposed image=4x4 kernel=2x2 stride=2",
    "as=scipy.ndimage.correlate:nearest image=5x5 kernel=3x3",
])  # fmt: skip
def test_sheets_are_proved_by_the_verifier_and_hide_no_answer(line: str) -> None:
    for to in ("latex", "markdown"):
        text = "".join(write_sheet(made(line), to))
        report = verify(text)
        assert report.verdict == "proved", str(report)
        titles = re.findall(r"(Exercise|Solution) (\d+)", text)
        assert titles == [(kind, str(n)) for kind in ("Exercise", "Solution") for n in range(1, 7)]


def test_the_latex_sheet_compiles(compile_document: Callable[[str], object]) -> None:
    text = "".join(
        write_sheet(
            [one for line in LINES for one in made(line, 2, level="hard")], "latex"
        )
    )
    assert compile_document(text).troubles == {}  # type: ignore[attr-defined]


def test_formulas_of_the_markdown_sheet_render(
    katex: Callable[[Sequence[str]], list[str]],
) -> None:
    text = "".join(write_sheet([one for line in LINES for one in made(line, 1)], "markdown"))
    displays = re.findall(r"^\$\$\n(.*?)\n\$\$$", text, re.DOTALL | re.MULTILINE)
    inline = re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", text)
    assert katex([*displays, *inline]) == []


def test_moodle_gets_a_question_bank(katex: Callable[[Sequence[str]], list[str]]) -> None:
    """The elements that Moodle's import asks of a multiple-choice question."""
    sheet = made("conv image=4x4 kernel=3x3", 5)
    text = "".join(write_sheet(sheet, "moodle-xml"))
    bank = ElementTree.fromstring(text)
    assert bank.tag == "quiz"
    questions = list(bank)
    assert [question.get("type") for question in questions] == ["multichoice"] * 5
    formulas: list[str] = []
    for question, exercise in zip(questions, sheet):
        assert question.findtext("name/text")
        assert question.findtext("single") == "true"
        for part in ("questiontext", "generalfeedback"):
            element = question.find(part)
            assert element is not None
            assert element.get("format") == "html"
            ElementTree.fromstring(f"<div>{element.findtext('text')}</div>")
        answers = question.findall("answer")
        grades = [answer.get("fraction") for answer in answers]
        assert grades.index("100") == exercise.right
        assert grades.count("0") == len(answers) - 1 >= 2
        for answer, option in zip(answers, exercise.options):
            feedback = answer.findtext("feedback/text") or ""
            mistake = option.mistake
            assert feedback == "<p>Right.</p>" if mistake is None else mistake.advice in feedback
        for holder in question.iter("text"):
            html = ElementTree.fromstring(f"<div>{holder.text}</div>")
            plain = "".join(html.itertext())
            found = re.findall(r"\\\[ (.*?) \\\]|\\\((.*?)\\\)", plain, re.DOTALL)
            formulas += [display or inline for display, inline in found]
    assert len(formulas) > 50
    assert katex(formulas) == []


@pytest.mark.parametrize(
    ("line", "error", "says"),
    [
        ("conv image=N@corner kernel=3", ProblemError, "holds letters for sizes"),
        ("conv image=30x30 kernel=3x3", ProblemError, "900 elements"),
        ('conv image=5 kernel="[a b c]"', ProblemError, "no numbers"),
        ("conv image=2x2x2x2 kernel=2x2x2x2", ProblemError, "at most 3 axes"),
        ("conv image=5 kernel=3 at=9", OutputError, "does not exist"),
        ('conv image="[1]" kernel="[1]"', OutputError, "no exercise"),
        ("conv image=3 kernel=5 output=valid", OutputError, "no output exists"),
    ],
)
def test_what_makes_no_exercise_is_refused(
    line: str, error: type[symconv.SymconvError], says: str
) -> None:
    with pytest.raises(error, match=says):
        "".join(write_sheet(made(line, 1)))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--count", "0"], "--count 0 is not possible"),
        (["--count", "many"], "--count 'many' is no whole number"),
        (["--seed", "1.5"], "--seed '1.5' is no whole number"),
        (["--level", "cruel"], "use one of easy, normal, hard"),
        (["--to", "pdf"], "use one of latex, markdown, moodle-xml"),
        (["-o", "sheet.doc"], "add --to"),
    ],
)
def test_bad_options_are_quoted(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["exercise", "conv", "image=5", "kernel=3", *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert says in shown.err


def test_the_command_writes_a_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    words = "exercise conv image=5 kernel=3 --count 3 --seed -4 --level easy --to markdown"
    assert main(words.split()) == 0
    expected = "".join(write_sheet(made("conv image=5 kernel=3", 3, -4, "easy"), "markdown"))
    assert capsys.readouterr().out == expected


def test_there_are_as_many_answers_as_promised() -> None:
    assert all(len(one.options) == OPTIONS for one in made("conv image=5x5 kernel=3x3", 20))
