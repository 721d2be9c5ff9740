"""Reading and replacing files of notes: whole or not at all, and never what changed meanwhile."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress

from symconv.errors import OutputError

LARGEST = 100_000_000  # bytes; notebooks hold their pictures
_DRAFT = re.compile(r"\..+\.symconv-([0-9]+)\.part")


def read(path: str) -> bytes:
    """What a file holds. Raises OutputError for what is no file, and what cannot be read."""
    try:
        status = os.stat(path)
        trouble = _trouble(status)
        if not trouble:
            with open(path, "rb") as stream:
                return stream.read()
    except OSError as error:
        trouble = f"the file cannot be read: {_reason(error)}"
    except ValueError:  # a name with a null character
        trouble = "the file cannot be read: this is not a file name"
    raise OutputError(trouble)


def _trouble(status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return "it is a folder, not a file"
    if not stat.S_ISREG(status.st_mode):
        return "it is no file that can be replaced, such as a pipe or a device"
    if status.st_size > LARGEST:
        return f"the file is larger than {LARGEST // 1_000_000} MB"
    return ""


def have(path: str) -> bytes | None:
    """What the file of a picture holds; None where there is none."""
    try:
        return read(path)
    except OutputError:
        return None


def replace(path: str, before: bytes, after: bytes) -> None:
    """Put ``after`` in the place of ``before``: the file is the old one or the new one.

    A symbolic link is followed; the file keeps its permissions. Raises OutputError, and
    leaves the file as it is, where it does not hold ``before`` any more, where it is
    read-only, and where it cannot be written.
    """
    target = os.path.realpath(path)
    try:
        status = os.stat(target)
        if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
            raise OutputError("the file is read-only: make it writable first (chmod u+w)")
        draft = _draft(target, after, stat.S_IMODE(status.st_mode))
    except OSError as error:
        raise OutputError(f"the file cannot be written: {_reason(error)}") from error
    try:
        with suppress(OSError, AttributeError):  # only the superuser may give files away
            os.chown(draft, status.st_uid, status.st_gid)
        os.chmod(draft, stat.S_IMODE(status.st_mode))
        if have(target) != before:
            raise OutputError("the file changed in the meantime and is left as it is: run it again")
        os.replace(draft, target)
    except OSError as error:
        raise OutputError(f"the file cannot be written: {_reason(error)}") from error
    finally:
        with suppress(OSError):
            os.unlink(draft)


def write_picture(path: str, data: bytes) -> None:
    """Write a picture, and make its folder where it is missing. Raises OutputError."""
    if have(path) == data:
        return
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, exist_ok=True)
        draft = _draft(path, data, 0o666)
    except OSError as error:
        raise OutputError(f"its picture {path} cannot be written: {_reason(error)}") from error
    try:
        os.replace(draft, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(draft)
        raise OutputError(f"its picture {path} cannot be written: {_reason(error)}") from error


def remove(path: str) -> None:
    """Remove a picture, and its folder where that is then empty."""
    with suppress(OSError):
        os.unlink(path)
        os.rmdir(os.path.dirname(path))


def _draft(target: str, data: bytes, mode: int) -> str:
    """A file beside the target that holds ``data``, hidden, to be put in its place."""
    folder, name = os.path.split(target)
    draft = os.path.join(folder, f".{name[:40]}.symconv-{os.getpid()}.part")
    with suppress(FileNotFoundError):  # of a process that had this number and was killed
        os.unlink(draft)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(handle)
    except OSError:
        os.unlink(draft)
        raise
    return draft


def sweep(folders: Iterable[str]) -> None:
    """Remove the drafts that a run which was killed has left in some folders."""
    if os.name != "posix":  # elsewhere a process cannot be asked whether it lives
        return
    for folder in folders:
        with suppress(OSError):
            for name in os.listdir(folder or "."):
                match = _DRAFT.fullmatch(name)
                if match and not _alive(int(match[1])):
                    with suppress(OSError):
                        os.unlink(os.path.join(folder, name))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
