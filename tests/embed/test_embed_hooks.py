"""The hooks for pre-commit: commands that exist, for the files that they read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symconv.cli import COMMANDS, main
from symconv.embed.language import ENDINGS
from symconv.verify.files import ENDINGS as READ

HOOKS = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"
FIELD = re.compile(r"^[- ] (\w+): (.*)$", re.MULTILINE)


def hooks() -> list[dict[str, str]]:
    """The hooks, each with its fields as text: the file is as plain as that."""
    parts = HOOKS.read_text(encoding="utf-8").split("\n- ")[1:]
    return [dict(FIELD.findall(f"- {part}")) for part in parts]


def test_there_is_a_hook_for_blocks_and_one_for_derivations() -> None:
    assert [hook["id"] for hook in hooks()] == ["symconv-embed", "symconv-verify"]
    assert all(hook["language"] == "python" for hook in hooks())


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_hooks_run_and_take_their_files(
    hook: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    program, command, *options = hook["entry"].split()
    assert program == "symconv"
    assert command in [known.name for known in COMMANDS]
    options += hook.get("args", "[]").strip("[]").split()
    wanted = set(ENDINGS) if command == "embed" else set(READ) - {".txt"}
    names = [f"a{ending}" for ending in sorted(wanted)]
    for name in names:
        assert re.search(hook["files"], name)
        assert re.search(hook["files"], name.upper())
        (tmp_path / name).write_text('{"cells": []}' if name.endswith("ipynb") else "Words.")
    assert not re.search(hook["files"], "a.py")
    assert main([command, *options, *names]) == 0
    assert capsys.readouterr().err == ""
