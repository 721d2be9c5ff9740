"""A problem: an operation on an image and a kernel, read from and written as one line.

    conv image=7x7 kernel=3x3 at=1,1

``parse`` reads such a line, ``str()`` writes it in its canonical form (what is the
default is left out), and the two are inverse. To add an option, add one entry to
``OPTIONS``, read it in ``parse`` and write it in ``__str__``.
"""

from __future__ import annotations

import re
from operator import index
from typing import NamedTuple, TypeVar

from symconv.errors import ProblemError, quote
from symconv.model.arrays import (
    AXES,
    Array,
    Interval,
    flattened,
    layout,
    letters_of,
    parse_affine,
    parse_array,
    parse_interval,
    write_array,
)
from symconv.model.boundaries import Boundary, parse_boundary
from symconv.model.index import Affine, names_in
from symconv.model.names import check_name
from symconv.model.operations import Operation, Relation, find
from symconv.model.tree import Formula, Scalar, Symbol

OPTIONS = (
    "image", "kernel", "output", "stride", "dilation", "offset", "boundary",
    "axes", "names", "indices", "entries", "sum", "at",
    "as", "padding", "output_padding", "origin", "anchor", "lhs_dilation",
)  # fmt: skip
OF_LIBRARIES = OPTIONS[OPTIONS.index("as") + 1 :]  # words that only a library's call takes
NO_BOUNDARY = ("valid", "none")
OUTPUTS = ("full", "same", "valid")
OUTPUT_LETTERS = "mnopqr"
SUM_LETTERS = "ijlstu"
MAX_DIMENSION = 6
ENTRY_LETTERS = "abcdefghijklmnopqrstuvwxyz"


Kind = TypeVar("Kind", bound="Problem")


