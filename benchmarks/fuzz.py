"""``python -m benchmarks.fuzz -max_total_time=60``: coverage-guided fuzzing of reader and judge.

It needs Atheris (``pip install atheris``), and runs until something raises, hangs for more
than the time given with ``-timeout=``, or the time is over. Words that people write are
put together at random, with a little noise, as each kind of file.
"""

from __future__ import annotations

import sys

WORDS = (
    r"\sum", r"\frac", "{", "}", "[", "]", "_", "^", "=", "+", "-", "x", "h", "y", "i", "n", "0",
    "1", "12", ",", r"\cdot", r"\begin{align}", r"\end{align}", "&", r"\\", r"\left", r"\right",
    "(", ")", r"\text{no such entry}", r"\infty", r"\dots", "%", "$", "$$", "\n", r"\{", r"\}",
    r"\begin{bmatrix}", r"\end{bmatrix}", r"\in", r"\le", r"\partial", "\x00", "é", "x[i]",
    r"\sum_{i=0}^{2}", "h[n-i]", "y[n]", "y[1]", "% symconv: conv image=5 kernel=3\n", r"\mathbf",
    r"\pmod{4}", "*", r"\ast", "```", "<!-- symconv: ignore -->", ".. math::", r"\begin{cases}",
    r"\newcommand{\a}[2]{#2\b#1}", r"\def\b#1{x[#1]}", r"\def\b{\a}", r"\let\a\b", r"\a", r"\b",
    r"\newcommand{\b}[1][0]{\sum_{i=0}^{#1}}", r"\DeclarePairedDelimiter{\a}{[}{]}",
)  # fmt: skip
KINDS = ("tex", "md", "rst", "txt", "ipynb")


def main() -> None:
    """Start the fuzzer with the options of the command line."""
    import atheris  # type: ignore[import-not-found]

    with atheris.instrument_imports(include=["symconv.read", "symconv.verify"]):
        from symconv.verify.judge import judge_text

    def judge_one(data: bytes) -> None:
        given = atheris.FuzzedDataProvider(data)
        count = given.ConsumeIntInRange(0, 60)
        words = [WORDS[given.ConsumeIntInRange(0, len(WORDS) - 1)] for _ in range(count)]
        text = "".join(words) + given.ConsumeUnicodeNoSurrogates(20)
        judge_text(text, KINDS[given.ConsumeIntInRange(0, len(KINDS) - 1)])

    atheris.Setup(sys.argv, judge_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
