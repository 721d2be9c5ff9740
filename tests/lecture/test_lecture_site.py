"""The lecture as Markdown: a page of Sphinx, and what Pandoc, which Quarto uses, makes of it.

The site checks every formula while it is built (``symconv_verify``) and is built with ``-W``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from lecture_forms import FOLDER, PICTURES, mistakes, text_of
from outside import missing

if TYPE_CHECKING:
    from outside import Typeset
    from playwright.sync_api import Browser

CONF = """\
project = "Lecture"
copyright = "nobody"
extensions = ["symconv.embed.sphinx", "myst_parser"]
myst_enable_extensions = ["dollarmath"]
symconv_verify = True
show_warning_types = True
"""
# As a manual takes the lecture in: from a page of its own, in another folder.
INDEX = """\
```{include} lecture/lecture.md
:relative-images:
```
"""
LECTURE = text_of("lecture.md")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BARE = COMMENT.sub("", LECTURE)
DISPLAYS = re.findall(r"^\$\$\n(.*?)\n\$\$$", BARE, re.DOTALL | re.MULTILINE)
INLINE = re.findall(r"\$([^$\n]+(?:\n[^$\n]+)?)\$", re.sub(r"\$\$.*?\$\$", "", BARE,
                                                         flags=re.DOTALL))  # fmt: skip
HEADINGS = re.findall(r"^#+ (.*)$", LECTURE, re.MULTILINE)


def build(folder: Path, text: str, *options: str) -> tuple[int, str]:
    """Build a site around the lecture with Sphinx; its status and what it says."""
    for package in ("sphinx", "myst_parser"):
        try:
            __import__(package)
        except ImportError:
            missing(f"{package} (pip install sphinx myst-parser)")
    (folder / "lecture").mkdir()
    shutil.copytree(FOLDER / PICTURES, folder / "lecture" / PICTURES)
    (folder / "lecture" / "lecture.md").write_text(text, encoding="utf-8")
    (folder / "index.md").write_text(INDEX, encoding="utf-8")
    (folder / "conf.py").write_text(f'{CONF}exclude_patterns = ["lecture"]\n', encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", *options,
               str(folder), str(folder / "_html")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert build(folder, LECTURE) == (0, "")
    return folder / "_html" / "index.html"


def test_sphinx_shows_all_of_the_lecture(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    plain = " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())
    assert len(HEADINGS) == 16
    for heading in HEADINGS:
        assert heading in plain
    for mistake in mistakes("lecture.md"):
        assert mistake.says in plain
    shown = re.findall(r'<img alt="([^"]*)" src="([^"]*)"', text)
    assert len(shown) == LECTURE.count("](lecture-symconv/")
    for alt, source in shown:
        assert len(alt) > 20
        assert ElementTree.parse(page.parent / source).getroot().tag.endswith("}svg")
    assert text.count("<details>") == text.count("</details>") == 8
    assert "symconv:" not in plain


def test_katex_reads_every_formula_of_the_page(
    page: Path, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    found = re.findall(r'<(?:div|span) class="math [^"]*"[^>]*>(.*?)</(?:div|span)>',
                       page.read_text(encoding="utf-8"), re.DOTALL)  # fmt: skip
    shown = [unescape(one).strip() for one in found]
    displays = [one[2:-2] for one in shown if one.startswith(r"\[")]
    inline = [one[2:-2] for one in shown if one.startswith(r"\(")]
    assert len(displays) == len(DISPLAYS) > 40
    assert len(inline) == len(INLINE) > 120
    assert katex([*displays, *inline]) == []


def test_pictures_fit_narrow_pages(page: Path, browser: Browser) -> None:
    for width in (1200, 400):
        opened = browser.new_page(viewport={"width": width, "height": 800})
        opened.route("https://**", lambda route: route.abort())
        opened.goto(page.as_uri())
        seen = opened.evaluate(
            "() => [...document.querySelectorAll('div.body img')].map(one => "
            "[one.offsetWidth, one.naturalWidth > 0, one.closest('p').clientWidth])"
        )
        assert len(seen) == LECTURE.count("](lecture-symconv/")
        for shown, loaded, room in seen:
            assert loaded
            assert 100 < shown <= room <= width
        opened.close()


def test_a_wrong_formula_fails_the_build(tmp_path: Path) -> None:
    right = "y[2] &= x[4] \\cdot h[0] + x[5] \\cdot h[1]"
    assert LECTURE.count(right) == 1
    text = LECTURE.replace(right, right.replace("x[5]", "x[6]"))
    line = text[: text.index("x[6] \\cdot h[1]")].count("\n") + 1
    folder = tmp_path / "alone"
    folder.mkdir()
    shutil.copytree(FOLDER / PICTURES, folder / PICTURES)
    (folder / "index.md").write_text(text, encoding="utf-8")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "dummy",
               str(folder), str(folder / "_out")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    said = done.stderr.partition("\n")[0]
    assert done.stderr.count("WARNING") == 1
    assert f"index.md:{line}: WARNING: refuted" in said
    assert "h[1] meets x[5], not x[6]." in said


# Pandoc, and with it Quarto


def pandoc(to: str, *options: str) -> str:
    try:
        import pypandoc
    except ImportError:
        missing("pypandoc (pip install pypandoc-binary)")
    program = pypandoc.get_pandoc_path()
    command = [program, "--from", "markdown", "--to", to, "--fail-if-warnings", *options,
               "lecture.md"]  # fmt: skip
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, timeout=120)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return done.stdout.decode("utf-8")


def test_pandoc_makes_mathml_of_every_formula() -> None:
    text = pandoc("html", "--mathml")
    formulas = re.findall(r"<math .*?</math>", text, re.DOTALL)
    assert len(formulas) == len(DISPLAYS) + len(INLINE)
    for formula in formulas:
        ElementTree.fromstring(formula)
    assert text.count('<math display="block"') == len(DISPLAYS)
    assert len(re.findall(r"<img\s", text)) == LECTURE.count("](lecture-symconv/")
    assert "<figcaption" not in text  # descriptions are not printed
    headings = re.findall(r"<h\d id=\"[^\"]*\">(.*?)</h\d>", text, re.DOTALL)
    assert [" ".join(heading.split()) for heading in headings] == HEADINGS


def test_pandoc_makes_latex_that_pdflatex_typesets(
    compile_document: Callable[[str], Typeset], pdf_text: Callable[[Path], str]
) -> None:
    text = pandoc("latex", "--standalone")
    pictures = (r"\\pandocbounded\{\\includesvg\[keepaspectratio\]\{[^{}]*\.svg\}\}"
                r"|\\usepackage\{svg\}")  # fmt: skip
    text, count = re.subn(pictures, "", text)  # TeX takes no SVG; Quarto makes PDF of it on the way
    assert count == LECTURE.count("](lecture-symconv/") + 1
    made = compile_document(text)
    assert made.troubles == {}
    shown = re.sub(r"\s", "", pdf_text(made.pdf)).replace("‐", "-")
    for heading in HEADINGS:
        assert re.sub(r"\s", "", heading) in shown
    assert shown.count("nosuchentry") == 7
