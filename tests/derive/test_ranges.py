"""Solved ranges, held against enumeration, integer sets (isl) and a prover (z3).

Bounds are read from their text, in SymPy's syntax, as programs that use the JSON read them.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from itertools import product
from math import gcd
from typing import Any, NamedTuple

import islpy
import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import AXES, OPERATIONS, Case, cases, inside

from symconv.derive.links import other_index
from symconv.derive.ranges import AxisRange, axis_terms, solve
from symconv.derive.supports import _steps_to_fit, support
from symconv.errors import ProblemError
from symconv.model.index import name
from symconv.model.problem import Problem

SUMS = ("image", "kernel")
STRIDED = tuple(operation for operation in OPERATIONS if operation != "transposed")
LETTERED = (
    *((operation, "s", "d") for operation in STRIDED),
    ("transposed", "s", "1"), ("transposed", "1", "d"),
)  # fmt: skip


class Quotient(NamedTuple):
    top: Any
    bottom: Any


Rounding = Callable[[Quotient], Any]


def read(text: str, names: dict[str, Any], floor: Rounding, ceiling: Rounding) -> Any:
    """The value of a bound as it is written; a division stands only inside a rounding."""
    functions = {"floor": floor, "ceiling": ceiling, "max": largest, "min": smallest}

    def value(node: ast.AST) -> Any:
        if isinstance(node, ast.Constant):
            assert isinstance(node.value, int)
            return node.value
        if isinstance(node, ast.Name):
            return names[node.id]
        if isinstance(node, ast.UnaryOp):
            assert isinstance(node.op, ast.USub)
            return -value(node.operand)
        if isinstance(node, ast.BinOp):
            left, right = value(node.left), value(node.right)
            kind = type(node.op)
            if kind is ast.Div:
                return Quotient(left, right)
            return {
                ast.Add: lambda: left + right,
                ast.Sub: lambda: left - right,
                ast.Mult: lambda: left * right,
            }[kind]()
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        return functions[node.func.id](*map(value, node.args))

    return value(ast.parse(text, mode="eval").body)


def largest(*values: Any) -> Any:
    return max(values) if all(isinstance(v, int) for v in values) else chosen(values, "ge")


def smallest(*values: Any) -> Any:
    return min(values) if all(isinstance(v, int) for v in values) else chosen(values, "le")


def chosen(values: tuple[Any, ...], order: str) -> Any:
    first, second = values
    return z3.If(first >= second if order == "ge" else first <= second, first, second)


def number(text: object, names: dict[str, int]) -> int:
    found = read(str(text), names, lambda q: q.top // q.bottom, lambda q: -(-q.top // q.bottom))
    assert isinstance(found, int)
    return found


def letters(text: object) -> set[str]:
    names = {node.id for node in ast.walk(ast.parse(str(text))) if isinstance(node, ast.Name)}
    return names - {"max", "min", "floor", "ceiling"}


@settings(max_examples=150, deadline=None)
@given(cases(1, 1, longest=7))
def test_the_range_of_a_given_output_lists_exactly_the_valid_indices(case: Case) -> None:
    problem = Problem.parse(case.line)
    for (m,) in case.outputs():
        assert list(solve(problem, 0, m).values()) == case.sums(0, m)


@settings(max_examples=150, deadline=None)
@given(cases(1, 1, longest=7))
def test_the_range_of_any_output_gives_the_valid_indices_where_a_number_is_put_in(
    case: Case,
) -> None:
    solved = solve(Problem.parse(case.line), 0)
    assert letters(solved.lower) | letters(solved.upper) | letters(solved.step) <= {"m"}
    for m in case.reach(0):
        lower, upper = number(solved.lower, {"m": m}), number(solved.upper, {"m": m})
        valid = list(range(lower, upper + 1, number(solved.step, {})))
        assert valid == case.sums(0, m)


@settings(max_examples=150, deadline=None)
@given(cases(1, 2, longest=7))
def test_the_output_support_is_the_smallest_box_that_holds_what_was_asked_for(case: Case) -> None:
    problem = Problem.parse(case.line)
    for axis in range(problem.dimension):
        lower, upper = support(problem, axis)
        box = case.box(axis)
        assert ([lower, upper] == box) if box else (lower > upper)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(OPERATIONS), st.integers(1, 3), st.integers(1, 4),
    st.integers(1, 40), st.integers(1, 40), st.integers(-40, 40),
)  # fmt: skip
def test_large_strides_and_dilations_leave_a_box_whose_ends_have_a_term(
    operation: str, image: int, kernel: int, stride: int, dilation: int, offset: int
) -> None:
    case = Case(
        operation, ((0, image - 1),), ((0, kernel - 1),), (stride,), (dilation,), (offset,),
        AXES[0], "image", "full",
    )  # fmt: skip
    lower, upper = support(Problem.parse(case.line), 0)
    found = [m for m in range(-250, 251) if case.pairs(0, m)]
    assert [lower, upper] == [found[0], found[-1]] if found else lower > upper


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 200), st.integers(-200, 200), st.integers(1, 80), st.data())
def test_the_first_output_outside_a_hole_is_the_one_that_counting_finds(
    step: int, start: int, modulus: int, data: st.DataObject
) -> None:
    length = data.draw(st.integers(1, modulus))
    fits = [n for n in range(modulus) if (start + n * step) % modulus < length]
    assert _steps_to_fit(step, start, modulus, length) == (fits[0] if fits else None)


@pytest.mark.parametrize("operation", STRIDED)
def test_the_support_of_huge_arrays_without_any_output_is_found_at_once(operation: str) -> None:
    started = time.process_time()
    line = f"{operation} image=1 kernel=999999999@corner stride=2 dilation=2 offset=1"
    lower, upper = support(Problem.parse(line), 0)
    assert lower > upper
    line = f"{operation} image=3 kernel=999999@corner stride=999999937 dilation=999999893"
    lower, upper = support(Problem.parse(line), 0)
    assert lower <= 0 <= upper
    for m in (lower, upper):
        assert axis_terms(Problem.parse(line), 0, m)[0]
    assert time.process_time() - started < 1


def symbolic(operation: str, over: str, stride: str, dilation: str, offset: str) -> Problem:
    return Problem.parse(
        f"{operation} image=A..B kernel=C..D sum={over} "
        f"stride={stride} dilation={dilation} offset={offset}"
    )


PLAIN = {"m", "A", "B", "C", "D"}


@pytest.mark.parametrize("over", SUMS)
@pytest.mark.parametrize(("operation", "stride", "dilation"), LETTERED)
def test_symbolic_bounds_hold_only_the_names_of_the_output_and_of_the_user(
    operation: str, stride: str, dilation: str, over: str
) -> None:
    problem = symbolic(operation, over, stride, dilation, "p")
    solved = solve(problem, 0)
    found = set().union(
        *map(letters, (solved.lower, solved.upper, solved.step, *solved.outputs))
    )
    assert found == PLAIN | {stride, dilation, "p"} - {"1"}


@settings(max_examples=300, deadline=None)
@given(
    cases(1, 1, longest=6, outputs=("full", "valid"), boundaries=("zero",)), st.integers(-12, 12)
)
def test_symbolic_strides_dilations_offsets_and_sizes_give_the_valid_indices(
    case: Case, m: int
) -> None:
    stride, dilation = case.lettered(0)
    problem = symbolic(case.operation, case.over, stride, dilation, "p")
    problem = problem._replace(output=case.output)
    ((a, b),), ((c, d),) = case.image, case.kernel
    divides = stride == "1" or (stride != "s" and int(dilation) % int(stride) == 0)
    if (case.operation, case.output) == ("transposed", "valid") and not divides:
        with pytest.raises(ProblemError, match="whether the stride divides the dilation"):
            solve(problem, 0)
        return
    names = {"A": a, "B": b, "C": c, "D": d, "m": m}
    names |= {"s": case.stride[0], "d": case.dilation[0], "p": case.offset[0]}
    solved = solve(problem, 0)
    lower, upper = number(solved.lower, names), number(solved.upper, names)
    assert list(range(lower, upper + 1, number(solved.step, names))) == case.sums(0, m)
    found = number(solved.outputs.lower, names) <= m <= number(solved.outputs.upper, names)
    pairs = case.pairs(0, m)
    if case.output == "valid":
        box = case.box(0)
        assert found == (bool(box) and box[0] <= m <= box[1])
    elif pairs:
        assert found
    holes = case.stride if case.operation == "transposed" else (1,)
    if case.output == "full" and case.dilation == holes == (1,):
        assert found == bool(pairs)


RELATION = {
    "conv": "i = {s}*m - {d}*k + {p}",
    "xcorr": "i = -{s}*m + {d}*k - {p}",
    "correlate": "i = {s}*m + {d}*k - {p}",
    "transposed": "m = {s}*i + {d}*k - {p}",
}
NUMBERS = [(1, 1, 0), (2, 1, 1), (1, 2, 0), (2, 3, -1), (3, 2, 2), (4, 6, 5), (3, 3, 0)]


def exists(operation: str, numbers: tuple[int, int, int]) -> str:
    s, d, p = numbers
    relation = RELATION[operation].format(s=s, d=d, p=p)
    return f"A <= i <= B and C <= k <= D and {relation}"


def isl_set(text: str) -> islpy.Set:
    return islpy.Set(f"[m,A,B,C,D] -> {{ {text} }}".replace("ceiling", "ceil"))


# Where stride and dilation of a transposed one have a common divisor, some outputs have no
# term at all; with letters for the sizes that is no linear formula, and isl knows no others.
LINEAR = [
    (operation, numbers)
    for operation, numbers in product(OPERATIONS, NUMBERS)
    if operation != "transposed" or gcd(*numbers[:2]) == 1
]


@pytest.mark.parametrize("over", SUMS)
@pytest.mark.parametrize(("operation", "numbers"), LINEAR, ids=str)
def test_isl_finds_the_same_valid_indices_for_every_output_and_all_sizes(
    operation: str, over: str, numbers: tuple[int, int, int]
) -> None:
    this, other = ("i", "k") if over == "image" else ("k", "i")
    expected = isl_set(f"[{this}] : exists {other} : {exists(operation, numbers)}")
    solved = solve(symbolic(operation, over, *map(str, numbers)), 0)
    found = isl_set(
        f"[{this}] : exists e : e >= 0 and {this} = {solved.lower} + {solved.step}*e "
        f"and {this} <= {solved.upper}"
    )
    assert found.is_equal(expected)
    reaches = isl_set(f"[{this}] : {this} = {solved.lower} and {solved.lower} <= {solved.upper}")
    assert reaches.is_subset(expected), "the lower end is itself valid"


@pytest.mark.parametrize("numbers", NUMBERS, ids=str)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_isl_finds_the_same_outputs_for_all_sizes(
    operation: str, numbers: tuple[int, int, int]
) -> None:
    def outputs(text: str, space: str = "[m]") -> islpy.Set:
        return islpy.Set(f"[A,B,C,D] -> {{ {space} : A <= B and C <= D and {text} }}")

    def box(output: str) -> tuple[str, str]:
        problem = symbolic(operation, "image", *map(str, numbers))
        solved = solve(problem._replace(output=output), 0)
        return tuple(str(end).replace("ceiling", "ceil") for end in solved.outputs)

    (s, d, _), pair = numbers, exists(operation, numbers)
    met = outputs(f"exists i, k : {pair}")
    lower, upper = box("full")
    found = outputs(f"{lower} <= m <= {upper}")
    assert met.is_subset(found)
    if operation == "transposed":
        ends = outputs(f"(m = {lower} or m = {upper})")
        assert ends.is_subset(met), "both ends have a term"
    assert d != 1 or (operation == "transposed" and s != 1) or found.is_equal(met), "no holes"
    if operation == "transposed" and d % s:
        with pytest.raises(ProblemError, match="whether the stride divides the dilation"):
            box("valid")
        return
    lower, upper = box("valid")
    found = outputs(f"{lower} <= m <= {upper}")
    entries = outputs("C <= k <= D", "[m, k]")
    alone = entries.subtract(outputs(f"exists i : {pair}", "[m, k]"))
    valid = outputs("true").subtract(alone.project_out(islpy.dim_type.set, 1, 1))
    assert valid.is_subset(found)
    ends = outputs(f"{lower} <= {upper} and (m = {lower} or m = {upper})")
    assert ends.is_subset(valid)
    assert valid.is_equal(found) or (operation == "transposed" and s != 1)


class Proof:
    """Integers with the conditions on them, and the roundings met on the way."""

    def __init__(self, stride: str = "s", dilation: str = "d") -> None:
        self.names = {letter: z3.Int(letter) for letter in "mABCDsdpik"}
        for letter, word in (("s", stride), ("d", dilation)):
            if word == "1":
                self.names[letter] = z3.IntVal(1)
        self.given: list[Any] = [self.names["s"] > 0, self.names["d"] > 0]
        self.rounded: list[Any] = []

    def read(self, text: object) -> Any:
        return read(str(text), self.names, self.floor, self.ceiling)

    def floor(self, quotient: Quotient) -> Any:
        whole = z3.Int(f"q{len(self.rounded)}")
        self.rounded.append(whole)
        top, bottom = quotient
        self.given += [whole * bottom <= top, top < whole * bottom + bottom]
        return whole

    def ceiling(self, quotient: Quotient) -> Any:
        return -self.floor(Quotient(-quotient.top, quotient.bottom))

    def proves(self, given: list[Any], claim: Any) -> bool:
        solver = z3.Solver()
        solver.set("timeout", 20_000)
        solver.add(*self.given, *given, z3.Not(claim))
        result = solver.check()
        assert result != z3.unknown, "the prover gave up"
        return bool(result == z3.unsat)


def relation(operation: str, n: dict[str, Any]) -> Any:
    turn = n["s"] * n["m"]
    shift = n["d"] * n["k"]
    return {
        "conv": n["i"] == turn - shift + n["p"],
        "xcorr": n["i"] == -turn + shift - n["p"],
        "correlate": n["i"] == turn + shift - n["p"],
        "transposed": n["m"] == n["s"] * n["i"] + shift - n["p"],
    }[operation]


@pytest.mark.parametrize("over", SUMS)
@pytest.mark.parametrize(("operation", "stride", "dilation"), LETTERED)
def test_z3_proves_the_solved_range_for_every_stride_dilation_offset_and_size(
    operation: str, stride: str, dilation: str, over: str
) -> None:
    proof = Proof(stride, dilation)
    n = proof.names
    solved = solve(symbolic(operation, over, stride, dilation, "p"), 0)
    lower, upper = proof.read(solved.lower), proof.read(solved.upper)
    this = n["i"] if over == "image" else n["k"]
    related = relation(operation, n)
    exist = z3.And(n["A"] <= n["i"], n["i"] <= n["B"], n["C"] <= n["k"], n["k"] <= n["D"])
    within = z3.And(lower <= this, this <= upper)
    assert proof.proves([related, exist], within), "a valid index lies outside the range"
    assert proof.proves([related, within], exist), "an index of the range is not valid"
    divisor = dilation if over == "image" else stride if operation == "transposed" else "1"
    assert str(solved.step) == divisor
    if divisor != "1":
        # The lower end is reached by an integer, so all steps of the divisor from it are, too.
        own, other, ends = ("i", "k", "CD") if over == "image" else ("k", "i", "AB")
        reached = [q * sign for q in proof.rounded for sign in (1, -1)] + [n[e] for e in ends]
        ties = [relation(operation, {**n, own: lower, other: entry}) for entry in reached]
        assert proof.proves([], z3.Or(*ties)), "nothing reaches the lower end"


@pytest.mark.parametrize(("operation", "stride", "dilation"), LETTERED)
def test_z3_proves_that_every_output_with_a_term_lies_in_the_support(
    operation: str, stride: str, dilation: str
) -> None:
    proof = Proof(stride, dilation)
    n = proof.names
    box = solve(symbolic(operation, "image", stride, dilation, "p"), 0).outputs
    lower, upper = proof.read(box.lower), proof.read(box.upper)
    exist = z3.And(n["A"] <= n["i"], n["i"] <= n["B"], n["C"] <= n["k"], n["k"] <= n["D"])
    inside_box = z3.And(lower <= n["m"], n["m"] <= upper)
    assert proof.proves([relation(operation, n), exist], inside_box)


def test_the_proof_itself_can_fail() -> None:
    proof = Proof()
    assert not proof.proves([proof.names["A"] > 0], proof.names["A"] > 1)


@pytest.mark.parametrize("axes", AXES)
def test_each_axis_is_solved_with_its_own_letters(axes: str) -> None:
    problem = Problem.parse(f"conv image=5x7x3 kernel=3x2x1 axes={axes}")
    found = [(solved.letter, solved.output, str(solved.lower), str(solved.upper))
             for solved in (solve(problem, axis) for axis in range(3))]  # fmt: skip
    assert found == [
        ("i", "m", "max(-2, m - 1)", "min(2, m + 1)"),
        ("j", "n", "max(-3, n)", "min(3, n + 1)"),
        ("l", "o", "max(-1, o)", "min(1, o)"),
    ]


def test_known_ranges_are_written_as_an_author_would() -> None:
    def shown(line: str) -> tuple[str, ...]:
        solved: AxisRange = solve(Problem.parse(line), 0)
        bounds = (solved.lower, solved.upper, solved.step, *solved.outputs)
        return tuple(map(str, bounds))

    assert shown("conv image=7x7 kernel=3x3") == (
        "max(-3, m - 1)", "min(3, m + 1)", "1", "-4", "4")  # fmt: skip
    assert shown("xcorr image=7x7 kernel=3x3") == (
        "max(-3, -m - 1)", "min(3, -m + 1)", "1", "-4", "4")  # fmt: skip
    assert shown("correlate image=6@corner kernel=3@corner stride=2 output=valid") == (
        "max(0, -2*m)", "min(2, -2*m + 5)", "1", "0", "1")  # fmt: skip
    assert shown("conv image=-K..K kernel=-k..k") == (
        "max(-K, m - k)", "min(K, m + k)", "1", "-K - k", "K + k")  # fmt: skip


WRITTEN = [
    ("conv", "m-i"),
    ("conv sum=kernel", "m-i"),
    ("xcorr", "m+i"),
    ("xcorr sum=kernel", "i-m"),
    ("correlate", "m+i"),
    ("correlate sum=image", "i-m"),
    ("conv stride=2", "2m-i"),
    ("conv dilation=3", "(m-i)/3"),
    ("conv sum=kernel dilation=3", "m-3i"),
    ("conv stride=2 dilation=3 offset=1", "(2m-i+1)/3"),
    ("conv offset=-1", "m-i-1"),
    ("correlate stride=2 dilation=3 offset=1", "2m+3i-1"),
    ("correlate offset=-1", "m+i+1"),
    ("xcorr offset=1", "m+i+1"),
    ("xcorr stride=2 sum=kernel offset=1", "i-2m-1"),
    ("conv stride=s dilation=d offset=p", "(sm-i+p)/d"),
    ("transposed", "m-i"),
    ("transposed stride=2", "m-2i"),
    ("transposed stride=2 sum=kernel", "(m-i)/2"),
    ("transposed stride=2 dilation=3 offset=1", "(m-2i+1)/3"),
    ("transposed stride=2 dilation=3 offset=-1 sum=kernel", "(m-3i-1)/2"),
]


@pytest.mark.parametrize(("line", "text"), WRITTEN)
def test_the_index_that_follows_is_written_as_an_author_would(line: str, text: str) -> None:
    found = other_index(Problem.parse(line), 0, name("m"), name("i"))
    shown = ""
    for part in found.parts:
        sign = "-" if part.sign < 0 else "+" if shown else ""
        shown += sign + "".join(map(str, part.factors))
    assert (f"({shown})/{found.divisor}" if found.divisor != 1 else shown) == text


def test_a_symbolic_output_cannot_be_worked_out_and_the_message_quotes_the_size() -> None:
    with pytest.raises(ProblemError, match=r"-K\.\.K of x hold a letter"):
        axis_terms(Problem.parse("conv image=-K..K kernel=3"), 0, 1)


def test_letters_for_stride_and_dilation_of_a_transposed_one_are_refused_with_what_works() -> None:
    with pytest.raises(ProblemError, match="give numbers for stride and dilation, or 1 for one"):
        solve(Problem.parse("transposed stride=s dilation=2"), 0)


def test_the_support_does_not_depend_on_which_index_is_summed() -> None:
    for operation, stride, dilation in product(OPERATIONS, (1, 2, 3), (1, 2, 3)):
        boxes = {
            support(
                Problem.parse(
                    f"{operation} image=5 kernel=4 stride={stride} "
                    f"dilation={dilation} sum={over}"
                ),
                0,
            )
            for over in SUMS
        }
        assert len(boxes) == 1
        assert list(inside(boxes.pop()))
