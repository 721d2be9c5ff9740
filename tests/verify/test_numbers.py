"""Numbers under a stated problem: values put in, products, totals, rounding."""

from __future__ import annotations

import pytest

from tests.verify.cases import findings, verdicts

SMALL = 'conv image="[2 -1 3]@0" kernel="[1 4 -2]@0"'  # y[2] = 2*(-2) + (-1)*4 + 3*1 = -5
MEAN = 'conv image="[1 2 4]@0" kernel="[1/3 1/3 1/3]@0"'  # y[2] = 7/3
ZERO = 'conv image="[2 0 3]@0" kernel="[1 4 -2]@0"'  # y[2] = -4 + 0 + 3
RIGHT = [
    (SMALL, r"y[2] = 2 \cdot (-2) + (-1) \cdot 4 + 3 \cdot 1 = -4 - 4 + 3 = -5"),
    (SMALL, r"y[2] = 3 \cdot 1 + 4 \cdot (-1) + (-2) \cdot 2 = 3 - 4 - 4 = -5"),
    (SMALL, r"y[2] = -2 \cdot 2 - 4 + 3 = -8 + 3"),
    (SMALL, "y[2] = (2)(-2) + (-1)(4) + (3)(1)"),
    (SMALL, "y[2] = x[0]h[2] + x[1]h[1] + x[2]h[0] = -5"),
    (MEAN, r"y[2] = \frac{1+2+4}{3} = \frac{7}{3}"),
    (MEAN, r"y[2] = \frac13 (1+2+4) = 7/3 = 2.33"),
    (MEAN, r"y[2] = 7/3 \approx 2.3"),
    (MEAN, r"y[2] \approx 2"),
    (ZERO, r"y[2] = 2 \cdot (-2) + 0 \cdot 4 + 3 \cdot 1 = -4 + 3 = -1"),
    (ZERO, r"y[2] = 2 \cdot (-2) + 3 \cdot 1"),
]
WRONG = [
    (SMALL, "y[2] = -4", ("arithmetic", "-4", "-5")),
    (SMALL, "y[2] = -4 - 4 + 2", ("arithmetic", "+ 2", "3")),
    (SMALL, "y[2] = -4 + 4 + 3", ("wrong-sign", "+ 4", "- 4")),
    (SMALL, "y[2] = -4 - 4", ("missing-term", "-4 - 4", "x[2]·h[0]")),
    (SMALL, "y[2] = -4 - 4 + 3 + 3", ("duplicate-term", "+ 3", "")),
    (SMALL, "y[2] = -4 - 4 + 3 + 7", ("extra-term", "+ 7", "")),
    (SMALL, r"y[2] = 2 \cdot (-2) + (-1) \cdot 4 + 5 \cdot 1",
     ("wrong-entry", r"+ 5 \cdot 1", "3·1")),
    (SMALL, r"y[2] = 2 \cdot (-2) + (-1) \cdot 4 - 3 \cdot 1",
     ("wrong-sign", r"- 3 \cdot 1", "+ 3")),
    (ZERO, r"y[2] = 2 \cdot (-2) + 0 \cdot 5 + 3 \cdot 1", ("wrong-entry", r"+ 0 \cdot 5", "0·4")),
    (MEAN, "y[2] = 2.34", ("arithmetic", "2.34", "7/3")),
    (MEAN, "y[2] = 2.3", ("arithmetic", "2.3", "7/3")),
    (MEAN, r"y[2] \approx 2.4", ("arithmetic", "2.4", "7/3")),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "text"), RIGHT)
def test_right(problem: str, text: str) -> None:
    assert set(verdicts(problem, text)) == {"p"}


@pytest.mark.parametrize(("problem", "text", "expected"), WRONG)
def test_wrong(problem: str, text: str, expected: tuple[str, str, str]) -> None:
    (kind, source, wanted), *_ = findings(problem, text)
    assert (kind, source.lstrip("+ "), wanted) == (
        expected[0], expected[1].lstrip("+ "), expected[2],
    )  # fmt: skip
    assert verdicts(problem, text) == "r"


def test_a_total_that_follows_from_a_wrong_product_is_carried_forward() -> None:
    text = "y[2] = -4 - 4 + 2 = -6"
    assert verdicts(SMALL, text) == "rr"
    assert [kind for kind, _, _ in findings(SMALL, text)] == ["arithmetic", "carried-forward"]


def test_products_are_not_accused_after_a_wrong_value() -> None:
    text = r"y[2] = 2 \cdot (-2) + (-1) \cdot 4 + 5 \cdot 1 = -4 - 4 + 3 = -5"
    assert verdicts(SMALL, text) == "rpp"


def test_sums_of_numbers_alone_are_added_up() -> None:
    assert verdicts(SMALL, "1 + 2 = 3") == "p"
    assert findings(SMALL, "1 + 2 = 4") == [("arithmetic", "4", "3")]
