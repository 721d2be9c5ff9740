"""Judging what is said of the image beyond its edge: ``x[i+7] = x[i]``, ``x[i] = c for i < 0``.

Such a statement must hold for all values of its letters. Where no boundary is stated, what
is said of pixels inside alone is given data, and no statement of this kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple, Union

from symconv.model.boundaries import find
from symconv.model.index import Poly, substitute
from symconv.read import syntax as s
from symconv.verify.conditions import Range
from symconv.verify.diagnose import Found
from symconv.verify.edge import Cell, Edge
from symconv.verify.indexed import Entry, NotTerms, Odd, entry_letters, evaluate
from symconv.verify.judged import Judged
from symconv.verify.law import Law, Polynomial, access, cleaned
from symconv.verify.spelling import spelled
from symconv.verify.written import Factor, factor, side

FARTHEST = 400  # how far from 0 the values of a letter are tried

What = Union[Factor, Polynomial]


class Statement(NamedTuple):
    """Sides that are said to be equal: elements of the image, or values; and where."""

    sides: tuple[What, ...]
    letters: dict[str, int]
    conditions: tuple[Range, ...]


class Failing(NamedTuple):
    """Values of the letters for which a statement does not hold, as the cells of its sides."""

    law: Law
    cells: list[Cell | None]
    wrong: int

    @property
    def far(self) -> int:
        """How far from 0 the cells lie: near ones make the best examples."""
        return sum(abs(value) for cell in self.cells for value in cell or ())


def judge_extension(chain: s.Chain, laws: list[Law], text: str) -> Judged | None:
    """Judge a statement about the image at any index; None where a chain is no such one."""
    try:
        statement = _statement(chain, laws[0])
    except NotTerms:
        return None
    if statement is None:
        return None
    spoken = False
    failing: Failing | None = None
    for law in laws:
        for cells in _places(statement, law):
            if cells is None:
                return Judged(chain.span, "undecided", "These numbers are too large to be checked.")
            shown = [cell for cell in cells if cell is not None]
            beyond = not all(law.inside(law.first, cell) for cell in shown)
            spoken = spoken or beyond
            values = [_value(what, cell, law) for what, cell in zip(statement.sides, cells)]
            wrong = next((k for k, value in enumerate(values) if value != values[0]), None)
            if wrong is None:
                continue
            if law.edge is None and not beyond:
                return None  # given data
            found = Failing(law, cells, wrong)
            if failing is None or found.far < failing.far:
                failing = found
    if not spoken:
        return None
    if failing is not None:
        return _refuted(chain, statement, failing, laws, text)
    return Judged(chain.span, "proved", "This is what lies beyond the edge.")


def _statement(chain: s.Chain, law: Law) -> Statement | None:
    """The sides with the axis of each letter; None where the chain says something else."""
    found: list[What] = []
    letters: dict[str, int] = {}
    for node in chain.sides:
        if isinstance(node, s.Access) and node.name == law.first:
            one = factor(node)
            if one.indices is None or len(one.indices) != law.ranks[1]:
                return None
            found.append(one)
            for axis, entry in enumerate(one.indices):
                for letter in entry_letters(entry) - law.numbers.keys():
                    if letters.setdefault(letter, axis) != axis:
                        return None
            continue
        if isinstance(node, (s.Text, s.Blank, s.Unread)):
            return None
        written = spelled(side(node), law)
        if written.dots or any(t.scopes or _indexed(t.factors) for t in written.terms):
            return None
        total: Polynomial = {}
        for term in written.terms:
            law.add(total, term.coefficient, tuple((one.name, None) for one in term.factors))
        found.append(cleaned(total))
    if not letters or not any(isinstance(what, Factor) for what in found):
        return None
    return Statement(tuple(found), letters, tuple(map(Range, chain.conditions)))


def _indexed(factors: tuple[Factor, ...]) -> bool:
    return any(one.indices is not None for one in factors)


def _places(statement: Statement, law: Law) -> Iterator[list[Cell | None] | None]:
    """The cells of the sides for all values of the letters that are tried; None if too many."""
    box = law.boxes[law.first]
    windows: dict[str, range] = {}
    counted, fixed = _counted(law), dict[str, range]()
    for letter, axis in statement.letters.items():
        low, high = box[axis]
        if letter in counted:
            windows[letter] = fixed[letter] = counted[letter]
            continue
        if axis < _fixed(law):
            windows[letter] = fixed[letter] = range(low, high + 1)  # a channel, or an image
            continue
        far = 2 * (high - low + 2) + max(_largest(what, axis, law) for what in statement.sides)
        if far > FARTHEST:
            yield None
            return
        windows[letter] = range(low - far, high + far + 1)
    for put in _values(statement, windows, box, fixed):
        numbers = {**law.numbers, **put}
        if all(condition.holds(numbers) for condition in statement.conditions):
            cells = [_cell(what, numbers) for what in statement.sides]
            if all(cell is not None or not isinstance(what, Factor)
                   for what, cell in zip(statement.sides, cells)) and (
                       counted.keys() & put.keys()
                       or all(_one_of_all(cell, law) for cell in cells)):  # fmt: skip
                yield cells


def _counted(law: Law) -> dict[str, range]:
    """The letters of channels and images that the problem has, and their values."""
    found = {}
    if law.problem is not None:
        for loop in (*law.problem.leading.outputs, *law.problem.leading.sums):
            last = substitute(loop.last, law.numbers)
            found[loop.letter] = range(last + 1 if isinstance(last, int) else 1)
    return found


def _one_of_all(cell: Cell | None, law: Law) -> bool:
    """Whether the channel and the image of the batch that a cell is in exist."""
    ahead = law.boxes[law.first][: _fixed(law)]
    return cell is None or all(low <= value <= high for value, (low, high) in zip(cell, ahead))


def _fixed(law: Law) -> int:
    """How many axes of the image are those of batch and channels, which do not go on."""
    return law.ranks[1] - len(law.space)


def _values(
    statement: Statement, windows: dict[str, range], box: tuple[tuple[int, int], ...],
    fixed: dict[str, range],
) -> Iterator[dict[str, int]]:  # fmt: skip
    """The values of the letters that are tried: one letter at a time moves far.

    The axes do not depend on each other, so that nothing is missed: of another letter it
    only matters whether it lies beyond the edge. A letter that stands alike on all sides
    need not move far.
    """
    near: dict[str, range | tuple[int, int]] = {
        letter: fixed.get(letter, (box[axis][0] - 1, box[axis][0]))
        for letter, axis in statement.letters.items()
    }
    moving = [letter for letter, axis in statement.letters.items() if _moves(statement, axis)]
    for moved in moving or [""]:
        chosen = [windows[letter] if letter == moved else near[letter] for letter in windows]
        for values in product(*chosen):
            yield dict(zip(windows, values))


def _moves(statement: Statement, axis: int) -> bool:
    """Whether the sides differ on an axis, or a condition bounds its letters."""
    entries = {
        what.indices[axis] for what in statement.sides
        if isinstance(what, Factor) and what.indices is not None
    }  # fmt: skip
    bounded = {letter for one in statement.conditions for letter in one.letters()}
    own = {letter for letter, place in statement.letters.items() if place == axis}
    return len(entries) > 1 or bool(own & bounded)


def _largest(what: What, axis: int, law: Law) -> int:
    """The largest number in the index on an axis, by its size."""
    if not isinstance(what, Factor) or what.indices is None:
        return 0
    entry: Entry = what.indices[axis]
    value = evaluate(
        entry._replace(modulus=0, divisor=1).value if isinstance(entry, Odd) else entry,
        {**dict.fromkeys(entry_letters(entry), 0), **law.numbers},
    )
    slope = max([abs(c) for _, c in entry.terms] if isinstance(entry, Poly) else [1])
    return abs(value or 0) + slope


def _cell(what: What, numbers: dict[str, int]) -> Cell | None:
    if not isinstance(what, Factor):
        return None
    found = [evaluate(entry, numbers) for entry in what.indices or ()]
    cell = tuple(value for value in found if value is not None)
    return cell if len(cell) == len(found) else None


def _value(what: What, cell: Cell | None, law: Law) -> Polynomial:
    if cell is None:
        assert not isinstance(what, Factor)
        return what
    total: Polynomial = {}
    law.add(total, 1, ((law.first, cell),))
    return cleaned(total)


def _refuted(
    chain: s.Chain, statement: Statement, failing: Failing, laws: list[Law], text: str
) -> Judged:
    law, cells, wrong = failing
    words = [text[slice(*node.span)] for node in chain.sides]
    left, right = cells[0], cells[wrong]
    if left is None or (right is not None and law.inside(law.first, left)):
        left, right = right, left
    assert left is not None
    is_, not_ = _words(left, law), words[wrong] if right is None else _words(right, law)
    names = ("wrong-boundary",) if _otherwise(statement, laws) else ()
    fault = Found(chain.sides[wrong].span, "wrong-statement", words[wrong], "",
                  f"{access((law.first, left))} is {is_}, not {not_}.", names)  # fmt: skip
    return Judged(chain.span, "refuted", f"{words[0]} is not {words[wrong]}.", (fault,))


def _words(cell: Cell, law: Law) -> str:
    """What stands at a cell, in words."""
    element = law.stands_for((law.first, cell))
    return law.word_for(element) if law.exists(*element) else "0"


def _otherwise(statement: Statement, laws: list[Law]) -> bool:
    """Whether the statement would hold under another boundary."""
    law = laws[0]
    edge = law.edge or Edge(find("zero"), law.boxes[law.first], None)
    for other in edge.others():
        try_law = Law(law.output, law.first, law.second, law.ties, law.boxes, law.source)
        try_law.numbers, try_law.edge, try_law.values = law.numbers, other, law.values
        if all(
            cells is not None and len({
                tuple(sorted(_value(what, cell, try_law).items(), key=repr))
                for what, cell in zip(statement.sides, cells)
            }) == 1
            for cells in _places(statement, try_law)
        ):  # fmt: skip
            return True
    return False
