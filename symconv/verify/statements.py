"""Judging statements: ranges, memberships, elements that do or do not exist, given data."""

from __future__ import annotations

import re
from fractions import Fraction

from symconv.model.index import Affine, Bound, Extremum, Poly, names_in, substitute
from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.gather import EQUALS, Given
from symconv.verify.judged import Judged, unread
from symconv.verify.law import Law, access
from symconv.verify.written import NotTerms, Odd, affine, bound, entry, evaluate, factor, number

ORDER = {"<=": 0, "<": -1, "≤": 0}
DOWN = {">=": 0, ">": -1, "≥": 0}
MEMBER = frozenset({"in", "∈"})
REACH = 60
ABSENT = re.compile(
    r"no such|not exist|n['o]t? exist|does ?n.t|undefined|invalid|out(side)?( of)?|missing|not valid",
    re.IGNORECASE,
)
PRESENT = re.compile(r"exists|valid|inside", re.IGNORECASE)


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

    def solutions(self, letter: str, numbers: dict[str, int]) -> set[int] | None:
        """The values of a letter for which it holds; None where other letters are left."""
        found = set()
        for value in range(-REACH, REACH + 1):
            put = {**numbers, letter: value}
            holds = self._holds(put)
            if holds is None:
                return None
            if holds:
                found.add(value)
        return found

    def _holds(self, put: dict[str, int]) -> bool | None:
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
    judged: list[Judged] = []
    first = ranges[0]
    for place, one in enumerate(ranges):
        verdict: Judged | None = None
        if place > 0 and chains[place].link:
            verdict = _same(ranges[place - 1], one, letter, law, text)
        if verdict is None and law is not None:
            verdict = _lawful(one, letter, law, outputs, text)
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
        holds = one._holds({})
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
        for letter in (*law.problem.sums, *law.problem.indices):
            if letter in common:
                return letter
    return min(common)


def _same(
    before: Range, one: Range, letter: str, law: Law | None, text: str
) -> Judged | None:
    """Two conditions joined by an arrow must have the same solutions, for all numbers."""
    others = sorted((before.letters() | one.letters()) - {letter})
    for round_ in range(4):
        numbers = {other: (2, 3, 1, 4)[(place + round_) % 4] for place, other in enumerate(others)}
        if law is not None:
            numbers.update({k: v for k, v in law.numbers.items() if k in numbers and round_ == 0})
        left, right = before.solutions(letter, numbers), one.solutions(letter, numbers)
        if left is None or right is None:
            return None
        if left != right:
            if left and right and one.chain.link in (r"\Rightarrow", r"\implies") and left < right:
                continue
            return _wrong_range(one, letter, left, text)
    return Judged(one.chain.span, "proved", "This is the same range.")


def _wrong_range(one: Range, letter: str, wanted: set[int], text: str) -> Judged:
    word = text[slice(*one.chain.span)]
    inner = sorted(value for value in wanted if abs(value) < REACH)
    expected = f"{inner[0]} <= {letter} <= {inner[-1]}" if inner else f"no {letter}"
    fault = Found(one.chain.span, "wrong-range", word, expected, f"The range is {expected}.")
    return Judged(one.chain.span, "refuted", "This is not the range.", (fault,))


def _lawful(
    one: Range, letter: str, law: Law, outputs: list[dict[str, int]], text: str
) -> Judged | None:
    """A range beside what the problem asks for: one of its own ranges, at a known output."""
    problem = law.problem
    if problem is None:
        return None
    names = (*problem.sums, *problem.indices)
    if letter not in names:
        return None
    axis = (problem.sums if letter in problem.sums else problem.indices).index(letter)
    if letter in problem.indices and not names_letters(one) - set(law.numbers) - {letter}:
        return _output_range(one, letter, axis, law, text)
    free = one.letters() - {letter} - set(law.numbers)
    asked: list[dict[str, int]] = []
    if free <= set(problem.indices):
        asked = [dict.fromkeys(free, value) for value in (-1, 0, 1, 2)] if free else outputs
    if not asked:
        return _own_range(one, letter, axis, law, text)
    wanted: list[set[int]] = []
    for place in asked:
        numbers = {**law.numbers, **place}
        shown = one.solutions(letter, numbers)
        if shown is None:
            return None
        output = place.get(problem.indices[axis])
        if output is None:
            return None
        allowed = _allowed(problem, axis, output, law)
        middle = _kernel_side(one, letter)
        if not free and not middle:
            if _permitted(shown, allowed):
                return Judged(one.chain.span, "proved", "This is the valid range.")
            wanted.append(allowed[-1])
            continue
        if not _permitted(shown, allowed):
            wanted.append(allowed[0])
            if free:
                return _wrong_range(one, letter, wanted[0], text)
        elif not free:
            return Judged(one.chain.span, "proved", "This is the valid range.")
    if not wanted:
        return Judged(one.chain.span, "proved", "This is the valid range.")
    return _wrong_range(one, letter, wanted[0], text)


