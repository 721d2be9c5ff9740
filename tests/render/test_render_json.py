"""JSON: the contract, field by field."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest
import sympy

from symconv import Derivation, Problem, render, symbol

KEYS = [
    "format", "problem", "operation", "at", "range", "terms", "rejected", "value", "number",
    "steps",
]  # fmt: skip


def worked_json(line: str) -> dict[str, Any]:
    found = json.loads(render.write_derivation(Problem.parse(line).derive(), "json"))
    assert isinstance(found, dict)
    return found


def range_json(line: str) -> dict[str, Any]:
    found = json.loads(render.write_range(Problem.parse(line), "json"))
    assert isinstance(found, dict)
    return found


def test_the_contracts_derivation() -> None:
    found = worked_json("conv image=7x7 kernel=3x3 at=1,1")
    assert list(found) == KEYS
    steps = found.pop("steps")
    terms = found.pop("terms")
    rejected = found.pop("rejected")
    assert found == {
        "format": "symconv.derivation/1",
        "problem": "conv image=7x7 kernel=3x3 at=1,1",
        "operation": "conv",
        "at": [1, 1],
        "range": {"over": "image", "index": ["i", "j"], "lower": [0, 0], "upper": [2, 2]},
        "value": "i*x[0,0] + h*x[1,0] + g*x[2,0] + f*x[0,1] + e*x[1,1] + d*x[2,1]"
        " + c*x[0,2] + b*x[1,2] + a*x[2,2]",
        "number": None,
    }
    assert terms[0] == {"image": [0, 0], "kernel": [1, 1], "pixel": "x[0,0]", "entry": "i"}
    assert [list(term) for term in terms] == [["image", "kernel", "pixel", "entry"]] * 9
    assert [term["entry"] for term in terms] == list("ihgfedcba")
    assert [term["image"] for term in terms] == [[i, j] for j in range(3) for i in range(3)]
    assert rejected[0] == {"image": [3, 0], "kernel": [-2, 1], "why": "kernel"}
    assert [row["image"] for row in rejected] == [
        [3, 0], [3, 1], [3, 2], [0, 3], [1, 3], [2, 3], [3, 3]
    ]  # fmt: skip
    assert [step["rule"] for step in steps] == [
        "definition", "substitute", "range", "bounds", "terms", "names"
    ]  # fmt: skip
    for step in steps:
        assert list(step) == ["rule", "latex", "because"]
        assert step["latex"].startswith("\\begin{align*}\n")
        assert step["because"].endswith(".")


def test_the_contracts_range() -> None:
    found = range_json("conv image=7x7 kernel=3x3")
    assert list(found)[:4] == ["format", "problem", "over", "axes"]
    assert found["format"] == "symconv.range/1"
    assert found["problem"] == "conv image=7x7 kernel=3x3"
    assert found["over"] == "image"
    first = {
        "index": "i", "lower": "max(-3, m - 1)", "upper": "min(3, m + 1)", "step": "1",
        "output": "m", "output_lower": "-4", "output_upper": "4",
    }  # fmt: skip
    assert found["axes"][0] == first
    assert list(found["axes"][0]) == list(first)
    assert found["axes"][1] == {
        "index": "j", "lower": "max(-3, n - 1)", "upper": "min(3, n + 1)", "step": "1",
        "output": "n", "output_lower": "-4", "output_upper": "4",
    }  # fmt: skip


def test_channels_lead_the_indices_and_come_first_in_the_range() -> None:
    line = "correlate image=4x4@corner kernel=2x2@corner channels=4,8 groups=2 batch=2"
    found = json.loads(Problem.parse(f"{line} stride=2 at=1,5,1,0").derive().json())
    assert found["at"] == [1, 5, 1, 0]
    assert found["range"] == {
        "over": "kernel", "index": ["c", "i", "j"], "lower": [0, 0, 0], "upper": [1, 1, 1],
    }  # fmt: skip
    assert found["terms"][4] == {
        "image": [1, 3, 2, 0], "kernel": [5, 1, 0, 0], "pixel": "x[1,3,2,0]", "entry": "h[5,1,0,0]"
    }
    assert found["rejected"][0] == {"image": [1, 2, 4, 0], "kernel": [5, 0, 2, 0], "why": "kernel"}
    assert {tuple(one["kernel"][:2]) for one in found["rejected"]} == {(5, 0)}
    axes = range_json(line)["axes"]
    assert axes[:3] == [
        {"output": "b", "output_lower": "0", "output_upper": "1"},
        {"output": "f", "output_lower": "0", "output_upper": "7"},
        {"index": "c", "lower": "0", "upper": "1", "step": "1"},
    ]
    assert [axis["index"] for axis in axes[3:]] == ["i", "j"]
    symbolic = json.loads(Problem.parse("conv channels=C,F").derive().json())["range"]
    assert (symbolic["lower"][0], symbolic["upper"][0]) == ("0", "C - 1")


def test_the_shape_of_every_derivation(worked: list[Derivation]) -> None:
    for derived in worked:
        problem = derived.problem
        for detail in ("brief", "full"):
            line = render.write_derivation(derived, "json", detail)
            assert line.endswith("}\n")
            assert line.count("\n") == 1
            found = json.loads(line)
            assert list(found) == [*KEYS, *(["notes"] if derived.notes else [])]
            assert Problem.parse(found["problem"]) == problem
            assert found["operation"] == problem.operation.name
            assert found["at"] == list(derived.at or ())
            got = [
                (tuple(t.get("raw", t["image"])), tuple(t["kernel"])) for t in found["terms"]
            ]
            assert got == list(derived.terms)
            pixels = [t["image"] and tuple(t["image"]) for t in found["terms"]]
            assert pixels == list(derived.pixels)
            inside = [raw[-problem.dimension :] for raw, _ in derived.terms]
            moved = [(raw, *problem.image.support) for raw in inside]
            assert ["raw" in t for t in found["terms"]] == [
                any(not low <= i <= high for i, (low, high) in zip(raw, box)) for raw, *box in moved
            ]
            failed = [(tuple(r["image"]), tuple(r["kernel"]), r["why"]) for r in found["rejected"]]
            assert failed == list(derived.rejected)
            assert {why for _, _, why in failed} <= {"kernel", "image"}
            assert all(isinstance(term[key], str) for term in found["terms"]
                       for key in ("pixel", "entry"))  # fmt: skip


def test_a_range_has_a_step_only_where_indices_are_skipped(worked: list[Derivation]) -> None:
    stepped = 0
    for derived in worked:
        found = json.loads(derived.json())["range"]
        assert list(found)[:4] == ["over", "index", "lower", "upper"]
        values = [range(int(str(loop.length))) for loop in derived.problem.leading.sums]
        values += [axis.values() for axis in derived.ranges]
        skips = any(axis.step != 1 for axis in derived.ranges)
        assert ("step" in found) == skips
        steps = found.get("step", [1] * len(values))
        for lower, upper, step, axis in zip(found["lower"], found["upper"], steps, values):
            assert range(lower, upper + 1, step) == axis
        stepped += skips
    assert stepped >= 2


def test_the_term_names_multiply_to_the_value(worked: list[Derivation]) -> None:
    """SymPy reads the value and finds the sum of pixel times entry."""
    for derived in worked:
        found = json.loads(derived.json())
        assert read(found["value"]) == sympy.Add(
            *(read(term["pixel"]) * read(term["entry"]) for term in found["terms"])
        )
        assert sympy.simplify(read(found["value"]) - derived.value) == 0


def read(text: str) -> sympy.Expr:
    """SymPy's reading of a value; ``x[0,1]`` and letters become symbols."""
    names: dict[str, sympy.Symbol] = {}

    def kept(match: re.Match[str]) -> str:
        word = match[0]
        if word in ("sqrt", "exp", "pi"):
            return word
        names[f"v{len(names)}"] = symbol(word)
        return f"v{len(names) - 1}"

    safe = re.sub(r"[A-Za-z]\w*(\[[^\]]*\])?", kept, text)
    return sympy.sympify(safe, locals=names, rational=True)


