"""Values from text and from files: exact, or refused with the file's name."""

from __future__ import annotations

import io
import os
import pickle
import struct
import time
from fractions import Fraction
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.errors import OutputError, ScalarError, SymconvError
from symconv.model.arrays import Interval
from symconv.model.problem import Problem
from symconv.model.tree import Formula, Number, Symbol
from symconv.model.values import (
    MAX_DIGITS,
    Values,
    decimal_text,
    parse_scalar,
    parse_values,
    read_values,
    write_scalar,
    write_values,
)


def test_the_subscript_of_a_letter_may_have_many_digits_without_braces() -> None:
    assert parse_scalar("w_12") == Symbol("w", "12") == parse_scalar("w_{12}")
    assert write_scalar(parse_scalar("w_12")) == "w_{12}"
    with pytest.raises(ScalarError, match="'w_ab'"):
        parse_scalar("w_ab")


EXACT = [
    ("3", 3), ("-3", -3), ("+3", 3), ("0", 0), ("-0", 0), ("007", 7),
    ("1/9", Fraction(1, 9)), ("-4/6", Fraction(-2, 3)), ("6/3", 2),
    ("0.25", Fraction(1, 4)), (".5", Fraction(1, 2)), ("2.", 2), ("-1.50", Fraction(-3, 2)),
    ("0.1", Fraction(1, 10)), ("1e3", 1000), ("1E-3", Fraction(1, 1000)), ("2.5e1", 25),
    ("0.30000000000000000000000000001", Fraction(30000000000000000000000000001, 10**29)),
    ("9" * MAX_DIGITS, int("9" * MAX_DIGITS)),
]  # fmt: skip


@pytest.mark.parametrize(("word", "value"), EXACT)
def test_a_number_is_read_exactly(word: str, value: int | Fraction) -> None:
    found = parse_scalar(word)
    assert isinstance(found, Number)
    assert found.value == value
    assert isinstance(found.value, int) == (Fraction(value).denominator == 1)
    assert parse_scalar(write_scalar(found)) == found


OTHER = [
    ("a", Symbol("a")),
    ("w_1", Symbol("w", "1")),
    ("w_{12}", Symbol("w", "12")),
    (r"{\sigma}", Symbol(r"\sigma")),
    (r"{\sigma_x}", Symbol(r"\sigma", "x")),
    ("-a", Formula("-a", True)),
    ("-w_1", Formula("-w_1", True)),
    (r"{\frac{1}{2}}", Number(Fraction(1, 2))),
    (r"{\frac{2}{4}}", Number(Fraction(1, 2), False, r"\frac{2}{4}")),
    (r"{a  +   b}", Formula("a + b", True)),
]


@pytest.mark.parametrize(("word", "value"), OTHER)
def test_letters_and_formulas_are_kept_as_written(word: str, value: object) -> None:
    found = parse_scalar(word)
    assert found == value
    assert parse_scalar(write_scalar(found)) == found


@settings(max_examples=200, deadline=None)
@given(st.one_of(
    st.integers(-10**30, 10**30).map(str),
    st.tuples(st.integers(-10**20, 10**20), st.integers(1, 10**20)).map(lambda p: f"{p[0]}/{p[1]}"),
    st.decimals(allow_nan=False, allow_infinity=False, places=5).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
))  # fmt: skip
def test_what_python_writes_is_read_as_the_same_number(word: str) -> None:
    found = parse_scalar(word)
    assert isinstance(found, Number)
    assert found.value == Fraction(word)
    assert parse_scalar(write_scalar(found)) == found
    if found.decimal:
        assert Fraction(decimal_text(found)) == found.value


@pytest.mark.parametrize("text", ["0.5", "-0.25", "1.5", "0.001", "-12.0625", "100.1"])
def test_a_decimal_is_written_with_no_digit_too_many(text: str) -> None:
    found = parse_scalar(text)
    assert isinstance(found, Number)
    assert decimal_text(found) == text


