"""The supports of a formula: what the bounds of its sums leave for each index.

A bound of a summed letter is one of the letter's place; where the letter is no index of its
own, a relation makes it one of another place. So the sum of x[k] h[n-k] over k from 0 to n
says that both x and h begin at 0.
"""

from __future__ import annotations

from symconv.model.index import Affine, Extremum, ceil_div, floor_div, name, names_in
from symconv.relate.formula import Formula, Put, with_letters
from symconv.relate.places import Place, Support, Tied, letter, tied_of
from symconv.relate.trouble import FormulaError
from symconv.verify.indexed import Entry, Odd


class _UnclearError(Exception):
    """Of two bounds neither is known to be the tighter."""


def supports_of(
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
                try:
                    _bound(found, room, relations, limit.letter, formula)
                except _UnclearError as error:
                    raise FormulaError(
                        f"it is not known which is the tighter bound, {error}", limit.span,
                        formula.text, f"give {limit.letter} one bound on each side",
                    ) from None  # fmt: skip
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
        tied = tied_of(candidate, 0)
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
    sizes = [gap] if isinstance(gap, int) else [size for _, size in gap.terms]
    if all(size * sign >= 0 for size in sizes):  # letters for sizes are not negative
        return one
    if all(size * sign <= 0 for size in sizes):
        return other
    raise _UnclearError(f"{one} or {other}")
