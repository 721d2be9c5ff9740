"""The benchmarks run, and what they write has its fields; no time is asserted."""

import json

import pytest

from benchmarks.__main__ import COLUMNS, Result, main, table_row
from benchmarks.pairs import sympy_loop
from benchmarks.readings import alternate
from benchmarks.records import RECORDS, Goal


def test_a_quick_run_writes_its_results(tmp_path, capsys):
    out = tmp_path / "results.json"

    assert main(["--quick", "--only", "7x7 with 3x3", "-o", str(out)]) == 0

    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["format"] == "symconv.benchmarks/1"
    assert written["mode"] == "quick"
    kept, streamed = written["results"]
    assert kept["what"] == "terms kept, 7x7 with 3x3"
    assert streamed["what"] == "terms streamed, 7x7 with 3x3"
    assert set(kept) == set(Result._fields)
    assert kept["ratio"] == pytest.approx(kept["rivals"] / kept["ours"])
    assert isinstance(kept["met"], bool)
    shown = capsys.readouterr().out
    assert all(column in shown for column in (*COLUMNS, ">= 50x", "<= 6x"))


def test_every_record_belongs_to_a_run_and_has_a_name_of_its_own():
    names = [(record.what, record.rival) for record in RECORDS]

    assert len(set(names)) == len(names)
    assert all(set(record.modes) <= {"full", "quick"} and record.modes for record in RECORDS)
    assert {mode for record in RECORDS for mode in record.modes} == {"full", "quick"}


@pytest.mark.parametrize(
    ("goal", "found", "met"),
    [
        (Goal("faster", 3), 4.0, True),
        (Goal("faster", 5), 4.0, False),
        (Goal("within", 0.5), 0.25, True),
        (Goal("within", 0.2), 0.25, False),
        (Goal("above", 5), -6.0, True),
        (Goal("faster", None), 4.0, None),
    ],
)
def test_goals_compare_two_and_eight(goal, found, met):
    assert goal.compare(2.0, 8.0) == found
    assert goal.met(found) is met


def test_readings_are_taken_in_turns_and_their_medians_compared():
    taken = []
    ours, rival = iter([3.0, 1.0, 2.0]), iter([30.0, 10.0, 20.0])

    found = alternate(
        lambda: taken.append("ours") or next(ours),
        lambda: taken.append("rival") or next(rival),
        least=3,
        budget=0.0,
    )

    assert found == (2.0, 20.0, 3)
    assert taken == ["ours", "rival"] * 3


def test_a_rival_that_is_not_installed_is_named_in_its_row():
    result = Result("a", "b", "s", None, None, None, ">= 2x", None, 0, "not measured: no c")

    assert table_row(result)[-1] == "not measured: no c"


def test_the_sympy_loop_makes_the_sums_that_we_make():
    from symconv.api import Problem

    make_sums, forget = sympy_loop(3, 2)
    forget()
    problem = Problem.parse("conv image=3x3@corner kernel=2x2@corner entries=indexed")

    assert make_sums() == [derived.value for derived in problem.derive_all()]
