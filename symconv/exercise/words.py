"""What an exercise says: the question, its data, and the line of each answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from symconv.derive.derivation import Derivation, Step
from symconv.errors import ProblemError
from symconv.exercise.make import Exercise, Option
from symconv.model.arrays import Array
from symconv.model.problem import Problem
from symconv.model.tree import Access, Equation, Expr, Number, Product, Sum
from symconv.render import head, tex

TERMS_A_LINE = 3
PLANE = 2  # axes that values in a problem line can have
WORDS = {1: ("indices",), 2: ("columns", "rows"), 3: ("columns", "rows", "slices")}


class Data(NamedTuple):
    """An array of an exercise: its block in LaTeX, its role, and its indices on each axis."""

    latex: str
    role: str
    axes: tuple[tuple[str, int, int], ...]

    def words(self, opened: str, closed: str) -> str:
        """The indices in words, each number between the given delimiters of mathematics."""
        return f"{self.role}: " + ", ".join(
            f"{word} {opened}{low}{closed} to {opened}{high}{closed}"
            for word, low, high in self.axes
        )


def question(exercise: Exercise) -> str:
    """What is asked, in words."""
    problem = exercise.problem
    return (
        f"Compute the output below: {problem.operation.title} of the image and the kernel. "
        f"Beyond its edge the image {problem.boundary.says}."
    )


def line(exercise: Exercise) -> str:
    """The problem line, for the verifier; on three axes without values, which it cannot hold."""
    problem = exercise.problem
    if problem.dimension > PLANE:
        problem = problem._replace(
            image=problem.image._replace(values=None), kernel=problem.kernel._replace(values=None)
        )
    return head(problem)


def solution(exercise: Exercise) -> Iterator[tuple[Step, bool]]:
    """The steps of the solution, and whether the problem line tells all that they use."""
    for step in exercise.derivation.steps("brief"):
        yield step, exercise.problem.dimension <= PLANE or step.rule in ("definition", "bounds")


def data(exercise: Exercise) -> tuple[Data, Data]:
    """The image and the kernel."""
    problem = exercise.problem
    if problem.dimension not in WORDS:
        raise ProblemError(
            f"an exercise shows at most 3 axes, but the image has {problem.dimension}"
        )
    return _block(problem, problem.image, "image"), _block(problem, problem.kernel, "kernel")


def _block(problem: Problem, array: Array, role: str) -> Data:
    """An array as blocks of numbers, row by row, one block a slice."""
    bounds = [array.bounds(axis) for axis in range(problem.dimension)]
    ranges = [range(lower, upper + 1) for lower, upper in bounds]
    places = [problem.order.index(axis) for axis in range(problem.dimension)]
    *slow, fast = [ranges[axis] for axis in problem.order]
    *deeper, rows = slow if slow else [range(1)]
    blocks = []
    for slice_ in product(*deeper):
        lines = []
        for row in rows:
            cells = []
            for column in fast:
                written = (*slice_, row, column) if problem.dimension > 1 else (column,)
                value = array.value(tuple([written[p] for p in places]), problem.order)
                assert value is not None
                cells.append(tex.expr(value))
            lines.append(" & ".join(cells))
        body = r" \\ ".join(lines)
        columns = "c" * len(fast)
        blocks.append(rf"\left[\begin{{array}}{{{columns}}} {body} \end{{array}}\right]")
    axes = tuple(
        (word, ranges[axis][0], ranges[axis][-1])
        for axis, word in zip(reversed(problem.order), WORDS[problem.dimension])
    )
    return Data(f"{array.name} = {', '.join(blocks)}", role, axes)


def places(exercise: Exercise, opened: str, closed: str) -> str:
    """Where the image and the kernel lie, as a sentence."""
    image, kernel = (block.words(opened, closed) for block in data(exercise))
    return f"{image[0].upper()}{image[1:]}; {kernel}."


def asked(exercise: Exercise) -> str:
    """The output asked for, in LaTeX."""
    return tex.expr(_output(exercise))


def definition(exercise: Exercise) -> str:
    """The operation's definition, in LaTeX."""
    formulas = Derivation(exercise.problem.placed(None)).elements.formulas
    return " = ".join(tex.expr(side) for side in formulas.definition.sides)


def value(number: Fraction) -> str:
    """A number in LaTeX."""
    return tex.expr(_number(number))


def _number(number: Fraction) -> Number:
    return Number(number.numerator if number.denominator == 1 else number)


def _output(exercise: Exercise) -> Access:
    at = exercise.problem.at
    assert at is not None
    return Access(exercise.problem.output_name, at)


def lines(exercise: Exercise, option: Option) -> tuple[str, ...]:
    """The terms that lead to an answer and their sum, as lines of an ``align``."""
    problem = exercise.problem
    accesses: list[Expr] = [
        Product((Access(problem.image.name, pixel), Access(problem.kernel.name, entry)))
        for pixel, entry in option.terms
    ]
    found = list(_broken(accesses))
    written = [f"{tex.expr(_output(exercise))} &= {found[0]}"]
    written += [rf"&\quad + {line}" for line in found[1:]]
    return (*written, f"&= {value(option.value)}")


def _broken(terms: list[Expr]) -> Iterator[str]:
    for start in range(0, len(terms), TERMS_A_LINE):
        yield tex.expr(Sum((tuple(terms[start : start + TERMS_A_LINE]),)))


def statement(exercise: Exercise, option: Option) -> Equation:
    """An answer as an equation."""
    return Equation((_output(exercise), _number(option.value)))


def letters(count: int) -> Iterable[str]:
    """The letters that name the answers."""
    return "abcdefgh"[:count]
