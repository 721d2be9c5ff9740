"""Names: letters and Greek macros from a list, nothing else."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.errors import ProblemError
from symconv.model.names import GREEK, LETTERS, check_name, is_letter, plain

NO_NAMES = [r"\input", r"\write18", r"\Alpha", "x y", r"\alpha\beta", r"\alpha ", "\\", "x\n"]


def test_the_letters_are_those_of_ascii() -> None:
    assert frozenset(string.ascii_letters) == LETTERS
    assert [is_letter(text) for text in ("a", "Z", "é", "ab", "", "1", "α")] == [
        True, True, False, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("macro", GREEK)
def test_each_macro_is_shown_as_the_greek_letter_that_it_names(macro: str) -> None:
    assert check_name(macro, "the image") == macro
    words = unicodedata.name(GREEK[macro]).lower().split()
    spelled = plain(macro).lower().removeprefix("var").replace("lambda", "lamda")
    assert spelled in words or macro == r"\ell"
    if macro != r"\ell" and not macro.startswith(r"\var"):
        assert ("capital" in words) == macro[1].isupper()


@settings(deadline=None)
@given(st.one_of(st.text(), st.sampled_from(NO_NAMES)))
def test_nothing_but_a_letter_or_a_macro_of_the_list_is_a_name(text: str) -> None:
    if text in LETTERS or text in GREEK:
        assert check_name(text, "the image") == text
        return
    with pytest.raises(ProblemError, match="cannot name the image") as caught:
        check_name(text, "the image")
    assert str(caught.value).isprintable()
