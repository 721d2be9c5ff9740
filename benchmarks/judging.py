"""Readings of the verifier: a line, a long line, a whole process, a batch of submissions."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from benchmarks.pairs import Pair
from benchmarks.readings import python, started, stopwatch, symconv
from symconv.derive.derivation import Derivation
from symconv.model.problem import Problem
from symconv.render import write_derivation
from symconv.verify.judge import judge_text

LINE = (
    r"y_{1,1} = x_{1,1} h_{0,0} + x_{1,2} h_{0,1} + x_{1,3} h_{0,2} + x_{2,1} h_{1,0} "
    r"+ x_{2,2} h_{1,1} + x_{2,3} h_{1,2} + x_{3,1} h_{2,0} + x_{3,2} h_{2,1} + x_{3,3} h_{2,2}"
)
SUBMISSION = """% symconv: conv image=4@corner kernel=2@corner
\\begin{align*}
y[0] &= x[0] a \\\\
y[1] &= x[0] b + x[1] a \\\\
y[2] &= x[1] b + x[2] a \\\\
y[3] &= x[2] b + x[3] LAST
\\end{align*}
"""


def nine_terms() -> Pair:
    """A nine-term line read and judged, beside latex2sympy2_extended reading it."""
    from latex2sympy2_extended import latex2sympy

    text = f"$$\n{LINE}\n$$\n"
    return stopwatch(lambda: judge_text(text, "md")), stopwatch(lambda: latex2sympy(LINE))


def long_line(terms: int) -> Pair:
    """A line of many terms, beside as many lines of ten terms, one after the other."""
    products = [f"x[{k}] h[{terms - k}]" for k in range(terms)]
    whole = f"$$ y[{terms}] = {' + '.join(products)} $$"
    parts = [
        f"$$ y[{terms}] = {' + '.join(products[at : at + 10])} $$" for at in range(0, terms, 10)
    ]
    return (
        stopwatch(lambda: judge_text(whole, "md")),
        stopwatch(lambda: [judge_text(part, "md") for part in parts]),
    )


def article_process() -> Pair:
    """``symconv verify`` of the article's derivation as a process, beside bare Python."""
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "article.tex")
    problem = Problem.parse("conv image=7x7 kernel=3x3 at=1,1")
    Path(path).write_text(write_derivation(Derivation(problem)), encoding="utf-8")
    return started(symconv("verify", path)), started(python("pass"))


def submissions(count: int) -> Pair:
    """Four-line submissions judged in one process, beside a second for every 166 of them."""
    texts = [SUBMISSION.replace("LAST", "a" if place % 3 else "b") for place in range(count)]
    return stopwatch(lambda: [judge_text(text, "tex") for text in texts]), lambda: count / 166.7
