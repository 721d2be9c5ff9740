r"""Sequences given in other ways than as a list: value by value, or as a sum of impulses.

``h[n] = \begin{cases} 1 & n = 0 \\ 2 & n = 1 \\ 0 & \text{else} \end{cases}`` and
``x[n] = \delta[n] + 2\delta[n-1]`` give the values at some indices; all others are zero.
Another way is one more function in ``values_at``.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import name
from symconv.read import syntax as s
from symconv.verify.indexed import Exact, NotTerms, affine, entry, number

MAX_LENGTH = 200
IMPULSES = frozenset((r"\delta", "δ", "delta"))


class Valued(NamedTuple):
    """The value at an index, and where it stands; no node for a zero that is not written."""

    at: int
    value: Exact
    node: s.Node | None


def values_at(body: s.Node, letter: str) -> list[Valued] | None:
    """The values from the first to the last index that is given; None for what gives none."""
    found = _by_cases(body, letter) if isinstance(body, s.Cases) else _impulses(body, letter)
    if not found or max(found) - min(found) > MAX_LENGTH:
        return None
    return [found.get(at, Valued(at, 0, None)) for at in range(min(found), max(found) + 1)]


def _by_cases(body: s.Cases, letter: str) -> dict[int, Valued] | None:
    found: dict[int, Valued] = {}
    for place, row in enumerate(body.rows):
        value = number(row.value)
        if value is None:
            return None
        indices = _indices(row, letter)
        if indices is None:
            if place < len(body.rows) - 1 or value != 0:
                return None
            continue
        for at in indices:
            if at in found:
                return None
            found[at] = Valued(at, value, row.value)
    return found


def _indices(row: s.Case, letter: str) -> list[int] | None:
    """The indices for which a case holds; None where they have no end, or are not understood."""
    if len(row.conditions) != 1:
        return None
    chain = row.conditions[0]
    signs = [relation.sign for relation in chain.relations]
    if signs in (["="], ["in"]) and _is(chain.sides[0], letter):
        listed = chain.sides[1]
        nodes = listed.items if isinstance(listed, s.Listing) else (listed,)
        whole = [value for node in nodes if isinstance(value := affine(node), int)]
        return whole if len(whole) == len(nodes) else None
    if len(signs) == 2 and set(signs) <= {"<=", "<"} and _is(chain.sides[1], letter):
        low, high = affine(chain.sides[0]), affine(chain.sides[2])
        if isinstance(low, int) and isinstance(high, int) and high - low <= MAX_LENGTH:
            return list(range(low + (signs[0] == "<"), high + (signs[1] != "<")))
    return None


def _is(node: s.Node, letter: str) -> bool:
    return isinstance(node, s.Name) and node.name == letter


def _impulses(body: s.Node, letter: str) -> dict[int, Valued] | None:
    """A sum of impulses with numbers before them."""
    found: dict[int, Valued] = {}
    for term in body.terms if isinstance(body, s.Sum) else (body,):
        inner = term.term if isinstance(term, s.Negative) else term
        factors = inner.factors if isinstance(inner, s.Product) else (inner,)
        impulse = factors[-1]
        if not isinstance(impulse, s.Access) or impulse.name not in IMPULSES:
            return None
        if len(impulse.indices) != 1:
            return None
        weight: Exact = 1 if inner is term else -1
        for factor in factors[:-1]:
            value = number(factor)
            if value is None:
                return None
            weight = weight * value
        try:
            index = entry(impulse.indices[0])
        except NotTerms:
            return None
        at = name(letter) - index if not isinstance(index, tuple) else None
        if not isinstance(at, int) or at in found:
            return None
        found[at] = Valued(at, weight, term)
    return found
