"""Judging numbers: values put in for elements, products worked out, totals."""

from __future__ import annotations

from fractions import Fraction

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.facts import read_off
from symconv.verify.gather import Equation, pair_of
from symconv.verify.indexed import Exact
from symconv.verify.infer import Evidence
from symconv.verify.judged import Judged
from symconv.verify.law import Polynomial
from symconv.verify.written import Side


def constant(value: Polynomial) -> Exact | None:
    """The number that a polynomial is, or None where letters or elements are left."""
    if not value:
        return 0
    return value[()] if set(value) == {()} else None


def rounded(value: Polynomial, expected: Polynomial, written: Side, least: int = 2) -> bool:
    """Whether a decimal is the rounded value: half a unit of its last digit is allowed.

    It must have at least ``least`` digits behind the point.
    """
    if len(written.terms) != 1 or not written.numeric:
        return False
    shown, exact = constant(value), constant(expected)
    if shown is None or exact is None or (least and isinstance(shown, int)):
        return False
    places = 0
    while Fraction(shown * 10**places).denominator != 1 and places < 12:
        places += 1
    return places >= least and abs(Fraction(shown) - Fraction(exact)) * 2 * 10**places <= 1


def wrong_products(written: Side, previous: Side) -> list[Found]:
    """Terms of a numeric side that are not the products of the side before it."""
    if len(previous.terms) != len(written.terms) or len(written.terms) < 2:
        return []
    return [
        Found(now.span, "arithmetic", str(now.coefficient), str(before.coefficient),
              f"This product is {before.coefficient}.")
        for before, now in zip(previous.terms, written.terms)
        if before.coefficient != now.coefficient
    ]  # fmt: skip


def total_fault(written: Side, expected: Polynomial, text: str) -> Found:
    """A side of numbers with another total."""
    value = constant(expected)
    word = text[slice(*written.span)]
    shown = "" if value is None else str(value)
    found = whole(sum((Fraction(term.coefficient) for term in written.terms), start=Fraction(0)))
    message = f"The total is {shown}, not {found}." if shown else "The numbers do not add up."
    return Found(written.span, "arithmetic", word, shown, message)


def judge_numbers(
    found: Equation, written: Side, previous: Side | None, evidence: Evidence,
    span: s.Span, text: str,
) -> Judged:  # fmt: skip
    """A side of numbers only, against the side before it and the known values."""
    total = sum((Fraction(term.coefficient) for term in written.terms), start=Fraction(0))
    if written.dots:
        return Judged(span, "undecided", "Dots stand among the numbers.")
    if previous is None:
        single = len(written.terms) == 1 and len(written.terms[0].numbers) <= 1
        if single and len(found.sides) == 1:
            return Judged(span, "proved", "This is given.")
        return Judged(span, "proved", "The numbers that follow are compared with these.")
    if previous.numeric:
        before = sum((Fraction(term.coefficient) for term in previous.terms), start=Fraction(0))
        slips = wrong_products(written, previous)
        if before == total or near(total, before, written):
            if slips:
                return Judged(span, "refuted", "A product is wrong.", tuple(slips))
            return Judged(span, "proved", "The numbers add up.")
        faults = slips or [total_fault(written, {(): whole(before)}, text)]
        return Judged(span, "refuted", "The numbers do not add up.", tuple(faults))
    return put_in(found, written, previous, evidence, span, text, total)


def whole(value: Exact) -> Exact:
    """An integer where the number is one."""
    return value.numerator if value.denominator == 1 else value


def near(total: Exact, exact: Exact, written: Side) -> bool:
    """Whether a total is an exact number rounded."""
    return rounded({(): total}, {(): exact}, written)


def put_in(
    found: Equation, written: Side, previous: Side, evidence: Evidence, span: s.Span,
    text: str, total: Fraction,
) -> Judged:  # fmt: skip
    """Numbers put in for elements."""
    aligned = read_off(previous, written, found.numbers)
    faults = []
    places = [term.span for term in written.terms for _ in range(2)]
    for (item, value), where in zip(aligned, places):
        known = evidence.values.get(item)
        if known is not None and known != value:
            shown = f"{item[0]}[{','.join(map(str, item[1]))}]"
            faults.append(Found(where, "wrong-entry", str(value), str(known),
                                f"{shown} is {known} elsewhere, not {value}."))  # fmt: skip
    if faults:
        return Judged(span, "refuted", "A number is not the value of its element.", tuple(faults))
    if aligned and len(aligned) == 2 * len(written.terms):
        if any(evidence.counted[item] > 1 for item, _ in aligned):
            return Judged(span, "proved", "The numbers are the values of the elements.")
        return Judged(span, "undecided", "The values are stated here alone.")
    known_total: Fraction | None = Fraction(0)
    for term in previous.terms:
        pair = pair_of(term, found.numbers)
        values = [evidence.values.get(item) for item in pair or ()]
        if known_total is None or len(values) != 2 or None in values:
            known_total = None
            break
        known_total += term.coefficient * (values[0] or 0) * (values[1] or 0)
    if known_total is None:
        return Judged(span, "undecided", "Not all values are known.")
    if known_total == total or near(total, known_total, written):
        return Judged(span, "proved", "The numbers are the values of the elements.")
    one = total_fault(written, {(): whole(known_total)}, text)
    return Judged(span, "refuted", "The numbers do not add up.", (one,))
