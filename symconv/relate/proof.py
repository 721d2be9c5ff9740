"""The machine's check of a derivation: every step expanded for small sizes, and compared.

Each formula of a derivation is written in LaTeX, read back, and expanded by the verifier for
small numbers and supports; it must be the formula of the step before, product by product,
once the elements are called as the step says.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod
from typing import NamedTuple

from symconv.model.index import Affine, names_in, substitute
from symconv.relate.draft import Step
from symconv.relate.evaluate import Cell, Numbers, Outputs, TooLarge, Unbound, as_written, worked
from symconv.relate.formula import Formula, with_letters
from symconv.relate.meeting import met
from symconv.relate.notation import latex
from symconv.relate.reading import read_formula
from symconv.relate.rewrite import Change
from symconv.relate.shape import Axis, Place
from symconv.relate.sizes import LEFT, RIGHT
from symconv.relate.steps import pins_of
from symconv.relate.trouble import FormulaError
from symconv.relate.way import Reading, Way
from symconv.verify.law import Box, Monomial, Polynomial

WINDOW = 2  # cells of an array that has no end
STARTS = (0, 1, -2, 1)  # where such an array begins, slot by slot
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
        ends[place] = [[_value(end, LEFT, numbers)] if end is not None else []
                       for end in support]  # fmt: skip
    for turn in way.turns:
        for k, end in enumerate(its[turn.other]):
            if end is not None and turn.place[0] and turn.modulus == 0:
                value = turn.sign * (_value(end, RIGHT, numbers) - _value(turn.move, "", numbers))
                ends[turn.place][k if turn.sign > 0 else 1 - k].append(value)
    pins = pins_of(way.alone[0], left.shape)
    found: dict[Place, tuple[int, int]] = {}
    wide = {place: _window(axis, numbers) for axis in left.shape.axes for place in axis.places}
    for place, (lows, highs) in ends.items():
        low, high = max(lows, default=None), min(highs, default=None)
        if place in pins:
            low = high = pins[place]
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


def _window(axis: Axis, numbers: Numbers) -> int:
    """How many cells of an array without an end to look at: enough to meet a stride."""
    steps = [abs(_value(by, LEFT, numbers)) for r in axis.relations for _, by in r.coefficients]
    return max(WINDOW, min(max(steps, default=1), WIDEST[0]))


def _value(value: Affine, mark: str, numbers: Numbers) -> int:
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
            (p, _value(slope, LEFT, numbers)) for p, slope in relation.coefficients if p != place
        ]
        if relation is None or any(p not in known for p, _ in others):
            found[place] = (0, 1)
            continue
        slope = _value(dict(relation.coefficients)[place], LEFT, numbers)
        rest = _value(relation.rest, LEFT, numbers)
        sums = [rest - sum(by * corner for (_, by), corner in zip(others, corners))
                for corners in product(*(known[p] for p, _ in others))]  # fmt: skip
        outputs = [total // slope for total in sums]
        found[place] = (min(outputs), max(outputs) + 1)
    return found


class CheckError(Exception):
    """A step that expansion does not confirm."""


def checked(steps: tuple[Step, ...], left: Reading, right: Reading, way: Way) -> int:
    """How many products were compared over all steps; 0 where no sizes are small enough.

    Raises CheckError where a step is wrong.
    """
    small = trial(left, right, way)
    if small is None:
        return 0
    try:
        return _compared(steps, small)
    except (TooLarge, Unbound, OverflowError):
        return 0


def _compared(steps: tuple[Step, ...], small: Trial) -> int:
    boxes, cells = small.boxes, small.cells
    numbers = {**small.right, **small.left}
    before = _outputs(steps[0], numbers, boxes, cells)
    count = 0
    for place, step in enumerate(steps[1:], 1):
        if step.rule == "rename" or step.formula.chain is steps[-1].formula.chain:
            numbers = {**small.left, **small.right}
        wanted = before
        if step.wider == "before":
            wanted = _narrowed(before, step, steps[place - 1].formula)
            boxes = {array: _cut(box, dict(step.dropped)[array]) for array, box in boxes.items()}
            gone = dict(step.dropped)[steps[place - 1].formula.output.name]
            cells = tuple(_cut(cell, gone) for cell in cells)
        elif step.wider == "after":
            boxes = {array: _filled(box, dict(step.dropped)[array]) for array, box in boxes.items()}
            gone = dict(step.dropped)[step.formula.output.name]
            cells = tuple(
                tuple(low for low, _ in _filled(tuple((v, v) for v in cell), gone))
                for cell in cells
            )
        if step.changes:
            wanted, boxes = _carried(before, boxes, step.changes, numbers)
            cells = tuple(wanted)
        now = _outputs(step, numbers, boxes, cells)
        shown = _narrowed(now, step, step.formula) if step.wider == "after" else now
        count += _same(wanted, shown, step)
        before = now
    return count


def _outputs(
    step: Step, numbers: Numbers, boxes: dict[str, Box], cells: Iterable[Cell]
) -> Outputs:
    if step.written:
        return as_written(step.formula, numbers, boxes, cells)
    (chain,) = step.shown
    try:
        again = read_formula(latex(chain))
    except FormulaError as error:
        raise CheckError(f"the step '{step.rule}' is not read back: {error}") from error
    return worked(again, numbers, boxes, cells)


def _same(wanted: Outputs, found: Outputs, step: Step) -> int:
    """How many products agree; CheckError where some do not."""
    for cell, value in wanted.items():
        if cell in found and found[cell] != value:
            raise CheckError(f"the step '{step.rule}' is not confirmed at {cell}")
    shared = wanted.keys() & found.keys()
    if not shared and wanted:
        raise CheckError(f"the step '{step.rule}' has no outputs to compare")
    return sum(len(wanted[cell]) for cell in shared)


def _carried(
    before: Outputs, boxes: dict[str, Box], changes: tuple[Change, ...], numbers: Numbers
) -> tuple[Outputs, dict[str, Box]]:
    """Outputs and boxes under the names and indices that the arrays have after a step."""
    by_name = {change.array: change for change in changes}
    output = changes[0]
    found: Outputs = {}
    for cell, value in before.items():
        total: Polynomial = {}
        for monomial, coefficient in value.items():
            key: Monomial = tuple(sorted(
                ((by_name[array].other, _turned(index, by_name[array], numbers))
                 if array in by_name and index is not None else (array, index)
                 for array, index in monomial), key=repr))  # fmt: skip
            total[key] = total.get(key, 0) + coefficient
        found[_turned(cell, output, numbers)] = total
    moved: dict[str, Box] = {}
    for array, box in boxes.items():
        change = by_name.get(array)
        if change is None:
            moved[array] = box
            continue
        ends = [_turned(tuple(axis[k] for axis in box), change, numbers) for k in (0, 1)]
        whole = [_value(modulus, "", numbers) if modulus != 0 else 0 for modulus in change.moduli]
        moved[change.other] = tuple(
            (0, turn - 1) if turn else (min(pair), max(pair))
            for turn, *pair in zip(whole, *ends)
        )
    return found, moved


def _turned(index: Cell, change: Change, numbers: Numbers) -> Cell:
    found = []
    for place, axis in enumerate(change.axes):
        value = change.signs[place] * index[axis] + _value(change.moves[place], "", numbers)
        modulus = _value(change.moduli[place], "", numbers)
        turned = (change.signs[place], change.moves[place]) != (1, 0)
        found.append(value % modulus if modulus and turned else value)
    return tuple(found)


def _narrowed(outputs: Outputs, step: Step, formula: Formula) -> Outputs:
    """Outputs of the wider formula without the indices that are dropped, and without bias."""
    arrays = {one.name for one in formula.factors}
    gone = dict(step.dropped)
    found: Outputs = {}
    for cell, value in outputs.items():
        total: Polynomial = {}
        for monomial, coefficient in value.items():
            if {array for array, _ in monomial} >= arrays:
                key: Monomial = tuple(
                    (array, _cut(index, gone[array]) if array in gone and index else index)
                    for array, index in monomial
                )
                total[tuple(sorted(key, key=repr))] = coefficient
        found[_cut(cell, gone[formula.output.name])] = total
    return found


def _cut(items: tuple, gone: tuple[tuple[int, int], ...]) -> tuple:  # type: ignore[type-arg]
    places = {place for place, _ in gone}
    return tuple(item for place, item in enumerate(items) if place not in places)


def _filled(box: Box, gone: tuple[tuple[int, int], ...]) -> Box:
    """A box with the dropped indices put in again, each with its one value."""
    found = list(box)
    for place, value in sorted(gone):
        found.insert(place, (value, value))
    return tuple(found)
