"""A file of notes in memory: which of its blocks are not in order, and what would mend them.

``renew`` takes the text of a file and gives edits; all that the edits do not cover stays
as it is, character for character. A block is in order when its stamp fits what stands in
it and what its comment asks for, and its pictures are there. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from symconv.embed import body as bodies
from symconv.embed.blocks import Block, Trouble, find, indented, unindented
from symconv.embed.body import Picture
from symconv.embed.language import Language
from symconv.embed.request import Request, parse
from symconv.embed.stamp import FORMAT, Stamp
from symconv.embed.stamp import parse as read_stamp
from symconv.embed.stamp import stamp as make_stamp
from symconv.errors import OutputError, SymconvError

Have = Callable[[str], "bytes | None"]
STATES = ("new", "stale", "edited")


class Edit(NamedTuple):
    """``text`` is to stand where the characters from ``start`` to ``end`` are."""

    start: int
    end: int
    text: str


class Change(NamedTuple):
    """A block that is not in order: its line, its state (one of ``STATES``), why, and its edits."""

    line: int
    state: str
    says: str
    edits: tuple[Edit, ...]


class Renewed(NamedTuple):
    """What ``renew`` found: how many blocks, those not in order, and what could not be done.

    ``pictures`` are the files that changed blocks refer to; ``notes`` what to know.
    """

    blocks: int = 0
    changes: tuple[Change, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    pictures: tuple[Picture, ...] = ()
    notes: tuple[Trouble, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits, in order."""
        return tuple([edit for change in self.changes for edit in change.edits])


def renew(text: str, language: Language, folder: str, have: Have, again: bool = False) -> Renewed:
    r"""What has to be done for the blocks of a text.

    ``folder`` is where its pictures go, seen from the file; ``have`` gives what the file of a
    picture holds, None where there is none. With ``again`` blocks that are in order are
    written anew too, and count where that makes a difference.

    >>> from symconv.embed.language import LANGUAGES
    >>> text = "% symconv: conv image=3 kernel=1 at=0 show=value\n% symconv:end\n"
    >>> found = renew(text, LANGUAGES[0], "notes-symconv", lambda path: None)
    >>> [(change.line, change.state) for change in found.changes], found.troubles
    ([(1, 'new')], ())
    >>> renew(edited(text, found.edits), LANGUAGES[0], "notes-symconv", lambda path: None).changes
    ()
    """
    blocks, troubles = find(text, language.kind)
    changes: list[Change] = []
    pictures: list[Picture] = []
    notes: list[Trouble] = []
    for block in blocks:
        try:
            found = _renew(text, block, language, folder, have, again)
        except SymconvError as error:
            troubles.append(Trouble(block.line, str(error)))
            continue
        if found is not None:
            change, body = found
            changes.append(change)
            pictures += body.pictures
            notes += [Trouble(block.line, note) for note in body.notes]
    return Renewed(
        len(blocks), tuple(changes), tuple(sorted(troubles)), tuple(pictures), tuple(notes)
    )


def _renew(
    text: str, block: Block, language: Language, folder: str, have: Have, again: bool
) -> tuple[Change, bodies.Body] | None:
    """The change that one block needs, or None."""
    request = parse(block.words)
    lines = unindented(text[slice(*block.body)], block.prefix)
    behind = text[slice(*block.behind)].strip()
    stamped = read_stamp(behind)
    if stamped is not None and stamped.format > FORMAT:
        raise OutputError(
            f"a newer symconv wrote this block (format {stamped.format}, and this one knows "
            f"{FORMAT}): use that version, or clear the block and write a bare symconv:end"
        )
    found = _state(request, lines, stamped, have)
    if found is None and not again:
        return None
    body = bodies.make(request, language, folder)
    here = body.lines == lines
    stamp = make_stamp(body.lines, request.words)
    if found is None:
        if here:
            return None
        found = ("stale", "this version of symconv writes it in another way")
    elif found[0] == "edited" and here and stamped != stamp:
        found = ("stale", "its stamp does not fit")
    start, end = block.body
    edits = (
        Edit(start, end, indented(body.lines, block.prefix, block.newline)),
        Edit(*block.behind, f" {stamp}"),
    )
    return Change(block.line, *found, tuple(_needed(text, edits))), body


def _state(
    request: Request, lines: Sequence[str], stamped: Stamp | None, have: Have
) -> tuple[str, str] | None:
    """What is not in order with a block, and why; None where all is."""
    if not any(line.strip("\0 \t>") for line in lines):
        return ("stale", "it is empty") if stamped is not None else ("new", "it is new")
    if stamped is None:
        return "edited", "it holds text that symconv did not stamp"
    fitting = make_stamp(lines, request.words)
    if stamped.body != fitting.body:
        return "edited", "it was edited by hand"
    for path in bodies.referred("\n".join(lines)):
        data = have(path)
        if data is not None and not bodies.intact(path, data):
            return "edited", f"its picture {path} was edited by hand"
    if stamped.request != fitting.request:
        return "stale", "its comment asks for something else now"
    for path in bodies.referred("\n".join(lines)):
        if have(path) is None:
            return "stale", f"its picture {path} is missing"
    return None


def _needed(text: str, edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits that make a difference."""
    for edit in edits:
        if text[edit.start : edit.end] != edit.text:
            yield edit


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits made; they are in order and do not overlap."""
    parts: list[str] = []
    place = 0
    for start, end, fresh in edits:
        parts += [text[place:start], fresh]
        place = end
    return "".join([*parts, text[place:]])


def check(text: str, fresh: str, language: Language) -> int:
    """Make sure that ``fresh`` is ``text`` with its blocks renewed; returns how many there are.

    Raises OutputError: what a block holds must never be taken for the end of a block.
    """
    old, _ = find(text, language.kind)
    new, troubles = find(fresh, language.kind)
    fitting = 0
    for block in new:
        lines = unindented(fresh[slice(*block.body)], block.prefix)
        stamped = read_stamp(fresh[slice(*block.behind)].strip())
        fitting += stamped == make_stamp(lines, parse(block.words).words)
    if troubles or fitting != len(old) or _outside(text, old) != _outside(fresh, new):
        raise OutputError("what a block would hold cannot be told from the end of the block")
    return fitting


def _outside(text: str, blocks: Sequence[Block]) -> str:
    """What stands outside the bodies and the stamps."""
    spans = [span for block in blocks for span in (block.body, block.behind)]
    return edited(text, [Edit(*span, "") for span in spans])
