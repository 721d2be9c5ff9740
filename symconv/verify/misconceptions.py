"""Misconceptions: each says which terms a line would have if its author believed it.

A misconception is a wrong problem that the right engine solves: a mirrored kernel, another
origin, another operation. ``explaining`` tries them all and names those whose terms are
exactly what was written. To add one, add a record to ``MISCONCEPTIONS``: its name, advice
in words, and a function that yields the pairs of elements it leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from symconv.verify.fit import Tie
from symconv.verify.law import Law, Polynomial, cleaned

Cell = tuple[int, ...]
Pair = tuple[Cell, Cell]
Pairs = list[Pair]


class Misconception(NamedTuple):
    """A mistaken belief: its name, advice for who holds it, and the terms it leads to."""

    name: str
    advice: str
    leads_to: Callable[[Law, Cell], Iterable[Pairs]]


def explaining(law: Law, at: Cell, written: Polynomial) -> tuple[str, ...]:
    """The misconceptions that lead to exactly what is written in output ``at``."""
    found = []
    for record in MISCONCEPTIONS:
        for pairs in record.leads_to(law, at):
            if pairs and _polynomial(law, pairs) == written:
                found.append(record.name)
                break
    return tuple(found)


def _polynomial(law: Law, pairs: Pairs) -> Polynomial:
    total: Polynomial = {}
    for first, second in pairs:
        law.add(total, 1, ((law.first, first), (law.second, second)))
    return cleaned(total)


def changed(law: Law, ties: Iterable[Tie], boxes: dict[str, object] | None = None) -> Law:
    """A copy of a law with other ties or boxes."""
    other = Law(law.output, law.first, law.second, tuple(ties), dict(law.boxes), law.source)
    if boxes:
        other.boxes.update(boxes)  # type: ignore[arg-type]
    other.numbers = law.numbers
    return other


def flips(law: Law) -> bool:
    """Whether the law flips the kernel: image and kernel index have the same sign."""
    tie = law.ties[0]
    first, second = law.numeric(tie.first), law.numeric(tie.second)
    return (first or 0) * (second or 0) > 0


def _mirrored(law: Law, at: Cell, axes: Iterable[int]) -> Pairs:
    box = law.boxes.get(law.second)
    if box is None:
        return []
    pairs = []
    chosen = set(axes)
    for first, second in law.partners(at):
        turned = tuple(
            box[axis][0] + box[axis][1] - value if axis in chosen else value
            for axis, value in enumerate(second)
        )
        pairs.append((first, turned))
    return pairs


def _not_flipped(law: Law, at: Cell) -> Iterator[Pairs]:
    if flips(law):
        yield _mirrored(law, at, range(len(at)))


def _flipped(law: Law, at: Cell) -> Iterator[Pairs]:
    if not flips(law):
        yield _mirrored(law, at, range(len(at)))


def _one_axis(law: Law, at: Cell) -> Iterator[Pairs]:
    if len(at) > 1:
        for axis in range(len(at)):
            yield _mirrored(law, at, [axis])


def _turned(law: Law, at: Cell, turns: Iterable[tuple[int, int]]) -> Iterator[Pairs]:
    """The kernel with its two axes exchanged, then mirrored by the given signs."""
    box = law.boxes.get(law.second)
    if box is None or len(at) != 2 or box[0][1] - box[0][0] != box[1][1] - box[1][0]:
        return
    for sign_first, sign_second in turns:
        pairs: Pairs = []
        for first, (k, row) in law.partners(at):
            across, down = row - box[1][0], k - box[0][0]
            size = box[0][1] - box[0][0]
            across = across if sign_first > 0 else size - across
            down = down if sign_second > 0 else size - down
            pairs.append((first, (box[0][0] + across, box[1][0] + down)))
        yield pairs


def _transposed(law: Law, at: Cell) -> Iterator[Pairs]:
    return _turned(law, at, [(1, 1)])


def _rotated(law: Law, at: Cell) -> Iterator[Pairs]:
    return _turned(law, at, [(1, -1), (-1, 1)])


def _swapped_axes(law: Law, at: Cell) -> Iterator[Pairs]:
    if len(at) != 2:
        return
    if at[0] != at[1]:
        yield list(law.partners(at[::-1]))
    yield [(first[::-1], second) for first, second in law.partners(at)]
    yield [(first[::-1], second[::-1]) for first, second in law.partners(at)]


def _shifted(law: Law, at: Cell, image: Cell, kernel: Cell) -> Pairs:
    """The terms that meet when indices are counted from another origin."""
    return list(
        (
            tuple(value + move for value, move in zip(first, image)),
            tuple(value + move for value, move in zip(second, kernel)),
        )
        for first, second in law.partners(at)
    )


def _corner_origin(law: Law, at: Cell) -> Iterator[Pairs]:
    """Kernel or image counted from the corner though they are centred, or the reverse."""
    moves = {}
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
    for first, second in ((nothing, kernel), (image, nothing), (image, kernel)):
        if first == nothing and second == nothing:
            continue
        boxes = {
            name: tuple((low + d, high + d) for (low, high), d in zip(law.boxes[name], move))
            for name, move in ((law.first, first), (law.second, second))
        }
        other = changed(law, law.ties, dict(boxes))
        back_first = tuple(-move for move in first)
        back_second = tuple(-move for move in second)
        pairs = list(other.partners(at))
        yield [pair for pair in pairs if _inside(law, pair)]
        yield [
            (
                tuple(v + d for v, d in zip(a, back_first)),
                tuple(v + d for v, d in zip(b, back_second)),
            )
            for a, b in pairs
        ]


def _inside(law: Law, pair: Pair) -> bool:
    return bool(law.inside(law.first, pair[0])) and bool(law.inside(law.second, pair[1]))


def _off_by_one(law: Law, at: Cell) -> Iterator[Pairs]:
    nothing = (0,) * len(at)
    for axis in range(len(at)):
        for sign in (1, -1):
            move = tuple(sign if place == axis else 0 for place in range(len(at)))
            yield _shifted(law, at, move, nothing)
            pairs = list(law.partners(at))
            edge = [pair[0][axis] for pair in pairs]
            if edge:
                cut = max(edge) if sign > 0 else min(edge)
                yield [pair for pair in pairs if pair[0][axis] != cut]
    if len(at) > 1:
        for sign in (1, -1):
            yield _shifted(law, at, (sign,) * len(at), nothing)


def _other_operation(law: Law, at: Cell) -> Iterator[Pairs]:
    """The same output of convolution, of the article's cross-correlation, and of the libraries'."""
    signs = {(1, -1), (-1, 1), (1, 1)}
    for out, kernel in sorted(signs):
        ties = []
        same = True
        for tie in law.ties:
            first = law.numeric(tie.first)
            old_out, old_kernel = law.numeric(tie.out), law.numeric(tie.second)
            if first is None or old_out is None or old_kernel is None:
                return
            turn = -1 if first > 0 else 1
            new = tie._replace(
                out=out * turn * abs(old_out), second=kernel * turn * abs(old_kernel)
            )
            same = same and (new.out, new.second) == (old_out, old_kernel)
            ties.append(new)
        if not same:
            yield list(changed(law, ties).partners(at))


def _mirrored_output(law: Law, at: Cell) -> Iterator[Pairs]:
    if any(at):
        yield list(law.partners(tuple(-value for value in at)))


def _stride_ignored(law: Law, at: Cell) -> Iterator[Pairs]:
    ties, different = [], False
    for tie in law.ties:
        out = law.numeric(tie.out)
        if out is None:
            return
        different = different or abs(out) != 1
        ties.append(tie._replace(out=1 if out > 0 else -1))
    if different:
        yield list(changed(law, ties).partners(at))


def _dilation_ignored(law: Law, at: Cell) -> Iterator[Pairs]:
    ties, different = [], False
    for tie in law.ties:
        second = law.numeric(tie.second)
        if second is None:
            return
        different = different or abs(second) != 1
        ties.append(tie._replace(second=1 if second > 0 else -1))
    if different:
        yield list(changed(law, ties).partners(at))


def _role_swap(law: Law, at: Cell) -> Iterator[Pairs]:
    """Image and kernel exchanged: each takes the other's place in the relation."""
    ties = [tie._replace(first=tie.second, second=tie.first) for tie in law.ties]
    if any(new != old for new, old in zip(ties, law.ties)):
        yield list(changed(law, ties).partners(at))


