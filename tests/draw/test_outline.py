"""Frames of patches that go on beyond a cut."""

from __future__ import annotations

import re
from itertools import chain, combinations, pairwise

import pytest

from symconv.draw import draw, make
from symconv.draw.outline import SIDES, outlines
from symconv.draw.scene import Frame
from symconv.model.problem import Problem

# A frame from (1, 2) to (5, 9), side by side.
LINES = {
    "top": {(1, 2), (5, 2)}, "right": {(5, 2), (5, 9)},
    "bottom": {(5, 9), (1, 9)}, "left": {(1, 9), (1, 2)},
}  # fmt: skip
OPEN = [*chain(*[combinations(SIDES, count) for count in range(1, 5)])]


@pytest.mark.parametrize("sides", OPEN, ids="-".join)
def test_each_closed_side_is_drawn_once_and_no_open_one(sides: tuple[str, ...]) -> None:
    found = list(outlines(Frame(1, 2, 4, 7, "conv", sides)))
    drawn = [{start, end} for line in found for start, end in pairwise(line)]
    expected = [line for side, line in LINES.items() if side not in sides]
    assert sorted(map(sorted, drawn)) == sorted(map(sorted, expected))
    # Sides that meet are one line, so that their corner is round.
    assert len(found) == (2 if len(sides) == 2 and "left" in sides and "right" in sides else
                          2 if len(sides) == 2 and "top" in sides and "bottom" in sides else
                          0 if len(sides) == 4 else 1)  # fmt: skip


@pytest.mark.parametrize(
    ("crop", "sides"),
    [
        (None, ()),
        ("-1..3,-1..3", ()),
        ("0..3,-1..2", ("bottom", "left")),
        ("-1..2,0..4", ("right", "top")),
        ("0..2,0..2", ("bottom", "left", "right", "top")),
    ],
)
def test_a_frame_is_open_where_the_crop_cuts_its_patch(
    crop: str | None, sides: tuple[str, ...]
) -> None:
    problem = Problem.parse("conv image=9x9 kernel=5x5 at=1,1")  # the patch is -1..3, -1..3
    frames = [s for s in make(problem, "overlay", crop).shapes if isinstance(s, Frame)]
    assert [tuple(sorted(frame.open)) for frame in frames] == [sides]
    closed = 4 - len(sides)
    svg = draw(problem, "overlay", "svg", crop=crop)
    tikz = draw(problem, "overlay", "tikz", crop=crop)
    (path,) = re.findall(r'<g class="frame conv".*?>\n(.*?)</g>', svg, re.DOTALL)
    (lines,) = re.findall(r"\\path\[symconv conv frame\]([^;]*);", tikz)
    if sides:
        assert path.count("L") == closed
        assert lines.count("--") == closed
    else:
        assert path.count("<rect") == 1
        assert lines.count("rectangle") == 1


def test_what_hangs_over_the_edge_is_inside_a_closed_frame() -> None:
    problem = Problem.parse("conv image=9 kernel=5 at=4")
    (frame,) = [s for s in make(problem, "overlay", "1..4").shapes if isinstance(s, Frame)]
    assert frame.open == ()
