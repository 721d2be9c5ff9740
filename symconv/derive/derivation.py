"""A derivation: a problem, its solved ranges, its terms, and the steps that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from symconv.derive.elements import Elements
from symconv.derive.ranges import AxisRange
from symconv.derive.terms import Cell, Rejected, Term, outputs, rejected_from, terms_at
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
    (image, kernel), the indices of batch and channels first; ``rejected`` those one step
    past the range; ``ranges`` those of the axes of the space; ``notes`` what the reader
    should know about the names. Image indices are those of the relation: beyond the edge
    of the image each stands for one of the ``pixels``. ``form`` is how the steps go: one
    of ``symconv.derive.forms.FORMS``. Immutable.
    """

    __slots__ = ("_rejected", "at", "elements", "form", "notes", "problem", "ranges", "terms")

    problem: Problem
    at: Cell | None
    ranges: tuple[AxisRange, ...]
    terms: tuple[Term, ...]
    elements: Elements
    notes: tuple[str, ...]
    form: str
    _rejected: tuple[Rejected, ...] | None

    def __init__(
        self,
        problem: Problem,
        terms: list[Term] | None = None,
        elements: Elements | None = None,
        form: str = "sum",
    ) -> None:
        at = problem.at
        if form != "sum":
            from symconv.derive.forms import find

            form = find(form).name
        if elements is None:
            elements = Elements(problem)
        if terms is None:
            terms = [] if at is None else terms_at(problem, at)
        ranges = elements.formulas.ranges(problem.anywhere)
        keep = object.__setattr__
        keep(self, "problem", problem)
        keep(self, "at", at)
        keep(self, "ranges", ranges)
        keep(self, "terms", tuple(terms))
        keep(self, "elements", elements)
        keep(self, "notes", (elements.note,) if elements.note else ())
        keep(self, "form", form)
        keep(self, "_rejected", () if at is None else None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __reduce__(self) -> tuple[type[Derivation], tuple[object, ...]]:
        return type(self), (self.problem, None, None, self.form)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Derivation):
            return False
        return self.problem == other.problem and self.form == other.form

    def __hash__(self) -> int:
        return hash((self.problem, self.form))

    def __repr__(self) -> str:
        form = "" if self.form == "sum" else f", form={self.form!r}"
        return f"{type(self).__name__}({str(self.problem)!r}{form})"

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """The terms one step past the upper end of the range on each axis."""
        if self._rejected is None:
            found = tuple(rejected_from(self.problem, self.ranges))
            object.__setattr__(self, "_rejected", found)
            return found
        return self._rejected

    @property
    def pixels(self) -> tuple[Cell | None, ...]:
        """For each term the pixel that counts; None where it is the boundary's constant.

        >>> derive(Problem.parse("conv image=3 kernel=3 boundary=nearest"), (1,)).pixels
        ((0,), (1,), (1,))
        """
        return tuple([self.elements.stands_for(image) for image, _ in self.terms])

    def steps(self, detail: str = "normal") -> tuple[Step, ...]:
        """The steps, with ``detail`` brief, normal or full."""
        from symconv.derive.steps import worked_steps

        if detail not in DETAILS:
            raise OutputError(f"detail '{detail}' is not known: use {', '.join(DETAILS)}")
        if self.form != "sum":
            from symconv.derive.forms import form_steps

            return form_steps(self, detail)
        return worked_steps(self, detail)


def derive(problem: Problem, at: Cell | None = None, form: str = "sum") -> Derivation:
    """Derive one output, or any output where none is given.

    In another ``form`` than the sum all outputs are shown where none is given.

    >>> derive(Problem.parse("conv image=7 kernel=3"), at=(1,)).terms[0]
    ((0,), (1,))

    Raises OutputError where the output does not exist, ProblemError where sizes hold
    letters and an output is given.
    """
    return Derivation(problem if at is None else problem.placed(at), form=form)


Kind = TypeVar("Kind", bound=Derivation)


def derive_all(problem: Problem, kind: type[Kind]) -> Iterator[Kind]:
    """All outputs as derivations of class ``kind``, one at a time, in the order of writing."""
    elements = Elements(problem)
    for at, terms in outputs(problem):
        yield kind(problem._replace(at=at), terms, elements)
