"""What an output's derivative by one element is, for any output and any element.

By an entry it is the pixel that meets it. By a pixel it is the entry that meets it, summed
over the indices that stand for the pixel; they are told apart by where the pixel lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from symconv.derive.formulas import MAX_LISTED, Formulas, as_index
from symconv.derive.gradients import Gradient
from symconv.derive.links import other_index
from symconv.derive.preimages import Case, Form, cases
from symconv.model.arrays import letters_of
from symconv.model.index import Affine, name, names_in
from symconv.model.problem import Problem
from symconv.model.tree import Access, Between, BigSum, Expr, Index, IndexSum, Part

SPARE = "tuvrsqabcdefgjklopwz"  # letters for the indices that stand for a pixel


class Local(NamedTuple):
    """``∂y[m]/∂x[i]`` as summands, where its conditions hold."""

    output: Access
    asked: Access
    summands: tuple[Expr, ...]
    conditions: tuple[Between, ...]


def local_derivatives(found: Gradient, at: tuple[int, ...] | None = None) -> list[Local]:
    """The derivatives of any output by any element, or by the one at ``at``.

    Where the cases of all axes together are too many, those are left out in which the pixel
    lies at more than one edge: the sums then stand one inside the other.
    """
    forward = found.forward
    formulas = Formulas(forward)
    output = formulas.output((None,) * forward.dimension)
    if found.wrt == "kernel":
        indices = tuple(
            other_index(forward, axis, name(letter), _own(forward, axis, at))
            for axis, letter in enumerate(forward.indices)
        )
        if formulas.modular:
            indices = tuple(
                index._replace(modulus=formulas.follows(axis, None, None).modulus)
                for axis, index in enumerate(indices)
            )
        asked = Access(forward.kernel.name, any_index(forward) if at is None else at)
        return [Local(output, asked, (Access(forward.image.name, indices),), ())]
    chosen = list(_chosen(forward, at))
    return [_local(forward, output, each) for each in chosen]


def spare(problem: Problem) -> tuple[str, ...]:
    """A letter for each axis that the problem does not use."""
    taken = {problem.image.name, problem.kernel.name, problem.output_name}
    taken |= {*problem.indices, *problem.sums}
    taken |= letters_of(problem.image) | letters_of(problem.kernel)
    for value in (*problem.stride, *problem.dilation, *problem.offset):
        taken |= names_in(value)
    return tuple([letter for letter in SPARE if letter not in taken][: problem.dimension])


def any_index(problem: Problem) -> tuple[Index, ...]:
    """The letters of the sum, which stand for any pixel or any entry."""
    return tuple(as_index(name(letter)) for letter in problem.sums)


def _own(problem: Problem, axis: int, at: tuple[int, ...] | None) -> Affine:
    return name(problem.sums[axis]) if at is None else at[axis]


def abridged(problem: Problem) -> bool:
    """Whether the cases in which a pixel lies at several edges are left out."""
    letters = spare(problem)
    return prod(len(cases(problem, axis, letters[axis])) for axis in problem.order) > MAX_LISTED


def _chosen(problem: Problem, at: tuple[int, ...] | None) -> Iterator[tuple[Case, ...]]:
    letters = spare(problem)
    axes = [
        cases(problem, axis, letters[axis], None if at is None else at[axis])
        for axis in problem.order
    ]
    whole = prod(map(len, axes)) <= MAX_LISTED
    for chosen in product(*axes):
        if whole or sum(case.edge for case in chosen) < 2:
            yield tuple(chosen[problem.order.index(axis)] for axis in range(problem.dimension))


def _local(problem: Problem, output: Access, chosen: tuple[Case, ...]) -> Local:
    asked = Access(problem.image.name, tuple(case.pixel for case in chosen))
    summands = []
    for forms in product(*[case.forms for case in chosen]):
        indices = tuple(_index(problem, axis, form) for axis, form in enumerate(forms))
        body: Expr = Access(problem.kernel.name, indices)
        for axis in reversed(problem.order):
            if forms[axis].letter:
                body = BigSum(forms[axis].letter, forms[axis].lower, forms[axis].upper, 1, body)
        summands.append(body)
    conditions = tuple(case.condition for case in chosen if case.condition is not None)
    return Local(output, asked, tuple(summands), conditions)


def _index(problem: Problem, axis: int, form: Form) -> IndexSum:
    """The entry's index that follows from an index that stands for a pixel."""
    this = name(problem.sums[axis])
    follows = other_index(problem, axis, name(problem.indices[axis]), this)
    parts: list[Part] = []
    for part in follows.parts:
        if part.factors[-1] != this:
            parts.append(part)
        else:
            parts += [
                Part(part.sign * each.sign, _multiplied(part.factors[:-1], each.factors))
                for each in form.parts
            ]
    return follows._replace(parts=tuple(parts))


def _multiplied(factors: tuple[Affine, ...], others: tuple[Affine, ...]) -> tuple[Affine, ...]:
    """Factors of an index side by side; numbers before a letter are multiplied."""
    both = (*factors, *others)
    if isinstance(both[-1], int):
        return both
    size = prod(factor for factor in both if isinstance(factor, int))
    letters = [factor for factor in both if not isinstance(factor, int)]
    return (size, *letters) if size != 1 else tuple(letters)
