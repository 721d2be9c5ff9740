"""Sides that only name the operation: ``x[m,n] * h[m,n]``, with a sum over channels or without."""

from __future__ import annotations

from itertools import product

from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.indexed import Entry, entry_letters
from symconv.verify.law import Law
from symconv.verify.leading import places
from symconv.verify.sums import sum_faults
from symconv.verify.written import Side


def operator_side(written: Side, law: Law, left: tuple[Entry, ...]) -> bool:
    """Whether a side is the operation with its sign, for the output with the index ``left``.

    For ``y[m,n]`` it is ``x[m,n] * h[m,n]``; with channels, for ``y[f,m,n]``, it stands under
    their sum: ``Σ_c x[c,m,n] * h[f,c,m,n]``.
    """
    if not _names_space(written, law, left):
        return False
    if not law.links:
        return not written.terms[0].scopes
    try:
        return _differs(written, law, left[: -len(law.space)]) is None
    except (Unbound, TooLarge):
        return False


def _names_space(written: Side, law: Law, left: tuple[Entry, ...]) -> bool:
    """Whether a side is a product of image and kernel at the indices of the output in space."""
    if len(written.terms) != 1 or len(written.terms[0].factors) != 2:
        return False
    term, space = written.terms[0], len(law.space)
    parts = {factor.name: factor.indices or () for factor in term.factors}
    if law.problem is not None and law.problem.conjugate and law.problem.kernel.name in parts:
        parts[law.second] = parts.pop(law.problem.kernel.name)  # the sign conjugates
    if set(parts) != {law.first, law.second} or len(left) != law.ranks[0]:
        return False
    if any(indices[-space:] != left[-space:] for indices in parts.values()):
        return False
    sizes = (law.ranks[0], len(parts[law.first]), len(parts[law.second]))
    return sizes == law.ranks and term.coefficient == 1


def _alone(written: Side, law: Law) -> tuple[Side, Law]:
    """A side and a law without the indices of space."""
    term, space = written.terms[0], len(law.space)
    factors = tuple(
        factor._replace(indices=(factor.indices or ())[:-space]) for factor in term.factors
    )
    boxes = {name: law.boxes[name][:-space] for name in (law.first, law.second)}
    alone = Law(law.output, law.first, law.second, law.links, boxes, law.source)
    alone.problem, alone.numbers = law.problem, law.numbers
    return Side((term._replace(factors=factors),), (), term.span), alone


def _differs(written: Side, law: Law, ahead: tuple[Entry, ...]) -> tuple[int, ...] | None:
    """The first output for which a side does not add up the channels of the operation."""
    only, alone = _alone(written, law)
    axes = [
        [entry] if isinstance(entry, int) else places(law, axis) for axis, entry in enumerate(ahead)
    ]
    letters = [entry_letters(entry) for entry in ahead]
    for at in product(*axes):
        numbers = {min(own): value for own, value in zip(letters, at) if own}
        if expand(only, alone, {**law.numbers, **numbers}) != alone.expected(at):
            return at
    return None


def named_faults(
    written: Side, law: Law, left: tuple[Entry, ...], text: str
) -> list[Found]:
    """What is wrong with the channels of a side that names the operation but for them."""
    if not law.links or not _names_space(written, law, left):
        return []
    space = len(law.space)
    try:
        at = _differs(written, law, left[:-space])
    except (Unbound, TooLarge):
        return []
    if at is None:
        return []
    only, alone = _alone(written, law)
    letters = [entry_letters(entry) for entry in left[:-space]]
    alone.numbers = {**law.numbers, **{min(own): v for own, v in zip(letters, at) if own}}
    shown = ",".join(str(entry) for entry in left[-space:])
    return [
        one._replace(expected=f"{one.expected[:-1]},{shown}]")
        if one.kind == "wrong-index" and one.expected.endswith("]")
        else one
        for one in sum_faults(only, at, left[:-space], alone, text)
    ]
