"""Subscripts under a stated problem.

``w_{1}`` in a line is the entry ``w_1`` of the problem; ``y_{12}`` is the twelfth output
where the problem has one axis.
"""

from __future__ import annotations

from collections.abc import Iterable

from symconv.errors import SymconvError
from symconv.model.algebra import scalar_name
from symconv.model.formula import vet
from symconv.model.problem import Problem
from symconv.model.tree import Formula, Symbol
from symconv.read.record import Record
from symconv.read.syntax import Access, Chain, Name, Number
from symconv.read.walk import rebuilt
from symconv.verify.conjugates import conjugate_name, plain_name, unified
from symconv.verify.law import Law
from symconv.verify.written import Factor, Side

SUBSCRIPTS = ("index", "run", "comma")


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
            if problem.conjugate:
                ranks = len(leading.kernel) + problem.dimension
                found.setdefault(conjugate_name(problem.kernel.name), set()).add(ranks)
    return {name: ranks.pop() for name, ranks in found.items() if len(ranks) == 1}


def _parsed(line: str) -> Problem | None:
    """The problem of a line; none where it is not understood, or names files to read."""
    try:
        return None if "file:" in line else Problem.parse(line)
    except SymconvError:
        return None


def shared(problem: Problem) -> frozenset[str]:
    """The letters with a subscript among the values that are called as an array is.

    >>> shared(Problem.parse('conv image=5 kernel="[h_1 h_0 a_1]"')) == {"h_0", "h_1"}
    True
    """
    arrays = (problem.image.name, problem.kernel.name, problem.output_name)
    found = set()
    for array in (problem.image, problem.kernel):
        for value in () if array.values is None else array.values.items:
            if isinstance(value, Formula):
                letters = vet(value.latex).letters
            else:
                letters = (value,) if isinstance(value, Symbol) else ()
            found |= {scalar_name(one) for one in letters if one.name in arrays and one.subscript}
    if problem.conjugate:
        found |= set(map(conjugate_name, found))
    return frozenset(found)


def lettered(chain: Chain, words: frozenset[str]) -> Chain:
    """The chain with ``h_1`` as a letter where it is one of the ``words``; ``h[1]`` is none."""
    if not words:
        return chain

    def change(node: Record) -> Record:
        if isinstance(node, Access) and node.base is None and node.style in SUBSCRIPTS:
            parts = [one.text if isinstance(one, Number) else "" for one in node.indices]
            plain = plain_name(node.name)
            stem = node.name.lstrip(chr(92)) if plain is None else conjugate_name(plain)
            word = f"{stem}_{''.join(parts)}"
            if all(parts) and word in words:
                return Name(word, node.span)
        return rebuilt(node, change)

    changed = change(chain)
    assert isinstance(changed, Chain)
    return changed


def spelled(written: Side, law: Law) -> Side:
    """The side with what reads like an element, but is a letter of the problem, as a letter."""
    letters = law.subscripted
    if law.problem is not None:
        written = unified(written)
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
