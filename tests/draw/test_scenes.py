"""Scenes: what each picture shows of a problem, how large it is, what it says, what it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scene_samples import NAMES
from strategies import Case, Cell, cases

from symconv.draw import PICTURES, draw, find_ending, find_picture, find_writer, make, make_series
from symconv.draw.scene import Arrow, Card, Display, Frame, Grid, Hatch, Scene
from symconv.errors import OutputError, SymconvError
from symconv.model.problem import Problem

CELL = 34.0


def scene_of(line: str, picture: str, crop: str | None = None) -> Scene:
    return make(Problem.parse(line), picture, crop)


def grids(scene: Scene, role: str) -> list[Grid]:
    return [shape for shape in scene.shapes if isinstance(shape, Grid) and shape.role == role]


def texts(scene: Scene, *roles: str) -> list[str]:
    return [label.text for role in roles for label in scene.labels(role)]


# Sizes


@settings(max_examples=60, deadline=None)
@given(cases(1, 3, longest=5), st.sampled_from(["image", "kernel", "arrays", "flip", "corner"]))
def test_each_array_has_as_many_cells_as_it_has_indices(case: Case, picture: str) -> None:
    boxes = [case.box(axis) or (1, 0) for axis in range(len(case.image))]
    assume(picture != "arrays" or counted(boxes) > 0)
    scene = scene_of(case.line, picture)
    cells = dict.fromkeys(("image", "kernel", "output"), 0)
    for role in cells:
        for grid in grids(scene, role):
            cells[role] += grid.columns * grid.rows
    image, kernel = [counted(box) for box in (case.image, case.kernel)]
    if picture == "corner":
        image = counted((high - min(7, (high - low + 1) // 2), high) for low, high in case.image)
    axes = len(case.image)
    expected = {
        "image": {"image": image},
        "corner": {"image": image},
        "kernel": {"kernel": 2 * kernel},
        "flip": {"kernel": (axes + 1) * kernel},
        "arrays": {"image": image, "kernel": kernel, "output": counted(boxes)},
    }[picture]
    assert cells == {"image": 0, "kernel": 0, "output": 0, **expected}


def counted(box: Iterable[Sequence[int]]) -> int:
    found = 1
    for low, high in box:
        found *= high - low + 1
    return found


@settings(max_examples=60, deadline=None)
@given(cases(1, 3, longest=4, outputs=("full", "same")), st.data())
def test_the_overlay_has_a_card_for_every_entry_and_a_frame_around_them(
    case: Case, data: st.DataObject
) -> None:
    places = case.outputs()
    assume(places)
    at = data.draw(st.sampled_from(places))
    met = laid(case, at)
    assume(met)
    scene = scene_of(f"{case.line} at={','.join(map(str, at))}", "overlay")
    cards = [shape for shape in scene.shapes if isinstance(shape, Card)]
    frames = [shape for shape in scene.shapes if isinstance(shape, Frame)]
    assert len(cards) == met == len(texts(scene, "entry"))
    for card in cards:
        around = [
            f for f in frames
            if f.x <= card.x and f.y <= card.y
            and card.x + card.width <= f.x + f.width and card.y + card.height <= f.y + f.height
        ]  # fmt: skip
        assert len(around) == 1
    flips = case.operation in ("conv", "transposed")
    assert {frame.role for frame in frames} == {"conv" if flips else "xcorr"}


def laid(case: Case, at: Cell) -> int:
    """How many entries lie on an index, in the image or beyond its edge."""
    count = 1
    for axis, m in enumerate(at):
        low, high = case.kernel[axis]
        reach = range(-200, 201)
        count *= sum(any(case.meets(axis, m, i, k) for i in reach) for k in range(low, high + 1))
    return count


def test_everything_lies_within_the_picture() -> None:
    for name in NAMES:
        scene = scene_of("conv image=4x4 kernel=3x3 output=same at=1,1", name)
        for shape in scene.shapes:
            wide, high = 0.0, 0.0
            if isinstance(shape, Grid):
                wide, high = shape.columns * shape.width, shape.rows * shape.height
            elif isinstance(shape, (Card, Frame, Hatch)):
                wide, high = shape.width, shape.height
            elif isinstance(shape, Arrow):
                wide, high = shape.across, shape.down
            assert 0 <= shape.x <= shape.x + wide <= scene.width, (name, shape)
            assert 0 <= shape.y <= shape.y + high <= scene.height, (name, shape)


def test_frames_are_of_one_size_and_one_for_each_output() -> None:
    line = "xcorr image=4x3 kernel=2x2"
    scenes = make_series(Problem.parse(line), "frames")
    assert len(scenes) == 5 * 4
    assert len({(scene.width, scene.height) for scene in scenes}) == 1
    titles = [re.search(r"y\[.*\]", scene.title) for scene in scenes]
    found = [title[0] for title in titles if title]
    # Centred, image columns are -2..1 and rows -1..1, kernel both -1..0; k - i for all of them.
    assert found == [f"y[{m},{n}]" for n in range(-2, 2) for m in range(-2, 3)]
    (sheet,) = [scene_of(line, "frames")]
    assert len([s for s in sheet.shapes if isinstance(s, Frame)]) == 20
    assert sheet.width > 5 * (scenes[0].width - 6)


def test_pictures_without_frames_are_a_series_of_one() -> None:
    problem = Problem.parse("conv at=1,1")
    for picture in PICTURES:
        if not picture.series:
            assert make_series(problem, picture.name) == [make(problem, picture.name)]


# Crops, and edges that are torn where the image goes on


@pytest.mark.parametrize(
    ("crop", "torn"),
    [
        ("-3..3,-3..3", (0, 0, 0, 0)),
        ("0..3,0..3", (1, 1, 0, 0)),
        ("-3..0,-3..0", (0, 0, 1, 1)),
        ("-1..1,-3..3", (1, 0, 1, 0)),
        ("-1..1,-1..1", (1, 1, 1, 1)),
        ("-9..9,2..9", (0, 1, 0, 0)),
    ],
)
def test_a_crop_shows_its_part_and_tears_the_edges_that_go_on(
    crop: str, torn: tuple[int, ...]
) -> None:
    scene = scene_of("conv", "image", crop)
    (cells,) = grids(scene, "image")
    shown = [range(max(-3, int(low)), min(3, int(high)) + 1)
             for low, high in re.findall(r"(-?\d+)\.\.(-?\d+)", crop)]  # fmt: skip
    assert (cells.columns, cells.rows) == (len(shown[0]), len(shown[1]))
    assert cells.first == (shown[0][0], shown[1][0])
    assert texts(scene, "axis") == [str(index) for box in shown for index in box]
    hints = grids(scene, "image-more")
    if any(torn):
        (hint,) = hints
        wide, high = cells.columns * cells.width, cells.rows * cells.height
        beyond = (
            cells.x - hint.x, cells.y - hint.y,
            hint.x + hint.width - cells.x - wide, hint.y + hint.height - cells.y - high,
        )  # fmt: skip
        assert [length > 1 for length in beyond] == [bool(side) for side in torn]
        assert scene.shapes.index(hint) < scene.shapes.index(cells)
    else:
        assert hints == []


def test_a_crop_keeps_of_the_overlay_what_it_shows() -> None:
    whole = scene_of("conv at=1,1", "overlay")
    part = scene_of("conv at=1,1", "overlay", "1..3,-3..3")
    assert texts(whole, "entry") == list("ihgfedcba")
    assert texts(part, "entry") == list("hgedba")
    assert texts(part, "index") == [f"[{i},{j}]" for j in (0, 1, 2) for i in (1, 2)]
    assert part.width < whole.width


@pytest.mark.parametrize(
    ("crop", "says"),
    [
        ("0..3", "write one for each axis, such as 0..3,0..3"),
        ("0..3,0..3,0..3", "has 3 ranges, but the image has 2"),
        ("0..K,0..3", "holds a letter"),
        ("5..9,5..9", "shows nothing: the indices are -3..3,-3..3"),
        ("3..0,0..3", "is empty"),
        ("0..99999999999999999999,0..3", "'99999999999999999999' is not a bound"),
        ("x", "'x'"),
        ("0..1,", ""),
        ("-3..-2,-3..-2", "does not show the patch of the output"),
    ],
)
def test_a_crop_that_shows_nothing_is_refused(crop: str, says: str) -> None:
    with pytest.raises(SymconvError) as refused:
        scene_of("conv at=1,1", "overlay", crop)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


# Words for those who do not see the picture


def test_the_overlay_is_told_in_words() -> None:
    scene = scene_of("conv at=1,1", "overlay")
    assert scene.title == "Convolution: the kernel on its patch for y[1,1]"
    assert "columns -3 to 3, rows -3 to 3" in scene.description
    assert "flipped on every axis, on columns 0 to 2, rows 0 to 2." in scene.description
    assert "i on [0,0], h on [1,0], g on [2,0], f on [0,1]" in scene.description
    edge = scene_of("xcorr at=-4,3", "overlay").description
    assert "as it is, not flipped, on columns 3 to 5, rows -4 to -2." in edge
    assert " 7 entries hang over the edge, where the image is 0." in edge


def test_every_picture_says_its_numbers() -> None:
    line = "conv image=5x4@corner kernel=3x2@corner at=2,1 axes=row,column"
    said = {
        "arrays": ("x (4 columns, 5 rows)", "h (2 columns, 3 rows)", "y (5 columns, 7 rows)"),
        "image": ("columns 0 to 3, rows 0 to 4",),
        "kernel": ("columns 0 to 1, rows 0 to 2", "row by row a b, c d, e f"),
        "corner": ("columns 1 to 3, rows 2 to 4",),
        "overlay": ("on columns 0 to 1, rows 0 to 2.", "f on [0,0]"),
        "patches": ("y[2,1] from columns 0 to 1, rows 0 to 2.",
                    "y[2,1] from columns -1 to 0, rows -2 to 0."),
        "outputs": ("Convolution: columns 0 to 4, rows 0 to 6.",
                    "Cross-correlation: columns -3 to 1, rows -4 to 2."),
        "flip": ("as it is, row by row a b, c d, e f", "at last row by row f e, d c, b a"),
        "worked": ("6 terms count: x[0,0]·f, x[0,1]·e",),
        "frames": ("each of the 35 outputs",),
    }  # fmt: skip
    assert set(said) == set(NAMES)
    for name, parts in said.items():
        words = scene_of(line, name).description
        for part in parts:
            assert part in words, (name, words)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("conv", ("y[m,n] = x[m,n] ∗ h[m,n] =", "x[i,j]·h[m−i,n−j]", "i=−∞", "j=−∞")),
        ("xcorr", ("y[m,n] = x[m,n] ⋆ h[m,n] =", "x[i,j]·h[m+i,n+j]", "i=−∞", "j=−∞")),
        ("correlate image=5 kernel=3 stride=2 offset=1", ("y[m] =", "x[2m+i−1]·h[i]", "i=−∞")),
    ],
)
def test_the_equation_is_the_definition(line: str, parts: tuple[str, ...]) -> None:
    scene = scene_of(line, "arrays")
    (shown,) = [shape for shape in scene.shapes if isinstance(shape, Display)]
    svg = draw(Problem.parse(line), "arrays").partition('class="formula"')[2]
    assert 0 < shown.x < scene.width
    written = re.sub(r"<[^>]*>", "", svg)
    for part in parts:
        assert part in written


def test_the_outputs_mark_the_pixels_of_each_output() -> None:
    """The marks of each small image, measured, are the pixels that the definition uses."""
    case = Case("conv", ((-1, 1), (-1, 1)), ((-1, 0), (0, 1)), (1, 1), (1, 1), (0, 0),
                "column,row", "image", "full")  # fmt: skip
    scene = scene_of(case.line, "outputs")
    images = {grid.first: grid for grid in grids(scene, "image")[: len(case.outputs())]}
    marks = grids(scene, "conv-part")
    for at in case.outputs():
        small = images[at]
        unit = small.width / 3
        marked = {
            (round((x - small.x) / unit) - 1, round((y - small.y) / unit) - 1)
            for mark in marks if mark.first == at
            for x, y in product(steps(mark.x, mark.width, unit), steps(mark.y, mark.height, unit))
        }  # fmt: skip
        assert marked == {image for image, _ in case.terms(at)}


def steps(start: float, length: float, unit: float) -> list[float]:
    return [start + place * unit for place in range(round(length / unit))]


def test_patches_frame_the_pixels_of_both_operations() -> None:
    case = Case("conv", ((-3, 3), (-3, 3)), ((-1, 1), (-1, 1)), (1, 1), (1, 1), (0, 0),
                "column,row", "image", "full")  # fmt: skip
    at = (1, -1)
    scene = scene_of("conv at=1,-1", "patches")
    (cells,) = grids(scene, "image")
    for role in ("conv", "xcorr"):
        frame = next(s for s in scene.shapes if isinstance(s, Frame) and s.role == role)
        columns = inside_frame(frame.x - cells.x, frame.width, cells.width)
        rows = inside_frame(frame.y - cells.y, frame.height, cells.height)
        expected = {image for image, _ in case._replace(operation=role).terms(at)}
        assert set(product(columns, rows)) == expected


def inside_frame(start: float, length: float, unit: float) -> list[int]:
    first = round(start / unit) - 3
    return list(range(first, first + round(length / unit)))


def test_the_corner_ends_where_the_image_does() -> None:
    scene = scene_of("conv image=-20..30,0..9", "corner")
    assert texts(scene, "index")[0] == "[23,4]"
    assert texts(scene, "index")[-1] == "[30,9]"


def test_letters_stand_at_the_axes_that_the_sum_runs_over() -> None:
    for line, role in (("conv", "image"), ("correlate", "kernel"), ("conv sum=kernel", "kernel")):
        scene = scene_of(line, "arrays")
        assert texts(scene, "letter") == ["i", "j", "m", "n"]
        named = [text for text in texts(scene, "name") if "[i,j]" in text]
        assert [text.split()[0] for text in named] == [role]


# What is refused


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("conv image=3x3x3x3 kernel=1x1x1x1 at=0,0,0,0", "at most 3 axes"),
        ("conv image=-K..K,-K..K kernel=3x3", "holds letters for sizes"),
        ("conv stride=s", "holds letters"),
    ],
)
def test_what_no_picture_can_show_is_refused(name: str, line: str, says: str) -> None:
    with pytest.raises(OutputError, match=says) as refused:
        scene_of(line, name)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", [p.name for p in PICTURES if p.placed])
def test_a_picture_of_one_output_needs_one(name: str) -> None:
    for line, example in (("conv", "at=1,1"), ("conv image=5 kernel=3", "at=1")):
        with pytest.raises(OutputError, match=f"with {example}$"):
            scene_of(line, name)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "corner"])
def test_what_is_too_large_is_refused_with_the_way_out(name: str) -> None:
    line = "conv image=300x9 kernel=201x3 at=0,0"
    if name == "worked":
        line = "conv image=300x9 kernel=40x9 at=0,0"
    with pytest.raises(OutputError) as refused:
        scene_of(line, name)
    message = str(refused.value)
    ways = {"outputs": "output=", "worked": "symconv derive", "frames": "output="}
    assert ways.get(name, "--crop") in message
    assert "\n" not in message


def test_each_answer_leads_on_until_there_is_a_picture() -> None:
    line, crop = "conv image=300x300 kernel=3x3", None
    for way in ("--crop ", "output="):
        with pytest.raises(OutputError) as refused:
            scene_of(line, "arrays", crop)
        _, found, part = str(refused.value).partition(way)
        assert found
        line, crop = (line, part) if way == "--crop " else (f"{line} output={part}", crop)
    scene = scene_of(line, "arrays", crop)
    assert [grids(scene, role)[0].columns for role in ("image", "kernel", "output")] == [10, 3, 10]
    with pytest.raises(OutputError, match="draw a smaller kernel"):
        scene_of("conv image=9x9 kernel=201x3", "arrays")
    with pytest.raises(OutputError, match="draw a smaller whole image"):
        scene_of("conv image=300x9 kernel=3x3 output=0..4,0..4", "outputs")


def test_a_crop_that_changes_nothing_is_refused() -> None:
    for picture in PICTURES:
        if not picture.crops:
            with pytest.raises(OutputError, match="leave --crop out"):
                scene_of("conv at=1,1", picture.name, "0..3,0..3")


def test_a_crop_makes_large_images_fit() -> None:
    with pytest.raises(OutputError) as refused:
        scene_of("conv image=300x300 kernel=3x3", "image")
    crop = str(refused.value).split("--crop ")[1]
    assert grids(scene_of("conv image=300x300 kernel=3x3", "image", crop), "image")[0].columns == 10
    at = "at=100,-100"
    assert texts(scene_of(f"conv image=300x300 kernel=3x3 {at}", "overlay",
                          "98..103,-102..-97"), "entry") == list("ihgfedcba")  # fmt: skip


def test_an_output_that_does_not_exist_is_refused() -> None:
    for name in ("overlay", "patches", "worked"):
        with pytest.raises(SymconvError, match=r"\[9,9\] does not exist"):
            scene_of("conv at=9,9", name)
    for name in ("arrays", "outputs", "frames"):
        with pytest.raises(OutputError, match=r"no output .*valid': .* try output=full"):
            scene_of("conv image=3x3 kernel=5x5 output=valid", name)


def test_names_that_are_not_known_are_answered_with_those_that_are() -> None:
    problem = Problem.parse("conv at=1,1")
    for call, listed in (
        (lambda: make(problem, "collage"), NAMES),
        (lambda: find_picture("Overlay"), NAMES),
        (lambda: draw(problem, to="gif"), ("svg", "tikz", "pdf", "png")),
        (lambda: find_writer(""), ("svg", "tikz", "pdf", "png")),
        (lambda: draw(problem, theme="pink"), ("article", "print", "dark")),
    ):
        with pytest.raises(OutputError, match="is not known") as refused:
            call()
        assert str(refused.value).endswith(f"use one of {', '.join(listed)}")


def test_formats_are_found_by_the_ending() -> None:
    found = {name: find_ending(name) for name in ("a.svg", "b.TEX", "c.tikz", "d.pdf", "e.png")}
    assert [writer and writer.name for writer in found.values()] == [
        "svg", "tikz", "tikz", "pdf", "png",
    ]  # fmt: skip
    assert find_ending("picture") is find_ending("a.gif") is None


# Cells keep their places as values grow


def test_cells_are_wide_enough_for_what_stands_in_them_but_not_without_end() -> None:
    narrow = grids(scene_of("conv image=3x3 kernel=3x3 at=0,0", "overlay"), "image")[0]
    assert narrow.width == CELL
    long = "9" * 60
    wide = scene_of(f'conv image=3 kernel="[{long} 1]" at=0', "overlay")
    assert CELL < grids(wide, "image")[0].width <= 240
    (first, *_) = [text for text in texts(wide, "entry") if text != "1"]
    assert first.endswith("…")
    assert long.startswith(first[:-1])
    assert long in wide.labels("entry")[1].tex + wide.labels("entry")[0].tex


def cell_at(scene: Scene, index: Cell) -> tuple[float, float]:
    """Where the label of a cell stands."""
    text = f"[{','.join(map(str, index))}]"
    (label,) = [label for label in scene.labels("index") if label.text == text]
    return label.x, label.y


def test_the_axes_run_as_the_order_says() -> None:
    """Under column,row the first index runs to the right, under row,column downwards."""
    right = scene_of("conv at=1,1", "overlay")
    down = scene_of("conv at=1,1 axes=row,column", "overlay")
    assert cell_at(right, (1, 0))[0] > cell_at(right, (0, 0))[0]
    assert cell_at(right, (1, 0))[1] == cell_at(right, (0, 0))[1]
    assert cell_at(down, (1, 0))[1] > cell_at(down, (0, 0))[1]
    assert cell_at(down, (1, 0))[0] == cell_at(down, (0, 0))[0]


def test_the_way_out_of_a_large_picture_shows_the_patch() -> None:
    for line, name in (
        ("conv image=300x300@corner kernel=3x3 at=100,299", "overlay"),
        ("conv image=9x9@-1004,-10000 kernel=3x3@corner at=-1000,-9998", "patches"),
    ):
        with pytest.raises(OutputError) as refused:
            scene_of(line, name)
        crop = str(refused.value).split("--crop ")[1]
        scene = scene_of(line, name, crop)
        own = [shape for shape in scene.shapes if isinstance(shape, Frame) and shape.y < 300]
        assert [frame.role for frame in own][:1] == ["conv"]


def test_patches_that_share_a_line_are_both_seen() -> None:
    for line, at in (
        ("correlate image=6x6@corner kernel=3x3@corner", "1,1"), ("conv image=7 kernel=3", "1"),
    ):  # fmt: skip
        first, second = [
            shape for shape in scene_of(f"{line} at={at}", "patches").shapes
            if isinstance(shape, Frame) and shape.width > 20
        ]  # fmt: skip
        assert (first.role, second.role) == ("conv", "xcorr")
        for start, length in (("x", "width"), ("y", "height")):
            ends = [
                {round(getattr(f, start), 2), round(getattr(f, start) + getattr(f, length), 2)}
                for f in (first, second)
            ]
            assert not ends[0] & ends[1], line
    first, second = [
        shape for shape in scene_of("conv at=2,2", "patches").shapes
        if isinstance(shape, Frame) and shape.width > 20
    ]  # fmt: skip
    assert (first.width, second.width) == (78, 78)


@pytest.mark.parametrize("name", ["arrays", "kernel", "outputs", "flip"])
@pytest.mark.parametrize("line", [
    "conv image=31 kernel=5", "conv image=4x4x3 kernel=3x3x3", "conv image=9 kernel=25",
])  # fmt: skip
def test_what_is_too_wide_side_by_side_stands_in_a_column(name: str, line: str) -> None:
    widest = max(
        shape.columns * shape.width for shape in scene_of(line, name).shapes
        if isinstance(shape, Grid)
    )  # fmt: skip
    assert scene_of(line, name).width < max(570, widest + 60)


def test_the_value_beyond_the_edge_is_said() -> None:
    words = scene_of("conv image=5 kernel=3 boundary=constant:1/2 at=2", "overlay").description
    assert "beyond which the image is 1/2 everywhere" in words
