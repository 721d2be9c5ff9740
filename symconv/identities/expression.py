"""Sums of products of array elements, over all integers; every array is 0 outside its support.

An ``Expression`` adds ``Term``s; a term sums a product of factors over its bound letters.
``read`` makes one from a short notation in which a letter stands for an index on every
axis, ``expand`` puts definitions in, and ``shown`` turns it into a display tree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from symconv.model.index import Affine, Poly, name
from symconv.model.tree import (
    Access,
    BigSum,
    Equation,
    Expr,
    IndexSum,
    Negative,
    Part,
    Product,
    Sum,
    Symbol,
)

LETTERS: dict[str, tuple[str, ...]] = {
    "m": ("m", "n"), "i": ("i", "j"), "k": ("k", "l"), "p": ("p", "q"), "r": ("r", "s"),
}  # fmt: skip
MAX_DIMENSION = 2
_FACTOR = re.compile(r"([A-Za-z]|\\[a-z]+)(?:\[([^\]]*)\])?")


class Factor(NamedTuple):
    """An element of an array, or a number such as alpha, which has no indices."""

    array: str
    indices: tuple[Affine, ...]


class Term(NamedTuple):
    """``sign`` times a product of factors, summed over all integers for each letter."""

    sign: int
    over: tuple[str, ...]
    factors: tuple[Factor, ...]


class Expression(NamedTuple):
    """Terms that are added."""

    terms: tuple[Term, ...]


class Definition(NamedTuple):
    """What an array is: its index letters, and its element at them."""

    array: str
    letters: tuple[str, ...]
    value: Expression


Definitions = Mapping[str, Definition]


def read(text: str, dimension: int) -> Expression:
    """An expression from its notation: ``Σ i: x[i] h[m-i]``, with terms joined by + and -.

    Blanks stand around the + and - between terms only. ``k1`` and ``k2`` are the first
    and the second index alone.

    >>> len(read("Σ i: x[i] h[m-i]", 2).terms[0].over)
    2
    """
    terms = []
    for sign, body in re.findall(r"(?:^|(?<= ))([+-]?) ?((?:(?! [+-] ).)+)", text):
        summed, colon, product = body.strip().rpartition(": ")
        letters = summed.removeprefix("Σ ").split() if colon else []
        over = tuple(letter for one in letters for letter in _letters(one, dimension))
        factors = tuple(
            Factor(array, indices(inside, dimension) if inside else ())
            for array, inside in _FACTOR.findall(product)
        )
        terms.append(Term(-1 if sign == "-" else 1, over, factors))
    return Expression(tuple(terms))


def define(text: str, dimension: int) -> Definition:
    """A definition from its notation: ``y[m] = Σ i: x[i] h[m-i]``."""
    left, _, right = text.partition(" = ")
    match = _FACTOR.fullmatch(left)
    assert match is not None
    letters = [str(index) for index in indices(match[2], dimension)]
    return Definition(match[1], tuple(letters), read(right, dimension))


def _letters(text: str, dimension: int) -> tuple[str, ...]:
    """``i`` is a letter for every axis, ``i2`` that of the second alone."""
    known = LETTERS[text[0]]
    return (known[int(text[1]) - 1],) if len(text) > 1 else known[:dimension]


def indices(text: str, dimension: int) -> tuple[Affine, ...]:
    """The index on every axis: ``m-i`` is (m-i, n-j) on two."""
    if re.search(r"[a-z]\d", text):
        return tuple(_index(part, 0) for part in text.split(","))
    return tuple(_index(text, axis) for axis in range(dimension))


def _index(text: str, axis: int) -> Affine:
    """One index; a letter with a number after it is that axis's alone."""
    total: Affine = 0
    for sign, times, letter, chosen, number in re.findall(
        r"([+-]?)(?:(\d*)([a-z])(\d?)|(\d+))", text
    ):
        place = int(chosen) - 1 if chosen else axis
        one = int(number) if number else int(times or 1) * name(LETTERS[letter][place])
        total = total - one if sign == "-" else total + one
    return total


def put(value: Affine, places: Mapping[str, Affine]) -> Affine:
    """An index with other indices put for its letters.

    >>> str(put(name("m") - name("i"), {"i": name("m") - name("k")}))
    'k'
    """
    if isinstance(value, int):
        return value
    total: Affine = 0
    for monomial, coefficient in value.terms:
        product: Affine = coefficient
        for atom in monomial:
            assert isinstance(atom, str)
            product = product * places.get(atom, name(atom))
        total = total + product
    return total


def expand(expression: Expression, definitions: Definitions) -> Expression:
    """The expression with every defined array replaced by what it is."""
    terms: list[Term] = []
    for term in expression.terms:
        terms += _expanded(term, definitions, 0)
    return Expression(tuple(terms))


def _expanded(term: Term, definitions: Definitions, used: int) -> list[Term]:
    for place, factor in enumerate(term.factors):
        definition = definitions.get(factor.array)
        if definition is None:
            continue
        found: list[Term] = []
        for inner in definition.value.terms:
            # Bound letters of a definition are new ones each time it is used.
            fresh = {letter: f"{letter}'{used + n}" for n, letter in enumerate(inner.over)}
            places: dict[str, Affine] = dict(zip(definition.letters, factor.indices))
            places.update({letter: name(other) for letter, other in fresh.items()})
            put_in = tuple(
                Factor(one.array, tuple(put(index, places) for index in one.indices))
                for one in inner.factors
            )
            whole = Term(
                term.sign * inner.sign, (*term.over, *fresh.values()),
                (*term.factors[:place], *put_in, *term.factors[place + 1 :]),
            )  # fmt: skip
            found += _expanded(whole, definitions, used + len(fresh))
        return found
    return [term]


def shown(expression: Expression) -> Expr:
    """The expression as a display tree."""
    trees = [_term(term) for term in expression.terms]
    if len(trees) == 1:
        return trees[0]
    return Sum((tuple(trees),))


def _term(term: Term) -> Expr:
    factors = tuple(_factor(factor) for factor in term.factors)
    tree: Expr = Product(factors) if len(factors) > 1 else factors[0]
    for letter in term.over:
        tree = BigSum(letter, None, None, 1, tree)
    return Negative(tree) if term.sign < 0 else tree


def _factor(factor: Factor) -> Expr:
    if not factor.indices:
        return Symbol(factor.array)
    return Access(factor.array, tuple(shown_index(index) for index in factor.indices))


def equation(definition: Definition) -> Equation:
    """A definition as it is written: ``y[m] = …``."""
    letters = tuple(IndexSum((Part(1, (name(letter),)),)) for letter in definition.letters)
    return Equation((Access(definition.array, letters), shown(definition.value)))


def shown_index(index: Affine) -> int | IndexSum:
    """An index as a display tree holds it."""
    if isinstance(index, int):
        return index
    parts = []
    for monomial, coefficient in index.terms:
        letters: tuple[Affine, ...] = tuple(name(str(atom)) for atom in monomial)
        size = abs(coefficient)
        parts.append(
            Part(1 if coefficient > 0 else -1,
                 (size, *letters) if size != 1 or not letters else letters)
        )
    return IndexSum(tuple(parts))


def letters_of(index: Affine) -> dict[str, int]:
    """The coefficient of every letter of an index."""
    if not isinstance(index, Poly):
        return {}
    return {str(monomial[0]): coefficient for monomial, coefficient in index.terms if monomial}


def constant_of(index: Affine) -> int:
    """What an index comes to where all its letters are 0."""
    if isinstance(index, int):
        return index
    return sum(coefficient for monomial, coefficient in index.terms if not monomial)
