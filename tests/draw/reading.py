"""Reads pictures back from SVG and from TikZ, knowing only the two formats.

What is found are labels and cells with their places, and from the labels of the axes the
index of every cell. It shares no code with symconv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

NEAR = 0.03  # points: lengths are written with two decimals
DIGIT = 0.34  # of the type size, from the middle of a digit down to its foot, in SVG
THIN = "\N{THIN SPACE}"  # SVG sets formulas with spaces, TeX makes its own
SPACE = "{http://www.w3.org/2000/svg}"
GREEK = {r"\phi": "ϕ", r"\Omega": "Ω", r"\Psi": "Ψ", r"\ast": "∗", r"\star": "⋆", r"\cdot": "·",
         r"\sigma": "σ"}  # fmt: skip

Cell = tuple[int, ...]


class Written(NamedTuple):
    """A label: its role, the middle of its line, where it is tied to that, and its text."""

    role: str
    x: float
    y: float
    anchor: str
    text: str


class Place(NamedTuple):
    """A cell on the page and the role of what it belongs to; ``board`` counts the grids."""

    role: str
    x: float
    y: float
    width: float
    height: float
    board: int

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, label: Written) -> bool:
        return (
            self.x - NEAR <= label.x <= self.x + self.width + NEAR
            and self.y - NEAR <= label.y <= self.y + self.height + NEAR
        )


class Picture(NamedTuple):
    """What a picture holds, in the order in which it is written."""

    labels: tuple[Written, ...]
    places: tuple[Place, ...]
    cards: tuple[Place, ...]
    frames: tuple[Place, ...]

    def of(self, *roles: str) -> list[Written]:
        return [label for label in self.labels if label.role in roles]

    def place(self, label: Written, *roles: str) -> Place:
        """The cell that a label stands in, among those of the roles."""
        found = [p for p in self.places if p.role in roles and p.holds(label)]
        assert len(found) == 1, (label, found)
        return found[0]

    def index(self, place: Place, dimension: int, axes: str = "column,row") -> Cell:
        """The index of a cell, from the labels of the axes above it and to its left."""
        x, y = place.middle
        axis = self.of("axis")
        above = [a for a in axis if a.anchor == "middle" and abs(a.x - x) < NEAR and a.y < y]
        column = max(above, key=lambda label: label.y)
        if dimension == 1:
            return (int(column.text),)
        beside = [a for a in axis if a.anchor == "end" and abs(a.y - y) < NEAR and a.x < x]
        row = max(beside, key=lambda label: label.x)
        first = int(column.text), int(row.text)
        if axes == "row,column":
            first = first[::-1]
        if dimension == 2:
            return first
        # The index of a slice stands above the middle of its columns.
        slices = [label for label in self.of("slice") if 0 < column.y - label.y < 25]
        own = min(slices, key=lambda label: abs(label.x - x))
        return (*first, int(re.findall(r"-?\d+", own.text)[-1]))


def read_svg(text: str) -> Picture:
    """The labels and the cells of an SVG picture."""
    labels, places, cards, frames = [], [], [], []
    board = 0
    for group in ElementTree.fromstring(text).iter(f"{SPACE}g"):
        kind, _, role = group.get("class", "").partition(" ")
        for element in group:
            if element.tag == f"{SPACE}text":
                size = float(group.get("font-size") or element.get("font-size", "0"))
                middle = float(element.get("y", "")) - DIGIT * size
                anchor = group.get("text-anchor", "start")
                words = "".join(element.itertext()).replace("−", "-").replace(THIN, "")
                labels.append(
                    Written(element.get("class", "formula"), float(element.get("x", "")), middle,
                            anchor, words)
                )  # fmt: skip
            elif element.tag == f"{SPACE}rect":
                box = [float(element.get(key, "")) for key in ("x", "y", "width", "height")]
                if kind == "frame":
                    frames.append(Place(role, *box, board))
                elif element.get("rx"):
                    cards.append(Place(role, *box, board))
                else:
                    places.append(Place(role, *box, board))
                    board += 1
            elif element.tag == f"{SPACE}path" and kind == "cells":
                lines = re.findall(r"M([-\d.]+) ([-\d.]+)[vh]", element.get("d", ""))
                places[-1:] = _cut(places[-1], [(float(x), float(y)) for x, y in lines])
    return Picture(tuple(labels), tuple(places), tuple(cards), tuple(frames))


def read_tikz(text: str) -> Picture:
    """The labels and the cells of a TikZ picture."""
    labels, places, cards, frames = [], [], [], []
    board = 0
    anchors = dict(re.findall(r"symconv ([^/,\n]*)/\.style=\{.*?anchor=base (\w+)", text))
    node = r"\\node\[(?:scale=[\d.]+, )?symconv ([^\]]*)\] at \(([-\d.]+),([-\d.]+)\) \{(.*)\};"
    for style, x, y, written in re.findall(node, text):
        role = style.split()[0]
        anchor = {"west": "start", "east": "end"}.get(anchors.get(style, ""), "middle")
        labels.append(Written(role, float(x), float(y), anchor, plain(written)))
    number = r"([-\d.]+)"
    for style, path in re.findall(r"\\path\[symconv ([^\]]*)\]([^;]*);", text):
        role, _, kind = style.rpartition(" ")
        role = role.replace(" ", "-")
        if kind not in ("cells", "card", "frame"):
            continue
        pieces = re.findall(
            rf"\({number},{number}\) (?:rectangle \+\({number},{number}\)|--)", path
        )
        start = len(places)
        lines: list[tuple[float, float]] = []
        for x, y, width, height in pieces:
            if not width:
                lines.append((float(x), float(y)))
                continue
            box = Place(role, float(x), float(y), float(width), float(height), board)
            if kind != "cells":
                (cards if kind == "card" else frames).append(box)
                continue
            if lines:
                places[-1:] = _cut(places[-1], lines)
                lines = []
            places.append(box)
            board += 1
        if lines and len(places) > start:
            places[-1:] = _cut(places[-1], lines)
    return Picture(tuple(labels), tuple(places), tuple(cards), tuple(frames))


def _cut(place: Place, lines: Sequence[tuple[float, float]]) -> Iterator[Place]:
    """The cells of a box that is cut by lines from its top and from its left."""
    columns = sorted({place.x, *(x for x, y in lines if abs(y - place.y) < NEAR)})
    rows = sorted({place.y, *(y for x, y in lines if abs(x - place.x) < NEAR)})
    for top, bottom in zip(rows, [*rows[1:], place.y + place.height]):
        for left, right in zip(columns, [*columns[1:], place.x + place.width]):
            yield place._replace(x=left, y=top, width=right - left, height=bottom - top)


def plain(tex: str) -> str:
    r"""LaTeX as plain text, as far as the tests need it.

    >>> plain(r"image $\phi[i,j]$"), plain(r"$-\frac{1}{9}$")
    ('image ϕ[i,j]', '-1/9')
    """
    text = tex.replace("$", "")
    text = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", text)
    text = re.sub(r"_\{([^}]*)\}", r"\1", text)
    for command, sign in GREEK.items():
        text = text.replace(command, sign)
    return re.sub(r" ?· ?", "·", text)
