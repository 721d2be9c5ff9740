"""All that the article shows, worked: its three examples and its two ranges.

To add something that the article shows, add a record to ``PARTS``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from symconv.api import Problem
from symconv.errors import OutputError, quote
from symconv.files import write_whole
from symconv.render import find, write_derivation, write_range


class Part(NamedTuple):
    """One thing that the article shows: its file name, its title and its problem line."""

    name: str
    title: str
    line: str


PARTS: tuple[Part, ...] = (
    Part("convolution", "Convolution", "conv image=7x7 kernel=3x3 at=1,1"),
    Part(
        "cross-correlation",
        "Cross-correlation, on the same patch",
        "xcorr image=7x7 kernel=3x3 at=-1,-1",
    ),
    Part(
        "cross-correlation-1-1",
        "Cross-correlation, at the same output",
        "xcorr image=7x7 kernel=3x3 at=1,1",
    ),
    Part("convolution-ranges", "Convolution, any output", "conv image=7x7 kernel=3x3"),
    Part("cross-correlation-ranges", "Cross-correlation, any output", "xcorr image=7x7 kernel=3x3"),
)
WRITTEN = ("latex", "markdown", "text", "json")  # what is written of each part


def write_part(part: Part, to: str) -> str:
    """One part in the format ``to``."""
    problem = Problem.parse(part.line)
    return write_range(problem, to) if problem.at is None else write_derivation(
        problem.derive(), to
    )


def examples(to: str) -> str:
    """The three worked examples, one after the other."""
    texts = [write_part(part, to) for part in PARTS if " at=" in part.line]
    return ("" if to == "json" else "\n").join(texts)


def files() -> Iterator[tuple[str, str]]:
    """The names and the texts of all files of the article."""
    for part in PARTS:
        for known in map(find, WRITTEN):
            yield part.name + known.ending, write_part(part, known.name)
    yield "article.tex", _latex_document()
    yield "article.md", _markdown_document()


def write_article(folder: str) -> list[str]:
    """Write all files of the article to ``folder``, which is made where it is missing."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {quote(folder)}: {error.strerror}") from error
    written = []
    for name, text in files():
        path = os.path.join(folder, name)
        write_whole(path, [text])
        written.append(path)
    return written


def _latex_document() -> str:
    parts = [
        "\\documentclass{article}\n\\usepackage[margin=25mm]{geometry}\n"
        "\\usepackage{amsmath}\n\\usepackage{xcolor}\n"
        "\\setlength{\\parindent}{0pt}\n\\begin{document}\n"
    ]
    for part in PARTS:
        page = "\n\\clearpage\n" if " at=" in part.line else ""
        parts.append(f"\\section*{{{part.title}}}\n\n{write_part(part, 'latex')}{page}")
    return "\n".join([*parts, "\\end{document}\n"])


def _markdown_document() -> str:
    parts = ["# Convolution and cross-correlation\n"]
    for part in PARTS:
        parts.append(f"## {part.title}\n\n{write_part(part, 'markdown')}")
    return "\n".join(parts)
