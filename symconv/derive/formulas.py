"""The sum that an output is, and what bounds its indices, as they are written.

``Formulas`` belongs to a problem. What its outputs share is made once: all of the
definition, and for each axis what depends on the output's index on that axis alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from symconv.derive.links import other_index
from symconv.derive.ranges import AxisRange, solve
from symconv.model.index import Affine, Poly, name, put
from symconv.model.problem import Problem
from symconv.model.tree import (
    Access,
    Between,
    BigSum,
    Equation,
    Expr,
    Index,
    IndexSum,
    Part,
    Product,
    Solution,
    Starred,
    conjugated,
)

KEPT = 4096  # how many of a kind are kept at once, so that streams of outputs use flat memory
MAX_LISTED = 12
Place = Sequence[int | None]
Indices = tuple[Index, ...]


class Conditions(NamedTuple):
    """What bounds a sum index: as given by the supports, and solved for the index.

    An image that goes on beyond its edge gives no condition.
    """

    given: tuple[Between, ...]
    solved: tuple[Between | Solution, ...]


class Formulas:
    """The formulas of a problem; ``None`` as an output's index stands for its letter.

    An output's place holds its leading indices first, then those of the space. An axis is
    one of the space. ``leads(output, sums)`` gives the leading indices of image and kernel.
    ``solved(axis, output)`` is the solved range on an axis, ``conditions(axis, output)``
    how it is written, and ``follows(axis, output, this)`` the index that follows from
    the sum index ``this`` (``None`` for its letter). ``definition`` is the defining sum.
    ``modular`` says that the indices of an image that begins again at its edge, which
    are counted from 0, are written modulo its length.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.leading = problem.leading
        self._sums = tuple(map(name, problem.sums))
        self._own = tuple(map(as_index, self._sums))
        self._letters = problem.output_letters
        kept = lru_cache(maxsize=KEPT)
        self.leads: Callable[[Place, Place], tuple[Indices, Indices]] = kept(self._leads)
        self.solved: Callable[[int, int | None], AxisRange] = kept(self._solved)
        self.conditions: Callable[[int, int | None], Conditions] = kept(self._conditions)
        self.follows: Callable[[int, int | None, int | None], IndexSum] = kept(self._follows)
        self.modular = self._modular()
        self.definition = self._definition()

    def ranges(self, at: Place) -> tuple[AxisRange, ...]:
        """The solved ranges on all axes of the space."""
        return tuple([self.solved(axis, output) for axis, output in enumerate(self.space(at))])

    def space(self, at: Place) -> Place:
        """The indices of the space among those of an output."""
        return at[len(self.leading.outputs) :]

    def output(self, at: Place) -> Access:
        """The output itself: ``y[1,1]`` or ``y[m,n]``."""
        indices = [
            as_index(name(letter)) if place is None else place
            for letter, place in zip(self._letters, at)
        ]
        return Access(self.problem.output_name, tuple(indices))

    def summed(self, at: Place) -> Equation:
        """The output as the sum over all indices, with its own indices put in."""
        body = self._summand(at)
        for axis in reversed(self.problem.order):
            body = BigSum(self.problem.sums[axis], None, None, 1, body)
        return Equation((self.output(at), self._over_channels(body)))

    def bounded(self, at: Place) -> Equation:
        """The output as the sum over the valid indices only."""
        body = self._summand(at)
        for axis in reversed(self.problem.order):
            solved = self.solved(axis, self.space(at)[axis])
            body = BigSum(solved.letter, solved.first, solved.upper, solved.step, body)
        return Equation((self.output(at), self._over_channels(body)))

    def _over_channels(self, body: Expr) -> Expr:
        for loop in reversed(self.leading.sums):
            body = BigSum(loop.letter, 0, loop.last, 1, body)
        return body

    def term(self, leads: tuple[Indices, Indices], own: Indices, other: Indices) -> Product:
        """A term: ``own`` are the indices of the array that is summed over."""
        image, kernel = (own, other) if self.problem.over == "image" else (other, own)
        entry = Access(self.problem.kernel.name, (*leads[1], *kernel))
        return Product((
            Access(self.problem.image.name, (*leads[0], *image)),
            conjugated(entry) if self.problem.conjugate else entry,
        ))

    def plugged(
        self, worked: Product, leads: tuple[Indices, Indices], own: Indices, other: Indices
    ) -> Product:
        """A term before it is worked out; what is written the same then is kept as it is."""
        if self.problem.channels.groups > 1 or self.problem.conjugate:
            return self.term(leads, own, other)
        pixel, entry = worked.factors
        if self.problem.over == "image":
            return Product((pixel, Access(self.problem.kernel.name, leads[1] + other)))
        return Product((Access(self.problem.image.name, leads[0] + other), entry))

    def _summand(self, at: Place) -> Expr:
        place = self.space(at)
        other = [self.follows(axis, output, None) for axis, output in enumerate(place)]
        return self.term(self.any_channel(at), self._own, tuple(other))

    def any_channel(self, at: Place) -> tuple[Indices, Indices]:
        """The leading indices of image and kernel in any channel."""
        first = tuple(at[: len(self.leading.outputs)])
        return self.leads(first, (None,) * len(self.leading.sums))

    def _leads(self, outputs: Place, sums: Place) -> tuple[Indices, Indices]:
        leading = self.leading
        known = {
            loop.letter: value for loop, value in zip(leading.outputs, outputs) if value is not None
        }
        own = {loop.letter: value for loop, value in zip(leading.sums, sums) if value is not None}
        image, kernel = [
            tuple([_plugged(written(put(index, known)), own) for index in indices])
            for indices in (leading.image, leading.kernel)
        ]
        return image, kernel

    def _definition(self) -> Equation:
        problem = self.problem
        total = self.summed((None,) * len(self._letters))
        plain = set(problem.stride) == {1} and set(problem.dilation) == {1}
        if problem.conjugate or not plain or set(problem.offset) != {0}:
            return total
        output, summed = total.sides
        assert isinstance(output, Access)
        image, kernel = self.any_channel((None,) * len(self._letters))
        space = output.indices[len(self.leading.outputs) :]
        starred = Starred(
            Access(problem.image.name, (*image, *space)),
            problem.operation.star,
            Access(problem.kernel.name, (*kernel, *space)),
        )
        return Equation((output, self._over_channels(starred), summed))

    def _solved(self, axis: int, output: int | None) -> AxisRange:
        return solve(self.problem, axis, output)

    def _modular(self) -> bool:
        problem = self.problem
        return (
            problem.boundary.name == "wrap"
            and problem.over == "kernel"
            and all(support.lower == 0 for support in problem.image.support)
            and all(problem.relation(axis).image == -1 for axis in range(problem.dimension))
        )

    def _follows(self, axis: int, output: int | None, this: int | None) -> IndexSum:
        found = other_index(
            self.problem,
            axis,
            name(self.problem.indices[axis]) if output is None else output,
            self._sums[axis] if this is None else this,
        )
        if not self.modular:
            return found
        return found._replace(modulus=self.problem.image.support[axis].upper + 1)

    def _conditions(self, axis: int, output: int | None) -> Conditions:
        solved, this = self.solved(axis, output), self._own[axis]
        words = ("the pixel exists", "the kernel entry exists")
        own_words, other_words = words if self.problem.over == "image" else words[::-1]
        given: list[Between] = []
        after: list[Between | Solution] = []
        if solved.other is not None and solved.solved is not None:
            follows = self.follows(axis, output, None)
            given.append(Between(solved.other.lower, follows, solved.other.upper, other_words))
            alone = Between(solved.solved.lower, this, solved.solved.upper)
            after.append(given[-1]._replace(solved=alone))
        if solved.own is not None:
            given.append(Between(solved.own.lower, this, solved.own.upper, own_words))
            after.append(given[-1])
        shown = _solution(solved)
        if len(given) == 2:
            after.append(shown._replace(remark="both"))
        elif shown.values is not None or solved.step != 1:
            after.append(shown)
        return Conditions(tuple(given), tuple(after))


