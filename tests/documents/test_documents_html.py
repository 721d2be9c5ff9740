"""HTML pages: whole and valid, safe from what users write, readable at every width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from symconv import Problem
from symconv.cli import main
from symconv.documents import derivation, outputs, ranges

GAUSSIAN = r'kernel="[{\frac{1}{2\pi\sigma^2}e^{-1/\sigma^2}} {a+b}; {e^{-x^2/2\sigma^2}} -1/3]"'
LINES = (
    "conv image=7x7 kernel=3x3 at=1,1",
    "conv image=5x5x5 kernel=3x3x3 at=1,1,1",
    f"conv image=5x5 {GAUSSIAN} names=f,g,y at=0,0",
    "correlate image=NxN@corner kernel=kxk@corner stride=s dilation=d offset=p",
    "conv image=1000x1000@corner kernel=5x5@corner at=500,500",
    'conv image="[2 1 0 -1]@corner" kernel="[1 0 -1]@corner" at=2',
    "conv image=3x3x3x3 kernel=2x2x2x2 at=0,0,0,0",
    "conv image=3x3 kernel=3x3 stride=3 output=-5..5,-5..5 at=5,5",
)
VOID = {"meta"}


def joined(pieces: Iterable[str | bytes]) -> str:
    return "".join(map(str, pieces))


def page(line: str, detail: str = "normal") -> str:
    return joined(derivation(Problem.parse(line).derive(), "html", detail))


class Reader(HTMLParser):
    """What is in a page: its elements with their attributes, and its text by element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]


@pytest.mark.parametrize("line", LINES)
def test_a_page_is_whole_and_stands_alone(line: str) -> None:
    text = page(line)
    assert text.startswith("<!DOCTYPE html>\n<html lang=\"en\">")
    assert text.endswith("</html>\n")
    reader = Reader(text)
    (policy,) = [meta["content"] for meta in reader.all("meta") if "http-equiv" in meta]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert {"charset": "utf-8"} in reader.all("meta")
    assert any(meta.get("name") == "viewport" for meta in reader.all("meta"))
    assert reader.text["title"]
    assert reader.text["code"] == str(Problem.parse(line))
    kinds = {tag for tag, _ in reader.found}
    assert not kinds & {"script", "link", "img", "iframe", "object", "base", "form"}
    for _, attributes in reader.found:
        assert not any(name in ("src", "href") or name.startswith("on") for name in attributes)


def test_the_picture_is_there_for_light_and_dark_screens_where_a_page_can_show_it() -> None:
    shown = {line: len(Reader(page(line, "brief")).all("svg")) for line in LINES}
    assert list(shown.values()) == [2, 2, 2, 0, 2, 2, 0, 2]
    for line in LINES:
        text = page(line)
        for start in range(text.count("<svg")):
            svg = "<svg" + text.split("<svg")[start + 1].split("</svg>")[0] + "</svg>"
            root = ElementTree.fromstring(svg)
            title = root.find("{http://www.w3.org/2000/svg}title")
            assert title is not None
            assert title.text


def test_the_picture_carries_the_entries_of_the_terms() -> None:
    text = page("conv image=7x7 kernel=3x3 at=1,1")
    light = ElementTree.fromstring("<svg" + text.split("<svg")[1].split("</svg>")[0] + "</svg>")
    entries = [label.text for label in light.iter() if label.get("class") == "entry"]
    assert "".join(map(str, entries)) == "ihgfedcba"


def test_all_outputs_are_on_one_page_in_the_order_of_writing() -> None:
    problem = Problem.parse("conv image=3x2 kernel=2x2")
    pieces = list(outputs(problem, "html", "brief"))
    reader = Reader(joined(pieces))
    places = [derived.at for derived in problem.derive_all()]
    names = [f"at={m},{n}" for m, n in places]  # type: ignore[misc]
    assert [section["id"] for section in reader.all("section")] == names
    assert [link["href"] for link in reader.all("a")] == [f"#{name}" for name in names]
    assert len(pieces) > len(places)  # one at a time, so that memory stays flat
    assert Reader(joined(outputs(Problem.parse("conv image=1 kernel=1"), "html"))).all("section")


def test_ranges_are_a_page_too() -> None:
    reader = Reader(joined(ranges(Problem.parse("conv image=-K..K kernel=-k..k"), "html")))
    assert reader.text["title"] == "Convolution"
    assert len(reader.all("math")) == 3


def test_a_hostile_file_name_stays_text(tmp_path: Path) -> None:
    evil = "a'><script>alert(1)<∕script>&lt;.csv"
    (tmp_path / evil).write_text("1,2,1\n", encoding="utf-8")
    problem = Problem.parse(f'conv image=5 kernel="file:{evil}" at=0', folder=str(tmp_path))
    reader = Reader(problem.derive().html())
    assert reader.all("script") == []
    assert reader.text["code"] == str(problem)
    assert evil in reader.text["code"]
    assert [div["data-problem"] for div in reader.all("div") if "data-problem" in div] == [
        str(problem)
    ]


