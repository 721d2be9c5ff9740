"""What the theme leaves out for readers who use a keyboard or a screen reader.

Code and tables that are too wide are scrolled, so they must be reachable with the keyboard; and
a heading says of which level it is.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NARROW = 36  # signs that fit a phone
AFTER_THEME = 900  # the theme makes its navigation before this
TABLE = '<div class="table-wrapper'
REACHABLE = '<div tabindex="0" role="group" aria-label="table" class="table-wrapper'
_CODE = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def mend(
    app: Sphinx, page: str, template: str, context: dict[str, Any], document: object
) -> None:
    """Mend the body and the navigation of a page."""
    if "body" in context:
        body = _CODE.sub(_reachable, context["body"])
        context["body"] = body.replace(TABLE, REACHABLE)
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = context["furo_navigation_tree"].replace(
            'role="heading"', 'role="heading" aria-level="2"'
        )


def _reachable(match: re.Match[str]) -> str:
    lines = unescape(_TAG.sub("", match[1])).splitlines()
    if max(map(len, lines), default=0) <= NARROW:
        return match[0]
    return f'<pre tabindex="0">{match[1]}</pre>'
