"""Reports made by hand, on which the writers are tested, and modules that tests require."""

from __future__ import annotations

import importlib
import os
from typing import Any

import pytest

from symconv.verify.report import FileReport, Finding, Ignored, Line, Place

TEXT = "% a comment\ny[0] = x[0]h[1] + x[1]h[-1]\n     = 2 + 3\nz = ?\ny[1] = x[1]h[0]\n"
WRONG = Finding(
    Place(2, 8, 2, 16), "wrong-index", "x[0]h[1]", "x[0]h[0]", ("not-flipped", "off-by-one"),
    "In y[0] the pixel x[0] meets h[0].",
)  # fmt: skip
CARRIED = Finding(
    Place(3, 6, 3, 13), "carried-forward", "= 2 + 3", "", (), "This follows from a wrong line."
)
REFUTED = FileReport(
    "hw.tex", "refuted", "conv image=2 kernel=3", "stated",
    (
        Line(Place(2, 1, 2, 28), "refuted", "y[0] is not so.", (WRONG,)),
        Line(Place(3, 6, 3, 13), "refuted", "", (CARRIED,)),
        Line(Place(4, 1, 4, 6), "unread", "'?' cannot be read"),
        Line(Place(5, 1, 5, 16), "undecided", "two conventions explain it"),
        Line(Place(5, 1, 5, 16), "proved", "y[1] is right."),
    ),
    (Ignored(Place(1, 1, 1, 12), "it is a comment"),),
    ("a note, with <signs> & \"quotes\"",),
    TEXT,
)  # fmt: skip
PROVED = FileReport(
    "notes/good.md", "proved", "read as: y: convolution of x with h", "inferred",
    (Line(Place(1, 4, 1, 19), "proved", "y[0] is right."),), text="$$ y[0] = x[0]h[0] $$",
)  # fmt: skip
MISSING = FileReport(
    "gone.tex", "unread", "", "", (), notes=("the file cannot be read: no such file",)
)
SLOW = FileReport("slow.tex", "undecided", "", "", (), notes=("it was not finished",))
EMPTY = FileReport("empty.tex", "unread", "not found out", "inferred", (), text="Nothing.")
ALL = (REFUTED, PROVED, MISSING, SLOW, EMPTY)


def refuted(text: str, place: Place, name: str = "a.tex", **more: str) -> FileReport:
    """A report with one finding, at ``place`` of ``text``."""
    finding = Finding(
        place, more.get("kind", "wrong-index"), more.get("found", ""), more.get("expected", ""),
        (), more.get("message", "why"),
    )  # fmt: skip
    line = Line(place, "refuted", "", (finding,))
    return FileReport(name, "refuted", "", "", (line,), text=text)


def required(module: str) -> Any:
    """A module; without it the test is skipped, or fails where CI=true."""
    try:
        return importlib.import_module(module)
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{module} is missing, and must be there when CI=true")
        pytest.skip(f"{module} is not installed")
