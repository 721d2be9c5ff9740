"""SVG: valid, the same every time, readable by everyone, and each text in its place."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from browser_boxes import Text, measured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scene_samples import HARD, USUAL, Sample, samples

from symconv.draw import make, write
from symconv.draw.scene import Card, Display, Frame, Grid, Hatch, Label, Scene, Shape
from symconv.draw.themes import THEMES, Theme, find
from symconv.model.problem import Problem

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SPACE = "{http://www.w3.org/2000/svg}"
NUMBER = r"-?\d+(\.\d\d?)?"
COLOUR = r"#[0-9a-f]{6}"
WORD = r"[a-z]+(-[a-z]+)*"
FAMILY = r"[A-Z][A-Za-z ]+(, [A-Z][A-Za-z ]+)*, (sans-)?serif"
STYLE = {
    "class": rf"{WORD}( {WORD})?", "fill": rf"none|{COLOUR}", "stroke": rf"none|{COLOUR}",
    "stroke-width": NUMBER, "stroke-dasharray": rf"{NUMBER} {NUMBER}",
    "stroke-linejoin": "round", "stroke-linecap": "round", "stroke-opacity": r"0\.\d+",
    "font-family": FAMILY, "font-size": NUMBER, "font-style": "italic",
    "text-anchor": "middle|end",
}  # fmt: skip
PLACE = {"x": NUMBER, "y": NUMBER}
LOOKS = ("class", "font-size", "font-style", "text-anchor")
# The elements that a picture is made of, with what each may have: less than SVG allows.
ALLOWED = {
    "title": {}, "desc": {}, "g": STYLE,
    "rect": {**PLACE, "width": NUMBER, "height": NUMBER, "rx": NUMBER, "fill": COLOUR},
    "path": {"d": rf"(M{NUMBER} {NUMBER}(L{NUMBER} {NUMBER}|[hv]{NUMBER})+)+"},
    "text": {**PLACE, **{name: STYLE[name] for name in LOOKS}, "text-anchor": "start|end"},
    "tspan": {"dy": NUMBER, "font-size": NUMBER, "font-style": "italic|normal"},
}  # fmt: skip
NEEDED = {"rect": {"width", "height"}, "path": {"d"}, "text": {"x", "y"}}
ALL = [*USUAL, *HARD]


def titled(sample: Sample) -> str:
    return f"{sample.picture} {sample.line}"[:60]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def check_valid(svg: str, scene: Scene) -> None:
    """The picture against the table, and its head against the scene."""
    root = parsed(svg)
    assert root.tag == f"{SPACE}svg"
    width, height = root.attrib["width"], root.attrib["height"]
    assert re.fullmatch(rf"{NUMBER}pt", width)
    assert root.attrib == {
        "class": "symconv", "role": "img", "width": width, "height": height,
        "viewBox": f"0 0 {width[:-2]} {height[:-2]}",
    }  # fmt: skip
    assert float(width[:-2]) == pytest.approx(scene.width, abs=0.01)
    assert [element.tag for element in root[:2]] == [f"{SPACE}title", f"{SPACE}desc"]
    assert root[0].text == scene.title
    assert root[1].text == scene.description
    assert len(scene.title) > 8
    assert len(scene.description) > 20
    for element in list(root.iter())[1:]:
        name = element.tag.removeprefix(SPACE)
        assert name in ALLOWED, name
        assert element.attrib.keys() >= NEEDED.get(name, set())
        for attribute, value in element.attrib.items():
            assert attribute in ALLOWED[name], (name, attribute)
            assert re.fullmatch(ALLOWED[name][attribute], value), (name, attribute, value)


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
@pytest.mark.parametrize("sample", ALL, ids=titled)
def test_pictures_are_valid(sample: Sample, theme: str) -> None:
    scene = sample.scene()
    check_valid(write(scene, "svg", theme), scene)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(samples())
def test_random_pictures_are_valid_and_the_same_twice(sample: Sample) -> None:
    scene = sample.scene()
    svg = write(scene)
    check_valid(svg, scene)
    assert write(sample.scene()) == svg


def test_several_pictures_share_a_page() -> None:
    """They have no identifiers, no style sheet, and no reference to anything."""
    for sample in ALL:
        svg = write(sample.scene())
        assert not re.search(r'\bid=|<style|href|url\(|@import|<script|\bon\w+="', svg)


def test_what_is_written_is_data() -> None:
    nasty = "<script>alert(1)</script> & \" ' ]]> -->"
    scene = make(Problem.parse("conv"), "image")
    label = Label(5.0, 5.0, nasty, "", "value", 8.0)
    svg = write(scene._replace(title=nasty, description=nasty, shapes=(label,)))
    root = parsed(svg)
    assert [element.tag for element in root] == [f"{SPACE}{tag}" for tag in ("title", "desc", "g")]
    assert [root[0].text, root[1].text, root[2][0].text] == [nasty] * 3


PROGRAM = """
from symconv.draw import draw
from symconv.model.problem import Problem
for name in {names}:
    print(draw(Problem.parse("conv image=4x4 at=1,1"), name))
