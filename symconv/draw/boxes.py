r"""How much room a label in LaTeX takes: its width, and its reach above and below its line.

The rules are those of TeX for formulas in text, the widths those of Computer Modern; other
typefaces are about as wide. To teach it a command, add its width to ``WIDTHS``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

# The sizes that every typeface of LaTeX has, each with the size of its indices, of their
# own indices, and how much wider its letters are than those of ten points.
TEX_SIZES = (
    (5.0, 5.0, 5.0, 1.43), (6.0, 5.0, 5.0, 1.25), (7.0, 5.0, 5.0, 1.15),
    (8.0, 6.0, 5.0, 1.063), (9.0, 6.0, 5.0, 1.028), (10.0, 7.0, 5.0, 1.0),
    (10.95, 8.0, 6.0, 1.0), (12.0, 8.0, 6.0, 0.99), (14.4, 10.0, 7.0, 0.99),
    (17.28, 12.0, 10.0, 0.98), (20.74, 14.4, 12.0, 0.98),
)  # fmt: skip
_LOWER = (529, 430, 433, 521, 466, 598, 513, 577, 345, 470, 553, 319, 879, 601, 485, 504, 483,
          479, 469, 362, 573, 521, 743, 572, 527, 510)  # fmt: skip
_UPPER = (750, 809, 787, 856, 796, 782, 787, 913, 519, 651, 921, 681, 1080, 913, 791, 781, 791,
          768, 671, 724, 792, 806, 1084, 907, 803, 755)  # fmt: skip
WIDTHS = {
    **{chr(97 + place): width / 1000 for place, width in enumerate(_LOWER)},
    **{chr(65 + place): width / 1000 for place, width in enumerate(_UPPER)},
    **dict.fromkeys("0123456789", 0.5), **dict.fromkeys("+-=", 0.778),
    **dict.fromkeys("()", 0.389), **dict.fromkeys("[].,!", 0.278), "/": 0.5,
    r"\cdot": 0.278, r"\times": 0.778, r"\ast": 0.5, r"\star": 0.5, r"\infty": 1.0,
    r"\ell": 0.417, r"\delta": 0.483, r"\epsilon": 0.406, r"\varepsilon": 0.467, r"\xi": 0.484,
    r"\Gamma": 0.625, r"\Delta": 0.834, r"\sin": 1.228, r"\cos": 1.339, r"\tan": 1.445,
    r"\exp": 1.528, r"\ln": 0.834, r"\log": 1.292, r"\sinh": 1.784, r"\cosh": 1.895,
    r"\tanh": 2.0, r"\,": 0.167, r"\:": 0.222, r"\;": 0.278, r"\!": -0.167, r"\quad": 1.0,
}  # fmt: skip
GREEK_SMALL, GREEK_LARGE, WORD = 0.69, 0.778, 0.5
TALL = frozenset("()[]/")
HANGING = frozenset((r"\beta", r"\gamma", r"\zeta", r"\eta", r"\mu", r"\xi", r"\rho", r"\phi",
                     r"\varphi", r"\chi", r"\psi", r"\log", r"\exp"))  # fmt: skip
FUNCTIONS = frozenset((r"\exp", r"\ln", r"\log", r"\sin", r"\cos", r"\tan", r"\sinh", r"\cosh",
                       r"\tanh"))  # fmt: skip
OPERATIONS = frozenset(("+", "-", r"\cdot", r"\times", r"\ast", r"\star", "*"))
FRACTIONS = frozenset((r"\frac", r"\dfrac", r"\tfrac", r"\binom"))
THIN, MEDIUM, THICK = 0.167, 0.222, 0.278
DROP = 0.32  # of the type size, from the middle of a digit down to its foot
AXIS, RULE = 0.25, 0.04
FENCES = ((1.2, 0.458), (1.8, 0.597), (2.4, 0.736), (3.0, 0.792))  # height and width
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S")
_SHAPE = str.maketrans("123456789", "0" * 9)


class Box(NamedTuple):
    """A width, and the reach above and below the line, in points."""

    width: float
    above: float
    below: float


NOTHING = Box(0.0, 0.0, 0.0)


class _Atom(NamedTuple):
    """A piece with its kind, which decides the space around it."""

    kind: str  # ordinary, operation, relation, opening, closing, comma, function
    box: Box


def fits(tex: str, size: float, room: float, high: float) -> float:
    """How much of its size a label may have in a room; 1 where it fits. No height is no limit.

    >>> fits("$[1,2]$", 10, 20.1, 20), round(fits("$[1,2]$", 10, 10, 20), 1)
    (1.0, 0.5)
    """
    needed = box(tex, size).width
    scale = room / needed if needed > room else 1.0
    if high > 0:
        scale = min(scale, high / max(high, height(tex, size)))
    return scale


def height(tex: str, size: float) -> float:
    """The height that a label needs when the middle of its digits is in the middle of a room."""
    needed = box(tex, size)
    middle = DROP * tex_size(size)
    return 2 * max(needed.above - middle, needed.below + middle)


@lru_cache(maxsize=256)
def tex_size(size: float) -> float:
    """The largest size of LaTeX that is not above the one wished for, or hardly.

    >>> tex_size(13), tex_size(11)
    (12.0, 10.95)
    """
    return max((row[0] for row in TEX_SIZES if row[0] <= 1.02 * size), default=TEX_SIZES[0][0])


def box(tex: str, size: float) -> Box:
    r"""The room of a label, words with formulas between dollar signs, at a size of LaTeX.

    >>> box("$[1,2]$", 10).width
    20.01
    """
    return _label(tex.translate(_SHAPE), tex_size(size))


@lru_cache(maxsize=4096)
def _label(tex: str, size: float) -> Box:
    row = next(row for row in TEX_SIZES if row[0] == size)
    boxes = []
    for place, part in enumerate(tex.split("$")):
        if place % 2:
            boxes.append(_Formula(part, row).box(0))
        elif part:
            boxes.append(Box(len(part) * WORD * size * row[3], 0.7 * size, 0.25 * size))
    return _beside(boxes)


def _beside(boxes: Sequence[Box]) -> Box:
    return Box(
        round(sum(box.width for box in boxes), 2),
        max((box.above for box in boxes), default=0.0),
        max((box.below for box in boxes), default=0.0),
    )


class _Formula:
    """Reads a formula once, from left to right."""

    def __init__(self, tex: str, row: tuple[float, float, float, float]) -> None:
        self.tokens = _TOKEN.findall(tex)
        self.place = 0
        self.sizes = row[:3]

    def box(self, level: int, end: str = "") -> Box:
        """What stands before ``end``; ``level`` is 0 in text, 1 and 2 in indices."""
        atoms: list[_Atom] = []
        while self.place < len(self.tokens) and self.tokens[self.place] != end:
            atoms.append(self.scripts(self.atom(level), level))
        self.place += 1
        return _beside([*_spaced(atoms, self.sizes[level], level)])

    def argument(self, level: int) -> Box:
        """What a command takes: a group, or one token."""
        if self.place < len(self.tokens) and self.tokens[self.place] == "{":
            self.place += 1
            return self.box(level, "}")
        return self.atom(level).box

    def scripts(self, atom: _Atom, level: int) -> _Atom:
        """The atom with its index and its exponent."""
        size = self.sizes[level]
        lower = upper = NOTHING
        down = up = 0.0
        above, below = atom.box.above, atom.box.below
        compound = above > 0.76 * size
        while self.place < len(self.tokens) and self.tokens[self.place] in "_^":
            sign = self.tokens[self.place]
            self.place += 1
            script = self.argument(min(level + 1, 2))
            script = script._replace(width=script.width + 0.5)
            if sign == "_":
                lower = script
                down = max(0.31 * size, below + 0.05 * size if compound else 0.0)
            else:
                upper = script
                up = max(0.413 * size, script.below + 0.11 * size)
                up = max(up, above - 0.3 * size if compound else 0.0)
        if lower is not NOTHING and upper is not NOTHING:  # they do not touch
            between = max(1.6, 4 * RULE * size)
            down = max(down, between - (up - upper.below) + lower.above)
        width = atom.box.width + max(lower.width, upper.width)
        above, below = max(above, up + upper.above), max(below, down + lower.below)
        return _Atom(atom.kind, Box(width, above, below))

    def atom(self, level: int) -> _Atom:
        size = self.sizes[level]
        if self.place >= len(self.tokens):
            return _Atom("ordinary", NOTHING)
        token = self.tokens[self.place]
        self.place += 1
        if token == "{":
            return _Atom("ordinary", self.box(level, "}"))
        if token in FRACTIONS:
            return _Atom("ordinary", self.fraction(token, level))
        if token == r"\sqrt":
            return _Atom("ordinary", self.root(level))
        if token == r"\left":
            return _Atom("ordinary", self.fenced(level))
        return _Atom(_kind(token), _letter(token, size))

    def fraction(self, token: str, level: int) -> Box:
        size = self.sizes[level]
        inner = min(level + 1, 2)
        top, bottom = self.argument(inner), self.argument(inner)
        rule = max(0.4, RULE * size)
        up = max(0.394 * size, AXIS * size + 1.5 * rule + top.below)
        down = max(0.395 * size, bottom.above + 1.5 * rule - AXIS * size)
        whole = Box(max(top.width, bottom.width) + 2.4, up + top.above, down + bottom.below)
        return _fenced(whole, size, 1.02 * size) if token == r"\binom" else whole

    def root(self, level: int) -> Box:
        size = self.sizes[level]
        inner = self.argument(level)
        wide = 0.84 * size * _optical(size)
        clear = 0.14 * size + 0.8
        more = 0.0
        whole = inner.above + inner.below
        if whole > 0.8 * size:  # the taller signs come in no smaller size
            wide = max(10.0, size)
            more = max(0.0, 12.4 - whole - clear) / 2
        above = max(0.95 * size, inner.above + clear + more)
        return Box(inner.width + wide, above, max(0.6, inner.below + 0.3 * size + more))

    def fenced(self, level: int) -> Box:
        """Parentheses as tall as what they hold, up to the next step of the typeface."""
        size = self.sizes[level]
        self.place += 1
        inner = self.box(level, r"\right")
        self.place += 1
        around = _fenced(inner, size, size)
        return around._replace(width=around.width + (2 * THIN * size if level == 0 else 0.0))


def _fenced(inner: Box, size: float, least: float) -> Box:
    axis = AXIS * size
    reach = max(inner.above - axis, inner.below + axis)
    wanted = max(least, 1.802 * reach, 2 * reach - 5.0)
    whole, width = size, 0.389 * size * _optical(size)
    if whole < wanted:
        # The taller ones come in one size, or with amsmath in many: there is room for both.
        for unit in (10.0, max(10.0, size)):
            step = next((step for step in FENCES if step[0] * unit >= wanted), FENCES[-1])
            whole, width = max(whole, step[0] * unit, wanted), max(width, step[1] * unit)
    above, below = whole / 2 + axis, whole / 2 - axis
    return Box(inner.width + 2 * width, max(inner.above, above), max(inner.below, below))


def _optical(size: float) -> float:
    """How much wider the letters of a size are than those of ten points, in parts."""
    return next((row[3] for row in TEX_SIZES if row[0] >= size), 0.98)


def _letter(token: str, size: float) -> Box:
    wide = WIDTHS.get(token)
    if wide is None:
        wide = GREEK_LARGE if token[1:2].isupper() else GREEK_SMALL
    wide *= size * _optical(size)
    if token in TALL:
        return Box(wide, 0.75 * size, 0.25 * size)
    if token in "+-":
        return Box(wide, 0.67 * size, max(0.84, 0.084 * size))
    below = 0.195 if token in "fgjpqyQ," or token in HANGING else 0.0
    return Box(wide, 0.695 * size, below * size)


def _kind(token: str) -> str:
    if token in OPERATIONS:
        return "operation"
    if token in FUNCTIONS:
        return "function"
    return {"(": "opening", "[": "opening", ")": "closing", "]": "closing", ",": "comma",
            "=": "relation"}.get(token, "ordinary")  # fmt: skip


def _spaced(atoms: Sequence[_Atom], size: float, level: int) -> list[Box]:
    """The boxes with the space that TeX puts between them; in indices only functions have it."""
    found = []
    size *= 1.08 * _optical(size) if size < 10 else 1.0
    for place, atom in enumerate(atoms):
        before = atoms[place - 1].kind if place else "opening"
        last = place + 1 == len(atoms)
        sided = before not in ("opening", "operation", "relation", "comma")
        space = 0.0
        if atom.kind == "operation" and sided and not last and level == 0:
            space = 2 * MEDIUM
        elif atom.kind == "relation" and not last and level == 0:
            space = 2 * THICK if place else THICK
        elif atom.kind == "comma" and not last and level == 0:
            space = THIN
        elif atom.kind == "function":
            space = THIN * ((before in ("ordinary", "closing")) + (not last))
        elif before == "function" and atom.kind == "opening":
            space = -THIN
        found.append(atom.box._replace(width=atom.box.width + space * size))
    return found
