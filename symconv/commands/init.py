"""The command ``symconv init``: files that another tool wants to find beside the notes.

To offer another file, add a record to ``KINDS``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from symconv.errors import OutputError, quote

if TYPE_CHECKING:
    import argparse

PLUGIN = '''\
#!/usr/bin/env python3
"""The directives symconv and symconv:verify for mystmd; 'symconv init myst' wrote this file."""

import sys

try:
    from symconv.embed.myst import main
except ImportError:
    sys.exit(f"symconv is not installed for {sys.executable}: run it with 'python -m pip'")

sys.exit(main(sys.argv[1:]))
'''


class Kind(NamedTuple):
    """A kind of file: its name, the file's usual name, what it holds, and what to do with it."""

    name: str
    file: str
    text: Callable[[], str]
    program: bool
    advice: str


def _plugin() -> str:
    return PLUGIN


def _package() -> str:
    from symconv.embed.package import text

    return text()


KINDS: tuple[Kind, ...] = (
    Kind(
        "myst", "symconv-myst.py", _plugin, True,
        "add this to myst.yml:\n\n"
        "project:\n  plugins:\n    - type: executable\n      path: {path}\n\n"
        "and run myst where 'python3' is the one that symconv is installed for",
    ),
    Kind(
        "sty", "symconv.sty", _package, False,
        "add this to the preamble of a document in its folder:\n\n\\usepackage{{symconv}}",
    ),
)  # fmt: skip


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    names = ", ".join(kind.name for kind in KINDS)
    parser.add_argument("kind", metavar="KIND",
                        help=f"{names}: the plugin of mystmd, the LaTeX package")  # fmt: skip
    parser.add_argument("-o", "--out", metavar="FILE",
                        help="where to write it, in place of this folder; - prints it")  # fmt: skip
    parser.add_argument("--force", action="store_true",
                        help="write over a file that holds something else")  # fmt: skip


def run(chosen: argparse.Namespace) -> int:
    """Write the file, unless another is there, and say what to do with it."""
    kind = find(chosen.kind)
    text = kind.text()
    path = chosen.out or kind.file
    if path == "-":
        sys.stdout.write(text)
        return 0
    if os.path.isdir(path):
        path = os.path.join(path, kind.file)
    if _holds(path, text):
        print(f"{path}: up to date")
    else:
        if os.path.lexists(path) and not chosen.force:
            raise OutputError(f"{quote(path)} holds something else: --force writes over it, and "
                              "-o names another file")  # fmt: skip
        from symconv.files import write_whole

        write_whole(path, [text])
        print(f"{path}: written")
    if kind.program:
        _allow(path)
    print(kind.advice.format(path=path.replace(os.sep, "/")))
    return 0


def find(name: str) -> Kind:
    """The kind called ``name``; OutputError lists those there are."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    names = ", ".join(kind.name for kind in KINDS)
    raise OutputError(f"{quote(name)} is not known: use one of {names}")


def _holds(path: str, text: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.read() == text.encode("utf-8")
    except OSError:
        return False


def _allow(path: str) -> None:
    """Let all who may read the file run it."""
    mode = os.stat(path).st_mode
    try:
        os.chmod(path, mode | (mode & 0o444) >> 2)
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"cannot make {quote(path)} executable: {why}") from error
