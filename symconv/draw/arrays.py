"""Pictures of the arrays alone: ``arrays``, ``kernel``, ``image``, ``corner``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from symconv.derive.derivation import Derivation
from symconv.derive.elements import Elements
from symconv.derive.supports import no_output
from symconv.derive.terms import supports
from symconv.draw.board import Board, Cell, axis_labels, board, cells_of, whole
from symconv.draw.boxes import height
from symconv.draw.formula import display_width
from symconv.draw.metrics import cut, sizes_for, width
from symconv.draw.options import Options, box_of, support_of
from symconv.draw.scene import Block, Display, Label, Scene, Shape, beside, column, scene
from symconv.draw.words import box_words, operation_words, size_words
from symconv.model.problem import Problem
from symconv.model.tree import Expr, Symbol
from symconv.render import plain, tex

CELL = 34.0  # points: a cell with an index pair
SMALL = 17.0  # a cell without text
WIDEST = 110.0  # a cell is never wider, whatever stands in it
INDEX_SIZE, ENTRY_SIZE, FORMULA_SIZE = 8.0, 13.0, 10.5
SIGN_SIZE, STAR_SIZE = 17.0, 24.0  # the star is small in the typefaces of screens


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Text(NamedTuple):
    """A label's content: as SVG shows it, and in LaTeX."""

    text: str
    tex: str


def index_text(cell: Cell) -> Text:
    """An index pair in brackets."""
    written = f"[{','.join(map(str, cell))}]"
    return Text(written, f"${written}$")


def expression(node: Expr) -> Text:
    """An entry, a pixel or a value."""
    if isinstance(node, Symbol) and node.subscript:
        return Text(f"{plain.plain(node.name)}_{{{node.subscript}}}", f"${tex.expr(node)}$")
    return Text(_short(plain.expr(node)), f"${tex.expr(node)}$")


def _short(text: str) -> str:
    """Roots and small powers as signs, which take less room.

    >>> _short("sqrt(2)/(2·sqrt(π)·σ^2)")
    '√2/(2·√π·σ²)'
    """
    if "^" not in text and "sqrt" not in text:
        return text
    import re  # rarely needed

    text = re.sub(r"sqrt\((\w+)\)", r"√\1", text).replace("sqrt(", "√(")
    return re.sub(r"\^(\d+)(?![\w.])", lambda found: found[1].translate(_RAISED), text)


def cell_width(texts: Iterable[Text], size: float, least: float, spare: float = 5.0) -> float:
    """The width of a cell that holds all the texts at the given type size."""
    needed = max((width(*text, size) for text in texts), default=0.0) + spare
    return min(max(least, needed), WIDEST)


def cell_height(texts: Iterable[Text], size: float, least: float, spare: float = 4.0) -> float:
    """The height of a cell that holds all the texts at the given type size."""
    return min(max([least, *(height(text.tex, size) + spare for text in texts)]), WIDEST)


def labels_in(
    on: Board, cells: Iterable[Cell], content: Callable[[Cell], Text], role: str, size: float
) -> list[Label]:
    """A label in the middle of each cell, in sizes that fit."""
    listed = [(cell, content(cell)) for cell in cells]
    room = on.width - 4
    high = on.height - 2
    fitted = sizes_for([text for _, text in listed], room, size, high)
    found = []
    for cell, text in listed:
        x, y = on.place(cell)
        sizes = fitted[text]
        shown = cut(text.text, room, sizes.text)
        middle = x + on.width / 2, y + on.height / 2
        found.append(
            Label(*middle, shown, text.tex, role, sizes.text, "middle", room, high, sizes.tex)
        )
    return found


def sum_letters(problem: Problem, array: str) -> Sequence[str] | None:
    """The letters that index an array in the sum, where they do."""
    return problem.sums if problem.over == array else None


def image(problem: Problem, options: Options) -> Scene:
    """The image with its axes, and its values where it has them."""
    block = _image_block(problem, options)
    support = support_of(problem.image)
    name = plain.plain(problem.image.name)
    words = f"The image {name}: {box_words(support, problem.order)}."
    return scene(block, f"The image {name}: {size_words(support, problem.order)}", words)


def _image_block(problem: Problem, options: Options, least: float = 24.0) -> Block:
    support = support_of(problem.image)
    box = box_of(problem, support, options)
    value = Elements(problem).pixel if problem.image.values is not None else None
    return _array_block(
        problem, support, box, "image", sum_letters(problem, "image"), value, "value", least
    )


def _array_block(
    problem: Problem,
    support: tuple[range, ...],
    box: tuple[range, ...],
    role: str,
    letters: Sequence[str] | None,
    content: Callable[[Cell], Expr] | None,
    label: str,
    least: float,
) -> Block:
    """An array with its axes, and in each cell what ``content`` gives."""
    cells = list(product(*box)) if content else []
    texts = {cell: expression(content(cell)) for cell in cells} if content else {}
    size = 11.0
    wide = cell_width(texts.values(), size, least)
    high = cell_height(texts.values(), size, max(least, min(wide, 30.0)))
    on = board(problem.order, box, support, wide, high, letters is not None)
    shapes: list[Shape] = [*cells_of(on, role), *axis_labels(on, letters)]
    if content:
        shapes += labels_in(on, on.cells(), texts.__getitem__, label, size)
    return whole(on, shapes)


