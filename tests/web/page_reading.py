"""Opening a page in the browser, and reading from it what a reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from symconv.derive.derivation import Derivation
from symconv.model.problem import Problem
from symconv.web.describe import paired
from symconv.web.document import document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Cell = tuple[int, ...]
ARTICLE = "conv image=7x7 kernel=3x3 at=1,1"
DESK, TABLET, PHONE = ({"width": width, "height": 900} for width in (1280, 768, 375))
SHOWN = """
() => Object.fromEntries([...document.querySelectorAll(".panel")].map((panel) => {
  const index = (element, key) => element.dataset[key].split(",").map(Number);
  const all = (selector) => [...panel.querySelectorAll(selector)];
  return [panel.dataset.operation, {
    chosen: all(".output .cell[aria-selected=true]").map((cell) => index(cell, "index")),
    covered: all(".image .cell.covered").map((cell) => index(cell, "index")),
    cards: all(".image .card:not([hidden])").map((card) => ({
      image: index(card, "image"), ghost: card.classList.contains("ghost"),
      index: card.querySelector(".index").textContent,
      entry: card.querySelector(".entry").textContent,
    })),
    terms: all(".term math").map((term) => term.textContent),
    spoken: all(".term .unseen").map((words) => words.textContent),
    result: all(".step.result").map((step) => step.textContent),
    left: all(".left").map((left) => left.textContent),
    absent: all(".remark:not([hidden])").map((remark) => remark.textContent),
  }];
}))
"""


# Writes down what is shown after every key, or after every move of the pointer.
RECORD = """
(kind) => {
  window.seen = [];
  const read = SHOWN;
  document.addEventListener(kind, () => window.seen.push(read()));  // after the page's own
}
"""


class Opened(NamedTuple):
    """A page that is open, and what it has complained about or asked for so far."""

    page: Page
    own: BrowserContext | None
    complaints: list[str]
    requests: list[str]

    def shown(self) -> Any:
        """What both panels show."""
        return self.page.evaluate(SHOWN)

    def record(self, kind: str) -> None:
        """Write down what is shown after every event of a kind."""
        self.page.evaluate(RECORD.replace("SHOWN", SHOWN), kind)

    def recorded(self) -> Any:
        """What has been written down."""
        return self.page.evaluate("window.seen")

    def fragment(self) -> str:
        """The fragment, once it has settled."""
        self.page.wait_for_timeout(320)
        return str(self.page.evaluate("location.hash"))


def opening(browser: Browser, desk: Page, folder: Path) -> Iterator[Callable[..., Opened]]:
    """A function that opens pages, for a fixture: at the end none may have complained.

    The first page without options is shown in ``desk``, which tests share because a page of
    its own takes long to make; with options, and from the second on, each has its own.
    """
    pages: list[Opened] = []

    def run(line: str = ARTICLE, fragment: str = "", **options: Any) -> Opened:
        path = folder / f"page{len(pages)}.html"
        path.write_text(document(Problem.parse(line)), encoding="utf-8")
        shared = not options and all(opened.own for opened in pages)
        own = None if shared else browser.new_context(**{"viewport": DESK, **options})
        page = desk if own is None else own.new_page()
        if own is None:
            page.mouse.move(0, 0)
            page.set_viewport_size(DESK)
            page.emulate_media(color_scheme="light")
        opened = Opened(page, own, [], [])
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("request", lambda request: opened.requests.append(request.url))
        pages.append(opened)
        page.goto(f"{path.as_uri()}{fragment}")
        if options.get("java_script_enabled", True):
            page.wait_for_selector(".panel:not([hidden]) .slices[data-size]")
        return opened

    yield run
    for opened in pages:
        assert_quiet(opened)
        if opened.own is not None:
            opened.own.close()


def assert_quiet(opened: Opened) -> None:
    """The page has not complained, nor asked for anything but itself."""
    address = opened.page.url.partition("#")[0]
    assert opened.complaints == []
    others = {url.partition("#")[0] for url in opened.requests} - {address}
    assert {url for url in others if not url.startswith("data:")} == set()


def minus(text: str) -> str:
    """Text with real minus signs, as the page writes it."""
    return text.replace("-", "−")


def assert_shows(found: Any, problem: Problem, at: Cell, letters: dict[Cell, str]) -> None:
    """A panel shows exactly what the engine says of an output."""
    derived = Derivation(problem.placed(at))
    assert found["chosen"] == [list(at)]
    assert sorted(found["covered"]) == sorted(list(image) for image, _ in derived.terms)
    laid = {tuple(card["image"]): card for card in found["cards"] if not card["ghost"]}
    assert set(laid) == {image for image, _ in derived.terms}
    for image, kernel in derived.terms:
        assert laid[image]["entry"] == letters[kernel]
        assert laid[image]["index"] == minus(",".join(map(str, image)))
    ghosts = {tuple(card["image"]): card["entry"] for card in found["cards"] if card["ghost"]}
    assert not set(ghosts) & set(laid)
    assert len(ghosts) + len(laid) == len(letters)
    assert all(text.startswith("0·") for text in ghosts.values())
    x = problem.image.name
    assert found["terms"] == [
        minus(f"{x}[{','.join(map(str, image))}]⋅{letters[kernel]}")
        for image, kernel in derived.terms
    ]
    assert found["spoken"] == [
        minus(f"{x} at {', '.join(map(str, image))} times {letters[kernel]}")
        for image, kernel in derived.terms
    ]
    y = problem.output_name
    assert found["left"] == [minus(f"{y}[{','.join(map(str, at))}]")]


def lettered(problem: Problem) -> dict[Cell, str]:
    """The letter of each kernel entry."""
    names, _ = problem.entry_letters()
    (low, high), (top, bottom) = problem.kernel.bounds(0), problem.kernel.bounds(1)
    places = [(i, j) for j in range(top, bottom + 1) for i in range(low, high + 1)]
    return dict(zip(places, (name.name for name in names)))


def both(line: str) -> dict[str, Problem]:
    """The two problems of a page, by the name of their operation."""
    return {problem.operation.name: problem for problem in paired(Problem.parse(line))}


def output_cell(operation: str, at: Cell) -> str:
    """The selector of an output's cell."""
    written = ",".join(map(str, at))
    return f'[data-operation={operation}] .output .cell[data-index="{written}"]'
