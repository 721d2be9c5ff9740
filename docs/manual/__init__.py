"""The extension of this site: formulas as MathML, and pages written from symconv's own records.

A page asks for what is written from records by a fence with the word ``generated``; ``PARTS``
names the function that gives it as Markdown. To add such a part, write a function and add a
record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from manual import (
    access,
    commands,
    conventions,
    forms,
    formulas,
    gallery,
    gradients,
    identities,
    libraries,
    mistakes,
    nine,
    page,
    words,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_FENCE = re.compile(r"^```\{generated\} *([\w-]+)\n```$", re.MULTILINE)
AFTER_VERIFY = 600  # symconv.embed.sphinx reads the file as it was written, and before this


class Part(NamedTuple):
    """A part of a page that is written from records: its name, and what gives its Markdown."""

    name: str
    write: Callable[[], str]


PARTS: tuple[Part, ...] = (
    Part("article", nine.article),
    Part("boundaries", conventions.boundaries),
    Part("commands", commands.write),
    Part("forms", forms.write),
    Part("formulas", conventions.strided),
    Part("gallery", gallery.write),
    Part("gradient", gradients.derivation),
    Part("gradients", gradients.table),
    Part("identities", identities.write),
    Part("kinds", mistakes.kinds),
    Part("layer", forms.layer),
    Part("levels", words.levels),
    Part("libraries", libraries.write),
    Part("mistakes", mistakes.write),
    Part("nine", nine.write),
    Part("operations", conventions.operations),
    Part("page", page.write),
    Part("shows", words.shows),
    Part("themes", gallery.themes),
    Part("words", words.keys),
)


def part(name: str) -> str:
    """The Markdown of a part; ValueError lists those there are."""
    for known in PARTS:
        if known.name == name:
            return known.write()
    names = ", ".join(known.name for known in PARTS)
    raise ValueError(f"the part {name!r} is not known: use one of {names}")


def _fill_in(app: Sphinx, docname: str, content: list[str]) -> None:
    filled = _FENCE.sub(lambda match: part(match[1]), content[0])
    if filled != content[0]:
        app.env.note_reread()  # records may change though the page does not
        content[0] = filled


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls to load the extension."""
    app.add_html_math_renderer("mathml", (formulas.inline, None), (formulas.display, None))
    app.connect("source-read", _fill_in, priority=AFTER_VERIFY)
    app.connect("html-page-context", access.mend, priority=access.AFTER_THEME)
    app.connect("build-finished", page.save)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
