"""One formula made of another: places dropped, turned, put in another order, letters changed.

These are the acts of a derivation (``steps.py``). None of them judges: ``evaluate.py`` checks
what comes out.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import Affine, Poly, name, names_in
from symconv.relate.formula import (
    Formula,
    Put,
    bound_with,
    entry_with,
    factor_with,
    limit_with,
    with_letters,
)
from symconv.relate.places import Place
from symconv.relate.shape import Shape
from symconv.verify.indexed import Entry, Odd, entry_letters
from symconv.verify.written import Factor, Limit


class Change(NamedTuple):
    """An array under another name and with other indices.

    Index k of ``other`` is ``signs[k] * i + moves[k]``, with i index ``axes[k]`` of
    ``array``; modulo ``moduli[k]`` where that is not 0. Indices that are in no ``axes`` are
    dropped.
    """

    array: str
    other: str
    axes: tuple[int, ...]
    signs: tuple[int, ...]
    moves: tuple[Affine, ...]
    moduli: tuple[Affine, ...]


def unchanged(factor: Factor, other: str = "") -> Change:
    """The change that leaves an array as it is, or only renames it."""
    count = len(factor.indices or ())
    return Change(
        factor.name, other or factor.name, tuple(range(count)), (1,) * count, (0,) * count,
        (0,) * count,
    )  # fmt: skip


def changed(formula: Formula, changes: dict[str, Change]) -> Formula:
    """The formula in the changed arrays; the output's indices are made plain letters again."""
    output, *factors = (
        _changed(factor, changes.get(factor.name) or unchanged(factor)) for factor in formula.slots
    )
    styles = dict(formula.styles)
    renamed = tuple(
        (change.other, styles[change.array])
        for change in changes.values()
        if change.array in styles
    )
    boxes = tuple(one for one in formula.boxes if one[0] not in changes)
    made = formula._replace(
        output=output, factors=tuple(factors), styles=(*formula.styles, *renamed), boxes=boxes
    )
    put = plain_output(made, formula)
    return substituted(made, put) if put else made


def _changed(factor: Factor, change: Change) -> Factor:
    entries: list[Entry] = []
    for axis, sign, move, modulus in zip(change.axes, change.signs, change.moves, change.moduli):
        entry = (factor.indices or ())[axis]
        if isinstance(entry, Odd):
            value = sign * entry.value + entry.divisor * move
            still = entry.modulus if sign == 1 and move == 0 else modulus or entry.modulus
            entries.append(Odd(value, entry.divisor, still))
        elif modulus != 0 and (sign, move) != (1, 0):
            entries.append(Odd(sign * entry + move, 1, modulus))
        else:
            entries.append(sign * entry + move)
    return factor._replace(name=change.other, indices=tuple(entries))


def plain_output(made: Formula, before: Formula) -> Put:
    """What to put for the output's letters so that its indices are letters again."""
    put: Put = {}
    for entry in made.output.indices or ():
        if isinstance(entry, Poly) and not entry.is_name:
            letters = sorted(names_in(entry) & set(before.outputs))
            slope = sum(c for monomial, c in entry.terms if monomial == (letters[0],))
            rest = entry - slope * name(letters[0])
            put[letters[0]] = slope * (name(letters[0]) - rest)
    return put


def substituted(formula: Formula, put: Put) -> Formula:
    """The formula with others put for letters everywhere, the output too."""
    return formula._replace(
        output=factor_with(formula.output, put),
        factors=tuple(factor_with(one, put) for one in formula.factors),
        limits=tuple(limit_with(limit, put) for limit in formula.limits),
        ranges=tuple(filter(None, (bounds_with(limit, put, set()) for limit in formula.ranges))),
    )


def bounds_with(limit: Limit, put: Put, among: set[str]) -> Limit | None:
    """The bounds of a letter that is put as ``±letter + rest``, as bounds of that letter.

    ``among`` are the letters that may take its place; the letter itself where empty.
    """
    value = put.get(limit.letter)
    if value is None:
        return limit_with(limit, put)
    fresh = sorted(names_in(value) & (among or {limit.letter}))
    if len(fresh) != 1 or not isinstance(value, Poly):
        return None
    (letter,) = fresh
    slopes = [c for monomial, c in value.terms if letter in monomial]
    if slopes not in ([1], [-1]) or (letter,) not in [m for m, _ in value.terms]:
        return None
    if limit.absent or (limit.lower is None and limit.upper is None):
        return limit._replace(letter=letter)
    slope, rest = slopes[0], value - slopes[0] * name(letter)
    ends: list[Affine | None] = []
    for end in (limit.lower, limit.upper):
        if end is None:
            ends.append(None)
            continue
        end = bound_with(end, put)
        if not isinstance(end, (int, Poly)):
            return None
        ends.append(slope * (end - rest))
    lower, upper = ends if slope > 0 else ends[::-1]
    return limit._replace(letter=letter, lower=lower, upper=upper)


def without(formula: Formula, shape: Shape, pins: dict[Place, Affine]) -> Formula:
    """The formula for one value of the places that are pinned, which are left out."""
    put: Put = {f"@{slot}.{number}": value for (slot, number), value in pins.items()}
    letters: Put = {}
    for letter, value in shape.letters:
        known = with_letters(value, put)
        places = {one for one in names_in(value) if one[0] == "@"}
        if places and places <= put.keys():
            letters[letter] = known

    def kept(slot: int, factor: Factor) -> Factor:
        entries = [
            entry_with(entry, letters)
            for number, entry in enumerate(factor.indices or ())
            if (slot, number) not in pins
        ]
        return factor._replace(indices=tuple(entries))

    output, *factors = (kept(slot, factor) for slot, factor in enumerate(formula.slots))
    slots = (output, *factors)
    used = {one for made in slots for entry in made.indices or () for one in entry_letters(entry)}
    settled = {letter for letter, value in shape.letters if names_in(value) & put.keys()} - used
    return formula._replace(
        output=output,
        factors=tuple(factors),
        limits=tuple(one for one in formula.limits if one.letter not in letters.keys() | settled),
        ranges=tuple(limit for limit in formula.ranges if limit.letter not in letters),
        bias=(),
        boxes=tuple(
            (array, tuple(b for n, b in enumerate(box) if (_slot(formula, array), n) not in pins))
            for array, box in formula.boxes
        ),
    )


def _slot(formula: Formula, array: str) -> int:
    return next(k for k, one in enumerate(formula.slots) if one.name == array)


def letters_in(formula: Formula) -> set[str]:
    """All letters of a formula, and the names of its arrays with the letters in their scripts."""
    found = set(formula.outputs) | set(formula.sums) | formula.parameters
    found |= {one.name for one in formula.slots} | set(formula.scalars)
    for term in formula.bias:
        for one in term.factors:
            found.add(one.name)
            for entry in one.indices or ():
                found |= entry_letters(entry)
    scripts = (one.name.partition("^")[2] for one in formula.slots)
    return found | {letter for script in scripts for letter in script if letter.isalpha()}
