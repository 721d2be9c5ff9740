r"""Frames on which a sum grows, one term an overlay, beside the kernel on its patch.

On each overlay the foot of the slide shows the row of the current term, plugged in and
worked out, and the picture frames its pixel. A row that fails is shown without a term.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symconv.derive.terms import Cell
from symconv.documents.slides import (
    TEXT_HEIGHT,
    TEXT_WIDTH,
    Picture,
    beside,
    display,
    frame,
    line_height,
    scaled,
)
from symconv.draw.scene import Grid, Scene
from symconv.model.tree import Expr, Row, Sum
from symconv.render.latex import row_cells
from symconv.render.tex import expr, signed
from symconv.render.width import width

FOOT = 62.0  # points, for the sentence above, the name and the row below
CURRENT = r"\draw[line width=2bp, rounded corners=1bp"
PHANTOM = r"\phantom{{}+{}}"
PLUS = width("+")
BREAK = "\\\\"
ROW, HIGH_ROW = 21, 32  # points: the height of the foot
BESIDE_WORDS = 0.76  # of the width, for a formula beside its words


class Shown(NamedTuple):
    """A row on an overlay: which term it is, or None where it fails, and its pixel."""

    row: Row
    term: int | None
    pixel: Cell


class Words(NamedTuple):
    """A line of the sum: its terms with their signs, and the number of the first."""

    words: tuple[str, ...]
    start: int


def growing(
    title: str, sentence: str, left: Expr, total: Sum, rows: Sequence[Shown],
    picture: Picture | None, order: Sequence[int],
) -> Iterator[str]:  # fmt: skip
    """The frames of a sum; ``order`` tells rows from columns, the slowest axis first."""
    name = expr(left)
    room = picture.room if picture is not None else TEXT_WIDTH
    lines = list(_lines(total, room))
    tallest = max(line_height(word) for line in lines for word in line.words)
    most = max(1, int((TEXT_HEIGHT - FOOT) / tallest))
    pages = [lines[start : start + most] for start in range(0, len(lines), most)]
    of_page = _paged(rows, pages)
    for number, (page, here) in enumerate(zip(pages, of_page), 1):
        overlays = {each.term: place for place, each in enumerate(here, 2) if each.term is not None}
        body = f"{{\\small {sentence}\\par}}\n{_sum(name, page, overlays, room)}"
        if picture is not None:
            tikz = _framed(picture, here, order)
            body = beside(body, scaled(tikz, picture.scale), picture.room)
        count = sum(each.term is not None for each in rows)
        more = f" ({number}/{len(pages)})" if len(pages) > 1 else ""
        yield frame(f"{title}{more}", f"{body}\n{_foot(here, count)}")


def _lines(total: Sum, room: float) -> Iterator[Words]:
    """The terms with their signs, in lines that fit, rows before terms."""
    number = 0
    for terms in total.rows:
        words: list[str] = []
        filled = PLUS if number == 0 else 0.0
        for term in terms:
            (word,) = signed((term,), first=number == 0)
            if words and filled + width(word) > room:
                yield Words(tuple(words), number - len(words))
                words, filled = [], 0.0
            words.append(word)
            filled += width(word)
            number += 1
        yield Words(tuple(words), number - len(words))


def _paged(rows: Sequence[Shown], pages: Sequence[Sequence[Words]]) -> list[list[Shown]]:
    """The rows of each page: those of its terms, and what fails after them."""
    found: list[list[Shown]] = [[] for _ in pages]
    ends = [page[-1].start + len(page[-1].words) for page in pages]
    place = 0
    for each in rows:
        while each.term is not None and each.term >= ends[place]:
            place += 1
        found[place].append(each)
    return found


def _sum(name: str, page: Sequence[Words], overlays: dict[int, int], room: float) -> str:
    """Lines whose terms appear one by one, below the name of the sum."""
    dots = "" if page[0].start == 0 else r" \cdots"
    lines = [f"& {name} ={dots}"]
    wide = 0.0
    for line in page:
        words = [
            f"\\uncover<{overlays[number]}->{{{{}}{word}}}"
            for number, word in enumerate(line.words, line.start)
        ]
        lines.append("& " + (PHANTOM if line.start == 0 else "") + " ".join(words))
        wide = max(wide, sum(map(width, line.words)) + (PLUS if line.start == 0 else 0))
    return display(lines, wide, room)


def _foot(rows: Sequence[Shown], count: int) -> str:
    """On each overlay the row of its term, in a box of one height for all."""
    texts = []
    for each in rows:
        first, worked, last = row_cells(each.row)
        words = "A term that fails" if each.term is None else f"Term {each.term + 1} of {count}"
        texts.append((words, f"{first} {worked} {last}"))
    wide = max(width(formula) for _, formula in texts)
    fits = wide <= BESIDE_WORDS * TEXT_WIDTH
    size = r"\small" if wide <= TEXT_WIDTH else r"\footnotesize"
    apart = r"\quad " if fits else BREAK
    high = HIGH_ROW if any(r"\frac" in formula for _, formula in texts) else ROW
    shown = [
        f"\\only<{place}>{{\\structure{{{words}}}{apart}${formula}$}}"
        for place, (words, formula) in enumerate(texts, 2)
    ]
    height = high if fits else high + ROW
    start = f"\\begin{{overlayarea}}{{\\textwidth}}{{{height}pt}}{size}"
    return "\n".join([start, *shown, r"\end{overlayarea}"])


def _framed(picture: Picture, rows: Sequence[Shown], order: Sequence[int]) -> str:
    """The picture, with the pixel of each overlay framed on it."""
    drawn = []
    for place, each in enumerate(rows, 2):
        box = cell_box(picture.scene, each.pixel, order)
        if box is not None:
            x, y, wide, high = (f"{value:.2f}" for value in box)
            dashes = ", dashed" if each.term is None else ""
            path = f"{CURRENT}{dashes}] ({x},{y}) rectangle +({wide},{high});"
            drawn.append(f"\\only<{place}>{{{path}}}")
    end = "\\end{tikzpicture}"
    return picture.tikz.replace(end, "\n".join([*drawn, end]))


def cell_box(
    scene: Scene, pixel: Cell, order: Sequence[int]
) -> tuple[float, float, float, float] | None:
    """Where a pixel is drawn: its left and upper edge, width and height; None where it is not."""
    across = order[-1]
    for shape in scene.shapes:
        if not isinstance(shape, Grid) or not shape.first or shape.role not in ("image", "outside"):
            continue
        column = pixel[across] - shape.first[across]
        row = pixel[order[-2]] - shape.first[order[-2]] if len(order) > 1 else 0
        here = all(pixel[axis] == shape.first[axis] for axis in order[:-2])
        if here and 0 <= column < shape.columns and 0 <= row < shape.rows:
            left, top = shape.x + column * shape.width, shape.y + row * shape.height
            return left, top, shape.width, shape.height
    return None
