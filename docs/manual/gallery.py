"""The gallery: every picture that ``symconv draw`` knows, and every theme."""

from __future__ import annotations

from symconv.draw import PICTURES, Picture
from symconv.draw.themes import THEMES

PROBLEM = "conv image=7x7 kernel=3x3"
SMALL = "conv image=3x3 kernel=2x2 output=valid"  # of pictures that would be too many in one
CROPPED = {"overlay": "-1..3,-1..3", "corner": "0..3,0..3"}


def write() -> str:
    """All pictures, each in a section."""
    return "\n".join(map(_picture, PICTURES))


def _picture(picture: Picture) -> str:
    problem = SMALL if picture.series else PROBLEM
    if picture.placed:
        problem += " at=1,1"
    crop = CROPPED.get(picture.name)
    words = f"symconv draw {picture.name} {problem}{f' --crop {crop}' if crop else ''}"
    says = f"{picture.does[0].upper()}{picture.does[1:]}."
    return (
        f"(picture-{picture.name})=\n## {picture.name}\n\n{says}\n\n"
        f"{shown(problem, picture.name, crop or '')}\n```console\n$ {words}\n```\n"
    )


def themes() -> str:
    """One picture in every theme."""
    parts = []
    for theme in THEMES:
        picture = shown(f"{PROBLEM} at=1,1", "overlay", CROPPED["overlay"], theme.name)
        parts.append(f"`{theme.name}`: {theme.does}.\n\n{picture}")
    return "\n".join(parts)


def shown(problem: str, picture: str, crop: str = "", theme: str = "") -> str:
    """A picture as the site's own directive."""
    more = f":crop: {crop}\n" if crop else ""
    more += f":theme: {theme}\n" if theme else ""
    return f"```{{symconv}} {problem}\n:show: picture\n:picture: {picture}\n{more}```\n"
