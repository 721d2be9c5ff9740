r"""Where the parser stands: the tokens of one side, and how it stops.

The parser is one class in layers, so that each file can be read alone: Cursor,
Scripts (sub- and superscripts), Sums, Groups (brackets, sets), Tables, Derivatives,
Atoms, Parser.
Each layer uses what is declared here and defined above it. A layer that meets what it
cannot read raises ``self.stop(…)``; the whole side is then Unread and its neighbours stay.
"""

from __future__ import annotations

from symconv.read.lexer import Token
from symconv.read.macros import FAULTS
from symconv.read.syntax import Access, Chain, Name, Node, Number, Repair, Span

MAX_DEPTH = 40
MAX_DIGITS = 40
STARS = frozenset(
    ("*", r"\ast", r"\star", r"\bigstar", r"\otimes", r"\circledast", r"\odot", r"\oast")
)
"""Signs that can mean the operation between whole arrays."""


class StopError(Exception):
    """Reading a side ends here, and why."""

    def __init__(self, reason: str, at: int) -> None:
        self.reason = reason
        self.at = at


class Notes:
    """What is gathered while a formula is parsed: repairs, and whether questions stay open."""

    __slots__ = ("asked", "repairs", "text")

    def __init__(self, text: str, repairs: list[Repair]) -> None:
        self.text = text
        self.repairs = repairs
        self.asked = False


class Cursor:
    """A place in the tokens of one side, which end in ``$`` twice (to look ahead by two)."""

    __slots__ = ("depth", "index", "marked", "notes", "place", "tokens")

    def __init__(self, tokens: list[Token], notes: Notes, depth: int = 0, index: int = 0) -> None:
        self.tokens = tokens
        self.notes = notes
        self.place = 0
        self.depth = depth
        self.index = index  # how many indices deep: s(i-1) and (n-k)_N mean other things there
        self.marked = False  # whether an origin mark was met since it was last cleared

    def expression(self) -> Node:
        """Terms with signs."""
        raise NotImplementedError

    def product(self) -> Node:
        """Factors."""
        raise NotImplementedError

    def factor(self) -> Node:
        """One factor with its exponents."""
        raise NotImplementedError

    def chains(self, tokens: list[Token]) -> tuple[Chain, ...]:
        """Whole statements, as they stand in the cells of ``cases``."""
        raise NotImplementedError

    def fork(self, tokens: list[Token]) -> Cursor:
        """A cursor of the same kind over some inner tokens (without their ``$``)."""
        if self.depth >= MAX_DEPTH:
            raise self.stop("it is nested too deeply")
        end = tokens[-1][3] if tokens else self.tokens[self.place][2]
        last = ("$", "", end, end)
        return type(self)([*tokens, last, last], self.notes, self.depth + 1, self.index)

    def whole(self) -> Node:
        """One expression, and nothing after it."""
        node = self.expression()
        if self.tokens[self.place][0] != "$":
            raise self.stop()
        return node

    def stop(self, reason: str = "", place: int | None = None) -> StopError:
        """What to raise to end the reading of this side, at the token where it stands."""
        kind, value, at, end = self.tokens[self.place if place is None else place]
        if not reason:
            shown = self.notes.text[at:end] or value
            shown = shown if len(shown) <= 30 else shown[:29] + "…"
            if kind == "$":
                reason = "something is missing at the end"
            elif kind == "U" and value in FAULTS:
                reason = FAULTS[value].format(shown)
            elif kind == "U" and value[:1] == "\\" and value[1:].isalpha():
                reason = f"the macro {shown} is not known here"
            elif shown.isprintable():
                reason = f"{shown} cannot be read here"
            else:
                reason = f"{shown!r} cannot be read here"
        return StopError(reason, at)

    def enter(self) -> None:
        """Go one level down; the caller goes up again by ``self.depth -= 1``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.stop("it is nested too deeply")

    def group(self) -> list[Token]:
        """The tokens in the braces that begin here; the cursor goes behind them."""
        tokens = self.tokens
        first = place = self.place + 1
        depth = 1
        while True:
            kind = tokens[place][0]
            if kind == "{":
                depth += 1
            elif kind == "}":
                depth -= 1
                if not depth:
                    break
            elif kind == "$":
                raise self.stop("a brace { is never closed", self.place)
            place += 1
        self.place = place + 1
        return tokens[first:place]

    def argument(self) -> list[Token]:
        """What a macro takes: a group, or one token (one digit of a number)."""
        kind, value, start, end = self.tokens[self.place]
        if kind == "{":
            return self.group()
        if kind in "$)]}sE&R,":
            raise self.stop("an argument is missing")
        if kind == "n" and len(value) > 1 and value.isdigit():
            first, *rest = places(value, start, end)
            self.tokens[self.place] = ("n", value[1:], rest[0][0], end)
            return [("n", value[0], *first)]
        self.place += 1
        return [(kind, value, start, end)]

    def number(self, text: str, span: Span) -> Number:
        """The exact value of digits."""
        if text.isdigit():
            if len(text) > MAX_DIGITS:
                raise self.stop(f"a number of {len(text)} digits is too long")
            return Number(int(text), text, span)
        if len(text) > MAX_DIGITS:
            raise self.stop(f"a number of {len(text) - 1} digits is too long")
        from fractions import Fraction

        return Number(Fraction(text.replace("{,}", ".")), text, span)

    def repair(self, found: str, read_as: str, span: Span) -> None:
        """Report a slip that is read as what was clearly meant."""
        self.notes.repairs.append(Repair(found, read_as, span))


def places(word: str, start: int, end: int) -> list[Span]:
    """Where each character of a word stands; all at one place where a macro brought it."""
    if end - start != len(word):
        return [(start, end)] * len(word)
    return [(place, place + 1) for place in range(start, end)]


def flat(node: Node) -> str | None:
    """The name that a bound letter has: ``i``, and ``i_1`` for an Access with one index."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Access) and node.style in ("index", "run") and node.base is None:
        words = []
        for index in node.indices:
            if isinstance(index, Name):
                words.append(index.name)
            elif isinstance(index, Number):
                words.append(index.text)
            else:
                return None
        return decorated(node.name, "".join(words))
    return None


def decorated(name: str, text: str) -> str:
    """A name with a subscript that belongs to it: ``y_c``, ``r_{xy}``."""
    return f"{name}_{text}" if len(text) == 1 else f"{name}_{{{text}}}"


def text_of(tokens: list[Token]) -> str:
    """What tokens say, without spaces; macros keep one behind them where a letter follows."""
    words: list[str] = []
    for _, value, *_ in tokens:
        if words and words[-1][:1] == "\\" and words[-1][-1].isalpha() and value[:1].isalpha():
            words.append(" ")
        words.append(value)
    return "".join(words)
