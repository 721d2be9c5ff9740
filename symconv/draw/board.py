"""How an array lies on the page: where each cell is, and the labels of its axes.

The fastest axis runs to the right, the next one downwards; of three axes the slowest
gives slices, side by side, each with its index above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from symconv.draw.metrics import size_for, words_width
from symconv.draw.metrics import width as text_width
from symconv.draw.scene import Block, Grid, Label, Shape
from symconv.render.plain import plain

AXIS_SIZE = 8.0
SMALL_SIZE = 6.0
NAME_SIZE = 9.0
TORN = 8.0  # points: how far an array is hinted at beyond a cut
ACROSS = 480.0  # points: slices are put side by side up to this width
GAP = 14.0  # between slices

Cell = tuple[int, ...]


class Board(NamedTuple):
    """A box of indices on the page, cell by cell.

    ``box`` holds the indices shown on each axis, in index order, ``support`` all those that
    the array has. ``left`` and ``top`` are the room for the axis labels of a slice,
    ``right`` and ``bottom`` that for their names.
    """

    order: tuple[int, ...]
    box: tuple[range, ...]
    support: tuple[range, ...]
    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def columns(self) -> range:
        """The indices along the page."""
        return self.box[self.order[-1]]

    @property
    def rows(self) -> range:
        """The indices down the page; one row where there is one axis."""
        return self.box[self.order[-2]] if len(self.order) > 1 else range(1)

    @property
    def torn(self) -> tuple[float, float, float, float]:
        """How far the array is hinted at beyond the box: left, above, right, below."""
        across = self.order[-1]
        found = [0.0] * 4
        for place, axis in enumerate((across, self.order[-2]) if self.rank > 1 else (across,)):
            box, own = self.box[axis], self.support[axis]
            if own and box and own.start < box.stop and box.start < own.stop:
                found[place] = TORN if own.start < box.start else 0.0
                found[place + 2] = TORN if own.stop > box.stop else 0.0
        return found[0], found[1], found[2], found[3]

    @property
    def slices(self) -> list[Cell]:
        """The indices of the slices: of one or two axes there is one slice."""
        return list(product(*[self.box[axis] for axis in self.order[:-2]]))

    @property
    def pitch(self) -> tuple[float, float]:
        """The size of a slice with its labels."""
        return (
            self.left + len(self.columns) * self.width + self.right,
            self.top + len(self.rows) * self.height + self.bottom,
        )

    @property
    def across(self) -> int:
        """How many slices stand side by side."""
        return max(1, min(len(self.slices), int((ACROSS + GAP) // (self.pitch[0] + GAP))))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole."""
        width, height = self.pitch
        down = -(-len(self.slices) // self.across)
        return self.across * (width + GAP) - GAP, down * (height + GAP) - GAP

    def corner(self, slice_number: int) -> tuple[float, float]:
        """The upper left corner of a slice's first cell."""
        width, height = self.pitch
        down, across = divmod(slice_number, self.across)
        return across * (width + GAP) + self.left, down * (height + GAP) + self.top

    def place(self, cell: Cell) -> tuple[float, float]:
        """The upper left corner of a cell."""
        number = 0
        for axis in self.order[:-2]:
            number = number * len(self.box[axis]) + cell[axis] - self.box[axis].start
        x, y = self.corner(number)
        column = cell[self.order[-1]] - self.columns.start
        row = cell[self.order[-2]] - self.rows.start if len(self.order) > 1 else 0
        return x + column * self.width, y + row * self.height

    def holds(self, cell: Cell) -> bool:
        """Whether the cell is on the board."""
        return all(index in shown for index, shown in zip(cell, self.box))

    def cells(self) -> Iterator[Cell]:
        """All cells, slice by slice, row by row."""
        places = [self.order.index(axis) for axis in range(len(self.order))]
        for written in product(*[self.box[axis] for axis in self.order]):
            yield tuple([written[place] for place in places])

    def names(self, letters: Sequence[str]) -> tuple[Label, ...]:
        """The names of the axes at the ends of the first slice's labels."""
        x, y = self.corner(0)
        across, down = letters[self.order[-1]], letters[self.order[-2]] if self.rank > 1 else ""
        torn = self.torn
        right = x + len(self.columns) * self.width + torn[2]
        bottom = y + len(self.rows) * self.height + torn[3]
        found = [_name(right + 3, y - 7 - torn[1], across, "start")]
        if down:
            found.append(_name(x - 4 - torn[0], bottom + 7, down, "end"))
        return tuple(found)

    @property
    def rank(self) -> int:
        """How many axes there are."""
        return len(self.order)


def _name(x: float, y: float, letter: str, anchor: str) -> Label:
    return Label(x, y, plain(letter), f"${letter}$", "letter", NAME_SIZE, anchor, 10.0)


def board(
    order: tuple[int, ...],
    box: tuple[range, ...],
    support: tuple[range, ...],
    width: float,
    height: float,
    named: bool,
) -> Board:
    """A board with room for its labels; ``named`` where the axes bear names."""
    columns = box[order[-1]]
    # Cells are wide enough for the labels of the columns, if these are set small.
    room = [text_width(str(end), f"${end}$", SMALL_SIZE) for end in _ends(columns)]
    width = max(width, *room)
    unlabelled = Board(order, box, support, width, height, 0.0, 0.0, 0.0, 0.0)
    left, above, right, below = unlabelled.torn
    if len(order) > 1:
        rows = unlabelled.rows
        left += max(text_width(str(end), f"${end}$", AXIS_SIZE) for end in _ends(rows)) + 5
    # A slice's own label may be wider than its cells, on both sides.
    beyond = (_widest_slice_label(unlabelled) - len(columns) * width) / 2
    return unlabelled._replace(
        left=max(left, 4.0, beyond),
        top=above + 14.0 + (13.0 if len(order) > 2 else 0.0),
        right=max(right + (11.0 if named else 2.0), beyond),
        bottom=below + (13.0 if named and len(order) > 1 else 2.0),
    )


def _widest_slice_label(on: Board) -> float:
    if on.rank < 3:
        return 0.0
    ends = (f"slice {end}" for end in _ends(on.box[on.order[0]]))
    return max(words_width(text, text, NAME_SIZE) for text in ends)


def bare(on: Board) -> Board:
    """The same board without room for axis labels."""
    return on._replace(left=1.0, top=1.0, right=1.0, bottom=1.0)


def axis_labels(on: Board, letters: Sequence[str] | None) -> tuple[Shape, ...]:
    """The index labels of every slice, the slice's own index, and the names of the axes."""
    columns, rows = on.columns, on.rows
    clear_left, clear_top = on.torn[:2]
    texts = [(str(index), f"${index}$") for index in (*_ends(columns), *_ends(rows))]
    size = size_for(texts, on.width - 1, AXIS_SIZE)
    found: list[Shape] = []
    for number, cell in enumerate(on.slices):
        x, y = on.corner(number)
        if cell:
            found.append(_slice_label(on, cell, x, y, letters))
        for place, index in enumerate(columns):
            middle = x + (place + 0.5) * on.width
            found.append(_axis_label(middle, y - 7 - clear_top, index, size, "middle", on.width))
        for place, index in enumerate(rows if on.rank > 1 else ()):
            middle = y + (place + 0.5) * on.height
            found.append(_axis_label(x - 4 - clear_left, middle, index, size, "end", on.left - 4))
    if letters is not None:
        found += on.names(letters)
    return tuple(found)


def _ends(indices: range) -> tuple[int, int]:
    return indices[0], indices[-1]


def _axis_label(
    x: float, y: float, index: int, size: float, anchor: str, room: float
) -> Label:
    return Label(x, y, str(index), f"${index}$", "axis", size, anchor, room)


def _slice_label(
    on: Board, cell: Cell, x: float, y: float, letters: Sequence[str] | None
) -> Label:
    middle = x + len(on.columns) * on.width / 2
    index = ",".join(map(str, cell))
    text, tex = f"slice {index}", f"slice ${index}$"
    if letters is not None:
        names = [letters[axis] for axis in on.order[:-2]]
        text = f"{','.join(map(plain, names))} = {index}"
        tex = f"${','.join(names)} = {index}$"
    above = y - 20 - on.torn[1]
    return Label(middle, above, text, tex, "slice", NAME_SIZE, "middle", on.pitch[0])


def cells_of(on: Board, role: str) -> tuple[Shape, ...]:
    """The array's cells on the board, and hints where it goes on beyond a cut."""
    shown = tuple(
        range(max(box.start, own.start), min(box.stop, own.stop))
        for box, own in zip(on.box, on.support)
    )
    if not all(shown):
        return ()
    columns = shown[on.order[-1]]
    rows = shown[on.order[-2]] if on.rank > 1 else range(1)
    wide, high = len(columns) * on.width, len(rows) * on.height
    left, above, right, below = on.torn
    found: list[Shape] = []
    first = [indices[0] for indices in shown]
    deeper = on.order[:-2]
    for cell in product(*[shown[axis] for axis in deeper]):
        for axis, index in zip(deeper, cell):
            first[axis] = index
        x, y = on.place(tuple(first))
        if any(on.torn):
            size = wide + left + right, high + above + below
            found.append(Grid(x - left, y - above, 1, 1, *size, f"{role}-more"))
        found.append(Grid(x, y, len(columns), len(rows), on.width, on.height, role, tuple(first)))
    return tuple(found)


def whole(on: Board, shapes: Sequence[Shape]) -> Block:
    """The shapes of a board as a block, level with the middle of its cells."""
    middle = on.top + len(on.rows) * on.height / 2 if len(on.slices) <= on.across else None
    return Block(*on.size, tuple(shapes), middle)
