r"""Which part of what was written is the formula: its sides, and what is given beside it.

A chain such as ``S(i,j) = (I*K)(i,j) = \sum …`` has a left side and a side that sums; other
chains define arrays (``T_{mi} = h_{m-i}``) or bound letters (``0 \le m < M``). To read another
way of writing the left side, add a case to ``left_side``.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.errors import quote
from symconv.model.index import Poly
from symconv.read import syntax as s
from symconv.read.record import Record
from symconv.read.walk import walk
from symconv.relate.trouble import stop
from symconv.verify.gather import EQUALS, left_element, operands
from symconv.verify.indexed import NotTerms
from symconv.verify.judged import unread
from symconv.verify.written import Factor, factor


class Main(NamedTuple):
    """The formula among what was written: its chain, left side, and the side that sums."""

    chain: s.Chain
    left: Factor | None
    right: s.Node


class Given(NamedTuple):
    """What stands beside the formula: definitions of arrays, and conditions on letters."""

    definitions: tuple[tuple[Factor, Factor, s.Chain], ...]
    conditions: tuple[s.Chain, ...]


def split(chains: tuple[s.Chain, ...], text: str) -> tuple[tuple[s.Chain, ...], Given]:
    """The chains that may be the formula, and what is given beside it."""
    rest: list[s.Chain] = []
    definitions: list[tuple[Factor, Factor, s.Chain]] = []
    conditions: list[s.Chain] = []
    for chain in chains:
        conditions += chain.conditions
        found = _definition(chain) if len(chains) > 1 else None
        if found is not None:
            definitions.append((*found, chain))
        elif rest and not any(sums_up(node) for node in chain.sides):
            conditions.append(chain)
        else:
            rest.append(chain)
    if not rest:
        stop("no sum stands here", chains[0].span, text)
    return tuple(rest), Given(tuple(definitions), tuple(conditions))


def _definition(chain: s.Chain) -> tuple[Factor, Factor] | None:
    """``T_{mi} = h_{m-i}``: an array whose elements are those of another one."""
    if len(chain.sides) != 2 or chain.relations[0].sign not in EQUALS:
        return None
    try:
        parts = [factor(node) for node in chain.sides if isinstance(node, s.Access)]
    except NotTerms:
        return None
    if len(parts) != 2 or any(part.indices is None for part in parts):
        return None
    letters = [str(one) for one in parts[0].indices or () if isinstance(one, Poly) and one.is_name]
    known = len(letters) == len(parts[0].indices or ()) == len(set(letters))
    return (parts[0], parts[1]) if known else None


def sums_up(node: Record) -> bool:
    """Whether a sum sign stands anywhere in a node."""
    return any(isinstance(part, s.BigSum) for part in walk(node))


def main_of(chains: tuple[s.Chain, ...], text: str) -> Main:
    """The first chain with a sum; its left side, and the first side that sums."""
    chosen = next((one for one in chains if any(map(sums_up, one.sides))), chains[0])
    for node in chosen.sides:
        hole = unread(node)
        if hole is not None:
            stop(hole.reason, (hole.at, max(hole.at + 1, hole.span[1])), text)
    for relation in chosen.relations:
        if relation.sign not in EQUALS:
            stop(f"'{text[slice(*relation.span)]}' is no equals sign", relation.span, text,
                  "write = between the two sides")  # fmt: skip
    sides = list(chosen.sides)
    right = next((node for node in sides if sums_up(node)), None)
    if right is None:
        last = sides[-1]
        word = quote(text[slice(*last.span)], 30)
        stop("it has no sum sign", last.span, text,
             rf"write the sum sign, such as \sum_i before {word}")  # fmt: skip
    others: list[s.Node] = []
    others += [node for node in sides if node is not right and not isinstance(node, s.Blank)]
    if not others:
        return Main(chosen, None, right)
    return Main(chosen, left_side(others, text), right)


def left_side(nodes: list[s.Node], text: str) -> Factor:
    """The output: an element, ``(f*g)[n]``, or ``f[n] * g[n]``; a bare name has no indices."""
    for node in nodes:
        found = left_element(node)
        if found is not None and not sums_up(node):
            return found
        if isinstance(node, s.Product) and operands(node) is not None:
            one, other = node.factors
            parts = [part for part in (one, other) if isinstance(part, s.Access)]
            if len(parts) == 2 and _same_indices(parts[0], parts[1]):
                name = f"({parts[0].name}*{parts[1].name})"
                return factor(parts[0])._replace(name=name, span=node.span)
    node = nodes[0]
    if not isinstance(node, s.Name):
        stop("the left side is no element", node.span, text, "write it as y[m] = … or y_{m,n} = …")
    return Factor(node.name, None, node.span)


def _same_indices(one: s.Access, other: s.Access) -> bool:
    try:
        return factor(one).indices == factor(other).indices
    except NotTerms:
        return False
