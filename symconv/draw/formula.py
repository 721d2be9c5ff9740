"""An equation in one line of a picture: pieces of text with sum signs and their bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symconv.draw.metrics import ems
from symconv.model.tree import BigSum, Equation, Expr
from symconv.render import plain

SIGMA, LIMIT = 1.6, 0.68  # of the type size
SERIF = 0.86  # how wide the typeface of formulas is, beside the one that is measured


class Piece(NamedTuple):
    """A piece of text: its middle from the left, its height from the line, its size and width."""

    x: float
    y: float
    text: str
    size: float
    width: float


def display_width(equation: Equation, size: float) -> float:
    """How wide the equation is."""
    return sum(_width(part, size) for part in _parts(equation))


def pieces(equation: Equation, size: float) -> Iterator[Piece]:
    """The pieces from left to right; y is measured downwards from the middle of the line."""
    x = 0.0
    for part in _parts(equation):
        wide = _width(part, size)
        middle = x + wide / 2
        if isinstance(part, BigSum):
            yield _piece(middle, 0.0, "Σ", SIGMA * size)
            yield _piece(middle, 1.35 * size, _lower(part), LIMIT * size)
            yield _piece(middle, -1.3 * size, _upper(part), LIMIT * size)
        else:
            yield _piece(middle, 0.0, part.strip(), size)
        x += wide


def _piece(x: float, y: float, text: str, size: float) -> Piece:
    return Piece(x, y, text, size, ems(text) * SERIF * size)


def _parts(equation: Equation) -> Iterator[str | BigSum]:
    for place, side in enumerate(equation.sides):
        if place:
            yield " = "
        yield from _side(side)


def _side(side: Expr) -> Iterator[str | BigSum]:
    while isinstance(side, BigSum):
        yield side
        side = side.body
    yield plain.expr(side).replace("-", "−")


def _width(part: str | BigSum, size: float) -> float:
    if isinstance(part, BigSum):
        limits = max(ems(_lower(part)), ems(_upper(part))) * LIMIT
        return max(limits, SIGMA * 0.7) * SERIF * size + 5
    return ems(part) * SERIF * size


def _lower(node: BigSum) -> str:
    lower = "−∞" if node.lower is None else plain.bound(node.lower).replace("-", "−")
    return f"{plain.plain(node.letter)}={lower}"


def _upper(node: BigSum) -> str:
    return "∞" if node.upper is None else plain.bound(node.upper).replace("-", "−")
