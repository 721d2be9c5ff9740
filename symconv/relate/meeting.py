"""Where elements meet: the outputs in which one element of each array are multiplied."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import NamedTuple

from symconv.model.index import Bound, substitute
from symconv.relate.evaluate import Cell, Numbers
from symconv.relate.formula import Formula, scalar_pairs
from symconv.relate.places import Place
from symconv.relate.shape import Axis
from symconv.relate.way import Reading
from symconv.verify.indexed import Exact

REACH = (0, 1, 2, -1)  # outputs that are looked at where no relation gives them
LONGEST_TURN = 50  # outputs of a circular formula that are looked at
LEAST = 2  # the first number that stands for a letter that multiplies the sum


class _Numeric(NamedTuple):
    """An axis with numbers for all letters: relations as (places, rest, modulus), supports."""

    relations: tuple[tuple[dict[Place, int], int, int], ...]
    outputs: tuple[Place, ...]
    supports: dict[Place, tuple[int | None, int | None]]


def number(value: Bound | None, numbers: Numbers) -> int | None:
    """A value with numbers put for its letters; None where there is none, or one is left."""
    known = None if value is None else substitute(value, numbers)
    return known if isinstance(known, int) else None


def scales(left: Formula, right: Formula) -> Numbers:
    """Numbers for the letters that multiply the sums; the same for letters that correspond.

    The smallest with which the sums are multiplied differently, where that is possible.
    """
    pairs = scalar_pairs(left, right)
    if pairs is None:
        pairs = tuple((letter, letter) for letter in sorted({*left.scalars, *right.scalars}))
    tried = [
        {letter: value for value, pair in enumerate(pairs, least) for letter in pair}
        for least in range(LEAST, LEAST + 4)
    ]
    for numbers in tried:
        mine, its = (
            side.coefficient * prod(numbers[one] for one in side.scalars) for side in (left, right)
        )
        if mine != its:
            return numbers
    return tried[0]


def met(
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
    weight = side.formula.coefficient * prod(numbers.get(one, 1) for one in side.formula.scalars)
    rank = len(side.formula.output.indices or ())
    return {tuple(one[0, k] for k in range(rank)): weight for one in found}


def _numeric(side: Reading, axis: Axis, numbers: Numbers) -> _Numeric:
    supports = dict(side.shape.supports)
    relations = []
    for tied in axis.relations:
        slopes = {place: number(by, numbers) or 0 for place, by in tied.coefficients}
        relations.append(
            (slopes, number(tied.rest, numbers) or 0, number(tied.modulus, numbers) or 0)
        )
    ends = {
        place: (number(supports[place].lower, numbers), number(supports[place].upper, numbers))
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
            choices.append(REACH)
            continue
        slopes, rest, modulus = solved
        total = rest - sum(by * at[place] for place, by in slopes.items() if place != output)
        slope = slopes[output]
        if modulus and slope not in (1, -1):
            choices.append(tuple(range(min(modulus, LONGEST_TURN))))
        elif modulus:
            choices.append((total * slope % modulus,))
        else:
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
    slopes = relation[0]
    others = all(place in at or place == output for place in slopes)
    return others and bool(slopes.get(output))


def _holds(axis: _Numeric, at: dict[Place, int]) -> bool:
    for place, (low, high) in axis.supports.items():
        if (low is not None and at[place] < low) or (high is not None and at[place] > high):
            return False
    for slopes, rest, modulus in axis.relations:
        gap = sum(by * at[place] for place, by in slopes.items()) - rest
        if gap % modulus if modulus else gap:
            return False
    return True
