"""What the image is beyond its edge, written out, on each axis alone.

For any output that is a rule: what its indices may be exchanged for, or where beyond the
edge they all come to the same. For a given output it is the list of those that are met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.derive.formulas import MAX_LISTED, Formulas, Indices, Place, as_index, written
from symconv.derive.ranges import AxisRange
from symconv.model.index import Affine, name
from symconv.model.problem import Problem
from symconv.model.tree import (
    Access,
    Beyond,
    Equation,
    Expr,
    Index,
    IndexSum,
    Part,
    Statement,
    Where,
)


def beyond(formulas: Formulas, at: Place) -> tuple[Statement, ...]:
    """The statements for an output, or for any; none where nothing lies beyond the edge.

    Nothing is told either where the indices are written modulo the length of the image.
    """
    problem = formulas.problem
    if problem.boundary.vanishes or formulas.modular:
        return ()
    leading = formulas.any_channel(at)[0]
    if None not in at and problem.numeric:
        met = list(_met(problem, formulas.ranges(at), leading))
        if len(met) <= MAX_LISTED:
            return tuple(met)
    return tuple(
        [one for axis in range(problem.dimension) for one in _rule(problem, axis, leading)]
    )


def _met(
    problem: Problem, ranges: Sequence[AxisRange], leading: Indices
) -> Iterator[Equation]:
    """The indices beyond the edge that the terms of an output meet."""
    for axis, solved in enumerate(ranges):
        lower, upper = problem.image.bounds(axis)
        values = solved.values()
        met = values if problem.over == "image" else map(solved.link.other, values)
        for index in sorted(met):
            if not lower <= index <= upper:
                place = problem.boundary.pixel(index, lower, upper)
                beside = _pixel(problem, axis, index, leading)
                yield Equation((beside, _what(problem, axis, place, leading)))


def _rule(problem: Problem, axis: int, leading: Indices) -> Iterator[Statement]:
    """What holds for every index of an axis."""
    boundary, this = problem.boundary, name(problem.sums[axis])
    lower, upper = problem.image.support[axis]
    plain = _pixel(problem, axis, as_index(this), leading)
    if lower == upper and boundary.place is not None:
        yield Equation((plain, _pixel(problem, axis, written(lower), leading)))
        return
    moves = boundary.same(lower, upper)
    for sign, shift in moves:
        if sign > 0 and lower == 0:
            counted = IndexSum((Part(1, (this,)),), 1, shift)
            yield Equation((plain, _pixel(problem, axis, counted, leading)))
        else:
            moved = written(sign * this + shift)
            yield Equation((_pixel(problem, axis, moved, leading), plain))
    for sign_, edge in (("<", lower), (">", upper)) if not moves else ():
        what = _what(problem, axis, None if boundary.place is None else edge, leading)
        yield Where(Equation((plain, what)), (Beyond(problem.sums[axis], sign_, edge),))


def _pixel(problem: Problem, axis: int, index: Index, leading: Indices) -> Access:
    """The pixel at an index of one axis, and at any of the others."""
    indices = [as_index(name(letter)) for letter in problem.sums]
    indices[axis] = index
    return Access(problem.image.name, (*leading, *indices))


def _what(problem: Problem, axis: int, place: Affine | None, leading: Indices) -> Expr:
    """The pixel at a place, or the constant where there is none."""
    if place is None:
        return problem.boundary.constant
    return _pixel(problem, axis, written(place), leading)
