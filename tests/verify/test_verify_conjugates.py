"""Complex conjugates read back: in any of their signs, and refuted where they are wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Case, cases

from symconv import Problem, verify

HEAD = "% symconv: correlate image=4@corner kernel=2@corner {}\n\n\\[{}\\]\n"
RIGHT = (
    r"y[m] = \sum_k x[m+k] \overline{h[k]}",
    r"y[m] = \sum_k x[m+k] \overline{h}[k]",
    r"y[m] = \sum_k \bar h[k] x[m+k]",
    r"y[m] = \sum_k x[m+k] \bar{h}[k]",
    r"y[m] = \sum_k x[m+k] h^*[k]",
    r"y[m] = \sum_k x[m+k] h^{*}[k]",
    r"y_m = \sum_k x_{m+k} h_k^*",
    r"y[m] = \sum_k x[m+k] \mathrm{conj}(h[k])",
    r"y[m] = \sum_k x[m+k] \operatorname{conj}(h[k])",
    r"y[0] = x[0] \cdot \overline{a} + x[1] \cdot \overline{b}",
    r"y[0] = x[0] a^* + b^{\ast} x[1]",
    r"y_0 = x_0 \overline{h_0} + x_1 \bar{h}_1",
    r"y[0] = x[0] \overline{h[0]} + x[1] \overline{h[1]} = x[0] \bar a + x[1] \bar{b}",
    r"y[m] = x[m] \star h[m] = \sum_k x[m+k] \overline{h[k]}",
)


@pytest.mark.parametrize("formula", RIGHT)
def test_every_sign_of_a_conjugate_is_read(formula: str) -> None:
    report = verify(HEAD.format("conjugate=true", formula))
    assert report.verdict == "proved", str(report)


@pytest.mark.parametrize("formula", RIGHT)
def test_without_the_word_no_conjugate_is_right(formula: str) -> None:
    report = verify(HEAD.format("", formula))
    assert report.verdict == "refuted"
    found = [finding for line in report.lines for finding in line.findings]
    assert found
    assert all("add conjugate=true" in one.message for one in found)


@pytest.mark.parametrize(
    ("formula", "kind", "says"),
    [
        (r"y[m] = \sum_k x[m+k] h[k]", "wrong-entry", "The conjugate is missing: h[k]"),
        (r"y[0] = x[0] \overline{a} + x[1] b", "wrong-entry", "The conjugate is missing: b"),
        (r"y[m] = \sum_k \overline{x[m+k]} h[k]", "wrong-entry", "not the image"),
        (r"y[m] = \sum_k \overline{x[m+k]}\, \overline{h[k]}", "wrong-entry", "not the image"),
        (r"y[0] = x[0] \overline{b} + x[1] \overline{a}", "wrong-entry", r"is \overline{a}"),
        (r"y[m] = \sum_k x[m-k] \overline{h[k]}", "wrong-index", ""),
        (r"y[0] = x[0] \overline{a}", "missing-term", r"x[1]·\overline{b}"),
    ],
)
def test_what_is_wrong_is_told(formula: str, kind: str, says: str) -> None:
    report = verify(HEAD.format("conjugate=true", formula))
    assert report.verdict == "refuted", str(report)
    found = [finding for line in report.lines for finding in line.findings]
    assert any(one.kind == kind and says in one.message for one in found), found


def test_letters_called_as_the_kernel_is() -> None:
    problem = Problem.parse('correlate image=4@corner kernel="[h_1 h_0]@corner" conjugate=true')
    for at in (None, (0,), (3,)):
        for detail in ("normal", "full"):
            report = verify(problem.derive(at).latex(detail))
            assert report.verdict == "proved", str(report)


@given(case=cases(longest=3), values=st.booleans(), data=st.data())
@settings(max_examples=15)
def test_what_is_written_is_proved(case: Case, values: bool, data: st.DataObject) -> None:
    """For any problem and output; one overline less is refuted, where the entry is not real."""
    line = case.line + " conjugate=true"
    if values and len(case.kernel) == 1:
        low, high = case.kernel[0]
        words = data.draw(st.lists(st.sampled_from(["1", "-2", "u", "w_1", "1/2"]),
                                   min_size=high - low + 1, max_size=high - low + 1))  # fmt: skip
        line = re.sub(r"kernel=\S+", f'kernel="[{" ".join(words)}]@{low}"', line)
    problem = Problem.parse(line)
    places = case.outputs()
    at = data.draw(st.none() | st.sampled_from(places)) if places else None
    for detail in ("normal", "full"):
        text = problem.derive(at).latex(detail)
        report = verify(text)
        assert report.verdict == "proved", str(report)
    if problem.kernel.values is not None:
        return
    found = [place.start() for place in re.finditer(r"\\overline\{(?=h)", text)]
    place = data.draw(st.sampled_from(found))
    changed = text[:place] + re.sub(r"\\overline\{(h\[[^\]]*\])\}", r"\1", text[place:], count=1)
    assert verify(changed).verdict == "refuted"
