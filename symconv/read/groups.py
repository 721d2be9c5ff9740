r"""What stands in brackets: parentheses, ``[…]``, sets, floors.

Brackets with a subscript or brackets behind them name an array: ``(f*g)[n]``,
``[\mathbf X]_{i,j}``; ``((n-k))_N`` is a remainder. Another
kind of bracket is one more method here and one more row of ``parser._ATOMS``.
"""

from __future__ import annotations

from symconv.read.cursor import STARS, flat, text_of
from symconv.read.sums import Sums
from symconv.read.syntax import (
    Access,
    Function,
    Listing,
    Matrix,
    Mod,
    Name,
    Negative,
    Node,
    Product,
    Span,
    Text,
)

_CLOSERS = {"(": ")]", "[": "])", "S": "s", "{": "}", "O": "C"}


class Groups(Sums):
    """Reads brackets and what is in them."""

    __slots__ = ()

    def indices(self, closers: str) -> tuple[Node, ...]:
        """Expressions between commas up to a closing bracket; the cursor goes behind it."""
        tokens = self.tokens
        found: list[Node] = []
        while True:
            kind, value, start, end = tokens[self.place]
            after = tokens[self.place + 1][0] if kind != "$" else "$"
            if kind == "n" and (after == "," or after in closers):
                found.append(self.number(value, (start, end)))
                self.place += 1
            elif kind == "a" and (after == "," or after in closers):
                found.append(Name(value, (start, end)))
                self.place += 1
            elif kind == ":" and (after == "," or after in closers):
                found.append(Name(":", (start, end)))
                self.place += 1
            elif not found and kind in closers:
                raise self.stop("an empty index", self.place - 1)
            else:
                found.append(self.expression())
            kind, value, _, _ = tokens[self.place]
            self.place += 1
            if kind in closers:
                return tuple(found)
            if kind not in ",;" or value == ".":
                self.place -= 1
                if kind == "$":
                    raise self.stop("a bracket is never closed")
                raise self.stop()

    def paren(self) -> Node:
        """``(…)`` or ``[…]`` that does not follow a name."""
        tokens = self.tokens
        first = self.place
        kind, _, start, _ = tokens[first]
        self.place += 1
        if kind == "[" and (spaced := self._spaced(first)) is not None:
            return spaced
        if tokens[self.place][0] in _CLOSERS[kind]:
            raise self.stop("empty brackets", first)
        self.marked = False
        found, origin = self._items(_CLOSERS[kind])
        last = self.place - 1
        span = (start, tokens[last][3])
        if kind == "[":
            table = _table(found, self._breaks(first, last), span) or _nested(found, kind, span)
            if table is not None:
                return table
        after = tokens[self.place][0]
        if len(found) == 1:
            node = found[0]
            if isinstance(node, Matrix) and node.fence == "":
                return node._replace(fence=kind, span=span)
            if after == "_":
                return self._subscripted(node, first, last)
            if after in "[(" and _operation(node):
                return self._accessed(node, first, last)
            if kind == "[" and isinstance(node, Name) and after == "[":
                return self._accessed(node, first, last)
            if kind == "[" and origin is not None:
                return Listing(found, kind, span, origin)
            return node
        return Listing(found, kind, span, origin)

    def _items(self, closers: str) -> tuple[tuple[Node, ...], int | None]:
        """Items between commas, and which of them bears an origin mark."""
        tokens = self.tokens
        found: list[Node] = []
        origin: int | None = None
        while True:
            self.marked = False
            if tokens[self.place][0] in closers and found:
                self.place += 1
                break  # a comma before the closing bracket
            if tokens[self.place][0] == "A" and tokens[self.place + 1][0] in "na-":
                self.marked = True  # {1, ↑2, 3}
                self.place += 1
            found.append(self.expression())
            if tokens[self.place][0] == "A":
                self.marked = True
                self.place += 1
            if self.marked and origin is None:
                origin = len(found) - 1
            self.marked = False
            kind, value, _, _ = tokens[self.place]
            self.place += 1
            if kind in closers:
                break
            if kind not in ",;Q" or value == ".":
                self.place -= 1
                if kind == "$":
                    raise self.stop("a bracket is never closed")
                raise self.stop()
        return tuple(found), origin

    def _breaks(self, first: int, last: int) -> list[int]:
        """Before which items a semicolon stands, between the brackets at two places."""
        found: list[int] = []
        depth = count = 0
        for kind, value, *_ in self.tokens[first + 1 : last]:
            depth += (kind in "([{SOB") - (kind in ")]}sCE")
            if depth == 0 and kind in ",;Q" and value != ".":
                count += 1
                if kind == ";":
                    found.append(count)
        return found

    def _spaced(self, first: int) -> Node | None:
        """``[1 -2 1]`` and ``[1 2; 3 4]``: numbers with spaces between them."""
        tokens = self.tokens
        place = first + 1
        items: list[Node] = []
        breaks: list[int] = []
        while tokens[place][0] in "n-;":
            if tokens[place][0] == ";" and items:
                breaks.append(len(items))
                place += 1
            sign = place
            place += tokens[place][0] == "-"
            kind, value, start, end = tokens[place]
            apart = tokens[sign][2] > tokens[sign - 1][3]  # a space of any kind made no token
            if kind != "n" or not (apart or not items or len(items) in breaks):
                return None
            node: Node = self.number(value, (start, end))
            if sign != place:
                node = Negative(node, (tokens[sign][2], end))
            items.append(node)
            place += 1
        if len(items) < 2 or tokens[place][0] != "]":
            return None
        span = (tokens[first][2], tokens[place][3])
        table = _table(tuple(items), breaks, span)
        if breaks and table is None:
            return None
        self.place = place + 1
        return Listing(tuple(items), "[", span) if table is None else table

    def _subscripted(self, node: Node, first: int, last: int) -> Node:
        """``((n-k))_N`` is a remainder, ``(I*K)_{ij}`` and ``[X]_{i,j}`` are elements."""
        tokens = self.tokens
        self.place += 1
        below = self.subscript()
        end = tokens[self.place - 1][3]
        span = (tokens[first][2], end)
        double = tokens[first + 1][0] == tokens[first][0] and tokens[last - 1][0] in ")]"
        if len(below.indices) == 1 and (double or (self.index and not isinstance(node, Name))):
            return Mod(node, below.indices[0], span)
        if below.style == "run" and (double or self.index) and below.text.isdigit():
            return Mod(node, self.number(below.text, below.indices[0].span), span)
        if below.style == "decor":
            raise self.stop("a word below brackets cannot be read", self.place - 1)
        name = flat(node)
        if name is not None:
            return Access(name, below.indices, below.style, span)
        name = f"({text_of(tokens[first + 1 : last])})"
        return Access(name, below.indices, below.style, span, node)

    def _accessed(self, node: Node, first: int, last: int, fence: str = "()") -> Node:
        """``(f*g)[n]`` and ``(f*g)(n)``; without a fence ``conv(f,g)[n]``."""
        tokens = self.tokens
        style = "bracket" if tokens[self.place][0] == "[" else "paren"
        inner = text_of(tokens[first + len(fence) // 2 : last + 1 - len(fence) // 2])
        name = flat(node) or f"{fence[:1]}{inner}{fence[1:]}"
        self.place += 1
        self.index += 1
        found = self.indices("])")
        self.index -= 1
        span = (tokens[first][2], tokens[self.place - 1][3])
        return Access(name, found, style, span, None if isinstance(node, Name) else node)

    def set_of(self) -> Node:
        r"""``\{1, 2, 3\}``."""
        first = self.place
        self.place += 1
        if self.tokens[self.place][0] == "s":
            self.place += 1
            found: tuple[Node, ...] = ()
            origin = None
        else:
            found, origin = self._items("s")
        span = (self.tokens[first][2], self.tokens[self.place - 1][3])
        return _nested(found, "{", span) or Listing(found, "{", span, origin)

    def braced(self) -> Node:
        """Braces that only group; empty ones are passed over."""
        tokens = self.tokens
        first = self.place
        if tokens[first + 1][0] == "}":
            self.place += 2
            if tokens[self.place][0] in "_^":
                raise self.stop("a script at an empty pair of braces")
            return self.factor()
        self.place += 1
        found, origin = self._items("}")
        if len(found) == 1:
            self.marked = self.marked or origin is not None
            return found[0]
        return Listing(found, "", (tokens[first][2], tokens[self.place - 1][3]), origin)

    def rounded(self) -> Node:
        r"""``\lfloor x \rfloor`` and ``\lceil x \rceil``."""
        _, value, start, _ = self.tokens[self.place]
        self.place += 1
        node = self.expression()
        if self.tokens[self.place][0] != "C":
            raise self.stop("a bracket is never closed")
        self.place += 1
        return Function(value, (node,), (start, self.tokens[self.place - 1][3]))

    def absolute(self) -> Node:
        """``|x|``."""
        start = self.tokens[self.place][2]
        self.place += 1
        node = self.expression()
        if self.tokens[self.place][0] != "|":
            raise self.stop("a bar | is never closed")
        self.place += 1
        return Function("abs", (node,), (start, self.tokens[self.place - 1][3]))

    def words(self) -> Node:
        """Words where a value could be: a name if they are one word, else only words."""
        _, value, start, end = self.tokens[self.place]
        self.place += 1
        word = value.strip()
        if word.replace("-", "").isalnum() and word == value:
            return Name(word, (start, end))
        return Text(word, (start, end))


def _table(items: tuple[Node, ...], breaks: list[int], span: Span) -> Matrix | None:
    """Items with semicolons between rows of the same length, as programs write a matrix."""
    breaks = [place for place in breaks if place < len(items)]
    if not breaks or len(items) % (len(breaks) + 1):
        return None
    width = len(items) // (len(breaks) + 1)
    if width < 2 or breaks != list(range(width, len(items), width)):
        return None
    rows = tuple([items[at : at + width] for at in range(0, len(items), width)])
    return Matrix(rows, "[", span)


def _nested(items: tuple[Node, ...], fence: str, span: Span) -> Matrix | None:
    """``[[1, 2], [3, 4]]``: lists of the same length in a list."""
    rows = [item for item in items if isinstance(item, Listing) and item.fence == fence]
    if len(rows) < len(items) or len({len(row.items) for row in rows}) != 1:
        return None
    return Matrix(tuple([row.items for row in rows]), fence, span)


def _operation(node: Node) -> bool:
    """``f*g``: bare arrays, or such written out, joined by signs that can mean the operation."""
    return (
        isinstance(node, Product)
        and all(isinstance(factor, (Name, Matrix, Listing)) for factor in node.factors)
        and all(sign.split("_")[0] in STARS for sign in node.signs)
    )
