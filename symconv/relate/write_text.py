"""How two formulas are related, as plain text for a terminal."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.relate.example import Example
from symconv.relate.naming import plain_name
from symconv.relate.notation import text
from symconv.relate.outcome import Relation
from symconv.relate.plain_lines import text_lines
from symconv.relate.writers import said, without_bias

WIDTH = 78


def write(relation: Relation) -> str:
    """The verdict, both formulas, what corresponds to what, and the derivation."""
    parts = [_verdict(relation), _formulas(relation)]
    if relation.related:
        parts += [_corresponding(relation), _conditions(relation), _derivation(relation)]
    elif relation.example is not None:
        parts.append(_example(relation, relation.example))
    else:
        parts.append("No example can be given: arrays differ in the number of their indices."
                     if relation.verdict == "different" else
                     "Nothing relates them, and no example was found on which they differ.")
    return "\n\n".join(filter(None, parts)) + "\n"


def _verdict(relation: Relation) -> str:
    line = said(relation.says)
    if not relation.related:
        line = f"{line}: {said(relation.reason)}"
    return "\n".join([line, *(f"or {said(one)}" for one in relation.alternatives)])


def _formulas(relation: Relation) -> str:
    found = []
    for word, side in (("first", relation.left), ("second", relation.right)):
        formula = side.formula
        for place, chain in enumerate(formula.written):
            lines = text_lines(chain)
            found += [f"  {'' if place or k else word:<6}  {line}" for k, line in enumerate(lines)]
        found += [f"          ({note})" for note in formula.notes]
    return "\n".join(found)


def _corresponding(relation: Relation) -> str:
    return "\n".join(f"  {text(chain)}" for chain in relation.corresponds)


def _conditions(relation: Relation) -> str:
    return "\n".join(f"  where {said(one)}" if _states(one) else f"  {said(one)}"
                     for one in relation.conditions)  # fmt: skip


def _states(words: tuple[object, ...]) -> bool:
    """Whether a condition is a statement, to stand after ``where``."""
    return not isinstance(words[0], str)


def _derivation(relation: Relation) -> str:
    found = ["From the first to the second:", ""]
    for number, step in enumerate(relation.steps, 1):
        found += _filled(f"{number:>3}. ", said(step.because))
        for chain in step.shown:
            found += _broken(chain)
    found.append("")
    if relation.products:
        found.append(f"Each step was checked by expansion: {relation.products} products agree.")
    else:
        found.append("No sizes are small enough to check the steps by expansion.")
    return "\n".join(found)


def _filled(start: str, sentence: str) -> list[str]:
    blank = " " * len(start)
    found = [start]
    for word in sentence.split(" "):
        if len(found[-1]) + len(word) > WIDTH and found[-1].strip():
            found[-1] = found[-1].rstrip()
            found.append(blank)
        found[-1] += f"{word} "
    found[-1] = found[-1].rstrip()
    return found


def _broken(chain: s.Chain) -> list[str]:
    """A chain on lines that fit, broken before its equals signs."""
    line, *more = text_lines(chain)
    if more:
        return [f"       {one}" for one in (line, *more)]
    if len(line) + 7 <= WIDTH or len(chain.sides) < 2:
        return [f"       {line}"]
    left, *sides = line.split(" = ")
    found = [f"       {left} = {sides[0]}"]
    found += [f"       {' ' * len(left)} = {side}" for side in sides[1:]]
    return found


def _sparse(example: Example) -> bool:
    """Whether elements are left out between those that are given and 0."""
    return any(low not in (0, 1) for array in example.arrays for low, _ in array.box)


def _example(relation: Relation, example: Example) -> str:
    outputs = [plain_name(side.formula.output.name) for side in (relation.left, relation.right)]
    sizes = ", ".join(f"{plain_name(letter)} = {number}" for letter, number in example.sizes)
    start = "The smallest example on which they differ" + (f", with {sizes}" if sizes else "")
    found = [f"{start}{without_bias(relation)}:"]
    found.append("")
    for array in example.arrays:
        name, other = map(plain_name, array.names)
        cells = [
            f"{name}[{','.join(map(str, cell))}] = {value}" for cell, value in array.values
        ]
        called = "" if name == other else f" ({name} is {other})"
        found += _filled("  ", ", ".join(cells) + called)
    cell = ",".join(map(str, example.cell))
    found += ["  and all other elements 0"] if _sparse(example) else []
    found += [
        "",
        f"  the first says   {outputs[0]}[{cell}] = {example.left}",
        f"  the second says  {outputs[1]}[{cell}] = {example.right}",
    ]
    return "\n".join(found)
