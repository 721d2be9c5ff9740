"""The kernel laid on its patch of the image: ``overlay`` and ``frames``."""

from __future__ import annotations

from itertools import product

from symconv.derive.elements import Elements, InChannel, channels
from symconv.derive.patches import Covered, covered
from symconv.derive.supports import check_place
from symconv.derive.terms import split, supports
from symconv.draw.arrays import (
    CELL,
    ENTRY_SIZE,
    INDEX_SIZE,
    WIDEST,
    Text,
    cell_height,
    cell_width,
    expression,
    index_text,
    labels_in,
    sum_letters,
)
from symconv.draw.board import (
    ACROSS,
    GAP,
    NAME_SIZE,
    Board,
    Cell,
    axis_labels,
    board,
    cells_of,
    whole,
)
from symconv.draw.metrics import Sizes, cut, sizes_for, width, words_width
from symconv.draw.options import Options, support_of
from symconv.draw.patch import (
    all_outputs,
    around,
    holds,
    needs_place,
    output_text,
    patch_frames,
    patch_of,
    patch_role,
)
from symconv.draw.scene import Block, Card, Grid, Label, Scene, Shape, column, scene, wrapped
from symconv.draw.words import beyond_words, box_words, operation_words
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.render import plain

VALUE_SIZE, PIXEL_SIZE = 11.0, 10.0
MOST = 24  # channels in one picture
CARD = 0.42  # of a cell's height: where the card with the entry begins


def overlay(problem: Problem, options: Options) -> Scene:
    """The kernel on its patch: the index pair and the entry in each covered cell."""
    at = needs_place(problem, "overlay")
    check_place(problem, at)
    if problem.leading.summed > MOST:
        raise OutputError(
            f"{problem.leading.summed} channels are too many for a picture (at most {MOST}): "
            "draw fewer of the same kind"
        )
    box = around(problem, [split(problem, at)[1]], options)
    block = _block(problem, at, box, Elements(problem))
    return scene(block, _title(problem, at), _words(problem, at))


def frames(problem: Problem, options: Options) -> list[Scene]:
    """One overlay for each output, all of one size, in the order of writing."""
    outputs = all_outputs(problem)
    box = around(problem, [outputs[0], outputs[-1]], options)
    elements = Elements(problem)
    return [
        scene(
            _block(problem, at, box, elements), _title(problem, at), _words(problem, at)
        )
        for at in outputs
    ]


def sheet(problem: Problem, options: Options) -> Scene:
    """All overlays on one sheet, arranged as the outputs are."""
    outputs = all_outputs(problem)
    box = around(problem, [outputs[0], outputs[-1]], options)
    elements = Elements(problem)
    blocks = [_block(problem, at, box, elements) for at in outputs]
    across = len(supports(problem)[problem.order[-1]])
    words = (
        f"{operation_words(problem)}: the kernel on its patch for each of the {len(outputs)} "
        "outputs, in the order of the outputs."
    )
    title = f"{operation_words(problem)}, frame by frame"
    return scene(wrapped(blocks, across, 18.0), title, words)


