"""Where a browser puts the texts of pictures: all measured in one page load.

A text's box is as wide as the browser says, and as high as digits and brackets are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ABOVE, BELOW = 0.74, 0.22  # of the type size, from the foot of the line

MEASURE = """() => [...document.querySelectorAll("svg")].map((svg) =>
  [...svg.querySelectorAll("text")].map((text) => {
    const box = text.getBBox(), size = parseFloat(getComputedStyle(text).fontSize);
    const foot = parseFloat(text.getAttribute("y"));
    return [box.x, foot, box.width, size, text.textContent, text.getComputedTextLength()];
  }))"""


class Text(NamedTuple):
    """A text and its box, in the units of its picture; ``length`` is how far it advances."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    length: float

    def overlaps(self, other: Text, spare: float) -> bool:
        """Whether two boxes share more than ``spare`` in both directions."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > spare and down > spare

    def within(self, left: float, top: float, right: float, bottom: float, spare: float) -> bool:
        """Whether the box lies inside another one, but for ``spare``."""
        return (
            self.left >= left - spare and self.right <= right + spare
            and self.top >= top - spare and self.bottom <= bottom + spare
        )  # fmt: skip


def measured(browser: Browser, svgs: Sequence[str], family: str = "") -> list[list[Text]]:
    """The texts of each picture, in order; ``family`` is forced on all of them."""
    forced = f"<style>text {{ font-family: {family} !important }}</style>" if family else ""
    page = browser.new_page()
    try:
        page.set_content(f"<!DOCTYPE html>{forced}<body>{''.join(svgs)}")
        found = page.evaluate(MEASURE)
    finally:
        page.close()
    return [
        [
            Text(text, x, foot - ABOVE * size, x + width, foot + BELOW * size, length)
            for x, foot, width, size, text, length in texts
        ]
        for texts in found
    ]
