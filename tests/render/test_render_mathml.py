"""MathML: well-formed, Core only, and read back it says what the text says."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from model.test_formula import WHERE, approximate, latex
from strategies import Case, Tree, Valued, cases, trees, valued

from symconv import OutputError, Problem, ScalarError, render
from symconv.derive.derivation import Step
from symconv.derive.steps import range_steps
from symconv.model.formula import parse_formula
from symconv.model.tree import (
    Between,
    BigSum,
    Equation,
    Formula,
    Grid,
    Number,
    Product,
    Row,
    Statement,
    Sum,
    Symbol,
    Where,
)
from symconv.render import plain
from symconv.render.mathml import document, expression, fragment, statement_block

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
CORE = {"math", "mfrac", "mi", "mn", "mo", "mrow", "mspace", "msqrt", "msub", "msup", "mtable",
        "mtd", "mtext", "mtr", "munderover"}  # fmt: skip
ATTRIBUTES = {"class", "display", "displaystyle", "form", "linethickness", "lspace", "mathvariant",
              "rspace", "stretchy", "style", "width"}  # fmt: skip
SIGNS = str.maketrans({"−": "-", "⋅": "·", "\u2061": "", "\u2062": "", "\xa0": ""})
ORDER = str.maketrans("<>", "≺≻")  # words stand in angle brackets
OPERATORS = {"−": "-", "⋅": "*", "∗": "*", "×": "*", "\u2062": "*", "\u2061": ""}
PLAIN_WORDS = ("0", "1", "-1", "7", "1/2", "-4/3", "0.25", "-1.5", "u", "w_1", "1e-3")


def said(element: ElementTree.Element) -> str:
    """What an element says, in the signs of plain text, without spaces."""
    inside = [said(child) for child in element]
    match element.tag.removeprefix(NAMESPACE):
        case "mfrac":
            top = f"({inside[0]})" if re.search(r".[+-]", inside[0]) else inside[0]
            return f"{top}/{inside[1]}"
        case "msub":
            return f"{inside[0]}_{inside[1]}"
        case "munderover":
            under, _, step = inside[1].partition("step")
            return f"Σ({under}..{inside[2]}{step and 'step'}{step})"
        case "mtext":
            text = f"{element.text}".translate(SIGNS)
            return text if text == "step" else f"<{text}>"
        case _:
            text = "" if element.text is None or inside else element.text
            return text.translate(SIGNS).translate(ORDER) + "".join(inside)


def canonical(text: str) -> str:
    """Plain text without spaces, and without what only a line of text needs.

    These are the parentheses around fractions, and dots beside what is rounded.
    """
    text = re.sub(r"\s", "", text)
    text = re.sub(r"\((-?\d+/\d+)\)", r"\1", text)
    return re.sub(r"·(?=⌊|⌈)|(?<=⌋|⌉)·", "", text)


def expected(statement: Statement) -> str:
    """A statement as plain text; words in angle brackets."""
    match statement:
        case Equation():
            return "=".join(map(plain.expr, statement.sides))
        case Where():
            bounded = ",".join(
                expected(one) if isinstance(one, Between) else plain.plain(one.letter)
                + one.sign.translate(ORDER) + plain.affine(one.bound)
                for one in statement.conditions
            )
            return f"{expected(statement.equation)}<for>{bounded}"
        case Between():
            middle = plain.index(statement.middle)
            chain = f"{plain.bound(statement.lower)}≤{middle}≤{plain.bound(statement.upper)}"
            if statement.solved is not None:
                chain += f"⟺{expected(statement.solved)}"
            return chain + f"<{statement.remark}>" * bool(statement.remark)
        case Row():
            start = f"{plain.expr(statement.plugged)}={plain.expr(statement.worked)}"
            if statement.missing is not None:
                return f"{start}<{statement.remark}>"
            return start if statement.named is None else f"{start}={plain.expr(statement.named)}"
        case Grid():
            rows = ["".join(map(plain.expr, row)) for row in statement.rows]
            return f"{plain.plain(statement.array)}=[{''.join(rows)}]"
    letter = plain.plain(statement.letter)
    if statement.values is not None:
        listed = ",".join(map(str, statement.values))
        chain = f"{letter}∈{{{listed}}}" if listed else f"{letter}∈∅"
    else:
        chain = f"{plain.bound(statement.lower)}≤{letter}≤{plain.bound(statement.upper)}"
        if statement.step != 1:
            chain += f"<in steps of>{plain.affine(statement.step)}"
    return chain + f"<{statement.remark}>" * bool(statement.remark)


def check_says_the_same(steps: Iterable[Step]) -> None:
    for step in steps:
        shown = ElementTree.fromstring(statement_block(step.after))
        found = [said(row) for row in shown.iter(f"{NAMESPACE}mtr")]
        nested = [said(row) for table in shown.iter(f"{NAMESPACE}mtable") if table is not shown[0]
                  for row in table]  # fmt: skip
        for row in nested:
            found.remove(row)
        if isinstance(step.after[0], Row):
            assert found.pop(0) == "<pluggedin><workedout>"
        words = sorted(re.findall("<[^>]*>", "".join(found)))
        wanted = [canonical(expected(statement)) for statement in step.after]
        assert words == sorted(re.findall("<[^>]*>", "".join(wanted)))
        without = [re.sub("<[^>]*>", "", text) for text in ("".join(found), "".join(wanted))]
        if "⋯" not in without[0]:
            assert canonical(without[0]) == without[1]


def derived(line: str, detail: str = "full") -> tuple[Step, ...]:
    return Problem.parse(line).derive().steps(detail)


def test_it_is_well_formed_and_all_core(cases) -> None:
    for case in cases:
        root = ElementTree.fromstring(case.written("mathml"))
        assert root.get("data-problem") == str(case.derived.problem), case.name
        for shown in root.iter(f"{NAMESPACE}math"):
            for element in shown.iter():
                assert element.tag.removeprefix(NAMESPACE) in CORE, case.name
                assert set(element.attrib) <= ATTRIBUTES, case.name


class Elements(HTMLParser):
    """What an HTML reader finds: elements that are opened and closed, and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen |= {tag, *(name for name, _ in attrs)}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_an_html_reader_finds_the_same_elements(cases) -> None:
    for case in cases[::7]:
        text = case.written("mathml")
        reader = Elements()
        reader.feed(text)
        assert reader.open == []
        page = {"div", "p", "data-problem", "tabindex", "role", "aria-label", "xmlns"}
        assert reader.seen <= CORE | ATTRIBUTES | page
        assert "/>" not in text  # HTML takes such an element of its own for an open one