class Problem(NamedTuple):
    """An operation, its arrays and its conventions. Immutable.

    ``output`` is ``full``, ``same``, ``valid`` or given intervals; ``over`` is the array
    whose index the sum runs over; ``at`` is the output asked for, or None for any.
    ``entries`` is ``letters``, ``indexed``, or empty for letters where they are clear.
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

    @property
    def dimension(self) -> int:
        """How many axes there are."""
        return len(self.image.support)

    @property
    def order(self) -> tuple[int, ...]:
        """The axes in the order of writing, slowest first."""
        return layout(self.dimension, self.axes)

    def relation(self, axis: int) -> Relation:
        """The relation between the three indices on one axis."""
        return self.operation.relation(self.stride[axis], self.dilation[axis], self.offset[axis])

    @property
    def numeric(self) -> bool:
        """Whether sizes, strides, dilations and offsets are all numbers."""
        shifts = (*self.stride, *self.dilation, *self.offset)
        return (
            self.image.numeric and self.kernel.numeric and all(isinstance(v, int) for v in shifts)
        )

    def pixel(self, index: tuple[int, ...]) -> tuple[int, ...] | None:
        """The pixel that an image index stands for: itself inside, else as the boundary says.

        None where the boundary gives no pixel, but zero or another constant.

        >>> Problem.parse("conv image=7x7 boundary=nearest").pixel((-4, 1))
        (-3, 1)
        """
        cell = []
        for axis, value in enumerate(index):
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
        if len(at) != self.dimension:
            raise ProblemError(
                f"the output {quote(_written(at))} has {_count(len(at), 'index', 'indices')}, "
                f"but the image has {_count(self.dimension, 'axis', 'axes')}: "
                f"write at={','.join(self.indices)} with numbers"
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
        given = _options(line)
        if "as" in given:
            from symconv.model.library_call import expanded

            given = expanded(given, folder)
        operation = find(given.pop("operation", "conv"))
        axes = given.get("axes", AXES[0])
        _choice("axes", axes, AXES)
        names = _names(given.get("names", "x,h,y"))
        image, kernel = _arrays(given, names, axes, folder)
        size = len(image.support)
        indices, sums = _indices(given.get("indices"), size)
        boundary = _boundary(given)
        output = _output(given.get("output", "full"), size)
        over = _choice("sum", given.get("sum", operation.over), ("image", "kernel"))
        entries = given.get("entries", "")
        if entries:
            _choice("entries", entries, ("letters", "indexed"))
        problem = cls(
            operation, image, kernel, names[2], output,
            _per_axis(given, "stride", "1", size),
            _per_axis(given, "dilation", "1", size),
            _per_axis(given, "offset", "0", size),
            boundary, axes, indices, sums, entries, over, None,
        )  # fmt: skip
        _check_letters(problem)
        at = _place(given["at"]) if "at" in given else None
        return problem.placed(at)

    def __str__(self) -> str:
        words = [self.operation.name]
        for key, text, default in self._written():
            if text != default:
                words.append(f"{key}={_quoted(text)}")
        return " ".join(words)

    def _written(self) -> list[tuple[str, str, str]]:
        size = self.dimension
        names = ",".join((self.image.name, self.kernel.name, self.output_name))
        letters = f"{','.join(self.indices)};{','.join(self.sums)}"
        usual = f"{','.join(OUTPUT_LETTERS[:size])};{','.join(SUM_LETTERS[:size])}"
        output = self.output if isinstance(self.output, str) else ",".join(map(str, self.output))
        return [
            ("image", write_array(self.image), ""),
            ("kernel", write_array(self.kernel), ""),
            ("output", output, "full"),
            ("stride", _write_per_axis(self.stride), "1"),
            ("dilation", _write_per_axis(self.dilation), "1"),
            ("offset", _write_per_axis(self.offset), "0"),
            ("boundary", str(self.boundary), "zero"),
            ("axes", self.axes, AXES[0]),
            ("names", names, "x,h,y"),
            ("indices", letters, usual),
            ("entries", self.entries, ""),
            ("sum", self.over, self.operation.over),
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
        trouble = self._letter_trouble()
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

    def _letter_trouble(self) -> str:
        count = self._kernel_size()
        if count > len(ENTRY_LETTERS):
            return f"{count} entries are more than the alphabet has letters"
        used = ENTRY_LETTERS[:count]
        for array, role in ((self.image.name, "image"), (self.output_name, "output")):
            if array in used:
                return f"the letter {array} would be both an entry and the {role}"
        for letter in sorted(_sizes(self)):
            if letter in used:
                return f"the letter {letter} would be both an entry and a size"
        for value in _items(self.image):
            for letter in _letters_in(value):
                if letter in used:
                    return f"the letter {letter} would be both an entry and a pixel's value"
        for letter in _letters_in(self.boundary.constant):
            if letter in used:
                return f"the letter {letter} would be both an entry and the boundary's value"
        return ""


def _letters_in(value: Scalar) -> tuple[str, ...]:
    if isinstance(value, Symbol):
        return () if value.subscript else (value.name,)
    if isinstance(value, Formula):
        from symconv.model.formula import vet

        vetted = vet(value.latex)
        return (*(s.name for s in vetted.letters if not s.subscript), *vetted.constants)
    return ()


def _sizes(problem: Problem) -> frozenset[str]:
    """The letters that stand for a size, a stride, a dilation or an offset."""
    sizes = letters_of(problem.image) | letters_of(problem.kernel)
    if not isinstance(problem.output, str):
        sizes |= frozenset().union(*(names_in(bound) for axis in problem.output for bound in axis))
    for value in (*problem.stride, *problem.dilation, *problem.offset):
        sizes |= names_in(value)
    return sizes


def tokens(line: str) -> list[str]:
    """Split a problem line at blanks that stand outside quotes, brackets and braces.

    >>> tokens('conv kernel="[1 2 1]" image=5')
    ['conv', 'kernel=[1 2 1]', 'image=5']
    """
    words: list[str] = []
    word, depth, quoted, started = "", 0, "", False
    for character in line:
        if quoted:
            if character == quoted:
                quoted = ""
            else:
                word += character
            continue
        if character in "\"'" and depth == 0:
            quoted, started = character, True
            continue
        depth += (character in "[{") - (character in "]}")
        if character.isspace() and depth <= 0:
            if word or started:
                words.append(word)
            word, started, depth = "", False, 0
        else:
            word += character
    if quoted:
        raise ProblemError(f"a quotation mark is not closed in {quote(line)}")
    if depth > 0:
        raise ProblemError(f"a bracket is not closed in {quote(line)}")
    if word or started:
        words.append(word)
    return words


def _options(line: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for place, word in enumerate(tokens(line)):
        key, sign, value = word.partition("=")
        if not sign and place == 0:
            given["operation"] = word
            continue
        if key not in OPTIONS:
            what = f"unknown option {quote(key)}" if sign else f"{quote(word)} is not an option"
            known = [option for option in OPTIONS if option not in OF_LIBRARIES]
            raise ProblemError(f"{what}: use key=value with {', '.join(known)}")
        if key in given:
            raise ProblemError(f"the option {quote(key)} is given twice: give it once")
        if not value.strip():
            raise ProblemError(f"the option {quote(word)} has no value: write {key}=…")
        given[key] = value.strip()
    alone = next((key for key in OF_LIBRARIES if key in given and "as" not in given), None)
    if alone is not None:
        raise ProblemError(
            f"{quote(f'{alone}={given[alone]}')} belongs to a library's call: give as= too, "
            "or say it with offset="
        )
    return given


def _choice(key: str, value: str, known: tuple[str, ...]) -> str:
    if value in known:
        return value
    given = quote(f"{key}={value}")
    raise ProblemError(f"{given} is not known: use {' or '.join(known)}")


def _names(text: str) -> tuple[str, str, str]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3:
        raise ProblemError(
            f"{quote('names=' + text)} must give three names, image, kernel and output: names=x,h,y"
        )
    roles = ("the image", "the kernel", "the output")
    image, kernel, output = (check_name(part, role) for part, role in zip(parts, roles))
    if len({image, kernel, output}) < 3:
        raise ProblemError(
            f"{quote('names=' + text)} gives one name twice: use three different names"
        )
    return image, kernel, output


def _arrays(
    given: dict[str, str], names: tuple[str, str, str], axes: str, folder: str
) -> tuple[Array, Array]:
    arrays: dict[str, Array] = {}
    for role, array in zip(("image", "kernel"), names):
        if role in given:
            arrays[role] = parse_array(given[role], array, role, axes, folder)
    other = next(iter(arrays.values()), None)
    size = len(other.support) if other is not None else 2
    for role, array, length in (("image", names[0], 7), ("kernel", names[1], 3)):
        if role not in arrays:
            text = "x".join([str(length)] * size)
            arrays[role] = parse_array(text, array, role, axes, folder)
    image, kernel = arrays["image"], arrays["kernel"]
    if len(kernel.support) == 1:
        image = flattened(image)
    if len(image.support) == 1:
        kernel = flattened(kernel)
    if len(image.support) != len(kernel.support):
        raise ProblemError(
            f"the image {quote(given.get('image', ''))} has "
            f"{_count(len(image.support), 'axis', 'axes')}, the kernel "
            f"{quote(given.get('kernel', ''))} has {_count(len(kernel.support), 'axis', 'axes')}: "
            "give both the same number"
        )
    if len(image.support) > MAX_DIMENSION:
        raise ProblemError(
            f"the image {quote(given.get('image', ''))} has {len(image.support)} axes: "
            f"at most {MAX_DIMENSION} are worked with"
        )
    return image, kernel


def _indices(text: str | None, size: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if text is None:
        return tuple(OUTPUT_LETTERS[:size]), tuple(SUM_LETTERS[:size])
    groups = [[part.strip() for part in group.split(",")] for group in text.split(";")]
    if len(groups) != 2 or any(len(group) != size for group in groups):
        example = f"{','.join(OUTPUT_LETTERS[:size])};{','.join(SUM_LETTERS[:size])}"
        raise ProblemError(
            f"{quote('indices=' + text)} must name {size} output and {size} sum indices: "
            f"indices={example}"
        )
    outputs, sums = (tuple(check_name(part, "an index") for part in group) for group in groups)
    return outputs, sums


def _boundary(given: dict[str, str]) -> Boundary:
    """The boundary; ``boundary=valid`` is another way to ask for the valid outputs."""
    text = given.get("boundary", "zero")
    if text not in NO_BOUNDARY:
        return parse_boundary(text)
    if given.setdefault("output", "valid") != "valid":
        raise ProblemError(
            f"{quote('boundary=' + text)} leaves nothing beyond the edge, so there are valid "
            f"outputs only: leave out {quote('output=' + given['output'])}, or choose a boundary"
        )
    return parse_boundary("zero")


def _output(text: str, size: int) -> str | tuple[Interval, ...]:
    if text in OUTPUTS:
        return text
    if ".." not in text:
        raise ProblemError(
            f"{quote('output=' + text)} is not known: "
            f"use {', '.join(OUTPUTS)}, or bounds such as -3..3,-3..3"
        )
    ranges = tuple(parse_interval(part, "the output") for part in text.split(","))
    if len(ranges) != size:
        raise ProblemError(
            f"{quote('output=' + text)} must give {_count(size, 'range', 'ranges')}"
        )
    return ranges


def _per_axis(given: dict[str, str], key: str, usual: str, size: int) -> tuple[Affine, ...]:
    text = given.get(key, usual)
    values = tuple(parse_affine(part, f"a value for {key}") for part in text.split(","))
    if len(values) == 1:
        values *= size
    if len(values) != size:
        given_text = quote(f"{key}={text}")
        raise ProblemError(f"{given_text} must give one number, or one for each of {size} axes")
    if key != "offset":
        for value in values:
            positive = value > 0 if isinstance(value, int) else value.is_name
            if not positive:
                raise ProblemError(
                    f"{quote(f'{key}={text}')} is not positive: use 1, 2, 3, … or one letter"
                )
    return values


def _write_per_axis(values: tuple[Affine, ...]) -> str:
    same = all(value == values[0] for value in values)
    shown = values[:1] if same else values
    return ",".join(str(value).replace(" ", "") for value in shown)


def _quoted(text: str) -> str:
    """The text as ``tokens`` reads it back: in quotation marks where it needs them."""
    special = "\"'[]{}" if text.startswith("file:") else "\"'"
    if not any(character.isspace() or character in special for character in text):
        return text
    if '"' in text and "'" not in text:
        return f"'{text}'"
    inside = text.replace('"', "\"'\"'\"")
    return f'"{inside}"'


def _place(text: str) -> tuple[int, ...]:
    inside = text[1:-1] if text[:1] + text[-1:] in ("()", "[]") else text
    parts = [part.strip() for part in inside.split(",")]
    if not all(re.match(r"[+-]?\d{1,9}\Z", part, re.ASCII) for part in parts):
        raise ProblemError(
            f"{quote('at=' + text)} is not an output: write one integer per axis, such as at=1,1"
        )
    return tuple(map(int, parts))


def _check_letters(problem: Problem) -> None:
    """Refuse names that would make two different things look the same."""
    arrays = (problem.image.name, problem.kernel.name, problem.output_name)
    indices = (*problem.indices, *problem.sums)
    for letter in indices:
        if indices.count(letter) > 1:
            raise ProblemError(
                f"the index {letter} is used twice: give different letters with indices="
            )
        if letter in arrays:
            raise ProblemError(
                f"{letter} is the name of an array and of an index: "
                "rename one of them with names= or indices="
            )
    sizes = _sizes(problem)
    for letter in sorted(sizes):
        if letter in indices or letter in arrays:
            role = "an index" if letter in indices else "an array"
            raise ProblemError(
                f"the size {letter} is also the name of {role}: use another letter, "
                "or rename with names= or indices="
            )
    image, _, output = arrays
    written = (
        ("of the image", _items(problem.image), arrays),
        # An entry may share the kernel's letter, as in the article; a pixel may not.
        ("of the kernel", _items(problem.kernel), (image, output)),
        ("at the boundary", (problem.boundary.constant,), arrays),
    )
    for where, items, names in written:
        for letter in [letter for item in items for letter in _letters_in(item)]:
            if letter in names:
                raise ProblemError(
                    f"the value {letter} {where} is also the name of an array: "
                    "rename the arrays with names="
                )
            if letter in sizes:
                raise ProblemError(
                    f"the value {letter} {where} is also a size: use another letter"
                )


def _items(array: Array) -> tuple[Scalar, ...]:
    return () if array.values is None else array.values.items


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _written(at: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, at))}]"
