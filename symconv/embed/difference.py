"""What would change in a file, in the unified form that ``diff`` writes and ``patch`` reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from symconv.embed.blocks import ENDS
from symconv.embed.notes import Edit

AROUND = 3

Code = tuple[str, int, int, int, int]
"""A step of the way from one list of lines to another, as ``difflib`` has it."""


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
    old = _lines(text)
    new: list[str] = []
    codes: list[Code] = []
    starts = [0, *accumulate(map(len, old))]
    done = 0
    for first, past, inside in _grouped(edits, starts, len(old)):
        fresh = _lines(_applied("".join(old[first:past]), inside, starts[first]))
        _equal(codes, done, first, len(new))
        new += old[done:first]
        for tag, a, b, c, d in _matched(old[first:past], fresh):
            if tag == "equal":
                _equal(codes, first + a, first + b, len(new) + c)
            else:
                codes.append((tag, first + a, first + b, len(new) + c, len(new) + d))
        new += fresh
        done = past
    _equal(codes, done, len(old), len(new))
    new += old[done:]
    yield f"--- {path}\n+++ {path}\n"
    yield from _hunks(old, new, codes)


def _equal(codes: list[Code], first: int, past: int, start: int) -> None:
    """Add lines that are the same in both, to those before them where there are such."""
    if first == past:
        return
    if codes and codes[-1][0] == "equal":
        _, first, _, start, _ = codes.pop()
    codes.append(("equal", first, past, start, start + past - first))


def _matched(old: Sequence[str], new: Sequence[str]) -> list[Code]:
    from difflib import SequenceMatcher

    return list(SequenceMatcher(None, old, new).get_opcodes())


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
    """The edits that share lines, with the lines that they change: from the first to the last."""
    first = past = 0
    inside: list[Edit] = []
    for edit in edits:
        low = max(0, bisect_right(starts, edit.start, 0, count) - 1)
        high = min(count, bisect_right(starts, edit.end, 0, count))
        if inside and low >= past:
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


def _hunks(old: Sequence[str], new: Sequence[str], codes: list[Code]) -> Iterator[str]:
    for group in _near(codes):
        a, b, c, d = group[0][1], group[-1][2], group[0][3], group[-1][4]
        yield f"@@ -{_range(a, b - a)} +{_range(c, d - c)} @@\n"
        for tag, first, past, start, end in group:
            if tag == "equal":
                yield from (_shown(" ", row) for row in old[first:past])
            else:
                yield from (_shown("-", row) for row in old[first:past])
                yield from (_shown("+", row) for row in new[start:end])


def _near(codes: Sequence[Code]) -> Iterator[list[Code]]:
    """The steps that stand near to each other, with some equal lines around them."""
    group: list[Code] = []
    for tag, a, b, c, d in codes:
        if tag != "equal":
            group.append((tag, a, b, c, d))
            continue
        if group and b - a > 2 * AROUND:
            yield [*group, (tag, a, a + AROUND, c, c + AROUND)]
            group = []
        keep = b - a if group else min(b - a, AROUND)
        group.append((tag, b - keep, b, d - keep, d))
    if group and group[-1][0] == "equal":
        tag, a, b, c, d = group.pop()
        group.append((tag, a, min(b, a + AROUND), c, min(d, c + AROUND)))
    if any(code[0] != "equal" for code in group):
        yield group


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
