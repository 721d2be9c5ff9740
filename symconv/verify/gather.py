"""Gathering what a document says: equations about elements, definitions, given values.

``gather`` turns chains into ``Equation`` records (a left element and the sides that are
said to equal it) and ``Given`` records (values of whole arrays). Letters in the index of
a left side, as in ``g(x,y) = w(-1,-1)f(x-1,y-1) + …``, are given numbers far apart, so
that such a line is treated like one for a single output.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import names_in
from symconv.read import syntax as s
from symconv.verify.indexed import Exact, NotTerms, Odd, entry_letters, evaluate, number
from symconv.verify.law import Element
from symconv.verify.sequences import values_at
from symconv.verify.ties import Triple
from symconv.verify.written import Factor, Side, Term, factor, side

EQUALS = frozenset({"=", ":=", "≡", "=:"})
STARS = frozenset({"*", r"\ast", r"\star", r"\otimes", r"\circledast", r"\bigstar", r"\odot"})
FAR = (1009, 20011, 300007, 4000037, 50000017, 600000019, 7000000033, 80000000111)


class Equation(NamedTuple):
    """``left = sides[0] = …``. ``sides[k]`` is None where it is no sum of products.

    ``numbers`` are put for the letters of the left index; ``at`` is then its index.
    ``operators`` are the places of sides that only name the operation: ``x[n] * h[n]``.
    """

    chain: s.Chain
    left: Factor
    sides: tuple[Side | None, ...]
    numbers: dict[str, int]
    at: tuple[int, ...] | None
    operators: frozenset[int] = frozenset()


class Given(NamedTuple):
    """Values of an array, row by row; ``origin`` is the place of index 0 if it is marked."""

    name: str
    rows: tuple[tuple[Exact | str | None, ...], ...]
    rank: int
    origin: tuple[int, ...] | None
    chain: s.Chain


def left_element(node: s.Node) -> Factor | None:
    """The element that a left side is, or None."""
    try:
        if isinstance(node, (s.Access, s.Derivative)):
            found = factor(node)
            return found if found.indices is not None else None
    except NotTerms:
        return None
    return None


def equation(chain: s.Chain) -> Equation | None:
    """A chain of equal sides whose first is an element; else None."""
    if len(chain.sides) < 2 or any(r.sign not in EQUALS for r in chain.relations):
        return None
    left = left_element(chain.sides[0])
    if left is None or left.indices is None:
        return None
    sides: list[Side | None] = []
    for node in chain.sides[1:]:
        try:
            sides.append(side(node))
        except NotTerms:
            sides.append(None)
    letters = sorted(frozenset().union(*(entry_letters(entry) for entry in left.indices)))
    numbers = dict(zip(letters, FAR))
    if letters:  # h[0]x[n] + … + h[M]x[n-M]: behind dots M is a size, whatever it is
        sizes = sorted(_behind_dots(sides) - numbers.keys())
        numbers.update(zip(sizes, FAR[::-1][: len(FAR) - len(letters)]))
    if any(isinstance(entry, Odd) for entry in left.indices) or len(letters) > len(FAR):
        return Equation(chain, left, tuple(sides), {}, None, _operators(chain, letters))
    values = [evaluate(entry, numbers) for entry in left.indices]
    at = tuple(value for value in values if value is not None)
    return Equation(
        chain, left, tuple(sides), numbers, at if len(at) == len(values) else None,
        _operators(chain, letters),
    )  # fmt: skip


def _behind_dots(sides: list[Side | None]) -> set[str]:
    """The letters in the indices of terms that stand right behind dots."""
    return {
        letter
        for written in sides
        for place in (written.dots if written is not None else ())
        if written is not None and place < len(written.terms)
        for part in written.terms[place].factors
        for entry in part.indices or ()
        for letter in entry_letters(entry)
    }


def _operators(chain: s.Chain, letters: list[str]) -> frozenset[int]:
    """The sides that name an operation: ``(f*g)[n]``, or ``x[n] * h[n]`` for any n."""
    return frozenset(
        place
        for place, node in enumerate(chain.sides[1:])
        if _named(node) or (letters and _starred(node, set(letters)))
    )


def _named(node: s.Node) -> bool:
    return isinstance(node, s.Access) and node.base is not None


def operands(node: s.Node) -> tuple[str, str] | None:
    """The two arrays that ``(f*g)[n]`` or ``f[n] * g[n]`` names; None for anything else."""
    base = node.base if isinstance(node, s.Access) else node
    while isinstance(base, s.Listing) and len(base.items) == 1:
        base = base.items[0]
    if not isinstance(base, s.Product) or len(base.factors) != 2:
        return None
    if base.signs[0].split("_")[0] not in STARS:
        return None
    names = [part.name for part in base.factors if isinstance(part, (s.Name, s.Access))]
    return (names[0], names[1]) if len(names) == 2 else None


def _starred(node: s.Node, letters: set[str]) -> bool:
    """Two or more elements with a star between them, all at the letters of the left side."""
    if not isinstance(node, s.Product):
        return False
    if any(sign.split("_")[0] not in STARS for sign in node.signs):
        return False
    for part in node.factors:
        if not isinstance(part, s.Access):
            return False
        try:
            entries = factor(part).indices or ()
        except NotTerms:
            return False
        if not all(entry_letters(entry) and entry_letters(entry) <= letters for entry in entries):
            return False
    return True


def worked(term: Term) -> bool:
    """Whether a term stands under no sum sign."""
    return not term.scopes


def general(written: Side) -> bool:
    """Whether a side holds a sum sign."""
    return any(term.scopes for term in written.terms)


def element(one: Factor, numbers: dict[str, int]) -> Element | None:
    """A factor as an element with numbers for its index, or None."""
    if one.indices is None:
        return None
    values = [evaluate(entry, numbers) for entry in one.indices]
    cell = tuple(value for value in values if value is not None)
    return (one.name, cell) if len(cell) == len(values) else None


def pair_of(term: Term, numbers: dict[str, int]) -> tuple[Element, Element] | None:
    """The two elements that a worked term multiplies, in the order written."""
    if term.scopes:
        return None
    found = [
        one
        for one in (element(part, numbers) for part in term.factors if part.indices is not None)
        if one is not None
    ]
    indexed = sum(part.indices is not None for part in term.factors)
    if len(found) != 2 or indexed != 2:
        return None
    return found[0], found[1]


def triple_of(at: tuple[int, ...], pair: tuple[Element, Element], first: str) -> Triple:
    """The triple of a pair, the array ``first`` first."""
    one, other = pair
    if one[0] == other[0] or one[0] == first:
        return Triple(at, one[1], other[1])
    return Triple(at, other[1], one[1])


def given(chain: s.Chain) -> Given | None:
    r"""Values of a whole array: ``x[n] = \{1, 2, 3\}``, ``h = [1, 2]``, a matrix; else None."""
    if len(chain.sides) != 2 or chain.relations[0].sign not in EQUALS:
        return None
    head, body = chain.sides
    if isinstance(head, s.Name):
        name, rank = head.name, 0
    elif isinstance(head, s.Access) and head.base is None:
        if not all(_is_letter(index) for index in head.indices):
            return None
        name, rank = head.name, len(head.indices)
    else:
        return None
    if isinstance(body, s.Matrix):
        rows = tuple(tuple(_value(cell) for cell in row) for row in body.rows)
        if len(rows) == 1 and rank < 2:
            return Given(name, rows, 1, body.origin[1:] if body.origin else None, chain)
        if rows and len(rows[0]) == 1 and rank == 1:
            flat = (tuple(row[0] for row in rows),)
            return Given(name, flat, 1, body.origin[:1] if body.origin else None, chain)
        return Given(name, rows, 2, body.origin, chain)
    if isinstance(body, s.Listing) and body.fence in ("{", "[", "("):
        items = tuple(_value(item) for item in body.items)
        if len(items) < 2 and body.fence == "(":
            return None
        if any(isinstance(item, s.Dots) for item in body.items):
            return None
        origin = None if body.origin is None else (body.origin,)
        return Given(name, (items,), 1, origin, chain)
    if rank == 1 and (valued := values_at(body, head.indices[0].name)):  # type: ignore[union-attr]
        row = tuple([one.value for one in valued])
        return Given(name, (row,), 1, (-valued[0].at,), chain)
    return None


def _is_letter(node: s.Node) -> bool:
    return isinstance(node, s.Name)


def _value(node: s.Node) -> Exact | str | None:
    value = number(node)
    if value is not None:
        return value
    return node.name if isinstance(node, s.Name) else None


def parameters(equations: list[Equation]) -> frozenset[str]:
    """Letters that no sum sign anywhere binds and no left side has: sizes, strides, offsets."""
    bound: set[str] = set()
    used: set[str] = set()
    for found in equations:
        for entry in found.left.indices or ():
            bound |= entry_letters(entry)
        for written in found.sides:
            for term in written.terms if written is not None else ():
                for part in term.factors:
                    for entry in part.indices or ():
                        used |= entry_letters(entry)
                for limit in term.bound:
                    bound.add(limit.letter)
                    for value in (limit.lower, limit.upper):
                        if value is not None:
                            used |= names_in(value)
                for scope in term.scopes:
                    for tie in scope.ties:
                        bound |= names_in(tie)
    return frozenset(used - bound)
