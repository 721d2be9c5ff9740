"""The problem line: read, written, refused; and names that must stay apart."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from strategies import Case, Valued, cases, lines, rubbish, valued

from symconv.derive.elements import Elements
from symconv.errors import ProblemError, SymconvError
from symconv.model.arrays import Interval
from symconv.model.problem import OPTIONS, Problem, tokens
from symconv.model.tree import Number, Symbol


@settings(max_examples=300, deadline=None)
@given(lines())
def test_a_problem_is_read_back_from_its_own_line_which_is_canonical(line: str) -> None:
    problem = Problem.parse(line)
    assert Problem.parse(str(problem)) == problem
    assert str(Problem.parse(str(problem))) == str(problem)
    assert "\n" not in str(problem)


@settings(max_examples=150, deadline=None)
@given(cases(1, 4))
def test_every_number_of_a_line_is_read_as_it_is_written(case: Case) -> None:
    problem = Problem.parse(case.line)
    assert problem.operation.name == case.operation
    assert problem.image.support == case.image
    assert problem.kernel.support == case.kernel
    assert (problem.stride, problem.dilation, problem.offset) == case[3:6]
    assert (problem.axes, problem.over, problem.output) == (case.axes, case.over, case.output)
    assert problem.at is None


@settings(max_examples=150, deadline=None)
@given(valued())
def test_every_value_stands_at_its_own_cell(drawn: Valued) -> None:
    problem = Problem.parse(drawn.line)
    for array, words in ((problem.image, drawn.image), (problem.kernel, drawn.kernel)):
        for cell, word in (words or {}).items():
            value = array.value(cell, problem.order)
            if isinstance(value, Number):
                text = {r"{\frac{1}{3}}": "1/3", r"{\frac{2}{4}}": "1/2", r"{-\frac12}": "-1/2"}
                assert value.value == Fraction(text.get(word, word))
            elif isinstance(value, Symbol):
                assert value.name + ("_" if value.subscript else "") + value.subscript == (
                    word.strip("{}")
                )
            else:
                assert value is not None
                assert "{" + value.latex + "}" == word


# Every example line of the contract, and what it means.
CONTRACT = [
    ("conv image=7x7 kernel=3x3", [(-3, 3)] * 2, [(-1, 1)] * 2),
    ("xcorr image=7x7 kernel=3x3 at=-1,-1", [(-3, 3)] * 2, [(-1, 1)] * 2),
    (
        "correlate image=0..5,0..5 kernel=0..2,0..2 stride=2 dilation=1 offset=1 boundary=zero",
        [(0, 5)] * 2,
        [(0, 2)] * 2,
    ),
    ('conv image=5 kernel="[1 2 1]"', [(-2, 2)], [(-1, 1)]),
    ('conv image=7x7 kernel="[1 0 -1; 2 0 -2; 1 0 -1]"', [(-3, 3)] * 2, [(-1, 1)] * 2),
    ("conv image=4x7@corner", [(0, 3), (0, 6)], [(-1, 1)] * 2),
    ("conv image=4x2", [(-2, 1), (-1, 0)], [(-1, 1)] * 2),
    ('conv kernel="[1 2 1]@corner" image=5', [(-2, 2)], [(0, 2)]),
    ('conv kernel="[1 2 1]@-1" image=5', [(-2, 2)], [(-1, 1)]),
    ('conv kernel="[1 2; 3 4]@0,-1"', [(-3, 3)] * 2, [(0, 1), (-1, 0)]),
    ('conv kernel="[1 2 1;]"', [(-3, 3)] * 2, [(-1, 1), (0, 0)]),
    ("conv", [(-3, 3)] * 2, [(-1, 1)] * 2),
    ("", [(-3, 3)] * 2, [(-1, 1)] * 2),
]


@pytest.mark.parametrize(("line", "image", "kernel"), CONTRACT)
def test_the_lines_of_the_contract_mean_what_it_says(
    line: str, image: list[tuple[int, int]], kernel: list[tuple[int, int]]
) -> None:
    problem = Problem.parse(line)
    assert list(problem.image.support) == image
    assert list(problem.kernel.support) == kernel
    assert Problem.parse(str(problem)) == problem


def test_the_defaults_are_those_of_the_article() -> None:
    assert str(Problem.parse("")) == "conv image=7x7 kernel=3x3"
    problem = Problem.parse("conv")
    assert (problem.image.name, problem.kernel.name, problem.output_name) == ("x", "h", "y")
    assert (problem.indices, problem.sums) == (("m", "n"), ("i", "j"))
    assert (problem.stride, problem.dilation, problem.offset) == ((1, 1), (1, 1), (0, 0))
    assert (problem.output, str(problem.boundary), problem.axes) == ("full", "zero", "column,row")
    overs = [Problem.parse(line).over for line in ("conv", "xcorr", "correlate")]
    assert overs == ["image", "image", "kernel"]


def test_more_axes_are_named_m_n_o_and_i_j_l() -> None:
    problem = Problem.parse("conv image=3x3x3 kernel=1x1x1")
    assert (problem.indices, problem.sums) == (("m", "n", "o"), ("i", "j", "l"))


def test_symbolic_bounds_are_kept() -> None:
    problem = Problem.parse("conv image=-K..K,-K..K kernel=-k..k,-k..k")
    assert str(problem) == "conv image=-K..K,-K..K kernel=-k..k,-k..k"
    assert not problem.numeric
    lower, upper = problem.image.support[0]
    assert (str(lower), str(upper)) == ("-K", "K")


def test_what_is_the_default_is_left_out_of_the_canonical_line() -> None:
    line = (
        "conv image=-3..3,-3..3 kernel=3x3 stride=1 dilation=1,1 offset=0 boundary=zero "
        "axes=column,row names=x,h,y indices=m,n;i,j output=full sum=image"
    )
    assert str(Problem.parse(line)) == "conv image=7x7 kernel=3x3"


TOKENS = [
    ("", []),
    ("   ", []),
    ("conv  image=5\tkernel=3", ["conv", "image=5", "kernel=3"]),
    ('kernel="[1 2 1]" at=1', ["kernel=[1 2 1]", "at=1"]),
    ("kernel='[1 2 1]'", ["kernel=[1 2 1]"]),
    ('"kernel=[1 2 1]"', ["kernel=[1 2 1]"]),
    ("kernel=[1 2; 3 4]@0,-1 at=1", ["kernel=[1 2; 3 4]@0,-1", "at=1"]),
    (r"kernel=[{\frac{1}{ 2 }} 2]", [r"kernel=[{\frac{1}{ 2 }} 2]"]),
    ("image=\"file:a 'b'.csv\"", ["image=file:a 'b'.csv"]),
    ('""', [""]),
]


@pytest.mark.parametrize(("line", "words"), TOKENS)
def test_a_line_is_split_at_blanks_outside_quotes_and_brackets(
    line: str, words: list[str]
) -> None:
    assert tokens(line) == words


# (line, what the message must quote)
BAD = [
    ("convolve image=7x7", "'convolve'"),
    ("Conv", "'Conv'"),
    ("conv image=0x3", "'0x3'"),
    ("conv image=3x", "'3x'"),
    ("conv image=-1x3", "'-1x3'"),
    ("conv image=x3", "'x3'"),
    ("conv image=3×3", "'3×3'"),
    ("conv image=3.5x3", "'3.5x3'"),
    ("conv image=7x7@", "'7x7@'"),
    ("conv image=7x7@middle", "'@middle'"),
    ("conv image=7x7@1", "'@1'"),
    ("conv image=NxN", "'NxN'"),
    ("conv image=3..1", "'3..1'"),
    ("conv image=1..2..3", "'1..2..3'"),
    ("conv image=a..", "'a..'"),
    ("conv image=0..2**3", "'2**3'"),
    ('conv kernel="[1 2; 3]"', "'[1 2; 3]'"),
    ('conv kernel="[]"', "'[]'"),
    ('conv kernel="[;]"', "'[;]'"),
    ('conv kernel="[1 2"', "'[1 2'"),
    ("conv kernel=[1 2", "'conv kernel=[1 2'"),
    ('conv kernel="[1 2', "'conv kernel="),
    ('conv kernel="[1 {2]"', "'[1 {2]'"),
    ('conv kernel="[1 two 3]" image=5', "'two'"),
    ('conv kernel="[1 nan 3]" image=5', "'nan'"),
    ('conv kernel="[1 inf 3]" image=5', "'inf'"),
    ('conv kernel="[1 -inf 3]" image=5', "'-inf'"),
    ('conv kernel="[1 1/0 3]" image=5', "'1/0'"),
    ('conv kernel="[1 0x10 3]" image=5', "'0x10'"),
    ('conv kernel="[1 1e9999 3]" image=5', "'1e9999'"),
    ('conv kernel="[1 1e999 3]" image=5', "'1e999'"),
    (r'conv kernel="[1 \frac12 3]" image=5', r"\frac12"),
    (r'conv kernel="[1 {\input{x}} 3]" image=5', r"'\input{x}'"),
    (r'conv kernel="[1 {\write18} 3]" image=5', r"'\write18'"),
    ("conv image=7x7 at=1", "'[1]'"),
    ("conv image=7x7 at=1,2,3", "'[1,2,3]'"),
    ("conv image=7x7 at=1.5,2", "'at=1.5,2'"),
    ("conv image=7x7 at=m,n", "'at=m,n'"),
    ("conv image=7x7 at=", "'at='"),
    ("conv image=7x7 image=5x5", "'image'"),
    ("conv size=7x7", "'size'"),
    ("conv 7x7", "'7x7'"),
    ("conv image=7 kernel=3x3", "'7'"),
    ("conv image=2x2x2x2x2x2x2 kernel=1x1x1x1x1x1x1", "'2x2x2x2x2x2x2'"),
    ("conv stride=0", "'stride=0'"),
    ("conv stride=-1", "'stride=-1'"),
    ("conv stride=s+1", "'stride=s+1'"),
    ("conv dilation=0,1", "'dilation=0,1'"),
    ("conv stride=1,2,3", "'stride=1,2,3'"),
    ("conv stride=1.5", "'1.5'"),
    ("conv offset=half", "'half'"),
    ("conv boundary=reflect", "'boundary=reflect'"),
    ("conv axes=row", "'axes=row'"),
    ("conv sum=output", "'sum=output'"),
    ("conv entries=roman", "'entries=roman'"),
    ("conv output=all", "'output=all'"),
    ("conv output=0..3", "'output=0..3'"),
    ("conv names=x,h", "'names=x,h'"),
    ("conv names=x,x,y", "'names=x,x,y'"),
    (r"conv names=\input,h,y", r"'\input'"),
    (r"conv names=\write18,h,y", r"'\write18'"),
    ("conv names=xx,h,y", "'xx'"),
    ("conv names=é,h,y", "'é'"),
    ("conv names=1,h,y", "'1'"),
    ("conv indices=m,n", "'indices=m,n'"),
    ("conv indices=m;i,j", "'indices=m;i,j'"),
    ("conv indices=m,n;i,%", "'%'"),
    ('conv at="1\n1"', r"'at=1\n1'"),
    ('conv "im\nage=3"', r"'im\nage'"),
    ("conv image=file:", "''"),
    ("conv image=file:none.csv", "'none.csv'"),
    ("conv image=file:picture.png", "'picture.png'"),
    ("conv image=file:a\0b.csv", r"'a\x00b.csv'"),
]


@pytest.mark.parametrize(("line", "quoted"), BAD)
def test_bad_input_is_refused_on_one_line_that_quotes_it(line: str, quoted: str) -> None:
    with pytest.raises(SymconvError) as caught:
        Problem.parse(line)
    message = str(caught.value)
    assert quoted in message
    assert message.isprintable()


def read(line: str) -> Problem | str:
    """The problem, or the message that refuses it; any other error is the test's failure."""
    try:
        return Problem.parse(line)
    except SymconvError as error:
        return str(error)


