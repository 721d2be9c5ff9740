"""Hand-written derivations in several notations, with the place of every term and factor."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import NamedTuple

from benchmarks.mutants.problems import Cell, Problem

Span = tuple[int, int]


class Notation(NamedTuple):
    """How accesses, products and sums are written, and in which kind of file."""

    name: str
    access: Callable[[str, list[str]], str]
    times: str
    entry_first: bool
    file: str  # tex, md or txt
    aligned: bool = True


ACCESS: dict[str, Callable[[str, list[str]], str]] = {
    "x[i,j]": lambda name, index: f"{name}[{','.join(index)}]",
    "x(i,j)": lambda name, index: f"{name}({','.join(index)})",
    "x_{i,j}": lambda name, index: f"{name}_{{{','.join(index)}}}",
    "x[i, j]": lambda name, index: f"{name}[{', '.join(index)}]",
    r"x\left[i,j\right]": lambda name, index: rf"{name}\left[{','.join(index)}\right]",
}
TIMES = ("", " ", r" \cdot ", " * ", " · ", r" \times ", r"\,")


def random_notation(random: Random) -> Notation:
    """Any notation."""
    name = random.choice(sorted(ACCESS))
    times = random.choice(TIMES)
    file = random.choice(("tex", "md", "txt"))
    first = random.random() < 0.4
    return Notation(f"{name} '{times}'", ACCESS[name], times, first, file, random.random() < 0.7)


class Written(NamedTuple):
    """A written term: the number in front, the pixel, the entry, and the words for both.

    The words are what stands for pixel and entry; None leaves one out.
    """

    factor: Fraction
    pixel: str | None
    entry: str | None


class Page:
    """A text that remembers where its pieces stand."""

    def __init__(self, problem: Problem, note: Notation) -> None:
        self.note = note
        self.text = ""
        self.spans: dict[tuple[object, ...], Span] = {}
        if note.file == "tex":
            self.put(f"% symconv: {problem.line}\nA derivation by hand.\n")
        elif note.file == "md":
            self.put(f"<!-- symconv: {problem.line} -->\n\nA derivation by hand.\n\n")
        else:
            self.put(f"% symconv: {problem.line}\n")

    def put(self, text: str, *key: object) -> None:
        """Add text, with its place under a key."""
        start = len(self.text)
        self.text += text
        if key:
            self.spans[key] = (start, len(self.text))

    def since(self, start: int, *key: object) -> None:
        """Remember all from ``start`` on under a key."""
        self.spans[key] = (start, len(self.text))

    def formula(self, write: Callable[[], None]) -> None:
        """A formula on lines of its own."""
        if self.note.file == "txt":
            write()
            self.put("\n\n")
            return
        begin, end = ("\\[\n", "\n\\]\n") if self.note.file == "tex" else ("$$\n", "\n$$\n\n")
        if self.note.aligned and self.note.file == "tex":
            begin, end = "\\begin{align*}\n", "\n\\end{align*}\n"
        elif self.note.aligned:
            begin, end = "$$\n\\begin{aligned}\n", "\n\\end{aligned}\n$$\n\n"
        self.put(begin)
        write()
        self.put(end)

    @property
    def broken(self) -> str:
        """What stands between two lines of one equation."""
        rows = self.note.aligned and self.note.file != "txt"
        return " \\\\\n" if rows else "\n"

    @property
    def tab(self) -> str:
        """The mark of alignment, where it is used."""
        return "&" if self.note.aligned and self.note.file != "txt" else ""

    def terms(self, terms: list[Written], side: int) -> None:
        """A sum, with places for ("side", side), ("term", side, k), ("pixel"…), ("entry"…)."""
        start = len(self.text)
        if not terms:
            self.put("0")
        for place, term in enumerate(terms):
            begin = len(self.text)
            if place or term.factor < 0:
                sign = "-" if term.factor < 0 else "+"
                broken = place and place % 4 == 0 and self.tab
                self.put(f"{self.broken}{self.tab}{sign} " if broken else f" {sign} ")
                begin = len(self.text) - 2
            self._term(term, side, place)
            self.since(begin, "term", side, place)
        self.since(start, "side", side)

    def _term(self, term: Written, side: int, place: int) -> None:
        parts = [("pixel", term.pixel), ("entry", term.entry)]
        if self.note.entry_first:
            parts.reverse()
        shown = [(name, word) for name, word in parts if word is not None]
        size = abs(term.factor)
        if size != 1 or not shown:
            self.put(number(size))
        for count, (name, word) in enumerate(shown):
            if count or (size != 1):
                self.put(self._sign(shown[count - 1][1] if count else number(size), word))
            self.put(word, name, side, place)

    def _sign(self, before: str, after: str) -> str:
        """The sign of multiplication; numbers side by side need one."""
        if after[0].isdigit() and self.note.times.strip() in ("", r"\,"):
            return r" \cdot " if self.note.file != "txt" else " * "
        if not self.note.times and before[-1].isalpha():
            return " "
        return self.note.times


def number(value: Fraction) -> str:
    """A number as a person writes it."""
    if value.denominator == 1:
        return str(value.numerator)
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def factor(value: Fraction) -> str:
    """A number as a factor: in brackets where it is negative."""
    return f"({number(value)})" if value < 0 else number(value)


def words(note: Notation, name: str, cell: Cell) -> str:
    """An element with its indices worked out."""
    return note.access(name, [str(value) for value in cell])
