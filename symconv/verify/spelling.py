"""Subscripts under a stated problem.

``w_{1}`` in a line is the entry ``w_1`` of the problem; ``y_{12}`` is the twelfth output
where the problem has one axis.
"""

from __future__ import annotations

from collections.abc import Iterable

from symconv.errors import SymconvError
from symconv.model.problem import Problem
from symconv.verify.law import Law
from symconv.verify.written import Factor, Side


def ranks_of(lines: Iterable[str], asked: Problem | None) -> dict[str, int]:
    """How many indices each array has, where all problems that are stated for a text agree.

    ``asked`` is the problem that holds where a line is empty.

    >>> ranks_of(["conv image=5 kernel=3"], None)
    {'x': 1, 'h': 1, 'y': 1}
    """
    found: dict[str, set[int]] = {}
    for line in lines:
        problem = _parsed(line) if line else asked
        if problem is not None:
            leading = problem.leading
            for name, before in ((problem.image.name, leading.image),
                                 (problem.kernel.name, leading.kernel),
                                 (problem.output_name, leading.outputs)):  # fmt: skip
                found.setdefault(name, set()).add(len(before) + problem.dimension)
    return {name: ranks.pop() for name, ranks in found.items() if len(ranks) == 1}


def _parsed(line: str) -> Problem | None:
    """The problem of a line; none where it is not understood, or names files to read."""
    try:
        return None if "file:" in line else Problem.parse(line)
    except SymconvError:
        return None


def spelled(written: Side, law: Law) -> Side:
    """The side with what reads like an element, but is a letter of the problem, as a letter."""
    letters = law.subscripted
    if not letters:
        return written
    terms = tuple(
        term._replace(factors=tuple(_spelled(one, letters, law) for one in term.factors))
        for term in written.terms
    )
    return written._replace(terms=terms)


def _spelled(one: Factor, letters: set[str], law: Law) -> Factor:
    if one.indices is None or one.name in (law.first, law.second, law.output):
        return one
    word = f"{one.name}_{''.join(map(str, one.indices))}"
    return one._replace(name=word, indices=None) if word in letters else one
