"""What is wrong in a side under sum signs: a factor's indices, or the bounds of a letter."""

from __future__ import annotations

from symconv.derive.ranges import solve
from symconv.model.index import Affine, Bound, Poly, floor_div, names_in, substitute
from symconv.model.problem import Problem
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, assignments, elements
from symconv.verify.indexed import Entry
from symconv.verify.law import Law
from symconv.verify.written import Factor, Limit, Side, Term

LOOK = 400  # terms of a sum that are looked at
LACKING = "These bounds leave out terms, or count terms twice."


def sum_faults(
    written: Side, at: tuple[int, ...], output: tuple[Entry, ...], law: Law, text: str
) -> list[Found]:
    """What is wrong in the sums of a side.

    ``at`` is an output where it shows; ``output`` the index of the output as it is
    written, in letters or as numbers. The law has numbers for all letters.
    """
    found: list[Found] = []
    for term in written.terms:
        indexed = [factor for factor in term.factors if factor.indices is not None]
        names = {factor.name for factor in indexed}
        if not term.scopes or len(indexed) != 2 or names != {law.first, law.second}:
            continue
        if _obeys(term, at, law):
            if term.coefficient != 1:
                found.append(_scaled(term, text))
            else:
                found += _wrong_limits(term, at, output, law, text)
        else:
            first, second = sorted(indexed, key=lambda one: one.name != law.first)
            found.append(_wrong_factor(first, second, output, law, text))
    if len(found) > 1:
        found = [one for one in found if one.message != LACKING] or found[:1]
    return found


def _scaled(term: Term, text: str) -> Found:
    word = text[slice(*term.span)]
    if term.coefficient == -1:
        return Found(term.span, "wrong-sign", word, word.lstrip("-− "),
                     "The sum is added, not subtracted.")  # fmt: skip
    return Found(term.span, "wrong-coefficient", word, "",
                 f"The number {term.coefficient} does not belong in front of the sum.")  # fmt: skip


def _obeys(term: Term, at: tuple[int, ...], law: Law) -> bool:
    """Whether the products under the sum signs obey the relation, as far as they are looked at."""
    wide = Law(law.output, law.first, law.second, law.ties, {}, law.source)
    wide.numbers, wide.edge = law.numbers, law.edge
    try:
        for put in assignments(term, wide, law.numbers, [LOOK]):
            worked = elements(term, put)
            if worked is None:
                continue
            cells = {name: index for name, index in worked if index is not None}
            if not wide.meets(at, cells[law.first], cells[law.second]):
                return False
    except (TooLarge, Unbound):
        pass
    return True


def _wrong_factor(
    first: Factor, second: Factor, output: tuple[Entry, ...], law: Law, text: str
) -> Found:
    """The factor whose indices break the relation, and what it must be beside the other."""
    wanted_second = _solved(first, output, law, law.second)
    wanted_first = _solved(second, output, law, law.first)
    wrong, other, wanted = second, first, wanted_second
    if wanted_second is None or (_plain(second) and not _plain(first)):
        wrong, other, wanted = first, second, wanted_first
    elif _plain(first) and law.problem is not None and wanted_first is not None:
        sums = list(law.problem.sums)
        letters = [str(entry) for entry in first.indices or ()][-len(sums) :]
        if letters != sums and sorted(letters) == sorted(sums) and law.problem.over == "image":
            wrong, other, wanted = first, second, wanted_first
    word, beside = text[slice(*wrong.span)], text[slice(*other.span)]
    if wanted is None:
        return Found(wrong.span, "wrong-index", word, "",
                     f"The indices of {word} do not belong to this output.")  # fmt: skip
    return Found(wrong.span, "wrong-index", word, wanted,
                 f"Beside {beside} stands {wanted}, not {word}.")  # fmt: skip


def _plain(factor: Factor) -> bool:
    """Whether each index is a letter alone."""
    return all(isinstance(entry, Poly) and entry.is_name for entry in factor.indices or ())


