"""Channels, groups and batch: what symconv writes is proved, and what is wrong in it is found.

Also derivations by hand under a stated problem with channels, and what channels are called
where no problem is stated.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.mutants.channels import channelled as mutated
from benchmarks.mutants.measure import judge
from symconv import Problem
from symconv.verify.edge import Edge
from symconv.verify.judge import judge_text
from symconv.verify.leading import links_of, places
from symconv.verify.problem_law import of_problem
from symconv.verify.ties import Tie
from tests.strategies import Channelled, channelled
from tests.verify.cases import findings, report, verdicts
from tests.verify.test_round_trip import DETAILS, KINDS, assert_proved, judged

WORDS = (
    "channels=2", "channels=2,3", "channels=4,8 groups=2", "channels=3,3 groups=3",
    "channels=2,4 groups=2", "batch=2", "channels=2,2 batch=3",
)  # fmt: skip
SPACES = (
    "conv image=4x4 kernel=2x2", "xcorr image=5@corner kernel=3@corner sum=kernel",
    "correlate image=4x3 kernel=2x2 axes=row,column names=V,K,Z boundary=wrap",
    "transposed image=4 kernel=3 stride=2 dilation=2 offset=1",
    "conv image=4 kernel=3 boundary=constant:w", "correlate image=NxM@corner kernel=3x3",
)  # fmt: skip
STATED = "correlate image=4x4@corner kernel=2x2@corner channels=2,3 axes=row,column names=V,K,Z"
LINE = "conv image=5 kernel=3 channels=2"


@pytest.mark.parametrize("to", sorted(KINDS))
@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("words", WORDS)
def test_what_is_written_with_channels_is_proved(words: str, space: str, to: str) -> None:
    problem = Problem.parse(f"{space} {words}")
    assert_proved(judged(problem.derive(), to, "full"))


@pytest.mark.parametrize("line", ["conv channels=C,F", "xcorr channels=C batch=B image=5 kernel=3"])
def test_numbers_of_channels_may_be_letters(line: str) -> None:
    for detail in DETAILS:
        assert_proved(judged(Problem.parse(line).derive(), "latex", detail))


@settings(deadline=None, max_examples=60)
@given(channelled(), st.sampled_from(sorted(KINDS)), st.sampled_from(DETAILS), st.data())
def test_random_problems_with_channels_are_proved(
    case: Channelled, to: str, detail: str, data: st.DataObject
) -> None:
    problem = Problem.parse(case.line)
    outputs = case.outputs_in_order()
    if outputs and data.draw(st.booleans()):
        problem = problem.placed(data.draw(st.sampled_from(outputs)))
    assert_proved(judged(problem.derive(), to, detail))


@settings(deadline=None, max_examples=25)
@given(channelled(2, 3), st.data())
def test_the_law_has_the_terms_of_the_definition(case: Channelled, data: st.DataObject) -> None:
    law = of_problem(Problem.parse(case.line))
    outputs = case.outputs_in_order()
    if not outputs:
        return
    at = data.draw(st.sampled_from(outputs))
    assert sorted(law.partners(at)) == sorted(case.terms(at))
    for image, kernel in case.terms(at):
        assert law.partner(at, (law.first, image)) in (kernel, None)
        assert law.output_of(image, kernel) in (at, None)


def test_every_mutant_with_channels_is_refuted_at_its_place() -> None:
    random = Random(5)
    outcomes = [judge(mutated(random)) for _ in range(60)]
    assert [one.mutant.text for one in outcomes if one.failed] == []
    assert len({one.mutant.what for one in outcomes}) == 6


@pytest.mark.parametrize(
    "formula",
    [
        r"Z_{i,j,k} = \sum_{l=0}^{1}\sum_{m=0}^{1}\sum_{n=0}^{1} V_{l,j+m,k+n} K_{i,l,m,n}",
        r"Z_{i,j,k} = \sum_{l,m,n} V_{l,j+m,k+n} K_{i,l,m,n}",
        r"Z_{p,q,r} = \sum_{m=0}^{1}\sum_{n=0}^{1} (V_{0,q+m,r+n} K_{p,0,m,n}"
        r" + V_{1,q+m,r+n} K_{p,1,m,n})",
        r"Z_{2,1,0} = \sum_{m=0}^{1}\sum_{n=0}^{1} V_{0,1+m,n} K_{2,0,m,n}"
        r" + \sum_{m=0}^{1}\sum_{n=0}^{1} V_{1,1+m,n} K_{2,1,m,n}",
        r"Z_{2,1,0} = V_{0,1,0}K_{2,0,0,0} + V_{0,1,1}K_{2,0,0,1} + V_{0,2,0}K_{2,0,1,0}"
        r" + V_{0,2,1}K_{2,0,1,1} + V_{1,1,0}K_{2,1,0,0} + V_{1,1,1}K_{2,1,0,1}"
        r" + V_{1,2,0}K_{2,1,1,0} + V_{1,2,1}K_{2,1,1,1}",
    ],
)
def test_derivations_by_hand_are_proved(formula: str) -> None:
    assert verdicts(STATED, formula) == "p"


@pytest.mark.parametrize(
    ("formula", "kind", "place"),
    [
        ("V_{l,j+m,k+n} K_{l,i,m,n}", "wrong-index", "V_{l,j+m,k+n}"),
        ("V_{i,j+m,k+n} K_{i,l,m,n}", "wrong-index", "V_{i,j+m,k+n}"),
        ("V_{l,j-m,k-n} K_{i,l,m,n}", "wrong-index", "V_{l,j-m,k-n}"),
        ("V_{l,j+m,k+n} K_{i,m,n,l}", "wrong-index", "V_{l,j+m,k+n}"),
    ],
)
def test_a_wrong_channel_is_found_at_its_factor(formula: str, kind: str, place: str) -> None:
    sums = r"\sum_{l=0}^{1}\sum_{m=0}^{1}\sum_{n=0}^{1}"
    (found,) = findings(STATED, f"Z_{{i,j,k}} = {sums} {formula}")
    assert found[:2] == (kind, place)


@pytest.mark.parametrize(
    ("bounds", "verdict"), [("c=0}^{1", "p"), ("c=0}^{2", "r"), ("c=1}^{2", "r"), ("c=0}^{0", "r")]
)
def test_all_channels_are_added_up_and_no_others(bounds: str, verdict: str) -> None:
    terms = "x_{c,m+1}h_{c,-1} + x_{c,m}h_{c,0} + x_{c,m-1}h_{c,1}"
    assert verdicts(LINE, rf"y_m = \sum_{{{bounds}}} ({terms})") == verdict


def test_a_channel_that_does_not_exist_is_no_zero() -> None:
    terms = "x[0,1]h[0,-1] + x[0,0]h[0,0] + x[0,-1]h[0,1]"
    more = "x[1,1]h[1,-1] + x[1,0]h[1,0] + x[1,-1]h[1,1]"
    assert verdicts(LINE, f"y[0] = {terms} + {more}") == "p"
    assert verdicts(LINE, f"y[0] = {terms} + {more} + x[0,-2]h[0,2]") == "p"
    found = findings(LINE, f"y[0] = {terms} + {more} + x[2,0]h[2,0]")
    assert [one[:2] for one in found] == [("outside-image", "x[2,0]")]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"y_m = \sum_{c=0}^{1} \sum_i x^{(c)}_i h^{(c)}_{m-i}", "p"),
        (r"y_m = \sum_{c=0}^{1} \sum_i x^{(c)}_i h^{(c)}_{m+i}", "r"),
        (r"y_0 = x^{(0)}_1h^{(0)}_{-1} + x^{(0)}_0h^{(0)}_0 + x^{(0)}_{-1}h^{(0)}_1"
         r" + x^{(1)}_1h^{(1)}_{-1} + x^{(1)}_0h^{(1)}_0 + x^{(1)}_{-1}h^{(1)}_1", "p"),
        (r"y_m = \sum_c (x_c * h_c)_m", "?"),
    ],
)  # fmt: skip
def test_channels_as_superscripts(text: str, verdict: str) -> None:
    assert verdicts(LINE, text) == verdict


def test_the_finding_is_written_as_the_text_is() -> None:
    text = (
        r"y_0 = x^{(0)}_1h^{(0)}_{-1} + x^{(0)}_0h^{(0)}_0 + x^{(0)}_{-1}h^{(0)}_1"
        r" + x^{(1)}_1h^{(1)}_{-1} + x^{(1)}_0h^{(1)}_0 + x^{(1)}_{-1}h^{(0)}_1"
    )
    assert findings(LINE, text) == [("wrong-index", "h^{(0)}_1", "h^{(1)}_{1}")]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"0 \le c \le 1", "p"), (r"0 \le c \le 2", "r"), (r"1 \le c \le 2", "r"),
        (r"c \in \{0,1\}", "p"), (r"c \in \{0,1,2\}", "r"),
    ],
)  # fmt: skip
def test_ranges_of_channels(text: str, verdict: str) -> None:
    assert verdicts(LINE, text) == verdict


def test_an_output_with_too_few_indices_is_told() -> None:
    (line,) = report("conv channels=2,3", "y[0,0] = 0").lines
    assert line.verdict == "undecided"
    assert "2 indices, the problem's outputs 3 indices" in line.says


def test_a_misconception_moves_only_in_space() -> None:
    text = r"y_m = \sum_{c=0}^{1} \sum_i x_{c,i} h_{c,m+i}"
    (line,) = report(LINE, text).lines
    assert "other-operation" in line.findings[0].consistent_with


def test_links_of_groups_round_the_filter_down() -> None:
    leading = Problem.parse("conv channels=4,8 groups=2 batch=3").leading
    assert links_of(leading) == (
        Tie((0, 0, 0), 1, -1, 0, 0, link=True),
        Tie((1, 1, 1), 2, -1, 1, 0, 0, 4, link=True),
        Tie((1, 0, 0), 1, 0, -1, 0, link=True),
    )
    law = of_problem(Problem.parse("conv channels=4,8 groups=2 batch=3"))
    assert [places(law, axis) for axis in (0, 1)] == [[0, 1, 2], [*range(8)]]


def test_an_edge_goes_on_in_space_alone() -> None:
    edge = of_problem(Problem.parse("conv image=4@corner channels=2 boundary=wrap")).edge
    assert isinstance(edge, Edge)
    assert edge.stands_for((1, -1)) == (1, 3)
    assert edge.exists((1, -9))
    assert not edge.exists((2, 0))


def test_a_gradient_must_follow_from_its_forward_pass() -> None:
    forward = r"y_{k,m} = \sum_{c=0}^{C-1}\sum_{i=0}^{K-1} W_{k,c,i}\, x_{c,m+i} \\ "
    left = r"\frac{\partial L}{\partial x_{c,p}} = \sum_k\sum_i"
    for sign, verdict in (("-", "proved"), ("+", "refuted")):
        right = rf"\frac{{\partial L}}{{\partial y_{{k,p{sign}i}}}} W_{{k,c,i}}"
        text = f"$$\n{forward}{left} {right}\n$$\n"
        assert judge_text(text, "md").verdict == verdict