def measured(
    browser: Browser, text: str, widths: Sequence[int], scheme: Any = "light", media: Any = "screen"
) -> dict[int, dict[str, Any]]:
    """What a browser shows at each width: what sticks out, what scrolls, and colours."""
    shown = browser.new_page()
    shown.emulate_media(media=media, color_scheme=scheme)
    complaints: list[str] = []
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("request", lambda request: complaints.append(request.url))
    shown.set_content(text)
    found = {}
    for width in widths:
        shown.set_viewport_size({"width": width, "height": 800})
        found[width] = shown.evaluate(MEASURE)
    shown.close()
    assert complaints == []
    return found


MEASURE = """() => {
        const rect = element => element.getBoundingClientRect();
        const boxes = [...document.querySelectorAll(".symconv-display, figure, nav, code")];
        const scrolled = boxes.filter(box => box.scrollWidth > box.clientWidth + 1);
        const wide = [...document.querySelectorAll("h1, h2, p, .symconv-display, figure, code")]
            .filter(element => rect(element).right > innerWidth + 0.5);
        const svg = [...document.querySelectorAll("svg")].filter(s => rect(s).width > 0);
        return {
            page: document.documentElement.scrollWidth,
            wide: wide.map(element => element.textContent),
            unreachable: scrolled.filter(box => box.tabIndex < 0).map(box => box.textContent),
            scrolled: scrolled.length,
            pictures: svg.length,
            smallest: Math.min(...svg.map(s => rect(s).width / s.viewBox.baseVal.width)),
            ink: getComputedStyle(document.body).color,
            paper: getComputedStyle(document.body).backgroundColor,
        };
}"""


def test_no_page_is_wider_than_its_window(browser: Browser) -> None:
    for line in LINES:
        for width, found in measured(browser, page(line), (320, 375, 768, 1280)).items():
            assert found["page"] <= width, line
            assert found["wide"] == [], (line, width)
            assert found["unreachable"] == [], (line, width)
            assert found["pictures"] in (0, 1), line
            assert found["smallest"] is None or found["smallest"] > 0.9, line  # of a point
            assert found["scrolled"] == 0 or width < 800 or line != LINES[0]


def test_a_dark_screen_shows_a_dark_page(browser: Browser) -> None:
    light, dark = (
        measured(browser, page(LINES[0]), [800], scheme)[800] for scheme in ("light", "dark")
    )
    assert (light["paper"], dark["paper"]) == ("rgb(255, 255, 255)", "rgb(20, 24, 29)")
    assert light["ink"] != dark["ink"]
    assert light["pictures"] == dark["pictures"] == 1
    printed = measured(browser, page(LINES[0]), [800], "dark", "print")[800]
    assert (printed["paper"], printed["ink"]) == (light["paper"], light["ink"])
    assert printed["pictures"] == 1


def test_nothing_keeps_readers_out(browser: Browser, axe: str) -> None:
    pages = [
        page("conv image=4 kernel=2 at=0"),
        joined(outputs(Problem.parse("conv image=1 kernel=2"), "html", "brief")),
    ]
    for scheme in ("light", "dark"):
        context = browser.new_context(
            viewport={"width": 375, "height": 800}, color_scheme=scheme, bypass_csp=True
        )
        for text in pages:
            shown = context.new_page()
            shown.set_content(text)
            shown.add_script_tag(content=axe)
            found = shown.evaluate("axe.run(document)")
            assert [(each["id"], each["help"]) for each in found["violations"]] == []
            assert len(found["passes"]) > 10
        context.close()


def test_the_command_takes_the_format_from_the_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["derive", "conv", "at=1,1", "-o", "a.html"]) == 0
    assert main(["derive", "conv", "at=1,1", "-o", "a.mml"]) == 0
    assert main(["range", "conv", "-o", "b.html"]) == 0
    assert main(["derive", "conv", "image=3", "kernel=2", "--all", "-o", "c.html"]) == 0
    derived = Problem.parse("conv at=1,1").derive()
    assert Path("a.html").read_text(encoding="utf-8") == derived.html()
    assert Path("a.mml").read_text(encoding="utf-8") == derived.mathml()
    assert len(Reader(Path("c.html").read_text(encoding="utf-8")).all("section")) == 4
    assert capsys.readouterr().out == ""
    assert main(["derive", "conv", "at=1,1", "--to", "html"]) == 0
    assert capsys.readouterr().out == derived.html()
