"""What follows from the definitions of a text by changes of summed letters alone.

Sums over all integers of products of any number of arrays: associativity, adjoints,
composition. Nothing is refuted here; what does not follow is left to the other judges.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from symconv.identities.expression import (
    Definition,
    Expression,
    Factor,
    Term,
    expand,
    letters_of,
)
from symconv.identities.same import same
from symconv.model.index import Poly
from symconv.read import syntax as s
from symconv.verify.indexed import NotTerms, Odd
from symconv.verify.written import Term as Written
from symconv.verify.written import side

MAX_FACTORS = 6
IMPULSES = (r"\delta", "δ", "delta")


class Known(NamedTuple):
    """A definition, and the chain that gives it, which it cannot prove.

    ``others`` are the chains that say again what this array is, ``used`` where another
    chain speaks of it.
    """

    chain: s.Chain
    definition: Definition
    others: tuple[s.Chain, ...] = ()
    used: bool = False


def definitions_in(chains: Iterable[s.Chain]) -> dict[str, Known]:
    """The first definition of each array: ``y[m] = …`` with letters alone as its indices."""
    found: dict[str, Known] = {}
    users: dict[str, set[int]] = {}
    for chain in chains:
        for node in chain.sides:
            value = _expression(node)
            for term in value.terms if value is not None else ():
                for factor in term.factors:
                    users.setdefault(factor.array, set()).add(id(chain))
        if len(chain.sides) < 2 or any(one.sign != "=" for one in chain.relations):
            continue
        left = _expression(chain.sides[0])
        if left is None or len(left.terms) != 1 or left.terms[0].over:
            continue
        (term,) = left.terms
        if term.sign < 0 or len(term.factors) != 1 or not term.factors[0].indices:
            continue
        array, indices = term.factors[0]
        letters = [str(index) for index in indices if isinstance(index, Poly) and index.is_name]
        if len(set(letters)) != len(indices) or array in IMPULSES:
            continue
        if array in found:
            found[array] = found[array]._replace(others=(*found[array].others, chain))
            continue
        for node in chain.sides[1:]:
            value = _expression(node)
            if value is not None and any(term.factors for term in value.terms):
                found[array] = Known(chain, Definition(array, tuple(letters), value))
                break
    for array, one in found.items():
        if users.get(array, set()) - {id(one.chain)}:
            found[array] = one._replace(used=True)
    return found


def follows(chain: s.Chain, place: int, known: dict[str, Known]) -> bool:
    """Whether a side equals the first side of its chain by the definitions of other chains."""
    left, right = _expression(chain.sides[0]), _expression(chain.sides[place + 1])
    if left is None or right is None:
        return False
    given = {array: one.definition for array, one in known.items() if one.chain is not chain}
    used = _used([left, right], given)
    if used is None or not used:
        return False
    return same(left, right, {array: given[array] for array in used})


def defined_elsewhere(chain: s.Chain, place: int, known: dict[str, Known]) -> bool:
    """Whether another chain defines the left side from the same arrays as this side.

    They are the same only after definitions are put in, or more than two: of two formulas
    with the same two arrays it is open which one is the definition.
    """
    left, right = _expression(chain.sides[0]), _expression(chain.sides[place + 1])
    if left is None or right is None or len(left.terms) != 1:
        return False
    arrays = {factor.array for factor in left.terms[0].factors}
    one = known.get(min(arrays, default=""))
    if one is None or one.chain is chain:
        return False
    given = {array: other.definition for array, other in known.items()}
    used = _used([left, right], given)
    if used is None:
        return False
    bases = [
        sorted(sorted(factor.array for factor in term.factors) for term in terms)
        for terms in (expand(side_, given).terms for side_ in (left, right))
    ]
    several = len(used) > 1 or any(len(names) > 2 for names in bases[0])
    return bases[0] == bases[1] and several


def names_array(chain: s.Chain, known: dict[str, Known]) -> bool:
    """Whether a chain names an array made from others, as ``w[k] = h[-k]``, without a sum.

    Each term has one element, or several that share no letter (a row times a column).
    """
    for one in known.values():
        if one.chain is not chain:
            continue
        if not one.used or len(chain.sides) != 2:
            return False
        if not all(
            follows(other, place, known)
            for other in one.others
            for place in range(len(other.sides) - 1)
        ):
            return False
        for term in one.definition.value.terms:
            elements = [factor for factor in term.factors if factor.indices]
            letters = [
                letter
                for factor in elements
                for letter in {name for index in factor.indices for name in letters_of(index)}
            ]
            if term.over or not elements or len(letters) != len(set(letters)):
                return False
        return True
    return False


def _used(start: list[Expression], given: dict[str, Definition]) -> list[str] | None:
    """The definitions that are needed, or None where they go in a circle or grow too large."""
    order: list[str] = []

    def visit(expression: Expression, above: tuple[str, ...]) -> int | None:
        most = 0
        for term in expression.terms:
            size = 0
            for factor in term.factors:
                one = given.get(factor.array)
                if one is None:
                    size += 1
                    continue
                if factor.array in above or len(one.letters) != len(factor.indices):
                    return None
                inner = visit(one.value, (*above, factor.array))
                if inner is None:
                    return None
                if factor.array not in order:
                    order.append(factor.array)
                size += inner
            most = max(most, size)
        return most if most <= MAX_FACTORS else None

    for expression in start:
        if visit(expression, ()) is None:
            return None
    return order


def _expression(node: s.Node) -> Expression | None:
    """A side as a sum of products summed over all integers, where it is one."""
    try:
        written = side(node)
    except NotTerms:
        return None
    if written.dots or len(written.terms) > MAX_FACTORS:
        return None
    terms = []
    for one in written.terms:
        term = _term(one)
        if term is None:
            return None
        terms.append(term)
    return Expression(tuple(terms))


def _term(written: Written) -> Term | None:
    over = []
    for scope in written.scopes:
        if scope.ties:
            return None
        for limit in scope.limits:
            endless = limit.lower is None and limit.upper is None
            if not (endless or limit.absent) or limit.step != 1 or limit.values is not None:
                return None
            over.append(limit.letter)
    factors = []
    for one in written.factors:
        indices = one.indices or ()
        if any(isinstance(index, Odd) for index in indices):
            return None
        name = r"\delta" if one.name in IMPULSES else one.name
        factors.append(Factor(name, indices))  # type: ignore[arg-type]
    if written.coefficient not in (1, -1):
        factors.insert(0, Factor(str(abs(written.coefficient)), ()))
    if len(factors) > MAX_FACTORS:
        return None
    return Term(1 if written.coefficient > 0 else -1, tuple(over), tuple(factors))
