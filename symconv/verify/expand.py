"""Writing sums out: a side of an equation as a polynomial in elements, for given numbers."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.model.index import Affine, Bound, Extremum, Poly, names_in, substitute
from symconv.verify.indexed import Odd, entry_letters, evaluate
from symconv.verify.law import Law, Monomial, Polynomial, TooLarge, cleaned
from symconv.verify.written import Factor, Limit, Side, Term

__all__ = ["TooLarge", "Unbound", "assignments", "elements", "expand"]

MAX_TERMS = 40_000
WINDOW = 9


class Unbound(Exception):  # noqa: N818
    """A letter stands in an index, and nothing binds it."""

    def __init__(self, letter: str, factor: Factor) -> None:
        super().__init__(letter)
        self.letter = letter
        self.factor = factor


def expand(
    side: Side, law: Law, numbers: dict[str, int], outside: bool = False,
    budget: list[int] | None = None,
) -> Polynomial:  # fmt: skip
    """The side as a polynomial, with ``numbers`` put for letters.

    Elements outside their boxes are zero unless ``outside``. ``budget`` holds how many
    products may still be written out. Raises Unbound, TooLarge.
    """
    total: Polynomial = {}
    budget = [MAX_TERMS] if budget is None else budget
    for term in side.terms:
        for put in assignments(term, law, numbers, budget):
            factors = elements(term, put)
            if factors is not None:
                law.add(total, term.coefficient, factors, outside)
    return cleaned(total)


def elements(term: Term, numbers: dict[str, int]) -> Monomial | None:
    """The factors with their indices worked out; None where a division leaves a rest."""
    found: list[tuple[str, tuple[int, ...] | None]] = []
    for factor in term.factors:
        if factor.indices is None:
            found.append((factor.name, None))
            continue
        index = []
        for entry in factor.indices:
            value = evaluate(entry, numbers)
            if value is None:
                loose = entry_letters(entry) - numbers.keys()
                if loose:
                    raise Unbound(min(loose), factor)
                return None
            index.append(value)
        found.append((factor.name, tuple(index)))
    return tuple(found)


def assignments(
    term: Term, law: Law, numbers: dict[str, int], budget: list[int]
) -> Iterator[dict[str, int]]:
    """All values of the letters that the sum signs of a term bind."""
    ties = [tie for scope in term.scopes for tie in scope.ties]
    limits = list(term.bound)
    known = numbers.keys() | {limit.letter for limit in limits}
    in_summand: set[str] = set()
    for factor in term.factors:
        for entry in factor.indices or ():
            in_summand |= entry_letters(entry)
    for tie in ties:
        for letter in sorted((names_in(tie) & in_summand) - known):
            limits.append(Limit(letter, None, None, True, 1, None, term.span))
            known = known | {letter}
    yield from _assigned(term, law, dict(numbers), limits, ties, budget)


def _assigned(
    term: Term,
    law: Law,
    put: dict[str, int],
    limits: list[Limit],
    ties: list[Affine],
    budget: list[int],
) -> Iterator[dict[str, int]]:
    if not limits:
        if all(substitute(tie, put) == 0 for tie in ties):
            budget[0] -= 1
            if budget[0] < 0:
                raise TooLarge
            yield dict(put)
        return
    limit, values = _next(term, law, put, limits, ties)
    rest = [other for other in limits if other is not limit]
    if len(values) > MAX_TERMS:
        raise TooLarge
    for value in values:
        put[limit.letter] = value
        yield from _assigned(term, law, put, rest, ties, budget)
    put.pop(limit.letter, None)


def _next(
    term: Term, law: Law, put: dict[str, int], limits: list[Limit], ties: list[Affine]
) -> tuple[Limit, range | tuple[int, ...]]:
    """The next letter that can be bounded, and its values."""
    waiting = {limit.letter for limit in limits}
    for limit in limits:
        if limit.values is not None:
            return limit, limit.values
        needed = frozenset[str]()
        for bound in (limit.lower, limit.upper):
            if bound is not None:
                needed |= names_in(bound)
        if needed & waiting:
            continue
        lower, upper = (_number(bound, put, term) for bound in (limit.lower, limit.upper))
        step = _number(limit.step, put, term) or 1
        if lower is not None and upper is not None:
            return limit, range(lower, upper + 1, max(step, 1))
    for limit in limits:
        low, high = _boxed(term, law, put, limit.letter)
        lower, upper = (
            None if bound is not None and names_in(bound) & waiting else _number(bound, put, term)
            for bound in (limit.lower, limit.upper)
        )
        low = lower if low is None or (lower is not None and lower > low) else low
        high = upper if high is None or (upper is not None and upper < high) else high
        if low is not None and high is not None:
            return limit, range(low, high + 1)
    for limit in limits:
        if any(limit.letter in names_in(tie) for tie in ties) and len(limits) == 1:
            solved = _solved(ties, put, limit.letter)
            if solved is not None:
                return limit, solved
    limit = limits[-1]
    lower = _number(limit.lower, put, term)
    upper = _number(limit.upper, put, term)
    low = lower if lower is not None else -WINDOW if upper is None else upper - 2 * WINDOW
    high = upper if upper is not None else WINDOW if lower is None else lower + 2 * WINDOW
    return limit, range(low, high + 1)


def _number(bound: Bound | None, put: dict[str, int], term: Term) -> int | None:
    if bound is None:
        return None
    try:
        value = substitute(bound, put)
    except ZeroDivisionError:
        raise TooLarge from None
    if isinstance(value, int):
        return value
    names = names_in(value) if isinstance(value, (Poly, Extremum)) else frozenset()
    factor = term.factors[0] if term.factors else Factor("", None, term.span)
    raise Unbound(min(names), factor._replace(span=term.span))


def _boxed(
    term: Term, law: Law, put: dict[str, int], letter: str
) -> tuple[int | None, int | None]:
    """What the boxes of the arrays leave for a letter whose sum is infinite."""
    low: int | None = None
    high: int | None = None
    for factor in term.factors:
        box = law.boxes.get(factor.name)
        if factor.indices is None or box is None or len(box) != len(factor.indices):
            continue
        if law.edge is not None and factor.name == law.first:
            continue
        for entry, (first, last) in zip(factor.indices, box):
            value, divisor = (entry.value, entry.divisor) if isinstance(entry, Odd) else (entry, 1)
            if isinstance(entry, Odd) and entry.modulus != 0:
                continue
            found = _between(value, divisor, put, letter, first, last)
            if found is not None:
                low = found[0] if low is None else max(low, found[0])
                high = found[1] if high is None else min(high, found[1])
    return low, high


def _between(
    value: Affine, divisor: Affine, put: dict[str, int], letter: str, first: int, last: int
) -> tuple[int, int] | None:
    """The letter's range so that ``first <= value/divisor <= last``, if it is linear in it."""
    if letter not in names_in(value):
        return None
    at0, at1 = (substitute(value, {**put, letter: number}) for number in (0, 1))
    parts = substitute(divisor, put)
    if not (isinstance(at0, int) and isinstance(at1, int) and isinstance(parts, int)):
        return None
    slope = at1 - at0
    if slope == 0 or parts <= 0:
        return None
    low, high = first * parts - at0, last * parts - at0
    if slope < 0:
        low, high, slope = -high, -low, -slope
    return -(-low // slope), high // slope


def _solved(ties: list[Affine], put: dict[str, int], letter: str) -> tuple[int, ...] | None:
    for tie in ties:
        at0, at1 = (substitute(tie, {**put, letter: number}) for number in (0, 1))
        if isinstance(at0, int) and isinstance(at1, int) and at1 != at0:
            slope = at1 - at0
            return (-at0 // slope,) if at0 % slope == 0 else ()
    return None
