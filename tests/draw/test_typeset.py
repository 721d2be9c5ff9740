"""PDF and PNG: through typst and through TeX, of the right size, with the right text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from outside import missing, tool
from png_pixels import pixels, size_of
from scene_samples import HARD, USUAL, Sample

from symconv import pdflatex
from symconv.draw import make, make_series, typeset
from symconv.draw.scene import Block, Grid, Scene, scene
from symconv.draw.themes import find
from symconv.errors import OutputError
from symconv.model.problem import Problem

ARTICLE = find("article")


@pytest.fixture(autouse=True)
def typst() -> None:
    """Nearly all tests need the package."""
    if not typeset.typst_installed():
        missing("typst (pip install typst)")


@pytest.fixture
def without_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert not typeset.typst_installed()


@pytest.fixture
def without_tex(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not pdflatex.installed()


def overlay() -> Scene:
    return make(Problem.parse("conv at=1,1"), "overlay")


def pages(pdf: bytes) -> tuple[int, list[tuple[float, float]]]:
    """How many pages a PDF has, and their sizes, as Poppler sees them."""
    done = subprocess.run(
        [tool("pdfinfo"), "-f", "1", "-l", "99", "-"], input=pdf, capture_output=True, check=True
    )
    told = done.stdout.decode()
    count = re.search(r"^Pages:\s+(\d+)", told, re.MULTILINE)
    assert count is not None
    sizes = re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", told)
    return int(count[1]), [(float(width), float(height)) for width, height in sizes]


def words_of(pdf: bytes, tmp_path: Path, pdf_text: Callable[[Path], str]) -> list[str]:
    path = tmp_path / "picture.pdf"
    path.write_bytes(pdf)
    text = pdf_text(path).replace("−", "-")
    return re.sub(r"\[ *(-?\d+), *(-?\d+) *\]", r"[\1,\2]", text).split()


def test_a_pdf_has_a_page_of_the_size_of_its_picture(
    tmp_path: Path, pdf_text: Callable[[Path], str]
) -> None:
    drawn = overlay()
    pdf = typeset.pdf([drawn], ARTICLE)
    count, sizes = pages(pdf)
    assert count == 1
    assert sizes[0] == pytest.approx((drawn.width, drawn.height), abs=0.01)
    words = words_of(pdf, tmp_path, pdf_text)
    assert words[:2] == ["Convolution,", "y[1,1]"]
    assert [word for word in words if re.fullmatch(r"\[\d,\d\]", word)] == [
        f"[{i},{j}]" for j in range(3) for i in range(3)
    ]
    assert [word for word in words if re.fullmatch("[a-i]", word)] == ["i", *"ihgfedcba"]


def test_a_pdf_of_frames_has_a_page_for_each(
    tmp_path: Path, pdf_text: Callable[[Path], str]
) -> None:
    scenes = make_series(Problem.parse("conv image=3x2 kernel=2x2"), "frames")
    pdf = typeset.pdf(scenes, ARTICLE)
    assert pages(pdf)[0] == len(scenes) == 12
    headings = [word for word in words_of(pdf, tmp_path, pdf_text) if word.startswith("y[")]
    assert headings == [f"y[{m},{n}]" for n in range(-2, 1) for m in range(-2, 2)]


def test_a_pdf_tells_what_it_shows() -> None:
    drawn = overlay()
    pdf = typeset.pdf([drawn], ARTICLE)
    told = subprocess.run([tool("pdfinfo"), "-"], input=pdf, capture_output=True, check=True)
    assert drawn.title in told.stdout.decode()
    assert b"Tagged:          yes" in told.stdout
    assert drawn.description[:60].encode() in pdf.replace(b"\\(", b"(").replace(b"\\)", b")")


def test_a_pdf_has_no_date_and_the_fonts_that_typst_brings() -> None:
    pdf = typeset.pdf([overlay()], ARTICLE)
    assert not re.search(rb"/CreationDate|/ModDate|CreateDate", pdf)
    fonts = set(re.findall(rb"/BaseFont/[A-Z]{6}\+(\w+)", pdf))
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            fonts |= set(re.findall(rb"/BaseFont/[A-Z]{6}\+(\w+)", zlib.decompress(packed)))
        except zlib.error:
            continue
    assert fonts
    assert all(font.startswith((b"Libertinus", b"NewCM")) for font in fonts), fonts


PROGRAM = """
import sys
from symconv.draw import make, typeset
from symconv.draw.themes import find
from symconv.model.problem import Problem
drawn = make(Problem.parse("conv at=1,1"), "overlay")
sys.stdout.buffer.write(typeset.pdf([drawn], find("dark")) + typeset.png(drawn, find("dark")))
"""


def test_every_process_makes_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the time, the folder, and the fonts of the machine."""
    outputs = set()
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>")
    for more in ({}, {"FONTCONFIG_FILE": str(empty), "HOME": str(tmp_path), "TZ": "Asia/Tokyo"}):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env={**os.environ, **more}, capture_output=True,
            check=True, timeout=60, cwd=tmp_path,
        )  # fmt: skip
        outputs.add(done.stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize("sample", [*USUAL, *HARD], ids=lambda s: f"{s.picture} {s.line}"[:50])
def test_typst_makes_a_page_of_every_picture(sample: Sample) -> None:
    drawn = sample.scene()
    count, sizes = pages(typeset.pdf([drawn], ARTICLE))
    assert count == 1
    assert sizes[0] == pytest.approx((drawn.width, drawn.height), abs=0.02)


# PNG


@pytest.mark.parametrize("dpi", [72, 110, 200, 301])
def test_a_png_has_the_pixels_that_are_asked_for(dpi: int) -> None:
    drawn = overlay()
    assert size_of(typeset.png(drawn, ARTICLE, dpi)) == (
        -int(-drawn.width * dpi // 72), -int(-drawn.height * dpi // 72)
    )  # fmt: skip


def test_a_png_has_the_colours_of_its_theme_and_white_where_it_has_none() -> None:
    for name, paper in (("article", (255, 255, 255)), ("dark", (0x14, 0x18, 0x1D))):
        theme = find(name)
        drawn = overlay()
        image = pixels(typeset.png(drawn, theme, 144))
        assert image.at(0, 0) == paper
        assert image.at(image.width - 1, image.height - 1) == paper
        (cells,) = [s for s in drawn.shapes if isinstance(s, Grid) and s.role == "image"]
        fill = theme.roles["image"].fill
        middle = (int(2 * (cells.x + cells.width / 2)), int(2 * (cells.y + cells.height / 2)))
        assert "#{:02x}{:02x}{:02x}".format(*image.at(*middle)) == fill


@pytest.mark.parametrize("more", [8.05, 8.1, 8.2, 8.3, 8.45])
def test_no_row_or_column_of_pixels_is_lost(more: float) -> None:
    """Where a page is no whole number of pixels, all cells of a fine grid are still equal."""
    columns, rows, across = 37, 19, 12
    grid = Grid(4.0, 4.0, columns, rows, across / 2, across / 2, "image")
    block = Block(columns * grid.width + more, rows * grid.height + more, (grid,))
    image = pixels(typeset.png(scene(block, "A grid", "A fine grid."), ARTICLE, 144))
    fill = tuple(int(ARTICLE.roles["image"].fill[place : place + 2], 16) for place in (1, 3, 5))
    aside = int(2 * (grid.x + 3 + 3.5 * grid.width))  # in the middle of cells
    for line in (
        [image.at(place, aside) for place in range(image.width)],
        [image.at(aside, place) for place in range(image.height)],
    ):
        starts = [p for p in range(1, len(line)) if line[p] == fill and line[p - 1] != fill]
        assert len(starts) in (columns, rows)
        assert {after - before for before, after in pairwise(starts)} == {across}


def test_a_png_that_is_too_large_is_refused_with_what_fits() -> None:
    large = make(Problem.parse("conv image=200x200 kernel=3x3"), "image")
    with pytest.raises(OutputError, match="million pixels") as refused:
        typeset.png(large, ARTICLE, 600)
    found = re.search(r"use --dpi (\d+)", str(refused.value))
    assert found is not None
    fits = int(found[1])
    assert large.width * large.height * (fits / 72) ** 2 <= typeset.MAX_PIXELS
    assert large.width * large.height * ((fits + 1) / 72) ** 2 > typeset.MAX_PIXELS


# Without typst


def test_tex_makes_the_pdf_where_typst_is_missing(
    without_typst: None, tmp_path: Path, pdf_text: Callable[[Path], str]
) -> None:
    tool("pdflatex")
    drawn = overlay()
    scenes = [drawn, make(Problem.parse("xcorr image=5 kernel=3"), "arrays")]
    pdf = typeset.pdf(scenes, ARTICLE)
    count, sizes = pages(pdf)
    assert count == 2
    for size, each in zip(sizes, scenes):
        assert size == pytest.approx((each.width, each.height), abs=0.05)
    words = words_of(pdf, tmp_path, pdf_text)
    assert [word for word in words if re.fullmatch(r"\[\d,\d\]", word)] == [
        f"[{i},{j}]" for j in range(3) for i in range(3)
    ]
    assert typeset.pdf(scenes, ARTICLE) == pdf


def test_tex_and_poppler_make_the_png_where_typst_is_missing(without_typst: None) -> None:
    tool("pdflatex")
    tool("pdftoppm")
    drawn = overlay()
    expected = drawn.width * 100 / 72, drawn.height * 100 / 72
    assert size_of(typeset.png(drawn, ARTICLE, 100)) == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("to", ["pdf", "png"])
def test_without_typst_and_tex_two_commands_are_told(
    to: str, without_typst: None, without_tex: None
) -> None:
    with pytest.raises(OutputError) as refused:
        typeset.pdf([overlay()], ARTICLE) if to == "pdf" else typeset.png(overlay(), ARTICLE)
    message = str(refused.value)
    assert message.startswith(f"{to} needs typst or TeX")
    assert 'pip install "symconv[typst]"' in message
    assert "apt-get install" in message
    assert "\n" not in message


def test_a_png_by_tex_needs_poppler(
    without_typst: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdflatex, "pdf", lambda document: b"%PDF")
    program = tmp_path / pdflatex.PROGRAM
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError, match="pdftoppm"):
        typeset.png(overlay(), ARTICLE)


# pdfLaTeX


START = "\\documentclass{article}\n\\begin{document}\n"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (r"\nosuchcommand", r"Undefined control sequence"),
        (r"\input{/etc/passwd}", r"/etc/passwd"),
        (r"\input{../../secret}", r"secret"),
        (r"\immediate\write18{touch here}\nosuchcommand", r"Undefined control sequence"),
        (r"\newwrite\new\immediate\openout\new=/tmp/symconv-was-here\relax", "openout"),
    ],
)
def test_tex_reads_and_writes_nothing_elsewhere_and_tells_its_error(body: str, says: str) -> None:
    tool("pdflatex")
    with pytest.raises(OutputError, match=says) as refused:
        pdflatex.pdf(f"{START}{body}\n\\end{{document}}\n")
    assert "\n" not in str(refused.value)
    assert not Path("/tmp/symconv-was-here").exists()


def test_tex_that_never_ends_is_ended() -> None:
    tool("pdflatex")
    with pytest.raises(OutputError, match="within 1 seconds"):
        pdflatex.pdf(START + "\\loop\\iftrue\\repeat\n", seconds=1)


def test_tex_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool("pdflatex")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert pdflatex.pdf(START + "Text.\n\\end{document}\n").startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == []
