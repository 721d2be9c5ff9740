"""A derivation: a problem, its solved ranges, its terms, and the steps that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symconv.derive.elements import Elements
from symconv.derive.ranges import AxisRange, solve
from symconv.derive.terms import Cell, Rejected, Term, outputs, rejected_at, terms_at
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.model.tree import Statement

DETAILS = ("brief", "normal", "full")


class Step(NamedTuple):
    """One step: the rule used, what it starts from, what it shows, and why it holds."""

    rule: str
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]
    because: str


class Derivation:
    """The derivation of one output, or (without a place) of any output.

    ``terms`` are the valid terms in the order written, as pairs of index tuples
    (pixel, entry); ``rejected`` those one step past the range; ``notes`` what the
    reader should know about the names. Immutable.
    """

    __slots__ = ("at", "elements", "notes", "problem", "ranges", "rejected", "terms")

    problem: Problem
    at: Cell | None
    ranges: tuple[AxisRange, ...]
    terms: tuple[Term, ...]
    rejected: tuple[Rejected, ...]
    elements: Elements
    notes: tuple[str, ...]

    def __init__(
        self,
        problem: Problem,
        terms: list[Term] | None = None,
        elements: Elements | None = None,
    ) -> None:
        at = problem.at
        places = (None,) * problem.dimension if at is None else at
        if elements is None:
            elements = Elements(problem)
        if at is not None and terms is None:
            terms = terms_at(problem, at)
        fields = {
            "problem": problem,
            "at": at,
            "elements": elements,
            "notes": (elements.note,) if elements.note else (),
            "terms": tuple(terms or ()),
            "rejected": () if at is None else tuple(rejected_at(problem, at)),
            "ranges": tuple(solve(problem, axis, m) for axis, m in enumerate(places)),
        }
        for key, value in fields.items():
            object.__setattr__(self, key, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Derivation) and self.problem == other.problem

    def __hash__(self) -> int:
        return hash(self.problem)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.problem)!r})"

    def steps(self, detail: str = "normal") -> tuple[Step, ...]:
        """The steps, with ``detail`` brief, normal or full."""
        from symconv.derive.steps import worked_steps

        if detail not in DETAILS:
            raise OutputError(f"detail '{detail}' is not known: use {', '.join(DETAILS)}")
        return worked_steps(self, detail)


def derive(problem: Problem, at: Cell | None = None) -> Derivation:
    """Derive one output, or any output where none is given.

    >>> derive(Problem.parse("conv image=7 kernel=3"), at=(1,)).terms[0]
    ((0,), (1,))

    Raises OutputError where the output does not exist, ProblemError where sizes hold
    letters and an output is given.
    """
    return Derivation(problem if at is None else problem.placed(at))


def derive_all(problem: Problem) -> Iterator[Derivation]:
    """All outputs, one at a time, in the order of writing."""
    elements = Elements(problem)
    for at, terms in outputs(problem):
        yield Derivation(problem._replace(at=at), terms, elements)
