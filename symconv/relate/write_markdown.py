"""How two formulas are related, in Markdown: sentences and ``$$`` displays."""

from __future__ import annotations

from collections.abc import Iterable

from symconv.relate.outcome import Relation
from symconv.relate.write_latex import blocks


def write(relation: Relation) -> str:
    """Markdown as GitHub, Jupyter, Quarto and Pandoc read it."""
    return "\n".join(f"{words}\n\n{display(lines)}" for words, lines in blocks(relation))


def display(lines: Iterable[str]) -> str:
    """Lines, each with one ``&``, as a display; nothing where there are none."""
    body = " \\\\\n".join(lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$\n" if body else ""
