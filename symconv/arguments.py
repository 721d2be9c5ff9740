"""The words of a command line: options that are joined with their values, and the problem line.

The same words and options describe a problem to every command.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symconv.errors import ProblemError

if TYPE_CHECKING:
    import argparse

    from symconv.model.problem import Problem


def joined(words: list[str], parser: argparse.ArgumentParser) -> list[str]:
    """Join an option and its value, so that a value may begin with a minus sign.

    A word of a problem line, such as ``kernel=[1``, is joined with the rest of its values too.
    """
    takes_value = {
        text for action in parser._actions if action.nargs is None for text in action.option_strings
    }
    found: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            found += [word, *rest]
        elif word in takes_value:
            value = next(rest, None)
            if value is None:
                raise ProblemError(f"the option '{word}' has no value: write one after it")
            value = bracketed(value, rest)
            found.append(f"{word}={value}" if word.startswith("--") else f"{word}{value}")
        elif "=" in word and f"--{word.partition('=')[0].lstrip('-')}" in takes_value:
            found.append(bracketed(word, rest))
        else:
            found.append(word)
    return found


def bracketed(value: str, rest: Iterator[str]) -> str:
    """A value whose bracket the shell has split at its blanks, put together again."""
    while value.count("[") > value.count("]"):
        more = next(rest, None)
        if more is None:
            break
        value = f"{value} {more}"
    return value


_HELP = {
    "image": "size 7x7, bounds -3..3,-3..3, values [1 2; 3 4], or file:NAME.csv",
    "kernel": "likewise",
    "channels": "how many channels: of the input, or of input and output: 3 or 4,8",
    "groups": "in how many groups the channels are apart",
    "batch": "how many images there are",
    "at": "the output, one integer per axis: 1,1",
    "as": "a library's call in place of the operation: scipy.signal.convolve2d:same",
    "padding": "with as=: zeros on each side",
    "output_padding": "with as=: of a transposed convolution",
    "origin": "with as=scipy.ndimage…: by how much the kernel is moved",
    "anchor": "with as=cv2.filter2D: the kernel entry over the pixel, row,column",
    "lhs_dilation": "with as=jax…: holes between the pixels",
    "output": "full, same, valid, or bounds",
    "stride": "one number, or one per axis",
    "dilation": "one number, or one per axis",
    "offset": "one number, or one per axis",
    "boundary": "zero, constant:1/2, nearest, wrap, symmetric or mirror",
    "axes": "column,row or row,column",
    "names": "image, kernel and output: x,h,y",
    "indices": "outputs; sums: m,n;i,j",
    "entries": "letters or indexed",
    "sum": "image or kernel: which index the sum runs over",
    "conjugate": "true: complex data, each kernel entry counts as its conjugate",
}


def add_problem(parser: argparse.ArgumentParser) -> None:
    """A problem line as words and as options."""
    parser.add_argument(
        "problem", nargs="*", metavar="PROBLEM",
        help="conv, xcorr, correlate or transposed, and key=value words; the keys work as options",
    )  # fmt: skip
    add_problem_options(parser)


def add_problem_options(parser: argparse.ArgumentParser) -> None:
    """The words of a problem line as options."""
    from symconv.model.problem import OPTIONS

    group = parser.add_argument_group("the problem")
    for key in OPTIONS:
        group.add_argument(f"--{key}", metavar="…", help=_HELP[key])


def problem_of(chosen: argparse.Namespace) -> Problem:
    """The problem from the words and the options of a command."""
    from symconv.model.problem import OPTIONS, Problem, tokens

    words = tokens(" ".join(_protected(word) for word in chosen.problem))
    for key in OPTIONS:
        value = getattr(chosen, key)
        if value is not None:
            words.append(f"{key}={value}")
    return Problem.parse(" ".join(_protected(word) for word in words))


def _protected(word: str) -> str:
    """A shell word as one word of a problem line, unless it is a line of several itself."""
    if " " not in word or "[" in word or '"' in word or word.count("=") != 1:
        return word
    if word.split("=")[0].strip().isalpha():
        return f'"{word}"'
    return word
