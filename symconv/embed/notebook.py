"""Notebooks: blocks in Markdown cells, with the JSON around them untouched.

Only the strings of a changed source are written anew, and of these only the lines of a
block; key order, metadata, indentation and everything else keep their bytes.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from symconv.embed.blocks import ENDS, Trouble
from symconv.embed.language import MARKDOWN
from symconv.embed.notes import Edit, Have, Renewed, check, renew
from symconv.errors import OutputError
from symconv.read.notebook import cells
from symconv.read.source import Source


def renew_notebook(text: str, folder: str, have: Have, again: bool = False) -> Renewed:
    """What has to be done for the blocks in the Markdown cells of a notebook.

    Lines are those of the file, and edits are for its text. Raises OutputError for what is
    no notebook.
    """
    starts = [0, *(match.end() for match in ENDS.finditer(text))]
    parts: list[Renewed] = []
    for number, source in _sources(text):
        found = renew(source.decoded, MARKDOWN, folder, have, again)
        parts.append(_placed(found, number, source, starts))
    return Renewed(
        sum(part.blocks for part in parts),
        tuple([change for part in parts for change in part.changes]),
        tuple([trouble for part in parts for trouble in part.troubles]),
        tuple([picture for part in parts for picture in part.pictures]),
        tuple([note for part in parts for note in part.notes]),
    )


def _sources(text: str) -> Iterator[tuple[int, Source]]:
    """The Markdown cells that may hold a block, each with its number from 1."""
    book = _loaded(text)
    numbers = [
        place for place, cell in enumerate(book["cells"], 1) if cell.get("cell_type") == "markdown"
    ]
    found = cells(text)
    if len(found) != len(numbers):
        raise OutputError("this notebook gives a key twice: open it in Jupyter and save it")
    for number, source in zip(numbers, found):
        if "symconv:" not in source.decoded:
            continue
        if source.decoded != _joined(book["cells"][number - 1]):
            raise OutputError(f"cell {number} gives a key twice: open it in Jupyter and save it")
        yield number, source


def _loaded(text: str) -> Any:
    try:
        book = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise OutputError(
            f"this is no notebook: it is not JSON (line {error.lineno}, column {error.colno}: "
            f"{error.msg}); open it in Jupyter and save it"
        ) from error
    except RecursionError as error:
        raise OutputError("this is no notebook: it is nested too deeply") from error
    listed = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(listed, list) or not all(isinstance(cell, dict) for cell in listed):
        raise OutputError(
            "this is no notebook of format 4: it has no cells; open it in Jupyter and save it"
        )
    return book


def _joined(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(map(str, source))


def _placed(found: Renewed, number: int, source: Source, starts: Sequence[int]) -> Renewed:
    """What was found in a cell, with the places of the file."""
    rows = [0, *(match.end() for match in ENDS.finditer(source.decoded))]

    def line(row: int) -> int:
        place = rows[row - 1]
        return bisect_right(starts, source.span(place, place + 1)[0])

    def said(trouble: Trouble) -> Trouble:
        return Trouble(line(trouble.line), f"cell {number}: {trouble.says}")

    changes = tuple([
        change._replace(
            line=line(change.line),
            says=f"cell {number}: {change.says}",
            edits=tuple([_in_file(edit, source) for edit in change.edits]),
        )
        for change in found.changes
    ])  # fmt: skip
    return found._replace(
        changes=changes,
        troubles=tuple(map(said, found.troubles)),
        notes=tuple(map(said, found.notes)),
    )


def _in_file(edit: Edit, source: Source) -> Edit:
    """An edit of a cell's text as an edit of the strings that hold it."""
    start, end, fresh = edit
    if not fresh.endswith(("\n", "\r")):  # behind the word that ends a block
        first = source.ends[start - 1]
        return Edit(first, source.ends[end - 1] if end > start else first, _written(fresh, source))
    first, past = source.starts[start], source.starts[end]
    between = source.text[source.ends[end - 1] : past]  # what stands between two strings, if any
    lines = [fresh[place:stop] for place, stop in _rows(fresh)]
    return Edit(first, past, "".join([_written(line, source) + between for line in lines]))


def _rows(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for match in ENDS.finditer(text):
        yield place, match.end()
        place = match.end()


def _written(text: str, source: Source) -> str:
    """A text inside a JSON string; in ASCII where the whole file is."""
    return json.dumps(text, ensure_ascii=source.text.isascii())[1:-1]


def check_notebook(text: str, fresh: str) -> int:
    """Make sure that ``fresh`` is the notebook ``text`` with its blocks renewed, and no more.

    Returns how many blocks there are. Raises OutputError.
    """
    before, after = _loaded(text), _loaded(fresh)
    blocks = 0
    for old, new in zip(before["cells"], after["cells"]):
        if old.get("cell_type") == "markdown" and "symconv:" in _joined(old):
            blocks += check(_joined(old), _joined(new), MARKDOWN)
            old["source"] = new["source"] = ""
    if before != after:
        raise OutputError("this notebook cannot be changed safely: open it in Jupyter and save it")
    return blocks
