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
@given(NUMBER, NUMBER, POSITIVE, POSITIVE, NUMBER, st.integers(-1, 1))
def test_the_relations_are_those_of_the_contract(
    m: int, k: int, s: int, d: int, p: int, off: int
) -> None:
    indices = {
        "conv": (m, s * m - d * k + p),
        "xcorr": (m, -s * m + d * k - p),
        "correlate": (m, s * m + d * k - p),
        "transposed": (s * m + d * k - p, m),
    }
    for operation in OPERATIONS:
        output, image, kernel, rest = operation.relation(s, d, p)
        at, i = indices[operation.name]
        assert (output * at + image * (i + off) + kernel * k == rest) == (off == 0)
        assert image < 0
        assert 1 in (abs(output), abs(image), abs(kernel)) or 1 not in (s, d)


def test_convolution_flips_the_kernel_and_correlation_does_not() -> None:
    flips = {operation.name: operation.flips for operation in OPERATIONS}
    assert flips == {"conv": True, "xcorr": False, "correlate": False, "transposed": True}


def test_each_operation_is_mistaken_for_another_one_that_there_is() -> None:
    for operation in OPERATIONS:
        assert find(operation.mistaken) != operation


def test_convolution_and_the_article_s_correlation_sum_over_the_image() -> None:
    overs = {operation.name: operation.over for operation in OPERATIONS}
    assert overs == {
        "conv": "image", "xcorr": "image", "correlate": "kernel", "transposed": "image",
    }  # fmt: skip


def test_an_unknown_operation_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ProblemError, match="'blur': use one of conv, xcorr, correlate, transposed"):
        find("blur")
