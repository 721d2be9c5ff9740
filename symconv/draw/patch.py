"""Patches of the image: where they lie on the page, and what is said about them."""

from __future__ import annotations

from itertools import product

from symconv.derive.patches import reach
from symconv.derive.supports import no_output
from symconv.derive.terms import supports
from symconv.draw.arrays import Text
from symconv.draw.board import Board, Cell
from symconv.draw.options import Options, box_of, check_size, support_of
from symconv.draw.scene import Frame, Shape
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.render import plain

MAX_OUTPUTS = 400  # in one picture of frames
FAR = 60  # cells beyond an edge


def needs_place(problem: Problem, picture: str) -> Cell:
    """The output asked for; OutputError where none is."""
    if problem.at is None:
        example = ",".join("1" * problem.dimension)
        raise OutputError(
            f"the picture '{picture}' is of one output: say which one, with at={example}"
        )
    return problem.at


def all_outputs(problem: Problem) -> list[Cell]:
    """All outputs in the order of writing; OutputError where there are none or too many."""
    boxes = supports(problem)
    count = 1
    for box in boxes:
        count *= len(box)
    if count == 0:
        raise no_output(problem)
    if count > MAX_OUTPUTS:
        raise OutputError(
            f"{count} outputs are too many for frames (at most {MAX_OUTPUTS}): "
            "choose some with output=0..4,0..4"
        )
    places = [problem.order.index(axis) for axis in range(problem.dimension)]
    return [
        tuple([written[place] for place in places])
        for written in product(*[boxes[axis] for axis in problem.order])
    ]


def around(
    problem: Problem, outputs: list[Cell], options: Options, near: tuple[range, ...] = ()
) -> tuple[range, ...]:
    """The indices shown on each axis: the image or its crop, and what hangs over its edge.

    Where that is too large, the error tells of the part ``near``, or near the first output.
    """
    support = support_of(problem.image)
    patches = [reach(problem, at) for at in outputs]
    # What is covered outside the crop but not outside the image is left out with it, and so
    # is a patch that lies elsewhere.
    cut = box_of(problem, support, options) if options.crop else support
    if options.crop:
        patches = [patch for patch in patches if all(map(_meets, patch, cut, support))] or [cut]
    box = []
    for axis, own in enumerate(support):
        first, last = cut[axis].start, cut[axis].stop - 1
        low = min((patch[axis][0] for patch in patches if patch[axis]), default=first)
        high = max((patch[axis][-1] for patch in patches if patch[axis]), default=last)
        if first == own.start:
            first = min(first, low)
        if last == own.stop - 1:
            last = max(last, high)
        box.append(range(first, last + 1))
    check_size(tuple(box), near=near or nearby(problem, outputs[0]))
    return tuple(box)


def nearby(problem: Problem, at: Cell) -> tuple[range, ...]:
    """The part of the image around a patch; its beginning where the patch lies elsewhere."""
    found = []
    for own, patch in zip(support_of(problem.image), reach(problem, at)):
        shown = own[:10]
        if patch:
            beside = range(max(own.start, patch[0] - 1), min(own.stop, patch[-1] + 2))
            shown = beside[:20] or shown
        found.append(shown)
    return tuple(found)


def _meets(patch: range, cut: range, own: range) -> bool:
    """Whether a patch lies in the cut, or not far beyond it where that is the image's edge."""
    first = cut.start - (FAR if cut.start == own.start else 0)
    stop = cut.stop + (FAR if cut.stop == own.stop else 0)
    return bool(patch) and patch[0] < stop and first <= patch[-1]


def patch_of(problem: Problem, at: Cell) -> tuple[range, ...] | None:
    """The box of the patch; None where every entry falls between two pixels."""
    patch = reach(problem, at)
    return tuple(range(own[0], own[-1] + 1) for own in patch) if all(patch) else None


def holds(box: tuple[range, ...], cell: Cell) -> bool:
    """Whether a cell is shown."""
    return all(index in shown for index, shown in zip(cell, box))


def patch_role(problem: Problem) -> str:
    """The role that tells the two kinds of operation apart."""
    return "conv" if problem.operation.kernel < 0 else "xcorr"


def patch_frames(on: Board, problem: Problem, at: Cell, role: str) -> list[Shape]:
    """A frame around the patch in every slice that it reaches."""
    patch = reach(problem, at)
    found: list[Shape] = []
    deeper = problem.order[:-2]
    across = _within(patch[problem.order[-1]], on.columns)
    down = _within(patch[problem.order[-2]], on.rows) if on.rank > 1 else range(1)
    if not across or not down:
        return []
    for cell in on.slices:
        if all(index in patch[axis] for axis, index in zip(deeper, cell)):
            corner = [0] * on.rank
            corner[problem.order[-1]] = across[0]
            if on.rank > 1:
                corner[problem.order[-2]] = down[0]
            for axis, index in zip(deeper, cell):
                corner[axis] = index
            x, y = on.place(tuple(corner))
            wide = (across[-1] - across[0] + 1) * on.width
            high = (down[-1] - down[0] + 1) * on.height
            found.append(_frame(on, (x, y, wide, high), patch, role))
    return found


def _frame(
    on: Board, box: tuple[float, float, float, float], patch: tuple[range, ...], role: str
) -> Frame:
    """A frame that is open where its patch goes on beyond a cut, into the hint of the rest."""
    x, y, wide, high = box
    left, above, right, below = on.torn
    sides = []
    columns = patch[on.order[-1]]
    if columns[0] < on.columns[0]:
        sides.append("left")
        x, wide = x - left, wide + left
    if columns[-1] > on.columns[-1]:
        sides.append("right")
        wide += right
    if on.rank > 1:
        rows = patch[on.order[-2]]
        if rows[0] < on.rows[0]:
            sides.append("top")
            y, high = y - above, high + above
        if rows[-1] > on.rows[-1]:
            sides.append("bottom")
            high += below
    return Frame(x, y, wide, high, role, tuple(sides))


def _within(indices: range, shown: range) -> range:
    """From the first to the last of the indices that are shown."""
    kept = [index for index in indices if index in shown]
    return range(kept[0], kept[-1] + 1) if kept else range(0)


def output_text(problem: Problem, at: Cell) -> Text:
    """An output by name, as text and in LaTeX."""
    index = ",".join(map(str, at))
    name = problem.output_name
    return Text(f"{plain.plain(name)}[{index}]", f"${name}[{index}]$")
