r"""What a LaTeX scalar shows, as data: ``\frac{1}{2\pi\sigma^2}`` as a small tree.

MathML and Typst cannot hold LaTeX, so they write the tree. It is read by the grammar of
``model/formula.py`` and no other: ``pieces`` vets the text first, so it raises for what
that grammar refuses. To show a new kind of piece, add it to ``Piece``; the writers end
their ``match`` in ``assert_never``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, Union

from symconv.model.formula import FUNCTIONS, tokens, vet
from symconv.model.tree import Symbol, node

KEPT = 4096
SIGNS = {"*": "∗", r"\cdot": "⋅", r"\times": "×", "+": "+", "-": "−", "/": "/", "!": "!"}
_SPLIT = ("+", "-", "*", r"\cdot", r"\times", "/")
_FENCES = {"(": ")", r"\left(": r"\right)"}
_FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac")


@node
class Digits(NamedTuple):
    """A number as it is written, without its sign."""

    text: str


@node
class Sign(NamedTuple):
    """A sign between pieces or before one: a key of ``SIGNS``."""

    text: str


@node
class Row(NamedTuple):
    """Pieces one after the other, with their signs."""

    parts: tuple[Piece, ...]


@node
class Beside(NamedTuple):
    """Factors side by side, multiplied without a sign."""

    parts: tuple[Piece, ...]


@node
class Over(NamedTuple):
    """A fraction with its bar."""

    top: Piece
    bottom: Piece


@node
class Raised(NamedTuple):
    """A base with its exponent."""

    base: Piece
    exponent: Piece


@node
class Root(NamedTuple):
    """A square root."""

    inside: Piece


@node
class Fenced(NamedTuple):
    """What stands in parentheses."""

    inside: Piece


@node
class Applied(NamedTuple):
    """A function, by its name without the backslash, and what it takes."""

    function: str
    inside: Piece


@node
class Choose(NamedTuple):
    """A binomial coefficient."""

    top: Piece
    bottom: Piece


Piece = Union[Digits, Sign, Symbol, Row, Beside, Over, Raised, Root, Fenced, Applied, Choose]


@lru_cache(maxsize=KEPT)
def pieces(latex: str) -> Piece:
    r"""The tree of a vetted LaTeX scalar.

    >>> pieces(r"\frac12")
    Over(top=Digits(text='1'), bottom=Digits(text='2'))

    Raises ScalarError for what is no such scalar.
    """
    vet(latex)
    return _Reader(tokens(latex)).sum()


def split_minus(piece: Piece) -> tuple[bool, Piece]:
    r"""Whether a piece begins with a minus sign, and the piece without that sign.

    >>> split_minus(pieces("-a"))
    (True, Symbol(name='a', subscript=''))
    """
    if isinstance(piece, Row) and piece.parts[0] == Sign("-"):
        return True, _joined(Row, list(piece.parts[1:]))
    return False, piece


def _joined(kind: type[Row] | type[Beside], parts: list[Piece]) -> Piece:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


class _Reader:
    """A reader of vetted text: it may rely on every token being where it belongs."""

    def __init__(self, found: list[str]) -> None:
        self.tokens = found
        self.place = 0

    @property
    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def sum(self) -> Piece:
        parts: list[Piece] = []
        while self.next in _SPLIT:
            parts.append(Sign(self.take()))
        parts.append(self.run())
        while self.next in _SPLIT:
            parts.append(Sign(self.take()))
            if self.next not in _SPLIT:
                parts.append(self.run())
        return _joined(Row, parts)

    def run(self) -> Piece:
        parts = [self.power()]
        while self.starts_factor():
            parts.append(self.power())
        return _joined(Beside, parts)

    def starts_factor(self) -> bool:
        return self.next not in ("", "}", ")", r"\right)", "^", *_SPLIT)

    def power(self) -> Piece:
        base = self.atom()
        while self.next == "!":
            base = Row((base, Sign(self.take())))
        if self.next != "^":
            return base
        self.take()
        return Raised(base, self.argument())

    def argument(self) -> Piece:
        """A group, or one token; of a longer number its first digit."""
        if self.next[0].isdigit() and len(self.next) > 1:
            return Digits(self.digit())
        if self.next != "{":
            return self.atom()
        self.take()
        inside = self.sum()
        self.take()
        return inside

    def grouped(self) -> Piece:
        """A group in braces that is a factor: its parentheses, which LaTeX hides, are shown."""
        inside = self.sum()
        self.take()
        return Fenced(inside) if isinstance(inside, (Row, Beside, Raised, Applied)) else inside

    def digit(self) -> str:
        text = self.next
        self.tokens[self.place] = text[1:]
        return text[0]

    def atom(self) -> Piece:
        token = self.take()
        if token[0].isdigit() or token[0] == ".":
            return Digits(token)
        if token == "{":
            return self.grouped()
        if token in _FENCES:
            inside = self.sum()
            self.take()
            return Fenced(inside)
        if token in _FRACTIONS:
            top = self.argument()
            return Over(top, self.argument())
        if token == r"\binom":
            top = self.argument()
            return Choose(top, self.argument())
        if token == r"\sqrt":
            return Root(self.argument())
        if token in FUNCTIONS:
            return Applied(token[1:], self.taken())
        return Symbol(token, self.subscript())

    def taken(self) -> Piece:
        """What a function takes: a group in parentheses, or factors up to the next function."""
        if self.next in _FENCES:
            return self.atom()
        parts = [self.power()]
        while self.starts_factor() and self.next not in FUNCTIONS and not self.exponential():
            parts.append(self.power())
        return _joined(Beside, parts)

    def exponential(self) -> bool:
        return self.tokens[self.place : self.place + 2] == ["e", "^"]

    def subscript(self) -> str:
        if self.next != "_":
            return ""
        self.take()
        if self.next != "{":
            return self.digit() if len(self.next) > 1 else self.take()
        self.take()
        inside = ""
        while self.next != "}":
            inside += self.take()
        self.take()
        return inside
