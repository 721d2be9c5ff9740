"""The edge of the image in a law: what stands beyond it, where that is not zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symconv.model.boundaries import BOUNDARIES, Boundary
from symconv.verify.indexed import Exact

Cell = tuple[int, ...]
ENDLESS = 10**12


class Edge(NamedTuple):
    """What an image with the bounds ``box`` is beyond its edge.

    ``constant`` is the polynomial that stands there, or None where pixels do. The first
    ``fixed`` axes are those of batch and channel: nothing stands beyond their ends.
    """

    boundary: Boundary
    box: tuple[tuple[int, int], ...]
    constant: dict[tuple[tuple[str, Cell | None], ...], Exact] | None
    fixed: int = 0

    @property
    def endless(self) -> tuple[tuple[int, int], ...]:
        """The box without the ends beyond which the image goes on."""
        return (*self.box[: self.fixed], *[(-ENDLESS, ENDLESS) for _ in self.box[self.fixed :]])

    def exists(self, cell: Cell) -> bool:
        """Whether the image has something at an index, pixels or the constant."""
        return all(low <= value <= high for value, (low, high) in zip(cell, self.endless))

    def stands_for(self, cell: Cell) -> Cell:
        """The pixel that an index stands for; beyond the edge of a constant itself.

        >>> from symconv.model.boundaries import find
        >>> Edge(find("wrap"), ((0, 3),), None).stands_for((-1,))
        (3,)
        """
        if len(cell) != len(self.box):
            return cell
        fixed = cell[: self.fixed]
        space = list(zip(cell, self.box))[self.fixed :]
        places = [self.boundary.pixel(value, *ends) for value, ends in space]
        found = (*fixed, *[place for place in places if place is not None])
        return found if len(found) == len(cell) else cell

    def others(self) -> Iterator[Edge]:
        """The same edge under each other boundary that has pixels beyond it."""
        for boundary in BOUNDARIES:
            if boundary.place is not None and boundary != self.boundary:
                yield self._replace(boundary=boundary, constant=None)
