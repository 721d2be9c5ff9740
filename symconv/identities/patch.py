"""The identity about patches: a statement about solved ranges, for all sizes at once."""

from __future__ import annotations

from symconv.derive.derivation import Step
from symconv.derive.ranges import solve
from symconv.identities.counter import Found
from symconv.identities.expression import put
from symconv.identities.records import Counterexample
from symconv.model.index import Affine, name
from symconv.model.problem import Problem
from symconv.model.tree import Between, IndexSum, Number, Part

SIZES = ("image=-K..K kernel=-k..k", "image=-K..K,-L..L kernel=-k..k,-l..l")
OTHER = "image=-3..3 kernel=-2..1"


def steps(axes: int) -> tuple[Step, ...]:
    """The patch of both operations, solved, and the second at the mirrored output."""
    found = []
    bounds = []
    for operation, mirrored in (("conv", False), ("xcorr", True)):
        problem = Problem.parse(f"{operation} {SIZES[axes - 1]}")
        shown = []
        for axis in range(axes):
            solved = solve(problem, axis)
            assert solved.solved is not None  # only where a boundary bounds nothing
            lower, upper = solved.solved.lower, solved.solved.upper
            if mirrored:
                turned: dict[str, Affine] = {solved.output: -name(solved.output)}
                lower, upper = put(lower, turned), put(upper, turned)
            bounds.append((lower, upper))
            letter = IndexSum((Part(1, (name(solved.letter),)),))
            shown.append(Between(lower, letter, upper))
        title = problem.operation.title
        place = "the mirrored output" if mirrored else "the output"
        because = f"The kernel entry of {title} exists at {place} where this holds."
        found.append(Step("range", (), tuple(shown), because))
    if bounds[:axes] != bounds[axes:]:
        raise AssertionError("the patches differ")
    return tuple(found)


def counterexample() -> Found:
    """A kernel that is not symmetric about 0: the two patches begin at other pixels."""
    record = Counterexample(
        "symmetry: the first pixel of both patches, with the kernel on -2..1",
        (), "conv", "xcorr",
    )  # fmt: skip
    firsts = []
    for operation, output in (("conv", 1), ("xcorr", -1)):
        solved = solve(Problem.parse(f"{operation} {OTHER}"), 0, output)
        firsts.append(Number(solved.values()[0]))
    return Found(record, (("x", 7), ("h", 4)), 1, *firsts)
