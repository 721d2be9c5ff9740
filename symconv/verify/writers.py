"""Writers of reports: text for people, and formats for graders, editors and CI.

A writer is a module with ``write(files, style)``, which takes file reports one after the
other and yields pieces of text, so that a long run shows its results as they come. To add
a format, write such a module and add a record to ``WRITERS``; it is imported only when it
is asked for. No writer judges anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

from symconv.errors import OutputError, quote
from symconv.verify.report import KINDS, FileReport, Finding, Line


class Writer(NamedTuple):
    """A format of reports: its name, its file ending, the module that writes it, its use."""

    name: str
    ending: str
    module: str
    use: str


WRITERS: tuple[Writer, ...] = (
    Writer("text", ".txt", "symconv.verify.write_text", "for people"),
    Writer("json", ".json", "symconv.verify.write_json", "for programs: symconv.report/1"),
    Writer("csv", ".csv", "symconv.verify.write_csv", "for graders: one row a file"),
    Writer("github", ".github", "symconv.verify.write_github", "annotations in GitHub Actions"),
    Writer("sarif", ".sarif", "symconv.verify.write_sarif", "for code scanning and editors"),
    Writer("junit", ".xml", "symconv.verify.write_junit", "for CI servers"),
)


class Style(NamedTuple):
    """How a report is written.

    ``hint`` leaves out the answers; ``verbose`` lists what is proved and ignored too;
    ``summary`` closes with how many of each mistake; ``width`` is in columns.
    """

    hint: bool = False
    verbose: bool = False
    summary: bool = False
    colour: bool = False
    width: int = 100


def find(name: str) -> Writer:
    """The writer called ``name``; OutputError lists those there are."""
    for known in WRITERS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in WRITERS)
    raise OutputError(f"the format {quote(name)} is not known: use one of {names}")


def find_ending(path: str) -> Writer | None:
    """The writer that a file name asks for by its ending, or None."""
    return next((known for known in WRITERS if path.lower().endswith(known.ending)), None)


def write(
    files: Iterable[FileReport], to: str = "text", style: Style | None = None
) -> Iterator[str]:
    """The reports in the format ``to``, in pieces, as they come.

    >>> report = FileReport("a.tex", "unread", "", "", (), notes=("it is empty",))
    >>> "".join(write([report], "github"))
    '::warning file=a.tex,title=unread::it is empty\\n'
    """
    chosen = style or Style()
    if chosen.hint:
        files = map(hinted, files)
    pieces: Iterator[str] = import_module(find(to).module).write(files, chosen)
    for piece in pieces:
        yield piece if piece.isascii() else piece.encode("utf-8", "replace").decode("utf-8")


def hinted(file: FileReport) -> FileReport:
    """The report without its answers: the places and the kinds stay.

    >>> from symconv.verify.report import Place
    >>> place = Place(1, 1, 1, 2)
    >>> finding = Finding(place, "wrong-sign", "+", "-", (), "write a minus")
    >>> line = Line(place, "refuted", "y[0]", (finding,))
    >>> hinted(FileReport("a.tex", "refuted", "", "", (line,))).lines[0].findings[0].message
    'the sign of a term is wrong'
    """
    return file._replace(lines=tuple(map(_hinted_line, file.lines)))


def _hinted_line(line: Line) -> Line:
    if line.verdict != "refuted":
        return line
    findings = [
        Finding(found.place, found.kind, "", "", (), KINDS.get(found.kind, found.kind))
        for found in line.findings
    ]
    return line._replace(says="", findings=tuple(findings))
