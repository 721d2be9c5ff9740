"""Finding out the problem: the laws that a document's lines obey, from the lines themselves.

Lines are grouped into families by their output array and the two arrays multiplied. In
each family a relation is fitted to all index triples; definitions in the text are one
more witness. Boxes and values are facts of the whole document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from symconv.verify.define import Definition, define
from symconv.verify.facts import (
    aliases,
    first_indices,
    letter_grids,
    oriented,
    read_off,
    solve_parameters,
)
from symconv.verify.fit import Fit, fit
from symconv.verify.gather import (
    FAR,
    Equation,
    Given,
    element,
    general,
    triple_of,
)
from symconv.verify.indexed import Exact
from symconv.verify.law import Box, Element, Law
from symconv.verify.meeting import ranks
from symconv.verify.ties import Tie, Triple
from symconv.verify.written import Side, Term

Key = tuple[str, frozenset[str]]


class Stated(NamedTuple):
    """A definition in the text: where it stands and what it defines."""

    equation: Equation
    place: int
    definition: Definition


class Family:
    """The lines about one output array, and the law they obey."""

    def __init__(self, output: str, first: str, second: str) -> None:
        self.output = output
        self.first = first
        self.second = second
        self.triples: list[Triple] = []
        self.by_line: list[tuple[Equation, int, list[Triple]]] = []
        self.stated: list[Stated] = []
        self.laws: list[Law] = []
        self.fit: Fit | None = None
        self.evidence = 0
        self.disagree = False
        self.foreign: Family | None = None
        self.total = 0  # terms that obey one of the laws
        self.whole: dict[object, int] = {}  # lines with all their terms, by the law
        self.extras: dict[tuple[int, int], tuple[object, ...]] | None = None  # beside the products
        self.siblings = 0  # lines about the same output
        self.rivals: list[Law] = []  # other readings that explain the lines equally well


    @property
    def settled(self) -> bool:
        """Whether it is more than a slip in the name of an array."""
        return self.foreign is None and len(self.triples) > 1 and bool(self.laws)


class Evidence:
    """All that a document says: its families, definitions, values and boxes."""

    def __init__(
        self, equations: list[Equation], givens: list[Given], parameters: frozenset[str], text: str
    ) -> None:
        self.text = text
        self.parameters = parameters
        self.equations = equations
        self.families: dict[Key, Family] = {}
        self.values: dict[Element, Exact] = {}
        self.counted: Counter[Element] = Counter()
        self.stated: list[Stated] = []
        self.cells: dict[str, set[tuple[int, ...]]] = {}
        self.letters = letter_grids(equations)
        self.aliases = aliases(equations)
        for found in equations:
            self._gather(found)
        self._strays()
        for family in self.families.values():
            lines = {id(eq) for other in self.families.values() for eq, _, _ in other.by_line
                     if other.output == family.output}  # fmt: skip
            family.siblings = len(lines)
            self._fit(family)
        self._renamed()
        self._boxes(givens)
        self._values(equations, givens)
        for family in self.families.values():
            self._orient(family)
            for law in (*family.laws, *family.rivals):
                self._furnish(law)
            family.total = sum(any(law.holds(t) for law in family.laws) for t in family.triples)

    def elements_of(self, term: Term, numbers: dict[str, int]) -> list[Element]:
        """The elements that a term multiplies, letters of a grid included."""
        found = []
        for factor in term.factors:
            if factor.indices is None:
                if factor.name in self.letters:
                    found.append(self.letters[factor.name])
            else:
                one = element(factor, numbers)
                if one is None:
                    return []
                found.append(one)
        return found

    # -- families -----------------------------------------------------------------------

    def _gather(self, found: Equation) -> None:
        for place, written in enumerate(found.sides):
            if written is None or place in found.operators:
                continue
            if general(written):
                made = define(found.left, written, self.parameters, self.text)
                if made is not None:
                    stated = Stated(found, place, made)
                    self.stated.append(stated)
                    if made.first:
                        family = self._family(found.left.name, made.first, made.second)
                        family.stated.append(stated)
                continue
            if found.at is None:
                continue
            self._worked(found, place, written, found.at)

    def _worked(
        self, found: Equation, place: int, written: Side, at: tuple[int, ...]
    ) -> None:
        lines: dict[Key, list[Triple]] = {}
        for term in written.terms:
            elements = self.elements_of(term, found.numbers)
            if len(elements) != 2:
                continue
            names = (elements[0][0], elements[1][0])
            family = self._family(found.left.name, *names)
            triple = triple_of(at, (elements[0], elements[1]), family.first)
            family.triples.append(triple)
            lines.setdefault((found.left.name, frozenset(names)), []).append(triple)
        for key, triples in lines.items():
            self.families[key].by_line.append((found, place, triples))

    def _family(self, output: str, first: str, second: str) -> Family:
        key = (output, frozenset((first, second)))
        if key not in self.families:
            self.families[key] = Family(output, first, second)
        return self.families[key]

    def _strays(self) -> None:
        """Families of one line or formula that look like a slip in a larger family's name."""
        for family in self.families.values():
            lines = len(family.by_line)
            if len(family.triples) > 3 or lines > 1 or (lines and family.stated):
                continue
            names = {family.first, family.second}
            for home in self.families.values():
                if home is family or len(home.triples) < max(3, 3 * len(family.triples)):
                    continue
                shared = names & {home.first, home.second}
                if home.output == family.output and len(shared) == 1:
                    family.foreign = home

    def _renamed(self) -> None:
        """Single lines that are another output of a family in all but its name."""
        for family in self.families.values():
            if len(family.by_line) != 1 or family.stated or family.foreign is not None:
                continue
            found, _, triples = family.by_line[0]
            if self._speaks_of(family.output, family):
                continue
            for home in self.families.values():
                if home is family or not home.laws or len(home.by_line) < 2:
                    continue
                if {home.first, home.second} != {family.first, family.second}:
                    continue
                turned = triples
                if home.first != family.first:
                    turned = [Triple(t.output, t.second, t.first) for t in triples]
                taken = any(other.at == found.at for other, _, _ in home.by_line)
                if not taken and all(home.laws[0].holds(t) for t in turned):
                    family.foreign = home

    def _speaks_of(self, output: str, family: Family) -> bool:
        """Whether the text says more about an output than one line."""
        return any(
            other.output == output and other is not family and (other.by_line or other.stated)
            for other in self.families.values()
        ) or any(stated.equation.left.name == output for stated in self.stated)

    # -- fitting ------------------------------------------------------------------------

    def _fit(self, family: Family) -> None:
        """Choose the law or laws of a family from its definitions and its worked lines."""
        proposals: list[tuple[tuple[Tie, ...], str]] = []
        for stated in family.stated:
            ties = oriented(stated.definition, family.first)
            if ties is not None:
                proposals.append((ties, "formula"))
        found = fit(family.triples) if family.triples else None
        family.fit = found
        for ties, source in proposals:
            made = self._made(family, ties, source)
            if family.triples and made.numbers is not None:
                solve_parameters(made, family.triples)
            family.laws.append(made)
        if found is not None:
            fitted = self._made(family, found.ties, "inferred")
            rivals = [self._made(family, ties, "inferred") for ties in found.rivals]
            agreeing = [
                law
                for law in family.laws
                if sum(law.holds(t) for t in family.triples) >= found.inliers
            ]
            if agreeing and found.inliers * 2 > len(family.triples):
                family.laws = agreeing + [law for law in family.laws if law not in agreeing]
                family.disagree = len(agreeing) < len(family.laws)
            else:
                family.laws.insert(0, fitted)
                family.rivals = rivals
                family.disagree = len(family.laws) > 1
        self._second_law(family)
        if family.triples and family.laws:
            inliers = sum(family.laws[0].holds(t) for t in family.triples)
            rank = len(family.triples[0].output)
            varied = len({t.output for t in family.triples}) > 1
            family.evidence = inliers - 1 - (1 if varied else 0)
            if rank > 1 and inliers >= 3:
                family.evidence += 1

    def _second_law(self, family: Family) -> None:
        """Lines of another operation, where the text defines both for the same output."""
        flips = {
            flip
            for stated in self.stated
            if stated.equation.left.name == family.output
            and (flip := _flips(stated.definition.ties)) is not None
        }
        if len(flips) < 2:
            return
        for _, _, triples in family.by_line:
            if any(all(law.holds(t) for t in triples) for law in family.laws):
                continue
            found = fit(triples)
            if found is None or found.inliers < 4 or found.inliers * 10 < len(triples) * 7:
                continue
            known = {_flips(law.ties) for law in family.laws}
            if _flips(found.ties) in flips - known:
                family.laws.append(self._made(family, found.ties, "inferred"))

    def _made(self, family: Family, ties: tuple[Tie, ...], source: str) -> Law:
        return Law(family.output, family.first, family.second, ties, {}, source)

    # -- facts --------------------------------------------------------------------------

    def _boxes(self, givens: list[Given]) -> None:
        """The boxes that the indices of each array fill, over the whole document."""
        for family in self.families.values():
            if not family.laws:
                continue
            law = family.laws[0]
            for triple in family.triples:
                if not any(other.holds(triple) for other in family.laws):
                    continue
                for array, cell in ((law.first, triple.first), (law.second, triple.second)):
                    self.cells.setdefault(array, set()).add(cell)  # type: ignore[arg-type]

    def box_of(self, array: str) -> Box | None:
        """The box of an array, None where its indices hold letters of an output."""
        cells = self.cells.get(array)
        if not cells:
            return None
        rank = len(next(iter(cells)))
        if any(len(cell) != rank for cell in cells):
            return None
        if any(abs(value) >= FAR[0] // 2 for cell in cells for value in cell):
            return None
        return tuple(
            (min(cell[axis] for cell in cells), max(cell[axis] for cell in cells))
            for axis in range(rank)
        )

    def _values(self, equations: Iterable[Equation], givens: Iterable[Given]) -> None:
        for one in givens:
            self._take_given(one)
        for found in equations:
            for left, right in zip(found.sides, found.sides[1:]):
                if left is None or right is None or not right.numeric or left.numeric:
                    continue
                for item, value in read_off(left, right, found.numbers):
                    self.counted[item] += 1
                    self.values.setdefault(item, value)

    def _take_given(self, one: Given) -> None:
        cells = self.cells.get(one.name, set())
        columns = len(one.rows[0])
        shape = (len(one.rows), columns) if one.rank == 2 else (columns,)
        if any(len(row) != columns for row in one.rows):
            return
        starts = first_indices(shape, one.origin, cells)
        if starts is None:
            return
        for row, values in enumerate(one.rows):
            for column, value in enumerate(values):
                place = (row, column) if one.rank == 2 else (column,)
                cell = tuple(p + start for p, start in zip(place, starts))
                if isinstance(value, str) or value is None:
                    continue
                self.values[(one.name, cell)] = value
                self.counted[(one.name, cell)] += 2
                self.cells.setdefault(one.name, set()).add(cell)

    def _orient(self, family: Family) -> None:
        """Put the array whose box is known second: terms are listed along it."""
        if self.box_of(family.second) is not None or self.box_of(family.first) is None:
            return
        family.first, family.second = family.second, family.first
        family.triples = [Triple(t.output, t.second, t.first) for t in family.triples]
        family.by_line = [
            (found, place, [Triple(t.output, t.second, t.first) for t in triples])
            for found, place, triples in family.by_line
        ]
        for law in (*family.laws, *family.rivals):
            law.first, law.second = law.second, law.first
            law.ties = tuple(
                Tie((t.axes[0], t.axes[2], t.axes[1]), t.out, t.second, t.first, *t[4:])
                for t in law.ties
            )
            law.ranks = ranks(law.ties)

    def _furnish(self, law: Law) -> None:
        for array in (law.first, law.second):
            box = self.box_of(array)
            if box is not None:
                law.boxes[array] = box
        for item, value in self.values.items():
            if item[0] in (law.first, law.second):
                law.give(item, {(): value})
        for letter, item in self.letters.items():
            if item[0] in (law.first, law.second):
                law.give(item, {((letter, None),): 1})


def _flips(ties: tuple[Tie, ...] | None) -> bool | None:
    """Whether a law flips its kernel on every axis; None where that cannot be told."""
    if not ties:
        return None
    signs = set()
    for tie in ties:
        if not isinstance(tie.first, int) or not isinstance(tie.second, int):
            return None
        signs.add(tie.first * tie.second > 0)
    return signs.pop() if len(signs) == 1 else None


def families_of(found: Equation, written: Side, evidence: Evidence) -> list[Family]:
    """The families that the terms of a side belong to, that of most terms first."""
    counts: dict[int, int] = {}
    families = {}
    for term in written.terms:
        names = {name for name, _ in evidence.elements_of(term, found.numbers)}
        if term.scopes:
            names = {factor.name for factor in term.factors if factor.indices is not None}
        family = evidence.families.get((found.left.name, frozenset(names)))
        if family is not None:
            families[id(family)] = family
            counts[id(family)] = counts.get(id(family), 0) + 1
    order = sorted(counts, key=lambda key: -counts[key])
    return [families[key] for key in order]


def family_of(found: Equation, written: Side, evidence: Evidence) -> Family | None:
    """The family that most terms of a side belong to."""
    families = families_of(found, written, evidence)
    return families[0] if families else None
