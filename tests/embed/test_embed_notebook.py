"""Blocks in notebooks: only the lines of blocks change in the JSON, whatever its form."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notes_samples import PICTURED, REQUESTS, SAFE, Slot, bodies, documents, written

from symconv.embed.notebook import check_notebook, renew_notebook
from symconv.embed.notes import Renewed, edited
from symconv.errors import OutputError

BLOCK = "<!-- symconv: conv image=3 kernel=1 at=0 show=value -->\n<!-- symconv:end -->"


def none(path: str) -> None:
    return None


def found(text: str) -> Renewed:
    return renew_notebook(text, "nb-symconv", none)


def renewed(text: str) -> str:
    done = found(text)
    assert done.troubles == ()
    fresh = edited(text, done.edits)
    assert check_notebook(text, fresh) == done.blocks
    return fresh


def sources(text: str) -> list[str]:
    cells = json.loads(text.removeprefix("\ufeff"))["cells"]
    return ["".join(cell["source"]) for cell in cells]


def rest(text: str) -> Any:
    """Everything but the sources, with the order of keys."""
    book = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=list)

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [
                (one[0], None if one[0] == "source" else walk(one[1]))
                if isinstance(one, tuple)
                else walk(one)
                for one in value
            ]
        return value

    return walk(book)


OTHERS = (
    {"cell_type": "code", "source": [BLOCK], "outputs": [{"data": {"text/plain": [BLOCK]}}]},
    {"cell_type": "raw", "source": BLOCK, "metadata": {"source": BLOCK, "é": 1.50}},
    {"metadata": {"cell_type": "markdown"}, "source": [], "cell_type": "markdown"},
)


@st.composite
def notebooks(draw: st.DrawFn) -> tuple[str, list[list[Any]]]:
    """Notebooks in any form of JSON, and the pieces of their Markdown cells."""
    cells: list[Any] = []
    pieces = []
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            cells.append(draw(st.sampled_from(OTHERS)))
        drawn = draw(documents("md", fragments=SAFE, newlines=("\n", "\r\n")))
        drawn = [piece for piece in drawn if "\ufeff" not in piece.text]
        text = written(drawn)
        form = draw(st.sampled_from(("lines", "one", "string", "pieces")))
        source: Any = text
        if form == "lines":
            source = text.splitlines(True) if "\u2028" not in text else [text]
        elif form == "one":
            source = [text]
        elif form == "pieces":
            cut = draw(st.integers(0, len(text)))
            source = [text[:cut], "", text[cut:]]
        cell = {"id": "a1", "metadata": {"tags": ["symconv: show="]}, "source": source}
        key = draw(st.sampled_from(("first", "last")))
        kind = {"cell_type": "markdown"}
        cells.append({**kind, **cell} if key == "first" else {**cell, **kind})
        pieces.append(drawn)
    book = {"nbformat_minor": 5, "cells": cells, "metadata": {"z": 1, "a": [1.0, 1e10]}}
    text = json.dumps(
        book,
        indent=draw(st.sampled_from((None, 1, 2, "\t"))),
        ensure_ascii=draw(st.booleans()),
        separators=draw(st.sampled_from(((",", ":"), (", ", ": "), (" , ", " : ")))),
    )
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    bom = "\ufeff" if draw(st.integers(0, 9)) == 0 else ""
    return bom + text + draw(st.sampled_from(("", "\n", "\r\n", "  "))), pieces


@settings(max_examples=120)
@given(notebooks())
def test_only_blocks_change_and_only_once(drawn: tuple[str, list[list[Any]]]) -> None:
    text, pieces = drawn
    fresh = renewed(text)
    assert rest(fresh) == rest(text)
    marks = [cell for cell in json.loads(fresh.removeprefix("\ufeff"))["cells"] if "id" in cell]
    for cell, drawn_pieces in zip(marks, pieces):
        filled = bodies(drawn_pieces, "".join(cell["source"]))
        assert len(filled) == sum(isinstance(piece, Slot) for piece in drawn_pieces)
    again = found(fresh)
    assert (again.changes, again.troubles) == ((), ())


@settings(max_examples=60)
@given(notebooks())
def test_bytes_outside_blocks_stay(drawn: tuple[str, list[list[Any]]]) -> None:
    text, _ = drawn
    done = found(text)
    fresh = edited(text, done.edits)
    kept = []
    place = 0
    for edit in done.edits:
        kept.append(text[place : edit.start])
        place = edit.end
    kept.append(text[place:])
    assert re.fullmatch("(?s:.*)".join(map(re.escape, kept)), fresh)
    removed = sum(edit.end - edit.start for edit in done.edits)
    assert removed == 0  # new blocks are empty: nothing is taken away


def nested(source: Any, indent: int | None = 1) -> str:
    cell = {"cell_type": "markdown", "metadata": {}, "source": source}
    return json.dumps({"cells": [cell], "nbformat": 4}, indent=indent, ensure_ascii=False) + "\n"


def test_lines_are_written_as_jupyter_writes_them() -> None:
    text = nested(["# Title é\n", *BLOCK.splitlines(True)])
    fresh = renewed(text)
    assert fresh == nested("".join(sources(fresh)).splitlines(True))
    assert len(json.loads(fresh)["cells"][0]["source"]) > 8


def test_a_body_is_replaced_and_removed_lines_go() -> None:
    text = nested(["# Title\n", *BLOCK.splitlines(True), "\n", "words"])
    long = renewed(text)
    short = renewed(long.replace("show=value", "show=statement words=no"))
    back = renewed(short.replace("show=statement words=no", "show=value"))
    assert back == long
    emptied = json.loads(long)
    emptied["cells"][0]["source"] = [
        line for line in emptied["cells"][0]["source"] if "$" not in line and "y[" not in line
    ]
    assert renewed(long) == long


def test_ascii_files_stay_ascii() -> None:
    words = PICTURED[2].replace("it is", "é is")
    cell = {"cell_type": "markdown", "source": [f"<!-- symconv: {words} -->\n",
            "<!-- symconv:end -->"]}  # fmt: skip
    text = json.dumps({"cells": [cell]}, indent=1)
    assert text.isascii()
    fresh = renewed(text)
    assert fresh.isascii()
    assert "![é is" in "".join(sources(fresh))
    raw = renewed(json.dumps({"cells": [cell]}, indent=1, ensure_ascii=False))
    assert sources(raw) == sources(fresh)
    assert "![é is" in raw


def test_lines_are_those_of_the_file_with_the_number_of_the_cell() -> None:
    text = nested(["words\n", "\n", "<!-- symconv: conv show=values -->\n", "<!-- symconv:end -->"])
    (trouble,) = found(text).troubles
    assert "show=values" in text.splitlines()[trouble.line - 1]
    assert trouble.says.startswith("cell 1: ")
    done = found(text.replace("values", "value"))
    assert [change.line for change in done.changes] == [trouble.line]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON (line 1"), ('{"cells": [\n1,,2]}', "not JSON (line 2, column 3"),
        ("[]", "no cells"), ('{"cells": 3}', "no cells"), ('{"cells": [3]}', "no cells"),
        ('{"worksheets": []}', "no cells"), ("[" * 100_000, "nested too deeply"),
        ('{"cells": [{"cell_type":"markdown","source":["symconv:"],"source":"symconv: x"}]}',
         "twice"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_refused(text: str, says: str) -> None:
    with pytest.raises(OutputError) as caught:
        found(text)
    assert says in str(caught.value)


def test_an_unsafe_change_is_refused() -> None:
    text = nested([*BLOCK.splitlines(True)])
    fresh = renewed(text)
    assert check_notebook(text, fresh) == 1
    for wrong in (fresh.replace("$$", "$", 1), fresh.replace('"nbformat": 4', '"nbformat": 5'),
                  fresh.replace("show=value", "show=range")):  # fmt: skip
        with pytest.raises(OutputError):
            check_notebook(text, wrong)


@pytest.mark.parametrize("words", REQUESTS)
def test_every_request_stands_in_a_cell(words: str) -> None:
    lines = [f"<!-- symconv: {words} -->\n", "<!-- symconv:end -->\n", "\n", "more"]
    assert found(renewed(nested(lines))) == Renewed(blocks=1)
    assert found(renewed(nested("".join(lines), None))) == Renewed(blocks=1)
