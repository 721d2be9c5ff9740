r"""``symconv.sty`` and what blocks hold, typeset by pdfLaTeX with and without it.

Articles and Beamer frames; overlays are counted in the PDF, and colours are read from the
operators of its pages.
"""

from __future__ import annotations

import re
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from outside import Typeset, compiled, tool

from symconv.commands.init import find
from symconv.draw.themes import THEMES, Theme
from symconv.embed.body import make
from symconv.embed.language import LANGUAGES
from symconv.embed.request import parse

PACKAGE = find("sty").text()
PLAIN = "\\usepackage{amsmath}\n\\usepackage{xcolor}\n\\usepackage{tikz}\n"
WITH = "\\usepackage{symconv}\n"
REQUESTS = (
    "conv image=7x7 kernel=3x3 at=1,1 show=worked,picture",
    "conv image=7x7 kernel=3x3 show=statement,picture",
    "xcorr image=7x7 kernel=3x3 at=-1,-1 show=table,value,picture picture=patches",
    'correlate image="[1 2 0 -1; 2 1 1 0; 0 1 3 1]" kernel="[1 1/2; 0 -1]" at=0,0 '
    "show=range,picture detail=brief",
)  # fmt: skip
STEPPED = "conv image=5 kernel=3 at=0 show=worked detail=brief"
REPEATABLE = "\\pdfinfoomitdate=1\\pdftrailerid{}\\pdfsuppressptexinfo=-1\\pdfcompresslevel=0\n"

Typesetter = Callable[..., Typeset]


def body(words: str) -> str:
    """What a block in a .tex file holds."""
    lines = make(parse(words), LANGUAGES[0], "pictures").lines
    return "\n".join(["% symconv: " + words, *lines, "% symconv:end"])


@pytest.fixture
def typesetter(tmp_path: Path) -> Typesetter:
    """A function that typesets a document beside ``symconv.sty``, without shell-escape."""
    program = tool("pdflatex")
    (tmp_path / "symconv.sty").write_text(PACKAGE, encoding="utf-8")

    def run(kind: str, preamble: str, content: str, name: str = "document") -> Typeset:
        source = tmp_path / f"{name}.tex"
        text = (f"{REPEATABLE}\\documentclass{{{kind}}}\n{preamble}"
                f"\\begin{{document}}\n{content}\n\\end{{document}}\n")  # fmt: skip
        source.write_text(text, encoding="utf-8")
        return compiled(program, source, [name], 1.0)

    return run


def pages(pdf: Path) -> int:
    done = subprocess.run([tool("pdfinfo"), str(pdf)], capture_output=True, text=True, check=True)
    return int(re.findall(r"^Pages:\s+(\d+)", done.stdout, re.MULTILINE)[0])


def fills(pdf: Path) -> set[str]:
    """The colours, as hexadecimal digits, that shapes are filled with in an uncompressed PDF."""
    data = pdf.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
    text = b"\n".join(streams)
    assert b"BT" in text, zlib.ZLIB_VERSION
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg", text)
    return {"".join(f"{round(float(part) * 255):02x}" for part in one) for one in found}


# Without it all is the same


def test_an_article_is_the_same_with_the_package_and_without_it(typesetter: Typesetter) -> None:
    content = "\n\n".join(map(body, REQUESTS))
    plain = typesetter("article", PLAIN, content, "plain")
    assert plain.troubles == {}
    with_it = typesetter("article", WITH, content, "with")
    assert with_it.troubles == {}
    assert with_it.pdf.read_bytes() == plain.pdf.read_bytes()
    assert pages(plain.pdf) >= 4


def test_pictures_are_no_wider_than_the_column_they_stand_in(typesetter: Typesetter) -> None:
    wide = "conv image=15x15 kernel=3x3 show=picture"
    made = typesetter("article", PLAIN + "\\usepackage{multicol}\n",
                      f"\\begin{{multicols}}{{3}}\n{body(wide)}\n\\end{{multicols}}")  # fmt: skip
    assert made.troubles == {}  # no overfull box among them


