"""Facts that a document gives away: letters for elements, values, parameters, origins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from symconv.model.index import Affine, names_in, substitute
from symconv.verify.define import Definition
from symconv.verify.gather import Equation, pair_of
from symconv.verify.indexed import Exact
from symconv.verify.law import Element, Law
from symconv.verify.ties import Tie, Triple
from symconv.verify.written import Factor, Side

GRIDS = {4: 2, 9: 3, 16: 4, 25: 5}


def array_word(array: str) -> str:
    """An array as a reader knows it: bare letters in a grid have no name."""
    return "the letters" if array.startswith("⟨") else array


def letter_grids(equations: Iterable[Equation]) -> dict[str, Element]:
    """The elements that runs of letters stand for, as in ``y[1,1] = aA + bB + …``.

    Lower-case and upper-case letters are two arrays; they lie row by row in a square where
    the output has two indices.
    """
    found_letters: dict[str, Element] = {}
    groups: dict[str, set[str]] = {"lower": set(), "upper": set()}
    ranks: set[int] = set()
    for found in equations:
        if found.at is None:
            continue
        for written in found.sides:
            if written is None:
                continue
            for term in written.terms:
                plain = [f.name for f in term.factors if f.indices is None and len(f.name) == 1]
                if term.scopes or len(term.factors) != 2 or not plain:
                    continue
                ranks.add(len(found.at))
                for letter in plain:
                    groups["lower" if letter.islower() else "upper"].add(letter)
    if len(ranks) != 1:
        return found_letters
    (rank,) = ranks
    for kind, used in groups.items():
        letters = sorted(used)
        first = "a" if kind == "lower" else "A"
        run = [chr(ord(first) + place) for place in range(len(letters))]
        if len(letters) < 2 or letters != run:
            continue
        if rank == 2 and len(letters) in GRIDS:
            size = GRIDS[len(letters)]
            for place, letter in enumerate(letters):
                found_letters[letter] = (f"⟨{kind}⟩", (place // size, place % size))
        elif rank == 1:
            for place, letter in enumerate(letters):
                found_letters[letter] = (f"⟨{kind}⟩", (place,))
    return found_letters


def parts_of(factor: Factor) -> tuple[str, str] | None:
    """``∂L/∂w`` as (L, w); None for any other name."""
    if not factor.name.startswith("∂") or "/∂" not in factor.name:
        return None
    top, _, bottom = factor.name[1:].partition("/∂")
    return top, bottom


def aliases(equations: list[Equation]) -> dict[str, str]:
    r"""Letters that a text says to be gradients: ``\delta_{m} = \partial L/\partial y_{m}``."""
    found: dict[str, str] = {}
    for one in equations:
        for written in one.sides:
            terms = written.terms if written is not None else ()
            if len(terms) != 1 or len(terms[0].factors) != 1 or terms[0].scopes:
                continue
            (factor,) = terms[0].factors
            alike = factor.indices == one.left.indices and terms[0].coefficient == 1
            if alike and parts_of(factor) is not None and parts_of(one.left) is None:
                found.setdefault(one.left.name, factor.name)
    return found


def oriented(definition: Definition, first: str) -> tuple[Tie, ...] | None:
    """The ties of a definition with the array ``first`` first."""
    if definition.ties is None:
        return None
    if definition.first == first:
        return definition.ties
    turned = []
    for tie in definition.ties:
        o, a, b = tie.axes
        new = Tie((o, b, a), tie.out, tie.second, tie.first, *tie[4:])
        if isinstance(new.first, int) and new.first > 0:
            new = Tie(new.axes, -new.out, -new.first, -new.second, -new.rest, *new[5:])
        turned.append(new)
    return tuple(turned)


def solve_parameters(law: Law, triples: Iterable[Triple]) -> None:
    """Find the numbers that the worked lines give a definition's parameters."""
    letters: set[str] = set()
    for tie in law.ties:
        for value in (tie.out, tie.first, tie.second, tie.rest):
            letters |= names_in(value)
    if not letters or len(letters) > 3:
        return
    for _ in range(len(letters)):
        for letter in sorted(letters - law.numbers.keys()):
            votes: Counter[int] = Counter()
            for triple in triples:
                for tie in law.ties:
                    solved = _solved(tie, triple, letter, law.numbers)
                    if solved is not None:
                        votes[solved] += 1
            if votes:
                law.numbers[letter] = max(votes, key=lambda v: (votes[v], -abs(v)))


def _solved(tie: Tie, triple: Triple, letter: str, numbers: dict[str, int]) -> int | None:
    difference: Affine = tie.value(triple) - tie.rest
    if isinstance(difference, int) or letter not in names_in(difference):
        return None
    at0, at1 = (substitute(difference, {**numbers, letter: v}) for v in (0, 1))
    if not isinstance(at0, int) or not isinstance(at1, int) or at0 == at1:
        return None
    slope = at1 - at0
    return -at0 // slope if at0 % slope == 0 else None


def first_indices(
    shape: tuple[int, ...], origin: tuple[int, ...] | None, cells: set[tuple[int, ...]]
) -> tuple[int, ...] | None:
    """The first index of each axis of given values: marked, or found from the indices used."""
    if origin is not None and len(origin) == len(shape):
        return tuple(-place for place in origin)
    for start in (0, 1):
        if all(
            len(cell) == len(shape)
            and all(start <= value < start + size for value, size in zip(cell, shape))
            for cell in cells
        ):
            return (start,) * len(shape)
    starts = tuple(-(size // 2) for size in shape)
    if all(
        len(cell) == len(shape)
        and all(s <= value < s + size for value, s, size in zip(cell, starts, shape))
        for cell in cells
    ):
        return starts
    return (0,) * len(shape)


def read_off(
    left: Side, right: Side, numbers: dict[str, int]
) -> list[tuple[Element, Exact]]:
    """Values of elements read off a numeric side that repeats a side term by term."""
    if len(left.terms) != len(right.terms) or left.dots or right.dots:
        return []
    found: list[tuple[Element, Exact]] = []
    for symbolic, numeric in zip(left.terms, right.terms):
        pair = pair_of(symbolic, numbers)
        if pair is None or symbolic.coefficient != 1 or len(numeric.numbers) != 2:
            continue
        found += [(pair[0], numeric.numbers[0]), (pair[1], numeric.numbers[1])]
    return found
