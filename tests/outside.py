"""The outside tools that read our output, for all tests: how they are found and run.

A test that lacks one is skipped, and fails when ``CI=true``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent


def missing(what: str) -> None:
    """Skip the test for want of an outside tool; in continuous integration, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and must be there when CI=true")
    pytest.skip(f"{what} is not installed")


def tool(name: str) -> str:
    """The path of an outside program."""
    found = shutil.which(name)
    if found is None:
        missing(name)
    return str(found)


class Typeset(NamedTuple):
    """What pdfLaTeX made of several fragments: the PDF, and the trouble with each fragment."""

    pdf: Path
    troubles: dict[str, list[str]]


Typesetter = Callable[..., Typeset]


def _points(line: str) -> float:
    match = re.match(r"Overfull \\[hv]box \(([\d.]+)pt", line)
    return float(match[1]) if match else 0.0


def compiled(program: str, source: Path, names: Sequence[str], loose: float) -> Typeset:
    """Run pdfLaTeX on a file, and put each complaint to the fragment that it is about."""
    command = [program, "-halt-on-error", "-interaction=nonstopmode", source.name]
    done = subprocess.run(command, cwd=source.parent, capture_output=True, timeout=120)
    troubles: dict[str, list[str]] = {}
    name = names[0] if names else source.name
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        case = re.match(r"case (\d+)", line)
        if case:
            name = names[int(case[1])]
        elif line.startswith("!") or _points(line) > loose:
            troubles.setdefault(name, []).append(line)
    if done.returncode != 0:
        troubles.setdefault(name, []).append(f"pdfLaTeX ended with status {done.returncode}")
    return Typeset(source.with_suffix(".pdf"), troubles)


def node_package(name: str) -> Path:
    """The folder of a Node package: the project's own, one that Node finds, or a global one."""
    tool("node")
    places = [ROOT / ".ci" / "node" / "node_modules"]
    places += [Path(part) for part in os.environ.get("NODE_PATH", "").split(os.pathsep) if part]
    npm = shutil.which("npm")
    for place in places:
        if (place / name).is_dir():
            return place / name
    if npm is not None:
        done = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, timeout=60)
        if (Path(done.stdout.strip()) / name).is_dir():
            return Path(done.stdout.strip()) / name
    missing(f"{name} (npm install --prefix .ci/node {name})")
    raise AssertionError("not reached")
