"""A writer's own macros: put in where they stand, with every character at its place."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.read import Document, read
from symconv.read.show import show_chain
from symconv.read.syntax import Unread
from symconv.read.walk import walk
from symconv.verify.judge import judge_text


def shown(text: str, kind: str = "tex") -> list[str]:
    """Every chain of a text, as the tests of the parser write them."""
    document = read(text, kind)
    return [show_chain(chain) for formula in document.formulas for chain in formula.chains]


def reasons(text: str, kind: str = "tex") -> list[tuple[str, str]]:
    """What is unread, cut out of the text at its place, and why."""
    document = read(text, kind)
    chains = [chain for formula in document.formulas for chain in formula.chains]
    return [
        (text[node.at :].split("$")[0].split()[0], node.reason)
        for node in walk(*chains)
        if isinstance(node, Unread)
    ]


PLAIN = {
    r"\newcommand{\y}[2]{y[#1,#2]}": r"\y{0}{1} = 1",
    r"\newcommand*\y[2]{y[#1,#2]}": r"\y01 = 1",
    r"\def\y#1#2{y[#1,#2]}": r"\y 0 1 = 1",
    r"\long\gdef\y#1{y[#1]}": r"\y{0,1} = 1",
    r"\let\eq== \newcommand{\y}{y}": r"\y[0,1] \eq 1",
    r"\newcommand{\y}[2][0]{y[#1,#2]}": r"\y{1} = 1",
    r"\newcommand{\y}[2][9]{y[#1,#2]} ": r"\y[0]{1} = 1",
    r"\providecommand{\y}{y} \providecommand{\y}{z} \providecommand{\frac}{z}": r"\y[0,1] = 1",
    r"\newcommand{\y}{z} \renewcommand{\y}{y}": r"\y[0,1] = 1",
    r"\DeclareMathOperator{\y}{y}": r"\y[0,1] = 1",
    r"\DeclareMathOperator*\y y": r"\y[0,1] = 1",
    r"\DeclarePairedDelimiter{\at}{[}{]}": r"y\at*{0,1} = 1",
    r"\DeclarePairedDelimiterX{\at}[2]{[}{]}{#1,#2}": r"y\at[\big]{0}{1} = 1",
    r"\NewDocumentCommand{\y}{O{0} m}{y[#1,#2]}": r"\y{1} = 1",
    r"\NewDocumentCommand\y{m m}{y[#1,#2]}": r"\y{0}{1} = 1",
    r"\DeclareRobustCommand{\y}{y}": r"\y[0,1] = 1",
    r"\newcommand{\inner}[2]{#1[#2]}\newcommand{\y}{\inner{y}}": r"\y{0,1} = 1",
    r"\newcommand{\swap}[2]{y[#2,#1]}": r"\swap{1}{0} = 1",
    r"\newcommand{\bx}{\mathbf}": r"\bx{y}[0,1] = 1",
    "\\newcommand{\\y}{y% a comment\n}": r"\y[0,1] = 1",
    r"\let\oldvec\mathbf \renewcommand{\mathbf}[1]{\oldvec{#1}}": r"\mathbf{y}[0,1] = 1",
    r"\newcommand{\zero}{0}\newcommand{\y}[1]{y[#1]}": r"\y{\zero,1} = 1",
    r"% \newcommand{\y}{z}" "\n" r"\newcommand{\y}{y}": r"\y[0,1] = 1",
}


@pytest.mark.parametrize("definition", PLAIN)
@pytest.mark.parametrize("kind", ["tex", "md"])
def test_every_way_to_define_a_macro_is_read(definition: str, kind: str) -> None:
    text = f"$$ {definition} $$\n\n$$ {PLAIN[definition]} $$\n"
    assert shown(text, kind) == ["y[0,1] = 1"]
    if kind == "tex":
        whole = f"{definition}\n\\begin{{document}}\n\\[ {PLAIN[definition]} \\]\n"
        assert shown(whole) == ["y[0,1] = 1"]


def test_a_macro_and_a_letter_stay_apart() -> None:
    assert shown(r"\def\al{\alpha}\def\n{n} $\al\n = \mathbf\n$") == [r"(\alpha n) = n"]


def test_a_definition_holds_from_its_place_on() -> None:
    text = r"\newcommand{\k}{g} $\k = 1$ \renewcommand{\k}{h} $\k = 2$ $\k = \def\k{w} \k$"
    assert shown(text) == ["g = 1", "h = 2", "h = w"]


def test_in_latex_a_definition_ends_with_its_group_where_it_hides_another() -> None:
    text = r"\def\k{g} { \def\k{h} $\k = 1$ } $\k = 2$ \[ \def\k{w} \k = 3 \] $\k = 4$"
    assert shown(text) == ["h = 1", "g = 2", "w = 3", "g = 4"]
    assert shown(text, "md")[1:] == ["h = 2", "w = 3", "w = 4"]
    assert shown(r"{ \gdef\k{h} } $\k = 1$ {\global\def\k{g}} $\k = 2$") == ["h = 1", "g = 2"]
    assert shown(r"{ \def\times{q} $a \times b$ } $a \times b$") == ["(a q b)", r"(a \times b)"]


def test_environments_and_their_short_names() -> None:
    text = r"""
