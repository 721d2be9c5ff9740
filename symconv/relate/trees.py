"""Formulas as syntax trees, in the styles in which their arrays were written.

``notation.py`` writes the trees out.
"""

from __future__ import annotations

from symconv.model.index import Affine, Bound, Extremum, Rounded
from symconv.read import syntax as s
from symconv.relate.formula import Formula
from symconv.verify.indexed import Entry, Exact, Odd
from symconv.verify.written import Factor, Limit, Term

NOWHERE = (0, 0)



def chain_of(formula: Formula) -> s.Chain:
    """A formula as a chain of two sides, in the styles in which its arrays were written."""
    styles = dict(formula.styles)
    factors: list[s.Node] = [s.Name(name, NOWHERE) for name in formula.scalars]
    factors += [element_of(factor, styles) for factor in formula.factors]
    body: s.Node = factors[0]
    if len(factors) > 1:
        body = s.Product(tuple(factors), (r"\cdot",) * (len(factors) - 1), NOWHERE)
    for limit in reversed(formula.limits):
        body = s.BigSum(r"\sum", (_limit(limit),), (), body, NOWHERE)
    if formula.coefficient == -1:
        body = s.Negative(body, NOWHERE)
    elif formula.coefficient != 1:
        body = s.Product((_number(formula.coefficient), body), ("",), NOWHERE)
    if formula.bias:
        body = s.Sum((*(_bias(term, styles) for term in formula.bias), body), NOWHERE)
    left = element_of(formula.output, styles)
    return s.Chain((left, body), (s.Relation("=", NOWHERE),), NOWHERE)


def element_of(factor: Factor, styles: dict[str, str]) -> s.Node:
    """An element in the style of its array; a letter where it has no index."""
    if factor.indices is None:
        return s.Name(factor.name, NOWHERE)
    style = styles.get(factor.name, "bracket")
    if style == "comma" and len(factor.indices) == 1:
        style = "index"
    indices = tuple(map(_entry, factor.indices))
    return s.Access(factor.name, indices, style, NOWHERE)


def _bias(term: Term, styles: dict[str, str]) -> s.Node:
    parts: list[s.Node] = [element_of(factor, styles) for factor in term.factors]
    size = -term.coefficient if term.coefficient < 0 else term.coefficient
    if size != 1 or not parts:
        parts.insert(0, _number(size))
    node = parts[0]
    if len(parts) > 1:
        node = s.Product(tuple(parts), ("",) * (len(parts) - 1), NOWHERE)
    return s.Negative(node, NOWHERE) if term.coefficient < 0 else node


def _limit(limit: Limit) -> s.Bound:
    lower = None if limit.absent else _end(limit.lower, s.Negative(s.Infinity(NOWHERE), NOWHERE))
    upper = None if limit.absent else _end(limit.upper, s.Infinity(NOWHERE))
    return s.Bound(limit.letter, lower, upper, NOWHERE)


def _end(value: Bound | None, infinite: s.Node) -> s.Node:
    if value is None:
        return infinite
    if isinstance(value, Extremum):
        return s.Function(value.kind, tuple(map(affine_of, value.args)), NOWHERE)
    return affine_of(value)


def _entry(entry: Entry) -> s.Node:
    if not isinstance(entry, Odd):
        return affine_of(entry)
    node = affine_of(entry.value)
    if entry.divisor != 1:
        node = s.Quotient(node, affine_of(entry.divisor), NOWHERE)
    return node if entry.modulus == 0 else s.Mod(node, affine_of(entry.modulus), NOWHERE)


def affine_of(value: Affine) -> s.Node:
    """An index expression as it is usually written: what is added first, constants last."""
    if isinstance(value, int):
        return _number(value)
    terms = sorted(value.terms, key=lambda term: (not term[0], term[1] < 0))
    if terms[0][1] < 0 < terms[-1][1]:
        terms = [terms[-1], *terms[:-1]]  # 1 - i, not -i + 1
    nodes = [_monomial(monomial, size) for monomial, size in terms]
    return nodes[0] if len(nodes) == 1 else s.Sum(tuple(nodes), NOWHERE)


def _monomial(monomial: tuple[str | Rounded, ...], size: int) -> s.Node:
    parts: list[s.Node] = [] if abs(size) == 1 and monomial else [_number(abs(size))]
    for atom in monomial:
        if isinstance(atom, str):
            parts.append(s.Name(atom, NOWHERE))
        else:
            inner = s.Quotient(affine_of(atom.numerator), affine_of(atom.denominator), NOWHERE)
            parts.append(s.Function(atom.kind.removesuffix("ing"), (inner,), NOWHERE))
    node = parts[0]
    if len(parts) > 1:
        node = s.Product(tuple(parts), ("",) * (len(parts) - 1), NOWHERE)
    return s.Negative(node, NOWHERE) if size < 0 else node


def _number(value: Exact) -> s.Node:
    if value < 0:
        return s.Negative(_number(-value), NOWHERE)
    if isinstance(value, int):
        return s.Number(value, str(value), NOWHERE)
    top, bottom = value.numerator, value.denominator
    return s.Quotient(
        s.Number(top, str(top), NOWHERE), s.Number(bottom, str(bottom), NOWHERE), NOWHERE
    )


def equals(left: Affine, right: Affine) -> s.Chain:
    """An equation between index expressions."""
    return s.Chain((affine_of(left), affine_of(right)), (s.Relation("=", NOWHERE),), NOWHERE)
