"""Reports as HTML, for notebooks and pages: each verdict, and the places that are wrong.

Colours only repeat what signs and words say, and all else is as the page has it, light or
dark. No style sheet and no script is needed.
"""

from __future__ import annotations

from collections import Counter
from html import escape

from symconv.verify.remarks import Remark, remarks
from symconv.verify.report import FileReport, Report
from symconv.verify.tally import verdicts
from symconv.verify.words import SOURCES, safe

SIGNS = {"proved": "✓", "refuted": "✗", "undecided": "?", "unread": "?"}
COLOURS = {"proved": "#2e8b57", "refuted": "#d64545", "undecided": "#b99a1d", "unread": "#b99a1d"}


def write_html(report: Report) -> str:
    """All files of a report, one below the other.

    >>> from symconv.verify.remarks import judged
    >>> "1 line: 1 proved" in write_html(Report((judged("h[1-0] = h[1]", "tex", "conv"),)))
    True
    """
    return "\n".join(map(_file, report.files))


def _file(report: FileReport) -> str:
    """The verdict, what was checked against, and each remark with its line and its carets."""
    colour, sign = COLOURS[report.verdict], SIGNS[report.verdict]
    name = f"{escape(safe(report.file))}: " if report.file else ""
    parts = [
        f'<div style="border-left: 4px solid {colour}; padding: 0.2em 0 0.2em 0.8em">',
        f"<div>{name}<strong>{sign} {report.verdict}</strong>{_read(report)}</div>",
        *map(_remark, remarks(report)),
        "</div>",
    ]
    return "\n".join(parts)


def _read(report: FileReport) -> str:
    counts = Counter(line.verdict for line in report.lines)
    told = f" · {verdicts(counts, 'line')}" if report.lines else ""
    if not report.problem or report.problem == "not found out":
        return told
    problem = safe(report.problem).removeprefix("read as: ")
    origin = SOURCES.get(report.problem_from, report.problem_from)
    return f"{told} · read as <code>{escape(problem)}</code> ({escape(origin)})"


def _remark(remark: Remark) -> str:
    says = f'<div style="margin-top: 0.6em">line {remark.line}: {escape(remark.says)}</div>'
    told = "".join(f"<div>{escape(cause)}</div>" for cause in remark.causes)
    if not remark.source:
        return says + told
    source = escape("\n".join(remark.source))
    style = "margin: 0.2em 0; overflow-x: auto; line-height: 1.2; font-family: monospace"
    return f'{says}<pre style="{style}">{source}</pre>{told}'
