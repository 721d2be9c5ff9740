"""The page's JavaScript as one module: the files beside this one, in order, joined.

Each file is an ES module that imports only from those before it, without renaming. Joined,
each keeps a scope of its own and hands out its exports, so that no loader is needed. To add
a file, add it to ``PARTS`` after those it uses.
"""

from __future__ import annotations

import os
import re

FOLDER = os.path.dirname(__file__)
ENGINE = (
    "rational.js", "boundary.js", "engine.js", "steps.js", "latex.js", "mathml.js", "words.js",
)  # fmt: skip
PARTS = (
    *ENGINE, "state.js", "dom.js", "scroller.js", "grid.js", "board.js", "kernel.js",
    "example.js", "panel.js", "controls.js", "page.js",
)  # fmt: skip
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:function|const) (\w+))", re.MULTILINE)


def read(name: str) -> str:
    """The text of a file beside this one."""
    with open(os.path.join(FOLDER, name), encoding="utf-8") as stream:
        return stream.read()


def joined(parts: tuple[str, ...] = PARTS) -> str:
    """Several files as one text that neither imports nor exports.

    >>> "import " in joined(("rational.js",))
    False
    """
    return "\n".join(map(_scoped, parts))


def _scoped(name: str) -> str:
    """A file in a scope of its own; what it exports is known after it."""
    text = _IMPORT.sub("", read(name))
    names = ", ".join(found[2] for found in _EXPORT.finditer(text))
    body = _EXPORT.sub(r"\1", text).rstrip()
    return f"const {{ {names} }} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();\n"
