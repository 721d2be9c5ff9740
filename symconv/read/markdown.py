r"""Markdown (also Quarto and MyST): fences, quotations and lists around the formulas.

Code is blanked and the marks of quotations are made spaces, character for character, so
that offsets stay; then ``find.Finder`` looks for formulas. Fences whose language is
``math`` (GitHub) or ``{math}`` (MyST) are formulas; MyST's notes, exercises and theorems are
fences around text that is read. To know another such fence, add its language to ``_MATHS``
or to ``_TEXTS``.
"""

from __future__ import annotations

import re

from symconv.read.find import Finder, Found
from symconv.read.syntax import Span

_MATHS = frozenset(("math", "{math}", "katex", "latex-math"))
_TEXTS = re.compile(
    r"\{(?:admonition|note|tip|hint|important|warning|caution|danger|attention|error|seealso|topic"
    r"|dropdown|margin|sidebar|aside|card|tab-item|tab-set|exercise|solution|prf:[\w-]+"
    r"|proof:[\w-]+)(?:-start|-end)?\}$"
)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,}|:{3,})[ \t]*([^\s`]*)")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_LINE = re.compile(r"[^\n]*\n?")
_OPTION = re.compile(r"[ \t]*:[\w-]+:")


def find(text: str) -> tuple[str, list[Found], list[Span]]:
    """The text with its code blanked, its formulas, and what was passed over."""
    clean, fenced, passed = _cleaned(text)
    finder = Finder(clean)
    finder.markdown()
    found = sorted([*fenced, *finder.found], key=lambda item: item.span)
    return clean, found, passed + finder.passed


def _cleaned(text: str) -> tuple[str, list[Found], list[Span]]:
    """Blank code and quotation marks; find fenced formulas on the way."""
    if not any(
        sign in text for sign in ("```", "~~~", ":::", "\n>", "\n    ", "\n\t", "\n   >")
    ) and (text[:1] != ">"):
        return text, [], []
    parts: list[str] = []
    fenced: list[Found] = []
    passed: list[Span] = []
    fence = ""
    opened = inner = 0
    maths = quoted = after_blank = coded = False
    listed = display = False
    texts: list[str] = []  # the fences around text that are open
    for match in _LINE.finditer(text):
        line = match[0]
        start, end = match.span()
        if not line:
            break
        quote = _QUOTE.match(line)
        if quote and not (display and not quoted):
            line = " " * quote.end() + line[quote.end() :]
            quoted = True
        elif not line.strip():
            quoted = False
        mark = _FENCE.match(line)
        if fence:
            closes = mark is not None and mark[1].startswith(fence) and not mark[2]
            if closes:
                if maths:
                    fenced.append(Found("math", (opened, end), (inner, start)))
                    passed.append((opened, end))
                fence = ""
            parts.append(_blank(line))
            continue
        if mark and _TEXTS.match(mark[2]):
            texts.append(mark[1])
            parts.append(_blank(line))
            continue
        if mark and texts and not mark[2] and mark[1].startswith(texts[-1]):
            texts.pop()
            parts.append(_blank(line))
            continue
        if mark and not display and not (mark[1][0] == ":" and mark[2] not in _MATHS):
            fence, maths = mark[1], mark[2] in _MATHS
            opened, inner = start, end
            parts.append(_blank(line))
            continue
        blank = not line.strip()
        if not blank and not display:
            indented = line.startswith(("    ", "\t"))
            coded = indented and (coded or (after_blank and not listed and not quoted))
            if not indented:
                listed = bool(_ITEM.match(line))
        after_blank = blank or (after_blank and coded)
        if coded and not blank:
            passed.append((start, end))
            line = _blank(line)
        elif line.count("$$") % 2:
            display = not display
        parts.append(line)
    clean = "".join(parts)
    if fenced:
        clean = _restored(text, clean, fenced)
    return clean, fenced, passed


def _blank(line: str) -> str:
    """As many spaces as the line has characters, and its line end."""
    body = line.rstrip("\r\n")
    return " " * len(body) + line[len(body) :]


def _restored(text: str, clean: str, fenced: list[Found]) -> str:
    """Give the fenced formulas back their text, without options and marks of quotation."""
    parts: list[str] = []
    place = 0
    for found in fenced:
        start, end = found.inner
        parts.append(clean[place:start])
        for match in _LINE.finditer(text, start, end):
            line = match[0]
            quote = _QUOTE.match(line)
            if quote:
                line = " " * quote.end() + line[quote.end() :]
            parts.append(_blank(line) if _OPTION.match(line) else line)
        place = end
    return "".join(parts) + clean[place:]
