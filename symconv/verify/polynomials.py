r"""Products of polynomials, which are convolutions of their coefficients.

``(1 + 2x)(3 + x) = 3 + 7x + 2x^2``, ``Y(z) = X(z)H(z) = 1 + 3z^{-1} + …`` where the text says
what ``X(z)`` and ``H(z)`` are, and ``(a_0 + a_1 x)(b_0 + b_1 x) = …`` with letters: every
side is multiplied out exactly and held against the one before it, power by power.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import permutations

from symconv.model.problem import Problem
from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.gather import EQUALS
from symconv.verify.indexed import NotTerms, affine
from symconv.verify.judged import Judged, hole, unread

Powers = tuple[tuple[str, int], ...]
Polynomial = dict[Powers, Fraction]
Named = tuple[str, tuple[str, ...]]
Known = dict[Named, tuple[s.Chain, Polynomial]]

_SCRIPT = re.compile(r"(.+)\^\{(-?[0-9]{1,3})\}").fullmatch
MAX_TERMS = 200
MAX_POWER = 24
MAX_WORK = 4_000
MAX_JUDGED = 200
"""Sides of one document that are multiplied out."""


def known_polynomials(chains: Iterable[s.Chain]) -> Known:
    """What a text says that ``X(z)`` and its like are: a product of others, else a polynomial."""
    found: Known = {}
    written: list[tuple[Named, s.Chain]] = []
    for chain in chains:
        named = _named(chain.sides[0]) if len(chain.sides) > 1 else None
        if named is not None and all(one.sign in EQUALS for one in chain.relations):
            written.append((named, chain))
    del written[MAX_JUDGED // 4 :]
    for products in (False, True):
        for named, chain in written:
            if products != _multiplies(chain.sides[1], found):
                continue
            try:
                value = polynomial(chain.sides[1], found)
            except NotTerms:
                continue
            shown = {letter for powers in value for letter, _ in powers}
            if shown & {*named[1]} and (products or named not in found):
                found[named] = (chain, value)
    return found if any(_multiplies(node, found) for _, c in written for node in c.sides) else {}


def judge_polynomials(
    chain: s.Chain, known: Known, circles: tuple[int, ...], text: str, left: list[int]
) -> list[Judged] | None:
    """Judge a chain of equal polynomials; None where nothing in it is multiplied out.

    ``circles`` are the lengths after which the powers begin again, of each letter one, as
    they do for a circular operation, empty where they do not; ``left`` holds how many sides
    may still be multiplied out.
    """
    if len(chain.sides) < 2 or any(one.sign not in EQUALS for one in chain.relations):
        return None
    named = _named(chain.sides[0])
    if named is None and isinstance(chain.sides[0], s.Access):
        return None  # an element, such as an output, is no polynomial: its terms are judged
    defined = named is not None and named in known
    if not defined and not any(_multiplies(node, known) for node in chain.sides):
        return None
    left[0] -= len(chain.sides)
    if left[0] < 0:
        return None
    before: Polynomial | None = None
    first = 0
    if named is not None or isinstance(chain.sides[0], s.Name):
        first = 1
        if named is not None and named in known and known[named][0] is not chain:
            before = known[named][1]
    judged = []
    wrong = False
    for place in range(first, len(chain.sides)):
        node = chain.sides[place]
        span = (chain.sides[0].span[0] if place <= 1 else node.span[0], node.span[1])
        missing = unread(node)
        if missing is not None:
            judged.append(hole(missing, text))
            continue
        try:
            now = polynomial(node, known)
        except NotTerms as error:
            if place <= 1:
                return None
            judged.append(Judged(span, "undecided", f"This side is not checked: {error}."))
            continue
        if before is None:
            if place == 1:
                judged.append(Judged(span, "proved", "This is given."))
        elif now == before or _begin_again(before, now, circles, known):
            judged.append(Judged(span, "proved", "Both sides are the same polynomial."))
        elif not circles and _same_round(before, now, _reached(now)):
            says = "It equals the side before it only where the powers begin again."
            judged.append(Judged(span, "undecided", says))
        else:
            faults = _faults(node, before, now, known, text)
            if wrong:
                faults = [Found(node.span, "carried-forward", text[slice(*node.span)], "",
                                "This follows from a side that is wrong.")]  # fmt: skip
            judged.append(Judged(span, "refuted", "The product is another one.", tuple(faults)))
            wrong = True
        before = now if not wrong or before is None else before
    return judged


def _named(node: s.Node) -> Named | None:
    """The name and the letters of ``X(z)``."""
    if not isinstance(node, s.Access) or node.style != "paren":
        return None
    letters = [_letter(index) for index in node.indices]
    known = tuple([letter for letter in letters if letter])
    return (node.name, known) if len(known) == len(letters) else None


def _letter(node: s.Node) -> str:
    """A letter as it stands in a polynomial: ``z``, also ``z_1``."""
    if isinstance(node, s.Name):
        return node.name
    if isinstance(node, s.Access) and node.base is None and node.style != "paren":
        indices = [affine(index) for index in node.indices]
        if all(isinstance(index, int) for index in indices):
            return f"{node.name}[{','.join(map(str, indices))}]"
    return ""


def circles_of(problem: Problem | None) -> tuple[int, ...]:
    """The lengths of an image that begins again beyond its edge; empty for any other."""
    if problem is None or problem.boundary.name != "wrap" or not problem.image.numeric:
        return ()
    bounds = [problem.image.bounds(axis) for axis in range(problem.dimension)]
    return tuple([upper - lower + 1 for lower, upper in bounds])


def _begin_again(
    before: Polynomial, now: Polynomial, circles: tuple[int, ...], known: Known
) -> bool:
    """Whether two sides are equal if the powers of each letter begin again after its length."""
    letters = {letter for _, own in known for letter in own} or {
        letter for powers in before for letter, _ in powers if "[" not in letter
    }
    return bool(circles) and any(
        _same_round(before, now, dict(zip(chosen, circles)))
        for chosen in permutations(sorted(letters), len(circles))
    )


def _reached(shown: Polynomial) -> dict[str, int]:
    """How many powers of each letter a side reaches over, that of the constant among them."""
    found: dict[str, list[int]] = {}
    for powers in shown:
        for letter, power in powers:
            found.setdefault(letter, [0]).append(power)
    return {letter: max(powers) - min(powers) + 1 for letter, powers in found.items()}


def _same_round(before: Polynomial, now: Polynomial, sizes: dict[str, int]) -> bool:
    rounds: list[Polynomial] = []
    for side in (before, now):
        total: Polynomial = {}
        for powers, value in side.items():
            key = tuple([
                (letter, left) for letter, power in powers
                if (left := power % sizes[letter] if letter in sizes else power)
            ])  # fmt: skip
            total[key] = total.get(key, Fraction(0)) + value
        rounds.append(_cleaned(total))
    return rounds[0] == rounds[1]


def _multiplies(node: s.Node, known: Known) -> bool:
    """Whether polynomials are multiplied here: two sums with a letter in common, or X(z)H(z)."""
    if isinstance(node, s.Power):
        return isinstance(node.base, s.Sum) and bool(_letters(node.base))
    if not isinstance(node, s.Product):
        return False
    if any(_multiplies(factor, known) for factor in node.factors):
        return True
    named = [_named(factor) for factor in node.factors]
    if sum(one is not None and one in known for one in named) > 1:
        return True
    sums = [_letters(factor) for factor in node.factors if isinstance(factor, s.Sum)]
    return len(sums) > 1 and bool(set.intersection(*sums))


def _letters(node: s.Node) -> set[str]:
    """The plain letters of a sum, without those that only multiply elements."""
    found: set[str] = set()
    for term in node.terms if isinstance(node, s.Sum) else (node,):
        inner = term.term if isinstance(term, s.Negative) else term
        for part in inner.factors if isinstance(inner, s.Product) else (inner,):
            base = part.base if isinstance(part, s.Power) else part
            if isinstance(base, s.Name):
                found.add(base.name)
    return found


def polynomial(node: s.Node, known: Known) -> Polynomial:
    """A side multiplied out. Raises NotTerms."""
    match node:
        case s.Number():
            return _cleaned({(): Fraction(node.value)})
        case s.Name():
            return {((node.name, 1),): Fraction(1)}
        case s.Negative():
            return {powers: -value for powers, value in polynomial(node.term, known).items()}
        case s.Sum():
            total: Polynomial = {}
            for term in node.terms:
                for powers, value in polynomial(term, known).items():
                    total[powers] = total.get(powers, Fraction(0)) + value
            return _cleaned(total)
        case s.Product():
            result: Polynomial = {(): Fraction(1)}
            for factor in node.factors:
                result = _times(result, polynomial(factor, known))
            return result
        case s.Quotient():
            return _times(polynomial(node.top, known), _raised(polynomial(node.bottom, known), -1))
        case s.Power():
            exponent = affine(node.exponent)
            if not isinstance(exponent, int) or abs(exponent) > MAX_POWER:
                raise NotTerms("a power is no small number")
            return _raised(polynomial(node.base, known), exponent)
        case s.Access():
            named = _named(node)
            if named is not None and named in known:
                return known[named][1]
            if (script := _SCRIPT(node.name)) is not None:  # z_1^{-2}, which could be a layer's
                letter = _letter(node._replace(name=script[1]))
                if letter and abs(int(script[2])) <= MAX_POWER:
                    return _raised({((letter, 1),): Fraction(1)}, int(script[2]))
            if letter := _letter(node):
                return {((letter, 1),): Fraction(1)}
            raise NotTerms("it is no polynomial")
        case _:
            raise NotTerms("it is no polynomial")


def _cleaned(total: Polynomial) -> Polynomial:
    if len(total) > MAX_TERMS:
        raise NotTerms("it has too many terms")
    return {powers: value for powers, value in total.items() if value}


def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > MAX_WORK:
        raise NotTerms("it has too many terms")
    total: Polynomial = {}
    for one, value in left.items():
        for other, more in right.items():
            powers = dict(one)
            for letter, power in other:
                powers[letter] = powers.get(letter, 0) + power
            key = tuple(sorted((letter, power) for letter, power in powers.items() if power))
            total[key] = total.get(key, Fraction(0)) + value * more
            if total[key].numerator.bit_length() > 2_000:
                raise NotTerms("its numbers are too large")
    return _cleaned(total)


def _raised(base: Polynomial, exponent: int) -> Polynomial:
    if exponent < 0:
        if len(base) != 1:
            raise NotTerms("it divides by a sum")
        ((powers, value),) = base.items()
        base = {tuple([(letter, -power) for letter, power in powers]): 1 / value}
    result: Polynomial = {(): Fraction(1)}
    left = abs(exponent)
    while left:
        if left % 2:
            result = _times(result, base)
        left //= 2
        base = _times(base, base) if left else base
    return result


def _faults(
    node: s.Node, wanted: Polynomial, shown: Polynomial, known: Known, text: str
) -> list[Found]:
    """The terms of a side that are wrong, and those that are missing."""
    found: list[Found] = []
    terms = node.terms if isinstance(node, s.Sum) else (node,)
    places: dict[Powers, list[s.Node]] = {}
    for term in terms:
        for powers in polynomial(term, known):
            places.setdefault(powers, []).append(term)
    for powers in sorted(wanted.keys() | shown.keys(), key=str):
        right, value = wanted.get(powers, Fraction(0)), shown.get(powers, Fraction(0))
        if right == value:
            continue
        word = _words(powers, right)
        if powers not in places:
            found.append(Found(node.span, "missing-term", "", word, f"The term {word} is missing."))
            continue
        term = places[powers][0]
        written = text[slice(*term.span)]
        if not right:
            found.append(Found(term.span, "extra-term", written, "",
                               f"{_words(powers, Fraction(1))} does not occur in the product."))
        else:
            kind = "wrong-sign" if value == -right else "wrong-coefficient"
            found.append(Found(term.span, kind, written, word, f"This term is {word}."))
    return found  # fmt: skip


def _words(powers: Powers, value: Fraction) -> str:
    """A term as a person writes it: ``5z^{-2}``."""
    letters = "".join([one if power == 1 else f"{one}^{{{power}}}" for one, power in powers])
    if letters and abs(value) == 1:
        return letters if value > 0 else f"-{letters}"
    return f"{value}{letters}"
