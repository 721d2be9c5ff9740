"""The command ``symconv embed``: its options, and what it does.

Every file is read, renewed in memory and replaced by itself: a file in which anything is
wrong is left as it is, and the others are done all the same.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from symconv.embed.language import ENDINGS, LANGUAGES, NOTEBOOK, find
from symconv.errors import OutputError, SymconvError, quote
from symconv.verify.files import find as find_files
from symconv.verify.words import counted

if TYPE_CHECKING:
    import argparse

    from symconv.embed.body import Picture
    from symconv.embed.notes import Renewed
    from symconv.embed.request import Key


class Mode(NamedTuple):
    """What to do: ``look`` writes nothing, ``check`` tells what is not in order."""

    check: bool
    diff: bool
    force: bool
    renew: bool

    @property
    def look(self) -> bool:
        """Whether nothing is to be written."""
        return self.check or self.diff


class Notes(NamedTuple):
    """A file that was read: its path, its bytes, its text and encoding, and what was found."""

    path: str
    data: bytes
    text: str
    found: Renewed


def _said(key: Key) -> str:
    values = f": {', '.join(key.values)}" if key.values else ""
    return f"{key.says}{values}"


class Count:
    """How many files and blocks there were; grows as files pass."""

    def __init__(self) -> None:
        self.files = self.blocks = self.changed = self.broken = 0


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command, and what a block may say."""
    from symconv.embed.request import KEYS

    rows = "\n".join(f"  {key.name:<8} {_said(key)}" for key in KEYS)
    parser.description = (
        f"{parser.description}\n\nA block is a comment that holds a problem line and show=, and "
        "the comment symconv:end\nbelow it; what stands between them is written here. "
        f"The words of a block:\n{rows}"
    )
    endings = " ".join([*(language.endings[0] for language in LANGUAGES), ".qmd", NOTEBOOK])
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help=f"files of notes, or folders ({endings})"
    )
    parser.add_argument("--check", action="store_true",
                        help="write nothing; show what is not up to date, and exit 1")  # fmt: skip
    parser.add_argument("--diff", action="store_true",
                        help="write nothing; show what would change")  # fmt: skip
    parser.add_argument("--force", action="store_true",
                        help="write over blocks that were edited by hand")  # fmt: skip
    parser.add_argument("--renew", action="store_true",
                        help="write blocks anew that are up to date, but were written by "
                        "another version of symconv")  # fmt: skip


def run(chosen: argparse.Namespace) -> int:
    """Renew the blocks of all files; 2 where something could not be done, else 1 for stale ones."""
    if not chosen.files:
        raise OutputError("nothing to embed into: name files of notes, or folders")
    mode = Mode(chosen.check, chosen.diff, chosen.force, chosen.renew)
    count = Count()
    folders: set[str] = set()
    for given in find_files(chosen.files, ENDINGS):
        shown = _shown(given.path)
        try:
            if given.trouble:
                raise OutputError(given.trouble)
            notes = _read(given.path, mode, given.met)
            if notes is None:
                continue
            count.files += notes.found.blocks > 0
            count.blocks += notes.found.blocks
            if _do(notes, mode, count):
                folders.add(os.path.dirname(os.path.realpath(given.path)))
        except SymconvError as error:
            count.broken += 1
            _say(f"symconv: {shown}: {error}")
    if folders:
        from symconv.embed.replace import sweep

        sweep(folders)
    if mode.diff and not mode.check:
        _say(f"symconv: {_closing(count, mode)}")
    else:
        print(_closing(count, mode))
    if count.broken:
        return 2
    return 1 if mode.check and count.changed else 0


def _read(path: str, mode: Mode, met: bool) -> Notes | None:
    """A file with what was found in it; None where it has no block and says nothing."""
    from symconv.embed.replace import read

    language = find(path)
    if path == "-":
        raise OutputError("embed works on files: name one")
    data = read(path)
    if language is None:
        raise OutputError(f"this kind of file is not known: use {' '.join(ENDINGS)}")
    if b"symconv:" not in data:
        if "symconv:".encode("utf-16-le")[:-1] in data:
            raise OutputError("the file is in UTF-16: save it as UTF-8")
        if not met and path.lower().endswith(NOTEBOOK):  # who names a file means a notebook
            from symconv.embed.notebook import renew_notebook

            renew_notebook(_decoded(data, "strict"), "", lambda picture: None)
        return None
    from symconv.embed.body import folder_of
    from symconv.embed.replace import have

    home, name = os.path.split(os.path.realpath(path))
    folder = folder_of(name)

    def beside(picture: str) -> bytes | None:
        return have(os.path.join(home, picture))

    if path.lower().endswith(NOTEBOOK):
        from symconv.embed.notebook import renew_notebook

        text = _decoded(data, "strict")
        return Notes(path, data, text, renew_notebook(text, folder, beside, mode.renew))
    from symconv.embed.notes import renew

    # What is not UTF-8 outside the blocks is kept, byte for byte.
    text = _decoded(data, "surrogateescape")
    return Notes(path, data, text, renew(text, language, folder, beside, mode.renew))