@settings(max_examples=500, deadline=None)
@given(rubbish())
def test_whatever_is_written_is_read_or_refused_on_one_short_line(line: str) -> None:
    found = read(line)
    if isinstance(found, str):
        assert found.isprintable()
        assert len(found) < 500
    else:
        assert Problem.parse(str(found)) == found


def test_an_output_is_asked_for_with_integers_only() -> None:
    problem = Problem.parse("conv")
    assert problem.placed((1, 1)).at == (1, 1)
    assert problem.placed((1, 1)).placed(None) == problem
    with pytest.raises(ProblemError, match=r"'\[1.5,0\]' is not made of integers"):
        problem.placed((1.5, 0))  # type: ignore[arg-type]
    with pytest.raises(ProblemError, match=r"has 1 index, but the image has 2 axes"):
        problem.placed((1,))


def test_integers_of_numpy_are_integers() -> None:
    numpy = pytest.importorskip("numpy")
    at = Problem.parse("conv").placed(tuple(numpy.array([1, -1]))).at
    assert at == (1, -1)
    assert at is not None
    assert all(type(index) is int for index in at)


# Roles that a letter can play, and a line that gives it each of them.
ROLES = {
    "image": "names={},h,y",
    "kernel": "names=x,{},y",
    "output": "names=x,h,{}",
    "output index": "indices={},n;i,j",
    "sum index": "indices=m,n;{},j",
    "size": "image=-{0}..{0},-5..5",
    "stride": "stride={}",
    "dilation": "dilation={}",
    "offset": "offset={}",
    "pixel's value": 'image="[{} 1; 2 3]"',
    "entry's value": 'kernel="[{} 1; 2 3]"',
    "entry": "kernel=3x3",
}
# Two roles may share a letter where the page tells them apart: the kernel is always followed
# by its index, an index stands only in brackets and bounds, sizes are all numbers, and a value
# that both arrays hold is the same value.
SHARED = {
    frozenset(pair)
    for pair in [
        ("kernel", "entry"),
        ("kernel", "entry's value"),
        ("output index", "entry"),
        ("sum index", "entry"),
        ("output index", "entry's value"),
        ("sum index", "entry's value"),
        ("output index", "pixel's value"),
        ("sum index", "pixel's value"),
        ("pixel's value", "entry's value"),
        *permutations(("size", "stride", "dilation", "offset"), 2),
    ]
}


