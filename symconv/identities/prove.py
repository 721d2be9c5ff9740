"""Proofs: the steps of an identity, each checked when it is made, and its counterexamples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from symconv.derive.derivation import Step
from symconv.errors import OutputError, quote
from symconv.identities.counter import Found, search
from symconv.identities.expression import (
    MAX_DIMENSION,
    Definitions,
    define,
    equation,
    indices,
    read,
    shown,
    shown_index,
)
from symconv.identities.records import IDENTITIES, Chain, Identity
from symconv.identities.same import same
from symconv.model.tree import Equation
from symconv.render import plain

_CHANGE = re.compile(r"\{([^}]*)\}")


class Proof(NamedTuple):
    """An identity with its steps, all of them checked, and what differs without a condition.

    ``problems`` has a problem line for each step, where the steps are about problems.
    """

    identity: Identity
    dimension: int
    steps: tuple[Step, ...]
    counterexamples: tuple[Found, ...]
    problems: tuple[str, ...] = ()


def find(text: str) -> Identity:
    """The identity called ``text``; OutputError lists those there are."""
    for identity in IDENTITIES:
        if identity.name == text:
            return identity
    names = ", ".join(identity.name for identity in IDENTITIES)
    raise OutputError(f"the identity {quote(text)} is not known: use one of {names}")


def prove(identity: Identity, dimension: int = 0) -> Proof:
    """The proof on one or two axes; 0 chooses two.

    >>> [step.rule for step in prove(find("delta"), 1).steps][:3]
    ['definition', 'definition', 'sift']

    Raises OutputError where the identity is not one of so many axes.
    """
    axes = dimension or identity.axes or MAX_DIMENSION
    if identity.axes not in (0, axes):
        raise OutputError(
            f"{identity.name} is an identity of {identity.axes} axes, not of {axes}"
        )
    if not 1 <= axes <= MAX_DIMENSION:
        raise OutputError(
            f"identities are written for 1 or {MAX_DIMENSION} axes, not for {axes}: "
            "axes do not depend on each other, so more of them work alike"
        )
    found = tuple(map(search, identity.counterexamples))
    module = import_module(identity.module) if identity.module else None
    if module is not None:
        found = (*found, module.counterexample())
    if module is not None and not identity.chains:
        return Proof(identity, axes, module.steps(axes), found, module.problems(axes))
    return Proof(identity, axes, tuple(_steps(identity, axes)), found)


def _steps(identity: Identity, axes: int) -> Iterator[Step]:
    listed = [define(text, axes) for text in identity.definitions]
    definitions = {one.array: one for one in listed}
    meant = tuple(map(equation, listed))
    yield Step("definition", (), meant, "These are the arrays.")
    for chain in identity.chains:
        yield from _chain(chain, definitions, axes)


def _chain(chain: Chain, definitions: Definitions, axes: int) -> Iterator[Step]:
    start = before = read(chain.left, axes)
    for move in chain.moves:
        after = read(move.leads_to, axes)
        if not same(before, after, definitions):
            raise AssertionError(f"{chain.left}: {move.leads_to} does not follow")
        because = _CHANGE.sub(lambda match: _change(match[1], axes), move.because)
        yield Step(move.rule, (), (Equation((shown(start), shown(after))),), because)
        before = after


def _change(text: str, axes: int) -> str:
    """A change of letters in words, one for each axis."""
    left, right = (indices(part, axes) for part in text.split("="))
    return " and ".join(f"{plain.index(shown_index(one))} = {plain.index(shown_index(other))}"
                        for one, other in zip(left, right))  # fmt: skip

