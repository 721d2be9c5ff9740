r"""What is raised where a formula cannot be read: the place, the reason, and what to write."""

from __future__ import annotations

from typing import NoReturn

from symconv.errors import ProblemError, quote
from symconv.read.syntax import Span

EXAMPLE = r"y[m,n] = \sum_i \sum_j x[i,j] h[m-i,n-j]"


class FormulaError(ProblemError):
    """A formula that cannot be read: what, where, why, and what to write instead."""

    def __init__(self, reason: str, span: Span, text: str, advice: str = "") -> None:
        self.reason = reason
        self.span = (max(0, span[0]), min(max(span), len(text)))
        self.text = text
        self.advice = advice or f"write a sum of products, such as {EXAMPLE}"
        word = text[slice(*self.span)]
        what = f"{quote(word)} cannot be read" if word else "the formula cannot be read"
        super().__init__(f"{what}: {reason}; {self.advice}")


def stop(reason: str, span: Span, text: str, advice: str = "") -> NoReturn:
    """Raise FormulaError."""
    raise FormulaError(reason, span, text, advice)
