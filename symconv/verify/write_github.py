"""Reports as annotations of GitHub Actions: workflow commands, one a line.

Refuted lines are errors; what is undecided or unread is a warning; what is proved is silent.
The format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symconv.verify.report import KINDS, FileReport, Finding, Line, Place
from symconv.verify.words import advice
from symconv.verify.writers import Style


def write(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """A command for each finding, and for each line or file that is not settled."""
    for file in files:
        for line in file.lines:
            yield from _line(file.file, line)
        if not file.lines and file.verdict != "proved":
            why = "; ".join(file.notes) or "no derivation was found in it"
            yield _command("warning", {"file": _path(file.file), "title": file.verdict}, why)


def _line(name: str, line: Line) -> Iterator[str]:
    if line.verdict == "proved":
        return
    level = "error" if line.verdict == "refuted" else "warning"
    if not line.findings:
        properties = {**_region(name, line.place), "title": line.verdict}
        yield _command(level, properties, line.says or line.verdict)
    for finding in line.findings:
        properties = {**_region(name, finding.place), "title": finding.kind}
        yield _command(level, properties, _message(finding))


def _message(finding: Finding) -> str:
    parts = [finding.message or KINDS.get(finding.kind, finding.kind)]
    if finding.expected:
        parts.append(f"expected {finding.expected}")
    parts += [f"consistent with {cause}" for cause in advice(finding.consistent_with)]
    return "\n".join(parts)


def _region(name: str, place: Place) -> dict[str, str]:
    """Where the annotation stands. GitHub takes columns only within one line."""
    region = {"file": _path(name), "line": str(place.line)}
    if place.end_line == place.line:
        region["col"] = str(place.column)
    region["endLine"] = str(place.end_line)
    if place.end_line == place.line:
        region["endColumn"] = str(place.end_column)
    return region


def _path(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")


def _command(level: str, properties: dict[str, str], message: str) -> str:
    r"""One workflow command.

    >>> _command("error", {"file": "a,b.tex"}, "50%\nmore")
    '::error file=a%2Cb.tex::50%25%0Amore\n'
    """
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {written}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
