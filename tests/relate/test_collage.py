"""The collage: every formula on its card, every relation on its arrow, nothing on anything else."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from symconv.draw import write
from symconv.draw.metrics import ems
from symconv.draw.scene import Arrow, Card, Label, Scene
from symconv.errors import OutputError
from symconv.relate import relate
from symconv.relate.collage import MOST, collage
from symconv.relate.picture import written
from symconv.relate.reading import read_formula
from symconv.relate.table import Entry

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STATED = tomllib.loads(
    (Path(__file__).parent.parent.parent / "derivations" / "nine-formulas" / "formulas.toml")
    .read_text(encoding="utf-8")
)  # fmt: skip
CONV = r"y[m] = \sum_i x[i] h[m-i]"
OTHERS = (
    r"S(i) = \sum_m I(i+m) K(m)", r"y[m] = \sum_i x[i] h[2m-i]", r"C(j) = \sum_p A(p) B(j-p+1)",
    r"c_n = \sum_{k=0}^{N-1} a_k b_{n-k}", r"y[m] = \sum_i x[i] h[m+i]",
)  # fmt: skip


@pytest.fixture(scope="module")
def nine() -> Scene:
    return collage("The article", [
        Entry(one["title"], one["about"], relate(STATED["article"], one["formula"]))
        for one in STATED["formula"]
    ])  # fmt: skip


def few(count: int) -> Scene:
    entries = [Entry(f"No. {k}", "", relate(CONV, text)) for k, text in enumerate(OTHERS[:count])]
    return collage("Convolution", entries)


Box = tuple[float, float, float, float]


def cards(scene: Scene) -> list[Box]:
    return [(s.x, s.y, s.x + s.width, s.y + s.height) for s in scene.shapes if isinstance(s, Card)]


def box(label: Label) -> Box:
    wide = ems(label.text) * label.size * 0.9
    left = {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return label.x - left, label.y - label.size / 2, label.x - left + wide, label.y + label.size / 2


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_no_card_lies_on_another_and_no_word_leaves_the_picture(count: int) -> None:
    check(few(count))


def test_the_nine_are_laid_out_without_overlap(nine: Scene) -> None:
    check(nine)
    assert len(cards(nine)) == 10


def check(scene: Scene) -> None:
    found = cards(scene)
    assert all(apart(*pair) for pair in combinations(found, 2))
    for label in (shape for shape in scene.shapes if isinstance(shape, Label)):
        left, top, right, bottom = box(label)
        assert 0 <= left <= right <= scene.width, label
        assert 0 <= top <= bottom <= scene.height, label
        touched = [card for card in found if not apart(card, (left, top, right, bottom))]
        assert len(touched) <= 1, label
        for card in touched:  # wholly inside
            assert card[0] <= left
            assert right <= card[2]
            assert card[1] <= top
            assert bottom <= card[3]


def test_no_arrow_crosses_a_card(nine: Scene) -> None:
    found = cards(nine)
    for arrow in (s for s in nine.shapes if isinstance(s, Arrow) and s.role in ("arrow", "conv")):
        for step in range(2, 99):
            x = arrow.x + arrow.across * step / 100
            y = arrow.y + arrow.down * step / 100
            assert not any(c[0] + 1 < x < c[2] - 1 and c[1] + 1 < y < c[3] - 1 for c in found)


def test_titles_relations_and_kinds_are_shown(nine: Scene) -> None:
    names = [label.text for label in nine.labels("name")]
    for one in STATED["formula"]:
        assert one["title"] in names
    assert names.count("renaming") == 3
    for words in ("moving the origin by 1", "and flipping the kernel", "flipping the kernel",
                  "exchanging axes of x", "different", "equal"):  # fmt: skip
        assert words in names
    roles = [shape.role for shape in nine.shapes if isinstance(shape, Card)]
    assert (roles.count("image"), roles.count("kernel"), roles.count("output")) == (4, 4, 1)
    assert "CNN: equal after flipping the kernel" in nine.description


def test_a_formula_is_shown_as_it_was_written() -> None:
    formula = r"y_{m,n} = \sum_{k_1=0}^{N-1} \sum_l x_{m-k_1,n-l} h[k_1,l]"
    found = written(read_formula(formula).chain, 10)
    texts = [shape.text for shape in found.shapes if isinstance(shape, Label)]
    assert texts == ["y_{m,n} =", "Σ", "k_{1}=0", "N−1", "Σ", "l", "x_{m−k1,n−l}\u2009h[k_{1},l]"]
    narrow = written(read_formula(CONV).chain, 10, room=60)
    assert narrow.height > written(read_formula(CONV).chain, 10).height


@pytest.mark.parametrize("theme", ["article", "print", "dark"])
def test_svg_is_well_formed_and_names_are_escaped(nine: Scene, theme: str) -> None:
    assert ET.fromstring(write(nine, "svg", theme)).tag.endswith("svg")
    evil = '<script>&"\\input{x}'
    scene = collage(evil, [Entry(evil, evil, relate(CONV, OTHERS[0]))])
    text = write(scene, "svg", theme)
    assert ET.fromstring(text) is not None
    assert "<script>" not in text


def test_tikz_is_typeset(nine: Scene, compile_document: Callable[[str], Any]) -> None:
    head = "\\documentclass{article}\\usepackage{tikz,amsmath}\\pagestyle{empty}"
    page = r"\usepackage[margin=0pt,paperwidth=60cm,paperheight=40cm]{geometry}"
    evil = collage(r"a_b & 50% $x$", [Entry("#~^{}", "\\", relate(CONV, OTHERS[0]))])
    body = "\n\n".join(write(scene, "tikz") for scene in (nine, evil))
    done = compile_document(f"{head}{page}\\begin{{document}}\n{body}\n\\end{{document}}\n")
    assert done.troubles == {}


def test_what_is_no_collage_is_refused() -> None:
    one = Entry("a", "", relate(CONV, OTHERS[0]))
    other = Entry("b", "", relate(OTHERS[0], CONV))
    for entries, word in (([], "0 formulas"), ([one] * (MOST + 1), "13 formulas"),
                          ([one, other], "one and the same")):  # fmt: skip
        with pytest.raises(OutputError, match=word):
            collage("x", entries)
