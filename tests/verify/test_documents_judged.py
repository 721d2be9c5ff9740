"""Whole documents in many styles, right and with one slip each.

``documents.txt`` holds them: a line ``=== name kind``, then the text. ``⟦2¦3⟧`` is a place
where the right text has 2 and a wrong one has 3; each such place gives one wrong text. A
right text must be proved, a wrong one refuted with its first finding at the slip. Where
``open`` stands behind the kind, less is known: the right one is not refuted, and no wrong
one is proved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from symconv.verify.judge import judge_text
from symconv.verify.report import FileReport, Place

SLIP = re.compile(r"⟦([^⟦⟧¦]*)¦([^⟦⟧]*)⟧")


class Text(NamedTuple):
    """A text of a kind; where its slip stands, and (-1, -1) where it has none."""

    name: str
    kind: str
    text: str
    slip: tuple[int, int]
    open: bool


def texts() -> Iterator[Text]:
    """Every document, right first and then with each of its slips."""
    whole = (Path(__file__).parent / "documents.txt").read_text(encoding="utf-8")
    for part in re.split(r"(?m)^=== ", whole)[1:]:
        head, _, body = part.partition("\n")
        name, kind, *rest = head.split()
        for chosen in range(-1, len(SLIP.findall(body))):
            made, span = written(body, chosen)
            suffix = "" if chosen < 0 else f"!{chosen + 1}"
            yield Text(name + suffix, kind, made, span, bool(rest))


def written(body: str, chosen: int) -> tuple[str, tuple[int, int]]:
    """The text with one of its slips, and where that stands."""
    made, last, span = "", 0, (-1, -1)
    for place, match in enumerate(SLIP.finditer(body)):
        made += body[last : match.start()]
        word = match[2] if place == chosen else match[1]
        if place == chosen:
            span = (len(made), len(made) + len(word))
        made += word
        last = match.end()
    return made + body[last:], span


def judged(one: Text) -> FileReport:
    return judge_text(one.text, one.kind)


def offset(text: str, place: Place, end: bool) -> int:
    """Where a place begins or ends, as an offset."""
    line, column = (place.end_line, place.end_column) if end else (place.line, place.column)
    return sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1


ALL = list(texts())
RIGHT = [one for one in ALL if one.slip == (-1, -1)]
WRONG = [one for one in ALL if one.slip != (-1, -1)]


def test_there_are_many_and_their_names_are_different() -> None:
    assert len({one.name for one in ALL}) == len(ALL)
    assert len(RIGHT) > 150
    assert sum(one.open for one in RIGHT) * 6 < len(RIGHT)


@pytest.mark.parametrize("one", RIGHT, ids=lambda one: one.name)
def test_the_right_text_is_proved(one: Text) -> None:
    report = judged(one)
    shown = [(line.says, line.findings) for line in report.lines if line.verdict != "proved"]
    assert report.verdict != "refuted", shown
    assert one.open or report.verdict == "proved", shown


@pytest.mark.parametrize("one", WRONG, ids=lambda one: one.name)
def test_the_slip_is_found_where_it_is(one: Text) -> None:
    report = judged(one)
    assert report.verdict != "proved"
    if one.open:
        return
    assert report.verdict == "refuted", [line.says for line in report.lines]
    first = next(finding for line in report.lines for finding in line.findings)
    assert offset(one.text, first.place, False) <= one.slip[1]
    assert offset(one.text, first.place, True) >= one.slip[0]
