"""A formula as somebody wrote it, as shapes: runs of text, sum signs with bounds, matrices.

A run before a sum sign ends there and a run after one starts there, as in ``formula``, so
that they stand as they should in any typeface.
"""

from __future__ import annotations

from typing import NamedTuple, Union

from symconv.draw.formula import APART, LIMIT, SERIF, SIGMA
from symconv.draw.metrics import ems
from symconv.draw.scene import Arrow, Block, Label, Shape, row
from symconv.read import syntax as s
from symconv.relate.notation import LatexWriter, PlainWriter

THIN = "\N{THIN SPACE}"
LINE = 1.35  # from one row of a matrix to the next, in parts of the type size
SIDE, TICK = 4.0, 3.0  # around the cells of a matrix, and the ends of its brackets


class _Run(NamedTuple):
    """Text in one line."""

    text: str
    tex: str


class _Sigma(NamedTuple):
    """A sum sign with what stands under and over it."""

    lower: _Run
    upper: _Run | None


class _Table(NamedTuple):
    """A matrix."""

    rows: tuple[tuple[_Run, ...], ...]


_Item = Union[_Run, _Sigma, _Table]


class _Picture(PlainWriter):
    """Plain text with ``_{…}`` for what is set lower, and thin spaces for products."""

    def name(self, name: str) -> str:
        """A name; its subscript is set lower."""
        stem, sign, below = super().name(name).partition("_")
        return f"{stem}_{{{below.strip('{}')}}}" if sign else stem

    def lowered(self, name: str, inner: str) -> str:
        """A subscript; what is set lower in it already is no lower."""
        plain = inner.replace("_{", "").replace("}", "")
        return f"{name}_{{{plain}}}"

    def times(self, sign: str, before: s.Node, after: s.Node) -> str:
        """Elements side by side stand a little apart."""
        if not sign and isinstance(after, s.Access):
            return THIN
        return super().times(sign, before, after)


_PICTURE, _LATEX = _Picture(), LatexWriter()


def written(chain: s.Chain, size: float, room: float = 1e6) -> Block:
    """A chain of equal sides, its level in the middle of its line.

    Where it is wider than ``room``, what is summed stands on a line of its own.

    >>> from symconv.relate.reading import read_formula
    >>> found = written(read_formula(r"y_m = \\sum_i x_i h_{m-i}").chain, 10)
    >>> [shape.text for shape in found.shapes if isinstance(shape, Label)]
    ['y_{m} =', 'Σ', 'i', 'x_{i}\u2009h_{m−i}']
    """
    items: list[_Item] = []
    for place, node in enumerate(chain.sides):
        items += [_Run(" = ", " = ")] if place else []
        items += _items(node)
    items = _joined(items)
    whole = row(_blocks(items, size), 0.0)
    last = max((k for k, item in enumerate(items) if isinstance(item, _Sigma)), default=-1)
    if whole.width <= room or last < 0 or last + 1 == len(items):
        return whole
    first, rest = row(_blocks(items[: last + 1], size), 0.0), row(_blocks(items[last + 1 :], size),
                                                                  0.0)  # fmt: skip
    wide = max(first.width, rest.width + 2 * size)
    shapes = (*first.moved(0.0, 0.0), *rest.moved(wide - rest.width, first.height))
    return Block(wide, first.height + rest.height, shapes)


def _items(node: s.Node) -> list[_Item]:
    if isinstance(node, s.BigSum) and node.bounds and not node.constraints:
        signs: list[_Item] = []
        for bound in node.bounds:
            low, high = _PICTURE.bound(bound.lower), bound.upper
            letter = _PICTURE.name(bound.letter)
            below = f"{letter}={low}" if low else letter
            end = f"={_LATEX.bound(bound.lower)}" if low else ""
            run = _Run(_minus(below), _close(_LATEX.name(bound.letter) + end))
            signs.append(_Sigma(run, None if high is None else _end(high)))
        return [*signs, *_items(node.body)]
    if isinstance(node, s.Sum) and any(isinstance(term, s.BigSum) for term in node.terms):
        found: list[_Item] = []
        for place, term in enumerate(node.terms):
            found += [_Run(" + ", " + ")] if place else []
            found += _items(term)
        return found
    if isinstance(node, s.Product) and any(_tall(factor) for factor in node.factors):
        return [item for factor in node.factors for item in _items(factor)]
    if isinstance(node, s.Matrix):
        return [_Table(tuple(tuple(map(_run, cells)) for cells in node.rows))]
    return [_run(node)]


