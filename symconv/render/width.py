r"""How wide a line of LaTeX is on the page, roughly, so that long lines can be broken.

The widths are those of Computer Modern at ten points, in points. They only have to be
right to a few points in a hundred: lines are broken a little before the page ends.
To teach it a command, add its width to ``WIDTHS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

TEXT_WIDTH = 338.0  # a little less than the text of the article class on letter paper
SHORT = 3  # rows of a matrix that ordinary brackets hold; larger ones are wider
USUAL = 6.0  # of a letter or a sign that is not listed
WIDTHS = {
    r"\cdot": 7.2, r"\ast": 9.4, r"\star": 9.4, r"\le": 13.3, r"\in": 12.2, r"\iff": 32.0,
    r"\max": 20.6, r"\min": 19.0, r"\infty": 10.0, r"\emptyset": 5.0, r"\quad": 10.0,
    r"\qquad": 20.0, r"\,": 1.7, r"\!": -1.7, r"\left": 2.0, r"\right": 2.0, r"\{": 5.0, r"\}": 5.0,
    r"\cdots": 13.4, r"\exp": 17.0, "[": 2.8, "]": 2.8, "(": 3.9, ")": 3.9, ",": 4.4,
    "[-": 10.6, "(-": 11.7, ",-": 12.2, "{-": 7.8, "{": 0.0, "}": 0.0, "&": 0.0, "/": 5.0,
    "=": 13.3, ".": 2.8, "+": 12.2, "-": 12.2, "i": 3.4, "j": 4.1, "l": 3.0, "m": 8.8,
    "w": 7.2, **dict.fromkeys("0123456789", 5.0),
}  # fmt: skip
_GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_TOKEN = re.compile(
    rf"\\(?:frac|sum_){_GROUP}\^?{_GROUP}|\\(?:text|color){_GROUP}|[_^]{_GROUP}"
    r"|\\[A-Za-z]+|\\.|[\[(,{]-|\S"
)
_ARGUMENTS = re.compile(_GROUP)
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(array|smallmatrix)\}(?:\{[c|]+\})?")
_STRUT = re.compile(r"\\vphantom\{.*?\\end\{smallmatrix\}\}")
_PIECE = re.compile(r"\\(?:begin|end)\{[a-z]+\}(?:\{[c|]+\})?|\\[A-Za-z]+|\\.|[^\\&]+|&", re.DOTALL)
_SHAPE = bytes.maketrans(b"123456789", b"000000000")


def width(text: str) -> float:
    r"""About how many points wide ``text`` is in a display.

    >>> 55 < width(r"x[0,0] \cdot h[1,1]") < 65
    True

    All digits are equally wide, so what differs only in its digits is measured once.
    Matrices are as wide as their columns together.
    """
    if r"\end{" in text:
        return _with_matrices(text)
    return _measured(text.encode().translate(_SHAPE))


def _with_matrices(text: str) -> float:
    """The width of what holds an ``array`` or a ``smallmatrix``, perhaps one in the other."""
    text = _STRUT.sub("", text)
    total, end = 0.0, 0
    for kind, start, first, last, end_ in _matrices(text):
        total += width(text[end:start])
        rows = [columns(row) for row in _split(text[first:last], r"\\")]
        wide = [max(map(width, column)) for column in zip(*rows)]
        if kind == "array":
            total += sum(wide) + 10.4 * len(wide)
        else:
            total += 0.78 * sum(wide) + 2.8 * len(wide) + 0.5
        if text[start - 1 : start] == "[" and len(rows) > SHORT:
            total += 4.0
        end = end_
    return total + _measured(text[end:].encode().translate(_SHAPE))


def columns(line: str) -> list[str]:
    r"""The cells of a line, between its own ``&``.

    >>> columns(r"T &= \begin{array}{cc} a & b \end{array}")
    ['T ', '= \\begin{array}{cc} a & b \\end{array}']
    """
    return _split(line, "&")


def lines_high(line: str) -> int:
    """How many lines high a line is: as many as its highest matrix has rows."""
    found = [_split(line[first:last], r"\\") for _, _, first, last, _ in _matrices(line)]
    return max([sum(map(lines_high, rows)) for rows in found], default=1)


def _matrices(text: str) -> Iterator[tuple[str, int, int, int, int]]:
    """The outer matrices: their kind, where they begin, their first cell and their ends."""
    depth = begin = first = 0
    for found in _ENVIRONMENT.finditer(text):
        if found[1] == "begin":
            if depth == 0:
                begin, first = found.start(), found.end()
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                yield found[2], begin, first, found.start(), found.end()


def _split(text: str, sign: str) -> list[str]:
    """Text between signs that stand outside inner matrices."""
    parts, depth = [""], 0
    for word in _PIECE.findall(text):
        depth += word.startswith(r"\begin") - word.startswith(r"\end")
        if word == sign and depth == 0:
            parts.append("")
        elif word != r"\hline":
            parts[-1] += word
    return parts


@lru_cache(maxsize=4096)
def _measured(shape: bytes) -> float:
    known = WIDTHS.get
    return sum([known(token) or _other(token) for token in _TOKEN.findall(shape.decode())])


def _other(token: str) -> float:
    """The width of what is made of parts: a fraction, a sum sign, words, an exponent."""
    if token in ("{", "}", "&"):
        return 0.0
    arguments = [found[1:-1] for found in _ARGUMENTS.findall(token)]
    if not arguments:
        return USUAL
    if token.startswith(r"\text"):
        return sum(3.3 if letter == " " else 4.7 for letter in arguments[0])
    if token.startswith(r"\color"):
        return 0.0
    if token.startswith(r"\sum"):
        return max(14.4, *(0.72 * width(limit) for limit in arguments)) + 1.7
    if token.startswith(r"\frac"):
        return max(map(width, arguments)) + 2.4
    return 0.72 * width(arguments[0])
