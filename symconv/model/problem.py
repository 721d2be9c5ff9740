"""A problem: an operation on an image and a kernel, read from and written as one line.

    conv image=7x7 kernel=3x3 at=1,1

``parse`` reads such a line, ``str()`` writes it in its canonical form (what is the
default is left out), and the two are inverse. To add an option, add its name and how it is
read to ``line.py``, use that in ``parse`` and write it in ``__str__``.
"""

from __future__ import annotations

from operator import index
from typing import NamedTuple, TypeVar

from symconv.errors import ProblemError, quote
from symconv.model.arrays import AXES, Array, Interval, layout, write_array
from symconv.model.boundaries import Boundary
from symconv.model.channels import NONE, Channels, Leading, leading
from symconv.model.clashes import check_letters, free_letters, unclear
from symconv.model.complex_data import check_conjugate
from symconv.model.index import Affine
from symconv.model.line import (
    OPTIONS,
    OUTPUT_LETTERS,
    SUM_LETTERS,
    TRUTHS,
    arrays_of,
    boundary_of,
    channels_of,
    choice,
    counted,
    indices_of,
    names_of,
    options,
    output_of,
    per_axis,
    place_of,
    quoted,
    tokens,
    write_per_axis,
)
from symconv.model.operations import Operation, Relation, find
from symconv.model.tree import Symbol

__all__ = ["OPTIONS", "Problem", "tokens"]

ENTRY_LETTERS = "abcdefghijklmnopqrstuvwxyz"
Kind = TypeVar("Kind", bound="Problem")


