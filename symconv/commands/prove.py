"""The command ``prove``: identities of convolution, proved step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symconv.commands.output import write_out
from symconv.errors import OutputError, quote

if TYPE_CHECKING:
    import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    from textwrap import fill

    from symconv.identities.records import IDENTITIES

    width = max(len(identity.name) for identity in IDENTITIES) + 4
    rows = "\n".join(
        fill(one.says, 79, initial_indent=f"  {one.name}".ljust(width),
             subsequent_indent=" " * width)
        for one in IDENTITIES
    )  # fmt: skip
    parser.description = f"{parser.description}\n\nidentities:\n{rows}"
    parser.add_argument("identity", nargs="?", metavar="IDENTITY", help="one of those above")
    parser.add_argument("--axes", metavar="N", help="write it for 1 or 2 axes (default 2)")
    parser.add_argument("--to", metavar="FORMAT",
                        help="latex (default), markdown, text, mathml, json")  # fmt: skip
    parser.add_argument("-o", "--out", metavar="FILE", help="write to a file, whole or not at all")


def run(chosen: argparse.Namespace) -> int:
    """Write the proof; returns the exit status."""
    from symconv.identities.prove import find, prove
    from symconv.identities.records import IDENTITIES
    from symconv.identities.write import write
    from symconv.render.steps import named

    if chosen.identity is None:
        rows = "\n".join(f"  {one.name:<15} {one.says}" for one in IDENTITIES)
        raise OutputError(f"no identity is named: write one of these\n{rows}")
    axes = 0
    if chosen.axes is not None:
        if chosen.axes not in ("1", "2"):
            raise OutputError(f"--axes {quote(chosen.axes)} is not possible: use 1 or 2")
        axes = int(chosen.axes)
    text = write(prove(find(chosen.identity), axes), named(chosen.to, chosen.out))
    write_out([text], chosen.out)
    return 0