@pytest.mark.parametrize(
    ("image", "kernel", "number"),
    [
        ("[1 2 3]", "[1 2 3]", "10"),
        ("[1 2 3]", "[-1 -2 -3]", "-10"),
        ("[1 2 3]", "[1/9 1/9 1/9]", "2/3"),
        ("[0.1 0.2 0.3]", "[1 1 1]", "3/5"),
        ("[1 2 3]", "[0 0 0]", "0"),
        ("[1e3 2 3]", "[1 {\\frac{1}{3}} 0.5]", "1511/3"),
        ("3", "[1 2 3]", None),
        ("[a 2 3]", "[1 2 3]", None),
        ("[1 2 3]", "[{\\sigma} 0 0]", None),
    ],
)
def test_number_is_exact_where_all_values_are(image: str, kernel: str, number: str | None) -> None:
    found = worked_json(f'conv image="{image}" kernel="{kernel}" names=f,g,y at=0')
    assert found["number"] == number
    if number is not None:
        assert found["value"] == number
        Fraction(number)


def test_an_irrational_constant_is_exact_too() -> None:
    found = worked_json(r'conv image="[1 2 3]" kernel="[0 {\sqrt{2}} 0]" at=0')
    assert found["number"] == "2*sqrt(2)"


def test_an_empty_output_is_zero() -> None:
    found = worked_json("conv image=3x3 kernel=3x3 stride=3 output=-5..5,-5..5 at=5,5")
    assert (found["terms"], found["value"], found["number"]) == ([], "0", "0")


