"""The verifier's mistakes: each misconception and each kind of finding with its examples.

The misconceptions and their examples are those of the verifier's own records. A kind has an
example in ``EXAMPLES``: to document a new one, add a record. Each wrong line stands with the
report on it, as ``symconv verify`` prints it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from symconv.verify import verify
from symconv.verify.misconceptions import MISCONCEPTIONS
from symconv.verify.report import KINDS

_SAID = re.compile(r"^line:\d.*\n(?:    .*\n)*", re.MULTILINE)


class Example(NamedTuple):
    """A wrong line of a kind, and the right one; both under one problem."""

    kind: str
    wrong: str
    right: str
    problem: str = "conv image=5 kernel=3"


FOUR = 'conv image="[2 1 0 -1]@corner" kernel="[1 0 -1]@corner"'
TERMS = "y[1] = c x[0] + b x[1] + a x[2]"

EXAMPLES: tuple[Example, ...] = (
    Example("missing-term", "y[1] = c x[0] + a x[2]", TERMS),
    Example("extra-term", f"{TERMS} + a x[1]", TERMS),
    Example("duplicate-term", f"{TERMS} + b x[1]", TERMS),
    Example("wrong-index", "y[1] = x[0] h[1] + x[1] h[1] + x[2] h[-1]",
            "y[1] = x[0] h[1] + x[1] h[0] + x[2] h[-1]"),
    Example("wrong-entry", "y[1] = c x[0] + b x[1] + b x[2]", TERMS),
    Example("wrong-coefficient", "y[1] = c x[0] + 2 b x[1] + a x[2]", TERMS),
    Example("wrong-sign", "y[1] = c x[0] - b x[1] + a x[2]", TERMS),
    Example("outside-kernel", "h[-2] = a", "h[-1] = a"),
    Example("outside-image", "x[4] = 2", "x[3] = -1", FOUR),
    Example("wrong-bounds", r"y[1] = \sum_{i=0}^{1} x[i] h[1-i]",
            r"y[1] = \sum_{i=0}^{2} x[i] h[1-i]"),
    Example("free-index", r"y[1] = \sum_{i=0}^{2} x[i] h[m-i]",
            r"y[1] = \sum_{i=0}^{2} x[i] h[1-i]"),
    Example("wrong-output", "y[0] = c x[0] + b x[1] + a x[2]", TERMS),
    Example("wrong-range", r"-1 \le 1-i \le 1 \iff 0 \le i \le 3",
            r"-1 \le 1-i \le 1 \iff 0 \le i \le 2"),
    Example("arithmetic", r"y[2] = 2\cdot(-1) + 1\cdot 0 + 0\cdot 1 = 2",
            r"y[2] = 2\cdot(-1) + 1\cdot 0 + 0\cdot 1 = -2", FOUR),
    Example("wrong-statement", "h[1-0] = h[0]", "h[1-0] = h[1]"),
    Example("not-equal", "2 y[1] = c x[0] + b x[1] + a x[2]", TERMS),
    Example("carried-forward", "y[1] &= c x[0] + b x[1] + b x[2] \\\\\n&= c x[0] + b (x[1] + x[2])",
            "y[1] &= c x[0] + b x[1] + a x[2] \\\\\n&= a x[2] + b x[1] + c x[0]"),
)  # fmt: skip


def write() -> str:
    """The misconceptions, each in a section."""
    return "\n".join(
        _section(record.name, record.advice, record.caught, record.clean, 1)
        for record in MISCONCEPTIONS
    )


def kinds() -> str:
    """The kinds of findings, each in a section."""
    known = {example.kind: example for example in EXAMPLES}
    parts = []
    for kind, says in KINDS.items():
        example = known[kind]
        wrong, right = (f"% symconv: {example.problem}\n{line}" for line in example[1:3])
        parts.append(_section(kind, f"{says[0].upper()}{says[1:]}.", wrong, right))
    return "\n".join(parts)


def _section(name: str, says: str, wrong: str, right: str, most: int = 2) -> str:
    line = right.partition("\n")[2]
    return (
        f"(mistake-{name})=\n### {name}\n\n{says}\n\n"
        f"{_code('tex', wrong, 'wrong')}\n{_code('text', reported(wrong, most), 'report')}\n"
        f"{_code('tex', line, 'right')}"
    )


def reported(text: str, most: int) -> str:
    """The first findings on a text, without the names of files and the counts."""
    found: list[str] = _SAID.findall(str(verify(text)))
    return "\n".join(found[:most])


def _code(language: str, body: str, kind: str) -> str:
    return f"```{{code-block}} {language}\n:class: {kind}\n\n{body}\n```\n"
