"""What notebooks show: the bundles, and a real notebook that is executed and converted."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from outside import missing

import symconv
from symconv.api import Ranges
from symconv.draw import typeset
from symconv.draw.shown import Pdf, Png, Svg

PROBLEM = symconv.Problem.parse("conv image=7x7 kernel=3x3")
DERIVED = PROBLEM.derive(at=(1, 1))
UNSEEN = (  # what has no picture
    "conv image=-K..K kernel=-k..k",
    "conv image=3x3x3x3 kernel=1x1x1x1",
    "conv stride=s",
)


class Image(NamedTuple):
    """An ``img`` element: its words and its decoded source."""

    alt: str
    source: str


def images(html: str) -> list[Image]:
    """The images in HTML or Markdown."""
    found: list[Image] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            told = dict(attrs)
            if tag == "img":
                kind, _, data = str(told["src"]).partition(";base64,")
                assert kind == "data:image/svg+xml"
                found.append(Image(str(told["alt"]), base64.b64decode(data).decode()))

    Reader().feed(html)
    return found


# Bundles


def test_a_derivation_shows_its_formulas_and_its_picture_in_one_bundle() -> None:
    bundle = DERIVED._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "text/markdown", "text/latex", "image/svg+xml"]
    assert bundle["text/plain"] == DERIVED.text()
    assert bundle["image/svg+xml"] == DERIVED.draw("overlay")
    (image,) = images(bundle["text/markdown"])
    assert image.source == DERIVED.draw("overlay")
    assert "i on [0,0], h on [1,0]" in image.alt


def test_ranges_show_how_they_are_solved(
    katex: Callable[[Sequence[str]], list[str]]
) -> None:
    ranges = PROBLEM.ranges()
    assert ranges == tuple(ranges)
    assert isinstance(ranges, Ranges)
    bundle = ranges._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "text/markdown", "text/latex"]
    assert bundle["text/plain"] == repr(tuple(ranges))
    displays = bundle["text/markdown"].split("$$")[1::2]
    assert katex(displays) == []
    assert r"{\max(-3, m-1)} \le i \le \min(3, m+1)" in displays[0]
    assert r"{-4} \le m \le 4" in displays[-1]
    assert list(ranges._repr_mimebundle_(include={"text/latex"})) == ["text/latex"]


@pytest.mark.parametrize("kind", ["text/markdown", "text/latex"])
def test_formulas_are_displays_that_every_viewer_typesets(
    kind: str, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    text = DERIVED._repr_mimebundle_()[kind]
    parts = text.split("$$")
    assert len(parts) % 2 == 1
    assert len(parts) > 10
    assert katex(parts[1::2]) == []
    assert all("\\" not in words and "symconv:" not in words for words in parts[::2])
    assert "align*" not in text


def test_the_latex_of_a_bundle_is_latex(compile_document: Callable[[str], Any]) -> None:
    """With what nbconvert loads."""
    text = DERIVED._repr_mimebundle_()["text/latex"]
    done = compile_document(
        "\\documentclass{article}\n\\usepackage{amsmath}\n\\usepackage{xcolor}\n"
        f"\\begin{{document}}\n{text}\n\\end{{document}}\n"
    )
    assert done.troubles == {}


def test_each_kind_of_a_bundle_has_a_method_of_its_own() -> None:
    worked = symconv.Problem.parse("conv at=1,1").derive()
    bundle = worked._repr_mimebundle_()
    assert worked._repr_latex_() == bundle["text/latex"]
    assert worked._repr_markdown_() == bundle["text/markdown"]
    assert symconv.Problem.parse("conv")._repr_latex_() is None  # it shows its picture


def test_a_bundle_holds_what_is_asked_for() -> None:
    whole = DERIVED._repr_mimebundle_()
    assert DERIVED._repr_mimebundle_(include={"text/latex", "image/svg+xml", "text/html"}) == {
        "text/latex": whole["text/latex"], "image/svg+xml": whole["image/svg+xml"],
    }  # fmt: skip
    left = DERIVED._repr_mimebundle_(exclude=["text/latex"])
    assert left == {kind: data for kind, data in whole.items() if kind != "text/latex"}
    both = DERIVED._repr_mimebundle_(include=["text/plain", "text/latex"], exclude=["text/latex"])
    assert list(both) == ["text/plain"]
    assert PROBLEM._repr_mimebundle_(include=["text/plain"]) == {"text/plain": str(PROBLEM)}


def test_a_problem_shows_its_arrays_or_the_patch_of_its_output() -> None:
    for problem, picture in ((PROBLEM, "arrays"), (PROBLEM.placed((1, 1)), "overlay")):
        bundle = problem._repr_mimebundle_()
        assert bundle["text/plain"] == str(problem)
        assert bundle["image/svg+xml"] == problem.draw(picture) == problem._repr_svg_()
        (image,) = images(bundle["text/markdown"])
        assert image.source == bundle["image/svg+xml"]


@pytest.mark.parametrize("line", UNSEEN)
def test_what_cannot_be_drawn_shows_its_formulas(line: str) -> None:
    problem = symconv.Problem.parse(line)
    for shown in (problem, problem.derive()):
        assert shown._repr_svg_() is None
        bundle = shown._repr_mimebundle_()
        assert list(bundle) == ["text/plain", "text/markdown", "text/latex"]
        assert bundle["text/markdown"].count("$$") >= 6
        assert images(bundle["text/markdown"]) == []


def test_of_a_large_image_the_part_around_the_patch_is_shown() -> None:
    derived = symconv.Problem.parse("conv image=500x500 kernel=3x3").derive(at=(100, 100))
    svg = derived._repr_svg_()
    assert svg is not None
    assert ">[101,101]<" in svg
    assert symconv.Problem.parse("conv image=500x500 kernel=3x3")._repr_svg_() is None


# Pictures


def test_drawn_pictures_are_text_or_bytes_that_show_themselves() -> None:
    svg = PROBLEM.draw("kernel")
    assert isinstance(svg, Svg)
    assert svg == str(svg)
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert repr(svg).startswith("<SVG: The kernel h: indices and entries. The kernel h twice:")
    bundle = svg._repr_mimebundle_(exclude=["application/pdf"])
    assert list(bundle) == ["text/plain", "text/html", "image/svg+xml"]
    assert [image.source for image in images(bundle["text/html"])] == [svg]
    assert type(PROBLEM.draw("kernel", "tikz")) is str
    with pytest.raises(symconv.OutputError, match="not known"):
        PROBLEM.draw("kernel", "gif")
    with pytest.raises(symconv.OutputError, match="at=1,1"):
        PROBLEM.draw()


def test_printed_pictures_show_themselves_too() -> None:
    if not typeset.typst_installed():
        missing("typst (pip install typst)")
    png, pdf = DERIVED.draw(to="png"), DERIVED.draw(to="pdf", theme="dark", crop="0..3,0..3")
    assert isinstance(png, Png)
    assert isinstance(pdf, Pdf)
    for data, kind, start in ((png, "image/png", b"\x89PNG"), (pdf, "application/pdf", b"%PDF")):
        assert data.startswith(start)
        bundle = data._repr_mimebundle_()
        assert base64.b64decode(bundle[kind]) == data
        assert bundle["text/plain"] == repr(data) == f"<{kind[-3:].upper()}: {len(data)} bytes>"
    inside = Svg(DERIVED.draw())._repr_mimebundle_()["application/pdf"]
    assert base64.b64decode(inside).startswith(b"%PDF")


def test_without_typst_an_svg_has_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    svg = PROBLEM.draw("kernel")
    assert isinstance(svg, Svg)
    assert "application/pdf" not in svg._repr_mimebundle_()


# A notebook


CELLS = (
    "import symconv\n"
    "problem = symconv.Problem.parse('conv image=7x7 kernel=3x3')\nproblem",
    "problem.derive(at=(1, 1))",
    "problem.derive()",
    "symconv.Problem.parse('conv image=-K..K kernel=-k..k')",
    "problem.draw('flip')",
)  # fmt: skip


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with these cells, executed."""
    try:
        import nbclient  # noqa: F401 - the program below uses it
        import nbformat
    except ImportError:
        missing("nbclient (pip install nbclient ipykernel)")
    written = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    path = tmp_path_factory.mktemp("notebook") / "shown.ipynb"
    path.write_text(nbformat.writes(written), encoding="utf-8")
    program = (
        "import sys, nbformat, nbclient\n"
        "book = nbformat.read(sys.argv[1], 4)\n"
        "nbclient.NotebookClient(book, timeout=60, kernel_name='python3').execute()\n"
        "nbformat.validate(book)\nnbformat.write(book, sys.argv[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, timeout=180,
        env={**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return path


def outputs(path: Path) -> list[list[dict[str, str]]]:
    """The bundles of each cell."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        [
            {kind: "".join(data) for kind, data in output["data"].items()}
            for output in cell["outputs"]
        ]
        for cell in cells
    ]


FORMULAS = ["text/latex", "text/markdown", "text/plain"]
PICTURE = ["image/svg+xml", "text/html", "text/plain"]


def test_a_worked_example_and_its_picture_are_two_outputs(notebook: Path) -> None:
    """So that each viewer shows both, whichever kind it likes best."""
    kinds = [
        [sorted(set(bundle) - {"application/pdf"}) for bundle in cell] for cell in outputs(notebook)
    ]
    assert kinds == [[PICTURE], [FORMULAS, PICTURE], [FORMULAS], [FORMULAS], [PICTURE]]
    formulas, picture = outputs(notebook)[1]
    assert formulas["text/plain"] == DERIVED.text()
    assert "<img" not in formulas["text/markdown"]
    assert picture["image/svg+xml"] == DERIVED.draw()
    if typeset.typst_installed():
        assert base64.b64decode(picture["application/pdf"]).startswith(b"%PDF")


def converted(notebook: Path, to: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", to, "--stdout", str(notebook)],
        capture_output=True, timeout=180, cwd=notebook.parent,
    )  # fmt: skip
    if b"No module named nbconvert" in done.stderr:
        missing("nbconvert (pip install nbconvert)")
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8")


def test_nbconvert_shows_formulas_and_pictures_in_html(notebook: Path) -> None:
    html = converted(notebook, "html")
    found = images(html)
    assert [image.source for image in found] == [
        PROBLEM.draw("arrays"), DERIVED.draw(), PROBLEM.draw("flip"),
    ]  # fmt: skip
    assert all(len(image.alt) > 40 for image in found)
    assert html.count(r"\begin{array}{l|l}") == 1  # the worked example, once


def test_nbconvert_shows_formulas_and_pictures_in_latex(notebook: Path) -> None:
    if not typeset.typst_installed():
        missing("typst (pip install typst)")
    latex = converted(notebook, "latex")
    assert latex.count(r"\begin{array}{l|l}") == 1
    assert latex.count(r"\adjustimage") == 3


def test_a_terminal_shows_text() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor"],
        input="\n".join((*CELLS[:2], "exit()\n")).encode(), capture_output=True, timeout=120,
    )  # fmt: skip
    if b"No module named IPython" in done.stderr:
        missing("IPython (pip install ipython)")
    told = done.stdout.decode()
    assert f"Out[3]: {PROBLEM}\n" in told
    assert DERIVED.text().strip() in told
    assert "<svg" not in told
