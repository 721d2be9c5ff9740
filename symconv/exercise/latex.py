r"""Sheets in LaTeX: a whole document, the exercises first and then the solutions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.exercise import words
from symconv.exercise.make import Exercise
from symconv.render.latex import fragment

HEAD = r"""\documentclass{article}
\usepackage[margin=25mm]{geometry}
\usepackage{amsmath}
\usepackage{xcolor}
\setlength{\parindent}{0pt}
\setlength{\parskip}{1ex}
\renewcommand{\arraystretch}{1.2}
\allowdisplaybreaks
\begin{document}
"""


def sheet(exercises: Sequence[Exercise]) -> Iterator[str]:
    """The sheet, piece by piece."""
    yield HEAD
    for exercise in exercises:
        yield _exercise(exercise)
    yield "\\clearpage\n"
    for exercise in exercises:
        yield _solution(exercise)
    yield "\\end{document}\n"


def _exercise(exercise: Exercise) -> str:
    image, kernel = words.data(exercise)
    names = words.letters(len(exercise.options))
    options = " \\qquad ".join(
        rf"\text{{({letter})}}\; {{{words.value(option.value)}}}"
        for letter, option in zip(names, exercise.options)
    )
    return (
        f"\\section*{{Exercise {exercise.number}}}\n"
        f"% symconv: {words.line(exercise)}\n"
        f"{words.question(exercise)}\n\\[ {words.definition(exercise)} \\]\n"
        f"\\[ {image.latex} \\qquad {kernel.latex} \\]\n"
        f"{words.places(exercise, '$', '$')}\n\n"
        f"Which is ${words.asked(exercise)}$?\n\\[ {options} \\]\n\n"
    )


def _solution(exercise: Exercise) -> str:
    names = list(words.letters(len(exercise.options)))
    parts = [
        f"\\section*{{Solution {exercise.number}: ({names[exercise.right]})}}\n",
        f"% symconv: {words.line(exercise)}\n\n",
    ]
    for step, known in words.solution(exercise):
        ignored = "" if known else "% symconv: ignore\n"
        parts.append(f"{step.because}\n{ignored}{fragment(step)}\n\n")
    for letter, option in zip(names, exercise.options):
        if option.mistake is not None:
            body = " \\\\\n".join(words.lines(exercise, option))
            parts.append(
                f"({letter}) {option.mistake.advice}\n% symconv: ignore\n"
                f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n\n"
            )
    return "".join(parts)
