"""Reports for people: each wrong place with its source line, what was expected and why.

The first words of every entry are ``file:line:column:``, which editors follow. Colour only
repeats what the words say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from symconv.verify.excerpt import excerpt, lines_of, place_in
from symconv.verify.report import KINDS, FileReport, Finding, Line, Place, Report
from symconv.verify.tally import Tally, verdicts
from symconv.verify.words import SOURCES, advice, safe
from symconv.verify.writers import Style

COLOURS = {"proved": "32", "refuted": "31", "undecided": "33", "unread": "33", "bold": "1"}


def write_text(report: Report, colour: bool = False) -> str:
    """A whole report as text.

    >>> print(write_text(Report((FileReport("a.tex", "proved", "", "", ()),))), end="")
    a.tex: proved
    <BLANKLINE>
    1 file: 1 proved
    """
    return "".join(write(report.files, Style(colour=colour)))


def write(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """Each file as a piece of text, then how many there were."""
    tally = Tally()
    for file in tally.watch(files):
        yield "".join(f"{row}\n" for row in _file(file, style))
    yield f"{tally.closing()}\n"
    if style.summary:
        yield "".join(f"{row}\n" for row in tally.summary())


def _file(file: FileReport, style: Style) -> Iterator[str]:
    name = safe(file.file)
    head = f"{_painted(name, 'bold', style)}: " if name else ""
    yield f"{head}{_painted(file.verdict, file.verdict, style)}"
    if file.problem and file.problem != "not found out":
        origin = SOURCES.get(file.problem_from, file.problem_from)
        problem = safe(file.problem).removeprefix("read as: ")
        yield f"  read as: {problem}" + (f" ({origin})" if origin else "")
    for note in file.notes:
        yield f"  {safe(note)}"
    if not file.lines and not file.notes and file.verdict == "unread":
        yield "  no derivation was found in it"
    source = lines_of(file.text)
    entries = [row for line in file.lines for row in _line(name, source, line, style)]
    if style.verbose:
        entries += [f"{_where(name, one.place)} ignored: {safe(one.why)}" for one in file.ignored]
    yield from entries
    if len(file.lines) > 1 or (file.lines and file.verdict == "proved"):
        if entries:
            yield ""
        yield f"  {verdicts(Counter(line.verdict for line in file.lines), 'line')}"
    yield ""


def _line(name: str, source: list[str], line: Line, style: Style) -> Iterator[str]:
    verdict = _painted(line.verdict, line.verdict, style)
    if line.verdict == "proved":
        if style.verbose:
            yield f"{_where(name, line.place)} {verdict}: {safe(line.says)}".rstrip(": ")
        return
    if not line.findings:
        yield ""
        yield f"{_where(name, line.place)} {verdict}"
        yield from _source(source, line.place, style)
        if line.says:
            yield f"    {safe(line.says)}"
    told: tuple[str, ...] = ()
    for finding in line.findings:
        if finding.kind == "carried-forward":
            yield ""
            yield f"{_where(name, finding.place)} {verdict}, carried-forward: {_why(finding)}"
            continue
        yield ""
        yield f"{_where(name, finding.place)} {verdict}, {_painted(finding.kind, 'bold', style)}"
        yield from _source(source, finding.place, style)
        yield from _advice(finding, told)
        told = finding.consistent_with


def _advice(finding: Finding, told: tuple[str, ...]) -> Iterator[str]:
    """What was expected and why; a cause that was just named is not named again."""
    why = _why(finding)
    if finding.expected and safe(finding.expected) not in why:
        found = f"found {safe(finding.found)}, " if finding.found else ""
        yield f"    {found}expected {safe(finding.expected)}"
    yield f"    {why}"
    for cause in advice(finding.consistent_with) if finding.consistent_with != told else ():
        yield f"    consistent with {cause}"


def _why(finding: Finding) -> str:
    return safe(finding.message or KINDS.get(finding.kind, finding.kind))


def _source(lines: list[str], place: Place, style: Style) -> Iterator[str]:
    """The source line and the carets below it, with the line's number in front."""
    line, start, end = place_in(lines, place)
    if not line:
        return
    margin = f"{place.line:>5} | "
    shown, carets = excerpt(line, start, end, max(20, style.width - len(margin)))
    yield f"{margin}{shown}"
    yield f"{' ' * (len(margin) - 2)}| {_painted(carets, 'refuted', style, bare=True)}"


def _where(name: str, place: Place) -> str:
    return f"{name or 'line'}:{place.line}:{place.column}:"


def _painted(text: str, colour: str, style: Style, bare: bool = False) -> str:
    if not style.colour or colour not in COLOURS:
        return text
    blank = text[: len(text) - len(text.lstrip())] if bare else ""
    return f"{blank}\x1b[{COLOURS[colour]}m{text[len(blank) :]}\x1b[0m"
