"""Conditions on an index, ``-1 <= 1-i <= 1`` or ``i in {0,1,2}``, and what satisfies them."""

from __future__ import annotations

from fractions import Fraction

from symconv.model.index import Affine, Bound, Extremum, Poly, names_in, substitute
from symconv.read import syntax as s
from symconv.verify.indexed import NotTerms, Odd, affine, bound, entry, evaluate

ORDER = {"<=": 0, "<": -1, "≤": 0}
DOWN = {">=": 0, ">": -1, "≥": 0}
MEMBER = frozenset({"in", "∈"})
REACH = 40
FARTHEST = 3000


class Range:
    """A condition on an expression in one letter: the integers of the letter that satisfy it."""

    def __init__(self, chain: s.Chain) -> None:
        self.chain = chain
        self.middle: Affine | Odd | None = None
        self.parts: list[tuple[Bound | Odd, str, Bound | Odd]] = []
        self.values: list[int] | None = None
        self._read()

    def _read(self) -> None:
        sides, relations = self.chain.sides, self.chain.relations
        if len(relations) == 1 and relations[0].sign in MEMBER:
            listed = sides[1]
            if isinstance(listed, s.Name) and listed.name in (r"\emptyset", r"\varnothing", "∅"):
                self.middle, self.values = entry(sides[0]), []
                return
            if not isinstance(listed, s.Listing):
                raise NotTerms("a membership in no list of numbers")
            if listed.fence == "[" and len(listed.items) == 2:
                middle = entry(sides[0])
                low, high = bound(listed.items[0]), bound(listed.items[1])
                self.parts = [(low, "<=", middle), (middle, "<=", high)]
                return
            values = [affine(item) for item in listed.items]
            if any(isinstance(item, s.Dots) for item in listed.items):
                ends = [value for value in values if isinstance(value, int)]
                if len(ends) < 2 or ends[0] >= ends[-1]:
                    raise NotTerms("a list with dots")
                step = ends[1] - ends[0] if len(ends) > 2 else 1
                values = list(range(ends[0], ends[-1] + 1, max(step, 1)))
            if not all(isinstance(value, int) for value in values):
                raise NotTerms("a membership in a list with letters")
            self.middle = entry(sides[0])
            self.values = [value for value in values if isinstance(value, int)]
            return
        read = [_bound_or_entry(side) for side in sides]
        for left, relation, right in zip(read, relations, read[1:]):
            if relation.sign in ORDER:
                self.parts.append((left, "<=" if ORDER[relation.sign] == 0 else "<", right))
            elif relation.sign in DOWN:
                self.parts.append((right, "<=" if DOWN[relation.sign] == 0 else "<", left))
            else:
                raise NotTerms("a relation that is not compared")

    def letters(self) -> frozenset[str]:
        """The letters that occur in it."""
        found: set[str] = set()
        for left, _, right in self.parts:
            for value in (left, right):
                found |= _names(value)
        if self.middle is not None:
            found |= _names(self.middle)
        return frozenset(found)

    @property
    def size(self) -> int:
        """The largest number in it, by its size."""
        found = [abs(value) for value in self.values or ()]
        for left, _, right in self.parts:
            found += [*_sizes(left), *_sizes(right)]
        return max(found, default=0)

    def solutions(self, letter: str, numbers: dict[str, int], reach: int) -> set[int] | None:
        """The values of a letter up to ``reach`` for which it holds; None if letters are left."""
        found = set()
        for value in range(-reach, reach + 1):
            put = {**numbers, letter: value}
            holds = self.holds(put)
            if holds is None:
                return None
            if holds:
                found.add(value)
        return found

    def holds(self, put: dict[str, int]) -> bool | None:
        """Whether it holds with numbers put for letters; None where letters are left."""
        if self.values is not None:
            assert self.middle is not None
            value = _number(self.middle, put)
            if value is None:
                return False if isinstance(self.middle, Odd) else None
            return value in self.values
        for left, sign, right in self.parts:
            one, other = _number(left, put), _number(right, put)
            if one is None or other is None:
                if isinstance(left, Odd) or isinstance(right, Odd):
                    return False
                return None
            if not (one <= other if sign == "<=" else one < other):
                return False
        return True


def _bound_or_entry(node: s.Node) -> Bound | Odd:
    try:
        return bound(node)
    except NotTerms:
        return entry(node)


def _names(value: Bound | Odd) -> frozenset[str]:
    if isinstance(value, Odd):
        return names_in(value.value) | names_in(value.divisor) | names_in(value.modulus)
    return names_in(value)


def _sizes(value: Bound | Odd) -> list[int]:
    """The sizes of the numbers in a value."""
    if isinstance(value, int):
        return [abs(value)]
    if isinstance(value, Odd):
        return [*_sizes(value.value), *_sizes(value.divisor)]
    if isinstance(value, Extremum):
        return [size for part in value.args for size in _sizes(part)]
    return [abs(coefficient) for _, coefficient in value.terms]


def _number(value: Bound | Odd, put: dict[str, int]) -> int | Fraction | None:
    try:
        if isinstance(value, Odd):
            top, bottom = substitute(value.value, put), substitute(value.divisor, put)
            if value.modulus != 0 or not isinstance(top, int) or not isinstance(bottom, int):
                return evaluate(value, put)
            return Fraction(top, bottom)
        if isinstance(value, (int, Poly, Extremum)):
            found = substitute(value, put)
            return found if isinstance(found, int) else None
    except ZeroDivisionError:
        return None
    return None

def is_condition(chain: s.Chain) -> bool:
    """Whether a chain compares index expressions: ``0 <= i <= 2``, ``i in {0,1,2}``."""
    known = ORDER.keys() | DOWN.keys() | MEMBER
    return bool(chain.relations) and all(r.sign in known for r in chain.relations)