def _wrong_boundary(law: Law, at: Cell) -> Iterator[Pairs]:
    """Pixels outside the image taken for others, though they count as zero."""
    box = law.boxes.get(law.first)
    if box is None:
        return
    wide = tuple((low - 64, high + 64) for low, high in box)
    pairs = list(changed(law, law.ties, {law.first: wide}).partners(at))
    if all(_inside(law, pair) for pair in pairs):
        return
    for rule in (_nearest, _wrapped, _reflected, _mirrored_edge):
        moved = []
        for first, second in pairs:
            cell = tuple(rule(value, *bounds) for value, bounds in zip(first, box))
            moved.append((cell, second))
        yield moved


def _nearest(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)


def _wrapped(value: int, low: int, high: int) -> int:
    return low + (value - low) % (high - low + 1)


def _reflected(value: int, low: int, high: int) -> int:
    size = high - low + 1
    place = (value - low) % (2 * size)
    return low + (place if place < size else 2 * size - 1 - place)


def _mirrored_edge(value: int, low: int, high: int) -> int:
    size = high - low
    if size == 0:
        return low
    place = (value - low) % (2 * size)
    return low + (place if place <= size else 2 * size - place)


MISCONCEPTIONS: tuple[Misconception, ...] = (
    Misconception(
        "not-flipped",
        "Convolution flips the kernel: the entry at k meets the pixel at m - k.",
        _not_flipped,
    ),
    Misconception(
        "flipped",
        "Cross-correlation does not flip the kernel.",
        _flipped,
    ),
    Misconception(
        "flipped-one-axis",
        "The kernel is flipped on every axis or on none, never on one alone.",
        _one_axis,
    ),
    Misconception(
        "transposed",
        "Rows and columns of the kernel are exchanged.",
        _transposed,
    ),
    Misconception(
        "rotated",
        "The kernel is turned by a quarter; a flip on both axes is a half turn.",
        _rotated,
    ),
    Misconception(
        "swapped-axes",
        "The two indices are exchanged: check which comes first, column or row.",
        _swapped_axes,
    ),
    Misconception(
        "corner-origin",
        "The origin is taken at the corner (or at the centre) though it is at the other.",
        _corner_origin,
    ),
    Misconception(
        "off-by-one",
        "The indices are shifted by one, or the sum stops one early.",
        _off_by_one,
    ),
    Misconception(
        "other-operation",
        "These are the terms of the other operation at the same output.",
        _other_operation,
    ),
    Misconception(
        "mirrored-output",
        "These are the pixels of the output with both signs changed: convolution and "
        "cross-correlation use the same pixels at [m,n] and [-m,-n].",
        _mirrored_output,
    ),
    Misconception(
        "wrong-boundary",
        "Pixels outside the image count as zero here.",
        _wrong_boundary,
    ),
    Misconception(
        "stride-ignored",
        "The output index is multiplied by the stride.",
        _stride_ignored,
    ),
    Misconception(
        "dilation-ignored",
        "The kernel index is multiplied by the dilation.",
        _dilation_ignored,
    ),
    Misconception(
        "role-swap",
        "Image and kernel are exchanged, which matters for cross-correlation.",
        _role_swap,
    ),
)