def test_pictures_as_pdf_are_included(typesetter: Typesetter, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    made = make(parse("conv at=1,1 show=picture format=pdf"), LANGUAGES[0], "pictures")
    (picture,) = made.pictures
    (tmp_path / "pictures").mkdir()
    (tmp_path / picture.path).write_bytes(picture.data)
    for preamble in (PLAIN, WITH):
        assert typesetter("article", preamble, "\n".join(made.lines)).troubles == {}


# Colours


def defined(theme: Theme) -> dict[str, str]:
    """The colours of a theme under the names that TikZ pictures give them."""
    found = {"ink": theme.ink, "quiet": theme.quiet}
    for role, paint in theme.roles.items():
        name = role.replace("-", "")
        found |= {name: paint.fill} if paint.fill else {}
        found |= {f"{name}line": paint.line} if paint.line else {}
    return found


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_package_knows_the_colours_of_each_theme(theme: Theme) -> None:
    block = PACKAGE.split(f"\\newcommand\\symconv@theme@{theme.name}{{%\n")[1].split("\n}")[0]
    found = dict(re.findall(r"\\definecolor\{symconv(\w+)\}\{HTML\}\{(\w{6})\}", block))
    assert {name: f"#{value.lower()}" for name, value in found.items()} == defined(theme)
    assert len(block.splitlines()) == len(found)
    assert "%%" not in PACKAGE


def test_a_document_gives_all_pictures_its_colours(typesetter: Typesetter) -> None:
    content = "\n\n".join(map(body, REQUESTS))
    article, greys, dark = THEMES
    grey = typesetter("article", "\\usepackage[print]{symconv}\n", content, "grey")
    assert grey.troubles == {}
    shown = fills(grey.pdf)
    assert {greys.roles[role].fill[1:] for role in ("image", "output")} <= shown
    assert not {article.roles[role].fill[1:] for role in ("image", "output")} & shown
    own = ("\\usepackage{symconv}\n\\symconvset{theme=dark, image=blue!20, conv=violet}\n"
           "\\symconvset{kernel=green}\n")  # fmt: skip
    other = typesetter("article", own, content, "own")
    assert other.troubles == {}
    shown = fills(other.pdf)
    assert {"ccccff", "00ff00", dark.roles["output"].fill[1:]} <= shown
    assert dark.roles["image"].fill[1:] not in shown


def test_a_theme_that_is_not_known_is_an_error_that_lists_them(typesetter: Typesetter) -> None:
    made = typesetter("article", "\\usepackage[prnt]{symconv}\n", "x")
    troubles = made.troubles["document"]
    assert "! Package symconv Error: The theme 'prnt' is not known" in troubles[0]
    assert "Use article, print, dark." in PACKAGE


def test_nothing_needs_shell_escape() -> None:
    code = "\n".join(line for line in PACKAGE.splitlines() if not line.startswith("%"))
    for word in ("write18", "immediate", "openout", "ShellEscape", "directlua"):
        assert word not in code


# Beamer


def test_beamer_shows_steps_one_by_one_in_frames_that_are_not_fragile(
    typesetter: Typesetter, pdf_text: Callable[[Path], str]
) -> None:
    stepped = body(STEPPED)
    assert stepped.count("\\begin{align*}") == 2
    picture = body("conv image=5 kernel=3 at=0 show=picture")
    frames = "".join(
        f"\\begin{{frame}}{{{title}}}\n{content}\n\\end{{frame}}\n"
        for title, content in (
            ("Two", f"\\begin{{symconvsteps}}\n{stepped}\n\\end{{symconvsteps}}"),
            ("Three", f"\\begin{{symconvsteps}}\n{stepped}\n\n{picture}\n\nWords.\n"
                      "\\end{symconvsteps}"),
            ("One", f"{stepped}\n\n{picture}"),
        )
    )  # fmt: skip
    made = typesetter("beamer", WITH, frames)
    assert made.troubles == {}
    # Two displays; two displays, a picture and words below it; all at once.
    assert pages(made.pdf) == 2 + 4 + 1
    shown = [re.sub(r"\s", "", page) for page in pdf_text(made.pdf).split("\f")]
    assert "Writethekernel" not in shown[0]
    assert "Writethekernel" in shown[1]
    assert "Convolution,y[0]" not in shown[3]
    assert "Convolution,y[0]" in shown[4]
    assert "Words." not in shown[4]
    assert "Words." in shown[5]
    assert "Writethekernel" in shown[6]
    without = typesetter("beamer", PLAIN + "\\newenvironment{symconvsteps}{}{}\n", frames, "plain")
    assert without.troubles == {}
    assert pages(without.pdf) == 3


def test_frames_of_a_picture_are_overlays(typesetter: Typesetter) -> None:
    from symconv.draw import make_series, tikz

    problem = parse("conv image=3 kernel=3 show=picture").problem
    scenes = make_series(problem, "frames")
    assert len(scenes) == 5
    frame = f"\\begin{{frame}}\n{tikz.write_frames(scenes, THEMES[0])}\\end{{frame}}"
    made = typesetter("beamer", WITH, frame)
    assert made.troubles == {}
    assert pages(made.pdf) == 5
