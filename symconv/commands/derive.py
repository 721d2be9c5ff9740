"""The command ``derive``: the worked example of an output, or of all of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from symconv.arguments import add_problem, problem_of
from symconv.commands.output import add_output, format_of, write_out
from symconv.errors import OutputError, ProblemError, quote

if TYPE_CHECKING:
    import argparse

    from symconv.model.problem import Problem


def add(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_problem(parser)
    parser.add_argument("--all", action="store_true", help="all outputs, one after the other")
    parser.add_argument("--form", metavar="FORM", default="sum",
                        help="sum (default); matrix, im2col, polynomial or scatter show the "
                             "same in another form, all outputs at once or one")  # fmt: skip
    parser.add_argument("--detail", metavar="LEVEL", default="normal",
                        help="brief, normal (default) or full")  # fmt: skip
    add_output(parser)


def run(chosen: argparse.Namespace) -> int:
    """Write the worked example; returns the exit status."""
    from symconv.derive.derivation import DETAILS, Derivation
    from symconv.derive.terms import supports
    from symconv.documents import derivation, notes, outputs

    to = format_of(chosen)
    if chosen.detail not in DETAILS:
        known = ", ".join(DETAILS)
        raise OutputError(f"--detail {quote(chosen.detail)} is not known: use {known}")
    problem = problem_of(chosen)
    if chosen.all:
        if problem.at is not None:
            raise ProblemError("--all and at= exclude each other: leave one out")
        if chosen.form != "sum":
            raise ProblemError(
                f"{quote('--form ' + chosen.form)} shows all outputs at once: leave out --all"
            )
        pieces: Iterable[str | bytes] = _watched(outputs(problem, to, chosen.detail), problem)
        note = Derivation(problem).notes
        if not all(map(len, supports(problem))):
            note = ("no output exists here, so nothing is written",)
    else:
        derived = Derivation(problem, form=chosen.form)
        pieces = list(derivation(derived, to, chosen.detail))  # all of it, or nothing
        note = derived.notes
    for line in (*note, *notes(to)):
        print(f"symconv: note: {line}", file=sys.stderr)
    write_out(pieces, chosen.out)
    return 0


def _watched(pieces: Iterable[str | bytes], problem: Problem) -> Iterator[str | bytes]:
    """Pass pieces on; for long work show how far it is, where a person is looking."""
    if not sys.stderr.isatty():
        yield from pieces
        return
    from time import monotonic

    from symconv.derive.terms import count_outputs

    total = count_outputs(problem)
    started = shown = monotonic()
    drawn = False
    for number, piece in enumerate(pieces, 1):
        yield piece
        now = monotonic()
        if now - started > 1 and now - shown > 0.2:
            shown, drawn = now, True
            done = min(number, total)  # a document has pieces before and after its outputs
            filled = 30 * done // total
            bar = "█" * filled + "░" * (30 - filled)
            print(f"\r{bar} {done}/{total} outputs", end="", file=sys.stderr, flush=True)
    if drawn:
        print(f"\r{' ' * 70}\r", end="", file=sys.stderr, flush=True)
