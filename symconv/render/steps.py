"""Derivations that belong to no problem line: sentences and their displays, one after another.

To add a format here, add a record to ``FORMATS``: the module that writes its displays, and
how a sentence and a piece of mathematics inside it stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

from symconv.derive.derivation import Step
from symconv.errors import OutputError, quote
from symconv.model.tree import Expr
from symconv.render import plain, tex


class Format(NamedTuple):
    """A format: its name, its ending, the module with ``fragment(step)``, and sentences.

    ``inline`` writes mathematics inside a sentence, ``paragraph`` a sentence, ``display``
    what stands by itself.
    """

    name: str
    ending: str
    module: str
    inline: Callable[[Expr], str]
    paragraph: Callable[[str], str]
    display: Callable[[str], str]


def _mathml(expression: Expr) -> str:
    from symconv.render import mathml

    return f"<math>{mathml.expression(expression)}</math>"


def _dollars(expression: Expr) -> str:
    return f"${tex.expr(expression)}$"


def _own(text: str) -> str:
    return f"{text}\n"


def _html(text: str) -> str:
    return f"<p>{text}</p>\n"


def _apart(text: str) -> str:
    return f"{text}\n\n"


def _filled(text: str) -> str:
    from symconv.render.text import filled

    return f"{filled(text)}\n\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.split("\n")) + "\n\n"


FORMATS: tuple[Format, ...] = (
    Format("latex", ".tex", "symconv.render.latex", _dollars, _own, _apart),
    Format("markdown", ".md", "symconv.render.markdown", _dollars, _apart, _apart),
    Format("text", ".txt", "symconv.render.text", plain.expr, _filled, _indented),
    Format("mathml", ".mml", "symconv.render.mathml", _mathml, _html, _own),
)


def find(name: str) -> Format:
    """The format called ``name``; OutputError lists those there are, and json."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join([*(known.name for known in FORMATS), "json"])
    raise OutputError(f"the format {quote(name)} is not known here: use one of {names}")


def named(to: str | None, out: str | None) -> str:
    """The format asked for by name, else by the ending of a file, else LaTeX."""
    if to is not None:
        return to if to == "json" else find(to).name
    if out is None or out == "-":
        return "latex"
    endings = {known.ending: known.name for known in FORMATS} | {".json": "json"}
    for ending, name in endings.items():
        if out.lower().endswith(ending):
            return name
    names = ", ".join(endings.values())
    raise OutputError(f"the format is not clear from {quote(out)}: add --to {names}")


def written(steps: Iterable[Step], known: Format) -> Iterator[str]:
    """The steps in a format, in pieces."""
    fragment: Callable[[Step], str] = import_module(known.module).fragment
    for step in steps:
        yield known.paragraph(step.because)
        yield known.display(fragment(step))
