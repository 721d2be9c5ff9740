"""The command ``symconv relate``: its options, and what it does."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from symconv.commands.output import write_out
from symconv.errors import OutputError, quote
from symconv.model.line import counted
from symconv.relate.trouble import FormulaError
from symconv.relate.writers import WRITERS, find, find_ending, write

if TYPE_CHECKING:
    import argparse

    from symconv.relate.way import Reading

LONGEST = 1_000_000  # seconds
WHICH = ("first", "second")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "formulas", nargs="*", metavar="FORMULA",
        help=r"two formulas in LaTeX or plain text: 'y[m] = \sum_i x[i] h[m-i]'; - reads one from "
        "standard input",
    )  # fmt: skip
    names = ", ".join(writer.name for writer in WRITERS)
    parser.add_argument("--to", metavar="FORMAT", help=f"{names}; text is the default")
    parser.add_argument("-o", "--out", metavar="FILE", help="write to a file, whole or not at all")
    parser.add_argument("--limit", metavar="SECONDS", default="10",
                        help="time to take; 10 is the default, 0: no limit")  # fmt: skip


def run(chosen: argparse.Namespace) -> int:
    """Relate two formulas; 0 where they are related, 1 different, 2 where one is not read."""
    if len(chosen.formulas) != 2:
        raise OutputError(
            f"{counted(len(chosen.formulas), 'formula is', 'formulas are')} given: "
            "give two, each in quotation marks"
        )
    to = _format(chosen.to, chosen.out)
    seconds = _seconds(chosen.limit)
    texts = [sys.stdin.read() if text == "-" else text for text in chosen.formulas]
    with _within(seconds):
        from symconv.relate.outcome import related

        sides: list[Reading] = []
        for which, text in zip(WHICH, texts):
            try:
                sides.append(_read(text))
            except FormulaError as error:
                return _unread(error, which, to, chosen.out)
        relation = related(sides[0], sides[1])
        pieces = [write(relation, to)]
    write_out(pieces, chosen.out)
    return 0 if relation.related else 1 if relation.verdict == "different" else 2


def _read(text: str) -> Reading:
    from symconv.relate.reading import read_formula
    from symconv.relate.way import reading

    return reading(read_formula(text))


def _unread(error: FormulaError, which: str, to: str, out: str | None) -> int:
    """Say where reading ended and what to write; also as JSON, where that is asked for."""
    if to == "json":
        from symconv.relate.write_json import unread

        write_out([unread(error, which)], out)
    print(pointed(error, which), file=sys.stderr)
    return 2


def pointed(error: FormulaError, which: str) -> str:
    r"""The error with its line, and carets below the place.

    >>> print(pointed(FormulaError("a bracket is never closed", (3, 5), "y[m"), "first"))
    symconv: the first formula is not read: a bracket is never closed
        y[m
           ^
      write a sum of products, such as y[m,n] = \sum_i \sum_j x[i,j] h[m-i,n-j]
    """
    from symconv.verify.excerpt import excerpt

    text = error.text
    start = text.rfind("\n", 0, error.span[0]) + 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    shown, carets = excerpt(line, error.span[0] - start, error.span[1] - start)
    return (
        f"symconv: the {which} formula is not read: {error.reason}\n"
        f"    {shown}\n    {carets}\n  {error.advice}"
    )


def _format(to: str | None, out: str | None) -> str:
    if to is not None:
        return find(to).name
    if out is None or out == "-":
        return "text"
    known = find_ending(out)
    if known is None:
        names = ", ".join(writer.name for writer in WRITERS)
        raise OutputError(f"the format is not clear from {quote(out)}: add --to {names}")
    return known.name


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= LONGEST:
        raise OutputError(f"--limit {quote(text)} is not a number of seconds: use --limit 2")
    return value


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise OutputError when the time is over; where signals cannot do it, there is no limit."""
    timed = hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread()
    )
    if not seconds or not timed:
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise OutputError(f"it was not finished within {seconds:g} seconds (--limit gives it more)")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
