"""What a report says that it was read as."""

from __future__ import annotations

import pytest

from symconv.verify.judge import judge_text

CASES = (
    (r"y[n] = \sum_k x[k] h[n-k]", "y: convolution of x with h"),
    (r"y[i,j] = \sum_{u,v} x[i+u,j+v] w[u,v]", "y: cross-correlation of x with w"),
    (r"y[j,i] = \sum_{u,v} x[i-u,j-v] w[u,v]", "y: convolution of x with w, axes exchanged"),
    (r"y[i,j] = \sum_{u,v} x[i-u,j-v] w[v,u]", "y: convolution of x with w, axes exchanged"),
    (r"y[n] = \sum_k x[2n-k] h[k]", "y: convolution of x with h, stride 2"),
    (
        r"y[m] = \sum_c \sum_k x[c,m+k] h[c,k]",
        "y: cross-correlation of x with h, the first index of x is the first index of h",
    ),
    (
        r"z_{i,j,k} = \sum_{l,m,n} v_{l,j+m-1,k+n-1} K_{i,l,m,n}",
        "z: cross-correlation of v with K, the first index of v is the second index of K, "
        "the first index of z is the first index of K",
    ),
)


@pytest.mark.parametrize(("formula", "words"), CASES)
def test_a_definition_is_described(formula: str, words: str) -> None:
    report = judge_text(f"${formula}$", "md")

    assert report.problem == f"read as: {words}"
    assert report.verdict == "proved"


def test_a_definition_stays_sound_beside_one_wrong_line() -> None:
    text = "$y[n] = \\sum_k x[k] h[n-k]$\n\n$y[2] = x[0]h[2] + x[1]h[1] + x[2]h[1]$\n"
    report = judge_text(text, "md")

    assert [line.verdict for line in report.lines] == ["proved", "refuted"]
