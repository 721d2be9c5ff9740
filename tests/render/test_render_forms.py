"""Matrices and polynomials on the page: they fit, compile, and say the same in each format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from xml.etree import ElementTree

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import Derivation, OutputError, Problem
from symconv.documents import derivation as documented
from symconv.model.tree import (
    Access,
    Dots,
    Equation,
    Expr,
    Juxtaposed,
    Matrix,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
)
from symconv.render import boxes, latex, markdown, mathml, plain, tex, text
from symconv.render.matrices import (
    holds_matrix,
    length,
    most_columns,
    most_rows,
    narrowed,
)
from symconv.render.typst import document as typst_document
from symconv.render.width import columns, lines_high, width

FORMS = ("matrix", "im2col", "polynomial", "scatter")
LINES = (
    "conv image=4@corner kernel=3@corner", "conv image=5 kernel=3 at=1",
    "conv image=9 kernel=3 stride=2 dilation=2 offset=1", "xcorr image=5 kernel=3 at=-1",
    "correlate image=6@corner kernel=3@corner stride=2 output=valid",
    "transposed image=4@corner kernel=3@corner stride=2 dilation=3 offset=1",
    "conv image=5x5 kernel=3x3 output=valid", "conv image=5x5 kernel=3x3 output=same",
    "conv image=5x5 kernel=3x3 at=1,1", "xcorr image=3x3 kernel=2x2",
    "conv image=4x3@corner kernel=2x3@corner axes=row,column output=same",
    "transposed image=2x2@corner kernel=3x3@corner stride=2",
    'conv image="[2 1 0 -1]@corner" kernel="[1 0 -1]@corner"',
    'conv image="[1 2; 3 4]" kernel="[1/2 0.25; 0 -1]"',
    r'conv image=3x3 kernel="[{\frac{1}{2\pi\sigma^2}} 1/2; a b]"',
    r"conv image=4 kernel=3 names=\phi,\psi,\Omega indices=\alpha;\mu",
    "conv image=3x3 kernel=3x3 entries=indexed output=same",
    "conv image=25@corner kernel=25@corner output=0..9", "conv image=25 kernel=3 output=same",
    "conv image=5@corner kernel=3@corner boundary=wrap output=same",
    "conv image=2 kernel=3 boundary=wrap output=same",
    "conv image=3x3 kernel=3x3 boundary=wrap output=same",
    "conv image=4 kernel=3 boundary=constant:c", "conv image=3x3 kernel=3x3 boundary=mirror",
    "conv image=2x2x2@corner kernel=2x2x1@corner", "conv image=2x2x2 kernel=2x2x2 at=0,0,0",
    "conv image=1 kernel=1", "conv image=3 kernel=2 stride=3 output=-5..5",
)  # fmt: skip


def derived() -> Iterator[tuple[str, Derivation]]:
    """Each problem in each form that can show it."""
    for line in LINES:
        for form in FORMS:
            made = Problem.parse(line).derive(form=form)
            try:
                made.steps("full")
            except OutputError:
                continue
            yield f"{form}: {line}", made


@pytest.fixture(scope="module")
def shown() -> dict[str, Derivation]:
    return dict(derived())


def test_pdflatex_sets_every_form_within_the_page(shown, typeset) -> None:
    assert len(shown) > 80
    assert typeset({name: one.latex("full") for name, one in shown.items()}).troubles == {}


def test_katex_renders_every_form_strictly(
    shown, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    formulas = []
    for one in shown.values():
        formulas += re.findall(r"\\begin\{align\*\}.*?\\end\{align\*\}", one.latex("full"), re.S)
        formulas += re.findall(r"\$\$(.*?)\$\$", one.markdown("full"), re.S)
    assert katex(formulas) == []


def test_typst_compiles_every_form_within_the_page(shown) -> None:
    page = "#set page(width: 210mm, height: auto, margin: 18mm)\n"
    together = "\n".join(typst_document(one.steps("full"), "x") for one in shown.values())
    assert typst.compile((page + together).encode(), ignore_system_fonts=True)


def test_mathml_is_well_formed_and_holds_every_cell(shown) -> None:
    for name, one in shown.items():
        tree = ElementTree.fromstring(one.mathml("full"))
        tables = tree.iter("{http://www.w3.org/1998/Math/MathML}mtable")
        inner = [t for t in tables if "displaystyle" not in t.attrib]
        matrices = [m for step in one.steps("full") for s in step.after for m in found(s)]
        if all(step.rule != "entries" for step in one.steps("full")):
            assert len(inner) == len(matrices), name
        for table, matrix in zip(inner[-len(matrices) :], matrices):
            cells = [list(row) for row in table]
            assert [len(row) for row in cells] == [len(row) for row in matrix.rows]
            marked = {
                (r, c)
                for r, row in enumerate(cells, 1)
                for c, cell in enumerate(row, 1)
                if "border" in cell.get("style", "")
            }
            lined = {
                (r, c)
                for r in range(1, len(matrix.rows) + 1)
                for c in range(1, len(matrix.rows[0]) + 1)
                if r in matrix.below or c in matrix.right
            }
            assert marked == lined


def found(node: object) -> Iterator[Matrix]:
    """All matrices of a statement."""
    if isinstance(node, Matrix):
        yield node
    elif isinstance(node, Equation):
        for side in node.sides:
            yield from found(side)
    elif isinstance(node, (Product, Juxtaposed)):
        for factor in node.factors:
            yield from found(factor)
    elif isinstance(node, Sum):
        for term in node.terms:
            yield from found(term)


def test_lines_of_text_fit_a_terminal(shown) -> None:
    for name, one in shown.items():
        for line in str(one).splitlines()[1:]:
            assert len(line) <= text.WIDTH + 4, (name, line)
            assert line == line.rstrip()


def test_json_names_the_form_and_keeps_the_rest(shown) -> None:
    for one in shown.values():
        record = json.loads(one.json())
        plain_record = json.loads(Derivation(one.problem).json())
        assert record.pop("form") == one.form
        assert "form" not in plain_record
        steps = record.pop("steps")
        assert [step["rule"] for step in steps] == [step.rule for step in one.steps()]
        del plain_record["steps"]
        assert record == plain_record


@pytest.mark.parametrize("to", ["html", "pdf"])
def test_documents_of_forms(to: str, shown) -> None:
    for name in ("matrix: conv image=5x5 kernel=3x3 at=1,1", "scatter: xcorr image=3x3 kernel=2x2"):
        pieces = list(documented(shown[name], to))
        start = pieces[0] if isinstance(pieces[0], bytes) else pieces[0].encode()
        assert start.startswith(b"%PDF" if to == "pdf" else b"<!DOCTYPE html>")


SLIDES = (
    ("conv image=3x3@corner kernel=2x2@corner output=same", FORMS),
    ("conv image=9 kernel=4", ("matrix", "scatter")),
    ("transposed image=3 kernel=3 stride=2", ("matrix",)),
    ("conv image=5 kernel=3 at=1", FORMS),
)


def test_slides_of_forms_fit(compile_document) -> None:
    parts = [
        "".join(map(str, documented(Problem.parse(line).derive(form=form), "beamer")))
        for line, forms in SLIDES
        for form in forms
    ]
    head = "\\documentclass[handout]{beamer}\\usetheme{Berlin}\\usepackage{tikz}\n"
    whole = f"{head}\\begin{{document}}\n{''.join(parts)}\\end{{document}}\n"
    assert compile_document(whole).troubles == {}
    large = Problem.parse("conv image=5x5 kernel=3x3 output=same").derive(form="matrix")
    with pytest.raises(OutputError, match="a matrix of 25 rows is too high for a slide"):
        list(documented(large, "beamer"))


A, ZERO = Symbol("a"), Number(0)
WIDE = Equation((Symbol("T"), Matrix(((Access("h", (-10, -10)),) * 12,) * 2, (3, 6, 9), (1,))))


def test_a_matrix_in_text() -> None:
    table = Matrix(((A, ZERO, ZERO), (Symbol("b"), A, Number(-12))), (1,), (1,))
    vector = Matrix(((Access("x", (0,)),), (Access("x", (-1,)),), (Number(3),)))
    sum_ = Sum(((Juxtaposed((table, vector)), vector),))
    assert boxes.equation(Equation((Symbol("y"), sum_)), 78) == [
        "    ⎡ a │ 0    0 ⎤ ⎡  x[0] ⎤   ⎡  x[0] ⎤",
        "y = ⎢ ──┼─────── ⎥ ⎢ x[-1] ⎥ + ⎢ x[-1] ⎥",
        "    ⎣ b │ a  -12 ⎦ ⎣     3 ⎦   ⎣     3 ⎦",
    ]
    assert plain.expr(table) == "[a 0 0; b a -12]"
    assert boxes.equation(Equation((A, Matrix(((A, ZERO),)))), 78) == ["a = [ a  0 ]"]


def test_what_is_too_wide_loses_its_middle_columns_and_keeps_its_lines() -> None:
    cut = narrowed(WIDE, 5)
    (table,) = found(cut)
    assert [len(row) for row in table.rows] == [5, 5]
    assert table.rows[0][2] == Dots()
    assert (table.right, table.below) == ((), (1,)), "no line is left where columns are"
    (other,) = found(narrowed(WIDE, 9))
    assert other.right == (3, 6), "after the third column, and before the last three"
    assert narrowed(WIDE, 12) == WIDE
    assert (most_rows(WIDE), most_columns(WIDE), most_columns(cut)) == (2, 12, 5)
    for line in boxes.equation(WIDE, 60):
        assert len(line) <= 60
    assert r"\cdots" in latex.lines(WIDE)[0]
    assert width(latex.lines(WIDE)[0]) <= 345


@given(st.integers(2, 30), st.integers(3, 30), st.sets(st.integers(1, 29), max_size=5))
def test_narrowed_keeps_the_ends(wide: int, most: int, lines: set[int]) -> None:
    cells = tuple(Number(n) for n in range(wide))
    right = tuple(sorted(one for one in lines if one < wide))
    table = Equation((A, Matrix((cells,), right)))
    (cut,) = found(narrowed(table, most))
    assert len(cut.rows[0]) == min(wide, most)
    if wide <= most:
        assert cut == table.sides[1]
        return
    place = cut.rows[0].index(Dots())
    assert cut.rows[0] == (*cells[:place], Dots(), *cells[wide - (most - 1 - place) :])
    kept = {n + 1: m for m, n in enumerate([c.value for c in cut.rows[0] if c != Dots()], 1)}
    for line in cut.right:
        assert 1 <= line < len(cut.rows[0])
    before = {line for line in right if line < place}
    assert before <= set(cut.right)
    assert kept


def test_holding_and_measuring() -> None:
    one = Matrix(((A, ZERO),))
    assert holds_matrix(Sum(((Product((A, one)),),)))
    assert not holds_matrix(Sum(((Product((A, ZERO)),),)))
    assert length(Product((A, one)), lambda node: 2) == 2 + 2 * (2 + 2)
    assert length(Sum(((A, one),)), lambda node: 1) == 3 + 1 + 3 + 6


@pytest.mark.parametrize(
    ("node", "in_tex", "in_text"),
    [
        (Power(Symbol("z"), 1), "z", "z"),
        (Power(Symbol("z"), -2), "z^{-2}", "z⁻²"),
        (Power(Symbol("z", "1"), 10), "z_{1}^{10}", "z_1¹⁰"),
        (Juxtaposed((Product((Number(-2), A)), Power(Symbol("z"), 3))), r"(-2) \cdot a \, z^{3}",
         "(-2)·a z³"),
        (Dots(), r"\cdots", "…"),
        (Matrix(((A, ZERO),), (1,)), r"\left[\begin{array}{c|c} a & 0 \end{array}\right]", "[a 0]"),
    ],
)  # fmt: skip
def test_how_the_new_nodes_are_written(node: Expr, in_tex: str, in_text: str) -> None:
    assert tex.expr(node) == in_tex
    assert plain.expr(node) == in_text
    assert ElementTree.fromstring(mathml.expression(node).replace("&", "&amp;")) is not None


def test_small_matrices_are_blocks_between_lines() -> None:
    table = Matrix(((A, ZERO), (ZERO, A)), (1,), (1,))
    shown = tex.small(table)
    assert shown.count(r"\begin{smallmatrix}") == 4 + 2, "two more are struts"
    assert r"\hline" in shown
    assert "c|c" in shown
    assert tex.small(Matrix(((A,),))) == (
        r"\left[\begin{smallmatrix} a \end{smallmatrix}\right]"
    )


@settings(max_examples=30)
@given(st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_matrices_are_measured(high: int, wide: int, lined: bool) -> None:
    right = tuple(range(2, wide, 2)) if lined else ()
    table = Matrix(((Access("x", (0, 1)),) * wide,) * high, right)
    for shown in (tex.matrix(table), tex.small(table)):
        assert columns(f"T &= {shown}") == ["T ", f"= {shown}"]
        assert lines_high(shown) - high in (0, 1), "lines between blocks take room as well"
        assert width(f"{shown} + {shown}") > 1.9 * width(shown)


def test_widths_of_matrices_are_about_what_tex_makes_them(typeset, shown) -> None:
    samples = [
        line[1:] if line[0] == "&" else line.replace(" &= ", " = ")
        for one in shown.values()
        for step in one.steps()
        for block in latex.blocks(step.after)
        for line in block.lines
        if r"\end{" in line and not line.startswith(r"\phantom")
    ]
    assert len(samples) > 100
    measured = "".join(
        rf"\setbox0=\hbox{{$\displaystyle {sample}$}}\typeout{{width \the\wd0}}"
        for sample in samples
    )
    log = typeset({"widths": measured}).pdf.with_suffix(".log").read_text(encoding="latin-1")
    real = [float(one) for one in re.findall(r"width ([\d.]+)pt", log)]
    assert len(real) == len(samples)
    for sample, points in zip(samples, real):
        assert 0.9 * points <= width(sample) <= 1.3 * points + 12, sample


def test_a_sum_of_copies_that_is_too_tall_goes_on_in_the_next_display() -> None:
    shown = Problem.parse("conv image=25 kernel=3 output=same").derive(form="scatter")
    (step,) = [step for step in shown.steps() if step.rule == "copies"]
    first, *others = latex.blocks(step.after)
    assert others
    assert all(block.lines[0].startswith(r"\phantom{\left[\begin{small") for block in others)
    assert markdown.document([step], "x").count("$$") == 2 * (1 + len(others))
    assert len(first.lines) + sum(len(block.lines) for block in others) == (
        len(latex.lines(step.after[0]))
    )
