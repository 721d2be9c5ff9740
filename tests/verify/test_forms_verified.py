"""The other forms of a sum, read back: matrices are proved, and nothing is ever refuted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import Problem
from symconv.errors import OutputError
from symconv.render import write_derivation
from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport
from tests.derive.form_meaning import FORMS, small
from tests.render.test_render_forms import LINES
from tests.strategies import BOUNDARIES, Valued

PROVED = ("matrix", "im2col", "scatter")


def judged(line: str, form: str, detail: str, to: str) -> FileReport | None:
    """The report on a form of a problem, None where there is no such form."""
    derivation = Problem.parse(line).derive(form=form)
    try:
        text = derivation.latex(detail) if to == "tex" else derivation.markdown(detail)
    except OutputError:
        return None
    return judge_text(text, to)


def check(report: FileReport, form: str) -> None:
    rows = report.text.split("\n")
    wrong = [
        (rows[one.place.line - 1], one.says) for one in report.lines if one.verdict == "refuted"
    ]
    assert wrong == []
    if form in PROVED and r"\cdots" not in report.text:
        doubtful = [
            (rows[one.place.line - 1], one.says) for one in report.lines if one.verdict != "proved"
        ]
        assert doubtful == []
        assert report.ignored == ()
        assert report.verdict == "proved"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("line", LINES)
def test_what_a_form_shows_is_proved_or_left_open(line: str, form: str) -> None:
    for detail, to in (("brief", "md"), ("full", "tex")):
        report = judged(line, form, detail, to)
        if report is not None:
            check(report, form)


@settings(max_examples=80)
@given(st.sampled_from(PROVED), st.data())
def test_random_forms_are_proved(form: str, data: st.DataObject) -> None:
    valued, derivation = data.draw(small(form, BOUNDARIES))
    assert isinstance(valued, Valued)
    check(judge_text(write_derivation(derivation, "latex", "full"), "tex"), form)


@settings(max_examples=40)
@given(st.data())
def test_random_polynomials_are_never_refuted(data: st.DataObject) -> None:
    _, derivation = data.draw(small("polynomial", ("zero", "wrap")))
    try:
        text = write_derivation(derivation)
    except OutputError:
        return
    check(judge_text(text, "tex"), "polynomial")
