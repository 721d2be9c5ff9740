"""The plugin of mystmd (Jupyter Book 2): what the file runs that ``symconv init myst`` writes.

mystmd runs it without arguments to learn the directives, and with ``--directive NAME`` and the
directive as JSON on standard input to have nodes back as JSON. Status 1 and words on standard
error are its way to say that something is wrong: so a wrong formula fails the build. To add a
directive, write a function from its data to nodes and add a record to ``DIRECTIVES``.
"""

from __future__ import annotations

import json
import re
import sys
from binascii import b2a_base64
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from symconv.embed import parts
from symconv.embed.formulas import formulas
from symconv.embed.request import KEYS, Request, asked
from symconv.errors import SymconvError, quote
from symconv.model.problem import OPTIONS
from symconv.verify.remarks import failing, judged

if TYPE_CHECKING:
    from symconv.draw.scene import Scene

Node = dict[str, Any]
PAPER = "#ffffff"  # of pictures without one: the pages of mystmd may be dark
_PROSE = re.compile(r"\$|```|:::|~~~|\{math\}")


class Directive(NamedTuple):
    """A directive: its name, what it does, its options, and the function that gives its nodes."""

    name: str
    does: str
    options: tuple[str, ...]
    run: Callable[[Node], list[Node]]


def main(words: Sequence[str]) -> int:
    """Run the plugin; ``words`` are the arguments that mystmd gives it."""
    if not words:
        return _told(specification())
    directive = next((d for d in DIRECTIVES if [*words] == ["--directive", d.name]), None)
    if directive is None:
        return _failed(f"{quote(' '.join(words))} is not known: this plugin is run by mystmd")
    try:
        return _told(directive.run(json.loads(sys.stdin.buffer.read())))
    except SymconvError as error:
        return _failed(str(error))


def _told(answer: object) -> int:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    return 0


def _failed(why: str) -> int:
    sys.stderr.write(f"symconv: {why}\n")
    return 1


def specification() -> Node:
    """What the plugin offers, as mystmd reads it."""
    return {
        "name": "symconv",
        "directives": [
            {
                "name": directive.name,
                "doc": directive.does,
                "arg": {"type": "string", "doc": "A problem line."},
                "options": {key: {"type": "string"} for key in directive.options},
                "body": {"type": "myst"},
            }
            for directive in DIRECTIVES
        ],
    }


def symconv(data: Node) -> list[Node]:
    """The nodes of a directive ``symconv``: sentences, displays and pictures."""
    options = dict(data.get("options") or {})
    kind = options.pop("class", "")
    line = " ".join([data.get("arg") or "", *_body(data).split("\n")])
    try:
        request = asked(line, {key: str(value) for key, value in options.items()})
        nodes = list(_nodes(request))
    except SymconvError as error:
        raise SymconvError(f"line {_first(data)}: {error}") from error
    return [{"type": "div", "class": f"symconv {kind}".strip(), "children": nodes}]


def symconv_verify(data: Node) -> list[Node]:
    """The nodes of a directive ``symconv:verify``: its formulas, or the notes that it holds.

    Raises SymconvError where a formula is refuted, or none is found.
    """
    body = _body(data)
    line = " ".join((data.get("arg") or "").split())
    kind = "md" if _PROSE.search(body) else "tex"
    try:
        report = judged(body, kind, line)
    except SymconvError as error:
        raise SymconvError(f"line {_first(data)}: {error}") from error
    start = _start(data)
    wrong = [
        f"line {start + remark.line - 1}: {remark.verdict}, {remark}" for remark in failing(report)
    ]
    if wrong:
        raise SymconvError("\n".join(wrong))
    if kind == "md":
        return list(data.get("body") or [])
    return [_math(formula) for formula in formulas(body, kind)]


DIRECTIVES: tuple[Directive, ...] = (
    Directive(
        "symconv", "Shows a worked example, valid ranges, pictures.",
        (*(key.name for key in KEYS), *OPTIONS, "class"), symconv,
    ),
    Directive("symconv:verify", "Shows formulas and checks them.", (), symconv_verify),
)  # fmt: skip


def _nodes(request: Request) -> Iterator[Node]:
    for part in parts.shown(request).parts:
        if part.scene is not None:
            yield _picture(part.scene, request)
        for step in part.steps:
            if request.sentences:
                text = {"type": "text", "value": step.because}
                yield {"type": "paragraph", "children": [text]}
            yield from map(_math, parts.formulas(step))


def _math(latex: str) -> Node:
    return {"type": "math", "value": latex, "enumerated": False}


def _picture(scene: Scene, request: Request) -> Node:
    from symconv.draw import svg, themes

    theme = themes.find(request.theme)
    drawn = svg.write(scene, theme._replace(paper=theme.paper or PAPER))
    data = b2a_base64(drawn.encode("utf-8"), newline=False).decode("ascii")
    alt = " ".join((request.alt or scene.description).split())
    return {"type": "image", "url": f"data:image/svg+xml;base64,{data}", "alt": alt}


def _body(data: Node) -> str:
    return str((data.get("node") or {}).get("value") or "")


def _first(data: Node) -> int:
    """The line of a directive."""
    return _line(data.get("node") or {}, 1)


def _start(data: Node) -> int:
    """The first line of what a directive holds."""
    inside = (data.get("node") or {}).get("children") or []
    found = [node for node in inside if node.get("type") == "mystDirectiveBody"]
    return _line(found[0], 1) if found else _first(data) + 1


def _line(node: Node, otherwise: int) -> int:
    return int(((node.get("position") or {}).get("start") or {}).get("line") or otherwise)
