"""Sides that only name the operation: ``x[m,n] * h[m,n]``, with a sum over channels or without."""

from __future__ import annotations

from itertools import product

from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.indexed import Entry, entry_letters
from symconv.verify.law import Law
from symconv.verify.leading import places
from symconv.verify.written import Side


def operator_side(written: Side, law: Law, left: tuple[Entry, ...]) -> bool:
    """Whether a side is the operation with its sign, for the output with the index ``left``.

    For ``y[m,n]`` it is ``x[m,n] * h[m,n]``; with channels, for ``y[f,m,n]``, it stands under
    their sum: ``Σ_c x[c,m,n] * h[f,c,m,n]``.
    """
    if len(written.terms) != 1 or len(written.terms[0].factors) != 2:
        return False
    term, space = written.terms[0], len(law.space)
    parts = {factor.name: factor.indices or () for factor in term.factors}
    if set(parts) != {law.first, law.second} or len(left) != law.ranks[0]:
        return False
    if any(indices[-space:] != left[-space:] for indices in parts.values()):
        return False
    sizes = (law.ranks[0], len(parts[law.first]), len(parts[law.second]))
    if sizes != law.ranks or term.coefficient != 1:
        return False
    return _leads(written, law, left[:-space]) if law.links else not term.scopes


def _leads(written: Side, law: Law, ahead: tuple[Entry, ...]) -> bool:
    """Whether the channels that a side adds up are those of the operation, for every output."""
    term, space = written.terms[0], len(law.space)
    factors = tuple(
        factor._replace(indices=(factor.indices or ())[:-space]) for factor in term.factors
    )
    only = Side((term._replace(factors=factors),), (), term.span)
    boxes = {name: law.boxes[name][:-space] for name in (law.first, law.second)}
    alone = Law(law.output, law.first, law.second, law.links, boxes, law.source)
    alone.problem = law.problem
    axes = [
        [entry] if isinstance(entry, int) else places(law, axis) for axis, entry in enumerate(ahead)
    ]
    letters = [entry_letters(entry) for entry in ahead]
    try:
        for at in product(*axes):
            numbers = {
                min(own): value for own, value in zip(letters, at) if own
            }
            if expand(only, alone, {**law.numbers, **numbers}) != alone.expected(at):
                return False
    except (Unbound, TooLarge):
        return False
    return True
