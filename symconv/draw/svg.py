"""Scenes as SVG: one element with a title and a description, no style sheet, no ids.

Colours are attributes, so that several pictures share a page and any reader of SVG shows
them; a label's role is its class, so that scripts and styles find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from symconv.draw.formula import display_width, pieces
from symconv.draw.hatching import strokes
from symconv.draw.metrics import spaced
from symconv.draw.outline import outlines
from symconv.draw.scene import Arrow, Card, Display, Frame, Grid, Hatch, Label, Scene, Shape
from symconv.draw.themes import Theme
from symconv.never import assert_never

SANS = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
SERIF = (  # typst brings New Computer Modern along; where it looks for SANS, it takes Libertinus
    "STIX Two Text, Latin Modern Roman, New Computer Modern, Times New Roman, Times, serif"
)
WORDS = ("name", "slice", "term", "failed", "conv", "xcorr", "formula")  # variables in italics
DROP = 0.34  # of the type size, from the middle of a digit down to its foot
FORMULAS = ("term", "failed")  # set with the spaces of a formula
SERIFS = ("name", "term", "failed", "formula")
QUIET = ("index", "axis", "slice", "failed", "pixel")
FRAME, DASHES = 2.2, "5 3"
_LOWERED = re.compile(r"_\{([^}]*)\}")
_MINUS = re.compile(r"(?<![^\W\d_])-|(?<=\W[^\W\d_])-|(?<=^[^\W\d_])-")  # no word's hyphen
_VARIABLE = re.compile(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])")  # a letter that is no word's


def write(scene: Scene, theme: Theme) -> str:
    """The scene as one SVG element, in points."""
    width, height = number(scene.width), number(scene.height)
    paper = ""
    if theme.paper:
        paper = f'<rect width="{width}" height="{height}" fill="{theme.paper}"/>\n'
    body = "\n".join(_groups(scene.shapes, theme))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="symconv" role="img" '
        f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}">\n'
        f"<title>{escape(scene.title)}</title>\n<desc>{escape(scene.description)}</desc>\n"
        f"{paper}{body}\n</svg>\n"
    )


def number(value: float) -> str:
    """A length with at most two decimals.

    >>> number(3.0), number(2.346)
    ('3', '2.35')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def escape(text: str) -> str:
    """Text for the inside of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _groups(shapes: tuple[Shape, ...], theme: Theme) -> Iterator[str]:
    """Shapes of one kind and role that follow each other share one element's attributes."""
    for style, group in groupby(shapes, lambda shape: _style(shape, theme)):
        yield f"<g {style}>"
        for shape in group:
            yield _element(shape, theme)
        yield "</g>"


def _style(shape: Shape, theme: Theme) -> str:
    match shape:
        case Label():
            return _label_style(shape, theme)
        case Grid() | Card():
            paint = theme.roles[shape.role]
            line = f'stroke="{paint.line}" stroke-width="0.75"' if paint.line else 'stroke="none"'
            dashes = ' stroke-dasharray="2 2"' if paint.dashed else ""
            fill = paint.fill or "none"
            return f'class="cells {shape.role}" fill="{fill}" {line}{dashes}'
        case Frame():
            paint = theme.roles[shape.role]
            dashes = f' stroke-dasharray="{DASHES}"' if paint.dashed else ""
            return (
                f'class="frame {shape.role}" fill="none" stroke="{paint.line}" '
                f'stroke-width="{FRAME}" stroke-linejoin="round"{dashes}'
            )
        case Hatch():
            paint = theme.roles[shape.role]
            return (
                f'class="hatch {shape.role}" fill="none" stroke="{paint.fill}" '
                'stroke-width="0.9" stroke-opacity="0.55"'
            )
        case Display():
            return (
                f'class="formula" fill="{theme.ink}" font-family="{SERIF}" text-anchor="middle"'
            )
        case Arrow():
            line = theme.roles[shape.role].line
            wide = "1.2" if shape.head else "0.75"
            return (
                f'class="arrow {shape.role}" fill="none" stroke="{line}" stroke-width="{wide}" '
                'stroke-linecap="round" stroke-linejoin="round"'
            )
        case _:
            return assert_never(shape)


def _label_style(label: Label, theme: Theme) -> str:
    colour = theme.quiet if label.role in QUIET else theme.ink
    if label.role in theme.roles:
        colour = theme.roles[label.role].line
    letters = label.role in ("entry", "letter", "value") and label.text[:1].isalpha()
    family = SERIF if letters or label.role in SERIFS else SANS
    slant = ' font-style="italic"' if letters else ""
    anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
    return (
        f'fill="{colour}" font-family="{family}" font-size="{number(label.size)}"'
        f"{slant}{anchor}"
    )


