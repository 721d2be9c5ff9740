"""A report beside the formulas that it is about, as HTML for pages and notebooks.

Colours only repeat what signs and words say, and all else is as the page has it, light or
dark. No style sheet and no script is needed.
"""

from __future__ import annotations

from collections import Counter
from html import escape

from symconv.embed.remarks import Remark
from symconv.verify.report import FileReport
from symconv.verify.tally import verdicts
from symconv.verify.words import SOURCES, safe

SIGNS = {"proved": "✓", "refuted": "✗", "undecided": "?", "unread": "?"}
COLOURS = {"proved": "#2e8b57", "refuted": "#d64545", "undecided": "#b99a1d", "unread": "#b99a1d"}


def html(report: FileReport, remarks: list[Remark]) -> str:
    """The verdict, what was checked against, and each remark with its line and its carets.

    >>> from symconv.embed.remarks import judged
    >>> "1 line: 1 proved" in html(judged("h[1-0] = h[1]", "tex", "conv"), [])
    True
    """
    colour = COLOURS[report.verdict]
    parts = [
        f'<div style="border-left: 4px solid {colour}; padding: 0.2em 0 0.2em 0.8em">',
        f'<div><strong>{SIGNS[report.verdict]} {report.verdict}</strong>{_read(report)}</div>',
        *map(_remark, remarks),
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
