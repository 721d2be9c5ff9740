"""Sides of numbers under a stated problem: values put in, products worked out, totals.

The numbers of each written term are matched with the values of the pairs of elements that
meet in the output, in any order. What is left on both sides is what is wrong.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from symconv.verify.diagnose import Found
from symconv.verify.diagnose import missing as missing_terms
from symconv.verify.indexed import Exact
from symconv.verify.law import Law, access
from symconv.verify.written import Side, Term

Cell = tuple[int, ...]


class Known(NamedTuple):
    """A pair of elements that meet, with their values."""

    first: Cell
    second: Cell
    values: tuple[Exact, Exact]

    @property
    def product(self) -> Exact:
        """The value of the term."""
        return self.values[0] * self.values[1]


def known_pairs(at: Cell, law: Law) -> list[Known] | None:
    """The pairs that meet in an output, where all have numbers for values."""
    found = []
    for first, second in law.met(at):
        one, other = law.number_of((law.first, first)), law.number_of((law.second, second))
        if one is None or other is None:
            return None
        found.append(Known(first, second, (one, other)))
    return found


def slips(written: Side, at: Cell, law: Law, text: str) -> list[Found]:
    """What is wrong in a side of numbers, term by term; nothing where terms are put together."""
    known = known_pairs(at, law)
    if known is None or written.dots:
        return []
    left, waiting = _unmatched(written.terms, known)
    missing = [one for one in waiting if one.product != 0]
    gap = len(known) - len(written.terms)
    if gap != 0:
        left = [term for term in left if term.coefficient != 0 or len(term.numbers) == 2]
    if not left and not missing:
        return []
    if gap > 1 or (gap == 1 and left) or _is_total(written, known):
        return []
    if not left:
        return [missing_terms(written.span, [_words(one, law) for one in missing])]
    found = []
    for term in left:
        beside = _nearest(term, waiting)
        if beside is not None:
            waiting.remove(beside)
        found.append(_fault(term, beside, known, law, text))
    return found


def _unmatched(
    terms: tuple[Term, ...], known: list[Known]
) -> tuple[list[Term], list[Known]]:
    """The terms that are no known product, and the products that are not written.

    Where a product is written several times, the one in its usual place is the right one.
    """
    orders = [sorted(known, key=lambda one: (one.first if image else one.second)[::-1])
              for image in (True, False)]  # fmt: skip
    orders += [order[::-1] for order in orders]
    order = max(orders, key=lambda order: sum(map(_same, terms, order)))
    placed = [_same(term, one) for term, one in zip(terms, order)]
    waiting = [one for one, fine in zip(order, placed) if not fine] + order[len(terms) :]
    left = []
    for place, term in enumerate(terms):
        if place < len(placed) and placed[place]:
            continue
        match = next((one for one in waiting if _same(term, one)), None)
        if match is None:
            left.append(term)
        else:
            waiting.remove(match)
    return left, waiting


def _is_total(written: Side, known: list[Known]) -> bool:
    """Whether a side is one number, which may be that of several terms together."""
    return len(written.terms) == 1 and len(written.terms[0].numbers) == 1 and len(known) > 1


def _same(term: Term, one: Known) -> bool:
    if term.coefficient != one.product:
        return False
    if len(term.numbers) == 2 and abs(term.coefficient) == abs(term.numbers[0] * term.numbers[1]):
        return sorted(abs(Fraction(value)) for value in term.numbers) == sorted(
            abs(Fraction(value)) for value in one.values
        )
    return True


def _nearest(term: Term, waiting: list[Known]) -> Known | None:
    """The pair that a wrong term most likely stands for: it shares a value, or comes first."""
    for one in waiting:
        if term.coefficient == -one.product != 0:
            return one
    if term.coefficient == 0 and len(term.numbers) != 2:
        return next((one for one in waiting if one.product != 0), None)
    for one in waiting:
        if len(term.numbers) == 2 and set(term.numbers) & set(one.values):
            return one
    return waiting[0] if waiting else None


def _fault(term: Term, one: Known | None, known: list[Known], law: Law, text: str) -> Found:
    word = text[slice(*term.span)]
    if one is None:
        twice = any(_same(term, other) for other in known)
        kind = "duplicate-term" if twice else "extra-term"
        says = f"{word} stands twice." if twice else f"{word} does not belong to this sum."
        return Found(term.span, kind, word, "", says)
    expected = f"{_factor(one.values[0])}·{_factor(one.values[1])}"
    if term.coefficient == -one.product != 0:
        return Found(term.span, "wrong-sign", word, _plus(one.product),
                     f"The sign is wrong: {_words(one, law)} is {one.product}.")  # fmt: skip
    if len(term.numbers) == 2:
        elements = ((law.first, one.first), (law.second, one.second))
        for element, value in zip(elements, one.values):
            if value not in term.numbers:
                return Found(term.span, "wrong-entry", word, expected,
                             f"{access(element)} is {value}, so this is {expected}.")  # fmt: skip
        return Found(term.span, "wrong-entry", word, expected, f"This is {expected}.")
    return Found(term.span, "arithmetic", word, str(one.product),
                 f"{expected} is {one.product}.")  # fmt: skip


def _words(one: Known, law: Law) -> str:
    return f"{access((law.first, one.first))}·{access((law.second, one.second))}"


def _factor(value: Exact) -> str:
    return f"({value})" if value < 0 or isinstance(value, Fraction) else str(value)


def _plus(value: Exact) -> str:
    return f"- {-value}" if value < 0 else f"+ {value}"
