"""``python -m benchmarks``: take all measurements, print a table and write them as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.readings import alternate
from benchmarks.records import RECORDS, Record

BUDGETS = {"full": 3.0, "quick": 0.4}  # seconds for the rounds of one record
COLUMNS = ("what", "rival", "ours", "rival's", "ratio", "goal", "met?")


class Result(NamedTuple):
    """The outcome of one record; the numbers are None where the rival is not installed."""

    what: str
    rival: str
    unit: str
    ours: float | None
    rivals: float | None
    ratio: float | None
    goal: str
    met: bool | None
    rounds: int
    note: str = ""


def measure(record: Record, mode: str) -> Result:
    """Take the readings of one record."""
    what, rival, goal, unit = record.what, record.rival, record.goal, record.unit
    try:
        ours, other = record.prepare()
    except ImportError as error:
        note = f"not measured: {error}"
        return Result(what, rival, unit, None, None, None, str(goal), None, 0, note)
    mine, theirs, rounds = alternate(ours, other, record.least, BUDGETS[mode])
    found = goal.compare(mine, theirs)
    return Result(what, rival, unit, mine, theirs, found, str(goal), goal.met(found), rounds)


def table_row(result: Result) -> tuple[str, ...]:
    """A result in the columns of the table."""
    if result.ours is None or result.rivals is None or result.ratio is None:
        return (result.what, result.rival, "", "", "", result.goal, result.note)
    met = {True: "yes", False: "NO", None: ""}[result.met]
    ratio = f"{result.ratio:+.1f} MB" if result.unit == "MB" else f"{result.ratio:.1f}x"
    amounts = (_amount(result.ours, result.unit), _amount(result.rivals, result.unit))
    return (result.what, result.rival, *amounts, ratio, result.goal, met)


def _amount(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.1f} {unit}"
    for name, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.3g} {name}"
    return f"{value * 1e6:.3g} us"


def write_json(results: Iterable[Result], mode: str, path: str) -> None:
    """Write the results, and the machine they hold for, to a file."""
    record = {
        "format": "symconv.benchmarks/1",
        "mode": mode,
        "python": platform.python_version(),
        "machine": platform.platform(),
        "results": [result._asdict() for result in results],
    }
    with open(path, "w", encoding="utf-8", newline="\n") as stream:
        json.dump(record, stream, indent=1, ensure_ascii=False)
        stream.write("\n")


def run(records: Sequence[Record], mode: str) -> list[Result]:
    """Take all measurements of a mode; each row is printed as soon as it is known."""
    chosen = [record for record in records if mode in record.modes]
    wide = [
        max(map(len, texts))
        for texts in (
            (COLUMNS[0], *(record.what for record in chosen)),
            (COLUMNS[1], *(record.rival for record in chosen)),
            ("999.9 MB",), ("999.9 MB",), ("+999.9 MB",),
            (COLUMNS[5], *(str(record.goal) for record in chosen)),
        )
    ]  # fmt: skip
    _show(COLUMNS, wide)
    _show(["-" * width for width in (*wide, len(COLUMNS[-1]))], wide)
    results = []
    for record in chosen:
        results.append(measure(record, mode))
        _show(table_row(results[-1]), wide)
    return results


def _show(cells: Sequence[str], wide: Sequence[int]) -> None:
    padded = [
        cell.rjust(width) if place in (2, 3, 4) else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, wide))
    ]
    print("  ".join((*padded, cells[-1])).rstrip(), flush=True)


def main(words: Sequence[str] | None = None) -> int:
    """Run from the command line; a goal that is missed is shown, and is no failure."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure symconv beside its rivals."
    )
    parser.add_argument("--quick", action="store_true", help="the small ones only, in seconds")
    parser.add_argument("--only", metavar="TEXT", default="", help="only what has TEXT in its name")
    parser.add_argument(
        "-o", dest="out", metavar="FILE",
        default=os.path.join(os.path.dirname(__file__), "results.json"),
        help="where the JSON goes (default: benchmarks/results.json)",
    )  # fmt: skip
    chosen = parser.parse_args(words)
    mode = "quick" if chosen.quick else "full"
    results = run([record for record in RECORDS if chosen.only in record.what], mode)
    write_json(results, mode, chosen.out)
    missed = sum(result.met is False for result in results)
    print(f"\n{len(results)} measurements, {missed} goals missed; JSON in {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
