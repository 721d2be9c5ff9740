"""``symconv article``: everything that the article shows, printed or written to a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from symconv import Problem
from symconv.article import PARTS, examples, write_article
from symconv.cli import main

EXAMPLES = [
    "conv image=7x7 kernel=3x3 at=1,1",
    "xcorr image=7x7 kernel=3x3 at=-1,-1",
    "xcorr image=7x7 kernel=3x3 at=1,1",
]
ENDINGS = [".tex", ".md", ".txt", ".json"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_folder_it_prints_the_examples_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out == "\n".join(Problem.parse(line).derive().text() for line in EXAMPLES)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("to", ["latex", "markdown", "text", "json"])
def test_the_examples_in_every_format(
    folder: Path, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    assert main(["article", "--to", to]) == 0
    shown = capsys.readouterr().out
    assert shown == examples(to)
    if to == "json":
        problems = [json.loads(line)["problem"] for line in shown.splitlines()]
        assert problems == EXAMPLES
    else:
        places = [shown.index(line) for line in EXAMPLES]
        assert places == sorted(places)


def test_with_a_folder_it_writes_everything(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article", "worked"]) == 0
    shown = capsys.readouterr()
    expected = {part.name + ending for part in PARTS for ending in ENDINGS}
    expected |= {"article.tex", "article.md"}
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("worked/*")}
    assert set(written) == expected
    assert all(len(text) > 200 for text in written.values())
    assert shown.out == written["convolution.txt"]
    assert shown.err == f"symconv: {len(expected)} files are in worked\n"
    assert written["cross-correlation.tex"] == Problem.parse(EXAMPLES[1]).derive().latex()
    assert json.loads(written["convolution-ranges.json"])["format"] == "symconv.range/1"


def test_it_may_be_run_again_into_the_same_folder(folder: Path) -> None:
    (folder / "deep" / "worked").mkdir(parents=True)
    mine = folder / "deep" / "worked" / "mine.txt"
    mine.write_text("mine")
    first = {path: Path(path).read_bytes() for path in write_article("deep/worked")}
    again = {path: Path(path).read_bytes() for path in write_article("deep/worked")}
    assert first == again
    assert mine.read_text() == "mine"
    assert len(list((folder / "deep" / "worked").iterdir())) == len(first) + 1


def test_missing_folders_are_made(folder: Path) -> None:
    assert main(["article", "a/b/c"]) == 0
    assert (folder / "a" / "b" / "c" / "article.tex").is_file()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_in_the_way_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (folder / "file").write_text("mine")
    assert main(["article", place]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"symconv: cannot make the folder '{place}': ")
    assert shown.err.count("\n") == 1
    assert (folder / "file").read_text() == "mine"
    assert [path.name for path in folder.iterdir()] == ["file"]


def test_a_folder_in_the_way_of_a_file_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "worked" / "article.tex").mkdir(parents=True)
    assert main(["article", "worked"]) == 2
    assert "article.tex" in capsys.readouterr().err
    assert not list(folder.glob("**/*.part"))


def test_the_document_compiles_one_page_an_example(
    folder: Path, compile_document, pdf_text: Callable[[Path], str]
) -> None:
    write_article("worked")
    done = compile_document((folder / "worked" / "article.tex").read_text(encoding="utf-8"))
    assert done.troubles == {}
    pages = pdf_text(done.pdf).split("\f")
    titles = [part.title for part in PARTS]
    for title, page in zip(titles[:3], pages):
        assert page.lstrip().startswith(title)
        assert page.count("no such entry") == 7
    assert all(title in pages[3] for title in titles[3:])
    assert "".join(pages[4:]).strip() == ""


def test_the_markdown_document_renders(
    folder: Path, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    write_article("worked")
    text = (folder / "worked" / "article.md").read_text(encoding="utf-8")
    displays = re.findall(r"^\$\$\n(.*?)\n\$\$$", text, re.DOTALL | re.MULTILINE)
    assert len(displays) == text.count("$$") / 2 >= 24
    assert katex(displays) == []
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [part.title for part in PARTS]
