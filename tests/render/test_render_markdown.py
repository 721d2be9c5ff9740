"""Markdown: its displays survive a Markdown reader unchanged, and mean what the LaTeX means."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from symconv import Problem

DISPLAY = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.DOTALL | re.MULTILINE)
BLOCKS = {"html_block", "paragraph_open", "paragraph_close", "inline"}
# What CommonMark would take for a list, a heading, a quotation, code, a table or a rule.
MARKER = re.compile(r"\s*([-+*]\s|\d+[.)]\s|#|>|```|~~~|[-=*_ ]+$|\||<)|\t| {4}")


def displays(text: str) -> list[str]:
    return DISPLAY.findall(text)


def test_a_markdown_reader_finds_every_display_unchanged(cases) -> None:
    reader = MarkdownIt("commonmark").use(dollarmath_plugin)
    for case in cases:
        text = case.written("markdown")
        tokens = reader.parse(text)
        read = [token.content.strip("\n") for token in tokens if token.type == "math_block"]
        assert read == displays(text), case.name
        assert len(read) == text.count("$$") / 2, case.name
        assert {token.type for token in tokens} <= {*BLOCKS, "math_block"}, case.name
        for token in tokens:
            if token.type == "inline":
                assert {child.type for child in token.children or ()} <= {"text"}, case.name


def test_katex_renders_every_display_strictly(
    cases, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    assert katex([part for case in cases for part in displays(case.written("markdown"))]) == []


def test_no_line_of_a_display_looks_like_markdown(cases) -> None:
    for case in cases:
        for display in displays(case.written("markdown")):
            for line in display.split("\n"):
                assert not MARKER.match(line), (case.name, line)
                assert line.strip(), case.name


def test_plain_commonmark_sees_paragraphs_only(cases) -> None:
    """Without dollar maths nothing turns into a list, a heading, emphasis or a link."""
    reader = MarkdownIt("commonmark").enable("table")
    for case in cases:
        tokens = reader.parse(case.written("markdown"))
        assert {token.type for token in tokens} <= BLOCKS, case.name
        for token in tokens:
            kinds = {child.type for child in token.children or ()}
            assert kinds <= {"text", "text_special", "softbreak", "hardbreak"}, (case.name, kinds)


def test_the_marker_check_can_fail() -> None:
    for line in ("- x", "+ x", "1. x", "# x", "> x", "---", "=", "| a | b |", "    x"):
        assert MARKER.match(line), line
    for line in (r"-1 \le i", r"&\quad + x", "1-i", r"\begin{array}{l|l}"):
        assert not MARKER.match(line), line


def test_it_says_what_the_latex_says(cases) -> None:
    strip = re.compile(r"\\(begin|end)\{(align\*|aligned)\}|\$\$|^[%<].*$|\s", re.MULTILINE)
    for case in cases:
        markdown, latex = case.written("markdown"), case.written("latex")
        assert strip.sub("", markdown) == strip.sub("", latex), case.name


def test_the_first_line_is_the_problem(cases) -> None:
    for case in cases:
        first = case.written("markdown").split("\n")[0]
        stated = re.fullmatch(r"<!-- symconv: (.*) -->", first)
        assert stated is not None
        assert Problem.parse(stated[1]) == case.derived.problem


def test_the_shape_of_a_display() -> None:
    text = Problem.parse("conv image=7 kernel=3 at=0").derive().markdown("brief")
    assert text == (
        "<!-- symconv: conv image=7 kernel=3 at=0 -->\n\n"
        "This is convolution, by definition.\n\n"
        "$$\n\\begin{aligned}\ny[0] &= \\sum_{i=-1}^{1} x[i] \\cdot h[0-i]\n"
        "\\end{aligned}\n$$\n\n"
        "Write the kernel entries by their letters, and add up the terms that exist.\n\n"
        "$$\n\\begin{aligned}\n"
        "y[0] &= x[-1] \\cdot c + x[0] \\cdot b + x[1] \\cdot a\n"
        "\\end{aligned}\n$$\n"
    )


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
def test_pandoc_reads_every_display(cases) -> None:
    text = "\n\n".join(case.written("markdown") for case in cases)
    command = ["pandoc", "-f", "markdown", "-t", "latex"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    latex = done.stdout.decode()
    assert latex.count(r"\[") == latex.count(r"\]") == len(displays(text))
    assert latex.count(r"\begin{aligned}") == text.count(r"\begin{aligned}")
    assert not re.search(r"\\(emph|textbf|begin\{(itemize|enumerate|quote|longtable))", latex)


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
def test_pandoc_makes_mathml_of_all_but_the_coloured_tables() -> None:
    text = Problem.parse("conv image=7x7 kernel=3x3 at=1,1").derive().markdown("full")
    plain = "\n\n".join(f"$$\n{part}\n$$" for part in displays(text) if "color" not in part)
    command = ["pandoc", "-f", "markdown", "-t", "html", "--mathml"]
    done = subprocess.run(command, input=plain.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    assert done.stdout.count(b"<math") == plain.count("$$") / 2 > 4
