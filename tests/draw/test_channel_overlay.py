"""The overlay with channels: in each of them the entries lie on the pixels that they meet."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import OutputError, Problem
from symconv.documents.picture import scene_of
from symconv.draw import PICTURES, draw, make
from tests.strategies import Channelled, channelled


def cell(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.strip("xh[]").split(",")))


@settings(max_examples=60)
@given(channelled(), st.data())
def test_every_term_of_every_channel_is_laid_out(found: Channelled, data: Any) -> None:
    places = found.outputs_in_order()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    problem = Problem.parse(f"{found.line} entries=indexed").placed(at)
    try:
        scene = make(problem, "overlay")
    except OutputError as error:
        if "too many" not in str(error):
            raise
        return
    indices = [cell(label.text) for label in scene.labels("index")]
    entries = [cell(label.text) for label in scene.labels("entry")]
    laid = set(zip(indices, entries))
    assert len(laid) == len(indices) == len(entries)
    assert set(found.terms(at)) <= laid
    first, _ = found.split(at)
    image, kernel = (len(shape) for shape in found.shapes[:2])
    assert {(one[:image], two[:kernel]) for one, two in laid} <= set(found.leads(first))
    names = [label.text for label in scene.labels("slice") if "channel" in label.text]
    assert names == [f"channel {one[-1]}" for one, _ in found.leads(first) if found.inputs]


def test_the_picture_says_how_many_channels_there_are() -> None:
    problem = Problem.parse("conv image=4x4 kernel=3x3 channels=3 at=1,1")
    words = make(problem, "overlay").description
    assert "in each of 3 channels. 5 entries hang over the edge" in words
    assert "h[2,1,1] on [2,0,0]" in words
    assert "channel" not in make(Problem.parse("conv at=1,1"), "overlay").description


def test_documents_show_it() -> None:
    problem = Problem.parse("conv image=4x4 kernel=3x3 channels=4,8 groups=4 at=5,1,1")
    scene = scene_of(problem)
    assert scene is not None
    assert [label.text for label in scene.labels("slice")] == ["channel 2"]
    assert "<figure" in problem.derive((5, 1, 1)).html()
    assert scene_of(Problem.parse("conv channels=4 at=1,1")) is not None
    assert scene_of(Problem.parse("conv channels=5 at=1,1")) is None


@pytest.mark.parametrize("name", [one.name for one in PICTURES if not one.channels])
def test_the_other_pictures_refuse_channels(name: str) -> None:
    problem = Problem.parse("conv image=4x4 kernel=3x3 channels=3 at=1,1")
    with pytest.raises(OutputError, match=f"'{name}' shows one channel .* leave out 'channels=3'"):
        draw(problem, name)


def test_too_many_channels_are_refused() -> None:
    with pytest.raises(OutputError, match="25 channels are too many for a picture"):
        draw(Problem.parse("conv channels=25 at=1,1"), "overlay")


def test_values_from_a_file_lie_on_their_channels(tmp_path: Any) -> None:
    numpy = pytest.importorskip("numpy")
    numpy.save(tmp_path / "h.npy", numpy.arange(8).reshape(2, 2, 2))
    line = "correlate image=3x3@corner kernel=file:h.npy@corner channels=2 at=0,0"
    scene = make(Problem.parse(f"{line} axes=row,column", str(tmp_path)), "overlay")
    assert [label.text for label in scene.labels("entry")] == list("01234567")
    assert all(re.fullmatch(r"\[[01],[01],[01]\]", one.text) for one in scene.labels("index"))
