"""Whole lines written by someone who holds one mistaken belief."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.mutants.lines import Mutant, chain, element
from benchmarks.mutants.pages import random_notation
from benchmarks.mutants.problems import Box, Cell, Problem, Term, cells, inside, random_problem

Belief = Callable[[Random, Problem, Cell], "list[Term] | None"]


def _mirrored(problem: Problem, at: Cell, axes: set[int]) -> list[Term]:
    return [
        (pixel, tuple(
            sum(problem.kernel[axis]) - value if axis in axes else value
            for axis, value in enumerate(entry)
        ))
        for pixel, entry in problem.terms(at)
    ]  # fmt: skip


def not_flipped(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    if problem.operation != "conv":
        return None
    return _mirrored(problem, at, set(range(len(at))))


def flipped(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    if problem.operation == "conv":
        return None
    return _mirrored(problem, at, set(range(len(at))))


def flipped_one_axis(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    return None if len(at) < 2 else _mirrored(problem, at, {random.randrange(len(at))})


def _square(problem: Problem) -> bool:
    sizes = {high - low for low, high in problem.kernel}
    return len(problem.kernel) == 2 and len(sizes) == 1


def transposed(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    if not _square(problem):
        return None
    (low, _), (row, _) = problem.kernel
    return [
        (pixel, (low + entry[1] - row, row + entry[0] - low)) for pixel, entry in problem.terms(at)
    ]


def rotated(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    if not _square(problem):
        return None
    (low, high), (row, end) = problem.kernel
    if random.random() < 0.5:
        return [
            (pixel, (low + entry[1] - row, end - (entry[0] - low)))
            for pixel, entry in problem.terms(at)
        ]
    return [
        (pixel, (high - (entry[1] - row), row + entry[0] - low))
        for pixel, entry in problem.terms(at)
    ]


def swapped_axes(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    if len(at) != 2:
        return None
    if random.random() < 0.5:
        return problem.terms(at[::-1])
    return [(pixel[::-1], entry) for pixel, entry in problem.terms(at)]


def _corner(box: Box) -> Box:
    if all(low == 0 for low, _ in box):
        return tuple((-((high + 1) // 2), high - (high + 1) // 2) for _, high in box)
    return tuple((0, high - low) for low, high in box)


def corner_origin(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    """The kernel counted from the corner: its entries keep their places in the block."""
    believed = problem._replace(kernel=_corner(problem.kernel))
    return believed.terms(at)


def corner_origin_named(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    """The same, with the entries named as in the block."""
    believed = problem._replace(kernel=_corner(problem.kernel))
    back = dict(zip(cells(believed.kernel), cells(problem.kernel)))
    return [(pixel, back[entry]) for pixel, entry in believed.terms(at)]


def off_by_one(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    axis, by = random.randrange(len(at)), random.choice((-1, 1))
    terms = problem.terms(at)
    if random.random() < 0.5:
        ends = [pixel[axis] for pixel, _ in terms]
        cut = max(ends) if by > 0 else min(ends)
        return [term for term in terms if term[0][axis] != cut]
    return [
        (tuple(v + by * (a == axis) for a, v in enumerate(pixel)), entry) for pixel, entry in terms
    ]


def other_operation(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    others = {"conv", "xcorr", "correlate"} - {problem.operation}
    return problem._replace(operation=random.choice(sorted(others))).terms(at)


def mirrored_output(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    return problem.terms(tuple(-m for m in at))


def wrong_boundary(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    """Pixels outside taken for the nearest one, or for one at the other end."""
    clamp = random.random() < 0.5
    found = []
    for entry in cells(problem.kernel):
        pixel = problem.met(at, entry)
        moved = tuple(
            min(max(v, low), high) if clamp else low + (v - low) % (high - low + 1)
            for v, (low, high) in zip(pixel, problem.image)
        )
        found.append((moved, entry))
    return found


def stride_ignored(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    return None if problem.stride == 1 else problem._replace(stride=1).terms(at)


def dilation_ignored(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    return None if problem.dilation == 1 else problem._replace(dilation=1).terms(at)


def role_swap(random: Random, problem: Problem, at: Cell) -> list[Term] | None:
    """Image and kernel exchanged in the relation."""
    changed = problem._replace(image=problem.kernel, kernel=problem.image)
    return [(pixel, entry) for entry, pixel in changed.terms(at)]


BELIEFS: dict[str, tuple[Belief, ...]] = {
    "not-flipped": (not_flipped,),
    "flipped": (flipped,),
    "flipped-one-axis": (flipped_one_axis,),
    "transposed": (transposed,),
    "rotated": (rotated,),
    "swapped-axes": (swapped_axes,),
    "corner-origin": (corner_origin, corner_origin_named),
    "off-by-one": (off_by_one,),
    "other-operation": (other_operation,),
    "mirrored-output": (mirrored_output,),
    "wrong-boundary": (wrong_boundary,),
    "stride-ignored": (stride_ignored,),
    "dilation-ignored": (dilation_ignored,),
    "role-swap": (role_swap,),
}


def believed(random: Random) -> Mutant:
    """A line, or a chain of two, that follows from one belief."""
    name = random.choice(sorted(BELIEFS))
    while True:
        problem, at = random_problem(random, numeric=False)
        terms = random.choice(BELIEFS[name])(random, problem, at)
        if terms is None:
            continue
        right = set(problem.terms(at))
        shown = {term for term in terms if _exists(problem, term)}
        if shown and shown != right and len(set(terms)) == len(terms):
            break
    note = random_notation(random)
    named = problem.letter and all(_exists(problem, term) for term in terms)
    forms = ["worked", "named"] if named else ["worked"]
    forms = random.choice((forms, forms[:1], forms[-1:]))
    sides = [[element(problem, note, term, form, at) for term in terms] for form in forms]
    page = chain(problem, note, at, sides)
    return Mutant(
        f"believe: {name}", page.text, note.file, True, page.spans["side", 0], (), frozenset(),
        belief=name, carried=tuple(page.spans["side", k] for k in range(1, len(sides))),
    )  # fmt: skip


def _exists(problem: Problem, term: Term) -> bool:
    return inside(problem.image, term[0]) and inside(problem.kernel, term[1])
