r"""Scenes as TikZ: pictures that paste into any document with ``\usepackage{tikz}``.

They need no TikZ library and no further package, and stand in an article, a standalone
document or a Beamer frame that is not ``fragile`` (so nothing here holds a ``#``).
Colours and styles are local to the picture, but a colour that the document defines is kept
(``symconv.sty`` does so); a label's role is the name of its style, as in
``\node[symconv entry]``, so that programs can find it.

To teach it a shape, add a case to ``_style`` and to ``_pieces`` or ``_nodes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from symconv.draw.boxes import DROP, fits, tex_size
from symconv.draw.hatching import strokes
from symconv.draw.outline import outlines
from symconv.draw.scene import Arrow, Card, Display, Frame, Grid, Hatch, Label, Scene, Shape
from symconv.draw.svg import number
from symconv.draw.themes import Theme
from symconv.errors import OutputError
from symconv.never import assert_never
from symconv.render import tex

LARGEST = 14_000  # points: a PDF page cannot be larger, nor a length in TeX much larger
TOGETHER = 40  # how many shapes share one path
LINE = 96  # characters
QUIET = ("index", "axis", "slice", "failed", "pixel")
ANCHORS = {"start": "base west", "end": "base east"}
TEXT = "symconv text"
_BINOMIAL = re.compile(r"\\binom *(\d|\{[^{}]*\}) *(\d|\{[^{}]*\})")


class Style(NamedTuple):
    """A style: its name after ``symconv``, its options, and the colours that these name."""

    name: str
    options: str
    colours: tuple[tuple[str, str], ...]


Usual = dict[str, tuple[float, str]]  # of each role of labels: its size and its anchor


def write(scene: Scene, theme: Theme) -> str:
    r"""The scene as one ``tikzpicture``; OutputError where TeX cannot hold its size."""
    usual = _usual(scene.shapes)
    settings = _settings([scene], usual, theme)
    return "\n".join([*_picture(scene, usual, theme, settings), ""])


def write_frames(scenes: Sequence[Scene], theme: Theme) -> str:
    r"""Scenes one after the other: overlays of a Beamer frame, paragraphs elsewhere.

    Each stands in ``\only<1>{…}``, ``\only<2>{…}`` and so on. Documents that know no ``\only``
    show them all.
    """
    usual = _usual(shape for scene in scenes for shape in scene.shapes)
    lines = [r"\begingroup"]
    # Where there is no \only, this one skips what stands between < and >. It takes no
    # argument, because a Beamer frame that is not fragile cannot hold the sign for one.
    lines.append(
        r"\ifdefined\only\else\def\only<{\afterassignment\symconvonly\count255=}"
        r"\def\symconvonly>{\par\noindent}\fi"
    )
    lines += _settings(scenes, usual, theme)
    lines = [f"{line}%" for line in lines]
    for place, scene in enumerate(scenes, 1):
        lines.append(f"\\only<{place}>{{%")
        lines += _picture(scene, usual, theme, [])
        lines.append("}%")
    return "\n".join([*lines, r"\endgroup", ""])


def _picture(
    scene: Scene, usual: Usual, theme: Theme, settings: Iterable[str]
) -> Iterator[str]:
    if max(scene.width, scene.height) > LARGEST:
        raise OutputError(
            f"the picture would be {scene.width:.0f} by {scene.height:.0f} points, and TeX draws "
            f"at most {LARGEST}: show less of it with --crop or output=, or write SVG"
        )
    size = f"(0,0) rectangle ({number(scene.width)},{number(scene.height)})"
    yield f"% {' '.join(scene.title.split())}"
    yield r"\begin{tikzpicture}[x=1bp, y=-1bp]"
    yield from settings
    yield rf"\useasboundingbox {size};"
    if theme.paper:
        yield rf"\fill[symconvpaper] {size};"
    for style, group in groupby(scene.shapes, lambda shape: _style(shape, usual, theme)):
        yield from _drawn(f"symconv {style.name}", list(group), theme)
    yield r"\end{tikzpicture}"


def _settings(scenes: Sequence[Scene], usual: Usual, theme: Theme) -> Iterator[str]:
    """The colours and the styles that the scenes use."""
    shapes = (shape for scene in scenes for shape in scene.shapes)
    styles = dict.fromkeys(_style(shape, usual, theme) for shape in shapes)
    colours = dict(colour for style in styles for colour in style.colours)
    if theme.paper:
        colours["symconvpaper"] = theme.paper
    texts = any(style.options.startswith(TEXT) for style in styles)
    if texts:
        colours["symconvink"] = theme.ink
    for name, value in colours.items():
        yield rf"\providecolor{{{name}}}{{HTML}}{{{value[1:].upper()}}}"
    yield r"\tikzset{"
    if texts:
        yield f"  {TEXT}/.style={{inner sep=0pt, outer sep=0pt, anchor=base, text=symconvink}},"
    for style in styles:
        yield f"  symconv {style.name}/.style={{{style.options}}},"
    yield "}"


def _usual(shapes: Iterable[Shape]) -> Usual:
    """The size and the anchor of the first label of each role; others name what differs."""
    found: Usual = {}
    for shape in shapes:
        if isinstance(shape, Label):
            found.setdefault(shape.role, (_size(shape), shape.anchor))
    return found


def _size(label: Label) -> float:
    return tex_size(label.tex_size or label.size)


def _style(shape: Shape, usual: Usual, theme: Theme) -> Style:
    match shape:
        case Label():
            return _label_style(shape, usual, theme)
        case Display():
            return Style("formula", _type(tex_size(shape.size), "middle", ""), ())
        case _:
            return _line_style(shape, theme)


def _label_style(label: Label, usual: Usual, theme: Theme) -> Style:
    size, anchor = _size(label), label.anchor
    usual_size, usual_anchor = usual[label.role]
    name = label.role
    if anchor != usual_anchor:
        name += f" {anchor}"
    if size != usual_size:
        name += f" {number(size)}"
    if label.role in theme.roles:
        colour = f"symconv{label.role}line", theme.roles[label.role].line
    elif label.role in QUIET:
        colour = "symconvquiet", theme.quiet
    else:
        return Style(name, _type(size, anchor, ""), ())
    return Style(name, _type(size, anchor, colour[0]), (colour,))


@lru_cache(maxsize=256)
def _type(size: float, anchor: str, colour: str) -> str:
    """Type of a size, with the middle of its digits where the node is."""
    options = [TEXT]
    if anchor != "middle":
        options.append(f"anchor={ANCHORS[anchor]}")
    if colour:
        options.append(f"text={colour}")
    options.append(f"yshift=-{number(DROP * size)}pt")
    options.append(f"font=\\fontsize{{{number(size)}}}{{{number(1.2 * size)}}}\\selectfont")
    return ", ".join(options)


def _line_style(shape: Grid | Card | Frame | Hatch | Arrow, theme: Theme) -> Style:
    paint = theme.roles[shape.role]
    fill, line = _colour(shape.role), f"{_colour(shape.role)}line"
    filled = ((fill, paint.fill),) if paint.fill else ()
    lined = ((line, paint.line),) if paint.line else ()
    role = shape.role.replace("-", " ")
    match shape:
        case Grid() | Card():
            options = [f"fill={fill}"] if paint.fill else []
            options += [f"draw={line}", "line width=0.75bp"] if paint.line else []
            options += ["dash pattern=on 2bp off 2bp"] if paint.dashed else []
            options += ["rounded corners=2.5bp"] if isinstance(shape, Card) else []
            name = f"{role} card" if isinstance(shape, Card) else role
            return Style(f"{name} cells" if isinstance(shape, Grid) else name,
                         ", ".join(options), filled + lined)  # fmt: skip
        case Frame():
            dashes = ", dash pattern=on 5bp off 3bp" if paint.dashed else ""
            options = [f"draw={line}", "line width=2.2bp", f"rounded corners=1.5bp{dashes}"]
            return Style(f"{role} frame", ", ".join(options), lined)
        case Hatch():
            options = [f"draw={fill}", "line width=0.9bp", "draw opacity=0.55"]
            return Style(f"{role} hatch", ", ".join(options), filled)
        case Arrow():
            wide = "1.2" if shape.head else "0.75"
            options = [f"draw={line}", f"line width={wide}bp", "line cap=round, line join=round"]
            return Style(role, ", ".join(options), lined)
        case _:
            return assert_never(shape)


def _colour(role: str) -> str:
    return f"symconv{role.replace('-', '')}"


def _drawn(style: str, shapes: Sequence[Shape], theme: Theme) -> Iterator[str]:
    """Shapes of one style: a node each for what is text, a path for what is lines."""
    if isinstance(shapes[0], (Label, Display)):
        for shape in shapes:
            yield _node(style, shape)
        return
    for start in range(0, len(shapes), TOGETHER):
        pieces = [
            piece for shape in shapes[start : start + TOGETHER] for piece in _pieces(shape, theme)
        ]
        line = f"\\path[{style}]"
        for piece in pieces:
            if len(line) + len(piece) >= LINE:
                yield line
                line = " "
            line += f" {piece}"
        yield f"{line};"


def _node(style: str, shape: Shape) -> str:
    place = f"({number(shape.x)},{number(shape.y)})"
    if isinstance(shape, Display):
        sides = " = ".join(map(tex.expr, shape.equation.sides))
        return rf"\node[{style}] at {place} {{$\displaystyle {sides}$}};"
    assert isinstance(shape, Label)
    scale = fits(shape.tex, _size(shape), shape.room, shape.high)
    if scale < 1:  # before the style, so that the label's height is scaled as well
        style = f"scale={scale:.2g}, {style}"
    return rf"\node[{style}] at {place} {{{_basic(shape.tex)}}};"


def _basic(written: str) -> str:
    r"""LaTeX without the commands of amsmath that a scalar may hold.

    >>> _basic(r"$\dfrac{1}{2}$")
    '$\\frac{1}{2}$'
    """
    # In a cell all fractions are small.
    written = written.replace(r"\dfrac", r"\frac").replace(r"\tfrac", r"\frac")
    # amsmath complains about \choose, and nothing else has \binom.
    return _BINOMIAL.sub(r"\\ifdefined\\binom\g<0>\\else{\1 \\choose \2}\\fi ", written)


def _pieces(shape: Shape, theme: Theme) -> Iterator[str]:
    """The parts of a path."""
    match shape:
        case Label() | Display():
            return
        case Grid():
            yield from _grid(shape)
        case Frame() if shape.open:
            for line in outlines(shape):
                yield " -- ".join(_point(x, y) for x, y in line)
        case Card() | Frame():
            yield _box(shape.x, shape.y, shape.width, shape.height)
        case Hatch():
            for x, y, u, v in strokes(shape, theme.roles[shape.role].dashed):
                yield f"{_point(x, y)} -- {_point(u, v)}"
        case Arrow():
            yield from _arrow(shape)
        case _:
            assert_never(shape)


def _point(x: float, y: float) -> str:
    return f"({number(x)},{number(y)})"


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"{_point(x, y)} rectangle +{_point(width, height)}"


def _grid(grid: Grid) -> Iterator[str]:
    wide, high = grid.columns * grid.width, grid.rows * grid.height
    yield _box(grid.x, grid.y, wide, high)
    for place in range(1, grid.columns):
        yield f"{_point(grid.x + place * grid.width, grid.y)} -- +(0,{number(high)})"
    for place in range(1, grid.rows):
        yield f"{_point(grid.x, grid.y + place * grid.height)} -- +({number(wide)},0)"


def _arrow(arrow: Arrow) -> Iterator[str]:
    x, y = arrow.x + arrow.across, arrow.y + arrow.down
    yield f"{_point(arrow.x, arrow.y)} -- {_point(x, y)}"
    if not arrow.head:
        return
    length = (arrow.across**2 + arrow.down**2) ** 0.5 or 1.0
    along, aside = arrow.across / length * 4, arrow.down / length * 4
    yield (
        f"{_point(x - along - aside, y - aside + along)} -- {_point(x, y)} -- "
        f"{_point(x - along + aside, y - aside - along)}"
    )
