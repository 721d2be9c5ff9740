"""Documents: a derivation as a whole page, with its picture, beside the formats of ``render``.

To add a kind of document, write a module with ``derivation(derived, detail)``,
``outputs(problem, detail)`` and ``ranges(problem)``, each giving pieces of text or of
bytes, and add a record to ``DOCUMENTS``; its module is imported only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from symconv import render
from symconv.derive.derivation import Derivation
from symconv.errors import OutputError, quote
from symconv.model.problem import Problem
from symconv.render import Format

DOCUMENTS: tuple[Format, ...] = (
    Format("html", ".html", "symconv.documents.html"),
    Format("beamer", ".beamer.tex", "symconv.documents.beamer"),
    Format("pdf", ".pdf", "symconv.documents.pdf"),
)
FORMATS: tuple[Format, ...] = (*render.FORMATS, *DOCUMENTS)


def find(name: str) -> Format:
    """The format or the kind of document called ``name``; OutputError lists those there are."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise OutputError(f"the format {quote(name)} is not known: use one of {names}")


def find_ending(path: str) -> Format | None:
    """The format that a file name asks for by its ending, or None."""
    for known in DOCUMENTS:
        if path.lower().endswith(known.ending):
            return known
    return render.find_ending(path)


def derivation(derived: Derivation, to: str, detail: str = "normal") -> Iterable[str | bytes]:
    """A derivation in the format ``to``, in pieces: of bytes where ``to`` is pdf, else of text."""
    if find(to) in DOCUMENTS:
        pieces: Iterable[str | bytes] = import_module(find(to).module).derivation(derived, detail)
        return pieces
    return [render.write_derivation(derived, to, detail)]


def outputs(problem: Problem, to: str, detail: str = "normal") -> Iterable[str | bytes]:
    """Every output's derivation in the format ``to``, in pieces, one output at a time."""
    if find(to) in DOCUMENTS:
        pieces: Iterable[str | bytes] = import_module(find(to).module).outputs(problem, detail)
        return pieces
    return render.write_all(problem, to, detail)


def ranges(problem: Problem, to: str) -> Iterable[str | bytes]:
    """The solved ranges of a problem in the format ``to``, in pieces."""
    if find(to) in DOCUMENTS:
        pieces: Iterable[str | bytes] = import_module(find(to).module).ranges(problem)
        return pieces
    return [render.write_range(problem, to)]


def notes(to: str) -> tuple[str, ...]:
    """What to know about how documents are made here; OutputError where they cannot be."""
    if to != "pdf":
        return ()
    from symconv.documents import pdf

    return pdf.notes()
