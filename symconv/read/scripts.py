r"""Subscripts and superscripts: which are indices, which are part of a name, which a power.

``subscript`` gives ``(indices, style, text)``. Style "decor" is a word that belongs to
the name (``y_{\text{out}}``); "run" and "index" are settled by ``resolve`` where the
next token does not settle them. To accept another slip, repair it in ``subscript``.
"""

from __future__ import annotations

from symconv.read.cursor import Cursor, StopError, places, text_of
from symconv.read.lexer import Token
from symconv.read.record import Record
from symconv.read.syntax import Name, Negative, Node, Number


class Subscript(Record):
    """What stands below a name."""

    indices: tuple[Node, ...]
    style: str
    text: str


class Superscript(Record):
    """What stands above a name; ``node`` None where it is no exponent."""

    node: Node | None
    text: str
    named: bool


_MARKS = frozenset(("*", r"\ast", r"\star", "+", r"\prime", r"\dagger", "-", "'"))


class Scripts(Cursor):
    """Reads what follows ``_`` and ``^``."""

    __slots__ = ()

    def subscript(self) -> Subscript:
        r"""What follows ``_``; the cursor stands behind the sign."""
        tokens = self.tokens
        kind, value, start, end = tokens[self.place]
        if kind == "{":
            kind, value, first, last = tokens[self.place + 1]
            if tokens[self.place + 2][0] == "}" and kind in "an":
                self.place += 3
                if kind == "a":
                    return self._word(value, (first, last))
                return self._run([(kind, value, first, last)])
            return self._braced(self.group())
        if kind == "S":
            return self._escaped()
        if kind == "n":
            self.place += 1
            if len(value) > 1:
                self.repair(f"_{value}", f"_{{{value}}}", (start - 1, end))
            return self._run([(kind, value, start, end)])
        if kind == "a":
            self.place += 1
            return self._word(value, (start, end))
        if kind == "-" and tokens[self.place + 1][0] == "n":
            number = tokens[self.place + 1]
            self.place += 2
            self.repair(f"_-{number[1]}", f"_{{-{number[1]}}}", (start - 1, number[3]))
            node = Negative(self.number(number[1], (number[2], number[3])), (start, number[3]))
            return Subscript((node,), "index", f"-{number[1]}")
        if kind in "TfIH*D":
            text = text_of(self._accented() if kind == "H" else self.argument())
            return Subscript((), "decor", text)
        raise self.stop("a subscript is missing" if kind == "$" else "")

    def _accented(self) -> list[Token]:
        first = self.argument()
        return self.argument() if self.tokens[self.place][0] in "{a" else first

    def _word(self, value: str, span: tuple[int, int]) -> Subscript:
        """A letter is an index; a word (``\\mathrm{out}``) belongs to the name."""
        if len(value) > 1 and value[0] != "\\" and value.isalnum():
            return Subscript((), "decor", value)
        return Subscript((Name(value, span),), "index", value)

    def _escaped(self) -> Subscript:
        r"""The slip ``w_\{11}`` or ``w_\{11\}``, read as ``w_{11}``."""
        tokens = self.tokens
        start, place = tokens[self.place][2], self.place + 1
        while tokens[place][0] in "an,+-":
            place += 1
        if tokens[place][0] not in "}s" or place == self.place + 1:
            raise self.stop()
        inner = tokens[self.place + 1 : place]
        end = tokens[place][3]
        self.repair(self.notes.text[start - 1 : end], f"_{{{text_of(inner)}}}", (start - 1, end))
        self.place = place + 1
        return self._braced(inner)

    def _braced(self, inner: list[Token]) -> Subscript:
        while inner and inner[0][0] == "_":  # g_{_N}
            inner = inner[1:]
        if not inner:
            raise self.stop("an empty subscript", self.place - 1)
        text = text_of(inner)
        if all(token[0] in "an" and "." not in token[1] for token in inner):
            if len(inner) == 1 and inner[0][0] == "a":
                return self._word(inner[0][1], (inner[0][2], inner[0][3]))
            return self._run(inner)
        if len(inner) == 1 and inner[0][0] in "TfI":
            return Subscript((), "decor", text.strip())
        fork = self.fork(inner)
        fork.index += 1
        found = [fork.expression()]
        while fork.tokens[fork.place][0] in ",;" and fork.tokens[fork.place][1] != ".":
            fork.place += 1
            found.append(fork.expression())
        if fork.tokens[fork.place][0] != "$":
            raise fork.stop()
        self.notes.asked = True
        return Subscript(tuple(found), "comma" if len(found) > 1 else "index", text)

    def _run(self, inner: list[Token]) -> Subscript:
        """Digits and letters without commas: one index each, until the file says otherwise."""
        found: list[Node] = []
        for kind, value, start, end in inner:
            if kind == "a":
                found.append(Name(value, (start, end)))
            elif not value.isdigit() or len(found) + len(value) > 40:
                raise self.stop("this subscript cannot be read")
            else:
                for digit, span in zip(value, places(value, start, end)):
                    found.append(Number(int(digit), digit, span))
        self.notes.asked = True
        text = "".join([token[1] for token in inner])
        return Subscript(tuple(found), "run" if len(found) > 1 else "index", text)

    def superscript(self) -> Superscript:
        """What follows ``^``; the cursor stands behind the sign."""
        kind, value, start, end = self.tokens[self.place]
        if kind == "n" and len(value) > 1 and value.isdigit():
            self.repair(f"^{value}", f"^{{{value}}}", (start - 1, end))
            self.place += 1
            return Superscript(self.number(value, (start, end)), value, False)
        if kind == "-" and self.tokens[self.place + 1][0] == "n":
            number = self.tokens[self.place + 1]
            self.repair(f"^-{number[1]}", f"^{{-{number[1]}}}", (start - 1, number[3]))
            self.place += 2
            node = Negative(self.number(number[1], (number[2], number[3])), (start, number[3]))
            return Superscript(node, f"-{number[1]}", False)
        if kind in "(S":
            raise self.stop()
        inner = self.argument()
        if not inner:
            raise self.stop("an empty superscript", self.place - 1)
        text = text_of(inner)
        if text in _MARKS or inner[0][0] in "T'":
            return Superscript(None, text, True)
        if inner[0][0] in "([" and inner[-1][0] in ")]":
            return Superscript(None, text, True)
        if text in (r"\top", r"\intercal"):
            return Superscript(Name("T", (inner[0][2], inner[0][3])), "T", False)
        if text == r"\circ":
            return Superscript(Name(text, (inner[0][2], inner[0][3])), text, False)
        fork = self.fork(inner)
        try:
            return Superscript(fork.whole(), text, False)
        except StopError:
            if inner[0][0] == "H":
                return Superscript(None, text, True)
            raise
