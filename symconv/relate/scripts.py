r"""Channels in superscripts: ``x^{(c)}_{m+i}`` is ``x_{c,m+i}`` where the sum runs over c.

A superscript that no sum runs over, such as a layer's, stays part of the name.
"""

from __future__ import annotations

import re

from symconv.read import syntax as s
from symconv.read.record import Record
from symconv.read.walk import rebuilt, walk

_SCRIPT = re.compile(r"(.+)\^\{\(?([^{}()]+)\)?\}\Z", re.DOTALL)


def indexed(chain: s.Chain) -> s.Chain:
    """The chain with the superscripts that are summed over as first indices.

    A chain without them is returned as it is.
    """
    bound = {node.letter for node in walk(chain) if isinstance(node, s.Bound)}
    scripts = {
        letter
        for node in walk(chain)
        if isinstance(node, (s.Access, s.Name))
        for letter in _letters(node.name)
    }
    if not scripts & bound:
        return chain
    left = {
        letter for node in walk(chain.sides[0]) if isinstance(node, (s.Access, s.Name))
        for letter in _letters(node.name)
    }  # fmt: skip
    letters = bound | left

    def change(node: Record) -> Record:
        node = rebuilt(node, change)
        if not isinstance(node, (s.Access, s.Name)):
            return node
        found = _letters(node.name)
        if not found or not letters >= set(found):
            return node
        name = node.name.partition("^{")[0]
        first = tuple(s.Name(letter, node.span) for letter in found)
        if isinstance(node, s.Name):
            return s.Access(name, first, "comma", node.span)
        style = "comma" if node.style in ("run", "index") else node.style
        return node._replace(name=name, indices=(*first, *node.indices), style=style)

    return change(chain)  # type: ignore[return-value]


def _letters(name: str) -> tuple[str, ...]:
    """The letters of a superscript in parentheses or braces; none where it is no list of them."""
    match = _SCRIPT.match(name)
    parts = match[2].split(",") if match else []
    parts = [part.strip() for part in parts]
    return tuple(parts) if all(len(part) == 1 and part.isalpha() for part in parts) else ()
