"""The lecture is what its blocks make it: built anew, it is the same, byte for byte.

``pytest tests/lecture --update`` writes it anew where symconv writes something in another way.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from lecture_forms import FOLDER, NAMES, PICTURES, emptied, requests, symconv, text_of

MENDS = "run 'pytest tests/lecture --update' to write the lecture anew"


def test_all_blocks_are_up_to_date(update: bool) -> None:
    if update:
        assert symconv("init", "sty", "--force").returncode == 0
        done = symconv("embed", "--renew", *NAMES)
        assert done.returncode == 0, done.stderr
    done = symconv("embed", "--check", "--renew", ".")
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stdout}{MENDS}"
    assert done.stdout.endswith(": all up to date\n")
    assert f"{sum(len(requests(name)) for name in NAMES)} blocks in 4 files" in done.stdout
    assert "symconv.sty: up to date" in symconv("init", "sty").stdout, MENDS


def test_built_from_empty_blocks_it_is_the_same(tmp_path: Path) -> None:
    for name in NAMES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        if name.endswith(".ipynb"):
            book = json.loads(text)
            for cell in book["cells"]:
                if cell["cell_type"] == "markdown":
                    source = emptied(name, "".join(cell["source"]))
                    cell["source"] = source.splitlines(keepends=True)
            text = f"{json.dumps(book, indent=1, ensure_ascii=False)}\n"
        else:
            text = emptied(name, text)
        assert len(text) < len((FOLDER / name).read_text(encoding="utf-8"))
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    done = symconv("embed", ".", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name
    drawn = {path.name: path.read_bytes() for path in (tmp_path / PICTURES).iterdir()}
    assert drawn == {path.name: path.read_bytes() for path in (FOLDER / PICTURES).iterdir()}


def test_every_picture_is_shown_and_every_picture_shown_is_there() -> None:
    shown = {
        path for name in NAMES for path in re.findall(rf"\(({PICTURES}/[^)]+)\)", text_of(name))
    }
    assert shown == {f"{PICTURES}/{path.name}" for path in (FOLDER / PICTURES).iterdir()}
    assert len(shown) > 8


@pytest.mark.parametrize("name", NAMES)
def test_each_form_shows_what_blocks_can_show(name: str) -> None:
    shown = {
        show for words in requests(name) for show in re.findall(r"show=(\S+)", words)[0].split(",")
    }
    everything = {"worked", "range", "value", "picture", "table", "statement"}
    least = {"statement", "picture"} if name.endswith(".ipynb") else everything
    assert least <= shown


def test_a_changed_body_is_found_and_mended(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "lecture")
    notes = tmp_path / "lecture" / "notes.tex"
    text = notes.read_text(encoding="utf-8")
    wrong = text.replace("x[2,2] \\cdot h[1-2,1-2]", "x[2,2] \\cdot h[1-2,1-1]", 1)
    assert wrong != text
    notes.write_text(wrong, encoding="utf-8", newline="\n")
    done = symconv("embed", "--check", "notes.tex", folder=notes.parent)
    assert done.returncode == 1
    assert "to mend it: symconv embed --force notes.tex" in done.stdout
    assert symconv("embed", "--force", "notes.tex", folder=notes.parent).returncode == 0
    assert notes.read_text(encoding="utf-8") == text
