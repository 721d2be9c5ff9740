"""Gradients under a stated problem: ``∂L/∂x[i] = …`` and ``∂y[m]/∂x[i] = …``.

The derivative by an element is the sum over the outputs that hold it, by the law of the
problem; what is written must come to the same at every element. The derivatives by the
outputs are the elements of an array called ``∂L/∂y`` that is as large as the output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from typing import NamedTuple

from symconv.derive.gradients import gradient
from symconv.derive.supports import support
from symconv.errors import SymconvError
from symconv.model.boundaries import find
from symconv.model.index import Poly, substitute
from symconv.model.problem import Problem
from symconv.read import syntax as s
from symconv.verify.backward import general_chain
from symconv.verify.conditions import Range
from symconv.verify.diagnose import Found
from symconv.verify.edge import Edge
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.facts import parts_of
from symconv.verify.gather import EQUALS, Equation, equation, general
from symconv.verify.indexed import Entry, NotTerms, evaluate
from symconv.verify.judged import Judged, reason_of, span_of, unread
from symconv.verify.law import Box, Law, Polynomial, access, cleaned, with_numbers
from symconv.verify.nearby import Spoken
from symconv.verify.problem_law import laws_of, of_problem
from symconv.verify.spelling import spelled
from symconv.verify.written import Side, factor

Cell = tuple[int, ...]
FULL = 8  # as many values of an index are all tried
MOST = 400  # places at which a formula is tried
BUDGET = 150_000  # products written out for one side
MAX_HELD = 400_000  # pairs that meet in all outputs together
Held = dict[Cell, list[tuple[Cell, Cell, Cell]]]


class Asked(NamedTuple):
    """What a line is about: the array whose element is asked for, and what is derived.

    ``loss`` is what is derived by the outputs, or empty for the derivative of an output.
    """

    array: str
    loss: str


class Place(NamedTuple):
    """Numbers for the letters of a line, the output (for ``∂y/∂x``), and the element."""

    numbers: dict[str, int]
    output: Cell
    cell: Cell


def judge_gradient(chain: s.Chain, laws: list[Law], text: str) -> list[Judged] | None:
    """Judge a line about a derivative; None where it is about no array of the problem."""
    if not chain.sides or not isinstance(chain.sides[0], s.Derivative):
        return None
    if any(relation.sign not in EQUALS for relation in chain.relations):
        return None
    found = equation(chain)
    asked = None if found is None else _asked(found, laws[0])
    if found is None or asked is None:
        return None
    judged: list[Judged] = []
    wrong = False
    for place, written in enumerate(found.sides):
        span = span_of(chain, place)
        if written is None:
            node = chain.sides[place + 1]
            hole = unread(node)
            why = f"This side is not checked: {reason_of(node)}."
            judged.append(
                Judged(span, "undecided", why) if hole is None
                else Judged(hole.span, "unread", hole.reason)
            )
            continue
        written = spelled(written, laws[0])
        verdict = general_chain(found, written, span, text) if asked.loss else None
        if verdict is None:
            verdict = _side(found, written, asked, laws, span, text)
        if verdict.verdict == "refuted" and wrong:
            word = text[slice(*written.span)]
            carried = Found(written.span, "carried-forward", word, "",
                            "This follows from the line above, which is wrong.")  # fmt: skip
            verdict = verdict._replace(found=(carried,))
        wrong = wrong or verdict.verdict == "refuted"
        judged.append(verdict)
    return judged


def _asked(found: Equation, law: Law) -> Asked | None:
    parts = parts_of(found.left)
    if parts is None or parts[1] not in (law.first, law.second):
        return None
    if law.problem is None or law.problem.channels.given:
        return None
    top, array = parts
    if top in (law.first, law.second):
        return None
    count = len(found.left.indices or ())
    if top == law.output:
        return Asked(array, "") if count == 2 * len(law.ties) else None
    return Asked(array, top) if count == len(law.ties) else None


def _side(
    found: Equation, written: Side, asked: Asked, laws: list[Law], span: s.Span, text: str
) -> Judged:
    """One side, at every element that is tried."""
    left = text[slice(*found.left.span)]
    tried = False
    budget = [BUDGET]
    try:
        for law in laws:
            mine = _with_outputs(law, asked)
            if not asked.loss and any(low > high for low, high in mine.outputs or ()):
                tried = True  # there is no output, so nothing that this could be wrong about
            for place in _places(found, asked, mine):
                if place is None:
                    return Judged(span, "undecided", f"Which element {left} is cannot be told.")
                tried = True
                if law.inside(asked.array, place.cell) is False:
                    return _outside(found, asked, place, law, span, text)
                wanted = _expected(mine, asked, place)
                if expand(written, mine, place.numbers, budget=budget) != wanted:
                    faults = tuple(_faults(found, written, asked, mine, place, text))
                    return Judged(span, "refuted", f"This is not {left}.", faults)
    except Unbound as error:
        word = text[slice(*error.factor.span)]
        one = Found(error.factor.span, "free-index", word, "",
                    f"The index {error.letter} is bound nowhere.")  # fmt: skip
        return Judged(span, "refuted", f"The letter {error.letter} is free.", (one,))
    except (TooLarge, SymconvError):
        return Judged(span, "undecided", "Writing this out would take too long.")
    except NotTerms:
        return Judged(span, "undecided", "Where this holds is not understood.")
    if not tried:
        return Judged(span, "undecided", "No element satisfies what is said beside it.")
    return Judged(span, "proved", f"This is {left}.")


def _with_outputs(law: Law, asked: Asked) -> Law:
    """The law with the derivatives by the outputs as one more array."""
    mine = with_numbers(law, law.numbers)
    mine.boxes = dict(law.boxes)
    mine.outputs = _outputs(law)
    if asked.loss:
        mine.boxes[_by_output(law, asked)] = mine.outputs
    return mine


def _by_output(law: Law, asked: Asked) -> str:
    return f"∂{asked.loss}/∂{law.output}"


def _outputs(law: Law) -> Box:
    assert law.problem is not None
    ends = [
        [substitute(end, law.numbers) for end in support(law.problem, axis)]
        for axis in range(law.problem.dimension)
    ]
    found = [(low, high) for low, high in ends if isinstance(low, int) and isinstance(high, int)]
    return tuple(found)


def _places(found: Equation, asked: Asked, law: Law) -> Iterator[Place | None]:
    """The elements to try, as numbers for the letters of the left side."""
    entries = found.left.indices or ()
    rank = len(law.ties)
    outer = () if asked.loss else law.outputs or ()
    boxes = (*outer, *law.boxes[asked.array])
    choices: list[Sequence[int]] = []
    letters: list[str] = []
    for entry, (low, high) in zip(entries, boxes):
        value = evaluate(entry, law.numbers)
        letter = _letter(entry)
        if value is None and letter is None:
            yield None
            return
        choices.append((value,) if value is not None else _tried(low, high, len(boxes)))
        letters.append("" if value is not None else letter or "")
    if len({letter for letter in letters if letter}) < sum(map(bool, letters)):
        yield None
        return
    conditions = [Range(one) for one in found.chain.conditions]
    for values in product(*choices):
        numbers = {**law.numbers, **{k: v for k, v in zip(letters, values) if k}}
        if all(condition.holds(numbers) for condition in conditions):
            yield Place(numbers, values[:-rank], values[-rank:])


def _letter(entry: Entry) -> str | None:
    return str(entry) if isinstance(entry, Poly) and entry.is_name else None


def _tried(low: int, high: int, letters: int) -> Sequence[int]:
    """The values of an index: all where they are few, else both ends and some between."""
    most = FULL if FULL**letters <= MOST else 5 if 5**letters <= MOST else 3
    if high - low < most:
        return range(low, high + 1)
    middle = (low + high) // 2
    return sorted({low, low + 1, middle, high - 1, high} if most > 3 else {low, middle, high})


def _expected(law: Law, asked: Asked, place: Place) -> Polynomial:
    """What the derivative is, term by term from the law."""
    total: Polynomial = {}
    by_image = asked.array == law.first
    for at, first, second in _holding(law, by_image).get(place.cell, ()):
        if asked.loss or at == place.output:
            outer = ((_by_output(law, asked), at),) if asked.loss else ()
            law.add(total, 1, (*outer, (law.second, second) if by_image else (law.first, first)))
    return cleaned(total)


def _holding(law: Law, by_image: bool) -> Held:
    """For each pixel, or each entry, the outputs that hold it and the pair that meets there."""
    assert law.problem is not None
    boundary = find("zero") if law.edge is None else law.edge.boundary
    numbers = tuple(sorted(law.numbers.items()))
    return _held(law.problem._replace(boundary=boundary, at=None), numbers, by_image)


@lru_cache(maxsize=16)
def _held(problem: Problem, numbers: tuple[tuple[str, int], ...], by_image: bool) -> Held:
    law = of_problem(problem, dict(numbers))
    found: Held = {}
    outputs = [range(low, high + 1) for low, high in _outputs(law)]
    entries = prod(high - low + 1 for low, high in law.boxes[law.second])
    if prod(map(len, outputs)) * entries > MAX_HELD:
        raise TooLarge
    for at in product(*outputs):
        for first, second in law.partners(at):
            cell = law.stands_for((law.first, first))[1] if by_image else second
            found.setdefault(cell, []).append((at, first, second))
    return found


def _outside(
    found: Equation, asked: Asked, place: Place, law: Law, span: s.Span, text: str
) -> Judged:
    word = text[slice(*found.left.span)]
    kind = "outside-image" if asked.array == law.first else "outside-kernel"
    one = access((asked.array, place.cell))
    fault = Found(found.left.span, kind, word, "", f"{one} does not exist.")
    return Judged(span, "refuted", f"{one} does not exist.", (fault,))


def _faults(
    found: Equation, written: Side, asked: Asked, law: Law, place: Place, text: str
) -> Iterator[Found]:
    """The terms that are wrong, extra or missing; for a sum, where it fails."""
    names = _believed(found, written, asked, law)
    wanted = _expected(law, asked, place)
    if general(written) or written.numeric:
        word = text[slice(*written.span)]
        where = access((asked.array, place.cell))
        yield Found(written.span, "not-equal", word, "",
                    f"It is not the derivative by {where}.", names)  # fmt: skip
        return
    rest: Polynomial = dict(wanted)
    for term in written.terms:
        value = expand(written._replace(terms=(term,), dots=()), law, place.numbers)
        left = {key: Fraction(rest.get(key, 0)) for key in value}
        if value and all(abs(left[key]) >= abs(Fraction(own)) for key, own in value.items()):
            for key, own in value.items():
                rest[key] = rest[key] - own
            continue
        word = text[slice(*term.span)]
        yield Found(term.span, "extra-term", word, "",
                    f"{word} is no term of this derivative.", names)  # fmt: skip
    for key in [key for key, value in rest.items() if value != 0][:4]:
        word = "·".join(name if cell is None else access((name, cell)) for name, cell in key)
        yield Found(written.span, "missing-term", "", word, f"The term {word} is missing.", names)


def _believed(found: Equation, written: Side, asked: Asked, law: Law) -> tuple[str, ...]:
    """Whether the line holds under another boundary."""
    edge = law.edge or Edge(find("zero"), law.boxes[law.first], None)
    for other in (None, *edge.others()):
        if other == law.edge:
            continue
        mine = with_numbers(law, law.numbers)
        mine.boxes, mine.outputs, mine.edge = law.boxes, law.outputs, other
        try:
            if all(
                place is not None
                and expand(written, mine, place.numbers) == _expected(mine, asked, place)
                for place in _places(found, asked, mine)
            ):
                return ("wrong-boundary",)
        except (Unbound, TooLarge):
            return ()
    return ()


def asked_near(
    spoken: Sequence[Spoken], place: int
) -> tuple[Law | None, list[dict[str, int]]] | None:
    """The law that a range near a gradient belongs to, and the element asked for there.

    None where the nearest line before it is about no gradient; no law where the gradient is
    no single operation.
    """
    problem = spoken[place].problem
    for one in reversed(spoken[:place]):
        if problem is None or one.problem is not problem or not one.chain.sides:
            return None
        head = one.chain.sides[0]
        if isinstance(head, s.Access) and head.name == problem.output_name:
            return None
        found = equation(one.chain) if isinstance(head, s.Derivative) else None
        parts = None if found is None else parts_of(found.left)
        if found is None or parts is None or parts[0] == problem.output_name:
            continue
        if parts[1] not in (problem.image.name, problem.kernel.name):
            return None
        wrt = "image" if parts[1] == problem.image.name else "kernel"
        try:
            backward = gradient(problem.placed(None), wrt).backward
        except SymconvError:
            return None, []
        if backward is None:
            return None, []
        cell = [index for index in found.left.indices or () if isinstance(index, int)]
        whole = len(cell) == len(backward.indices)
        return laws_of(backward)[0], [dict(zip(backward.indices, cell))] if whole else []
    return None


def by_output_exists(node: s.Derivative, law: Law) -> bool | None:
    """Whether a derivative is by an output that exists; None where it is by no output."""
    try:
        one = factor(node)
    except NotTerms:
        return None
    parts = parts_of(one)
    if parts is None or parts[1] != law.output or law.problem is None:
        return None
    cell = [value for value in one.indices or () if isinstance(value, int)]
    box = _outputs(law)
    if not len(cell) == len(box) == len(one.indices or ()):
        return None
    return all(low <= value <= high for value, (low, high) in zip(cell, box))
