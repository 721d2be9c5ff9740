"""Derivations as people write them, in many notations, right and with one slip each.

``written.jsonl`` holds them: none states its problem, so the convention has to be found.
The figures below are floors: raise them when the judge learns more, never lower them.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "written.jsonl").read_text(encoding="utf-8").splitlines()
]
STILL_PROVED = {"bwd-full-matrix!2", "num-d2l-matrix!3", "dsp-direct-num!2"}
"""Slips between whole matrices, or among bare numbers, that the judge does not see yet."""


def as_markdown(latex: str) -> str:
    return f"$$\n{latex}\n$$\n"


@cache
def report(latex: str) -> FileReport:
    return judge_text(as_markdown(latex), "md")


def verdict(latex: str) -> str:
    return report(latex).verdict


def test_the_names_are_different() -> None:
    names = [row["id"] for row in ROWS]
    assert len(names) == len(set(names)) >= 490


@pytest.mark.parametrize("row", [row for row in ROWS if row["right"]], ids=lambda row: row["id"])
def test_what_is_right_is_never_refuted(row: dict[str, Any]) -> None:
    found = report(row["latex"])
    assert found.verdict != "refuted", [line for line in found.lines if line.findings]


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row["right"]], ids=lambda row: row["id"]
)
def test_what_is_wrong_is_never_proved(row: dict[str, Any]) -> None:
    assert (verdict(row["latex"]) == "proved") == (row["id"] in STILL_PROVED)


def test_most_of_what_is_right_is_proved_and_most_of_what_is_wrong_is_refuted() -> None:
    counts = Counter((row["right"], verdict(row["latex"])) for row in ROWS if row["decidable"])
    right = sum(number for (is_right, _), number in counts.items() if is_right)
    wrong = sum(number for (is_right, _), number in counts.items() if not is_right)
    assert counts[True, "proved"] >= 0.92 * right
    assert counts[False, "refuted"] >= 0.9 * wrong


def test_the_same_text_as_a_bare_tex_file_gets_the_same_verdict() -> None:
    differing = [
        row["id"]
        for row in ROWS[::5]
        if judge_text(row["latex"] + "\n", "tex").verdict != verdict(row["latex"])
    ]
    assert len(differing) <= len(ROWS[::5]) // 20, differing


def changed(latex: str, chance: random.Random) -> str | None:
    """The text with one digit, sign or letter changed; None where it has none."""
    spots = [
        match.start()
        for match in re.finditer(r"\\[A-Za-z]+\*?(?:\{[a-z*]+\})?|[0-9a-zA-Z+-]", latex)
        if len(match.group()) == 1
    ]
    if not spots:
        return None
    place = chance.choice(spots)
    old = latex[place]
    if old.isdigit():
        new = str((int(old) + chance.choice([1, 2])) % 10)
    elif old in "+-":
        new = "-" if old == "+" else "+"
    else:
        new = chance.choice([c for c in "abcdefghijklmnpqrstuvwxyz" if c != old.lower()])
    return latex[:place] + new + latex[place + 1 :]


def test_one_changed_character_is_nearly_always_found() -> None:
    chance = random.Random(11)
    counts: Counter[str] = Counter()
    for row in ROWS:
        if row["right"] and verdict(row["latex"]) == "proved":
            for _ in range(4):
                mutant = changed(row["latex"], chance)
                if mutant is not None:
                    counts[judge_text(as_markdown(mutant), "md").verdict] += 1
    total = sum(counts.values())
    assert counts["refuted"] >= 0.8 * total, counts
    assert counts["proved"] <= 0.12 * total, counts
