"""Channels, groups and batch: further indices, which stand before those of the space.

    channels=3               y[m,n]     = Σ x[c,i,j] h[c,k,l]                 c from 0 to 2
    channels=4,8             y[f,m,n]   = Σ x[c,i,j] h[f,c,k,l]               f from 0 to 7
    channels=4,8 groups=2    y[f,m,n]   = Σ x[c+2⌊f/4⌋,i,j] h[f,c,k,l]        c from 0 to 1
    channels=4,4 groups=4    y[c,m,n]   = Σ x[c,i,j] h[c,k,l]                 (depthwise)
    batch=2                  y[b,m,n]   = Σ x[b,i,j] h[k,l]

They are counted from 0, and none of them moves: each stands in two or three of the arrays as
it is. A batch index stands in the output and the image, that of an output channel in the
output and the kernel, that of an input channel in the image and the kernel, where it is
summed. With groups the image's one follows from two letters. To add a further index, add a
``Loop`` to ``leading``, with what it puts into each array.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from symconv.errors import OutputError, ProblemError, quote
from symconv.model.index import Affine, Poly, floor_div, name, names_in, put

WORDS = ("channels", "groups", "batch")
BATCH, FILTER, CHANNEL = "b", "f", "c"


class Channels(NamedTuple):
    """What the words ``channels``, ``groups`` and ``batch`` say; None where they are not given.

    ``inputs`` and ``outputs`` count the channels of the image and of the output. ``letters``
    are those of the leading output indices and then that of the sum, where there is one.
    """

    inputs: Affine | None = None
    outputs: Affine | None = None
    groups: int = 1
    batch: Affine | None = None
    letters: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether there is any index beside those of the space."""
        return self.inputs is not None or self.batch is not None

    @property
    def numeric(self) -> bool:
        """Whether all that is counted is a number."""
        return not any(isinstance(count, Poly) for count in self._counts())

    @property
    def names(self) -> frozenset[str]:
        """The letters that stand for how many there are."""
        return frozenset().union(*map(names_in, self._counts()))

    def _counts(self) -> tuple[Affine, ...]:
        counts = (self.inputs, self.outputs, self.batch)
        return tuple([count for count in counts if count is not None])

    def words(self) -> list[tuple[str, str, str]]:
        """The words of the problem line, each with what it is where it is left out."""
        counts = [str(count) for count in (self.inputs, self.outputs) if count is not None]
        batch = "" if self.batch is None else str(self.batch)
        return [("channels", ",".join(counts), ""), ("groups", str(self.groups), "1"),
                ("batch", batch, "")]  # fmt: skip


NONE = Channels()


class Loop(NamedTuple):
    """An index that runs from 0 to ``length - 1``; ``kind`` is its usual letter."""

    kind: str
    letter: str
    length: Affine

    @property
    def last(self) -> Affine:
        """The last value of the index."""
        return self.length - 1


