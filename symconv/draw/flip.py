"""The kernel turned over, axis by axis: ``flip``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, product

from symconv.derive.elements import Elements
from symconv.draw.arrays import (
    CELL,
    ENTRY_SIZE,
    Text,
    cell_height,
    cell_width,
    expression,
    labels_in,
    rows_in_words,
)
from symconv.draw.board import Cell, bare, board, cells_of, whole
from symconv.draw.metrics import width
from symconv.draw.options import Options, box_of, support_of
from symconv.draw.scene import PAGE_WIDTH, Arrow, Block, Label, Scene, column, row, scene
from symconv.model.problem import Problem
from symconv.render import plain


def flip(problem: Problem, options: Options) -> Scene:
    """The kernel as it is, then turned over about one axis, then about the next."""
    support = support_of(problem.kernel)
    elements = Elements(problem)
    box = box_of(problem, support, options)
    order = problem.order
    content = {cell: expression(elements.entry(cell)) for cell in product(*box)}
    wide = cell_width(content.values(), ENTRY_SIZE, 28.0)
    high = cell_height(content.values(), ENTRY_SIZE, max(28.0, min(wide, CELL)))
    flipped: set[int] = set()
    blocks, steps = [], []
    names = ["left and right", "top and bottom", "front and back"]
    for step, axis in enumerate((None, *reversed(order))):
        if axis is not None:
            flipped.add(axis)
            steps.append(f"flip {names[step - 1]}")
        on = bare(board(order, box, support, wide, high, False))

        def turned(cell: Cell, flipped: frozenset[int] = frozenset(flipped)) -> Text:
            return content[tuple([
                box[a][0] + box[a][-1] - index if a in flipped else index
                for a, index in enumerate(cell)
            ])]

        shapes = [*cells_of(on, "kernel")]
        shapes += labels_in(on, on.cells(), turned, "entry", ENTRY_SIZE)
        blocks.append(whole(on, shapes))
    name = plain.plain(problem.kernel.name)
    used = (
        "Convolution lays the kernel on the image flipped on every axis."
        if problem.operation.kernel < 0
        else "Cross-correlation lays the kernel on the image as it is, not flipped."
    )
    last = {cell: content[_opposite(cell, box)] for cell in content}
    words = (
        f"The kernel {name} as it is, {rows_in_words(problem, box, lambda c: content[c].text)}, "
        f"then flipped about one axis after the other, at last "
        f"{rows_in_words(problem, box, lambda c: last[c].text)}. {used}"
    )
    return scene(_flips(blocks, steps), f"The kernel {name} as it is and flipped", words)


def _flips(blocks: Sequence[Block], steps: Sequence[str]) -> Block:
    """The kernel step by step: side by side, or one under the other where that is too wide."""
    arrows = map(_flip_arrow, steps)
    line = row([blocks[0], *chain.from_iterable(zip(arrows, blocks[1:]))], 8.0)
    if line.width <= PAGE_WIDTH:
        return line
    arrows = map(_down_arrow, steps)
    return column([blocks[0], *chain.from_iterable(zip(arrows, blocks[1:]))], 6.0)


def _opposite(cell: Cell, box: tuple[range, ...]) -> Cell:
    return tuple([own[0] + own[-1] - index for index, own in zip(cell, box)])


def _flip_arrow(text: str) -> Block:
    room = width(text, text, 8.0)
    label = Label(room / 2, 6, text, text, "name", 8.0, "middle", room)
    return Block(room, 36, (label, Arrow(6, 18, room - 12, 0, "arrow")))


def _down_arrow(text: str) -> Block:
    room = width(text, text, 8.0)
    label = Label(10, 14, text, text, "name", 8.0, "start", room)
    # As much room on the left as the label takes on the right: the arrow is in the middle.
    shapes = Block(10 + room, 28, (label, Arrow(0, 3, 0, 22, "arrow"))).moved(10 + room, 0)
    return Block(2 * (10 + room), 28, shapes)
