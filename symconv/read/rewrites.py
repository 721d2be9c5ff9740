r"""Small rewritings that ``resolve`` uses: one tree in, a better understood one out.

None of them decides anything; ``resolve`` does, and then calls one of these.
"""

from __future__ import annotations

from symconv.read.record import Record
from symconv.read.symbols import free
from symconv.read.syntax import (
    Access,
    BigSum,
    Call,
    Name,
    Node,
    Number,
    Product,
    Sum,
)


def prefixed(prefix: str, node: Node, span: tuple[int, int]) -> Node | None:
    """A name with letters put before it; None for what is no name."""
    name = f"{prefix} " if prefix[0] == "\\" else prefix
    if isinstance(node, (Name, Access)):
        return node._replace(name=name + node.name, span=span)
    if isinstance(node, Call) and isinstance(node.head, (Name, Access)):
        head = node.head._replace(name=name + node.head.name, span=(span[0], node.head.span[1]))
        return node._replace(head=head, span=span)
    return None


def single(indices: tuple[Node, ...]) -> Node:
    """Digits as one number; digits before letters as a product."""
    digits = ""
    place = 0
    while place < len(indices) and isinstance(index := indices[place], Number):
        digits += index.text
        place += 1
    span = (indices[0].span[0], indices[-1].span[1])
    factors: tuple[Node, ...] = indices[place:]
    if digits:
        end = indices[place - 1].span[1]
        factors = (Number(int(digits), digits, (span[0], end)), *factors)
    return factors[0] if len(factors) == 1 else Product(factors, ("",) * (len(factors) - 1), span)


def spread(index: Node, ranks: set[int]) -> tuple[Node, ...]:
    """``x_{(i+1)j}`` has two indices where the array has two."""
    parts: tuple[Node, ...] = (index,)
    if isinstance(index, Call):
        parts = (index.head, *index.arguments)
    elif isinstance(index, Product) and not any(index.signs):
        parts = ()
        for factor in index.factors:
            parts += (factor.head, *factor.arguments) if isinstance(factor, Call) else (factor,)
    return parts if len(parts) in ranks and 1 not in ranks else (index,)


def flattened(node: Record) -> Record:
    """A product of which a factor became a product is one product."""
    if not isinstance(node, Product) or not any(
        isinstance(factor, Product) and factor.signs == ("",) for factor in node.factors
    ):
        return node
    factors: list[Node] = []
    signs: list[str] = []
    for place, factor in enumerate(node.factors):
        if place:
            signs.append(node.signs[place - 1])
        if isinstance(factor, Product) and factor.signs == ("",):
            factors += factor.factors
            signs.append("")
        else:
            factors.append(factor)
    return Product(tuple(factors), tuple(signs), node.span)


def scoped(node: Sum, left: set[str]) -> Node:
    """Let a sum reach over the later terms that use its letters."""
    last: dict[str, int] = {}
    for place, term in enumerate(node.terms):
        last.update(dict.fromkeys(free(term) - left, place))
    for place, term in enumerate(node.terms[:-1]):
        if not isinstance(term, BigSum):
            continue
        inner: Node = term
        nest: list[BigSum] = []
        while isinstance(inner, BigSum):
            nest.append(inner)
            inner = inner.body
        letters = [bound.letter for big in nest for bound in big.bounds]
        reach = max([last.get(letter, 0) for letter in letters], default=0)
        if reach <= place:
            continue
        taken = node.terms[place + 1 : reach + 1]
        end = taken[-1].span[1]
        first = inner.terms if isinstance(inner, Sum) else (inner,)
        body: Node = Sum((*first, *taken), (inner.span[0], end))
        for big in reversed(nest):
            body = big._replace(body=body, span=(big.span[0], end))
        terms = (*node.terms[:place], body, *node.terms[reach + 1 :])
        return body if len(terms) == 1 else node._replace(terms=terms)
    return node
