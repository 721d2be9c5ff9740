"""Proofs as text: LaTeX, Markdown, plain text, MathML and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symconv.derive.derivation import Step
from symconv.identities.counter import Found
from symconv.identities.prove import Proof
from symconv.model.tree import Expr, Symbol
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
    for place, step in enumerate(proof.steps):
        if proof.problems:
            yield _remark(known, proof.problems[place])
        yield from written((step,), known)
    for found in proof.counterexamples:
        yield from _counterexample(found, known, gap)


def _remark(known: Format, text: str) -> str:
    """What verify shall know: the problem of a display, or that it is about other arrays."""
    remark = {"latex": "% symconv: {}\n", "markdown": "<!-- symconv: {} -->\n\n"}
    return remark.get(known.name, "").format(text)


def _counterexample(found: Found, known: Format, gap: str) -> Iterator[str]:
    """What goes wrong, the arrays that show it, and both sides."""
    start = f"It does not hold without {found.record.without}."
    if not found.arrays:
        yield known.paragraph(f"{start} {_sides(found, known.inline)}") + gap
        return
    arrays = Step("definition", (), found.arrays, f"{start} Take these arrays on one axis.")
    # These are other arrays than those of the proof, under the same names.
    yield _remark(known, "ignore")
    yield from written((arrays,), known)
    yield known.paragraph(_sides(found, known.inline)) + gap


def _sides(found: Found, inline: Callable[[Expr], str]) -> str:
    sizes = [f"{inline(Symbol(array))} of {count} element{'s' * (count != 1)}"
             for array, count in found.sizes]  # fmt: skip
    listed = " and ".join(filter(None, (", ".join(sizes[:-1]), *sizes[-1:])))
    one, other, left, right = map(inline, (*found.sides, found.left, found.right))
    return found.sentence.format(sizes=listed, one=one, other=other, left=left, right=right)


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
                "arrays": [" = ".join(map(plain.expr, one.sides)) for one in found.arrays],
                "sides": [plain.expr(side) for side in found.sides],
                "left": plain.expr(found.left),
                "right": plain.expr(found.right),
            }
            for found in proof.counterexamples
        ],
    }
    return json.dumps(document, ensure_ascii=False) + "\n"
