"""The command ``symconv verify``: its options, and what it does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from symconv.arguments import add_problem_options, bracketed, problem_of
from symconv.commands.output import write_out
from symconv.errors import OutputError, quote
from symconv.verify.files import KINDS, Task, tasks
from symconv.verify.jobs import Plan
from symconv.verify.jobs import run as run_jobs
from symconv.verify.tally import Tally
from symconv.verify.worker import Limits
from symconv.verify.writers import WRITERS, Style, find, find_ending, write

if TYPE_CHECKING:
    import argparse

LONGEST = 1_000_000  # seconds; the watchdog takes no longer times
GIGABYTE = 1_000_000_000


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "problem", nargs="*", metavar="FILE",
        help="files, folders, - for standard input; and the words of a problem line, which "
        "holds for every file that states none (a file with such a name: ./conv)",
    )  # fmt: skip
    names = ", ".join(writer.name for writer in WRITERS)
    parser.add_argument("--to", metavar="FORMAT", help=f"{names}; text is the default")
    parser.add_argument("-o", "--out", metavar="FILE", help="write to a file, whole or not at all")
    parser.add_argument("--hint", action="store_true", help="tell the places, not the answers")
    parser.add_argument("--summary", action="store_true", help="count each kind of mistake")
    parser.add_argument("--verbose", action="store_true", help="list what is proved or ignored too")
    parser.add_argument("--skip-empty", action="store_true",
                        help="pass by files without a derivation, also where they are named, as "
                        "hooks name them")  # fmt: skip
    parser.add_argument("--kind", metavar="KIND", default="",
                        help=f"how to read what is named: {', '.join(KINDS)}")  # fmt: skip
    group = parser.add_argument_group("many files")
    group.add_argument("--jobs", metavar="N", default="1", help="processes; 0: one for each core")
    group.add_argument("--backend", metavar="NAME", default="",
                       help="judge with joblib on: loky (this machine), dask (a cluster: "
                       "DASK_SCHEDULER_ADDRESS names it)")  # fmt: skip
    group.add_argument("--limit", metavar="SECONDS", default="10",
                       help="time for one file; 10 is the default, 0: no limit")  # fmt: skip
    group.add_argument("--memory", metavar="GB", default="2",
                       help="memory for one file; 2 is the default, 0: no limit")  # fmt: skip
    add_problem_options(parser)


def run(chosen: argparse.Namespace) -> int:
    """Verify what was named; 1 where something is refuted, 2 where something is open, else 0."""
    paths, chosen.problem = told_apart(chosen.problem)
    writer = _format(chosen.to, chosen.out)
    plan = _plan(chosen)
    if chosen.kind and chosen.kind not in KINDS:
        raise OutputError(f"--kind {quote(chosen.kind)} is not known: use {', '.join(KINDS)}")
    if not paths:
        raise OutputError("nothing to verify: name files or folders, or - for standard input")
    tally = Tally()
    given: Iterable[Task] = tasks(paths, chosen.kind, _stated(chosen))
    if chosen.skip_empty:
        given = (task._replace(met=True) for task in given)
    found = tally.watch(run_jobs(given, plan))
    style = _style(chosen)
    write_out(write(found, writer, style), chosen.out)
    if not tally.files and not chosen.skip_empty:
        shown = ", ".join(map(quote, paths))
        print(f"symconv: no derivations were found in {shown}", file=sys.stderr)
    if chosen.summary and writer != "text":
        print("\n".join([tally.closing(), *tally.summary()]), file=sys.stderr)
    return 0 if chosen.skip_empty and not tally.files else tally.status


def told_apart(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """The paths and the words of a problem line, from what stands on the command line.

    >>> told_apart(["hw.tex", "conv", "kernel=[1", "2", "1]", "notes"])
    (['hw.tex', 'notes'], ['conv', 'kernel=[1 2 1]'])
    """
    from symconv.model.operations import OPERATIONS
    from symconv.model.problem import OPTIONS

    operations = {operation.name for operation in OPERATIONS}
    paths: list[str] = []
    line: list[str] = []
    rest = iter(words)
    for word in rest:
        if word.partition(" ")[0] in operations or word.partition("=")[0] in OPTIONS:
            line.append(bracketed(word, rest))
        else:
            paths.append(word)
    return paths, line


def _stated(chosen: argparse.Namespace) -> str:
    """The problem line of the command line, checked, or an empty one.

    Sizes without an operation stand for any operation: the one that fits best is taken.
    """
    from symconv.model.operations import OPERATIONS
    from symconv.model.problem import OPTIONS
    from symconv.verify.judge import ANY_OPERATION

    names = [operation.name for operation in OPERATIONS]
    if not any(word.partition(" ")[0] in names for word in chosen.problem):
        options = [f"--{key}" for key in OPTIONS if getattr(chosen, key) is not None]
        if not chosen.problem and not options:
            return ""
        _, _, rest = str(problem_of(chosen)).partition(" ")
        return f"{ANY_OPERATION} {rest}"
    return str(problem_of(chosen))


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


def _plan(chosen: argparse.Namespace) -> Plan:
    if not chosen.jobs.isdecimal() or int(chosen.jobs) > 1024:
        raise OutputError(f"--jobs {quote(chosen.jobs)} is not a number of processes: use --jobs 4")
    seconds = _number("--limit", chosen.limit, LONGEST, "seconds")
    memory = _number("--memory", chosen.memory, LONGEST, "gigabytes")
    if chosen.backend:
        from symconv.verify.backend import check

        check(chosen.backend)
    return Plan(int(chosen.jobs), chosen.backend, Limits(seconds, int(memory * GIGABYTE)))


def _number(option: str, text: str, most: int, unit: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise OutputError(f"{option} {quote(text)} is not a number of {unit}: use {option} 2")
    return value


def _style(chosen: argparse.Namespace) -> Style:
    on_terminal = chosen.out is None and sys.stdout.isatty()
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    width = Style().width
    if on_terminal:
        with suppress(OSError):
            width = os.get_terminal_size(sys.stdout.fileno()).columns or width
    return Style(
        chosen.hint, chosen.verbose, chosen.summary, bool(on_terminal and not plain), width
    )
