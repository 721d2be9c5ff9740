"""Writers: how two formulas are related, as text in one of several formats.

To add a format, write a module with ``write(relation) -> str`` and add a record to
``WRITERS``; its module is imported only when it is asked for. None of them does mathematics.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from symconv.errors import OutputError, quote
from symconv.read import syntax as s
from symconv.relate.draft import Words
from symconv.relate.notation import latex, node_latex, node_text, text

if TYPE_CHECKING:
    from symconv.relate.outcome import Relation


class Writer(NamedTuple):
    """A format: its name, its file ending, and the module that writes it."""

    name: str
    ending: str
    module: str


WRITERS: tuple[Writer, ...] = (
    Writer("text", ".txt", "symconv.relate.write_text"),
    Writer("latex", ".tex", "symconv.relate.write_latex"),
    Writer("markdown", ".md", "symconv.relate.write_markdown"),
    Writer("json", ".json", "symconv.relate.write_json"),
)


def find(name: str) -> Writer:
    """The format called ``name``; OutputError lists those there are."""
    for writer in WRITERS:
        if writer.name == name:
            return writer
    names = ", ".join(writer.name for writer in WRITERS)
    raise OutputError(f"the format {quote(name)} is not known: use one of {names}")


def find_ending(path: str) -> Writer | None:
    """The format that a file name asks for by its ending, or None."""
    return next((one for one in WRITERS if path.lower().endswith(one.ending)), None)


def write(relation: Relation, to: str = "text") -> str:
    """How two formulas are related, in the format ``to``, with a line end at the end."""
    writer: Callable[[Relation], str] = import_module(find(to).module).write
    return writer(relation)


def said(words: Words) -> str:
    """A sentence as plain text.

    >>> said(("for one channel ", s.Name("c", (0, 0)), "."))
    'for one channel c.'
    """
    return "".join(
        part if isinstance(part, str) else text(part) if isinstance(part, s.Chain)
        else node_text(part)
        for part in words
    )  # fmt: skip


def said_in_latex(words: Words) -> str:
    """A sentence with its formulas in LaTeX, between dollars.

    >>> said_in_latex(("for one channel ", s.Name("c", (0, 0)), "."))
    'for one channel $c$.'
    """
    return "".join(
        part if isinstance(part, str)
        else f"${latex(part) if isinstance(part, s.Chain) else node_latex(part)}$"
        for part in words
    )  # fmt: skip


def without_bias(relation: Relation) -> str:
    """What is said of an example where a formula has a bias: it is nothing there."""
    sides = (relation.left.formula, relation.right.formula)
    return ", without bias" if any(term.factors for one in sides for term in one.bias) else ""
