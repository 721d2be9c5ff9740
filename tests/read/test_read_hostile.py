"""Any text at all: never an exception, never slow, every place inside the text."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.model.problem import Problem
from symconv.read import Document, read, read_formula
from symconv.read.document import KINDS
from symconv.read.formula import parse
from symconv.read.show import show, show_chain
from symconv.read.syntax import BigSum, Call, Chain, Unread
from symconv.read.walk import walk

MARKUP = r"""
\frac \sum \int _ ^ { } [ ] ( ) \{ \} & \\ = + - * / , ; : | ! ' x y h d 1 23 0.5 \left
\right. \begin{cases} \end{cases} \begin{bmatrix} \end{bmatrix} \begin{align} \end{align}
\begin{array}{l|l} \end{array} \text{for} \text{x{y} \quad \partial \nabla \mathbf \hat
\underset{\uparrow} \underbrace \overset{!}{=} \bmod \pmod \infty \dots ... \max \sqrt
\substack{a\\b} \binom \label{a} \tag{1} \Rightarrow \iff \le \in \lfloor \rfloor \lvert
\uparrow \hline \color{red} \mathrm{Pool} \operatorname{a} \delta \forall \unknown // % $
$$ ` ``` ~~~ > <!-- --> \[ \] \( \) .. math:: :math: ² ₁ₙ Σ − × 中 é 𝄞
"""
PIECES = MARKUP.split()
words = st.one_of(st.sampled_from(PIECES), st.text(max_size=3), st.sampled_from(("\n", "\x00")))
texts = st.lists(words, max_size=30).map(" ".join) | st.text(max_size=60)


def check(document: Document) -> None:
    """Whatever was read, its places are inside the text and nothing is left undecided."""
    size = len(document.text)
    for formula in document.formulas:
        assert 0 <= formula.span[0] <= formula.inner[0] <= formula.inner[1] <= formula.span[1]
        assert formula.span[1] <= size
        for node in walk(*formula.chains):
            start, end = node.span  # type: ignore[attr-defined]
            assert 0 <= start <= end <= size
            assert not isinstance(node, Call)
            if isinstance(node, Unread):
                assert node.reason
                assert 0 <= node.at <= size
            if isinstance(node, Chain):
                assert len(node.sides) == len(node.relations) + 1 or not node.sides
                for beside in (*node.relations, *node.remarks):
                    assert 0 <= beside.span[0] <= beside.span[1] <= size
        for chain in formula.chains:
            show_chain(chain)
        document.place(formula.span[1])


@given(texts, st.sampled_from(KINDS))
@settings(max_examples=400)
def test_any_text_is_read(text: str, kind: str) -> None:
    check(read(text, kind))


@given(texts, st.sampled_from(("md", "tex", "rst", "ipynb")))
@settings(max_examples=600)
def test_any_formula_is_read(text: str, kind: str) -> None:
    if kind == "rst":
        text = ".. math::\n\n   " + text.replace("\n", "\n   ")
    elif kind == "ipynb":
        cell = {"cell_type": "markdown", "source": ["$$\n", text, "\n$$"]}
        text = json.dumps({"cells": [cell]}, ensure_ascii=len(text) % 2 == 0)
    else:
        text = f"$${text}$$"
    check(read(text, kind))
    read_formula(text)


HOSTILE = {
    "braces": "{" * 5000 + "x" + "}" * 5000,
    "open": "{" * 50_000,
    "parentheses": "(" * 5000 + "x" + ")" * 5000,
    "indices": "x[" * 5000 + "1" + "]" * 5000,
    "subscripts": "x_{" * 5000 + "1" + "}" * 5000,
    "fractions": r"\frac{" * 3000 + "x" + "}{2}" * 3000,
    "sums": r"\sum_i " * 5000 + "x",
    "sum terms": r"\sum_i x_i + " * 3000 + "y",
    "accents": r"\hat{" * 5000 + "x" + "}" * 5000,
    "prefixes": r"\partial " * 5000 + "x",
    "environments": r"\begin{aligned}" * 3000 + "x" + r"\end{aligned}" * 3000,
    "matrices": r"\begin{bmatrix}" * 3000 + "x" + r"\end{bmatrix}" * 3000,
    "signs": "-" * 50_000 + "x",
    "divisions": "x" + "/2" * 20_000,
    "factorials": "10000000" + "!" * 20_000,
    "powers": "10^{10^{10}}" * 2000,
    "digits": "1" * 100_000,
    "letters": "a" * 100_000,
    "touching": "abcdefgh" * 5000,
    "terms": "a+" * 50_000,
    "equations": "a=" * 30_000,
    "rows": "a=b\\\\" * 10_000,
    "lines": "(a\n" * 15_000,
    "dollars": "$" * 50_001,
    "openers": r"\[" * 50_000,
    "displays": r"\begin{equation}" * 20_000,
    "code": "".join("`" * (k % 9 + 1) + "a" for k in range(10_000)),
    "comments": "<!--" * 30_000,
    "directives": "<!-- symconv: " * 20_000,
    "fences": "```\n" * 20_000,
    "quotations": "> " * 30_000,
    "strings": '"\\' * 50_000,
    "cells": '{"cells":[' * 20_000,
    "words": r"\text{" * 30_000,
    "phantoms": r"\phantom{a" * 5000 + "}" * 5000,
    "spaces": " " * 200_000,
    "null": "y = \x00x\x00 + \ud800",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_in_linear_time(name: str) -> None:
    for kind in KINDS:
        for text in (HOSTILE[name], f"$${HOSTILE[name]}$$"):
            start = time.process_time()
            document = read(text, kind)
            assert time.process_time() - start < 4  # most take a tenth of a second
            for formula in document.formulas[:50]:
                for chain in formula.chains[:50]:
                    hash(chain)
                    assert chain == chain


def test_nesting_is_refused_where_it_is_too_deep() -> None:
    (chain,) = parse("y = " + "(" * 500 + "x" + ")" * 500, 0, 1005).chains
    assert "nested too deeply" in show(chain.sides[1])


def test_reading_a_thousand_terms_is_linear() -> None:
    def seconds(terms: int) -> float:
        text = "y[0] = " + " + ".join(f"x[{k}]h[-{k}]" for k in range(terms))
        best = 1e9
        for _ in range(5):
            start = time.process_time()
            parse(text, 0, len(text))
            best = min(best, time.process_time() - start)
        return best

    assert seconds(1000) < 40 * max(seconds(100), 1e-4)


ENGINE = (
    "conv at=1,1", "xcorr at=-2,3", "correlate image=5 kernel=3 stride=2 at=1",
    "correlate image=5x5 kernel=3x3 stride=2", "conv image=-K..K kernel=-k..k",
    "xcorr image=-K..K,-K..K kernel=-k..k,-k..k", "conv image=7 kernel=3 dilation=2 stride=2",
    "conv image=4x4x4 kernel=2x2x2 at=0,0,0", "conv image=7x7 kernel=3x3 entries=indexed at=1,1",
    r'conv image="[1 2 3]" kernel="[1/2 -1 {\frac{1}{16}}]" at=1',
    r"xcorr image=7x7 kernel=3x3 names=\phi,w,\Omega indices=p,q;s,t at=1,-1",
    'conv kernel="[1 0 -1; 2 0 -2; 1 0 -1]" at=1,1',
    r'correlate image=6 kernel="[{\frac{1}{2\pi\sigma^2}} {a+b} c_1]" at=1',
)  # fmt: skip


@pytest.mark.parametrize("line", ENGINE)
def test_what_symconv_writes_is_read(line: str) -> None:
    from symconv.derive.derivation import derive
    from symconv.render import latex, markdown

    derivation = derive(Problem.parse(line))
    shown = []
    for module, kind in ((latex, "tex"), (markdown, "md")):
        text = module.document(derivation.steps("full"), str(derivation.problem))
        document = read(text, kind)
        chains = [chain for formula in document.formulas for chain in formula.chains]
        assert not any(isinstance(node, (Unread, Call)) for node in walk(*chains))
        assert document.formulas[0].problem == str(derivation.problem)
        shown.append([show_chain(chain) for chain in chains])
    assert shown[0] == shown[1]
    if derivation.terms:
        sums = [node for node in walk(*chains) if isinstance(node, BigSum)]
        assert sums
