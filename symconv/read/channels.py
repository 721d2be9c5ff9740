r"""Superscripts that are indices: ``x^{(c)}_{i,j}`` under a sum over c is ``x_{c,i,j}``.

A superscript is mostly part of a name: that of a layer, ``a^{(l)}``. It is the index of a
channel where a sum runs over its letter, where one side adds up several of them
(``x^{(1)}_{11}w^{(1)}_{11} + x^{(2)}_{11}w^{(2)}_{11} + …``), or where the array of a stated
problem has one index more than what stands below. Then all uses of the name are read so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symconv.read.document import Document
from symconv.read.record import Record
from symconv.read.syntax import Access, BigSum, Chain, Name, Node, Number, Span
from symconv.read.walk import children, rebuilt, walk


def channelled(document: Document, ranks: Mapping[str, int]) -> Document:
    r"""The document with superscripts of channels as indices; ``ranks`` are what is stated.

    >>> from symconv.read.document import read_document
    >>> from symconv.read.resolve import resolve
    >>> text = r"$y_{i} = \sum_c \sum_k x^{(c)}_{i+k} w^{(c)}_k$"
    >>> found = channelled(resolve(read_document(text, "md")), {})
    >>> [len(node.indices) for node in walk(*found.formulas[0].chains) if isinstance(node, Access)]
    [1, 2, 2]
    """
    if "^" not in document.text:
        return document
    chains = [chain for formula in document.formulas for chain in formula.chains]
    stems = _stems(chains, ranks)
    if not stems:
        return document

    def change(node: Record) -> Record:
        if isinstance(node, Access):
            return rebuilt(_moved(node, stems), change)
        return rebuilt(node, change)

    formulas = tuple([
        formula._replace(chains=tuple([change(chain) for chain in formula.chains]))
        for formula in document.formulas
    ])  # fmt: skip
    return document._replace(formulas=formulas)


def script_of(name: str) -> tuple[str, tuple[str, ...]] | None:
    """A name and the letters or numbers above it; None where something else stands there.

    >>> script_of("x^{(c)}"), script_of("w^{(k,2)}"), script_of("a^{(l-1)}")
    (('x', ('c',)), ('w', ('k', '2')), None)
    """
    stem, found, script = name.partition("^{")
    if not found or not script.endswith("}"):
        return None
    inner = script[:-1].strip()
    if inner[:1] + inner[-1:] in ("()", "[]"):
        inner = inner[1:-1]
    items = tuple([item.strip() for item in inner.split(",")])
    fine = [item.isdigit() or (len(item) == 1 and item.isalpha()) for item in items]
    return (stem, items) if all(fine) else None


def _stems(chains: list[Chain], ranks: Mapping[str, int]) -> set[str]:
    """The names whose superscripts are indices."""
    found: set[str] = set()
    plain: set[str] = set()  # names that also stand with a superscript that is no index
    for chain in chains:
        for node in walk(chain):
            if isinstance(node, Access) and "^{" in node.name and script_of(node.name) is None:
                plain.add(node.name.partition("^{")[0])
        for side in chain.sides:
            found |= _summed(side) | _added(side)
    for node in walk(*chains):
        if not isinstance(node, Access):
            continue
        split = script_of(node.name)
        if split is not None and ranks.get(split[0]) == len(node.indices) + len(split[1]):
            found.add(split[0])
    found -= plain
    before = -1
    while before != len(found):
        before = len(found)
        for chain in chains:
            found |= _joined(chain, found) - plain
    return found


def _summed(side: Node) -> set[str]:
    """The names with a superscript that a sum around them runs over."""
    found: set[str] = set()
    waiting: list[tuple[Record, frozenset[str]]] = [(side, frozenset())]
    while waiting:
        node, bound = waiting.pop()
        if isinstance(node, BigSum):
            bound = bound | {one.letter for one in node.bounds}
        elif isinstance(node, Access):
            split = script_of(node.name)
            if split is not None and bound & set(split[1]):
                found.add(split[0])
        waiting += [(child, bound) for child in children(node)]
    return found


def _added(side: Node) -> set[str]:
    """The names that one side adds up with several numbers above them, if there are two."""
    scripts: dict[str, set[tuple[str, ...]]] = {}
    for node in walk(side):
        split = script_of(node.name) if isinstance(node, Access) else None
        if split is not None and all(item.isdigit() for item in split[1]):
            scripts.setdefault(split[0], set()).add(split[1])
    several = {stem for stem, shown in scripts.items() if len(shown) > 1}
    return several if len(several) > 1 else set()


def _joined(chain: Chain, stems: set[str]) -> set[str]:
    """The names in a chain that share the letter of a superscript with such a name."""
    splits = [
        split
        for node in walk(chain)
        if isinstance(node, Access) and (split := script_of(node.name)) is not None
    ]
    letters = {
        item for stem, items in splits if stem in stems for item in items if not item.isdigit()
    }
    return {stem for stem, items in splits if letters & set(items)}


def _moved(node: Access, stems: Iterable[str]) -> Access:
    """An element with its superscript in front of its indices."""
    split = script_of(node.name)
    if split is None or split[0] not in stems:
        return node
    ahead = tuple([_index(item, node.span) for item in split[1]])
    return node._replace(name=split[0], indices=(*ahead, *node.indices), style="comma")


def _index(item: str, span: Span) -> Node:
    return Number(int(item), item, span) if item.isdigit() else Name(item, span)
