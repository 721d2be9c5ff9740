"""The words of a block, what it can show, and the levels of exercises, from their records."""

from __future__ import annotations

from symconv.embed.request import KEYS, SHOWS
from symconv.exercise.make import LEVELS


def keys() -> str:
    """The words of a block that a problem line does not have."""
    rows = [
        f"| `{key.name}=` | {key.says} | {', '.join(f'`{value}`' for value in key.values)} |"
        for key in KEYS
    ]
    return "\n".join(["| word | what it says | one of |", "|---|---|---|", *rows])


def shows() -> str:
    """What a block can show."""
    rows = [f"| `{show.name}` | {show.says} |" for show in SHOWS]
    return "\n".join(["| `show=` | what stands there |", "|---|---|", *rows])


def levels() -> str:
    """The levels of exercises."""
    return "\n".join(f"`{level.name}`\n: {level.does}\n" for level in LEVELS)
