"""The lecture's notebook: executed by nbclient, and turned to HTML by nbconvert.

Its outputs are kept in the file, for readers of the repository; they must be what a run gives.
``pytest tests/lecture --update`` writes them anew.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lecture_forms import FOLDER, PICTURES
from outside import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTEBOOK = FOLDER / "lecture.ipynb"
RUN = """
import sys, nbformat, nbclient
book = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(book, timeout=100, kernel_name="python3").execute()
nbformat.write(book, sys.argv[2])
"""
KEPT = ("text/plain", "text/markdown", "image/svg+xml")

Book = dict[str, Any]


def python(*arguments: str, folder: Path) -> None:
    """Run Python in a folder; the test fails where it does."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200)
    absent = re.search(r"No module named '?(nbclient|nbconvert|nbformat|ipykernel)", done.stderr)
    if absent:
        missing(f"{absent[1]} (pip install {absent[1]})")
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the notebook was run, without what it held before, as ``ran.ipynb``."""
    folder = tmp_path_factory.mktemp("notebook")
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    for cell in code(book):
        cell["outputs"], cell["execution_count"] = [], None
    (folder / "lecture.ipynb").write_text(json.dumps(book), encoding="utf-8")
    shutil.copytree(FOLDER / PICTURES, folder / PICTURES)
    python("-c", RUN, "lecture.ipynb", "ran.ipynb", folder=folder)
    return folder


@pytest.fixture(scope="module")
def book(ran: Path) -> Book:
    found: Book = json.loads((ran / "ran.ipynb").read_text(encoding="utf-8"))
    return found


def code(book: Book) -> list[Book]:
    return [cell for cell in book["cells"] if cell["cell_type"] == "code"]


def joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def source(cell: Book) -> str:
    return joined(cell["source"])


def shown(cell: Book, kinds: Sequence[str] = KEPT) -> list[object]:
    """What a cell shows, without what depends on the programs that are there."""
    found: list[object] = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            found.append(joined(output["text"]))
        elif output["output_type"] == "error":
            found.append((output["ename"], output["evalue"]))
        else:
            found.append({k: joined(v) for k, v in output["data"].items() if k in kinds})
    return found


def test_a_run_gives_the_outputs_in_the_file(book: Book, update: bool) -> None:
    kept = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    if update:
        for cell, fresh in zip(code(kept), code(book)):
            cell["execution_count"], cell["outputs"] = fresh["execution_count"], fresh["outputs"]
            for output in cell["outputs"]:
                output.get("data", {}).pop("application/pdf", None)  # of the size of all the rest
        text = f"{json.dumps(kept, indent=1, ensure_ascii=False)}\n"
        NOTEBOOK.write_text(text, encoding="utf-8", newline="\n")
    mends = "run 'pytest tests/lecture --update' to write the outputs anew"
    for number, (cell, fresh) in enumerate(zip(code(kept), code(book)), 1):
        assert shown(cell) == shown(fresh), mends
        assert cell["execution_count"] == number
    assert "application/pdf" not in NOTEBOOK.read_text(encoding="utf-8")


def test_cells_fail_where_they_are_meant_to_and_nowhere_else(book: Book) -> None:
    for cell in code(book):
        failed = [output for output in cell["outputs"] if output["output_type"] == "error"]
        meant = "raises-exception" in cell["metadata"].get("tags", [])
        assert len(failed) == meant, source(cell)
        verified = source(cell).startswith("%%symconv_verify")
        assert not meant or verified
        if verified:
            said = str(shown(cell)[1])
            assert f"cell: {'refuted' if meant else 'proved'}" in said
        if meant:
            assert failed[0]["ename"] == "CellError"
            assert len(failed[0]["traceback"]) == 1
    assert sum(len(cell["metadata"].get("tags", [])) for cell in code(book)) == 3


def test_what_it_computes_agrees_with_scipy_and_numpy(book: Book) -> None:
    claims = [cell for cell in code(book) if re.search(r"^(?:all|np\.array_equal)\(", source(cell),
                                                       re.MULTILINE)]  # fmt: skip
    assert len(claims) >= 5
    for cell in claims:
        assert shown(cell)[-1] == {"text/plain": "True"}, source(cell)


def test_nothing_in_it_is_of_this_machine(book: Book) -> None:
    assert set(book["metadata"]) == {"kernelspec", "language_info"}
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert str(FOLDER.parents[1]) not in text
    assert not re.search(r"/(?:home|tmp|usr|root|work)/", text)
    assert text.endswith("\n}\n")


# As HTML


@pytest.fixture(scope="module")
def page(ran: Path) -> Path:
    python("-m", "nbconvert", "--to", "html", "--log-level", "ERROR", "ran.ipynb", folder=ran)
    return ran / "ran.html"


def test_katex_reads_all_formulas_of_its_page(
    page: Path, book: Book, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    text = unescape(page.read_text(encoding="utf-8"))
    text = re.sub(r"<(script|style|pre)\b.*?</\1>", "", text, flags=re.DOTALL)
    displays = re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)
    inline = re.findall(r"(?<!\$)\$(?!\$)([^$\n]+)\$(?!\$)", re.sub(r"\$\$.*?\$\$", "", text,
                                                               flags=re.DOTALL))  # fmt: skip
    written = [source(cell) for cell in book["cells"] if cell["cell_type"] == "markdown"]
    answers = [bundle["text/markdown"] for cell in code(book) for bundle in shown(cell)
               if isinstance(bundle, dict) and "text/markdown" in bundle]  # fmt: skip
    assert len(displays) == sum(part.count("$$") for part in [*written, *answers]) // 2 > 30
    assert len(inline) > 60
    assert katex([*displays, *inline]) == []


def test_a_browser_shows_its_pictures_in_full(page: Path, book: Book, browser: Browser) -> None:
    drawn = sum(isinstance(bundle, dict) and "image/svg+xml" in bundle
                for cell in code(book) for bundle in shown(cell))  # fmt: skip
    assert drawn >= 9
    opened = browser.new_page(viewport={"width": 1000, "height": 800})
    opened.route("https://**", lambda route: route.abort())
    opened.goto(page.as_uri())
    pictures = opened.evaluate(
        "() => [...document.querySelectorAll('main img, main svg.symconv, body img')].map(one => "
        "[one.getBoundingClientRect().width, one.complete === false || one.naturalWidth === 0])"
    )
    assert len(pictures) >= drawn + 1
    for width, broken in pictures:
        assert not broken
        assert 60 < width < 1000
    opened.close()