def _own_range(one: Range, letter: str, axis: int, law: Law, text: str) -> Judged | None:
    """A range that names no output: it can only be the support of the array summed over."""
    assert law.problem is not None
    box = law.boxes[law.first if law.problem.over == "image" else law.second][axis]
    whole = set(range(box[0], box[1] + 1))
    shown = one.solutions(letter, law.numbers)
    if shown == whole:
        return Judged(one.chain.span, "proved", "This is the support of the array.")
    if shown is None or not any(PRESENT.search(remark.text) for remark in one.chain.remarks):
        return None
    return _wrong_range(one, letter, whole, text)


def names_letters(one: Range) -> set[str]:
    """The letters of a range, as a set."""
    return set(one.letters())


def _kernel_side(one: Range, letter: str) -> bool:
    return any(
        isinstance(value, Poly) and not value.is_name and letter in names_in(value)
        for part in one.parts
        for value in (part[0], part[2])
    )


def _allowed(problem: object, axis: int, output: int, law: Law) -> list[set[int]]:
    """The ranges that are right to state: of the other array, of the own array, and of both."""
    from symconv.model.problem import Problem

    assert isinstance(problem, Problem)
    tie = law.ties[axis]
    over_image = problem.over == "image"
    own = law.boxes[law.first if over_image else law.second][axis]
    other = law.boxes[law.second if over_image else law.first][axis]
    alone, both = set(), set()
    out, rest = law.numeric(tie.out) or 0, law.numeric(tie.rest) or 0
    first, second = law.numeric(tie.first) or 0, law.numeric(tie.second) or 0
    mine, its = (first, second) if over_image else (second, first)
    for value in range(-REACH, REACH + 1):
        total = rest - out * output - mine * value
        if its == 0 or total % its:
            continue
        if other[0] <= total // its <= other[1]:
            alone.add(value)
            if own[0] <= value <= own[1]:
                both.add(value)
    whole = set(range(own[0], own[1] + 1))
    hull = set(range(min(alone), max(alone) + 1)) if alone else set()
    return [alone, whole, both, hull]


def _permitted(shown: set[int], allowed: list[set[int]]) -> bool:
    """Whether a range is one of the right ones; in steps, what lies between does not count."""
    if shown in allowed:
        return True
    alone, _, both, hull = allowed
    return len(hull) > len(alone) and shown & alone == both and shown <= hull


def _output_range(one: Range, letter: str, axis: int, law: Law, text: str) -> Judged | None:
    from symconv.derive.ranges import support

    problem = law.problem
    assert problem is not None
    shown = one.solutions(letter, law.numbers)
    if shown is None:
        return None
    box = support(problem, axis)
    low, high = (substitute(value, law.numbers) for value in box)
    if not isinstance(low, int) or not isinstance(high, int):
        return None
    wanted = set(range(low, high + 1))
    if shown == wanted:
        return Judged(one.chain.span, "proved", "These are the outputs.")
    return _wrong_range(one, letter, wanted, text)


def existence(chain: s.Chain, law: Law | None, text: str) -> Judged | None:
    r"""``h[1,-2]: \text{no such element}`` and its opposite; None where it is no such claim."""
    words = " ".join(
        [side.text for side in chain.sides if isinstance(side, s.Text)]
        + [remark.text for remark in chain.remarks if remark.kind == "text"]
    )
    claims_absent = bool(ABSENT.search(words))
    if not claims_absent and not PRESENT.search(words):
        return None
    accesses = [side for side in chain.sides if isinstance(side, s.Access)]
    if len(accesses) != 1 or len(chain.sides) > 2:
        return None
    if law is None:
        return None
    one = factor(accesses[0])
    if one.indices is None or not all(isinstance(value, int) for value in one.indices):
        return None
    cell = tuple(value for value in one.indices if isinstance(value, int))
    inside = law.inside(one.name, cell)
    if inside is None:
        return None
    word = text[slice(*one.span)]
    if inside != claims_absent:
        says = "does not exist" if claims_absent else "exists"
        return Judged(chain.span, "proved", f"{word} {says}.")
    if claims_absent:
        fault = Found(one.span, "wrong-statement", word, "", f"{word} exists.")
    else:
        kind = "outside-kernel" if one.name == law.second else "outside-image"
        fault = Found(one.span, kind, word, "", f"{word} does not exist.")
    return Judged(chain.span, "refuted", fault.message, (fault,))


