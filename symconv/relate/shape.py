"""The shape of a formula: which indices belong together, by what relation, in what bounds.

The letters are eliminated: what is left are relations between *places* (the first index of
the output, the second index of an array …). Places that relations tie together are an
``Axis``. On a plain axis three places obey one relation, output = image + kernel for
convolution; a channel that is summed ties two. Two formulas mean the same if their axes do.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import Affine, Extremum, Poly, ceil_div, floor_div, name, names_in
from symconv.relate.formula import Formula, Put, with_letters
from symconv.relate.trouble import FormulaError
from symconv.verify.indexed import Entry, Odd

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


class Axis(NamedTuple):
    """Places that relations tie together; with ``free`` chosen, the others follow."""

    places: tuple[Place, ...]
    free: tuple[Place, ...]
    relations: tuple[Tied, ...]


class Shape(NamedTuple):
    """The axes of a formula, the support of each place, and each letter by its places.

    A letter's value is an affine form in ``letter(place)``.
    """

    axes: tuple[Axis, ...]
    supports: tuple[tuple[Place, Support], ...]
    letters: tuple[tuple[str, Affine], ...]


def letter(place: Place) -> str:
    """The name of a place in affine forms; no letter of a formula looks like it.

    >>> letter((1, 0))
    '@1.0'
    """
    return f"@{place[0]}.{place[1]}"


def shape(formula: Formula) -> Shape:
    """Eliminate the letters of a formula.

    >>> from symconv.relate.reading import read_formula
    >>> found = shape(read_formula(r"y[m] = \\sum_i x[i] h[m-i]"))
    >>> [tied.rest for axis in found.axes for tied in axis.relations]
    [0]

    Raises FormulaError where the indices leave out pairs, or a bound is on no index alone.
    """
    entries = _entries(formula)
    put, relations, free = _eliminated(formula, entries)
    supports = _supports(formula, entries, put, relations)
    axes = _axes([place for place, _ in entries], relations, free)
    return Shape(axes, tuple(supports.items()), tuple(put.items()))


def values_of(formula: Formula) -> Put:
    """Each letter of a formula as an affine form in its places."""
    return _eliminated(formula, _entries(formula))[0]


def _entries(formula: Formula) -> list[tuple[Place, Entry]]:
    return [
        ((slot, number), entry)
        for slot, factor in enumerate(formula.slots)
        for number, entry in enumerate(factor.indices or ())
    ]


def _eliminated(
    formula: Formula, entries: list[tuple[Place, Entry]]
) -> tuple[Put, list[Tied], list[Place]]:
    """Each letter by places, the relations that are left, and the places that are free."""
    unsolved = set(formula.outputs) | set(formula.sums)
    put: Put = {}
    relations: list[Tied] = []
    free: list[Place] = []
    waiting = sorted(entries, key=lambda item: _rank(item[1]))
    while waiting:
        later: list[tuple[Place, Entry]] = []
        for place, entry in waiting:
            value, divisor, modulus = entry if isinstance(entry, Odd) else (entry, 1, 0)
            value = with_letters(value, put)
            left = sorted(names_in(value) & unsolved)
            here = divisor * name(letter(place))
            if not left:
                relations.append(_tied(value - here, modulus))
                continue
            chosen = None if modulus else next((one for one in left if _unit(value, one)), None)
            if chosen is None:
                later.append((place, entry))
                continue
            slope = _unit(value, chosen)
            solved = slope * (here - (value - slope * name(chosen)))
            put = {old: with_letters(part, {chosen: solved}) for old, part in put.items()}
            put[chosen] = solved
            unsolved.discard(chosen)
            free.append(place)
        if len(later) == len(waiting):
            _refuse(later[0][0], formula)
        waiting = later
    for place, entry in entries:
        if isinstance(entry, Odd) and entry.divisor != 1 and place not in free:
            tied = {p for relation in relations for p, _ in relation.coefficients}
            if place not in tied:
                _refuse(place, formula)
    return put, relations, free


def _rank(entry: Entry) -> int:
    """Plain letters are solved for first, remainders last."""
    if isinstance(entry, Odd):
        return 3 if entry.modulus != 0 else 2
    return 0 if isinstance(entry, Poly) and entry.is_name else 1


def _unit(value: Affine, one: str) -> int:
    """1 or -1 where a letter stands with that coefficient and nowhere else; else 0."""
    if isinstance(value, int):
        return 0
    slope = 0
    for monomial, coefficient in value.terms:
        if monomial == (one,) and coefficient in (1, -1):
            slope = coefficient
        elif any(atom == one or not isinstance(atom, str) for atom in monomial):
            return 0
    return slope


def _refuse(place: Place, formula: Formula) -> None:
    factor = formula.slots[place[0]]
    raise FormulaError(
        f"the indices of {factor.name} leave out pairs of elements", factor.span, formula.text,
        "let each letter stand alone, without a number before it, in one index",
    )  # fmt: skip


def _tied(total: Affine, modulus: Affine) -> Tied:
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


def settled(found: Shape) -> Shape:
    """The shape with each place that has one value only as an axis of its own."""
    supports = dict(found.supports)
    relations = [tied for axis in found.axes for tied in axis.relations]
    free = [place for axis in found.axes for place in axis.free]
    kept, still = _settled(supports, relations, free)
    if len(kept) == len(relations):
        return found
    return found._replace(axes=_axes(list(supports), kept, still))


def _settled(
    supports: dict[Place, Support], relations: list[Tied], free: list[Place]
) -> tuple[list[Tied], list[Place]]:
    single = {
        place: support.lower
        for place, support in supports.items()
        if support.lower is not None and support.lower == support.upper
    }
    found: list[Tied] = []
    for relation in relations:
        kept = tuple((p, by) for p, by in relation.coefficients if p not in single)
        if len(kept) == len(relation.coefficients) or len(relation.coefficients) == 1:
            found.append(relation)
            single = {p: v for p, v in single.items() if (p,) != _only(relation)}
            continue
        rest = relation.rest
        for place, by in relation.coefficients:
            value = single.get(place)
            rest = rest - by * value if value is not None else rest
        if kept and all(place in free for place, _ in kept):  # one of them follows now
            free = [place for place in free if place != _follower(kept)]
        if kept:
            found.append(Tied(kept, rest, relation.modulus))
    found += [Tied(((place, 1),), value) for place, value in single.items()]
    return found, [place for place in free if place not in single]


def _only(relation: Tied) -> tuple[Place, ...]:
    return tuple(place for place, _ in relation.coefficients)


def _follower(kept: tuple[tuple[Place, Affine], ...]) -> Place:
    """The place that follows from the others: best one that stands alone in an array."""
    return min(kept, key=lambda item: (item[1] not in (1, -1), item[0][0] == 0))[0]


def _axes(places: list[Place], relations: list[Tied], free: list[Place]) -> tuple[Axis, ...]:
    """Places that relations tie together, in the order of their first places."""
    groups: list[set[Place]] = [{place} for place in places]
    for relation in relations:
        tied = {place for place, _ in relation.coefficients}
        joined = [group for group in groups if group & tied]
        groups = [group for group in groups if not group & tied]
        groups.append(set().union(*joined))
    return tuple(
        Axis(
            tuple(sorted(group)),
            tuple(sorted(group & set(free))),
            tuple(r for r in relations if any(place in group for place, _ in r.coefficients)),
        )
        for group in sorted(groups, key=min)
    )


def _supports(
    formula: Formula, entries: list[tuple[Place, Entry]], put: Put, relations: list[Tied]
) -> dict[Place, Support]:
    """What the bounds of the sums, and what is stated, leave for each place."""
    found = {place: Support() for place, _ in entries}
    for limit in (*formula.limits, *formula.ranges):
        value = put[limit.letter]
        for end, sign in ((limit.lower, 1), (limit.upper, -1)):
            if end is None:
                continue
            for part in _parts(end, "max" if sign > 0 else "min", limit.letter, formula):
                room = sign * (value - with_letters(part, put))
                _bound(found, room, relations, limit.letter, formula)
    for place, entry in entries:
        if isinstance(entry, Odd) and entry.modulus != 0:
            found[place] = _within(found[place], 0, entry.modulus - 1)
    for array, box in formula.boxes:
        slot = next(k for k, one in enumerate(formula.slots) if one.name == array)
        for number, (low, high) in enumerate(box):
            found[slot, number] = _within(found[slot, number], low, high)
    return found


def _parts(
    end: Affine | Extremum, kind: str, letter: str, formula: Formula
) -> tuple[Affine, ...]:
    if not isinstance(end, Extremum):
        return (end,)
    if end.kind == kind:
        return end.args
    raise FormulaError(
        f"a {end.kind} is no {'lower' if kind == 'max' else 'upper'} bound of {letter}",
        _span(letter, formula), formula.text,
        f"write the largest of the lower bounds and the smallest of the upper bounds of {letter}",
    )  # fmt: skip


def _span(letter: str, formula: Formula) -> tuple[int, int]:
    return next((limit.span for limit in formula.limits if limit.letter == letter), (0, 0))


def _bound(
    found: dict[Place, Support], room: Affine, relations: list[Tied], letter: str,
    formula: Formula,
) -> None:  # fmt: skip
    """Note that ``room`` is not negative, as a bound of one place."""
    if not _places(room):
        return  # a statement about sizes alone
    for candidate in (room, *_rewritten(room, relations)):
        places = _places(candidate)
        if len(places) != 1:
            continue
        tied = _tied(candidate, 0)
        ((place, slope),) = tied.coefficients
        if slope == 1:
            found[place] = _within(found[place], tied.rest, None)
        elif slope == -1:
            found[place] = _within(found[place], None, -tied.rest)
        elif isinstance(slope, int) and slope > 0:
            found[place] = _within(found[place], ceil_div(tied.rest, slope), None)
        elif isinstance(slope, int):
            found[place] = _within(found[place], None, floor_div(-tied.rest, -slope))
        else:
            continue
        return
    raise FormulaError(
        f"the bounds of {letter} bound no index alone", _span(letter, formula), formula.text,
        "give bounds for the index of one array",
    )  # fmt: skip


def _places(value: Affine) -> set[str]:
    return {one for one in names_in(value) if one[0] == "@"}


def _rewritten(room: Affine, relations: list[Tied]) -> list[Affine]:
    """The same bound with one place put by a relation for the others."""
    found: list[Affine] = []
    for relation in relations:
        for place, slope in relation.coefficients:
            if slope not in (1, -1) or relation.modulus != 0:
                continue
            total: Affine = relation.rest
            for other, by in relation.coefficients:
                if other != place:
                    total = total - by * name(letter(other))
            if letter(place) in names_in(room):
                found.append(with_letters(room, {letter(place): slope * total}))
    return found


def _within(support: Support, lower: Affine | None, upper: Affine | None) -> Support:
    """A support with one more bound, where one of two is known to be the tighter."""
    lower = _tighter(support.lower, lower, 1)
    upper = _tighter(support.upper, upper, -1)
    return Support(lower, upper)


def _tighter(one: Affine | None, other: Affine | None, sign: int) -> Affine | None:
    if one is None or other is None:
        return one if other is None else other
    gap = one - other
    if isinstance(gap, int):
        return one if gap * sign >= 0 else other
    return other  # two symbolic bounds: what is written later is stated more narrowly
