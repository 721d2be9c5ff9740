"""What the verifier says: findings in lines, lines in files, files in a report.

Positions are offsets into the text; ``Place`` turns them into lines and columns that
count from 1. To add a kind of finding, add it to ``KINDS`` with a line of advice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

VERDICTS = ("proved", "refuted", "undecided", "unread")

KINDS: dict[str, str] = {
    "missing-term": "a term that belongs to the sum is not written",
    "extra-term": "a term is written that does not belong to the sum",
    "duplicate-term": "a term is written twice",
    "wrong-index": "an index breaks the relation that the other terms obey",
    "wrong-entry": "the index is right, but the letter or number is that of another element",
    "wrong-coefficient": "the number in front of a term is wrong",
    "wrong-sign": "the sign of a term is wrong",
    "outside-kernel": "the kernel has no such entry",
    "outside-image": "the image has no such pixel",
    "wrong-bounds": "the bounds of a sum are wrong",
    "free-index": "an index is bound nowhere",
    "wrong-output": "the right-hand side is that of another output",
    "wrong-range": "the range of an index is wrong",
    "arithmetic": "the numbers do not add up",
    "wrong-statement": "what is stated about an element or an index is not so",
    "not-equal": "the two sides are not equal",
    "carried-forward": "this follows from a line that is wrong",
}


class Place(NamedTuple):
    """Where something stands: lines and columns from 1; ``end_column`` is one past the last."""

    line: int
    column: int
    end_line: int
    end_column: int


class Finding(NamedTuple):
    """One thing that is wrong: where, of which kind, what was found and what was expected.

    ``consistent_with`` names the misconceptions that explain the whole line.
    """

    place: Place
    kind: str
    found: str
    expected: str
    consistent_with: tuple[str, ...]
    message: str


class Line(NamedTuple):
    """One side of an equation (with its left-hand side where it has one) and its verdict."""

    place: Place
    verdict: str
    says: str
    findings: tuple[Finding, ...] = ()


class Ignored(NamedTuple):
    """A formula that is no derivation: it changes no verdict."""

    place: Place
    why: str


class FileReport(NamedTuple):
    """All lines of one file.

    ``problem`` is what was checked against, as a problem line or in words;
    ``problem_from`` is ``stated``, ``formula`` or ``inferred``.
    """

    file: str
    verdict: str
    problem: str
    problem_from: str
    lines: tuple[Line, ...]
    ignored: tuple[Ignored, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""


class Report(NamedTuple):
    """The reports of all files, in order."""

    files: tuple[FileReport, ...]

    @property
    def verdict(self) -> str:
        """The verdict of all files together."""
        return overall(file.verdict for file in self.files)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all files."""
        return tuple(line for file in self.files for line in file.lines)

    def __str__(self) -> str:
        from symconv.verify.write_text import write_text

        return write_text(self, colour=False)

    def _repr_html_(self) -> str:
        from symconv.verify.write_html import write_html

        return write_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self).rstrip("\n"))  # IPython would show a tuple


def overall(verdicts: Iterable[str]) -> str:
    """Refuted if any is; else unread, else undecided, if any is; else proved.

    >>> overall(["proved", "undecided"])
    'undecided'

    Nothing at all is unread.
    """
    found = set(verdicts)
    for verdict in ("refuted", "unread", "undecided", "proved"):
        if verdict in found:
            return verdict
    return "unread"
