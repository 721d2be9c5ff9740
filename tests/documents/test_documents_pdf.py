"""PDFs: the page holds the derivation, through TeX and through typst, the same each time."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from unicodedata import normalize

import pytest

from symconv import OutputError, Problem, pdflatex
from symconv.cli import main
from symconv.documents import columns, derivation, latex, notes, outputs, ranges
from symconv.documents import pdf as module

ARTICLE = "conv image=7x7 kernel=3x3 at=1,1"
GAUSSIAN = (
    r'conv image=5x5 kernel="[{\frac{1}{2\pi\sigma^2}e^{-1/\sigma^2}} {\frac{2}{16}}; '
    r'{a+b} {-\alpha}]" names=f,g,y at=0,0'
)
PROGRAMS = ("pdflatex", "typst")
Reader = Callable[[bytes], list[str]]


def joined(pieces: Iterable[str | bytes]) -> bytes:
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))


def made(line: str, detail: str = "normal", folder: str = ".") -> bytes:
    return joined(derivation(Problem.parse(line, folder=folder).derive(), "pdf", detail))


@pytest.fixture
def read(tmp_path: Path, pdf_text: Callable[[Path], str]) -> Reader:
    """A function that reads the text of a PDF, page by page, without spaces."""

    def run(pdf: bytes) -> list[str]:
        path = tmp_path / "read.pdf"
        path.write_bytes(pdf)
        # typst writes variables as the italic letters of Unicode
        pages = normalize("NFKC", pdf_text(path)).split("\f")[:-1]
        return [re.sub(r"\s+", "", page).replace("−", "-").replace("⋅", "·") for page in pages]

    return run


@pytest.fixture(params=PROGRAMS)
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each program in turn, as if it were the only one."""
    if request.param == "typst":
        monkeypatch.setattr(pdflatex, "installed", lambda: False)
    else:
        request.getfixturevalue("typeset")  # for it pdfLaTeX must be there
        monkeypatch.setattr(module, "typst_installed", lambda: False)
    return str(request.param)


def test_the_page_holds_the_nine_products(program: str, read: Reader) -> None:
    pdf = made(ARTICLE)
    assert pdf == made(ARTICLE)  # the same bytes each time
    (page,) = read(pdf)
    assert page.startswith("Convolution,y[1,1]convimage=7x7kernel=3x3at=1,1")
    letters = "ihgfedcba"
    derived = Problem.parse(ARTICLE).derive()
    rows = []
    for ((i, j), (k, m)), letter in zip(derived.terms, letters):
        rows.append(f"x[{i},{j}]·h[1-{i},1-{j}]=x[{i},{j}]·h[{k},{m}]=x[{i},{j}]·{letter}")
    places = [page.index(row) for row in rows]
    assert places == sorted(places)
    assert page.count("nosuchentry") == 7
    total = "+".join(f"x[{i},{j}]·{c}" for ((i, j), _), c in zip(derived.terms, letters))
    assert f"y[1,1]={total}" in page
    for i, j in [pixel for pixel, _ in derived.terms]:
        assert page.count(f"[{i},{j}]") >= 4  # also on the picture


def test_numbers_are_worked_out_on_the_page(program: str, read: Reader) -> None:
    (page,) = read(made('conv image="[2 1 0 -1]@corner" kernel="[1 0 -1]@corner" at=2'))
    assert "y[2]=2·(-1)+1·0+0·1" in page
    assert page.rstrip("1").endswith("y[2]=-2")


def test_all_outputs_and_ranges(program: str, read: Reader) -> None:
    problem = Problem.parse("conv image=3 kernel=2")
    pages = read(joined(outputs(problem, "pdf", "brief")))
    names = [f"y[{derived.at[0]}]" for derived in problem.derive_all() if derived.at]
    assert len(pages) == len(names) == 4
    for page, name in zip(pages, names):
        assert page.removeprefix("Convolutionconvimage=3kernel=2").startswith(name)
    (page,) = read(joined(ranges(Problem.parse("conv image=-K..K kernel=-k..k"), "pdf")))
    assert "theoutputsthathaveaterm" in page.lower()


