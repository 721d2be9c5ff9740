r"""Values of pixels and entries, read exactly from text or a file.

In a problem line values stand in square brackets, rows from the top, divided by
``;``, entries divided by spaces or commas: ``[1 0 -1; 2 0 -2; 1 0 -1]``. A value is
an integer, a fraction ``1/9``, a decimal ``0.25``, a letter with or without a
subscript ``w_1``, or a LaTeX scalar in braces ``{\frac{1}{16}}``.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from symconv.errors import OutputError, ScalarError, quote
from symconv.model.names import is_letter
from symconv.model.tree import Formula, Number, Scalar, Symbol

MAX_VALUES = 1_000_000
MAX_FILE_BYTES = 50_000_000
MAX_DIGITS = 400  # before and after the point: enough for every double, written out
_INTEGER = re.compile(r"[+-]?\d{1,400}\Z", re.ASCII)
_FRACTION = re.compile(r"[+-]?\d{1,400}/\d{1,400}\Z", re.ASCII)
_DECIMAL = re.compile(
    r"[+-]?(?=\.?\d)(\d{0,400})\.?((?<=\.)\d{0,400})?(?:[eE]([+-]?\d{1,3}))?\Z", re.ASCII
)
_SYMBOL = re.compile(
    r"[A-Za-z](?:_(?:([A-Za-z0-9]|\d{2,12})|\{([A-Za-z0-9]{1,12})\}))?\Z", re.ASCII
)
_NO_NUMBER = re.compile(r"[+-]?(?:nan|inf|infinity)\Z", re.IGNORECASE)


class Values(NamedTuple):
    """A block of values: its shape, slowest axis first and columns last, and its items."""

    shape: tuple[int, ...]
    items: tuple[Scalar, ...]


def parse_scalar(text: str) -> Scalar:
    r"""Read one value.

    >>> parse_scalar("-3"), parse_scalar("w_1")
    (Number(value=-3, decimal=False, written=''), Symbol(name='w', subscript='1'))

    Raises ScalarError, which quotes the text.
    """
    if _INTEGER.match(text):
        return Number(int(text))
    if is_letter(text):
        return Symbol(text)
    symbol = _SYMBOL.match(text)
    if symbol:
        return Symbol(text[0], symbol[1] or symbol[2] or "")
    braced = text.startswith("{") and text.endswith("}")
    if _NO_NUMBER.match(text[1:-1].strip() if braced else text):
        raise ScalarError(
            f"{quote(text)} is not a value: use an integer, a fraction 1/9, or a decimal 0.25"
        )
    if braced or (text[:1] in ("+", "-") and _SYMBOL.match(text[1:])):
        from symconv.model.formula import parse_formula

        return parse_formula(text[1:-1] if braced else text)
    if text.startswith("\\"):
        raise ScalarError(f"put LaTeX values in braces: {quote('{' + text + '}')}")
    return _parse_number(text)


def _parse_number(text: str) -> Number:
    if _FRACTION.match(text):
        from fractions import Fraction

        if int(text.split("/")[1]) == 0:
            raise ScalarError(f"the value {quote(text)} divides by zero")
        fraction = Fraction(text)
        return Number(fraction.numerator if fraction.denominator == 1 else fraction)
    digits = _DECIMAL.match(text)
    if digits:
        from fractions import Fraction

        power = int(digits[3] or 0)
        if max(len(digits[1]) + power, len(digits[2] or "") - power) > MAX_DIGITS:
            raise ScalarError(
                f"the value {quote(text)} is too long or too small: "
                f"at most {MAX_DIGITS} digits are worked with"
            )
        decimal = Fraction(text)
        whole = decimal.denominator == 1
        return Number(decimal.numerator if whole else decimal, decimal=not whole)
    raise ScalarError(
        f"{quote(text)} is not a value: use an integer, a fraction 1/9, a decimal 0.25, "
        r"a letter, or LaTeX in braces {\frac{1}{16}}"
    )


def parse_values(text: str) -> Values:
    """Read ``[1 2 1]`` (one axis) or ``[1 2; 3 4]`` (two axes, rows from the top).

    >>> parse_values("[1 2; 3 4]").shape
    (2, 2)

    A ``;``, also a last one, makes the block two-dimensional.
    Raises ScalarError for ragged rows, an empty block, or a value that cannot be read.
    """
    inside = text[1:-1]
    rows = _split_rows(inside)
    flat = len(rows) == 1
    if not flat and not rows[-1]:
        rows.pop()
    if not rows or not rows[0]:
        raise ScalarError(f"the values {quote(text)} are empty: write at least one value")
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise ScalarError(
                f"the rows of {quote(text)} differ in length: "
                f"row 1 has {len(rows[0])} values, row {number} has {len(row)}"
            )
    items = tuple(parse_scalar(word) for row in rows for word in row)
    return Values((len(rows[0]),) if flat else (len(rows), len(rows[0])), items)


def _split_rows(inside: str) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    word, depth = "", 0
    for character in inside:
        depth += (character == "{") - (character == "}")
        if depth == 0 and (character in ",;" or character.isspace()):
            if word:
                rows[-1].append(word)
            word = ""
            if character == ";":
                rows.append([])
        else:
            word += character
    if depth != 0:
        raise ScalarError(f"braces do not match in the values {quote('[' + inside + ']')}")
    if word:
        rows[-1].append(word)
    return rows


def write_values(values: Values) -> str:
    """The bracket notation that ``parse_values`` reads back (one or two axes)."""
    width = values.shape[-1]
    rows = [
        " ".join(map(write_scalar, values.items[start : start + width]))
        for start in range(0, len(values.items), width)
    ]
    flat = len(values.shape) == 1
    return "[" + "; ".join(rows) + (";]" if len(rows) == 1 and not flat else "]")


def write_scalar(value: Scalar) -> str:
    """A value as the problem line writes it."""
    if isinstance(value, Number) and value.written:
        return f"{{{value.written}}}"
    if isinstance(value, Number):
        return decimal_text(value) if value.decimal else str(value.value)
    if isinstance(value, Formula):
        return f"{{{value.latex}}}"
    word = f"{value.name}_{{{value.subscript}}}" if value.subscript else value.name
    return f"{{{word}}}" if value.name.startswith("\\") else word


def decimal_text(number: Number) -> str:
    """A number with a finite decimal expansion, written out in full.

    >>> from fractions import Fraction
    >>> decimal_text(Number(Fraction(-1, 4), True))
    '-0.25'
    """
    top, bottom = number.value.numerator, number.value.denominator
    places = 0
    while bottom != 1 and (10**places) % bottom:
        places += 1
    digits = str(abs(top) * 10**places // bottom).rjust(places + 1, "0")
    text = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{text}" if top < 0 else text


def read_values(name: str, folder: str) -> Values:
    """Read values from a ``.csv`` (one or two axes) or ``.npy`` file (any number of axes).

    Rows are rows and columns are columns. Numbers are read exactly: a float counts as
    the decimal it is written as. Raises OutputError when the file cannot be opened,
    ScalarError when it does not hold a full block of values.
    """
    path = os.path.join(folder, name)
    if not name.endswith((".csv", ".npy")):
        raise ScalarError(f"cannot read values from {quote(name)}: use a .csv or a .npy file")
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise OutputError(f"cannot read {quote(name)}: it is not a file")
        if os.path.getsize(path) > MAX_FILE_BYTES:
            raise OutputError(f"the file {quote(name)} is too large: at most 50 MB are read")
        with open(path, "rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise OutputError(f"cannot read the file {quote(name)}: {reason}") from error
    except ValueError as error:  # a name that no file can have
        raise OutputError(f"cannot read the file {quote(name)}: {error}") from error
    return _read_npy(name, data) if name.endswith(".npy") else _read_csv(name, data)


def _read_csv(name: str, data: bytes) -> Values:
    import csv

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScalarError(f"the file {quote(name)} is not text: save it as CSV in UTF-8") from error
    if "\0" in text:
        raise ScalarError(f"the file {quote(name)} is not text: save it as CSV in UTF-8")
    try:
        rows = [row for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ScalarError(f"the file {quote(name)} is not CSV: {error}") from error
    if not rows:
        raise ScalarError(f"the file {quote(name)} is empty: it must hold at least one value")
    if len(rows) * len(rows[0]) > MAX_VALUES:
        raise ScalarError(f"the file {quote(name)} is too large: at most {MAX_VALUES} values")
    items: list[Scalar] = []
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise ScalarError(
                f"the rows of {quote(name)} differ in length: "
                f"row 1 has {len(rows[0])} values, row {number} has {len(row)}"
            )
        for column, cell in enumerate(row, 1):
            try:
                items.append(parse_scalar(cell.strip()))
            except ScalarError as error:
                place = f"{quote(name)}, row {number}, column {column}"
                if any(mark in cell for mark in ";\t"):
                    raise ScalarError(
                        f"{place}: {quote(cell)} is no value: divide the columns by commas"
                    ) from error
                raise ScalarError(f"{place}: {error}") from error
    return Values((len(rows), len(rows[0])), tuple(items))


def _read_npy(name: str, data: bytes) -> Values:
    import io

    try:
        import numpy
    except ImportError as error:
        raise OutputError(
            f"reading {quote(name)} needs NumPy: install it with 'pip install numpy'"
        ) from error
    try:
        array = numpy.load(io.BytesIO(data), allow_pickle=False)
    except Exception as error:  # NumPy raises all kinds, even MemoryError for a false header
        raise ScalarError(f"the file {quote(name)} is not a .npy array of numbers") from error
    if not isinstance(array, numpy.ndarray) or array.dtype.kind not in "iufb":
        raise ScalarError(f"the file {quote(name)} does not hold real numbers")
    if array.ndim == 0 or array.size == 0:
        raise ScalarError(f"the file {quote(name)} is empty: it must hold at least one value")
    if array.size > MAX_VALUES:
        raise ScalarError(f"the file {quote(name)} is too large: at most {MAX_VALUES} values")
    whole = array.dtype.kind != "f"
    try:
        items = tuple(
            Number(int(value)) if whole else _parse_number(str(value)) for value in array.ravel()
        )
    except ScalarError as error:
        raise ScalarError(f"{quote(name)}: {error}") from error
    return Values(tuple(array.shape), items)
