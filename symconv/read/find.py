r"""Where formulas stand in LaTeX, Markdown and plain text: one scanner, linear time.

The scanner jumps from one opener to the next (``$``, ``\[``, ``\begin{align}``, a code
span, a comment) and looks for its closer; a closer that is nowhere ahead is never looked
for again. It is written here, and not taken from pylatexenc or markdown-it-py, because
both give places only by line or only after building a whole tree, and because a file
that is half LaTeX and half Markdown is read all the same.

To find formulas in another environment, add it to ``DISPLAYS``; to pass over one, add
it to ``VERBATIM``.
"""

from __future__ import annotations

import re

from symconv.read.macros import words
from symconv.read.record import Record
from symconv.read.syntax import Span

DISPLAYS = words(
    "equation align alignat gather multline eqnarray displaymath flalign math subequations "
    "xalignat xxalignat dmath dgroup IEEEeqnarray empheq"
)
INNER = words(
    "aligned alignedat gathered split cases dcases array matrix pmatrix bmatrix vmatrix Bmatrix "
    "Vmatrix smallmatrix"
)
"""Environments that stand inside a formula; a file without delimiters may begin with one."""
VERBATIM = words(
    "verbatim Verbatim lstlisting minted comment alltt filecontents tikzpicture pycode "
    "sagesilent python"
)


class Found(Record):
    """A formula's place: its opener's kind, its whole span and the span of what is inside.

    ``closed`` is False where its closer is missing.
    """

    kind: str
    span: Span
    inner: Span
    closed: bool = True


_TEX = re.compile(
    r"\\\\|\\begin\s*\{\s*([A-Za-z]+\*?)\s*\}|\\(verb\*?|lstinline|mintinline\{\w+\})([^\sA-Za-z])"
    r"|\\[\[(]|\\.|%[^\n]*|\$\$?",
    re.DOTALL,
)
_MARK = re.compile(
    r"\\\\?[\[(]|\\begin\s*\{\s*([A-Za-z]+\*?)\s*\}|\\[\\$`]|<!--|<(pre|code|script|style)\b"
    r"|(?:\{math\})?(`+)|\$`|\$\$?",
    re.IGNORECASE,
)
_DOLLAR = re.compile(r"\$|\\.|\n[ \t]*\n|\n[ \t]*\Z", re.DOTALL)


