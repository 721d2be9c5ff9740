"""Every example of the README runs as printed, and shows what the README shows."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from symconv.cli import main
from symconv.model.operations import OPERATIONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def console_examples() -> list[tuple[str, str]]:
    """The commands of the console blocks, each with the output printed below it."""
    found: list[tuple[str, str]] = []
    for language, body in BLOCKS:
        if language != "console":
            continue
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


@pytest.mark.parametrize(("command", "shown"), console_examples())
def test_a_console_example_prints_what_the_readme_shows(
    command: str,
    shown: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    program, *words = shlex.split(command)
    assert program == "symconv"
    if words[0] == "verify":
        (homework,) = [body for language, body in BLOCKS if language == "tex"]
        Path(words[1]).write_text(homework, encoding="utf-8")
    assert main(words) == (1 if words[0] == "verify" else 0)
    captured = capsys.readouterr()
    assert captured.out == shown
    assert captured.err == ""
    if "-o" in words:
        assert (tmp_path / words[words.index("-o") + 1]).stat().st_size > 0


def test_the_block_in_notes_is_written_checked_and_passed_by(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (block,) = [body for language, body in BLOCKS if language == "latex"]
    monkeypatch.chdir(tmp_path)
    notes = tmp_path / "notes.tex"
    notes.write_text(f"Before.\n{block}After.\n", encoding="utf-8")
    assert main(["embed", "--check", "."]) == 1
    assert main(["embed", "notes.tex"]) == 0
    text = notes.read_text(encoding="utf-8")
    assert "\\begin{tikzpicture}" in text
    assert text.startswith("Before.\n% symconv: conv")
    assert text.endswith("After.\n")
    assert main(["embed", "--check", "."]) == 0
    capsys.readouterr()


def test_there_are_console_examples() -> None:
    assert len(console_examples()) >= 5


def test_the_python_examples_run() -> None:
    blocks = [body for language, body in BLOCKS if language == "python"]
    assert blocks
    parser = doctest.DocTestParser()
    runner = doctest.DocTestRunner()
    for number, body in enumerate(blocks):
        runner.run(parser.get_doctest(body, {}, f"README {number}", "README.md", 0))
    assert runner.tries > 0
    assert runner.failures == 0


def test_set_up_is_two_lines_that_make_their_own_environment() -> None:
    lines = [body for language, body in BLOCKS if language == "sh"]
    assert len(lines) == 2
    for line in lines:
        assert line.count("\n") == 1
        assert line.startswith("python3 -m venv .venv && .venv/bin/pip install")


def test_every_operation_is_explained() -> None:
    for operation in OPERATIONS:
        assert f"| `{operation.name}` | {operation.formula} |" in README


def test_every_picture_and_file_that_is_named_exists() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).is_file()
