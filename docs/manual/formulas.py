"""Formulas of the site as MathML, which browsers show without a script and without a network.

The LaTeX of a formula is kept in it as an annotation. What cannot be read is a warning, so
that a build with ``-W`` fails.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging

from symconv.embed.formulas import displayed

log = logging.getLogger(__name__)
NARROW = 34  # signs that fit a phone; a wider display is scrolled, also with the keyboard
RED = "color:#FF0000;"  # what fails in a worked example; a dark page needs a lighter one
_TAG = re.compile(r"<annotation.*?</annotation>|<[^>]*>", re.DOTALL)


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(annotation=True, fancy_error=False)


def mathml(latex: str, display: bool) -> str:
    """A formula as MathML Core; LatexError where it cannot be read."""
    made = _converter().convert_with_local_state(latex, displaystyle=display)
    return made.replace(RED, "color:var(--symconv-missing);")


def inline(writer: Any, node: nodes.Element) -> None:
    """Write a formula in a sentence."""
    writer.body.append(_made(node, node.astext(), False))
    raise nodes.SkipNode


def display(writer: Any, node: nodes.Element) -> None:
    """Write a formula on lines of its own, in a box that is scrolled where it is too wide."""
    made = _made(node, displayed(node.astext()), True)
    wide = any(len(_TAG.sub("", line)) > NARROW for line in made.split("</mtr>"))
    reach = ' tabindex="0" role="group" aria-label="formula"' if wide else ""
    identity = f' id="{node["ids"][0]}"' if node.get("ids") else ""
    number = f'<span class="eqno">({node["number"]})</span>' if node.get("number") else ""
    classes = " ".join(["formula", *node.get("classes", [])])
    writer.body.append(f'<div class="{classes}"{identity}{reach}>{number}{made}</div>\n')
    raise nodes.SkipNode


def _made(node: nodes.Element, latex: str, large: bool) -> str:
    try:
        return mathml(latex, large)
    except LatexError as error:
        says = "this formula cannot be read: %s in %r"
        log.warning(says, error, latex, location=node, type="manual")
        return ""