def _decoded(data: bytes, errors: str) -> str:
    try:
        return data.decode("utf-8", errors)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise OutputError(
            f"byte {error.start + 1} is not UTF-8 (line {line}): save the file as UTF-8"
        ) from error


def _do(notes: Notes, mode: Mode, count: Count) -> bool:
    """Say what was found in a file, and mend it as the mode says; whether it was written."""
    path, found = _shown(notes.path), notes.found
    broken = False
    for trouble in found.troubles:
        _say(f"symconv: {path}:{trouble.line}: {trouble.says}")
        broken = True
    for note in found.notes:
        _say(f"symconv: {path}:{note.line}: note: {note.says}")
    edited = [change for change in found.changes if change.state == "edited"]
    if mode.check:
        count.changed += len(found.changes)
        for change in found.changes:
            print(f"{path}:{change.line}: {change.state}: {change.says}")
        _show(notes, to_errors=False)
        if found.changes and not broken:
            print(f"to mend it: {_command(notes.path, bool(edited), mode.renew)}")
    elif edited and not mode.force:
        for change in edited:
            _say(f"symconv: {path}:{change.line}: {change.says}, so it is left as it is")
        _show(notes._replace(found=found._replace(changes=tuple(edited))), to_errors=True)
        command = _command(notes.path, True, mode.renew)
        _say(f"symconv: {path}: move your text out of the block, or write over it: {command}")
        broken = True
    elif mode.diff:
        count.changed += len(found.changes)
        _show(notes, to_errors=False)
    elif found.changes and not broken:
        count.changed += len(found.changes)
        _write(notes)
        print(f"{path}: {counted(len(found.changes), 'block')} written")
        return True
    count.broken += broken
    return False


def _write(notes: Notes) -> None:
    """Replace the file: first its new pictures, then itself; then the old pictures go."""
    from symconv.embed.notes import check, edited
    from symconv.embed.replace import replace, write_picture

    fresh = edited(notes.text, notes.found.edits)
    if notes.path.lower().endswith(NOTEBOOK):
        from symconv.embed.notebook import check_notebook

        check_notebook(notes.text, fresh)
    else:
        language = find(notes.path)
        assert language is not None
        check(notes.text, fresh, language)
    after = fresh.encode("utf-8", "surrogateescape")
    if not after.isascii():
        _same_encoding(notes)
    home = os.path.dirname(os.path.realpath(notes.path))
    for picture in notes.found.pictures:
        write_picture(os.path.join(home, picture.path), picture.data)
    if after != notes.data:
        replace(notes.path, notes.data, after)
    _clear(notes, fresh, home, notes.found.pictures)


def _same_encoding(notes: Notes) -> None:
    """Refuse to put UTF-8 into a file in another encoding."""
    foreign = re.compile("[\udc80-\udcff]")
    written = "".join([edit.text for edit in notes.found.edits])
    if foreign.search(notes.text) and not foreign.sub("", written).isascii():
        raise OutputError("the file is not in UTF-8, and a block needs it: save it as UTF-8")


def _clear(notes: Notes, fresh: str, home: str, pictures: tuple[Picture, ...]) -> None:
    """Remove the pictures that the old blocks showed and nothing beside them shows now.

    A file goes only if it holds what symconv wrote, and if no notes of that name in any
    language refer to it.
    """
    from symconv.embed.body import intact, referred
    from symconv.embed.replace import have, remove

    kept = set(referred(fresh))
    gone = [path for path in referred(notes.text) if path not in kept]
    if not gone:
        return
    others = b"".join(
        have(os.path.join(home, name)) or b""
        for name in sorted(os.listdir(home))
        if find(name) is not None and name != os.path.basename(os.path.realpath(notes.path))
    )
    for path in sorted(set(gone)):
        data = have(os.path.join(home, path))
        if data is not None and intact(path, data) and path.encode() not in others:
            remove(os.path.join(home, path))


def _show(notes: Notes, to_errors: bool) -> None:
    from symconv.embed.difference import unified

    stream = sys.stderr if to_errors else sys.stdout
    for line in unified(_shown(notes.path), notes.text, notes.found.edits):
        stream.write(line)


def _command(path: str, force: bool, renew: bool) -> str:
    """The command that mends a file, as a shell takes it."""
    from shlex import quote as shell

    words = ["symconv", "embed", *["--force"] * force, *["--renew"] * renew]
    name = f".{os.sep}{path}" if path.startswith("-") else path
    return f"{' '.join(words)} {shell(name)}"


def _closing(count: Count, mode: Mode) -> str:
    if not count.blocks:
        return "no blocks were found" if not count.broken else f"{_files(count.broken)} not done"
    total = f"{counted(count.blocks, 'block')} in {counted(count.files, 'file')}"
    parts = []
    if count.changed:
        does = "written" if not mode.look else "not up to date" if mode.check else "would change"
        parts.append(f"{count.changed} {does}")
    if count.broken:
        parts.append(f"{_files(count.broken)} not done")
    return f"{total}: {', '.join(parts) or 'all up to date'}"


def _files(number: int) -> str:
    return counted(number, "file")


def _shown(path: str) -> str:
    return path if path.isprintable() else quote(path, 4000)


def _say(line: str) -> None:
    print(line, file=sys.stderr)
