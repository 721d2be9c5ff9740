"""A few hundred of the mutants of ``benchmarks/mutants``: the goals hold for them too."""

from __future__ import annotations

import pytest

from benchmarks.mutants.__main__ import main
from benchmarks.mutants.measure import Outcome, judge, mutants, rates

COUNT, SEED = 400, 20


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [judge(mutant) for mutant in mutants(COUNT, SEED)]


def missed(outcomes: list[Outcome], name: str) -> list[str]:
    return [one.mutant.text for one in outcomes if not one.good.get(name, True)]


@pytest.mark.parametrize("name", ["refuted", "line", "term", "kind", "belief", "proved", "rest"])
def test_every_goal_holds(outcomes: list[Outcome], name: str) -> None:
    assert missed(outcomes, name) == []


def test_every_kind_of_change_is_made(outcomes: list[Outcome]) -> None:
    groups = {one.mutant.what.split(":")[0] for one in outcomes}
    assert groups >= {"believe", "definition", "emitted", "entry", "numbers", "range"}
    assert all(total > 20 for _, total in rates(outcomes).values())


def test_the_same_seed_gives_the_same_mutants() -> None:
    assert list(mutants(30, 5)) == list(mutants(30, 5))
    assert list(mutants(30, 5)) != list(mutants(30, 6))


def test_the_rates_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--count", "60", "--seed", "3"]) == 0
    shown = capsys.readouterr().out
    assert "changed ones refuted" in shown
    assert "100.00 %" in shown
