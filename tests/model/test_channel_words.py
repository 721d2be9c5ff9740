"""The words channels, groups and batch: read, written, their letters, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import OutputError, Problem, ProblemError
from symconv.model.channels import NONE, NOTHING, Channels, depthwise, leading, spatial_only
from symconv.model.index import put
from tests.strategies import Channelled, channelled

NAMES = ("x,h,y", "f,c,b", r"\beta,h,c", "b,f,c")


@settings(max_examples=80)
@given(channelled(), st.sampled_from(NAMES), st.booleans(), st.data())
def test_a_line_is_read_back_as_it_was_written(
    found: Channelled, names: str, lettered: bool, data: st.DataObject
) -> None:
    line = f"{found.line} names={names}"
    size, (_, kernel, output) = len(found.case.image), found.shapes
    summed = len(kernel) - bool(found.outputs)
    if lettered:
        letters = "uvwpqrstkgdz"[: len(output) + 2 * size + summed]
        first = len(output) + size
        line += f" indices={','.join(letters[:first])};{','.join(letters[first:])}"
    places = found.outputs_in_order()
    if places:
        line += f" at={','.join(map(str, data.draw(st.sampled_from(places))))}"
    problem = Problem.parse(line)
    assert Problem.parse(str(problem)) == problem
    assert str(Problem.parse(str(problem))) == str(problem)
    letters_ = (*problem.channels.letters, *problem.indices, *problem.sums, *names.split(","))
    assert len(set(letters_)) == len(letters_)
    assert len(problem.output_letters) == len(output) + size


@settings(max_examples=60)
@given(channelled())
def test_leading_indices_are_those_of_the_definition(found: Channelled) -> None:
    problem = Problem.parse(found.line)
    tied = problem.leading
    image, kernel, output = found.shapes
    assert (tied.image_shape, tied.kernel_shape) == (image, kernel)
    assert tuple(loop.length for loop in tied.outputs) == output
    assert (len(tied.image), len(tied.kernel)) == (len(image), len(kernel))
    for at in {found.split(at)[0] for at in found.outputs_in_order()}:
        assert tied.cells(at) == found.leads(at)
        assert tied.summed == len(found.leads(at))


def test_nothing_is_written_where_nothing_is_given() -> None:
    problem = Problem.parse("conv")
    assert problem.channels == NONE == Channels()
    assert problem.leading is NOTHING
    assert problem.numeric
    assert "channels" not in str(problem)
    assert str(Problem.parse("conv groups=1")) == str(problem)


def test_counts_may_be_letters() -> None:
    problem = Problem.parse("conv channels=C,F batch=N")
    assert not problem.numeric
    assert str(problem) == "conv image=7x7 kernel=3x3 channels=C,F batch=N"
    (summed,) = problem.leading.sums
    assert str(summed.last) == "C - 1"
    with pytest.raises(ProblemError, match="the size m is also the name of an index"):
        Problem.parse("conv channels=m")


def test_the_channel_of_a_group_follows_from_the_output_channel() -> None:
    tied = leading(Channels(6, 4, 2, None, ("f", "c")))
    (image,) = tied.image
    assert [[put(image, {"f": f, "c": c}) for c in range(3)] for f in range(4)] == [
        [0, 1, 2], [0, 1, 2], [3, 4, 5], [3, 4, 5]
    ]  # fmt: skip


def test_depthwise_adds_no_channels_up() -> None:
    assert not depthwise(Channels(1, 4))
    for groups, filters, letters in ((3, 3, "c"), (3, 6, "f")):
        channels = Problem.parse(f"conv channels=3,{filters} groups={groups}").channels
        assert depthwise(channels)
        assert channels.letters == (letters,)
        assert leading(channels).sums == ()


def test_pictures_pages_and_exercises_refuse_them() -> None:
    problem = Problem.parse("conv channels=4,8 groups=2 batch=3")
    with pytest.raises(OutputError, match="leave out 'channels=4,8 groups=2 batch=3'"):
        spatial_only(problem.channels, "a picture shows")
    spatial_only(Problem.parse("conv").channels, "a picture shows")


REFUSED = [
    ("channels=0", "'channels=0' is not positive: use 1, 2, 3"),
    ("channels=-3", "'channels=-3' is not positive"),
    ("channels=3,0", "'channels=3,0' is not positive"),
    ("channels=1,2,3", "gives 3 numbers: write the number of input channels, or input and output"),
    ("channels=a+1", "'channels=a+1' is not positive: use 1, 2, 3, … or one letter"),
    ("channels=2.5", "'2.5' is not a number for channels"),
    ("channels=,", "is not a number for channels"),
    ("channels=9999999", "'channels=9999999' is too many"),
    ("batch=0", "'batch=0' is not positive"),
    ("batch=2,2", "'2,2' is not a number for batch"),
    ("groups=2", "'groups=2' needs the numbers of input and output channels"),
    ("channels=4 groups=2", "'groups=2' needs the numbers of input and output channels"),
    ("channels=4,8 groups=3", "'groups=3' does not divide 'channels=4,8'"),
    ("channels=4,6 groups=4", "both numbers must be multiples of 4"),
    ("channels=C,8 groups=2", "needs numbers of channels, not letters as in 'channels=C,8'"),
    ("channels=4,8 groups=G", "'groups=G' is a letter: give a number"),
    ("channels=3 at=0,1,1", "'[0,1,1]' has 3 indices, but the output has 2 indices: write at=m,n"),
    ("channels=3,4 at=1,1", "'[1,1]' has 2 indices, but the output has 3 indices: write at=f,m,n"),
    ("batch=2 at=1", "write at=b,m,n with numbers"),
    ("channels=3,4 indices=m;i", "must name 3 output and 3 sum indices: indices=f,m,n;c,i,j"),
    ("channels=3 indices=m,n;c,i,i", "the index i is used twice"),
    ("channels=3 indices=m,n;x,i,j", "x is the name of an array and of an index"),
    ('channels=3 kernel="[1 2; 3 4]"', "are too few for the kernel, which needs the shape (3,H,W)"),
    ('batch=3 image="[1 2 3]"', "are too few for the image, which needs the shape (3,W)"),
]


@pytest.mark.parametrize(("words", "says"), REFUSED, ids=[words for words, _ in REFUSED])
def test_what_cannot_be_is_refused(words: str, says: str) -> None:
    with pytest.raises(ProblemError) as caught:
        Problem.parse(f"conv {words}")
    assert says in str(caught.value)


def test_entries_are_indexed_and_letters_are_refused() -> None:
    problem = Problem.parse("conv image=2x2 kernel=1x2 channels=2")
    assert problem.entry_letters() == ((), "")
    with pytest.raises(ProblemError, match="entries=letters is not clear with channels"):
        Problem.parse("conv channels=3 entries=letters").entry_letters()
    letters, note = Problem.parse("conv image=5 kernel=3 batch=2").entry_letters()
    assert letters == ()
    assert "the letter b would be both an entry and an index" in note
    letters, note = Problem.parse("conv image=5 kernel=3 batch=2 indices=u,m;i").entry_letters()
    assert "".join(letter.name for letter in letters) == "abc"
