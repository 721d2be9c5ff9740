"""Whether two expressions are equal for all arrays, all outputs and all sizes.

Both are expanded to terms in the arrays that stand for themselves. Two terms are equal if
their factors are the same after a change of the summed letters that maps the integers
one to one onto the integers: a matrix of integers with determinant 1 or -1, and a shift.
Every array is 0 outside a finite support, so all sums are finite and may be reordered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import permutations, product

from symconv.identities.expression import (
    Definitions,
    Expression,
    Factor,
    Term,
    constant_of,
    expand,
    letters_of,
    put,
)
from symconv.model.index import Affine, name

DELTA = r"\delta"  # the unit impulse: 1 at 0, else 0
Change = dict[str, Affine]
Row = list[Fraction]


def same(left: Expression, right: Expression, definitions: Definitions) -> bool:
    """Whether both sides are equal by the definitions, whatever the other arrays hold."""
    mine = [sifted(term) for term in expand(left, definitions).terms]
    yours = [sifted(term) for term in expand(right, definitions).terms]
    for term in mine:
        match = next((other for other in yours if equal(term, other)), None)
        if match is None:
            return False
        yours.remove(match)
    return not yours


def sifted(term: Term) -> Term:
    """The term with impulses worked off: a sum over an impulse keeps one element."""
    for place, factor in enumerate(term.factors):
        if factor.array != DELTA:
            continue
        for axis, index in enumerate(factor.indices):
            for letter in term.over:
                coefficient = letters_of(index).get(letter, 0)
                if abs(coefficient) == 1:
                    # The element counts only where index = 0, so the letter is known there.
                    found = -coefficient * (index - coefficient * name(letter))
                    rest = (*factor.indices[:axis], *factor.indices[axis + 1 :])
                    factors = [*term.factors]
                    factors[place] = Factor(DELTA, rest)
                    if not rest:
                        del factors[place]
                    over = tuple(other for other in term.over if other != letter)
                    return sifted(Term(term.sign, over, _put_all(factors, {letter: found})))
    return term


def _put_all(factors: list[Factor], places: Mapping[str, Affine]) -> tuple[Factor, ...]:
    return tuple(
        Factor(one.array, tuple(put(index, places) for index in one.indices)) for one in factors
    )


def equal(one: Term, other: Term) -> bool:
    """Whether two terms are equal by a change of the summed letters."""
    return next(changes(one, other), None) is not None


def changes(one: Term, other: Term) -> Iterator[Change]:
    """The changes of letters that turn the first term into the second.

    Each says what stands for a summed letter of the first, in letters of the second.
    """
    if one.sign != other.sign or len(one.over) != len(other.over):
        return
    if sorted(_kinds(one)) != sorted(_kinds(other)):
        return
    arrays = sorted({factor.array for factor in one.factors})
    groups = [
        [factor for factor in other.factors if factor.array == array] for array in arrays
    ]
    mine = [factor for array in arrays for factor in one.factors if factor.array == array]
    for order in product(*[permutations(group) for group in groups]):
        change = _solve(one.over, mine, other.over, [f for group in order for f in group])
        if change is not None:
            yield change


def _kinds(term: Term) -> list[tuple[str, int]]:
    return [(factor.array, len(factor.indices)) for factor in term.factors]


def _solve(
    mine: tuple[str, ...], left: list[Factor], yours: tuple[str, ...], right: list[Factor]
) -> Change | None:
    """The change of letters under which the factors agree one by one, if there is one."""
    renamed = {letter: name(f"{letter}*") for letter in yours}
    rows: list[Row] = []
    wanted: list[Affine] = []
    for one, other in zip(left, right):
        for index, target in zip(one.indices, other.indices):
            coefficients = letters_of(index)
            rows.append([Fraction(coefficients.get(letter, 0)) for letter in mine])
            rest = put(index, dict.fromkeys(mine, 0))
            wanted.append(put(target, renamed) - rest)
    solved = _eliminated(rows, wanted, len(mine))
    if solved is None:
        return None
    change = dict(zip(mine, solved))
    matrix = [
        [letters_of(change[letter]).get(f"{other}*", 0) for other in yours] for letter in mine
    ]
    return change if abs(_determinant(matrix)) == 1 else None


def _eliminated(rows: list[Row], wanted: list[Affine], count: int) -> list[Affine] | None:
    """The one solution in integers of ``rows * letters = wanted``, by Gauss and Jordan.

    None where there is none, where it is not the only one, or not in integers.
    """
    letters = sorted({letter for value in wanted for letter in letters_of(value)})
    table = [
        [*row, *(Fraction(letters_of(value).get(letter, 0)) for letter in letters),
         Fraction(constant_of(value))]
        for row, value in zip(rows, wanted)
    ]  # fmt: skip
    for column in range(count):
        pivot = next((n for n in range(column, len(table)) if table[n][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        scale = table[column][column]
        table[column] = [value / scale for value in table[column]]
        for n, row in enumerate(table):
            if n != column and row[column]:
                factor = row[column]
                table[n] = [a - factor * b for a, b in zip(row, table[column])]
    if any(any(row) for row in table[count:]):
        return None
    found: list[Affine] = []
    for row in table[:count]:
        if any(value.denominator != 1 for value in row):
            return None
        total: Affine = int(row[-1])
        for letter, value in zip(letters, row[count:]):
            if value:
                total = total + int(value) * name(letter)
        found.append(total)
    return found


def _determinant(matrix: list[list[int]]) -> int:
    """The determinant of a small square matrix of integers."""
    if not matrix:
        return 1
    total = 0
    for column, value in enumerate(matrix[0]):
        if value:
            minor = [[*row[:column], *row[column + 1 :]] for row in matrix[1:]]
            total += (-1) ** column * value * _determinant(minor)
    return total
