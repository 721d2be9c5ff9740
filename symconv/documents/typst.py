"""A whole Typst document: the worked example with its picture, compiled by the package typst.

Titles, the problem line and the pictures are given to Typst as data and are no part of
its source. It sets type only in the typefaces that it brings along, and writes no date,
so the same problem gives the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from symconv.derive.derivation import Step
from symconv.documents.columns import GAP, HIGHEST, WIDEST, beside, page_picture
from symconv.documents.titles import operation, output, title
from symconv.draw.svg import write
from symconv.draw.themes import find as find_theme
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.render.typst import fragment, sentence, string
from symconv.render.typst_math import expr

THEME = "article"

_START = """\
#set document(title: sys.inputs.title, date: none)
#set page(paper: "a4", margin: 18mm, numbering: "1")
#set text(font: "New Computer Modern", size: 10pt, lang: "en")
#set par(spacing: 1.1em)
#let step(number, words) = block(above: 1.6em, below: .9em, sticky: true, {
  place(dx: -6mm, text(size: 8pt, fill: luma(45%), str(number)))
  words
})
#let picture(key, width) = align(center, image(
  bytes(sys.inputs.at(key)), format: "svg", width: width,
  alt: sys.inputs.at(key + "-words"),
))
#heading(outlined: false, text(size: 16pt)[SHOWN])
#text(font: "DejaVu Sans Mono", size: 8pt, fill: luma(35%), sys.inputs.problem)
#v(6pt)
"""


def pdf(problem: Problem, parts: Sequence[tuple[Problem, Sequence[Step]]]) -> bytes:
    """The PDF of a problem: its parts are outputs with their steps."""
    import typst

    inputs = {"title": title(problem), "problem": str(problem)}
    found = output(problem)
    shown = operation(problem) + (f", ${expr(found)}$" if found is not None else "")
    written = [_START.replace("SHOWN", shown)]
    for number, (one, steps) in enumerate(parts):
        if len(parts) > 1:
            written.append(_section(one, number))
        written.append(_worked(one, steps, f"picture{number}", inputs))
    try:
        return typst.compile(
            "\n".join(written).encode(), format="pdf", sys_inputs=inputs, ignore_system_fonts=True
        )
    except (RuntimeError, TypeError) as error:  # the latter where typst is too old
        raise OutputError(f"typst could not typeset it: {' '.join(str(error).split())}") from error


def _worked(problem: Problem, steps: Sequence[Step], key: str, inputs: dict[str, str]) -> str:
    """The picture and the steps; the first ones beside the picture where they fit."""
    scene = page_picture(problem)
    if scene is None:
        return _steps(steps, 0)
    inputs[key] = write(scene, find_theme(THEME))
    inputs[f"{key}-words"] = scene.description
    fitting, scale = beside(scene, steps)
    if not fitting:
        scale = min(1.0, WIDEST / scene.width, HIGHEST / scene.height)
    picture = f"picture({string(key)}, {scene.width * scale:.2f}pt)"
    if not fitting:
        return f"#{picture}\n{_steps(steps, 0)}"
    return (
        f"#grid(columns: (1fr, auto), column-gutter: {GAP}pt, [\n{_steps(steps[:fitting], 0)}], "
        f"{picture})\n{_steps(steps[fitting:], fitting)}"
    )


def _steps(steps: Sequence[Step], before: int) -> str:
    return "\n".join(
        f"#step({number}, {sentence(step.because)[1:]})\n{fragment(step)}\n"
        for number, step in enumerate(steps, before + 1)
    )


def _section(problem: Problem, number: int) -> str:
    found = output(problem)
    assert found is not None
    page = "#pagebreak()\n" if number else ""
    return f"{page}#heading(level: 2, ${expr(found)}$)\n"
