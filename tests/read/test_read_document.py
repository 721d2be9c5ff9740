"""Where formulas stand in each kind of file, to the character."""

from __future__ import annotations

import json

import pytest

from symconv.read import Document, kind_of, read, read_document
from symconv.read.document import MAX_DOCUMENT
from symconv.read.show import show_chain
from symconv.read.syntax import Access, Unread
from symconv.read.walk import walk


def found(text: str, kind: str) -> list[tuple[str, str]]:
    """The kind and the inside of each formula."""
    document = read_document(text, kind)
    return [(formula.kind, text[slice(*formula.inner)].strip()) for formula in document.formulas]


FORMULAS = [
    ("tex", "a $p$ b $$q$$ c", [("$", "p"), ("$$", "q")]),
    ("tex", r"\[p\] \(q\) \$5 \\[2pt] \[r\]", [(r"\[", "p"), (r"\(", "q"), (r"\[", "r")]),
    ("tex", "\\begin{align*}\np\n\\end{align*}", [("align*", "\\begin{align*}\np\n\\end{align*}")]),
    ("tex", "% $p$\n$q$ 5\\% $r$", [("$", "q"), ("$", "r")]),
    ("tex", r"\verb|$p$| \begin{verbatim}$q$\end{verbatim} $r$", [("$", "r")]),
    ("tex", r"\begin{lstlisting} $q$ \end{lstlisting}\begin{minted}{c}$q$\end{minted}$r$",
     [("$", "r")]),
    ("tex", "\\newcommand{\\p}{$x$}\\begin{document}$q$\\end{document}", [("$", "q")]),
    ("tex", "$p\n\nq$ and $r$", [("$", "and")]),
    ("md", "a $p$ b $$\nq\n$$ c \\[r\\] \\\\(s\\\\)",
     [("$", "p"), ("$$", "q"), (r"\[", "r"), (r"\\(", "s")]),
    ("md", "it costs $5 and $10 or $p$", [("$", "p")]),
    ("md", "`$p$` and ``$q$ ` $r$`` and $s$", [("$", "s")]),
    ("md", "```\n$p$\n```\n~~~py\n$q$\n~~~\n$r$", [("$", "r")]),
    ("md", "```math\np\n```\n```{math}\n:label: one\nq\n```\n",
     [("math", "p"), ("math", ":label: one\nq")]),
    ("md", "```{note}\n$p$\n```\n```py\n$q$\n```\n$r$", [("$", "p"), ("$", "r")]),
    ("md", "````{prf:proof} One\n```{math}\np\n```\n```py\n$q$\n```\n$r$\n````\n```py\n$s$\n```",
     [("math", "p"), ("$", "r")]),
    ("md", ":::{note}\n$p$\n:::\n```{code-cell}\n$q$\n```\n$r$", [("$", "p"), ("$", "r")]),
    ("md", "$`p`$ {math}`q`", [("$`", "p"), ("{math}", "q")]),
    ("md", "\n    $p$\n\n* a\n\n    $q$\n", [("$", "q")]),
    ("md", "<!-- $p$ --> <pre>$q$</pre> $r$", [("$", "r")]),
    ("md", "\\begin{gather}p\\end{gather}", [("gather", "\\begin{gather}p\\end{gather}")]),
    ("qmd", "$$\np\n$$ {#eq-one}", [("$$", "p")]),
    ("rst", ":math:`p` ``$q$`` `r`:math:", [(":math:", "p"), (":math:", "r")]),
    ("rst", ".. math::\n   :label: one\n\n   p = q\n   + r\n\nwords",
     [("math", "p = q\n   + r")]),
    ("rst", "  .. math:: p = q\n\nas code::\n\n   :math:`r`\n\n:math:`s`",
     [("math", "p = q"), (":math:", "s")]),
    ("txt", "p = q\nr = s\n\nand then words = more words\n\nt = u",
     [("bare", "p = q\nr = s"), ("bare", "t = u")]),
    ("txt", "1. p[0] = q\n2. p[1] = r\n", [("bare", "p[0] = q"), ("bare", "p[1] = r")]),
    ("tex", "p &= q \\\\\n&= r", [("bare", "p &= q \\\\\n&= r")]),
    ("tex", "p = q\n\\begin{aligned}\nr &= s\n\\end{aligned}",
     [("bare", "p = q\n\\begin{aligned}\nr &= s\n\\end{aligned}")]),
    ("tex", "\\begin{tikzpicture}\n\\draw (0,0) = (1,1);\n\\end{tikzpicture}\np = q",
     [("bare", "p = q")]),
    ("tex", "This is prose with x = 3 in it.\n\\begin{align}\np\n\\end{align}",
     [("align", "\\begin{align}\np\n\\end{align}")]),
    ("md", "p = q\n", [("bare", "p = q")]),
    ("md", "# Title\n\nNothing = here, only words.\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "formulas"), FORMULAS, ids=lambda value: str(value)[:30])
def test_formulas_are_found(kind: str, text: str, formulas: list[tuple[str, str]]) -> None:
    assert found(text, kind) == formulas


def accesses(document: Document) -> list[tuple[str, tuple[int, int]]]:
    """The text and the place of each element."""
    chains = [chain for formula in document.formulas for chain in formula.chains]
    return [
        (document.text[slice(*node.span)], document.place(node.span[0]))
        for node in walk(*chains)
        if isinstance(node, Access)
    ]


PLACES = [
    ("md", "one\n\n$$\np[1] =\n q[2]\n$$", [("p[1]", (4, 1)), ("q[2]", (5, 2))]),
    ("md", "one\r\n\r\n$$\r\np[1] =\r\n q[2]\r\n$$", [("p[1]", (4, 1)), ("q[2]", (5, 2))]),
    ("md", "\ufeff$p[1]$\n$q[2]$", [("p[1]", (1, 2)), ("q[2]", (2, 2))]),
    ("md", "é 中 𝄞 $p[1]$", [("p[1]", (1, 8))]),
    ("md", "> $$\n> p[1] =\n> q[2]\n> $$", [("p[1]", (2, 3)), ("q[2]", (3, 3))]),
    ("tex", "p[1] % of\n  = q[2]", [("p[1]", (1, 1)), ("q[2]", (2, 5))]),
    ("tex", "a\r$p[1]$", [("p[1]", (2, 2))]),
    ("rst", ".. math::\n\n   p[1]\n", [("p[1]", (3, 4))]),
    ("txt", "- p[1] = q[2]\n", [("p[1]", (1, 3)), ("q[2]", (1, 10))]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "places"), PLACES, ids=lambda value: str(value)[:20])
def test_lines_and_columns_are_exact(
    kind: str, text: str, places: list[tuple[str, tuple[int, int]]]
) -> None:
    assert accesses(read(text, kind)) == places


def notebook(*sources: str | list[str]) -> str:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source} for source in sources]
    code = {"cell_type": "code", "source": "$z[9]$", "outputs": [{"text": "$z[8]$"}]}
    return json.dumps({"cells": [code, *cells], "nbformat": 4}, indent=1)


