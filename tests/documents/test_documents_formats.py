"""Documents are found by name and by the ending of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv import OutputError, Problem, documents, render
from symconv.cli import main


@pytest.mark.parametrize(
    ("name", "to"),
    [("a.html", "html"), ("A.PDF", "pdf"), ("b/c.beamer.tex", "beamer"), ("a.tex", "latex"),
     ("a.mml", "mathml"), ("a.jsonl", "json")],
)  # fmt: skip
def test_the_ending_tells_the_format(name: str, to: str) -> None:
    found = documents.find_ending(name)
    assert found is not None
    assert found.name == to


@pytest.mark.parametrize("name", ["a", "a.htm.bak", "pdf", "a.docx"])
def test_an_unknown_ending_tells_nothing(name: str) -> None:
    assert documents.find_ending(name) is None


def test_every_format_is_found_and_an_unknown_one_is_refused_with_them() -> None:
    names = [known.name for known in documents.FORMATS]
    assert names == [known.name for known in render.FORMATS] + ["html", "beamer", "pdf"]
    assert [documents.find(name).name for name in names] == names
    with pytest.raises(OutputError, match=rf"'docx'.*{', '.join(names)}"):
        documents.find("docx")


def test_the_same_text_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for to in ("html", "beamer", "mathml", "typst"):
        texts = set()
        for out in ("-", "a", "b"):
            assert main(["derive", "conv", "at=1,1", "--to", to, "-o", out]) == 0
            shown = capsys.readouterr().out
            texts.add(shown if out == "-" else Path(out).read_text(encoding="utf-8"))
        assert len(texts) == 1


def test_a_file_that_cannot_be_written_is_named_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.html").mkdir()
    assert main(["derive", "conv", "at=1,1", "-o", str(tmp_path / "a.html")]) == 2
    shown = capsys.readouterr().err
    assert "it is a folder" in shown
    assert list((tmp_path / "a.html").iterdir()) == []


@pytest.mark.parametrize("to", ["html", "beamer"])
def test_an_output_between_the_pixels_has_its_page_as_any_other(to: str) -> None:
    problem = Problem.parse("transposed image=3 kernel=1 stride=2")
    (_, empty, *_) = pages = [
        "".join(map(str, documents.derivation(one, to))) for one in problem.derive_all()
    ]
    assert len(pages) == 5
    assert "an empty sum is 0" in empty
