"""A derivation on its way: the steps so far, and what the acts on it share."""

from __future__ import annotations

from typing import NamedTuple, Union

from symconv.model.index import Affine, name, names_in
from symconv.read import syntax as s
from symconv.relate.formula import Formula, with_letters
from symconv.relate.pairing import Turn
from symconv.relate.rewrite import Change, letters_in
from symconv.relate.sizes import RIGHT
from symconv.relate.trees import chain_of
from symconv.relate.way import Reading, Way

Words = tuple[Union[str, s.Node, s.Chain], ...]
"""A sentence: text, with formulas in it."""

Gone = tuple[tuple[int, Affine], ...]
Dropped = tuple[tuple[str, Gone], ...]
POOL = "klpqrstuvwabcdefghijmnoxyz"


class Step(NamedTuple):
    """A step: its rule, a sentence, the formula it leads to, and how that is shown.

    ``changes`` tell what the arrays of the step before are here. ``dropped`` are indices
    that only the wider of the two formulas has, and the value they have in the other;
    ``wider`` is before or after.
    """

    rule: str
    because: Words
    formula: Formula
    shown: tuple[s.Chain, ...]
    changes: tuple[Change, ...] = ()
    dropped: Dropped = ()
    wider: str = ""
    written: bool = False


class Late(NamedTuple):
    """What is turned or moved after the letters are changed, and the goal for that."""

    turns: tuple[Turn, ...]
    goal: Formula


class Draft(NamedTuple):
    """A derivation on its way: the steps, the names of the slots now, and the way to go."""

    left: Reading
    right: Reading
    way: Way
    steps: tuple[Step, ...]
    goal: Formula  # the second formula without its axes that stand alone
    turns: tuple[Turn, ...]  # with the places counted as in the formulas without those axes
    late: Late | None = None

    @property
    def now(self) -> Formula:
        """The formula reached."""
        return self.steps[-1].formula

    @property
    def back(self) -> dict[str, str]:
        """What the second formula's letters for sizes are called until all is renamed."""
        return letters_back(self.left, self.right, self.way)

    def then(
        self, rule: str, because: Words, formula: Formula, changes: tuple[Change, ...] = ()
    ) -> Draft:
        """The draft with one more step."""
        step = Step(rule, because, formula, (chain_of(formula),), changes)
        return self._replace(steps=(*self.steps, step))


def own(draft: Draft, value: Affine) -> Affine:
    """A value in the letters of the first formula."""
    back = draft.back
    return with_letters(
        value, {one: name(back.get(one, one[1:]) if one[0] == RIGHT else one[1:])
                for one in names_in(value) if one[0] in "<>"}
    )  # fmt: skip


def letters_back(left: Reading, right: Reading, way: Way) -> dict[str, str]:
    """What the second formula's letters for sizes are called before everything is renamed."""
    back = {RIGHT + new: old for old, new in way.sizes.renamed}
    taken = letters_in(left.formula)
    for letter in sorted(right.formula.parameters):
        if RIGHT + letter not in back:
            fresh = letter if letter not in taken else fresh_letter(taken, letter.upper())
            back[RIGHT + letter] = fresh
            taken.add(fresh)
    return back


def fresh_letter(taken: set[str], wished: str) -> str:
    """The letter wished for, or another one that is not taken."""
    free: list[str] = [one for one in (wished, *POOL.upper(), *POOL) if one not in taken]
    return free[0]