"""


def test_every_process_writes_the_same_bytes() -> None:
    names = [sample.picture for sample in USUAL]
    outputs = set()
    for seed in ("0", "1", "77"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(names=names)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True, timeout=60, check=True,
        )  # fmt: skip
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert outputs.pop().count(b"</svg>") == len(names)


# Where texts stand, measured in Chromium


FAMILIES = ("", "DejaVu Sans", "DejaVu Serif", "Latin Modern Roman, serif")
SPARE = 0.6  # points: what two boxes may share, because letters do not fill theirs


def places(scene: Scene) -> list[tuple[float, float, float, float]]:
    """All cells and cards: left, top, right, bottom."""
    found = []
    for shape in scene.shapes:
        if isinstance(shape, Card):
            found.append((shape.x, shape.y, shape.x + shape.width, shape.y + shape.height))
        elif isinstance(shape, Grid) and not shape.role.endswith(("-more", "-part")):
            for column in range(shape.columns):
                for row in range(shape.rows):
                    x, y = shape.x + column * shape.width, shape.y + row * shape.height
                    found.append((x, y, x + shape.width, y + shape.height))
    return found


def troubles(scene: Scene, texts: Sequence[Text]) -> Iterator[str]:
    """Texts that leave the picture or their cell, or lie on each other."""
    for text in texts:
        if not text.within(0, 0, scene.width, scene.height, 0.3):
            yield f"{text} leaves the picture"
        if text.length <= 0:
            yield f"{text} is not seen: is there any font?"
    across = sorted(texts, key=lambda text: text.left)
    for place, text in enumerate(across):
        for other in across[place + 1 :]:
            if other.left > text.right:
                break
            if text.overlaps(other, SPARE):
                yield f"{text} and {other} lie on each other"
    if any(isinstance(shape, Display) for shape in scene.shapes):
        return  # its equation is several texts, so that labels and texts do not match
    labels = [shape for shape in scene.shapes if isinstance(shape, Label)]
    assert len(labels) == len(texts)
    boxes = places(scene)
    for label, text in zip(labels, texts):
        if label.room and text.length > label.room + 0.5:
            yield f"{text} is wider than its room of {label.room}"
        if label.role in ("index", "entry", "value", "pixel"):
            around = [
                box for box in boxes
                if box[0] <= label.x <= box[2] and box[1] <= label.y <= box[3]
            ]  # fmt: skip
            inner = min(around, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
            if not text.within(*inner, 0.5):
                yield f"{text} leaves its cell {inner}"


def check_places(browser: Browser, chosen: Sequence[Sample]) -> None:
    scenes = [sample.scene() for sample in chosen]
    svgs = [write(scene) for scene in scenes]
    for family in FAMILIES:
        for sample, scene, texts in zip(chosen, scenes, measured(browser, svgs, family)):
            found = list(troubles(scene, texts))
            assert not found, (sample, family, found[:3])


def test_no_text_leaves_its_cell_or_lies_on_another(browser: Browser) -> None:
    check_places(browser, ALL)


@settings(
    max_examples=2, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(samples(), min_size=20, max_size=30))
def test_no_text_of_random_pictures_leaves_its_cell(
    browser: Browser, chosen: list[Sample]
) -> None:
    check_places(browser, chosen)


def test_texts_that_overlap_would_be_found(browser: Browser) -> None:
    scene = make(Problem.parse("conv at=1,1"), "overlay")
    moved = [
        shape._replace(x=shape.x + 20) if isinstance(shape, Label) and shape.role == "index"
        else shape
        for shape in scene.shapes
    ]  # fmt: skip
    wrong = scene._replace(shapes=tuple(moved))
    (texts,) = measured(browser, [write(wrong)])
    assert any("leaves its cell" in trouble for trouble in troubles(wrong, texts))
    close = scene._replace(width=100.0)
    (texts,) = measured(browser, [write(close)])
    assert any("leaves the picture" in trouble for trouble in troubles(close, texts))


# What readers see: contrast, and operations that are told apart without their hue


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def behind(scene: Scene, theme: Theme, label: Label) -> str:
    """The colour that a label stands on: that of the last filled shape painted there."""
    colour = theme.paper or "#ffffff"
    for shape in scene.shapes:
        if shape is label:
            return colour
        if isinstance(shape, Grid):
            wide, high = shape.columns * shape.width, shape.rows * shape.height
        elif isinstance(shape, Card):
            wide, high = shape.width, shape.height
        else:
            continue
        inside = 0 <= label.x - shape.x <= wide and 0 <= label.y - shape.y <= high
        if inside and theme.roles[shape.role].fill:
            colour = theme.roles[shape.role].fill
    raise AssertionError("the label is no part of the scene")


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_every_label_stands_out_from_what_is_behind_it(theme: str) -> None:
    painted = find(theme)
    seen = set()
    for sample in (*USUAL, Sample("xcorr at=1,1", "overlay")):
        scene = sample.scene()
        labels = [shape for shape in scene.shapes if isinstance(shape, Label)]
        root = parsed(write(scene._replace(shapes=tuple(labels)), "svg", theme))
        colours = [group.attrib["fill"] for group in root.iter(f"{SPACE}g") for _ in group]
        assert len(colours) == len(labels)
        for label, colour in zip(labels, colours):
            ground = behind(scene, painted, label)
            seen.add((label.role, colour, ground))
            assert contrast(colour, ground) >= 4.5, (sample, label, colour, ground)
    assert len({role for role, _, _ in seen}) >= 9


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_frames_stand_out_from_the_image(theme: Theme) -> None:
    for role in ("conv", "xcorr"):
        for ground in (theme.roles["image"].fill, theme.paper or "#ffffff"):
            assert contrast(theme.roles[role].line, ground) >= 3


def shapes_of(scene: Scene, kind: type, role: str) -> list[Shape]:
    return [shape for shape in scene.shapes if isinstance(shape, kind) and shape.role == role]


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_the_operations_differ_in_dashes_and_hatching_not_only_in_hue(theme: str) -> None:
    scene = make(Problem.parse("conv at=1,1"), "patches")
    dashes, slopes = {}, {}
    for role in ("conv", "xcorr"):
        frames, hatches = shapes_of(scene, Frame, role), shapes_of(scene, Hatch, role)
        assert len(frames) == 2  # the patch, and its sample in the legend
        assert len(hatches) == 10  # nine cells, and the sample
        alone = scene._replace(shapes=(*frames, *hatches))
        framed, hatched = list(parsed(write(alone, "svg", theme)))[-2:]
        dashes[role] = "stroke-dasharray" in framed.attrib
        lines = re.findall(rf"M({NUMBER}) ({NUMBER})L({NUMBER}) ({NUMBER})", hatched[0].attrib["d"])
        slopes[role] = {
            (float(v) - float(y)) / (float(u) - float(x))
            for x, y, u, v in ((line[0], line[2], line[4], line[6]) for line in lines)
        }
    assert dashes == {"conv": False, "xcorr": True}
    assert all(slope == pytest.approx(-1, abs=0.05) for slope in slopes["conv"])
    assert all(slope == pytest.approx(1, abs=0.05) for slope in slopes["xcorr"])
