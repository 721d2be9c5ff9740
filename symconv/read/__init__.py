"""Reading: a document to its formulas with exact places, and these to syntax trees.

``document`` finds and parses, ``resolve`` settles what only the whole file can, and
``syntax`` holds the nodes. Nothing here is evaluated or executed, and nothing raises for
any text: what cannot be read is ``Unread``, with its place and the reason.
"""

from __future__ import annotations

from symconv.read.document import Document, Formula, kind_of, read_document
from symconv.read.syntax import Node, Unread


def read(text: str, kind: str) -> Document:
    r"""A text of a kind ("tex", "md", "rst", "ipynb", "txt") with its formulas parsed.

    >>> document = read("The sum: $y[1] = x[0]h[1] + x[1]h[0]$.", "md")
    >>> document.place(document.formulas[0].chains[0].sides[1].span[0])
    (1, 18)
    """
    from symconv.read.resolve import resolve

    return resolve(read_document(text, kind))


def read_formula(latex: str) -> Node:
    r"""One expression in LaTeX, without delimiters; Unread where it is none.

    >>> from symconv.read.show import show
    >>> print(show(read_formula(r"\frac12 x[i+1]")))
    ((/ 1 2) x[(+ i 1)])
    """
    from symconv.read.formula import parse

    chains = parse(latex, 0, len(latex)).chains
    if len(chains) == 1 and len(chains[0].sides) == 1 and not chains[0].remarks:
        return chains[0].sides[0]
    return Unread("it is not one expression", (0, len(latex)), 0)


__all__ = ["Document", "Formula", "kind_of", "read", "read_document", "read_formula"]