def test_without_an_output_the_sum_is_general() -> None:
    found = worked_json("conv image=7x7 kernel=3x3")
    assert list(found) == KEYS
    assert (found["at"], found["value"], found["number"]) == (None, None, None)
    assert (found["terms"], found["rejected"]) == ([], [])
    assert found["range"]["lower"] == ["max(-3, m - 1)", "max(-3, n - 1)"]


def test_the_index_of_correlate_is_still_called_i() -> None:
    found = range_json("correlate image=7x7 kernel=3x3")
    assert found["over"] == "kernel"
    assert [axis["index"] for axis in found["axes"]] == ["i", "j"]


def test_bounds_are_in_sympys_syntax() -> None:
    found = range_json("correlate image=N@corner kernel=k@corner stride=s dilation=d offset=p")
    functions = {"max": sympy.Max, "min": sympy.Min, "floor": sympy.floor,
                 "ceiling": sympy.ceiling}  # fmt: skip
    letters = {name: sympy.Symbol(name, integer=True) for name in "Nksdpm"}
    axis = found["axes"][0]
    for key in ("lower", "upper", "step", "output_lower", "output_upper"):
        value = sympy.sympify(axis[key], locals={**functions, **letters})
        assert value.free_symbols <= set(letters.values()), key
    assert {s.name for s in sympy.sympify(axis["output_upper"], locals=letters).free_symbols} == {
        "N", "p", "s"
    }  # fmt: skip


def test_greek_indices_go_by_their_names() -> None:
    found = range_json(r"conv image=7 kernel=3 names=\phi,\psi,\Omega indices=\alpha;\mu")
    assert found["axes"][0]["index"] == "mu"
    assert found["axes"][0]["lower"] == "max(-3, alpha - 1)"


def test_row_column_order_keeps_column_fastest() -> None:
    found = worked_json("conv image=7x7 kernel=3x3 axes=row,column at=1,1")
    assert [term["image"] for term in found["terms"]] == [
        [row, column] for row in range(3) for column in range(3)
    ]
    assert "".join(term["entry"] for term in found["terms"]) == "ihgfedcba"


def test_all_outputs_are_json_lines() -> None:
    problem = Problem.parse("conv image=3x2 kernel=2x2")
    pieces = list(render.write_all(problem, "json"))
    places = [json.loads(piece)["at"] for piece in pieces]
    assert all(piece.endswith("}\n") and piece.count("\n") == 1 for piece in pieces)
    assert places == [[m, n] for n in range(-2, 1) for m in range(-2, 2)]
