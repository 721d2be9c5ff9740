"""What would change in a file, in the unified form that ``diff`` writes and ``patch`` reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from symconv.embed.blocks import ENDS
from symconv.embed.notes import Edit

AROUND = 3


def unified(path: str, text: str, edits: Sequence[Edit]) -> Iterator[str]:
    r"""The differences that edits make, line by line, each with its end.

    >>> print("".join(unified("a.md", "one\ntwo\n", [Edit(4, 7, "2")])), end="")
    --- a.md
    +++ a.md
    @@ -1,2 +1,2 @@
     one
    -two
    +2
    """
    if not edits:
        return
    lines = _lines(text)
    starts = [0, *accumulate(map(len, lines))]
    yield f"--- {path}\n+++ {path}\n"
    shift = 0
    for group in _grouped(edits, starts, len(lines)):
        first, past, inside = group
        fresh = _lines(_applied("".join(lines[first:past]), inside, starts[first]))
        yield from _hunks(lines[first:past], fresh, first, first + shift)
        shift += len(fresh) - (past - first)


def _lines(text: str) -> list[str]:
    """The lines with their ends."""
    found = []
    place = 0
    for match in ENDS.finditer(text):
        found.append(text[place : match.end()])
        place = match.end()
    return [*found, text[place:]] if place < len(text) else found


def _grouped(
    edits: Sequence[Edit], starts: Sequence[int], count: int
) -> Iterator[tuple[int, int, list[Edit]]]:
    """The edits that are near to each other, with the lines around them."""
    first = past = 0
    inside: list[Edit] = []
    for edit in edits:
        low = max(0, bisect_right(starts, edit.start, 0, count) - 1 - AROUND)
        high = min(count, bisect_right(starts, max(edit.start, edit.end - 1), 0, count) + AROUND)
        if inside and low > past:
            yield first, past, inside
            inside = []
        if not inside:
            first = low
        past = max(past, high)
        inside.append(edit)
    yield first, past, inside


def _applied(text: str, edits: Sequence[Edit], shift: int) -> str:
    parts: list[str] = []
    place = 0
    for start, end, fresh in edits:
        parts += [text[place : start - shift], fresh]
        place = end - shift
    return "".join([*parts, text[place:]])


def _hunks(old: Sequence[str], new: Sequence[str], line: int, other: int) -> Iterator[str]:
    from difflib import SequenceMatcher

    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND):
        a, b, c, d = group[0][1], group[-1][2], group[0][3], group[-1][4]
        yield f"@@ -{_range(line + a, b - a)} +{_range(other + c, d - c)} @@\n"
        for tag, first, past, start, end in group:
            if tag == "equal":
                yield from (_shown(" ", row) for row in old[first:past])
            else:
                yield from (_shown("-", row) for row in old[first:past])
                yield from (_shown("+", row) for row in new[start:end])


def _range(first: int, count: int) -> str:
    start = first + 1 if count else first
    return str(start) if count == 1 else f"{start},{count}"


def _shown(sign: str, row: str) -> str:
    """A line behind its sign; signs that a terminal would obey are shown as question marks."""
    end = row[len(row.rstrip("\r\n")) :]
    words = row.rstrip("\r\n").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    words = "".join([c if c.isprintable() or c in "\t\u00a0" else "?" for c in words])
    if not end:
        return f"{sign}{words}\n\\ No newline at end of file\n"
    return f"{sign}{words}{chr(10) if end == chr(13) else end}"
