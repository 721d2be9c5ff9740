"""How wide a short text is, so that no label leaves its cell whatever font shows it.

The widths are those of a wide sans-serif typeface, in parts of the type size; nearly all
others are narrower. LaTeX is measured by ``boxes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from symconv.draw.boxes import TEX_SIZES, box, fits

THIN = "\u2009"
WIDTHS = {
    **dict.fromkeys("0123456789", 0.64),
    **dict.fromkeys("-()[]", 0.40), **dict.fromkeys(",.:;'| ", 0.33), "·": 0.45,
    **dict.fromkeys("ijlI", 0.34), **dict.fromkeys("frt", 0.43),
    **dict.fromkeys("mwMW", 1.0), **dict.fromkeys("+=≤∗⋆→↓−", 0.84), "/": 0.40, "…": 1.0, "∞": 1.0,
    THIN: 0.2,
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", 0.45),
}  # fmt: skip
CAPITAL, USUAL, OTHER = 0.78, 0.64, 0.86
READABLE = 8.0
SMALLEST = 5.0  # points; what needs smaller type is cut with an ellipsis
_LOWERED = re.compile(r"_\{([^}]*)\}")
# A sign between two things has space around it, as a comma has behind it; a dot brings its own.
_SPACED = re.compile(r"(?<=[\w\])])([+-])(?=[\w(])|,(?=\S)")


Text = tuple[str, str]  # a label as text and as LaTeX


class Sizes(NamedTuple):
    """The type sizes of a label as text and as LaTeX."""

    text: float
    tex: float


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
    return max(ems(text) * size, box(tex, size).width)


def words_width(text: str, tex: str, size: float) -> float:
    """The room of words, where hyphens before numbers are shown as minus signs."""
    return width(text.replace("-", "−"), tex, size)


def spaced(text: str) -> str:
    """A formula with thin spaces where TeX has them, so that it is about as wide.

    >>> spaced("x[1,0]·h[0-(-1),2·1-1]").replace(THIN, "_")
    'x[1,_0]·h[0_-_(-1),_2·1_-_1]'
    """
    return _SPACED.sub(
        lambda found: f"{THIN}{found[1]}{THIN}" if found[1] else f",{THIN}", text
    )


def size_for(
    labels: Iterable[Text], room: float, wished: float, high: float = 0.0
) -> float:
    """The type size, at most the one wished for, at which all labels fit the room.

    ``high`` is the height of the room where it has one; only LaTeX is measured in height.
    """
    fitted = sizes_for(labels, room, wished, high).values()
    return min((min(sizes) for sizes in fitted), default=wished)


def sizes_for(
    labels: Iterable[Text], room: float, wished: float, high: float = 0.0
) -> dict[Text, Sizes]:
    """The type sizes of labels that stand in equal rooms beside each other.

    All have one size, as large as the widest allows. Where that is hard to read, those
    that fit are not made smaller than ``READABLE``.
    """
    listed = set(labels)
    texts = {each: _text_size(each[0], room, wished) for each in listed}
    written = {each: _tex_size(each[1], room, wished, high) for each in listed}
    least = min([wished, *texts.values()])
    tex_least = min([wished, *written.values()])
    return {
        each: Sizes(
            max(least, min(READABLE, texts[each])), max(tex_least, min(READABLE, written[each]))
        )
        for each in listed
    }


def _text_size(text: str, room: float, wished: float) -> float:
    wide = ems(text)
    return wished if wide * wished <= room else max(SMALLEST, room / wide)


def _tex_size(tex: str, room: float, wished: float, high: float) -> float:
    size = wished
    while size > SMALLEST and fits(tex, size, room, high) < 1:
        size = max(known[0] for known in TEX_SIZES if known[0] < size)
    return size


def cut(text: str, room: float, size: float) -> str:
    """The text, or as much of it as fits the room, with an ellipsis.

    >>> cut("0.123456789", 30, 10)
    '0.1…'
    """
    room += 0.01  # what fits exactly must not fall to rounding
    if ems(text) * size <= room:
        return text
    kept = text
    while kept and ems(kept + "…") * size > room:
        kept = kept[:-1]
    return kept + "…"
