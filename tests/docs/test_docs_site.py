"""The built site: links that lead somewhere, formulas that can be read, pages for all readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pytest

from tests.docs.conftest import DOCS, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REFERENCE = re.compile(r"<(\w+)\b[^>]*?\s(?:href|src)=\"([^\"]*)\"")
IDENTITY = re.compile(r"\sid=\"([^\"]*)\"")
SOURCE = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL)
SEEN = (
    "index", "tutorial", "notes/blocks", "mathematics/conventions", "mathematics/libraries",
    "reference/mistakes", "reference/gallery",
)  # fmt: skip
SMALL = ("index", "notes/sphinx", "mathematics/gradients")  # axe takes long on long pages


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def references(site: Site) -> Iterator[tuple[Path, str, str]]:
    """All that the pages refer to: the page, the element, the address."""
    for page in site.pages:
        for element, address in REFERENCE.findall(read(page)):
            yield page, element, unescape(address)


def test_every_page_is_built(site: Site) -> None:
    written = {path.relative_to(DOCS).with_suffix("") for path in DOCS.rglob("*.md")}
    built = {page.relative_to(site.folder).with_suffix("") for page in site.pages}
    assert written <= built


def test_every_reference_leads_somewhere(site: Site) -> None:
    known = {page: set(IDENTITY.findall(read(page))) for page in site.pages}
    lost = []
    for page, _, address in references(site):
        path, anchor = urldefrag(address)
        if re.match(r"(?:https?|data|mailto):", path):
            continue
        target = (page.parent / unquote(path.partition("?")[0])).resolve() if path else page
        found = target.is_file()
        if found and anchor and target.suffix == ".html":
            found = unquote(anchor) in known[target] or "_static" in target.parts
        if not found:
            lost.append(f"{page.relative_to(site.folder)}: {address}")
    assert not lost


def test_nothing_is_loaded_from_a_network(site: Site) -> None:
    away = [
        address for _, element, address in references(site)
        if element != "a" and address.startswith("http")
    ]  # fmt: skip
    assert not away


def test_katex_reads_every_formula(site: Site, katex: Callable[[Sequence[str]], list[str]]) -> None:
    found = {unescape(one) for page in site.pages for one in SOURCE.findall(read(page))}
    assert len(found) >= 100
    assert katex(sorted(found)) == []


def test_no_formula_is_left_as_it_was_written(site: Site) -> None:
    for page in site.pages:
        text = re.sub(r"<(pre|code|annotation|script)\b.*?</\1>", "", read(page), flags=re.DOTALL)
        assert "$$" not in text
        assert "\\sum" not in text
        assert "merror" not in text


def test_the_interactive_page_is_there(site: Site) -> None:
    assert "<!doctype html>" in read(site.folder / "_static" / "conv-7x7.html")


@pytest.fixture
def shown(site: Site, browser: Browser) -> Iterator[Callable[[str, str], Page]]:
    """A function that opens a page on a light or a dark screen, without a network."""
    trouble: list[str] = []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("console", lambda message: trouble.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"{page.url}: {error}"))

    def show(name: str, scheme: str) -> Page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto((site.folder / f"{name}.html").as_uri())
        return page

    yield show
    context.close()
    assert trouble == []


def test_no_page_is_wider_than_the_screen(shown: Callable[[str, str], Page]) -> None:
    for name in SEEN:
        page = shown(name, "light")
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_nothing_keeps_readers_out(
    shown: Callable[[str, str], Page], axe: str, width: int, scheme: str
) -> None:
    for name in SMALL:
        page = shown(name, scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {iframes: false, preload: false})")["violations"]
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert not serious, (name, [(one["id"], one["nodes"][0]["html"]) for one in serious])


def test_formulas_are_shown_as_formulas(shown: Callable[[str, str], Page]) -> None:
    """MathML is laid out as such: a sum with its limits is taller than a line of letters."""
    page = shown("mathematics/conventions", "light")
    heights = page.evaluate(
        "[...document.querySelectorAll('.formula math')].map(m => m.getBoundingClientRect().height)"
    )
    assert len(heights) >= 4
    assert max(heights) > 60
    assert min(heights) > 10
