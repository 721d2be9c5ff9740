"""Small numbers and small arrays that two formulas can have, to check a derivation with.

The arrays reach where neither formula says that they are zero; what has no end is cut to a
few cells.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import NamedTuple

from symconv.model.index import Affine, names_in, substitute
from symconv.relate.draft import letters_back
from symconv.relate.evaluate import Cell, Numbers
from symconv.relate.formula import with_letters
from symconv.relate.meeting import met
from symconv.relate.places import Place
from symconv.relate.shape import Axis
from symconv.relate.sizes import LEFT, RIGHT
from symconv.relate.steps import pins_of
from symconv.relate.way import Reading, Way
from symconv.verify.law import Box

WINDOW = 2  # cells of an array that has no end
STARTS = (0, 0, -1, 0)  # where such an array begins, slot by slot
WIDEST = (3, 6)  # cells of an array that are looked at on an axis, and at most
MOST_CELLS, FEW_CELLS = 7, 4  # outputs that are looked at: with terms, and any
MOST_PAIRS, SPREAD = 400, 101  # pairs of elements whose outputs are looked for; a prime


class Trial(NamedTuple):
    """Small numbers for all letters, and for the first formula's arrays the cells they have."""

    left: Numbers
    right: Numbers
    boxes: dict[str, Box]
    cells: tuple[Cell, ...]


def trial(left: Reading, right: Reading, way: Way) -> Trial | None:
    """Numbers and supports that both formulas can have; None where none are small enough."""
    pairs = ((2, 3), (3, 2), (1, 2), (2, 1), (1, 1))
    for widest, (first, second) in product(WIDEST, pairs):
        numbers = _numbers(left, right, way, first, second)
        if numbers is None:
            continue
        supports = _supports(left, right, way, numbers, widest)
        if supports is None:
            continue
        boxes = {
            factor.name: tuple(supports[slot, k] for k in range(len(factor.indices or ())))
            for slot, factor in enumerate(left.formula.slots)
        }
        plain = [{key[1:]: value for key, value in numbers.items() if key[0] == mark}
                 for mark in (LEFT, RIGHT)]  # fmt: skip
        everywhere = list(product(*(range(low, high + 1) for low, high in
                                    boxes.pop(left.formula.output.name))))  # fmt: skip
        aliases = letters_back(left, right, way)
        plain[0] |= {alias: numbers[letter] for letter, alias in aliases.items()}
        full = [cell for cell in _reached_by(left, plain[0], boxes) if cell in everywhere]
        cells = (*_thinned(full, MOST_CELLS), *_thinned(everywhere, FEW_CELLS))
        return Trial(plain[0], plain[1], boxes, tuple(dict.fromkeys(cells)))
    return None


