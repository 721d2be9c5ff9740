"""The steps that solve: which values a sum index takes, what lies beyond the edge, which outputs.

They are the same for one output and for any; ``None`` as an index stands for its letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.derive.beyond import beyond
from symconv.derive.derivation import Step
from symconv.derive.formulas import Formulas, Place, as_index
from symconv.derive.ranges import AxisRange
from symconv.derive.supports import enclosing, reached
from symconv.model.channels import BATCH, CHANNEL, FILTER
from symconv.model.index import name, sign_of
from symconv.model.problem import Problem
from symconv.model.tree import Between, IndexSum, Part, Statement

COUNTED = {BATCH: "the images", FILTER: "the output channels", CHANNEL: "the channels"}


def range_step(formulas: Formulas, axes: Sequence[int], at: Place) -> Step:
    """The conditions on the sum indices of some axes, and their solution."""
    place = formulas.space(at)
    conditions = [formulas.conditions(axis, place[axis]) for axis in axes]
    channels = [
        Between(0, as_index(name(loop.letter)), loop.last, "the channel exists")
        for loop in formulas.leading.sums
    ]
    if not formulas.problem.boundary.vanishes:
        why = (
            "A term counts wherever the kernel entry exists, because the image goes on beyond "
            "its edge."
        )
    elif formulas.problem.over == "image":
        why = "A term counts only where the kernel entry and the pixel both exist."
    else:
        why = "A term counts only where the pixel and the kernel entry both exist."
    if channels:
        why += " All channels are added up."
    if any(formulas.solved(axis, place[axis]).step != 1 for axis in axes):
        why += " The division must leave no rest, so the valid values come in steps."
    if any(formulas.solved(axis, place[axis]).link.gap != 0 for axis in axes):
        why += " Where the division always leaves a rest, no value is valid."
    before = [given for both in conditions for given in both.given]
    after = [shown for both in conditions for shown in both.solved]
    return Step("range", (*channels, *before), (*channels, *after), why)


def boundary_step(formulas: Formulas, at: Place) -> Iterator[Step]:
    """What the image is beyond its edge, where an output meets that."""
    shown = beyond(formulas, at)
    if shown:
        why = f"Beyond its edge the image {formulas.problem.boundary.says}."
        yield Step("boundary", (), shown, why)


def support_step(problem: Problem, ranges: Sequence[AxisRange]) -> Step:
    """Which outputs there are on every axis, and why."""
    full = "The outputs that have a term."
    if not problem.boundary.vanishes:
        full = "The outputs for which the kernel meets the image itself."
    why = {
        "full": full,
        "valid": "The outputs for which every kernel entry meets a pixel.",
        "same": "The outputs are where the image is.",
    }.get(problem.output if isinstance(problem.output, str) else "", "The outputs are as given.")
    before: list[Statement] = []
    after: list[Statement] = [
        Between(0, as_index(name(loop.letter)), loop.last, COUNTED[loop.kind])
        for loop in problem.leading.outputs
    ]
    for axis, solved in enumerate(ranges):
        letter = name(solved.output)
        result = Between(solved.outputs.lower, as_index(letter), solved.outputs.upper)
        if problem.output not in ("full", "valid"):
            after.append(result)
            continue
        slope = problem.relation(axis).output
        size = sign_of(slope) * slope
        middle = Part(sign_of(slope), (letter,) if size == 1 else (size, letter))
        low, high = reached(problem, axis, problem.output == "valid")
        asked = Between(low, IndexSum((middle,)), high)
        before.append(asked)
        box = enclosing(problem, axis)
        if solved.outputs != box:
            solved_box = Between(box.lower, as_index(letter), box.upper)
            after += [asked._replace(solved=solved_box), result]
            if "dilation" not in why:
                why += " At an end the dilation skips every pixel, so fewer remain."
        else:
            after.append(result if asked == result else asked._replace(solved=result))
    return Step("support", tuple(before), tuple(after), why)
