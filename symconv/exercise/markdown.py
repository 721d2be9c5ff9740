"""Sheets in Markdown: the exercises first and then the solutions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.exercise import words
from symconv.exercise.make import Exercise
from symconv.render.markdown import fragment


def sheet(exercises: Sequence[Exercise]) -> Iterator[str]:
    """The sheet, piece by piece."""
    yield "# Exercises\n\n"
    for exercise in exercises:
        yield _exercise(exercise)
    yield "# Solutions\n\n"
    for exercise in exercises:
        yield _solution(exercise)


def _exercise(exercise: Exercise) -> str:
    image, kernel = words.data(exercise)
    names = words.letters(len(exercise.options))
    options = "\n".join(
        f"- ({letter}) ${words.value(option.value)}$"
        for letter, option in zip(names, exercise.options)
    )
    return (
        f"## Exercise {exercise.number}\n\n"
        f"<!-- symconv: {words.line(exercise)} -->\n\n"
        f"{words.question(exercise)}\n\n$$\n{words.definition(exercise)}\n$$\n\n"
        f"$$\n{image.latex} \\qquad {kernel.latex}\n$$\n\n"
        f"{words.places(exercise, '$', '$')}\n\n"
        f"Which is ${words.asked(exercise)}$?\n\n{options}\n\n"
    )


def _solution(exercise: Exercise) -> str:
    names = list(words.letters(len(exercise.options)))
    parts = [
        f"## Solution {exercise.number}: ({names[exercise.right]})\n\n",
        f"<!-- symconv: {words.line(exercise)} -->\n\n",
    ]
    for step, known in words.solution(exercise):
        ignored = "" if known else "<!-- symconv: ignore -->\n\n"
        parts.append(f"{step.because}\n\n{ignored}{fragment(step)}\n\n")
    for letter, option in zip(names, exercise.options):
        if option.mistake is not None:
            body = " \\\\\n".join(words.lines(exercise, option))
            parts.append(
                f"({letter}) {option.mistake.advice}\n\n<!-- symconv: ignore -->\n\n"
                f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$\n\n"
            )
    return "".join(parts)
