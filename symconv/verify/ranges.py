"""Judging ranges: each condition beside the one before it and beside the solved problem."""

from __future__ import annotations

import re
from math import gcd
from typing import NamedTuple

from symconv.derive.ranges import solve
from symconv.derive.supports import enclosing, support
from symconv.model.index import Affine, Extremum, Poly, names_in, substitute
from symconv.model.problem import Problem
from symconv.read import syntax as s
from symconv.verify.conditions import FARTHEST, REACH, Range
from symconv.verify.diagnose import Found
from symconv.verify.indexed import NotTerms, Odd
from symconv.verify.judged import Judged, unread
from symconv.verify.law import Law
from symconv.verify.statements import PRESENT


def judge_conditions(
    chains: list[s.Chain], law: Law | None, outputs: list[dict[str, int]], text: str
) -> list[Judged] | None:
    """A run of conditions joined by arrows; None where they say nothing that can be checked."""
    ranges = []
    for chain in chains:
        try:
            ranges.append(Range(chain))
        except NotTerms:
            hole = next((h for side in chain.sides if (h := unread(side)) is not None), None)
            if hole is not None:
                return [Judged(hole.span, "unread", hole.reason)]
            return None
    letter = _main_letter(ranges, law)
    if letter is None:
        return _numeric_order(ranges, text)
    reach = _reach(ranges, law, outputs)
    if reach > FARTHEST:
        why = "These numbers are too large to be checked."
        return [Judged(one.chain.span, "undecided", why) for one in ranges]
    judged: list[Judged] = []
    first = ranges[0]
    for place, one in enumerate(ranges):
        verdict: Judged | None = None
        if place > 0 and chains[place].link:
            verdict = _same(ranges[place - 1], one, letter, law, reach, text)
        if verdict is None and law is not None:
            verdict = _Asked(one, letter, law, outputs, reach, text).judged()
        if verdict is None and place > 0 and first is not one and chains[place].link:
            verdict = Judged(one.chain.span, "proved", "This is the same range.")
        if verdict is not None:
            judged.append(verdict)
    return judged or None


def _numeric_order(ranges: list[Range], text: str) -> list[Judged] | None:
    judged = []
    for one in ranges:
        if one.letters():
            return None
        holds = one.holds({})
        word = text[slice(*one.chain.span)]
        if holds:
            judged.append(Judged(one.chain.span, "proved", "This is so."))
        else:
            fault = Found(one.chain.span, "wrong-statement", word, "", "This is not so.")
            judged.append(Judged(one.chain.span, "refuted", "This is not so.", (fault,)))
    return judged


def _main_letter(ranges: list[Range], law: Law | None) -> str | None:
    """The letter that the conditions are about: a sum index before all others."""
    common = frozenset[str].intersection(*(one.letters() for one in ranges))
    if not common:
        return None
    if law is not None and law.problem is not None:
        leading = law.problem.leading
        for letter in (*law.problem.sums, *law.problem.indices,
                       *(loop.letter for loop in (*leading.sums, *leading.outputs))):  # fmt: skip
            if letter in common:
                return letter
    return min(common)


def _reach(ranges: list[Range], law: Law | None, outputs: list[dict[str, int]]) -> int:
    """How far from 0 the values of a letter are looked at."""
    size = max(one.size for one in ranges)
    size += max((abs(value) for output in outputs for value in output.values()), default=0)
    for tie in law.ties if law is not None else ():
        assert law is not None
        ends = [*law.boxes[law.first][tie.axes[1]], *law.boxes[law.second][tie.axes[2]]]
        longest = max(map(abs, ends))
        slopes = [abs(law.numeric(value) or 0) for value in (tie.second, tie.out, tie.rest)]
        size = max(size, longest * max(slopes[:2]) + slopes[2])
    return 2 * size + REACH


def _same(
    before: Range, one: Range, letter: str, law: Law | None, reach: int, text: str
) -> Judged | None:
    """Two conditions joined by an arrow must have the same solutions, for all numbers."""
    others = sorted((before.letters() | one.letters()) - {letter})
    for round_ in range(4):
        numbers = {other: (2, 3, 1, 4)[(place + round_) % 4] for place, other in enumerate(others)}
        if law is not None:
            numbers.update({k: v for k, v in law.numbers.items() if k in numbers and round_ == 0})
        left = before.solutions(letter, numbers, reach)
        right = one.solutions(letter, numbers, reach)
        if left is None or right is None:
            return None
        if left != right:
            if left and right and one.chain.link in (r"\Rightarrow", r"\implies") and left < right:
                continue
            return _wrong(one, _between(letter, left, reach) if not others else "", text)
    return Judged(one.chain.span, "proved", "This is the same range.")


