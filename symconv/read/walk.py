"""Going through trees: the parts of a node, all nodes, and a node with other parts.

A new node needs one row in ``_PARTS``: the names of its fields that hold nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symconv.read.record import Record
from symconv.read.syntax import (
    Access,
    BigSum,
    Bound,
    Call,
    Case,
    Cases,
    Chain,
    Derivative,
    Function,
    Listing,
    Matrix,
    Mod,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
)

_PARTS: dict[type[Record], tuple[str, ...]] = {
    Access: ("indices", "base"), Call: ("head", "arguments"), Function: ("arguments",),
    Derivative: ("top", "bottom"), Negative: ("term",), Sum: ("terms",), Product: ("factors",),
    Quotient: ("top", "bottom"), Power: ("base", "exponent"), Mod: ("value", "modulus"),
    Bound: ("lower", "upper", "step", "values"), BigSum: ("bounds", "constraints", "body"),
    Listing: ("items",), Matrix: ("rows",), Case: ("value", "conditions"), Cases: ("rows",),
    Chain: ("sides", "conditions"),
}  # fmt: skip


def children(node: Record) -> Iterator[Record]:
    """The nodes (also Bounds, Chains and Cases' rows) right inside a node, left to right."""
    for field in _PARTS.get(type(node), ()):
        yield from _flat(getattr(node, field))


def _flat(value: object) -> Iterator[Record]:
    if value is None:
        return
    if type(value) is tuple:
        for item in value:
            yield from _flat(item)
    else:
        yield value  # type: ignore[misc]


def walk(*nodes: Record) -> Iterator[Record]:
    """All nodes in the given ones, themselves first, left to right.

    >>> from symconv.read.formula import parse
    >>> chains = parse("y = a b", 0, 7).chains
    >>> [type(node).__name__ for node in walk(*chains)]
    ['Chain', 'Name', 'Product', 'Name', 'Name']
    """
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(children(node))))


def rebuilt(node: Record, change: Callable[[Record], Record]) -> Record:
    """The node with ``change`` done to each of its parts; the same object if none changed."""
    fields = _PARTS.get(type(node))
    if fields is None:
        return node
    found: dict[str, object] = {}
    for field in fields:
        value = getattr(node, field)
        fresh = _changed(value, change)
        if fresh is not value:
            found[field] = fresh
    return node._replace(**found) if found else node


def _changed(value: object, change: Callable[[Record], Record]) -> object:
    if value is None:
        return None
    if type(value) is tuple:
        items = tuple([_changed(item, change) for item in value])
        return items if any(a is not b for a, b in zip(items, value)) else value
    return change(value)  # type: ignore[arg-type]
