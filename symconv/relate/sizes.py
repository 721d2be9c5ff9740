"""Letters for sizes, strides and offsets in two formulas, and what must hold between them.

The letters of the first formula are marked ``<``, those of the second ``>``. Comparing two
formulas gives equations between them (N - 1 = 2k); ``solved`` solves one after the other.
"""

from __future__ import annotations

from math import gcd
from typing import NamedTuple

from symconv.model.index import Affine, Poly, name, names_in
from symconv.relate.formula import Put, with_letters

LEFT, RIGHT = "<", ">"


def marked(value: Affine, mark: str) -> Affine:
    """A value with its letters marked; the letters of places stay as they are."""
    return with_letters(
        value, {one: name(mark + one) for one in names_in(value) if one[0] not in "@<>"}
    )


def plain(value: Affine) -> Affine:
    """A value with the marks taken off."""
    return with_letters(value, {one: name(one[1:]) for one in names_in(value) if one[0] in "<>"})


def solved(equation: Affine, known: Put) -> Put | None:
    """What is known once ``equation = 0`` holds too; None where it cannot hold.

    A letter of the first formula is solved for before one of the second, and two letters
    that are equal before all others. Sizes are never negative.

    >>> {key: str(value) for key, value in solved(name("<N") - 2 * name(">k") - 1, {}).items()}
    {'<N': '2*>k + 1'}
    """
    value = with_letters(equation, known)
    if isinstance(value, int):
        return known if value == 0 else None
    value = _divided(value)
    for letter in _candidates(value):
        slope = next(c for monomial, c in value.terms if monomial == (letter,))
        found = -slope * (value - slope * name(letter))
        if letter in names_in(found) or negative(found):
            continue
        put = {old: with_letters(part, {letter: found}) for old, part in known.items()}
        if any(negative(part) for part in put.values()):
            return None
        return {**put, letter: found}
    return None


def _divided(value: Poly) -> Poly:
    """The polynomial without a number that divides all its coefficients."""
    shared = gcd(*(coefficient for _, coefficient in value.terms))
    return Poly(tuple((monomial, c // shared) for monomial, c in value.terms))


def _candidates(value: Poly) -> list[str]:
    letters = [
        atom
        for monomial, coefficient in value.terms
        for atom in monomial
        if len(monomial) == 1 and coefficient in (1, -1) and isinstance(atom, str)
    ]
    return sorted(letters, key=lambda one: (one[0] != LEFT, one))


def negative(value: Affine) -> bool:
    """Whether a size would be negative, whatever the letters are."""
    if isinstance(value, int):
        return value < 0
    return all(coefficient < 0 for monomial, coefficient in value.terms if monomial)


class Sizes(NamedTuple):
    """What two formulas' letters have to do with each other.

    ``renamed``: letters of the first, and the letter of the second that each is.
    ``conditions``: equations that must hold besides, as (letter, value).
    """

    renamed: tuple[tuple[str, str], ...]
    conditions: tuple[tuple[str, Affine], ...]


def sizes(known: Put) -> Sizes:
    """The renaming and the conditions that the solved equations come to."""
    renamed: list[tuple[str, str]] = []
    conditions: list[tuple[str, Affine]] = []
    used: dict[str, str] = {}
    for letter, value in sorted(known.items()):
        other = str(value) if isinstance(value, Poly) and value.is_name else ""
        if letter[0] == LEFT and other[:1] == RIGHT and other not in used:
            used[other] = letter
            renamed.append((letter[1:], other[1:]))
        elif letter[0] == LEFT and other in used:
            conditions.append((letter, name(used[other])))
        else:
            conditions.append((letter, value))
    return Sizes(tuple(renamed), tuple(conditions))
