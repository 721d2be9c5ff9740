r"""reStructuredText: ``.. math::`` blocks, as Sphinx and docutils read them.

The mathematics is that of ``latex.py``, in ``aligned``, so that Sphinx, which puts
displays of several lines into its own environments, and docutils agree on it.
"""

from __future__ import annotations

from symconv.derive.derivation import Step
from symconv.render.latex import Block, array, blocks


def fragment(step: Step) -> str:
    """The displays of one step, without its sentence."""
    return "\n\n".join(map(_display, blocks(step.after)))


def _display(block: Block) -> str:
    if block.kind == "array":
        body = array(block)
    else:
        body = "\\begin{aligned}\n" + " \\\\\n".join(block.lines) + "\n\\end{aligned}"
    return ".. math::\n\n   " + body.replace("\n", "\n   ")
