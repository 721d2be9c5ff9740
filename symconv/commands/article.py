"""The command ``article``: all that the article shows, printed or written to a folder."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from symconv.commands.output import write_out

if TYPE_CHECKING:
    import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("folder", nargs="?", metavar="DIR", help="write everything to this folder")
    parser.add_argument("--to", metavar="FORMAT", default="text",
                        help="what is printed: text (default), latex, markdown, json")  # fmt: skip


def run(chosen: argparse.Namespace) -> int:
    """Print the examples, or write all files; returns the exit status."""
    from symconv.article import PARTS, check, examples, write_article, write_part
    from symconv.render import find

    to = find(chosen.to).name
    if chosen.folder is None:
        write_out([examples(to)], None)
        return 0
    written = write_article(chosen.folder)
    write_out([write_part(PARTS[0], to)], None)
    print(
        f"symconv: {len(written)} files are in {chosen.folder}; "
        f"all {check()} derivations were read back and proved",
        file=sys.stderr,
    )
    return 0
