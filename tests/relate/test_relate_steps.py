"""Derivations from one formula to another: each step evaluated by hand, and judged by verify."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from by_hand import Arrays, Cell, Evaluator, cells, python

import symconv
from symconv.relate import relate
from symconv.relate.notation import latex
from symconv.relate.proof import CheckError, checked
from symconv.relate.steps import derivation
from symconv.relate.write_json import as_data

ARTICLE = r"y[m,n] = \sum_{j=-\infty}^{\infty} \sum_{i=-\infty}^{\infty} x[i,j] h[m-i,n-j]"
PAIRS = (
    (ARTICLE, r"g[x,y] = \sum_s \sum_t f[x-s,y-t] w[s,t]"),
    (ARTICLE, r"S(i,j) = \sum_m \sum_n I(i+m,j+n) K(m,n)"),
    (ARTICLE, r"C(j,k) = \sum_p \sum_q A(p,q) B(j-p+1,k-q+1)"),
    (ARTICLE, r"y[m,n] = \sum_j \sum_i x[i,j] h[m+i,n+j]"),
    (ARTICLE, r"G[r,c] = \sum_{u=-1}^{1} \sum_{v=-1}^{1} W[u,v] f[c-v,r-u]"),
    (ARTICLE, r"Y[i,j] = \sum_{u=1}^{2} \sum_{v=1}^{2} X[i+u-1,j+v-1] W[u,v]"),
    (r"y[m] = \sum_{k=0}^{2} x[m-k] h[k]", r"y[m] = \sum_{k=0}^{2} x[m+k] h[k]"),
    (r"y[m] = \sum_k x[m+k] h[k]", r"y[m] = \sum_k h[m+k] x[k]"),
    (r"y[m] = \sum_{k=0}^{2} x[2m+k-1] h[k]", r"v[n] = \sum_{i=-1}^{1} u[2n-i] w[i]"),
    (r"y[m] = \sum_i x[i] h[2m-i]", r"y[m] = \sum_{k=-1}^{1} x[2m-k+3] h[k]"),
)
EQUATION = re.compile(r"(\w'*)\[([^\]]*)\] = (\w'*)\[([^\]]*)\]")


def steps_of(left: str, right: str) -> list[dict[str, Any]]:
    return list(as_data(relate(left, right))["steps"])


def primed(formula: str) -> str:
    """Primes are letters of their own to the evaluator: h' is H, y' is Z…"""
    for old, new in (("h''", "R"), ("h'", "Q"), ("x'", "P"), ("y'", "V")):
        formula = formula.replace(old, new)
    return formula


def at(expressions: str, names: str, cell: Cell) -> Cell:
    """An index list such as ``-k,l+1`` with numbers for the letters of another."""
    letters = dict(zip([one.strip() for one in names.split(",")], cell))
    return tuple(int(eval(python(part), {}, letters)) for part in expressions.split(","))


class Followed(NamedTuple):
    """The arrays by name, and for each output the one of the first formula that it is."""

    arrays: Arrays
    outputs: dict[Cell, Cell]


def stated(now: Followed, because: str, rank: int) -> Followed:
    """What an equation such as ``h'[k,l] = h[-k,-l]`` makes of arrays and outputs."""
    arrays, outputs = dict(now.arrays), now.outputs
    for new, here, old, there in EQUATION.findall(because):
        window = cells(-7, 7, rank)
        where = {cell: at(there, here, cell) for cell in window}
        if old in arrays:
            source = now.arrays[old]
            arrays[new] = {cell: source[where[cell]] for cell in window if where[cell] in source}
        else:
            outputs = {cell: outputs[where[cell]] for cell in window if where[cell] in outputs}
    return Followed(arrays, outputs)


def renamed(now: Followed, before: str, after: str) -> Followed:
    """The arrays under the names that stand in their places after a renaming."""
    old, new = (Evaluator(text, {}).written.factors for text in (before, after))
    values = [now.arrays[name] for name, _ in old]
    return now._replace(arrays={name: value for (name, _), value in zip(new, values)})


