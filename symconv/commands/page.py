"""The command ``symconv page``: its options, and what it does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from symconv.arguments import add_problem, problem_of
from symconv.commands.output import write_out

if TYPE_CHECKING:
    import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_problem(parser)
    parser.add_argument("-o", "--out", metavar="FILE", help="write to a file, whole or not at all")


def run(chosen: argparse.Namespace) -> int:
    """Write the page of a problem, one HTML file that needs nothing else."""
    from symconv.derive.elements import Elements
    from symconv.web.document import document

    problem = problem_of(chosen)
    text = document(problem)
    note = Elements(problem).note
    if note:
        print(f"symconv: note: {note}", file=sys.stderr)
    write_out([text], chosen.out)
    return 0
