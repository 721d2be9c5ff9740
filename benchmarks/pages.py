"""Readings of the page: written as a process, and answering the pointer in Chromium."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.pairs import Pair
from benchmarks.readings import Reading, started, symconv
from symconv.model.problem import Problem
from symconv.web.document import document

HALF_A_SECOND = 0.5
FRAME = 0.016  # seconds between two pictures of a screen
SWEEP = """
() => {
  const cells = [...document.querySelectorAll(".panel .slices.output .cell")];
  const middle = cells.slice(Math.floor(cells.length / 4)).slice(0, 60);
  return middle.map((cell) => {
    const start = performance.now();
    cell.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
    document.body.offsetHeight;  // styles and layout too
    return performance.now() - start;
  });
}
"""


def page_process(size: int, kernel: int) -> Pair:
    """``symconv page`` as a process, beside half a second."""
    out = os.path.join(tempfile.mkdtemp(), "page.html")
    sizes = (f"image={size}x{size}", f"kernel={kernel}x{kernel}")
    return started(symconv("page", "conv", *sizes, "-o", out)), lambda: HALF_A_SECOND


def hover(size: int, kernel: int) -> Pair:
    """What the page does for one move of the pointer, up to its layout, beside a frame."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise ImportError("Chromium is not installed")
    return _swept(program, size, kernel), lambda: FRAME


def _swept(program: str, size: int, kernel: int) -> Reading:
    from playwright.sync_api import sync_playwright

    path = Path(tempfile.mkdtemp()) / "page.html"
    line = f"conv image={size}x{size} kernel={kernel}x{kernel}"
    path.write_text(document(Problem.parse(line)), encoding="utf-8")
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(path.as_uri())

    def seconds() -> float:
        times: list[float] = page.evaluate(SWEEP)
        return median(times) / 1000

    seconds()  # warms up
    return seconds
