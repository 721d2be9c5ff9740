"""A law: what the terms of one family of lines obey, stated or found out.

A family is an output array with the two arrays that are multiplied for it. Its law is a
relation on every axis (``Tie``), a box of indices for each array, the letters that name
elements, and the values that are known. From it follow the terms that a line must have.
"""

from __future__ import annotations

from collections.abc import Iterator

from symconv.model.index import Affine, Poly, substitute
from symconv.model.problem import Problem
from symconv.verify.edge import Edge
from symconv.verify.indexed import Exact
from symconv.verify.meeting import Box, TooLarge, meeting, numeric, ranks, solved
from symconv.verify.ties import Tie, Triple

__all__ = ["Box", "Element", "Law", "Monomial", "Polynomial", "TooLarge", "access", "cleaned",
           "with_numbers"]  # fmt: skip

Element = tuple[str, tuple[int, ...]]
Monomial = tuple[tuple[str, tuple[int, ...] | None], ...]
Polynomial = dict[Monomial, Exact]


class Law:
    """The relation, the boxes, the letters and the values of one family.

    ``first`` and ``second`` are the arrays in the order of the ties (for a stated problem
    image and kernel). ``boxes`` may lack an array whose indices are not known.
    """

    def __init__(
        self,
        output: str,
        first: str,
        second: str,
        ties: tuple[Tie, ...],
        boxes: dict[str, Box],
        source: str,
    ) -> None:
        self.output = output
        self.first = first
        self.second = second
        self.ties = ties
        self.ranks = ranks(ties)
        self.boxes = boxes
        self.source = source  # stated, formula or inferred
        self.values: dict[Element, Polynomial] = {}
        self.named: dict[str, list[Element]] = {}
        self.learned: set[Element] = set()  # whose values are given in the text alone
        self.subscripted: set[str] = set()  # letters such as w_1
        self.outputs: Box | None = None
        self.problem: Problem | None = None
        self.numbers: dict[str, int] = {}
        self.edge: Edge | None = None  # of the first array, where it goes on beyond its box

    @property
    def space(self) -> tuple[Tie, ...]:
        """The ties that move, as those of rows, columns or time do."""
        return tuple([tie for tie in self.ties if tie.moves])

    @property
    def links(self) -> tuple[Tie, ...]:
        """The ties that do not move: those of channels, filters and batches."""
        return tuple([tie for tie in self.ties if not tie.moves])

    def partners(
        self, output: tuple[int, ...]
    ) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """All pairs of elements that meet in an output, within the boxes.

        Empty where the second array's box is not known; without a box the first has no end,
        and neither where it goes on beyond its edge: ``met`` then gives the pixels.
        """
        if self.second not in self.boxes:
            return
        first_box = self.boxes.get(self.first) if self.edge is None else self.edge.endless
        yield from meeting(self.ties, self.numbers, output, first_box, self.boxes[self.second])

    def met(self, output: tuple[int, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """The pairs that meet in an output, with the pixel that each first index stands for."""
        pairs = self.partners(output)
        if self.edge is None:
            return list(pairs)
        return [(self.edge.stands_for(first), second) for first, second in pairs]

    def stands_for(self, element: Element) -> Element:
        """The element itself, or the pixel that it stands for beyond the edge."""
        name, cell = element
        if self.edge is None or name != self.first:
            return element
        return name, self.edge.stands_for(cell)

    def value(self, element: Element) -> Polynomial | None:
        """What an element is, where that is known: its value, or a constant beyond the edge."""
        edge = self.edge if element[0] == self.first else None
        if edge is not None and edge.constant is not None and self.inside(*element) is False:
            return edge.constant
        return self.values.get(self.stands_for(element))

    def exists(self, array: str, index: tuple[int, ...]) -> bool | None:
        """Whether an array has an element; None where its box is not known."""
        if self.edge is not None and array == self.first and len(index) == len(self.edge.box):
            return self.edge.exists(index)
        return self.inside(array, index)

    def lacks(self, array: str, index: tuple[int, ...]) -> bool:
        """Whether an index names a channel, or an image of a batch, that there is not.

        Space goes on beyond its ends, if only with zeros; channels do not.
        """
        if self.problem is None or array not in self.boxes or not self.links:
            return False
        box = self.boxes[array]
        ahead = len(box) - len(self.space)
        if len(index) != len(box):
            return False
        return any(not low <= value <= high for value, (low, high) in zip(index[:ahead], box))

    def meets(
        self, output: tuple[int, ...], first: tuple[int, ...], second: tuple[int, ...]
    ) -> bool:
        """Whether two elements meet in an output, the first perhaps beyond the edge."""
        if self.edge is None:
            return self.holds(Triple(output, first, second))
        raw = self.partner(output, (self.second, second))
        return raw is not None and self.edge.stands_for(raw) == self.edge.stands_for(first)

    def output_of(self, first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...] | None:
        """The output in which two elements meet, if there is one."""
        return solved(self.ties, self.numbers, (None, first, second))

    def partner(self, output: tuple[int, ...], known: Element) -> tuple[int, ...] | None:
        """The element of the other array that meets a known one in an output, inside or not."""
        name, cell = known
        pair = (cell, None) if name == self.first else (None, cell)
        return solved(self.ties, self.numbers, (output, *pair))

    def numeric(self, value: Affine) -> int | None:
        """A coefficient with the law's own numbers put in."""
        return numeric(value, self.numbers)

    def holds(self, triple: Triple) -> bool:
        """Whether three indices obey the relation on every axis."""
        if tuple(map(len, triple)) != self.ranks:
            return False
        for tie in self.ties:
            difference = tie.gap(triple)
            if difference == 0:
                continue
            if isinstance(difference, Poly):
                difference = substitute(difference, self.numbers)  # type: ignore[assignment]
            if difference != 0:
                return False
        return True

    def inside(self, array: str, index: tuple[int, ...]) -> bool | None:
        """Whether an element lies in its array's box; None where the box is not known."""
        box = self.boxes.get(array)
        if box is None or len(box) != len(index):
            return None
        return all(low <= value <= high for value, (low, high) in zip(index, box))

    def give(self, element: Element, value: Polynomial) -> None:
        """Let an element have a value: a number, a letter, or a polynomial in letters."""
        self.values[element] = value
        for monomial in value:
            if len(monomial) == 1 and monomial[0][1] is None:
                self.named.setdefault(monomial[0][0], []).append(element)
            self.subscripted.update(name for name, _ in monomial if "_" in name)

    def number_of(self, element: Element) -> Exact | None:
        """The value of an element where it is a known number."""
        value = self.value(element)
        if value is None or any(monomial for monomial in value):
            return None
        return value.get((), 0)

    def word_for(self, element: Element) -> str:
        """An element as a person writes it here: its letter, or its access."""
        value = self.value(element)
        if value is not None and len(value) == 1:
            (monomial, coefficient), = value.items()
            if coefficient == 1 and len(monomial) == 1 and monomial[0][1] is None:
                return monomial[0][0]
            if not monomial and self.edge is not None and value == self.edge.constant:
                return str(coefficient)
        return access(element)

    def value_word(self, element: Element) -> str:
        """The value of an element in words: a number, a letter, or else its access."""
        value = self.number_of(element)
        return self.word_for(element) if value is None else str(value)

    def expected(self, output: tuple[int, ...]) -> Polynomial:
        """What an output is, as a polynomial in elements; known values are numbers."""
        total: Polynomial = {}
        for first, second in self.partners(output):
            self.add(total, 1, ((self.first, first), (self.second, second)))
        return cleaned(total)

    def add(
        self, total: Polynomial, coefficient: Exact, factors: Monomial, outside: bool = False
    ) -> None:
        """Add one product to a polynomial, with the values of elements put in.

        What lies outside its box is zero, or with ``outside`` stays as it is. Beyond an
        edge it is the pixel that it stands for, or the constant.
        """
        products: list[tuple[Exact, Monomial]] = [(coefficient, ())]
        for name, index in factors:
            value: Polynomial | None = None
            if index is not None:
                name, index = self.stands_for((name, index))
                if not self.lacks(name, index):
                    if not outside and self.exists(name, index) is False:
                        return
                    value = self.value((name, index))
            if value is None:
                products = [(c, (*monomial, (name, index))) for c, monomial in products]
            else:
                products = [
                    (c * more, (*monomial, *rest))
                    for c, monomial in products
                    for rest, more in value.items()
                ]
        for c, monomial in products:
            key = tuple(sorted(monomial, key=repr))
            total[key] = total.get(key, 0) + c


def _within(box: Box | None, axis: int, value: int) -> bool:
    return box is None or box[axis][0] <= value <= box[axis][1]


def access(element: Element) -> str:
    """An element as an access: ``h[1,-1]``."""
    return f"{element[0]}[{','.join(map(str, element[1]))}]"


def cleaned(total: Polynomial) -> Polynomial:
    """A polynomial without its zero terms."""
    return {key: value for key, value in total.items() if value != 0}


def with_numbers(law: Law, numbers: dict[str, int]) -> Law:
    """A copy of a law with other numbers put for its letters."""
    other = Law(law.output, law.first, law.second, law.ties, law.boxes, law.source)
    other.numbers, other.values, other.named = numbers, law.values, law.named
    other.subscripted, other.problem, other.edge = law.subscripted, law.problem, law.edge
    return other