def test_notebook_places_are_those_in_the_file() -> None:
    text = notebook(['é "$$\n', "p[1] = \\alpha q[2]\n", "$$"], "$r_{3}$")
    document = read(text, "ipynb")
    shown = [show_chain(chain) for formula in document.formulas for chain in formula.chains]
    assert shown == [r"p[1] = (\alpha q[2])", "r_{3}"]
    for written, (line, column) in accesses(document):
        row = text.split("\n")[line - 1]
        assert row[column - 1 :].startswith(written)
    assert [written for written, _ in accesses(document)] == ["p[1]", "q[2]", "r_{3}"]


def test_notebook_reads_pairs_of_surrogates_and_directives() -> None:
    text = notebook("\U0001d11e <!-- symconv: conv image=5 kernel=3 --> $p[1]$")
    document = read(text, "ipynb")
    assert document.formulas[0].problem == "conv image=5 kernel=3"
    (said,) = document.directives
    assert text[slice(*said.span)] == said.text


@pytest.mark.parametrize("text", ["", "{", "[1]", '"cells"', '{"cells": 3}', "words $x$"])
def test_what_is_no_notebook_is_said_to_be_none(text: str) -> None:
    document = read(text, "ipynb")
    assert document.formulas == ()
    assert "notebook" in document.unread[0].reason


def test_a_notebook_of_code_alone_holds_nothing_to_read() -> None:
    assert read(notebook(), "ipynb").unread == ()
    assert read('{"metadata": {}, "cells": []}', "ipynb").unread == ()


DIRECTIVES = [
    ("tex", "% symconv: A\n$p$\n% symconv: ignore\n$q$ $r$"),
    ("md", "<!-- symconv: A -->\n$p$\n<!-- symconv: ignore -->\n$q$ $r$"),
    ("rst", ".. symconv: A\n\n:math:`p`\n\n.. symconv: ignore\n\n:math:`q` :math:`r`"),
    ("txt", "% symconv: A\np = 1\n\n# symconv: ignore\nq = 1\n\nr = 1"),
    ("tex", "% symconv: A\np = 1\n% symconv: ignore\nq = 1\n\nr = 1"),
]


@pytest.mark.parametrize(("kind", "text"), DIRECTIVES)
def test_directives_state_the_problem_and_ignore_one_formula(kind: str, text: str) -> None:
    document = read(text, kind)
    assert [formula.ignored for formula in document.formulas] == [False, True, False]
    assert [formula.problem for formula in document.formulas] == ["A", "A", "A"]
    assert document.formulas[1].chains == ()
    assert [said.kind for said in document.directives] == ["problem", "ignore"]
    for said in document.directives:
        assert text[slice(*said.span)] == said.text


