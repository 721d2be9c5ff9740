"""Places: an index of an array, what ties places together, and the values that they may take."""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import Affine, Poly

Place = tuple[int, int]
"""A slot (0 the output, then the arrays in the order written) and the number of an index."""


class Tied(NamedTuple):
    """The sum of ``coefficients`` times places is ``rest``, exactly or modulo ``modulus``."""

    coefficients: tuple[tuple[Place, Affine], ...]
    rest: Affine
    modulus: Affine = 0


class Support(NamedTuple):
    """The indices that a place may take; None where there is no end."""

    lower: Affine | None = None
    upper: Affine | None = None


def letter(place: Place) -> str:
    """The name of a place in affine forms; no letter of a formula looks like it.

    >>> letter((1, 0))
    '@1.0'
    """
    return f"@{place[0]}.{place[1]}"


def tied_of(total: Affine, modulus: Affine) -> Tied:
    """The relation that ``total = 0`` is, the letters of places apart from the rest."""
    assert isinstance(total, Poly)
    slopes: dict[Place, Affine] = {}
    rest: Affine = 0
    for monomial, coefficient in total.terms:
        places = [atom for atom in monomial if isinstance(atom, str) and atom[0] == "@"]
        other: Affine = coefficient
        for atom in monomial:
            if atom not in places:
                other = other * Poly((((atom,), 1),))
        if places:
            place = place_of(places[0])
            slopes[place] = slopes.get(place, 0) + other
        else:
            rest = rest - other
    kept = tuple((place, slope) for place, slope in sorted(slopes.items()) if slope != 0)
    return Tied(kept, rest, modulus)


def place_of(word: str) -> Place:
    """The place that a letter of an affine form stands for."""
    slot, _, number = word[1:].partition(".")
    return int(slot), int(number)
