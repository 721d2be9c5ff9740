"""Opening a page in the browser, and reading from it what a reader sees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from symconv.derive.derivation import Derivation
from symconv.model.problem import Problem
from symconv.web.describe import paired
from symconv.web.document import document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Cell = tuple[int, ...]
SHOWN = """
() => Object.fromEntries([...document.querySelectorAll(".panel")].map((panel) => {
  const index = (element, key) => element.dataset[key].split(",").map(Number);
  const all = (selector) => [...panel.querySelectorAll(selector)];
  return [panel.querySelector("h2").id.replace("-title", ""), {
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


class Opened(NamedTuple):
    """A page that is open, and what it has complained about or asked for so far."""

    page: Page
    context: BrowserContext
    complaints: list[str]
    requests: list[str]

    def shown(self) -> Any:
        """What both panels show."""
        return self.page.evaluate(SHOWN)

    def fragment(self) -> str:
        """The fragment, once it has settled."""
        self.page.wait_for_timeout(320)
        return str(self.page.evaluate("location.hash"))


def open_page(
    browser: Browser, folder: Path, line: str, fragment: str = "", **options: Any
) -> Opened:
    """Open the page of a problem line, in a context of its own."""
    options.setdefault("viewport", {"width": 1280, "height": 900})
    path = folder / "page.html"
    path.write_text(document(Problem.parse(line)), encoding="utf-8")
    context = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{path.as_uri()}{fragment}")
    return Opened(page, context, complaints, requests)


def close_page(opened: Opened) -> None:
    """Close the page; it must not have complained, nor have asked for anything but itself."""
    address = opened.page.url.partition("#")[0]
    opened.context.close()
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
