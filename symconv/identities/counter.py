"""Counterexamples: the smallest arrays on which two sides differ, found by trying.

All arrays are given letters for their elements, so that a difference shows for some
numbers exactly if the two sides differ as sums of products of letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from symconv.identities.expression import (
    Expression,
    Term,
    define,
    equation,
    expand,
    letters_of,
    put,
    read,
    shown,
)
from symconv.identities.records import Counterexample
from symconv.model.index import Affine
from symconv.model.tree import Access, Equation, Expr, Number, Product, Sum

MAX_SIZE = 3
PLACES = (0, 1, -1, 2, -2, 3, -3)
SENTENCE = "With {sizes}, all counted from 0, {one} is {left}, but {other} is {right}."
Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, int]


class Found(NamedTuple):
    """A counterexample: the condition dropped, the sizes, the place, and both sides.

    ``sizes`` holds the arrays with their lengths. ``at`` is the output, or None where the
    sides have none. ``arrays`` are the definitions as they are written, ``sides`` what is
    compared, and ``sentence`` says what comes out.
    """

    record: Counterexample
    sizes: tuple[tuple[str, int], ...]
    at: int | None
    left: Expr
    right: Expr
    sides: tuple[Expr, Expr]
    arrays: tuple[Equation, ...] = ()
    sentence: str = SENTENCE


@lru_cache(maxsize=64)
def search(record: Counterexample) -> Found:
    """The smallest arrays, and the first place, where the two sides differ."""
    listed = [define(text, 1) for text in record.definitions]
    definitions = {one.array: one for one in listed}
    left, right = (expand(read(text, 1), definitions) for text in (record.left, record.right))
    ones = dict(record.ones)
    names = sorted((_arrays(left) | _arrays(right)) - set(ones))
    free = "m" in _letters(left) | _letters(right)
    for sizes in sorted(product(range(1, MAX_SIZE + 1), repeat=len(names)), key=sum):
        lengths = dict(zip(names, sizes))
        lengths.update({array: lengths[other] for array, other in ones.items()})
        for at in PLACES if free else (None,):
            sides = [_value(side, lengths, at, set(ones)) for side in (left, right)]
            if sides[0] != sides[1]:
                said = (_at(record.left, at), _at(record.right, at))
                arrays = tuple(map(equation, listed))
                return Found(
                    record, tuple(zip(names, sizes)), at, _tree(sides[0]), _tree(sides[1]),
                    said, arrays,
                )  # fmt: skip
    raise AssertionError(f"no counterexample was found without {record.without}")


def _at(side: str, at: int | None) -> Expr:
    """A side at an output."""
    known: dict[str, Affine] = {} if at is None else {"m": at}
    terms = tuple(
        term._replace(
            factors=tuple(
                factor._replace(indices=tuple(put(one, known) for one in factor.indices))
                for factor in term.factors
            )
        )
        for term in read(side, 1).terms
    )
    return shown(Expression(terms))


def _arrays(expression: Expression) -> set[str]:
    return {factor.array for term in expression.terms for factor in term.factors}


def _letters(expression: Expression) -> set[str]:
    return {
        letter
        for term in expression.terms
        for factor in term.factors
        for index in factor.indices
        for letter in letters_of(index)
    } - {letter for term in expression.terms for letter in term.over}


def _value(
    expression: Expression, lengths: dict[str, int], at: int | None, ones: set[str]
) -> Polynomial:
    """The expression at a place, for arrays of these lengths that begin at 0."""
    total: Polynomial = {}
    for term in expression.terms:
        for monomial in _monomials(term, lengths, at, ones):
            total[monomial] = total.get(monomial, 0) + term.sign
    return {monomial: count for monomial, count in total.items() if count}


def _monomials(
    term: Term, lengths: dict[str, int], at: int | None, ones: set[str]
) -> Iterator[Monomial]:
    reach = 4 * MAX_SIZE + 4
    for values in product(range(-reach, reach + 1), repeat=len(term.over)):
        places: dict[str, int] = dict(zip(term.over, values))
        if at is not None:
            places["m"] = at
        found: list[tuple[str, int]] = []
        for factor in term.factors:
            (index,) = factor.indices
            cell = put(index, places)
            assert isinstance(cell, int)
            if not 0 <= cell < lengths[factor.array]:
                break
            if factor.array not in ones:
                found.append((factor.array, cell))
        else:
            yield tuple(sorted(found))


def _tree(value: Polynomial) -> Expr:
    """A polynomial as it is written, or 0."""
    if not value:
        return Number(0)
    terms: list[Expr] = []
    for monomial, count in sorted(value.items()):
        factors: list[Expr] = [Access(array, (cell,)) for array, cell in monomial]
        if count != 1:
            factors.insert(0, Number(count))
        terms.append(Product(tuple(factors)) if len(factors) > 1 else factors[0])
    return terms[0] if len(terms) == 1 else Sum((tuple(terms),))