class Leading(NamedTuple):
    """The leading indices of the arrays, as they follow from loops.

    ``outputs`` are the loops whose letters lead the output, ``sums`` the one that is summed,
    or none. ``image`` and ``kernel`` are the leading indices there, made of those letters;
    ``image_shape`` and ``kernel_shape`` say how many values each of them takes.
    """

    outputs: tuple[Loop, ...] = ()
    sums: tuple[Loop, ...] = ()
    image: tuple[Affine, ...] = ()
    kernel: tuple[Affine, ...] = ()
    image_shape: tuple[Affine, ...] = ()
    kernel_shape: tuple[Affine, ...] = ()

    @property
    def summed(self) -> int:
        """How many channels are added up: 1 where none are."""
        return prod([_number(loop.length) for loop in self.sums])

    def cells(self, at: Sequence[int]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """The leading indices of image and kernel that meet in an output, in order.

        >>> leading(Channels(4, 8, 2, None, ("f", "c"))).cells((5,))
        [((2,), (5, 0)), ((3,), (5, 1))]
        """
        return [
            (self.worked(self.image, at, sums), self.worked(self.kernel, at, sums))
            for sums in product(*[range(_number(loop.length)) for loop in self.sums])
        ]

    def worked(
        self, indices: Sequence[Affine], at: Sequence[int], sums: Sequence[int]
    ) -> tuple[int, ...]:
        """Leading indices with numbers put for the letters."""
        letters = [loop.letter for loop in (*self.outputs, *self.sums)]
        numbers = dict(zip(letters, (*at, *sums)))
        return tuple([_number(put(index, numbers)) for index in indices])


def _number(value: object) -> int:
    if isinstance(value, int):
        return value
    raise OutputError(
        f"the number of channels {value} is a letter: give a number to work out single outputs, "
        "or leave out at= for any output"
    )


def leading(channels: Channels) -> Leading:
    """The leading indices of all arrays.

    >>> found = leading(Channels(4, 8, 2, None, ("f", "c")))
    >>> [str(index) for index in found.image], [str(index) for index in found.kernel]
    (['c + 2*floor(f/4)'], ['f', 'c'])
    """
    if not channels.given:
        return NOTHING
    letters = iter(channels.letters or "".join(map("".join, kinds(channels))))
    outputs: list[Loop] = []
    sums: list[Loop] = []
    image: list[Affine] = []
    kernel: list[Affine] = []
    if channels.batch is not None:
        outputs.append(Loop(BATCH, next(letters), channels.batch))
        image.append(name(outputs[-1].letter))
    inside = channels.inputs
    if channels.outputs is not None:
        own = CHANNEL if _each_by_itself(channels) else FILTER
        outputs.append(Loop(own, next(letters), channels.outputs))
        kernel.append(name(outputs[-1].letter))
    if inside is not None:
        at: Affine = 0
        if channels.groups > 1:
            inside, size = _split(inside, channels), _split(channels.outputs, channels)
            at = inside * floor_div(kernel[-1], size)
        if not depthwise(channels):
            sums.append(Loop(CHANNEL, next(letters), inside))
            kernel.append(name(sums[-1].letter))
            at = kernel[-1] + at
        image.append(at)
    counts = [loop.length for loop in outputs if loop.kind == BATCH]
    shape = [loop.length for loop in (*outputs, *sums) if loop.kind != BATCH]
    if channels.inputs is not None:
        counts.append(channels.inputs)
    return Leading(*map(tuple, (outputs, sums, image, kernel, counts, shape)))  # type: ignore[arg-type]


NOTHING = Leading()


def file_shapes(channels: Channels) -> dict[str, tuple[Affine, ...]]:
    """The lengths of the leading axes of image and kernel in a file, as libraries have them.

    They keep an axis for the channel of a depthwise kernel, though it is always 0.
    """
    found = leading(channels)
    alone = (1,) if depthwise(channels) else ()
    return {"image": found.image_shape, "kernel": (*found.kernel_shape, *alone)}


def _split(count: Affine | None, channels: Channels) -> int:
    assert isinstance(count, int)
    return count // channels.groups


def depthwise(channels: Channels) -> bool:
    """Whether every group is a single input channel, so that no channels are added up."""
    return channels.groups > 1 and channels.inputs == channels.groups


def _each_by_itself(channels: Channels) -> bool:
    """Whether each input channel leads to one output channel, and one index says both."""
    return depthwise(channels) and channels.outputs == channels.inputs


def kinds(channels: Channels) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The usual letters of the leading output indices, and of the sum.

    >>> kinds(Channels(4, 8, 1, 2))
    (('b', 'f'), ('c',))
    """
    outputs = [BATCH] if channels.batch is not None else []
    if channels.outputs is not None:
        outputs.append(CHANNEL if _each_by_itself(channels) else FILTER)
    summed = channels.inputs is not None and not depthwise(channels)
    return tuple(outputs), (CHANNEL,) if summed else ()


def check_groups(channels: Channels) -> None:
    """Refuse groups that do not divide both numbers of channels; the words are quoted."""
    groups = channels.groups
    if groups == 1:
        return
    given = quote(f"groups={groups}")
    if channels.outputs is None:
        raise ProblemError(
            f"{given} needs the numbers of input and output channels: write channels=4,8, say"
        )
    counts = quote(f"channels={channels.inputs},{channels.outputs}")
    if not isinstance(channels.inputs, int) or not isinstance(channels.outputs, int):
        raise ProblemError(f"{given} needs numbers of channels, not letters as in {counts}")
    if channels.inputs % groups or channels.outputs % groups:
        raise ProblemError(
            f"{given} does not divide {counts}: both numbers must be multiples of {groups}"
        )


def spatial_only(channels: Channels, what: str) -> None:
    """Refuse channels where they are not shown; ``what`` begins the message."""
    if channels.given:
        words = " ".join(f"{key}={text}" for key, text, usual in channels.words() if text != usual)
        raise OutputError(
            f"{what} one channel of one image only: leave out {quote(words)} "
            "('symconv derive' works them out in formulas)"
        )
