"""Comparing the sides of a chain with each other: rows of a table, sums of numbers."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.gather import EQUALS
from symconv.verify.indexed import NotTerms, evaluate
from symconv.verify.judged import Judged, hole, reason_of, unread
from symconv.verify.law import Law
from symconv.verify.neighbours import (
    alike,
    arrays_of,
    has_infinite,
    strange_to_sum,
    trial_boxes,
)
from symconv.verify.written import Factor, Side, factor, free_letters

NO_LAW = Law("", "", "", (), {}, "inferred")


def equal_sides(
    chain: s.Chain, sides: list[Side | None], law: Law, text: str
) -> list[Judged]:
    """Each side must equal the one before it, term by term."""
    judged: list[Judged] = []
    wrong = False
    for place in range(1, len(sides)):
        before, now = sides[place - 1], sides[place]
        node = chain.sides[place]
        start = chain.sides[0].span[0] if place == 1 else node.span[0]
        span = (start, node.span[1])
        missing = unread(node) or (unread(chain.sides[0]) if place == 1 else None)
        if missing is not None:
            judged.append(hole(missing, text))
            continue
        if before is None or now is None:
            why = reason_of(node) if now is None else "the side before it is not understood"
            judged.append(Judged(span, "undecided", f"This side is not checked: {why}."))
            continue
        verdict = _same(before, now, law, span, text)
        if place == 1 and law is NO_LAW and now.numeric and isinstance(chain.sides[0], s.Name):
            follows = "The numbers that follow are compared with these."
            verdict = Judged(span, "proved", follows if len(sides) > 2 else "This is given.")
        if verdict.verdict == "refuted" and wrong:
            carried = Found(now.span, "carried-forward", text[slice(*now.span)], "",
                            "This follows from a side that is wrong.")  # fmt: skip
            verdict = verdict._replace(found=(carried,))
        wrong = wrong or verdict.verdict == "refuted"
        judged.append(verdict)
    return judged


def _same(before: Side, now: Side, law: Law, span: s.Span, text: str) -> Judged:
    try:
        one = expand(before, law, law.numbers, outside=True)
        other = expand(now, law, law.numbers, outside=True)
    except TooLarge:
        return Judged(span, "undecided", "Writing this sum out would take too long.")
    except Unbound:
        return _for_all(before, now, span, text)
    if one == other:
        return Judged(span, "proved", "Both sides are equal.")
    if has_infinite(before) != has_infinite(now):
        return _within_sum(before, now, span, text)
    word = text[slice(*now.span)]
    if now.numeric and before.numeric:
        total = one.get((), 0)
        fault = Found(now.span, "arithmetic", word, str(total), f"The total is {total}.")
        return Judged(span, "refuted", "The numbers do not add up.", (fault,))
    if not before.numeric and now.numeric and law.source == "inferred":
        return Judged(span, "undecided", "The values of the elements are not known.")
    return Judged(span, "refuted", "The two sides are not equal.",
                  (difference(before, now, law, word, text),))  # fmt: skip


def _within_sum(before: Side, now: Side, span: s.Span, text: str) -> Judged:
    """A sum without bounds and its terms: those written must be terms of it."""
    sums, written = (before, now) if has_infinite(before) else (now, before)
    strange = strange_to_sum({}, sums, written, text)
    if strange:
        return Judged(span, "refuted", "The two sides are not equal.", tuple(strange))
    return Judged(span, "undecided", "How far the sum goes is not stated.")


def _for_all(before: Side, now: Side, span: s.Span, text: str) -> Judged:
    """Two sides with letters that nothing binds: they must be equal for all of them."""
    letters = sorted(set().union(*(free_letters(term) for term in (*before.terms, *now.terms))))
    if not arrays_of(before) or arrays_of(before) != arrays_of(now):
        return Judged(span, "undecided", "Letters are left in the indices.")
    for start in (1, 4):
        numbers = {letter: start + 2 * place for place, letter in enumerate(letters)}
        try:
            if not alike(before, now, numbers, trial_boxes(before, now)):
                word = text[slice(*now.span)]
                fault = Found(now.span, "not-equal", word, "", "The two sides are not equal.")
                return Judged(span, "refuted", "The two sides are not equal.", (fault,))
        except (Unbound, TooLarge):
            return Judged(span, "undecided", "Letters are left in the indices.")
    return Judged(span, "proved", "Both sides are equal for all values of their letters.")


def difference(before: Side, now: Side, law: Law, word: str, text: str) -> Found:
    """The one factor that differs between two sides of the same shape."""
    if len(before.terms) == len(now.terms):
        for old, new in zip(before.terms, now.terms):
            if len(old.factors) != len(new.factors):
                continue
            for left, right in zip(old.factors, new.factors):
                shown = text[slice(*right.span)]
                wanted = _worked_out(left, law)
                if left.indices is not None and right.indices is not None:
                    if _stands_for(left, law) != _stands_for(right, law):
                        return Found(right.span, "wrong-index", shown, wanted,
                                     f"This must be {wanted}, not {shown}.")  # fmt: skip
                elif right.indices is None and left.indices is not None:
                    cell = _cell(left, law)
                    letter = law.word_for((left.name, cell)) if cell is not None else wanted
                    if letter != right.name:
                        return Found(right.span, "wrong-entry", shown, letter,
                                     f"{wanted} is {letter}, not {shown}.")  # fmt: skip
    return Found(now.span, "not-equal", word, text[slice(*before.span)],
                 "The two sides are not equal.")  # fmt: skip


def _cell(factor: Factor, law: Law) -> tuple[int, ...] | None:
    values = [evaluate(entry, law.numbers) for entry in factor.indices or ()]
    cell = tuple(value for value in values if value is not None)
    return cell if len(cell) == len(values) else None


def _stands_for(factor: Factor, law: Law) -> object:
    cell = _cell(factor, law)
    return factor if cell is None else law.stands_for((factor.name, cell))


def _worked_out(factor: Factor, law: Law) -> str:
    cell = _cell(factor, law)
    if factor.indices is None or cell is None:
        return factor.name
    return f"{factor.name}[{','.join(map(str, cell))}]"


def worked_indices(chain: s.Chain, text: str) -> list[Judged] | None:
    """``h[1-0,1-3] = h[1,-2]``: indices worked out; None where a chain says something else."""
    if any(relation.sign not in EQUALS for relation in chain.relations):
        return None
    if not chain.relations or not all(isinstance(node, s.Access) for node in chain.sides):
        return None
    try:
        factors = [factor(node) for node in chain.sides]
    except NotTerms:
        return None
    if len({one.name for one in factors}) != 1:
        return None
    cells = [_cell(one, NO_LAW) for one in factors]
    head = chain.sides[0]
    assert isinstance(head, s.Access)
    plain = all(isinstance(index, (s.Number, s.Negative)) for index in head.indices)
    if any(cell is None for cell in cells) or (plain and cells[0] != cells[1]):
        return None
    judged = []
    for place, (node, cell) in enumerate(zip(chain.sides[1:], cells[1:])):
        span = (head.span[0] if place == 0 else node.span[0], node.span[1])
        if cell == cells[0]:
            judged.append(Judged(span, "proved", "The indices are worked out."))
            continue
        wanted = _worked_out(factors[0], NO_LAW)
        word = text[slice(*node.span)]
        fault = Found(node.span, "wrong-statement", word, wanted, f"Worked out, it is {wanted}.")
        judged.append(Judged(span, "refuted", "The indices are worked out wrongly.", (fault,)))
    return judged
