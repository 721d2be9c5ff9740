"""The operations: one relation each, as the contract gives it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.errors import ProblemError
from symconv.model.operations import OPERATIONS, find

NUMBER = st.integers(-20, 20)
POSITIVE = st.integers(1, 9)


@settings(deadline=None)
@given(NUMBER, NUMBER, POSITIVE, POSITIVE, NUMBER)
def test_the_relations_are_those_of_the_contract(m: int, k: int, s: int, d: int, p: int) -> None:
    expected = {
        "conv": s * m - d * k + p,
        "xcorr": -s * m + d * k - p,
        "correlate": s * m + d * k - p,
    }
    for operation in OPERATIONS:
        output, kernel, shift = operation.relation(s, d, p)
        assert output * m + kernel * k + shift == expected[operation.name]


def test_convolution_and_the_article_s_correlation_sum_over_the_image() -> None:
    overs = {operation.name: operation.over for operation in OPERATIONS}
    assert overs == {"conv": "image", "xcorr": "image", "correlate": "kernel"}


def test_an_unknown_operation_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ProblemError, match="'blur': use one of conv, xcorr, correlate"):
        find("blur")
