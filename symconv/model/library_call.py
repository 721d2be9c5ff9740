"""``as=LIBRARY.CALL:MODE`` in a problem line, turned into words that say the same without it."""

from __future__ import annotations

from symconv.errors import ProblemError, quote
from symconv.model.arrays import AXES, parse_array
from symconv.model.channels import WORDS as CHANNEL_WORDS
from symconv.model.channels import file_shapes
from symconv.model.index import Affine
from symconv.model.libraries import WORDS, computed, find
from symconv.model.line import channels_of


def expanded(given: dict[str, str], folder: str) -> dict[str, str]:
    """The words of a problem line with ``as=`` as words that say the same without it.

    >>> expanded({"as": "numpy.convolve:same", "image": "5", "kernel": "3"}, ".")["output"]
    '0..4'

    Raises ProblemError where a word says again what the call says, or is none of its own.
    """
    text = given["as"]
    for word in ("operation", "axes", "output", "boundary", "offset"):
        if word in given:
            shown = given[word] if word == "operation" else f"{word}={given[word]}"
            instead = " (use padding= or origin=)" if word == "offset" else ""
            raise ProblemError(
                f"{quote(shown)} and {quote('as=' + text)} both say what is computed: "
                f"leave one out{instead}"
            )
    axes = AXES[1]
    before = _leading(given)
    found = dict(given)
    lengths = []
    first = next((role for role in ("image", "kernel") if role in given), "image")
    other = _placed(given.get(first, "7x7"), first)
    rank = len(parse_array(other, "x", first, axes, folder, before[first]).support)
    for role, usual in (("image", 7), ("kernel", 3)):
        written = given.get(role, "x".join([str(usual)] * rank))
        found[role] = _placed(written, role)
        support = parse_array(found[role], "x", role, axes, folder, before[role]).support
        sizes = [axis.upper - axis.lower + 1 for axis in support]
        lengths.append(tuple(size for size in sizes if isinstance(size, int)))
        if len(lengths[-1]) < len(sizes):
            raise ProblemError(
                f"{quote(f'{role}={written}')} holds a letter: a library needs numbers"
            )
    image, kernel = lengths
    if len(image) != len(kernel):
        raise ProblemError(
            f"the image has {len(image)} axes and the kernel {len(kernel)}: give both the same"
        )
    words = {}
    for word in ("stride", "dilation", *WORDS):
        if word in given:
            words[word] = _numbers(word, given[word], len(image))
            found.pop(word)
    call = find(text)[0]
    if given.get("conjugate") == "true" and not call.conjugates:
        raise ProblemError(
            f"{call.names[0]} conjugates nothing: leave out 'conjugate=true'"
        )
    axis = computed(text, image, kernel, words)
    operations = {one.operation for one in axis}
    if len(operations) > 1:
        raise ProblemError(
            f"{quote('as=' + text)} does different things on the axes here: "
            "give the same lhs_dilation for all, or one axis at a time"
        )
    del found["as"]
    found.update(
        operation=axis[0].operation, boundary=axis[0].boundary,
        axes=axes if len(axis) > 1 else AXES[0],
        stride=",".join(str(one.stride) for one in axis),
        dilation=",".join(str(one.dilation) for one in axis),
        offset=",".join(str(one.offset) for one in axis),
        output=",".join(f"0..{one.length - 1}" for one in axis),
    )  # fmt: skip
    return found


def _leading(given: dict[str, str]) -> dict[str, tuple[Affine, ...]]:
    """How many values the leading indices of image and kernel take."""
    word = next((word for word in CHANNEL_WORDS if word in given), "")
    call = find(given["as"])[0]
    if word and not call.weights:
        raise ProblemError(
            f"{call.names[0]} takes no {quote(f'{word}={given[word]}')}: it works on one image "
            "without channels; leave it out"
        )
    channels = channels_of(given)
    last = call.weights.startswith("k")
    orders = {"image": "b,i,j,c" if last else "b,c,i,j", "kernel": call.weights}
    for role, order in (("image", "b,c,i,j"), ("kernel", "f,c,k,l")):
        text = given.get(role, "")
        if channels.inputs is not None and text.startswith("file:") and orders[role] != order:
            raise ProblemError(
                f"{quote(f'{role}={text}')} stands as [{orders[role]}] in {call.names[0]}, but "
                f"symconv reads [{order}]: give the size alone, such as {role}=3x3"
            )
    return file_shapes(channels)


def _placed(text: str, role: str) -> str:
    if "@" in text or ".." in text:
        raise ProblemError(
            f"{quote(f'{role}={text}')} says where its indices begin, but with as= they are the "
            "library's, from 0: give a size such as 6x6 (rows by columns), or values"
        )
    return f"{text}@corner"


def _numbers(word: str, text: str, size: int) -> tuple[int, ...]:
    parts = text.split(",")
    whole = all(part.strip().lstrip("-").isdecimal() and len(part) < 10 for part in parts)
    if not whole or len(parts) not in (1, size):
        raise ProblemError(
            f"{quote(f'{word}={text}')} must be one whole number, or one for each of {size} axes"
        )
    values = tuple(int(part) for part in parts) * (size if len(parts) == 1 else 1)
    if word in ("stride", "dilation", "lhs_dilation") and min(values) < 1:
        raise ProblemError(f"{quote(f'{word}={text}')} is not positive: use 1, 2, 3, …")
    if word in ("padding", "output_padding") and min(values) < 0:
        raise ProblemError(f"{quote(f'{word}={text}')} is negative: use 0, 1, 2, …")
    return values
