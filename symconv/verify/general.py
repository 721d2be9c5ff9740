"""Judging general formulas under a stated problem: equal to the operation for every output.

A formula whose indices keep the axes apart is compared axis by axis, at every output that
can have a term. Any other is written out in full at outputs of all kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from symconv.model.index import names_in
from symconv.read.syntax import Span
from symconv.verify import diagnose
from symconv.verify.define import define
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.gather import Equation
from symconv.verify.indexed import entry_letters
from symconv.verify.judged import Judged
from symconv.verify.law import Box, Law, with_numbers
from symconv.verify.leading import places
from symconv.verify.misconceptions import explaining
from symconv.verify.sums import sum_faults
from symconv.verify.ties import Tie
from symconv.verify.written import Factor, Scope, Side, Term

BUDGET = 150_000  # products written out for one side
FULL = 640  # outputs at which a formula is written out in full
REACH = 60
LOOK = 8  # outputs at which a misconception must explain what is written


class Differs(NamedTuple):
    """Where a general formula is not the operation."""

    law: Law
    at: tuple[int, ...]


def difference(written: Side, letters: list[str], laws: list[Law]) -> Differs | None:
    """The first output at which a side is not the operation; None where it is everywhere.

    Raises Unbound and TooLarge.
    """
    budget = [BUDGET]
    for law in laws:
        split = _by_axis(written, letters, law)
        wrong: list[tuple[int, ...]] | None = None
        if split is not None:
            wrong = _axes_differ(split, letters, law)
            if not wrong:
                continue
        for at in (*(wrong or ()), *_outputs(law)):
            numbers = {**law.numbers, **dict(zip(letters, at))}
            wanted = law.expected(at)
            budget[0] -= len(wanted)
            if expand(written, law, numbers, budget=budget) != wanted:
                return Differs(law, at)
    return None


class Part(NamedTuple):
    """What a formula says on some indices of the output: a problem of its own."""

    side: Side
    law: Law
    axes: tuple[int, ...]


def _by_axis(written: Side, letters: list[str], law: Law) -> list[Part] | None:
    """The side cut into its axes, and its channels; None where an index mixes two of them."""
    if len(written.terms) != 1 or written.dots or written.terms[0].coefficient != 1:
        return None
    term = written.terms[0]
    parts = {factor.name: factor.indices for factor in term.factors if factor.indices is not None}
    if len(term.factors) != 2 or set(parts) != {law.first, law.second}:
        return None
    if (len(letters), len(parts[law.first]), len(parts[law.second])) != law.ranks:
        return None
    limits = {limit.letter: limit for limit in term.bound}
    if len(limits) != len(term.bound) or any(scope.ties for scope in term.scopes):
        return None
    constant = set(law.numbers)
    found, used = [], set[str]()
    space = len(law.space)
    groups = [(tie, (tie.axes[0],), (tie.axes[1],), (tie.axes[2],)) for tie in law.space]
    shares: list[tuple[Tie | None, tuple[int, ...], tuple[int, ...], tuple[int, ...]]] = [*groups]
    if law.links:
        ahead = [tuple(range(size - space)) for size in law.ranks]
        shares.append((None, ahead[0], ahead[1], ahead[2]))
    for tie, outputs, first, second in shares:
        entries = {
            law.first: tuple([parts[law.first][axis] for axis in first]),
            law.second: tuple([parts[law.second][axis] for axis in second]),
        }
        shown = [entry_letters(one) for group in entries.values() for one in group]
        own = {letter for letters_ in shown for letter in letters_} - constant
        mine = sorted(own & limits.keys())
        for name in mine:
            for bound in (limits[name].lower, limits[name].upper, limits[name].step):
                own |= names_in(bound) - constant if bound is not None else set()
        if not own <= {*(letters[axis] for axis in outputs), *mine} or used & set(mine):
            return None
        used |= set(mine)
        scope = Scope(tuple(limits[name] for name in mine), (), term.span)
        factors = tuple(Factor(name, group, term.span) for name, group in entries.items())
        one = Term(1, factors, (), (scope,), term.span)
        ties = law.links if tie is None else (tie._replace(axes=(0, 0, 0)),)
        boxes: dict[str, Box] = {
            law.first: tuple([law.boxes[law.first][axis] for axis in first]),
            law.second: tuple([law.boxes[law.second][axis] for axis in second]),
        }
        alone = Law(law.output, law.first, law.second, ties, boxes, law.source)
        alone.numbers, alone.problem = law.numbers, law.problem
        if law.edge is not None and tie is not None:
            box = tuple([law.edge.box[axis] for axis in first])
            alone.edge = law.edge._replace(box=box, fixed=0)
        found.append(Part(Side((one,), (), term.span), alone, outputs))
    return found if used == limits.keys() else None


def _axes_differ(split: list[Part], letters: list[str], law: Law) -> list[tuple[int, ...]]:
    """Outputs that differ from the operation on one axis, and have terms on the others."""
    wrong: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    fine = dict.fromkeys(range(len(letters)), 0)
    for written, alone, axes in split:
        different: tuple[int, ...] | None = None
        full: tuple[int, ...] | None = None
        for place in _places(law, alone, axes):
            wanted = alone.expected(place)
            put = {**law.numbers, **{letters[axis]: at for axis, at in zip(axes, place)}}
            shown = expand(written, alone, put)
            if full is None or len(wanted) > len(alone.expected(full)):
                full = place
            if shown != wanted and different is None:
                different = place
        if different is not None:
            wrong.append((axes, different))
        fine.update(zip(axes, full or ()))
    return [
        tuple({**fine, **dict(zip(axes, place))}[axis] for axis in range(len(letters)))
        for axes, place in wrong
    ]


def _places(law: Law, alone: Law, axes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The outputs to look at on some axes: those of space that have a term, or all channels."""
    if alone.space:
        return ((place,) for place in reach(alone, 0, REACH))
    return product(*[places(law, axis) for axis in axes])


