"""A problem as plain data, for the page: what ``engine.js`` needs and nothing more.

Everything mathematical that the page does follows from the relations and supports here.
To tell the page something new, add a key to ``described`` and read it in ``engine.js``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from symconv.derive.derivation import Derivation
from symconv.derive.elements import Elements
from symconv.derive.patches import counterpart
from symconv.derive.supports import check_place, number, support
from symconv.draw.words import beyond_words
from symconv.errors import OutputError, quote
from symconv.model.arrays import AXES, Interval, write_array
from symconv.model.channels import spatial_only
from symconv.model.complex_data import real_only
from symconv.model.names import GREEK
from symconv.model.problem import Problem
from symconv.model.tree import Formula, Number, Scalar, Symbol
from symconv.model.values import Values
from symconv.render import presentation
from symconv.render.latex import fragment
from symconv.render.tex import expr
from symconv.render.tex import number as number_tex

Cell = tuple[int, ...]
MAX_DIMENSION = 3
MAX_LENGTH = 200  # of the image, on an axis
MAX_CELLS = 40_000  # of the image
MAX_ENTRIES = 1_000
MAX_OUTPUTS = 100_000
SHOWN = {r"\ast": "∗", r"\star": "⋆"}


class Pair(NamedTuple):
    """A problem for one output, and the same arrays under the operation to compare it with."""

    given: Problem
    other: Problem

    @property
    def at(self) -> Cell:
        """The output that is shown first."""
        assert self.given.at is not None
        return self.given.at


def paired(problem: Problem) -> Pair:
    """The problem beside its counterpart: convolution beside cross-correlation.

    Without ``at`` the output in the middle is taken. Raises OutputError for what no page can
    show: symbolic sizes, more than three axes, arrays that are too large, no output at all.
    """
    _check(problem)
    boxes = [support(problem, axis) for axis in range(problem.dimension)]
    at = problem.at
    if at is None:
        at = tuple([_middle(number(low), number(high)) for low, high in boxes])
    check_place(problem, at)
    given = problem.placed(at)
    other = counterpart(given)
    if given.over == given.operation.over:
        other = other._replace(over=other.operation.over)
    return Pair(given, other)


def _middle(low: int, high: int) -> int:
    return 0 if low <= 0 <= high else (low + high) // 2


def _check(problem: Problem) -> None:
    line = quote(str(problem))
    spatial_only(problem.channels, "a page shows")
    real_only(problem, "a page shows")
    if problem.dimension > MAX_DIMENSION:
        raise OutputError(
            f"a page shows at most {MAX_DIMENSION} axes, but {line} has {problem.dimension}: "
            "'symconv derive' works it out in formulas"
        )
    if not problem.numeric:
        raise OutputError(
            f"{line} holds letters for sizes: a page needs numbers, such as image=7x7; "
            "'symconv range' solves it with letters"
        )
    sizes = _lengths(problem.image.support)
    if max(sizes) > MAX_LENGTH or _product(sizes) > MAX_CELLS:
        part = ",".join(f"0..{min(30, length - 1)}" for length in sizes)
        raise OutputError(
            f"the image is {'x'.join(map(str, sizes))}, but a page shows at most {MAX_LENGTH} "
            f"pixels on an axis and {MAX_CELLS} in all: take a part of it, such as image={part}"
        )
    if _product(_lengths(problem.kernel.support)) > MAX_ENTRIES:
        raise OutputError(
            f"the kernel in {line} has {_product(_lengths(problem.kernel.support))} entries, but "
            f"a page shows at most {MAX_ENTRIES}: take a smaller one, such as kernel=3x3"
        )
    outputs = [support(problem, axis) for axis in range(problem.dimension)]
    if _product(_lengths(outputs)) > MAX_OUTPUTS:
        part = ",".join(["0..30"] * problem.dimension)
        raise OutputError(
            f"{_product(_lengths(outputs))} outputs are too many for a page (at most "
            f"{MAX_OUTPUTS}): choose some with output={part}"
        )


def _bounds(box: Iterable[Interval]) -> list[list[int]]:
    return [[number(low), number(high)] for low, high in box]


def _lengths(box: Iterable[Interval]) -> list[int]:
    return [max(0, high - low + 1) for low, high in _bounds(box)]


def _product(sizes: list[int]) -> int:
    total = 1
    for size in sizes:
        total *= size
    return total


def described(pair: Pair) -> dict[str, object]:
    """The two problems as data that JSON can hold.

    >>> described(paired(Problem.parse("conv image=7x7 kernel=3x3 at=1,1")))["at"]
    [1, 1]
    """
    problem = pair.given
    elements = Elements(problem)
    names = {
        "image": problem.image.name, "kernel": problem.kernel.name, "output": problem.output_name,
    }  # fmt: skip
    letters = (*names.values(), *problem.indices, *problem.sums)
    columns = ("column", "row") if problem.axes == AXES[0] else ("row", "column")
    entries = [entry.name for entry in elements.letters] or None
    return {
        "format": "symconv.page/1",
        "names": names,
        "letters": {name: GREEK[name] for name in sorted(set(letters)) if name in GREEK},
        "indices": list(problem.indices),
        "sums": list(problem.sums),
        "axes": ["index"] if problem.dimension == 1 else [*columns, "slice"][: problem.dimension],
        "order": list(problem.order),
        "image": {"support": _bounds(problem.image.support), **_values(problem.image.values)},
        "kernel": {
            "support": _bounds(problem.kernel.support), **_values(problem.kernel.values),
            "letters": entries,
        },
        "boundary": {
            "name": problem.boundary.name, "says": beyond_words(problem),
            "constant": scalar(problem.boundary.constant),
        },
        "note": elements.note,
        "operations": [_operation(each) for each in pair],
        "at": list(pair.at),
    }  # fmt: skip


def _operation(problem: Problem) -> dict[str, object]:
    axes = range(problem.dimension)
    general = Derivation(problem.placed(None))
    formulas = general.elements.formulas
    said = {step.rule: step for step in general.steps("brief")}
    lengths = _lengths(problem.image.support)
    return {
        "name": problem.operation.name,
        "title": problem.operation.title,
        "role": "conv" if problem.operation.flips else "xcorr",
        "star": SHOWN[problem.operation.star],
        "over": problem.over,
        "relation": [list(map(number, problem.relation(axis))) for axis in axes],
        "outputs": _bounds([support(problem, axis) for axis in axes]),
        "definition": [presentation.expression(side) for side in formulas.definition.sides],
        "defined": said["definition"].because,
        "modular": lengths if formulas.modular else None,
        "beyond": [said["boundary"].because, fragment(said["boundary"])]
        if "boundary" in said else None,
        "line": _line(problem.placed(None)),
    }


def _line(problem: Problem) -> dict[str, str | None]:
    """The problem line, whole and cut where other values for the kernel are put in."""
    whole = printable(str(problem))
    if problem.dimension > 2:
        return {"whole": whole, "before": None, "after": None, "suffix": None}
    shape = tuple(_lengths([problem.kernel.support[axis] for axis in problem.order]))
    zeros = Values(shape, (Number(0),) * _product(list(shape)))
    marked = problem.kernel._replace(values=zeros, source="")
    block = write_array(marked)
    text = printable(str(problem._replace(kernel=marked)))
    word = f'kernel="{block}"' if " " in block else f"kernel={block}"
    before, _, after = text.rpartition(word)
    return {
        "whole": whole, "before": before, "after": after, "suffix": block.rpartition("]")[2],
    }  # fmt: skip


def printable(line: str) -> str:
    """A problem line as a comment can hold it: a file's name must not end the comment."""
    return line if line.isprintable() else "".join(c if c.isprintable() else "?" for c in line)


def _values(values: Values | None) -> dict[str, object]:
    return {"values": None if values is None else [scalar(item) for item in values.items]}


def scalar(item: Scalar) -> object:
    """A value: a plain number as its text, all else with its LaTeX, its MathML and its text."""
    if isinstance(item, Number) and not item.written:
        return number_tex(item) if item.decimal else str(item.value)
    if isinstance(item, Symbol):
        found: dict[str, object] = {
            "kind": "symbol", "name": item.name, "subscript": item.subscript,
        }  # fmt: skip
        if item.subscript or item.name in GREEK:
            name = GREEK.get(item.name, item.name)
            text = f"{name}_{item.subscript}" if item.subscript else name
            found |= {"markup": presentation.symbol(item), "text": text}
        return found
    negative, markup = presentation.opened(item)
    whole = presentation.expression(item)
    shown = {"tex": expr(item), "negative": negative, "markup": markup, "whole": whole}
    if isinstance(item, Formula):
        from symconv.render import plain

        return {"kind": "formula", "compound": item.compound, "text": plain.expr(item), **shown}
    return {"kind": "number", "value": str(item.value), "text": str(item.value), **shown}
