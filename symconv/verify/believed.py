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
from symconv.verify.fit import Tie
from symconv.verify.law import Box, Law

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


def flips(law: Law) -> bool:
    """Whether the law flips the kernel: image and kernel index have the same sign."""
    tie = law.ties[0]
    first, second = law.numeric(tie.first), law.numeric(tie.second)
    return (first or 0) * (second or 0) > 0


def _mirrored(law: Law, at: Cell, axes: Iterable[int]) -> Guess:
    box = law.boxes.get(law.second)
    chosen = set(axes)
    if box is None or len(box) < max(chosen):
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
    if flips(law):
        yield _mirrored(law, at, range(len(at)))


def flipped(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel flipped, where the operation takes it as it is."""
    if not flips(law):
        yield _mirrored(law, at, range(len(at)))


def one_axis(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel flipped on one axis too many or too few."""
    if len(at) > 1:
        for axis in range(len(at)):
            yield _mirrored(law, at, [axis])


def _turned(law: Law, at: Cell, turns: Iterable[tuple[int, int]]) -> Iterator[Guess]:
    """The kernel with its two axes exchanged, then mirrored by the given signs."""
    box = law.boxes.get(law.second)
    if box is None or len(at) != 2 or box[0][1] - box[0][0] != box[1][1] - box[1][0]:
        return
    size = box[0][1] - box[0][0]
    for sign_first, sign_second in turns:
        pairs: Pairs = []
        for first, (k, row) in law.partners(at):
            across, down = row - box[1][0], k - box[0][0]
            across = across if sign_first > 0 else size - across
            down = down if sign_second > 0 else size - down
            pairs.append((first, (box[0][0] + across, box[1][0] + down)))
        yield Guess(pairs)


def transposed(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel with rows and columns exchanged."""
    return _turned(law, at, [(1, 1)])


def rotated(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel turned by a quarter."""
    return _turned(law, at, [(1, -1), (-1, 1)])


def swapped_axes(law: Law, at: Cell) -> Iterator[Guess]:
    """The indices of the output, of the pixels, or of all elements exchanged."""
    if len(at) != 2:
        return
    if at[0] != at[1]:
        yield Guess(list(law.partners(at[::-1])))
    pairs = list(law.partners(at))
    yield Guess([(first[::-1], second) for first, second in pairs])
    yield Guess([(first[::-1], second[::-1]) for first, second in pairs])


def corner_origin(law: Law, at: Cell) -> Iterator[Guess]:
    """Kernel or image counted from the corner though they are centred, or the reverse.

    The elements may keep the indices of the wrong origin, or be named by the right ones.
    """
    moves: dict[str, Cell] = {}
    for array in (law.first, law.second):
        box = law.boxes.get(array)
        if box is None:
            return
        if all(low == 0 for low, _ in box):
            moves[array] = tuple(-((high + 1) // 2) for _, high in box)
        else:
            moves[array] = tuple(-low for low, _ in box)
    nothing = (0,) * len(at)
    image, kernel = moves[law.first], moves[law.second]
    for first, second, size in ((nothing, kernel, 1), (image, nothing, 1), (image, kernel, 2)):
        if first == nothing and second == nothing:
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
    pairs = list(law.partners(at))
    for sign in (1, -1):
        for axis in range(len(at)):
            yield Guess([(_shifted(first, [axis], sign), second) for first, second in pairs])
            edge = [pair[0][axis] for pair in pairs]
            if edge:
                cut = max(edge) if sign > 0 else min(edge)
                yield Guess([pair for pair in pairs if pair[0][axis] != cut])
        if len(at) > 1:
            axes = range(len(at))
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
        yield tuple(
            tie._replace(out=found.output, first=found.image, second=found.kernel, rest=found.rest)
            for axis, tie in enumerate(law.ties)
            for found in [other.relation(axis)]
        )


def _told_otherwise(law: Law) -> Iterator[tuple[Tie, ...]]:
    """The relations of convolution and of both cross-correlations, where no problem is stated."""
    for out, kernel in ((1, -1), (-1, 1), (1, 1)):
        ties = []
        for tie in law.ties:
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
        yield tuple(ties)


def mirrored_output(law: Law, at: Cell) -> Iterator[Guess]:
    """The output with both signs changed."""
    if any(at):
        yield Guess(list(law.partners(tuple(-value for value in at))))


def stride_ignored(law: Law, at: Cell) -> Iterator[Guess]:
    """The output index (or the image index of a transposed one) not multiplied by the stride."""
    ties = [
        tie._replace(out=_sign(law.numeric(tie.out)), first=_sign(law.numeric(tie.first)))
        for tie in law.ties
    ]
    if tuple(ties) != law.ties:
        yield Guess(list(changed(law, ties).partners(at)))


def dilation_ignored(law: Law, at: Cell) -> Iterator[Guess]:
    """The kernel index not multiplied by the dilation."""
    ties = [tie._replace(second=_sign(law.numeric(tie.second))) for tie in law.ties]
    if tuple(ties) != law.ties:
        yield Guess(list(changed(law, ties).partners(at)))


def _sign(value: int | None) -> int:
    return -1 if value is not None and value < 0 else 1


def role_swap(law: Law, at: Cell) -> Iterator[Guess]:
    """Image and kernel exchanged: each takes the other's place in the relation."""
    ties = [tie._replace(first=tie.second, second=tie.first) for tie in law.ties]
    if tuple(ties) != law.ties:
        yield Guess(list(changed(law, ties).partners(at)))


def wrong_boundary(law: Law, at: Cell) -> Iterator[Guess]:
    """What lies beyond the edge taken for other pixels, or for zero."""
    box = law.boxes.get(law.first)
    if box is None:
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
