"""Who can read the page: axe-core, phones, readers without JavaScript, colours that differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_reading import DESK, PHONE, TABLET, Opened, opening

from symconv.draw.themes import ARTICLE, DARK, Theme
from symconv.web.palette import COLOURS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARTICLE_LINE = "conv image=7x7 kernel=3x3"
STATES = [
    (ARTICLE_LINE, "#at=1,1"),
    (ARTICLE_LINE, "#at=4,-4&pin=1&values=1,,1/9,-0.25,,,,8,"),
    ('correlate image="[3 0 2; 1 4 0]" kernel="[1 0 -1;]" axes=row,column', ""),
    ("conv image=9 kernel=4 stride=2", ""),
    ("conv image=4x5x6 kernel=2x2x2", ""),
    ("conv image=16x16 kernel=5x5", "#at=0,0&op=conv"),
]  # fmt: skip
SEEN = [(DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (PHONE, "light")]


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """A page that tests share."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def opened(browser: Browser, desk: Page, tmp_path: Path) -> Iterator[Any]:
    """A function that opens a page; at the end none of them may have complained."""
    yield from opening(browser, desk, tmp_path)


@pytest.mark.parametrize(("line", "fragment"), STATES[:1] + STATES[3:])
def test_axe_finds_nothing_serious(opened: Any, axe: str, line: str, fragment: str) -> None:
    page = opened(line, fragment)
    page.page.evaluate(axe)  # not as a script element, which the page's policy refuses
    for size, scheme in SEEN if line == ARTICLE_LINE else SEEN[::2]:
        page.page.set_viewport_size(size)
        page.page.emulate_media(color_scheme=scheme)
        assert_no_violation(page)


@pytest.mark.parametrize(("line", "fragment"), STATES[1:3])
def test_axe_finds_nothing_serious_in_use(
    opened: Any, axe: str, line: str, fragment: str
) -> None:
    page = opened(line, fragment)
    page.page.evaluate(axe)
    page.page.click(".kernel .cell >> nth=0")
    page.page.keyboard.type("x")
    page.page.keyboard.press("Enter")
    page.page.locator("input.place").first.fill("99")
    page.page.hover(".term >> nth=0")
    assert page.page.locator(".message:not(:empty)").count() == 2
    for scheme in ("light", "dark"):
        page.page.emulate_media(color_scheme=scheme)
        assert_no_violation(page)


def assert_no_violation(page: Opened) -> None:
    found = page.page.evaluate(
        """async () => (await axe.run()).violations.map(({ id, impact, nodes }) =>
        [impact, id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 120))])"""
    )
    assert [each for each in found if each[0] in ("serious", "critical")] == []


@pytest.mark.parametrize(("line", "fragment"), STATES)
def test_the_page_fits_every_width(opened: Any, line: str, fragment: str) -> None:
    page = opened(line, fragment)
    for size in (DESK, TABLET, PHONE):
        page.page.set_viewport_size(size)
        page.page.evaluate("new Promise(requestAnimationFrame)")
        wide = page.page.evaluate("document.documentElement.scrollWidth")
        assert wide == size["width"]


def test_what_stands_in_a_cell_stays_in_it(opened: Any) -> None:
    for line, fragment in STATES[:3]:
        page = opened(line, fragment)
        for size in (DESK, PHONE):
            page.page.set_viewport_size(size)
            page.page.evaluate("new Promise(requestAnimationFrame)")
            outside = page.page.evaluate(
                """() => [...document.querySelectorAll(
                  ".image .cell, .output .cell, .kernel .cell > *, .card:not([hidden]) > *",
                )].filter((each) => !each.matches(".unseen")).flatMap((each) => {
                  const range = document.createRange();
                  range.selectNodeContents(each);
                  const outer = each.closest(".cell, .card").getBoundingClientRect();
                  const inner = range.getBoundingClientRect();
                  const fits = !inner.width || (inner.left >= outer.left - 1
                    && inner.right <= outer.right + 1);
                  return fits ? [] : [[each.textContent, outer.width, inner.width]];
                })"""
            )
            assert outside == []


