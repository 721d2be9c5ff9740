"""Differences: the program patch turns the old file into the new one with them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from outside import tool

from symconv.embed.difference import unified
from symconv.embed.notes import Edit, edited

line = st.text(alphabet="ab é", max_size=3)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text, and edits of some of its lines."""
    newline = draw(st.sampled_from(("\n", "\r\n")))
    lines = draw(st.lists(line, min_size=1, max_size=40))
    text = newline.join(lines) + draw(st.sampled_from(("", newline)))
    drawn = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    places = [place for place in drawn if text[place - 1 : place + 1] != "\r\n"]
    edits = []
    for start, end in zip(places[::2], places[1::2]):
        fresh = newline.join(draw(st.lists(line, max_size=5)))
        if text[start:end] != fresh:
            edits.append(Edit(start, end, fresh))
    return text, edits


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes())
def test_patch_makes_the_new_file_of_the_old_one(
    tmp_path: Path, drawn: tuple[str, list[Edit]]
) -> None:
    program = tool("patch")
    text, edits = drawn
    fresh = edited(text, edits)
    difference = "".join(unified("notes.md", text, edits))
    if fresh == text:
        assert "\n@@" not in difference
        return
    path = tmp_path / "notes.md"
    path.write_bytes(text.encode())
    done = subprocess.run(
        [program, "-p0", "--binary", "-s", "-i", "-"],
        cwd=tmp_path, input=difference.encode(), capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, (difference, done.stdout)
    assert path.read_bytes() == fresh.encode() if path.exists() else fresh == ""
    for left in tmp_path.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_only_the_lines_around_a_change_are_shown(newline: str) -> None:
    text = newline.join(map(str, range(100))) + newline
    place = text.index(f"{newline}50{newline}") + len(newline)
    shown = "".join(unified("a", text, [Edit(place, place + 2, "fifty")]))
    rows = shown.replace("\r\n", "\n").split("\n")
    assert rows == ["--- a", "+++ a", "@@ -48,7 +48,7 @@", " 47", " 48", " 49", "-50", "+fifty",
                    " 51", " 52", " 53", ""]  # fmt: skip


def test_nothing_acts_on_a_terminal() -> None:
    shown = "".join(unified("a", "\x1b[31m\udcff\tx\n", [Edit(0, 1, "\x07")]))
    assert shown.isprintable() is False
    assert set(shown) <= {"\n", "\t", *map(chr, range(32, 127)), "\ufffd"}


def test_no_edit_is_no_difference() -> None:
    assert list(unified("a", "words", [])) == []
