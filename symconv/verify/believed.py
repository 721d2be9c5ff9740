"""The terms that mistaken beliefs lead to, for one output of a problem.

Each function yields guesses: the pairs of elements that meet if the belief were true, and
how large the mistake is (1, or 2 where it is made twice at once).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from symconv.model.boundaries import find
from symconv.model.operations import OPERATIONS
from symconv.verify.edge import Edge
from symconv.verify.law import Box, Law
from symconv.verify.ties import Tie

Cell = tuple[int, ...]
Pair = tuple[Cell, Cell]
Pairs = list[Pair]


class Guess(NamedTuple):
    """The terms that a belief leads to, and how large the mistake is."""

    pairs: Pairs
    size: int = 1


def changed(law: Law, ties: Iterable[Tie], boxes: dict[str, Box] | None = None) -> Law:
    """A copy of a law with other ties or boxes."""
    other = Law(law.output, law.first, law.second, tuple(ties), dict(law.boxes), law.source)
    other.boxes.update(boxes or {})
    other.numbers, other.edge = law.numbers, law.edge
    if law.edge is not None and boxes and law.first in boxes:
        other.edge = law.edge._replace(box=boxes[law.first])
    return other


OUTPUT, FIRST, SECOND = 0, 1, 2


def axes_of(law: Law, array: int) -> list[int]:
    """The places of the moving indices in the output, the first or the second array.

    Indices of channels, filters and batches do not move: no belief here is about them.
    """
    return [tie.axes[array] for tie in law.space]


def flips(law: Law) -> bool:
    """Whether the law flips the kernel: image and kernel index have the same sign."""
    tie = law.space[0]
    first, second = law.numeric(tie.first), law.numeric(tie.second)
    return (first or 0) * (second or 0) > 0


def _mirrored(law: Law, at: Cell, axes: Iterable[int]) -> Guess:
    box = law.boxes.get(law.second)
    chosen = set(axes)
    if box is None or not chosen or len(box) <= max(chosen):
        return Guess([])
    pairs = []
    for first, second in law.partners(at):
        turned = tuple(
            box[axis][0] + box[axis][1] - value if axis in chosen else value
            for axis, value in enumerate(second)
        )
        pairs.append((first, turned))
    return Guess(pairs)


def not_flipped(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel as it is, where the operation flips it."""
    if law.space and flips(law):
        yield _mirrored(law, at, axes_of(law, SECOND))


