"""What holds for every format: names, endings, and the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from symconv import OutputError, Problem, SymconvError, render

SCRIPT = r"""
import sys
from symconv.cli import main
for line in (
    ["conv", "image=7x7", "kernel=3x3", "at=1,1"],
    ["correlate", "image=N@corner", "kernel=k@corner", "stride=s", "dilation=d", "offset=p"],
    ["xcorr", "image=5", r"kernel=[{\alpha+\beta} {e^{-t/s}} w_1]", "at=0"],
):
    for to in ("latex", "markdown", "text", "typst", "mathml", "json"):
        assert main(["derive", *line, "--to", to]) == 0
        assert main(["range", *line, "--to", to]) == 0
"""


def test_the_same_bytes_under_every_hash_seed() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for seed in ("0", "1", "4711")
    ]
    written = {process.communicate(timeout=60)[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(written) == 1
    assert len(written.pop()) > 20_000


def test_the_same_text_twice(cases) -> None:
    for case in cases:
        for known in render.FORMATS:
            assert case.written(known.name) == case.written(known.name)


@pytest.mark.parametrize(
    ("name", "to"),
    [("a.tex", "latex"), ("a.md", "markdown"), ("a.txt", "text"), ("a.json", "json"),
     ("a.jsonl", "json"), ("a.mml", "mathml"), ("a.typ", "typst"),
     ("A.TEX", "latex"), ("b/c.d.md", "markdown")],
)  # fmt: skip
def test_the_ending_tells_the_format(name: str, to: str) -> None:
    found = render.find_ending(name)
    assert found is not None
    assert found.name == to


@pytest.mark.parametrize("name", ["a", "a.pdf", "tex", "a.tex.bak", ""])
def test_an_unknown_ending_tells_nothing(name: str) -> None:
    assert render.find_ending(name) is None


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OutputError, match=r"'svg'.*latex, markdown, text, typst, mathml, json"):
        render.find("svg")


def test_an_unknown_detail_is_refused() -> None:
    derived = Problem.parse("conv at=1,1").derive()
    with pytest.raises(OutputError, match=r"'huge'.*brief, normal, full"):
        derived.latex("huge")


def test_every_text_ends_in_one_line_end(cases) -> None:
    for case in cases:
        for known in render.FORMATS:
            text = case.written(known.name)
            assert text.endswith("\n"), case.name
            assert not text.endswith("\n\n"), case.name
            assert "\r" not in text


def test_a_file_name_cannot_leave_the_comment(tmp_path) -> None:
    """The problem line stands in a comment; its file name must not end that comment."""
    evil = "a b\n\\input{x} --> $$ \r\x1b[31m.csv"
    (tmp_path / evil).write_text("1,2,1\n")
    try:
        problem = Problem.parse(f'conv image=5 kernel="file:{evil}" at=0', folder=str(tmp_path))
    except SymconvError:
        return  # refused outright is just as good
    for to in ("latex", "markdown", "text"):
        text = render.write_derivation(problem.derive(), to)
        first, rest = text.split("\n", 1)
        assert "\\input" not in rest
        assert first.isprintable()
        assert "\r" not in text
        assert first.count("-->") == (to == "markdown")


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        ("latex", r"-\left(u-v\right)"), ("text", "= -(u-v)"), ("typst", "-(u - v)"),
        ("mathml", '<mo stretchy="false">(</mo><mrow><mi>u</mi><mo>−</mo><mi>v</mi></mrow>'),
    ],
)  # fmt: skip
def test_a_minus_stands_before_the_whole_of_a_compound_scalar(to: str, shown: str) -> None:
    derived = Problem.parse('conv image="[-1]" kernel="[{u-v}]" at=0').derive()
    assert shown in render.write_derivation(derived, to, "brief").rpartition("products")[2]
