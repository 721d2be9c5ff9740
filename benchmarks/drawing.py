"""Readings of the pictures: one as a process, all overlays, PDF and PNG of one."""

from __future__ import annotations

from benchmarks.pairs import Pair
from benchmarks.readings import python, started, stopwatch, symconv
from symconv.draw import make, write
from symconv.draw.themes import find
from symconv.model.problem import Problem


def overlay_process() -> Pair:
    """An overlay as SVG on the command line, beside a Python that does nothing."""
    return started(symconv("draw", "overlay", "conv", "--at", "1,1")), started(python("pass"))


def overlays(seconds: float) -> Pair:
    """The overlays of all 49 outputs of 7x7 as SVG, each from its own problem."""
    problem = Problem.parse("conv image=7x7 kernel=3x3 output=same")
    places = [(m, n) for n in range(-3, 4) for m in range(-3, 4)]

    def draw_all() -> list[str]:
        return [write(make(problem.placed(at), "overlay")) for at in places]

    return stopwatch(draw_all), lambda: seconds


def printed(to: str) -> Pair:
    """An overlay as PDF or PNG, beside the same as SVG."""
    import typst  # noqa: F401 - where it is missing, say so before anything is measured

    from symconv.draw.typeset import pdf, png

    scene, theme = make(Problem.parse("conv at=1,1"), "overlay"), find("article")
    ours = (lambda: pdf([scene], theme)) if to == "pdf" else (lambda: png(scene, theme))
    return stopwatch(ours), stopwatch(lambda: write(scene))
