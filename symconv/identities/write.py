"""Proofs as text: LaTeX, Markdown, plain text, MathML and JSON.

To add a format, add a record to ``FORMATS``: the writer of its displays, and how a piece
of mathematics stands in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from symconv.errors import OutputError, quote
from symconv.identities.counter import Found
from symconv.identities.prove import Proof
from symconv.model.tree import Expr
from symconv.render import plain, tex


class Format(NamedTuple):
    """A format: its name, its ending, the module with ``fragment(step)``, and sentences.

    ``inline`` writes mathematics inside a sentence, ``paragraph`` a sentence.
    """

    name: str
    ending: str
    module: str
    inline: Callable[[Expr], str]
    paragraph: Callable[[str], str]


def _mathml(expression: Expr) -> str:
    from symconv.render import mathml

    return f"<math>{mathml.expression(expression)}</math>"


def _own(text: str) -> str:
    return f"{text}\n"


FORMATS: tuple[Format, ...] = (
    Format("latex", ".tex", "symconv.render.latex", lambda e: f"${tex.expr(e)}$", _own),
    Format("markdown", ".md", "symconv.render.markdown", lambda e: f"${tex.expr(e)}$", _own),
    Format("text", ".txt", "symconv.render.text", plain.expr, _own),
    Format("mathml", ".mml", "symconv.render.mathml", _mathml, lambda text: f"<p>{text}</p>"),
)


def write(proof: Proof, to: str = "latex") -> str:
    """The proof in a format; ``json`` too."""
    if to == "json":
        return _json(proof)
    for known in FORMATS:
        if known.name == to:
            return "\n".join(_pieces(proof, known))
    names = ", ".join([*(known.name for known in FORMATS), "json"])
    raise OutputError(f"the format {quote(to)} is not known for proofs: use one of {names}")


def _pieces(proof: Proof, known: Format) -> Iterator[str]:
    fragment: Callable[..., str] = import_module(known.module).fragment
    yield known.paragraph(proof.identity.says)
    yield known.paragraph(f"Conditions: {'; '.join(proof.identity.conditions)}.")
    gap = "\n" if known.name == "text" else ""
    for step in proof.steps:
        yield known.paragraph(step.because).rstrip("\n") + gap
        body = fragment(step)
        if known.name == "text":
            body = "\n".join(f"    {line}".rstrip() for line in body.split("\n"))
        yield f"\n{body}\n" if known.name == "markdown" else f"{body}\n"
    for found in proof.counterexamples:
        yield known.paragraph(_sentence(found, known.inline))


def _sentence(found: Found, inline: Callable[[Expr], str]) -> str:
    sizes = [f"{array} of {count} elements" for array, count in found.sizes]
    sizes = [text[:-1] if text.endswith(" 1 elements") else text for text in sizes]
    listed = f"{', '.join(sizes[:-1])} and {sizes[-1]}" if len(sizes) > 1 else sizes[0]
    place = "" if found.at is None else f" at {found.at}"
    return (
        f"It does not hold without {found.record.without}. On one axis, with {listed}, "
        f"all counted from 0, the left side{place} is {inline(found.left)} "
        f"and the right side is {inline(found.right)}."
    )


def _json(proof: Proof) -> str:
    import json

    from symconv.render.latex import fragment

    document = {
        "format": "symconv.proof/1",
        "identity": proof.identity.name,
        "says": proof.identity.says,
        "axes": proof.dimension,
        "conditions": list(proof.identity.conditions),
        "steps": [
            {"rule": step.rule, "latex": fragment(step), "because": step.because}
            for step in proof.steps
        ],
        "counterexamples": [
            {
                "without": found.record.without,
                "sizes": dict(found.sizes),
                "at": found.at,
                "left": plain.expr(found.left),
                "right": plain.expr(found.right),
            }
            for found in proof.counterexamples
        ],
    }
    return json.dumps(document, ensure_ascii=False) + "\n"
