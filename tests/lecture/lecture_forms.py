"""The lecture's files, and what stands in them, read without any code of symconv.

A block is two comments with a body between them; a mistake is a display below the comment
``ignore`` and the words below it that say what is wrong.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[2] / "derivations" / "lecture"
PICTURES = "lecture-symconv"
NAMES = ("notes.tex", "slides.tex", "lecture.md", "lecture.ipynb")
COMMENTS = {".tex": ("%", ""), ".md": ("<!--", " -->"), ".ipynb": ("<!--", " -->")}


class Mistake(NamedTuple):
    """A wrong formula and the words below it, blanks made one."""

    formula: str
    says: str


def symconv(*arguments: str, folder: Path = FOLDER) -> subprocess.CompletedProcess[str]:
    """Run the command as a lecturer does, in the folder of the notes."""
    command = [sys.executable, "-m", "symconv", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def text_of(name: str, folder: Path = FOLDER) -> str:
    """A file's text; of a notebook that of its Markdown cells."""
    text = (folder / name).read_text(encoding="utf-8")
    if not name.endswith(".ipynb"):
        return text
    cells = json.loads(text)["cells"]
    shown = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return "\n\n".join(shown)


def _block(name: str) -> re.Pattern[str]:
    start, end = (re.escape(mark) for mark in COMMENTS[Path(name).suffix])
    return re.compile(
        rf"^{start} symconv: ([^\n]*show=[^\n]*?){end}\n(.*?)^{start} symconv:end[^\n]*\n?",
        re.MULTILINE | re.DOTALL,
    )


def requests(name: str) -> list[str]:
    """What the blocks of a file ask for, in order."""
    return [match[1] for match in _block(name).finditer(text_of(name))]


def emptied(name: str, text: str) -> str:
    """The text with new blocks in place of its blocks: no body, and no stamp."""
    start, end = COMMENTS[Path(name).suffix]
    empty = rf"{start} symconv: \1{end}\n{start} symconv:end{end}\n"
    return _block(name).sub(empty, text)


def opened(name: str) -> str:
    """The text with the problem of each block stated above what it holds, as if by hand."""
    start, end = COMMENTS[Path(name).suffix]

    def state(match: re.Match[str]) -> str:
        own = r"\b(?:show|detail|words|picture|theme|crop|format|alt)=\S+ ?"
        return f"{start} symconv: {re.sub(own, '', match[1]).strip()}{end}\n{match[2]}"

    return _block(name).sub(state, text_of(name))


def mistakes(name: str) -> list[Mistake]:
    """The formulas that are wrong on purpose, with what is said about them."""
    if name.endswith(".tex"):
        says, drop = r"\\says\{([^}]*)\}", r"\Z"
    else:
        says, drop = r"((?:^> [^\n]*\n)+)", r"^> |`"
    pattern = rf"symconv: ignore(?: -->)?\n(.*?)(?=(?:\\pause\s*)?{says})"
    return [
        Mistake(match[1].strip(), " ".join(re.sub(drop, "", match[2], flags=re.MULTILINE).split()))
        for match in re.finditer(pattern, text_of(name), re.DOTALL | re.MULTILINE)
    ]
