"""The page in Chromium: how it is driven, and what it gives away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_reading import ARTICLE, Opened, opening, output_cell

from symconv.verify import verify

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Opener = Callable[..., Opened]


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """A page that tests share."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def opened(browser: Browser, desk: Page, tmp_path: Path) -> Iterator[Opener]:
    """A function that opens a page; at the end none of them may have complained."""
    yield from opening(browser, desk, tmp_path)


def test_a_click_pins_and_another_one_frees(opened: Opener) -> None:
    page = opened()

    page.page.click(output_cell("conv", (2, 0)))
    page.page.hover(output_cell("conv", (-3, -3)))
    assert page.shown()["conv"]["chosen"] == [[2, 0]]
    assert page.page.locator(".pin").get_attribute("aria-pressed") == "true"

    page.page.click(output_cell("xcorr", (0, 1)))
    assert page.shown()["conv"]["chosen"] == [[0, 1]]
    page.page.click(output_cell("xcorr", (0, 1)))
    page.page.hover(output_cell("conv", (-3, -3)))
    assert page.shown()["xcorr"]["chosen"] == [[-3, -3]]

    page.page.keyboard.press("Enter")
    assert page.page.locator(".pin").get_attribute("aria-pressed") == "true"
    page.page.keyboard.press("Escape")
    assert page.page.locator(".pin").get_attribute("aria-pressed") == "false"


def test_a_tap_picks_an_output(opened: Opener) -> None:
    page = opened(viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True)

    page.page.tap(output_cell("conv", (0, -2)))

    assert page.shown()["conv"]["chosen"] == [[0, -2]]
    assert page.shown()["xcorr"]["chosen"] == [[0, -2]]


def test_an_output_can_be_typed(opened: Opener) -> None:
    page = opened()
    first, second = page.page.locator("input.place").all()

    first.fill("-2")
    second.fill("3")
    assert page.shown()["conv"]["chosen"] == [[-2, 3]]

    first.fill("9")
    assert first.get_attribute("aria-invalid") == "true"
    assert "m goes from −4 to 4" in page.page.inner_text(".controls .message")
    assert page.shown()["conv"]["chosen"] == [[-2, 3]]
    first.fill("0")
    assert page.page.inner_text(".controls .message") == ""
    assert page.shown()["conv"]["chosen"] == [[0, 3]]


def test_terms_pixels_and_entries_light_each_other(opened: Opener) -> None:
    page = opened()

    def lit() -> list[list[str]]:
        return list(page.page.evaluate(
            """() => [".kernel .cell.lit", ".panel.conv .image .cell.lit", ".panel.conv .card.lit",
              ".panel.conv .term.lit", ".panel.xcorr .card.lit"].map((selector) =>
              [...document.querySelectorAll(selector)].map((each) =>
                each.dataset.index ?? each.dataset.image
                ?? each.querySelector(".unseen").textContent))"""
        ))  # fmt: skip

    assert lit() == [[], [], [], [], []]
    page.page.hover(".panel.conv .term >> nth=1")
    assert lit() == [["0,1"], ["1,0"], ["1,0"], ["x at 1, 0 times h"], []]
    page.page.hover('.panel.conv .image .cell[data-index="2,2"]')
    assert lit() == [["-1,-1"], ["2,2"], ["2,2"], ["x at 2, 2 times a"], []]
    page.page.hover('.panel.conv .image .cell[data-index="-3,-3"]')
    assert lit() == [[], [], [], [], []]
    page.page.hover('.kernel .cell[data-index="0,0"]')
    assert lit() == [["0,0"], ["1,1"], ["1,1"], ["x at 1, 1 times e"], ["-1,-1"]]
    page.page.mouse.move(0, 0)  # what scrolls under a resting pointer would be lit instead
    assert lit() == [[], [], [], [], []]
    page.page.focus(".panel.conv .term >> nth=0")
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowRight")
    assert lit() == [["-1,1"], ["2,0"], ["2,0"], ["x at 2, 0 times g"], []]
    page.page.focus('.panel.conv .image .cell[data-index="0,0"]')
    assert lit() == [["1,1"], ["0,0"], ["0,0"], ["x at 0, 0 times i"], []]


