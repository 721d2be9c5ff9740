"""How a page is divided: which steps stand beside the picture."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.derive.derivation import Step
from symconv.documents.picture import scene_of
from symconv.documents.slides import Item
from symconv.draw.scene import Scene
from symconv.model.problem import Problem
from symconv.render.latex import blocks

WIDEST, HIGHEST = 490.0, 660.0  # points of a page
GAP = 16.0  # between steps and picture
SMALLEST = 0.7  # how far a picture is made smaller to have steps beside it
SHARE = 182.0  # points that it may take then
CELLS, MARGIN = 5, 1  # of the image: of a larger one the part around the patch is shown


def page_picture(problem: Problem) -> Scene | None:
    """The picture of a page: little enough of the image that its labels stay readable."""
    return scene_of(problem, CELLS, MARGIN)


def beside(scene: Scene, steps: Sequence[Step]) -> tuple[int, float]:
    """How many of the first steps fit beside the picture, and how far it is made smaller.

    None do where the picture would become too small to read.
    """
    scale = min(1.0, SHARE / scene.width)
    if scale < SMALLEST:
        return 0, scale
    room = WIDEST - GAP - scale * scene.width
    fitting, high = 0, 0.0
    for step in steps:
        lines = tuple(line for block in blocks(step.after) for line in block.lines)
        item = Item(step.because, lines)
        if step.rule == "terms" or item.wide > room or high >= scale * scene.height:
            break
        fitting += 1
        high += item.high + 10
    return fitting, scale
