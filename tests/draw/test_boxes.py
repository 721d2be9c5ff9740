r"""The room of LaTeX labels, measured by TeX itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import Phase, given, settings
from outside import Typeset

from symconv.draw.boxes import TEX_SIZES, Box, box, fits, tex_size
from tests.model.test_formula import latex
from tests.strategies import Tree, trees

LABELS = (
    "$a$", "$m$", "$W$", r"$\phi$", r"$\Omega$", "$0$", "$-3$", "$-100000$", "$0.25$", "$1/9$",
    "$[1,2]$", "$[-1,-2]$", "$[-1,-2,-3]$", "$h[3,-3]$", r"$\Omega[-1,-2]$", "$w_{12}$",
    "$w_{1}^{2}$", "$x^{2}$", "$e^{-v}$", "$u-v$", "$2 \\cdot (-3)$", "$l,o = 0,-1$", "$= -x$",
    r"$\frac{1}{9}$", r"$-\frac{1}{16}$", r"$\frac12$", r"$\frac{a+b}{c-d}$", r"$\sqrt{2}$",
    r"$\frac{1}{2\pi\sigma^2}$", r"$\frac{1}{\sqrt{2\pi}\sigma}e^{-\frac{t^2}{2\sigma^2}}$",
    r"$\sin(2\pi t)$", r"$\cos\left(\frac{\pi}{3}\right)$", r"$\ln u+\ln v$", r"$\tanh^2 x$",
    r"$\frac{1}{1+\frac{1}{x}}$", r"$\left(\frac{1}{2}\right)^2$", r"$\sqrt{\frac{a}{b}}$", "$3!$",
    r"$x[0,0] \cdot h[1-0,1-0]$", r"$\phi[3,1] \cdot \Omega[1-3,1-1]$", r"$\binom{4}{2}$",
    "image $x[i,j]$", "Cross-correlation, $y[1,1]$", "no such entry: $h[-2,1]$",
)  # fmt: skip
TALL = (r"\left", r"\binom", r"\sqrt{\frac")  # of these amsmath and others make smaller ones
DOCUMENT = "\\documentclass{article}\n%s\\begin{document}\n%s\\end{document}\n"
PREAMBLES = ("\\usepackage{amsmath}\n", "\\usepackage{amsmath}\n\\usepackage{lmodern}\n")


def measured(
    compile_document: Callable[[str], Typeset], cases: Sequence[tuple[str, float]], preamble: str
) -> list[Box]:
    """What TeX says about labels at their sizes."""
    body = "".join(
        f"\\setbox0=\\hbox{{\\fontsize{{{size}}}{{{size}}}\\selectfont {label}}}"
        "\\typeout{is \\the\\wd0 \\the\\ht0 \\the\\dp0}\n"
        for label, size in cases
    )
    made = compile_document(DOCUMENT % (preamble, body))
    assert not made.troubles
    log = made.pdf.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    number = r"(-?[\d.]+)pt"
    found = re.findall(rf"is {number}{number}{number}", log)
    assert len(found) == len(cases)
    return [Box(*map(float, each)) for each in found]


@pytest.mark.parametrize("preamble", PREAMBLES, ids=["plain", "lmodern"])
def test_no_label_needs_more_room_than_is_said_and_few_much_less(
    compile_document: Callable[[str], Typeset], preamble: str
) -> None:
    cases = [(label, row[0]) for label in LABELS for row in TEX_SIZES]
    for (label, size), real in zip(cases, measured(compile_document, cases, preamble)):
        said = box(label, size)
        where = (label, size, real, said)
        assert real.width <= 1.02 * said.width + 0.2, where
        assert real.above <= said.above + 0.12 * size, where
        assert real.below <= said.below + 0.1 * size, where
        if size <= 12 and not any(tall in label for tall in TALL):
            assert said.width <= 1.2 * real.width + 3, where
            assert said.above + said.below <= real.above + real.below + 0.7 * size, where


def test_formulas_of_any_shape_fit_what_is_said(
    compile_document: Callable[[str], Typeset],
) -> None:
    cases: list[tuple[str, float]] = []

    @settings(max_examples=150, phases=[Phase.generate], derandomize=True, database=None)
    @given(trees(letters=True))
    def collect(tree: Tree) -> None:
        cases.append((f"${latex(tree)}$", TEX_SIZES[len(cases) % 8][0]))

    collect()
    assert len(cases) > 100
    for (label, size), real in zip(cases, measured(compile_document, cases, PREAMBLES[0])):
        said = box(label, size)
        where = (label, size, real, said)
        assert real.width <= 1.03 * said.width + 0.5, where
        assert real.above <= said.above + 0.15 * size + 0.05 * real.above, where
        assert real.below <= said.below + 0.15 * size + 0.05 * real.below, where


@pytest.mark.parametrize(
    ("wished", "found"),
    [(13, 12.0), (12, 12.0), (11, 10.95), (10.8, 10.95), (9.5, 9.0), (17, 17.28), (3, 5.0)],
)
def test_sizes_are_those_that_every_typeface_has(wished: float, found: float) -> None:
    assert tex_size(wished) == found


def test_a_label_is_scaled_by_what_is_missing() -> None:
    needed = box("$[1,2]$", 10)
    assert fits("$[1,2]$", 10, needed.width, 0) == 1
    assert fits("$[1,2]$", 10, needed.width / 2, 0) == pytest.approx(0.5)
    tall = fits(r"$\frac{1}{2}$", 10, 100, 5)
    assert 0.3 < tall < 0.5
    assert fits(r"$\frac{1}{2}$", 10, 100, 40) == 1


@pytest.mark.parametrize(
    "label", ["", "$$", "${$", "$}$", r"$\frac$", r"$\sqrt$", r"$\left$", "$^$", "$_{$", "$x^$"]
)
def test_what_is_no_formula_still_has_a_size(label: str) -> None:
    assert box(label, 10).width >= 0
