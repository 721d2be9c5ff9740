"""Arrays: a name, a support on each axis, and perhaps values.

An array is written in a problem line as a size (``7x7``, ``7x7@corner``), as bounds
(``-3..3,0..6``, also with letters ``-K..K``), as values (``[1 2; 3 4]@0,-1``) or as a
file (``file:photo.csv``). ``parse_array`` reads that, ``write_array`` writes it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from symconv.errors import ProblemError, quote
from symconv.model.index import Affine, Poly, name, names_in
from symconv.model.names import LETTERS
from symconv.model.tree import Scalar
from symconv.model.values import Values, parse_values, read_values, write_values

MAX_INDEX = 10**9
AXES = ("column,row", "row,column")
_SIZE = re.compile(r"(\d{1,9}|[A-Za-wyz])\Z", re.ASCII)
_AFFINE_TERM = re.compile(r"([+-]?)(?:(\d{1,9})(?:\*?([A-Za-z]))?|([A-Za-z]))", re.ASCII)


class Interval(NamedTuple):
    """The indices from ``lower`` to ``upper``, both included, on one axis."""

    lower: Affine
    upper: Affine

    def __str__(self) -> str:
        return f"{self.lower}..{self.upper}".replace(" ", "")


class Array(NamedTuple):
    """An image or a kernel. ``values`` is None where its elements are only symbols.

    ``support`` is that of the space; values may have leading axes more, counted from 0.
    ``source`` is the file its values come from, or empty.
    """

    name: str
    support: tuple[Interval, ...]
    values: Values | None = None
    source: str = ""

    @property
    def numeric(self) -> bool:
        """Whether every bound is a number."""
        return all(isinstance(bound, int) for axis in self.support for bound in axis)

    def bounds(self, axis: int) -> tuple[int, int]:
        """The numeric bounds on ``axis``; ProblemError where they hold a letter."""
        lower, upper = self.support[axis]
        if isinstance(lower, Poly) or isinstance(upper, Poly):
            raise ProblemError(
                f"the bounds {self.support[axis]} of {self.name} hold a letter: "
                "give numbers, such as -3..3, to work out single outputs"
            )
        return lower, upper

    def value(self, index: tuple[int, ...], order: tuple[int, ...]) -> Scalar | None:
        """The value at an index of the support, None where there are no values.

        Leading indices stand before it where the values have leading axes.
        """
        if self.values is None:
            return None
        leading = len(index) - len(order)
        inside = [index[leading + axis] - self.bounds(axis)[0] for axis in order]
        place = 0
        for length, value in zip(self.values.shape, (*index[:leading], *inside)):
            place = place * length + value
        return self.values.items[place]


def layout(dimension: int, axes: str) -> tuple[int, ...]:
    """The axes in the order of writing, slowest first: further axes, row, column.

    >>> layout(3, "column,row"), layout(3, "row,column")
    ((2, 1, 0), (2, 0, 1))
    """
    if dimension == 1:
        return (0,)
    last = (1, 0) if axes == "column,row" else (0, 1)
    return (*range(dimension - 1, 1, -1), *last)


def parse_affine(text: str, role: str) -> Affine:
    """Read an integer or a sum such as ``2*K+1``; ``role`` is used in the message.

    >>> str(parse_affine("N-1", "the upper bound"))
    'N - 1'
    """
    compact = text.strip()
    total: Affine = 0
    end = 0
    while end < len(compact):
        match = _AFFINE_TERM.match(compact, end)
        if match is None or (end > 0 and not match[1]):
            break
        letter = match[3] or match[4]
        size = int(match[2]) if match[2] else 1
        term: Affine = size if letter is None else size * name(letter)
        total = total - term if match[1] == "-" else total + term
        end = match.end()
    if end != len(compact) or not compact:
        raise ProblemError(
            f"{quote(text)} is not {role}: use an integer, or a letter as in K or 2*K+1"
        )
    return total


def parse_interval(text: str, role: str) -> Interval:
    """Read ``lo..hi``.

    >>> parse_interval("-3..3", "the image")
    Interval(lower=-3, upper=3)
    """
    parts = text.split("..")
    if len(parts) != 2 or not all(part.strip() for part in parts):
        raise ProblemError(f"{quote(text)} is not a range for {role}: write lo..hi, such as -3..3")
    interval = Interval(*(parse_affine(part, f"a bound of {role}") for part in parts))
    width = interval.upper - interval.lower
    if isinstance(width, int) and width < 0:
        raise ProblemError(
            f"the range {quote(text)} of {role} is empty: the lower bound comes first"
        )
    return interval


def parse_array(
    text: str, array: str, role: str, axes: str, folder: str, leading: tuple[Affine, ...] = ()
) -> Array:
    """Read an array as the problem line writes it; its values have ``leading`` axes more.

    >>> parse_array("2x3", "h", "kernel", "column,row", ".").support
    (Interval(lower=-1, upper=0), Interval(lower=-1, upper=1))
    """
    body, suffix = _split_suffix(text)
    if text.endswith("@"):
        raise ProblemError(f"{quote(text)} ends in '@': write @corner or the first index, as @0,-1")
    if body.startswith("["):
        if not body.endswith("]"):
            raise ProblemError(f"the values {quote(text)} of the {role} lack a closing ']'")
        values = parse_values(body)
        if leading:
            _refuse_flat(body, role, len(values.shape), leading)
        return _placed(values, array, role, axes, suffix, "")
    if body.startswith("file:"):
        values = read_values(body.removeprefix("file:"), folder)
        if leading:
            values = _with_leading(values, body, role, leading)
        return _placed(values, array, role, axes, suffix, body, len(leading))
    if ".." in text:
        ranges = text.split(",")
        return Array(array, tuple(parse_interval(part, f"the {role}") for part in ranges))
    return Array(array, _sizes(body, suffix, role))


def _split_suffix(text: str) -> tuple[str, str]:
    """What is placed, and the suffix that places it: the last ``@`` outside a file's name."""
    if "@" not in text or text.endswith((".csv", ".npy", "]")):
        return text, ""
    body, _, suffix = text.rpartition("@")
    return body, suffix


