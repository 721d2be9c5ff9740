"""The lines of a frame, the same for every writer: all around, or without its open sides."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.draw.scene import Frame

SIDES = ("top", "right", "bottom", "left")  # in the order in which they are drawn

Point = tuple[float, float]


def outlines(frame: Frame) -> Iterator[list[Point]]:
    """The corners along each stretch of closed sides of a frame that has an open one.

    >>> list(outlines(Frame(0, 0, 2, 1, "conv", ("right", "bottom"))))
    [[(0, 1), (0, 0), (2, 0)]]
    """
    x, y, right, bottom = frame.x, frame.y, frame.x + frame.width, frame.y + frame.height
    corners = ((x, y), (right, y), (right, bottom), (x, bottom))
    first = next(place for place, side in enumerate(SIDES) if side in frame.open)
    line: list[Point] = []
    for place in range(first + 1, first + 5):
        if SIDES[place % 4] not in frame.open:
            line = line or [corners[place % 4]]
            line.append(corners[(place + 1) % 4])
        elif line:
            yield line
            line = []
