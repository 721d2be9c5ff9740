"""Scenes as PDF and PNG: through the package typst, or where it is missing through TeX.

typst draws the SVG with the typefaces that it brings along, never with those of the
machine, so the same scene gives the same bytes everywhere. TeX draws the TikZ.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from symconv.draw import svg, tikz
from symconv.draw.scene import Scene
from symconv.draw.themes import Theme
from symconv.errors import OutputError

DPI = 200
MAX_DPI = 1200
MAX_PIXELS = 60_000_000
PAPER = "#ffffff"  # of a PNG whose theme has none: viewers differ in what shows through

# Nothing of a scene is part of the source, so that nothing in it can be taken for code.
_SOURCE = b"""\
#set document(title: sys.inputs.title, date: none)
#let paper = if "paper" in sys.inputs { rgb(sys.inputs.paper) }
#set page(width: auto, height: auto, margin: 0pt, fill: paper)
#for number in range(int(sys.inputs.count)) {
  if number > 0 { pagebreak() }
  let key = str(number)
  image(
    bytes(sys.inputs.at("picture" + key)),
    format: "svg",
    width: float(sys.inputs.at("width" + key)) * 1pt,
    height: float(sys.inputs.at("height" + key)) * 1pt,
    fit: "stretch",
    alt: sys.inputs.at("words" + key),
  )
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
    if _typst() is not None:
        return _pages(scenes, theme, "pdf", DPI)[0]
    return _by_tex(scenes, theme, "pdf")


def png(scene: Scene, theme: Theme, dpi: int = DPI) -> bytes:
    """A PNG with ``dpi`` pixels to 72 points.

    Raises OutputError where it would be too large, and where neither typst nor TeX with
    pdftoppm is installed.
    """
    _check_pixels(scene, dpi)
    if _typst() is not None:
        return _pages([_whole_pixels(scene, dpi)], theme, "png", dpi)[0]
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


def _typst() -> Any:
    """The package, or None where it is not installed."""
    try:
        import typst
    except ImportError:
        return None
    return typst


def _pages(scenes: Sequence[Scene], theme: Theme, to: str, dpi: int) -> list[bytes]:
    inputs = {"count": str(len(scenes)), "title": scenes[0].title if scenes else ""}
    if to == "png":
        inputs["paper"] = theme.paper or PAPER
    for number, scene in enumerate(scenes):
        inputs[f"picture{number}"] = svg.write(scene, theme)
        inputs[f"width{number}"] = svg.number(scene.width)
        inputs[f"height{number}"] = svg.number(scene.height)
        inputs[f"words{number}"] = scene.description
    typst = _typst()
    try:
        made = typst.compile(
            _SOURCE, format=to, ppi=dpi, sys_inputs=inputs, ignore_system_fonts=True
        )
    except RuntimeError as error:
        raise OutputError(f"typst could not typeset it: {' '.join(str(error).split())}") from error
    return made if isinstance(made, list) else [made]


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
