"""Sums as a terminal shows them, made readable: ``Σ(i=0..2)`` is ``\\sum_{i=0}^{2}``.

symconv's own text writes them so, and so do people who have no LaTeX at hand
(``sum(i=0..2)``, ``inf``, ``signal[k]``). What is rewritten keeps its places in the text as
it was given.
"""

from __future__ import annotations

import re

from symconv.read.source import Source

_HEAD = re.compile(r"(?:Σ|∑|\\?\b[Ss]um)\s*\(")
_INSIDE = re.compile(
    r"\s*(\\?[A-Za-z]+[0-9]*|[^\W\d_])\s*(?:=\s*(.*?)\s*\.\.\s*(.*?)\s*(?:\bstep\s+(.*?))?\s*)?\Z",
    re.DOTALL,
)
_FUNCTIONS = "sum|max|min|mod|floor|ceil|abs|exp|log|sqrt|sin|cos"
_WORDS = re.compile(
    rf"(?<![\\\w])(?:(inf|infinity|infty|oo)(?!\w)"
    rf"|((?!(?:{_FUNCTIONS})\b)(?:in|[A-Za-z]{{3,}}))(?=\[|\(|_\{{))"
)


def rewritten(text: str) -> Source:
    r"""The text with its plain sums in LaTeX, and where each character comes from.

    >>> rewritten("y[m] = Σ(i=-∞..∞) x[i]·h[m-i]").decoded
    'y[m] = \\sum_{i=-∞}^{∞} x[i]·h[m-i]'
    >>> rewritten("out[n] = sum_k signal[k] filter[n-k]").decoded
    '\\mathrm{out}[n] = sum_k \\mathrm{signal}[k] \\mathrm{filter}[n-k]'
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0

    plain = "\\" not in text  # in LaTeX letters side by side are a product

    def keep(first: int, past: int) -> None:
        for match in _WORDS.finditer(text, first, past) if plain else ():
            copy(first, match.start())
            word = "∞" if match[1] else rf"\mathrm{{{match[2]}}}"
            put(word, match.start(), match.end())
            first = match.end()
        copy(first, past)

    def copy(first: int, past: int) -> None:
        pieces.append(text[first:past])
        starts.extend(range(first, past))
        ends.extend(range(first + 1, past + 1))

    def put(word: str, first: int, past: int) -> None:
        pieces.append(word)
        starts.extend([first] * len(word))
        ends.extend([past] * len(word))

    for match in _HEAD.finditer(text):
        if match.start() < place:
            continue
        close = _closing(text, match.end())
        found = _INSIDE.match(text[match.end() : close]) if close else None
        if found is None or not (found[2] or text[close + 1 :].strip()):
            continue
        letter, lower, _, step = found.groups()
        keep(place, match.start())
        put(rf"\sum_{{{letter}", match.start(), match.end())
        start = match.end()
        if lower is not None:
            put("=", start + found.start(2) - 1, start + found.start(2))
            keep(start + found.start(2), start + found.end(2))
            if step:
                put(r"\text{ step }", start + found.end(3), start + found.start(4))
                keep(start + found.start(4), start + found.end(4))
            put("}^{", start + found.end(2), start + found.start(3))
            keep(start + found.start(3), start + found.end(3))
        put("}", close, close + 1)
        place = close + 1
    keep(place, len(text))
    return Source(text, "".join(pieces), starts, ends)


def _closing(text: str, place: int) -> int:
    """The place of the bracket that closes the one before ``place``; 0 where there is none."""
    depth = 1
    while place < len(text):
        depth += (text[place] in "([{") - (text[place] in ")]}")
        if depth == 0:
            return place
        place += 1
    return 0