def flipped(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel flipped, where the operation takes it as it is."""
    if law.space and not flips(law):
        yield _mirrored(law, at, axes_of(law, SECOND))


def one_axis(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel flipped on one axis too many or too few."""
    axes = axes_of(law, SECOND)
    if len(axes) > 1:
        for axis in axes:
            yield _mirrored(law, at, [axis])


def _turned(law: Law, at: Cell, turns: Iterable[tuple[int, int]]) -> Iterator[Guess]:
    """The kernel with its two axes exchanged, then mirrored by the given signs."""
    box, axes = law.boxes.get(law.second), axes_of(law, SECOND)
    if box is None or len(axes) != 2:
        return
    one, other = axes
    if box[one][1] - box[one][0] != box[other][1] - box[other][0]:
        return
    size = box[one][1] - box[one][0]
    for sign_first, sign_second in turns:
        pairs: Pairs = []
        for first, second in law.partners(at):
            across, down = second[other] - box[other][0], second[one] - box[one][0]
            turned = list(second)
            turned[one] = box[one][0] + (across if sign_first > 0 else size - across)
            turned[other] = box[other][0] + (down if sign_second > 0 else size - down)
            pairs.append((first, tuple(turned)))
        yield Guess(pairs)


def transposed(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel with rows and columns exchanged."""
    return _turned(law, at, [(1, 1)])


def rotated(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel turned by a quarter."""
    return _turned(law, at, [(1, -1), (-1, 1)])


def swapped_axes(law: Law, at: Cell) -> Iterator[Guess]:
    """The indices of the output, of the pixels, or of all elements exchanged."""
    if len(law.space) != 2:
        return
    out, one, two = (axes_of(law, array) for array in (OUTPUT, FIRST, SECOND))
    if _exchanged(at, out) != at:
        yield Guess(list(law.partners(_exchanged(at, out))))
    pairs = list(law.partners(at))
    yield Guess([(_exchanged(first, one), second) for first, second in pairs])
    yield Guess([(_exchanged(first, one), _exchanged(second, two)) for first, second in pairs])


def _exchanged(cell: Cell, axes: list[int]) -> Cell:
    found = list(cell)
    found[axes[0]], found[axes[1]] = found[axes[1]], found[axes[0]]
    return tuple(found)


def corner_origin(law: Law, at: Cell) -> Iterator[Guess]:
    """Kernel or image counted from the corner though they are centred, or the reverse.

    The elements may keep the indices of the wrong origin, or be named by the right ones.
    """
    moves: list[Cell] = []
    for place, array in ((FIRST, law.first), (SECOND, law.second)):
        box, axes = law.boxes.get(array), axes_of(law, place)
        if box is None:
            return
        centred = all(box[axis][0] == 0 for axis in axes)
        moves.append(tuple([
            0 if axis not in axes else -((high + 1) // 2) if centred else -low
            for axis, (low, high) in enumerate(box)
        ]))  # fmt: skip
    image, kernel = moves
    here, there = (0,) * len(image), (0,) * len(kernel)
    for first, second, size in ((here, kernel, 1), (image, there, 1), (image, kernel, 2)):
        if not any(first) and not any(second):
            continue
        boxes = {law.first: _moved(law.boxes[law.first], first)}
        boxes[law.second] = _moved(law.boxes[law.second], second)
        pairs = list(changed(law, law.ties, boxes).partners(at))
        yield Guess([pair for pair in pairs if _inside(law, pair)], size)
        yield Guess([(_back(a, first), _back(b, second)) for a, b in pairs], size)


def _moved(box: Box, move: Cell) -> Box:
    return tuple((low + by, high + by) for (low, high), by in zip(box, move))


def _back(cell: Cell, move: Cell) -> Cell:
    return tuple(value - by for value, by in zip(cell, move))


def _inside(law: Law, pair: Pair) -> bool:
    return bool(law.exists(law.first, pair[0])) and bool(law.inside(law.second, pair[1]))


def off_by_one(law: Law, at: Cell) -> Iterator[Guess]:
    """The pixels one too far on an axis (or on all), or a sum that stops one early."""
    pairs, axes = list(law.partners(at)), axes_of(law, FIRST)
    for sign in (1, -1):
        for axis in axes:
            yield Guess([(_shifted(first, [axis], sign), second) for first, second in pairs])
            edge = [pair[0][axis] for pair in pairs]
            if edge:
                cut = max(edge) if sign > 0 else min(edge)
                yield Guess([pair for pair in pairs if pair[0][axis] != cut])
        if len(axes) > 1:
            yield Guess([(_shifted(first, axes, sign), second) for first, second in pairs], 2)


def _shifted(cell: Cell, axes: Iterable[int], by: int) -> Cell:
    chosen = set(axes)
    return tuple(value + by if axis in chosen else value for axis, value in enumerate(cell))


def other_operation(law: Law, at: Cell) -> Iterator[Guess]:
    """The same output of each other operation, with the same stride, dilation and offset."""
    for ties in _stated_otherwise(law) if law.problem is not None else _told_otherwise(law):
        if ties != law.ties:
            yield Guess(list(changed(law, ties).partners(at)))


def _stated_otherwise(law: Law) -> Iterator[tuple[Tie, ...]]:
    """The relations of all operations on a stated problem."""
    problem = law.problem
    assert problem is not None
    for operation in OPERATIONS:
        other = problem._replace(operation=operation)
        moving = [
            tie._replace(out=found.output, first=found.image, second=found.kernel, rest=found.rest)
            for axis, tie in enumerate(law.space)
            for found in [other.relation(axis)]
        ]
        yield (*moving, *law.links)


def _told_otherwise(law: Law) -> Iterator[tuple[Tie, ...]]:
    """The relations of convolution and of both cross-correlations, where no problem is stated."""
    for out, kernel in ((1, -1), (-1, 1), (1, 1)):
        ties = []
        for tie in law.space:
            first, rest = law.numeric(tie.first), tie.rest
            old_out, old_kernel = law.numeric(tie.out), law.numeric(tie.second)
            if first is None or not old_out or not old_kernel:
                return
            turn = -1 if first > 0 else 1
            if (old_kernel * first > 0) != (kernel < 0):
                rest = -rest  # the offset has the other sign where the kernel is flipped
            ties.append(
                tie._replace(
                    out=out * turn * abs(old_out), second=kernel * turn * abs(old_kernel),
                    rest=rest,
                )
            )  # fmt: skip
        yield (*ties, *law.links)


def mirrored_output(law: Law, at: Cell) -> Iterator[Guess]:
    """The output with both signs changed."""
    axes = axes_of(law, OUTPUT)
    if any(at[axis] for axis in axes):
        turned = tuple(-value if axis in axes else value for axis, value in enumerate(at))
        yield Guess(list(law.partners(turned)))


def stride_ignored(law: Law, at: Cell) -> Iterator[Guess]:
    """The output index (or the image index of a transposed one) not multiplied by the stride."""
    ties = [
        tie._replace(out=_sign(law.numeric(tie.out)), first=_sign(law.numeric(tie.first)))
        for tie in law.space
    ]
    if tuple(ties) != law.space:
        yield Guess(list(changed(law, [*ties, *law.links]).partners(at)))


def dilation_ignored(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel index not multiplied by the dilation."""
    ties = [tie._replace(second=_sign(law.numeric(tie.second))) for tie in law.space]
    if tuple(ties) != law.space:
        yield Guess(list(changed(law, [*ties, *law.links]).partners(at)))


def _sign(value: int | None) -> int:
    return -1 if value is not None and value < 0 else 1


def role_swap(law: Law, at: Cell) -> Iterator[Guess]:
    """Image and kernel exchanged: each takes the other's place in the relation."""
    ties = [tie._replace(first=tie.second, second=tie.first) for tie in law.space]
    if tuple(ties) != law.space:
        yield Guess(list(changed(law, [*ties, *law.links]).partners(at)))


def wrong_boundary(law: Law, at: Cell) -> Iterator[Guess]:
    """What lies beyond the edge taken for other pixels, or for zero."""
    box = law.boxes.get(law.first)
    if box is None or any(tie.modulus for tie in law.ties):  # a circle has no edge
        return
    edge = law.edge or Edge(find("zero"), box, None)
    endless = changed(law, law.ties)
    endless.edge = edge._replace(boundary=find("nearest"))
    pairs = list(endless.partners(at))
    outside = [pair for pair in pairs if not law.inside(law.first, pair[0])]
    if not outside:
        return
    if law.edge is not None:
        yield Guess([pair for pair in pairs if pair not in outside])
    for other in edge.others():
        yield Guess([(other.stands_for(first), second) for first, second in pairs])
