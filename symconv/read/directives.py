r"""What a file says to symconv: ``% symconv: conv image=7x7 kernel=3x3`` and its like.

A directive is a comment of the document's own language. ``ignore`` skips the next
formula; a problem line states the problem of what follows; with ``show=`` it opens a
generated block, which runs to ``symconv:end`` and is not read. To know the comments of
another language, add its pattern to ``_COMMENTS``.
"""

from __future__ import annotations

import re

from symconv.read.record import Record
from symconv.read.syntax import Span

_COMMENTS: dict[str, str] = {
    "tex": r"(?<!\\)%+[ \t]*symconv:[ \t]*([^\r\n]*)",
    "md": r"<!--\s*symconv:\s*|(?<!\\)%+[ \t]*symconv:[ \t]*([^\r\n]*)",
    "rst": r"^[ \t]*\.\.[ \t]+symconv:[ \t]*([^\r\n]*)",
    "txt": r"(?:(?<!\\)%+|^[ \t]*(?://|\#+))[ \t]*symconv:[ \t]*([^\r\n]*)",
}


class Directive(Record):
    """A directive; ``kind`` is "problem", "ignore", "block" (with ``show=``) or "end".

    ``span`` covers the words behind ``symconv:``; a block's ``until`` is where its
    ``symconv:end`` stands, -1 where that is missing.
    """

    text: str
    kind: str
    span: Span
    until: int = -1


def directives(text: str, kind: str) -> list[Directive]:
    """All directives of a text, in order.

    >>> directives("% symconv: ignore", "tex")[0].kind
    'ignore'
    """
    if "symconv:" not in text:
        return []
    found: list[Directive] = []
    scan = re.compile(_COMMENTS[kind], re.MULTILINE)
    place = 0
    while match := scan.search(text, place):
        place = start = match.end()
        if match.lastindex:
            start = match.start(1)
        else:  # <!-- … -->
            place = text.find("-->", start)
            if place < 0:
                break
        words = text[start:place].strip()
        span = (start, start + len(words))
        first = words.split()[0] if words else ""
        if first == "end" or (text[start - 1] == ":" and words.startswith("end")):
            said = "end"
        elif first == "ignore":
            said = "ignore"
        elif re.search(r"(?:^|\s)show=", words):
            said = "block"
        else:
            said = "problem"
        found.append(Directive(words, said, span))
    end = -1
    for place in range(len(found) - 1, -1, -1):
        if found[place].kind == "end":
            end = found[place].span[0]
        elif found[place].kind == "block":
            found[place] = found[place]._replace(until=end)
            end = -1
    return found