NO_VALUE = [
    "", "two", "1/0", "1//2", "1/2/3", "0x10", "1_000", "nan", "NaN", "inf", "-inf", "Infinity",
    "1e", "e5", "--1", "1-", "1.2.3", ".", "-", "1,5", "٣", "½", "1e1000", "1e-999", "1e999",
    "9" * (MAX_DIGITS + 1), "0." + "1" * (MAX_DIGITS + 1), "w_", "w_1_2", "w_{}", "ab", "{", "}",
    "{}", r"\sigma", "a b", "[1]", "None", "True", "1j", "$1", "1%", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("word", NO_VALUE, ids=lambda word: ascii(word)[:20])
def test_what_is_no_value_is_refused_and_quoted(word: str) -> None:
    with pytest.raises(ScalarError) as caught:
        parse_scalar(word)
    assert str(caught.value).isprintable()
    assert word[:10].strip("\\{}\x00") in str(caught.value)


BLOCKS = [
    ("[1 2 1]", (3,)), ("[1, 2, 1]", (3,)), ("[1,2,1]", (3,)), ("[ 1  2 ,1 ]", (3,)),
    ("[1 2; 3 4]", (2, 2)), ("[1 2;3 4;]", (2, 2)), ("[1 2 1;]", (1, 3)), ("[1;2;1]", (3, 1)),
    ("[7]", (1,)), ("[7;]", (1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shape"), BLOCKS)
def test_a_semicolon_makes_a_block_two_dimensional(text: str, shape: tuple[int, ...]) -> None:
    block = parse_values(text)
    assert block.shape == shape
    assert parse_values(write_values(block)) == block


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.booleans(), st.data())
def test_a_block_is_read_back_from_what_is_written(
    rows: int, columns: int, flat: bool, data: st.DataObject
) -> None:
    shape = (columns,) if flat else (rows, columns)
    words = st.sampled_from(["1", "-2", "1/3", "0.5", "a", "w_1", r"{\sqrt{2}}", r"{\sigma}"])
    count = columns if flat else rows * columns
    items = tuple(parse_scalar(data.draw(words)) for _ in range(count))
    assert parse_values(write_values(Values(shape, items))) == Values(shape, items)


def write(folder: Path, name: str, data: str | bytes) -> str:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return name


def block(name: str, folder: Path, axes: str = "column,row", role: str = "image") -> Problem:
    other = "kernel=1x1" if role == "image" else "image=1x1"
    return Problem.parse(f'conv {role}="file:{name}" {other} axes={axes}', folder=str(folder))


@pytest.mark.parametrize("axes", ["column,row", "row,column"])
def test_row_and_column_of_a_csv_are_row_and_column_under_either_order(
    tmp_path: Path, axes: str
) -> None:
    write(tmp_path, "a.csv", "1,2,3\n4,5,6\n")
    problem = block("a.csv", tmp_path, axes)
    shape = [Interval(-1, 1), Interval(-1, 0)]
    assert list(problem.image.support) == (shape if axes == "column,row" else shape[::-1])
    for row in range(2):
        for column in range(3):
            place = (column - 1, row - 1)
            cell = place if axes == "column,row" else place[::-1]
            assert problem.image.value(cell, problem.order) == Number(3 * row + column + 1)


@pytest.mark.parametrize("axes", ["column,row", "row,column"])
@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 4), (2, 1, 3, 2)])
def test_a_npy_file_holds_rows_and_columns_last_and_further_axes_first(
    tmp_path: Path, axes: str, shape: tuple[int, ...]
) -> None:
    content = numpy.arange(numpy.prod(shape)).reshape(shape)
    numpy.save(tmp_path / "a.npy", content)
    line = f"conv image=file:a.npy@corner kernel={'x'.join(['1'] * len(shape))} axes={axes}"
    problem = Problem.parse(line, folder=str(tmp_path))
    for place in numpy.ndindex(*shape):
        *further, row, column = place
        two = [column, row] if axes == "column,row" else [row, column]
        cell = (*two, *reversed(further))
        assert problem.image.value(cell, problem.order) == Number(int(content[place]))
    assert Problem.parse(str(problem), folder=str(tmp_path)) == problem


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5),
       st.sampled_from(["float64", "float32", "float16", ">f8"]))  # fmt: skip
