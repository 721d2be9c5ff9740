r"""Notes of Sphinx without the directives that check themselves, for checks of all the rest.

    >>> outside("a\n\n.. symconv:verify::\n\n   h[1-0] = h[2]\n\nb", "rst").split()
    ['a', 'b']

Lines keep their numbers. To know another kind of notes, add its pattern to ``_OPENS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_OPENS = {
    "rst": re.compile(r"([ \t]*)\.\.[ \t]+symconv:verify::"),
    "md": re.compile(r"[ \t>*+-]*(`{3,}|~{3,}|:{3,})[ \t]*\{symconv:verify\}"),
}
_MATHS = {"rst": re.compile(r":math:|\.\.\s+math::"), "md": re.compile(r"\$|\{math\}|\\\[|\\\(")}
_MARKS = " \t>"


def has_formulas(text: str, kind: str) -> bool:
    """Whether there are delimiters of formulas: prose beside code is no place to look for any."""
    return kind not in _MATHS or bool(_MATHS[kind].search(text))


def outside(text: str, kind: str) -> str:
    """The text with empty lines for each directive ``symconv:verify`` and what it holds."""
    if kind not in _OPENS or "symconv:verify" not in text:
        return text
    found: list[str] = []
    lines = iter(text.split("\n"))
    line = next(lines, None)
    while line is not None:
        match = _OPENS[kind].match(line)
        if not match:
            found.append(line)
            line = next(lines, None)
            continue
        found.append("")
        if kind == "md":
            line = _past_fence(lines, match[1], found)
        else:
            line = _past_indented(lines, len(match[1].expandtabs()), found)
    return "\n".join(found)


def _past_fence(lines: Iterator[str], fence: str, found: list[str]) -> str | None:
    """Leave out the lines up to the end of a fence; gives the line behind it."""
    for line in lines:
        found.append("")
        bare = line.strip(_MARKS)
        if bare.startswith(fence) and not bare.strip(fence[0]):
            break
    return next(lines, None)


def _past_indented(lines: Iterator[str], indent: int, found: list[str]) -> str | None:
    """Leave out the lines that are indented more; gives the first that is not."""
    for line in lines:
        wide = line.expandtabs()
        if wide.strip() and len(wide) - len(wide.lstrip()) <= indent:
            return line
        found.append("")
    return None