class Finder:
    """Finds the formulas of one text; ``found`` are in order and do not overlap."""

    __slots__ = ("_absent", "found", "passed", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Found] = []
        self.passed: list[Span] = []  # comments, code and verbatim: never formulas
        self._absent: set[str] = set()

    def close(self, closer: str, start: int) -> int:
        """Where ``closer`` stands next, or -1; what is absent once is absent for good."""
        if closer in self._absent:
            return -1
        place = start
        while True:
            place = self.text.find(closer, place)
            if place < 0:
                self._absent.add(closer)
                return -1
            back = place
            while back > start and self.text[back - 1] == "\\":
                back -= 1
            if (place - back) % 2 == 0 or closer[0] not in "\\$":
                return place
            place += 1

    def between(self, kind: str, start: int, inner: int, closer: str) -> int:
        """Add the formula from ``start`` up to its closer; where to go on."""
        end = self.close(closer, inner)
        if end < 0:
            stop = self.text.find("\n\n", inner)
            stop = len(self.text) if stop < 0 else stop
            self.found.append(Found(kind, (start, stop), (inner, stop), False))
            return stop
        self.found.append(Found(kind, (start, end + len(closer)), (inner, end)))
        return end + len(closer)

    def environment(self, name: str, start: int, inner: int, inside: bool) -> int:
        """A formula, verbatim text, or something else that begins by ``\\begin``."""
        base = name.rstrip("*")
        if base in VERBATIM:
            closer = f"\\end{{{name}}}"
            end = self.close(closer, inner)
            stop = len(self.text) if end < 0 else end + len(closer)
            self.passed.append((start, stop))
            return stop
        if base in DISPLAYS or (inside and base in INNER):
            closer = f"\\end{{{name}}}"
            end = self.close(closer, inner)
            if end < 0:
                return self.between(name, start, start, closer)
            stop = end + len(closer)
            self.found.append(Found(name, (start, stop), (start, stop)))
            return stop
        return inner

    def tex(self, start: int = 0) -> None:
        """Find the formulas of a LaTeX text."""
        text, place = self.text, start
        while match := _TEX.search(text, place):
            begin, place = match.span()
            opener = match[0]
            if match[1]:
                place = self.environment(match[1], begin, place, False)
            elif match[3]:
                end = text.find(match[3], place)
                line = text.find("\n", place)
                if end >= 0 and (line < 0 or end < line):
                    self.passed.append((begin, end))
                    place = end + 1
            elif opener == r"\[":
                place = self.between(opener, begin, place, r"\]")
            elif opener == r"\(":
                place = self.between(opener, begin, place, r"\)")
            elif opener == "$$":
                place = self.between(opener, begin, place, "$$")
            elif opener == "$":
                place = self._dollar(begin, strict=False)
            elif opener[0] == "%":
                self.passed.append((begin, place))

    def markdown(self, start: int = 0) -> None:
        """Find the formulas of a Markdown or plain text; code fences are blanked before."""
        text, place = self.text, start
        while match := _MARK.search(text, place):
            begin, place = match.span()
            opener = match[0]
            if match[1]:
                place = self.environment(match[1], begin, place, False)
            elif match[2]:
                end = self.close(f"</{match[2]}", place)
                if end >= 0:
                    self.passed.append((begin, end))
                    place = end
            elif match[3]:
                place = self._code(begin, place, match[3], opener[0] == "{")
            elif opener == "<!--":
                end = self.close("-->", place)
                if end >= 0:
                    self.passed.append((begin, end + 3))
                    place = end + 3
            elif opener == "$`":
                end = self.close("`$", place)
                if end >= 0:
                    place = self.between(opener, begin, place, "`$")
            elif opener == "$$":
                place = self.between(opener, begin, place, "$$")
            elif opener == "$":
                place = self._dollar(begin, strict=True)
            elif opener[-1] in "[(":
                closer = opener[:-1] + ("]" if opener[-1] == "[" else ")")
                if self.close(closer, place) >= 0:
                    place = self.between(opener, begin, place, closer)

    def _dollar(self, begin: int, strict: bool) -> int:
        """``$…$`` inside one paragraph; ``strict`` as Pandoc has it, so that prices stay."""
        text, place = self.text, begin + 1
        if strict and text[place : place + 1].isspace():
            return place
        while match := _DOLLAR.search(text, place):
            if match[0] == "$":
                end = match.end()
                if strict and (text[end - 2].isspace() or text[end : end + 1].isdigit()):
                    return begin + 1
                self.found.append(Found("$", (begin, end), (begin + 1, end - 1)))
                return end
            if match[0][0] == "\n":
                return begin + 1
            place = match.end()
        return begin + 1

    def _code(self, begin: int, place: int, ticks: str, math: bool) -> int:
        """A code span, which hides what is in it; ``{math}`` makes it a formula."""
        if len(ticks) > 8 or (end := self._ticks(ticks, place)) < 0:
            return place
        if math:
            span = (begin, end + len(ticks))
            self.found.append(Found("{math}", span, (place, end)))
        else:
            self.passed.append((begin, end))
        return end + len(ticks)

    def _ticks(self, ticks: str, place: int) -> int:
        text = self.text
        while True:
            end = self.close(ticks, place)
            if end < 0:
                return -1
            stop = end + len(ticks)
            if text[stop : stop + 1] != "`" and text[end - 1] != "`":
                return end
            place = stop
            while text[place : place + 1] == "`":
                place += 1
