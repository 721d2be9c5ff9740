"""What the trees of the other forms mean, as numbers; and the outputs by brute force.

Every pixel and every entry without a value gets a number of its own. Matrices become arrays
of fractions; functions such as X(z) are what the polynomial of that name says. Nothing here
uses how symconv derives a form.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from symconv.derive.derivation import Derivation, derive
from symconv.model.problem import Problem
from symconv.model.tree import (
    Access,
    Called,
    Equation,
    Expr,
    Juxtaposed,
    Matrix,
    Negative,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
)
from tests.strategies import Cell, Valued, cells, inside, valued

NUMBERS = ("0", "1", "-1", "2", "-3", "7", "1/2", "-4/3", "0.25")
FORMS = ("matrix", "im2col", "polynomial", "scatter")
MOST = 25


class World:
    """The numbers behind a problem, and what trees come to with them."""

    def __init__(self, valued: Valued) -> None:
        self.case = valued.case
        self.pixels = _numbers(valued.image, cells(self.case, self.case.image), 3)
        self.entries = _numbers(valued.kernel, cells(self.case, self.case.kernel), 101)
        letters = [chr(ord("a") + place) for place in range(len(self.entries))]
        self.letters = dict(zip(letters, self.entries.values()))
        self.outputs = {at: self.output(at) for at in self.case.outputs()}
        self.functions: dict[str, Callable[..., Any]] = {}

    def output(self, at: Cell) -> Fraction:
        """An output, by its definition."""
        return sum(
            (self.seen(image) * self.entries[kernel] for image, kernel in self.case.terms(at)),
            start=Fraction(0),
        )

    def seen(self, image: Cell) -> Fraction:
        """What the image is at an index, also beyond its edge."""
        pixel = self.case.pixel(image)
        if pixel is None:
            return Fraction(self.case.boundary.partition(":")[2] or 0)
        return self.pixels[pixel]

    def weight(self, at: Cell, pixel: Cell) -> Fraction:
        """How often a pixel counts in an output: the entry of the matrix."""
        found = [k for image, k in self.case.terms(at) if self.case.pixel(image) == pixel]
        return sum((self.entries[kernel] for kernel in found), start=Fraction(0))

    def value(self, node: Expr, letters: dict[Symbol, Fraction] | None = None) -> Any:
        """What an expression comes to: a number, or an array for a matrix."""
        known = letters or {}
        match node:
            case Number():
                return Fraction(node.value)
            case Symbol():
                return self.letters[node.name]
            case Access():
                arrays = {"x": self.pixels, "h": self.entries, "y": self.outputs}
                return arrays[node.array][node.indices]  # type: ignore[index]
            case Power():
                return known[node.base] ** node.exponent
            case Called():
                values = [self.value(one, known) for one in node.arguments]
                return self.functions[node.function](*values)
            case Negative():
                return -self.value(node.term, known)
            case Sum():
                return sum([self.value(term, known) for term in node.terms], start=Fraction(0))
            case Matrix():
                rows = [[self.value(cell, known) for cell in row] for row in node.rows]
                return np.array(rows, dtype=object)
            case Product() | Juxtaposed():
                found = self.value(node.factors[0], known)
                for factor in node.factors[1:]:
                    other = self.value(factor, known)
                    both = isinstance(found, np.ndarray) and isinstance(other, np.ndarray)
                    found = found @ other if both else found * other
                return found
            case _:
                raise AssertionError(f"{node} has no value")

    def learn(self, equation: Equation) -> None:
        """Take ``X(z) = …`` as what X is."""
        head, body = equation.sides
        assert isinstance(head, Called)
        variables = [_variable(one) for one in head.arguments]
        self.functions[head.function] = lambda *values: self.value(
            body, dict(zip(variables, values))
        )


def _variable(node: Expr) -> Symbol:
    if isinstance(node, Power):
        assert node.exponent == 1
        return node.base
    assert isinstance(node, Symbol)
    return node


def _numbers(
    values: dict[Cell, str] | None, places: list[Cell], start: int
) -> dict[Cell, Fraction]:
    if values is not None:
        return {cell: Fraction(values[cell]) for cell in places}
    return {cell: Fraction(start + 7 * n * n + n, 1 + n % 3) for n, cell in enumerate(places)}


def rows_of(found: Any) -> list[Any]:
    """The rows of an array as lists; a number as one row."""
    return found.tolist() if isinstance(found, np.ndarray) else [[found]]


def box(case: Any, name: str) -> list[Cell]:
    """The cells of the image or the kernel in the order of writing."""
    return cells(case, getattr(case, name))


def few(case: Any, form: str) -> bool:
    """Whether a problem is small enough to be shown whole."""
    outputs = case.outputs()
    arrays = {"matrix": ["image"], "im2col": ["kernel"], "scatter": ["image"]}
    sizes = [len(box(case, name)) for name in arrays.get(form, ["image", "kernel"])]
    return 0 < len(outputs) <= MOST and max(sizes) <= MOST


@st.composite
def small(draw: st.DrawFn, form: str, boundaries: tuple[str, ...]) -> tuple[Valued, Derivation]:
    """Problems with numbers or letters, in a form that can show them; perhaps one output."""
    found = draw(
        valued(NUMBERS, 4, outputs=("full", "same", "valid", "given"), boundaries=boundaries)
        .filter(lambda one: few(one.case, form))
    )
    problem = Problem.parse(found.line)
    at = draw(st.one_of(st.none(), st.sampled_from(found.case.outputs())))
    return found, derive(problem, at, form)


def every(case: Any, derivation: Derivation) -> list[Cell]:
    """The outputs that a derivation is about."""
    return [derivation.at] if derivation.at is not None else list(case.outputs())


def everywhere(case: Any) -> list[Cell]:
    """All kernel cells, in any order."""
    return list(product(*map(inside, case.kernel)))
