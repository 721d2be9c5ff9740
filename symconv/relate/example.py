"""The smallest example on which two formulas differ, found by search and worked out exactly.

Two elements meet in an output of one formula and not of the other: such a pair is looked
for, nearest first. The arrays reach just as far; both formulas are then written out and
worked out with small numbers for all elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product
from math import prod
from typing import NamedTuple

from symconv.relate.compare import constant
from symconv.relate.evaluate import Cell, Numbers, TooLarge, Unbound, worked
from symconv.relate.meeting import met, number, scales
from symconv.relate.places import Place
from symconv.relate.roles import IMAGE
from symconv.relate.way import Reading
from symconv.verify.indexed import Exact
from symconv.verify.law import Box, Monomial, Polynomial

LONGEST = 3  # cells of an array on an axis
MOST_CELLS = 12  # of both arrays together, where all elements are given
MOST_PAIRS = 3000  # pairs of elements that are looked at
FAR = 12  # how far an index goes to meet a stride
PATTERNS = ((1, 0, 1, 0), (1, 0, 1, 1), (1, 1, 1, 1), (2, 1, 3, 2), (2, 3, 7, 5))
"""The first value of each array and by how much each next one is larger."""


class Shown(NamedTuple):
    """An array of the example: its names in both formulas, its box, its values by cell."""

    names: tuple[str, str]
    box: Box
    values: tuple[tuple[Cell, int], ...]


class Example(NamedTuple):
    """Small arrays, an output, and what each formula says that it is.

    ``sizes`` are the numbers put for letters. Elements that are not given are 0.
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
        from symconv.relate.unlike import unlike

        uneven = len(left.formula.factors) != len(right.formula.factors)
        return unlike(left, right) if uneven else None
    shifted = constant(left.formula) != constant(right.formula)
    near = _pairs(left, right, slots)[:MOST_PAIRS]
    for size, cells, numbers, starts in chain(near, _far_pairs(left, right, slots)):
        one = met(left, numbers, (0, *range(1, len(slots))), cells)
        other = met(right, numbers, slots, cells)
        if one == other and not shifted:
            continue
        first = starts if size <= MOST_CELLS else cells  # of large arrays one element each
        boxes = tuple(tuple(zip(start, cell)) for start, cell in zip(first, cells))
        for at in sorted({**one, **other}, key=lambda at: (sum(map(abs, at)), at)):
            meant = _meant(left, at, numbers) and _meant(right, at, numbers)
            if meant and (shifted or one.get(at) != other.get(at)):
                found = _with_values(left, right, slots, numbers, boxes, at)
                if found is None and not shifted:
                    met_here = one.get(at, 0), other.get(at, 0)
                    found = _single(left, right, slots, numbers, cells, at, met_here)
                if found is not None:
                    return found
    return None


def _meant(side: Reading, cell: Cell, numbers: Numbers) -> bool:
    """Whether an output of a circular formula lies within its first turn."""
    for axis in side.shape.axes:
        turn = number(axis.relations[0].modulus, numbers) if axis.relations else 0
        for place in axis.places:
            if turn and place[0] == 0 and cell[place[1]] not in range(turn):
                return False
    return True


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


class _Pair(NamedTuple):
    """Numbers for letters, where the arrays begin, and one cell of each."""

    size: int
    cells: tuple[Cell, ...]
    numbers: Numbers
    starts: tuple[Cell, ...]


def _numbers(left: Reading, right: Reading) -> Iterator[Numbers]:
    """Small numbers for all letters for sizes and steps, and one for each that multiplies."""
    letters = sorted(left.formula.parameters | right.formula.parameters)
    values = (1, 2, 3) if len(letters) < 3 else (1, 2)
    for chosen in product(values, repeat=len(letters)):
        yield {**scales(left.formula, right.formula), **dict(zip(letters, chosen))}


def _far_pairs(left: Reading, right: Reading, slots: tuple[int, ...]) -> list[_Pair]:
    """Pairs that differ from the first elements in two indices, but far: they meet a stride."""
    steps = [by for side in (left, right) for axis in side.shape.axes
             for tied in axis.relations for _, by in tied.coefficients]  # fmt: skip
    ranks = [len(factor.indices or ()) for factor in left.formula.factors]
    places = [(slot, k) for slot, rank in enumerate(ranks, 1) for k in range(rank)]
    found: list[_Pair] = []
    for numbers in _numbers(left, right):
        known = (number(by, numbers) for by in steps)
        reach = range(min(max((abs(by) for by in known if by is not None), default=1), FAR) + 1)
        lows = {place: _ends(left, right, place, (slots[place[0]], place[1]), numbers)[0]
                for place in places}  # fmt: skip
        for one, other in combinations(places, 2):
            for a, b in product(reach, repeat=2):
                at = {**lows, one: lows[one] + a, other: lows[other] + b}
                starts, cells = (
                    tuple(tuple(which[place] for place in places if place[0] == slot)
                          for slot in range(1, len(slots)))
                    for which in (lows, at)
                )  # fmt: skip
                found.append(_Pair(_size(starts, cells), cells, numbers, starts))
        if len(found) > 4 * MOST_PAIRS:
            break
    return sorted(found, key=lambda pair: pair.size)