def test_the_state_is_in_the_address(opened: Opener) -> None:
    page = opened()
    page.page.click(output_cell("xcorr", (-1, 2)))
    page.page.get_by_label("Cross-correlation", exact=True).first.check()
    page.page.click("text=1 … 9")
    page.page.click(".theme")
    fragment = page.fragment()

    assert fragment == "#op=xcorr&at=-1,2&pin=1&values=1,2,3,4,5,6,7,8,9&theme=dark"
    again = opened(ARTICLE, fragment)
    assert again.page.is_hidden(".panel.conv")
    assert again.shown() == page.shown()
    assert again.page.locator(".pin").get_attribute("aria-pressed") == "true"
    assert again.page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"

    again.page.evaluate("location.hash = '#at=0,0'")
    again.page.wait_for_selector(".panel.conv")
    assert again.shown()["conv"]["terms"][0] == "x[−1,−1]⋅i"
    assert again.fragment() == "#at=0,0"


def test_what_an_address_says_wrongly_is_passed_over(opened: Opener) -> None:
    page = opened(ARTICLE, "#at=99,0&op=<b>&values=1,2&pin=2&theme=pink")
    for fragment in (
        "#at=1", "#at=1,1,1", "#op=<b>&at=a,b", "#values=1,2", "#values=1/0,,,,,,,,",
        "#values=%E0%A4%A", "#theme=pink", "#&&==&=", "#at=1e1,1",
    ):  # fmt: skip
        found = page.shown()
        assert found["conv"]["chosen"] == [[1, 1]]
        assert found["conv"]["terms"][0] == "x[0,0]⋅i"
        page.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)


def test_entries_become_numbers_and_letters_again(opened: Opener) -> None:
    page = opened()
    page.page.click('.kernel .cell[data-index="1,1"]')
    page.page.keyboard.type("1/9")
    page.page.keyboard.press("Enter")
    assert page.shown()["conv"]["terms"][0] == "x[0,0]⋅19"  # a fraction's top and bottom

    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.type("-0.50")
    page.page.keyboard.press("Enter")
    assert "x[0,1]⋅(−0.5)" in page.shown()["conv"]["terms"]
    assert page.fragment() == "#at=1,1&values=,,,,,-0.5,,,1/9"

    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Control+a")
    page.page.keyboard.type("<b>2")
    page.page.keyboard.press("Enter")
    assert page.page.locator(".field").get_attribute("aria-invalid") == "true"
    assert "“<b>2” is not a number" in page.page.inner_text(".kernel-box .message")
    for typed, says in (
        ("1,5", "has a comma: write"), ("7" * 80, "is too long: write"),
        ("1/0", "divides by zero"), ("1e3", "is not a number"),
    ):  # fmt: skip
        page.page.keyboard.press("Control+a")
        page.page.keyboard.insert_text(typed)
        page.page.keyboard.press("Enter")
        assert says in page.page.inner_text(".kernel-box .message")
    page.page.keyboard.press("Escape")
    assert page.page.locator(".field").count() == 0
    page.page.keyboard.press("Delete")
    assert page.shown()["conv"]["terms"][3] == "x[0,1]⋅f"

    page.page.get_by_role("button", name="Letters").click()
    assert page.shown()["conv"]["terms"][0] == "x[0,0]⋅i"
    assert page.fragment() == "#at=1,1"


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        (ARTICLE, ""),
        (ARTICLE, "#at=-4,3&values=1,,1/9,-0.25,,,,8,"),
        ("correlate image=6x6@corner kernel=3x3@corner stride=2 offset=1 names=X,W,Y "
         "axes=row,column at=0,1", "#values=1,2,3,4,5,6,7,8,9"),
        (r'conv image="[1 2; u {\frac{1}{\sigma}}]" kernel="[w_1 {-\alpha} 2;]" '
         r'names=\phi,h,\Omega', ""),
        ("conv image=5x5 kernel=6x5", "#values=" + ",".join(["1", *[""] * 29])),
        ("transposed image=4x3 kernel=3x3 stride=2", ""),
        ("conv image=3x3x3 kernel=2x2x2", "#values=2,,,,,,,"),
    ],
)  # fmt: skip
def test_the_copied_latex_is_proved(opened: Opener, line: str, fragment: str) -> None:
    page = opened(line, fragment, permissions=["clipboard-read", "clipboard-write"])

    for button in page.page.get_by_role("button", name="Copy LaTeX").all():
        button.click()
        page.page.get_by_text("Copied.").first.wait_for(state="attached")
        text = page.page.evaluate("navigator.clipboard.readText()")
        assert text.startswith("% symconv: ")
        report = verify(text)
        assert report.verdict == "proved", f"{text}\n{report}"


