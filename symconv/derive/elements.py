"""What a pixel or an entry is called on the page: its value, its letter, or its access.

An image index beyond the edge is called by the pixel that it stands for, or by the
boundary's constant.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from symconv.derive.formulas import KEPT, Formulas
from symconv.derive.terms import Cell
from symconv.model.problem import Problem
from symconv.model.tree import Access, Expr, Product, conjugated


class Elements:
    """The accesses and the names of a problem's pixels and entries, each made once.

    ``pixel`` and ``entry`` give the value or the letter of a cell, or its access where it
    has neither; ``pixel_access`` and ``entry_access`` always the access, as it is met.
    ``stands_for`` gives the pixel that an image index stands for, ``resolved`` its access or
    the boundary's constant. ``formulas`` are the problem's formulas. ``note`` says why
    entries are indexed where letters would be unclear.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.letters, self.note = problem.entry_letters()
        kept = lru_cache(maxsize=KEPT)
        self.pixel_access: Callable[[Cell], Access] = kept(self._pixel_access)
        self.entry_access: Callable[[Cell], Access] = kept(self._entry_access)
        self.stands_for: Callable[[Cell], Cell | None] = kept(problem.pixel)
        self.resolved: Callable[[Cell], Expr] = kept(self._resolved)
        self.pixel: Callable[[Cell], Expr] = kept(self._pixel)
        self.entry: Callable[[Cell], Expr] = kept(self._entry)
        self.formulas = Formulas(problem)
        if self.letters:
            bounds = [problem.kernel.bounds(axis) for axis in range(problem.dimension)]
            self._places = [(axis, *bounds[axis]) for axis in problem.order]

    @property
    def named(self) -> bool:
        """Whether a name differs from an access for the image or the kernel."""
        return (
            bool(self.letters)
            or self.problem.kernel.values is not None
            or self.problem.image.values is not None
        )

    def product(self, image: Cell, kernel: Cell) -> Product:
        """One term with its elements by name."""
        return Product((self.pixel(image), self.counted(self.entry(kernel))))

    def accesses(self, image: Cell, kernel: Cell) -> Product:
        """One term as a product of two accesses, as the relation leads to them."""
        return Product((self.pixel_access(image), self.counted(self.entry_access(kernel))))

    def existing(self, image: Cell, kernel: Cell) -> Product:
        """One term as a product of accesses that exist, or of the boundary's constant."""
        return Product((self.resolved(image), self.counted(self.entry_access(kernel))))

    def counted(self, entry: Expr) -> Expr:
        """An entry as it counts in a term: itself, or its conjugate."""
        return conjugated(entry) if self.problem.conjugate else entry

    def moved(self, image: Cell) -> bool:
        """Whether an image index lies beyond the edge."""
        return self.stands_for(image) != image

    def _pixel_access(self, cell: Cell) -> Access:
        return Access(self.problem.image.name, cell)

    def _entry_access(self, cell: Cell) -> Access:
        return Access(self.problem.kernel.name, cell)

    def _resolved(self, cell: Cell) -> Expr:
        place = self.stands_for(cell)
        return self.problem.boundary.constant if place is None else self.pixel_access(place)

    def _pixel(self, cell: Cell) -> Expr:
        place = self.stands_for(cell)
        if place is None:
            return self.problem.boundary.constant
        value = self.problem.image.value(place, self.problem.order)
        return value if value is not None else self.pixel_access(place)

    def _entry(self, cell: Cell) -> Expr:
        if not self.letters:
            value = self.problem.kernel.value(cell, self.problem.order)
            return value if value is not None else self.entry_access(cell)
        place = 0
        for axis, lower, upper in self._places:
            place = place * (upper - lower + 1) + cell[axis] - lower
        return self.letters[place]


class InChannel(NamedTuple):
    """The elements that meet in one channel, by their indices in the space.

    ``image`` and ``kernel`` are the leading indices there, none where there are no channels.
    """

    elements: Elements
    image: Cell
    kernel: Cell

    def pixel(self, cell: Cell) -> Expr:
        """The value of a pixel, or its access."""
        return self.elements.pixel(self.image + cell)

    def entry(self, cell: Cell) -> Expr:
        """The value or the letter of an entry, or its access."""
        return self.elements.entry(self.kernel + cell)


def channels(elements: Elements, first: Cell) -> list[InChannel]:
    """The channels that meet in an output with these leading indices."""
    return [InChannel(elements, *both) for both in elements.formulas.leading.cells(first)]
