"""Reads the pixels of a PNG, as the standard defines them: eight bits, not interlaced."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

Colour = tuple[int, int, int]


class Pixels(NamedTuple):
    """An image, row by row."""

    width: int
    height: int
    rows: list[bytes]
    deep: int  # bytes for each pixel

    def at(self, x: int, y: int) -> Colour:
        red, green, blue = self.rows[y][x * self.deep : x * self.deep + 3]
        return red, green, blue


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def pixels(png: bytes) -> Pixels:
    chunks = list(_chunks(png))
    kind, head = chunks[0]
    width, height, bits, colours, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    assert (kind, bits, interlaced) == (b"IHDR", 8, 0)
    deep = {2: 3, 6: 4}[colours]
    packed = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    return Pixels(width, height, list(_rows(packed, width * deep, deep)), deep)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place = 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4], "big")
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        crc = int.from_bytes(png[place + 8 + length : place + 12 + length], "big")
        assert zlib.crc32(kind + data) == crc
        yield kind, data
        place += 12 + length


def _rows(packed: bytes, wide: int, deep: int) -> Iterator[bytes]:
    above = bytearray(wide)
    for start in range(0, len(packed), wide + 1):
        how, row = packed[start], bytearray(packed[start + 1 : start + 1 + wide])
        for place in range(wide):
            left = row[place - deep] if place >= deep else 0
            corner = above[place - deep] if place >= deep else 0
            row[place] = (row[place] + _guess(how, left, above[place], corner)) & 255
        yield bytes(row)
        above = row


def _guess(how: int, left: int, above: int, corner: int) -> int:
    if how == 4:
        near = left + above - corner
        return min((left, above, corner), key=lambda value: abs(near - value))
    return (0, left, above, (left + above) // 2)[how]
