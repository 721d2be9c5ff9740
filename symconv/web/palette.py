"""The page's colours, on light and on dark screens, as custom properties of CSS.

The fills of the arrays and of the two operations are those of the pictures
(``draw/themes.py``). To add a colour, add a record to ``COLOURS``; all text in them keeps
a contrast of at least 4.5 to what it stands on, and a test with axe holds that.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.draw.themes import ARTICLE, DARK, Theme


class Colour(NamedTuple):
    """A colour: its name, and what it is on a light and on a dark screen."""

    name: str
    light: str
    dark: str


COLOURS: tuple[Colour, ...] = (
    Colour("paper", "#fbfbf9", "#14181d"),
    Colour("card", "#ffffff", "#1b2027"),
    Colour("rule", "#e3e5e1", "#303740"),
    Colour("ink", "#1f2328", "#e8edf2"),
    Colour("quiet", "#59636e", "#a3adb8"),
    Colour("accent", "#2f5fd0", "#8fb4ff"),
    Colour("on-accent", "#ffffff", "#10203f"),
    Colour("trouble", "#b3261e", "#ff9b93"),
    Colour("image-ink", "#2c6428", "#a5d6a0"),
    Colour("kernel-ink", "#7a5900", "#f0d264"),
    Colour("output-ink", "#9c2f62", "#f0a8cb"),
    Colour("cell-ink", "#1f2328", "#f3f6f8"),
    Colour("cell-quiet", "#3f5140", "#c4d6c5"),
    Colour("glow", "#ffffff", "#000000"),
)
ROLES = ("image", "kernel", "output", "conv", "xcorr", "outside")


def variables() -> str:
    """The rules that set all colours: light, dark where the reader's system is, or as chosen.

    Paper is always light.
    """
    light = _declared([(each.name, each.light) for each in COLOURS], ARTICLE, "light")
    dark = _declared([(each.name, each.dark) for each in COLOURS], DARK, "dark")
    return (
        f".symconv-page {{\n{light}}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n.symconv-page {{\n{dark}}}\n}}\n"
        f'.symconv-page[data-theme="light"] {{\n{light}}}\n'
        f'@media screen {{\n.symconv-page[data-theme="dark"] {{\n{dark}}}\n}}\n'
    )


def _declared(own: list[tuple[str, str]], theme: Theme, scheme: str) -> str:
    named = list(own)
    for role in ROLES:
        paint = theme.roles[role]
        if paint.fill:
            named.append((role, paint.fill))
        named.append((f"{role}-line", paint.line))
    lines = "".join(f"  --{name}: {value};\n" for name, value in named)
    return f"  color-scheme: {scheme};\n{lines}"
