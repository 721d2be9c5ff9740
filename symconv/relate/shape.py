"""The shape of a formula: which indices belong together, by what relation, in what bounds.

The letters are eliminated: what is left are relations between *places* (the first index of
the output, the second index of an array …). Places that relations tie together are an
``Axis``. On a plain axis three places obey one relation, output = image + kernel for
convolution; a channel that is summed ties two. Two formulas mean the same if their axes do.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import Affine, Poly, name, names_in
from symconv.relate.formula import Formula, Put, with_letters
from symconv.relate.places import Place, Support, Tied, letter, tied_of
from symconv.relate.supports import supports_of
from symconv.relate.trouble import FormulaError
from symconv.verify.indexed import Entry, Odd, entry_letters


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


def shape(formula: Formula) -> Shape:
    """Eliminate the letters of a formula.

    >>> from symconv.relate.reading import read_formula
    >>> found = shape(read_formula(r"y[m] = \\sum_i x[i] h[m-i]"))
    >>> [tied.rest for axis in found.axes for tied in axis.relations]
    [0]

    Raises FormulaError where the indices leave out pairs, a bound is on no index alone, or
    the output is the same for all values of an index.
    """
    entries = _entries(formula)
    put, relations, free = _eliminated(formula, entries)
    supports = supports_of(formula, entries, put, relations)
    axes = _axes([place for place, _ in entries], relations, free)
    for axis in axes:
        if not axis.relations and not any(slot for slot, _ in axis.places):
            _refuse_idle(formula, axis.places[0])
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
    stuck = False
    while waiting:
        later: list[tuple[Place, Entry]] = []
        for place, entry in waiting:
            value, divisor, modulus = entry if isinstance(entry, Odd) else (entry, 1, 0)
            value = with_letters(value, put)
            left = sorted(names_in(value) & unsolved)
            here = divisor * name(letter(place))
            if not left:
                relations.append(tied_of(value - here, modulus))
                continue
            units = [one for one in left if _unit(value, one)]
            if modulus != 0:  # a remainder gives a letter that runs once round, if nothing else can
                units = [one for one in units if stuck and _whole_turn(one, modulus, formula)]
            chosen = units[0] if units else None
            if chosen is None:
                later.append((place, entry))
                continue
            slope = _unit(value, chosen)
            solved = slope * (here - (value - slope * name(chosen)))
            put = {old: with_letters(part, {chosen: solved}) for old, part in put.items()}
            put[chosen] = solved
            unsolved.discard(chosen)
            free.append(place)
        if len(later) == len(waiting) and stuck:
            _refuse(later[0][0], formula)
        stuck = len(later) == len(waiting)
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


def _whole_turn(letter: str, modulus: Affine, formula: Formula) -> bool:
    """Whether a sum runs over as many values as there are remainders."""
    for limit in formula.limits:
        ends = [end for end in (limit.lower, limit.upper) if isinstance(end, (int, Poly))]
        if limit.letter == letter and len(ends) == 2:
            return ends[1] - ends[0] + 1 - modulus == 0
    return False


def _refuse(place: Place, formula: Formula) -> None:
    factor = formula.slots[place[0]]
    raise FormulaError(
        f"the indices of {factor.name} leave out pairs of elements", factor.span, formula.text,
        "let each letter stand alone, without a number before it, in one index",
    )  # fmt: skip


def _refuse_idle(formula: Formula, place: Place) -> None:
    """Refuse an output that is the same for all values of an index."""
    output = formula.output
    letters = entry_letters((output.indices or ())[place[1]])
    spans = [one.span for one in formula.factors
             if any(letters & entry_letters(entry) for entry in one.indices or ())]  # fmt: skip
    names = " and ".join(sorted(letters))
    raise FormulaError(
        f"the sums take {names} away: {output.name} is the same for each {names}",
        (*spans, output.span)[0], formula.text, f"leave {names} out, or sum over one index fewer",
    )  # fmt: skip


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
