"""Reports as CSV for graders: one row a file, with its first wrong place.

A cell that a spreadsheet would take for a formula has an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from symconv.verify.report import KINDS, VERDICTS, FileReport, Finding, Line
from symconv.verify.words import safe
from symconv.verify.writers import Style

COLUMNS = (
    "file", "verdict", "lines", *VERDICTS, "first_wrong_line", "column", "kind",
    "found", "expected", "consistent_with", "message",
)  # fmt: skip
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """The names of the columns, then a row for each file."""
    yield _row(COLUMNS)
    for file in files:
        yield _row([_cell(value) for value in _values(file)])


def _values(file: FileReport) -> list[str | int]:
    counts = [sum(line.verdict == verdict for line in file.lines) for verdict in VERDICTS]
    head: list[str | int] = [file.file, file.verdict, len(file.lines), *counts]
    line = _first(file)
    if line is None:
        return [*head, "", "", "", "", "", "", "; ".join(file.notes)]
    if not line.findings:
        place = line.place
        return [*head, place.line, place.column, line.verdict, "", "", "", line.says]
    finding = line.findings[0]
    place = finding.place
    causes = " ".join(finding.consistent_with)
    return [
        *head, place.line, place.column, finding.kind,
        finding.found, finding.expected, causes, _message(finding),
    ]  # fmt: skip


def _first(file: FileReport) -> Line | None:
    """The first refuted line, else the first that is not settled."""
    open_lines = [line for line in file.lines if line.verdict != "proved"]
    wrong = (line for line in open_lines if line.verdict == "refuted")
    return next(wrong, open_lines[0] if open_lines else None)


def _message(finding: Finding) -> str:
    return finding.message or KINDS.get(finding.kind, "")


def _cell(value: str | int) -> str:
    """A cell's text, on one line, that no spreadsheet runs.

    >>> _cell("=HYPERLINK(A1)"), _cell("h[1,1]"), _cell(3)
    ("'=HYPERLINK(A1)", 'h[1,1]', '3')
    """
    if isinstance(value, int):
        return str(value)
    text = safe(value)
    return f"'{text}" if text.lstrip().startswith(ACTIVE) else text


def _row(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()
