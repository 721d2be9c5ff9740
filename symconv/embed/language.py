"""The languages of notes: how each writes displays, sentences and pictures.

To add a language, write a module in ``render`` with ``fragment(step) -> str``, teach
``read/directives.py`` its comments, and add a record to ``LANGUAGES``.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import NamedTuple

from symconv.derive.derivation import Step


class Language(NamedTuple):
    """A language: its name, its kind of comments, its file endings, and the module that writes it.

    ``loose`` where a blank line must stand between a comment, a sentence and a display;
    ``pictures`` are the formats that pictures can have, the usual one first.
    """

    name: str
    kind: str
    endings: tuple[str, ...]
    module: str
    loose: bool = True
    pictures: tuple[str, ...] = ("svg", "pdf", "png")


LANGUAGES: tuple[Language, ...] = (
    Language("latex", "tex", (".tex", ".ltx", ".latex"), "symconv.render.latex", False,
             ("tikz", "pdf", "png")),
    Language("markdown", "md", (".md", ".qmd", ".rmd", ".markdown"), "symconv.render.markdown"),
    Language("rst", "rst", (".rst",), "symconv.render.rst"),
    Language("typst", "typ", (".typ",), "symconv.render.typst"),
)  # fmt: skip
NOTEBOOK = ".ipynb"
MARKDOWN = LANGUAGES[1]
ENDINGS = (*(ending for language in LANGUAGES for ending in language.endings), NOTEBOOK)


def find(path: str) -> Language | None:
    """The language of a file by its ending; that of its cells for a notebook.

    >>> find("notes.qmd").name, find("lecture.ipynb").name, find("notes.docx")
    ('markdown', 'markdown', None)
    """
    ending = os.path.splitext(path)[1].lower()
    if ending == NOTEBOOK:
        return MARKDOWN
    for language in LANGUAGES:
        if ending in language.endings:
            return language
    return None


def written(language: Language, step: Step, sentences: bool) -> str:
    """A step in a language, with or without its sentence."""
    display = str(import_module(language.module).fragment(step))
    if not sentences:
        return display
    return f"{step.because}{chr(10) if not language.loose else chr(10) * 2}{display}"


def pictured(language: Language, path: str, alt: str) -> str:
    """The reference to a picture in a file, with its description in words.

    >>> print(pictured(MARKDOWN, "notes-symconv/a.svg", "y[1] is *that*"))
    ![y[1] is &#42;that&#42;](notes-symconv/a.svg)<!-- -->
    """
    if language.name == "latex":
        return fitted(rf"\includegraphics{{{path}}}")
    if language.name == "rst":
        return f".. image:: {path}\n   :alt: {alt}"
    if language.name == "typst":
        quoted = alt.replace("\\", "\\\\").replace('"', '\\"')
        return f'#image("{path}", alt: "{quoted}")'
    # Pandoc and Quarto would print the description below a picture that stands alone.
    return f"![{_escaped(alt)}]({path})<!-- -->"


def fitted(drawn: str) -> str:
    r"""A picture in LaTeX, centred, and no wider than the text or the column it stands in.

    >>> print(fitted(r"\includegraphics{a.pdf}"))
    \begin{center}
    \sbox0{%
    \includegraphics{a.pdf}%
    }%
    \ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi
    \end{center}
    """
    lines = (
        r"\begin{center}", r"\sbox0{%", f"{drawn.rstrip()}%", "}%",
        r"\ifdim\wd0>\linewidth\resizebox{\linewidth}{!}{\usebox0}\else\usebox0\fi",
        r"\end{center}",
    )  # fmt: skip
    return "\n".join(lines)


def _escaped(alt: str) -> str:
    """Words as Markdown shows them: signs that mean something there stand as numbers."""
    special = "\\`*_<>&$~|%{}^" + ("" if _balanced(alt) else "[]")
    return "".join([f"&#{ord(sign)};" if sign in special else sign for sign in alt])


def _balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        if depth < 0:
            return False
    return depth == 0
