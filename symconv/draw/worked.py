"""The worked example as a picture: each term plugged in beside it worked out."""

from __future__ import annotations

from symconv.derive.derivation import Derivation
from symconv.draw.metrics import spaced, words_width
from symconv.draw.options import Options
from symconv.draw.patch import needs_place, output_text
from symconv.draw.scene import Arrow, Block, Label, Scene, Shape, scene
from symconv.draw.words import operation_words
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.model.tree import Expr, Row
from symconv.render import plain, tex

MAX_ROWS = 100
SIZE, LINE, GAP = 10.0, 15.0, 12.0


def worked(problem: Problem, options: Options) -> Scene:
    """The terms in two columns: numbers plugged in, and the indices worked out."""
    at = needs_place(problem, "worked")
    derivation = Derivation(problem)
    rows = [
        statement
        for step in derivation.steps()
        for statement in step.after
        if isinstance(statement, Row)
    ]
    output = output_text(problem, at)
    if not rows:
        raise OutputError(f"{output.text} has no terms, so there is nothing to work out")
    if len(rows) > MAX_ROWS:
        raise OutputError(
            f"{output.text} has {len(rows)} rows to show: a picture holds at most {MAX_ROWS}; "
            "'symconv derive' writes them all"
        )
    left = max(_room(row.plugged) for row in rows)
    middle = max(_room(row.worked) for row in rows)
    last = max(words_width(spaced(_end(row)), _end_tex(row), SIZE) for row in rows)
    divide, second = left + GAP, left + 2 * GAP
    third = second + middle + GAP
    high = LINE * (len(rows) + 1) + 6
    shapes: list[Shape] = [
        Label(0.0, 6.0, "plugged in", "plugged in", "name", 9.0, "start", left),
        Label(second, 6.0, "worked out", "worked out", "name", 9.0, "start", middle),
        Arrow(divide, 0.0, 0.0, high, "rule", False),
        Arrow(0.0, 14.0, third + last, 0.0, "rule", False),
    ]
    for number, row in enumerate(rows):
        y = 24.0 + number * LINE
        kind = "failed" if row.missing is not None else "term"
        shapes.append(_label(0.0, y, row.plugged, kind, left))
        shapes.append(_label(second, y, row.worked, kind, middle))
        if row.named is not None or row.missing is not None:
            text, written = _end(row), _end_tex(row)
            shapes.append(Label(third, y, text, written, kind, SIZE, "start", last))
    block = Block(third + last, high, tuple(shapes))
    title = f"{operation_words(problem)}: {output.text}, term by term"
    words = (
        f"{len(derivation.terms)} terms count: "
        + ", ".join(plain.expr(derivation.elements.product(*term)) for term in derivation.terms)
        + f". {len(rows) - len(derivation.terms)} more are shown to fail."
    )
    return scene(block, title, words)


def _room(node: Expr) -> float:
    return words_width(spaced(plain.expr(node)), tex.expr(node), SIZE)


def _label(x: float, y: float, node: Expr, role: str, room: float) -> Label:
    return Label(x, y, plain.expr(node), f"${tex.expr(node)}$", role, SIZE, "start", room)


def _end(row: Row) -> str:
    if row.missing is not None:
        return f"{row.remark}: {plain.expr(row.missing)}"
    return "" if row.named is None else f"= {plain.expr(row.named)}"


def _end_tex(row: Row) -> str:
    if row.missing is not None:
        return f"{row.remark}: ${tex.expr(row.missing)}$"
    return "" if row.named is None else f"$= {tex.expr(row.named)}$"
