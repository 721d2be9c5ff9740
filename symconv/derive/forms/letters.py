"""Letters for what a form brings in, so that none of them means two things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from symconv.derive.derivation import Derivation
from symconv.model.names import GREEK
from symconv.model.tree import Formula, Scalar, Symbol

_LETTERS = re.compile(r"\\?[A-Za-z]+")


def taken(derivation: Derivation) -> set[str]:
    """The names of arrays and indices, and the letters of entries and values."""
    problem = derivation.problem
    used = {problem.image.name, problem.kernel.name, problem.output_name}
    used |= {*problem.indices, *problem.sums}
    scalars: list[Scalar] = [*derivation.elements.letters, problem.boundary.constant]
    for array in (problem.image, problem.kernel):
        scalars += array.values.items if array.values is not None else ()
    for scalar in scalars:
        if isinstance(scalar, Symbol):
            used.add(scalar.name)
        elif isinstance(scalar, Formula):
            used |= set(_LETTERS.findall(scalar.latex))
    return used


def free(used: set[str], wanted: Iterable[str]) -> str:
    """The first of the wanted letters that is free; from then on it is taken.

    >>> free({"T"}, "TM")
    'M'
    """
    for letter in chain(wanted, "TMGPQRSUVWXYZABCDEFHIJKLNOzwqtuvsrpabcdefghijklmnoxy"):
        if letter not in used:
            used.add(letter)
            return letter
    raise AssertionError("no problem has so many letters")


def capital(name: str) -> str:
    r"""The capital of a name, or what may stand for it: ``X`` for ``x``, ``\Phi`` for ``\phi``.

    >>> capital("x"), capital(r"\phi"), capital(r"\alpha")
    ('X', '\\Phi', 'A')
    """
    if not name.startswith("\\"):
        return name.upper()
    large = "\\" + name[1:].removeprefix("var").capitalize()
    return large if large in GREEK else name[1].upper()