def both(one: str, other: str, letter: str) -> str | None:
    """A line that gives the letter both roles, or nothing where one option gives both."""
    words: dict[str, str] = {}
    for role in (one, other):
        key, _, value = ROLES[role].partition("=")
        value = value.format(letter)
        if key not in words:
            words[key] = value
            continue
        if key not in ("names", "indices"):
            return None
        separate = [words[key].replace(";", ",").split(","), value.replace(";", ",").split(",")]
        usual = ("x,h,y" if key == "names" else "m,n,i,j").split(",")
        merged = [b if a == u else a for a, b, u in zip(*separate, usual)]
        words[key] = ",".join(merged) if key == "names" else (
            f"{merged[0]},{merged[1]};{merged[2]},{merged[3]}"
        )
    return "conv " + " ".join(f"{key}={value}" for key, value in words.items())


@pytest.mark.parametrize("letter", ["a", "d", "e", "g"])
@pytest.mark.parametrize(("one", "other"), list(combinations(ROLES, 2)))
def test_no_letter_means_two_things_that_look_the_same(one: str, other: str, letter: str) -> None:
    line = both(one, other, letter)
    if line is None:
        return
    problem = read(line)
    if isinstance(problem, str):
        assert re.search(rf"\b{letter}\b", problem)
        assert frozenset((one, other)) not in SHARED
        return
    elements = Elements(problem)
    if frozenset((one, other)) in SHARED:
        if "entry" in (one, other) and problem.kernel.values is None and problem.kernel.numeric:
            assert elements.letters
        return
    assert "entry" in (one, other), "only entries have another way of being written"
    assert not elements.letters
    assert f"the letter {letter} would be both an entry and" in elements.note
    with pytest.raises(ProblemError, match=f"letter {letter} would be both"):
        Problem.parse(f"{line} entries=letters").entry_letters()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("conv kernel=5x5", "the letter x would be both an entry and the image"),
        ("conv kernel=5x5 names=F,h,y", "the letter y would be both an entry and the output"),
        ("conv kernel=6x6 names=f,h,g", "36 entries are more than the alphabet has letters"),
        ("conv names=a,h,y", "the letter a would be both an entry and the image"),
        ("conv kernel=99999x99999", "9999800001 entries are more than the alphabet"),
        ('conv image="[a 1; 2 3]"', "the letter a would be both an entry and a pixel's value"),
        (r'conv image="[{e^{-2}} 1; 2 3]"', "the letter e would be both an entry and a pixel"),
        (r'conv image="[{b+1} 1; 2 3]"', "the letter b would be both an entry and a pixel"),
        ("correlate stride=s dilation=d", "the letter d would be both an entry and a size"),
    ],
)
def test_entries_are_indexed_with_a_note_where_letters_are_unclear(line: str, why: str) -> None:
    letters, note = Problem.parse(line).entry_letters()
    assert letters == ()
    assert why in note
    assert "h[0,0]" in note
    with pytest.raises(ProblemError, match="entries=letters is not clear here") as caught:
        Problem.parse(line + " entries=letters").entry_letters()
    assert why in str(caught.value)
    assert Problem.parse(line + " entries=indexed").entry_letters() == ((), "")


