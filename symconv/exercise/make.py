"""Making exercises: random data, the right answer, and the answers that mistakes lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import prod
from random import Random
from typing import NamedTuple

from symconv.derive.derivation import Derivation
from symconv.derive.patches import reach
from symconv.derive.supports import no_output
from symconv.derive.terms import Term, supports, terms_at
from symconv.errors import OutputError, ProblemError, quote
from symconv.model.arrays import Array
from symconv.model.channels import spatial_only
from symconv.model.complex_data import real_only
from symconv.model.problem import Problem
from symconv.model.tree import Number
from symconv.model.values import Values
from symconv.verify.misconceptions import MISCONCEPTIONS, Misconception
from symconv.verify.problem_law import of_problem

MAX_COUNT = 10_000
MAX_CELLS = 400
TRIES = 200
OPTIONS = 4  # answers to choose from, the right one among them

Cell = tuple[int, ...]


class Level(NamedTuple):
    """How hard an exercise is: the numbers in it, and which outputs it may ask for.

    ``inside`` where every kernel entry meets a pixel, ``edge`` where some do not.
    """

    name: str
    does: str
    pixel: tuple[int, int]
    entry: tuple[int, int]
    divisor: int
    where: str


LEVELS: tuple[Level, ...] = (
    Level("easy", "small numbers, the kernel inside the image", (0, 5), (0, 3), 1, "inside"),
    Level("normal", "negative numbers, any output", (-3, 6), (-2, 3), 1, "any"),
    Level("hard", "halves and quarters, the kernel over the edge", (-6, 9), (-6, 6), 4, "edge"),
)


class Option(NamedTuple):
    """An answer: its value, the terms that lead to it, and the mistake made, if any."""

    value: Fraction
    terms: tuple[Term, ...]
    mistake: Misconception | None


class Exercise(NamedTuple):
    """A problem with all its numbers, and the answers to choose from, in the order shown."""

    number: int
    problem: Problem
    options: tuple[Option, ...]

    @property
    def right(self) -> int:
        """The place of the right answer among the options."""
        return next(place for place, one in enumerate(self.options) if one.mistake is None)

    @property
    def derivation(self) -> Derivation:
        """The solution."""
        return Derivation(self.problem)


def find_level(name: str) -> Level:
    """The level called ``name``; OutputError lists those there are."""
    for level in LEVELS:
        if level.name == name:
            return level
    names = ", ".join(level.name for level in LEVELS)
    raise OutputError(f"the level {quote(name)} is not known: use one of {names}")


def exercises(
    problem: Problem, count: int = 1, seed: int = 0, level: str = "normal"
) -> Iterator[Exercise]:
    """``count`` exercises with different numbers; the same seed gives the same ones.

    Values, and the output, that the problem line gives are kept; the others are random.

    >>> problem = Problem.parse("conv image=5 kernel=3")
    >>> [len(one.options) for one in exercises(problem, count=2, seed=7)]
    [4, 4]

    Raises ProblemError for sizes with letters or too many cells, and OutputError where
    mistakes cannot be told from the right answer.
    """
    chosen = find_level(level)
    if not 1 <= count <= MAX_COUNT:
        raise OutputError(f"--count {count} is not possible: use 1 to {MAX_COUNT}")
    _check(problem)
    seen: set[str] = set()
    for number in range(1, count + 1):
        yield _exercise(problem, chosen, Random(f"{seed} {number} {problem}"), number, seen)


def _check(problem: Problem) -> None:
    spatial_only(problem.channels, "an exercise asks for")
    real_only(problem, "an exercise asks for")
    if not problem.numeric:
        raise ProblemError(
            f"{quote(str(problem))} holds letters for sizes: an exercise needs numbers, "
            "such as image=5x5"
        )
    for array in (problem.image, problem.kernel):
        cells = prod(len(own) for own in _support(array))
        if cells > MAX_CELLS:
            raise ProblemError(
                f"{array.name} has {cells} elements: that is too much for an exercise "
                f"(at most {MAX_CELLS}); use a smaller size"
            )
        items = array.values.items if array.values is not None else ()
        for item in items:
            if not isinstance(item, Number):
                raise ProblemError(
                    f"{array.name} holds values that are no numbers: give numbers, or leave "
                    "them out to have random ones"
                )
    if not isinstance(problem.boundary.constant, Number):
        raise ProblemError(
            f"boundary={problem.boundary} is no number: an exercise needs one, or another boundary"
        )
    if problem.at is not None:
        terms_at(problem, problem.at)


def _support(array: Array) -> tuple[range, ...]:
    bounds = [array.bounds(axis) for axis in range(len(array.support))]
    return tuple(range(lower, upper + 1) for lower, upper in bounds)


def _exercise(
    problem: Problem, level: Level, random: Random, number: int, seen: set[str]
) -> Exercise:
    """One exercise that no other equals, with as many distinct answers as can be had."""
    best: tuple[int, Problem, list[Option]] | None = None
    places = [problem.at] if problem.at is not None else _places(problem, level)
    for _ in range(TRIES):
        filled = problem._replace(
            image=_filled(problem.image, problem, random, level.pixel, 1),
            kernel=_filled(problem.kernel, problem, random, level.entry, level.divisor),
            at=random.choice(places),
        )
        if str(filled) in seen:
            continue
        options = _options(filled, random)
        if best is None or len(options) > best[0]:
            best = len(options), filled, options
        if len(options) == OPTIONS:
            break
    if best is None or best[0] < 2:
        raise OutputError(
            f"{quote(str(problem))} makes no exercise: no mistake leads to another answer "
            "there, or there are no more different numbers; give a larger kernel or image"
        )
    _, filled, options = best
    seen.add(str(filled))
    random.shuffle(options)
    return Exercise(number, filled, tuple(options))


def _places(problem: Problem, level: Level) -> list[Cell]:
    """The outputs that the level may ask for; all with terms where it finds none."""
    from itertools import product

    boxes = supports(problem)
    if prod(map(len, boxes)) == 0:
        raise no_output(problem)
    image = _support(problem.image)
    kernel = prod(len(own) for own in _support(problem.kernel))
    found: dict[str, list[Cell]] = {"inside": [], "edge": [], "any": []}
    near = [range(max(b[0], -40), min(b[-1], 40) + 1) for b in boxes]
    for at in product(*near):
        terms = len(terms_at(problem, at))
        if not terms:
            continue
        whole = terms == kernel and all(
            met[0] in own and met[-1] in own for met, own in zip(reach(problem, at), image)
        )
        found["inside" if whole else "edge"].append(at)
        if terms > 1 or kernel == 1:
            found["any"].append(at)
    for kind in (level.where, "any", "inside", "edge"):
        if found[kind]:
            return found[kind]
    raise OutputError(f"no output of {quote(str(problem))} has a term: try output=full")


def _filled(
    array: Array, problem: Problem, random: Random, bounds: tuple[int, int], divisor: int
) -> Array:
    """The array with random values, where it has none."""
    if array.values is not None:
        return array
    support = _support(array)
    shape = tuple(len(support[axis]) for axis in problem.order)
    items = []
    for _ in range(prod(shape)):
        top = random.randint(*bounds)
        below = random.choice((1, 2, divisor)) if divisor > 1 else 1
        value = Fraction(top, below)
        items.append(Number(value.numerator if value.denominator == 1 else value))
    if not any(item.value for item in items):
        items[random.randrange(len(items))] = Number(1)
    return array._replace(values=Values(shape, tuple(items)))


def _options(problem: Problem, random: Random) -> list[Option]:
    """The right answer, and wrong ones that all differ, by mistakes in random order."""
    at = problem.at
    assert at is not None
    terms = tuple(terms_at(problem, at))
    found = [Option(_total(problem, terms), terms, None)]
    records = list(MISCONCEPTIONS)
    random.shuffle(records)
    law = of_problem(problem)
    for record in records:
        for guess in record.leads_to(law, at):
            pairs = tuple(_ordered(problem, guess.pairs))
            if guess.size > 1 or not pairs or not _exist(problem, pairs):
                continue
            value = _total(problem, pairs)
            if all(value != known.value for known in found):
                found.append(Option(value, pairs, record))
                break
        if len(found) == OPTIONS:
            break
    return found


def _ordered(problem: Problem, pairs: Iterable[Term]) -> list[Term]:
    """Terms in the order written, by pixel."""
    return sorted(pairs, key=lambda pair: [pair[0][axis] for axis in problem.order])


def _exist(problem: Problem, pairs: Iterable[Term]) -> bool:
    image, kernel = _support(problem.image), _support(problem.kernel)
    free = not problem.boundary.vanishes  # then the image goes on beyond its edge
    return all(
        (free or _inside(pixel, image)) and _inside(entry, kernel) for pixel, entry in pairs
    )


def _inside(cell: Cell, box: tuple[range, ...]) -> bool:
    return all(index in own for index, own in zip(cell, box))


def _total(problem: Problem, pairs: Iterable[Term]) -> Fraction:
    total = Fraction(0)
    for pixel, entry in pairs:
        cell = problem.pixel(pixel)
        one = problem.boundary.constant if cell is None else (
            problem.image.value(cell, problem.order)
        )
        other = problem.kernel.value(entry, problem.order)
        assert isinstance(one, Number)
        assert isinstance(other, Number)
        total += Fraction(one.value) * Fraction(other.value)
    return total
