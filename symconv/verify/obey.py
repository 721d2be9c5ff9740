"""Whether indices that hold letters obey a relation, whatever the letters are."""

from __future__ import annotations

from symconv.model.index import Affine
from symconv.verify.diagnose import Found
from symconv.verify.facts import oriented
from symconv.verify.gather import Equation
from symconv.verify.indexed import Entry, Odd
from symconv.verify.infer import Family
from symconv.verify.meeting import ranks
from symconv.verify.ties import Tie
from symconv.verify.written import Side

Entries = tuple[Entry, ...]


def obeys(output: Entries, first: Entries, second: Entries, ties: tuple[Tie, ...]) -> bool | None:
    """Whether three lists of indices obey the ties of all axes; None where it cannot be told."""
    split = [[_quotient(entry) for entry in group] for group in (output, first, second)]
    if any(part is None for group in split for part in group):
        return None
    if tuple(map(len, split)) != ranks(ties) or any(tie.parts > 1 for tie in ties):
        return None
    groups = [[part for part in group if part] for group in split]
    for tie in ties:
        if tie.modulus:
            return None
        parts = [
            (factor, group[axis])
            for factor, group, axis in zip((tie.out, tie.first, tie.second), groups, tie.axes)
            if factor != 0
        ]
        parts.append((-1, (tie.rest, 1)))
        total: Affine = 0
        for place, (factor, (top, _)) in enumerate(parts):
            term = factor * top
            for where, (_, (_, divisor)) in enumerate(parts):
                term = term * (1 if where == place else divisor)
            total = total + term
        if total != 0:
            return False
    return True


def _quotient(entry: Entry) -> tuple[Affine, Affine] | None:
    """An index as a numerator and a divisor; None where it is taken modulo something."""
    if not isinstance(entry, Odd):
        return entry, 1
    return None if entry.modulus != 0 else (entry.value, entry.divisor)


def another_output(found: Equation, written: Side, family: Family, text: str) -> Found | None:
    """The element of a sum for one output that the general formula does not bring there.

    For ``y[m] = Σ x[i] h[m-i]`` and then ``y[2] = Σ x[i] h[1-i]`` it is ``h[1-i]``.
    """
    scoped = [term for term in written.terms if term.scopes]
    at = found.left.indices or ()
    if len(scoped) != 1 or not at or not all(isinstance(index, int) for index in at):
        return None
    factors = [factor for factor in scoped[0].factors if factor.indices is not None]
    if len(factors) != 2:
        return None
    verdicts = []
    for stated in family.stated:
        ties = oriented(stated.definition, family.first)
        if ties is None or stated.definition.faults or stated.definition.modulus != 0:
            continue
        one, two = factors if factors[0].name == family.first else factors[::-1]
        if (one.name, two.name) != (family.first, family.second):
            return None
        verdicts.append(obeys(at, one.indices or (), two.indices or (), ties))
    if not verdicts or any(verdict is not False for verdict in verdicts):
        return None
    last = factors[-1]
    word = text[slice(*last.span)]
    shown = ",".join(map(str, at))
    return Found(
        last.span, "wrong-index", word, "",
        f"By its general formula, the terms of {family.output}[{shown}] have other indices.",
    )  # fmt: skip
