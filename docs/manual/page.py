"""The interactive page in the site: written by ``symconv page``, and shown in a frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from symconv.files import write_whole
from symconv.model.problem import Problem
from symconv.web.document import document

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FILE = "_static/conv-7x7.html"
PROBLEM = "conv image=7x7 kernel=3x3 at=1,1"


def write() -> str:
    """The frame, and the link for those who want the page alone."""
    return (
        "```{raw} html\n"
        f'<iframe class="page" src="../{FILE}" title="The interactive page" loading="lazy">'
        "</iframe>\n"
        f'<p><a href="../{FILE}">Open the page alone</a></p>\n'
        "```"
    )


def save(app: Sphinx, error: Exception | None) -> None:
    """Write the page beside the site that is built."""
    if error is None and app.builder.format == "html":
        write_whole(str(Path(app.outdir) / FILE), [document(Problem.parse(PROBLEM))])
