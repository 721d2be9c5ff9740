"""SymPy's view: names that cannot merge, exact numbers, and bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from strategies import OPERATIONS, Case, cases

from symconv.derive.ranges import solve
from symconv.errors import ScalarError
from symconv.model import algebra
from symconv.model.names import GREEK
from symconv.model.problem import Problem
from symconv.model.tree import (
    Access,
    BigSum,
    Formula,
    Negative,
    Number,
    Product,
    Sum,
    Symbol,
)


def test_a_symbol_is_made_once_for_each_name() -> None:
    assert algebra.symbol("x[0,0]") is algebra.symbol("x[0,0]")
    assert algebra.symbol("x[0,0]").name == "x[0,0]"


@pytest.mark.parametrize("letter", [*"aehimIESNOQC", *GREEK])
def test_an_entry_never_merges_with_the_index_or_the_size_of_the_same_name(letter: str) -> None:
    entry, index = algebra.scalar(Symbol(letter)), algebra.integer(letter)
    assert entry.name == index.name
    assert entry != index
    assert (entry - index) != 0
    assert isinstance(entry, sympy.Symbol)


@pytest.mark.parametrize(
    ("node", "name"),
    [
        (Access("x", (0, -1)), "x[0,-1]"),
        (Access(r"\phi", (3,)), "phi[3]"),
        (Symbol("w", "1"), "w_1"),
        (Symbol(r"\sigma", "x"), "sigma_x"),
        (Symbol("i"), "i"),
    ],
)
def test_elements_and_letters_have_readable_names(node: Access | Symbol, name: str) -> None:
    assert algebra.value(node) == sympy.Symbol(name)


def test_numbers_are_exact() -> None:
    assert algebra.value(Number(Fraction(1, 9))) == sympy.Rational(1, 9)
    assert algebra.value(Number(Fraction(1, 10), True)) == sympy.Rational(1, 10)
    assert algebra.value(Number(10**30)) == sympy.Integer(10) ** 30


def test_the_value_of_a_tree_is_the_sum_of_its_products() -> None:
    a, b = sympy.symbols("a b")
    tree = Sum(((Product((Symbol("a"), Number(2))),), (Negative(Symbol("b")), Number(3))))
    assert algebra.value(tree) == 2 * a - b + 3
    with pytest.raises(TypeError, match="BigSum has no single value"):
        algebra.value(BigSum("i", 0, 1, 1, Number(1)))


def test_the_letters_of_a_formula_are_those_of_the_entries() -> None:
    found = algebra.scalar(Formula(r"e^{-i}d_{1}", False))
    assert found == sympy.exp(-sympy.Symbol("i")) * sympy.Symbol("d_1")


def test_a_formula_that_was_not_vetted_is_refused() -> None:
    with pytest.raises(ScalarError):
        algebra.scalar(Formula(r"\input{x}", False))


@settings(max_examples=25, deadline=None)
@given(cases(1, 1, longest=5))
def test_bounds_have_the_value_of_their_text_wherever_numbers_are_put_in(case: Case) -> None:
    stride, dilation = case.lettered(0)
    problem = Problem.parse(
        f"{case.operation} image=-K..K kernel=C..D stride={stride} dilation={dilation} offset=p "
        f"sum={case.over}"
    )
    solved = solve(problem, 0)
    shifts = (case.stride[0], case.dilation[0], case.offset[0])
    numbers = dict(zip("KCDsdpm", (3, *case.kernel[0], *shifts, 2)))
    words = {"max": sympy.Max, "min": sympy.Min}
    words |= {name: sympy.Symbol(name, integer=True) for name in numbers}
    for bound in (solved.lower, solved.upper, solved.step, *solved.outputs):
        made, read = algebra.bound(bound), sympy.sympify(str(bound), locals=words)
        put = {algebra.integer(name): number for name, number in numbers.items()}
        value = made.subs(put)
        assert value.is_Integer
        assert value == read.subs(put)


def test_bounds_are_max_and_min_of_integer_symbols() -> None:
    m = sympy.Symbol("m", integer=True)
    solved = solve(Problem.parse("conv"), 0)
    assert algebra.bound(solved.lower) == sympy.Max(-3, m - 1)
    assert algebra.bound(solved.upper) == sympy.Min(3, m + 1)
    assert algebra.bound(solved.step) == 1


def test_every_operation_has_bounds_that_sympy_reads() -> None:
    for operation in OPERATIONS:
        both = "stride=s" if operation == "transposed" else "stride=s dilation=d"
        for line in ("stride=2", "dilation=3", "stride=4 dilation=6", both):
            solved = solve(Problem.parse(f"{operation} {line}"), 0)
            names = {symbol.name for symbol in algebra.bound(solved.lower).free_symbols}
            assert names <= {"m", "s", "d"}
