"""Exercises: sheets with different numbers for each student, with solutions and distractors.

A distractor is what a named misconception leads to: the right engine applied to a mistaken
belief. To add a format, write a module with ``sheet(exercises) -> Iterator[str]`` and add a
record to ``FORMATS``; to add a level, add a record to ``LEVELS`` in ``make.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from symconv.errors import OutputError, quote

if TYPE_CHECKING:
    from symconv.exercise.make import Exercise


class Format(NamedTuple):
    """A format of sheets: its name, its file ending, and the module that writes it."""

    name: str
    ending: str
    module: str


FORMATS: tuple[Format, ...] = (
    Format("latex", ".tex", "symconv.exercise.latex"),
    Format("markdown", ".md", "symconv.exercise.markdown"),
    Format("moodle-xml", ".xml", "symconv.exercise.moodle"),
)


def find(name: str) -> Format:
    """The format called ``name``; OutputError lists those there are."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise OutputError(f"the format {quote(name)} is not known for exercises: use one of {names}")


def write_sheet(exercises: Sequence[Exercise], to: str = "latex") -> Iterator[str]:
    """A sheet of exercises with their solutions, in pieces of text."""
    pieces: Iterator[str] = import_module(find(to).module).sheet(exercises)
    return pieces
