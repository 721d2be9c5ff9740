r"""Where a document shows code: what stands there is an example and says nothing.

``examples`` tells which places lie in a fence, a verbatim environment, a literal block or
the like. Another language is one more function and one more row of ``_FINDERS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from symconv.read.find import VERBATIM
from symconv.read.syntax import Span

_TEX = re.compile(
    r"\\begin\s*\{\s*(?P<name>" + "|".join(sorted(VERBATIM)) + r")(?P<star>\*?)\s*\}"
    r"|\\(?:verb\*?|lstinline|mintinline\{\w+\})(?:\[[^\]\r\n]*\])?(?P<mark>[^\sA-Za-z*])"
    r"|\\.|%[^\r\n]*",
    re.DOTALL,
)
_TYPST = re.compile(r"(?P<ticks>`+)|//[^\r\n]*|/\*|\\.", re.DOTALL)
_SLASHES = re.compile(r"/\*|\*/")


def examples(text: str, kind: str, places: Sequence[int]) -> list[bool]:
    r"""Whether each of some places, in order, lies in code.

    >>> examples("a\n```\nb\n```\nc", "md", [0, 6, 12])
    [False, True, False]
    """
    spans = shown(text, kind)
    found = []
    reach = next_span = 0
    for place in places:
        while next_span < len(spans) and spans[next_span][0] <= place:
            reach = max(reach, spans[next_span][1])
            next_span += 1
        found.append(place < reach)
    return found


def shown(text: str, kind: str) -> list[Span]:
    """Where a text of a kind shows code, in order."""
    return sorted(_FINDERS[kind](text))


def _tex(text: str) -> list[Span]:
    found: list[Span] = []
    place = 0
    while match := _TEX.search(text, place):
        start, place = match.span()
        if match["name"]:
            end = text.find(f"\\end{{{match['name']}{match['star']}}}", place)
            place = len(text) if end < 0 else end
        elif match["mark"]:
            end = text.find("}" if match["mark"] == "{" else match["mark"], place)
            line = text.find("\n", place)
            if end < 0 or 0 <= line < end:
                continue
            place = end + 1
        else:
            continue
        found.append((start, place))
    return found


def _markdown(text: str) -> list[Span]:
    from symconv.read.markdown import find

    text = re.sub(r"\r(?!\n)", "\n", text)
    clean, _, passed = find(text)
    found = [span for span in passed if not text.startswith("<!--", span[0])]
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.span()
        if match[0].strip() and not clean[start:end].strip():
            found.append((start, end))
    return found


def _rst(text: str) -> list[Span]:
    from symconv.read.rst import literals

    return literals(text)


def _typst(text: str) -> list[Span]:
    found: list[Span] = []
    place = 0
    while match := _TYPST.search(text, place):
        start, place = match.span()
        if match["ticks"]:
            if len(match["ticks"]) == 2:  # empty code
                continue
            end = text.find(match["ticks"], place)
            place = len(text) if end < 0 else end + len(match["ticks"])
        elif match[0] == "/*":
            depth = 1
            while depth and (mark := _SLASHES.search(text, place)):
                depth += 1 if mark[0] == "/*" else -1
                place = mark.end()
            place = len(text) if depth else place
        else:
            continue
        found.append((start, place))
    return found


def _nothing(text: str) -> list[Span]:
    return []


_FINDERS: dict[str, Callable[[str], list[Span]]] = {
    "tex": _tex, "md": _markdown, "rst": _rst, "typ": _typst, "txt": _nothing,
}  # fmt: skip
