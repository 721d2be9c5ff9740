"""What a request shows, in no language yet: steps and pictures, in the order asked for.

To let blocks show something more, add a name to ``request.SHOWS`` and a branch to
``_steps``. Nothing here does mathematics: all steps come from the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from symconv.derive.derivation import Derivation, Step
from symconv.derive.steps import range_steps
from symconv.embed.request import Request
from symconv.errors import OutputError, quote
from symconv.model.problem import Problem
from symconv.model.tree import Row
from symconv.render.latex import array, blocks

if TYPE_CHECKING:
    from symconv.draw.scene import Scene

MAX_TERMS = 2500  # more than that nobody reads


class Part(NamedTuple):
    """One thing shown: the steps of it, or the scene of a picture."""

    steps: tuple[Step, ...] = ()
    scene: Scene | None = None


class Shown(NamedTuple):
    """All that a request shows, and what to know about it."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


def shown(request: Request) -> Shown:
    """What a request asks for.

    >>> from symconv.embed.request import parse
    >>> [step.rule for step in shown(parse("conv at=1,1 show=value")).parts[0].steps]
    ['names']

    Raises SymconvError where there is no such thing, as for an output that does not exist.
    """
    parts: list[Part] = []
    notes: tuple[str, ...] = ()
    derived: Derivation | None = None
    for show in request.shows:
        if show == "picture":
            from symconv import draw

            crop = request.crop or None
            parts.append(Part(scene=draw.make(request.problem, request.picture, crop)))
            continue
        if show == "range":
            steps: Sequence[Step] = range_steps(request.problem)
            if request.detail == "brief":
                steps = [step for step in steps if step.rule in ("substitute", "range")]
        else:
            derived = derived or _derived(request.problem)
            notes = derived.notes
            steps = _steps(derived, show, request.detail)
        parts.append(Part(tuple(steps)))
    return Shown(tuple(parts), notes)


def formulas(step: Step) -> list[str]:
    """The displays of a step as LaTeX, for places that bring their own delimiters."""
    return [
        array(block) if block.kind == "array"
        else "\\begin{aligned}\n" + " \\\\\n".join(block.lines) + "\n\\end{aligned}"
        for block in blocks(step.after)
    ]  # fmt: skip


def _derived(problem: Problem) -> Derivation:
    """The derivation, unless it has more terms than anybody reads."""
    if problem.at is not None and problem.numeric:
        from symconv.derive.formulas import Formulas

        count = problem.leading.summed
        for solved in Formulas(problem).ranges(problem.at):
            count *= len(solved.values())
        if count > MAX_TERMS:
            raise OutputError(
                f"{quote(str(problem))} has {count} terms, more than a page can show "
                f"({MAX_TERMS}): take a smaller kernel, or show=range or show=statement"
            )
    return Derivation(problem)


def _steps(derived: Derivation, show: str, detail: str) -> Sequence[Step]:
    """What to show of a derivation."""
    wanted: tuple[str, ...]
    if show == "worked":
        return derived.steps(detail)
    steps = derived.steps("full")
    if show == "statement":
        wanted = ("definition", "entries") if detail == "full" else ("definition",)
        return [step for step in steps if step.rule in wanted]
    if show == "value":
        if detail != "full":
            return derived.steps("brief")[-1:]
        wanted = ("collect", "names", "products", "sum")
        return [step for step in steps if step.rule in wanted] or steps[-1:]
    if derived.at is None:
        letters = ",".join(derived.problem.output_letters)
        raise OutputError(f"show=table needs an output: add at={letters} with numbers")
    if not derived.terms:
        return steps[-1:]
    wanted = ("bounds", "terms") if detail == "full" else ("terms",)
    chosen = [step for step in steps if step.rule in wanted]
    return [_without_failing(step) for step in chosen] if detail == "brief" else chosen


def _without_failing(step: Step) -> Step:
    rows = [row for row in step.after if not (isinstance(row, Row) and row.missing is not None)]
    return step._replace(after=tuple(rows))