def _sizes(body: str, suffix: str, role: str) -> tuple[Interval, ...]:
    sizes: list[Affine] = []
    for part in body.split("x"):
        match = _SIZE.match(part)
        if part.isascii() and part.isdecimal() and len(part) > 9:
            raise ProblemError(
                f"the size {quote(body)} of the {role} is too large: "
                "at most 9 digits are worked with on an axis"
            )
        if match is None or part.strip("0") == "":
            raise ProblemError(
                f"{quote(body)} is not a size for the {role}: write positive sizes joined "
                "by x, such as 7x7, or bounds such as -3..3,-3..3"
            )
        sizes.append(int(part) if part.isdigit() else name(part))
    first = _first(suffix, role, len(sizes))
    support: list[Interval] = []
    for axis, size in enumerate(sizes):
        if first is None and not isinstance(size, int):
            raise ProblemError(
                f"the centre of the size {quote(body)} is not known: "
                "write bounds such as -K..K, or a size from the corner, such as NxN@corner"
            )
        lower = first[axis] if first is not None else centred(size)
        support.append(Interval(lower, lower + size - 1))
    return tuple(support)


def centred(size: Affine) -> int:
    """The first index of a centred axis: for an even size the later middle cell is 0.

    >>> centred(7), centred(4)
    (-3, -2)
    """
    if not isinstance(size, int):
        raise TypeError("only a number can be halved")
    return -(size // 2)


def _first(suffix: str, role: str, dimension: int) -> tuple[int, ...] | None:
    if not suffix:
        return None
    if suffix == "corner":
        return (0,) * dimension
    parts = suffix.split(",")
    if not all(re.match(r"[+-]?\d{1,9}\Z", part, re.ASCII) for part in parts):
        raise ProblemError(
            f"{quote('@' + suffix)} does not place the {role}: "
            "write @corner, or the first index of each axis, such as @0,-1"
        )
    if len(parts) != dimension:
        raise ProblemError(
            f"{quote('@' + suffix)} has {len(parts)} {'index' if len(parts) == 1 else 'indices'}, "
            f"but the {role} has {dimension} {'axis' if dimension == 1 else 'axes'}: "
            f"write {dimension}, such as @{','.join(['0'] * dimension)}"
        )
    return tuple(map(int, parts))


def _refuse_flat(text: str, role: str, axes: int, leading: tuple[Affine, ...]) -> None:
    shape = ",".join([*map(str, leading), *"HW"[-axes:]])
    raise ProblemError(
        f"the values {quote(text)} are too few for the {role}, which needs the shape ({shape}): "
        f"read them from a file, as {role}=file:NAME.npy, or give the size alone"
    )


def _with_leading(values: Values, text: str, role: str, leading: tuple[Affine, ...]) -> Values:
    """Values from a file, if their leading axes are as long as asked."""
    if values.shape[: len(leading)] != leading or len(values.shape) == len(leading):
        shape = ",".join(map(str, values.shape))
        raise ProblemError(
            f"{quote(text)} has the shape ({shape}), but the {role} needs "
            f"({','.join([*map(str, leading), '…'])}), its leading axes first"
        )
    return values


def _placed(
    values: Values, array: str, role: str, axes: str, suffix: str, source: str, leading: int = 0
) -> Array:
    if source and len(values.shape) == 2 and 1 in values.shape and re.match(r"[^,r]+\Z", suffix):
        values = Values((len(values.items),), values.items)  # one index places a row or a column
    dimension = len(values.shape) - leading
    first = _first(suffix, role, dimension)
    lengths = [0] * dimension
    for length, axis in zip(values.shape[leading:], layout(dimension, axes)):
        lengths[axis] = length
    starts = first if first is not None else tuple(map(centred, lengths))
    support = tuple(Interval(lo, lo + n - 1) for lo, n in zip(starts, lengths))
    return Array(array, support, values, source)


def flattened(array: Array) -> Array:
    """A block of one row or one column from a file, as an array with one axis."""
    if array.values is None or not array.source or len(array.values.shape) != 2:
        return array
    if len(array.support) != 2 or 1 not in array.values.shape:
        return array
    long = 0 if array.support[0].lower != array.support[0].upper else 1
    values = Values((len(array.values.items),), array.values.items)
    return Array(array.name, (array.support[long],), values, array.source)


def write_array(array: Array) -> str:
    """The array as the problem line writes it; ``parse_array`` reads it back."""
    suffix = _write_suffix(array.support)
    if array.source:
        return array.source + suffix
    if array.values is not None:
        return write_values(array.values) + suffix
    lengths = [axis.upper - axis.lower + 1 for axis in array.support]
    if suffix in ("", "@corner") and all(_SIZE.match(str(n)) for n in lengths):
        return "x".join(map(str, lengths)) + suffix
    return ",".join(map(str, array.support))


def _write_suffix(support: tuple[Interval, ...]) -> str:
    widths = [axis.upper - axis.lower + 1 for axis in support]
    if all(isinstance(n, int) and axis.lower == centred(n) for n, axis in zip(widths, support)):
        return ""
    if all(axis.lower == 0 for axis in support):
        return "@corner"
    return "@" + ",".join(str(axis.lower) for axis in support)


def letters_of(array: Array) -> frozenset[str]:
    """The letters in the bounds of an array."""
    return frozenset().union(*(names_in(bound) for axis in array.support for bound in axis))


assert "x" in LETTERS  # sizes are joined by x, so x alone names no size
