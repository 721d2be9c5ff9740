"""Formulas that follow, or do not, from the definitions of the same text."""

from __future__ import annotations

import pytest

from symconv.verify.judge import judge_text

DEFINED = r"Let $v[i] = x[i-p]$ and $b[m] = \sum_k v[m+k] h[k]$."


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sum_k x[m+k-p] h[k]", "proved"),
        (r"\sum_i x[i] h[i+p-m]", "proved"),
        (r"\sum_k x[m+k+p] h[k]", "undecided"),
        (r"\sum_k x[m+k+q] h[k]", "undecided"),
        (r"\sum_k x[m-k-p] h[k]", "undecided"),
    ],
)
def test_what_does_not_follow_is_no_new_definition(formula: str, verdict: str) -> None:
    assert judge_text(f"{DEFINED}\n\nThen $b[m] = {formula}$.\n", "md").verdict == verdict
