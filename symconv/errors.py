"""What symconv raises on purpose.

Every message quotes what the user wrote and says what to write instead.

    SymconvError            anything below; the command line exits with status 2
    ├── ProblemError        a problem line that does not describe a problem
    ├── ScalarError         a value that is not a number, a letter or readable LaTeX
    └── OutputError         a result that cannot be computed or written

To add one: derive it from SymconvError here, add it to the tree above, and
export it in ``symconv/__init__.py`` if users can act on it.
"""

from __future__ import annotations


class SymconvError(ValueError):
    """The base of every error that symconv raises on purpose."""


class ProblemError(SymconvError):
    """A problem line that does not describe a problem."""


class ScalarError(ProblemError):
    """A value that is not a number, a letter, or LaTeX that can be read."""


class OutputError(SymconvError):
    """A result that cannot be computed, or a file that cannot be written."""


def quote(text: str, limit: int = 60) -> str:
    """Quote ``text`` for a message: on one line, printable, and not too long.

    >>> quote("0x3")
    "'0x3'"
    """
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return f"'{shown}'" if shown.isprintable() else repr(shown)