def test_it_says_what_the_text_says(cases) -> None:
    for case in cases:
        if "{" in case.line:
            continue  # scalars in LaTeX are judged by their value, below
        problem = case.derived.problem
        check_says_the_same(
            range_steps(problem) if case.detail == "range" else case.derived.steps(case.detail)
        )


@settings(max_examples=60)
@given(cases(largest=3, longest=4), st.data())
def test_any_problem_says_what_its_text_says(case: Case, data: st.DataObject) -> None:
    places = case.outputs()
    assume(places)
    at = ",".join(map(str, data.draw(st.sampled_from(places))))
    check_says_the_same(derived(f"{case.line} at={at}"))
    check_says_the_same(range_steps(Problem.parse(case.line)))


@settings(max_examples=60)
@given(valued(PLAIN_WORDS, always=True), st.data())
def test_values_say_what_their_text_says(problem: Valued, data: st.DataObject) -> None:
    places = problem.case.outputs()
    assume(places)
    at = ",".join(map(str, data.draw(st.sampled_from(places))))
    check_says_the_same(derived(f"{problem.line} at={at}"))


def value(element: ElementTree.Element) -> str:
    """The formula as a Python expression, every row in parentheses."""
    inside = [value(child) for child in element]
    text = element.text or ""
    match element.tag:
        case "mrow":
            whole = "".join(inside)
            return re.sub(r"^\((math\.\w+)\)\((.*)\)$", r"\1(\2)", f"({whole})")
        case "mfrac":
            return f"(({inside[0]})/({inside[1]}))"
        case "msup":
            return f"(({inside[0]})**({inside[1]}))"
        case "msqrt":
            return f"math.sqrt({inside[0]})"
        case "msub":
            return f"w['{element[0].text}_{element[1].text}']"
        case "mn":
            return f"({float(text)!r})"
        case "mi" if len(text) > 1:
            return {"ln": "math.log"}.get(text, f"math.{text}")
        case "mi":
            known = {"π": "math.pi", "σ": "w['sigma']", "e": "math.e"}
            return known.get(text, f"w['{text}']")
        case _:
            assert element.tag == "mo", element.tag
            return OPERATORS.get(text, text)


@settings(max_examples=300)
@given(trees(letters=True))
def test_a_scalar_keeps_its_value(tree: Tree) -> None:
    """The elements of a LaTeX scalar, worked out, give what its author means."""
    try:
        wanted = approximate(tree)
        scalar = parse_formula(latex(tree))
    except (ValueError, OverflowError, ZeroDivisionError, ScalarError):
        assume(False)
    found = expression(scalar)
    number = eval(value(ElementTree.fromstring(found)), {"math": math, "w": WHERE})
    assert number == pytest.approx(wanted, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"\frac1n", "<mfrac><mn>1</mn><mi>n</mi></mfrac>"),
        (r"\Gamma", '<mi mathvariant="normal">Γ</mi>'),
        (r"w_{ab1}", "<msub><mi>w</mi><mrow><mi>a</mi><mi>b</mi><mn>1</mn></mrow></msub>"),
        (r"2x", "<mrow><mn>2</mn><mo>\u2062</mo><mi>x</mi></mrow>"),
        (r"{a+b}^2", '<msup><mrow><mo stretchy="false">(</mo><mrow><mi>a</mi><mo>+</mo><mi>b</mi>'
                     '</mrow><mo stretchy="false">)</mo></mrow><mn>2</mn></msup>'),
        (r"3!a", "<mrow><mrow><mn>3</mn><mo>!</mo></mrow><mo>\u2062</mo><mi>a</mi></mrow>"),
        (r"\ln t", "<mrow><mi>ln</mi><mo>\u2061</mo><mi>t</mi></mrow>"),
    ],
)  # fmt: skip
def test_how_scalars_are_written(text: str, wanted: str) -> None:
    assert expression(parse_formula(text)) == wanted


