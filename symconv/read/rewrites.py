r"""Small rewritings that ``resolve`` uses: one tree in, a better understood one out.

None of them decides anything; ``resolve`` does, and then calls one of these.
"""

from __future__ import annotations

from symconv.read.record import Record
from symconv.read.symbols import free
from symconv.read.syntax import (
    Access,
    BigSum,
    Bound,
    Call,
    Name,
    Node,
    Number,
    Product,
    Sum,
)
from symconv.read.walk import rebuilt, walk


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


def bound_by_use(node: Record, left: set[str], known: set[str]) -> Record:
    r"""Let a sum that names no letter bind those of its indices that ``left`` has not.

    Of these, letters that stand alone in an index, or are bound elsewhere (``known``), are
    summed over; others are sizes and strides.
    """
    if not isinstance(node, BigSum):
        return rebuilt(node, lambda part: bound_by_use(part, left, known))
    if node.bounds or node.constraints:
        held = left | {bound.letter for bound in node.bounds}
        return node._replace(body=bound_by_use(node.body, held, known))
    nest = [node]
    while isinstance(inner := nest[-1].body, BigSum) and not (inner.bounds or inner.constraints):
        nest.append(inner)
    body = nest[-1].body
    found: dict[str, None] = {}
    for one in walk(body):
        for index in one.indices if isinstance(one, Access) else ():
            if isinstance(index, Name) and index.name not in left:
                found[index.name] = None
            for letter in sorted(free(index) & known - left):
                found[letter] = None
    letters = list(found)
    whole = bound_by_use(body, left | found.keys(), known)
    for place in range(len(nest) - 1, -1, -1):  # one letter each, and the rest to the last
        big = nest[place]
        own = letters[place:] if big is nest[-1] else letters[place : place + 1]
        bounds = tuple([Bound(letter, None, None, big.span) for letter in own])
        whole = big._replace(body=whole, bounds=bounds)
    return whole
