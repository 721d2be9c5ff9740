"""Finding and reading the files to verify.

To read another kind of file, add its ending to ``ENDINGS``.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from symconv.verify.report import FileReport

LARGEST = 5_000_000  # bytes
ENDINGS = {
    ".tex": "tex", ".md": "md", ".qmd": "md", ".rst": "rst", ".ipynb": "ipynb", ".txt": "txt",
}  # fmt: skip
NAMED_ENDINGS = {
    ".latex": "tex", ".ltx": "tex", ".markdown": "md", ".rmd": "md", ".mdx": "md", ".typ": "typ",
}  # fmt: skip
KINDS = ("tex", "md", "rst", "ipynb", "txt")
_MARKDOWN = re.compile(r"\$\$|<!--|^ {0,3}#{1,6} |^```", re.MULTILINE)


class Task(NamedTuple):
    """A text to verify: its file's name, its kind, and what it holds.

    ``met`` tells a file that was met in a folder from one that was named; ``problem`` is a
    problem line, or empty. Where ``trouble`` is not empty the file could not be read.
    """

    file: str
    kind: str
    text: str
    problem: str = ""
    met: bool = False
    trouble: str = ""


class Found(NamedTuple):
    """A path to read, whether it was met in a folder, and why it cannot be read, if so."""

    path: str
    met: bool
    trouble: str = ""


def tasks(paths: Sequence[str], kind: str = "", problem: str = "") -> Iterator[Task]:
    """Each file once, read when it is its turn; ``kind`` is for files given by name.

    A folder stands for the files in it and below it that have one of ``ENDINGS``, sorted
    by name; hidden files and folders are passed by. ``-`` is standard input.
    """
    for found in find(paths):
        trouble = found.trouble
        text = ""
        if not trouble:
            text, trouble = read(found.path)
        this = "" if found.met else kind
        yield Task(found.path, this or kind_of(found.path, text), text, problem, found.met, trouble)


def kind_of(path: str, text: str) -> str:
    """The kind of a file by its ending; else by what stands in it.

    >>> kind_of("hw.qmd", ""), kind_of("-", "# One\\n$$x$$"), kind_of("-", "y[0] = x[0]")
    ('md', 'md', 'tex')
    """
    ending = os.path.splitext(path)[1].lower()
    return ENDINGS.get(ending) or NAMED_ENDINGS.get(ending) or guess(text)


def guess(text: str) -> str:
    """Markdown where ``$$``, a heading, a fence or an HTML comment stands in it; else TeX."""
    start = text.lstrip()[:400]
    if start.startswith("{") and '"cells"' in text and '"nbformat"' in text:
        return "ipynb"
    if "\\documentclass" in start or "\\begin{document}" in text:
        return "tex"
    return "md" if _MARKDOWN.search(text) else "tex"


def find(paths: Iterable[str], endings: Collection[str] = ENDINGS) -> Iterator[Found]:
    """The files that ``paths`` stand for, each once, in order; ``endings`` are for folders."""
    given = list(paths)
    named = {_identity(path) for path in given if not os.path.isdir(path)}
    seen: set[str] = set()
    for path in given:
        walked = path != "-" and os.path.isdir(path)
        for found in _walk(path, endings) if walked else [Found(path, False)]:
            identity = _identity(found.path)
            if identity not in seen:
                seen.add(identity)
                yield found._replace(met=found.met and identity not in named)


def _identity(path: str) -> str:
    return path if path == "-" else os.path.realpath(path)


def _walk(folder: str, endings: Collection[str]) -> Iterator[Found]:
    waiting = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield Found(path, True)
            continue
        try:
            with os.scandir(path) as entries:
                inside = sorted(
                    (entry.name, entry.is_dir(follow_symlinks=False))
                    for entry in entries
                    if not entry.name.startswith(".")
                )
        except OSError as error:
            yield Found(path, False, f"the folder cannot be read: {_reason(error)}")
            continue
        waiting += [
            (os.path.join(path, name), is_dir)
            for name, is_dir in reversed(inside)
            if is_dir or os.path.splitext(name)[1].lower() in endings
        ]


def read(path: str) -> tuple[str, str]:
    """A file's text, and why it cannot be read (one of the two is empty, or both are)."""
    try:
        data = _bytes(path)
    except OSError as error:
        return "", f"the file cannot be read: {_reason(error)}"
    except ValueError:  # a name with a null character
        return "", "the file cannot be read: this is not a file name"
    if len(data) > LARGEST:
        return "", f"the file is larger than {LARGEST // 1_000_000} MB: split it"
    return decoded(data)


def decoded(data: bytes) -> tuple[str, str]:
    """The text that ``data`` is in UTF-8, and why it is none.

    >>> decoded(b"caf\\xc3\\xa9"), decoded(b"caf\\xe9")[1]
    (('café', ''), 'byte 4 is not UTF-8 (line 1): save the file as UTF-8')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", "the file is in UTF-16: save it as UTF-8"
    if b"\0" in data[:8192]:
        return "", "the file is binary, not text"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", f"byte {error.start + 1} is not UTF-8 (line {line}): save the file as UTF-8"


def _bytes(path: str) -> bytes:
    """What a file holds, up to one byte more than is read."""
    if path == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with open(path, "rb") as stream:
        status = os.fstat(stream.fileno())
        if stat.S_ISREG(status.st_mode) and status.st_size > LARGEST:
            return bytes(LARGEST + 1)
        return stream.read(LARGEST + 1)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def unread(task: Task) -> FileReport:
    """The report of a file that cannot be read."""
    return FileReport(task.file, "unread", "", "", (), notes=(task.trouble,))
