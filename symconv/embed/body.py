"""What stands in a block: the parts that a request asks for, in a language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from symconv.embed.language import Language, fitted, pictured, written
from symconv.embed.parts import shown
from symconv.embed.request import Request
from symconv.embed.stamp import digest
from symconv.errors import OutputError, quote

if TYPE_CHECKING:
    from symconv.draw.scene import Scene

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
    found = shown(request)
    texts: list[str] = []
    pictures: list[Picture] = []
    apart = "\n\n" if language.loose or request.sentences else "\n"
    for part in found.parts:
        if part.scene is not None:
            texts.append(_picture(part.scene, request, language, folder, pictures))
        else:
            steps = [written(language, step, request.sentences) for step in part.steps]
            texts.append(apart.join(steps))
    text = apart.join(texts)
    if len(text) > MAX_BODY:
        raise OutputError(
            f"the block would hold {len(text)} characters: "
            "ask for less, with another show= or detail=brief"
        )
    lines = text.split("\n")
    if language.loose:
        lines = ["", *lines, ""]
    return Body(tuple(lines), tuple(pictures), found.notes)


def _picture(
    scene: Scene, request: Request, language: Language, folder: str, pictures: list[Picture]
) -> str:
    """A picture in the text, or the reference to one beside it."""
    from symconv import draw

    to = request.format or language.pictures[0]
    if to not in language.pictures:
        raise OutputError(
            f"{quote(f'format={to}')} is no format for pictures in this file: "
            f"use {', '.join(language.pictures)}"
        )
    if to == "tikz":
        if draw.find_picture(request.picture).series:  # overlays, in Beamer
            drawn = draw.draw(
                request.problem, request.picture, to, request.theme, request.crop or None
            )
            return f"\\begin{{center}}\n{drawn.rstrip()}\n\\end{{center}}"
        return fitted(draw.write(scene, to, request.theme))
    data = _file(scene, to, request.theme)
    path = f"{folder}/{request.picture}-{digest(data, DIGITS)}.{to}"
    pictures.append(Picture(path, data))
    alt = " ".join((request.alt or scene.description).split())
    return pictured(language, path, alt)


def _file(scene: Scene, to: str, theme: str) -> bytes:
    from symconv.draw import svg, typeset
    from symconv.draw.themes import find

    found = find(theme)
    if to == "svg":  # on paper, for it may be read on a dark page, as GitHub has them
        return svg.write(scene, found._replace(paper=found.paper or typeset.PAPER)).encode("utf-8")
    return typeset.pdf([scene], found) if to == "pdf" else typeset.png(scene, found)


def folder_of(name: str) -> str:
    """The folder of the pictures of a file, beside it: of plain signs, whatever its name.

    >>> folder_of("notes.md"), folder_of("Übung 1.md"), folder_of(".md")
    ('notes-symconv', 'bung-1-symconv', 'notes-symconv')
    """
    stem = name.rpartition(".")[0]
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._") or "notes"
    return f"{plain}-symconv"


PICTURE = re.compile(rf"[A-Za-z0-9._-]+-symconv/[a-z]+-([0-9a-f]{{{DIGITS}}})\.(svg|pdf|png)")


def referred(text: str) -> list[str]:
    """The paths of the pictures of blocks that a text refers to.

    >>> referred("![a](n-symconv/flip-0123456789ab.svg)")
    ['n-symconv/flip-0123456789ab.svg']
    """
    return [match[0] for match in PICTURE.finditer(text)]


def intact(path: str, data: bytes) -> bool:
    """Whether a picture's file holds what its name says; line ends of SVG do not count."""
    match = PICTURE.search(path)
    if match is None:
        return False
    if match[2] == "svg":
        data = data.replace(b"\r\n", b"\n")
    return match[1] == digest(data, DIGITS)
