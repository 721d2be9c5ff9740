"""Documents with blocks, as pieces: what stands outside, and the blocks, each with its parts.

The pieces are the oracle: what symconv makes of a document is walked along them, without
any code of symconv.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import strategies  # noqa: F401  (loads the settings that all tests share)
from hypothesis import strategies as st

KINDS = {"latex": "tex", "markdown": "md", "rst": "rst"}
OPENERS = {"tex": ("% ", ""), "md": ("<!-- ", " -->"), "rst": (".. ", ""), "typ": ("// ", "")}
PREFIXES = {
    "tex": ("", "  ", "\t"),
    "md": ("", "> ", "  ", "- ", "1. ", "> - ", ">> "),
    "rst": ("", "  ", "    "),
    "typ": ("", "  "),
}
STAMPED = re.compile(r" [0-9a-f]{20}-1")

REQUESTS = (
    "conv image=3 kernel=1 at=0 show=value",
    "conv image=3 kernel=3 at=1 show=worked detail=brief",
    "xcorr image=3x3 kernel=2x2 at=0,0 show=table,value",
    "correlate image=5 kernel=3 stride=2 show=range",
    'conv image="[1 2; 3 4]" kernel="[1/2 0; -1 {\\frac{1}{3}}]" at=0,0 show=value,statement '
    "detail=full",
    "conv image=-K..K kernel=-k..k show=statement,range words=no",
    'conv   names="X, W, Y"  image=4 kernel=2 at=1 show=worked words=no',
    r"conv names=\phi,h,y image=3 kernel=2 at=0 show=value",
    "conv image=3 kernel=2 stride=3 at=0 show=value,table",
)  # fmt: skip
PICTURED = (
    "conv image=3x3 kernel=2x2 at=0,0 show=picture",
    "conv image=3x3 kernel=2x2 show=picture,statement picture=kernel theme=print",
    'conv image=4x4 kernel=3x3 at=0,0 show=value,picture alt="it is *so* [1]"',
)


class Outside(NamedTuple):
    """Text that symconv must not touch."""

    text: str


class Slot(NamedTuple):
    """A block: what stands before each comment, what it asks for, and its line ends."""

    kind: str
    prefix: str
    words: str
    newline: str
    trail: str

    @property
    def opener(self) -> str:
        """The first comment, with its line end."""
        start, end = OPENERS[self.kind]
        return f"{self.prefix}{start}symconv: {self.words}{end}{self.trail}{self.newline}"

    @property
    def below(self) -> str:
        """What stands before the lines below the first comment."""
        return re.sub(r"[^>\s]", " ", self.prefix)

    @property
    def ender(self) -> tuple[str, str]:
        """The last comment up to the word end, and what follows it."""
        start, end = OPENERS[self.kind]
        return f"{self.below}{start}symconv:end", f"{end}{self.trail}{self.newline}"

    @property
    def text(self) -> str:
        """A new block."""
        return self.opener + "".join(self.ender)


Piece = Outside | Slot


def written(pieces: list[Piece]) -> str:
    """The document that the pieces are."""
    return "".join([piece.text for piece in pieces])


def bodies(pieces: list[Piece], text: str) -> list[tuple[Slot, str, str]]:
    """The blocks that a text holds between the pieces: slot, body and stamp; asserts the rest.

    A block that stands in code is not filled, and is left out.
    """
    found = []
    place = 0
    for piece in pieces:
        if isinstance(piece, Outside):
            assert text.startswith(piece.text, place)
            place += len(piece.text)
            continue
        assert text.startswith(piece.opener, place)
        place += len(piece.opener)
        before, behind = piece.ender
        end = text.index(before, place)
        body, place = text[place:end], end + len(before)
        stamp = STAMPED.match(text, place)
        if stamp is not None:
            place = stamp.end()
            found.append((piece, body, stamp[0]))
        else:
            assert body == ""
        assert text.startswith(behind, place)
        place += len(behind)
    assert place == len(text)
    return found


FRAGMENTS = (
    "Words and words.", "", "  ", "\t", "# Title", "$x$", "$$", "\\[ y[0] = 1 \\]", "- a list",
    "> a quotation", "~~~", "```", "```py", ":::{note}", "\\begin{verbatim}", "\\end{verbatim}",
    "As code::", "   indented", ".. note::", "100 % sure", "<!-- a comment -->", "<pre>", "</pre>",
    "\\begin{document}", "é 中 𝄞", "\u2028", "trailing  ", "\\", "*", "`code`", "{{<", "|a|b|",
)  # fmt: skip
SAFE = tuple(
    text for text in FRAGMENTS
    if not re.search(r"~~~|```|verbatim|::|pre>|\$\$", text)
)  # fmt: skip


@st.composite
def documents(
    draw: st.DrawFn,
    kind: str,
    requests: tuple[str, ...] = REQUESTS,
    fragments: tuple[str, ...] = FRAGMENTS,
    newlines: tuple[str, ...] = ("\n", "\r\n", "\r"),
    least: int = 0,
) -> list[Piece]:
    """Documents in one language, with any line ends, blocks anywhere, and the end as it comes."""
    newline = st.sampled_from(newlines)
    line = st.tuples(st.sampled_from(fragments), newline).map("".join)
    outside = st.lists(line, max_size=4).map(lambda lines: Outside("".join(lines)))
    slot = st.builds(
        Slot, st.just(kind), st.sampled_from(PREFIXES[kind]), st.sampled_from(requests),
        newline, st.sampled_from(("", "", "  ", "\t")),
    )  # fmt: skip
    pieces: list[Piece] = [draw(outside)]
    if draw(st.booleans()):
        pieces.insert(0, Outside("\ufeff"))
    for _ in range(draw(st.integers(least, 3))):
        # A blank line, so that no paragraph, list or comment before goes on in the block.
        pieces += [Outside(draw(newline)), draw(slot), draw(outside)]
    last = pieces[-1]
    if isinstance(last, Outside) and last.text and draw(st.booleans()):
        pieces[-1] = Outside(last.text.rstrip("\r\n"))
    return pieces
