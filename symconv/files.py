"""Writing files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress

from symconv.errors import OutputError, quote


def write_whole(path: str, pieces: Iterable[str | bytes]) -> None:
    """Write ``pieces`` to ``path``: the new file appears at once, or not at all.

    Text is written as UTF-8, bytes as they are. A symbolic link is followed, and an
    existing file keeps its permissions. What is no file, such as a pipe or a device, is
    written to as it is.
    Raises OutputError when the file cannot be written; what ``pieces`` raises passes through.
    """
    target = os.path.realpath(path)
    if os.path.isdir(target):
        raise OutputError(f"cannot write {quote(path)}: it is a folder; give a file name")
    if os.path.exists(path) and not os.path.isfile(path):
        _write_through(path, pieces)
        return
    try:
        draft, handle = _draft(target)
    except OSError as error:
        raise OutputError(f"cannot write {quote(path)}: {error.strerror}") from error
    done = False
    try:
        with open(handle, "wb") as stream:
            for piece in pieces:
                stream.write(_bytes(piece))
            stream.flush()
            os.fsync(handle)
        with suppress(FileNotFoundError):
            os.chmod(draft, os.stat(target).st_mode & 0o7777)
        os.replace(draft, target)
        done = True
    except OSError as error:
        raise OutputError(f"cannot write {quote(path)}: {error.strerror}") from error
    finally:
        if not done:
            with suppress(OSError):
                os.unlink(draft)


def _draft(target: str) -> tuple[str, int]:
    """A new hidden file beside the target, open to write.

    It takes only the first part of the target's name, which may be as long as names can be.
    """
    folder, name = os.path.split(target)
    draft = os.path.join(folder, f".{name[:40]}.symconv-{os.getpid()}.part")
    with suppress(FileNotFoundError):  # of a process that had this number and was killed
        os.unlink(draft)
    return draft, os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)


def _bytes(piece: str | bytes) -> bytes:
    return piece.encode("utf-8") if isinstance(piece, str) else piece


def _write_through(path: str, pieces: Iterable[str | bytes]) -> None:
    try:
        with open(path, "wb") as stream:
            for piece in pieces:
                stream.write(_bytes(piece))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write {quote(path)}: {error.strerror}") from error
