"""How the index that is not summed follows from the one that is, on one axis.

With the output index known, the relation of an axis ties the image index to the kernel
index. The sum runs over one of them, t; the other then is

    other = (sign * factor * t + rest) / divisor        with rest made of m and the offset,

where factor and divisor are positive. It exists only where the division leaves no rest,
which picks every so many t: ``step`` says how many, ``first_reached`` where they begin,
and ``gap`` whether there are any.
"""

from __future__ import annotations

from math import gcd
from typing import NamedTuple

from symconv.errors import ProblemError, quote
from symconv.model.index import Affine, ceil_div, floor_div, sign_of
from symconv.model.problem import Problem
from symconv.model.tree import IndexSum, Part


class Link(NamedTuple):
    """How the index that is not summed follows: ``(sign*factor*t + rest) / divisor``."""

    sign: int
    factor: Affine
    rest: Affine
    divisor: Affine

    def other(self, value: int) -> int:
        """The other index for ``t = value``, where all is a number."""
        total = self.sign * self.factor * value + self.rest
        if not isinstance(total, int) or not isinstance(self.divisor, int):
            raise TypeError("only numbers can be worked out")
        return total // self.divisor

    @property
    def common(self) -> int:
        """The greatest number that divides factor and divisor: it must divide the rest too."""
        if isinstance(self.factor, int) and isinstance(self.divisor, int):
            return gcd(self.factor, self.divisor)
        return 1

    @property
    def step(self) -> Affine:
        """From one t for which the division leaves no rest to the next one."""
        return floor_div(self.divisor, self.common)

    @property
    def gap(self) -> Affine:
        """0 where the division can leave no rest, 1 where it always leaves one."""
        if self.common == 1:
            return 0
        return ceil_div(self.rest, self.common) - floor_div(self.rest, self.common)

    def first_reached(self, lower: Affine, over: Affine = 1) -> Affine:
        """The smallest t from ``lower / over`` on for which the division leaves no rest.

        Where it always leaves one, this is less than a step away from ``lower / over``.
        """
        step, common = self.step, self.common
        if step == 1:
            return ceil_div(lower, over)
        turn = 1 if self.factor == 1 else self._inverse(step)
        shared = gcd(common, over) if isinstance(over, int) else 1
        lower, rest = common // shared * lower, turn * floor_div(over, shared) * self.rest
        # In whole steps from turn * rest / common on: the rest is divided last, to be exact.
        bottom, begin = common // shared * over * step, turn * floor_div(self.rest, common)
        if self.sign > 0:
            return step * ceil_div(lower + rest, bottom) - begin
        return begin - step * floor_div(rest - lower, bottom)

    def _inverse(self, step: Affine) -> int:
        """What times the factor leaves 1 when divided by ``step``, as small as can be."""
        assert isinstance(self.factor, int)
        assert isinstance(step, int)
        turn = pow(self.factor // self.common, -1, step)
        return turn - step if 2 * turn > step else turn


def link(problem: Problem, axis: int, output: Affine) -> Link:
    """How the other index follows from the sum index on an axis, for output ``output``."""
    relation = problem.relation(axis)
    own, other = relation.image, relation.kernel
    if problem.over == "kernel":
        own, other = other, own
    turn = sign_of(other)
    rest = turn * (relation.rest - relation.output * output)
    factor, divisor = sign_of(own) * own, turn * other
    if 1 not in (factor, divisor) and not (isinstance(factor, int) and isinstance(divisor, int)):
        raise ProblemError(
            f"{quote(str(problem))} multiplies one index by {factor} and divides by {divisor}: "
            "which values are whole depends on what both are divisible by; "
            "give numbers for stride and dilation, or 1 for one of them"
        )
    return Link(-turn * sign_of(own), factor, rest, divisor)


def other_index(problem: Problem, axis: int, output: Affine, this: Affine) -> IndexSum:
    """The index that follows from the sum index, as an author writes it: ``m-i``, ``1-0``."""
    relation, tied = problem.relation(axis), link(problem, axis, 0)
    turn = sign_of(relation.kernel if problem.over == "image" else relation.image)
    slope = sign_of(relation.output) * relation.output
    own = Part(tied.sign, (this,) if tied.factor == 1 else (tied.factor, this))
    out = Part(-turn * sign_of(relation.output), (output,) if slope == 1 else (slope, output))
    parts: tuple[Part, ...] = (own, out) if out.sign < 0 < own.sign else (out, own)
    offset = problem.offset[axis]
    if offset != 0:
        direction = problem.operation.offset * turn
        if isinstance(offset, int) and offset < 0:
            direction, offset = -direction, -offset
        parts = (*parts, Part(direction, (offset,)))
    return IndexSum(parts, tied.divisor)