def test_a_hostile_file_name_is_shown_as_it_is(
    program: str, read: Reader, tmp_path: Path
) -> None:
    evil = r"a\input{x}#$%^^5c_'}~.csv"
    (tmp_path / evil).write_text("1,2,1\n", encoding="utf-8")
    page = read(made(f'conv image=5 kernel="file:{evil}" at=0', "brief", str(tmp_path)))[0]
    assert evil in page.replace("’", "'")


@pytest.mark.parametrize(
    "line",
    [ARTICLE, GAUSSIAN, "conv image=5x5x5 kernel=3x3x3 at=1,1,1",
     "correlate image=NxN@corner kernel=kxk@corner stride=s dilation=d offset=p",
     r"xcorr image=1000x1000@corner kernel=3x3@corner names=\phi,\psi,\Omega at=-500,-500"],
)  # fmt: skip
def test_nothing_sticks_out_of_the_page(line: str, compile_document) -> None:
    problem = Problem.parse(line)
    steps = problem.derive().steps("normal")
    text = latex.start(problem) + latex.worked(problem, steps) + latex.END
    assert compile_document(text).troubles == {}


def test_the_last_number_does_not_stand_on_a_page_alone(typeset: object, read: Reader) -> None:
    values = 'image="[1 2 3; 4 5 6; 7 8 9]" kernel="[1 0 -1; 2 0 -2; 1 0 -1]"'
    pages = read(made(f"conv {values} at=0,0"))
    assert len(pages) == 2
    assert "Workouttheproducts" in pages[1]
    assert "Addupthenumbers" in pages[1]


def test_steps_stand_beside_the_picture_where_they_are_narrow_enough() -> None:
    problem = Problem.parse(ARTICLE)
    scene = columns.page_picture(problem)
    assert scene is not None
    fitting, scale = columns.beside(scene, problem.derive().steps("normal"))
    assert fitting == 3
    assert scale > columns.SMALLEST


def test_typst_is_named_where_it_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pdflatex, "installed", lambda: False)
    assert main(["derive", "conv", "image=3", "kernel=2", "at=0", "-o", "a.pdf"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == (
        "symconv: note: pdfLaTeX is not installed, so the page is made with typst\n"
    )
    assert Path("a.pdf").read_bytes().startswith(b"%PDF-")


def test_a_tex_without_tikz_is_not_used(monkeypatch: pytest.MonkeyPatch, typeset) -> None:
    assert notes("pdf") == ()
    monkeypatch.setattr(latex, "PACKAGES", ("amsmath", "no-such-package"))
    assert notes("pdf") == ("pdfLaTeX has no no-such-package.sty, so the page is made with typst",)
    assert notes("html") == ()


def test_with_neither_the_two_commands_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pdflatex, "installed", lambda: False)
    monkeypatch.setattr(module, "typst_installed", lambda: False)
    for command in (["derive", "conv", "at=1,1"], ["range", "conv"]):
        assert main([*command, "-o", "a.pdf"]) == 2
        shown = capsys.readouterr().err
        assert "pip install \"symconv[typst]\"" in shown
        assert "apt-get install texlive-latex-recommended texlive-pictures" in shown
        assert shown.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OutputError, match="neither is installed"):
        made(ARTICLE)


def test_a_terminal_is_not_shown_bytes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pdflatex, "installed", lambda: False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["derive", "conv", "image=3", "kernel=2", "at=0", "--to", "pdf"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "add -o and a file name" in shown.err


def test_a_pipe_gets_the_bytes(typeset) -> None:
    command = [sys.executable, "-m", "symconv", "derive", "conv", "image=3", "kernel=2", "at=0"]
    done = subprocess.run([*command, "--to", "pdf"], capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    assert done.stdout == made("conv image=3 kernel=2 at=0")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("conv image=20x20 kernel=3x3", r"484 outputs are too many.*at most 200.*output="),
        ("conv image=31x31 kernel=25x25 output=-5..5,-5..5", r"terms are too many.*5000"),
    ],
)
def test_what_is_too_long_is_refused_with_a_way_out(line: str, message: str) -> None:
    with pytest.raises(OutputError, match=message):
        joined(outputs(Problem.parse(line), "pdf"))