def _solved(given: Factor, output: tuple[Entry, ...], law: Law, name: str) -> str | None:
    """The element that obeys the relation beside a factor: ``h[m-i,n-j]``."""
    wanted = 2 if name == law.second else 1
    if len(given.indices or ()) != law.ranks[3 - wanted] or len(output) != law.ranks[0]:
        return None
    parts: dict[int, str] = {}
    for tie in law.ties:
        factors = (tie.out, tie.first, tie.second)
        mine, its = factors[wanted], factors[3 - wanted]
        if mine == 0:
            continue
        total = tie.rest
        if tie.out != 0:
            out = output[tie.axes[0]]
            if not isinstance(out, (int, Poly)):
                return None
            total = total - tie.out * (out if tie.parts == 1 else floor_div(out, tie.parts))
        if its != 0:
            known = (given.indices or ())[tie.axes[3 - wanted]]
            if not isinstance(known, (int, Poly)):
                return None
            total = total - its * known
        if mine == -1:
            total = -total
        shown = in_order(total)
        parts[tie.axes[wanted]] = shown if mine in (1, -1) else f"({shown})/{mine}"
    if len(parts) != law.ranks[wanted]:
        return None
    return f"{name}[{','.join(parts[axis] for axis in sorted(parts))}]"


def in_order(value: Affine) -> str:
    """An index as it is usually written, what is added first: ``1-i``.

    >>> from symconv.model.index import name
    >>> in_order(1 - name("i"))
    '1-i'
    """
    if isinstance(value, int) or value.terms[0][1] > 0:
        return str(value).replace(" ", "")
    terms = sorted(value.terms, key=lambda term: term[1] < 0)
    return str(Poly(tuple(terms))).replace(" ", "")


def _wrong_limits(
    term: Term, at: tuple[int, ...], output: tuple[Entry, ...], law: Law, text: str
) -> list[Found]:
    """The letters whose bounds leave out values that have a term."""
    factors = {factor.name: factor for factor in term.factors if factor.indices is not None}
    found = []
    pairs = list(law.partners(at))
    for limit in term.bound:
        for name in (law.first, law.second):
            for axis, entry in enumerate(factors[name].indices or ()):
                if str(entry) != limit.letter:
                    continue
                needed = {pair[name == law.second][axis] for pair in pairs}
                shown = _shown(limit, law.numbers)
                space = axis >= len(factors[name].indices or ()) - len(law.space)
                wide = not space and bool(needed) and len(shown) > len(needed)
                if wide or any(value not in shown for value in needed):
                    found.append(_limit_fault(limit, name, axis, output, law, text))
    if not found and term.bound:
        limit = term.bound[0]
        word = text[slice(*limit.span)]
        found.append(Found(limit.span, "wrong-bounds", word, "", LACKING))
    return list(dict.fromkeys(found))


def _shown(limit: Limit, numbers: dict[str, int]) -> set[int] | range:
    """The values that a letter runs over, where its bounds are known."""
    if limit.values is not None:
        return set(limit.values)
    ends = [
        None if bound is None else substitute(bound, numbers)
        for bound in (limit.lower, limit.upper)
    ]
    low = ends[0] if isinstance(ends[0], int) else -(10**6)
    high = ends[1] if isinstance(ends[1], int) else 10**6
    step = limit.step if isinstance(limit.step, int) and limit.step > 0 else 1
    return range(low, high + 1, step)


def _limit_fault(
    limit: Limit, name: str, axis: int, output: tuple[Entry, ...], law: Law, text: str
) -> Found:
    word = text[slice(*limit.span)]
    lower, upper = _solved_bounds(law.problem, name, axis, output, law)
    expected = f"{limit.letter} from {lower} to {upper}"
    return Found(limit.span, "wrong-bounds", word, expected,
                 f"The sum runs over {expected}.")  # fmt: skip


def _solved_bounds(
    problem: Problem | None, name: str, axis: int, output: tuple[Entry, ...], law: Law
) -> tuple[Bound, Bound]:
    which = 1 if name == law.first else 2
    space = axis - (law.ranks[which] - len(law.space))
    if problem is not None and space >= 0:
        over = "image" if name == law.first else "kernel"
        place = output[law.space[space].axes[0]]
        axis = space
        if isinstance(place, int) or names_in_entry(place) == {problem.indices[axis]}:
            solved = solve(
                problem._replace(over=over), axis, place if isinstance(place, int) else None
            )
            return solved.lower, solved.upper
        axis = law.space[space].axes[which]
    return law.boxes[name][axis]


def names_in_entry(entry: Entry) -> frozenset[str]:
    """The letters of a plain index."""
    return names_in(entry) if isinstance(entry, (int, Poly)) else frozenset()
