r"""The LaTeX package ``symconv.sty``: its text, with the colours of all themes put in.

    >>> "\\newcommand\\symconv@theme@print{%" in text().splitlines()
    True

The rest of it stands in the file ``symconv.sty`` beside this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from symconv.draw.themes import THEMES, Theme


def text() -> str:
    """The package as a document loads it."""
    frame = (files("symconv") / "embed" / "symconv.sty").read_text(encoding="utf-8")
    themes = "\n".join([line for theme in THEMES for line in _defined(theme)])
    names = ", ".join(theme.name for theme in THEMES)
    return frame.replace("%%THEMES%%", themes).replace("%%NAMES%%", names)


def _defined(theme: Theme) -> Iterator[str]:
    """The colours of a theme, by the names that TikZ pictures give them."""
    yield rf"\newcommand\symconv@theme@{theme.name}{{%"
    yield _colour("ink", theme.ink)
    yield _colour("quiet", theme.quiet)
    for role, paint in theme.roles.items():
        name = role.replace("-", "")
        if paint.fill:
            yield _colour(name, paint.fill)
        if paint.line:
            yield _colour(f"{name}line", paint.line)
    yield "}"


def _colour(name: str, value: str) -> str:
    return rf"  \definecolor{{symconv{name}}}{{HTML}}{{{value[1:].upper()}}}%"