def bounded(now: Followed, formula: str, bounds: list[tuple[str, str]]) -> Followed:
    """Arrays that are zero where the bounds of a formula leave their elements out."""
    arrays = dict(now.arrays)
    for name, parts in Evaluator(formula, {}).written.factors:
        if all(len(part) == 1 for part in parts):
            arrays[name] = {
                cell: value for cell, value in arrays[name].items()
                if all(int(low) <= k <= int(high) for k, (low, high) in zip(cell, bounds))
            }  # fmt: skip
    return now._replace(arrays=arrays)


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_each_step_says_the_same_on_random_numbers(left: str, right: str) -> None:
    """Follow arrays and outputs through the steps, with the equations that the steps state."""
    numbers = random.Random(left + right)
    steps = steps_of(left, right)
    written = [primed(step["latex"][0]) for step in steps]
    rank = len(Evaluator(written[0], {}).written.letters)
    box = cells(-1, 2, rank)
    arrays = {array: {cell: numbers.randint(-9, 9) for cell in box} for array in "xh"}
    now = Followed(arrays, {cell: cell for cell in cells(-2, 2, rank)})
    wanted: dict[Cell, int | None] = {}
    compared = 0
    for place, (step, formula) in enumerate(zip(steps, written)):
        bounds = re.findall(r"=(-?\d+)\}\^\{(-?\d+)", step["latex"][0])
        if step["rule"] in ("axes", "flip", "reverse", "origin"):
            now = stated(now, primed(step["because"]), rank)
        if step["rule"] == "rename":
            now = renamed(now, written[place - 1], formula)
        if step["rule"] == "bounds":
            now, wanted = bounded(now, formula, bounds), {}
        evaluator = Evaluator(formula, {})
        found = {first: evaluator.at(cell, now.arrays) for cell, first in now.outputs.items()}
        for cell, value in found.items():
            if cell in wanted:
                assert value == wanted[cell], (step, cell)
                compared += 1
        wanted = found
    assert compared >= len(cells(-2, 2, rank)) / 2


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_steps_that_keep_the_arrays_are_proved_by_verify(left: str, right: str) -> None:
    steps = steps_of(left, right)
    judged = 0
    for before, after in pairwise(steps):
        if after["rule"] in ("letters", "order"):
            (one,), (other,) = before["latex"], after["latex"]
            side = other.partition(" = ")[2]
            report = symconv.verify(f"\\begin{{align*}} {one} = {side} \\end{{align*}}")
            assert report.verdict == "proved", (one, side, str(report))
            judged += 1
    assert judged or {step["rule"] for step in steps} <= {"written", "flip", "reverse", "rename"}


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_a_wrong_step_is_found(left: str, right: str) -> None:
    """The check is no ornament: a step with another index, or of other arrays, fails it."""
    relation = relate(left, right)
    assert relation.way is not None
    steps = list(derivation(relation.left, relation.right, relation.way))
    assert checked(tuple(steps), relation.left, relation.right, relation.way) > 0
    place = len(steps) // 2
    formula = steps[place].formula
    one = formula.factors[0]
    wrong = formula._replace(
        factors=(one._replace(indices=tuple(entry + 1 for entry in one.indices or ())),  # type: ignore[operator]
                 *formula.factors[1:])
    )  # fmt: skip
    from symconv.relate.trees import chain_of

    steps[place] = steps[place]._replace(formula=wrong, shown=(chain_of(wrong),), written=False)
    with pytest.raises(CheckError, match="not confirmed"):
        checked(tuple(steps), relation.left, relation.right, relation.way)


def test_the_last_step_is_the_second_formula_as_it_was_written() -> None:
    for left, right in PAIRS:
        relation = relate(left, right)
        assert latex(relation.steps[0].shown[0]) == latex(relation.left.formula.chain)
        assert latex(relation.steps[-1].shown[0]) == latex(relation.right.formula.chain)
