"""The folder of derivations: generated files are up to date, hand-written ones are right."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from symconv import Problem
from symconv.draw import draw

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent.parent / "derivations"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/problem.toml"))
HAND = sorted(path.parent.name for path in FOLDER.glob("*/hand.tex"))
FILES = ("worked.tex", "worked.md", "worked.txt", "overlay.svg")
LETTERS = dict(zip([(k, row) for row in (-1, 0, 1) for k in (-1, 0, 1)], "abcdefghi"))


def load(name: str) -> Problem:
    stated = tomllib.loads((FOLDER / name / "problem.toml").read_text(encoding="utf-8"))
    assert set(stated) == {"title", "problem"}
    return Problem.parse(stated["problem"], folder=str(FOLDER / name))


def test_the_article_and_five_more_are_there() -> None:
    assert HAND == [
        "article-convolution",
        "article-cross-correlation",
        "article-cross-correlation-1-1",
    ]
    assert len(NAMES) >= len(HAND) + 5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", FILES)
def test_generated_files_are_up_to_date(name: str, file: str, update: bool) -> None:
    derived = load(name).derive()
    writers = {
        "worked.tex": derived.latex,
        "worked.md": derived.markdown,
        "worked.txt": derived.text,
        "overlay.svg": lambda: draw(derived.problem),
    }
    text = writers[file]()
    path = FOLDER / name / file
    if update:
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text, "run 'pytest --update' to write it again"


TERM = re.compile(r"x\[(-?\d+),(-?\d+)\]\\cdot h\[([-+\d]+),([-+\d]+)\]")
NAMED = re.compile(r"([a-i])\\,x\[(-?\d+),(-?\d+)\]")


def added(index: str) -> int:
    """The sum of signed numbers that an index such as 1-3 is."""
    return sum(int(part) for part in re.findall(r"[-+]?\d+", index))


@pytest.mark.parametrize("name", HAND)
def test_hand_written_terms_are_the_derived_ones(name: str) -> None:
    """An independent reading of hand.tex: every term, worked or not, and every letter."""
    text = (FOLDER / name / "hand.tex").read_text(encoding="utf-8")
    derived = load(name).derive()
    valid = set(derived.terms)
    rejected = {(row.image, row.kernel) for row in derived.rejected}
    written = [
        ((int(i), int(j)), (added(column), added(row)))
        for i, j, column, row in TERM.findall(text)
    ]
    assert valid <= set(written) <= valid | rejected
    assert len(written) == 2 * len(set(written))
    named = NAMED.findall(text)
    assert [((int(i), int(j)), letter) for letter, i, j in named] == [
        (pixel, LETTERS[entry]) for pixel, entry in derived.terms  # type: ignore[index]
    ]