def test_a_float_of_any_width_is_the_decimal_that_it_is_written_as(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[float], kind: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with numpy.errstate(over="ignore"):
        content = numpy.array(numbers).astype(kind)
    numpy.save(folder / "floats.npy", content)
    if not numpy.isfinite(content).all():
        with pytest.raises(ScalarError, match=r"'floats\.npy'"):
            read_values("floats.npy", str(folder))
        return
    items = read_values("floats.npy", str(folder)).items
    assert [item.value for item in items] == [Fraction(str(number)) for number in content]


def test_a_narrow_float_is_not_widened_first(tmp_path: Path) -> None:
    numpy.save(tmp_path / "a.npy", numpy.array([0.1], dtype="float32"))
    assert read_values("a.npy", str(tmp_path)).items == (Number(Fraction(1, 10), True),)


def test_integers_and_truth_values_of_a_npy_file_are_integers(tmp_path: Path) -> None:
    numpy.save(tmp_path / "a.npy", numpy.array([2**63 - 1, -(2**63)]))
    assert [i.value for i in read_values("a.npy", str(tmp_path)).items] == [2**63 - 1, -(2**63)]
    numpy.save(tmp_path / "b.npy", numpy.array([True, False]))
    assert read_values("b.npy", str(tmp_path)).items == (Number(1), Number(0))


def test_a_csv_holds_every_kind_of_value(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", '\ufeff1, 0.25 ,1/3\r\n\r\na,w_1,"{\\frac{1}{2}}"\r\n')
    assert read_values("a.csv", str(tmp_path)).items == (
        Number(1), Number(Fraction(1, 4), True), Number(Fraction(1, 3)),
        Symbol("a"), Symbol("w", "1"), Number(Fraction(1, 2)),
    )  # fmt: skip


def npy(content: object) -> bytes:
    stream = io.BytesIO()
    numpy.save(stream, numpy.asarray(content), allow_pickle=True)
    return stream.getvalue()


def npy_header(text: str) -> bytes:
    body = text.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(body)) + body


UNREADABLE = [
    ("empty.csv", b""),
    ("blank.csv", b"\n \n,,\n"),
    ("ragged.csv", b"1,2\n3\n"),
    ("words.csv", b"1,two\n"),
    ("gap.csv", b"1,,3\n"),
    ("nan.csv", b"1,nan\n"),
    ("inf.csv", b"1,inf\n"),
    ("wide.csv", b"1;2;3\n"),
    ("binary.csv", bytes(range(256))),
    ("null.csv", b"1,\x00\n"),
    ("utf16.csv", "1,2\n".encode("utf-16")),
    ("long.csv", b'"' + b"9" * 200_000 + b'"\n'),
    ("bomb.csv", b"{9^{9^9}}\n"),
    ("huge.csv", b"1,\n" * 600_000),
    ("empty.npy", b""),
    ("text.npy", b"1 2 3"),
    ("cut.npy", npy([1, 2, 3])[:-1]),
    ("head.npy", npy([1])[:12]),
    ("none.npy", npy(numpy.zeros((0, 3)))),
    ("scalar.npy", npy(7)),
    ("nan.npy", npy([1.0, numpy.nan])),
    ("inf.npy", npy([-numpy.inf])),
    ("complex.npy", npy([1j])),
    ("words.npy", npy(["a"])),
    ("dates.npy", npy(numpy.array(["2020-01-01"], dtype="datetime64[D]"))),
    ("record.npy", npy(numpy.zeros(2, dtype=[("a", int)]))),
    ("objects.npy", npy(numpy.array([1, None], dtype=object))),
    ("pickle.npy", pickle.dumps([1, 2, 3])),
    ("zip.npy", b"PK\x03\x04rubbish"),
    ("lie.npy", npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (10**15,), }")),
    ("vast.npy", npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }")),
    ("minus.npy", npy_header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }")),
    ("code.npy", npy_header("{'descr': __import__('os'), 'fortran_order': 0, 'shape': (1,), }")),
]


@pytest.mark.parametrize(("name", "data"), UNREADABLE, ids=[name for name, _ in UNREADABLE])
def test_a_file_that_is_no_block_of_numbers_is_refused_by_its_name(
    tmp_path: Path, name: str, data: bytes
) -> None:
    write(tmp_path, name, data)
    started = time.process_time()
    with pytest.raises(SymconvError) as caught:
        block(name, tmp_path)
    assert time.process_time() - started < 3
    assert f"'{name}'" in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_csv_says_where_a_value_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "1,2\n3,x y\n")
    with pytest.raises(ScalarError, match=r"'a\.csv', row 2, column 2: 'x y' is not a value"):
        block("a.csv", tmp_path)


