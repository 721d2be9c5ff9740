"""A formula for any output, as data: what is summed over what, as it was written.

``Formula`` is what reading gives and what the steps of a derivation change; ``shape.py``
finds the relations in it, ``notation.py`` writes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from symconv.model.index import (
    Affine,
    Bound,
    Extremum,
    Poly,
    ceil_div,
    floor_div,
    maximum,
    minimum,
    name,
    names_in,
)
from symconv.read import syntax as s
from symconv.verify.indexed import Entry, Exact, Odd, entry_letters
from symconv.verify.law import Box
from symconv.verify.written import Factor, Limit, Scope, Side, Term

Put = dict[str, Affine]


class Opening(NamedTuple):
    """What had to be opened before there was one sum, and why: a matrix, a definition."""

    why: str
    chain: s.Chain
    others: tuple[s.Chain, ...] = ()


class Formula(NamedTuple):
    """``output = bias + coefficient · scalars · Σ factors``, outermost sum first.

    ``ranges`` are the bounds stated for letters of the output; ``styles`` says how the
    indices of each array are written. ``chain`` is what was written, and ``opening``
    how it became one sum, where it was not one. ``boxes`` are the indices of arrays that
    are written out in full, as the entries of a matrix are.
    """

    output: Factor
    factors: tuple[Factor, ...]
    scalars: tuple[str, ...]
    coefficient: Exact
    limits: tuple[Limit, ...]
    bias: tuple[Term, ...]
    ranges: tuple[Limit, ...]
    styles: tuple[tuple[str, str], ...]
    chain: s.Chain
    text: str
    opening: Opening | None = None
    notes: tuple[str, ...] = ()
    boxes: tuple[tuple[str, Box], ...] = ()

    @property
    def written(self) -> tuple[s.Chain, ...]:
        """What was written: the formula, and what is defined beside it."""
        return (self.chain, *(self.opening.others if self.opening is not None else ()))

    @property
    def slots(self) -> tuple[Factor, ...]:
        """The output and the arrays on the right, in the order written."""
        return (self.output, *self.factors)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The letters of the output's indices, in their order."""
        found: dict[str, None] = {}
        for entry in self.output.indices or ():
            found |= dict.fromkeys(sorted(entry_letters(entry)))
        return tuple(found)

    @property
    def sums(self) -> tuple[str, ...]:
        """The letters that are summed over."""
        return tuple(limit.letter for limit in self.limits)

    @property
    def parameters(self) -> frozenset[str]:
        """Letters for sizes, strides and offsets: neither summed nor of the output."""
        used: set[str] = set()
        for factor in self.slots:
            for entry in factor.indices or ():
                used |= entry_letters(entry)
        for limit in (*self.limits, *self.ranges):
            for end in (limit.lower, limit.upper):
                if end is not None:
                    used |= names_in(end)
        return frozenset(used - set(self.outputs) - set(self.sums))

    def side(self) -> Side:
        """The right side as the verifier's terms: the sum, then the bias."""
        factors = (*self.factors, *(Factor(name, None, (0, 0)) for name in self.scalars))
        scopes = tuple(Scope((limit,), (), (0, 0)) for limit in self.limits)
        summed = Term(self.coefficient, factors, (), scopes, (0, 0))
        return Side((summed, *self.bias), (), (0, 0))


def scalar_pairs(one: Formula, other: Formula) -> tuple[tuple[str, str], ...] | None:
    """The letters that multiply the sums of two formulas; None where there are not as many.

    A letter that both have is the same in both.
    """
    mine, its = Counter(one.scalars), Counter(other.scalars)
    same = [letter for letter in mine if its[letter] == mine[letter]]
    rest = [sorted((count, letter) for letter, count in own.items() if letter not in same)
            for own in (mine, its)]  # fmt: skip
    if [count for count, _ in rest[0]] != [count for count, _ in rest[1]]:
        return None
    pairs = ((old, new) for (_, old), (_, new) in zip(*rest))
    return (*((letter, letter) for letter in same), *pairs)


def with_letters(value: Affine, put: Mapping[str, Affine]) -> Affine:
    """A value with others put for its letters, all at once.

    >>> str(with_letters(name("m") - name("i"), {"i": name("m") - name("k")}))
    'k'
    """
    if isinstance(value, int) or _free_of(value, put):
        return value
    total: Affine = 0
    for monomial, coefficient in value.terms:
        product: Affine = coefficient
        for atom in monomial:
            if isinstance(atom, str):
                product = product * put.get(atom, name(atom))
            else:
                divided = floor_div if atom.kind == "floor" else ceil_div
                parts = with_letters(atom.numerator, put), with_letters(atom.denominator, put)
                product = product * divided(*parts)
        total = total + product
    return total


def _free_of(value: Poly, put: Mapping[str, Affine]) -> bool:
    """Whether none of the letters stands in a value; most values have none of them."""
    for monomial, _ in value.terms:
        for atom in monomial:
            if atom in put or not isinstance(atom, str):
                return False
    return True


def bound_with(value: Bound, put: Put) -> Bound:
    """A bound with others put for its letters."""
    if isinstance(value, Extremum):
        worked = [with_letters(argument, put) for argument in value.args]
        return maximum(*worked) if value.kind == "max" else minimum(*worked)
    return with_letters(value, put)


def entry_with(entry: Entry, put: Put) -> Entry:
    """An index with others put for its letters."""
    if isinstance(entry, Odd):
        value, divisor, modulus = (with_letters(part, put) for part in entry)
        return value if divisor == 1 and modulus == 0 else Odd(value, divisor, modulus)
    return with_letters(entry, put)


def factor_with(factor: Factor, put: Put) -> Factor:
    """An element with others put for the letters of its indices."""
    indices = factor.indices
    if indices is None:
        return factor
    return factor._replace(indices=tuple([entry_with(entry, put) for entry in indices]))


def limit_with(limit: Limit, put: Put) -> Limit:
    """A sum's bounds with others put for their letters."""
    lower, upper = (
        None if end is None else bound_with(end, put) for end in (limit.lower, limit.upper)
    )
    return limit._replace(lower=lower, upper=upper)


def renamed(formula: Formula, letters: dict[str, str], arrays: dict[str, str]) -> Formula:
    """The formula with other names for letters (everywhere) and for arrays."""
    put: Put = {old: name(new) for old, new in letters.items()}

    def factor(one: Factor) -> Factor:
        label = arrays.get(one.name, one.name) if one.indices is not None else one.name
        if one.indices is None:
            label = letters.get(one.name, arrays.get(one.name, one.name))
        return factor_with(one, put)._replace(name=label)

    def limit(one: Limit) -> Limit:
        return limit_with(one, put)._replace(letter=letters.get(one.letter, one.letter))

    return formula._replace(
        output=factor(formula.output),
        factors=tuple(map(factor, formula.factors)),
        scalars=tuple(letters.get(one, arrays.get(one, one)) for one in formula.scalars),
        limits=tuple(map(limit, formula.limits)),
        bias=tuple(
            term._replace(factors=tuple(map(factor, term.factors))) for term in formula.bias
        ),
        ranges=tuple(map(limit, formula.ranges)),
        styles=tuple((arrays.get(old, old), style) for old, style in formula.styles),
        boxes=tuple((arrays.get(old, old), box) for old, box in formula.boxes),
    )
