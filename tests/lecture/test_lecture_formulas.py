"""Every formula of the lecture is proved, and every mistake in it is found as it says.

The formulas written by hand are proved as ``symconv verify`` meets them. What the blocks hold
is proved as if it were written by hand too.
"""

from __future__ import annotations

import json
import re

import pytest
from lecture_forms import FOLDER, NAMES, mistakes, opened, symconv, text_of

from symconv.verify.judge import judge_text
from symconv.verify.misconceptions import MISCONCEPTIONS

KINDS = {"tex": "tex", "md": "md", "ipynb": "md"}
LEAST = {"notes.tex": 50, "slides.tex": 25, "lecture.md": 50, "lecture.ipynb": 10}


def kind(name: str) -> str:
    return KINDS[name.rpartition(".")[2]]


def test_all_files_are_proved() -> None:
    done = symconv("verify", *NAMES)
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("4 files: 4 proved\n")
    for name, least in LEAST.items():
        proved = rf"^{re.escape(name)}: proved\n.*\n  (\d+) lines"
        said = re.search(proved, done.stdout, re.MULTILINE)
        assert said is not None
        assert int(said[1]) >= least


@pytest.mark.parametrize("name", NAMES)
def test_what_blocks_hold_is_proved(name: str) -> None:
    text = opened(name)
    report = judge_text(text, kind(name))
    wrong = [(text.splitlines()[line.place.line - 1], line.says)
             for line in report.lines if line.verdict != "proved"]  # fmt: skip
    assert wrong == []
    assert len(report.lines) > len(judge_text(text_of(name), kind(name)).lines) + 3


@pytest.mark.parametrize("name", ["notes.tex", "slides.tex", "lecture.md"])
def test_mistakes_are_found_as_the_lecture_says(name: str) -> None:
    shown = mistakes(name)
    text = text_of(name)
    assert len(shown) == text.count("symconv: ignore") == {"slides.tex": 4}.get(name, 7)
    for comment in ("% symconv: ignore", "<!-- symconv: ignore -->"):
        text = text.replace(comment, "")
    report = judge_text(text, kind(name))
    refuted = [line for line in report.lines if line.verdict == "refuted"]
    assert {line.verdict for line in report.lines} == {"proved", "refuted"}
    assert len(refuted) == len(shown)
    for line, mistake in zip(refuted, shown):
        first = line.findings[0]
        explained = [f"{first.message} {advice(one)}" for one in first.consistent_with]
        assert mistake.says in [first.message, *explained]


def advice(name: str) -> str:
    (known,) = [one for one in MISCONCEPTIONS if one.name == name]
    return known.advice


def test_the_forms_tell_of_the_same_mistakes() -> None:
    def told(name: str) -> list[str]:
        return [mistake.says for mistake in mistakes(name)]

    assert told("notes.tex") == told("lecture.md")
    assert set(told("slides.tex")) < set(told("notes.tex"))


@pytest.mark.parametrize("name", NAMES)
def test_a_slip_is_found(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("slip")
    text = (FOLDER / name).read_text(encoding="utf-8")
    slash = r"\\" if name.endswith(".ipynb") else "\\"
    right, wrong = (f"1+i {slash}le 1 {slash}iff {low} {slash}le i" for low in ("-2", "-1"))
    assert text.count(right) == 1
    (folder / name).write_text(text.replace(right, wrong), encoding="utf-8")
    done = symconv("verify", name, folder=folder)
    assert done.returncode == 1
    assert done.stdout.count("refuted, wrong-range") == 1
    assert "The range is -2 <= i <= 0." in done.stdout


def test_cells_that_check_hold_formulas_of_their_own() -> None:
    cells = json.loads((FOLDER / "lecture.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert sum(source.startswith("%%symconv_verify") for source in sources) >= 6
    assert sum(source.startswith("%%symconv\n") or source.startswith("%%symconv ")
               for source in sources) >= 6  # fmt: skip
