"""The identity about patches: a statement about solved ranges, for all sizes at once."""

from __future__ import annotations

from symconv.derive.derivation import Step
from symconv.derive.formulas import Formulas
from symconv.derive.ranges import solve
from symconv.identities.counter import Found
from symconv.identities.expression import put
from symconv.identities.records import Counterexample
from symconv.model.index import Affine, Poly, name
from symconv.model.problem import Problem
from symconv.model.tree import Access, Between

SIZES = ("image=-K..K kernel=-k..k", "image=-K..K,-L..L kernel=-k..k,-l..l")
OTHER = "image=-3..3 kernel=-2..1"
SENTENCE = (
    "With the image on -3..3 and the kernel on -2..1, convolution begins with {left} at {one}, "
    "but cross-correlation with {right} at {other}."
)
OPERATIONS = ("conv", "xcorr")


def problems(axes: int) -> tuple[str, ...]:
    """The problem that each step is about; the last gives the range of the first again."""
    first, second = (f"{operation} {SIZES[axes - 1]}" for operation in OPERATIONS)
    return first, second, first


def steps(axes: int) -> tuple[Step, ...]:
    """The patch of both operations, solved, and the second at the mirrored output."""
    found: list[Step] = []
    patches: list[tuple[Between, ...]] = []
    for line in problems(axes)[:2]:
        problem = Problem.parse(line)
        formulas = Formulas(problem)
        solved = tuple(_entry(formulas, axis) for axis in range(axes))
        patches.append(tuple(one.solved for one in solved if one.solved is not None))
        because = f"The pixels that {problem.operation.title} takes have a kernel entry."
        found.append(Step("range", (), solved, because))
    mirrored = tuple(map(_mirrored, patches[1]))
    if mirrored != patches[0]:
        raise AssertionError("the patches differ")
    because = "At the mirrored output they are the pixels that convolution takes."
    return (*found, Step("mirror", (), mirrored, because))


def _entry(formulas: Formulas, axis: int) -> Between:
    """Where the kernel has an entry: ``-k <= m-i <= k``, solved for i."""
    asked = formulas.conditions(axis, None).solved[0]
    assert isinstance(asked, Between)
    return asked


def _mirrored(patch: Between) -> Between:
    """The patch with the sign of the output changed."""
    turned: dict[str, Affine] = {letter: -name(letter) for letter in "mn"}
    lower, upper = (
        put(end, turned) for end in (patch.lower, patch.upper) if isinstance(end, (int, Poly))
    )
    return patch._replace(lower=lower, upper=upper)


def counterexample() -> Found:
    """A kernel that is not symmetric about 0: the two patches begin at other pixels."""
    record = Counterexample("symmetry: the patches begin with other pixels", (), "conv", "xcorr")
    firsts = []
    for operation, output in (("conv", 1), ("xcorr", -1)):
        solved = solve(Problem.parse(f"{operation} {OTHER}"), 0, output)
        firsts.append(solved.values()[0])
    left, right = (Access("x", (first,)) for first in firsts)
    outputs = (Access("y", (1,)), Access("y", (-1,)))
    return Found(record, (("x", 7), ("h", 4)), 1, left, right, outputs, sentence=SENTENCE)
