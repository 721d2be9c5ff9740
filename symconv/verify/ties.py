"""What written terms are, and what they obey: index triples, and ties between their indices."""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import Affine, floor_div

Indices = tuple[Affine, ...]


class Triple(NamedTuple):
    """The three indices of one written term."""

    output: Indices
    first: Indices
    second: Indices


class Tie(NamedTuple):
    """One axis: ``out*o[axes[0]] + first*a[axes[1]] + second*b[axes[2]] = rest``.

    With a ``modulus`` the two sides are only equal modulo it: a circular operation. With
    ``parts`` the output index is divided by it and rounded down first: channels in groups.
    A tie that does not move leaves out one of the arrays, whose coefficient is 0, or is said
    to be a ``link``, as that of a group with one filter.
    """

    axes: tuple[int, int, int]
    out: Affine
    first: Affine
    second: Affine
    rest: Affine
    modulus: int = 0
    parts: int = 1
    link: bool = False

    @property
    def moves(self) -> bool:
        """Whether it ties all three arrays, as an axis of space or time does."""
        fixed = self.link or self.parts > 1
        return not fixed and self.out != 0 and self.first != 0 and self.second != 0

    def holds(self, triple: Triple) -> bool:
        """Whether a triple satisfies the relation."""
        return self.gap(triple) == 0

    def gap(self, triple: Triple) -> Affine:
        """By how much a triple misses the relation; 0 where it satisfies it."""
        difference = self.value(triple) - self.rest
        if self.modulus and isinstance(difference, int):
            return difference % self.modulus
        return difference

    def value(self, triple: Triple) -> Affine:
        """The left-hand side of the relation."""
        o, a, b = self.axes
        total: Affine = 0
        if self.out != 0:
            output = triple.output[o]
            total = self.out * (output if self.parts == 1 else floor_div(output, self.parts))
        if self.first != 0:
            total = total + self.first * triple.first[a]
        return total if self.second == 0 else total + self.second * triple.second[b]


PLAIN = (
    (1, -1, -1), (1, -1, 1), (1, 1, -1), (1, 1, 1),
)  # fmt: skip
"""The simplest coefficients of output, first and second index."""
