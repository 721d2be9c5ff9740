"""The bounds of a general formula beside the worked lines: what they sum over must be the same."""

from __future__ import annotations

from symconv.verify.diagnose import Found
from symconv.verify.infer import Evidence, Family
from symconv.verify.law import Law
from symconv.verify.ties import Triple
from symconv.verify.written import Limit, Side, Term

Cell = tuple[int, ...]

LINES = 2  # whole lines that must agree before bounds are doubted


def limit_fault(written: Side, family: Family, evidence: Evidence, text: str) -> Found | None:
    """A letter whose bounds leave out what all lines have, or add what none of them has."""
    scoped = [term for term in written.terms if term.scopes]
    if len(scoped) != 1 or not family.laws:
        return None
    law = family.laws[0]
    lines = [
        (found.at, triples)
        for found, place, triples in family.by_line
        if found.at is not None
        and not found.numbers
        and all(law.holds(triple) for triple in triples)
        and (whole := found.sides[place]) is not None
        and not whole.dots
    ]
    if len(lines) < LINES or len(lines) < len(family.by_line):
        return None
    for limit in scoped[0].bound:
        if not isinstance(limit.lower, int) or not isinstance(limit.upper, int) or limit.step != 1:
            continue
        places = _plain(scoped[0], limit, law)
        if not places:
            continue
        shown = set(range(limit.lower, limit.upper + 1))
        array, axis = places[-1]
        seen = {
            value
            for _, triples in lines
            for triple in triples
            if isinstance(value := triple[1 if array == law.first else 2][axis], int)
        }
        if not seen or (min(seen), max(seen)) == (limit.lower, limit.upper):
            continue
        if _zero(shown - seen, array, axis, evidence):
            continue
        if seen <= shown and len(places) < 2 and not _would_show(shown - seen, places[0], lines,
                                                                 law, evidence):  # fmt: skip
            continue
        word, expected = text[slice(*limit.span)], f"{limit.letter} from {min(seen)} to {max(seen)}"
        return Found(limit.span, "wrong-bounds", word, expected,
                     f"The worked lines sum over {expected}.")  # fmt: skip
    return None


def _zero(missing: set[int], array: str, axis: int, evidence: Evidence) -> bool:
    """Whether an element that no line has is known to be 0: it was left out."""
    return any(
        value == 0 and name == array and len(cell) > axis and cell[axis] in missing
        for (name, cell), value in evidence.values.items()
    )


def _plain(term: Term, limit: Limit, law: Law) -> list[tuple[str, int]]:
    """The arrays and axes at which a summed letter stands alone."""
    return [
        (factor.name, axis)
        for factor in term.factors
        if factor.name in (law.first, law.second)
        for axis, entry in enumerate(factor.indices or ())
        if str(entry) == limit.letter
    ]


def _would_show(
    more: set[int], place: tuple[str, int], lines: list[tuple[Cell, list[Triple]]], law: Law,
    evidence: Evidence,
) -> bool:  # fmt: skip
    """Whether a line would have a term more, with an element that other lines have."""
    array, axis = place
    other = law.second if array == law.first else law.first
    box = evidence.box_of(other)
    if box is None:
        return False
    for at, triples in lines:
        for triple in triples:
            own = triple[1 if array == law.first else 2]
            for value in more:
                cell = tuple([
                    value if k == axis else entry
                    for k, entry in enumerate(own)
                    if isinstance(entry, int)
                ])  # fmt: skip
                met = law.partner(at, (array, cell))
                if met and all(low <= v <= high for v, (low, high) in zip(met, box)):
                    return True
    return False