def _wrong(one: Range, expected: str, text: str) -> Judged:
    word = text[slice(*one.chain.span)]
    message = f"The range is {expected}." if expected else "This does not follow."
    fault = Found(one.chain.span, "wrong-range", word, expected, message)
    return Judged(one.chain.span, "refuted", "This is not the range.", (fault,))


def _between(letter: str, wanted: set[int], reach: int) -> str:
    """A range in words: ``0 <= i <= 2``, ``i in {0,2,4}``."""
    inner = sorted(wanted)
    if not inner:
        return f"no {letter}"
    if inner[0] == -reach or inner[-1] == reach:
        return ""
    if len(inner) == 1:
        return f"{letter} = {inner[0]}"
    if len(inner) <= inner[-1] - inner[0]:
        return f"{letter} in {{{','.join(map(str, inner))}}}" if len(inner) < 9 else ""
    return f"{inner[0]} <= {letter} <= {inner[-1]}"


class Allowed(NamedTuple):
    """The values of a sum index that are right to state at an output.

    ``other`` are those for which the other array has an element, ``own`` the support of
    the array summed over, ``both`` those with a term. ``between`` are those for which the
    other index, whole or not, lies between the other array's bounds. ``apart`` where it is
    whole for no value at all, because stride and dilation have a common divisor.
    """

    other: set[int]
    own: set[int]
    both: set[int]
    between: set[int]
    apart: bool

    def permits(self, shown: set[int], which: set[str]) -> bool:
        """Whether a range is one of them; in steps, what lies between does not count."""
        if any(shown == getattr(self, name) for name in which):
            return True
        if self.between == self.other:
            return False
        if not self.other:
            return shown == self.between and "other" in which
        return any(
            shown & self.other == wanted and shown <= self.between
            for wanted in ([self.other] if which == {"other"} else [self.both, self.other])
        )


