"""The terms of every output, as pairs of integer tuples (pixel, entry).

``outputs`` streams all outputs in the order of writing, one at a time, in flat
memory. Cells of an array are made once for each row in use and shared by all terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, product, repeat
from math import prod
from typing import NamedTuple

from symconv.derive.ranges import AxisRange, axis_table, axis_terms
from symconv.derive.supports import check_place, number, support
from symconv.errors import OutputError, quote
from symconv.model.problem import Problem

Cell = tuple[int, ...]
Term = tuple[Cell, Cell]
MAX_TERMS = 200_000
MAX_OUTPUTS = 1_000_000
_ROWS_KEPT = 32


class Rejected(NamedTuple):
    """A term just past the range, and which array lacks its element."""

    image: Cell
    kernel: Cell
    why: str


class _Rows:
    """The cells of a box, a row along the fastest axis at a time, made once and shared."""

    def __init__(self, along: range, order: tuple[int, ...], kept: int = _ROWS_KEPT) -> None:
        self.along = along
        self.order = order
        self.kept = kept
        self.rows: dict[tuple[Cell, Cell], tuple[Cell, ...]] = {}

    def row(self, leading: Cell, slow: Cell) -> tuple[Cell, ...]:
        """The row at the given slower indices, in the order of writing."""
        row = self.rows.get((leading, slow))
        if row is None:
            if len(self.rows) >= self.kept:
                self.rows.clear()
            row = self._make(slow)
            if leading:
                row = tuple([leading + cell for cell in row])
            self.rows[leading, slow] = row
        return row

    def cut(self, picked: range) -> slice:
        """Where the fast indices ``picked`` stand in a row."""
        if not picked:
            return slice(0, 0)
        start, stop = picked.start - self.along.start, picked.stop - self.along.start
        return slice(start, stop if stop >= 0 else None, picked.step)

    def _make(self, slow: Cell) -> tuple[Cell, ...]:
        if len(self.order) == 1:
            return tuple([(fast,) for fast in self.along])
        if self.order == (1, 0):
            return tuple([(fast, slow[0]) for fast in self.along])
        if self.order == (0, 1):
            return tuple([(slow[0], fast) for fast in self.along])
        cell = [0] * len(self.order)
        for axis, value in zip(self.order, slow):
            cell[axis] = value
        made = []
        for fast in self.along:
            cell[self.order[-1]] = fast
            made.append(tuple(cell))
        return tuple(made)


def _reach(picked: Iterable[range]) -> range:
    """From the first to the last of the indices that are picked."""
    ends = [end for indices in picked if indices for end in (indices[0], indices[-1])]
    if not ends:
        return range(0)
    if max(ends) - min(ends) >= MAX_OUTPUTS:
        raise OutputError(
            f"the outputs reach from {min(ends)} to {max(ends)}: that is too far to work them "
            "all out; give fewer with output=, or one with at="
        )
    return range(min(ends), max(ends) + 1)


def supports(problem: Problem) -> tuple[range, ...]:
    """The output indices on each axis of the space."""
    ranges = []
    for axis in range(problem.dimension):
        lower, upper = support(problem, axis)
        if not isinstance(lower, int) or not isinstance(upper, int):
            raise OutputError(
                f"{quote(str(problem))} holds a letter: give numbers to work out all outputs, "
                "or ask for any output, without --all"
            )
        if upper - lower >= MAX_OUTPUTS:
            raise OutputError(
                f"the outputs {lower}..{upper} are too many: at most {MAX_OUTPUTS} on an axis "
                "are worked out; give fewer with output=, or one with at="
            )
        ranges.append(range(lower, upper + 1))
    return tuple(ranges)


def leads(problem: Problem) -> Iterator[Cell]:
    """The leading indices of the outputs; once nothing where there are none."""
    return product(*[range(number(loop.length)) for loop in problem.leading.outputs])


def count_outputs(problem: Problem) -> int:
    """How many outputs there are."""
    loops = [number(loop.length) for loop in problem.leading.outputs]
    return prod(loops) * prod(map(len, supports(problem)))


def outputs(problem: Problem) -> Iterator[tuple[Cell, list[Term]]]:
    """All outputs in the order of writing, each with its terms in the order of writing.

    >>> problem = Problem.parse("conv image=3 kernel=2")
    >>> next(outputs(problem))
    ((-2,), [((-1,), (-1,))])
    """
    order = problem.order
    *slow_axes, fast_axis = order
    boxes = supports(problem)
    leading = problem.leading
    rows = _Rows(boxes[fast_axis], order)
    fast_pairs = axis_table(problem, fast_axis, boxes[fast_axis])
    kept = _ROWS_KEPT * leading.summed
    pixels = _Rows(_reach(image for image, _ in fast_pairs), order, kept)
    entries = _Rows(_reach(kernel for _, kernel in fast_pairs), order, kept)
    stretches = _stretches(fast_pairs, pixels, entries)
    slow_pairs = [axis_table(problem, axis, boxes[axis]) for axis in slow_axes]
    slow_boxes = [boxes[axis] for axis in slow_axes]
    walk = (
        (first, met, slow, pairs)
        for first in leads(problem)
        for met in [leading.cells(first)]
        for slow, pairs in zip(product(*slow_boxes), product(*slow_pairs))
    )
    for first, met, slow, pairs in walk:
        meeting = _meeting_rows(met, pairs, pixels, entries)
        places = rows.row(first, slow)
        for stretch in stretches:
            if stretch.columns and meeting:
                kernel = [entry for _, row in meeting for entry in row[stretch.entries]]
                image = zip(*[row[column] for row, _ in meeting for column in stretch.columns])
                yield from zip(places[stretch.places], map(list, map(zip, image, repeat(kernel))))
            else:
                for at in places[stretch.places]:
                    terms: list[Term] = []
                    for pixel_row, entry_row in meeting:
                        terms += zip(pixel_row[stretch.pixels], entry_row[stretch.entries])
                    yield at, terms


class _Stretch(NamedTuple):
    """Neighbouring outputs on the fastest axis that meet the same entries of a kernel row.

    The slices cut them from their rows: the outputs, the entries, and the pixels of the
    first output. Where there are several outputs that meet something, ``columns`` cuts
    for each entry the pixels that it meets, output by output.
    """

    places: slice
    entries: slice
    pixels: slice
    columns: tuple[slice, ...]


def _stretches(
    pairs: Sequence[tuple[range, range]], pixels: _Rows, entries: _Rows
) -> list[_Stretch]:
    found = []
    start = 0
    for kernel, group in groupby(pairs, lambda pair: pair[1]):
        images = [image for image, _ in group]
        count = len(images)
        columns: list[slice] = []
        if count > 1:
            step = images[1].start - images[0].start
            columns = [pixels.cut(range(i, i + step * count, step)) for i in images[0]]
        places = slice(start, start + count)
        cuts = entries.cut(kernel), pixels.cut(images[0])
        found.append(_Stretch(places, *cuts, tuple(columns)))
        start += count
    return found


def _meeting_rows(
    leading: Sequence[tuple[Cell, Cell]],
    pairs: Sequence[tuple[range, range]],
    pixels: _Rows,
    entries: _Rows,
) -> list[tuple[tuple[Cell, ...], tuple[Cell, ...]]]:
    """The rows of image and kernel that meet, for the ranges on the slower axes.

    ``leading`` are the leading indices that meet; they are slower still.
    """
    slow = list(
        zip(product(*[image for image, _ in pairs]), product(*[kernel for _, kernel in pairs]))
    )
    return [
        (pixels.row(before, image), entries.row(ahead, kernel))
        for before, ahead in leading
        for image, kernel in slow
    ]


def terms_at(problem: Problem, at: Cell) -> list[Term]:
    """The terms of one output; OutputError where it does not exist.

    >>> terms_at(Problem.parse("conv image=7 kernel=3"), (1,))
    [((0,), (1,)), ((1,), (0,)), ((2,), (-1,))]
    """
    check_place(problem, at)
    order = problem.order
    first, place = split(problem, at)
    pairs = [axis_terms(problem, axis, place[axis]) for axis in order]
    count = problem.leading.summed
    for image, _ in pairs:
        count *= len(image)
    if count > MAX_TERMS:
        raise OutputError(
            f"the output [{','.join(map(str, at))}] has {count} terms: a worked example "
            f"shows at most {MAX_TERMS}; 'symconv range' solves its range"
        )
    met = problem.leading.cells(first)
    *slow_pairs, (image, kernel) = pairs
    pixels, entries = _Rows(image, order), _Rows(kernel, order)
    return [
        term
        for pixel_row, entry_row in _meeting_rows(met, slow_pairs, pixels, entries)
        for term in zip(pixel_row, entry_row)
    ]


def split(problem: Problem, at: Cell) -> tuple[Cell, Cell]:
    """The leading indices of an output, and those of the space."""
    before = len(at) - problem.dimension
    return at[:before], at[before:]


def rejected_from(problem: Problem, solved: Sequence[AxisRange]) -> list[Rejected]:
    """The terms one step past the upper end of the solved ranges on each axis.

    >>> from symconv.derive.ranges import solve
    >>> problem = Problem.parse("conv image=7 kernel=3 at=1")
    >>> rejected_from(problem, [solve(problem, 0, 1)])
    [Rejected(image=(3,), kernel=(-2,), why='kernel')]

    None where a range is empty: it has no upper end. Of several channels that are added up
    the terms are those of the first: they fail alike in all.
    """
    if not all(axis_range.values() for axis_range in solved):
        return []
    assert problem.at is not None
    first, ahead = problem.leading.cells(split(problem, problem.at)[0])[0]
    choices: list[list[tuple[int, int, str]]] = []
    for axis, axis_range in enumerate(solved):
        valid, other = axis_range.values(), axis_range.link.other
        past = valid[-1] + valid.step
        lower, upper = problem.kernel.bounds(axis)
        entry = past if problem.over == "kernel" else other(past)
        why = "image" if lower <= entry <= upper else "kernel"
        choices.append([*((value, other(value), "") for value in valid), (past, other(past), why)])
    found = []
    places = [problem.order.index(axis) for axis in range(problem.dimension)]
    for written in product(*(choices[axis] for axis in problem.order)):
        reasons = [why for _, _, why in written if why]
        if reasons:
            own = tuple([written[place][0] for place in places])
            tied = tuple([written[place][1] for place in places])
            image, kernel = (own, tied) if problem.over == "image" else (tied, own)
            why = "kernel" if "kernel" in reasons else "image"
            found.append(Rejected(first + image, ahead + kernel, why))
    return found
