"""The command ``exercise``: sheets with different numbers for each student."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symconv.arguments import add_problem, problem_of
from symconv.commands.output import write_out
from symconv.errors import OutputError, quote

if TYPE_CHECKING:
    import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_problem(parser)
    parser.add_argument("--count", metavar="N", default="1", help="how many exercises (default 1)")
    parser.add_argument("--seed", metavar="N", default="0",
                        help="the same seed gives the same numbers (default 0)")  # fmt: skip
    parser.add_argument("--level", metavar="LEVEL", default="normal",
                        help="easy, normal (default) or hard")  # fmt: skip
    parser.add_argument("--to", metavar="FORMAT", help="latex (default), markdown, moodle-xml")
    parser.add_argument("-o", "--out", metavar="FILE", help="write to a file, whole or not at all")


def run(chosen: argparse.Namespace) -> int:
    """Write the sheet; returns the exit status."""
    from symconv.exercise import write_sheet
    from symconv.exercise.make import exercises

    count, seed = _number("--count", chosen.count), _number("--seed", chosen.seed)
    to = _format(chosen.to, chosen.out)
    made = list(exercises(problem_of(chosen), count, seed, chosen.level))
    pieces = write_sheet(made, to)
    write_out(pieces, chosen.out)
    return 0


def _number(option: str, text: str) -> int:
    if text.removeprefix("-").isdecimal() and text.isascii() and len(text) <= 18:
        return int(text)
    raise OutputError(f"{option} {quote(text)} is no whole number: write one such as 7")


def _format(to: str | None, out: str | None) -> str:
    from symconv.exercise import FORMATS, find

    if to is not None:
        return find(to).name
    if out is None or out == "-":
        return "latex"
    for known in FORMATS:
        if out.lower().endswith(known.ending):
            return known.name
    names = ", ".join(known.name for known in FORMATS)
    raise OutputError(f"the format is not clear from {quote(out)}: add --to {names}")
