"""Blocks in a text: where they stand, what they ask for, and what stands in them.

A block is a comment with ``show=``, a body, and a comment ``symconv:end`` with the body's
stamp; each comment stands on a line of its own. What stands before the first comment (the
indentation, the marks of a quotation) stands before each line of the body too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from symconv.read.directives import Directive, directives
from symconv.read.syntax import Span

ENDS = re.compile(r"\r\n?|\n")
_INDENT = re.compile(r"[ \t]*\Z")
_MARKS = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*\Z")
_ENDINGS = {"md": "<!-- symconv:end -->", "rst": ".. symconv:end", "typ": "// symconv:end"}


class Trouble(NamedTuple):
    """What is wrong in which line of a text, from 1."""

    line: int
    says: str


class Block(NamedTuple):
    """A block; spans and offsets count characters of the text.

    ``words`` is what it asks for; ``body`` covers whole lines with their ends, ``behind``
    what follows the word ``end``. ``prefix`` stands before each line, ``newline`` behind.
    """

    line: int
    words: str
    prefix: str
    newline: str
    body: Span
    behind: Span


def find(text: str, kind: str) -> tuple[list[Block], list[Trouble]]:
    r"""The blocks of a text of a kind ("tex", "md", "rst", "typ"), and what is wrong with others.

    >>> blocks, troubles = find("% symconv: conv show=value\n% symconv:end\n", "tex")
    >>> blocks[0].words, blocks[0].body, troubles
    ('conv show=value', (27, 27), [])
    """
    blocks: list[Block] = []
    troubles: list[Trouble] = []
    said = [one for one in directives(text, kind) if one.kind in ("block", "end", "open")]
    if not said:
        return blocks, troubles
    starts = [0, *(match.end() for match in ENDS.finditer(text))]
    closing = f"write {_ENDINGS.get(kind, '% symconv:end')} below it"
    opened: Directive | None = None
    for this in said:
        line = bisect_right(starts, this.whole[0])
        if this.kind == "open":
            troubles.append(Trouble(line, "this comment is never closed: write --> at its end"))
            continue
        if opened is not None and this.kind == "block":
            first = bisect_right(starts, opened.whole[0])
            troubles.append(Trouble(first, f"this block has no end before the block in line {line} "
                                    f"begins, and no block holds another: {closing}"))  # fmt: skip
        elif opened is None and this.kind == "end":
            troubles.append(Trouble(line, "this ends no block: a block begins by a comment with "
                                    "show=, on a line of its own"))  # fmt: skip
        elif opened is not None:
            if _alone(text, kind, starts, opened) and _alone(text, kind, starts, this):
                blocks.append(_block(text, kind, starts, opened, this))
            opened = None
        if this.kind == "block":
            opened = this
        if not _alone(text, kind, starts, this):
            troubles.append(Trouble(line, "this comment is not alone: it needs a line of its own"))
    if opened is not None:
        line = bisect_right(starts, opened.whole[0])
        troubles.append(Trouble(line, f"this block has no end: {closing}"))
    return blocks, sorted(troubles)


def _alone(text: str, kind: str, starts: Sequence[int], said: Directive) -> bool:
    """Whether a comment has its lines for itself."""
    first, past = said.whole
    before = text[_line_start(text, starts, first) : first]
    match = ENDS.search(text, past)
    behind = text[past : match.start() if match else len(text)]
    return bool((_MARKS if kind == "md" else _INDENT).match(before)) and not behind.strip(" \t")


def _block(text: str, kind: str, starts: Sequence[int], opened: Directive, end: Directive) -> Block:
    first, past = opened.whole
    start = _line_start(text, starts, first)
    # What marks an item of a list stands there once; below it is indentation.
    prefix = re.sub(r"[^>\s]", " ", text[start:first])
    match = ENDS.search(text, past)
    words = opened.text
    if ">" in prefix:
        words = re.sub(r"[\r\n]+[ \t>]*", " ", words)
    body = (match.end() if match else past, _line_start(text, starts, end.whole[0]))
    behind = (end.span[0] + len("end"), end.span[1])
    line = bisect_right(starts, first)
    return Block(line, words, prefix, match[0] if match else "\n", body, behind)


def _line_start(text: str, starts: Sequence[int], place: int) -> int:
    start = starts[bisect_right(starts, place) - 1]
    return start + (start == 0 and text.startswith("\ufeff"))


def unindented(body: str, prefix: str) -> tuple[str, ...]:
    r"""The lines of a body without what stands before each.

    A line that does not begin as it should is marked, and equals no line that does.

    >>> unindented("  a\n\n b\n", "  ")
    ('a', '', '\x00 b')
    """
    lines = ENDS.split(body)
    if not lines[-1]:
        lines.pop()
    blank = prefix.rstrip(" \t")
    found = []
    for line in lines:
        rest = line[len(prefix) :]
        if line == blank:
            found.append("")
        else:
            found.append(rest if line.startswith(prefix) and rest else f"\0{line}")
    return tuple(found)


def indented(lines: Sequence[str], prefix: str, newline: str) -> str:
    """The lines as they stand in a text: the inverse of ``unindented``."""
    blank = prefix.rstrip(" \t")
    return "".join([(prefix + line if line else blank) + newline for line in lines])
