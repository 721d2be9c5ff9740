"""The smallest example on which two formulas differ, found by search and worked out exactly.

Both formulas are written out for small arrays, smallest first, until an output is another
polynomial; then numbers are put for the elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from symconv.model.index import substitute
from symconv.relate.evaluate import Cell, Numbers, TooLarge, Unbound, as_written
from symconv.relate.roles import IMAGE
from symconv.relate.shape import Place, Support
from symconv.relate.way import Reading
from symconv.verify.indexed import Exact
from symconv.verify.law import Box, Monomial, Polynomial

LONGEST = 3  # cells of an array on an axis
MOST_CELLS = 12  # of both arrays together
MOST_TRIES = 400
REACH = (0, 1, 2, -1, -2)
SCALE = 2  # what stands for a letter that multiplies the sum


class Shown(NamedTuple):
    """An array of the example: its names, the index of its first element, its values by cell."""

    names: tuple[str, str]
    box: Box
    values: tuple[tuple[Cell, int], ...]


class Example(NamedTuple):
    """Small arrays, an output, and what each formula says that it is.

    ``sizes`` are the numbers put for letters.
    """

    arrays: tuple[Shown, ...]
    sizes: tuple[tuple[str, int], ...]
    cell: Cell
    left: Exact
    right: Exact


def example(left: Reading, right: Reading) -> Example | None:
    """The smallest example on which the formulas differ; None where none is found."""
    slots = paired(left, right)
    if slots is None:
        return None
    budget = [MOST_TRIES]
    for numbers, boxes in _trials(left, right, slots):
        budget[0] -= 1
        if budget[0] < 0:
            return None
        found = _difference(left, right, slots, numbers, boxes)
        if found is not None:
            return found
    return None


def paired(left: Reading, right: Reading) -> tuple[int, ...] | None:
    """Which slot of the second formula each of the first is, by name or by role."""
    one, other = left.formula, right.formula
    if len(one.factors) != len(other.factors):
        return None
    names = [factor.name for factor in other.slots]
    if {f.name for f in one.factors} == {f.name for f in other.factors}:
        slots = (0, *(names.index(factor.name) for factor in one.factors))
    elif left.roles.of.count(IMAGE) == right.roles.of.count(IMAGE) == 1 and len(names) == 3:
        slots = (0, *(right.roles.of.index(role) for role in left.roles.of[1:]))
    else:
        slots = tuple(range(len(names)))
    ranks = [len(factor.indices or ()) for factor in one.slots]
    its = [len(other.slots[slot].indices or ()) for slot in slots]
    return slots if ranks == its else None


Trial = tuple[Numbers, tuple[Box, ...]]


def _trials(left: Reading, right: Reading, slots: tuple[int, ...]) -> Iterator[Trial]:
    """Numbers for letters and boxes for the arrays, the smallest arrays first."""
    letters = sorted(left.formula.parameters | right.formula.parameters)
    values = (1, 2, 3) if len(letters) < 3 else (1, 2)
    ranks = [len(factor.indices or ()) for factor in left.formula.factors]
    sizes = [tuple(product(range(1, LONGEST + 1), repeat=rank)) for rank in ranks]
    shapes = [
        shape for shape in product(*sizes) if sum(map(prod, shape)) <= MOST_CELLS
    ]
    shapes.sort(key=lambda shape: (sum(map(prod, shape)), sorted(shape), shape))
    for shape in shapes:
        for chosen in product(values, repeat=len(letters)):
            numbers = dict(zip(letters, chosen))
            boxes = tuple(
                tuple(
                    _from(left, right, (slot, axis), (slots[slot], axis), length, numbers)
                    for axis, length in enumerate(lengths)
                )
                for slot, lengths in enumerate(shape, 1)
            )
            yield numbers, boxes


def _from(
    left: Reading, right: Reading, place: Place, other: Place, length: int, numbers: Numbers
) -> tuple[int, int]:
    """The first and the last index of an array: from where either formula lets it begin."""
    lows = []
    for support in (dict(left.shape.supports)[place], dict(right.shape.supports)[other]):
        low = _end(support, numbers)
        if low is not None:
            lows.append(low)
    start = min(lows, default=0)
    return start, start + length - 1


def _end(support: Support, numbers: Numbers) -> int | None:
    if support.lower is not None:
        value = substitute(support.lower, numbers)
        return value if isinstance(value, int) else None
    if support.upper is not None:
        value = substitute(support.upper, numbers)
        return value - 1 if isinstance(value, int) else None
    return None


def _difference(
    left: Reading, right: Reading, slots: tuple[int, ...], numbers: Numbers,
    boxes: tuple[Box, ...],
) -> Example | None:  # fmt: skip
    one, other = left.formula, right.formula
    names = {other.slots[slot].name: one.slots[k].name for k, slot in enumerate(slots)}
    own = {factor.name: box for factor, box in zip(one.factors, boxes)}
    its = {other.slots[slots[k]].name: box for k, box in enumerate(boxes, 1)}
    rank = len(one.output.indices or ())
    reach = REACH if rank < 3 else REACH[:3]
    cells = sorted(product(reach, repeat=rank), key=lambda cell: (
        sum(map(abs, cell)), [value < 0 for value in cell], cell))  # fmt: skip
    for cell in cells:
        if not _meant(left, cell, numbers) or not _meant(right, cell, numbers):
            continue
        try:
            first = as_written(one, numbers, own, (cell,)).get(cell)
            second = as_written(other, numbers, its, (cell,)).get(cell)
        except (TooLarge, Unbound, OverflowError):
            return None
        if first is None or second is None:
            continue
        second = _renamed(second, names)
        first, second = _sums(first, own), _sums(second, own)
        if first != second:
            return _with_values(left, right, slots, numbers, boxes, cell, first, second)
    return None


def _meant(side: Reading, cell: Cell, numbers: Numbers) -> bool:
    """Whether an output of a circular formula lies within its first turn."""
    for axis in side.shape.axes:
        for place in axis.places if axis.relations else ():
            turn = substitute(axis.relations[0].modulus, numbers)
            whole = range(turn) if isinstance(turn, int) else range(0)
            if place[0] == 0 and whole and cell[place[1]] not in whole:
                return False
    return True


def _renamed(value: Polynomial, names: dict[str, str]) -> Polynomial:
    return {
        tuple(sorted(((names.get(array, array) if index is not None else array, index)
                      for array, index in monomial), key=repr)): coefficient
        for monomial, coefficient in value.items()
    }  # fmt: skip


def _sums(value: Polynomial, arrays: dict[str, Box]) -> Polynomial:
    """The products of the arrays, and constants; letters that multiply them are numbers."""
    found: Polynomial = {}
    for monomial, coefficient in value.items():
        inside = tuple(part for part in monomial if part[0] in arrays and part[1] is not None)
        if inside or not monomial:
            size = SCALE ** (len(monomial) - len(inside))
            found[inside] = found.get(inside, 0) + coefficient * size
    return {key: one for key, one in found.items() if one != 0}


def _with_values(
    left: Reading, right: Reading, slots: tuple[int, ...], numbers: Numbers,
    boxes: tuple[Box, ...], cell: Cell, first: Polynomial, second: Polynomial,
) -> Example | None:  # fmt: skip
    one, other = left.formula, right.formula
    for pattern in ((1, 0), (1, 1), (1, 2), (2, 3), (3, 5)):
        values: dict[tuple[str, Cell], int] = {}
        arrays: list[Shown] = []
        for k, box in enumerate(boxes, 1):
            array = one.slots[k].name
            cells = list(product(*(range(low, high + 1) for low, high in box)))
            start, step = (1, pattern[1]) if k == 1 else (pattern[0], max(1, pattern[1]))
            given = tuple((at, start + step * place) for place, at in enumerate(cells))
            values.update({(array, at): value for at, value in given})
            arrays.append(Shown((array, other.slots[slots[k]].name), box, given))
        here, there = _worth(first, values), _worth(second, values)
        if here != there:
            return Example(tuple(arrays), tuple(sorted(numbers.items())), cell, here, there)
    return None


def _worth(value: Polynomial, values: dict[tuple[str, Cell], int]) -> Exact:
    total: Exact = 0
    for monomial, coefficient in value.items():
        total = total + coefficient * _product(monomial, values)
    return total


def _product(monomial: Monomial, values: dict[tuple[str, Cell], int]) -> int:
    found = 1
    for array, index in monomial:
        found *= values[array, index or ()]
    return found
