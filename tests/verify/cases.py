"""What the verifier says about a text, in the form in which the tests write it down."""

from __future__ import annotations

from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport

PLANE = "conv image=7x7 kernel=3x3"
LINE = "conv image=5 kernel=3"


def report(problem: str, text: str) -> FileReport:
    """The report on a text, whose first line is the second of the file."""
    return judge_text(f"% symconv: {problem}\n{text}", "txt")


def verdicts(problem: str, text: str) -> str:
    """The first letters of the verdicts of all lines: ``p`` proved, ``r`` refuted, ``u``, ``?``."""
    letters = {"proved": "p", "refuted": "r", "undecided": "?", "unread": "u"}
    return "".join(letters[line.verdict] for line in report(problem, text).lines)


def findings(problem: str, text: str) -> list[tuple[str, str, str]]:
    """The kind, the source and the expectation of every finding.

    The source is cut out of the text by the finding's place.
    """
    found = report(problem, text)
    rows = found.text.split("\n")
    shown = []
    for line in found.lines:
        for one in line.findings:
            place = one.place
            last = place.end_column - 1 if place.end_line == place.line else None
            source = rows[place.line - 1][place.column - 1 : last]
            shown.append((one.kind, source, one.expected))
    return shown