def test_letters_run_through_the_alphabet_row_by_row() -> None:
    letters, note = Problem.parse("conv kernel=5x5 names=f,h,g image=9x9").entry_letters()
    assert (letters, note) == ((), "the kernel entries are written as h[0,0] and so on, because "
                               "the letter f would be both an entry and the image")  # fmt: skip
    letters, note = Problem.parse(r"conv kernel=13x2 names=X,H,Y").entry_letters()
    assert "".join(symbol.name for symbol in letters) == "abcdefghijklmnopqrstuvwxyz"
    assert note == ""


def test_pi_as_a_name_and_as_a_number_is_refused() -> None:
    with pytest.raises(ProblemError, match=r"the value \\pi of the kernel"):
        Problem.parse(r'conv names=\pi,h,y kernel="[{2\pi} 1]" image=5')
    with pytest.raises(ProblemError, match="the value e of the image"):
        Problem.parse(r'conv names=x,h,e image="[{e^{2}} 1]" kernel=2')


def test_every_option_is_written_in_the_line_where_it_is_not_the_default() -> None:
    line = (
        "correlate image=2x2@corner kernel=2x2@corner channels=4,8 groups=2 batch=3 "
        "output=0..1,0..1 stride=2 "
        "dilation=1,2 offset=-1 boundary=wrap axes=row,column names=f,g,w indices=p,q;u,v "
        "entries=indexed sum=image conjugate=true at=2,7,0,1"
    )
    assert str(Problem.parse(line)) == line
    own = OPTIONS[: OPTIONS.index("as")]  # the rest is turned into these
    assert {word.split("=")[0] for word in tokens(line)[1:]} == set(own)


def test_a_size_named_x_is_written_as_bounds() -> None:
    problem = Problem.parse("conv image=0..x-1 kernel=3 names=f,h,y")
    assert str(problem) == "conv image=0..x-1 kernel=3 names=f,h,y"
    assert Problem.parse(str(problem)).image.support == problem.image.support


def test_intervals_are_written_as_the_line_has_them() -> None:
    assert str(Interval(-3, 3)) == "-3..3"