def _block(
    problem: Problem, at: Cell, box: tuple[range, ...], elements: Elements
) -> Block:
    """The kernel on its patch; with channels one beside the other, in each of them."""
    first, place = split(problem, at)
    parts = []
    for each in channels(elements, first):
        laid = _laid(problem, place, box, each)
        if problem.channels.inputs is not None:
            laid = column([_named(f"channel {each.image[-1]}", laid.width), laid], 1.0)
        parts.append(laid)
    across = max(1, int((ACROSS + GAP) // (parts[0].width + GAP)))
    whole_ = parts[0] if len(parts) == 1 else wrapped(parts, across, GAP)
    return column([_heading(problem, at, whole_.width), whole_], 4.0, centred=False)


def _named(text: str, wide: float) -> Block:
    """The name of a channel above it."""
    tex = text.replace(" ", " $", 1) + "$"
    return Block(wide, 12.0, (Label(wide / 2, 6.0, text, tex, "slice", NAME_SIZE, "middle", wide),))


def _laid(
    problem: Problem, at: Cell, box: tuple[range, ...], elements: InChannel
) -> Block:
    laid = list(covered(problem, at))
    shown = [each for each in laid if holds(box, each.image)]
    if laid and not shown:
        raise OutputError(
            f"the crop does not show the patch of the output [{','.join(map(str, at))}]: "
            "leave --crop out, or choose another part"
        )
    indices = {each.image: index_text(elements.image + each.image) for each in shown}
    entries = {each.image: expression(elements.entry(each.kernel)) for each in shown}
    values = {
        each.image: expression(elements.pixel(each.image))
        for each in shown
        if problem.image.values is not None or not each.inside
    }
    beside_them = _uncovered(problem, box, {each.image for each in shown}, elements)
    corners = [
        index_text((*elements.image, *ends)) for ends in zip(*[(b[0], b[-1]) for b in box])
    ]
    needed = cell_width(corners, INDEX_SIZE, CELL, 3.0)
    beside = _widest(values, VALUE_SIZE) + 9.0 if values else 0.0
    needed = max(needed, _widest(beside_them, PIXEL_SIZE) + 5.0)
    wide = min(max(needed, beside + _widest(entries, VALUE_SIZE) + 8.0), WIDEST)
    both = [*entries.values(), *values.values()]
    high = max(CELL, (cell_height(both, ENTRY_SIZE, 0.0, 5.0)) / (1 - CARD))
    high = max(high, cell_height(beside_them.values(), PIXEL_SIZE, 0.0, 5.0))
    letters = sum_letters(problem, "image")
    on = board(problem.order, box, support_of(problem.image), wide, high, letters is not None)
    shapes: list[Shape] = [*cells_of(on, "image"), *axis_labels(on, letters)]
    shapes += labels_in(
        on, filter(beside_them.__contains__, on.cells()), beside_them.__getitem__, "pixel",
        PIXEL_SIZE,
    )  # fmt: skip
    outside = [each for each in shown if not each.inside]
    shapes += [
        Grid(*on.place(each.image), 1, 1, on.width, on.height, "outside", each.image)
        for each in outside
    ]
    split = _split(on.width, values, entries)
    shapes += _cards(on, shown, values, split)
    shapes += _texts(on, shown, indices, entries, values, split)
    role = patch_role(problem)
    shapes += patch_frames(on, problem, at, role)
    return whole(on, shapes)


def _uncovered(
    problem: Problem, box: tuple[range, ...], patch: set[Cell], elements: InChannel
) -> dict[Cell, Text]:
    """The values of the pixels beside the patch, where the image has values."""
    if problem.image.values is None:
        return {}
    own = support_of(problem.image)
    cells = product(*[[i for i in shown if i in exists] for shown, exists in zip(box, own)])
    return {cell: expression(elements.pixel(cell)) for cell in cells if cell not in patch}


def _widest(texts: dict[Cell, Text], size: float) -> float:
    return max((width(*text, size) for text in texts.values()), default=0.0)


def _split(wide: float, values: dict[Cell, Text], entries: dict[Cell, Text]) -> float:
    """Where the card begins beside a pixel's value: in the middle, or where both fit."""
    value, entry = _widest(values, VALUE_SIZE), _widest(entries, ENTRY_SIZE)
    if value + 7 <= wide / 2 < entry + 6:
        return value + 7
    if entry + 6 <= wide / 2 < value + 7:
        return wide - entry - 6
    return wide / 2


def _cards(
    on: Board, shown: list[Covered], values: dict[Cell, Text], split: float
) -> list[Shape]:
    """The kernel's sheets, on the lower part of each covered cell."""
    found: list[Shape] = []
    for each in shown:
        x, y = on.place(each.image)
        left = split if each.image in values else 3.0
        found.append(
            Card(
                x + left, y + CARD * on.height, on.width - left - 3, (1 - CARD) * on.height - 3,
                "kernel",
            )
        )  # fmt: skip
    return found


def _texts(
    on: Board,
    shown: list[Covered],
    indices: dict[Cell, Text],
    entries: dict[Cell, Text],
    values: dict[Cell, Text],
    split: float,
) -> list[Shape]:
    """Index pairs above, entries on their cards, values of pixels beside them; row by row."""
    room = on.width - 3
    sizes = sizes_for(indices.values(), room, INDEX_SIZE)
    half = on.width - split - 6 if values else on.width - 10
    high = (1 - CARD) * on.height - 3
    entry_sizes = sizes_for(entries.values(), half, ENTRY_SIZE, high)
    value_sizes = sizes_for(values.values(), split - 5, VALUE_SIZE, high)
    found: list[Shape] = []
    for each in shown:
        x, y = on.place(each.image)
        index = indices[each.image]
        found.append(
            _label(x + on.width / 2, y + 0.22 * on.height, index, "index", sizes[index], room)
        )
    middle = (CARD + 1) / 2 * on.height - 1.5
    for each in shown:
        x, y = on.place(each.image)
        left = split if each.image in values else 3.0
        entry = entries[each.image]
        place = x + (left + on.width - 3) / 2, y + middle
        found.append(_label(*place, entry, "entry", entry_sizes[entry], half, high))
    for each in shown:
        if each.image in values:
            x, y = on.place(each.image)
            value = values[each.image]
            place = x + split / 2, y + middle
            found.append(_label(*place, value, "value", value_sizes[value], split - 5, high))
    return found


def _label(
    x: float, y: float, text: Text, role: str, sizes: Sizes, room: float, high: float = 0.0
) -> Label:
    shown = cut(text.text, room, sizes.text)
    return Label(x, y, shown, text.tex, role, sizes.text, "middle", room, high, sizes.tex)


def _heading(problem: Problem, at: Cell, room: float) -> Block:
    text, written = output_text(problem, at)
    words = f"{operation_words(problem)}, "
    room = max(room, words_width(words + text, words + written, 9.5) + 1.0)
    label = Label(
        1.0, 7.0, words + text, words + written, patch_role(problem), 9.5, "start", room - 1.0
    )
    return Block(room, 14.0, (label,))


def _title(problem: Problem, at: Cell) -> str:
    output = output_text(problem, at).text
    return f"{operation_words(problem)}: the kernel on its patch for {output}"


def _words(problem: Problem, at: Cell) -> str:
    first, place = split(problem, at)
    met = channels(Elements(problem), first)
    patch = patch_of(problem, place)
    flipped = "flipped on every axis" if problem.operation.kernel < 0 else "as it is, not flipped"
    words = (
        f"The image {plain.plain(problem.image.name)}: "
        f"{box_words(support_of(problem.image), problem.order)}. For the output "
        f"{output_text(problem, at).text} the kernel {plain.plain(problem.kernel.name)} "
    )
    if patch is None:
        return f"{words}meets no pixel: each of its entries falls between two of them."
    words += f"lies, {flipped}, on {box_words(patch, problem.order)}."
    if len(met) > 1:
        words = f"{words[:-1]}, in each of {len(met)} channels."
    shown = list(covered(problem, place))
    outside = sum(not each.inside for each in shown)
    if outside:
        lies = "1 entry hangs" if outside == 1 else f"{outside} entries hang"
        beyond = f"beyond which the image {beyond_words(problem)}"
        words += f" {lies} over the edge, "
        words += "where the image is 0." if problem.boundary.vanishes else f"{beyond}."
    if len(shown) * len(met) <= 60:
        listed = "; ".join(_listed(shown, each) for each in met)
        words += f" From left to right and top to bottom: {listed}."
    return words


def _listed(shown: list[Covered], elements: InChannel) -> str:
    return ", ".join(
        f"{plain.expr(elements.entry(each.kernel))} on "
        f"{index_text(elements.image + each.image).text}"
        for each in shown
    )

