"""Themes: the colours of the roles, for screens, for print, for dark screens.

No meaning rests on hue alone: the two operations differ in their frames (solid, dashed)
and in the slant of their hatching, image, kernel and output in lightness.
To add a theme, add a record to ``THEMES``.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.errors import OutputError, quote


class Paint(NamedTuple):
    """The fill and the line of a role, as ``#rrggbb``; no fill where it is empty."""

    fill: str
    line: str
    dashed: bool = False


class Theme(NamedTuple):
    """A theme: its name, what it is for, the colours of text, and the paint of each role.

    ``paper`` is the background, empty where the page's own shows through.
    """

    name: str
    does: str
    paper: str
    ink: str
    quiet: str
    roles: dict[str, Paint]


ARTICLE = Theme(
    "article", "green image, yellow kernel, pink output", "", "#1f2328", "#59636e",
    {
        "image": Paint("#d3ebcd", "#6f9a6b"),
        "kernel": Paint("#fff3b8", "#b99a1d"),
        "output": Paint("#f8d5e3", "#bb7794"),
        "outside": Paint("", "#a9b1b8", True),
        "image-more": Paint("#edf6ea", ""),
        "kernel-more": Paint("#fffbe6", ""),
        "output-more": Paint("#fdf0f5", ""),
        "conv": Paint("#d64545", "#b3261e"),
        "xcorr": Paint("#2e8b57", "#14663a", True),
        "conv-part": Paint("#d64545", ""),
        "xcorr-part": Paint("#2e8b57", ""),
        "arrow": Paint("", "#59636e"),
        "rule": Paint("", "#59636e"),
    },
)  # fmt: skip

PRINT = Theme(
    "print", "quiet greys for paper", "", "#000000", "#444444",
    {
        "image": Paint("#ededed", "#8a8a8a"),
        "kernel": Paint("#ffffff", "#333333"),
        "output": Paint("#d9d9d9", "#7a7a7a"),
        "outside": Paint("", "#9a9a9a", True),
        "image-more": Paint("#f7f7f7", ""),
        "kernel-more": Paint("#f7f7f7", ""),
        "output-more": Paint("#f2f2f2", ""),
        "conv": Paint("#555555", "#000000"),
        "xcorr": Paint("#777777", "#000000", True),
        "conv-part": Paint("#555555", ""),
        "xcorr-part": Paint("#777777", ""),
        "arrow": Paint("", "#444444"),
        "rule": Paint("", "#444444"),
    },
)  # fmt: skip

DARK = Theme(
    "dark", "for dark screens", "#14181d", "#e8edf2", "#aeb8c2",
    {
        "image": Paint("#24402b", "#5f8f68"),
        "kernel": Paint("#524610", "#cdb24a"),
        "output": Paint("#4f2a3b", "#b9789a"),
        "outside": Paint("", "#69737e", True),
        "image-more": Paint("#1b2a20", ""),
        "kernel-more": Paint("#2e2a16", ""),
        "output-more": Paint("#2b1d24", ""),
        "conv": Paint("#ff7b72", "#ff8f87"),
        "xcorr": Paint("#56d48a", "#6ee7a0", True),
        "conv-part": Paint("#ff7b72", ""),
        "xcorr-part": Paint("#56d48a", ""),
        "arrow": Paint("", "#aeb8c2"),
        "rule": Paint("", "#aeb8c2"),
    },
)  # fmt: skip

THEMES: tuple[Theme, ...] = (ARTICLE, PRINT, DARK)


def find(name: str) -> Theme:
    """The theme called ``name``; OutputError lists those there are."""
    for theme in THEMES:
        if theme.name == name:
            return theme
    names = ", ".join(theme.name for theme in THEMES)
    raise OutputError(f"the theme {quote(name)} is not known: use one of {names}")
