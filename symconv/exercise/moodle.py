"""Sheets as a question bank that Moodle imports: one multiple-choice question an exercise.

The format is Moodle XML, https://docs.moodle.org/en/Moodle_XML_format. Formulas stand in
``\\( … \\)`` and ``\\[ … \\]``, which Moodle's MathJax filter shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.exercise import words
from symconv.exercise.make import Exercise, Option
from symconv.render.latex import fragment


def sheet(exercises: Sequence[Exercise]) -> Iterator[str]:
    """The question bank, piece by piece."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    for exercise in exercises:
        yield _question(exercise)
    yield "</quiz>\n"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _html(element: str, html: str, attributes: str = "", inside: str = "") -> str:
    """An element with a text in HTML; the HTML is escaped once more for XML."""
    return (
        f'<{element}{attributes} format="html"><text>{_escape(html)}</text>{inside}</{element}>\n'
    )


def _display(latex: str) -> str:
    """Displays with delimiters: Moodle's filter looks for those, not for environments."""
    inside = latex.replace(r"\begin{align*}", r"\[ \begin{aligned}")
    return _escape(inside.replace(r"\end{align*}", r"\end{aligned} \]"))


def _question(exercise: Exercise) -> str:
    image, kernel = words.data(exercise)
    title = f"{exercise.problem.operation.title}, {exercise.number}"
    places = words.places(exercise, "\\(", "\\)")
    asked = (
        f"<p>{words.question(exercise)}</p>"
        f"<p>\\[ {_escape(words.definition(exercise))} \\]</p>"
        f"<p>\\[ {_escape(image.latex)} \\qquad {_escape(kernel.latex)} \\]</p>"
        f"<p>{places}</p>"
        f"<p>Which is \\({_escape(words.asked(exercise))}\\)?</p>"
    )
    solution = "".join(
        f"<p>{_escape(step.because)}</p><p>{_display(fragment(step))}</p>"
        for step in exercise.derivation.steps("brief")
    )
    answers = "".join(_answer(exercise, option) for option in exercise.options)
    return (
        '<question type="multichoice">\n'
        f"<name><text>{_escape(title)}</text></name>\n"
        f"{_html('questiontext', asked)}"
        f"{_html('generalfeedback', solution)}"
        "<defaultgrade>1</defaultgrade>\n<penalty>0.3333333</penalty>\n<hidden>0</hidden>\n"
        "<single>true</single>\n<shuffleanswers>true</shuffleanswers>\n"
        f"<answernumbering>abc</answernumbering>\n{answers}</question>\n"
    )


def _answer(exercise: Exercise, option: Option) -> str:
    text = f"<p>\\({_escape(words.value(option.value))}\\)</p>"
    if option.mistake is None:
        feedback = "<p>Right.</p>"
    else:
        body = " \\\\\n".join(words.lines(exercise, option))
        shown = _display(f"\\begin{{align*}}\n{body}\n\\end{{align*}}")
        feedback = f"<p>{_escape(option.mistake.advice)}</p><p>{shown}</p>"
    grade = "100" if option.mistake is None else "0"
    return _html("answer", text, f' fraction="{grade}"', f"\n{_html('feedback', feedback)}")
