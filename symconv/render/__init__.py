"""Writers: a derivation or a range as text in one of several formats.

To add a format, write a module with ``document(steps, head) -> str`` and add a record
to ``FORMATS``; its module is imported only when it is asked for. None of the writers
does mathematics.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from symconv.derive.derivation import Derivation, derive_all
from symconv.derive.ranges import solve
from symconv.derive.steps import range_steps
from symconv.errors import OutputError, quote
from symconv.model.problem import Problem


class Format(NamedTuple):
    """An output format: its name, its file ending, and the module that writes it."""

    name: str
    ending: str
    module: str


FORMATS: tuple[Format, ...] = (
    Format("latex", ".tex", "symconv.render.latex"),
    Format("markdown", ".md", "symconv.render.markdown"),
    Format("text", ".txt", "symconv.render.text"),
    Format("typst", ".typ", "symconv.render.typst"),
    Format("mathml", ".mml", "symconv.render.mathml"),
    Format("json", ".json", "symconv.render.json"),
)


def find(name: str) -> Format:
    """The format called ``name``; OutputError lists those there are."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise OutputError(f"the format {quote(name)} is not known: use one of {names}")


def find_ending(path: str) -> Format | None:
    """The format that a file name asks for by its ending, or None."""
    for known in FORMATS:
        if path.lower().endswith(known.ending) or (
            known.name == "json" and path.lower().endswith(".jsonl")
        ):
            return known
    return None


def write_derivation(derived: Derivation, to: str = "latex", detail: str = "normal") -> str:
    """A derivation in the format ``to``, with a line end at the end."""
    writer = import_module(find(to).module)
    if to == "json":
        return f"{writer.derivation(derived, detail)}\n"
    return str(writer.document(derived.steps(detail), head(derived.problem)))


def write_all(problem: Problem, to: str = "latex", detail: str = "normal") -> Iterator[str]:
    """Every output's derivation in turn, one piece of text each; memory stays flat."""
    for number, derived in enumerate(derive_all(problem, Derivation)):
        text = write_derivation(derived, to, detail)
        yield text if to == "json" or number == 0 else f"\n{text}"


def write_range(problem: Problem, to: str = "latex") -> str:
    """The solved ranges of a problem, step by step, in the format ``to``."""
    writer = import_module(find(to).module)
    steps = range_steps(problem)
    if to == "json":
        places = problem.anywhere[-problem.dimension :]
        solved = [solve(problem, axis, at) for axis, at in enumerate(places)]
        return f"{writer.ranges(problem, solved, steps)}\n"
    return str(writer.document(steps, head(problem)))


def head(problem: Problem) -> str:
    """The problem line as a comment can hold it: a file name must not end the comment."""
    line = str(problem).replace("-->", "→")
    return line if line.isprintable() else "".join(c if c.isprintable() else "?" for c in line)
