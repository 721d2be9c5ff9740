"""A picture as plain data: grids of cells, labels, frames and arrows, each with its role.

Coordinates are in points, x to the right and y downwards. A role says what a thing is
(``image``, ``kernel``, ``conv`` …); a theme gives roles their colours, and a writer turns
shapes into SVG or TikZ. To add a shape, add it to ``Shape``: the writers end their
``match`` in ``assert_never``, so the type checker names each place that must know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Union

from symconv.model.tree import Equation, node


@node
class Grid(NamedTuple):
    """Equal cells in ``rows`` by ``columns``, filled and ruled by role.

    ``first`` is the index of the upper left cell, for those who look for a cell.
    """

    x: float
    y: float
    columns: int
    rows: int
    width: float
    height: float
    role: str
    first: tuple[int, ...] = ()


@node
class Card(NamedTuple):
    """A kernel entry as it lies on a pixel: a small sheet with round corners."""

    x: float
    y: float
    width: float
    height: float
    role: str


@node
class Frame(NamedTuple):
    """A thick line around a patch; its role tells the operations apart.

    It has no line on the sides that are ``open``, where the patch goes on beyond a cut.
    """

    x: float
    y: float
    width: float
    height: float
    role: str
    open: tuple[str, ...] = ()


@node
class Hatch(NamedTuple):
    """Slanted lines over a rectangle, in the manner of its role."""

    x: float
    y: float
    width: float
    height: float
    role: str


@node
class Label(NamedTuple):
    r"""Text centred in height at ``y``, and at ``x`` by its anchor: start, middle or end.

    ``text`` is what SVG shows, with ``_{…}`` for what is set lower, and ``tex`` the same in
    LaTeX, whose type size is ``tex_size`` where that is not ``size``. ``room`` is the width
    that the text may fill, and ``high`` the height where that has an end. ``role`` is its
    class in SVG: entry, index, value, pixel (a value that no entry meets), axis, slice,
    letter (of an axis), name, term, failed, formula, sign, conv, xcorr.
    """

    x: float
    y: float
    text: str
    tex: str
    role: str
    size: float
    anchor: str = "middle"
    room: float = 0.0
    high: float = 0.0
    tex_size: float = 0.0


@node
class Arrow(NamedTuple):
    """An arrow from (x, y) along (across, down); without ``head`` it is a line."""

    x: float
    y: float
    across: float
    down: float
    role: str
    head: bool = True


@node
class Display(NamedTuple):
    """An equation in one line, centred at (x, y)."""

    x: float
    y: float
    equation: Equation
    size: float


Shape = Union[Grid, Card, Frame, Hatch, Label, Arrow, Display]


class Block(NamedTuple):
    """Shapes that keep together, in a box from (0, 0) to (width, height).

    ``level`` is the height at which it lines up with what stands beside it: its middle
    where it is None.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    level: float | None = None

    @property
    def above(self) -> float:
        """How far it reaches above its level."""
        return self.height / 2 if self.level is None else self.level

    def moved(self, x: float, y: float) -> tuple[Shape, ...]:
        """The shapes with the box's corner at (x, y)."""
        return tuple([shape._replace(x=shape.x + x, y=shape.y + y) for shape in self.shapes])


class Scene(NamedTuple):
    """A picture: its size, what it shows in a title and in words, and its shapes in order."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]

    def labels(self, role: str) -> tuple[Label, ...]:
        """The labels of one role, in the order of reading."""
        return tuple(s for s in self.shapes if isinstance(s, Label) and s.role == role)


def row(blocks: Sequence[Block], gap: float) -> Block:
    """Blocks side by side, with their levels in one line.

    >>> row([Block(10, 4, ()), Block(10, 8, ())], gap=5)
    Block(width=25.0, height=8.0, shapes=(), level=4.0)
    """
    level = max(block.above for block in blocks)
    below = max(block.height - block.above for block in blocks)
    shapes: list[Shape] = []
    x = 0.0
    for block in blocks:
        shapes += block.moved(x, level - block.above)
        x += block.width + gap
    return Block(x - gap, level + below, tuple(shapes), level)


def column(blocks: Sequence[Block], gap: float, centred: bool = True) -> Block:
    """Blocks one under the other, centred in width or flush left; the first sets the level."""
    width = max(block.width for block in blocks)
    shapes: list[Shape] = []
    y = 0.0
    for block in blocks:
        shapes += block.moved((width - block.width) / 2 if centred else 0.0, y)
        y += block.height + gap
    return Block(width, y - gap, tuple(shapes), blocks[0].above)


PAGE_WIDTH = 560.0  # points: blocks side by side are not wider, if they can stand in a column


def beside(blocks: Sequence[Block], gap: float) -> Block:
    """Blocks side by side, or one under the other where that would be too wide for a page."""
    found = row(blocks, gap)
    return found if found.width <= PAGE_WIDTH else column(blocks, gap)


def wrapped(blocks: Sequence[Block], across: int, gap: float) -> Block:
    """Blocks in rows of ``across``, flush left."""
    rows = [row(blocks[start : start + across], gap) for start in range(0, len(blocks), across)]
    return column(rows, gap, centred=False)


MARGIN = 3.0  # around a picture, so that thick lines are not cut


def scene(block: Block, title: str, description: str) -> Scene:
    """A block as a whole picture, with a small margin."""
    shapes = block.moved(MARGIN, MARGIN)
    size = 2 * MARGIN
    return Scene(block.width + size, block.height + size, title, description, shapes)
