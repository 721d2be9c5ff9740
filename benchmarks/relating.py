"""Readings of ``relate``: the slowest pair of the nine formulas, and all of them."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.pairs import Pair
from benchmarks.readings import stopwatch
from symconv.relate import relate

FOLDER = Path(__file__).resolve().parent.parent / "derivations" / "nine-formulas"
ALLOWED = 0.05  # seconds for one pair


def formulas() -> list[str]:
    """The article's formula and the nine, as they are written in the folder of derivations."""
    text = (FOLDER / "formulas.toml").read_text(encoding="utf-8")
    return [found.strip() for found in re.findall(r"= '''(.*?)'''", text, re.DOTALL)]


def slowest_pair() -> Pair:
    """The pair of the nine that takes longest, beside the time that it may take."""
    given = formulas()
    pairs = [(one, other) for one in given for other in given]
    for pair in pairs:
        relate(*pair)  # warm
    slowest = max(pairs, key=lambda pair: stopwatch(lambda: relate(*pair))())
    return stopwatch(lambda: relate(*slowest)), lambda: ALLOWED


def all_pairs() -> Pair:
    """All pairs of the nine and the article's, beside the time that they may take."""
    given = formulas()

    def run() -> None:
        for one in given:
            for other in given:
                relate(one, other)

    return stopwatch(run), lambda: ALLOWED * len(given) ** 2
