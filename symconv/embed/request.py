"""What a block asks for: a problem line and a few words more.

    conv image=7x7 kernel=3x3 at=1,1 show=worked,picture detail=brief theme=print

To add a word, add a record to ``KEYS`` and a field to ``Request``. Words are data: nothing
in them is evaluated, and no file is read for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from symconv.derive.derivation import DETAILS
from symconv.errors import OutputError, ProblemError, quote
from symconv.model.problem import OPTIONS, Problem, tokens


class Show(NamedTuple):
    """Something that a block can show: its name, and what it is."""

    name: str
    says: str


SHOWS: tuple[Show, ...] = (
    Show("worked", "the worked example, step by step"),
    Show("range", "the valid index ranges, solved"),
    Show("value", "the output as the sum of its terms, worked out"),
    Show("picture", "a picture"),
    Show("table", "each term plugged in beside it worked out"),
    Show("statement", "the definition"),
)


class Key(NamedTuple):
    """A word of a block: its name, the values it takes (any where empty), and what it says."""

    name: str
    values: tuple[str, ...]
    says: str


KEYS: tuple[Key, ...] = (
    Key("show", tuple(show.name for show in SHOWS), "what it shows, in this order"),
    Key("detail", DETAILS, "how many steps"),
    Key("words", ("yes", "no"), "whether there are sentences between the formulas"),
    Key("picture", (), "which picture; overlay with at=, else arrays"),
    Key("theme", (), "the colours of the picture: article, print, dark"),
    Key("crop", (), "the part of the image that the picture shows, as 0..3,0..3"),
    Key("format", ("tikz", "svg", "pdf", "png"), "of the picture; tikz in LaTeX, else svg"),
    Key("alt", (), "the picture in words, where its own description is not wanted"),
)


class Request(NamedTuple):
    """What a block asks for. ``words`` are all its words, as the stamp counts them."""

    words: tuple[str, ...]
    problem: Problem
    shows: tuple[str, ...]
    detail: str
    sentences: bool
    picture: str
    theme: str
    crop: str
    format: str
    alt: str


def parse(line: str) -> Request:
    """Read the words of a block.

    >>> request = parse("conv at=1,1 show=value,picture")
    >>> str(request.problem), request.shows, request.picture
    ('conv image=7x7 kernel=3x3 at=1,1', ('value', 'picture'), 'overlay')

    Raises SymconvError, which quotes what cannot be understood and says what to write.
    """
    words = tokens(line)
    given: dict[str, str] = {}
    rest: list[str] = []
    names = [key.name for key in KEYS]
    for word in words:
        key, sign, value = word.partition("=")
        if sign and key in names:
            if key in given:
                raise ProblemError(f"the word {quote(key)} is given twice: give it once")
            given[key] = " ".join(value.split())
            if not given[key]:
                raise ProblemError(f"the word {quote(word)} has no value: write {key}=…")
            continue
        if sign and key not in OPTIONS:
            raise ProblemError(
                f"unknown word {quote(key)}: a block takes {', '.join(names)}, "
                f"and a problem takes {', '.join(OPTIONS)}"
            )
        if value.strip().startswith("file:"):
            raise ProblemError(f"{quote(word)} names a file, and notes read none: write the values "
                               f'in the block, as {key}="[1 2; 3 4]"')  # fmt: skip
        rest.append(quoted(word))
    shows = tuple([part.strip() for part in given.get("show", "").split(",")])
    for show in shows:
        _known("show", show)
        if shows.count(show) > 1:
            raise ProblemError(f"show= names {quote(show)} twice: name it once")
    for key in ("picture", "theme", "crop", "format", "alt"):
        if key in given and "picture" not in shows:
            raise ProblemError(f"{quote(key + '=' + given[key])} is about a picture, and the block "
                               "shows none: add picture to show=")  # fmt: skip
    problem = Problem.parse(" ".join(rest))
    spoken = "yes" if {"worked", "range"} & set(shows) else "no"
    return Request(
        tuple(words), problem, shows,
        _known("detail", given.get("detail", "normal")),
        _known("words", given.get("words", spoken)) == "yes",
        given.get("picture", "arrays" if problem.at is None else "overlay"),
        given.get("theme", "article"), given.get("crop", ""),
        _known("format", given["format"]) if "format" in given else "", given.get("alt", ""),
    )  # fmt: skip


def asked(line: str, options: Mapping[str, str]) -> Request:
    """The same from words and options, as a directive has them; without ``show`` it is worked.

    >>> asked("conv", {"at": "1,1"}).shows
    ('worked',)
    """
    given = [quoted(f"{key}={value}") for key, value in options.items()]
    words = " ".join([line, *given])
    if not any(word.startswith("show=") for word in tokens(words)):
        words += " show=worked"
    return parse(words)


def _known(key: str, value: str) -> str:
    (known,) = [known for known in KEYS if known.name == key]
    if value not in known.values:
        raise OutputError(f"{quote(f'{key}={value}')} is not known: use {', '.join(known.values)}")
    return value


def quoted(word: str) -> str:
    """A word as ``tokens`` reads it back."""
    if '"' not in word:
        return f'"{word}"'
    return "'" + word.replace("'", "'\"'\"'") + "'"
