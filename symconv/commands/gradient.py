"""The command ``gradient``: the gradient with respect to the image or the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symconv.arguments import add_problem, problem_of
from symconv.commands.output import write_out
from symconv.errors import ProblemError

if TYPE_CHECKING:
    import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_problem(parser)
    parser.add_argument("--wrt", metavar="ARRAY", help="image or kernel")
    parser.add_argument("--detail", metavar="LEVEL", default="normal",
                        help="brief, normal (default) or full")  # fmt: skip
    parser.add_argument("--to", metavar="FORMAT",
                        help="latex (default), markdown, text, mathml, json")  # fmt: skip
    parser.add_argument("-o", "--out", metavar="FILE", help="write to a file, whole or not at all")


def run(chosen: argparse.Namespace) -> int:
    """Write the gradient; returns the exit status."""
    from symconv.derive.gradients import gradient
    from symconv.render.gradient import write
    from symconv.render.steps import named

    if chosen.wrt is None:
        raise ProblemError("it is not said what to take the gradient by: add --wrt image or kernel")
    found = gradient(problem_of(chosen), chosen.wrt)
    text = write(found, named(chosen.to, chosen.out), chosen.detail)
    write_out([text], chosen.out)
    return 0
