"""Markdown: sentences and ``$$`` displays, as GitHub, Jupyter, Quarto and Pandoc read them.

The mathematics is that of ``latex.py``; no line inside a display begins with a sign
that Markdown would take for a list, a heading or a quotation.
"""

from __future__ import annotations

from collections.abc import Iterable

from symconv.derive.derivation import Step
from symconv.render.latex import Block, array, blocks


def document(steps: Iterable[Step], head: str) -> str:
    """A derivation as Markdown; ``head`` is its problem line, kept in a comment."""
    parts = [f"<!-- symconv: {head} -->\n"]
    for step in steps:
        parts.append(f"{step.because}\n\n{fragment(step)}\n")
    return "\n".join(parts)


def fragment(step: Step) -> str:
    """The displays of one step, without its sentence."""
    return "\n\n".join(map(_display, blocks(step.after)))


def _display(block: Block) -> str:
    if block.kind == "array":
        return f"$$\n{array(block)}\n$$"
    body = " \\\\\n".join(block.lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"
