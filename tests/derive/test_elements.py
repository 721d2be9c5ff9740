"""What pixels and entries are called."""

from __future__ import annotations

from hypothesis import given, settings
from strategies import Case, cases, cells

from symconv.derive.elements import Elements
from symconv.model.problem import Problem
from symconv.model.tree import Access, Number, Product, Symbol


@settings(max_examples=60, deadline=None)
@given(cases(1, 3, longest=3))
def test_entries_are_lettered_row_by_row_from_the_top_left(case: Case) -> None:
    elements = Elements(Problem.parse(case.line))
    places = cells(case, case.kernel)
    found = [elements.entry(cell) for cell in places]
    if len(places) < 24:
        assert found == [Symbol(chr(ord("a") + place)) for place in range(len(places))]
        assert elements.note == ""
    else:
        assert found == [Access("h", cell) for cell in places]
        assert elements.note


def test_pixels_and_entries_without_values_or_letters_are_accesses() -> None:
    elements = Elements(Problem.parse("conv entries=indexed"))
    assert elements.product((1, 2), (0, -1)) == Product((Access("x", (1, 2)), Access("h", (0, -1))))
    assert elements.accesses((1, 2), (0, -1)) == elements.product((1, 2), (0, -1))
    assert not elements.named


def test_values_stand_for_their_cells_and_zero_is_a_value() -> None:
    elements = Elements(Problem.parse('conv image="[1 0; 3 4]@corner" kernel="[0 5;]@corner"'))
    assert elements.product((1, 0), (0, 0)) == Product((Number(0), Number(0)))
    assert elements.product((0, 1), (1, 0)) == Product((Number(3), Number(5)))
    assert elements.accesses((1, 0), (0, 0)) == Product((Access("x", (1, 0)), Access("h", (0, 0))))
    assert elements.named


def test_names_are_those_that_the_user_gave() -> None:
    elements = Elements(Problem.parse(r"conv names=\phi,g,y"))
    assert elements.accesses((0, 0), (1, 1)) == Product(
        (Access(r"\phi", (0, 0)), Access("g", (1, 1)))
    )


def test_ten_thousand_elements_keep_their_own_names() -> None:
    elements = Elements(Problem.parse("conv image=20000 kernel=20000 entries=indexed"))
    for cell in [(place,) for place in range(-10000, 10000)]:
        assert elements.pixel(cell) == Access("x", cell)
        assert elements.entry(cell) == Access("h", cell)
    assert elements.pixel((-10000,)) == Access("x", (-10000,))
