r"""Formulas without delimiters: which lines of a text are mathematics and not prose.

Only for files that have no delimiters at all (and, in plain text, beside them). A line
counts as a formula if it has a relation, a macro or an operator, and no words of prose
outside ``\text{…}``. Lines that follow one another, and all lines of an environment,
are one formula.
"""

from __future__ import annotations

import re

from symconv.read.directives import Directive
from symconv.read.find import INNER, Found
from symconv.read.macros import WORDS, words
from symconv.read.syntax import Span

_WORDY = re.compile(
    r"\\(?:text\w*|mbox|tag\*?|label|begin|end|operatorname\*?|math\w+|color|textcolor)"
    r"\s*(?:\[[^\]\n]*\])?\{[^{}\n]*\}|\\[A-Za-z]+|(?<!\\)%.*"
)
_WORD = re.compile(r"(?:(?![₀-ₜᵢ-ᵥⱼ⁰-ⁿᵏ-ᵗˡ])[^\W\d_]){2,}")
_MATHS = re.compile(r"[=<>≤≥≠∈&^∑Σ]|\\[A-Za-z\\]|_[{\w]|\w\[")
_GOES_ON = re.compile(r"\s*[-+*/·×\d(\[.…]")
_MARKER = re.compile(r"[ \t]*(?:[-*•][ \t]+|\(?(?:\d{1,2}|[a-z])[.)][ \t]+)")
_BEGIN = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+)\*?\s*\}")
_COLON = re.compile(r":[ \t]+")
_SMALL = words("so we is in at to of if as by on or an be it do go no up us my he me the and for")


def formulas(text: str, taken: list[Span], said: list[Directive], marked: bool) -> list[Found]:
    """Blocks of lines that are formulas, outside the spans that are taken.

    ``marked`` where a line may begin with a list's marker, which is no part of it.
    """
    found: list[Found] = []
    start = end = -1
    depth = 0
    heads = [directive.span[0] for directive in said]
    place = next_taken = next_head = 0
    taken = sorted(taken)
    while place < len(text):
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        while next_taken < len(taken) and taken[next_taken][1] <= place:
            next_taken += 1
        busy = next_taken < len(taken) and taken[next_taken][0] <= stop
        stated = False
        while next_head < len(heads) and heads[next_head] <= stop:
            next_head += 1
            stated = True
        line = text[place:stop]
        inside = depth > 0 and not busy and not stated
        said_first = 0 if inside or busy or stated or not marked else _said_first(line)
        if said_first:
            if start >= 0:
                found.append(Found("bare", (start, end), (start, end)))
            start, end = place + said_first, place + len(line.rstrip())
        elif inside or (not busy and not stated and is_formula(line, start >= 0)):
            if start < 0:
                marker = _MARKER.match(line) if marked else None
                start = place + (marker.end() if marker else len(line) - len(line.lstrip()))
            end = place + len(line.rstrip())
            for match in _BEGIN.finditer(line):
                if match[2] in INNER:
                    depth = max(0, depth + (1 if match[1] == "begin" else -1))
            if marked and depth == 0 and _MARKER.match(text[stop + 1 : stop + 40]):
                found.append(Found("bare", (start, end), (start, end)))
                start = -1
        elif start >= 0 and not (line.lstrip()[:1] == "%" and not stated):
            found.append(Found("bare", (start, end), (start, end)))
            start = -1
            depth = 0
        place = stop + 1
    if start >= 0:
        found.append(Found("bare", (start, end), (start, end)))
    return found


def _said_first(line: str) -> int:
    """How long the words are that stand before a formula: ``For n = 1: y[1] = …``; else 0."""
    if ":" not in line or is_formula(line):
        return 0
    for match in _COLON.finditer(line[:200]):
        rest = line[match.end() :]
        if "=" in rest and is_formula(rest):
            return match.end()
    return 0


def is_formula(line: str, going: bool = False) -> bool:
    """Whether a line is mathematics; ``going`` where the line before it is.

    >>> is_formula("y[0] = x[0]h[0]"), is_formula("so we get h[0] = 3")
    (True, False)
    """
    line = line[:4000]
    if not line.strip() or line.lstrip()[:1] in "#%|":
        return False
    rest = _WORDY.sub(" ", line)
    for match in _WORD.finditer(rest):
        word = match[0]
        after = rest[match.end() : match.end() + 1]
        if word in WORDS or after in ("[", "(", "_"):
            continue
        if word.lower() in _SMALL or (len(word) > 2 and not _named(rest, match)):
            return False
    return bool(_MATHS.search(line)) or (going and bool(_GOES_ON.match(line)))


def _named(rest: str, match: re.Match[str]) -> bool:
    """Whether a word stands alone on one side: ``out = 5``."""
    before, after = rest[: match.start()].strip(), rest[match.end() :].strip()
    return (not before and after[:1] == "=") or (before[-1:] in "=*+" and after[:1] in ("", "*"))
