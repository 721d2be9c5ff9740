"""Reports as JSON (``symconv.report/1``): one object, one line of it for each file.

With ``--hint`` a finding has its place, its kind and the kind in words, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from symconv.verify.report import FileReport, Finding, Ignored, Line, Place
from symconv.verify.writers import Style


def write(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """The object in pieces: its head, each file, its end."""
    yield '{"format": "symconv.report/1", "files": ['
    between = "\n"
    for file in files:
        yield between + json.dumps(as_data(file, style.hint), ensure_ascii=False)
        between = ",\n"
    yield "]}\n" if between == "\n" else "\n]}\n"


def as_data(file: FileReport, hint: bool = False) -> dict[str, Any]:
    """A file's report as JSON's own types.

    >>> as_data(FileReport("a.tex", "proved", "conv image=5 kernel=3", "stated", ()))["verdict"]
    'proved'

    ``problem`` and ``problem_from`` are None where nothing could be read.
    """
    return {
        "file": file.file,
        "verdict": file.verdict,
        "problem": file.problem or None,
        "problem_from": file.problem_from or None,
        "lines": [_line(line, hint) for line in file.lines],
        "ignored": [_ignored(ignored) for ignored in file.ignored],
        "notes": list(file.notes),
    }


def _place(place: Place) -> dict[str, Any]:
    return place._asdict()


def _line(line: Line, hint: bool) -> dict[str, Any]:
    return {
        **_place(line.place),
        "verdict": line.verdict,
        "says": line.says,
        "findings": [_finding(finding, hint) for finding in line.findings],
    }


def _finding(finding: Finding, hint: bool) -> dict[str, Any]:
    if hint:
        return {**_place(finding.place), "kind": finding.kind, "message": finding.message}
    return {
        **_place(finding.place),
        "kind": finding.kind,
        "found": finding.found,
        "expected": finding.expected,
        "consistent_with": list(finding.consistent_with),
        "message": finding.message,
    }


def _ignored(ignored: Ignored) -> dict[str, Any]:
    return {**_place(ignored.place), "why": ignored.why}
