"""A way to lay one formula on another: what the search finds, and the steps then show."""

from __future__ import annotations

from typing import NamedTuple

from symconv.relate.formula import Formula, Put
from symconv.relate.moves import Outside
from symconv.relate.pairing import Turn
from symconv.relate.roles import Roles, roles
from symconv.relate.shape import Axis, Shape, shape
from symconv.relate.sizes import Sizes, sizes


class Reading(NamedTuple):
    """A formula with its shape and its roles."""

    formula: Formula
    shape: Shape
    roles: Roles


class Way(NamedTuple):
    """One way to lay the first formula on the second.

    ``slots[k]`` is the slot of the second formula on which slot k lies; ``turns`` are the
    places; ``alone`` are the axes of each formula without a partner.
    """

    slots: tuple[int, ...]
    turns: tuple[Turn, ...]
    outside: tuple[Outside, ...]
    known: Put
    alone: tuple[tuple[Axis, ...], tuple[Axis, ...]]
    words: tuple[str, ...]
    cost: tuple[int, ...]

    @property
    def sizes(self) -> Sizes:
        """What the letters for sizes have to do with each other."""
        return sizes(self.known)


def reading(formula: Formula) -> Reading:
    """A formula with what is found in it. Raises FormulaError as ``shape`` does."""
    found = shape(formula)
    return Reading(formula, found, roles(formula, found))