def corner(problem: Problem, options: Options) -> Scene:
    """A zoom to the lower right-hand corner, with the index pair in each pixel."""
    support = support_of(problem.image)
    box = box_of(problem, support, options) if options.crop else _last_part(support)
    texts = [index_text(cell) for cell in product(*[(r[0], r[-1]) for r in box])]
    wide = cell_width(texts, 9.5, CELL)
    letters = sum_letters(problem, "image")
    on = board(problem.order, box, support, wide, CELL, letters is not None)
    shapes = [*cells_of(on, "image"), *axis_labels(on, letters)]
    shapes += labels_in(on, on.cells(), index_text, "index", 9.5)
    name = plain.plain(problem.image.name)
    where = box_words(box, problem.order)
    words = f"A part of the image {name}, with its index in each pixel: {where}."
    return scene(whole(on, shapes), f"The image {name}, {where}", words)


def _last_part(support: tuple[range, ...]) -> tuple[range, ...]:
    """From the middle to the end on every axis, at most eight cells."""
    return tuple(own[-min(8, len(own) // 2 + 1) :] for own in support)


def kernel(problem: Problem, options: Options) -> Scene:
    """The kernel twice: its indices, and its entries."""
    support = support_of(problem.kernel)
    box = box_of(problem, support, options)
    elements = Elements(problem)
    letters = sum_letters(problem, "kernel")
    indices = [index_text(cell) for cell in product(*[(r[0], r[-1]) for r in box])]
    cells = list(product(*box))
    texts = {cell: expression(elements.entry(cell)) for cell in cells}
    high = cell_height(texts.values(), ENTRY_SIZE, CELL)
    blocks = []
    for role, size, wide, content in (
        ("index", 9.5, cell_width(indices, 9.5, CELL), index_text),
        ("entry", ENTRY_SIZE, cell_width(texts.values(), ENTRY_SIZE, CELL), texts.__getitem__),
    ):
        on = board(problem.order, box, support, wide, high, letters is not None)
        shapes = [*cells_of(on, "kernel"), *axis_labels(on, letters)]
        shapes += labels_in(on, on.cells(), content, role, size)
        blocks.append(whole(on, shapes))
    name = plain.plain(problem.kernel.name)
    words = (
        f"The kernel {name} twice: first the index of each entry, "
        f"{box_words(box, problem.order)}; then the entries, "
        f"{rows_in_words(problem, box, lambda cell: texts[cell].text)}."
    )
    return scene(beside(blocks, 26.0), f"The kernel {name}: indices and entries", words)


def arrays(problem: Problem, options: Options) -> Scene:
    """Image, kernel and output side by side, and the equation below."""
    whole_output = supports(problem)
    if not all(whole_output):
        raise no_output(problem)
    elements = Elements(problem)
    entry = None if not elements.letters and problem.kernel.values is None else elements.entry
    kernel_support = support_of(problem.kernel)
    pixel = elements.pixel if problem.image.values is not None else None
    parts = (
        ("image", support_of(problem.image), problem.sums, pixel, "value", problem.image.name),
        ("kernel", kernel_support, problem.sums, entry, "entry", problem.kernel.name),
        ("output", whole_output, problem.indices, None, "value", problem.output_name),
    )
    blocks = []
    for role, support, letters, content, label, name in parts:
        named = letters if role in ("output", problem.over) else None
        box = box_of(problem, support, options if role == "image" else Options(), role)
        block = _array_block(problem, support, box, role, named, content, label, SMALL)
        under = _array_label(role, name, letters if named else (), block.width)
        blocks.append(column([block, under], 2.0))
    star = problem.operation.star
    sign = {r"\ast": "∗", r"\star": "⋆"}[star]
    line = beside(
        [blocks[0], _sign(sign, f"${star}$"), blocks[1], _sign("=", "$=$"), blocks[2]], 9.0
    )
    return scene(
        column([line, _equation(problem)], 12.0),
        f"{operation_words(problem)}: image, kernel and output",
        f"{operation_words(problem)} of the image {plain.plain(problem.image.name)} "
        f"({size_words(support_of(problem.image), problem.order)}) with the kernel "
        f"{plain.plain(problem.kernel.name)} ({size_words(kernel_support, problem.order)}) gives "
        f"the output {plain.plain(problem.output_name)} "
        f"({size_words(whole_output, problem.order)}).",
    )


def _array_label(role: str, name: str, letters: Sequence[str], room: float) -> Block:
    index = f"[{','.join(map(plain.plain, letters))}]" if letters else ""
    tex_index = f"[{','.join(letters)}]" if letters else ""
    text = f"{role} {plain.plain(name)}{index}"
    room = max(room, width(text, text, 10.0))
    label = Label(
        room / 2, 7, text, f"{role} ${name}{tex_index}$", "name", 10.0, "middle", room
    )
    return Block(room, 14, (label,))


def _sign(text: str, written: str) -> Block:
    size = STAR_SIZE if text == "⋆" else SIGN_SIZE
    room = max(16.0, width(text, written, size))
    label = Label(
        room / 2, 10, text, written, "sign", size, "middle", room, tex_size=SIGN_SIZE
    )
    return Block(room, 20, (label,))


def _equation(problem: Problem) -> Block:
    """The definition in one line."""
    definition = Derivation(problem.placed(None)).elements.formulas.definition
    room = display_width(definition, FORMULA_SIZE)
    return Block(room, 34, (Display(room / 2, 17, definition, FORMULA_SIZE),))


def rows_in_words(
    problem: Problem, box: tuple[range, ...], content: Callable[[Cell], str]
) -> str:
    """A small array row by row; of a large one only that it is one."""
    cells = 1
    for indices in box:
        cells *= len(indices)
    if cells > 60:
        return "too many to be listed here"
    places = [problem.order.index(axis) for axis in range(problem.dimension)]
    *slow, fast = [box[axis] for axis in problem.order]
    rows = []
    for start in product(*slow):
        written = [(*start, index) for index in fast]
        rows.append(" ".join(content(tuple([w[place] for place in places])) for w in written))
    return "row by row " + ", ".join(rows) if len(rows) > 1 else rows[0]
