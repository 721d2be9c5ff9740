"""The outputs that a text speaks of around a line: a range belongs to one of them."""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.problem import Problem
from symconv.read import syntax as s


class Spoken(NamedTuple):
    """A chain with the problem that is stated for it, if any."""

    chain: s.Chain
    problem: Problem | None


def outputs_near(spoken: list[Spoken]) -> list[list[dict[str, int]]]:
    """For each chain the numeric outputs named just before and after it, the nearest first.

    An output is given as numbers for the letters of the problem's output indices. It says
    nothing about chains for which another problem is stated.
    """
    named: dict[Problem, list[tuple[int, dict[str, int]]]] = {}
    problems = [one.problem and one.problem._replace(at=None) for one in spoken]
    for place, (one, problem) in enumerate(zip(spoken, problems)):
        if problem is None:
            continue
        for node in one.chain.sides[:1]:
            if isinstance(node, s.Access) and node.name == problem.output_name:
                cell = [value for value in map(_signed, node.indices) if value is not None]
                if len(cell) == len(problem.output_letters):
                    output = (place, dict(zip(problem.output_letters, cell)))
                    named.setdefault(problem, []).append(output)
    return [
        _near(place, one, named.get(problem, []) if problem is not None else [])
        for place, (one, problem) in enumerate(zip(spoken, problems))
    ]


def _near(
    place: int, one: Spoken, named: list[tuple[int, dict[str, int]]]
) -> list[dict[str, int]]:
    before = [item for item in named if item[0] <= place][-1:]
    after = [item for item in named if item[0] > place][:1]
    found: list[dict[str, int]] = []
    for _, numbers in sorted((*before, *after), key=lambda item: abs(item[0] - place)):
        if numbers not in found:
            found.append(numbers)
    if one.problem is not None and one.problem.at is not None:
        found.append(dict(zip(one.problem.output_letters, one.problem.at)))
    return found


def _signed(node: s.Node) -> int | None:
    if isinstance(node, s.Number) and isinstance(node.value, int):
        return node.value
    inner = node.term if isinstance(node, s.Negative) else None
    if isinstance(inner, s.Number) and isinstance(inner.value, int):
        return -inner.value
    return None
