"""Readings of problems with channels, for each term, beside the same without them."""

from __future__ import annotations

from benchmarks.readings import Reading, stopwatch
from symconv.derive.terms import outputs
from symconv.model.problem import Problem


def streamed(size: int, kernel: int, words: str) -> tuple[Reading, Reading]:
    """The stream of all outputs: seconds for a million terms, with these words and without."""
    line = f"conv image={size}x{size} kernel={kernel}x{kernel}"
    return _each(f"{line} {words}"), _each(line)


def _each(line: str) -> Reading:
    problem = Problem.parse(line)
    count = sum(len(terms) for _, terms in outputs(problem))
    reading = stopwatch(lambda: _drain(problem))
    return lambda: reading() / count * 1e6


def _drain(problem: Problem) -> None:
    for _ in outputs(problem):
        pass
