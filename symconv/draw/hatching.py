"""The lines of a hatched rectangle, the same for every writer.

Lines of neighbouring rectangles meet, because their places depend on the page alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from symconv.draw.scene import Hatch

APART = 6.0  # points between lines, measured along the x axis


def strokes(hatch: Hatch, falling: bool) -> Iterator[tuple[float, float, float, float]]:
    r"""Segments (x, y, u, v) that fill the rectangle: ``/`` lines, or ``\`` where falling."""
    left, top = hatch.x, hatch.y
    right, bottom = left + hatch.width, top + hatch.height
    # On a rising line x + y is constant (y grows downwards), on a falling one x - y.
    low = left - bottom if falling else left + top
    high = right - top if falling else right + bottom
    for step in range(-int(-low // APART), -int(-high // APART)):
        total = step * APART
        if falling:
            first = max(left, top + total)
            last = min(right, bottom + total)
            if last - first > 0.05:
                yield first, first - total, last, last - total
        else:
            first = max(left, total - bottom)
            last = min(right, total - top)
            if last - first > 0.05:
                yield first, total - first, last, total - last