class Problem(NamedTuple):
    """An operation, its arrays and its conventions. Immutable.

    ``output`` is ``full``, ``same``, ``valid`` or given intervals; ``over`` is the array
    whose index the sum runs over; ``at`` is the output asked for, or None for any.
    ``entries`` is ``letters``, ``indexed``, or empty for letters where they are clear.
    ``conjugate`` says that the data are complex and each entry counts as its conjugate.
    ``channels`` counts channels, groups and batch, whose indices stand before the others in
    ``at``; all else here is about the axes of the space.
    """

    operation: Operation
    image: Array
    kernel: Array
    output_name: str
    output: str | tuple[Interval, ...]
    stride: tuple[Affine, ...]
    dilation: tuple[Affine, ...]
    offset: tuple[Affine, ...]
    boundary: Boundary
    axes: str
    indices: tuple[str, ...]
    sums: tuple[str, ...]
    entries: str
    over: str
    at: tuple[int, ...] | None
    conjugate: bool = False
    channels: Channels = NONE

    @property
    def dimension(self) -> int:
        """How many axes the space has."""
        return len(self.image.support)

    @property
    def leading(self) -> Leading:
        """The indices of channels and batch, which stand before those of the space."""
        return leading(self.channels)

    @property
    def output_letters(self) -> tuple[str, ...]:
        """The letters of all indices of the output."""
        return (*[loop.letter for loop in self.leading.outputs], *self.indices)

    @property
    def anywhere(self) -> tuple[int | None, ...]:
        """The output asked for; with a None for each of its indices where it is any."""
        return self.at or (None,) * len(self.output_letters)

    @property
    def order(self) -> tuple[int, ...]:
        """The axes in the order of writing, slowest first."""
        return layout(self.dimension, self.axes)

    def written_order(self, array: str) -> tuple[int, ...]:
        """Where the indices of an image, kernel or output stand in a cell, slowest first.

        >>> Problem.parse("conv channels=3,8").written_order("kernel")
        (0, 1, 3, 2)
        """
        leading = self.leading
        before = {"image": leading.image, "kernel": leading.kernel, "output": leading.outputs}
        count = len(before[array])
        return (*range(count), *[count + axis for axis in self.order])

    def relation(self, axis: int) -> Relation:
        """The relation between the three indices on one axis."""
        return self.operation.relation(self.stride[axis], self.dilation[axis], self.offset[axis])

    @property
    def numeric(self) -> bool:
        """Whether sizes, strides, dilations and offsets are all numbers."""
        shifts = (*self.stride, *self.dilation, *self.offset)
        return (
            self.image.numeric
            and self.kernel.numeric
            and self.channels.numeric
            and all(isinstance(v, int) for v in shifts)
        )

    def pixel(self, index: tuple[int, ...]) -> tuple[int, ...] | None:
        """The pixel that an image index stands for: itself inside, else as the boundary says.

        None where the boundary gives no pixel, but zero or another constant. Leading indices
        stay as they are.

        >>> Problem.parse("conv image=7x7 boundary=nearest").pixel((-4, 1))
        (-3, 1)
        """
        before = len(index) - self.dimension
        cell = list(index[:before])
        for axis, value in enumerate(index[before:]):
            place = self.boundary.pixel(value, *self.image.bounds(axis))
            if place is None:
                return None
            cell.append(place)
        return tuple(cell)

    def placed(self: Kind, at: tuple[int, ...] | None) -> Kind:
        """The same problem for another output."""
        if at is None:
            return self._replace(at=None)
        try:
            at = tuple(map(index, at))
        except TypeError:
            raise ProblemError(
                f"the output {quote(_written(at))} is not made of integers: "
                "give one integer per axis"
            ) from None
        loops = self.leading.outputs
        if len(at) != len(loops) + self.dimension:
            has = f"the image has {counted(self.dimension, 'axis', 'axes')}"
            if self.channels.given:
                has = f"the output has {counted(len(loops) + self.dimension, 'index', 'indices')}"
            raise ProblemError(
                f"the output {quote(_written(at))} has {counted(len(at), 'index', 'indices')}, "
                f"but {has}: write at={','.join(self.output_letters)} with numbers"
            )
        return self._replace(at=at)

    @classmethod
    def parse(cls: type[Kind], line: str = "", folder: str = ".") -> Kind:
        """Read a problem line; what is left out is as in the article.

        >>> str(Problem.parse("conv image=7x7 kernel=3x3 at=1,1"))
        'conv image=7x7 kernel=3x3 at=1,1'

        ``folder`` is where ``file:`` names are looked up. Raises ProblemError, which
        quotes what cannot be understood and says what to write.
        """
        if not isinstance(line, str):
            raise ProblemError(
                f"the problem line is {type(line).__name__}, not str: write one such as "
                "'conv image=7x7 kernel=3x3'"
            )
        given = options(line)
        if "as" in given:
            from symconv.model.library_call import expanded

            given = expanded(given, folder)
        operation = find(given.pop("operation", "conv"))
        axes = given.get("axes", AXES[0])
        choice("axes", axes, AXES)
        names = names_of(given.get("names", "x,h,y"))
        channels = channels_of(given)
        image, kernel = arrays_of(given, names, axes, folder, channels)
        size = len(image.support)
        indices, sums, letters = indices_of(given.get("indices"), size, leading(channels))
        boundary = boundary_of(given)
        output = output_of(given.get("output", "full"), size)
        over = choice("sum", given.get("sum", operation.over), ("image", "kernel"))
        entries = given.get("entries", "")
        if entries:
            choice("entries", entries, ("letters", "indexed"))
        problem = cls(
            operation, image, kernel, names[2], output,
            per_axis(given, "stride", "1", size),
            per_axis(given, "dilation", "1", size),
            per_axis(given, "offset", "0", size),
            boundary, axes, indices, sums, entries, over, None,
            choice("conjugate", given.get("conjugate", "false"), TRUTHS) == "true", channels,
        )  # fmt: skip
        if channels.given:
            letters = letters or free_letters(problem)
            problem = problem._replace(channels=channels._replace(letters=letters))
        check_letters(problem)
        check_conjugate(problem)
        at = place_of(given["at"]) if "at" in given else None
        return problem.placed(at)

    def __str__(self) -> str:
        words = [self.operation.name]
        for key, text, default in self._written():
            if text != default:
                words.append(f"{key}={quoted(text)}")
        return " ".join(words)

    def _written(self) -> list[tuple[str, str, str]]:
        size = self.dimension
        names = ",".join((self.image.name, self.kernel.name, self.output_name))
        letters = f"{','.join(self.indices)};{','.join(self.sums)}"
        usual = f"{','.join(OUTPUT_LETTERS[:size])};{','.join(SUM_LETTERS[:size])}"
        if self.channels.given and self.channels.letters != free_letters(self):
            summed = (*[loop.letter for loop in self.leading.sums], *self.sums)
            letters = f"{','.join(self.output_letters)};{','.join(summed)}"
        output = self.output if isinstance(self.output, str) else ",".join(map(str, self.output))
        return [
            ("image", write_array(self.image), ""),
            ("kernel", write_array(self.kernel), ""),
            *(self.channels.words() if self.channels.given else ()),
            ("output", output, "full"),
            ("stride", write_per_axis(self.stride), "1"),
            ("dilation", write_per_axis(self.dilation), "1"),
            ("offset", write_per_axis(self.offset), "0"),
            ("boundary", str(self.boundary), "zero"),
            ("axes", self.axes, AXES[0]),
            ("names", names, "x,h,y"),
            ("indices", letters, usual),
            ("entries", self.entries, ""),
            ("sum", self.over, self.operation.over),
            ("conjugate", TRUTHS[not self.conjugate], "false"),
            ("at", "" if self.at is None else ",".join(map(str, self.at)), ""),
        ]

    def entry_letters(self) -> tuple[tuple[Symbol, ...], str]:
        """The letters that name the kernel entries, row by row, and a note.

        No letters where the kernel has values, or where letters would be unclear; the
        note then says why. Raises ProblemError where letters were asked for and are unclear.
        """
        if self.kernel.values is not None or not self.kernel.numeric:
            return (), ""
        if self.entries == "indexed":
            return (), ""
        if self.channels.inputs is not None:
            if self.entries == "letters":
                raise ProblemError(
                    "entries=letters is not clear with channels: a kernel with channels has "
                    "leading indices, so its entries are indexed; leave out entries=letters"
                )
            return (), ""
        trouble = unclear(self, ENTRY_LETTERS, self._kernel_size())
        if not trouble:
            return tuple(map(Symbol, ENTRY_LETTERS[: self._kernel_size()])), ""
        if self.entries == "letters":
            raise ProblemError(
                f"entries=letters is not clear here: {trouble}; "
                "use entries=indexed, or other names with names="
            )
        shown = f"{self.kernel.name}[{','.join(['0'] * self.dimension)}]"
        return (), f"the kernel entries are written as {shown} and so on, because {trouble}"

    def _kernel_size(self) -> int:
        size = 1
        for axis in range(self.dimension):
            lower, upper = self.kernel.bounds(axis)
            size *= upper - lower + 1
        return size


def _written(at: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, at))}]"
