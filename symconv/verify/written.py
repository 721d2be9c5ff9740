"""What a side of an equation says: signed products of elements, under sum signs.

``side`` turns a syntax tree into terms in the order written, each with its factors, its
coefficient, the sum signs it stands under, and its place. Nothing is worked out except
numbers; what is no sum of products keeps a reason instead.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from symconv.model.index import (
    Affine,
    Bound,
    name,
    names_in,
)
from symconv.read import syntax as s
from symconv.verify.indexed import (
    Entry,
    Exact,
    NotTerms,
    affine,
    bound,
    entry,
    entry_letters,
    exact,
    number,
)

MAX_PRODUCTS = 400
MAX_POWER = 12
_LETTERS = re.compile(r"\\?[A-Za-z]+").findall




class Factor(NamedTuple):
    """An element of an array, or (with ``indices`` None) a letter or anything else that is one."""

    name: str
    indices: tuple[Entry, ...] | None
    span: s.Span


class Limit(NamedTuple):
    """A letter under a sum sign. A bound of None is infinite; ``absent`` where none is written."""

    letter: str
    lower: Bound | None
    upper: Bound | None
    absent: bool
    step: Affine
    values: tuple[int, ...] | None
    span: s.Span


class Scope(NamedTuple):
    """A sum sign: its letters, and conditions ``left = right`` under it."""

    limits: tuple[Limit, ...]
    ties: tuple[Affine, ...]
    span: s.Span


class Term(NamedTuple):
    """A signed product. ``numbers`` are the numbers written in it, in order."""

    coefficient: Exact
    factors: tuple[Factor, ...]
    numbers: tuple[Exact, ...]
    scopes: tuple[Scope, ...]
    span: s.Span

    @property
    def bound(self) -> tuple[Limit, ...]:
        """All letters bound by the sum signs around this term."""
        return tuple(limit for scope in self.scopes for limit in scope.limits)


class Side(NamedTuple):
    """A side: its terms, and before which of them dots stand (``len(terms)`` for the end)."""

    terms: tuple[Term, ...]
    dots: tuple[int, ...]
    span: s.Span

    @property
    def numeric(self) -> bool:
        """Whether no letter and no element occurs in it."""
        return all(not term.factors and not term.scopes for term in self.terms)


def side(node: s.Node) -> Side:
    """The terms of a side. Raises NotTerms."""
    terms: list[Term] = []
    dots: list[int] = []
    parts = node.terms if isinstance(node, s.Sum) else (node,)
    for part in parts:
        inner = part.term if isinstance(part, s.Negative) else part
        if isinstance(inner, s.Dots):
            if inner is not part:
                raise NotTerms("the dots are subtracted")
            dots.append(len(terms))
            continue
        terms += _terms(part)
        if len(terms) > 20 * MAX_PRODUCTS:
            raise NotTerms("it has too many terms")
    return Side(tuple(_reaching(terms)), tuple(dots), node.span)


def _reaching(terms: list[Term]) -> list[Term]:
    """Let a sum sign reach later terms that use its letter, as in Σ_i a_i + b_i."""
    found: list[Term] = []
    last: tuple[Scope, ...] = ()
    for term in terms:
        if term.scopes:
            last = term.scopes
        elif last:
            letters = {limit.letter for scope in last for limit in scope.limits}
            if free_letters(term) & letters:
                term = term._replace(scopes=last)
        found.append(term)
    return found


def free_letters(term: Term) -> set[str]:
    """The letters in the indices and bounds of a term that no sum sign in it binds."""
    found: set[str] = set()
    for factor in term.factors:
        for index in factor.indices or ():
            found |= entry_letters(index)
    for limit in term.bound:
        for end in (limit.lower, limit.upper):
            if end is not None:
                found |= names_in(end)
    return found - {limit.letter for limit in term.bound}


def _terms(node: s.Node) -> list[Term]:
    match node:
        case s.Sum():
            return [term for part in node.terms for term in _terms(part)]
        case s.Negative():
            return [
                term._replace(
                    coefficient=-term.coefficient,
                    numbers=(-term.numbers[0], *term.numbers[1:]) if term.numbers else (),
                    span=(min(node.span[0], term.span[0]), term.span[1]),
                )
                for term in _terms(node.term)
            ]
        case s.Product():
            return _multiplied(node)
        case s.BigSum():
            return _summed(node)
        case s.Quotient():
            return _divided(node)
        case s.Number():
            return [Term(node.value, (), (node.value,), (), node.span)]
        case s.Dots():
            raise NotTerms("dots stand inside a term")
        case s.Power(base=s.Name() | s.Access(), exponent=s.Number(value=int(power))) if (
            0 < power <= MAX_POWER
        ):
            return [Term(1, (factor(node.base),) * power, (), (), node.span)]
        case _:
            return [Term(1, (factor(node),), (), (), node.span)]


def _multiplied(node: s.Product) -> list[Term]:
    parts = [_terms(part) for part in node.factors]
    count = 1
    for part in parts:
        count *= len(part)
        if count > MAX_PRODUCTS:
            raise NotTerms("its brackets multiply out to too many terms")
    found = []
    for chosen in product(*parts):
        coefficient: Exact = 1
        for term in chosen:
            coefficient = coefficient * term.coefficient
        span = node.span if count == 1 else (chosen[0].span[0], chosen[-1].span[1])
        found.append(
            Term(
                coefficient,
                tuple(one for term in chosen for one in term.factors),
                tuple(one for term in chosen for one in term.numbers),
                tuple(one for term in chosen for one in term.scopes),
                span,
            )
        )
    return found


def _divided(node: s.Quotient) -> list[Term]:
    bottom = number(node.bottom)
    if bottom is None:
        return [Term(1, (factor(node),), (), (), node.span)]
    if bottom == 0:
        raise NotTerms("it divides by zero")
    top = number(node.top)
    if top is not None:
        value = exact(Fraction(top) / bottom)
        return [Term(value, (), (value,), (), node.span)]
    share = exact(1 / Fraction(bottom))
    return [
        term._replace(coefficient=exact(Fraction(term.coefficient) * share), span=node.span)
        for term in _terms(node.top)
    ]


def _summed(node: s.BigSum) -> list[Term]:
    if node.sign != r"\sum":
        raise NotTerms("a product or an integral is not worked out")
    limits = tuple(_limit(bound) for bound in node.bounds)
    ties = []
    for chain in node.constraints:
        if len(chain.sides) != 2 or chain.relations[0].sign != "=":
            raise NotTerms("a condition under a sum sign is no equation")
        left, right = affine(chain.sides[0]), affine(chain.sides[1])
        if left is None or right is None:
            raise NotTerms("a condition under a sum sign is not understood")
        ties.append(left - right)
    scope = Scope(limits, tuple(ties), node.span)
    terms = _terms(node.body)
    letters = {limit.letter for limit in limits}
    for part in (part for term in terms for part in term.factors):
        if part.name[0] == "⟨" and letters & {*_LETTERS(part.name)}:
            raise NotTerms("a power under a sum sign is not worked out")
    return [term._replace(scopes=(scope, *term.scopes), span=node.span) for term in terms]


def _limit(written: s.Bound) -> Limit:
    values = None
    if written.values is not None:
        listed = written.values
        items = listed.items if isinstance(listed, s.Listing) else ()
        found = [affine(item) for item in items]
        if not items or not all(isinstance(value, int) for value in found):
            raise NotTerms("the values under a sum sign are not understood")
        values = tuple(value for value in found if isinstance(value, int))
    absent = written.lower is None and written.upper is None and values is None
    step = 1 if written.step is None else affine(written.step)
    if step is None:
        raise NotTerms("the step of a sum is not understood")
    lower, upper = (
        None if node is None or _infinite(node) else bound(node)
        for node in (written.lower, written.upper)
    )
    upside_down = isinstance(written.upper, s.Negative) and _infinite(written.upper)
    if isinstance(written.lower, s.Infinity) or upside_down:
        lower = upper = name("∞")  # a sum that begins where it should end
    return Limit(written.letter, lower, upper, absent, step, values, written.span)


def _infinite(node: s.Node) -> bool:
    return isinstance(node, s.Infinity) or (
        isinstance(node, s.Negative) and isinstance(node.term, s.Infinity)
    )


def factor(node: s.Node) -> Factor:
    """A factor: an element, a letter, a derivative, or anything else by its shape."""
    match node:
        case s.Access():
            return Factor(node.name, tuple(entry(index) for index in node.indices), node.span)
        case s.Name():
            return Factor(node.name, None, node.span)
        case s.Derivative():
            return _derivative(node)
        case s.Unread():
            raise NotTerms(node.reason)
        case s.Text() | s.Blank() | s.Matrix() | s.Listing() | s.Cases() | s.Infinity():
            raise NotTerms("it is no sum of products")
        case _:
            from symconv.read.show import show

            return Factor(f"⟨{show(node)}⟩", None, node.span)


def _derivative(node: s.Derivative) -> Factor:
    """``∂L/∂w_{11}`` is the element [1,1] of an array called ``∂L/∂w``."""
    top = None if node.top is None else factor(node.top)
    bottom = factor(node.bottom)
    index = (() if top is None else top.indices or ()) + (bottom.indices or ())
    label = f"∂{'' if top is None else top.name}/∂{bottom.name}"
    return Factor(label, index or None, node.span)


