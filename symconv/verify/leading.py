"""Channels, groups and batch of a stated problem, as links and boxes of its law.

Each leading index of image and kernel is that of a loop, or (with groups) the channel of a
group: ``c + 2*floor(f/4)``. ``links_of`` turns them into ties that do not move.
"""

from __future__ import annotations

from symconv.model.channels import Leading
from symconv.model.index import Affine, Poly, Rounded, substitute
from symconv.verify.law import Box, Law
from symconv.verify.ties import Tie

MOST = 64  # images or channels that are looked at


def links_of(leading: Leading) -> tuple[Tie, ...]:
    """The ties of the leading indices of a problem.

    >>> from symconv.model.problem import Problem
    >>> [tie.axes for tie in links_of(Problem.parse("conv channels=3,8 batch=2").leading)]
    [(0, 0, 0), (0, 1, 1), (1, 0, 0)]
    """
    outputs = {loop.letter: axis for axis, loop in enumerate(leading.outputs)}
    sums = {str(index): b for b, index in enumerate(leading.kernel) if str(index) not in outputs}
    ties = [_pixel(index, a, outputs, sums) for a, index in enumerate(leading.image)]
    ties += [
        Tie((outputs[str(index)], 0, b), 1, 0, -1, 0, link=True)
        for b, index in enumerate(leading.kernel)
        if str(index) in outputs
    ]
    return tuple(ties)


def _pixel(index: Affine, a: int, outputs: dict[str, int], sums: dict[str, int]) -> Tie:
    """The tie of a leading index of the image."""
    tie = Tie((0, a, 0), 0, -1, 0, 0, link=True)
    for monomial, coefficient in index.terms if isinstance(index, Poly) else ():
        (atom,) = monomial
        letter, parts = str(atom), 1
        if isinstance(atom, Rounded):
            assert isinstance(atom.denominator, int)
            letter, parts = str(atom.numerator), atom.denominator
        o, _, b = tie.axes
        if letter in outputs:
            tie = tie._replace(axes=(outputs[letter], a, b), out=coefficient, parts=parts)
        else:
            tie = tie._replace(axes=(o, a, sums[letter]), second=coefficient)
    return tie


def boxes_of(leading: Leading, numbers: dict[str, int]) -> tuple[Box, Box]:
    """How far the leading indices of image and kernel run, with numbers put for letters."""
    found = []
    for shape in (leading.image_shape, leading.kernel_shape):
        lengths = [substitute(length, numbers) for length in shape]
        found.append(tuple([(0, length - 1) for length in lengths if isinstance(length, int)]))
    return found[0], found[1]


def places(law: Law, axis: int) -> list[int]:
    """The images or output channels on a leading axis of the output."""
    last = 0
    for tie in law.links:
        if tie.out != 0 and tie.axes[0] == axis and 0 in (tie.first, tie.second):
            batch = tie.second == 0
            box = law.boxes[law.first if batch else law.second]
            by = abs(law.numeric(tie.out) or 1)
            last = max(last, box[tie.axes[1 if batch else 2]][1] * tie.parts // by)
    return [*range(min(last, MOST)), last]
