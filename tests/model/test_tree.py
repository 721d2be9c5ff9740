"""Trees: data that keeps what is written, and compares by kind."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from symconv.model.index import name
from symconv.model.tree import (
    Access,
    Formula,
    IndexSum,
    Negative,
    Number,
    Part,
    Product,
    Sum,
    Symbol,
)

A, B = Symbol("a"), Symbol("b")


def test_nodes_of_different_kinds_are_never_equal_though_they_hold_the_same() -> None:
    nodes = [Product((A, B)), Sum((A, B)), Negative((A, B)), Symbol("a", "b"), Formula("a", "b"),
             Access("a", "b")]  # type: ignore[arg-type]  # fmt: skip
    for one, other in combinations(nodes, 2):
        assert one != other
        assert (one == other) is False
    assert Product((A, B)) == Product((A, B))
    assert hash(Product((A, B))) == hash(Product((A, B)))
    assert Product((A, B)) != Product((B, A)), "the order is what is written"


def test_a_number_that_its_author_wrote_otherwise_is_another_node() -> None:
    assert Number(Fraction(1, 2)) != Number(Fraction(1, 2), True)
    assert Number(Fraction(1, 2)) != Number(Fraction(1, 2), False, r"\frac{2}{4}")


def test_an_index_is_worked_out_only_when_asked() -> None:
    written = IndexSum((Part(1, (2, 3)), Part(-1, (2,))), 2)
    assert written.worked() == 2
    assert IndexSum((Part(1, (name("m"),)), Part(-1, (1,)))).worked() == name("m") - 1


def test_an_index_that_is_no_integer_is_an_error() -> None:
    with pytest.raises(ValueError, match="3/2 is no integer"):
        IndexSum((Part(1, (3,)),), 2).worked()
    with pytest.raises(ValueError, match="cannot be divided"):
        IndexSum((Part(1, (name("m"),)),), 2).worked()


def test_the_terms_of_a_sum_run_through_its_rows() -> None:
    assert Sum(((A, B), (B,))).terms == (A, B, B)
