"""Every example of the pages runs as printed, and shows what the page shows."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from tests.docs.console import commands, fences, played

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
each = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(DOCS)))


@each
def test_its_commands_print_what_it_shows(page: Path, tmp_path: Path, update: bool) -> None:
    text = page.read_text(encoding="utf-8")
    played_text, wrong = played(text, tmp_path)
    assert not wrong, "\n".join(wrong)
    if update and played_text != text:
        page.write_text(played_text, encoding="utf-8")
    else:
        assert played_text == text


@each
def test_its_python_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner()
    for number, fence in enumerate(fences(page.read_text(encoding="utf-8"))):
        if ">>>" not in fence.body or fence.language not in ("python", "pycon"):
            continue
        test = doctest.DocTestParser().get_doctest(fence.body, {}, f"{page.name} {number}", None, 0)
        test.globs = names
        runner.run(test, clear_globs=False)
    assert runner.failures == 0


def test_there_are_examples() -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    found = [fence for text in texts for fence in fences(text) if fence.language == "console"]
    assert sum(len(list(commands(fence.body))) for fence in found) >= 40


@each
def test_what_is_not_run_is_no_command_of_ours(page: Path) -> None:
    """A fence ``sh`` sets something up; what symconv does is shown in a fence ``console``."""
    for fence in fences(page.read_text(encoding="utf-8")):
        if fence.language == "sh":
            assert not [line for line in fence.body.splitlines() if line.startswith("symconv ")]
