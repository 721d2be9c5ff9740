r"""How two formulas are related, in LaTeX: sentences and ``align*``, for amsmath and KaTeX."""

from __future__ import annotations

from collections.abc import Iterable

from symconv.read import syntax as s
from symconv.relate.notation import latex, node_latex
from symconv.relate.outcome import Relation
from symconv.relate.writers import said_in_latex, without_bias
from symconv.render.width import TEXT_WIDTH, width

Block = tuple[str, tuple[str, ...]]
"""A sentence, and the lines of the display below it."""


def write(relation: Relation) -> str:
    """A fragment that pastes into any document with amsmath."""
    return "\n".join(f"{words}\n{display(lines)}" for words, lines in blocks(relation))


def display(lines: Iterable[str]) -> str:
    """Lines, each with one ``&``, as a display; nothing where there are none."""
    body = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n" if body else ""


def blocks(relation: Relation) -> list[Block]:
    """All that is said, sentence by sentence, each with its display."""
    left, right = relation.left.formula, relation.right.formula
    verdict = said_in_latex(relation.says)
    if not relation.related:
        verdict = f"{verdict}: {said_in_latex(relation.reason)}"
    both = (*aligned(left.written), *aligned(right.written))
    found: list[Block] = [(f"These two formulas are {verdict}.", both)]
    for one in relation.alternatives:
        found.append((f"Or: {said_in_latex(one)}.", ()))
    if relation.example is not None:
        found += _example(relation)
    if relation.way is None:
        return found
    found.append(("What corresponds to what:", aligned(relation.corresponds)))
    for one in relation.conditions:
        found.append((f"This holds {_clause(one)}.", ()))
    for number, step in enumerate(relation.steps, 1):
        found.append((f"Step {number}. {said_in_latex(step.because)}", aligned(step.shown)))
    if relation.products:
        checked = f"Each step was checked by expansion: {relation.products} products agree."
        found.append((checked, ()))
    return found


def _clause(words: tuple[object, ...]) -> str:
    text = said_in_latex(words)  # type: ignore[arg-type]
    return text if isinstance(words[0], str) else f"where {text}"


def aligned(chains: Iterable[s.Chain]) -> tuple[str, ...]:
    """Chains as lines of a display, broken before equals signs and before what is summed."""
    found: list[str] = []
    for chain in chains:
        left = node_latex(chain.sides[0])
        room = TEXT_WIDTH - width(f"{left} = ")
        lines = [line for node in chain.sides[1:] for line in _side(node, room)]
        whole = latex(chain)
        if len(chain.sides) == 1:
            found.append(f"& {whole}")
        elif width(whole) <= TEXT_WIDTH:
            found.append(f"{left} &= {whole[len(left) + 3:]}")
        else:
            found.append(f"{left} {lines[0]}")
            found += lines[1:]
    return tuple(found)


def _side(node: s.Node, room: float) -> list[str]:
    text = node_latex(node)
    if width(text) <= room:
        return [f"&= {text}"]
    signs: list[str] = []
    while isinstance(node, s.BigSum):
        rest = node_latex(node.body)
        whole = node_latex(node)
        signs.append(whole[: len(whole) - len(rest)].rstrip())
        node = node.body
    if not signs:
        return [f"&= {text}"]
    return [f"&= {' '.join(signs)}", rf"&\quad {node_latex(node)}"]


def _example(relation: Relation) -> list[Block]:
    example = relation.example
    assert example is not None
    sizes = ", ".join(f"${_name(letter)} = {number}$" for letter, number in example.sizes)
    lines: list[str] = []
    for array in example.arrays:
        values = ", ".join(
            rf"{_name(array.names[0])}[{','.join(map(str, cell))}] = {value}"
            for cell, value in array.values
        )
        lines.append(f"& {values}")
    cell = ",".join(map(str, example.cell))
    names = [_name(side.formula.output.name) for side in (relation.left, relation.right)]
    ends = (
        rf"& {names[0]}[{cell}] = {example.left} \text{{ by the first}}",
        rf"& {names[1]}[{cell}] = {example.right} \text{{ by the second}}",
    )
    start = "The smallest example on which they differ" + (f", with {sizes}" if sizes else "")
    start += without_bias(relation)
    return [(f"{start}:", tuple(lines)), ("Then", ends)]


def _name(name: str) -> str:
    return node_latex(s.Name(name, (0, 0)))


