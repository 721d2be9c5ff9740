"""Where a command writes to, and in which format."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from symconv.errors import OutputError, quote

if TYPE_CHECKING:
    import argparse


def add_output(parser: argparse.ArgumentParser) -> None:
    """The options for a format and a file."""
    parser.add_argument("--to", metavar="FORMAT",
                        help="latex (default), markdown, text, typst, mathml, json; "
                             "html, beamer, pdf with the picture")  # fmt: skip
    parser.add_argument("-o", "--out", metavar="FILE", help="write to a file, whole or not at all")


def format_of(chosen: argparse.Namespace) -> str:
    """The format asked for by name, else by the ending of a file, else LaTeX."""
    from symconv.documents import find, find_ending

    if chosen.to is not None:
        return find(chosen.to).name
    if chosen.out not in (None, "-"):
        known = find_ending(chosen.out)
        if known is None:
            raise OutputError(
                f"the format is not clear from {quote(chosen.out)}: "
                "add --to latex, markdown, text, typst, mathml, json, html, beamer or pdf"
            )
        return known.name
    return "latex"


def write_out(pieces: Iterable[str | bytes], out: str | None) -> None:
    """Write to the file ``out``, whole or not at all, or to standard output."""
    if out is not None and out != "-":
        from symconv.files import write_whole

        write_whole(out, pieces)
        return
    for piece in pieces:
        if isinstance(piece, str):
            sys.stdout.write(piece)
        elif sys.stdout.isatty():
            raise OutputError("this is no text that a terminal can show: add -o and a file name")
        else:
            sys.stdout.buffer.write(piece)
