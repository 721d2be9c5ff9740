r"""Notebooks: the Markdown cells, with each character's place in the ``.ipynb`` file.

The file is walked token by token without building it, so that every character of a
cell's source is known by its place in the JSON text, and a file that is cut off still
gives its first cells. Code cells and outputs are never looked at. ``nbformat`` and
``json`` are not used: both throw the places away.
"""

from __future__ import annotations

import re

from symconv.read.source import Source

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)|[^\\]", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_MAX_DEPTH = 200


def cells(text: str) -> list[Source]:
    """The sources of all Markdown cells.

    >>> [cell.decoded for cell in cells('{"cells":[{"cell_type":"markdown","source":"$x$"}]}')]
    ['$x$']
    """
    found: list[Source] = []
    path: list[str] = []  # "{" or "[" for each open bracket
    keys: list[str] = []  # the key that leads to each open bracket
    key = ""
    kind = ""
    strings: list[tuple[int, int]] = []
    expected = False  # whether a string is a value and not a key
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "{[":
            if len(path) >= _MAX_DEPTH:
                break
            path.append(token)
            keys.append(key)
            if path == ["{", "[", "{"] and keys[1] == "cells":
                kind, strings = "", []
            expected = token == "["
            key = "" if token == "{" else key
        elif token in "}]":
            if path == ["{", "[", "{"] and keys[1] == "cells" and kind == "markdown":
                found.append(_decoded(text, strings))
            if path:
                path.pop()
                key = keys.pop()
            expected = bool(path) and path[-1] == "["
        elif token == ":":
            expected = True
        elif token == ",":
            expected = bool(path) and path[-1] == "["
        elif token[0] == '"':
            in_cell = len(path) in (3, 4) and len(keys) > 1 and keys[1] == "cells"
            if not expected:
                key = token[1:-1]
            elif in_cell and len(path) == 3 and key == "cell_type":
                kind = token[1:-1]
            elif in_cell and key == "source" and (len(path) == 3 or path[-1] == "["):
                strings.append((match.start() + 1, match.end() - 1))
    return found


def _decoded(text: str, strings: list[tuple[int, int]]) -> Source:
    """The text of JSON strings one after the other, with the place of each character."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for first, past in strings:
        for match in _ESCAPE.finditer(text, first, past):
            piece = match[0]
            start, end = match.span()
            if len(piece) == 6:
                code = int(piece[2:], 16)
                if 0xDC00 <= code < 0xE000 and letters and 0xD800 <= ord(letters[-1]) < 0xDC00:
                    high = ord(letters[-1]) - 0xD800
                    letters[-1] = chr(0x10000 + (high << 10) + code - 0xDC00)
                    ends[-1] = end
                    continue
                letter = chr(code)
            elif len(piece) == 2:
                letter = _PLAIN.get(piece[1], piece[1])
            else:
                letter = piece
            letters.append(letter)
            starts.append(start)
            ends.append(end)
    return Source(text, "".join(letters), starts, ends)
