"""Counting what reports say: files, lines, kinds of finding and misconceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from symconv.verify.report import KINDS, VERDICTS, FileReport, overall
from symconv.verify.words import counted


class Tally:
    """How many of everything; grows as reports pass through it.

    >>> tally = Tally()
    >>> _ = list(tally.watch([FileReport("a.tex", "proved", "", "", ())]))
    >>> tally.closing(), tally.status
    ('1 file: 1 proved', 0)
    """

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()
        self.lines: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.misconceptions: Counter[str] = Counter()

    def add(self, file: FileReport) -> None:
        """Count one file."""
        self.files[file.verdict] += 1
        for line in file.lines:
            self.lines[line.verdict] += 1
            for finding in line.findings:
                self.kinds[finding.kind] += 1
            self.misconceptions.update({name for f in line.findings for name in f.consistent_with})

    def watch(self, files: Iterable[FileReport]) -> Iterator[FileReport]:
        """Pass reports on, and count them."""
        for file in files:
            self.add(file)
            yield file

    @property
    def status(self) -> int:
        """The exit status: 1 if anything is refuted, 2 if anything is not settled, else 0."""
        verdict = overall(self.files)
        return {"refuted": 1, "proved": 0}.get(verdict, 2)

    def closing(self) -> str:
        """The files in one line."""
        return verdicts(self.files, "file")

    def summary(self) -> Iterator[str]:
        """The lines, the kinds of finding and the misconceptions, the most frequent first."""
        yield verdicts(self.lines, "line")
        for title, counts in (("findings", self.kinds), ("consistent with", self.misconceptions)):
            if counts:
                yield f"{title}:"
                yield from _ranked(counts)


def verdicts(counts: Counter[str], word: str) -> str:
    """How many there are, and how many of each verdict.

    >>> verdicts(Counter(proved=1, refuted=2), "file")
    '3 files: 1 proved, 2 refuted'
    """
    parts = ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name])
    total = counted(sum(counts.values()), word)
    return f"{total}: {parts}" if parts else total


def _ranked(counts: Counter[str]) -> Iterator[str]:
    places = {name: place for place, name in enumerate(KINDS)}
    ranked = sorted(counts.items(), key=lambda item: (-item[1], places.get(item[0], 0), item[0]))
    margin = len(str(ranked[0][1]))
    for name, number in ranked:
        yield f"  {number:>{margin}} {name}"