def _size(starts: tuple[Cell, ...], cells: tuple[Cell, ...]) -> int:
    return sum(prod(b - a + 1 for a, b in zip(*pair)) for pair in zip(starts, cells))


def _pairs(left: Reading, right: Reading, slots: tuple[int, ...]) -> list[_Pair]:
    """The pairs of elements to look at; those of small arrays first."""
    ranks = [len(factor.indices or ()) for factor in left.formula.factors]
    longest = LONGEST if sum(ranks) < 6 else 2
    found: list[_Pair] = []
    for numbers in _numbers(left, right):
        starts: list[Cell] = []
        choices: list[list[Cell]] = []
        for slot, rank in enumerate(ranks, 1):
            ends = [_ends(left, right, (slot, k), (slots[slot], k), numbers) for k in range(rank)]
            starts.append(tuple(low for low, _ in ends))
            reach = [sorted({*range(low, low + longest), *far}) for low, far in ends]
            choices.append(list(product(*reach)))
        for cells in product(*choices):
            found.append(_Pair(_size(tuple(starts), cells), cells, numbers, tuple(starts)))
        if len(found) > 4 * MOST_PAIRS:
            break
    return sorted(found, key=lambda pair: pair.size)


def _ends(
    left: Reading, right: Reading, place: Place, other: Place, numbers: Numbers
) -> tuple[int, list[int]]:
    """From where either formula lets an index begin, and where they let it end."""
    lows: list[int] = []
    highs: list[int] = []
    for support in (dict(left.shape.supports)[place], dict(right.shape.supports)[other]):
        low, high = (number(end, numbers) for end in support)
        if low is not None or high is not None:
            lows.append(low if low is not None else (high or 0) - 1)
        highs += [high] if high is not None else []
    start = min(lows, default=0)
    return start, [high for high in highs if high >= start]


def _with_values(
    left: Reading, right: Reading, slots: tuple[int, ...], numbers: Numbers,
    boxes: tuple[Box, ...], cell: Cell,
) -> Example | None:  # fmt: skip
    """The example with numbers for the elements; None where no small ones show a difference."""
    one, other = left.formula, right.formula
    names = [(one.slots[k].name, other.slots[slots[k]].name) for k in range(len(slots))]
    own = {name: box for (name, _), box in zip(names[1:], boxes)}
    its = {name: box for (_, name), box in zip(names[1:], boxes)}
    try:
        first = worked(one, numbers, own, (cell,)).get(cell)
        second = worked(other, numbers, its, (cell,)).get(cell)
    except (TooLarge, Unbound, OverflowError):
        return None
    if first is None or second is None:
        return None
    for pattern in PATTERNS:
        values: dict[tuple[str, Cell], int] = {}
        theirs: dict[tuple[str, Cell], int] = {}
        arrays: list[Shown] = []
        for k, ((name, called), box) in enumerate(zip(names[1:], boxes)):
            start, step = pattern[:2] if k == 0 else pattern[2:]
            cells = product(*(range(low, high + 1) for low, high in box))
            given = tuple((at, start + step * place) for place, at in enumerate(cells))
            values.update({(name, at): value for at, value in given})
            theirs.update({(called, at): value for at, value in given})
            arrays.append(Shown((name, called), box, given))
        here, there = worth(first, values, numbers), worth(second, theirs, numbers)
        if here != there:
            return Example(tuple(arrays), tuple(sorted(numbers.items())), cell, here, there)
    return None


def _single(
    left: Reading, right: Reading, slots: tuple[int, ...], numbers: Numbers,
    cells: tuple[Cell, ...], at: Cell, values: tuple[Exact, Exact],
) -> Example:  # fmt: skip
    """The example of one element of each array, where writing all out would take too long."""
    arrays = tuple(
        Shown(
            (left.formula.slots[k].name, right.formula.slots[slots[k]].name),
            tuple((value, value) for value in cell),
            ((cell, 1),),
        )
        for k, cell in enumerate(cells, 1)
    )
    return Example(arrays, tuple(sorted(numbers.items())), at, *values)


def worth(
    value: Polynomial, values: dict[tuple[str, Cell], int], numbers: Numbers
) -> Exact:
    """An output's value; a letter that multiplies the sum is a number, a bias is nothing."""
    total: Exact = 0
    for monomial, coefficient in value.items():
        if any((array, index) in values for array, index in monomial) or not monomial:
            total = total + coefficient * _product(monomial, values, numbers)
    return total


def _product(
    monomial: Monomial, values: dict[tuple[str, Cell], int], numbers: Numbers
) -> int:
    found = 1
    for array, index in monomial:
        found *= numbers[array] if index is None else values[array, index]
    return found