def given_data(one: Given, law: Law | None, text: str) -> Judged:
    """Given values: right unless they contradict the stated problem."""
    body = one.chain.sides[1]
    if law is None or one.name not in (law.first, law.second) or one.name not in law.boxes:
        return Judged(one.chain.span, "proved", "This is given.")
    box = law.boxes[one.name]
    shape = tuple(high - low + 1 for low, high in box)
    rows, columns = len(one.rows), len(one.rows[0])
    matrix_order = law.problem is not None and law.problem.axes == "row,column"
    shown = (columns,) if len(shape) == 1 else (rows, columns) if matrix_order else (columns, rows)
    if shown != shape or (len(shape) == 1 and rows != 1):
        fault = Found(body.span, "wrong-statement", text[slice(*body.span)], "",
                      f"{one.name} is not of this size in the stated problem.")  # fmt: skip
        return Judged(one.chain.span, "refuted", "It contradicts the problem.", (fault,))
    cells = list(_cells(body))
    for row, values in enumerate(one.rows):
        for column, value in enumerate(values):
            place = (column,) if len(shape) == 1 else (row, column)[:: 1 if matrix_order else -1]
            cell = tuple(p + low for p, (low, _) in zip(place, box))
            wanted = law.values.get((one.name, cell))
            if wanted is None or value is None:
                continue
            shown_value = {((value, None),): 1} if isinstance(value, str) else {(): value}
            if wanted != {k: v for k, v in shown_value.items() if v != 0} and (
                wanted != shown_value
            ):
                node = cells[row * columns + column]
                word = text[slice(*node.span)]
                expected = law.word_for((one.name, cell))
                fault = Found(node.span, "wrong-entry", word, expected,
                              f"{access((one.name, cell))} is another value.")  # fmt: skip
                return Judged(one.chain.span, "refuted", "It contradicts the problem.", (fault,))
    return Judged(one.chain.span, "proved", "This is as the problem states.")


def _cells(body: s.Node) -> list[s.Node]:
    if isinstance(body, s.Matrix):
        return [cell for row in body.rows for cell in row]
    return list(body.items) if isinstance(body, s.Listing) else []


def entry_value(chain: s.Chain, law: Law, text: str) -> list[Judged] | None:
    """``h[-1,-1] = a``: an element and its value or letter in a stated problem."""
    if any(relation.sign not in EQUALS for relation in chain.relations):
        return None
    head = chain.sides[0]
    if not isinstance(head, s.Access):
        return None
    one = factor(head)
    if one.name not in (law.first, law.second) or one.indices is None:
        return None
    if not all(isinstance(value, int) for value in one.indices):
        return None
    cell = tuple(value for value in one.indices if isinstance(value, int))
    judged = []
    for place, node in enumerate(chain.sides[1:]):
        span = (chain.sides[0].span[0] if place == 0 else node.span[0], node.span[1])
        judged.append(_entry_side((one.name, cell), node, span, law, text))
    return judged


def _entry_side(
    element: tuple[str, tuple[int, ...]], node: s.Node, span: s.Span, law: Law, text: str
) -> Judged:
    word = text[slice(*node.span)]
    inside = law.inside(*element)
    value = number(node)
    if inside is False:
        if value == 0:
            return Judged(span, "proved", "Outside its support an array is zero.")
        kind = "outside-kernel" if element[0] == law.second else "outside-image"
        fault = Found(span, kind, access(element), "", f"{access(element)} does not exist.")
        return Judged(span, "refuted", fault.message, (fault,))
    if isinstance(node, s.Access):
        other = factor(node)
        if other.name == element[0] and other.indices == element[1]:
            return Judged(span, "proved", "The indices are worked out.")
        if other.name == element[0]:
            fault = Found(node.span, "wrong-statement", word, access(element),
                          f"Worked out, this is {access(element)}.")  # fmt: skip
            return Judged(span, "refuted", fault.message, (fault,))
    wanted = law.values.get(element)
    if wanted is None:
        return Judged(span, "undecided", f"The value of {access(element)} is not known.")
    shown = {((node.name, None),): 1} if isinstance(node, s.Name) else None
    if value is not None:
        shown = {(): value} if value != 0 else {}
    if shown is None:
        from symconv.verify.law import cleaned
        from symconv.verify.written import side

        try:
            total = {}
            for term in side(node).terms:
                monomial = tuple(sorted(((f.name, None) for f in term.factors), key=repr))
                total[monomial] = total.get(monomial, 0) + term.coefficient
            shown = cleaned(total)
        except NotTerms:
            return Judged(span, "undecided", "This value is not understood.")
    if shown == {k: v for k, v in wanted.items() if v != 0}:
        return Judged(span, "proved", f"{access(element)} is {word}.")
    expected = law.word_for(element)
    fault = Found(node.span, "wrong-entry", word, expected, f"{access(element)} is {expected}.")
    return Judged(span, "refuted", fault.message, (fault,))
