"""The nine formulas, all pairs and their mutants, held against an evaluation by hand."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from by_hand import FAR, Arrays, Cell, Evaluator, cells, moved

from symconv.relate import FormulaError, relate
from symconv.relate.write_json import as_data

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent.parent.parent / "derivations" / "nine-formulas"
STATED = tomllib.loads((FOLDER / "formulas.toml").read_text(encoding="utf-8"))
NINE = {one["title"]: one["formula"] for one in STATED["formula"]}
ALL = {"the article": STATED["article"], **NINE}
SIZES = {"K": 2, "k": 1, "M": 2, "N": 3, "C": 1}
CHANNELS = {"z": {0: 0}, "a": {0: 1}, "w": {0: 0, 1: 1}}  # the CNN's o = 0 and c = 1
EXPECTED = {
    "Summed over the kernel": ["renaming"],
    "From 0": ["renaming"],
    "From 1": ["origin", "flipping the kernel"],
    "Centred": ["exchanging axes"],
    "MATLAB": ["origin"],
    "Goodfellow": ["renaming"],
    "CNN": ["flipping the kernel"],
    "Circular": ["different"],
    "Toeplitz": ["equal"],
}


def data(left: str, right: str) -> dict[str, Any]:
    return as_data(relate(left, right))


def test_the_nine_are_the_usual_ones_in_letters_of_their_own() -> None:
    assert list(NINE) == list(EXPECTED)
    outputs = [relate(text, text).left.formula.output.name for text in ALL.values()]
    assert len(set(outputs)) >= 8


@pytest.mark.parametrize("name", NINE)
def test_each_is_related_to_the_article_as_expected(name: str) -> None:
    assert data(STATED["article"], NINE[name])["words"] == EXPECTED[name]
    assert data(NINE[name], STATED["article"])["words"] == EXPECTED[name]


@pytest.mark.parametrize("name", ALL)
def test_a_formula_equals_itself(name: str) -> None:
    found = data(ALL[name], ALL[name])
    assert (found["verdict"], found["words"]) == ("equal", ["equal"])
    assert all(
        (one["first"], one["sign"], one["move"]) == (one["second"], 1, "0")
        for array in found["arrays"]
        for one in array["indices"]
    )


def channels(text: str, array: str) -> dict[int, int]:
    """The indices of the CNN's arrays that are looked at for one value."""
    return CHANNELS.get(array, {}) if "b_o" in text else {}


def rank(text: str, array: str) -> int:
    """How many indices an array has in a formula."""
    match = re.search(rf"(?<![A-Za-z]){re.escape(array)}[\[(]?_?\{{?([^\[\](){{}}=]*)", text)
    assert match is not None
    return match[1].count(",") + 1


def full(text: str, array: str, cell: Cell) -> Cell:
    """A cell of two indices with the channels put in."""
    found = list(cell)
    for place, value in sorted(channels(text, array).items()):
        found.insert(place, value)
    return tuple(found)


def check_on_random_data(left: str, right: str, found: dict[str, Any], seed: int) -> int:
    """Evaluate both by hand on random arrays, called as the relation says; how many agree."""
    numbers = random.Random(seed)
    one, other = Evaluator(left, SIZES), Evaluator(right, SIZES)
    arrays = {array["first"]: array for array in found["arrays"]}
    output, *factors = found["arrays"]
    mine: Arrays = {array["first"]: {} for array in factors}
    its: Arrays = {array["second"]: {} for array in factors}
    box = [full(left, output["first"], cell) for cell in cells(-2, 3, 2)]
    for cell in box:  # what is read of each array at all
        one.at(cell, mine)
    for cell in cells(-2, 3, 2):
        other.at(full(right, output["second"], cell), its)
    for array in factors:
        for cell in cells(-2, 2, 2):
            here = full(left, array["first"], cell)
            there = carried(here, array, left, right)
            readable = here in one.seen[array["first"]] and there in other.seen[array["second"]]
            if readable:
                value = numbers.randint(-9, 9)
                mine[array["first"]][here] = its[array["second"]][there] = value
    agreed = 0
    for cell in box:
        first = one.at(cell, mine)
        second = other.at(carried(cell, arrays[output["first"]], left, right), its)
        if first is None or second is None:
            continue
        assert first == second, (cell, first, second)
        agreed += 1
    return agreed


def carried(cell: Cell, array: dict[str, Any], left: str, right: str) -> Cell:
    size = rank_of(right, array["second"])
    return moved(cell, array["indices"], size, channels(right, array["second"]), SIZES)


