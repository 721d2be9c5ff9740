"""How wide a short text is, so that no label leaves its cell whatever font shows it.

The widths are those of a wide sans-serif typeface, in parts of the type size; nearly all
others are narrower. LaTeX is measured as the worked examples are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from symconv.render.width import width as tex_width

WIDTHS = {
    **dict.fromkeys("0123456789", 0.64),
    **dict.fromkeys("-()[]", 0.40), **dict.fromkeys(",.:;'·| ", 0.33),
    **dict.fromkeys("ijlI", 0.34), **dict.fromkeys("frt", 0.43),
    **dict.fromkeys("mwMW", 1.0), **dict.fromkeys("+=≤∗⋆→↓−", 0.84), "/": 0.40, "…": 1.0, "∞": 1.0,
}  # fmt: skip
CAPITAL, USUAL, OTHER = 0.78, 0.64, 0.86
# The sizes that every typeface of LaTeX has; others are replaced, with a warning.
TEX_SIZES = (5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 10.95, 12.0, 14.4, 17.28, 20.74)
SMALLEST = 5.0  # points; what needs smaller type is cut with an ellipsis
_LOWERED = re.compile(r"_\{([^}]*)\}")


def ems(text: str) -> float:
    """The width of a text in parts of its size; what is lowered is set smaller.

    >>> 2.5 < ems("[-1,0]") < 3
    True
    """
    lowered = "".join(_LOWERED.findall(text))
    if lowered:
        return ems(_LOWERED.sub("", text)) + 0.7 * ems(lowered)
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    known = WIDTHS.get(letter)
    if known is not None:
        return known
    if not letter.isascii():
        return OTHER
    return CAPITAL if letter.isupper() else USUAL


def width(text: str, tex: str, size: float) -> float:
    """The room in points that a label needs at a type size, as text and as LaTeX."""
    return max(ems(text) * size, tex_width(tex.replace("$", "")) * size / 10)


def size_for(labels: Iterable[tuple[str, str]], room: float, wished: float) -> float:
    """The type size, at most the one wished for, at which all labels fit the room."""
    widest = max((width(text, tex, 1.0) for text, tex in labels), default=0.0)
    return wished if widest * wished <= room else max(SMALLEST, room / widest)


def tex_size(size: float) -> float:
    """The largest size of LaTeX that is not above the one wished for, or hardly.

    >>> tex_size(13), tex_size(11)
    (12.0, 10.95)
    """
    return max((known for known in TEX_SIZES if known <= 1.02 * size), default=TEX_SIZES[0])


def cut(text: str, room: float, size: float) -> str:
    """The text, or as much of it as fits the room, with an ellipsis.

    >>> cut("0.123456789", 30, 10)
    '0.1…'
    """
    if ems(text) * size <= room:
        return text
    kept = text
    while kept and ems(kept + "…") * size > room:
        kept = kept[:-1]
    return kept + "…"
