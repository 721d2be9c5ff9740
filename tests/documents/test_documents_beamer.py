"""Beamer frames: they compile, fit, and reveal one term an overlay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from symconv import OutputError, Problem
from symconv.documents import derivation, outputs, ranges
from symconv.documents.growing import cell_box
from symconv.documents.picture import scene_of
from symconv.documents.slides import Item, packed

GAUSSIAN = (
    r'kernel="[{\frac{1}{2\pi\sigma^2}e^{-1/\sigma^2}} {\frac{2}{16}}; {a+b} {-\alpha}; '
    r'{e^{-x^2/2\sigma^2}} 1/3]"'
)
ARTICLE = "conv image=7x7 kernel=3x3 at=1,1"
LINES = (
    (ARTICLE, "normal"),
    ("conv image=7x7 kernel=5x5 at=1,1", "full"),
    ('conv image="[2 1 0 -1]@corner" kernel="[1 0 -1]@corner" at=2', "full"),
    ("correlate image=6x6@corner kernel=3x3@corner stride=2 offset=1 names=X,W,Y "
     "axes=row,column at=0,1", "normal"),
    (f"conv image=5x5 {GAUSSIAN} names=f,g,y at=0,0", "normal"),
    ("conv image=5x5x5 kernel=3x3x3 at=1,1,1", "brief"),
    (r"xcorr image=1000x1000@corner kernel=3x3@corner names=\phi,\psi,\Omega "
     r"indices=\alpha,\beta;\mu,\nu at=-500,-500", "normal"),
    ("correlate image=NxN@corner kernel=kxk@corner stride=s dilation=d offset=p", "full"),
    ("conv image=3x3 kernel=3x3 stride=3 output=-5..5,-5..5 at=5,5", "normal"),
    ('conv image="[1 2 3; 4 5 6; 7 8 9]" kernel="[1 0 -1; 2 0 -2; 1 0 -1]" at=0,0', "normal"),
)  # fmt: skip


def joined(pieces: Iterable[str | bytes]) -> str:
    return "".join(map(str, pieces))


def frames(line: str, detail: str = "normal") -> str:
    return joined(derivation(Problem.parse(line).derive(), "beamer", detail))


def lecture(*parts: str, theme: str = "default") -> str:
    start = f"\\documentclass{{beamer}}\\usetheme{{{theme}}}\\usepackage{{tikz}}\n"
    return f"{start}\\begin{{document}}\n{''.join(parts)}\\end{{document}}\n"


def test_every_slide_compiles_and_fits(compile_document) -> None:
    """In a theme with high bars; two overlays of each frame, the others have the same boxes."""
    parts = [frames(line, detail) for line, detail in LINES]
    parts.append(joined(outputs(Problem.parse("conv image=2x2 kernel=2x2"), "beamer")))
    parts.append(joined(ranges(Problem.parse("conv image=-K..K kernel=-k..k"), "beamer")))
    text = lecture(*parts, theme="Berlin").replace("\\begin{frame}", "\\begin{frame}<2,5>")
    assert compile_document(text).troubles == {}


def test_a_slide_that_does_not_fit_is_noticed(compile_document) -> None:
    tall = "\\begin{frame}" + "text\\par\n" * 30 + "\\end{frame}\n"
    assert compile_document(lecture(tall)).troubles != {}


def test_no_frame_is_fragile_and_none_is_resized() -> None:
    for line, detail in LINES:
        text = frames(line, detail)
        assert "fragile" not in text
        assert "resizebox" not in text
        assert text.startswith(f"% symconv: {Problem.parse(line)}\n")
        assert text.count("\\begin{frame}") == text.count("\\end{frame}") > 0


def test_each_overlay_adds_a_term(
    compile_document, pdf_text: Callable[[Path], str]
) -> None:
    """The text of every slide: the terms so far, and the row of the current one."""
    done = compile_document(lecture(frames(ARTICLE)))
    slides = [re.sub(r"\s+", "", slide) for slide in pdf_text(done.pdf).split("\f")[:-1]]
    derived = Problem.parse(ARTICLE).derive()
    rows = len(derived.terms) + len(derived.rejected)
    definition, conditions = 3, 7  # lines that are revealed before the sum
    assert done.troubles == {}
    assert len(slides) == definition + conditions + 1 + rows
    growing = slides[definition + conditions :]
    letters = dict(zip(derived.terms, "ihgfedcba"))
    products = [f"x[{i},{j}]·{letters[(i, j), k]}" for (i, j), k in derived.terms]
    shown = [[product for product in products if product in sum_of(slide)] for slide in growing]
    counts = [len(found) for found in shown]
    assert counts[0] == 0
    assert counts[-1] == 9
    assert {after - before for before, after in pairwise(counts)} == {0, 1}
    for found in shown:
        assert found == products[: len(found)]
    assert sum("nosuchentry" in slide for slide in growing) == 7
    for number, product in enumerate(products, 1):
        (slide,) = [s for s in growing if f"Term{number}of9" in s]
        assert slide.split(f"Term{number}of9")[1].split("=")[-1].startswith(product)


def sum_of(slide: str) -> str:
    """What a slide shows above its foot."""
    return re.split(r"Term\d+of|Atermthatfails", slide)[0]


def test_in_brief_only_the_terms_that_count_are_shown() -> None:
    overlays = set(re.findall(r"\\only<(\d+)>", frames(ARTICLE, "brief")))
    assert overlays == {str(number) for number in range(2, 2 + 9)}
    assert "fails" in frames(ARTICLE)
    assert "fails" not in frames(ARTICLE, "brief")


@pytest.mark.parametrize(
    "line",
    [ARTICLE, "correlate image=6x6@corner kernel=3x3@corner axes=row,column at=2,1",
     "conv image=9 kernel=3 at=2", "conv image=5x5x5 kernel=1x2x2 at=1,1,0"],
)  # fmt: skip
def test_the_framed_cell_is_the_one_with_the_pixel_s_index(line: str) -> None:
    """The picture writes the index of each covered pixel into its cell."""
    problem = Problem.parse(line)
    scene = scene_of(problem, 5, 1)
    assert scene is not None
    labels = {label.text: label for label in scene.labels("index")}
    found = 0
    for pixel, _ in problem.derive().terms:
        box = cell_box(scene, pixel, problem.order)
        label = labels[f"[{','.join(map(str, pixel))}]"]
        assert box is not None
        x, y, wide, high = box
        assert x < label.x < x + wide
        assert y < label.y < y + high
        found += 1
    assert found == len(labels)
    assert cell_box(scene, (99,) * problem.dimension, problem.order) is None


def test_too_many_terms_are_refused_with_a_way_out() -> None:
    problem = Problem.parse("conv image=50x50 kernel=25x25 at=0,0")
    with pytest.raises(OutputError, match=r"625 terms are too many.*at most 400.*--to latex"):
        joined(derivation(problem.derive(), "beamer"))


def test_a_slide_begins_with_a_condition_of_its_own() -> None:
    lines = tuple(f"{'1 < i' if k % 3 == 0 else ''} & 2" for k in range(12))
    groups = list(packed([Item("Words.", lines)]))
    assert len(groups) > 1
    for (part,) in groups:
        assert part.lines[0].startswith("1 < i")
        assert len(part.lines) % 3 == 0
    assert [line for (part,) in groups for line in part.lines] == list(lines)
    assert [part.sentence for (part,) in groups] == ["Words.", *[""] * (len(groups) - 1)]
