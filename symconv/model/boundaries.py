"""Boundaries: what an image is beyond its edge.

A boundary takes an index from outside to the index of the pixel that it stands for, on
each axis alone, or it gives one constant for all that lies outside. Written as

    boundary=zero  constant:1/2  nearest  wrap  symmetric  mirror

or by the words that libraries use. For a b c d between bars, outside is

    constant   c c c | a b c d | c c c        symmetric  c b a | a b c d | d c b
    nearest    a a a | a b c d | d d d        mirror     d c b | a b c d | c b a
    wrap       b c d | a b c d | a b c

To add a boundary, add one record to ``BOUNDARIES``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from symconv.errors import ProblemError, ScalarError, quote
from symconv.model.index import Affine
from symconv.model.tree import Number, Scalar
from symconv.model.values import parse_scalar, write_scalar

Place = Callable[[int, int, int], int]
Moves = tuple[tuple[int, Affine], ...]


def _none(lower: Affine, upper: Affine) -> Moves:
    return ()


class Boundary(NamedTuple):
    """What an image is beyond its edge.

    ``place`` takes an index and the bounds of the image on an axis to the index of a pixel;
    it is None where all that lies outside is ``constant``. ``same`` gives, for the bounds,
    the pairs (sign, shift) for which i and sign*i + shift stand for one pixel; without any,
    all indices beyond an edge come to the same. ``says`` completes "Beyond its edge the
    image …". ``words`` are the names that libraries have for it, in small letters.
    """

    name: str
    says: str
    place: Place | None
    same: Callable[[Affine, Affine], Moves]
    words: tuple[str, ...]
    constant: Scalar = Number(0)

    def __str__(self) -> str:
        """The word of the problem line.

        >>> str(parse_boundary("BORDER_CONSTANT:1/2"))
        'constant:1/2'
        """
        if self.name != "constant":
            return self.name
        return f"constant:{write_scalar(self.constant)}"

    @property
    def vanishes(self) -> bool:
        """Whether the image is zero outside, so that no term comes from there."""
        return self.name == "zero"

    def pixel(self, index: int, lower: int, upper: int) -> int | None:
        """The index of the pixel that an index stands for; None where it is none.

        >>> find("mirror").pixel(-2, 0, 3)
        2
        """
        if lower <= index <= upper:
            return index
        return None if self.place is None else self.place(index, lower, upper)


def nearest(index: int, lower: int, upper: int) -> int:
    """The index at the edge that is nearest."""
    return min(max(index, lower), upper)


def wrapped(index: int, lower: int, upper: int) -> int:
    """The index at the other end, where the image begins again."""
    return lower + (index - lower) % (upper - lower + 1)


def _repeats(lower: Affine, upper: Affine) -> Moves:
    return ((1, upper - lower + 1),)


def reflected(index: int, lower: int, upper: int) -> int:
    """The index mirrored at the edge, so that the last pixel is repeated."""
    length = upper - lower + 1
    place = (index - lower) % (2 * length)
    return lower + min(place, 2 * length - 1 - place)


def _reflects(lower: Affine, upper: Affine) -> Moves:
    return ((-1, 2 * lower - 1), (-1, 2 * upper + 1))


def mirrored(index: int, lower: int, upper: int) -> int:
    """The index mirrored at the last pixel, which is not repeated; a lone pixel fills all."""
    last = upper - lower
    place = (index - lower) % (2 * last) if last else 0
    return lower + min(place, 2 * last - place)


def _mirrors(lower: Affine, upper: Affine) -> Moves:
    return ((-1, 2 * lower), (-1, 2 * upper))


BOUNDARIES: tuple[Boundary, ...] = (
    Boundary("zero", "is zero", None, _none, ("zeros",)),
    Boundary(
        "constant", "has one value everywhere", None, _none,
        ("grid-constant", "border_constant", "fill"),
    ),
    Boundary(
        "nearest", "goes on with its last pixel", nearest, _none,
        ("edge", "replicate", "border_replicate"),
    ),
    Boundary(
        "wrap", "begins again from its other side", wrapped, _repeats,
        ("grid-wrap", "circular", "periodic", "border_wrap"),
    ),
    Boundary(
        "symmetric", "is mirrored, and its last pixel is repeated", reflected, _reflects,
        ("symm", "grid-mirror", "border_reflect"),
    ),
    Boundary(
        "mirror", "is mirrored, and its last pixel is not repeated", mirrored, _mirrors,
        ("border_reflect_101", "border_reflect101", "border_default"),
    ),
)  # fmt: skip


def find(name: str) -> Boundary:
    """The boundary called ``name``."""
    for boundary in BOUNDARIES:
        if boundary.name == name:
            return boundary
    raise KeyError(name)


def parse_boundary(text: str) -> Boundary:
    """Read the word of a problem line, in our names or a library's.

    >>> parse_boundary("BORDER_REFLECT_101").name, parse_boundary("replicate").name
    ('mirror', 'nearest')

    Raises ProblemError where the word is unknown or means opposite things, ScalarError
    where a constant is no value.
    """
    given = quote(f"boundary={text}")
    word, colon, value = text.partition(":")
    word = word.strip().lower()
    if word == "reflect":
        raise ProblemError(
            f"{given} is not clear: SciPy repeats the last pixel there (as OpenCV's "
            "BORDER_REFLECT does); NumPy, PyTorch and TensorFlow do not: use boundary=symmetric "
            "(c b a | a b c d | d c b) or boundary=mirror (d c b | a b c d | c b a)"
        )
    boundary = next((one for one in BOUNDARIES if word in (one.name, *one.words)), None)
    if boundary is None:
        raise ProblemError(
            f"{given} is not known: use one of zero, constant:1/2, "
            f"{', '.join(one.name for one in BOUNDARIES[2:])}"
        )
    if boundary.name != "constant":
        if colon:
            raise ProblemError(f"{given} takes no value: write boundary={boundary.name}")
        return boundary
    if colon and not value.strip():
        raise ProblemError(f"{given} has no value behind the colon: write boundary=constant:1/2")
    if not colon:
        return find("zero")
    try:
        constant = parse_scalar(value.strip())
    except ScalarError as error:
        raise ScalarError(f"{given} gives no constant: {error}") from error
    zero = isinstance(constant, Number) and constant.value == 0
    return find("zero") if zero else boundary._replace(constant=constant)