\newcommand{\be}{\begin{equation}} \def\ee{\end{equation}}
\newenvironment{eqs}[1]{\begin{align}#1 &}{\end{align}}
\be y[0] = 1 \ee
\begin{eqs}{y[1]} = 2 \end{eqs}
"""
    assert shown(text) == ["y[0] = 1", "y[1] = 2"]


def test_code_and_comments_define_nothing() -> None:
    fence = "```latex\n\\newcommand{\\y}{z}\n```\n`\\def\\y{w}` 50% of $\\y[0] = 1$"
    assert reasons(fence, "md") == [("\\y[0]", r"the macro \y is not known here")]
    verbatim = "\\begin{verbatim}\\def\\y{z}\\end{verbatim}\n% \\def\\y{w}\n$\\y[0]$"
    assert reasons(verbatim) == [("\\y[0]", r"the macro \y is not known here")]
    assert shown("50% of \\def\\y{y} $\\y[0]=1$", "md") == ["y[0] = 1"]


def test_in_a_notebook_the_macros_of_one_cell_hold_in_the_next() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["$$\n", "\\newcommand{\\y}[1]{y[#1]}\n", "$$"]},
        {"cell_type": "code", "source": ["'\\\\def\\\\y{z}'"]},
        {"cell_type": "markdown", "source": ["$$\\y{0} = x[0]h[1]$$"]},
    ]
    text = json.dumps({"cells": cells})
    document = read(text, "ipynb")
    (chain,) = [chain for formula in document.formulas for chain in formula.chains]
    assert show_chain(chain) == "y[0] = (x[0] h[1])"
    assert text[slice(*chain.sides[0].span)] == "\\\\y{0}"
    assert text[slice(*chain.sides[1].span)] == "x[0]h[1]"


def test_what_a_macro_brings_stands_where_the_call_stands_and_arguments_at_their_own() -> None:
    text = r"\newcommand{\both}[2]{#1 \cdot #2}\newcommand{\h}[1]{h[#1]} $y = \both{x[0]}{\h{1}}$"
    document = read(text, "tex")
    (chain,) = document.formulas[0].chains
    spans = [text[slice(*node.span)] for node in walk(chain.sides[1])]  # type: ignore[attr-defined]
    assert spans == ["x[0]}{\\h{1}", "x[0]", "0", "\\h{1}", "1"]


FINDINGS = {
    r"\newcommand{\h}[1]{h[#1]} $y[1] = x[0]\h{1} + x[1]\h{1}$": r"\h{1}",
    r"\newcommand{\m}[2]{#1 #2} $y[1] = \m{x[0]}{h[1]} + \m{x[1]}{h[1]}$": "h[1]",
    r"\newcommand{\late}{x[1]h[1]} $y[1] = x[0]h[1] + \late$": r"\late",
}


@pytest.mark.parametrize("text", FINDINGS)
def test_a_finding_points_at_the_call_or_into_its_argument(text: str) -> None:
    report = judge_text(f"% symconv: conv image=2@corner kernel=2@corner\n{text}", "tex")
    (found,) = [finding for line in report.lines for finding in line.findings]
    assert found.kind == "wrong-index"
    assert text[found.place.column - 1 : found.place.end_column - 1] == FINDINGS[text]
    assert found.place.column > text.index("+")


def test_the_right_versions_are_proved() -> None:
    for text in (
        r"\newcommand{\h}[1]{h[#1]} $y[1] = x[0]\h{1} + x[1]\h{0}$",
        r"\newcommand{\m}[2]{#1 #2} $y[1] = \m{x[0]}{h[1]} + \m{x[1]}{h[0]}$",
        r"\newcommand{\late}{x[1]h[0]} $y[1] = x[0]h[1] + \late$",
    ):
        report = judge_text(f"% symconv: conv image=2@corner kernel=2@corner\n{text}", "tex")
        assert report.verdict == "proved"


FAULTY = {
    r"\def\a{\a} $y = \a$": r"the macro \a contains itself",
    r"\def\a{\b}\def\b{x\a} $y = \a$": r"the macro \a contains itself",
    r"\def\a#1{#1#1} $y = \a\a$": r"the macro \a comes to too much when it is expanded",
    r"\newcommand{\a}[2]{#1#2} $y = \a{1}$": r"an argument of the macro \a is missing",
    r"\newcommand{\a}[1]{#2} $y = \a{1}$": r"an argument of the macro \a is missing",
    r"\newcommand{\a}[1]{#1} $y = \a{1$": r"an argument of the macro \a is missing",
    r"\def\a(#1){#1} $y = \a(1)$": r"the definition of \a is not read: only arguments such as "
    "#1#2 are",
    r"\def\a{\def\b{x}\b} $y = \a$": r"the macro \a defines macros, which is not read",
    r"\def\a{\input{/etc/passwd}} $y = \a$": r"the macro \a is not known here",
    r"\def\a{\write18{ls}} $y = \a$": r"the macro \a is not known here",
    r"\let\a\input $y = \a{x}$": r"the macro \a is not known here",
    r"\renewcommand{\vec}[1]{\vec{#1}} $y = \vec{x}$": r"the macro \vec contains itself",
}


@pytest.mark.parametrize("text", FAULTY)
def test_what_cannot_be_expanded_is_unread_with_the_reason(text: str) -> None:
    name = FAULTY[text].split("macro ")[-1].split("of ")[-1].split()[0]
    ((found, why),) = reasons(text)
    assert found.startswith(name)
    assert why == FAULTY[text]


BOMBS = {
    "doubled": "".join(f"\\def\\{chr(98 + k)}{{\\{chr(97 + k)}\\{chr(97 + k)}}}" for k in range(25))
    + r"\def\a{x[0]h[0]+} " + r"$y[0] = \z$ " * 1000,
    "nested": r"\def\a#1{#1#1} $y = " + r"\a{" * 3000 + "x" + "}" * 3000 + "$",
    "open": r"\newcommand{\a}[1]{#1} " + r"\a{" * 30_000,
    "definitions": r"\newcommand{\a}{" * 30_000,
    "groups": r"\def\a{x}" + "{" * 30_000 + r"\)" * 30_000 + "}" * 30_000,
    "pairs": r"\let\a\b\let\b\a" * 5_000 + r"$\a$",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["tex", "md"])
@pytest.mark.parametrize("name", BOMBS)
def test_macros_that_explode_are_bounded(name: str, kind: str) -> None:
    start = time.perf_counter()
    document = read(BOMBS[name], kind)
    assert time.perf_counter() - start < 5
    check(document)


def check(document: Document) -> None:
    """All places are inside the text, and no node ends before it begins."""
    for formula in document.formulas:
        for node in walk(*formula.chains):
            start, end = node.span  # type: ignore[attr-defined]
            assert 0 <= start <= end <= len(document.text)


PIECES = r"""$ $$
\newcommand \renewcommand \def \let \gdef \DeclareMathOperator \DeclarePairedDelimiter
\newenvironment {\a} {\b} \a \b \a \b \a{ \b{ \c #1 #2 #1#2 [1] [2] [x] { } { } x y h [0] _{12} _
^ = + - \cdot \mathbf \frac \begin{a} \end{a} {a} \[ \] \( \) ₁₂ 7 12 , * % \\ & \text{ \sum_{i}
\left \right ( ) ] \begin{align} \end{align} \begin{bmatrix} \end{bmatrix}
"""
words = st.lists(st.sampled_from((*PIECES.split(), "\n", " ")), max_size=30).map("".join)
definitions = st.sampled_from((
    r"\newcommand{\a}[2]{#2#1}", r"\def\b#1{x_{#1 2}#1}", r"\def\a{\b}", r"\newcommand{\b}{\frac}",
    r"\newcommand{\a}[1][0]{y[#1]}", r"\def\a#1#2{#1 h[#2-#1] \b{#2}}", r"\let\a\b", r"\def\b{₁₂}",
    r"\newcommand{\b}[3]{#3_{#2}^{#1}}", r"\newenvironment{a}[1]{\begin{align}#1}{\end{align}}",
))  # fmt: skip


@given(st.lists(definitions, max_size=3).map("".join), words, st.sampled_from(("tex", "md", "txt")))
@settings(max_examples=300)
def test_any_macros_are_read(defined: str, text: str, kind: str) -> None:
    check(read(f"{defined}\n$$ {text} $$\n{text}", kind))
    cell = {"cell_type": "markdown", "source": [f"{defined}\n$$ {text} $$"]}
    check(read(json.dumps({"cells": [cell]}), "ipynb"))
