"""Solving the ties of a law: which elements meet in an output, and what two of them fix.

A tie may leave out one of the arrays (a link): a channel stands in image and kernel as it
is, a filter in kernel and output, a batch in image and output. So an index may follow from
several ties, which must agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from symconv.model.index import Affine, substitute
from symconv.verify.ties import Tie, Triple

Cell = tuple[int, ...]
Pair = tuple[Cell, Cell]
Box = tuple[tuple[int, int], ...]
MAX_PAIRS = 60_000


class TooLarge(Exception):  # noqa: N818
    """Writing a sum out would take too long."""


class Choice(NamedTuple):
    """What a tie lets the two arrays have on their axes; None where it says nothing."""

    a: int
    first: int | None
    b: int
    second: int | None


def numeric(value: Affine, numbers: dict[str, int]) -> int | None:
    """A coefficient with numbers put for its letters; None where one is left."""
    if isinstance(value, int):
        return value
    found = substitute(value, numbers)
    return found if isinstance(found, int) else None


def ranks(ties: tuple[Tie, ...]) -> tuple[int, int, int]:
    """How many indices the output and the two arrays have.

    >>> ranks((Tie((0, 1, 1), 1, -1, -1, 0), Tie((0, 0, 0), 0, -1, 1, 0)))
    (1, 2, 2)
    """
    found = [0, 0, 0]
    for tie in ties:
        for place, (axis, by) in enumerate(zip(tie.axes, (tie.out, tie.first, tie.second))):
            if by != 0:
                found[place] = max(found[place], axis + 1)
    return found[0], found[1], found[2]


def meeting(
    ties: tuple[Tie, ...], numbers: dict[str, int], output: Cell, first_box: Box | None,
    second_box: Box,
) -> Iterator[Pair]:  # fmt: skip
    """The pairs of elements that meet in an output, within the boxes. Raises TooLarge."""
    choices = [_choices(tie, numbers, output, first_box, second_box) for tie in ties]
    size = 1
    for found in choices:
        size *= len(found)
    if size > MAX_PAIRS:
        raise TooLarge
    _, firsts, seconds = ranks(ties)
    if firsts == seconds == len(ties):
        for chosen in product(*choices):
            one, two = [0] * firsts, [0] * seconds
            for a, i, b, k in chosen:
                one[a], two[b] = i or 0, k or 0
            yield tuple(one), tuple(two)
        return
    for chosen in product(*choices):
        pair = _merged(chosen, firsts, seconds)
        if pair is not None:
            yield pair


def _merged(chosen: tuple[Choice, ...], firsts: int, seconds: int) -> Pair | None:
    """The two cells that choices make, where they agree and leave nothing open."""
    first: dict[int, int] = {}
    second: dict[int, int] = {}
    for a, i, b, k in chosen:
        if i is not None and first.setdefault(a, i) != i:
            return None
        if k is not None and second.setdefault(b, k) != k:
            return None
    if len(first) < firsts or len(second) < seconds:
        return None
    return tuple([first[a] for a in range(firsts)]), tuple([second[b] for b in range(seconds)])


def _choices(
    tie: Tie, numbers: dict[str, int], output: Cell, first_box: Box | None, second_box: Box
) -> list[Choice]:
    o, a, b = tie.axes
    at = output[o] // tie.parts if tie.out != 0 else 0
    out, one, other, rest = (
        numeric(value, numbers) for value in (tie.out, tie.first, tie.second, tie.rest)
    )
    if out is None or one is None or other is None or rest is None:
        return []
    total = rest - out * at
    if other == 0 or one == 0:
        by, box, axis = (one, first_box, a) if other == 0 else (other, second_box, b)
        if by == 0 or total % by or not _within(box, axis, total // by):
            return []
        value = total // by
        return [Choice(a, value, b, None) if other == 0 else Choice(a, None, b, value)]
    low, high = second_box[b]
    if tie.modulus and first_box is not None:
        alone = tie._replace(axes=(0, 0, 0))
        low_first, high_first = first_box[a]
        return [
            Choice(a, i, b, k)
            for k in range(low, high + 1)
            for i in range(low_first, high_first + 1)
            if alone.holds(Triple((at,), (i,), (k,)))
        ]
    found = []
    for k in range(low, high + 1):
        left = total - other * k
        if left % one == 0 and _within(first_box, a, left // one):
            found.append(Choice(a, left // one, b, k))
    return found


def _within(box: Box | None, axis: int, value: int) -> bool:
    return box is None or box[axis][0] <= value <= box[axis][1]


def solved(
    ties: tuple[Tie, ...], numbers: dict[str, int],
    cells: tuple[Cell | None, Cell | None, Cell | None],
) -> Cell | None:  # fmt: skip
    """The cell that is None (output, first or second), where the two others fix it."""
    wanted = cells.index(None)
    sizes = ranks(ties)
    if any(cell is not None and len(cell) != size for cell, size in zip(cells, sizes)):
        return None
    found: dict[int, int] = {}
    for tie in ties:
        factors = [numeric(part, numbers) for part in (tie.out, tie.first, tie.second)]
        total = numeric(tie.rest, numbers)
        if total is None or None in factors or tie.modulus:
            return None
        by = factors[wanted] or 0
        if wanted == 0 and tie.parts > 1:
            continue  # a group is known by its filter
        for place, (factor, cell, axis) in enumerate(zip(factors, cells, tie.axes)):
            if cell is not None and factor:
                total -= factor * (cell[axis] // tie.parts if place == 0 else cell[axis])
        if by == 0 and total == 0:
            continue
        axis = tie.axes[wanted]
        if by == 0 or total % by or found.setdefault(axis, total // by) != total // by:
            return None
    if len(found) < sizes[wanted]:
        return None
    return tuple([found[axis] for axis in range(sizes[wanted])])
