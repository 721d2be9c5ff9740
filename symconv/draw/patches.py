"""Two operations beside each other: ``patches`` and ``outputs``."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.derive.patches import counterpart, covered
from symconv.derive.ranges import axis_terms
from symconv.derive.supports import check_place, no_output
from symconv.derive.terms import supports
from symconv.draw.arrays import sum_letters
from symconv.draw.board import Board, Cell, axis_labels, board, cells_of, whole
from symconv.draw.metrics import words_width
from symconv.draw.options import Options, check_size, support_of
from symconv.draw.patch import (
    around,
    holds,
    nearby,
    needs_place,
    output_text,
    patch_frames,
    patch_of,
    patch_role,
)
from symconv.draw.scene import (
    Block,
    Frame,
    Grid,
    Hatch,
    Label,
    Scene,
    Shape,
    beside,
    column,
    scene,
)
from symconv.draw.words import box_words, operation_words
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.render import plain

CELL = 26.0
LEGEND_SIZE = 9.5
MINIATURE = 15.0  # points: the longer side of a small image
MAX_MAPS = 4096
INSIDE = 3.0  # points: how far one frame is drawn inside the other where they meet
NOWHERE = "no pixel"  # where all entries fall between two pixels


def patches(problem: Problem, options: Options) -> Scene:
    """The image with the patches of both operations for one output, framed and labelled."""
    at = needs_place(problem, "patches")
    check_place(problem, at)
    both = (problem, counterpart(problem))
    near = nearby(problem, at)
    boxes = [around(each, [at], options, near) for each in both]
    box = tuple(
        range(min(a.start, b.start), max(a.stop, b.stop)) for a, b in zip(*boxes)
    )
    check_size(box, near=near)
    letters = sum_letters(problem, "image")
    on = board(problem.order, box, support_of(problem.image), CELL, CELL, letters is not None)
    shapes: list[Shape] = [*cells_of(on, "image"), *axis_labels(on, letters)]
    beyond: dict[Cell, None] = {}
    for each in both:
        role = patch_role(each)
        for one in covered(each, at):
            if holds(box, one.image):
                x, y = on.place(one.image)
                shapes.append(Hatch(x, y, on.width, on.height, role))
                if not one.inside:
                    beyond[one.image] = None
    shapes += [
        Grid(*on.place(cell), 1, 1, on.width, on.height, "outside", cell) for cell in beyond
    ]
    shapes += _frames(on, both, at)
    legend = column([_legend(each, at) for each in both], 4.0, centred=False)
    title = f"The patches of both operations for {output_text(problem, at).text}"
    words = " ".join(_patch_words(each, at) for each in both)
    block = column([whole(on, shapes), legend], 8.0, centred=False)
    return scene(
        block, title,
        f"The image {plain.plain(problem.image.name)}: "
        f"{box_words(support_of(problem.image), problem.order)}. {words}",
    )  # fmt: skip


def _frames(on: Board, both: Sequence[Problem], at: Cell) -> list[Shape]:
    """The frames of both patches: where they share a line, the second is drawn inside.

    The solid frame of convolution comes first, so that it does not hide the dashed one.
    """
    first, second = (
        patch_frames(on, each, at, patch_role(each))
        for each in sorted(both, key=lambda each: each.operation.kernel)
    )
    if not any(_touch(one, other) for one in first for other in second):
        return [*first, *second]
    return [*first, *(_shrunk(frame) for frame in second)]


def _touch(one: Shape, other: Shape) -> bool:
    """Whether two frames share a part of a line."""
    assert isinstance(one, Frame)
    assert isinstance(other, Frame)
    along = [
        ((one.x, one.x + one.width), (other.x, other.x + other.width)),
        ((one.y, one.y + one.height), (other.y, other.y + other.height)),
    ]
    meets = [max(a[0], b[0]) < min(a[1], b[1]) for a, b in along]
    shares = [bool({round(p, 2) for p in a} & {round(p, 2) for p in b}) for a, b in along]
    return (meets[0] and shares[1]) or (meets[1] and shares[0])


def _shrunk(frame: Shape) -> Frame:
    assert isinstance(frame, Frame)
    return frame._replace(
        x=frame.x + INSIDE, y=frame.y + INSIDE,
        width=frame.width - 2 * INSIDE, height=frame.height - 2 * INSIDE,
    )  # fmt: skip


def _patch_words(problem: Problem, at: Cell) -> str:
    patch = patch_of(problem, at)
    where = NOWHERE if patch is None else box_words(patch, problem.order)
    return f"{operation_words(problem)} takes {output_text(problem, at).text} from {where}."


def _legend(problem: Problem, at: Cell) -> Block:
    """A swatch in the manner of the patch, with the operation and its output."""
    role = patch_role(problem)
    output = output_text(problem, at)
    patch = patch_of(problem, at)
    words = f"{operation_words(problem)}, "
    where = f" from {NOWHERE if patch is None else box_words(patch, problem.order)}"
    minus = where.replace(" -", " $-$")
    room = words_width(words + output.text + where, words + output.tex + minus, LEGEND_SIZE)
    label = Label(
        30, 8, words + output.text + where, words + output.tex + minus, role, LEGEND_SIZE,
        "start", room,
    )  # fmt: skip
    return Block(
        30 + room, 16,
        (Hatch(2, 2, 20, 12, role), Frame(2, 2, 20, 12, role), label),
    )  # fmt: skip


def outputs(problem: Problem, options: Options) -> Scene:
    """For both operations, each output cell with the part of the image that it comes from."""
    if not all(supports(problem)):
        raise no_output(problem)
    both = [problem, counterpart(problem)]
    if problem.operation.kernel > 0:
        both.reverse()  # convolution first, as readers expect it
    blocks = [_map(each) for each in both]
    title = "The part of the image that each output comes from"
    names = " and ".join(operation_words(each).lower() for each in both)
    return scene(
        beside(blocks, 18.0), title,
        f"Two maps of the output, for {names}. Each cell of the output holds a small image with "
        "the part marked that this output is computed from. "
        + " ".join(_map_words(each) for each in both),
    )  # fmt: skip


def _map_words(problem: Problem) -> str:
    boxes = supports(problem)
    if not all(boxes):
        return f"For {operation_words(problem).lower()} there is no output."
    return f"{operation_words(problem)}: {box_words(boxes, problem.order)}."


def _map(problem: Problem) -> Block:
    """The output with a small image in each cell."""
    boxes = supports(problem)
    if not all(boxes):
        return _named(f"{operation_words(problem)}: no output", patch_role(problem), 0.0)
    image = support_of(problem.image)
    check_size(boxes, "output")
    check_size(image, "whole image")
    cells = 1
    for own in boxes:
        cells *= len(own)
    if cells > MAX_MAPS:
        part = ",".join(f"{own.start}..{own.start + min(8, len(own) - 1)}" for own in boxes)
        raise OutputError(
            f"{cells} outputs are too many for this picture (at most {MAX_MAPS}): "
            f"show some with output={part}"
        )
    order = problem.order
    along = image[order[-1]]
    down = image[order[-2]] if len(order) > 1 else range(1)
    unit = MINIATURE / max(len(along), len(down))
    wide, high = len(along) * unit, len(down) * unit
    on = board(order, boxes, boxes, wide + 5, max(high, 4.0) + 5, True)
    shapes: list[Shape] = [*cells_of(on, "output"), *axis_labels(on, problem.indices)]
    corners = {cell: on.place(cell) for cell in on.cells()}
    edge = (on.width - wide) / 2
    shapes += [
        Grid(x + edge, y + 2.5, 1, 1, wide, max(high, 4.0), "image", cell)
        for cell, (x, y) in corners.items()
    ]
    role = f"{patch_role(problem)}-part"
    tall = max(high, 4.0) / len(down)
    for cell, (x, y) in corners.items():
        met = [_pixels(problem, axis, cell[axis]) for axis in range(len(order))]
        rows = met[order[-2]] if len(order) > 1 else [0]
        if all(met):
            for row_first, row_count in _runs(rows):
                for first, count in _runs(met[order[-1]]):
                    left = x + edge + (first - along.start) * unit
                    top = y + 2.5 + (row_first - down.start) * tall
                    shapes.append(Grid(left, top, 1, 1, count * unit, row_count * tall, role, cell))
    above = _named(operation_words(problem), patch_role(problem), on.size[0])
    return column([above, whole(on, shapes)], 3.0, centred=False)


def _named(words: str, role: str, least: float) -> Block:
    """A heading, at least as wide as what stands below it."""
    room = max(least, words_width(words, words, LEGEND_SIZE) + 1.0)
    heading = Label(1.0, 7.0, words, words, role, LEGEND_SIZE, "start", room - 1.0)
    return Block(room, 14.0, (heading,))


def _pixels(problem: Problem, axis: int, output: int) -> list[int]:
    """The pixels on an axis that an output comes from, also as the boundary gives them."""
    bounds = problem.image.bounds(axis)
    met = {problem.boundary.pixel(i, *bounds) for i in axis_terms(problem, axis, output)[0]}
    return sorted(index for index in met if index is not None)


def _runs(indices: list[int]) -> list[tuple[int, int]]:
    """Stretches without holes, as their first index and their length."""
    found: list[tuple[int, int]] = []
    for index in indices:
        if found and index == sum(found[-1]):
            found[-1] = found[-1][0], found[-1][1] + 1
        else:
            found.append((index, 1))
    return found