def _element(shape: Shape, theme: Theme) -> str:
    match shape:
        case Label():
            return _text(shape)
        case Grid():
            return _grid(shape)
        case Card():
            box = _box(shape.x, shape.y, shape.width, shape.height)
            return f'<rect {box} rx="2.5"/>'
        case Frame() if shape.open:
            path = "".join(
                "M" + "L".join(f"{number(x)} {number(y)}" for x, y in line)
                for line in outlines(shape)
            )
            return f'<path d="{path}"/>'
        case Frame():
            return f'<rect {_box(shape.x, shape.y, shape.width, shape.height)} rx="1.5"/>'
        case Hatch():
            path = "".join(
                f"M{number(x)} {number(y)}L{number(u)} {number(v)}"
                for x, y, u, v in strokes(shape, theme.roles[shape.role].dashed)
            )
            return f'<path d="{path}"/>'
        case Display():
            return _display(shape)
        case Arrow():
            return _arrow(shape)
        case _:
            return assert_never(shape)


def _box(x: float, y: float, width: float, height: float) -> str:
    return (
        f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    )


def _grid(grid: Grid) -> str:
    """One rectangle, and the lines inside it as one path."""
    wide, high = grid.columns * grid.width, grid.rows * grid.height
    outer = f"<rect {_box(grid.x, grid.y, wide, high)}/>"
    lines = [
        f"M{number(grid.x + place * grid.width)} {number(grid.y)}v{number(high)}"
        for place in range(1, grid.columns)
    ] + [
        f"M{number(grid.x)} {number(grid.y + place * grid.height)}h{number(wide)}"
        for place in range(1, grid.rows)
    ]
    return f'{outer}<path d="{"".join(lines)}"/>' if lines else outer


def _text(label: Label) -> str:
    foot = label.y + DROP * label.size
    start = f'<text class="{label.role}" x="{number(label.x)}" y="{number(foot)}">'
    shown = _slanted if label.role in WORDS else escape
    if label.role in FORMULAS:
        return f"{start}{shown(spaced(label.text))}</text>"
    if "_{" not in label.text:
        return f"{start}{shown(label.text)}</text>"
    lower = number(0.25 * label.size)
    small = number(0.7 * label.size)
    parts = _LOWERED.split(label.text)
    written = [shown(parts[0])]
    for place in range(1, len(parts), 2):
        upright = ' font-style="normal"' if parts[place].isdigit() else ""
        written.append(
            f'<tspan dy="{lower}" font-size="{small}"{upright}>{shown(parts[place])}</tspan>'
        )
        if parts[place + 1]:
            written.append(f'<tspan dy="-{lower}">{shown(parts[place + 1])}</tspan>')
    return f"{start}{''.join(written)}</text>"


def _slanted(text: str) -> str:
    """Text with its variables in italics, and minus signs as wide as plus signs."""
    text = _MINUS.sub("−", text)
    found = []
    start = 0
    for match in _VARIABLE.finditer(text):
        found.append(escape(text[start : match.start()]))
        if match[0] == "Σ":
            found.append(match[0])
        else:
            found.append(f'<tspan font-style="italic">{match[0]}</tspan>')
        start = match.end()
    return "".join(found) + escape(text[start:])


def _display(shape: Display) -> str:
    start = shape.x - display_width(shape.equation, shape.size) / 2
    return "\n".join(
        f'<text x="{number(start + piece.x)}" '
        f'y="{number(shape.y + piece.y + DROP * piece.size)}" '
        f'font-size="{number(piece.size)}"{_anchor(piece.anchor)}>{_slanted(piece.text)}</text>'
        for piece in pieces(shape.equation, shape.size)
    )


def _anchor(anchor: str) -> str:
    """The anchor of a piece, where it is not that of its group."""
    return "" if anchor == "middle" else f' text-anchor="{anchor}"'


def _arrow(arrow: Arrow) -> str:
    x, y = arrow.x + arrow.across, arrow.y + arrow.down
    length = (arrow.across**2 + arrow.down**2) ** 0.5 or 1.0
    if not arrow.head:
        return f'<path d="M{number(arrow.x)} {number(arrow.y)}L{number(x)} {number(y)}"/>'
    along, aside = arrow.across / length * 4, arrow.down / length * 4
    head = (
        f"M{number(x - along - aside)} {number(y - aside + along)}L{number(x)} {number(y)}"
        f"L{number(x - along + aside)} {number(y - aside - along)}"
    )
    return f'<path d="M{number(arrow.x)} {number(arrow.y)}L{number(x)} {number(y)}{head}"/>'
