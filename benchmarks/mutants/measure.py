"""Judging mutants, and counting what was judged as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import NamedTuple

from benchmarks.mutants.beliefs import believed
from benchmarks.mutants.channels import channelled
from benchmarks.mutants.emitted import emitted
from benchmarks.mutants.lines import Mutant, equations
from benchmarks.mutants.numbers import numbers
from benchmarks.mutants.statements import definition, entry, exists, ranges, unworked
from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport, Finding, Line, Place

MAKERS: tuple[tuple[Callable[[Random], Mutant], int], ...] = (
    (equations, 8), (numbers, 3), (believed, 5), (definition, 2), (ranges, 2), (entry, 1),
    (unworked, 1), (exists, 1), (emitted, 5), (channelled, 4),
)  # fmt: skip
RATES = ("refuted", "line", "term", "kind", "belief", "proved", "rest")


class Outcome(NamedTuple):
    """A mutant, its report, and for each rate whether it was judged as it should be.

    refuted, line, term, kind and belief are for changed ones, proved for others; rest
    says that no other line is accused. A rate that does not apply is missing.
    """

    mutant: Mutant
    report: FileReport
    good: dict[str, bool]

    @property
    def failed(self) -> list[str]:
        """The rates that were missed."""
        return [name for name, good in self.good.items() if not good]


def mutants(count: int, seed: int) -> Iterator[Mutant]:
    """Mutants of all kinds, the same for the same seed."""
    random = Random(seed)
    makers = [maker for maker, weight in MAKERS for _ in range(weight)]
    for _ in range(count):
        yield random.choice(makers)(random)


def judge(mutant: Mutant) -> Outcome:
    """Judge one mutant."""
    report = judge_text(mutant.text, mutant.file)
    if not mutant.changed:
        return Outcome(mutant, report, {"proved": report.verdict == "proved"})
    good = {"refuted": report.verdict == "refuted"}
    wrong = [line for line in report.lines if line.verdict == "refuted"]
    first = [line for line in wrong if any(f.kind != "carried-forward" for f in line.findings)]
    starts = _starts(mutant.text)
    here = [line for line in first if _touches(line.place, mutant.line, starts)]
    found = [finding for line in here for finding in line.findings]
    good["line"] = bool(here)
    if mutant.spans:
        good["term"] = any(
            _within(finding, span, starts) for finding in found for span in mutant.spans
        )
    if mutant.kinds:
        good["kind"] = any(finding.kind in mutant.kinds for finding in found)
    if mutant.belief:
        good["belief"] = any(mutant.belief in finding.consistent_with for finding in found)
    allowed = (mutant.line, *mutant.carried)
    good["rest"] = all(
        line.verdict == "proved" or any(_touches(line.place, span, starts) for span in allowed)
        for line in report.lines
    ) and all(_carried(line) for line in wrong if line not in here)
    return Outcome(mutant, report, good)


def _carried(line: Line) -> bool:
    return any(finding.kind == "carried-forward" for finding in line.findings)


def _starts(text: str) -> list[int]:
    starts = [0]
    for row in text.split("\n"):
        starts.append(starts[-1] + len(row) + 1)
    return starts


def _offsets(place: Place, starts: list[int]) -> tuple[int, int]:
    start = starts[place.line - 1] + place.column - 1
    return start, starts[place.end_line - 1] + place.end_column - 1


def _touches(place: Place, span: tuple[int, int], starts: list[int]) -> bool:
    start, end = _offsets(place, starts)
    return start < span[1] and span[0] < end


def _within(finding: Finding, span: tuple[int, int], starts: list[int]) -> bool:
    start, end = _offsets(finding.place, starts)
    return span[0] <= start and end <= span[1]


def rates(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int]]:
    """For each rate how many were judged as they should be, of how many."""
    good: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for outcome in outcomes:
        for name, fine in outcome.good.items():
            good[name] += fine
            all_[name] += 1
    return {name: (good[name], all_[name]) for name in RATES if all_[name]}
