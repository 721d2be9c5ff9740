"""A passage of notes and what the verifier says about it: for builds that warn, cells that fail.

>>> report = judged("y[0] = x[0]h[1]", "tex", "conv image=1 kernel=3 names=x,h,y")
>>> print(remarks(report)[0])
wrong-index 'h[1]': x[0] meets h[0], not h[1].
    y[0] = x[0]h[1]
               ^^^^
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.errors import quote
from symconv.model.problem import tokens
from symconv.verify.excerpt import excerpt, lines_of, place_in
from symconv.verify.judge import ANY_OPERATION, judge_under
from symconv.verify.report import KINDS, FileReport, Finding, Line, Place
from symconv.verify.words import advice, safe

WIDTH = 72


class Remark(NamedTuple):
    """What is not proved: where (from 1), ``refuted``, ``undecided`` or ``unread``, and why.

    ``says`` is one line, ``source`` the line of the source and the carets below it, and
    ``causes`` what would explain it.
    """

    line: int
    column: int
    verdict: str
    says: str
    source: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n    ".join((self.says, *self.source, *self.causes))


def judged(text: str, kind: str, line: str = "") -> FileReport:
    """Judge a passage of a kind (tex, md, rst) under a problem line, which may be empty.

    Where the line names no operation, the one that fits best is taken. Raises ProblemError
    where the line states no problem.
    """
    words = tokens(line)
    if words and "=" in words[0]:
        line = f"{ANY_OPERATION} {line}"
    return judge_under(text, kind, "", line)


def remarks(report: FileReport) -> list[Remark]:
    """One remark for each finding and each line that could not be decided, in order.

    A passage in which there is no derivation at all has one too.
    """
    source = lines_of(report.text)
    found = [remark for line in report.lines for remark in _of_line(line, source)]
    if not report.lines:
        why = " ".join(report.notes) or "no derivation was found here"
        found.append(Remark(1, 1, "unread", why))
    return found


def failing(report: FileReport) -> list[Remark]:
    """The remarks that a build or a cell should fail for: what is refuted, and no derivation.

    >>> len(failing(judged("y[0] = x[0]h[0] = 3", "tex", "conv image=1 kernel=1")))
    0
    """
    found = remarks(report)
    return [one for one in found if one.verdict == "refuted" or not report.lines]


def _of_line(line: Line, source: list[str]) -> list[Remark]:
    if line.verdict == "proved":
        return []
    if not line.findings:
        why = safe(line.says) or f"this is {line.verdict}"
        return [_remark(line.place, line.verdict, why, source, ())]
    found: list[Remark] = []
    told: tuple[str, ...] = ()
    for finding in line.findings:
        # A cause that was just named is not named again.
        causes = finding.consistent_with if finding.consistent_with != told else ()
        told = finding.consistent_with
        found.append(_remark(finding.place, line.verdict, _says(finding), source, causes))
    return found


def _says(finding: Finding) -> str:
    why = safe(finding.message or KINDS[finding.kind])
    if finding.expected and safe(finding.expected) not in why:
        why = f"{why} Expected {safe(finding.expected)}."
    word = f" {quote(finding.found)}" if finding.found else ""
    return f"{finding.kind}{word}: {why}"


def _remark(
    place: Place, verdict: str, says: str, source: list[str], causes: tuple[str, ...]
) -> Remark:
    line, start, end = place_in(source, place)
    shown = excerpt(line, start, end, WIDTH) if line.strip() else ()
    told = tuple([f"consistent with {cause}" for cause in advice(causes)])
    return Remark(place.line, place.column, verdict, says, shown, told)
