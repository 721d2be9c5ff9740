"""Boundaries: the pixel an index stands for, the words of libraries, and what is refused."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BOUNDARIES as WORDS
from strategies import Case

from symconv.errors import ProblemError, ScalarError
from symconv.model.boundaries import BOUNDARIES, find, parse_boundary
from symconv.model.problem import Problem
from symconv.model.tree import Number, Symbol

NUMPY = {"nearest": "edge", "wrap": "wrap", "symmetric": "symmetric", "mirror": "reflect"}
MOVING = ("wrap", "symmetric", "mirror")
LIBRARIES = {
    "SciPy ndimage": {
        "constant": "zero", "grid-constant": "zero", "nearest": "nearest", "wrap": "wrap",
        "grid-wrap": "wrap", "mirror": "mirror", "grid-mirror": "symmetric",
    },
    "SciPy signal": {"fill": "zero", "wrap": "wrap", "symm": "symmetric"},
    "NumPy": {"constant": "zero", "edge": "nearest", "symmetric": "symmetric", "wrap": "wrap"},
    "OpenCV": {
        "BORDER_CONSTANT": "zero", "BORDER_REPLICATE": "nearest", "BORDER_WRAP": "wrap",
        "BORDER_REFLECT": "symmetric", "BORDER_REFLECT_101": "mirror", "BORDER_DEFAULT": "mirror",
    },
    "PyTorch": {"zeros": "zero", "replicate": "nearest", "circular": "wrap"},
    "MATLAB": {"replicate": "nearest", "circular": "wrap", "symmetric": "symmetric"},
    "TensorFlow": {"CONSTANT": "zero", "SYMMETRIC": "symmetric"},
}  # fmt: skip
ENDS = st.tuples(st.integers(-5, 5), st.integers(1, 7)).map(lambda p: (p[0], p[0] + p[1] - 1))


@settings(deadline=None)
@given(ENDS, st.integers(-60, 60), st.sampled_from(sorted(NUMPY)))
def test_an_index_stands_for_the_pixel_that_numpy_puts_there(
    ends: tuple[int, int], index: int, name: str
) -> None:
    lower, upper = ends
    row = numpy.pad(numpy.arange(lower, upper + 1), 70, mode=NUMPY[name])  # type: ignore[call-overload]
    assert find(name).pixel(index, lower, upper) == row[index - lower + 70]


@settings(deadline=None)
@given(ENDS, st.integers(-60, 60), st.sampled_from(WORDS))
def test_an_index_stands_for_what_a_row_laid_out_again_and_again_has(
    ends: tuple[int, int], index: int, word: str
) -> None:
    case = Case("conv", (ends,), ((0, 0),), (1,), (1,), (0,), "column,row", "image", "full", word)
    assert parse_boundary(word).pixel(index, *ends) == case.stands_for(0, index)


@pytest.mark.parametrize("name", sorted(NUMPY))
def test_in_an_image_of_one_pixel_every_index_is_that_pixel(name: str) -> None:
    assert {find(name).pixel(index, 3, 3) for index in range(-20, 20)} == {3}


@settings(deadline=None)
@given(ENDS, st.integers(-60, 60), st.sampled_from(MOVING))
def test_moved_indices_stand_for_the_same_pixel(
    ends: tuple[int, int], index: int, name: str
) -> None:
    boundary = find(name)
    for sign, shift in boundary.same(*ends):
        assert isinstance(shift, int)
        assert boundary.pixel(sign * index + shift, *ends) == boundary.pixel(index, *ends)


@settings(deadline=None)
@given(st.tuples(st.integers(-5, 5), st.integers(2, 6)), st.sampled_from(MOVING))
def test_the_moves_alone_lead_from_every_index_to_one_pixel(
    place: tuple[int, int], name: str
) -> None:
    lower, upper = place[0], place[0] + place[1] - 1
    boundary = find(name)
    for start in range(lower - 20, upper + 21):
        seen, waiting = {start}, [start]
        while waiting:
            index = waiting.pop()
            for sign, shift in boundary.same(lower, upper):
                assert isinstance(shift, int)
                for moved in (sign * index + shift, sign * (index - shift)):
                    if lower - 40 <= moved <= upper + 40 and moved not in seen:
                        seen.add(moved)
                        waiting.append(moved)
        inside = {index for index in seen if lower <= index <= upper}
        assert inside == {boundary.pixel(start, lower, upper)}


@pytest.mark.parametrize(
    ("word", "name"),
    [(word, name) for words in LIBRARIES.values() for word, name in words.items()],
)
def test_the_words_of_libraries_are_understood(word: str, name: str) -> None:
    assert str(parse_boundary(word)) == name
    assert str(Problem.parse(f"conv boundary={word}").boundary) == name


def test_no_word_has_two_meanings() -> None:
    words = [word for boundary in BOUNDARIES for word in (boundary.name, *boundary.words)]
    assert len(words) == len(set(words))
    assert "reflect" not in words
    assert all(word == word.lower() for word in words)


@pytest.mark.parametrize("word", ["reflect", "REFLECT", "Reflect"])
def test_reflect_is_refused_because_libraries_mean_opposite_things(word: str) -> None:
    with pytest.raises(ProblemError) as caught:
        Problem.parse(f"conv boundary={word}")
    message = str(caught.value)
    assert f"'boundary={word}'" in message
    for said in ("SciPy", "NumPy", "PyTorch", "boundary=symmetric", "boundary=mirror"):
        assert said in message


@pytest.mark.parametrize(
    ("text", "written", "constant"),
    [
        ("constant:2", "constant:2", Number(2)),
        ("grid-constant: 2", "constant:2", Number(2)),
        ("constant:c", "constant:c", Symbol("c")),
        ("BORDER_CONSTANT:w_1", "constant:w_{1}", Symbol("w", "1")),
        (r"constant:{\frac{2}{4}}", r"constant:{\frac{2}{4}}", None),
        (r"constant:{\sqrt{2}}", r"constant:{\sqrt{2}}", None),
        ("constant:0", "zero", Number(0)),
        ("constant:0.0", "zero", Number(0)),
        ("constant", "zero", Number(0)),
        ("zeros", "zero", Number(0)),
    ],
)
def test_constants_are_exact_scalars_and_nothing_is_zero(
    text: str, written: str, constant: Number | Symbol | None
) -> None:
    problem = Problem.parse(f'conv boundary="{text}"')
    assert str(problem.boundary) == written
    assert constant in (None, problem.boundary.constant)
    assert Problem.parse(str(problem)) == problem


def test_fractions_and_decimals_stay_as_they_are() -> None:
    assert str(parse_boundary("constant:1/2")) == "constant:1/2"
    assert str(parse_boundary("constant:0.5")) == "constant:0.5"


BAD = [
    ("boundary=blur", ProblemError, "'boundary=blur' is not known: use one of zero, constant:1/2"),
    ("boundary=constant:", ProblemError, "no value behind the colon"),
    ("boundary=constant:blur", ScalarError, "'boundary=constant:blur' gives no constant: 'blur'"),
    ("boundary=constant:1/0", ScalarError, "divides by zero"),
    ("boundary=nearest:2", ProblemError, "takes no value: write boundary=nearest"),
    ("boundary=valid output=full", ProblemError, "valid outputs only: leave out 'output=full'"),
    ("boundary=constant:x", ProblemError, "the value x at the boundary is also the name"),
    ("boundary=constant:y", ProblemError, "the value y at the boundary is also the name"),
    ("boundary=constant:N image=NxN@corner", ProblemError, "N at the boundary is also a size"),
    ("entries=letters boundary=constant:c", ProblemError, "both an entry and the boundary's value"),
]


@pytest.mark.parametrize(("words", "kind", "said"), BAD)
def test_what_is_refused_says_what_to_write(
    words: str, kind: type[ProblemError], said: str
) -> None:
    with pytest.raises(kind) as caught:
        Problem.parse(f"conv {words}").entry_letters()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_letter_of_the_boundary_makes_the_entries_indexed() -> None:
    letters, note = Problem.parse("conv boundary=constant:c").entry_letters()
    assert letters == ()
    assert "the letter c would be both an entry and the boundary's value" in note


@pytest.mark.parametrize("word", ["valid", "none"])
def test_nothing_beyond_the_edge_leaves_the_valid_outputs(word: str) -> None:
    assert str(Problem.parse(f"conv boundary={word}")) == str(Problem.parse("conv output=valid"))
    assert Problem.parse(f"conv boundary={word} output=valid").output == "valid"
