"""Plain text: aligned, not too wide, and read back as the terms of the derivation."""

from __future__ import annotations

import re

from symconv import Derivation, Problem

BARE = re.compile(r"\\[A-Za-z]|\$|\*\*")


def shown(text: str) -> str:
    """What follows the problem line, which shows the user's own LaTeX."""
    return text.partition("\n")[2]


def test_nothing_of_latex_is_left(cases) -> None:
    for case in cases:
        assert not BARE.search(shown(case.written("text"))), case.name


def test_lines_fit_a_terminal(cases) -> None:
    for case in cases:
        widest = max(shown(case.written("text")).split("\n"), key=len)
        assert len(widest) <= 84, (case.name, widest)


def test_no_line_ends_in_a_blank(cases) -> None:
    for case in cases:
        text = case.written("text")
        assert not re.search(r"[ \t]$", text, re.MULTILINE), case.name
        assert text.endswith("\n"), case.name
        assert not text.endswith("\n\n"), case.name
        assert "\n\n\n" not in text, case.name


def test_columns_stand_below_each_other(cases) -> None:
    for case in cases:
        for block in case.written("text").split("\n\n"):
            lines = block.split("\n")
            if "plugged in" not in lines[0]:
                continue
            places = {re.search("[│┼]", line).start() for line in lines}  # type: ignore[union-attr]
            assert len(places) == 1, case.name


def test_sentences_are_the_latex_ones() -> None:
    derived = Problem.parse("conv image=7x7 kernel=3x3 at=1,1").derive()
    words = " ".join(derived.text().split())
    for step in derived.steps():
        assert step.because in words


def test_the_collected_sum_is_read_back(worked: list[Derivation]) -> None:
    read = 0
    for derived in worked:
        problem = derived.problem
        plain = (problem.image.name, problem.kernel.name) == ("x", "h")
        if problem.image.values or problem.kernel.values or not plain or None in derived.pixels:
            continue
        full = derived.text("full")
        if not derived.terms:
            assert full.rstrip().endswith("= 0")
            continue
        part = full.split("Add up the terms that exist.")[1].split("\n\n")[1]
        terms = re.findall(r"x\[([-\d,]+)\]·h\[([-\d,]+)\]", part)
        cells = [tuple(tuple(map(int, i.split(","))) for i in term) for term in terms]
        assert cells == list(zip(derived.pixels, [kernel for _, kernel in derived.terms]))
        read += 1
    assert read > 15


def test_the_article_in_a_terminal() -> None:
    text = Problem.parse("conv image=7x7 kernel=3x3 at=1,1").derive().text()
    assert text.startswith("conv image=7x7 kernel=3x3 at=1,1\n\nThis is convolution,")
    assert (
        "    -1 ≤ 1-i ≤ 1  ⟺  0 ≤ i ≤ 2      (the kernel entry exists)\n"
        "                     -3 ≤ i ≤ 3     (the pixel exists)\n"
        "                     i ∈ {0, 1, 2}  (both)\n"
    ) in text
    assert "    x[3,0]·h[1-3,1-0] │ = x[3,0]·h[-2,1]    ✗ no such entry\n" in text
    assert text.endswith(
        "    y[1,1] = x[0,0]·i + x[1,0]·h + x[2,0]·g\n"
        "             + x[0,1]·f + x[1,1]·e + x[2,1]·d\n"
        "             + x[0,2]·c + x[1,2]·b + x[2,2]·a\n"
    )


def test_numbers_are_worked_out_to_the_end() -> None:
    line = 'conv image="[1 2 3; 4 5 6; 7 8 9]" kernel="[1 0 -1; 2 0 -2; 1 0 -1]" at=0,0'
    text = Problem.parse(line).derive().text()
    products = text.split("Work out the products.")[1].split("\n\n")[1]
    total = text.split("Add up the numbers.")[1].split("\n\n")[1].split("=")[1]
    numbers = re.sub(r"\s", "", products.split("=")[1])
    assert sum(int(number) for number in re.findall(r"[+-]?\d+", numbers)) == int(total) == 8


def test_formulas_are_written_plainly() -> None:
    line = r'conv image=3 kernel="[{\frac{1}{2\pi\sigma^2}} {e^{-t^2/2\sigma^2}} {\sqrt{2}}]" at=0'
    text = Problem.parse(line).derive().text("brief")
    assert "x[1]·(1/(2·π·σ^2))" in text
    assert "x[0]·exp(-t^2/(2·σ^2))" in text
    assert "x[-1]·sqrt(2)" in text


def test_greek_names_are_greek_letters() -> None:
    line = r"conv image=3 kernel=2 names=\phi,\psi,\Omega indices=\alpha;\mu at=0"
    text = shown(Problem.parse(line).derive().text())
    assert "Ω[α] = ϕ[α] ∗ ψ[α]" in text
    assert "Σ(μ=0..1) ϕ[μ]·ψ[0-μ]" in text
