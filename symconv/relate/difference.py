"""Why two formulas are different: the first thing that no change can make agree."""

from __future__ import annotations

from collections import Counter

from symconv.model.index import Affine
from symconv.read import syntax as s
from symconv.relate.compare import constant, ways
from symconv.relate.draft import Words
from symconv.relate.formula import scalar_pairs
from symconv.relate.places import Support
from symconv.relate.shape import Axis, Shape
from symconv.relate.sizes import plain
from symconv.relate.trees import affine_of
from symconv.relate.way import Reading


def reason(left: Reading, right: Reading) -> Words:
    """One sentence, without a full stop, on what tells the formulas apart."""
    one, other = left.formula, right.formula
    if len(one.factors) != len(other.factors):
        return (f"the first multiplies {len(one.factors)} arrays, the second {len(other.factors)}",)
    if one.coefficient != other.coefficient or scalar_pairs(one, other) is None:
        return ("they are multiplied by different numbers",)
    if constant(one) != constant(other):
        return ("they add different numbers",)
    circular = [_turns(side.shape) for side in (left, right)]
    if bool(circular[0]) != bool(circular[1]):
        which, turns = ("first", circular[0]) if circular[0] else ("second", circular[1])
        return (f"the {which} is circular, its indices wrap around at ", *_listed(turns))
    kinds = [Counter(map(_kind, side.shape.axes)) for side in (left, right)]
    if kinds[0] != kinds[1] and not ways(_boundless(left), _boundless(right)):
        return ("they tie together different indices",)
    if ways(_boundless(left), _boundless(right)):
        return ("their sums run over different ranges",)
    slopes = [_slopes(side.shape) for side in (left, right)]
    for mine, its in zip(*slopes):
        if mine != its:
            steps = (*_listed(mine), " against ", *_listed(its))
            return ("their indices go by different steps: ", *steps)
    return ("their relations between the indices are different",)


def _turns(shape: Shape) -> list[Affine]:
    """The numbers at which indices wrap around."""
    found = [tied.modulus for axis in shape.axes for tied in axis.relations]
    return [turn for turn in found if turn != 0]


def _kind(axis: Axis) -> tuple[int, ...]:
    return tuple(sorted(min(place[0], 1) for place in axis.places))


def _boundless(side: Reading) -> Reading:
    """The formula as if no sum had bounds."""
    supports = tuple((place, Support()) for place, _ in side.shape.supports)
    return side._replace(shape=side.shape._replace(supports=supports))


def _slopes(shape: Shape) -> list[list[Affine]]:
    """The numbers before the indices on each axis, without their signs."""
    found = []
    for axis in shape.axes:
        for tied in axis.relations:
            sizes = [abs(by) if isinstance(by, int) else by for _, by in tied.coefficients]
            found.append(sizes)
    return found


def _listed(slopes: list[Affine]) -> list[str | s.Node | s.Chain]:
    words: list[str | s.Node | s.Chain] = []
    for place, slope in enumerate(slopes):
        words.append("" if not place else " and " if place == len(slopes) - 1 else ", ")
        words.append(affine_of(plain(slope)))
    return words[1:]
