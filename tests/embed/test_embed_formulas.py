"""Formulas as displays, and notes without what checks itself: meaning and lines stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Case, cases

from symconv.embed.formulas import displayed, formulas
from symconv.embed.language import MARKDOWN, written
from symconv.embed.parts import formulas as formulas_of
from symconv.embed.parts import shown
from symconv.embed.passages import has_formulas, outside
from symconv.embed.request import asked, parse, quoted
from symconv.model.problem import tokens
from symconv.verify import verify
from symconv.verify.remarks import judged, remarks

LINES = (
    r"h[1-0] &= h[1] \\ h[1-1] &= h[0]",
    r"h[1-0] = h[1]",
    r"\begin{aligned} h[1-0] &= h[1] \\ &= h[1] \end{aligned}",
    "h[1-0] &= h[1] % a remark\n\\\\\n\nh[1-1] &= h[0]",
    r"\left[\begin{array}{c} 1 \\ 2 \end{array}\right] = 0",
    r"h[1-0] = h[1] \text{ for 5\,\% \& more}",
)
AROUND = ("{}", r"\begin{{align*}}{}\end{{align*}}", r"\begin{{gather}}{}\end{{gather}}",
          r"\begin{{equation}}\label{{a}}{}\end{{equation}}",
          r"\begin{{align}} {} \nonumber \end{{align}}")  # fmt: skip
WRITTEN = [
    around.format(line)
    for around in AROUND
    for line in LINES
    if not ("equation" in around and line.startswith("h[1-0] &"))
    and not ("gather" in around and "&=" in line and not line.startswith("\\begin"))
]


def test_katex_reads_every_display(katex: Callable[[Sequence[str]], list[str]]) -> None:
    assert len(WRITTEN) > 20
    assert katex([displayed(one) for one in WRITTEN]) == []


@pytest.mark.parametrize("latex", WRITTEN)
def test_a_display_says_what_was_written(latex: str) -> None:
    before, after = (
        [line.verdict for line in verify(f"\\[{text}\\]", "conv image=5 kernel=3").lines]
        for text in (latex, displayed(latex))
    )
    assert before == after
    assert displayed(displayed(latex)) == displayed(latex)


def test_formulas_of_notes_come_in_order() -> None:
    text = (
        "Given\n$$\na &= b \\\\\n  &= c\n$$\nand $d$, and\n\\begin{align}\ne &= f\n\\end{align}\n"
    )
    found = formulas(text, "md")
    assert found == [
        "\\begin{aligned} a &= b \\\\\n  &= c \\end{aligned}", "d",
        "\\begin{aligned} e &= f \\end{aligned}",
    ]  # fmt: skip


@given(cases())
def test_directives_cells_and_blocks_show_the_same_formulas(case: Case) -> None:
    request = parse(f"{case.line} show=range,statement words=no")
    for part in shown(request).parts:
        for step in part.steps:
            block = written(MARKDOWN, step, sentences=False)
            assert block == "\n\n".join(f"$$\n{one}\n$$" for one in formulas_of(step))


@given(st.dictionaries(st.sampled_from(["alt", "image", "names"]), st.text(min_size=1)))
def test_words_given_as_options_are_read_back(options: dict[str, str]) -> None:
    words = [f"{key}={value}" for key, value in options.items()]
    assert tokens(" ".join(map(quoted, words))) == words


def test_options_and_words_are_one() -> None:
    line = "conv image=5 kernel=3 at=0 show=value,picture theme=print"
    options = {"image": "5", "kernel": "3", "at": "0", "show": "value,picture", "theme": "print"}
    assert asked("conv", options)._replace(words=()) == parse(line)._replace(words=())


# Passages

SIGNS = st.sampled_from(["```", ":::", "{symconv:verify}", " conv", "\n", "> ", "  ", "a", "\t",
                         ".. symconv:verify::", "- ", "\r", "h[1]"])  # fmt: skip


@given(st.lists(SIGNS, max_size=30).map("".join), st.sampled_from(["md", "rst", "tex"]))
def test_lines_keep_their_numbers(text: str, kind: str) -> None:
    rest = outside(text, kind).split("\n")
    lines = text.split("\n")
    assert len(rest) == len(lines)
    assert all(after in ("", before) for before, after in zip(lines, rest))


def test_what_checks_itself_is_left_out_with_all_it_holds() -> None:
    text = (
        "a\n````{symconv:verify} conv\nx\n```\ny\n````\nb\n"
        "> ```{symconv:verify}\n> x\n> ```\n> c\n"
        ":::{symconv:verify}\n::::\nd\n"
    )
    assert outside(text, "md").split() == ["a", "b", ">", "c", "d"]
    text = "a\n\n  .. symconv:verify:: conv\n     :label: x\n\n     y\n\n    z\n  b\n"
    assert outside(text, "rst").split() == ["a", "b"]
    assert outside(text, "ipynb") == text


def test_files_without_delimiters_hold_no_formulas() -> None:
    assert not has_formulas("y = 3\n=====\n", "rst")
    assert has_formulas("a :math:`x`", "rst")
    assert has_formulas("a $x$", "md")
    assert has_formulas("y = x", "tex")


# Remarks


def test_remarks_name_causes_once_and_passages_without_derivations() -> None:
    text = "y[0] = x[-1] a + x[0] b + x[1] c"
    found = remarks(judged(text, "tex", "conv image=5 kernel=3"))
    assert [remark.verdict for remark in found] == ["refuted"] * 2
    told = [remark for remark in found if remark.causes]
    assert len(told) == 1
    assert told == found[:1]
    assert "not-flipped" in told[0].causes[0]
    assert [remark.says for remark in remarks(judged("hello", "tex"))] == [
        "no derivation was found here"
    ]


def test_a_problem_without_an_operation_leaves_it_open() -> None:
    for text in ("y[0] = x[0] h[0] + x[1] h[-1]", "y[0] = x[0] h[0] + x[1] h[1]"):
        report = judged(text, "tex", "image=0..1 kernel=3")
        assert report.verdict == "proved"
