"""Reports as SARIF 2.1.0, for code scanning and for editors.

A rule for each kind of finding, and one each for lines that are undecided or unread.
The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from symconv.verify.report import KINDS, FileReport, Finding, Line, Place
from symconv.verify.words import advice
from symconv.verify.writers import Style

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"undecided": "warning", "unread": "warning", "carried-forward": "note"}
RULES = {
    **KINDS,
    "undecided": "the line could be neither proved nor refuted",
    "unread": "the text could not be read",
}


def write(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """The log in pieces: its head with the rules, each file's results, its end."""
    from symconv import __version__

    driver = {"name": "symconv", "version": __version__, "rules": [_rule(name) for name in RULES]}
    yield (
        f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{'
        f'"tool": {{"driver": {_dumped(driver)}}},\n'
        '"columnKind": "unicodeCodePoints",\n"results": ['
    )
    between = "\n"
    for file in files:
        for result in _results(file):
            yield between + _dumped(result)
            between = ",\n"
    yield "]}]}\n"


def _rule(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "shortDescription": {"text": RULES[name]},
        "help": {"text": f"{RULES[name][0].upper()}{RULES[name][1:]}."},
        "defaultConfiguration": {"level": LEVELS.get(name, "error")},
    }


def _results(file: FileReport) -> Iterator[dict[str, Any]]:
    for line in file.lines:
        yield from _line(file.file, line)
    if not file.lines and file.verdict in ("undecided", "unread"):
        why = "; ".join(file.notes) or "no derivation was found in it"
        yield _result(file.verdict, why, file.file, None)


def _line(name: str, line: Line) -> Iterator[dict[str, Any]]:
    if line.verdict == "proved":
        return
    if not line.findings:
        kind = line.verdict if line.verdict in RULES else "not-equal"
        yield _result(kind, line.says or RULES[kind], name, line.place)
    for finding in line.findings:
        yield _result(finding.kind, _message(finding), name, finding.place, finding)


def _message(finding: Finding) -> str:
    text = finding.message or KINDS.get(finding.kind, finding.kind)
    causes = advice(finding.consistent_with)
    return "\n".join([text, *(f"consistent with {cause}" for cause in causes)])


def _result(
    kind: str, message: str, name: str, place: Place | None, finding: Finding | None = None
) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": uri(name)}}
    if place is not None:
        location["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
    result: dict[str, Any] = {
        "ruleId": kind,
        "level": LEVELS.get(kind, "error"),
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
    }
    if kind in RULES:
        result["ruleIndex"] = list(RULES).index(kind)
    properties: dict[str, Any] = {}
    if finding is not None:
        if finding.found:
            properties["found"] = finding.found
        if finding.expected:
            properties["expected"] = finding.expected
        if finding.consistent_with:
            properties["consistent_with"] = list(finding.consistent_with)
    if properties:
        result["properties"] = properties
    return result


def uri(name: str) -> str:
    """A file name as a URI reference.

    >>> uri("my notes/a:b.tex")
    'my%20notes/a%3Ab.tex'
    """
    path = name.replace("\\", "/")
    text = quote(path.encode("utf-8", "replace"), safe="/-_.~")
    return f"file://{text}" if path.startswith("/") else text


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
