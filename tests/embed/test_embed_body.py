"""What stands in blocks: right in every language, read back and proved, and safe there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from notes_samples import PICTURED, PREFIXES, Slot
from outside import missing
from strategies import cases, lines, valued

from symconv import Problem
from symconv.embed.body import Body, folder_of, make, referred
from symconv.embed.language import ENDINGS, LANGUAGES, find, pictured
from symconv.embed.notes import edited, renew
from symconv.embed.request import KEYS, SHOWS, parse
from symconv.errors import SymconvError
from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport

LATEX, MARKDOWN, RST, TYPST = LANGUAGES
READ = (LATEX, MARKDOWN, RST)
FORMULAS = ("worked", "range", "value", "table", "statement")
DETAILS = ("brief", "normal", "full")


def body(line: str, kind: str = "md") -> Body:
    (language,) = [one for one in LANGUAGES if one.kind == kind]
    return make(parse(line), language, "notes-symconv")


def text(line: str, kind: str = "md") -> str:
    return "\n".join(body(line, kind).lines)


# What symconv writes into notes, it proves there


def stated(kind: str, prefix: str, problem: str, words: str) -> FileReport:
    """Judge a document with a block after its markers are taken out, the problem stated."""
    (language,) = [one for one in LANGUAGES if one.kind == kind]
    slot = Slot(kind, prefix, f"{problem} {words}", "\n", "")
    done = renew(slot.text, language, "notes-symconv", lambda path: None)
    assert done.troubles == ()
    fresh = edited(slot.text, done.edits)
    fresh = fresh.replace(f" {words}", "", 1)
    inside = "".join(line for line in fresh.splitlines(True) if "symconv:end" not in line)
    if kind == "md":
        assert judge_text(notebook(inside), "ipynb").verdict == judge_text(inside, kind).verdict
    return judge_text(inside, kind)


def notebook(source: str) -> str:
    cell = {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(True)}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def assert_proved(report: FileReport) -> None:
    rows = report.text.split("\n")
    wrong = [
        (rows[line.place.line - 1], line.verdict, line.says)
        for line in report.lines
        if line.verdict != "proved"
    ]
    assert wrong == []
    assert [(rows[one.place.line - 1], one.why) for one in report.ignored] == []
    assert report.verdict == "proved"
    assert report.lines


@settings(max_examples=80)
@given(st.data(), st.sampled_from(["tex", "md", "rst"]))
def test_what_blocks_hold_is_proved(data: st.DataObject, kind: str) -> None:
    drawn = data.draw(valued(longest=4, outputs=("full", "same", "valid", "given")))
    shows = list(FORMULAS)
    problem = drawn.line
    outputs = drawn.case.outputs()
    if outputs and data.draw(st.booleans()):
        problem += f" at={','.join(map(str, data.draw(st.sampled_from(outputs))))}"
    else:
        shows.remove("table")
    show = data.draw(st.lists(st.sampled_from(shows), min_size=1, max_size=3, unique=True))
    words = f"show={','.join(show)} detail={data.draw(st.sampled_from(DETAILS))}"
    words += data.draw(st.sampled_from(("", " words=no", " words=yes")))
    assert_proved(stated(kind, data.draw(st.sampled_from(PREFIXES[kind])), problem, words))


@settings(max_examples=60)
@given(lines(), st.sampled_from(["tex", "md", "rst"]), st.sampled_from(FORMULAS))
def test_every_problem_line_is_shown_and_proved_or_refused(line: str, kind: str, show: str) -> None:
    try:
        Problem.parse(line).derive().latex()  # letters may be unclear, which a range never tells
        made = text(f"{line} show={show} detail=full", kind)
    except SymconvError:
        return
    assert made.strip()
    assert_proved(stated(kind, "", line, f"show={show} detail=full"))


def test_a_generated_block_is_passed_by_and_a_formula_beside_it_is_judged() -> None:
    wrong = "$$ y[0] = x[0] h[0] + x[1] h[1] $$"
    start = "<!-- symconv: conv image=3 kernel=3 -->\n"
    block = "<!-- symconv: xcorr image=5 kernel=3 show=range -->\n{}\n<!-- symconv:end -->\n"
    assert judge_text(start + block.format(wrong), "md").lines == ()
    report = judge_text(start + block.format(wrong) + wrong, "md")
    assert report.verdict == "refuted"
    assert report.problem == "conv image=3 kernel=3"
    assert {line.place.line for line in report.lines} == {5}


# What each word shows


def test_blocks_show_what_is_asked_in_the_order_asked() -> None:
    parts = {show: text(f"conv at=1,1 show={show} words=no").strip() for show in FORMULAS}
    assert len(set(parts.values())) == len(FORMULAS)
    both = text("conv at=1,1 show=table,value words=no")
    assert both.strip() == f"{parts['table']}\n\n{parts['value']}"
    assert r"\text{plugged in}" in parts["table"]
    assert parts["value"].count("$$") == 2
    assert r"x[0,0] \cdot i" in parts["value"]
    assert r"\ast" in parts["statement"]


def test_the_detail_tells_how_much_is_shown() -> None:
    for show in ("worked", "range", "table", "statement", "value"):
        line = f'conv image="[1 2; 3 4]" kernel="[1 0; 2 1]" at=0,0 show={show}'
        sizes = [len(text(f"{line} detail={detail}")) for detail in DETAILS]
        assert sizes == sorted(sizes)
        assert sizes[0] < sizes[2]
    brief = text("conv at=-4,-4 show=table detail=brief")
    assert "no such" in text("conv at=-4,-4 show=table")
    assert "no such" not in brief


def test_worked_examples_are_those_of_derive() -> None:
    derived = Problem.parse("conv at=1,1").derive()
    for detail in DETAILS:
        line = f"conv at=1,1 show=worked detail={detail}"
        head = "% symconv: conv image=7x7 kernel=3x3 at=1,1\n\n"
        assert head + text(line, "tex") + "\n" == derived.latex(detail)
        head = "<!-- symconv: conv image=7x7 kernel=3x3 at=1,1 -->\n"
        assert head + text(line, "md") == derived.markdown(detail)


def test_sentences_can_be_left_out_and_put_in() -> None:
    assert "This is" in text("conv at=1,1 show=worked")
    assert "This is" not in text("conv at=1,1 show=worked words=no")
    assert "Write the kernel" not in text("conv at=1,1 show=value")
    assert "Write the kernel" in text("conv at=1,1 show=value words=yes")


def test_an_output_without_terms_is_zero_in_every_form() -> None:
    for show in ("value", "table", "worked"):
        assert "= 0" in text(f"conv image=1 kernel=2 dilation=3 at=-1 show={show}")


def test_a_note_about_the_entries_comes_along() -> None:
    (note,) = body("conv kernel=6x6 at=0,0 show=value").notes
    assert "h[0,0]" in note


@settings(max_examples=60)
@given(cases(1, 3, 3), st.sampled_from(DETAILS), st.data())
def test_no_sentence_has_a_sign_that_means_something(
    case: Any, detail: str, data: st.DataObject
) -> None:
    problem = Problem.parse(case.line)
    outputs = case.outputs()
    if outputs:
        problem = problem.placed(data.draw(st.sampled_from(outputs)))
    for step in problem.derive().steps(detail):
        assert re.fullmatch(r"[A-Za-z0-9 ,.:-]+", step.because)


# The words of a block


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("conv", "show"), ("conv show=", "no value"), ("conv show=value,", "worked, range"),
        ("conv show=value,value", "twice"), ("conv show=value show=range", "twice"),
        ("conv shows=value show=range", "unknown word 'shows'"),
        ("conv show=value detail=much", "brief, normal, full"),
        ("conv show=value words=some", "yes, no"), ("conv show=value theme=dark", "add picture"),
        ("conv show=value alt=x", "add picture"), ("conv show=picture format=gif", "tikz, svg"),
        ("conv show=value image=file:a.csv", "names a file"), ('conv show="value', "quotation"),
        ("conv show=value what", "'what'"), ("conf show=value", "'conf'"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_quoted(line: str, says: str) -> None:
    with pytest.raises(SymconvError) as caught:
        parse(line)
    assert says in str(caught.value)


def test_an_unknown_word_lists_all_words() -> None:
    with pytest.raises(SymconvError) as caught:
        parse("conv colour=red show=value")
    for key in KEYS:
        assert key.name in str(caught.value)


@given(lines(), st.permutations(["show=value,range", "detail=brief", "words=no"]))
def test_the_problem_of_a_block_is_what_is_left(line: str, words: list[str]) -> None:
    try:
        problem = Problem.parse(line)
    except SymconvError:
        return
    request = parse(" ".join([line, *words]))
    assert str(request.problem) == str(problem)
    assert (request.shows, request.detail, request.sentences) == (
        ("value", "range"),
        "brief",
        False,
    )


def test_every_name_of_show_is_known() -> None:
    for show in SHOWS:
        assert body(f"conv at=1,1 show={show.name}").lines


# In each language


def test_kinds_of_files_are_told_by_their_endings() -> None:
    names = ["a.tex", "a.md", "a.qmd", "a.rst", "a.typ", "a.ipynb", "a.MD"]
    known = [find(name) for name in names]
    assert [language and language.name for language in known] == [
        "latex", "markdown", "markdown", "rst", "typst", "markdown", "markdown",
    ]  # fmt: skip
    assert find("a.py") is None
    assert find("tex") is None
    assert all(find(f"a{ending}") for ending in ENDINGS)


def test_displays_are_those_that_katex_reads(katex: Callable[[Sequence[str]], list[str]]) -> None:
    markdown = text("conv at=1,1 show=worked,range,table detail=full", "md")
    displays = re.findall(r"\$\$\n(.*?)\n\$\$", markdown, re.DOTALL)
    rst = text("conv at=1,1 show=worked,range,table detail=full", "rst")
    shown = re.findall(r"\.\. math::\n\n((?:   .*\n)+)", rst)
    dedented = [re.sub(r"(?m)^   ", "", display).rstrip("\n") for display in shown]
    assert dedented == displays
    assert len(displays) > 10
    assert katex(displays) == []


@pytest.mark.parametrize("prefix", PREFIXES["md"])
def test_markdown_shows_blocks_wherever_they_stand(prefix: str) -> None:
    line = "conv at=1,1 show=worked,picture alt='y[1,1] is *not* $x$ <b> \\ `c` _d_ &amp;'"
    slot = Slot("md", prefix, line, "\n", "")
    done = renew(slot.text, MARKDOWN, "notes-symconv", lambda path: None)
    parser = MarkdownIt("commonmark").use(dollarmath_plugin, allow_space=True)
    tokens = parser.parse(edited(slot.text, done.edits))
    flat = [one for token in tokens for one in [token, *(token.children or [])]]
    kinds = [token.type for token in flat]
    assert kinds.count("math_block") == slot_displays(line)
    assert kinds.count("html_block") == 2
    assert "code_block" not in kinds
    assert [token.content for token in flat if token.type == "html_inline"] == ["<!-- -->"]
    (image,) = [token for token in flat if token.type == "image"]
    assert image.attrs["src"] == done.pictures[0].path
    shown = "".join(child.content for child in image.children or [])
    assert shown == "y[1,1] is *not* $x$ <b> \\ `c` _d_ &amp;"


def slot_displays(line: str) -> int:
    return sum(row == "$$" for row in body(line).lines) // 2


@given(st.text(alphabet="ab[]()\\*_`<>&$~|%{}^ :é", min_size=1, max_size=30))
def test_any_words_can_describe_a_picture(alt: str) -> None:
    alt = " ".join(alt.split())
    (paragraph,) = [
        token
        for token in MarkdownIt("commonmark").parse(pictured(MARKDOWN, "n-symconv/a.svg", alt))
        if token.type == "inline"
    ]
    image, _comment = paragraph.children or []
    assert image.type == "image"
    assert image.attrs["src"] == "n-symconv/a.svg"
    assert "".join(child.content for child in image.children or []) == alt


@pytest.mark.parametrize("prefix", PREFIXES["rst"])
def test_docutils_reads_blocks_without_a_warning(prefix: str) -> None:
    try:
        from docutils.core import publish_doctree
    except ImportError:
        missing("docutils")
    line = r"conv at=1,1 show=worked,range,picture alt='y is \ *not* `x`'"
    slot = Slot("rst", prefix, line, "\n", "")
    done = renew(slot.text, RST, "notes-symconv", lambda path: None)
    settings = {"halt_level": 2, "report_level": 2}
    tree = publish_doctree(f"Words.\n\n{edited(slot.text, done.edits)}\nWords.",
                           settings_overrides=settings)  # fmt: skip
    kinds = [node.tagname for node in tree.findall()]
    assert kinds.count("math_block") == slot_displays(line)
    assert kinds.count("comment") == 2
    (image,) = [node for node in tree.findall() if node.tagname == "image"]
    assert image["uri"] == done.pictures[0].path
    assert image["alt"] == r"y is \ *not* `x`"


@pytest.mark.parametrize("prefix", PREFIXES["typ"])
def test_typst_compiles_with_blocks(
    prefix: str, tmp_path: Path, pdf_text: Callable[[Path], str]
) -> None:
    try:
        import typst
    except ImportError:
        missing("typst")
    line = "conv at=1,1 show=worked,range,picture alt='y is \\ \"not\" `x`' detail=full"
    slot = Slot("typ", prefix, line, "\n", "")
    done = renew(slot.text, TYPST, "notes-symconv", lambda path: None)
    assert done.troubles == ()
    (tmp_path / "notes-symconv").mkdir()
    for picture in done.pictures:
        (tmp_path / picture.path).write_bytes(picture.data)
    source = tmp_path / "notes.typ"
    source.write_text(f"- Words.\n{edited(slot.text, done.edits)}\nWords.", encoding="utf-8")
    typst.compile(str(source), output=str(tmp_path / "notes.pdf"))
    shown = pdf_text(tmp_path / "notes.pdf")
    assert "plugged in" in shown
    assert shown.count("no such entry") == 7
    assert "symconv" not in shown
    assert renew(source.read_text(encoding="utf-8"), TYPST, "notes-symconv",
                 lambda path: (tmp_path / path).read_bytes()).changes == ()  # fmt: skip


def test_latex_with_blocks_compiles(typeset: Callable[..., Any]) -> None:
    fragments = {
        line: f"Words.\n{text(line, 'tex')}\n\nWords."
        for line in (
            "conv at=1,1 show=worked,range,value,table,statement detail=full",
            "conv at=1,1 show=worked,range,value,table,statement words=no",
            'conv image="[1 2; 3 4]" kernel="[1/2 0; -1 {\\frac{1}{3}}]" at=0,0 show=worked',
        )
    }
    assert typeset(fragments).troubles == {}


def test_latex_with_pictures_compiles(
    compile_document: Callable[[str], Any], tmp_path: Path
) -> None:
    made = body("conv at=1,1 show=value,picture", "tex")
    assert compile_document(
        "\\documentclass{article}\n\\usepackage{amsmath,xcolor,tikz}\n\\begin{document}\n"
        "\\begin{itemize}\\item Words\n" + "\n".join(made.lines) + "\n\\end{itemize}\n"
        "\\end{document}\n"
    ).troubles == {}  # fmt: skip


def test_a_frame_of_beamer_shows_one_output_after_the_other(
    compile_document: Callable[[str], Any], pdf_text: Callable[[Path], str]
) -> None:
    made = body("conv image=3 kernel=2 show=statement,picture picture=frames", "tex")
    done = compile_document(
        "\\documentclass{beamer}\n\\usepackage{tikz}\n\\begin{document}\n\\begin{frame}{Title}\n"
        + "\n".join(made.lines) + "\n\\end{frame}\n\\end{document}\n"
    )  # fmt: skip
    assert done.troubles == {}
    pages = pdf_text(done.pdf).split("\f")[:-1]
    assert len(pages) == 4
    for output, page in zip(("y[-2]", "y[-1]", "y[0]", "y[1]"), pages):
        assert output in page.replace("−", "-").replace(" ", "")


@pytest.mark.parametrize("line", PICTURED)
@pytest.mark.parametrize("kind", ["md", "rst"])
def test_pictures_are_referred_to_where_they_are(line: str, kind: str) -> None:
    made = body(line, kind)
    assert referred("\n".join(made.lines)) == [picture.path for picture in made.pictures]


def test_pandoc_does_not_print_the_description_of_a_picture() -> None:
    try:
        from pypandoc import convert_text
    except ImportError:
        missing("pypandoc")
    line = 'conv at=1,1 show=value,picture alt="the kernel y[1,1]"'
    for source in ("markdown", "gfm"):
        html = convert_text(text(line), "html", source, extra_args=["--mathml"])
        assert html.count('alt="the kernel y[1,1]"') == 1
        assert "<figcaption" not in html
        assert html.count("<math") == slot_displays(line)
        assert "$" not in html
        assert "the kernel y" not in convert_text(text(line), "latex", source)


def test_folders_of_pictures_have_plain_names() -> None:
    names = ["notes.md", "a b(1)#.md", "..md", "naïve.ipynb", "α.md", "a.b.md", "-x.md"]
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*-symconv", folder_of(name))