class _Asked(NamedTuple):
    """A condition on a letter of the problem, beside what the problem asks for."""

    one: Range
    letter: str
    law: Law
    outputs: list[dict[str, int]]
    reach: int
    text: str

    def judged(self) -> Judged | None:
        problem = self.law.problem
        if problem is None:
            return None
        for loop in (*problem.leading.outputs, *problem.leading.sums):
            if loop.letter == self.letter:
                return self._counted(loop.last)
        if self.letter not in (*problem.sums, *problem.indices):
            return None
        free = self.one.letters() - {self.letter} - set(self.law.numbers)
        if self.letter in problem.indices:
            return None if free else self._output(problem, problem.indices.index(self.letter))
        if not free <= set(problem.indices):
            return None
        axis = problem.sums.index(self.letter)
        asked = self.outputs
        if free:
            asked = [dict.fromkeys(free, value) for value in (-2, -1, 0, 1, 2, 3)]
        if not asked:
            return self._own(axis)
        if any(problem.indices[axis] not in place for place in asked):
            return None
        return self._sum_index(problem, axis, asked, bool(free))

    def _counted(self, last: Affine) -> Judged | None:
        """A range of channels or images: they are counted from 0."""
        shown, end = self._solutions(), substitute(last, self.law.numbers)
        if shown is None or not isinstance(end, int):
            return None
        if shown == set(range(end + 1)):
            return Judged(self.one.chain.span, "proved", "So many there are.")
        return _wrong(self.one, f"0 <= {self.letter} <= {last}", self.text)

    def _solutions(self, more: dict[str, int] | None = None) -> set[int] | None:
        return self.one.solutions(self.letter, {**self.law.numbers, **(more or {})}, self.reach)

    def _sum_index(
        self, problem: Problem, axis: int, asked: list[dict[str, int]], every: bool
    ) -> Judged | None:
        """A range that must be right at every output that is asked about, or at any of them."""
        which = self._meant()
        right = Judged(self.one.chain.span, "proved", "This is the valid range.")
        expected = ""
        for place in asked:
            shown = self._solutions(place)
            if shown is None:
                return None
            allowed = self._allowed(axis, place[problem.indices[axis]])
            if every and allowed.apart:
                continue  # an output without any term, of which a range in letters says nothing
            if allowed.permits(shown, which):
                if not every:
                    return right
            elif every:
                return _wrong(self.one, self._letters(problem, axis, which), self.text)
            elif not expected:
                wanted = "other" if which == {"other"} else "own" if which == {"own"} else "both"
                expected = _between(self.letter, getattr(allowed, wanted), self.reach)
        return right if every else _wrong(self.one, expected, self.text)

    def _meant(self) -> set[str]:
        """Which of the ranges a condition states, from its form and the words beside it."""
        words = " ".join(remark.text for remark in self.one.chain.remarks).lower()
        if "both" in words:
            return {"both"}
        worked = any(
            isinstance(value, Odd)
            or (isinstance(value, Poly) and not value.is_name and self.letter in names_in(value))
            for part in self.one.parts
            for value in (part[0], part[2])
        )
        if worked:
            return {"other"}
        if PRESENT.search(words):
            problem = self.law.problem
            over = "" if problem is None else problem.over
            if re.search("pixel|image|sample", words):
                return {"own"} if over == "image" else {"other"}
            if re.search("entry|kernel", words):
                return {"other"} if over == "image" else {"own"}
        return {"other", "own", "both"}

    def _letters(self, problem: Problem, axis: int, which: set[str]) -> str:
        """The range for any output, in letters."""
        solved = solve(problem, axis)
        written = [end for part in self.one.parts for end in (part[0], part[2])]
        if which == {"both"} or any(isinstance(end, Extremum) for end in written):
            return f"{solved.first} <= {self.letter} <= {solved.upper}"
        if solved.solved is None:
            return f"{solved.first} <= {self.letter} <= {solved.upper}"
        return f"{solved.solved.lower} <= {self.letter} <= {solved.solved.upper}"

    def _own(self, axis: int) -> Judged | None:
        """A range that names no output: it can only be the support of the array summed over."""
        problem = self.law.problem
        assert problem is not None
        law, tie = self.law, self.law.space[axis]
        box = law.boxes[law.first][tie.axes[1]]
        if problem.over == "kernel":
            box = law.boxes[law.second][tie.axes[2]]
        whole = set(range(box[0], box[1] + 1))
        shown = self._solutions()
        if shown == whole:
            return Judged(self.one.chain.span, "proved", "This is the support of the array.")
        if shown is None or not any(PRESENT.search(r.text) for r in self.one.chain.remarks):
            return None
        return _wrong(self.one, _between(self.letter, whole, self.reach), self.text)

    def _allowed(self, axis: int, output: int) -> Allowed:
        law, tie = self.law, self.law.space[axis]
        assert law.problem is not None
        over_image = law.problem.over == "image"
        own, others = law.boxes[law.first][tie.axes[1]], law.boxes[law.second][tie.axes[2]]
        if not over_image:
            own, others = others, own
        endless = law.edge is not None  # the image asks for nothing
        if endless and not over_image:
            others = (-FARTHEST**2, FARTHEST**2)
        out, rest = law.numeric(tie.out) or 0, law.numeric(tie.rest) or 0
        first, second = law.numeric(tie.first) or 0, law.numeric(tie.second) or 0
        mine, its = (first, second) if over_image else (second, first)
        other, between = set(), set()
        low, high = sorted((its * others[0], its * others[1]))
        for value in range(-self.reach, self.reach + 1):
            total = rest - out * output - mine * value
            if its != 0 and low <= total <= high:
                between.add(value)
                if total % its == 0:
                    other.add(value)
        whole = set(range(own[0], own[1] + 1))
        both = other if endless and over_image else other & whole
        apart = (rest - out * output) % (gcd(mine, its) or 1) != 0
        return Allowed(other, whole, both, between, apart)

    def _output(self, problem: Problem, axis: int) -> Judged | None:
        """A range of outputs; where a dilation leaves holes, with or without empty ends."""
        shown = self._solutions()
        expected = ""
        for box in (support(problem, axis), enclosing(problem, axis)):
            low, high = (substitute(value, self.law.numbers) for value in box)
            if not isinstance(low, int) or not isinstance(high, int) or shown is None:
                return None
            if shown == set(range(low, high + 1)):
                return Judged(self.one.chain.span, "proved", "These are the outputs.")
            expected = expected or f"{low} <= {self.letter} <= {high}"
        return _wrong(self.one, expected, self.text)