HIDDEN_LABELS = """
() => [...document.querySelectorAll(".panel .axis")].filter((label) => {
  const box = label.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(label);
  const text = range.getBoundingClientRect();
  return [...label.closest(".board").querySelectorAll(".card:not([hidden]), .frame:not([hidden])")]
    .some((each) => {
      const other = each.getBoundingClientRect();
      const grown = each.matches(".frame") ? 3 : 0;
      return text.left < other.right + grown && text.right > other.left - grown
        && box.top < other.bottom + grown && box.bottom > other.top - grown;
    });
}).map((label) => label.textContent)
"""
CUT = """
() => [...document.querySelectorAll(".panel .scroll, .kernel-box .scroll")].flatMap((box) =>
  box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight
    ? [[box.scrollWidth, box.clientWidth, box.scrollHeight, box.clientHeight]] : [])
"""
BEYOND_PANEL = """
() => [...document.querySelectorAll(".panel")].flatMap((panel) => {
  const { right } = panel.getBoundingClientRect();
  return [...panel.querySelectorAll("header *, figure, .example > *, .ranges *")]
    .filter((each) => each.getBoundingClientRect().right > right + 1
      && !each.closest(".definition, .worked > .sum"))
    .map((each) => each.outerHTML.slice(0, 80));
})
"""


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        (ARTICLE_LINE, "#at=4,-4"), (ARTICLE_LINE, "#at=-4,4"), ("conv image=7 kernel=3", "#at=-4"),
        ("conv image=20 kernel=5 boundary=wrap", "#at=11"),
        ("transposed image=3x3@corner kernel=3x3@corner stride=2", "#at=0,0"),
        ("correlate image=5x5@corner kernel=5x5@corner offset=2 boundary=mirror", "#at=0,4"),
        ("conv image=31x31 kernel=5x5", "#at=17,-17"),
        ("conv image=4x4x3 kernel=2x2x2", "#at=1,1,1"),
    ],
)  # fmt: skip
def test_no_axis_label_lies_under_the_kernel_and_no_board_is_cut(
    opened: Any, line: str, fragment: str
) -> None:
    page = opened(line, fragment)
    for size in (DESK, PHONE):
        page.page.set_viewport_size(size)
        page.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        assert page.page.evaluate(HIDDEN_LABELS) == []
        assert page.page.evaluate(BEYOND_PANEL) == []
        if size == DESK:
            assert page.page.evaluate(CUT) == []


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ("conv image=5x5 kernel=3x3", "#at=0,0&values=1,-1/16,2,,,,0.125,7,"),
        ('conv image="[1 2 3; 40 5 6; 7 8 9]" kernel="[1 0 -1; 2 0 -2; 1 0 -1]"', "#at=0,0"),
        ("conv image=31x31 kernel=5x5", "#at=0,0"),
    ],
)
def test_entries_beside_each_other_have_one_size(
    opened: Any, line: str, fragment: str
) -> None:
    page = opened(line, fragment)
    sizes = page.page.evaluate(
        """() => [".kernel .entry", ".panel.conv .image .card:not(.ghost) .entry",
          ".panel.conv .lens .card:not(.ghost) .entry", ".panel.conv .image .cell"].map(
          (selector) => [...new Set([...document.querySelectorAll(selector)].filter((each) =>
            !each.closest("[hidden]")).map((each) => getComputedStyle(each).fontSize))])"""
    )
    assert all(len(found) <= 1 for found in sizes), sizes
    assert len(sizes[0]) == 1


def test_without_javascript_the_examples_are_there(opened: Any) -> None:
    page = opened(f"{ARTICLE_LINE} at=1,1", java_script_enabled=False)
    text = page.page.inner_text("main")

    assert "This is convolution, by definition." in text
    assert "This is cross-correlation, by definition." in text
    assert page.page.locator("main math").count() >= 4
    sums = page.page.locator("main math").all_text_contents()
    flat = ["".join(each.split()) for each in sums]
    assert any("x[0,0]⋅i+x[1,0]⋅h+x[2,0]⋅g" in each for each in flat)
    pictures = page.page.locator("main svg")
    assert pictures.count() == 2
    assert all(box is not None and box["width"] > 100 for box in (
        picture.bounding_box() for picture in pictures.all()
    ))  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("scheme", "theme"), [("light", ARTICLE), ("dark", DARK)])
def test_text_stands_out_from_what_it_stands_on(scheme: str, theme: Theme) -> None:
    own = {colour.name: getattr(colour, scheme) for colour in COLOURS}
    fills = {role: theme.roles[role].fill for role in ("image", "kernel", "output")}
    on = [
        ("ink", own["paper"]), ("ink", own["card"]), ("quiet", own["paper"]),
        ("quiet", own["card"]), ("trouble", own["paper"]), ("accent", own["card"]),
        ("on-accent", own["accent"]), ("paper", own["ink"]), ("card", own["output-ink"]),
        ("image-ink", own["card"]), ("kernel-ink", own["card"]), ("output-ink", own["card"]),
        ("kernel-ink", fills["kernel"]), ("cell-quiet", fills["image"]), ("ink", own["rule"]),
        *(("cell-ink", fill) for fill in fills.values()),
    ]  # fmt: skip
    weak = {(name, back): contrast(own[name], back) for name, back in on}

    assert {pair: found for pair, found in weak.items() if found < 4.5} == {}
    for role in ("conv", "xcorr"):
        assert contrast(theme.roles[role].line, own["card"]) > 3