def _end(node: s.Node) -> _Run:
    return _Run(_minus(_PICTURE.bound(node)), _close(_LATEX.bound(node)))


def _close(tex: str) -> str:
    """A limit in LaTeX as close together as at a sum sign, where it would be smaller."""
    return tex.replace("=", "{=}").replace("-", "{-}").replace("+", "{+}")


def _tall(node: s.Node) -> bool:
    return isinstance(node, (s.BigSum, s.Matrix))


def _run(node: s.Node) -> _Run:
    return _Run(_minus(_PICTURE.node(node)), _LATEX.node(node))


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _joined(items: list[_Item]) -> list[_Item]:
    """Runs that follow one another as one run."""
    found: list[_Item] = []
    for item in items:
        last = found[-1] if found else None
        if isinstance(item, _Run) and isinstance(last, _Run):
            found[-1] = _Run(last.text + item.text, last.tex + item.tex)
        else:
            found.append(item)
    return found


def _blocks(items: list[_Item], size: float) -> list[Block]:
    found = []
    for place, item in enumerate(items):
        after = place > 0 and isinstance(items[place - 1], _Sigma)
        before = place + 1 < len(items) and isinstance(items[place + 1], _Sigma)
        if isinstance(item, _Sigma):
            found.append(_sigma(item, size))
        elif isinstance(item, _Table):
            found.append(_table(item, size))
        else:
            found.append(_text(item, size, after, before))
    return found


def _wide(text: str, size: float) -> float:
    return ems(text) * SERIF * size


def _text(run: _Run, size: float, after: bool, before: bool) -> Block:
    wide = _wide(run.text.strip(), size) + 0.3 * size * (len(run.text) - len(run.text.strip()))
    wide += APART * (after + before)
    x, anchor = (APART, "start") if after else (wide - APART, "end") if before else (
        wide / 2, "middle")  # fmt: skip
    tex = f"${run.tex.strip()}{' {}' if before else ''}$"  # what a sign stands before
    label = Label(x, 0.8 * size, run.text.strip(), tex, "formula", size, anchor, wide)
    return Block(wide, 1.6 * size, (label,))


def _sigma(item: _Sigma, size: float) -> Block:
    small = LIMIT * size
    texts = [run.text for run in (item.lower, item.upper) if run is not None]
    wide = max([_wide(text, small) for text in texts] + [SIGMA * 0.7 * size]) + 5
    middle, level = wide / 2, 2.0 * size
    labels: list[Shape] = [
        Label(middle, level, "Σ", r"$\sum$", "formula", SIGMA * size, room=wide),
        Label(middle, level + 1.35 * size, item.lower.text, f"${item.lower.tex}$", "formula",
              small, room=wide),
    ]  # fmt: skip
    if item.upper is not None:
        labels.append(
            Label(middle, level - 1.3 * size, item.upper.text, f"${item.upper.tex}$", "formula",
                  small, room=wide)
        )  # fmt: skip
    return Block(wide, 4.0 * size, tuple(labels), level)


def _table(item: _Table, size: float) -> Block:
    wide = [max(_wide(run.text, size) for run in column) + 6 for column in zip(*item.rows)]
    high = LINE * size
    shapes: list[Shape] = []
    y = 0.0
    for cells in item.rows:
        x = SIDE
        for run, room in zip(cells, wide):
            shapes.append(
                Label(x + room / 2, y + high / 2, run.text, f"${run.tex}$", "formula", size,
                      room=room)
            )  # fmt: skip
            x += room
        y += high
    across = sum(wide) + 2 * SIDE
    for x, tick in ((1.0, TICK), (across - 1.0, -TICK)):
        shapes.append(Arrow(x, 0.0, 0.0, y, "rule", False))
        shapes += [Arrow(x, end, tick, 0.0, "rule", False) for end in (0.0, y)]
    return Block(across, y, tuple(shapes))
