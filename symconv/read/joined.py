r"""Displays that go on: what a writer broke for the page is read as one formula again.

A long sum may be broken into several displays, because a display does not break at the
end of a page. A display that begins with an invisible left side, ``\phantom{y[1]} &``, and
follows right after another of its kind, goes on with it. To the parser both are one; every
character stays at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from symconv.read.find import Found

_BREAK = re.compile(
    r"\\end\{(align\*?|aligned)\}\s*(?:\$\$\s*\$\$\s*)?\\begin\{\1\}\s*(?=\\phantom\{)"
)
_HIDDEN = "\\phantom{"


def joined(text: str, finds: list[Found]) -> tuple[str, list[Found]]:
    r"""The text and its formulas with displays that go on made one with those before.

    >>> text = "\\begin{align*} y &= a \\end{align*}\\begin{align*}\\phantom{y} & + b \\end{align*}"
    >>> joined(text, [])[0]
    '\\begin{align*} y &= a \\\\                        \\phantom{y} & + b \\end{align*}'
    """
    if _HIDDEN not in text:
        return text, finds
    breaks = [match.span() for match in _BREAK.finditer(text) if _goes_on(text, match.end())]
    pieces, last = [], 0
    for start, end in breaks:
        pieces += [text[last:start], "\\\\", " " * (end - start - 2)]
        last = end
    return "".join([*pieces, text[last:]]), list(_merged(finds, breaks))


def _merged(finds: list[Found], breaks: list[tuple[int, int]]) -> Iterator[Found]:
    """The formulas, those with one of the breaks between them as one."""
    place = 0
    kept: Found | None = None
    for found in finds:
        if kept is None:
            kept = found
            continue
        while place < len(breaks) and breaks[place][1] <= kept.span[1]:
            place += 1
        here = breaks[place] if place < len(breaks) else (0, 0)
        if here[0] < kept.span[1] <= found.span[0] < here[1]:
            kept = kept._replace(
                span=(kept.span[0], found.span[1]), inner=(kept.inner[0], found.inner[1])
            )
        else:
            yield kept
            kept = found
    if kept is not None:
        yield kept


def _goes_on(text: str, place: int) -> bool:
    r"""Whether ``\phantom{…} &`` begins at a place."""
    depth = 0
    for end in range(place + len(_HIDDEN) - 1, len(text)):
        depth += (text[end] == "{") - (text[end] == "}")
        if depth == 0:
            return text[end + 1 :].lstrip(" ").startswith("&")
        if text[end] == "\n":
            return False
    return False
