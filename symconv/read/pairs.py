r"""Which brackets, braces and environments belong together, and what stands outside them.

``items`` gives the tokens of one level as ``(kind, first, past)``: a matched bracket
with all that it holds is one item of its opener's kind. Environments that only lay out
rows (``align``, ``split``), and braces around whole equations, are opened up. To add
an environment that holds a value, add it to ``TABLES``; all others hold rows.
"""

from __future__ import annotations

from symconv.read.lexer import OPENED, Token
from symconv.read.macros import words

Item = tuple[str, int, int]

TABLES = words(
    "array darray tabular cases dcases rcases matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix "
    "smallmatrix subarray"
)

_ROLE = {
    "(": 1, "[": 1, "{": 2, "S": 2, "B": 2, ")": 3, "]": 3, "}": 4, "s": 4, "E": 4,
    "R": 5, "N": 5, "=": 6, "Z": 6,
}  # fmt: skip
_OPENER = {"}": "{", "s": "S", "E": "B"}
_OPEN = frozenset("+-*/=,([_^GPFHKX&")
_LEADS = frozenset("+*/=,)]")
_TAKES = frozenset("_^FKXfPHMA")


class Pairs:
    """The partner of each bracket (or -1), and which groups hold a relation of their own."""

    __slots__ = ("partner", "related", "tokens")

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.partner = [-1] * len(tokens)
        self.related = bytearray(len(tokens))
        stack: list[int] = []
        count = {"{": 0, "S": 0, "B": 0}
        for place, token in enumerate(tokens):
            role = _ROLE.get(token[0])
            if role is None:
                continue
            if role == 1:
                stack.append(place)
            elif role == 2:
                stack.append(place)
                count[token[0]] += 1
            elif role == 3:
                if stack and tokens[stack[-1]][0] in "([":
                    self._join(stack.pop(), place)
            elif role == 4:
                self._close(stack, count, place)
            elif not stack:
                continue
            elif role == 6:
                if tokens[stack[-1]][0] in "{B":
                    self.related[stack[-1]] = 1
            else:
                self._break(stack, place)

    def _join(self, opener: int, closer: int) -> None:
        self.partner[opener] = closer
        self.partner[closer] = opener

    def _close(self, stack: list[int], count: dict[str, int], place: int) -> None:
        tokens = self.tokens
        wanted = _OPENER[tokens[place][0]]
        while stack and tokens[stack[-1]][0] in "([":
            stack.pop()
        if stack and wanted == "{" and tokens[stack[-1]][0] == "S":
            opener = stack[-1]
            if opener and tokens[opener - 1][0] == "_":  # the slip w_\{11}
                stack.pop()
                count["S"] -= 1
                self._join(opener, place)
                return
        if not count[wanted]:
            return
        while True:
            opener = stack.pop()
            kind = tokens[opener][0]
            if kind in count:
                count[kind] -= 1
            if kind == wanted:
                break
        self._join(opener, place)
        if stack and tokens[stack[-1]][0] == "{" and self.opened(opener, ""):
            self.related[stack[-1]] = 1

    def _break(self, stack: list[int], place: int) -> None:
        """A row ends: brackets still open are left open, unless the row goes on."""
        tokens = self.tokens
        if tokens[stack[-1]][0] == "{" and tokens[place][0] == "R":
            self.related[stack[-1]] = 1
        if tokens[stack[-1]][0] not in "([":
            return
        after = place + 1
        while tokens[after][0] in "&NRQ":
            after += 1
        if tokens[place - 1][0] in _OPEN or tokens[after][0] in _LEADS or tokens[after][0] == "-":
            return
        if tokens[place][0] == "N" and not self._relates(after):
            return
        while stack and tokens[stack[-1]][0] in "([":
            stack.pop()

    def _relates(self, place: int) -> bool:
        depth = 0
        while True:
            kind = self.tokens[place][0]
            if kind in "RN$":
                return False
            if kind == "=" and depth <= 0:
                return True
            depth += (kind == "{") - (kind == "}")
            place += 1

    def opened(self, place: int, before: str) -> bool:
        """Whether the group at ``place`` only lays out rows; ``before`` is the kind before it."""
        kind, value = self.tokens[place][:2]
        if kind == "{":
            return value == OPENED or (bool(self.related[place]) and not self._argument(place))
        if kind != "B":
            return False
        if value.rstrip("*") not in TABLES:
            return True
        return bool(self.related[place]) and before in ("", "N", "R", "&", "T", "Q", "#", ",", ";")

    def _argument(self, place: int) -> bool:
        """Whether a brace belongs to the macro or script before it."""
        tokens = self.tokens
        if place == 0:
            return False
        kind = tokens[place - 1][0]
        if kind in _TAKES:
            return True
        if kind == "}":
            first = self.partner[place - 1]
            return first > 0 and tokens[first - 1][0] in "FX"
        return place > 1 and kind in "na" and tokens[place - 2][0] in "FX"

    def _spacing(self, place: int) -> bool:
        """Whether the empty braces at ``place`` hold the place of an operand, as in ``{}+``."""
        return not self._argument(place) and self.tokens[place + 2][0] not in "_^"

    def items(self, first: int, past: int) -> list[Item]:
        """The tokens ``first`` to ``past``, each bracket with what it holds as one item."""
        tokens, partner = self.tokens, self.partner
        found: list[Item] = []
        add = found.append
        place = first
        while place < past:
            kind = tokens[place][0]
            other = partner[place]
            if other > place:
                if kind == "{" and other == place + 1 and self._spacing(place):
                    place += 2
                    continue
                if kind in "{B" and self.opened(place, found[-1][0] if found else ""):
                    if kind == "B":
                        add(("N", place, place + 1))
                    place += 1
                    continue
                add((kind, place, other + 1))
                place = other + 1
                continue
            if kind == "X" and (stacked := self._stacked(place, past)) is not None:
                add(stacked)
                place = stacked[2]
                continue
            if other >= 0 and kind in "}E":  # the end of what was opened up
                if kind == "E":
                    add(("N", place, place + 1))
            elif kind == "S" and tokens[place + 1][0] == "B":  # \left\{ \begin{array}
                begin = tokens[place + 1]
                tokens[place + 1] = ("B", "cases", begin[2], begin[3])
            else:
                add((kind, place, place + 1))
            place += 1
        return found

    def _stacked(self, place: int, past: int) -> Item | None:
        r"""``\overset{!}{=}`` and ``\overset{S}\rightarrow`` as the relation they hold."""
        if self.tokens[place][1] not in (r"\overset", r"\underset", r"\stackrel"):
            return None
        base = self._after(place + 1)
        if base >= past:
            return None
        kind = self.tokens[base][0]
        if kind == "{" and self.partner[base] == base + 2:
            kind = self.tokens[base + 1][0]
        return (kind, place, self._after(base)) if kind in "=Z" else None

    def _after(self, place: int) -> int:
        other = self.partner[place]
        return max(other, place) + 1