def _thinned(cells: list[Cell], most: int) -> list[Cell]:
    """A few cells from all over, where there are many."""
    step = max(1, -(-len(cells) // most))
    return cells[(step - 1) // 2 :: step]


def _reached_by(left: Reading, numbers: Numbers, boxes: dict[str, Box]) -> list[Cell]:
    """Outputs that have a term: those of some pairs of elements."""
    arrays = [boxes[factor.name] for factor in left.formula.factors]
    cells = [list(product(*(range(low, high + 1) for low, high in box))) for box in arrays]
    slots = tuple(range(len(arrays) + 1))
    total = prod(map(len, cells))
    found: dict[Cell, None] = {}
    for turn in range(min(total, MOST_PAIRS)):
        place = turn * SPREAD % total  # pairs from all over
        chosen = []
        for own in cells:
            place, k = divmod(place, len(own))
            chosen.append(own[k])
        found |= dict.fromkeys(met(left, numbers, slots, tuple(chosen)))
        if len(found) >= MOST_CELLS:
            break
    return sorted(found)


def _numbers(
    left: Reading, right: Reading, way: Way, first: int, second: int
) -> Numbers | None:
    letters = [LEFT + one for one in sorted(left.formula.parameters)]
    letters += [RIGHT + one for one in sorted(right.formula.parameters)]
    free = [one for one in letters if one not in way.known]
    numbers = {one: (first, second)[place % 2] for place, one in enumerate(free)}
    for one in letters:
        if one in way.known:
            value = substitute(way.known[one], numbers)
            if not isinstance(value, int) or value < 0:
                return None
            numbers[one] = value
    return numbers


def _supports(
    left: Reading, right: Reading, way: Way, numbers: Numbers, widest: int
) -> dict[Place, tuple[int, int]] | None:
    """The cells of each place of the first formula: where neither formula says it is zero."""
    own, its = dict(left.shape.supports), dict(right.shape.supports)
    ends: dict[Place, list[list[int]]] = {}
    for place, support in own.items():
        ends[place] = [[worth(end, LEFT, numbers)] if end is not None else []
                       for end in support]  # fmt: skip
    for turn in way.turns:
        for k, end in enumerate(its[turn.other]):
            if end is not None and turn.place[0] and turn.modulus == 0:
                value = turn.sign * (worth(end, RIGHT, numbers) - worth(turn.move, "", numbers))
                ends[turn.place][k if turn.sign > 0 else 1 - k].append(value)
    _share(left, ends, numbers)
    pins = pins_of(way.alone[0], left.shape)
    found: dict[Place, tuple[int, int]] = {}
    wide = {place: _window(axis, numbers) for axis in left.shape.axes for place in axis.places}
    for place, (lows, highs) in ends.items():
        low, high = max(lows, default=None), min(highs, default=None)
        if place in pins:
            low = high = worth(pins[place], LEFT, numbers)
        elif place[0] == 0:
            continue
        elif low is None and high is None:
            low = STARTS[place[0] % len(STARTS)]
        low = low if low is not None else (high or 0) - wide[place] + 1
        high = high if high is not None else low + wide[place] - 1
        if high - low >= widest:
            return None
        found[place] = (low, high)
    for axis in left.shape.axes:
        found.update(_reached(axis, found, numbers))
    return found


def _share(left: Reading, ends: dict[Place, list[list[int]]], numbers: Numbers) -> None:
    """Ends for places that a relation fixes or ties to one other: a channel has them in both."""
    for axis in left.shape.axes:
        for tied in axis.relations:
            slopes = [(place, worth(by, LEFT, numbers)) for place, by in tied.coefficients]
            if len(slopes) == 1 and slopes[0][1]:  # an index that is one number
                value = worth(tied.rest, LEFT, numbers) // slopes[0][1]
                ends[slopes[0][0]] = [[value], [value]]
            if len(slopes) != 2 or any(abs(by) != 1 or not place[0] for place, by in slopes):
                continue
            rest = worth(tied.rest, LEFT, numbers)
            if not any(any(ends[place]) for place, _ in slopes):
                ends[slopes[0][0]] = [[0], [WINDOW - 1]]
            for (place, by), (other, its) in (slopes, slopes[::-1]):
                if any(ends[place]) and not any(ends[other]):
                    given = [[its * (rest - by * value) for value in values]
                             for values in ends[place]]  # fmt: skip
                    ends[other] = given if by * its < 0 else given[::-1]


def _window(axis: Axis, numbers: Numbers) -> int:
    """How many cells of an array without an end to look at: enough to meet a stride."""
    steps = [abs(worth(by, LEFT, numbers)) for r in axis.relations for _, by in r.coefficients]
    return max(WINDOW, min(max(steps, default=1), WIDEST[0]))


def worth(value: Affine, mark: str, numbers: Numbers) -> int:
    """A value with numbers put in; letters without a mark are given ``mark``."""
    put = {one: numbers[one if one[0] in "<>" else mark + one] for one in names_in(value)}
    known = with_letters(value, dict(put))
    assert isinstance(known, int)
    return known


def _reached(
    axis: Axis, known: dict[Place, tuple[int, int]], numbers: Numbers
) -> dict[Place, tuple[int, int]]:
    """The outputs that the supports of an axis reach, and one more."""
    found: dict[Place, tuple[int, int]] = {}
    for place in axis.places:
        if place[0] or place in known:
            continue
        relation = next((r for r in axis.relations if place in dict(r.coefficients)), None)
        others = [] if relation is None else [
            (p, worth(slope, LEFT, numbers)) for p, slope in relation.coefficients if p != place
        ]
        slope = 0 if relation is None else worth(dict(relation.coefficients)[place], LEFT, numbers)
        if relation is None or not slope or any(p not in known for p, _ in others):
            found[place] = (0, 1)
            continue
        rest = worth(relation.rest, LEFT, numbers)
        sums = [rest - sum(by * corner for (_, by), corner in zip(others, corners))
                for corners in product(*(known[p] for p, _ in others))]  # fmt: skip
        outputs = [total // slope for total in sums]
        found[place] = (min(outputs), max(outputs) + 1)
    return found
