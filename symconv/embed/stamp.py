"""The stamp at the end of a block: what it held and what was asked for when it was written.

    symconv:end 3f0c9a51d2e47b60c1d8-1

Twelve digits for the body, eight for the request, and the number of the format. A block
whose stamp fits is up to date, whichever version of symconv wrote it: so an upgrade alone
makes no block stale. Line ends and the indentation of the whole block do not count; every
other character does. Raise ``FORMAT`` when stamps are made in another way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

FORMAT = 1
BODY, REQUEST = 12, 8
_STAMP = re.compile(rf"([0-9a-f]{{{BODY}}})([0-9a-f]{{{REQUEST}}})-([1-9][0-9]{{0,5}})")


class Stamp(NamedTuple):
    """What a stamp says: two hashes and the number of its format."""

    body: str
    request: str
    format: int = FORMAT

    def __str__(self) -> str:
        return f"{self.body}{self.request}-{self.format}"


def stamp(lines: Sequence[str], words: Sequence[str]) -> Stamp:
    """The stamp of a body, as lines without indentation, and of the words that ask for it.

    >>> str(stamp(["y = 1"], ["conv", "show=value"]))
    'ec4651e8e7f8565143c8-1'
    """
    return Stamp(_digest(lines, BODY), _digest(words, REQUEST))


def _digest(lines: Sequence[str], length: int) -> str:
    return digest("\n".join(lines).encode("utf-8", "surrogateescape"), length)


def digest(data: bytes, length: int) -> str:
    """The first hexadecimal digits of the SHA-256 of ``data``."""
    return sha256(data).hexdigest()[:length]


def parse(text: str) -> Stamp | None:
    """The stamp that a text is, or None.

    >>> parse("3f0c9a51d2e47b60c1d8-1")
    Stamp(body='3f0c9a51d2e4', request='7b60c1d8', format=1)
    """
    match = _STAMP.fullmatch(text)
    return Stamp(match[1], match[2], int(match[3])) if match else None
