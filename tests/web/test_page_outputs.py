"""Every output of the page in Chromium, by mouse and by keyboard, and problems of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from page_reading import (
    ARTICLE,
    Opened,
    assert_shows,
    both,
    lettered,
    minus,
    opening,
    output_cell,
)

from symconv.derive.derivation import Derivation
from symconv.derive.terms import outputs
from symconv.model.problem import Problem

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


@pytest.mark.parametrize("operation", ["conv", "xcorr"])
def test_every_output_by_mouse(opened: Opener, operation: str) -> None:
    page = opened(viewport={"width": 1280, "height": 1300})
    problems = both(ARTICLE)
    letters = lettered(problems["conv"])
    middles = page.page.evaluate(
        """(name) => [...document.querySelectorAll(`[data-operation=${name}] .output .cell`)]
        .map((cell) => [cell.dataset.index, cell.getBoundingClientRect()])
        .map(([index, box]) => [index, box.x + box.width / 2, box.y + box.height / 2])""",
        operation,
    )
    assert len(middles) == 81

    page.record("pointerover")
    for _, x, y in middles:
        page.page.mouse.move(x, y)
    recorded = {tuple(found[operation]["chosen"][0]): found for found in page.recorded()}

    assert {",".join(map(str, at)) for at in recorded} == {index for index, _, _ in middles}
    for at, found in recorded.items():
        for name, problem in problems.items():
            assert_shows(found[name], problem, at, letters)


@pytest.mark.parametrize("operation", ["conv", "xcorr"])
def test_every_output_by_keyboard(opened: Opener, operation: str) -> None:
    page = opened()
    problem = both(ARTICLE)[operation]
    letters = lettered(both(ARTICLE)["conv"])
    page.page.focus(output_cell(operation, (1, 1)))
    page.record("keydown")
    page.page.keyboard.press("Control+Home")

    for row in range(9):
        for _ in range(8):
            page.page.keyboard.press("ArrowLeft" if row % 2 else "ArrowRight")
        page.page.keyboard.press("ArrowDown")
    recorded = page.recorded()

    for found in recorded:
        assert_shows(found[operation], problem, tuple(found[operation]["chosen"][0]), letters)
    seen = {tuple(found[operation]["chosen"][0]) for found in recorded}
    assert seen == {at for at, _ in outputs(problem.placed(None))}
    assert page.page.evaluate("document.activeElement.tabIndex") == 0


def test_keys_lead_to_the_ends(opened: Opener) -> None:
    page = opened()
    page.page.focus(output_cell("conv", (1, 1)))

    def after(key: str) -> list[int]:
        page.page.keyboard.press(key)
        return list(page.shown()["conv"]["chosen"][0])

    assert after("Home") == [-4, 1]
    assert after("End") == [4, 1]
    assert after("PageUp") == [4, -4]
    assert after("PageDown") == [4, 1]
    assert after("Control+Home") == [-4, -4]
    assert after("ArrowLeft") == [-4, -4]
    assert after("Control+End") == [4, 4]
    stops = page.page.locator('.panel .output .cell[tabindex="0"]').count()
    assert stops == 2  # one in each grid


@pytest.mark.parametrize(
    "line",
    [
        "conv image=9 kernel=4 at=2",
        "correlate image=6x5@corner kernel=3x2@corner stride=2 offset=1 axes=row,column at=0,1",
        r"xcorr image=4x6 kernel=2x3 dilation=2 names=\phi,g,\Omega indices=r,s;a,b output=same",
        "conv image=4x3x3 kernel=2x2x2 at=1,0,1",
        "conv image=5x5 kernel=3x3 output=valid",
        "conv image=3x3 kernel=3x3 output=-9..9,-9..9 at=8,8",
        "transposed image=3x3 kernel=3x3 stride=2 at=1,1",
        'conv image="[3 0 2; 1 4 0]" kernel=3x3 boundary=nearest at=1,1',
        "correlate image=4x4@corner kernel=3x3@corner boundary=wrap output=same at=3,3",
        "conv image=3x3 kernel=3x3 boundary=constant:1/2 at=-2,0",
    ],
)
def test_other_problems_are_shown_right(opened: Opener, line: str) -> None:
    page = opened(line)
    pair = both(line)
    at = next(iter(pair.values())).at
    assert at is not None
    found = page.shown()

    for name, problem in pair.items():
        places = [place for place, _ in outputs(problem.placed(None))]
        if at not in places:
            assert "does not exist here" in found[name]["absent"][0]
            continue
        derived = Derivation(problem)
        assert found[name]["chosen"] == [list(at)]
        pixels = {pixel for pixel in derived.pixels if pixel is not None}
        assert sorted(found[name]["covered"]) == sorted(map(list, pixels))
        assert len(found[name]["terms"]) == len(derived.terms)


def test_large_images_get_their_cells_as_they_come_into_view(opened: Opener) -> None:
    page = opened("conv image=60x200 kernel=3x3")
    cells = page.page.locator(".panel.conv .image .cell")
    cells.nth(99).wait_for(state="attached")
    assert cells.count() < 12_000

    page.page.focus(output_cell("conv", (0, 0)))
    page.page.keyboard.press("Control+End")

    assert page.shown()["conv"]["chosen"] == [[30, 100]]
    assert page.shown()["conv"]["terms"] == ["x[29,99]⋅i"]
    page.page.wait_for_timeout(100)
    seen = page.page.evaluate(
        """() => { const box = document.querySelector(".panel.conv .image").closest(".scroll");
        const [outer, inner] = [box, box.querySelector(".frame")]
          .map((each) => each.getBoundingClientRect());
        return inner.left >= outer.left && inner.right <= outer.right + 1
          && inner.top >= outer.top && inner.bottom <= outer.bottom + 1; }"""
    )
    assert seen


def test_more_terms_than_fit_are_shown_when_asked_for(opened: Opener) -> None:
    page = opened("conv image=15x15 kernel=13x13")

    assert len(page.shown()["conv"]["terms"]) == 50
    page.page.locator(".panel.conv .more").click()
    assert len(page.shown()["conv"]["terms"]) == 169


def test_numbers_everywhere_give_a_number(opened: Opener) -> None:
    line = 'conv image="[3 0 2 5; 1 4 0 -2; 2 2 1 1]" kernel="[1 0 -1; 2 0 -2; 1 0 -1]" at=0,0'
    page = opened(line)
    values = {at: sum(_number(derived, *term) for term in terms)
              for problem in [Problem.parse(line).placed(None)]
              for at, terms in outputs(problem) for derived in [Derivation(problem)]}  # fmt: skip

    shown = page.page.evaluate(
        """Object.fromEntries([...document.querySelectorAll(".panel.conv .output .cell")]
        .map((cell) => [cell.dataset.index, cell.textContent]))"""
    )

    assert shown == {",".join(map(str, at)): minus(str(value)) for at, value in values.items()}
    assert page.shown()["conv"]["result"] == [f"={minus(str(values[0, 0]))}"]
    page.page.get_by_role("button", name="Mean").click()
    assert page.shown()["conv"]["result"] == ["=139"]  # 13/9, top and bottom


def _number(derived: Derivation, image: tuple[int, ...], kernel: tuple[int, ...]) -> Any:
    elements = derived.elements
    return elements.pixel(image).value * elements.entry(kernel).value  # type: ignore[union-attr]