def as_index(value: Affine) -> Index:
    """A number or a letter as an index."""
    return value if isinstance(value, int) else IndexSum((Part(1, (value,)),))


def written(value: Affine) -> Index:
    """An index as an author writes it, what is added before what is taken away: ``7-i``."""
    if isinstance(value, int):
        return value
    parts = []
    for letters, coefficient in value.terms:
        size = abs(coefficient)
        factor: Affine = Poly(((letters, 1),)) if letters else size
        factors = (size, factor) if letters and size != 1 else (factor,)
        parts.append(Part(-1 if coefficient < 0 else 1, factors))
    if all(part.sign < 0 for part in parts):
        parts.reverse()  # the number first: -7-i
    return IndexSum(tuple(sorted(parts, key=lambda part: part.sign < 0)))


def _plugged(index: Index, numbers: dict[str, int]) -> Index:
    """An index with numbers put for letters, not worked out: ``0+2``."""
    if isinstance(index, int):
        return index
    parts = [
        part._replace(factors=tuple([put(factor, numbers) for factor in part.factors]))
        for part in index.parts
    ]
    alone = parts[0].factors[0]
    if len(parts) == len(parts[0].factors) == 1 and isinstance(alone, int):
        return parts[0].sign * alone
    return index._replace(parts=tuple(parts))


def _solution(solved: AxisRange) -> Solution:
    values: tuple[int, ...] | None = None
    lower = solved.first
    bounds = (solved.lower, solved.upper, solved.step)
    if all(isinstance(bound, int) for bound in bounds):
        lower, listed = solved.lower, solved.values()
        values = tuple(listed) if len(listed) <= MAX_LISTED else None
    return Solution(solved.letter, lower, solved.upper, solved.step, values)
