"""The folder of the nine formulas: its table and its picture are up to date, and readable."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from symconv.draw import write
from symconv.relate import relate
from symconv.relate.collage import collage
from symconv.relate.table import Entry, table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent.parent.parent / "derivations" / "nine-formulas"
STATED = tomllib.loads((FOLDER / "formulas.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return [
        Entry(one["title"], one["about"], relate(STATED["article"], one["formula"]))
        for one in STATED["formula"]
    ]


def made(entries: list[Entry], file: str) -> str:
    if file.startswith("collage"):
        return write(collage("The article", entries), "svg", "article")
    formats = {"worked.tex": "latex", "worked.md": "markdown", "worked.txt": "text"}
    return table(STATED["title"], entries, formats[file])


@pytest.mark.parametrize("file", ["worked.tex", "worked.md", "worked.txt", "collage.svg"])
def test_generated_files_are_up_to_date(entries: list[Entry], file: str, update: bool) -> None:
    path = FOLDER / file
    written = made(entries, file)
    if update:
        path.write_text(written, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == written, "run 'pytest --update' to write it again"


def test_the_table_is_typeset(typeset: Callable[..., object]) -> None:
    done = typeset({"nine": (FOLDER / "worked.tex").read_text(encoding="utf-8")})
    assert done.troubles == {}  # type: ignore[attr-defined]


def test_the_displays_are_read_by_katex(katex: Callable[[Sequence[str]], list[str]]) -> None:
    text = (FOLDER / "worked.md").read_text(encoding="utf-8")
    displays = text.split("$$")[1::2]
    assert len(displays) > 50
    assert katex(displays) == []
