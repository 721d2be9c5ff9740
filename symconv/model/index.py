"""Index arithmetic: plain integers where all is known, polynomials where a letter remains.

An index, a bound, a stride is an ``Affine``: an ``int``, or a ``Poly`` in letters
such as ``m - 1`` or ``s*m + p``. All arithmetic is written once for both, so numeric
problems run on Python's integers and symbolic ones on the same lines of code.
A ``Bound`` may also be the larger or smaller of two (``Extremum``); rounded
quotients (``Rounded``) are atoms inside a polynomial.

``str()`` of any of them is SymPy's syntax, with lower-case max, min, floor, ceiling.
"""

from __future__ import annotations

from math import gcd
from typing import NamedTuple, Union


class Rounded(NamedTuple):
    """A quotient rounded down (``floor``) or up (``ceiling``) to an integer."""

    kind: str
    numerator: Affine
    denominator: Affine

    def __str__(self) -> str:
        bottom = str(self.denominator)
        if isinstance(self.denominator, Poly) and not self.denominator.is_name:
            bottom = f"({bottom})"
        top = str(self.numerator)
        if isinstance(self.numerator, Poly) and len(self.numerator.terms) > 1:
            top = f"({top})"
        return f"{self.kind}({top}/{bottom})"


Atom = Union[str, Rounded]
Monomial = tuple[Atom, ...]


class Poly:
    """A polynomial with integer coefficients that holds at least one letter.

    Immutable. Terms stay in the order in which they were written; equality and
    hashing do not depend on it.
    """

    __slots__ = ("terms",)

    terms: tuple[tuple[Monomial, int], ...]

    def __init__(self, terms: tuple[tuple[Monomial, int], ...]) -> None:
        object.__setattr__(self, "terms", terms)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __reduce__(self) -> tuple[type[Poly], tuple[object, ...]]:
        return Poly, (self.terms,)

    @property
    def is_name(self) -> bool:
        """Whether this is one letter and nothing else."""
        return len(self.terms) == 1 and self.terms[0][1] == 1 and len(self.terms[0][0]) == 1

    def __add__(self, other: Affine) -> Affine:
        return _collect((*self.terms, *_terms(other)))

    def __radd__(self, other: int) -> Affine:
        return _collect((*_terms(other), *self.terms))

    def __sub__(self, other: Affine) -> Affine:
        return _collect((*self.terms, *_terms(-other)))

    def __rsub__(self, other: int) -> Affine:
        return _collect((*_terms(other), *_terms(-self)))

    def __neg__(self) -> Poly:
        return Poly(tuple((monomial, -coefficient) for monomial, coefficient in self.terms))

    def __mul__(self, other: Affine) -> Affine:
        return _collect(
            tuple(
                (left + right, a * b) for left, a in self.terms for right, b in _terms(other)
            )
        )

    def __rmul__(self, other: int) -> Affine:
        return _collect(tuple((monomial, other * c) for monomial, c in self.terms))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Poly) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> frozenset[tuple[Monomial, int]]:
        return frozenset((_sorted(monomial), c) for monomial, c in self.terms)

    def __repr__(self) -> str:
        return f"Poly({str(self)!r})"

    def __str__(self) -> str:
        text = ""
        for monomial, coefficient in self.terms:
            size = abs(coefficient)
            factors = [str(atom) for atom in monomial]
            if size != 1 or not factors:
                factors.insert(0, str(size))
            sign = "-" if coefficient < 0 else "+"
            word = "*".join(factors)
            text = f"{text} {sign} {word}" if text else (f"-{word}" if sign == "-" else word)
        return text


Affine = Union[int, Poly]


class Extremum(NamedTuple):
    """The larger (``max``) or the smaller (``min``) of several values."""

    kind: str
    args: tuple[Affine, ...]

    def __str__(self) -> str:
        return f"{self.kind}({', '.join(map(str, self.args))})"


Bound = Union[int, Poly, Extremum]


def name(letter: str) -> Poly:
    """The polynomial that is one letter.

    >>> str(name("m") - 1)
    'm - 1'
    """
    return Poly((((letter,), 1),))


def sign_of(coefficient: Affine) -> int:
    """The sign of a coefficient, a number or a multiple of letters, which count as positive.

    >>> sign_of(-2), sign_of(-name("s"))
    (-1, -1)
    """
    leading = coefficient if isinstance(coefficient, int) else coefficient.terms[0][1]
    return (leading > 0) - (leading < 0)


