"""Scenes as PDF and PNG: through the package typst, or where it is missing through TeX.

typst draws the SVG with the typefaces that it brings along, never with those of the
machine, so the same scene gives the same bytes everywhere. TeX draws the TikZ.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Literal

from symconv.draw import svg, tikz
from symconv.draw.scene import Scene
from symconv.draw.themes import Theme
from symconv.errors import OutputError

DPI = 200
MAX_DPI = 1200
MAX_PIXELS = 60_000_000
PAPER = "#ffffff"  # of a PNG whose theme has none: viewers differ in what shows through

# The pictures are no part of the source, so that nothing in them can be taken for code.
_SOURCE = b"""\
#let pictures = range(int(sys.inputs.count)).map(number => bytes(sys.inputs.at(str(number))))
#let words(picture, tag) = {
  let elements = xml(picture).first().children.filter(node => type(node) == dictionary)
  elements.find(node => node.tag == tag).children.join()
}
#let paper = if "paper" in sys.inputs { rgb(sys.inputs.paper) }
#set document(title: words(pictures.first(), "title"), date: none)
#set page(width: auto, height: auto, margin: 0pt, fill: paper)
#for (number, picture) in pictures.enumerate() {
  if number > 0 { pagebreak() }
  image(picture, format: "svg", alt: words(picture, "desc"))
}
"""

_DOCUMENT = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage{tikz}
\hoffset=-1in \voffset=-1in \topskip=0pt
\begin{document}
%s\end{document}
"""
_PAGE = r"""\setbox0=\hbox{%%
%s}%%
\pdfpagewidth=\wd0 \pdfpageheight=\dimexpr\ht0+\dp0\relax
\shipout\box0
"""

NO_PROGRAM = (
    "{to} needs typst or TeX, and neither is installed: 'pip install \"symconv[typst]\"' "
    "is the small one, 'apt-get install texlive-pictures' or another TeX with TikZ does too"
)


def pdf(scenes: Sequence[Scene], theme: Theme) -> bytes:
    """A PDF with a page for each scene, of just its size.

    Raises OutputError where neither typst nor TeX is installed.
    """
    if typst_installed():
        return pdf_of([svg.write(scene, theme) for scene in scenes])
    return _by_tex(scenes, theme, "pdf")


def pdf_of(pictures: Sequence[str]) -> bytes:
    """A PDF with a page for each SVG, where typst is installed."""
    return _by_typst(pictures, "pdf")


def png(scene: Scene, theme: Theme, dpi: int = DPI) -> bytes:
    """A PNG with ``dpi`` pixels to 72 points.

    Raises OutputError where it would be too large, and where neither typst nor TeX with
    pdftoppm is installed.
    """
    _check_pixels(scene, dpi)
    if typst_installed():
        drawn = svg.write(_whole_pixels(scene, dpi), theme)
        return _by_typst([drawn], "png", ppi=dpi, paper=theme.paper or PAPER)
    return _rastered(_by_tex([scene], theme, "png"), dpi)


def _check_pixels(scene: Scene, dpi: int) -> None:
    pixels = scene.width * scene.height * (dpi / 72) ** 2
    if pixels > MAX_PIXELS:
        fits = int(72 * (MAX_PIXELS / scene.width / scene.height) ** 0.5)
        raise OutputError(
            f"the picture would have {pixels / 1e6:.0f} million pixels (at most "
            f"{MAX_PIXELS // 1_000_000}): use --dpi {fits}, or show less of it with --crop"
        )


def _whole_pixels(scene: Scene, dpi: int) -> Scene:
    """The scene in a size of nearly whole pixels: typst stretches it to whole ones.

    It would leave out a row or a column of pixels, through thin lines and letters, if it
    had to shrink it, so each size is a bit less than a whole number of pixels.
    """
    return scene._replace(
        width=(ceil(scene.width * dpi / 72) - 0.2) * 72 / dpi,
        height=(ceil(scene.height * dpi / 72) - 0.2) * 72 / dpi,
    )


def typst_installed() -> bool:
    """Whether the package typst is there."""
    try:
        import typst  # noqa: F401
    except ImportError:
        return False
    return True


def _by_typst(
    pictures: Sequence[str], to: Literal["pdf", "png"], ppi: float = DPI, paper: str = ""
) -> bytes:
    import typst

    inputs = {str(number): picture for number, picture in enumerate(pictures)}
    inputs["count"] = str(len(pictures))
    if paper:
        inputs["paper"] = paper
    try:
        return typst.compile(
            _SOURCE, format=to, ppi=ppi, sys_inputs=inputs, ignore_system_fonts=True
        )
    except (RuntimeError, TypeError) as error:  # the latter where typst is too old
        raise OutputError(f"typst could not typeset it: {' '.join(str(error).split())}") from error


def _by_tex(scenes: Sequence[Scene], theme: Theme, to: str) -> bytes:
    from symconv import pdflatex

    if not pdflatex.installed():
        raise OutputError(NO_PROGRAM.format(to=to))
    pages = [_PAGE % tikz.write(scene, theme).rstrip() for scene in scenes]
    return pdflatex.pdf(_DOCUMENT % "".join(pages))


def _rastered(pdf: bytes, dpi: int) -> bytes:
    """The page as PNG by pdftoppm, which comes with most systems that have TeX."""
    import shutil
    import subprocess

    program = shutil.which("pdftoppm")
    if program is None:
        raise OutputError(
            "png needs typst, or TeX and pdftoppm: 'pip install \"symconv[typst]\"' is the "
            "small one, 'apt-get install poppler-utils' brings pdftoppm"
        )
    command = [program, "-r", str(dpi), "-png", "-singlefile", "-"]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OutputError(f"pdftoppm could not be run: {error}") from error
    if done.returncode != 0 or not done.stdout:
        raise OutputError(f"pdftoppm failed: {' '.join(done.stderr.decode().split())}")
    return done.stdout
