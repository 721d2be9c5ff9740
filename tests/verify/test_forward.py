"""General formulas of gradients beside their forward pass: the element that is misplaced."""

from __future__ import annotations

import pytest

from symconv.verify.judge import judge_text

LOSS = r"\frac{\partial L}{\partial %s}"
SLIPS = (
    (
        r"z_{i,j} = \sum_{m,n} w_{m,n} x_{i+m,j+n}",
        r"\sum_{m,n} \frac{\partial L}{\partial z_{i+m,j+n}} w_{m,n}",
        "x_{i,j}", r"\frac{\partial L}{\partial z_{i+m,j+n}}", "∂L/∂z[i-m,j-n]",
    ),
    (
        r"y[n] = \sum_k h[k] x[n-k]", r"\sum_n \frac{\partial L}{\partial y[n]} x[n+k]",
        "h[k]", "x[n+k]", "x[n-k]",
    ),
    (
        r"y[n] = \sum_k h[k] x[n-k+1]", r"\sum_n \frac{\partial L}{\partial y[n]} h[k-n]",
        "x[k]", "h[k-n]", "h[n-k+1]",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("forward", "backward", "place", "wrong", "expected"), SLIPS)
def test_the_misplaced_element_is_shown(
    forward: str, backward: str, place: str, wrong: str, expected: str
) -> None:
    text = f"${forward}$\n\n${LOSS % place} = {backward}$\n"
    report = judge_text(text, "md")

    (finding,) = [one for line in report.lines for one in line.findings]
    assert (finding.kind, finding.found, finding.expected) == ("wrong-index", wrong, expected)
    assert report.text[slice(*_span(report.text, finding.place))] == wrong


def _span(text: str, place: object) -> tuple[int, int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    line, column = place.line, place.column  # type: ignore[attr-defined]
    end_line, end_column = place.end_line, place.end_column  # type: ignore[attr-defined]
    return starts[line - 1] + column - 1, starts[end_line - 1] + end_column - 1
