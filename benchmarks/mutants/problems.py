"""Small random problems as plain numbers, with their terms by the definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import NamedTuple

Cell = tuple[int, ...]
Box = tuple[tuple[int, int], ...]
Term = tuple[Cell, Cell]
LETTERS = "abcdefghi"


class Problem(NamedTuple):
    """A problem; ``pixels`` and ``entries`` are values by cell, or None where they are names."""

    operation: str
    image: Box
    kernel: Box
    stride: int = 1
    dilation: int = 1
    offset: int = 0
    pixels: dict[Cell, Fraction] | None = None
    entries: dict[Cell, Fraction] | None = None
    letters: bool = True

    @property
    def line(self) -> str:
        """The problem line."""
        words = [self.operation]
        for role, box, values in (
            ("image", self.image, self.pixels),
            ("kernel", self.kernel, self.entries),
        ):
            if values is None:
                words.append(f"{role}={','.join(f'{low}..{high}' for low, high in box)}")
            else:
                words.append(f'{role}="{bracketed(box, values)}"')
        for name, value, usual in (
            ("stride", self.stride, 1), ("dilation", self.dilation, 1), ("offset", self.offset, 0),
        ):  # fmt: skip
            if value != usual:
                words.append(f"{name}={value}")
        if not self.letters:
            words.append("entries=indexed")
        return " ".join(words)

    @property
    def plain(self) -> bool:
        """Whether nothing is strided, dilated or moved."""
        return (self.stride, self.dilation, self.offset) == (1, 1, 0)

    @property
    def letter(self) -> dict[Cell, str]:
        """The letter of each kernel entry, where it has one."""
        if not self.letters or self.entries is not None:
            return {}
        return dict(zip(cells(self.kernel), LETTERS))

    def pixel(self, m: int, k: int) -> int:
        """The image index that meets kernel index ``k`` in output ``m``."""
        s, d, p = self.stride, self.dilation, self.offset
        if self.operation == "conv":
            return s * m - d * k + p
        return (s * m + d * k - p) if self.operation == "correlate" else (-s * m + d * k - p)

    def met(self, at: Cell, entry: Cell) -> Cell:
        """The pixel that meets an entry, inside the image or not."""
        return tuple(map(self.pixel, at, entry))

    def terms(self, at: Cell) -> list[Term]:
        """The terms of an output, the pixels row by row."""
        found = [(self.met(at, entry), entry) for entry in cells(self.kernel)]
        return sorted(
            (term for term in found if inside(self.image, term[0])), key=lambda t: t[0][::-1]
        )

    def value(self, term: Term) -> Fraction:
        """The value of a term where both arrays have values."""
        assert self.pixels is not None
        assert self.entries is not None
        return self.pixels.get(term[0], Fraction(0)) * self.entries.get(term[1], Fraction(0))


def inside(box: Box, cell: Cell) -> bool:
    """Whether a cell lies in a box."""
    return all(low <= value <= high for value, (low, high) in zip(cell, box))


def cells(box: Box) -> list[Cell]:
    """The cells of a box, row by row."""
    ranges = [range(low, high + 1) for low, high in reversed(box)]
    return [cell[::-1] for cell in product(*ranges)]


def bracketed(box: Box, values: dict[Cell, Fraction]) -> str:
    """Values as a problem line writes them, with their first index."""
    words = [str(values[cell]) for cell in cells(box)]
    width = box[0][1] - box[0][0] + 1
    rows = [" ".join(words[at : at + width]) for at in range(0, len(words), width)]
    end = ";]" if len(box) == 2 and len(rows) == 1 else "]"
    return f"[{'; '.join(rows)}{end}@{','.join(str(low) for low, _ in box)}"


def random_box(random: Random, longest: int, shortest: int) -> tuple[int, int]:
    """One axis: centred or from the corner."""
    size = random.randint(shortest, longest)
    low = 0 if random.random() < 0.35 else -(size // 2)
    return low, low + size - 1


def random_problem(random: Random, numeric: bool | None = None) -> tuple[Problem, Cell]:
    """A problem and an output of it that has at least two terms."""
    while True:
        rank = random.choice((1, 2, 2))
        image = tuple(random_box(random, 7, 4) for _ in range(rank))
        kernel = tuple(random_box(random, 3, 2) for _ in range(rank))
        plain = random.random() < 0.6
        problem = Problem(
            random.choice(("conv", "conv", "xcorr", "correlate")), image, kernel,
            1 if plain else random.choice((1, 2)),
            1 if plain else random.choice((1, 2)),
            0 if plain else random.choice((0, 0, 1)),
            letters=random.random() < 0.7,
        )  # fmt: skip
        if numeric if numeric is not None else random.random() < 0.2:
            problem = problem._replace(
                pixels=random_values(random, image), entries=random_values(random, kernel)
            )
        at = tuple(random.randint(-4, 5) for _ in range(rank))
        if len(problem.terms(at)) >= 2:
            return problem, at


def random_values(random: Random, box: Box) -> dict[Cell, Fraction]:
    """Values that differ from their neighbours, few of them zero."""
    numbers = [n for n in range(-9, 10) if n] * 3 + [0]
    found = {cell: Fraction(random.choice(numbers)) for cell in cells(box)}
    if random.random() < 0.3:
        found[random.choice(list(found))] = Fraction(random.choice((1, 3, 5)), 2)
    return found