def rank_of(text: str, array: str) -> int:
    return 2 + len(channels(text, array))


def check_example(left: str, right: str, found: dict[str, Any]) -> None:
    """The example of different formulas, evaluated by hand."""
    example = found["example"]
    assert example is not None, (left, right)
    sizes = {**SIZES, **example["sizes"]}
    sides = []
    for text, key in ((left, "first"), (right, "second")):
        arrays = {
            array[key]: {tuple(cell): value for cell, value in array["values"]}
            for array in example["arrays"]
        }
        value = Evaluator(text, sizes).at(tuple(example["output"]), arrays)
        assert value == int(example[key])
        sides.append(value)
    assert sides[0] != sides[1]
    assert sum(len(array["values"]) for array in example["arrays"]) <= 12


PAIRS = [(a, b) for a in ALL for b in ALL if a < b]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_all_pairs_agree_with_an_evaluation_by_hand(first: str, second: str) -> None:
    left, right = ALL[first], ALL[second]
    found = data(left, right)
    if found["verdict"] == "different":
        assert "Circular" in (first, second) or {first, second} == {"Centred", "Toeplitz"}
        if "CNN" not in (first, second) and "Toeplitz" not in (first, second):
            check_example(left, right, found)
    else:
        assert check_on_random_data(left, right, found, len(first + second)) >= 9
        assert found["products"] > 0


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_relation_is_symmetric(first: str, second: str) -> None:
    """B to A is the inverse of A to B: the same words, each index back where it was."""
    there, back = data(ALL[first], ALL[second]), data(ALL[second], ALL[first])
    assert there["words"] == back["words"]
    other = {array["first"]: array for array in back["arrays"]}
    for array in there["arrays"]:
        returned = {one["second"]: one for one in other[array["second"]]["indices"]}
        for one in array["indices"]:
            inverse = next(i for i in returned.values() if i["first"] == one["second"])
            assert (inverse["second"], inverse["sign"]) == (one["first"], one["sign"])
            move = eval(f"({one['sign']}) * ({one['move']}) + ({inverse['move']})", dict(SIZES))
            assert move == 0


MUTATIONS = (
    (r"-([a-z](_\d)?)(?=[,\]}) ])", r"+\1"),  # a sign
    (r"\+([a-z])(?=[-,\]}) ])", r"-\1"),
    (r"([A-Za-z])-1\}", r"\1}"),  # a bound
    (r"=1\}", r"=0}"),
    (r"([\[({,])([a-z])([-+])", r"\g<1>2\2\3"),  # a stride
    (r"([-+])1([,)}\]])", r"\2"),  # an offset
    (r"([\[({])([a-z]), ?([a-z])([\])}])", r"\1\3,\2\4"),  # the axes of one array
)


def mutants(text: str) -> list[str]:
    """The formula with one slip each, one at a time, on its right side."""
    found = []
    left, _, right = text.partition("=")
    for pattern, change in MUTATIONS:
        for match in list(re.finditer(pattern, right))[:2]:
            slip = right[: match.start()] + match.expand(change) + right[match.end() :]
            found.append(f"{left}={slip}")
    return [one for one in dict.fromkeys(found) if one != text]


CASES = [(name, one) for name in NINE if name != "Toeplitz" for one in mutants(NINE[name])]


def test_there_are_enough_mutants() -> None:
    assert len(CASES) >= 30
    assert {name for name, _ in CASES} == set(NINE) - {"Toeplitz"}


@pytest.mark.parametrize(("name", "mutant"), CASES)
def test_mutants_agree_with_an_evaluation_by_hand(name: str, mutant: str) -> None:
    for left, right in ((NINE[name], mutant), (mutant, STATED["article"])):
        found = data(left, right)
        if found["verdict"] == "different":
            if rank_of(left, "z") == rank_of(right, "z"):
                check_example(left, right, found)
        else:
            assert check_on_random_data(left, right, found, len(mutant)) >= 9


def test_a_toeplitz_matrix_with_a_slip_is_not_read() -> None:
    slip = NINE["Toeplitz"].replace("h_{1,1} & h_{1,0} & h_{0,1}", "h_{1,1} & h_{0,1} & h_{1,0}")
    assert slip != NINE["Toeplitz"]
    with pytest.raises(FormulaError, match=r"relation|not like the others"):
        relate(STATED["article"], slip)


def test_the_window_of_the_evaluation_is_wide_enough() -> None:
    assert FAR >= 5