def test_a_missing_file_a_folder_and_a_strange_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for name in ("missing.csv", "folder.csv", "no/such/file.npy"):
        with pytest.raises(OutputError, match=f"'{name}'"):
            block(name, tmp_path)
    with pytest.raises(ScalarError, match=r"'picture\.png': use a \.csv or a \.npy file"):
        block("picture.png", tmp_path)
    with pytest.raises(OutputError, match=r"'a{59}…'"):
        read_values("a" * 300 + ".csv", str(tmp_path))


def test_a_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(OutputError, match=r"'pipe\.csv': it is not a file"):
        block("pipe.csv", tmp_path)


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with open(tmp_path / "sparse.npy", "wb") as stream:
        stream.truncate(60_000_000)
    with pytest.raises(OutputError, match=r"'sparse\.npy' is too large"):
        block("sparse.npy", tmp_path)


FILE_NAMES = ["a.csv", "my photo.csv", "it's.csv", 'say "a".csv', "a@2x.csv", "a[1].csv", "a{b.csv",
              "a;b,c.csv", "ä.csv", "..csv", "tab\there.csv", """it's "b".csv"""]  # fmt: skip


@pytest.mark.parametrize("suffix", ["", "@corner", "@2,-3"])
@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_problem_with_a_file_is_read_back_whatever_the_file_is_called(
    tmp_path: Path, name: str, suffix: str
) -> None:
    write(tmp_path, name, "1,2,3\n4,5,6\n")
    quoted = name.replace('"', "\"'\"'\"")
    line = f'conv image="file:{quoted}{suffix}" kernel=3x3'
    problem = Problem.parse(line, folder=str(tmp_path))
    assert problem.image.source == f"file:{name}"
    assert Problem.parse(str(problem), folder=str(tmp_path)) == problem


@pytest.mark.parametrize("content", ["1,2,3\n", "1\n2\n3\n"])
@pytest.mark.parametrize("axes", ["column,row", "row,column"])
def test_one_row_or_one_column_serves_as_one_axis_where_the_other_array_has_one(
    tmp_path: Path, content: str, axes: str
) -> None:
    write(tmp_path, "line.csv", content)
    for suffix, first in (("", -1), ("@corner", 0), ("@5", 5)):
        line = f"conv image=file:line.csv{suffix} kernel=3 axes={axes}"
        problem = Problem.parse(line, folder=str(tmp_path))
        assert problem.image.support == (Interval(first, first + 2),)
        values = [problem.image.value((first + place,), problem.order) for place in range(3)]
        assert values == [Number(1), Number(2), Number(3)]
        assert Problem.parse(str(problem), folder=str(tmp_path)) == problem
    two = Problem.parse(f"conv image=file:line.csv kernel=3x3 axes={axes}", folder=str(tmp_path))
    assert two.dimension == 2
    placed = Problem.parse(f"conv image=file:line.csv@5,6 kernel=3 axes={axes}", str(tmp_path))
    assert Problem.parse(str(placed), folder=str(tmp_path)) == placed
