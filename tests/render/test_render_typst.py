"""Typst: it compiles, and what it sets in type says what the text says."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest
import typst
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import Case, cases

from symconv import Problem
from symconv.derive.derivation import Step
from symconv.model.formula import parse_formula
from symconv.model.tree import Between, Row
from symconv.render import plain
from symconv.render.typst import document, sentence
from symconv.render.typst_math import expr

PAGE = '#set page(width: 210mm, height: auto, margin: 18mm)\n#set text(font: "New Computer Modern")'
Reader = Callable[[str], str]


def compiled(text: str) -> bytes:
    made = typst.compile(f"{PAGE}\n{text}".encode(), ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


@pytest.fixture
def read(tmp_path: Path, pdf_text: Callable[[Path], str]) -> Reader:
    """A function that sets Typst in type and reads its text cell by cell, without spaces."""

    def run(text: str) -> str:
        path = tmp_path / "read.pdf"
        path.write_bytes(compiled(text))
        assert pdf_text(path)  # so there is a pdftotext
        command = ["pdftotext", "-raw", str(path), "-"]
        done = subprocess.run(command, capture_output=True, check=True)
        shown = normalize("NFKC", done.stdout.decode("utf-8"))
        return re.sub(r"\s+", "", shown).replace("−", "-").replace("⋅", "·")

    return run


def test_every_case_compiles(cases) -> None:
    text = "\n".join(case.written("typst") for case in cases if case.detail in ("full", "range"))
    assert compiled(text).startswith(b"%PDF-")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases(largest=3, longest=4), st.data())
def test_every_row_reads_as_the_text_does(read: Reader, case: Case, data: st.DataObject) -> None:
    places = case.outputs()
    assume(places and "constant" not in case.line)  # a fraction is not read on one line
    at = ",".join(map(str, data.draw(st.sampled_from(places))))
    steps = Problem.parse(f"{case.line} at={at}").derive().steps("normal")
    shown = read(document(steps, "head"))
    start = 0
    for row in next((step.after for step in steps if step.rule == "terms"), ()):
        assert isinstance(row, Row)
        last = row.remark if row.named is None else f"={plain.expr(row.named)}"
        wanted = f"{plain.expr(row.plugged)}={plain.expr(row.worked)}{last}".replace(" ", "")
        start = shown.index(wanted, start)


@pytest.mark.parametrize(
    ("latex", "wanted"),
    [
        (r"\frac{1}{2\pi\sigma^2}", "frac(1, 2 π σ^(2))"),
        (r"e^{-x^2/2\sigma^2}", r"e^(-x^(2) \/ 2 σ^(2))"),
        (r"\frac12", "frac(1, 2)"),
        (r"w_{12}", "w_(12)"),
        (r"w_{ab1}", "w_(a b 1)"),
        (r"\sqrt2", "sqrt(2)"),
        (r"{a+b}^2", "(a + b)^(2)"),
        (r"\left(a-b\right)c", "(a - b) c"),
        (r"\sin 2x", "sin 2 x"),
        (r"\Gamma", "Γ"),
        (r"3 \cdot 2!x", "3 dot 2 ! x"),
        (r"-\alpha+1", "-α + 1"),
    ],
)
def test_how_scalars_are_written(latex: str, wanted: str) -> None:
    assert expr(parse_formula(latex)) == wanted


def test_words_cannot_become_code(read: Reader) -> None:
    hostile = r'"+panic()+" \" #panic() $x$ // [ ]'
    step = Step("x", (), (Between(0, 1, 2, hostile),), hostile)
    shown = read(document([step], "head"))
    assert shown.count(hostile.replace(" ", "").replace("·", "")) == 2
    assert sentence('a"b\\') == '#text("a\\"b\\\\")'
