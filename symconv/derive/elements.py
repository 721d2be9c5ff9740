"""What a pixel or an entry is called on the page: its value, its letter, or its access."""

from __future__ import annotations

from symconv.derive.terms import Cell
from symconv.model.problem import Problem
from symconv.model.tree import Access, Expr, Product, Scalar

KEPT = 8192  # how many names are kept at once, so that streams of outputs use flat memory


class Elements:
    """The accesses and the names of a problem's pixels and entries, each made once.

    ``note`` says why entries are indexed where letters would be unclear.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.letters, self.note = problem.entry_letters()
        self._pixels: dict[Cell, Expr] = {}
        self._entries: dict[Cell, Expr] = {}
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

    def pixel(self, cell: Cell) -> Expr:
        """The pixel's value, or its access where it has none."""
        found = self._pixels.get(cell)
        if found is None:
            value = self.problem.image.value(cell, self.problem.order)
            found = value if value is not None else Access(self.problem.image.name, cell)
            if len(self._pixels) >= KEPT:
                self._pixels.clear()
            self._pixels[cell] = found
        return found

    def entry(self, cell: Cell) -> Expr:
        """The entry's value or letter, or its access where it has neither."""
        found = self._entries.get(cell)
        if found is None:
            found = self._entry(cell) or Access(self.problem.kernel.name, cell)
            if len(self._entries) >= KEPT:
                self._entries.clear()
            self._entries[cell] = found
        return found

    def _entry(self, cell: Cell) -> Scalar | None:
        if not self.letters:
            return self.problem.kernel.value(cell, self.problem.order)
        place = 0
        for axis, lower, upper in self._places:
            place = place * (upper - lower + 1) + cell[axis] - lower
        return self.letters[place]

    def product(self, image: Cell, kernel: Cell) -> Product:
        """One term with its elements by name."""
        return Product((self.pixel(image), self.entry(kernel)))

    def accesses(self, image: Cell, kernel: Cell) -> Product:
        """One term as a product of two accesses."""
        return Product(
            (Access(self.problem.image.name, image), Access(self.problem.kernel.name, kernel))
        )
