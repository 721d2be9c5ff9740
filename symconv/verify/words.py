"""Words for reports: advice, sources in plain English, counts, and safe characters."""

from __future__ import annotations

from collections.abc import Iterable

SOURCES: dict[str, str] = {
    "stated": "as stated",
    "formula": "from the general formula",
    "inferred": "found out from the terms",
}


def advice(names: Iterable[str]) -> list[str]:
    """Misconceptions, each with its advice in words.

    >>> advice(["flipped"])
    ['flipped: Cross-correlation does not flip the kernel.']
    """
    chosen = tuple(names)
    if not chosen:
        return []
    from symconv.verify.misconceptions import MISCONCEPTIONS

    known = {record.name: record.advice for record in MISCONCEPTIONS}
    return [f"{name}: {known[name]}" if name in known else name for name in chosen]


def counted(number: int, word: str) -> str:
    """A number of things.

    >>> counted(2, "file")
    '2 files'
    """
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def safe(text: str) -> str:
    r"""``text`` on one line, without characters that would act on a terminal or an XML reader.

    >>> safe("a\n  b\x1b[31m")
    'a b␛[31m'
    """
    if text.isprintable():
        return text
    return "".join(map(visible, " ".join(text.split())))


def visible(character: str) -> str:
    """A character that shows: a picture of a control character, or a replacement."""
    if character.isprintable() or character in "\u200c\u200d":
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return " " if character.isspace() else "\ufffd"
