r"""Fractions, derivatives, and names with a prefix: ``\partial y_{11}``, ``\nabla a_{11}``.

``\frac{\partial L}{\partial w_{11}}`` is one symbol, a Derivative; so are those with
``d`` and ``\delta``. Another sign of differentiation is one more word in ``_SIGNS``.
"""

from __future__ import annotations

from symconv.read.cursor import text_of
from symconv.read.lexer import Token
from symconv.read.syntax import (
    Access,
    Call,
    Derivative,
    Function,
    Name,
    Node,
    Power,
    Product,
    Quotient,
    Span,
)
from symconv.read.tables import Tables

_SIGNS = frozenset(("d", r"\delta"))


class Derivatives(Tables):
    """Reads fractions and prefixed names."""

    __slots__ = ()

    def fraction(self) -> Node:
        r"""``\frac{a}{b}``, ``\frac14``, and derivatives."""
        start = self.tokens[self.place][2]
        self.place += 1
        top = self.fork(self.argument())
        bottom = self.fork(self.argument())
        span = (start, self.tokens[self.place - 1][3])
        if (order := _differential(top.tokens)) and _differential(bottom.tokens) == order:
            bare = top.tokens[1][0] == "$"
            if bare:
                return Derivative(None, bared(bottom.whole(), order), span)
            return Derivative(bared(top.whole(), order), bared(bottom.whole(), order), span)
        above = top.whole()
        return Quotient(above, bottom.whole(), span)

    def prefixed(self) -> Node:
        r"""``\partial y_{11}``, ``\nabla a_{11}``: the prefix is part of the name."""
        _, prefix, start, end = self.tokens[self.place]
        self.place += 1
        while self.tokens[self.place][0] in "_^":
            sign = self.tokens[self.place][0]
            self.place += 1
            inner = text_of(self.argument())
            prefix += sign + (inner if len(inner) == 1 else f"{{{inner}}}")
            end = self.tokens[self.place - 1][3]
        if self.tokens[self.place][0] not in "a{PH(Tf":
            return Name(prefix, (start, end))
        self.enter()
        node = self.factor()
        self.depth -= 1
        span = (start, self.tokens[self.place - 1][3])
        renamed = prefix_name(node, prefix, span)
        return Function(prefix, (node,), span) if renamed is None else renamed


def prefix_name(node: Node, prefix: str, span: Span) -> Node | None:
    r"""A name with a prefix before it: ``\partial`` and ``y_{11}`` give ``\partial y_{11}``."""
    if isinstance(node, Name):
        return Name(f"{prefix} {node.name}", span)
    if isinstance(node, Access):
        return node._replace(name=f"{prefix} {node.name}", span=span)
    if isinstance(node, (Call, Power)):
        inner = node.head if isinstance(node, Call) else node.base
        renamed = prefix_name(inner, prefix, (span[0], inner.span[1]))
        if renamed is None:
            return None
        if isinstance(node, Call):
            return node._replace(head=renamed, span=span)
        return node._replace(base=renamed, span=span)
    return None


def _differential(tokens: list[Token]) -> str:
    r"""``\partial``, ``d`` or ``\delta`` where tokens begin like a derivative's part."""
    kind, value = tokens[0][:2]
    if kind == "P" and value == r"\partial":
        return value
    if kind == "a" and value in _SIGNS:
        follows = tokens[1][0]
        return value if follows in "$aHT" or tokens[1][1] == "{" else ""
    return ""


def bared(node: Node, order: str) -> Node:
    r"""``\partial y_{11}`` or ``d y_{11}`` without its ``\partial`` or ``d``."""
    if order == r"\partial" or isinstance(node, (Name, Access, Call)):
        return _stripped(node, order)
    if isinstance(node, Product) and node.factors[0] == Name(order, node.factors[0].span):
        if len(node.factors) == 2:
            return node.factors[1]
        rest = node.factors[1:]
        return Product(rest, node.signs[1:], (rest[0].span[0], node.span[1]))
    return node


def is_partial(node: Node) -> bool:
    r"""Whether a node is a name behind ``\partial``."""
    return isinstance(node, (Name, Access)) and node.name.startswith(r"\partial ")


def _stripped(node: Node, order: str) -> Node:
    if isinstance(node, Name):
        return node._replace(name=node.name.removeprefix(order + " "))
    if isinstance(node, Access):
        return node._replace(name=node.name.removeprefix(order + " "))
    if isinstance(node, Call):
        return node._replace(head=_stripped(node.head, order))
    if isinstance(node, Function) and node.name == order:
        return node.arguments[0]
    return node
