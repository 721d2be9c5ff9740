"""Tables of operations and boundaries, from their records."""

from __future__ import annotations

from symconv.embed.parts import formulas, shown
from symconv.embed.request import parse
from symconv.model.boundaries import BOUNDARIES, Boundary
from symconv.model.operations import OPERATIONS, Operation
from symconv.model.problem import Problem

ROW = "abcd"
BEYOND = 3
SIZES = "image=-K..K kernel=-k..k"


def operations() -> str:
    """The operations: what each is, how it is usually written, and its relation."""
    rows = [
        f"| `{operation.name}` | {operation.title} | ${written(operation)}$ "
        f"| ${relation(operation)}$ |"
        for operation in OPERATIONS
    ]
    head = "| word | what it is | usually written | on each axis |"
    return "\n".join([head, "|---|---|---|---|", *rows])


def written(operation: Operation, words: str = "") -> str:
    """How an operation defines an output, on one line, as the engine writes it."""
    if not words and operation.strided == "image":
        words = "stride=s"  # without it, it would look like convolution
    request = parse(f"{operation.name} {SIZES} {words} show=statement")
    (step,) = shown(request).parts[0].steps
    (display,) = formulas(step)
    lines = display.split("\n")[1:-1]
    left = lines[0].partition("&=")[0]
    right = lines[-1].partition("&=")[2]
    return f"{left.strip()} = {right.strip()}"


def strided() -> str:
    """The operations with stride, dilation and offset, as displays.

    The sum runs over the index that stands without a factor on the other side, so that
    nothing is divided.
    """
    rows = []
    for operation in OPERATIONS:
        over = "dilation=d sum=kernel" if operation.strided == "output" else "sum=image"
        row = written(operation, f"stride=s offset=p {over}")
        rows.append(row.replace(" = ", " &= ", 1) + rf" && \text{{({operation.name})}}")
    listed = " \\\\\n".join(rows)
    return f"$$\n\\begin{{aligned}}\n{listed}\n\\end{{aligned}}\n$$"


def relation(operation: Operation) -> str:
    """The relation, solved for the index without a factor: ``i = s m - d k + p``."""
    kernel = "+" if operation.kernel > 0 else "-"
    offset = "-" if operation.offset > 0 else "+"
    if operation.strided == "output":
        sign = "-" if operation.output < 0 else ""
        return f"i = {sign}s m {kernel} d k {offset} p"
    other = {"+": "-", "-": "+"}
    return f"m = s i {other[kernel]} d k {other[offset]} p"


def boundaries() -> str:
    """The boundaries with their words, what they do, and a row as an example."""
    head = "| word | other words for it | beyond its edge the image | example |"
    return "\n".join([head, "|---|---|---|---|", *map(_boundary, BOUNDARIES)])


def _boundary(boundary: Boundary) -> str:
    word = boundary.name if boundary.name != "constant" else "constant:1/2"
    others = ", ".join(f"`{other}`" for other in boundary.words)
    return f"| `{word}` | {others} | {boundary.says} | `{example(word)}` |"


def example(word: str) -> str:
    """A row of four pixels, with what stands for the pixels on both sides of it.

    >>> example("wrap")
    'b c d ┃ a b c d ┃ a b c'
    """
    boundary = Problem.parse(f"conv image=4 boundary={word}").boundary
    last = len(ROW) - 1
    cells = []
    for index in range(-BEYOND, len(ROW) + BEYOND):
        place = boundary.pixel(index, 0, last)
        outside = "0" if boundary.vanishes else "½"
        cells.append(outside if place is None else ROW[place])
    left, middle, right = cells[:BEYOND], cells[BEYOND:-BEYOND], cells[-BEYOND:]
    return f"{' '.join(left)} ┃ {' '.join(middle)} ┃ {' '.join(right)}"
