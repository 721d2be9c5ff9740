"""The magics, run by IPython itself, and notebooks as nbclient and nbconvert take them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.embed.body import make as make_body
from symconv.embed.language import MARKDOWN
from symconv.embed.request import parse
from symconv.errors import SymconvError
from symconv.verify import verify

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("IPython")

WORKED = "conv image=7x7 kernel=3x3 at=1,1"


class Ran(NamedTuple):
    """What a cell showed, one bundle for each output, and what it failed with."""

    shown: list[dict[str, str]]
    failed: str
    printed: str

    def texts(self, kind: str) -> list[str]:
        """The outputs of a kind that there are, in order."""
        return [bundle[kind] for bundle in self.shown if kind in bundle]


Shell = Callable[[str], Ran]


@pytest.fixture(scope="module")
def shell() -> Iterator[Shell]:
    """A function that runs a cell in a shell of IPython that has loaded the extension."""
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    made: Any = InteractiveShell.instance(config=config)
    made.display_formatter.active_types = made.display_formatter.format_types
    publisher: Any = CapturingDisplayPublisher()
    made.display_pub = publisher

    def run(cell: str) -> Ran:
        publisher.outputs.clear()
        with capture_output(display=False) as captured:
            result = made.run_cell(cell)
        error = result.error_before_exec or result.error_in_exec
        shown = [output["data"] for output in publisher.outputs]
        printed = captured.stdout + captured.stderr
        return Ran(shown, "" if error is None else str(error), printed)

    assert run("%load_ext symconv").failed == ""
    yield run
    InteractiveShell.clear_instance()


# Showing


def test_a_cell_shows_what_a_block_of_notes_holds(shell: Shell) -> None:
    for words in (
        f"{WORKED} show=worked",
        f"{WORKED} show=statement,table,value detail=brief",
        "conv image=-K..K kernel=-k..k show=range words=no",
        r'conv image=5 kernel="[{\frac{1}{4}} {\frac{1}{2}} {\frac{1}{4}}]" at=0 show=value',
    ):
        ran = shell(f"%%symconv\n{words}")
        block = "\n".join(make_body(parse(words), MARKDOWN, "").lines).strip("\n")
        assert (ran.failed, ran.printed) == ("", "")
        assert ran.texts("text/markdown") == [block]
        assert ran.texts("text/latex") == [block]
        assert len(ran.shown) == 1
        assert shell(f"%symconv {words}").shown == ran.shown


def test_a_picture_is_an_output_of_its_own_as_svg_and_pdf(shell: Shell) -> None:
    pytest.importorskip("typst")
    ran = shell(f"%%symconv {WORKED}\nshow=value,picture,statement\nalt='It is flipped'")
    assert [sorted(bundle) for bundle in ran.shown] == [
        ["text/latex", "text/markdown", "text/plain"],
        ["application/pdf", "image/svg+xml", "text/html", "text/plain"],
        ["text/latex", "text/markdown", "text/plain"],
    ]
    picture = ran.shown[1]
    assert "<desc>It is flipped</desc>" in picture["image/svg+xml"]
    assert "It is flipped" in picture["text/html"]
    assert picture["application/pdf"].startswith("JVBERi")  # %PDF- in base64


def test_a_picture_needs_no_program(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    ran = shell(f"%symconv {WORKED} show=picture")
    assert sorted(ran.shown[0]) == ["image/svg+xml", "text/html", "text/plain"]


def test_without_show_a_problem_is_worked(shell: Shell) -> None:
    assert shell(f"%symconv {WORKED}").shown == shell(f"%symconv {WORKED} show=worked").shown
    assert "by definition" in shell("%symconv conv").texts("text/plain")[0]


def test_a_cell_holds_several_problems_on_several_lines(shell: Shell) -> None:
    ran = shell(
        "%%symconv conv image=5\nkernel=\"[1 0\n  -1]\" at=0\n\n# another\n"
        "show=value\nxcorr image=3 kernel=3\n  at=0 show=value"
    )
    assert ran.failed == ""
    first, second = (shell(f"%symconv {words}").shown for words in (
        'conv image=5 kernel="[1 0 -1]" at=0 show=value', "xcorr image=3 kernel=3 at=0 show=value",
    ))  # fmt: skip
    assert ran.shown == first + second


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%symconv conv image=0x7", "'0x7' is not a size for the image"),
        ("%%symconv\nconv\nshow=wrked", "line 2: 'show=wrked' is not known: use worked"),
        ("%%symconv\n\nconv show=value\nconv at=9,9", "line 4: the output [9,9] does not exist"),
        ("%symconv", "there is no problem here: write one, such as conv image=7x7"),
        ("%%symconv\ncnv image=3", "line 2: unknown operation 'cnv'"),
        ("%symconv conv image=file:secret.csv show=value", "names a file, and notes read none"),
        ("%%symconv_verify nonsense\nx = 1", "line 1: unknown operation 'nonsense'"),
        ("%%symconv_verify conv\nhello", "no derivation was found here"),
    ],
)  # fmt: skip
def test_what_is_wrong_fails_the_cell_without_a_traceback(
    shell: Shell, cell: str, says: str
) -> None:
    ran = shell(cell)
    assert says in ran.failed
    assert ran.printed == f"symconv: {ran.failed}\n"


def test_nothing_in_a_line_is_taken_for_python(shell: Shell) -> None:
    """IPython itself would put in the value of {…} and of $name."""
    shell("secret = 'x'\nfrac = 3")
    ran = shell(r'%symconv conv image=3 kernel="[{\frac{1}{4}} {1+1} 0]" at=0 show=value')
    assert ran.failed == ""
    assert r"\frac{1}{4}" in ran.texts("text/markdown")[0]
    assert "{secret}" in shell("%%symconv_verify {secret}\nx = 1").failed
    assert "$secret" in shell("%symconv $secret").failed


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60)
def test_any_text_shows_something_or_fails_with_a_message(line: str, cell: str) -> None:
    from symconv.embed import magics

    messages = []
    original, magics._publish = magics._publish, lambda output: None
    try:
        for run in (magics.symconv, magics.symconv_verify):
            try:
                run(line, cell)
            except SymconvError as error:
                messages.append(str(error))
    finally:
        magics._publish = original
    assert all(messages)


# Checking

RIGHT = r"""\begin{align*}
y[0] &= x[-1] h[1] + x[0] h[0] \\
     &\quad + x[1] h[-1]
