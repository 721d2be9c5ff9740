r"""A writer's own macros, put in where they are used, so that every character keeps its place.

A text that defines macros becomes a decoded text, in which each call is what it stands
for, and a ``Source`` that tells where each character comes from: what a macro brings
with it stands where the call stands, and an argument where it is written. A definition
holds from its place on, and in LaTeX up to the end of its group where it hides an
earlier one. The work is bounded: a macro that holds itself, or comes to too much, is
left as one character of ``macros.FAULTS``, which the parser reports. Nothing is executed: only
definitions (``define.py``) count, and ``\input`` and its like are never followed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Union

from symconv.read.define import Macro, Reader, defines, definition
from symconv.read.find import VERBATIM
from symconv.read.macros import FAULTS, HIDDEN, MACROS, SPOKEN
from symconv.read.source import Source
from symconv.read.syntax import Span

MAX_WORK = 250_000
"""Words that all expansions of a document may handle together."""
MAX_CALL = 30_000
"""Words that one call may come to."""
MAX_NESTED = 40

_ITSELF, _MUCH, _MISSING, _DELIMITED, _DEFINING = FAULTS

_SCAN = re.compile(
    r"\\(?P<part>begin|end)\s*\{\s*(?P<name>[A-Za-z]+\*?)\s*\}"
    r"|\\(?:verb\*?|lstinline)(?P<mark>[^\sA-Za-z*])"
    r"|\\[A-Za-z@]+|\\.|(?P<comment>%[^\n]*)|[{}]|\$\$?",
    re.DOTALL,
)
_WORD = re.compile(r"\\[A-Za-z@]+|\\.|%[^\n]*\n?[ \t]*|\s+|.", re.DOTALL)
_TAIL = re.compile(r"\\[A-Za-z@]+\Z")
_GLOBAL = re.compile(r"\\global\s*\Z")
_ENDS = frozenset(("$", "&", "}", "\\\\", "\\]", "\\)", "\\end"))
_OPENS = {
    "{": "{", "\\[": "[", "\\(": "(", "\\begingroup": "g", "\\bgroup": "g", "\\begin": "b",
}  # fmt: skip
_CLOSES = {
    "}": "{", "\\]": "[", "\\)": "(", "\\endgroup": "g", "\\egroup": "g", "\\end": "b",
}  # fmt: skip

Frame = Union["tuple[str, int, Frame]", None]
Word = tuple[str, int, int, Frame]
"""A word, where it stands in the text, and the macros whose bodies it comes from."""

_FROZEN: Frame = ("", MAX_NESTED, None)


class _StopError(Exception):
    """A call cannot be expanded: one of ``FAULTS``."""


class Expanded(Source):
    """A text with its macros put in; pieces of it stand as they are, or all at one place."""

    __slots__ = ("_outer", "_places")

    def __init__(
        self, text: str, decoded: str, places: list[int], starts: list[int], ends: list[int],
        outer: Source | None,
    ) -> None:  # fmt: skip
        super().__init__(text if outer is None else outer.text, decoded, starts, ends)
        self._places = places  # where each piece begins; a piece with end -1 stands as it is
        self._outer = outer

    def span(self, start: int, end: int) -> Span:
        """Where the decoded characters from ``start`` to ``end`` stand in the document."""
        first = self._edge(start, 0) if self._places else 0
        last = max(first, self._edge(end - 1, 1)) if end > start else first
        return (first, last) if self._outer is None else self._outer.span(first, last)

    def _edge(self, place: int, past: int) -> int:
        piece = max(0, bisect_right(self._places, place) - 1)
        if self.ends[piece] < 0:
            return self.starts[piece] + place - self._places[piece] + past
        return self.ends[piece] if past else self.starts[piece]


class Scope:
    """The macros that are defined so far, also from one cell of a notebook to the next."""

    __slots__ = ("count", "groups", "macros", "open", "work")

    def __init__(self, groups: bool) -> None:
        self.macros: dict[str, Macro] = {}
        self.work = MAX_WORK
        self.groups = groups  # whether a definition ends with its group, as in LaTeX
        self.count: dict[str, int] = {}  # how many groups of each kind are open
        self.open: list[tuple[str, dict[str, Macro | None]]] = []

    def define(self, name: str, macro: Macro, everywhere: bool) -> None:
        """Give a name its meaning from here on."""
        if macro.frozen and macro.body[0] in self.macros:
            macro = self.macros[macro.body[0]]
        if self.open and not everywhere:
            self.open[-1][1].setdefault(name, self.macros.get(name))
        self.macros[name] = macro

    def group(self, word: str) -> None:
        """Open or close a group; what was defined in it and hid something is forgotten."""
        kind = _OPENS.get(word)
        if word[0] == "$":
            kind = None if self.count.get(word) else word
        if kind is not None:
            self.open.append((kind, {}))
            self.count[kind] = self.count.get(kind, 0) + 1
            return
        kind = _CLOSES.get(word, word)
        while self.count.get(kind):
            opened, hidden = self.open.pop()
            self.count[opened] -= 1
            for name, old in hidden.items():
                if old is not None:
                    self.macros[name] = old
                elif _known(name):
                    self.macros.pop(name, None)
            if opened == kind:
                return


def _known(name: str) -> bool:
    return name[1:] in MACROS or name[1:] in HIDDEN or name[1:] in SPOKEN


def expanded(
    text: str, scope: Scope, maths: list[Span] | None, hidden: list[Span], outer: Source | None
) -> Expanded:
    r"""The text with all macros put in where they stand in ``maths``, or anywhere (None).

    What is ``hidden`` (code) is copied; definitions are left out, and kept in ``scope``.

    >>> found = expanded(r"\def\k{h} y = \k[0]", Scope(True), None, [], None)
    >>> found.decoded, found.span(5, 6)
    (' y = h[0]', (14, 16))
    """
    return _Writer(text, scope, maths, hidden).written(outer)


class _Writer:
    __slots__ = ("_hidden", "_last", "_length", "_maths", "_reader", "cursor", "ends", "parts",
                 "places", "room", "scope", "starts", "text")  # fmt: skip

    def __init__(
        self, text: str, scope: Scope, maths: list[Span] | None, hidden: list[Span]
    ) -> None:
        self.text = text
        self.scope = scope
        self.cursor = 0
        self.room = 0
        self.parts: list[str] = []
        self.places: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._maths = maths
        self._hidden = hidden
        self._reader = Reader(text)
        self._length = 0
        self._last = ""

    def written(self, outer: Source | None) -> Expanded:
        """Go through the text once."""
        text, scope = self.text, self.scope
        place = copied = next_hidden = next_maths = 0
        while match := _SCAN.search(text, place):
            start, place = match.span()
            hidden, maths = self._hidden, self._maths
            while next_hidden < len(hidden) and hidden[next_hidden][1] <= start:
                next_hidden += 1
            if next_hidden < len(hidden) and hidden[next_hidden][0] <= start:
                place = hidden[next_hidden][1]
                continue
            while maths is not None and next_maths < len(maths) and maths[next_maths][1] <= start:
                next_maths += 1
            inside = maths is None or (next_maths < len(maths) and maths[next_maths][0] <= start)
            word = match[0]
            if match["comment"]:
                alone = text[max(0, start - 1) : start] in ("", "\n")
                if not (alone or scope.groups or (inside and maths)):
                    place = start + 1  # 50 % of it: a comment only in mathematics
                continue
            if match["mark"]:
                end = text.find(match["mark"], place)
                line = text.find("\n", place)
                place = end + 1 if end >= 0 and (line < 0 or end < line) else place
                continue
            if match["part"]:
                name = match["name"]
                if match["part"] == "begin" and name.rstrip("*") in VERBATIM:
                    end = text.find(f"\\end{{{name}}}", place)
                    place = len(text) if end < 0 else end
                    continue
                word = f"\\{match['part']}{{{name}}}"
                if word not in scope.macros and scope.groups and name != "document":
                    scope.group(f"\\{match['part']}")
            elif word in scope.macros:
                pass
            elif defines(word):
                found = definition(self._reader, word, place)
                if found is not None:
                    self._copy(copied, start)
                    everywhere = found.everywhere or bool(_GLOBAL.search(text, copied, start))
                    for name, macro in found.macros:
                        if not (found.only_new and (name in scope.macros or _known(name))):
                            scope.define(name, macro, everywhere)
                    place = copied = found.end
                continue
            elif scope.groups and (word in _OPENS or word in _CLOSES or word[0] == "$"):
                scope.group(word)
            if inside and word in scope.macros:
                self._copy(copied, start)
                self._call(word, start, place, len(text) if maths is None else maths[next_maths][1])
                place = copied = self.cursor
        self._copy(copied, len(text))
        decoded = "".join(self.parts)
        return Expanded(text, decoded, self.places, self.starts, self.ends, outer)

    # -- writing ------------------------------------------------------------------------------

    def _copy(self, start: int, end: int) -> None:
        """What stands in the text, as it is."""
        if end <= start:
            return
        self._apart(self.text[start])
        if not (self.ends and self.ends[-1] < 0 and self._until() == start):
            self._piece(start, -1)
        self.parts.append(self.text[start:end])
        self._length += end - start
        word = _TAIL.search(self.text, max(start, end - 40), end)
        self._last = "" if word is None else word[0]

    def _until(self) -> int:
        """Where the last piece, which stands as it is, ends in the text."""
        return self.starts[-1] + self._length - self.places[-1]

    def _piece(self, start: int, end: int) -> None:
        self.places.append(self._length)
        self.starts.append(start)
        self.ends.append(end)

    def _apart(self, lead: str) -> None:
        """A space, where a control word and a letter would become one word."""
        if self._last and lead.isalpha():
            self.parts.append(" ")
            if self.ends[-1] < 0:
                self._piece(self._until(), self._until())
            self._length += 1
        self._last = ""

    def _put(self, word: str, start: int, end: int) -> None:
        """One word of an expansion."""
        self._apart(word[0])
        if end - start == len(word) and self.text.startswith(word, start):
            if not (self.ends and self.ends[-1] < 0 and self._until() == start):
                self._piece(start, -1)
        elif not (self.ends and self.ends[-1] == end and self.starts[-1] == start):
            self._piece(start, end)
        self.parts.append(word)
        self._length += len(word)
        self._last = word if word[0] == "\\" and word[-1].isalpha() else ""

    # -- one call -----------------------------------------------------------------------------

    def _call(self, name: str, start: int, stop: int, end: int) -> None:
        """Write what a call stands for, or why it stands for nothing."""
        mark = (len(self.parts), len(self.places), self._length)
        self.cursor = stop
        self.room = min(MAX_CALL, self.scope.work)
        before = self.room
        stack: list[Word] = [(name, start, stop, None)]
        try:
            while stack:
                word, first, past, frame = stack.pop()
                macro = self.scope.macros.get(word) if word[0] == "\\" else None
                if macro is not None and frame is not _FROZEN:
                    self._expand(macro, (word, first, past, frame), stack, end)
                elif word[0] == "\\" and defines(word) and frame is not None:
                    raise _StopError(_DEFINING)
                else:
                    self._put(word, first, past)
        except _StopError as fault:
            del self.parts[mark[0] :], self.places[mark[1] :]
            del self.starts[mark[1] :], self.ends[mark[1] :]
            self._length, self._last = mark[2], ""
            self._put(str(fault), start, stop)
            self.cursor = stop
        self.scope.work -= max(1, before - self.room)

    def _expand(self, macro: Macro, call: Word, stack: list[Word], limit: int) -> None:
        """Put what a macro stands for on the stack of words to come."""
        name, start, end, frame = call
        if macro.fault:
            raise _StopError(_DELIMITED)
        depth, above = 1, frame
        if frame is not None:
            depth = frame[1] + 1
        while above is not None:
            if above[0] == name:
                raise _StopError(_ITSELF)
            above = above[2]
        if depth > MAX_NESTED:
            raise _StopError(_MUCH)
        if macro.starred:
            self._star(stack, limit)
        arguments: list[list[Word]] = []
        for place in range(macro.arity):
            if place == 0 and macro.default is not None:
                given, past = self._option(macro.default, call, stack, limit)
            else:
                given, past = self._argument(stack, limit)
            arguments.append(given)
            end = max(end, past)
        inner: Frame = _FROZEN if macro.frozen else (name, depth, frame)
        found: list[Word] = []
        reached = -1
        for word in macro.body:
            if word[0] != "#" or len(word) == 1:
                found.append((word, start, end, inner))
                continue
            number = int(word[1:]) - 1
            if number >= len(arguments):
                raise _StopError(_MISSING)
            if number > reached:
                found += arguments[number]
                reached = number
            else:  # out of the order of the text: a place between two would be none
                found += [(w, start, end, f) for w, _, _, f in arguments[number]]
            self._pay(len(arguments[number]))
        self._pay(len(macro.body))
        stack += reversed(found)

    def _pay(self, words: int) -> None:
        self.room -= words + 1
        if self.room < 0:
            raise _StopError(_MUCH)

    def _next(self, stack: list[Word], limit: int) -> Word | None:
        """The next word of the expansion, or else of the text."""
        self._pay(0)
        while not stack:
            match = _WORD.match(self.text, self.cursor, limit)
            if match is None:
                return None
            self.cursor = match.end()
            if match[0][0] != "%":
                return (match[0], *match.span(), None)
        return stack.pop()

    def _begins(self, sign: str, stack: list[Word], limit: int) -> bool:
        """Whether a sign is next, behind spaces at most; it is then passed over."""
        seen: list[Word] = []
        while (word := self._next(stack, limit)) is not None:
            seen.append(word)
            if not word[0].isspace():
                break
        if word is not None and word[0] == sign:
            return True
        stack += reversed(seen)
        return False

    def _beyond(self, stack: list[Word], limit: int) -> Word | None:
        """The next word that is no space."""
        while (word := self._next(stack, limit)) is not None and word[0].isspace():
            pass
        return word

    def _argument(self, stack: list[Word], limit: int) -> tuple[list[Word], int]:
        """What a macro takes: what is in braces, or one word; and where it ends."""
        word = self._beyond(stack, limit)
        if word is None or word[0] in _ENDS:
            raise _StopError(_MISSING)
        if word[0] != "{":
            return [word], word[2]
        return self._until_closed(stack, limit, "}")

    def _option(
        self, default: tuple[str, ...], call: Word, stack: list[Word], limit: int
    ) -> tuple[list[Word], int]:
        name, start, end, frame = call
        if self._begins("[", stack, limit):
            return self._until_closed(stack, limit, "]")
        inner: Frame = (name, 1 if frame is None else frame[1] + 1, frame)
        return [(one, start, end, inner) for one in default], end

    def _until_closed(
        self, stack: list[Word], limit: int, closer: str
    ) -> tuple[list[Word], int]:
        found: list[Word] = []
        depth = 0
        while (word := self._next(stack, limit)) is not None:
            if depth == 0 and word[0] == closer:
                return found, word[2]
            depth += (word[0] == "{") - (word[0] == "}")
            if depth < 0:
                break
            found.append(word)
        raise _StopError(_MISSING)

    def _star(self, stack: list[Word], limit: int) -> None:
        """Pass over ``*`` and a size in brackets, as in ``\\abs*{x}`` and ``\\abs[\\big]{x}``."""
        if not self._begins("*", stack, limit) and self._begins("[", stack, limit):
            self._until_closed(stack, limit, "]")
