"""Which indices stand for a pixel, on each axis alone: a boundary read backwards.

A boundary takes every index beyond the edge to a pixel. Read backwards, a pixel has itself
and the indices that stand for it. Where the boundary repeats or mirrors the image these
are one or two endless rows, ``i + 5t`` and ``-1 - i + 5t`` with any whole t; where all that
lies beyond an edge comes to the same, they are all beyond that edge, but for the pixels at
the edges there are none. Where there is a constant, no index beyond stands for a pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from symconv.derive.formulas import written
from symconv.model.boundaries import Moves
from symconv.model.index import Affine, name
from symconv.model.problem import Problem
from symconv.model.tree import Between, Index, IndexSum, Part


class Form(NamedTuple):
    """Indices that stand for a pixel, as they are written.

    ``letter`` runs from ``lower`` to ``upper`` (None: without end); it is empty where there
    is one index.
    """

    parts: tuple[Part, ...]
    letter: str = ""
    lower: Affine | None = None
    upper: Affine | None = None


class Case(NamedTuple):
    """Some pixels of an axis, where that holds, and the indices that stand for each.

    ``edge`` where it is the pixel at an edge, told apart from the others.
    """

    pixel: Index
    forms: tuple[Form, ...]
    condition: Between | None = None
    edge: bool = False


def cases(problem: Problem, axis: int, letter: str, place: int | None = None) -> list[Case]:
    """The pixels of an axis by what stands for them, or the one at ``place``.

    ``letter`` is for the indices that stand for a pixel.

    >>> problem = Problem.parse("conv image=5@corner kernel=3 boundary=wrap")
    >>> len(cases(problem, 0, "t")), len(cases(problem, 0, "t")[0].forms)
    (1, 1)
    """
    lower, upper = problem.image.support[axis]
    boundary, this = problem.boundary, name(problem.sums[axis])
    own: Affine = this if place is None else place
    if boundary.place is None:
        return [_one(own, (Form(_parts(own)),))]
    if lower == upper:
        return [_one(lower, (Form(_parts(name(letter)), letter),))]
    moves = boundary.same(lower, upper)
    if moves:
        return list(_moved(own, lower, upper, letter, moves))
    return list(_at_ends(own, lower, upper, letter))


def _at_ends(own: Affine, lower: Affine, upper: Affine, letter: str) -> Iterator[Case]:
    """All beyond an edge comes to the pixel at that edge."""
    free = _parts(name(letter))
    first, last = Form(free, letter, None, lower), Form(free, letter, upper, None)
    if isinstance(own, int):
        form = first if own == lower else last if own == upper else Form(_parts(own))
        yield _one(own, (form,))
        return
    yield _one(lower, (first,), edge=True)
    yield from _between(own, lower, upper, lambda inner: (Form(_parts(inner)),))
    yield _one(upper, (last,), edge=True)


def _moved(own: Affine, lower: Affine, upper: Affine, letter: str, moves: Moves) -> Iterator[Case]:
    """The image is repeated, or mirrored at both edges; then every other copy is mirrored."""
    (sign, shift), (_, other) = moves[0], moves[-1]
    period = shift if sign == 1 else other - shift

    def same(pixel: Affine) -> Form:
        return Form((*_parts(pixel), _times(period, letter)), letter)

    def turned(pixel: Affine) -> Form:
        parts = (*_parts(shift), Part(-1, (pixel,))) if shift != 0 else (Part(-1, (pixel,)),)
        return Form((*parts, _times(period, letter)), letter)

    if sign == 1:
        yield _one(own, (same(own),))
        return
    kept = shift - lower == lower  # a pixel at the edge is then its own mirror image
    if not kept or (isinstance(own, int) and own not in (lower, upper)):
        yield _one(own, (same(own), turned(own)))
    elif isinstance(own, int):
        yield _one(own, (same(own),))
    else:
        yield _one(lower, (same(lower),), edge=True)
        yield from _between(own, lower, upper, lambda inner: (same(inner), turned(inner)))
        yield _one(upper, (same(upper),), edge=True)


def _one(pixel: Affine, forms: tuple[Form, ...], edge: bool = False) -> Case:
    return Case(written(pixel), forms, None, edge)


def _between(
    own: Affine, lower: Affine, upper: Affine, forms: Callable[[Affine], tuple[Form, ...]]
) -> Iterator[Case]:
    """The pixels between the edges, where there are any."""
    first, last = lower + 1, upper - 1
    room = last - first
    if room == 0:
        yield _one(first, forms(first))
    elif not isinstance(room, int) or room > 0:
        bounds = Between(first, written(own), last)
        yield Case(written(own), forms(own), bounds)


def _parts(value: Affine) -> tuple[Part, ...]:
    if isinstance(value, int):
        return (Part(-1 if value < 0 else 1, (abs(value),)),)
    shown = written(value)
    assert isinstance(shown, IndexSum)
    return shown.parts


def _times(period: Affine, letter: str) -> Part:
    return Part(1, (name(letter),) if period == 1 else (period, name(letter)))
