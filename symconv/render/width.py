r"""How wide a line of LaTeX is on the page, roughly, so that long lines can be broken.

The widths are those of Computer Modern at ten points, in points. They only have to be
right to a few points in a hundred: lines are broken a little before the page ends.
To teach it a command, add its width to ``COMMANDS``.
"""

from __future__ import annotations

import re
from functools import lru_cache

TEXT_WIDTH = 345.0  # the text of the article class on letter paper
COMMANDS = {
    r"\cdot": 7.2, r"\ast": 9.4, r"\star": 9.4, r"\le": 13.3, r"\in": 12.2, r"\iff": 30.0,
    r"\max": 20.6, r"\min": 19.0, r"\infty": 10.0, r"\emptyset": 5.0, r"\quad": 10.0,
    r"\qquad": 20.0, r"\,": 1.7, r"\lfloor": 5.8, r"\rfloor": 5.8, r"\lceil": 5.8,
    r"\rceil": 5.8, r"\left": 2.0, r"\right": 2.0, r"\{": 5.0, r"\}": 5.0, r"\exp": 17.0,
    r"\cdots": 13.4, r"\sqrt": 8.3,
}  # fmt: skip
_SIGNS = {"[": 2.8, "]": 2.8, "(": 3.9, ")": 3.9, ",": 4.4, "/": 5.0, "=": 13.3, ".": 2.8}
_LETTERS = {"i": 3.4, "j": 4.1, "l": 3.0, "m": 8.8, "w": 7.2}
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[^\s]")
_TEXT = re.compile(r"\{([^{}]*)\}")
_OPENING = ("", "[", "(", ",", "{", "=", "&", r"\le", r"\cdot", r"\in", r"\iff")


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """About how many points wide ``text`` is in a display.

    >>> 60 < width(r"x[0,0] \\cdot h[1,1]") < 70
    True
    """
    return _Reader(text).run()


class _Reader:
    """A walk through the tokens of a formula that our own writer has written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.before = ""

    def token(self) -> str:
        match = _TOKEN.search(self.text, self.place)
        if match is None:
            self.place = len(self.text)
            return ""
        self.place = match.end()
        return match.group()

    def run(self, inside: bool = False) -> float:
        total = 0.0
        while token := self.token():
            if token == "}" and inside:
                break
            total += self.one(token)
            self.before = token
        return total

    def argument(self) -> float:
        token = self.token()
        if token != "{":
            return self.one(token) if token else 0.0
        self.before = "{"
        return self.run(inside=True)

    def one(self, token: str) -> float:
        if token == "{":
            self.before = "{"
            return self.run(inside=True)
        if token in (r"\frac", r"\dfrac", r"\tfrac", r"\binom"):
            return max(self.argument(), self.argument()) + 2.4
        if token == r"\sum":
            limits = [self.script() for _ in "_^"]
            return max(14.4, *limits) + 1.7
        if token in ("_", "^"):
            return 0.7 * self.argument()
        if token == r"\text":
            return self.words()
        if token == r"\color":
            self.words()
            return 0.0
        if token in ("+", "-"):
            return 7.8 if self.before in _OPENING else 12.2
        if token.isdigit():
            return 5.0
        return COMMANDS.get(token) or _SIGNS.get(token) or _LETTERS.get(token, 6.0)

    def script(self) -> float:
        """A limit of a sum sign, above or below it."""
        start = self.place
        if self.token() in ("_", "^"):
            return 0.7 * self.argument()
        self.place = start
        return 0.0

    def words(self) -> float:
        match = _TEXT.match(self.text, self.place)
        if match is None:
            return 0.0
        self.place = match.end()
        return sum(3.3 if letter == " " else 4.7 for letter in match[1])
