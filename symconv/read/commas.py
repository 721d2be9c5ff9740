r"""Decimal commas: ``0,5 \cdot 2 + 1 \cdot 1 = 2`` as it is written in much of Europe.

``0{,}5`` is always a number. A bare comma between digits is read as one where a list makes
no sense: beside a sign of multiplication, plus or minus, on a side without other commas; in
a cell of a table; in a set whose items are kept apart by semicolons. What one formula shows
so holds for all of it. Indices keep their commas.
"""

from __future__ import annotations

from symconv.read.lexer import Token

_ENDS = frozenset("=ZRN&QT;:#$")
_SIGNS = frozenset("*/+-")
_OPENERS = {"(": ")", "[": "]", "{": "}", "S": "s", "B": "E", "O": "C"}
_CLOSERS = frozenset(_OPENERS.values())


class _Part:
    """What stands between two relations, rows or semicolons on one level."""

    __slots__ = ("closed", "commas", "kind", "pairs", "shown")

    def __init__(self, kind: str, closed: bool) -> None:
        self.kind = kind
        self.closed = closed  # whether an index, or what it holds
        self.commas = 0
        self.pairs: list[int] = []
        self.shown = False


def decimals(tokens: list[Token]) -> list[Token]:
    r"""The tokens with ``0 , 5`` made one number where that is what is meant.

    >>> from symconv.read.lexer import lex
    >>> [token[1] for token in decimals(lex("0,5*2 = x[0,5]", 0, 14)[0])]
    ['0{,}5', '*', '2', '=', 'x', '[', '0', ',', '5', ']', '']
    """
    if not any(_paired(tokens, place) for place in range(len(tokens) - 2)):
        return tokens
    parts = _parts(tokens)
    if not any(part.shown for part in parts):
        return tokens
    chosen = {
        place
        for part in parts
        if not part.closed and part.commas == len(part.pairs)
        for place in part.pairs
    }
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        if place in chosen:
            first, last = tokens[place], tokens[place + 2]
            found.append(("n", f"{first[1]}{{,}}{last[1]}", first[2], last[3]))
            place += 3
        else:
            found.append(tokens[place])
            place += 1
    return found


def _paired(tokens: list[Token], place: int) -> bool:
    """Whether digits, a comma and digits touch at a place."""
    one, comma, other = tokens[place : place + 3]
    return (
        comma[1] == "," and one[0] == other[0] == "n" and one[1].isdigit() and other[1].isdigit()
        and one[3] == comma[2] and comma[3] == other[2]
    )  # fmt: skip


def _parts(tokens: list[Token]) -> list[_Part]:
    found = [_Part("", False)]
    stack = [found[0]]
    semicolons: list[list[_Part]] = [[]]
    last = -3
    for place, (kind, value, *_) in enumerate(tokens):
        if kind in _OPENERS:
            part = _Part(kind, stack[-1].closed or _is_index(tokens, place))
            found.append(part)
            stack.append(part)
            semicolons.append([part])
        elif kind in _CLOSERS and len(stack) > 1:
            stack.pop()
            kept = semicolons.pop()
            if kind == "s" and len(kept) > 1:
                for part in kept:
                    part.shown = bool(part.pairs) and part.commas == len(part.pairs)
        elif kind in _ENDS:
            part = _Part(stack[-1].kind, stack[-1].closed)
            found.append(part)
            stack[-1] = part
            semicolons[-1].append(part)
        elif value == ",":
            part = stack[-1]
            part.commas += 1
            if place and place - 1 >= last + 3 and _paired(tokens, place - 1):
                last = place - 1
                part.pairs.append(last)
    for part in found:
        if not part.closed and part.pairs and part.commas == len(part.pairs):
            part.shown = part.shown or part.kind == "B" or (
                part.kind != "[" and any(_beside(tokens, place) for place in part.pairs)
            )
    return found


def _is_index(tokens: list[Token], place: int) -> bool:
    """Whether what a bracket opens is an index, or the arguments of a name."""
    kind = tokens[place][0]
    before = tokens[place - 1][0] if place else ""
    if kind == "{":
        return before in ("_", "^")
    return kind in "([" and before in ("a", "'", "}", "f", "_", "^", "]")


def _beside(tokens: list[Token], place: int) -> bool:
    """Whether a sign stands right before or behind the digits at a place."""
    before = tokens[place - 1][0] if place else ""
    ahead = tokens[place - 2][0] if place > 1 else "$"
    leads = before in "+-" and (ahead in _ENDS or ahead in _OPENERS or ahead == ",")
    return (before in _SIGNS and not leads) or tokens[place + 3][0] in _SIGNS
