"""What is measured: one record each. To add a measurement, add a record to ``RECORDS``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from benchmarks import channels, drawing, judging, pages, pairs, relating
from benchmarks.readings import Reading


class Goal(NamedTuple):
    """What a comparison should reach.

    ``faster``: the rival takes at least ``limit`` times as long as we do. ``within``: we
    take at most ``limit`` times as long. ``above``: ours is at most ``limit`` larger.
    ``None`` as the limit: only reported.
    """

    kind: str
    limit: float | None

    def compare(self, ours: float, rival: float) -> float:
        """The number to hold against the limit."""
        if self.kind == "above":
            return ours - rival
        return rival / ours if self.kind == "faster" else ours / rival

    def met(self, found: float) -> bool | None:
        """Whether the goal is met; None where there is no goal."""
        if self.limit is None:
            return None
        return found >= self.limit if self.kind == "faster" else found <= self.limit

    def __str__(self) -> str:
        if self.limit is None:
            return "none"
        if self.kind == "above":
            return f"<= {self.limit:g} MB more"
        return f"{'>=' if self.kind == 'faster' else '<='} {self.limit:g}x"


class Record(NamedTuple):
    """One measurement: what, beside which rival, its goal, and how the two are read.

    ``prepare`` makes both readings, ours first, in ``unit``; ``modes`` are the runs that
    it belongs to; ``least`` is the smallest number of rounds.
    """

    what: str
    rival: str
    goal: Goal
    prepare: Callable[[], tuple[Reading, Reading]]
    modes: tuple[str, ...] = ("full", "quick")
    unit: str = "s"
    least: int = 3


def _sizes(size: int, kernel: int) -> str:
    return f"{size}x{size} with {kernel}x{kernel}"


def _modes(size: int) -> tuple[str, ...]:
    return ("full", "quick") if size <= 32 else ("full",)


SIZES = tuple((size, kernel) for size in (7, 32, 64, 128) for kernel in (3, 5))
LOOP = "SymPy: Add(*products), Symbols kept"
RECORDS: tuple[Record, ...] = (
    *(
        Record(
            f"terms kept, {_sizes(*size)}", LOOP, Goal("faster", 50),
            partial(pairs.kept_terms, *size), _modes(size[0]),
        )
        for size in SIZES
    ),
    *(
        Record(
            f"terms streamed, {_sizes(*size)}", "python-flint: image * kernel", Goal("within", 6),
            partial(pairs.streamed_terms, *size), _modes(size[0]), least=7,
        )
        for size in SIZES
    ),
    Record(
        "a million terms streamed, 8 to 8 channels, 32x32 with 3x3", "the same without channels",
        Goal("within", 1.5), partial(channels.streamed, 32, 3, "channels=8,8"), least=7,
    ),
    Record(
        "LaTeX of the 49 sums of 7x7", "sympy.latex", Goal("faster", 100),
        pairs.latex_of_sums, least=7,
    ),
    Record(
        "from the problem to the LaTeX of its 81 sums", "SymPy: Add(*products), sympy.latex",
        Goal("faster", None), pairs.latex_from_problem,
    ),
    Record(
        "symconv derive conv --at 1,1", "python -c pass", Goal("within", 5),
        partial(pairs.process, "pass"), least=7,
    ),
    Record(
        "symconv derive conv --at 1,1", "python -c 'import sympy'", Goal("faster", 6),
        partial(pairs.process, "import sympy"), least=5,
    ),
    Record(
        "a nine-term line read and judged", "latex2sympy2_extended: reading it",
        Goal("faster", 200), judging.nine_terms,
    ),
    Record(
        "a line of 1,000 terms judged", "100 lines of 10 terms judged", Goal("within", 3),
        partial(judging.long_line, 1000),
    ),
    Record(
        "symconv verify of the article's derivation", "python -c pass", Goal("within", 12),
        judging.article_process, least=5,
    ),
    Record(
        "10,000 four-line submissions judged", "a minute", Goal("within", 1),
        partial(judging.submissions, 10_000), ("full",), least=1,
    ),
    Record(
        "200 four-line submissions judged", "their share of a minute for 10,000",
        Goal("within", 1), partial(judging.submissions, 200), ("quick",),
    ),
    Record(
        "symconv page conv image=7x7 kernel=3x3", "half a second", Goal("within", 1),
        partial(pages.page_process, 7, 3),
    ),
    Record(
        "the page at 31x31 answers the pointer", "a frame of 16 ms", Goal("within", 1),
        partial(pages.hover, 31, 3),
    ),
    Record(
        "symconv draw overlay conv --at 1,1", "python -c pass", Goal("within", 5),
        drawing.overlay_process, least=7,
    ),
    Record(
        "the 49 overlays of 7x7 as SVG", "0.2 s", Goal("within", 1),
        partial(drawing.overlays, 0.2),
    ),
    Record(
        "an overlay as PDF, through typst", "as SVG", Goal("within", None),
        partial(drawing.printed, "pdf"),
    ),
    Record(
        "an overlay as PNG, through typst", "as SVG", Goal("within", None),
        partial(drawing.printed, "png"),
    ),
    Record(
        "relate, the slowest pair of the nine formulas", "50 ms", Goal("within", 1),
        relating.slowest_pair,
    ),
    Record(
        "relate, all 100 pairs of ten formulas", "50 ms each", Goal("within", 1),
        relating.all_pairs,
    ),
    Record(
        "peak memory, --all --to json, 96x96", "the same, 32x32", Goal("above", 20),
        partial(pairs.memory, 96, 32), ("quick",), "MB", 1,
    ),
    Record(
        "peak memory, --all --to json, 512x512", "the same, 64x64", Goal("above", 20),
        partial(pairs.memory, 512, 64), ("full",), "MB", 1,
    ),
)  # fmt: skip
