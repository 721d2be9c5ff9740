"""The smallest example on which two formulas differ, found by search and worked out exactly.

Two elements meet in an output of one formula and not of the other: such a pair is looked
for, nearest first. The arrays reach just as far; both formulas are then written out and
worked out with small numbers for all elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from symconv.model.index import Bound, substitute
from symconv.relate.compare import constant
from symconv.relate.evaluate import Cell, Numbers, TooLarge, Unbound, worked
from symconv.relate.roles import IMAGE
from symconv.relate.shape import Axis, Place
from symconv.relate.way import Reading
from symconv.verify.indexed import Exact
from symconv.verify.law import Box, Monomial, Polynomial

LONGEST = 3  # cells of an array on an axis
MOST_PAIRS = 3000  # pairs of elements that are looked at
REACH = (0, 1, 2, -1)  # outputs that are looked at where no relation gives them
SCALE = 2  # what stands for a letter that multiplies the sum
PATTERNS = ((1, 0, 1, 0), (1, 0, 1, 1), (1, 1, 1, 1), (2, 1, 3, 2), (2, 3, 7, 5))
"""The first value of each array and by how much each next one is larger."""


class Shown(NamedTuple):
    """An array of the example: its names in both formulas, its box, its values by cell."""

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


class _Numeric(NamedTuple):
    """An axis with numbers for all letters: relations as (places, rest, modulus), supports."""

    relations: tuple[tuple[dict[Place, int], int, int], ...]
    outputs: tuple[Place, ...]
    supports: dict[Place, tuple[int | None, int | None]]


def example(left: Reading, right: Reading) -> Example | None:
    """The smallest example on which the formulas differ; None where none is found."""
    slots = paired(left, right)
    if slots is None:
        return None
    budget = MOST_PAIRS
    shifted = constant(left.formula) != constant(right.formula)
    for numbers, starts, cells in _pairs(left, right, slots):
        budget -= 1
        if budget < 0:
            return None
        one = _met(left, numbers, (0, *range(1, len(slots))), cells)
        other = _met(right, numbers, slots, cells)
        if one == other and not shifted:
            continue
        boxes = tuple(tuple(zip(start, cell)) for start, cell in zip(starts, cells))
        for at in sorted({**one, **other}, key=lambda at: (sum(map(abs, at)), at)):
            if shifted or one.get(at) != other.get(at):
                found = _with_values(left, right, slots, numbers, boxes, at)
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


Pair = tuple[Numbers, tuple[Cell, ...], tuple[Cell, ...]]


def _pairs(left: Reading, right: Reading, slots: tuple[int, ...]) -> Iterator[Pair]:
    """Numbers for letters, where the arrays begin, and one cell of each; small arrays first."""
    letters = sorted(left.formula.parameters | right.formula.parameters)
    values = (1, 2, 3) if len(letters) < 3 else (1, 2)
    chosen = [dict(zip(letters, given)) for given in product(values, repeat=len(letters))]
    ranks = [len(factor.indices or ()) for factor in left.formula.factors]
    reach = range(LONGEST if sum(ranks) < 6 else 2)
    steps = [tuple(product(reach, repeat=rank)) for rank in ranks]
    cells = sorted(product(*steps), key=lambda cell: (sum(map(_size, cell)), cell))
    for step in cells:
        for numbers in chosen:
            starts = tuple(
                tuple(_from(left, right, (slot, k), (slots[slot], k), numbers)
                      for k in range(rank))
                for slot, rank in enumerate(ranks, 1)
            )  # fmt: skip
            ends = tuple(
                tuple(a + b for a, b in zip(start, by)) for start, by in zip(starts, step)
            )
            yield numbers, starts, ends


def _size(cell: Cell) -> int:
    return prod(value + 1 for value in cell)


def _from(
    left: Reading, right: Reading, place: Place, other: Place, numbers: Numbers
) -> int:
    """The first index of an array: from where either formula lets it begin."""
    lows: list[int] = []
    for support in (dict(left.shape.supports)[place], dict(right.shape.supports)[other]):
        low, high = (_number(end, numbers) for end in support)
        if low is not None or high is not None:
            lows.append(low if low is not None else (high or 0) - 1)
    return min(lows, default=0)


def _number(value: Bound | None, numbers: Numbers) -> int | None:
    known = None if value is None else substitute(value, numbers)
    return known if isinstance(known, int) else None


def _met(
    side: Reading, numbers: Numbers, slots: tuple[int, ...], cells: tuple[Cell, ...]
) -> dict[Cell, Exact]:
    """The outputs in which one element of each array meet, with what multiplies them there."""
    at = {
        (slots[k], number): value
        for k, cell in enumerate(cells, 1)
        for number, value in enumerate(cell)
    }
    found: list[dict[Place, int]] = [{}]
    for axis in side.shape.axes:
        here = _on_axis(_numeric(side, axis, numbers), at)
        found = [{**one, **other} for one in found for other in here]
        if not found:
            return {}
    weight = side.formula.coefficient * SCALE ** len(side.formula.scalars)
    rank = len(side.formula.output.indices or ())
    return {tuple(one[0, k] for k in range(rank)): weight for one in found}


def _numeric(side: Reading, axis: Axis, numbers: Numbers) -> _Numeric:
    supports = dict(side.shape.supports)
    relations = []
    for tied in axis.relations:
        slopes = {place: _number(by, numbers) or 0 for place, by in tied.coefficients}
        relations.append(
            (slopes, _number(tied.rest, numbers) or 0, _number(tied.modulus, numbers) or 0)
        )
    ends = {
        place: (_number(supports[place].lower, numbers), _number(supports[place].upper, numbers))
        for place in axis.places
    }
    outputs = tuple(place for place in axis.places if place[0] == 0)
    return _Numeric(tuple(relations), outputs, ends)


def _on_axis(axis: _Numeric, at: dict[Place, int]) -> list[dict[Place, int]]:
    """The outputs of an axis in which the cells meet."""
    choices: list[tuple[int, ...]] = []
    for output in axis.outputs:
        solved = next((r for r in axis.relations if _gives(r, output, at)), None)
        if solved is None:
            turn = max((modulus for _, _, modulus in axis.relations), default=0)
            choices.append(tuple(range(turn)) if turn else REACH)
            continue
        slopes, rest, _ = solved
        total = rest - sum(by * at[place] for place, by in slopes.items() if place != output)
        slope = slopes[output]
        choices.append((total // slope,) if total % slope == 0 else ())
    found = []
    for chosen in product(*choices):
        here = dict(zip(axis.outputs, chosen))
        if _holds(axis, {**at, **here}):
            found.append(here)
    return found


def _gives(
    relation: tuple[dict[Place, int], int, int], output: Place, at: dict[Place, int]
) -> bool:
    slopes, _, modulus = relation
    others = all(place in at or place == output for place in slopes)
    return not modulus and others and bool(slopes.get(output))


def _holds(axis: _Numeric, at: dict[Place, int]) -> bool:
    for place, (low, high) in axis.supports.items():
        if (low is not None and at[place] < low) or (high is not None and at[place] > high):
            return False
    for slopes, rest, modulus in axis.relations:
        gap = sum(by * at[place] for place, by in slopes.items()) - rest
        if gap % modulus if modulus else gap:
            return False
    return True


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
        here, there = _worth(first, values), _worth(second, theirs)
        if here != there:
            return Example(tuple(arrays), tuple(sorted(numbers.items())), cell, here, there)
    return None


def _worth(value: Polynomial, values: dict[tuple[str, Cell], int]) -> Exact:
    """An output's value; a letter that multiplies the sum is a number, a bias is nothing."""
    total: Exact = 0
    for monomial, coefficient in value.items():
        if any((array, index) in values for array, index in monomial) or not monomial:
            total = total + coefficient * _product(monomial, values)
    return total


def _product(monomial: Monomial, values: dict[tuple[str, Cell], int]) -> int:
    found = 1
    for array, index in monomial:
        found *= values.get((array, index or ()), SCALE)
    return found
