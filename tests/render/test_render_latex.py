"""LaTeX: it compiles, fits the page, renders in KaTeX, and says what the derivation says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symconv import Derivation, Problem
from symconv.derive.steps import MISSING
from symconv.render.broken import MAX_LINES
from symconv.render.latex import MAX_ROWS
from symconv.render.width import TEXT_WIDTH, width

DISPLAY = re.compile(r"\\begin\{align\*\}\n.*?\n\\end\{align\*\}", re.DOTALL)
COMMANDS = frozenset(
    re.findall(
        r"\\\w+",
        r"\begin \end \text \color \cdot \ast \star \sum \infty \le \iff \in \emptyset \max \min "
        r"\left \right \lfloor \rfloor \lceil \rceil \frac \bmod \quad \hline \phantom \Big "
        r"\cdots "
        # these a user's own values and names bring along
        r"\sqrt \pi \sigma \alpha \beta \mu \nu \phi \psi \Omega",
    )
)
INDEX = r"(\[[^\]]*\])"


def displays(text: str) -> list[str]:
    return DISPLAY.findall(text)


def sentences(text: str) -> str:
    return DISPLAY.sub("", text).partition("\n")[2]


def test_pdflatex_sets_every_example_within_the_page(cases, typeset) -> None:
    done = typeset({case.name: case.written("latex") for case in cases})
    assert done.troubles == {}


def test_katex_renders_every_display_strictly(
    cases, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    formulas = []
    for case in cases:
        text = case.written("latex")
        found = displays(text)
        assert len(found) == text.count(r"\begin{align*}") > 0, case.name
        formulas += found
    assert katex(formulas) == []


def test_katex_check_can_fail(katex: Callable[[Sequence[str]], list[str]]) -> None:
    assert len(katex([r"\frac{1}{2}", r"\nosuch", "é", r"\begin{align*}x"])) == 3


def test_only_portable_commands_are_used(cases) -> None:
    for case in cases:
        text = case.written("latex").partition("\n")[2]
        used = set(re.findall(r"\\[A-Za-z]+", text))
        assert used <= COMMANDS, (case.name, used - COMMANDS)
        assert not set(text) & set("%$#~\"'`"), case.name
        assert text.isascii(), case.name


def test_no_row_begins_with_a_bracket(cases) -> None:
    for case in cases:
        text = case.written("latex")
        assert not re.search(r"\\\\\s*(\\hline\s*)?\[", text), case.name
        assert not re.search(r"\\begin\{[^}]*\}(\{[^}]*\})?\s*\[", text), case.name


def test_colour_has_one_form_and_words_beside_it(cases) -> None:
    coloured = re.compile(r"\{\\color\{red\}\{[^{}]*\}\}")
    remarks = tuple(MISSING.values())
    seen = 0
    for case in cases:
        text = case.written("latex")
        assert text.count(r"\color") == len(coloured.findall(text)), case.name
        for display in displays(text):
            for match in coloured.finditer(display):
                after = re.sub(r"\\[a-z]+|[\s{}\\&]", "", display[match.end() :])
                assert after.startswith(tuple(r.replace(" ", "") for r in remarks)) or (
                    after.startswith("h[") and "nosuchpixel" in after[:40]
                ), (case.name, after[:60])
                seen += 1
    assert seen > 100


def test_sentences_are_plain_words(cases) -> None:
    for case in cases:
        text = sentences(case.written("latex"))
        assert re.fullmatch(r"[A-Za-z0-9 ,.\-\n]*", text), (case.name, text)
        for sentence in filter(None, text.split("\n")):
            assert sentence[0].isupper(), sentence
            assert sentence.endswith("."), sentence


def test_the_first_line_is_the_problem(cases) -> None:
    for case in cases:
        first = case.written("latex").split("\n")[0]
        assert first == f"% symconv: {case.derived.problem}"
        assert Problem.parse(first.removeprefix("% symconv: ")) == case.derived.problem


def test_displays_are_of_a_bearable_height(cases) -> None:
    for case in cases:
        for display in displays(case.written("latex")):
            rows = display.count("\\\\\n") + 1
            assert rows <= max(MAX_LINES, MAX_ROWS + 1), case.name


ARTICLE = """
x[0,0] h[1-0,1-0] | h[1,1] i
x[1,0] h[1-1,1-0] | h[0,1] h
x[2,0] h[1-2,1-0] | h[-1,1] g
x[3,0] h[1-3,1-0] | h[-2,1]
x[0,1] h[1-0,1-1] | h[1,0] f
x[1,1] h[1-1,1-1] | h[0,0] e
x[2,1] h[1-2,1-1] | h[-1,0] d
x[3,1] h[1-3,1-1] | h[-2,0]
x[0,2] h[1-0,1-2] | h[1,-1] c
x[1,2] h[1-1,1-2] | h[0,-1] b
x[2,2] h[1-2,1-2] | h[-1,-1] a
x[3,2] h[1-3,1-2] | h[-2,-1]
x[0,3] h[1-0,1-3] | h[1,-2]
x[1,3] h[1-1,1-3] | h[0,-2]
x[2,3] h[1-2,1-3] | h[-1,-2]
x[3,3] h[1-3,1-3] | h[-2,-2]
"""


def test_the_table_is_the_articles() -> None:
    rows = []
    for line in ARTICLE.strip().split("\n"):
        plugged, _, worked = line.partition(" | ")
        entry, *named = worked.split()
        pixel = plugged.split()[0]
        left = plugged.replace(" ", r" \cdot ")
        if named:
            rows.append(rf"{left} & = {pixel} \cdot {entry} = {pixel} \cdot {named[0]}")
        else:
            fails = rf"{{\color{{red}}{{{entry}}}}} \quad \text{{no such entry}}"
            rows.append(rf"{left} & = {pixel} \cdot {fails}")
    table = (
        "\\begin{array}{l|l}\n\\text{plugged in} & \\text{worked out} \\\\ \\hline\n"
        + " \\\\\n".join(rows)
        + "\n\\end{array}"
    )
    text = Problem.parse("conv image=7x7 kernel=3x3 at=1,1").derive().latex()
    assert table in text


def test_the_collected_sum_is_the_articles() -> None:
    text = Problem.parse("conv image=7x7 kernel=3x3 at=1,1").derive().latex("brief")
    last = displays(text)[-1].split("\n")[1:-1]
    assert last == [
        r"y[1,1] &= x[0,0] \cdot i + x[1,0] \cdot h + x[2,0] \cdot g \\",
        r"&\quad + x[0,1] \cdot f + x[1,1] \cdot e + x[2,1] \cdot d \\",
        r"&\quad + x[0,2] \cdot c + x[1,2] \cdot b + x[2,2] \cdot a",
    ]


def integers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.strip("[]").split(",")))


def read_sum(text: str, letters: dict[str, tuple[int, ...]]) -> list[tuple[object, object]]:
    """An independent reading of a collected sum of elements: its terms in order."""
    joined = "".join(displays(text))
    joined = re.sub(r"\\(begin|end)\{align\*\}|\\phantom\{[^}]*\}|\\quad|\\\\|&|\s", "", joined)
    found = []
    for part in joined.split("=", 1)[1].split("+"):
        match = re.fullmatch(rf"x{INDEX}\\cdot(?:h{INDEX}|([a-z]))", part)
        assert match, part
        kernel = integers(match[2]) if match[2] else letters[match[3]]
        found.append((integers(match[1]), kernel))
    return found


def last_step(derived: Derivation, rule: str) -> str:
    from symconv.render.latex import fragment

    return next(fragment(step) for step in derived.steps() if step.rule == rule)


def letters_of(derived: Derivation) -> dict[str, tuple[int, ...]]:
    """Letters row by row, columns fastest, counted here independently."""
    kernel, size = derived.problem.kernel, derived.problem.dimension
    spans = [range(lower, upper + 1) for lower, upper in map(kernel.bounds, range(size))]
    column, row = (0, 1) if derived.problem.axes == "column,row" else (1, 0)
    slowest_first = [0] if size == 1 else [*range(size - 1, 1, -1), row, column]
    cells = sorted(product(*spans), key=lambda cell: [cell[axis] for axis in slowest_first])
    return dict(zip("abcdefghijklmnopqrstuvwxyz", cells))


OPERATIONS = st.sampled_from(["conv", "xcorr", "correlate"])
ORIGINS = st.sampled_from(["", "@corner"])


@st.composite
def problems(draw: st.DrawFn) -> Derivation:
    """A small problem with letters or indexed entries, and one of its outputs."""
    size = draw(st.integers(1, 3))
    image = "x".join(str(draw(st.integers(1, 6))) for _ in range(size))
    kernel = "x".join(str(draw(st.integers(1, 4 if size < 3 else 2))) for _ in range(size))
    words = [draw(OPERATIONS), f"image={image}{draw(ORIGINS)}", f"kernel={kernel}{draw(ORIGINS)}"]
    words.append(f"stride={draw(st.integers(1, 2))}")
    words.append(f"dilation={draw(st.integers(1, 3))}")
    words.append(f"offset={draw(st.integers(-2, 2))}")
    words.append(f"sum={draw(st.sampled_from(['image', 'kernel']))}")
    words.append(f"axes={draw(st.sampled_from(['column,row', 'row,column']))}")
    derived = list(Problem.parse(" ".join(words)).derive_all())
    assume(derived)
    return draw(st.sampled_from(derived))


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_collected_sum_is_read_back_as_the_terms(derived: Derivation) -> None:
    if not derived.terms:
        assert r"= 0" in last_step(derived, "empty")
        return
    rule = "names" if derived.elements.named else "collect"
    assert read_sum(last_step(derived, rule), letters_of(derived)) == list(derived.terms)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_table_holds_every_term_once(derived: Derivation) -> None:
    if not derived.terms:
        return
    text = last_step(derived, "terms").replace(" \\\\\n& ", " ")
    text = text.replace(" \\\\\n\\quad = ", " & = ")
    text = re.sub(r"\{\\color\{red\}\{([^}]*)\}\}", r"\1", text)
    rows = re.findall(rf" & = x{INDEX} \\cdot h{INDEX}(.*)$", text, re.MULTILINE)
    valid = [(integers(i), integers(k)) for i, k, rest in rows if "no such" not in rest]
    rejected = [
        (integers(i), integers(k), rest.split("no such ")[1].split("}")[0])
        for i, k, rest in rows
        if "no such" in rest
    ]
    words = {"kernel": "entry", "image": "pixel"}
    assert valid == list(derived.terms)
    assert rejected == [(row.image, row.kernel, words[row.why]) for row in derived.rejected]


def test_long_sums_break_where_an_image_row_begins() -> None:
    derived = Problem.parse("conv image=9x9 kernel=5x5 at=1,1").derive()
    body = "\n".join(last_step(derived, "collect").split("\n")[1:-1])
    lines = body.split(" \\\\\n")
    rows = [line for line in lines if not line.startswith(r"&\quad \quad")]
    assert len(rows) == 5
    for number, line in enumerate(rows, -1):
        assert set(re.findall(r"x\[-?\d+,(-?\d+)\]", line)) == {str(number)}


def test_a_tall_sum_continues_aligned_in_the_next_display() -> None:
    derived = Problem.parse("conv image=15x15 kernel=11x11 at=1,1").derive()
    first, *others = displays(last_step(derived, "collect"))
    assert first.split("\n")[1].startswith("y[1,1] &= x[-4,-4]")
    assert others
    for display in others:
        assert display.split("\n")[1].startswith(r"\phantom{y[1,1]} &\quad ")


def test_more_detail_shows_more_steps(worked: list[Derivation]) -> None:
    for derived in worked:
        brief, normal, full = (
            [step.rule for step in derived.steps(detail)] for detail in ("brief", "normal", "full")
        )
        assert set(brief) <= set(normal) <= set(full)
        assert len(brief) < len(normal) <= len(full)


def test_the_pdf_shows_the_nine_products(typeset, pdf_text) -> None:
    text = Problem.parse("conv image=7x7 kernel=3x3 at=1,1").derive().latex("brief")
    done = typeset({"article": text})
    assert done.troubles == {}
    shown = re.sub(r"\s", "", pdf_text(done.pdf).replace("·", "*").replace("−", "-"))
    sum_ = shown[shown.index("y[1,1]=x[0,0]") :]
    products = re.findall(r"x\[(\d),(\d)\]\*([a-i])", sum_)
    table = ["ihg", "fed", "cba"]
    assert products == [
        (str(column), str(row), table[row][column]) for row in range(3) for column in range(3)
    ]


def test_nine_failures_are_named_in_the_pdf(typeset, pdf_text) -> None:
    text = Problem.parse("xcorr image=7x7 kernel=3x3 at=-1,-1").derive().latex()
    done = typeset({"article": text})
    assert pdf_text(done.pdf).count("no such entry") == 7


SAMPLES = (
    r"x[0,0] \cdot i + x[1,0] \cdot h + x[2,0] \cdot g",
    r"+ x[-1,-4] \cdot h[2,5] + x[0,-4] \cdot h[1,5] + x[1,-4] \cdot h[0,5]",
    r"x[500,500] \cdot h[(2 \cdot 4-12+1)/3,(2 \cdot 4-3+1)/3]",
    r"{\max(-3, m-1)} \le i \le \min(3, m+1)",
    r"-1 \le 1-i \le 1 \iff 0 \le i \le 2",
    r"\text{the kernel entry exists}",
    r"0.125 \cdot \frac{1}{9} + 2.5 \cdot \frac{1}{9} - \frac{25}{36}",
    r"\sum_{j=\max(-3, n-1)}^{\min(3, n+1)} \sum_{i=\max(-3, m-1)}^{\min(3, m+1)} x[i,j]",
    r"\left\lceil\frac{-s m+p}{d}\right\rceil \le i \le k-1",
    r"= x[3,0] \cdot {\color{red}{h[-2,1]}} \quad \text{no such entry}",
)


def test_widths_are_about_what_tex_makes_them(typeset) -> None:
    measured = "".join(
        rf"\setbox0=\hbox{{$\displaystyle {sample}$}}\typeout{{width \the\wd0}}"
        for sample in SAMPLES
    )
    done = typeset({"widths": measured})
    log = done.pdf.with_suffix(".log").read_text(encoding="latin-1")
    real = [float(found) for found in re.findall(r"width ([\d.]+)pt", log)]
    assert len(real) == len(SAMPLES)
    for sample, points in zip(SAMPLES, real):
        assert 0.98 * points <= width(sample) <= 1.12 * points, sample
    assert TEXT_WIDTH < 345


def test_all_outputs_in_a_row_compile(typeset) -> None:
    from symconv import render

    problem = Problem.parse("conv image=3x3 kernel=2x2 entries=indexed")
    pieces = list(render.write_all(problem, "latex", "brief"))
    assert len(pieces) == 16
    assert typeset({"all": "".join(pieces)}).troubles == {}


def test_pdflatex_check_can_fail(typeset) -> None:
    troubles = typeset({"good": "Fine.", "wide": r"\noindent\hbox to 400pt{wide\hfil}"}).troubles
    assert list(troubles) == ["wide"]
    assert typeset({"bad": r"\nosuch"}).troubles


def test_nothing_but_the_standard_library_is_needed_to_write() -> None:
    code = (
        "import sys; from symconv import Problem;"
        "Problem.parse('conv at=1,1').derive().latex();"
        "sys.exit('sympy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
