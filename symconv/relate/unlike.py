"""An example for formulas that multiply different numbers of arrays: ones, and a few twos."""

from __future__ import annotations

from itertools import product

from symconv.relate.evaluate import Cell, Numbers, TooLarge, Unbound, worked
from symconv.relate.example import Example, Shown, worth
from symconv.relate.meeting import number, scales
from symconv.relate.way import Reading
from symconv.verify.law import Box

LENGTHS = (1, 2)  # of each array on an axis
REACH = range(3)  # outputs that are looked at
SIZE = 2  # what stands for each letter for a size


def unlike(left: Reading, right: Reading) -> Example | None:
    """An output that differs; None where arrays of one name have different numbers of indices.

    Arrays that only one formula has are 2, all others 1.
    """
    found = (_of_length(left, right, length) for length in LENGTHS)
    return next((one for one in found if one is not None), None)


def _of_length(left: Reading, right: Reading, length: int) -> Example | None:
    letters = sorted(left.formula.parameters | right.formula.parameters)
    numbers = {**scales(left.formula, right.formula), **dict.fromkeys(letters, SIZE)}
    own, its = _boxes(left, numbers, length), _boxes(right, numbers, length)
    names = list(own) if len(own) >= len(its) else list(its)
    fewer = its if len(own) >= len(its) else own
    called = dict(zip(names, fewer)) if not own.keys() & its.keys() else {n: n for n in fewer}
    arrays: list[Shown] = []
    values: dict[tuple[str, Cell], int] = {}
    for name in names:
        other = called.get(name, name)
        box = own.get(name) or its[name]
        if other in fewer and len(fewer[other]) != len(box):
            return None
        here = tuple(product(*(range(low, high + 1) for low, high in box)))
        value = 1 if other in fewer else 2
        values.update({(one, cell): value for one in (name, other) for cell in here})
        pair = (name, other) if len(own) >= len(its) else (other, name)
        arrays.append(Shown(pair, box, tuple((cell, value) for cell in here)))
    same = {called.get(name, name): (own.get(name) or its[name]) for name in names}
    boxes = {**own, **its, **same}
    rank = len(left.formula.output.indices or ())
    if rank != len(right.formula.output.indices or ()):
        return None
    for cell in product(REACH, repeat=rank):
        try:
            first = worked(left.formula, numbers, boxes, (cell,)).get(cell, {})
            second = worked(right.formula, numbers, boxes, (cell,)).get(cell, {})
        except (TooLarge, Unbound, OverflowError):
            return None
        said = tuple(worth(one, values, numbers) for one in (first, second))
        if said[0] != said[1]:
            return Example(tuple(arrays), tuple(sorted(numbers.items())), cell, *said)
    return None


def _boxes(side: Reading, numbers: Numbers, length: int) -> dict[str, Box]:
    """A small box for each array, from where it begins."""
    supports = dict(side.shape.supports)
    found: dict[str, Box] = {}
    for slot, factor in enumerate(side.formula.factors, 1):
        lows = [number(supports[slot, k].lower, numbers) or 0
                for k in range(len(factor.indices or ()))]  # fmt: skip
        found[factor.name] = tuple((low, low + length - 1) for low in lows)
    return found
