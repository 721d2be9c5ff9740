"""An equation in one line of a picture: runs of text, and sum signs with their bounds.

A run before a sum sign ends there and a run after one starts there, so that they stand as
they should in any typeface, whether it is as wide as the measured one or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symconv.draw.metrics import ems
from symconv.model.tree import BigSum, Equation, Expr
from symconv.render import plain

SIGMA, LIMIT = 1.6, 0.68  # of the type size
SERIF = 0.98  # how wide a wide typeface of formulas is, beside the one that is measured
APART = 3.0  # points: between sum signs and what stands beside them


class Piece(NamedTuple):
    """A piece of text: where it is anchored, its height from the line, its size, its anchor."""

    x: float
    y: float
    text: str
    size: float
    anchor: str = "middle"


def display_width(equation: Equation, size: float) -> float:
    """How wide the equation is."""
    return sum(_width(part, size) for part in _parts(equation))


def pieces(equation: Equation, size: float) -> Iterator[Piece]:
    """The pieces from left to right; y is measured downwards from the middle of the line."""
    x = 0.0
    parts = _parts(equation)
    for place, part in enumerate(parts):
        wide = _width(part, size)
        middle = x + wide / 2
        if isinstance(part, BigSum):
            yield Piece(middle, 0.0, "Σ", SIGMA * size)
            yield Piece(middle, 1.35 * size, _lower(part), LIMIT * size)
            yield Piece(middle, -1.3 * size, _upper(part), LIMIT * size)
        elif place and isinstance(parts[place - 1], BigSum):
            yield Piece(x + APART, 0.0, part.strip(), size, "start")
        elif place + 1 < len(parts):
            yield Piece(x + wide - APART, 0.0, part.strip(), size, "end")
        else:
            yield Piece(middle, 0.0, part.strip(), size)
        x += wide


def _parts(equation: Equation) -> list[str | BigSum]:
    """Sum signs, and the runs of text between them."""
    found: list[str | BigSum] = []
    for place, side in enumerate(equation.sides):
        for part in ([" = "] if place else []) + list(_side(side)):
            if isinstance(part, str) and found and isinstance(found[-1], str):
                found[-1] += part
            else:
                found.append(part)
    return found


def _side(side: Expr) -> Iterator[str | BigSum]:
    while isinstance(side, BigSum):
        yield side
        side = side.body
    yield plain.expr(side).replace("-", "−")


def _width(part: str | BigSum, size: float) -> float:
    if isinstance(part, BigSum):
        limits = max(ems(_lower(part)), ems(_upper(part))) * LIMIT
        return max(limits, SIGMA * 0.7) * SERIF * size + 2
    return ems(part.strip()) * SERIF * size + 2 * APART


def _lower(node: BigSum) -> str:
    lower = "−∞" if node.lower is None else plain.bound(node.lower).replace("-", "−")
    return f"{plain.plain(node.letter)}={lower}"


def _upper(node: BigSum) -> str:
    return "∞" if node.upper is None else plain.bound(node.upper).replace("-", "−")
