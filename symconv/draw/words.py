"""What a picture shows, in words, for those who do not see it."""

from __future__ import annotations

from symconv.model.problem import Problem
from symconv.render import plain

AXIS_WORDS = {
    1: ("indices",),
    2: ("rows", "columns"),
    3: ("slices", "rows", "columns"),
}


def box_words(box: tuple[range, ...], order: tuple[int, ...]) -> str:
    """The indices on each axis.

    >>> box_words((range(-3, 4), range(0, 1)), (1, 0))
    'columns -3 to 3, row 0'
    """
    found = []
    for axis, word in reversed(list(zip(order, AXIS_WORDS[len(order)]))):
        indices = box[axis]
        if indices[0] == indices[-1]:
            found.append(f"{one(word)} {indices[0]}")
        else:
            found.append(f"{word} {indices[0]} to {indices[-1]}")
    return ", ".join(found)


def size_words(box: tuple[range, ...], order: tuple[int, ...]) -> str:
    """How many cells there are.

    >>> size_words((range(7), range(5)), (1, 0))
    '7 columns, 5 rows'
    """
    found = []
    for axis, word in reversed(list(zip(order, AXIS_WORDS[len(order)]))):
        count = len(box[axis])
        found.append(f"{count} {word if count != 1 else one(word)}")
    return ", ".join(found)


def one(word: str) -> str:
    """The singular."""
    return {"indices": "index"}.get(word, word[:-1])


def beyond_words(problem: Problem) -> str:
    """What the image is beyond its edge: "is zero", "is mirrored, …", "is 1/2 everywhere"."""
    if problem.boundary.name == "constant":
        return f"is {plain.expr(problem.boundary.constant)} everywhere"
    return problem.boundary.says


def operation_words(problem: Problem) -> str:
    """The name of the operation at the start of a sentence."""
    words = "convolution" if problem.operation.kernel < 0 else "cross-correlation"
    words = f"transposed {words}" if problem.operation.strided == "image" else words
    return words[0].upper() + words[1:]
