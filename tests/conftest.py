"""What several tests share: the ``--update`` flag, and the outside tools that read our output.

A test that asks for ``typeset`` (pdfLaTeX), ``katex`` (Node and KaTeX), ``pdf_text`` or
``browser`` (Playwright and Chromium) is skipped where the tool is missing, and fails
there when ``CI=true``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from outside import Typeset, Typesetter, compiled, missing, node_package, tool

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PREAMBLE = "\\documentclass{article}\n\\usepackage{amsmath}\n\\usepackage{xcolor}\n"
KATEX_SCRIPT = """
const katex = require(process.argv[1]);
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
const options = {displayMode: true, throwOnError: true, strict: "error"};
const troubles = formulas.map((formula) => {
  try { katex.renderToString(formula, options); return null; }
  catch (error) { return String(error.message); }
});
process.stdout.write(JSON.stringify(troubles));
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="write the generated files anew instead of comparing"
    )


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether generated files are to be written anew."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def typeset(tmp_path: Path) -> Typesetter:
    """A function that typesets named fragments in one run of pdfLaTeX.

    The troubles are the boxes that stick out by more than ``loose`` points, and errors.
    """
    program = tool("pdflatex")

    def run(fragments: dict[str, str], loose: float = 1.0) -> Typeset:
        body = [PREAMBLE, "\\begin{document}\n"]
        names = list(fragments)
        for number, name in enumerate(names):
            body.append(f"\\typeout{{case {number}}}\n{fragments[name]}\n\\clearpage\n")
        source = tmp_path / "cases.tex"
        source.write_text("".join([*body, "\\end{document}\n"]), encoding="utf-8")
        return compiled(program, source, names, loose)

    return run


@pytest.fixture
def compile_document(tmp_path: Path) -> Callable[[str], Typeset]:
    """A function that runs pdfLaTeX on a whole document."""
    program = tool("pdflatex")

    def run(text: str) -> Typeset:
        source = tmp_path / "document.tex"
        source.write_text(text, encoding="utf-8")
        return compiled(program, source, ["document"], 1.0)

    return run


@pytest.fixture
def pdf_text() -> Callable[[Path], str]:
    """A function that reads the text of a PDF."""
    program = tool("pdftotext")

    def run(pdf: Path) -> str:
        done = subprocess.run([program, "-layout", str(pdf), "-"], capture_output=True, check=True)
        return done.stdout.decode("utf-8")

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the one that is installed as a program, driven by Playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright (pip install playwright)")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if program is None:
        missing("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node."""
    return tool("node")


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which finds what keeps readers out of a page."""
    return (node_package("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def katex() -> Callable[[Sequence[str]], list[str]]:
    """A function that renders displays with KaTeX, strictly, and returns what it refuses."""
    folder = str(node_package("katex"))

    def run(formulas: Sequence[str]) -> list[str]:
        done = subprocess.run(
            ["node", "-e", KATEX_SCRIPT, folder],
            input=json.dumps(list(formulas)).encode(),
            capture_output=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode()
        troubles = json.loads(done.stdout)
        return [f"{why} in {formula}" for formula, why in zip(formulas, troubles) if why]

    return run