def names_in(value: Bound) -> frozenset[str]:
    """The letters that occur in a value."""
    if isinstance(value, int):
        return frozenset()
    if isinstance(value, Extremum):
        return frozenset().union(*map(names_in, value.args))
    found: set[str] = set()
    for monomial, _ in value.terms:
        for atom in monomial:
            if isinstance(atom, str):
                found.add(atom)
            else:
                found |= names_in(atom.numerator) | names_in(atom.denominator)
    return frozenset(found)


def floor_div(numerator: Affine, denominator: Affine) -> Affine:
    """``numerator / denominator`` rounded down; the denominator is positive."""
    return _rounded("floor", numerator, denominator)


def ceil_div(numerator: Affine, denominator: Affine) -> Affine:
    """``numerator / denominator`` rounded up; the denominator is positive."""
    return _rounded("ceiling", numerator, denominator)


def maximum(*values: Affine) -> Bound:
    """The largest of ``values``, worked out as far as their differences are known."""
    return _extremum("max", values)


def minimum(*values: Affine) -> Bound:
    """The smallest of ``values``, worked out as far as their differences are known."""
    return _extremum("min", values)


def substitute(value: Bound, numbers: dict[str, int]) -> Bound:
    """Put numbers for letters; what is then known is worked out.

    >>> str(substitute(maximum(-3, name("m") - 1), {"m": 1}))
    '0'
    """
    if isinstance(value, int):
        return value
    if isinstance(value, Extremum):
        worked = [put(argument, numbers) for argument in value.args]
        return _extremum(value.kind, tuple(worked))
    return put(value, numbers)


def put(value: Affine, numbers: dict[str, int]) -> Affine:
    """``substitute`` for what is no larger or smaller of two."""
    if isinstance(value, int):
        return value
    total: Affine = 0
    for monomial, coefficient in value.terms:
        product: Affine = coefficient
        for atom in monomial:
            product = product * _put_atom(atom, numbers)
        total = total + product
    return total


def _put_atom(atom: Atom, numbers: dict[str, int]) -> Affine:
    if isinstance(atom, str):
        return numbers[atom] if atom in numbers else name(atom)
    top = put(atom.numerator, numbers)
    bottom = put(atom.denominator, numbers)
    return _rounded(atom.kind, top, bottom)


def _rounded(kind: str, numerator: Affine, denominator: Affine) -> Affine:
    if denominator == 1:
        return numerator
    if isinstance(numerator, int) and isinstance(denominator, int):
        return numerator // denominator if kind == "floor" else -(-numerator // denominator)
    whole, rest = _divided(numerator, denominator)
    if isinstance(rest, int) and isinstance(denominator, int):
        return whole + _rounded(kind, rest, denominator)
    if rest == 0:
        return whole
    if isinstance(denominator, int):
        shared = gcd(denominator, *[coefficient for _, coefficient in _terms(rest)])
        if shared > 1:
            rest = _collect(tuple((letters, c // shared) for letters, c in _terms(rest)))
            denominator //= shared
    return whole + Poly((((Rounded(kind, rest, denominator),), 1),))


def _divided(numerator: Affine, denominator: Affine) -> tuple[Affine, Affine]:
    """Split off the part of a numerator that the denominator divides exactly."""
    if numerator == denominator:
        return 1, 0
    if isinstance(denominator, Poly):
        return 0, numerator
    whole: Affine = 0
    rest: Affine = 0
    for monomial, coefficient in _terms(numerator):
        term = _collect(((monomial, coefficient),))
        if monomial and coefficient % denominator == 0:
            whole = whole + _collect(((monomial, coefficient // denominator),))
        else:
            rest = rest + term
    return whole, rest


def _extremum(kind: str, values: tuple[Affine, ...]) -> Bound:
    kept: list[Affine] = []
    for value in values:
        for place, other in enumerate(kept):
            difference = value - other
            if isinstance(difference, int):
                if (difference > 0) == (kind == "max"):
                    kept[place] = value
                break
        else:
            kept.append(value)
    return kept[0] if len(kept) == 1 else Extremum(kind, tuple(kept))


def _terms(value: Affine) -> tuple[tuple[Monomial, int], ...]:
    if isinstance(value, int):
        return (((), value),)
    return value.terms


def _sorted(monomial: Monomial) -> Monomial:
    return tuple(sorted(monomial, key=str))


def _collect(terms: tuple[tuple[Monomial, int], ...]) -> Affine:
    total: dict[Monomial, int] = {}
    shown: dict[Monomial, Monomial] = {}
    for monomial, coefficient in terms:
        key = _sorted(monomial)
        shown.setdefault(key, monomial)
        total[key] = total.get(key, 0) + coefficient
    kept = [(shown[key], c) for key, c in total.items() if c != 0 and key]
    constant = total.get((), 0)
    if not kept:
        return constant
    if constant:
        kept.append(((), constant))
    return Poly(tuple(kept))
