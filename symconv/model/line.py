"""The words of a problem line: split, and each read or refused.

To add an option, add its name to ``OPTIONS`` and a function that reads it here, and use
both in ``problem.py``, which also writes it.
"""

from __future__ import annotations

import re

from symconv.errors import ProblemError, quote
from symconv.model.arrays import (
    Array,
    Interval,
    flattened,
    parse_affine,
    parse_array,
    parse_interval,
)
from symconv.model.boundaries import Boundary, parse_boundary
from symconv.model.channels import (
    NONE,
    WORDS,
    Channels,
    Leading,
    check_groups,
    depthwise,
    file_shapes,
)
from symconv.model.index import Affine
from symconv.model.names import check_name

OPTIONS = (
    "image", "kernel", "channels", "groups", "batch",
    "output", "stride", "dilation", "offset", "boundary",
    "axes", "names", "indices", "entries", "sum", "conjugate", "at",
    "as", "padding", "output_padding", "origin", "anchor", "lhs_dilation",
)  # fmt: skip
OF_LIBRARIES = OPTIONS[OPTIONS.index("as") + 1 :]  # words that only a library's call takes
TRUTHS = ("true", "false")
NO_BOUNDARY = ("valid", "none")
OUTPUTS = ("full", "same", "valid")
OUTPUT_LETTERS = "mnopqr"
SUM_LETTERS = "ijlstu"
MAX_DIMENSION = 6
MAX_COUNT = 1_000_000  # channels, or images of a batch
ENTRY_LETTERS = "abcdefghijklmnopqrstuvwxyz"

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


def options(line: str) -> dict[str, str]:
    """The options of a line by their names; the first word is the operation."""
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


def choice(key: str, value: str, known: tuple[str, ...]) -> str:
    """A word that must be one of those known."""
    if value in known:
        return value
    given = quote(f"{key}={value}")
    raise ProblemError(f"{given} is not known: use {' or '.join(known)}")


def names_of(text: str) -> tuple[str, str, str]:
    """The names of image, kernel and output."""
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


def channels_of(given: dict[str, str]) -> Channels:
    """The numbers of channels, groups and images at once; the letters of their indices follow."""
    if not any(word in given for word in WORDS):
        return NONE
    counts: list[Affine] = []
    if "channels" in given:
        counts += [_count("channels", given["channels"], part)
                   for part in given["channels"].split(",")]  # fmt: skip
    if len(counts) > 2:
        raise ProblemError(
            f"{quote('channels=' + given['channels'])} gives {len(counts)} numbers: write the "
            "number of input channels, or input and output channels, such as channels=3,8"
        )
    groups = _count("groups", given["groups"], given["groups"]) if "groups" in given else 1
    if not isinstance(groups, int):
        raise ProblemError(
            f"{quote('groups=' + given['groups'])} is a letter: give a number, such as groups=2"
        )
    batch = _count("batch", given["batch"], given["batch"]) if "batch" in given else None
    inputs, outputs = (*counts, None, None)[:2]
    channels = Channels(inputs, outputs, groups, batch)
    check_groups(channels)
    return channels


def _count(key: str, text: str, part: str) -> Affine:
    """How many there are: a positive number or a letter."""
    value = parse_affine(part, f"a number for {key}")
    if isinstance(value, int) and value > MAX_COUNT:
        raise ProblemError(f"{quote(f'{key}={text}')} is too many: use at most {MAX_COUNT}")
    if value > 0 if isinstance(value, int) else value.is_name:
        return value
    raise ProblemError(
        f"{quote(f'{key}={text}')} is not positive: use 1, 2, 3, … or one letter"
    )