EXAMPLES = [
    ("tex", "\\begin{verbatim}\n% symconv: A\n\\end{verbatim}\n\\verb|% symconv: A| $p$"),
    ("tex", "\\begin{lstlisting}[language=TeX]\n% symconv: A\n\\end{lstlisting} $p$"),
    ("md", "```\n<!-- symconv: A -->\n```\n\n    <!-- symconv: A -->\n\n`<!-- symconv: A -->` $p$"),
    ("md", "> ~~~tex\n> % symconv: A\n> ~~~\n<pre>\n<!-- symconv: A -->\n</pre>\n\n$p$"),
    ("rst", "So::\n\n    .. symconv: A\n\n.. code-block:: rst\n\n   .. symconv: A\n\n:math:`p`"),
    ("rst", ".. symconv:: A\n.. symconv:verify:: A\n\n:math:`p`"),
]


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_directives_in_code_are_examples(kind: str, text: str) -> None:
    document = read(text, kind)
    assert document.directives == ()
    assert [formula.problem for formula in document.formulas] == [""]


@pytest.mark.parametrize(
    ("kind", "text"),
    [("tex", "% symconv: A show=value\n\\begin{verbatim}\n% symconv:end\n% symconv: B\n$p$"),
     ("md", "<!-- symconv: A show=value -->\n```\n<!-- symconv:end -->\n% symconv: B\n\n$p$"),
     ("md", "1. one\n\n    <!-- symconv: A show=value -->\n    <!-- symconv:end -->\n\n"
            "    <!-- symconv: B --> $p$"),
     ("rst", ".. symconv: A show=value\n::\n\n  .. symconv:end\n\n.. symconv: B\n\n:math:`p`")],
)  # fmt: skip
def test_what_a_block_holds_makes_no_code_around_it(kind: str, text: str) -> None:
    document = read(text, kind)
    assert [said.kind for said in document.directives] == ["block", "end", "problem"]
    assert [formula.problem for formula in document.formulas] == ["B"]


def test_the_place_of_a_whole_comment_is_known() -> None:
    text = "a\r<!--\n symconv: A -->\r.. symconv: B \r\n%% symconv: C"
    for kind, whole in (("md", "<!--\n symconv: A -->"), ("rst", ".. symconv: B "),
                        ("tex", "%% symconv: C")):  # fmt: skip
        assert text[slice(*read(text, kind).directives[0].whole)] == whole


def test_a_comment_that_is_never_closed_says_nothing() -> None:
    document = read("$p$\n<!-- symconv: A\n$q$", "md")
    assert [said.kind for said in document.directives] == ["open"]
    assert {formula.problem for formula in document.formulas} == {""}


def test_generated_blocks_are_not_read() -> None:
    text = "$p$ <!-- symconv: conv at=1,1 show=worked --> $q$ <!-- symconv:end 1f3a --> $r$"
    document = read(text, "md")
    assert [show_chain(formula.chains[0]) for formula in document.formulas] == ["p", "r"]
    assert [said.kind for said in document.directives] == ["block", "end"]


def test_what_a_block_holds_says_nothing() -> None:
    text = "% symconv: A\n% symconv: B show=value\n% symconv: C\n$p$\n% symconv: ignore\n"
    document = read(f"{text}% symconv:end\n$q$", "tex")
    assert [(formula.problem, formula.ignored) for formula in document.formulas] == [("A", False)]


def test_a_block_that_never_ends_hides_nothing() -> None:
    document = read("<!-- symconv: conv at=1,1 show=worked --> $q$", "md")
    assert len(document.formulas) == 1


@pytest.mark.parametrize("text", ["$$ p = 1", r"\[ p = 1", r"\begin{align} p = 1"])
def test_a_formula_that_is_never_closed_is_unread(text: str) -> None:
    (formula,) = read(text + "\n\nwords", "tex").formulas
    (side,) = formula.chains[0].sides
    assert isinstance(side, Unread)
    assert "never closed" in side.reason


def test_typst_is_not_taken_for_latex() -> None:
    document = read("$ y[0] = x[0] dot h[0] $", "typ")
    assert document.formulas == ()
    assert "Typst" in document.unread[0].reason


def test_too_much_is_reported_and_not_parsed() -> None:
    assert "characters" in read("x" * (MAX_DOCUMENT + 1), "md").unread[0].reason
    (formula,) = read("$$" + "a+" * 40_000 + "a$$", "md").formulas
    assert isinstance(formula.chains[0].sides[0], Unread)
    many = read("$x$ " * 40_000, "md")
    assert many.unread
    assert len(many.formulas) > 10_000


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.tex", "tex"), ("a.MD", "md"), ("a.qmd", "md"), ("a.rst", "rst"), ("a.ipynb", "ipynb"),
     ("a.txt", "txt"), ("README", "txt"), ("-", "txt")],
)  # fmt: skip
def test_a_files_kind_is_told_by_its_name(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'docx'"):
        read("", "docx")


def test_the_same_text_reads_the_same_in_every_kind() -> None:
    body = "p[0] = q[0]r[0] + q[1]r[-1] \\\\\np[1] &= 4 \\cdot -2"
    texts = {
        "md": f"$$\n{body}\n$$", "tex": body, "txt": body,
        "rst": ".. math::\n\n   " + body.replace("\n", "\n   "), "ipynb": notebook(f"$${body}$$"),
    }  # fmt: skip
    shown = {
        tuple(
            show_chain(chain) for formula in read(text, kind).formulas for chain in formula.chains
        )
        for kind, text in texts.items()
    }
    assert len(shown) == 1
