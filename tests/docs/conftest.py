"""The site as its readers have it: built once, as warnings are errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.verify.samples import required

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
NEEDED = ("sphinx", "myst_parser", "furo", "math_core")


class Site(NamedTuple):
    """The folder of a site that was built, and its pages."""

    folder: Path
    pages: tuple[Path, ...]


@pytest.fixture(scope="session")
def manual() -> None:
    """Lets tests import the extension of the site, which is no installed package."""
    for module in NEEDED:
        required(module)
    if str(DOCS) not in sys.path:
        sys.path.insert(0, str(DOCS))


@pytest.fixture(scope="session")
def site(manual: None, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site, built with ``-W`` in an environment of its own."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E",
               "-d", str(folder / "trees"), str(DOCS), str(folder / "html")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    html = folder / "html"
    return Site(html, tuple(sorted(html.rglob("*.html"))))