def arrays_of(
    given: dict[str, str], names: tuple[str, str, str], axes: str, folder: str, channels: Channels
) -> tuple[Array, Array]:
    """Image and kernel, with as many axes as each other."""
    arrays: dict[str, Array] = {}
    shapes = file_shapes(channels)
    for role, array in zip(("image", "kernel"), names):
        if role in given:
            arrays[role] = parse_array(given[role], array, role, axes, folder, shapes[role])
    other = next(iter(arrays.values()), None)
    size = len(other.support) if other is not None else 2
    for role, array, length in (("image", names[0], 7), ("kernel", names[1], 3)):
        if role not in arrays:
            text = "x".join([str(length)] * size)
            arrays[role] = parse_array(text, array, role, axes, folder)
    image, kernel = arrays["image"], arrays["kernel"]
    if depthwise(channels) and kernel.values is not None:
        shape = (kernel.values.shape[0], *kernel.values.shape[2:])
        kernel = kernel._replace(values=kernel.values._replace(shape=shape))
    if len(kernel.support) == 1:
        image = flattened(image)
    if len(image.support) == 1:
        kernel = flattened(kernel)
    if len(image.support) != len(kernel.support):
        raise ProblemError(
            f"the image {quote(given.get('image', ''))} has "
            f"{counted(len(image.support), 'axis', 'axes')}, the kernel "
            f"{quote(given.get('kernel', ''))} has {counted(len(kernel.support), 'axis', 'axes')}: "
            "give both the same number"
        )
    if len(image.support) > MAX_DIMENSION:
        raise ProblemError(
            f"the image {quote(given.get('image', ''))} has {len(image.support)} axes: "
            f"at most {MAX_DIMENSION} are worked with"
        )
    return image, kernel


def indices_of(text: str | None, size: int, leading: Leading) -> tuple[tuple[str, ...], ...]:
    """The letters of the outputs, of the sums, and of the leading indices of both.

    Where leading ones are not named, there are none: they are then chosen so as not to clash.
    """
    if text is None:
        return tuple(OUTPUT_LETTERS[:size]), tuple(SUM_LETTERS[:size]), ()
    groups = [[part.strip() for part in group.split(",")] for group in text.split(";")]
    before = (len(leading.outputs), len(leading.sums))
    counts = tuple(map(len, groups))
    if counts not in ((size, size), (before[0] + size, before[1] + size)):
        letters = [loop.letter for loop in leading.outputs], [loop.letter for loop in leading.sums]
        example = ";".join(
            ",".join([*first, *usual[:size]])
            for first, usual in zip(letters, (OUTPUT_LETTERS, SUM_LETTERS))
        )
        raise ProblemError(
            f"{quote('indices=' + text)} must name {before[0] + size} output and "
            f"{before[1] + size} sum indices: indices={example}"
        )
    outputs, sums = (tuple(check_name(part, "an index") for part in group) for group in groups)
    lead = (*outputs[:-size], *sums[:-size])
    return outputs[-size:], sums[-size:], lead


def boundary_of(given: dict[str, str]) -> Boundary:
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


def output_of(text: str, size: int) -> str | tuple[Interval, ...]:
    """Which outputs there are: a word, or bounds for each axis."""
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
            f"{quote('output=' + text)} must give {counted(size, 'range', 'ranges')}"
        )
    return ranges


def per_axis(given: dict[str, str], key: str, usual: str, size: int) -> tuple[Affine, ...]:
    """One number or letter for each axis."""
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


def write_per_axis(values: tuple[Affine, ...]) -> str:
    """What ``per_axis`` reads back: once where all are the same."""
    same = all(value == values[0] for value in values)
    shown = values[:1] if same else values
    return ",".join(str(value).replace(" ", "") for value in shown)


def quoted(text: str) -> str:
    """The text as ``tokens`` reads it back: in quotation marks where it needs them."""
    special = "\"'[]{}" if text.startswith("file:") else "\"'"
    if not any(character.isspace() or character in special for character in text):
        return text
    if '"' in text and "'" not in text:
        return f"'{text}'"
    inside = text.replace('"', "\"'\"'\"")
    return f'"{inside}"'


def place_of(text: str) -> tuple[int, ...]:
    """An output, one integer for each axis."""
    inside = text[1:-1] if text[:1] + text[-1:] in ("()", "[]") else text
    parts = [part.strip() for part in inside.split(",")]
    if not all(re.match(r"[+-]?\d{1,9}\Z", part, re.ASCII) for part in parts):
        raise ProblemError(
            f"{quote('at=' + text)} is not an output: write one integer per axis, such as at=1,1"
        )
    return tuple(map(int, parts))


def counted(number: int, one: str, many: str) -> str:
    """A number of things, as in ``2 axes``."""
    return f"{number} {one if number == 1 else many}"
