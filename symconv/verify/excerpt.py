"""A line of source with carets below it, aligned as a terminal shows it.

Tabs, wide characters (two columns) and combining characters (none) are measured; a long
line is cut to a window around the carets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symconv.verify.report import Place
from symconv.verify.words import visible

TAB = "    "
CUT = "…"
_LINE_END = re.compile(r"\r\n?|\n")


def excerpt(line: str, start: int, end: int, room: int = 90) -> tuple[str, str]:
    r"""What to show of ``line`` in ``room`` columns, and the carets to show below it.

    ``start`` and ``end`` are offsets into the line, ``end`` one past the last.

    >>> excerpt("a\tb+c", 2, 5)
    ('a    b+c', '     ^^^')
    """
    start = max(0, min(start, len(line)))
    end = max(start, min(end, len(line)))
    first, last = _window(line, start, end, room)
    before = CUT if first > 0 else ""
    after = CUT if last < len(line) else ""
    shown = before + "".join(map(_shown, line[first:last])) + after
    margin = len(before) + sum(map(_width, line[first:start]))
    marked = sum(map(_width, line[start : min(end, last)]))
    if marked == 0 and start < len(line) and margin > 0 and _width(line[start]) == 0:
        margin -= 1  # a combining character stands on the column of its base
    return shown, " " * margin + "^" * max(1, marked)


def lines_of(text: str) -> list[str]:
    """The lines of a text, as places count them."""
    return _LINE_END.split(text.removeprefix("\ufeff"))


def place_in(lines: Sequence[str], place: Place) -> tuple[str, int, int]:
    """The first source line of a place, and the offsets of the place in that line."""
    if not 0 < place.line <= len(lines):
        return "", 0, 0
    line = lines[place.line - 1]
    end = place.end_column - 1 if place.end_line == place.line else len(line.rstrip())
    return line, place.column - 1, end


def _window(line: str, start: int, end: int, room: int) -> tuple[int, int]:
    """The part of the line to show: offsets of its first and one past its last character."""
    if len(line) <= 2 * room and sum(map(_width, line)) <= room:
        return 0, len(line)
    room -= 2 * len(CUT)
    wanted = sum(map(_width, line[start : min(end, start + room)]))
    before = max(room // 4, (room - wanted) // 2)
    first, used = _back(line, start, 0, before)
    last = start
    while last < len(line) and used + _width(line[last]) <= room:
        used += _width(line[last])
        last += 1
    first, _ = _back(line, first, used, room)  # there is room left where the line ends
    while first < start and _width(line[first]) == 0:  # without its base
        first += 1
    return first, last


def _back(line: str, first: int, used: int, room: int) -> tuple[int, int]:
    """Go back from ``first`` while there is room; returns where that leads and what is used."""
    while first > 0 and used + _width(line[first - 1]) <= room:
        first -= 1
        used += _width(line[first])
    return first, used


def _shown(character: str) -> str:
    return TAB if character == "\t" else visible(character)


def _width(character: str) -> int:
    """How many columns a terminal uses for a character, as it is shown."""
    if " " <= character <= "~":
        return 1
    if character == "\t":
        return len(TAB)
    from unicodedata import category, east_asian_width

    character = visible(character)
    if character in "\u200c\u200d" or category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
