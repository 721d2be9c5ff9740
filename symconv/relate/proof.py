"""The machine's check of a derivation: every step expanded for small sizes, and compared.

Each formula of a derivation is written in LaTeX, read back, and expanded by the verifier for
small numbers and supports; it must be the formula of the step before, product by product,
once the elements are called as the step says.
"""

from __future__ import annotations

from collections.abc import Iterable

from symconv.relate.draft import Gone, Step
from symconv.relate.evaluate import Cell, Numbers, Outputs, TooLarge, Unbound, as_written, worked
from symconv.relate.formula import Formula, scalar_pairs
from symconv.relate.notation import latex
from symconv.relate.reading import read_formula
from symconv.relate.rewrite import Change
from symconv.relate.trial import Trial, trial, worth
from symconv.relate.trouble import FormulaError
from symconv.relate.way import Reading, Way
from symconv.verify.law import Box, Monomial, Polynomial


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
            filled = {array: _at(gone, numbers) for array, gone in step.dropped}
            boxes = {array: _filled(box, filled[array]) for array, box in boxes.items()}
            output = filled[step.formula.output.name]
            cells = tuple(
                tuple(low for low, _ in _filled(tuple((v, v) for v in cell), output))
                for cell in cells
            )
        if step.changes:
            scalars = scalar_pairs(steps[place - 1].formula, step.formula) or ()
            named = _scaled(before, dict(scalars))
            wanted, boxes = _carried(named, boxes, step.changes, numbers)
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


def _scaled(outputs: Outputs, names: dict[str, str]) -> Outputs:
    """Outputs with other names for the letters that multiply the sum."""
    if all(old == new for old, new in names.items()):
        return outputs
    found: Outputs = {}
    for cell, value in outputs.items():
        found[cell] = {
            tuple(sorted(((names.get(array, array) if index is None else array, index)
                          for array, index in monomial), key=repr)): coefficient
            for monomial, coefficient in value.items()
        }  # fmt: skip
    return found


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
        whole = [worth(modulus, "", numbers) if modulus != 0 else 0 for modulus in change.moduli]
        moved[change.other] = tuple(
            (0, turn - 1) if turn else (min(pair), max(pair))
            for turn, *pair in zip(whole, *ends)
        )
    return found, moved


def _turned(index: Cell, change: Change, numbers: Numbers) -> Cell:
    found = []
    for place, axis in enumerate(change.axes):
        value = change.signs[place] * index[axis] + worth(change.moves[place], "", numbers)
        modulus = worth(change.moduli[place], "", numbers)
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


def _at(gone: Gone, numbers: Numbers) -> tuple[tuple[int, int], ...]:
    """Indices that are dropped, with their values in numbers."""
    return tuple((place, worth(value, "", numbers)) for place, value in gone)


def _cut(items: tuple, gone: Gone) -> tuple:  # type: ignore[type-arg]
    places = {place for place, _ in gone}
    return tuple(item for place, item in enumerate(items) if place not in places)


def _filled(box: Box, gone: tuple[tuple[int, int], ...]) -> Box:
    """A box with the dropped indices put in again, each with its one value."""
    found = list(box)
    for place, value in sorted(gone):
        found.insert(place, (value, value))
    return tuple(found)
