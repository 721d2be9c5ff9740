r"""What a file says to symconv: ``% symconv: conv image=7x7 kernel=3x3`` and its like.

A directive is a comment of the document's own language; in code (a fence, a verbatim
environment) it is an example and says nothing. ``ignore`` skips the next formula; a
problem line states the problem of what follows; with ``show=`` it opens a generated
block, which runs to ``symconv:end`` and is not read. To know the comments of another
language, add its pattern to ``_COMMENTS`` and its code to ``code.py``.
"""

from __future__ import annotations

import re
from itertools import pairwise

from symconv.read.record import Record
from symconv.read.syntax import Span

_START = r"(?<![^\r\n])\ufeff?[ \t]*"
_REST = r"symconv:[ \t]*([^\r\n]*)"
_COMMENTS: dict[str, str] = {
    "tex": rf"(?<!\\)(?P<open>%)%*[ \t]*{_REST}",
    "md": rf"(?P<open><!--)\s*symconv:\s*|(?<!\\)(?P<sign>%)%*[ \t]*{_REST}",
    # .. symconv:: and .. symconv:verify:: are directives of Sphinx, and no comments.
    "rst": rf"{_START}(?P<open>\.\.)[ \t]+(?!symconv(?::[\w-]+)*::){_REST}",
    "typ": rf"{_START}(?P<open>//)/*[ \t]*{_REST}",
    "txt": rf"(?:(?<!\\)(?P<open>%)%*|{_START}(?P<sign>//|\#+))[ \t]*{_REST}",
}
_CLOSED = {"<!--": "-->"}


class Directive(Record):
    """A directive; ``kind`` is "problem", "ignore", "block" (with ``show=``) or "end".

    ``span`` covers the words behind ``symconv:``, ``whole`` the comment; a block's
    ``until`` is where its ``symconv:end`` stands, -1 where that is missing. A comment that
    is never closed is "open".
    """

    text: str
    kind: str
    span: Span
    until: int = -1
    whole: Span = (0, 0)


def directives(text: str, kind: str) -> list[Directive]:
    """All directives of a text, in order.

    >>> directives("% symconv: ignore", "tex")[0].kind
    'ignore'
    """
    if "symconv:" not in text:
        return []
    found = _spoken(text, kind)
    end = -1
    for place in range(len(found) - 1, -1, -1):
        if found[place].kind == "end":
            end = found[place].span[0]
        elif found[place].kind == "block":
            found[place] = found[place]._replace(until=end)
            end = -1
    return found


def _spoken(text: str, kind: str) -> list[Directive]:
    """The directives outside code; what a block holds does not count as code."""
    from symconv.read.code import examples

    found = _written(text, kind)
    bodies = [
        (this.whole[1], following.whole[0])
        for this, following in pairwise(found)
        if this.kind == "block" and following.kind == "end"
    ]
    shown = examples(_blanked(text, bodies), kind, [this.whole[0] for this in found])
    return [this for this, example in zip(found, shown) if not example]


def outside(text: str, found: list[Directive]) -> str:
    """The text with blanks for all that generated blocks hold."""
    ends = {this.span[0]: this.whole[0] for this in found if this.kind == "end"}
    bodies = [(this.whole[1], ends[this.until]) for this in found if this.until in ends]
    return _blanked(text, bodies)


def _blanked(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    place = 0
    for start, end in spans:
        parts += [text[place:start], re.sub(r"[^\r\n]", " ", text[start:end])]
        place = end
    return "".join([*parts, text[place:]]) if parts else text


def _written(text: str, kind: str) -> list[Directive]:
    """All directives, those in code too."""
    found: list[Directive] = []
    scan = re.compile(_COMMENTS[kind])
    place = 0
    while match := scan.search(text, place):
        place = start = match.end()
        opener = "open" if match["open"] else "sign"
        closer = _CLOSED.get(match[opener], "")
        end = place
        if closer:
            end = text.find(closer, start)
            place = end + len(closer)
        else:
            start = match.start(match.lastindex or 0)
        whole = (match.start(opener), place if end >= 0 else len(text))
        words = text[start:end].strip() if end >= 0 else ""
        span = (start, start + len(words))
        found.append(Directive(words, _kind(text, words, span, end), span, -1, whole))
        if end < 0:
            break
    return found


def _kind(text: str, words: str, span: Span, end: int) -> str:
    if end < 0:
        return "open"
    first = words.split(None, 1)[0] if words else ""
    if first in ("end", "ignore"):
        return first
    return "block" if re.search(r"(?:^|\s)show=", words) else "problem"
