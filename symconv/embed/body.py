"""What stands in a block: the steps that a request asks for, in a language.

To let blocks show something more, add a name to ``request.SHOWS`` and a branch to
``_steps``. Nothing here does mathematics: all steps come from the engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from symconv.derive.derivation import Derivation, Step
from symconv.derive.steps import range_steps
from symconv.embed.language import Language, pictured, written
from symconv.embed.request import Request
from symconv.embed.stamp import digest
from symconv.errors import OutputError, quote
from symconv.model.problem import Problem
from symconv.model.tree import Row

MAX_TERMS = 2500  # more than that nobody reads
MAX_BODY = 1_000_000  # characters
DIGITS = 12


class Picture(NamedTuple):
    """A picture beside the notes: its path, seen from there, and what the file holds."""

    path: str
    data: bytes


class Body(NamedTuple):
    """What a block holds, as lines, the pictures it refers to, and what to know about it."""

    lines: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()


def make(request: Request, language: Language, folder: str) -> Body:
    """The body that a block asks for; ``folder`` is where its pictures are, seen from the notes.

    Raises SymconvError where there is no such thing, as for an output that does not exist.
    """
    parts: list[str] = []
    pictures: list[Picture] = []
    notes: tuple[str, ...] = ()
    derived: Derivation | None = None
    for show in request.shows:
        if show == "picture":
            parts.append(_picture(request, language, folder, pictures))
            continue
        if show == "range":
            steps: Sequence[Step] = range_steps(request.problem)
            if request.detail == "brief":
                steps = [step for step in steps if step.rule == "range"]
        else:
            derived = derived or _derived(request.problem)
            notes = derived.notes
            steps = _steps(derived, show, request.detail)
        shown = [written(language, step, request.sentences) for step in steps]
        apart = "\n\n" if language.loose or request.sentences else "\n"
        parts.append(apart.join(shown))
    text = "\n\n".join(parts)
    if len(text) > MAX_BODY:
        raise OutputError(
            f"the block would hold {len(text)} characters: "
            "ask for less, with another show= or detail=brief"
        )
    lines = text.split("\n")
    if language.loose:
        lines = ["", *lines, ""]
    return Body(tuple(lines), tuple(pictures), notes)


def _derived(problem: Problem) -> Derivation:
    """The derivation, unless it has more terms than anybody reads."""
    if problem.at is not None and problem.numeric:
        from symconv.derive.formulas import Formulas

        count = 1
        for solved in Formulas(problem).ranges(problem.at):
            count *= len(solved.values())
        if count > MAX_TERMS:
            raise OutputError(
                f"{quote(str(problem))} has {count} terms, more than a page can show "
                f"({MAX_TERMS}): take a smaller kernel, or show=range or show=statement"
            )
    return Derivation(problem)


def _steps(derived: Derivation, show: str, detail: str) -> Sequence[Step]:
    """What to show of a derivation."""
    wanted: tuple[str, ...]
    if show == "worked":
        return derived.steps(detail)
    steps = derived.steps("full")
    if show == "statement":
        wanted = ("definition", "entries") if detail == "full" else ("definition",)
        return [step for step in steps if step.rule in wanted]
    if show == "value":
        if detail != "full":
            return derived.steps("brief")[-1:]
        wanted = ("collect", "names", "products", "sum")
        return [step for step in steps if step.rule in wanted] or steps[-1:]
    if derived.at is None:
        letters = ",".join(derived.problem.indices)
        raise OutputError(f"show=table needs an output: add at={letters} with numbers")
    if not derived.terms:
        return steps[-1:]
    wanted = ("bounds", "terms") if detail == "full" else ("terms",)
    chosen = [step for step in steps if step.rule in wanted]
    return [_without_failing(step) for step in chosen] if detail == "brief" else chosen


def _without_failing(step: Step) -> Step:
    rows = [row for row in step.after if not (isinstance(row, Row) and row.missing is not None)]
    return step._replace(after=tuple(rows))


def _picture(request: Request, language: Language, folder: str, pictures: list[Picture]) -> str:
    """A picture in the text, or the reference to one beside it."""
    from symconv import draw

    scene = draw.make(request.problem, request.picture, request.crop or None)
    if language.inline:
        drawn = draw.write(scene, "tikz", request.theme).rstrip("\n")
        return f"\\begin{{center}}\n{drawn}\n\\end{{center}}"
    drawn = draw.write(scene, "svg", request.theme)
    name = f"{request.picture}-{digest(drawn, DIGITS)}.svg"
    pictures.append(Picture(f"{folder}/{name}", drawn.encode("utf-8")))
    alt = " ".join((request.alt or scene.description).split())
    return pictured(language, pictures[-1].path, alt)


def folder_of(name: str) -> str:
    """The folder of the pictures of a file, beside it: of plain signs, whatever its name.

    >>> folder_of("notes.md"), folder_of("Übung 1.md"), folder_of(".md")
    ('notes-symconv', 'bung-1-symconv', 'notes-symconv')
    """
    stem = name.rpartition(".")[0]
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._") or "notes"
    return f"{plain}-symconv"


PICTURE = re.compile(rf"[A-Za-z0-9._-]+-symconv/[a-z]+-([0-9a-f]{{{DIGITS}}})\.svg")


def referred(text: str) -> list[str]:
    """The paths of the pictures of blocks that a text refers to.

    >>> referred("![a](n-symconv/flip-0123456789ab.svg)")
    ['n-symconv/flip-0123456789ab.svg']
    """
    return [match[0] for match in PICTURE.finditer(text)]


def intact(path: str, data: bytes) -> bool:
    """Whether a picture's file holds what its name says; line ends do not count."""
    match = PICTURE.search(path)
    text = data.replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape")
    return match is not None and match[1] == digest(text, DIGITS)
