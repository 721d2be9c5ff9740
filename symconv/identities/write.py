"""Proofs as text: LaTeX, Markdown, plain text, MathML and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symconv.identities.counter import Found
from symconv.identities.prove import Proof
from symconv.model.tree import Expr
from symconv.render import plain
from symconv.render.steps import Format, find, written


def write(proof: Proof, to: str = "latex") -> str:
    """The proof in a format of ``symconv.render.steps``, or as ``json``."""
    if to == "json":
        return _json(proof)
    return "".join(_pieces(proof, find(to))).rstrip("\n") + "\n"


def _pieces(proof: Proof, known: Format) -> Iterator[str]:
    gap = "\n" if known.name == "latex" else ""
    yield known.paragraph(proof.identity.says) + gap
    yield known.paragraph(f"Conditions: {'; '.join(proof.identity.conditions)}.") + gap
    yield from written(proof.steps, known)
    for found in proof.counterexamples:
        yield known.paragraph(_sentence(found, known.inline)) + gap


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
