"""The command ``symconv draw``: its options, and what it does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from symconv.arguments import add_problem_options, problem_of
from symconv.commands.output import write_out
from symconv.draw import (
    PICTURES,
    WRITERS,
    Picture,
    Writer,
    draw,
    find_ending,
    find_picture,
    find_writer,
    make,
    make_series,
    write,
)
from symconv.draw.themes import THEMES, find
from symconv.errors import OutputError, quote
from symconv.files import write_whole

if TYPE_CHECKING:
    import argparse

    from symconv.draw.scene import Scene
    from symconv.model.problem import Problem

NUMBER = "{}"  # in a file name: the frame's number


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "problem", nargs="*", metavar="PICTURE PROBLEM",
        help="a picture, then conv, xcorr or correlate and key=value words; the same keys work "
        "as options",
    )  # fmt: skip
    formats = ", ".join(writer.name for writer in WRITERS)
    parser.add_argument("--to", metavar="FORMAT", help=f"{formats}; svg is the default")
    themes = "; ".join(f"{theme.name}: {theme.does}" for theme in THEMES)
    parser.add_argument("--theme", metavar="NAME", default="article",
                        help=f"the colours; {themes}")  # fmt: skip
    parser.add_argument("--crop", metavar="LO..HI,LO..HI",
                        help="show this part of the image")  # fmt: skip
    parser.add_argument("--dpi", metavar="N", help="pixels to an inch, for png; 200 is the default")
    parser.add_argument(
        "-o", "--out", metavar="FILE",
        help="write to a file, whole or not at all; its ending tells the format; of frames, "
        "'frames-{}.svg' makes a file for each",
    )  # fmt: skip
    add_problem_options(parser)
    parser.description = f"{parser.description}\n\npictures:\n{_table()}"


def run(chosen: argparse.Namespace) -> int:
    """Draw the picture; each file is written whole or not at all."""
    picture, chosen.problem = _told_apart(chosen.problem)
    writer = _format(chosen.to, chosen.out)
    find(chosen.theme)
    dpi = _dpi(chosen.dpi)
    problem = problem_of(chosen)
    note = problem.entry_letters()[1] if picture.entries else None
    if picture.series and chosen.out is not None and NUMBER in chosen.out:
        scenes = make_series(problem, picture.name, chosen.crop)
        pieces = [_drawn([scene], writer, chosen.theme, dpi) for scene in scenes]
        _write_numbered(pieces, chosen.out)
    else:
        write_out([_picture(problem, picture, writer, chosen, dpi)], chosen.out)
    if note:
        print(f"symconv: note: {note}", file=sys.stderr)
    return 0


def _table() -> str:
    return "\n".join(f"  {picture.name:<9} {picture.does}" for picture in PICTURES)


def _told_apart(words: Sequence[str]) -> tuple[Picture, list[str]]:
    """The picture and the words of the problem line."""
    from symconv.model.operations import OPERATIONS

    name, _, rest = (words[0] if words else "").strip().partition(" ")
    if not name or "=" in name or any(name == known.name for known in OPERATIONS):
        before = f" before {quote(words[0])}" if words else ""
        raise OutputError(f"no picture is named: write one of these{before}\n{_table()}")
    return find_picture(name), [*([rest] if rest.strip() else []), *words[1:]]


def _format(to: str | None, out: str | None) -> Writer:
    if to is not None:
        return find_writer(to)
    if out is None or out == "-":
        return WRITERS[0]
    known = find_ending(out)
    if known is None:
        names = ", ".join(writer.name for writer in WRITERS)
        raise OutputError(f"the format is not clear from {quote(out)}: add --to {names}")
    return known


def _dpi(text: str | None) -> int | None:
    """The number of pixels to an inch, or None where the usual one is meant."""
    if text is None:
        return None
    from symconv.draw.typeset import DPI, MAX_DPI

    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= MAX_DPI:
        raise OutputError(
            f"--dpi {quote(text)} is not a number of pixels from 1 to {MAX_DPI}: use --dpi {DPI}"
        )
    return int(text)


def _picture(
    problem: Problem,
    picture: Picture,
    writer: Writer,
    chosen: argparse.Namespace,
    dpi: int | None,
) -> str | bytes:
    if writer.printed:
        several = writer.name == "pdf" and picture.series
        scenes = (
            make_series(problem, picture.name, chosen.crop) if several
            else [make(problem, picture.name, chosen.crop)]
        )  # fmt: skip
        return _drawn(scenes, writer, chosen.theme, dpi)
    return draw(problem, picture.name, writer.name, chosen.theme, chosen.crop)


def _drawn(scenes: Sequence[Scene], writer: Writer, theme: str, dpi: int | None) -> str | bytes:
    if not writer.printed:
        return write(scenes[0], writer.name, theme)
    from symconv.draw.typeset import DPI, pdf, png

    painted = find(theme)
    return pdf(scenes, painted) if writer.name == "pdf" else png(scenes[0], painted, dpi or DPI)


def _write_numbered(pieces: Sequence[str | bytes], out: str) -> None:
    """A file for each frame. All are made before the first is written."""
    wide = len(str(len(pieces)))
    for number, piece in enumerate(pieces, 1):
        write_whole(out.replace(NUMBER, f"{number:0{wide}}"), [piece])
    files = "1 file" if len(pieces) == 1 else f"{len(pieces)} files"
    first = out.replace(NUMBER, f"{1:0{wide}}")
    print(f"symconv: {files}, from {first} on", file=sys.stderr)
