"""What problems and derivations show in a notebook.

A worked example and its picture are two outputs, one after the other, because of one
output each viewer shows only the kind that it likes best: JupyterLab the Markdown, VS Code
the SVG, nbconvert the LaTeX. Where one output is all there is, its Markdown holds both.
"""

from __future__ import annotations

from typing import Any

from symconv import render
from symconv.derive.derivation import Derivation
from symconv.derive.steps import range_steps
from symconv.documents.picture import scene_of
from symconv.draw import draw, write
from symconv.draw.shown import Bundle, Kinds, Svg, img, kept
from symconv.errors import OutputError
from symconv.model.problem import Problem

SOLVED = ("range", "boundary", "support")  # the steps that solve ranges

def derivation(derived: Derivation) -> tuple[Bundle, Svg | None]:
    """The worked example, and the overlay where one can be drawn."""
    markdown = render.write_derivation(derived, "markdown")
    text = render.write_derivation(derived, "text")
    return _formulas(markdown, text), overlay(derived.problem)


def problem(problem: Problem) -> tuple[Bundle, Svg | None]:
    """The arrays, or the overlay where an output is given; the solved ranges where neither is."""
    picture = overlay(problem) if problem.at else arrays(problem)
    if picture is not None:
        return {"text/plain": str(problem)}, picture
    markdown, text = (render.write_range(problem, to) for to in ("markdown", "text"))
    return _formulas(markdown, text), None


def solved(problem: Problem) -> Bundle:
    """How the ranges are solved, as formulas."""
    from symconv.render import markdown

    steps = [step for step in range_steps(problem) if step.rule in SOLVED]
    shown = _formulas(markdown.document(steps, render.head(problem)), "")
    return {kind: shown[kind] for kind in ("text/markdown", "text/latex")}


def overlay(problem: Problem) -> Svg | None:
    """The overlay, or None where it cannot be drawn."""
    scene = scene_of(problem)
    return None if scene is None else Svg(write(scene))


def arrays(problem: Problem) -> Svg | None:
    """The arrays, or None where they cannot be drawn."""
    try:
        return Svg(draw(problem, "arrays"))
    except OutputError:
        return None


def _formulas(markdown: str, text: str) -> Bundle:
    """Formulas as ``$$`` displays, which LaTeX knows as well as Markdown does."""
    comment, _, displays = markdown.partition("\n")
    assert comment.startswith("<!--")
    displays = displays.lstrip("\n")
    return {"text/plain": text, "text/markdown": displays, "text/latex": displays}


def together(
    formulas: Bundle, picture: Svg | None, include: Kinds = None, exclude: Kinds = None
) -> Bundle:
    """One bundle with all there is; the picture stands in the Markdown too."""
    if picture is None:
        return kept(formulas, include, exclude)
    before = f"{formulas['text/markdown']}\n" if "text/markdown" in formulas else ""
    markdown = f"{before}{img(picture)}\n"
    everything = {**formulas, "text/markdown": markdown, "image/svg+xml": str(picture)}
    return kept(everything, include, exclude)


def publish(formulas: Bundle, picture: Svg | None) -> None:
    """Show the formulas and then the picture in IPython; a terminal shows the formulas alone."""
    from IPython import display, get_ipython

    show: Any = display.display
    shell: Any = get_ipython()
    pictures = shell is None or "image/svg+xml" in shell.display_formatter.active_types
    if picture is None or not pictures or "text/markdown" in formulas:
        show(formulas, raw=True)
    if picture is not None and pictures:
        show(picture._repr_mimebundle_(), raw=True)
