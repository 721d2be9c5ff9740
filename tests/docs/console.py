"""The examples of a page: the files it shows, its commands with their output, its Python.

A fence with a caption is a file, which the commands below it find in their folder. A fence
``console`` holds commands after ``$``, each with what it prints. The comment ``% exit status 1``
above it says how its last command ends; all others end with 0. A fence ``sh`` is not run: it
sets something up, or needs a program that is not there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PATTERN = re.compile(
    r"^(?:% exit status (?P<status>\d)\n)?"
    r"(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)\n",
    re.MULTILINE | re.DOTALL,
)
CODE = re.compile(r"\{code(?:-block)?\} *([\w-]+)")
CAPTION = re.compile(r":caption: (\S+)\n")
PROGRAMS = "symconv|sed|cat|cut|grep|ls|for"  # Typst has lines that begin with $, too
COMMAND = re.compile(rf"^\$ (?=(?:{PROGRAMS})\b)", re.MULTILINE)
OPTION = re.compile(r"\A(?::[\w-]+:[^\n]*\n)+\n?")


class Fence(NamedTuple):
    """A fence: its language, its caption, its body, where the body stands, and the status."""

    language: str
    caption: str
    body: str
    start: int
    status: int


def fences(text: str) -> Iterator[Fence]:
    """The fences of a page, in order."""
    for match in PATTERN.finditer(text):
        body, start = match["body"], match.start("body")
        code = CODE.match(match["info"])
        options = OPTION.match(body) if code else None
        caption = CAPTION.search(options[0]) if options else None
        if options:
            body, start = body[options.end() :], start + options.end()
        language = code[1] if code else match["info"].strip()
        name = caption[1] if caption else ""
        yield Fence(language, name, body, start, int(match["status"] or 0))


def commands(body: str) -> Iterator[tuple[str, str]]:
    """The commands of a console fence, each with the output shown below it."""
    for part in COMMAND.split(body)[1:]:
        lines = part.splitlines(keepends=True)
        size = 1
        while lines[size - 1].endswith("\\\n"):
            size += 1
        yield "".join(lines[:size]), "".join(lines[size:])


def run(command: str, folder: Path) -> tuple[str, int]:
    """What a command prints, to both outputs, and its status."""
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "HOME": str(folder), "COLUMNS": "80", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, timeout=60,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.stdout.decode("utf-8"), done.returncode


def played(text: str, folder: Path) -> tuple[str, list[str]]:
    """The page as its commands would have it, and what is wrong with their statuses."""
    wrong: list[str] = []
    pieces: list[str] = []
    place = 0
    for fence in fences(text):
        if fence.caption:
            path = folder / fence.caption
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fence.body, encoding="utf-8")
        if fence.language != "console":
            continue
        found = list(commands(fence.body))
        pieces.append(text[place : fence.start])
        for number, (command, _) in enumerate(found, 1):
            printed, status = run(command, folder)
            expected = fence.status if number == len(found) else 0
            if status != expected:
                wrong.append(f"{command.strip()} ended with {status}, not {expected}:\n{printed}")
            if printed and not printed.endswith("\n"):
                printed += "\n"
            pieces.append(f"$ {command}{printed}")
        place = fence.start + len(fence.body)
    return "".join([*pieces, text[place:]]), wrong