def reach(law: Law, axis: int, longest: int) -> list[int]:
    """The outputs on an axis that can have a term, the middle first; thinned where many."""
    tie = law.space[axis]
    first, second = law.boxes[law.first][tie.axes[1]], law.boxes[law.second][tie.axes[2]]
    out = abs(law.numeric(tie.out) or 1)
    kernel = abs(law.numeric(tie.second) or 1)
    rest = abs(law.numeric(tie.rest) or 0)
    far = (max(map(abs, first)) + kernel * max(map(abs, second)) + rest) // out + 1
    if far <= longest:
        return sorted(range(-far, far + 1), key=abs)
    ends = {-far, -far // 2, -1, 0, 1, far // 2, far, *first, *second}
    ends |= {value + step for value in first for step in (-1, 1)}
    return sorted(ends, key=abs)


def _outputs(law: Law) -> Iterator[tuple[int, ...]]:
    """Outputs to compare at: all where they are few, else the ends and some between."""
    space = len(law.space)
    axes = [places(law, axis) for axis in range(law.ranks[0] - space)]
    axes += [reach(law, axis, 12) for axis in range(space)]
    while prod(map(len, axes)) > FULL:
        longest = max(axes, key=len)
        if len(longest) <= 5:
            break
        longest[:] = [*longest[:3], *longest[3:-1:2], longest[-1]]
    return product(*axes)


def stated_general(
    found: Equation, written: Side, laws: list[Law], span: Span, text: str
) -> Judged:
    """A side for any output, compared at many outputs."""
    entries = found.left.indices or ()
    letters = [str(entry) for entry in entries]
    if len(letters) != laws[0].ranks[0] or set(letters) != set(found.numbers):
        return Judged(span, "undecided", "The indices on the left are not plain letters.")
    try:
        differs = difference(written, letters, laws)
    except Unbound as error:
        return unbound(error, text, span)
    except TooLarge:
        return Judged(span, "undecided", "Writing this sum out would take too long.")
    if differs is None:
        return Judged(span, "proved", f"This is {laws[0].output} for every output.")
    faults = _faults(found, written, letters, differs, text)
    return Judged(span, "refuted", "This is not the operation that was stated.", tuple(faults))


def unbound(error: Unbound, text: str, span: Span) -> Judged:
    """The verdict on a side with a letter in an index that nothing binds."""
    word = text[slice(*error.factor.span)]
    one = Found(error.factor.span, "free-index", word, "",
                f"The index {error.letter} is bound nowhere.")  # fmt: skip
    return Judged(span, "refuted", f"The letter {error.letter} is free.", (one,))


def _faults(
    found: Equation, written: Side, letters: list[str], differs: Differs, text: str
) -> list[Found]:
    law = with_numbers(differs.law, {**differs.law.numbers, **dict(zip(letters, differs.at))})
    faults = sum_faults(written, differs.at, found.left.indices or (), law, text)
    if not faults:
        made = define(found.left, written, frozenset(law.numbers), text)
        faults = list(made.faults) if made is not None else []
    if not faults:
        faults = diagnose.terms(written, differs.at, law, text)
    if not faults:
        word = text[slice(*written.span)]
        faults = [Found(written.span, "not-equal", word, "", "The two sides are not equal.")]
    names = _believed(written, letters, differs)
    return [one._replace(consistent_with=names) for one in faults]


def _believed(written: Side, letters: list[str], differs: Differs) -> tuple[str, ...]:
    """The misconceptions that explain what is written at all outputs that are looked at."""
    law = differs.law
    names: tuple[str, ...] | None = None
    places = [at for at in _outputs(law) if law.expected(at)]
    for at in (differs.at, *places[:: max(1, len(places) // LOOK)]):
        try:
            value = expand(written, law, {**law.numbers, **dict(zip(letters, at))})
        except (Unbound, TooLarge):
            return ()
        if not value or value == law.expected(at):
            continue
        here = explaining(law, at, value)
        names = here if names is None else tuple(name for name in names if name in here)
        if not names:
            return ()
    return names or ()
