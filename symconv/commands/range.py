"""The command ``range``: the valid index ranges, solved step by step."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from symconv.arguments import add_problem, problem_of
from symconv.commands.output import add_output, format_of, write_out

if TYPE_CHECKING:
    import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_problem(parser)
    add_output(parser)


def run(chosen: argparse.Namespace) -> int:
    """Write the solved ranges; returns the exit status."""
    from symconv.documents import notes, ranges

    to = format_of(chosen)
    for line in notes(to):
        print(f"symconv: note: {line}", file=sys.stderr)
    write_out(list(ranges(problem_of(chosen), to)), chosen.out)  # all of it, or nothing
    return 0
