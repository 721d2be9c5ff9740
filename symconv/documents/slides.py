r"""Beamer frames from formulas: what fits on a slide, and what each overlay reveals.

A slide is 128 mm by 96 mm, and its theme may take some of that for bars; so lines are
measured and put on as many frames as they need. Formulas stand in ``aligned``, since
``align`` sets what it holds twice and confuses overlays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from symconv.draw.scene import Scene
from symconv.render.width import columns, lines_high, width

WHOLE = 307.0  # points: the width of the text
TEXT_WIDTH = 300.0  # what formulas may take of it
GAP = 12.0  # between formulas and picture
TEXT_HEIGHT = 164.0
LINE, TALL, SENTENCE = 15.0, 27.0, 20.0  # the height of a line, with a fraction, of words
MATRIX_ROW = 11.5
SENTENCE_LINE, SIGNS = 13.0, 62  # a further line of words, and how many signs one holds
SIZES = ((r"\small", 1.0), (r"\footnotesize", 0.9), (r"\scriptsize", 0.8), (r"\tiny", 0.6))
COLUMN = 18.0  # points around a column of conditions


class Picture(NamedTuple):
    """A picture as TikZ, its scene, and how far it is made smaller."""

    tikz: str
    scene: Scene
    scale: float

    @property
    def room(self) -> float:
        """The width that is left beside it, in points."""
        return WHOLE - GAP - self.scale * self.scene.width


class Item(NamedTuple):
    """A sentence and the lines below it, each with ``&`` where it is aligned."""

    sentence: str
    lines: tuple[str, ...]

    @property
    def wide(self) -> float:
        """How wide it is in points, at the size of ``\\small``."""
        found = [columns(line) for line in self.lines]
        many = max(map(len, found))
        cells = [[width(cell) for cell in line] + [0.0] * (many - len(line)) for line in found]
        return sum([max(column) for column in zip(*cells)], COLUMN * max(0, many - 2))

    @property
    def high(self) -> float:
        """How high it is in points."""
        return self.above + sum(map(line_height, self.lines))

    @property
    def above(self) -> float:
        """How high the sentence is, in points."""
        return SENTENCE + SENTENCE_LINE * (len(self.sentence) // SIGNS)


def line_height(line: str) -> float:
    """The height of a line of a formula."""
    if r"\end{" in line:
        return MATRIX_ROW * lines_high(line) + 2
    return TALL if r"\sum" in line or r"\frac" in line else LINE


def packed(items: Iterable[Item], room: float = TEXT_HEIGHT) -> Iterator[list[Item]]:
    """Items in groups that each fit on a slide; what is too high is split."""
    group: list[Item] = []
    filled = 0.0
    for item in items:
        for part in _split(item, room):
            if group and filled + part.high > room:
                yield group
                group, filled = [], 0.0
            group.append(part)
            filled += part.high
    if group:
        yield group


def _split(item: Item, room: float) -> Iterator[Item]:
    """An item in parts that fit: where it can be, what belongs together stays together."""
    if item.high > room:
        whole = _grouped(item, room)
        if whole:
            yield from whole
            return
    yield from _divided(item, room)


def _grouped(item: Item, room: float) -> list[Item]:
    """Parts that begin where a line has a left side of its own; none where that does not fit."""
    parts: list[Item] = []
    group: tuple[str, ...] = ()
    for line in (*item.lines, ""):
        if group and (not line or not line.lstrip().startswith("&")):
            joined = parts and parts[-1]._replace(lines=parts[-1].lines + group)
            if joined and joined.high <= room:
                parts[-1] = joined
            else:
                parts.append(Item("" if parts else item.sentence, group))
            group = ()
        group += (line,)
    return parts if all(part.high <= room for part in parts) else []


def _divided(item: Item, room: float) -> Iterator[Item]:
    """An item in parts that fit, all about as long."""
    count = 1
    while count < len(item.lines):
        size = -(-len(item.lines) // count)
        parts = [item.lines[start : start + size] for start in range(0, len(item.lines), size)]
        if all(Item(item.sentence, lines).high <= room for lines in parts):
            break
        count += 1
    else:
        parts = [(line,) for line in item.lines]
    for number, lines in enumerate(parts):
        yield Item("" if number else item.sentence, lines)


def frame(title: str, body: str) -> str:
    """A frame with its title."""
    return f"\\begin{{frame}}\n\\frametitle{{{title}}}\n{body}\n\\end{{frame}}\n\n"


def beside(left: str, right: str, room: float) -> str:
    """Two columns, the left one ``room`` points wide."""
    share = room / WHOLE
    return (
        "\\begin{columns}[T,onlytextwidth]\n"
        f"\\begin{{column}}{{{share:.3f}\\textwidth}}\n{left}\n\\end{{column}}\n"
        f"\\begin{{column}}{{{1 - share:.3f}\\textwidth}}\n\\raggedleft\n{right}\n"
        "\\end{column}\n\\end{columns}"
    )


def scaled(tikz: str, scale: float) -> str:
    """A picture, made smaller where it must be."""
    return tikz if scale == 1 else f"\\scalebox{{{scale:.3f}}}{{%\n{tikz}}}"


def built_up(items: Sequence[Item], room: float = TEXT_WIDTH) -> str:
    """Items that appear line by line; the first line is there at once."""
    parts = []
    overlay = 1
    for item in items:
        if item.sentence:
            parts.append(f"\\uncover<{overlay}->{{{item.sentence}}}")
        shown = []
        for line in item.lines:
            shown.append(_uncovered(line, overlay))
            overlay += 1
        # What is too high is made smaller, too: only a matrix is higher than a slide.
        shrunk = (item.high - item.above) / (TEXT_HEIGHT - item.above)
        parts.append(display(shown, max(item.wide, room * shrunk), room))
    return "\n".join(parts)


def _uncovered(line: str, overlay: int) -> str:
    """A line whose cells all appear at once; a sign at the start of a cell keeps its space."""
    if overlay == 1:
        return line
    cells = [cell.strip() for cell in columns(line)]
    return " & ".join(f"\\uncover<{overlay}->{{{{}}{cell}}}" if cell else "" for cell in cells)


def display(lines: Sequence[str], wide: float, room: float) -> str:
    """Aligned lines, in the largest type in which they fit."""
    size = next((name for name, scale in SIZES if wide * scale <= room), SIZES[-1][0])
    body = " \\\\\n".join(lines)
    return (
        f"{{{size}\\abovedisplayskip=3pt\\belowdisplayskip=7pt\n"
        f"\\[\\begin{{aligned}}\n{body}\n\\end{{aligned}}\\]\\par}}"
    )
