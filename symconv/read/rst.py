r"""reStructuredText: ``.. math::`` directives and ``:math:`` roles.

A directive's formula is what stands behind ``::`` and the lines below it that are
indented more than it; options (``:label: one``) are no part of it. Literal blocks and
``.. code::`` are passed over. Another directive that holds mathematics is one more word
in ``_DIRECTIVE``.
"""

from __future__ import annotations

import re

from symconv.read.find import Found
from symconv.read.syntax import Span

_DIRECTIVE = re.compile(r"([ \t]*)\.\.[ \t]+(?:math|default-math)::[ \t]*")
_CODE = re.compile(
    r"[ \t]*\.\.[ \t]+(?:code|code-block|sourcecode|literalinclude|parsed-literal|doctest"
    r"|highlight|raw)::"
)
_OPTION = re.compile(r"[ \t]*:[\w-]+:[^`]*$")
_ROLE = re.compile(r":math:`([^`]*)`|``[^`\n]*``|`([^`\n]*)`:math:")


def find(text: str) -> list[Found]:
    """The formulas of a text, in order.

    >>> [found.inner for found in find(":math:`x` and ``$y$``")]
    [(7, 8)]
    """
    found: list[Found] = []
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    place = 0
    while place < len(lines):
        line = lines[place]
        match = _DIRECTIVE.match(line)
        code = not match and (_CODE.match(line) or _literal(line))
        if match:
            end = _block(lines, place, len(match[1].expandtabs()))
            first = starts[place] + match.end()
            body = place + 1
            while body < end and _OPTION.match(lines[body].rstrip("\r\n")):
                body += 1
            if not line[match.end() :].strip():
                first = starts[body]
            last = starts[end]
            if text[first:last].strip():
                found.append(Found("math", (starts[place], last), (first, last)))
            place = end
        elif code:
            wide = line.expandtabs()
            place = _block(lines, place, len(wide) - len(wide.lstrip()))
        else:
            for role in _ROLE.finditer(line):
                group = role.lastindex
                if group:
                    at = starts[place]
                    span = (at + role.start(), at + role.end())
                    inner = (at + role.start(group), at + role.end(group))
                    found.append(Found(":math:", span, inner))
            place += 1
    return found


def literals(text: str) -> list[Span]:
    r"""The literal blocks and the code of a text: what stands in them is shown as it is.

    >>> literals("As code::\n\n    x\n\ny")
    [(10, 17)]
    """
    found: list[Span] = []
    lines = re.sub(r"\r(?!\n)", "\n", text).splitlines(keepends=True)
    place = start = 0
    while place < len(lines):
        line = lines[place]
        end = place + 1
        if _CODE.match(line) or _literal(line):
            wide = line.expandtabs()
            end = _block(lines, place, len(wide) - len(wide.lstrip()))
            inner = start + len(line)
            start += sum(map(len, lines[place:end]))
            found.append((inner, start))
        else:
            start += len(line)
        place = end
    return found


def _literal(line: str) -> bool:
    """Whether a paragraph's ``::`` opens a literal block."""
    return line.rstrip().endswith("::") and not line.lstrip().startswith("..")


def _block(lines: list[str], place: int, indent: int) -> int:
    """One past the last line that is indented more than the line that opens the block."""
    end = last = place + 1
    while end < len(lines):
        line = lines[end].expandtabs()
        if line.strip():
            if len(line) - len(line.lstrip()) <= indent:
                break
            last = end + 1
        end += 1
    return last