def test_where_copying_is_refused_the_text_is_shown(opened: Opener) -> None:
    page = opened()
    page.page.evaluate(
        "() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }"
    )

    page.page.get_by_role("button", name="Copy LaTeX").first.click()

    page.page.wait_for_selector(".by-hand")
    assert page.page.input_value(".by-hand").startswith("% symconv: conv image=7x7")
    assert "Copy the text here" in page.page.inner_text(".controls .message")


def test_a_screen_reader_hears_the_sentence(opened: Opener) -> None:
    page = opened(ARTICLE, "#at=0,0")

    page.page.focus(output_cell("conv", (0, 0)))
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowDown")
    page.page.wait_for_selector("[aria-live]:not(:empty)", state="attached")

    words = page.page.text_content("[aria-live]") or ""
    assert words.startswith("Convolution: y at column 1, row 1 is x at 0, 0 times i, plus ")
    cell = page.page.locator(output_cell("conv", (1, 1)))
    assert cell.get_attribute("aria-label") == "y at column 1, row 1"
    covered = page.page.locator('.panel.conv .image .cell[data-index="0,0"]')
    assert covered.get_attribute("aria-label") == "x at column 0, row 0, times i"


def test_the_slider_plays_through_the_outputs(opened: Opener) -> None:
    page = opened(ARTICLE, "#at=3,4", locale="en")
    page.page.clock.install()
    page.page.focus("input[type=range]")

    page.page.keyboard.press("ArrowLeft")
    assert page.shown()["conv"]["chosen"] == [[2, 4]]
    assert page.page.get_attribute("input[type=range]", "aria-valuetext") == (
        "y at column 2, row 4"
    )
    page.page.click(".play")
    assert page.page.inner_text(".play") == "Pause"
    page.page.clock.run_for(1900)
    assert page.shown()["conv"]["chosen"] == [[4, 4]]
    page.page.clock.run_for(1000)
    assert page.page.inner_text(".play") == "Play"
    page.page.click(".play")
    assert page.shown()["conv"]["chosen"] == [[-4, -4]]


def test_nothing_moves_by_itself_where_no_motion_is_wanted(opened: Opener) -> None:
    page = opened(ARTICLE, "", reduced_motion="reduce")

    assert page.page.inner_text(".play") == "Next output"
    page.page.click(".play")
    assert page.shown()["conv"]["chosen"] == [[2, 1]]
    page.page.wait_for_timeout(1100)
    assert page.shown()["conv"]["chosen"] == [[2, 1]]
    moving = page.page.evaluate(
        """[...document.querySelectorAll("*")].filter((each) =>
        getComputedStyle(each).transitionDuration !== "0s").length"""
    )
    assert moving == 0


def test_on_paper_the_terms_are_there_and_all_is_light(opened: Opener) -> None:
    page = opened(ARTICLE, "#at=1,1&theme=dark", color_scheme="dark")
    page.page.emulate_media(media="print")

    assert page.page.locator(".panel.conv .term math").first.is_visible()
    assert page.page.locator(".controls").is_hidden()
    assert page.page.get_by_role("button", name="Copy LaTeX").count() == 0
    body = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.page.evaluate("getComputedStyle(document.querySelector('h2')).color")
    assert (body, ink) == ("rgb(255, 255, 255)", "rgb(31, 35, 40)")