\end{align*}"""
WRONG = RIGHT.replace("h[-1]", "h[0]")
BARE = WRONG.replace(r"\begin{align*}" + "\n", "").replace("\n" + r"\end{align*}", "")


def test_right_formulas_are_shown_and_proved(shell: Shell) -> None:
    ran = shell(f"%%symconv_verify conv image=3 kernel=3\n{RIGHT}")
    assert (ran.failed, ran.printed) == ("", "")
    formulas, report = ran.shown
    assert formulas["text/markdown"].startswith("$$\n\\begin{aligned}")
    assert formulas["text/latex"] == formulas["text/markdown"]
    assert verify(formulas["text/markdown"], "conv image=3 kernel=3").verdict == "proved"
    assert "✓ proved" in report["text/html"]
    assert report["text/plain"].startswith("cell: proved\n  read as: conv image=3 kernel=3")
    assert "file" not in report["text/plain"]


@pytest.mark.parametrize(("cell", "line", "column"), [(WRONG, 4, 20), (BARE, 3, 20)])
def test_a_wrong_term_fails_the_cell_at_its_own_line(
    shell: Shell, cell: str, line: int, column: int
) -> None:
    ran = shell(f"%%symconv_verify conv image=3 kernel=3\n{cell}")
    assert ran.failed == f"line {line}: wrong-index 'h[0]': x[1] meets h[-1], not h[0]."
    assert ran.printed == f"symconv: {ran.failed}\n"
    formulas, report = ran.shown
    assert "x[1] h[0]" in formulas["text/markdown"]
    assert f"cell:{line}:{column}: refuted, wrong-index" in report["text/plain"]
    page = report["text/html"]
    assert "✗ refuted" in page
    assert f"line {line}: wrong-index" in page
    shown = page.split("<pre")[1].split(">", 1)[1].split("</pre>")[0]
    source, carets = unescape(shown).split("\n")
    assert source[carets.index("^") : carets.rindex("^") + 1] == "h[0]"


def test_the_problem_may_come_from_the_text_and_prose_stays(shell: Shell) -> None:
    cell = "With $$ y[n] = \\sum_k x[k] h[n-k] $$ we *have* $y[0] = x[0] h[0]$."
    ran = shell(f"%%symconv_verify\n{cell}")
    assert ran.failed == ""
    assert ran.shown[0]["text/markdown"].strip() == cell
    assert "text/latex" not in ran.shown[0]  # nbconvert makes it of the Markdown


def test_what_is_open_is_told_and_fails_nothing(shell: Shell) -> None:
    ran = shell("%%symconv_verify conv image=3 kernel=3\ny[1] = x[0] h[1] + x[1] h[0] = 3")
    assert ran.failed == ""
    assert "? undecided" in ran.texts("text/html")[0]


def test_a_report_shows_itself(shell: Shell) -> None:
    """As the last value of a cell; what IPython shows is what the report gives it."""
    wrong = WRONG.replace("\\", "\\\\").replace("\n", "\\n")
    ran = shell(f"import symconv\ndisplay(symconv.verify('{wrong}', 'conv image=3 kernel=3'))")
    assert ran.failed == ""
    (shown,) = ran.shown
    assert "✗ refuted" in shown["text/html"]
    assert "line 3: wrong-index" in shown["text/html"]
    report = verify(WRONG, "conv image=3 kernel=3")
    assert shown["text/plain"] == str(report).rstrip("\n")


def test_reports_are_text_in_html(shell: Shell) -> None:
    ran = shell("%%symconv_verify conv\nh[1-0,1-0] = h[2,1] \\text{<script>alert(1)</script>}")
    assert "h[2,1]" in ran.failed
    assert "&lt;script&gt;" in ran.texts("text/html")[-1]
    assert "<script" not in ran.texts("text/html")[-1]


# Notebooks


def notebook(folder: Path, *cells: str) -> Path:
    import nbformat
    from nbformat import v4

    made = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell{number}"
    path = folder / "lecture.ipynb"
    nbformat.write(made, path)
    return path


def convert(path: Path, to: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbconvert", "--to", to, *options, path.name]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=120)


CELLS = (
    "%load_ext symconv",
    f"%symconv {WORKED} show=table,value,picture detail=brief",
    f"%%symconv_verify conv image=3 kernel=3\n{RIGHT}",
)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("nbconvert")
    pytest.importorskip("ipykernel")
    path = notebook(tmp_path_factory.mktemp("notebook"), *CELLS)
    done = convert(path, "notebook", "--execute", "--inplace")
    assert done.returncode == 0, done.stderr
    return path


def test_a_notebook_with_a_wrong_formula_is_not_built(tmp_path: Path) -> None:
    pytest.importorskip("nbconvert")
    path = notebook(tmp_path, CELLS[0], f"%%symconv_verify conv image=3 kernel=3\n{WRONG}")
    done = convert(path, "html", "--execute")
    assert done.returncode != 0
    assert "symconv: line 4: wrong-index 'h[0]': x[1] meets h[-1], not h[0]." in done.stderr
    assert not (tmp_path / "lecture.html").exists()


def test_html_of_a_notebook_shows_formulas_picture_and_report(
    executed: Path, browser: Browser, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    done = convert(executed, "html")
    assert done.returncode == 0, done.stderr
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.route("https://**", lambda route: route.abort())
    page.goto(executed.with_suffix(".html").as_uri())
    text = page.inner_text("body")
    formulas = re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)
    assert len(formulas) == 3
    assert katex(formulas) == []
    assert "✓ proved" in text
    shown = page.evaluate(
        "() => [...document.querySelectorAll('.jp-OutputArea svg, .jp-OutputArea img')]"
        ".map(one => one.getBoundingClientRect().width)"
    )
    assert len(shown) == 1
    assert 200 < shown[0] < 800
    page.close()


def test_pdf_of_a_notebook_holds_the_products_and_the_picture(
    executed: Path, pdf_text: Callable[[Path], str]
) -> None:
    from outside import compiled, tool

    pytest.importorskip("typst")
    program, find = tool("pdflatex"), tool("kpsewhich")
    done = convert(executed, "latex")
    assert done.returncode == 0, done.stderr
    assert "Inkscape" not in done.stderr
    source = executed.with_suffix(".tex")
    text = source.read_text(encoding="utf-8")
    assert re.search(r"adjustimage.*\.pdf}", text)
    # Packages of nbconvert's template that strike words out; there are none.
    for package in ("soul", "ulem", "alphabeta"):
        if not subprocess.run([find, f"{package}.sty"], capture_output=True).stdout:
            stub = f"\\ProvidesPackage{{{package}}}\n\\DeclareOption*{{}}\n\\ProcessOptions\n"
            (executed.parent / f"{package}.sty").write_text(stub, encoding="utf-8")
    made = compiled(program, source, ["lecture"], 40.0)
    assert made.troubles == {}
    words = re.sub(r"\s", "", normalize("NFKC", pdf_text(made.pdf)))
    assert "x[0,0]·i+x[1,0]·h+x[2,0]·g" in words
    assert "Convolution,y[1,1]" in words
    assert "cell:proved" in words
