"""The lecture as LaTeX: pdfLaTeX typesets the notes and the slides, and all of them is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from unicodedata import normalize

import pytest
from lecture_forms import FOLDER, mistakes, text_of
from outside import compiled, tool

LOOSE = 1.0  # points that a line may stick out
# How many steps each frame takes that has more than one, counted by hand.
STEPS = {
    "Two operations, one sign": 2,
    "Convolution": 2,
    "Which terms exist?": 4,
    "Which terms exist? For any output and any size": 2,
    "A worked example: y[1,1]": 2,
    "The nine terms": 3,
    "Why is it flipped?": 4,
    "Cross-correlation": 3,
    "One patch, two outputs": 2,
    "One output, two patches": 2,
    "In which direction? Visit the outputs as you read": 9,
    "In which direction? Two answers": 3,
    "What libraries compute": 4,
    "Three sums": 2,
    "At the edge": 2,
    "Stride 2: every second output, counted from the corner": 3,
    "Dilation 2: the entries lie two pixels apart": 2,
    "With numbers: finding an edge": 4,
    "What the sign does to an edge": 3,
    "Find the mistake: convolution": 2,
    "Find the mistake: convolution again": 2,
    "Find the mistake: cross-correlation": 2,
    "Find the mistake: the sum of libraries, stride 2, from the corner": 2,
    "What to remember": 5,
}


def typeset(name: str, folder: Path, times: int) -> Path:
    """The PDF of a file of the lecture, which must have been typeset without any trouble."""
    program = tool("pdflatex")
    source = folder / f"{name}.tex"
    shutil.copy(FOLDER / source.name, source)
    shutil.copy(FOLDER / "symconv.sty", folder / "symconv.sty")
    for _ in range(times - 1):  # for the references
        command = [program, "-draftmode", "-interaction=batchmode", source.name]
        subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    made = compiled(program, source, [name], LOOSE)
    assert made.troubles == {}
    log = source.with_suffix(".log").read_text(encoding="latin-1")
    warned = re.findall(r"^(?:.*Warning|Underfull \\hbox \(badness 10000\)).*$", log, re.MULTILINE)
    assert [line for line in warned if times > 1 or "rerunfilecheck" not in line] == []
    return made.pdf


def pages(pdf: Path) -> list[str]:
    """The text of each page, in plain letters and without blanks."""
    done = subprocess.run([tool("pdftotext"), "-layout", str(pdf), "-"], capture_output=True,
                          check=True)  # fmt: skip
    found = normalize("NFKC", done.stdout.decode("utf-8")).replace("−", "-").replace("‐", "-")
    return [bare(page) for page in found.split("\f")[:-1]]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return pages(typeset("notes", tmp_path_factory.mktemp("notes"), 2))


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return pages(typeset("slides", tmp_path_factory.mktemp("slides"), 1))


def test_the_notes_are_about_ten_pages_with_all_sections_in_order(notes: list[str]) -> None:
    assert 9 <= len(notes) <= 13
    text = "".join(notes)
    titles = re.findall(r"^\\section\{(?:\\texorpdfstring\{.*?\}\{(.*?)\}|([^{}]*))\}$",
                        text_of("notes.tex"), re.MULTILINE)  # fmt: skip
    assert len(titles) == 14
    place = 0
    for number, (plain, title) in enumerate(titles, 1):
        place = text.index(f"{number}{bare(plain or title)}", place + 1)
    assert "??" not in text


def test_the_notes_hold_the_worked_example_and_its_picture(notes: list[str]) -> None:
    text = "".join(notes)
    for product in ("x[0,0]·i", "x[1,0]·h", "x[2,0]·g", "x[0,1]·f", "x[1,1]·e", "x[2,1]·d",
                    "x[0,2]·c", "x[1,2]·b", "x[2,2]·a"):  # fmt: skip
        assert product in text
    assert text.count("nosuchentry") == 7
    for words in ("Convolution,y[1,1]", "Cross-correlation,y[-1,-1]", "flipleftandright"):
        assert words in text


def test_the_notes_say_what_is_wrong_with_each_mistake(notes: list[str]) -> None:
    text = "".join(notes)
    for mistake in mistakes("notes.tex"):
        assert bare(mistake.says) in text


def test_slides_build_up_step_by_step(slides: list[str]) -> None:
    source = text_of("slides.tex")
    titles = re.findall(r"^\\begin\{frame\}\{(.*)\}$", source, re.MULTILINE)
    plain = [title.replace("$", "") for title in titles]
    assert len(set(plain)) == len(plain) == source.count("\\end{frame}") - 1  # the first has none
    expected = [title for title in plain for _ in range(STEPS.get(title, 1))]
    assert set(STEPS) <= set(plain)
    assert len(slides) == 1 + len(expected)
    for page, title in zip(slides[1:], expected):
        assert page.startswith(bare(title)), page
    for before, page, title, last in zip(slides[1:], slides[2:], expected, expected[1:]):
        if title == last and "outputs as you read" not in title and "Stride" not in title:
            assert len(before) < len(page), title


def test_answers_are_on_the_slide_after_the_question(slides: list[str]) -> None:
    for mistake in mistakes("slides.tex"):
        (answer,) = [k for k, page in enumerate(slides) if bare(mistake.says) in page]
        question = re.sub(r"\d+$", "", slides[answer - 1])  # without the number of the frame
        assert question.startswith("Findthemistake")
        assert slides[answer].startswith(question)
        assert bare(mistake.says) not in question


def test_the_two_patches_cross_the_image_in_opposite_directions(slides: list[str]) -> None:
    (title,) = [title for title in STEPS if "outputs as you read" in title]
    moving = [page.removeprefix(bare(title)) for page in slides if page.startswith(bare(title))]
    outputs = [(m, n) for n in (-1, 0, 1) for m in (-1, 0, 1)]
    for page, (m, n) in zip(moving, outputs):
        assert f"Convolution,y[{m},{n}]" in page
        assert f"Cross-correlation,y[{m},{n}]" in page
        shown = {(int(i), int(j)) for i, j in re.findall(r"(?<!y)\[(-?\d),(-?\d)\]", page)}
        around = [(i, j) for j in (-1, 0, 1) for i in (-1, 0, 1)]
        assert shown == {(sign * m + i, sign * n + j) for sign in (1, -1) for i, j in around}