@pytest.mark.parametrize(
    "latex",
    ["<script>alert(1)</script>", "&lt;", r"\input{x}", r"\text{a}", '"', "x'", "a]b", r"\frac{1}"],
)
def test_a_scalar_outside_the_grammar_raises(latex: str) -> None:
    with pytest.raises(ScalarError):
        expression(Formula(latex, False))


def test_signs_in_sums() -> None:
    half = Number(-1, written=r"-\frac{2}{4}")
    terms = (Number(-2), Symbol("a"), Formula("-b+c", True), half)
    element = ElementTree.fromstring(expression(Sum((terms,))))
    assert said(element) == "-2+a-b+c-2/4"
    forms = [(sign.text, sign.get("form")) for sign in element.findall("mo")]
    assert forms == [("−", "prefix"), ("+", "infix"), ("−", "infix"), ("+", None), ("−", "infix")]
    product = Product((Number(-2), Formula("-b", True), Formula("a+b", True)))
    assert said(ElementTree.fromstring(expression(product))) == "(-2)·(-b)·(a+b)"


def test_a_letter_after_a_sum_sign_is_in_the_same_row() -> None:
    sum_ = BigSum("i", None, 3, 2, Symbol("a"))
    found = ElementTree.fromstring(expression(sum_))
    assert found.tag == "mrow"
    assert [child.tag for child in found] == ["munderover", "mi"]
    assert said(found) == "Σ(i=-∞..3step2)a"


def test_words_cannot_become_markup() -> None:
    """What is not checked by the model: sentences, remarks and the problem line."""
    hostile = "<img src=x onerror=\"alert('1')\"> & </p> ]]>"
    step = Step("x", (), (Between(0, 1, 2, hostile), ), hostile)
    root = ElementTree.fromstring(document([step], hostile))
    assert root.get("data-problem") == hostile
    paragraph = root.find("p")
    assert paragraph is not None
    assert paragraph.text == hostile
    (remark,) = root.iter(f"{NAMESPACE}mtext")
    assert remark.text == hostile.replace(" ", "\xa0")


def test_a_wide_display_can_be_reached_by_the_keyboard() -> None:
    narrow, wide = derived("conv image=3 kernel=1 at=0", "brief"), derived("conv at=1,1", "brief")
    assert "tabindex" not in fragment(narrow[-1])
    assert 'tabindex="0" role="group" aria-label="formula"' in fragment(wide[-1])


def test_it_is_aligned_in_a_browser(browser) -> None:
    """Left sides end, and relations begin, at the same place in every row; words are whole."""
    derivations = (
        Problem.parse("conv image=7x7 kernel=3x3 at=1,1").derive(),
        Problem.parse("correlate image=N@corner kernel=k@corner stride=s dilation=d").derive(),
    )
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    parts = [render.write_derivation(one, "mathml", "full") for one in derivations]
    page.set_content(f"<!DOCTYPE html><html lang=en><body>{''.join(parts)}")
    tables = page.evaluate("""() => [...document.querySelectorAll("math > mtable")].map(table =>
        [...table.children].map(row => [...row.children].map(cell => {
            const box = (cell.firstElementChild ?? cell).getBoundingClientRect();
            return {text: cell.textContent, left: box.left, right: box.right, high: box.height};
        })))""")
    page.close()
    aligned = 0
    for table in tables:
        relations = [row[-1]["left"] for row in table if row[-1]["text"].startswith("=")]
        assert relations == pytest.approx(relations[:1] * len(relations), abs=0.5)
        ends = [row[0]["right"] for row in table if row[0]["text"] and len(row) != 2]
        ends += [row[0]["right"] for row in table if row[0]["text"] and relations]
        if table[0][0]["text"] != "plugged\xa0in":
            assert ends == pytest.approx(ends[:1] * len(ends), abs=0.5)
            aligned += len(ends) > 1
        remarks = [row[-1]["high"] for row in table if len(row) == 4 and row[-1]["text"]]
        assert max(remarks, default=0) < 30  # no remark is broken over two lines
    assert aligned >= 2


def test_an_unknown_format_names_it() -> None:
    with pytest.raises(OutputError, match="mathml"):
        render.find("docbook")
