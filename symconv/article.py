"""All that the article shows: worked, drawn, and checked by our own verifier.

To add an example or a range that the article shows, add a record to ``PARTS``; to add a
picture, one to ``PICTURES``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from symconv.api import Problem
from symconv.draw import draw
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


class Drawn(NamedTuple):
    """A picture of the article: its file name, its caption, which picture of what, and its part."""

    name: str
    caption: str
    picture: str
    line: str
    crop: str | None = None


CONVOLUTION, CORRELATION = (part.line for part in PARTS[:2])
PICTURES: tuple[Drawn, ...] = (
    Drawn("1-arrays", "Image, kernel and output", "arrays", PARTS[3].line),
    Drawn("2-kernel", "The kernel: its indices, and its letters", "kernel", PARTS[3].line),
    Drawn("3-image", "The image and its indices", "image", PARTS[3].line),
    Drawn("4-corner", "A corner of the image", "corner", PARTS[3].line),
    Drawn("5-convolution-worked", "Convolution, term by term", "worked", CONVOLUTION),
    Drawn("6-convolution", "Convolution: the kernel lies flipped on its patch", "overlay",
          CONVOLUTION, "0..3,0..3"),
    Drawn("7-patches", "The same output, two operations, two patches", "patches", CONVOLUTION),
    Drawn("8-outputs", "Where each output comes from", "outputs", PARTS[3].line),
    Drawn("9-cross-correlation-worked", "Cross-correlation, term by term", "worked", CORRELATION),
    Drawn("10-cross-correlation", "Cross-correlation: the kernel lies as it is", "overlay",
          CORRELATION, "0..3,0..3"),
)  # fmt: skip
FOLDER = "pictures"


def drawn(picture: Drawn, to: str) -> str:
    """A picture of the article, as ``svg`` or ``tikz``."""
    return draw(Problem.parse(picture.line), picture.picture, to, crop=picture.crop)


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
    for picture in PICTURES:
        yield f"{FOLDER}/{picture.name}.svg", drawn(picture, "svg")
        yield f"{FOLDER}/{picture.name}.tex", drawn(picture, "tikz")
    yield "article.tex", _latex_document()
    yield "article.md", _markdown_document()


def check() -> int:
    """Read every part back from its LaTeX and prove it; returns how many were proved.

    Raises OutputError for a part that does not follow, which would be a fault of symconv.
    """
    from symconv.verify import verify

    for part in PARTS:
        report = verify(write_part(part, "latex"), Problem.parse(part.line))
        if report.verdict != "proved":
            raise OutputError(f"{part.name} could not be proved:\n{report}")
    return len(PARTS)


def write_article(folder: str) -> list[str]:
    """Write all files of the article to ``folder``, which is made where it is missing."""
    try:
        os.makedirs(os.path.join(folder, FOLDER), exist_ok=True)
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
        "\\usepackage{amsmath}\n\\usepackage{xcolor}\n\\usepackage{tikz}\n"
        "\\setlength{\\parindent}{0pt}\n\\begin{document}\n"
    ]
    for part in PARTS:
        page = "\n\\clearpage\n" if " at=" in part.line else ""
        parts.append(f"\\section*{{{part.title}}}\n\n{write_part(part, 'latex')}{page}")
    parts.append("\\clearpage\n\\section*{Pictures}\n")
    for picture in PICTURES:
        parts.append(
            "\\begin{center}\n\\begin{minipage}{\\textwidth}\n\\centering\n"
            f"{drawn(picture, 'tikz')}\\par\\medskip\n{picture.caption}\n"
            "\\end{minipage}\n\\end{center}\n\\bigskip\n"
        )
    return "\n".join([*parts, "\\end{document}\n"])


def _markdown_document() -> str:
    parts = ["# Convolution and cross-correlation\n"]
    for part in PARTS:
        parts.append(f"## {part.title}\n\n{write_part(part, 'markdown')}")
    parts.append("## Pictures\n")
    for picture in PICTURES:
        parts.append(f"![{picture.caption}]({FOLDER}/{picture.name}.svg)\n")
    return "\n".join(parts)
