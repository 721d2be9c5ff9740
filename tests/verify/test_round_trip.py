"""What symconv writes, it reads back and proves: every line, with nothing ignored or unread."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import Derivation, Problem
from symconv.errors import SymconvError
from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport
from tests.strategies import Case, Valued, cases, lines, valued

HERE = Path(__file__).parent.parent.parent / "derivations"
SECONDS = 5.0  # for one text on a machine that is busy; most take some milliseconds
DETAILS = ("brief", "normal", "full")
KINDS = {"latex": "tex", "markdown": "md"}

LINES = (
    "conv at=1,1", "xcorr at=-1,-1", "xcorr at=1,1", "correlate at=0,0", "conv", "xcorr",
    "correlate", "conv at=-4,-4", "conv at=4,0", "conv kernel=6x5 at=0,0",
    "conv output=valid at=0,0", "conv output=same at=3,3",
    # dimensions
    "conv image=5 kernel=3 at=1", "conv image=4x4x4@corner kernel=2x2x2@corner at=0,3,2",
    "correlate image=3x3x3 kernel=3x1x2 stride=1,2,1 at=0,0,1",
    # stride, dilation, offset, the other sum, the other order of axes
    "conv stride=2 at=1,0", "conv dilation=2 at=1,0", "conv stride=2 dilation=3",
    "xcorr dilation=2",
    "correlate stride=2 dilation=2 offset=1 image=6x6@corner kernel=3x3@corner at=1,1",
    "conv sum=kernel at=1,1", "correlate sum=image at=1,1",
    "conv axes=row,column image=5x6 kernel=2x3 at=1,2",
    # the transposed relation: strides leave holes
    "transposed at=1,1", "transposed stride=2 at=1,0", "transposed stride=2 sum=kernel at=1,0",
    "transposed stride=3 image=4@corner kernel=2@corner at=5", "transposed stride=2",
    "transposed stride=2 dilation=3 offset=1 image=5 kernel=3 at=2",
    "transposed stride=2 dilation=2 image=5 kernel=3", "transposed stride=4 dilation=6 sum=kernel",
    "transposed stride=2 dilation=2 image=5 kernel=3 at=3", "transposed stride=s offset=p",
    "transposed image=-K..K,-K..K kernel=-k..k,-k..k stride=2 dilation=2",
    "transposed stride=2 dilation=4 output=valid", "transposed stride=2 output=valid",
    # boundaries
    "conv boundary=nearest at=-4,3", "conv boundary=wrap at=3,-4", "conv boundary=symmetric",
    "correlate boundary=mirror kernel=5x5 at=3,3", "conv boundary=constant:1/2 at=-3,3",
    "conv boundary=constant:w entries=indexed at=4,4", "conv boundary=constant:-2",
    r"conv boundary=constant:{\frac{1}{2\sigma}} at=4,4", "xcorr boundary=mirror stride=2 at=2,2",
    "correlate image=4x5@corner kernel=3x2@corner boundary=wrap at=3,4",
    "correlate image=4x5@corner kernel=3x2@corner boundary=wrap", "conv boundary=wrap",
    "conv image=6@corner kernel=6@corner boundary=wrap output=same at=2",
    "conv image=3 kernel=9 boundary=symmetric at=1", "conv image=1 kernel=3 boundary=mirror at=0",
    "conv image=1x2 kernel=3x3 boundary=mirror", "conv image=7 kernel=19 boundary=nearest at=0",
    'conv image="[2 1 0 -1]@corner" kernel="[1 0.5 -1/3]@corner" boundary=symmetric at=4',
    'conv image="[2 1 0]" kernel="[1 2 1]" boundary=constant:3 at=1',
    "conv image=-K..K kernel=-k..k boundary=wrap", "conv image=0..N kernel=3 boundary=nearest",
    "correlate image=N@corner boundary=wrap kernel=3", "conv image=-K..K,1..N boundary=mirror",
    "conv image=5x5x5 kernel=3x3x3 boundary=nearest at=2,-2,2",
    "transposed image=4@corner kernel=4@corner stride=2 boundary=wrap at=3",
    "transposed image=4@corner kernel=4@corner stride=2 boundary=mirror sum=kernel",
    # names and entries
    "conv entries=indexed at=1,1", r"conv names=\phi,K,S indices=p,q;r,s at=1,1",
    r"correlate names=\alpha,\beta,\gamma at=0,1", "conv names=X,W,Y at=2,2",
    # values: integers, decimals, fractions, LaTeX scalars, letters, letters with a subscript
    'conv kernel="[1 0 -1; 2 0 -2; 1 0 -1]" at=1,1',
    'conv image="[3 1; 4 1]" kernel="[2 7; 1 8]" at=0,0',
    'conv image="[2 1 0 -1 -2]@corner" kernel="[1 0.5 -1/3]@corner" at=2',
    r'conv image=5 kernel="[{\frac{1}{2\pi\sigma^2}} 1/2 a]" at=0',
    r'conv image=5 kernel="[{\frac{1}{16}} -a {a+b}]" at=0',
    r'correlate image="[3.5 1; 4 1]" kernel="[{\sqrt{2}} 7; 1 8]" at=0,0',
    'conv image="[a b; c d]" kernel=2x2 at=0,0', 'conv image=5 kernel="[w_1 v w_2]" at=0',
    'correlate image="[-1.5 -1 0 1]@-2" kernel="[1/2 w_1 w_1 w_1]@-2" at=0',
    # outputs without a term
    "conv image=3 kernel=2 stride=3 at=0", "conv image=1 kernel=2 dilation=3 at=-1",
    'conv image=2x2 kernel="[0 0; 0 0]" at=0,0',
    # sizes in letters
    "conv image=-K..K,-K..K kernel=-k..k,-k..k", "conv image=NxM@corner kernel=3x3",
    "conv image=9 stride=s dilation=d offset=p",
    "correlate stride=s image=N@corner kernel=K@corner",
    "conv image=7x7 kernel=3x3 output=-K..N,-K..N",
    "conv image=-K..K,-K..K,-K..K,-K..K kernel=8x4x10x3",
)  # fmt: skip


def judged(derived: Derivation, to: str, detail: str) -> FileReport:
    text = derived.latex(detail) if to == "latex" else derived.markdown(detail)
    start = time.perf_counter()
    report = judge_text(text, KINDS[to])
    assert time.perf_counter() - start < SECONDS
    return report


def assert_proved(report: FileReport) -> None:
    rows = report.text.split("\n")
    wrong = [
        (rows[line.place.line - 1], line.verdict, line.says, line.findings)
        for line in report.lines
        if line.verdict != "proved"
    ]
    assert wrong == []
    assert [(rows[one.place.line - 1], one.why) for one in report.ignored] == []
    assert report.verdict == "proved"
    assert report.problem_from == "stated"


@pytest.mark.parametrize("to", sorted(KINDS))
@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("line", LINES)
def test_what_is_written_is_proved(line: str, detail: str, to: str) -> None:
    assert_proved(judged(Problem.parse(line).derive(), to, detail))


@pytest.mark.parametrize("line", LINES)
def test_ranges_are_proved(line: str) -> None:
    problem = Problem.parse(line).placed(None)
    assert_proved(judged(problem.derive(), "latex", "full"))


@settings(deadline=None)
@given(
    valued(longest=4, outputs=("full", "same", "valid", "given")),
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(DETAILS),
    st.data(),
)
def test_random_problems_are_proved(
    drawn: Valued, to: str, detail: str, data: st.DataObject
) -> None:
    problem = Problem.parse(drawn.line)
    outputs = drawn.case.outputs()
    if outputs and data.draw(st.booleans()):
        problem = problem.placed(data.draw(st.sampled_from(outputs)))
    assert_proved(judged(problem.derive(), to, detail))


@settings(deadline=None, max_examples=40)
@given(cases(3, 3, 3), st.sampled_from(sorted(KINDS)), st.data())
def test_random_volumes_are_proved(case: Case, to: str, data: st.DataObject) -> None:
    problem = Problem.parse(case.line)
    outputs = case.outputs()
    if outputs and data.draw(st.booleans()):
        problem = problem.placed(data.draw(st.sampled_from(outputs)))
    assert_proved(judged(problem.derive(), to, "full"))


@settings(deadline=None)
@given(lines(), st.sampled_from(sorted(KINDS)), st.sampled_from(DETAILS))
def test_random_problem_lines_are_proved(line: str, to: str, detail: str) -> None:
    try:
        derived = Problem.parse(line).derive()
        derived.latex(detail)
    except SymconvError:
        return
    assert_proved(judged(derived, to, detail))


@pytest.mark.parametrize("path", sorted(HERE.glob("*/hand.tex")), ids=lambda p: p.parent.name)
def test_hand_written_derivations_are_proved(path: Path) -> None:
    report = judge_text(path.read_text(encoding="utf-8"), "tex")
    assert {line.verdict for line in report.lines} == {"proved"}
    assert report.verdict == "proved"


@pytest.mark.parametrize(
    "path",
    [
        path
        for name in ("worked.tex", "worked.md")
        for path in sorted(HERE.glob(f"*/{name}"))
        # The table of nine formulas calls many different arrays y.
        if path.parent.name != "nine-formulas"
    ],
    ids=lambda p: f"{p.parent.name}/{p.name}",
)
def test_worked_files_are_proved(path: Path) -> None:
    report = judge_text(path.read_text(encoding="utf-8"), path.suffix[1:])
    assert {line.verdict for line in report.lines} == {"proved"}


def test_the_slip_of_the_article_is_found() -> None:
    text = "% symconv: conv image=7x7 kernel=3x3\n\\[ h[1-0,1-3] = h[1,2] \\]\n"
    (line,) = judge_text(text, "tex").lines
    (finding,) = line.findings
    assert line.verdict == "refuted"
    assert (finding.kind, finding.found, finding.expected) == (
        "wrong-statement", "h[1,2]", "h[1,-2]",
    )  # fmt: skip
    assert (finding.place.line, finding.place.column, finding.place.end_column) == (2, 17, 23)
    mended = judge_text(text.replace("h[1,2]", "h[1,-2]"), "tex")
    assert mended.verdict == "proved"
