"""Both writers put the same labels into the same cells: those that the definition gives.

The pictures are read back from SVG and from TikZ by ``reading``, which finds the index of a
cell from the labels of the axes, and are held against the brute-force definition in
``Case``: every kernel entry is tried on every image index.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symconv.draw import draw, make, make_series
from symconv.errors import OutputError
from symconv.model.problem import Problem
from tests.draw.reading import NEAR, Picture, Place, read_svg, read_tikz
from tests.strategies import Case, Cell, Valued, cases, cells, inside, valued

# The outputs of a problem; "given" ones may lie so far off that TeX cannot draw what is between.
NEARBY = ("full", "same", "valid")
ROLES = ("entry", "index", "value", "axis", "slice", "letter", "pixel", "sign", "term",
         "failed")  # fmt: skip
FAR = range(-120, 121)
NUMBERS = ("0", "1", "-1", "2", "-3", "7", "1/2", "-4/3", "0.25", "-1.5", "1e-3", "12345")


def both(line: str, picture: str, crop: str | None = None) -> list[Picture]:
    """The picture read back from SVG and from TikZ, after a comparison of the two."""
    problem = Problem.parse(line)
    svg = read_svg(draw(problem, picture, "svg", crop=crop))
    tikz = read_tikz(draw(problem, picture, "tikz", crop=crop))
    for role in ROLES:
        assert [each.text for each in svg.of(role)] == [each.text for each in tikz.of(role)]
    for one, other in zip(
        [each for each in svg.labels if each.role != "formula"],
        [each for each in tikz.labels if each.role != "formula"],
    ):
        assert (one.role, one.anchor) == (other.role, other.anchor)
        assert abs(one.x - other.x) < NEAR
        assert abs(one.y - other.y) < NEAR
    for here, there in zip(svg[1:], tikz[1:]):
        assert len(here) == len(there)
        for cell, same in zip(here, there):
            assert cell.role == same.role
            assert max(abs(a - b) for a, b in zip(cell[1:5], same[1:5])) < NEAR
    return [svg, tikz]


def bracketed(cell: Cell) -> str:
    return f"[{','.join(map(str, cell))}]"


def letters(case: Case) -> dict[Cell, str]:
    """What each kernel entry is called: letters row by row, as long as they do not reach x."""
    places = cells(case, case.kernel)
    if len(places) < 24:
        return dict(zip(places, "abcdefghijklmnopqrstuvw"))
    return {cell: f"h{bracketed(cell)}" for cell in places}


def laid(case: Case, at: Cell) -> dict[Cell, Cell]:
    """The kernel entry on each image index, pixel or not, by trying every pair of indices.

    Under a transposed convolution some entries fall between the pixels and meet none.
    """
    found = []
    for axis, output in enumerate(at):
        entries = inside(case.kernel[axis])
        pairs = [(i, k) for i in FAR for k in entries if case.meets(axis, output, i, k)]
        if case.operation != "transposed":
            assert len(pairs) == len(entries), "FAR is too near"
        found.append(pairs)
    return {
        tuple(i for i, _ in pairs): tuple(k for _, k in pairs) for pairs in product(*found)
    }


def beyond(case: Case, cell: Cell) -> str:
    """What stands beyond the edge of an image without values."""
    pixel = case.pixel(cell)
    if pixel is not None:
        return f"x{bracketed(pixel)}"
    return case.boundary.partition(":")[2] or "0"


def is_pixel(case: Case, cell: Cell) -> bool:
    return all(index in inside(own) for index, own in zip(cell, case.image))


@settings(max_examples=100, deadline=None)
@given(cases(1, 3, longest=3, outputs=NEARBY), st.data())
def test_each_covered_cell_bears_its_index_and_the_entry_that_meets_it(
    case: Case, data: st.DataObject
) -> None:
    outputs = case.outputs()
    assume(outputs)
    at = data.draw(st.sampled_from(outputs))
    expected, names = laid(case, at), letters(case)
    assume(expected)
    for picture in both(f"{case.line} at={','.join(map(str, at))}", "overlay"):
        assert len(picture.of("index")) == len(picture.of("entry")) == len(expected)
        assert len(picture.cards) == len(expected)
        for role in ("index", "entry", "value"):
            found = {}
            for label in picture.of(role):
                place = picture.place(label, "image", "outside")
                cell = picture.index(place, len(at), case.axes)
                assert (place.role == "image") == is_pixel(case, cell)
                found[cell] = label.text
            if role == "index":
                assert found == {cell: bracketed(cell) for cell in expected}
            elif role == "entry":
                assert found == {cell: names[entry] for cell, entry in expected.items()}
            else:
                hanging = [cell for cell in expected if not is_pixel(case, cell)]
                assert found == {cell: beyond(case, cell) for cell in hanging}
        read = [picture.index(picture.place(label, "image", "outside"), len(at), case.axes)
                for label in picture.of("entry")]  # fmt: skip
        assert read == sorted(read, key=case.written_at)


@settings(max_examples=40, deadline=None)
@given(cases(1, 3, longest=4))
def test_the_kernel_bears_its_indices_and_then_its_entries(case: Case) -> None:
    names = letters(case)
    for picture in both(case.line, "kernel"):
        for role, expected in (
            ("index", {cell: bracketed(cell) for cell in names}),
            ("entry", names),
        ):
            found = {
                picture.index(picture.place(label, "kernel"), len(case.kernel), case.axes): (
                    label.text
                )
                for label in picture.of(role)
            }
            assert found == expected


@settings(max_examples=40, deadline=None)
@given(cases(1, 3, longest=6))
def test_the_corner_bears_the_index_of_each_pixel_up_to_the_last(case: Case) -> None:
    expected = set(product(*[list(inside(own))[-(len(inside(own)) // 2 + 1) :]
                             for own in case.image]))  # fmt: skip
    for picture in both(case.line, "corner"):
        found = {
            picture.index(picture.place(label, "image"), len(case.image), case.axes): label.text
            for label in picture.of("index")
        }
        assert found == {cell: bracketed(cell) for cell in expected}


@settings(max_examples=40, deadline=None)
@given(cases(1, 3, longest=3))
def test_the_kernel_is_flipped_about_one_axis_after_the_other(case: Case) -> None:
    size = len(case.kernel)
    names = letters(case)
    # The axes in the order in which they are flipped: along the rows, then down, then through.
    turns = {1: [0], 2: [0, 1], 3: [0, 1, 2]}[size]
    if case.axes == "row,column" and size > 1:
        turns[:2] = [1, 0]
    expected = []
    for step in range(size + 1):
        for cell in cells(case, case.kernel):
            turned = list(cell)
            for axis in turns[:step]:
                low, high = case.kernel[axis]
                turned[axis] = low + high - cell[axis]
            expected.append(names[tuple(turned)])
    for picture in both(case.line, "flip"):
        labels = picture.of("entry")
        assert [label.text for label in labels] == expected
        # Each stands in a cell of its own, and the cells follow each other as they are read.
        places = [picture.place(label, "kernel") for label in labels]
        assert places == [place for place in picture.places if place.role == "kernel"]
        assert places == sorted(places, key=reading)


def reading(place: Place) -> tuple[int, float, float]:
    return place.board, place.y, place.x


@settings(max_examples=40, deadline=None)
@given(valued(words=NUMBERS, always=True))
def test_values_stand_in_their_cells(problem: Valued) -> None:
    case = problem.case
    assume(case.outputs())
    assert problem.image is not None
    assert problem.kernel is not None
    for picture in both(problem.line, "arrays"):
        for role, label_role, values in (
            ("image", "value", problem.image), ("kernel", "entry", problem.kernel)
        ):  # fmt: skip
            found = {}
            for label in picture.of(label_role):
                cell = picture.index(picture.place(label, role), len(case.image), case.axes)
                found[cell] = Fraction(label.text)
            assert found == {cell: Fraction(word) for cell, word in values.items()}


@settings(max_examples=40, deadline=None)
@given(valued(words=NUMBERS, always=True), st.data())
def test_the_overlay_shows_the_two_numbers_that_are_multiplied(
    problem: Valued, data: st.DataObject
) -> None:
    case = problem.case
    outputs = case.outputs()
    assume(outputs)
    at = data.draw(st.sampled_from(outputs))
    assert problem.image is not None
    assert problem.kernel is not None
    met = laid(case, at)
    assume(met)
    pixels = {}
    for cell in met:
        pixel = case.pixel(cell)
        pixels[cell] = Fraction(beyond(case, cell) if pixel is None else problem.image[pixel])
    entries = {cell: Fraction(problem.kernel[entry]) for cell, entry in met.items()}
    beside = {cell: Fraction(word) for cell, word in problem.image.items() if cell not in met}
    for picture in both(f"{problem.line} at={','.join(map(str, at))}", "overlay"):
        for role, expected in (("value", pixels), ("entry", entries), ("pixel", beside)):
            found = {}
            for label in picture.of(role):
                place = picture.place(label, "image", "outside")
                found[picture.index(place, len(at), case.axes)] = Fraction(label.text)
            assert found == expected


def other_operation(case: Case) -> Case:
    """The operation that this one is mistaken for, as the pictures of both show it."""
    other = {"conv": "xcorr", "transposed": "correlate"}.get(case.operation, "conv")
    return case._replace(operation=other)


def role_of(case: Case) -> str:
    return "conv" if case.operation in ("conv", "transposed") else "xcorr"


@settings(max_examples=60, deadline=None)
@given(cases(1, 2, longest=4, outputs=NEARBY), st.data())
def test_the_frames_of_both_patches_reach_from_their_first_to_their_last_index(
    case: Case, data: st.DataObject
) -> None:
    outputs = case.outputs()
    assume(outputs)
    at = data.draw(st.sampled_from(outputs))
    assume(laid(case, at))
    across = 1 if case.axes == "row,column" and len(at) == 2 else 0
    for picture in both(f"{case.line} at={','.join(map(str, at))}", "patches"):
        swatches = 2  # of the legend
        assert len(picture.frames) == 2 + swatches
        for each in (case, other_operation(case)):
            frame = next(frame for frame in picture.frames if frame.role == role_of(each))
            met = laid(each, at)
            for axis in range(len(at)):
                found = [
                    int(label.text)
                    for label in picture.of("axis")
                    if label.anchor == ("middle" if axis == across else "end")
                    and (
                        frame.x < label.x < frame.x + frame.width
                        if axis == across
                        else frame.y < label.y < frame.y + frame.height
                    )
                ]
                reached = [cell[axis] for cell in met]
                assert found == list(range(min(reached), max(reached) + 1))


@settings(max_examples=40, deadline=None)
@given(cases(1, 2, longest=4, outputs=("full", "same")))
def test_each_output_shows_the_part_of_the_image_that_it_comes_from(case: Case) -> None:
    size = len(case.image)
    outputs = case.outputs()
    assume(outputs)
    other = other_operation(case)
    assume(other.outputs())
    across = 1 if case.axes == "row,column" and size == 2 else 0
    columns = inside(case.image[across])
    rows = inside(case.image[1 - across]) if size == 2 else range(1)
    for picture in both(case.line, "outputs"):
        seen: dict[str, list[Cell]] = {"conv": [], "xcorr": []}
        for place in picture.places:
            if place.role != "output":
                continue
            at = picture.index(place, size, case.axes)
            heading = max(  # above it, as maps that are wide stand below each other
                (
                    label for label in picture.of("conv", "xcorr")
                    if label.x < place.x and label.y < place.y
                ),
                key=lambda label: (label.y, label.x),
            )  # fmt: skip
            each = case if role_of(case) == heading.role else other
            seen[heading.role].append(at)
            within = [p for p in picture.places if p != place and holds(place, p)]
            image = next(p for p in within if p.role == "image")
            found = set()
            for part in within:
                if part.role == f"{heading.role}-part":
                    found |= set(product(
                        shares(part.x - image.x, part.width, image.width, columns),
                        shares(part.y - image.y, part.height, image.height, rows),
                    ))  # fmt: skip
            met = [
                {each.stands_for(axis, i) for i, _ in each.met(axis, at[axis])} - {None}
                for axis in range(size)
            ]
            down = met[1 - across] if size == 2 else range(1)
            assert found == set(product(met[across], down))
        for each in (case, other):
            assert seen[role_of(each)] == each.outputs()


def holds(outer: Place, inner: Place) -> bool:
    x, y = inner.middle
    return outer.x < x < outer.x + outer.width and outer.y < y < outer.y + outer.height


def shares(start: float, length: float, whole: float, indices: range) -> range:
    """Which indices a part of a small image covers."""
    unit = whole / len(indices)
    first, count = start / unit, length / unit
    assert abs(first - round(first)) + abs(count - round(count)) < 0.05
    return indices[round(first) : round(first) + round(count)]


@pytest.mark.parametrize(
    ("line", "picture", "crop"),
    [
        ("conv at=1,1", "worked", None),
        ("conv at=1,1", "patches", None),
        ("conv", "outputs", None),
        ("xcorr image=5 kernel=2", "outputs", None),
        (r"conv image=9x9 kernel=5x5 names=\phi,\Omega,\Psi at=1,1", "overlay", "0..3,0..3"),
        ("conv image=4x3x2 kernel=2x2x2 at=0,0,0", "patches", None),
        ("conv image=100000..100005 kernel=3 at=100002", "overlay", None),
        ('conv image=4 kernel="[w_1 w_2 {\\sigma}]" at=1', "overlay", None),
    ],
)
def test_both_writers_say_the_same(line: str, picture: str, crop: str | None) -> None:
    for read in both(line, picture, crop):
        assert read.labels


def test_a_crop_shows_the_patch_with_the_right_indices() -> None:
    for picture in both("conv image=9x9 kernel=5x5 at=1,1", "overlay", "0..3,-1..2"):
        found = {
            picture.index(picture.place(label, "image"), 2): label.text
            for label in picture.of("index")
        }
        shown = product(range(4), range(-1, 3))
        assert found == {cell: bracketed(cell) for cell in shown}


def test_an_output_between_the_pixels_of_a_transposed_convolution_has_no_patch() -> None:
    line = "transposed image=3 kernel=1 stride=2"
    for read in both(f"{line} at=1", "overlay", None):
        assert [label.text for label in read.of("axis")] == ["-1", "0", "1"]
        assert not read.of("entry")
    problem = Problem.parse(f"{line} at=1")
    assert make(problem, "overlay").description.endswith(
        "the kernel h meets no pixel: each of its entries falls between two of them."
    )
    assert "y[1] from no pixel" in make(problem, "patches").description
    assert len(make_series(Problem.parse(line), "frames")) == 5
    with pytest.raises(OutputError, match="does not show the patch"):
        make(Problem.parse("conv image=9 kernel=3 at=0"), "overlay", "3..4")


def test_an_operation_without_outputs_is_named_beside_the_other() -> None:
    # 3m = 0 for the one, and -2 for the other.
    problem = Problem.parse("conv image=1..1 kernel=0..0 stride=3 offset=1")
    words = make(problem, "outputs").description
    assert words.endswith("Convolution: index 0. For cross-correlation there is no output.")
    assert "Cross-correlation: no output" in draw(problem, "outputs")
    other = Problem.parse("correlate image=0..0 kernel=1..1 stride=2 offset=0")
    with pytest.raises(OutputError, match=r"no output .* another stride="):
        make(other, "outputs")


def test_words_say_what_is_beyond_the_edge() -> None:
    line = "conv image=5 kernel=3 at=2 boundary="
    for boundary, words in (
        ("zero", "1 entry hangs over the edge, where the image is 0."),
        ("mirror", "beyond which the image is mirrored, and its last pixel is not repeated."),
    ):
        assert words in make(Problem.parse(line + boundary), "overlay").description
