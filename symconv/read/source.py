"""Offsets in a decoded piece of a document, and where they stand in the document.

A notebook keeps its cells as JSON strings: what is parsed is the decoded text, what is
reported is the place in the file. Other documents are parsed as they stand.
"""

from __future__ import annotations

from symconv.read.syntax import Span


class Source:
    """A decoded text: character ``k`` of it is ``document[starts[k]:ends[k]]``."""

    __slots__ = ("decoded", "ends", "starts", "text")

    def __init__(self, text: str, decoded: str, starts: list[int], ends: list[int]) -> None:
        self.text = text
        self.decoded = decoded
        self.starts = starts
        self.ends = ends

    def span(self, start: int, end: int) -> Span:
        """Where the decoded characters from ``start`` to ``end`` stand in the document.

        >>> Source('"a\\\\nb"', "a\\nb", [1, 2, 4], [2, 4, 5]).span(1, 3)
        (2, 5)
        """
        if end > start:
            return self.starts[start], self.ends[end - 1]
        if start < len(self.starts):
            return self.starts[start], self.starts[start]
        last = self.ends[-1] if self.ends else 0
        return last, last
