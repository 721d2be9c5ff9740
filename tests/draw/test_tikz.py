r"""TikZ that pdfLaTeX typesets wherever it is pasted, with labels where the scene has them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from outside import Typeset, tool

from symconv.draw import PICTURES, draw, make, make_series
from symconv.draw.scene import Block, Label, Scene, scene
from symconv.draw.themes import THEMES
from symconv.draw.themes import find as find_theme
from symconv.draw.tikz import write, write_frames
from symconv.errors import OutputError
from symconv.model.problem import Problem

Compiler = Callable[[str], Typeset]

PROBLEMS = (
    "conv image=6 kernel=3 at=1",
    "conv at=1,1 output=valid",
    "correlate image=3x4x2 kernel=2x2x2 axes=row,column at=0,0,0",
)
HARD = (
    r"conv image=5x5 kernel=3x3 names=\phi,\Omega,\Psi at=3,-3",
    r'conv image=5 kernel="[{\frac{1}{2\pi\sigma^2}} {\sqrt2} {e^{-\frac{t^2}{2\sigma^2}}}]" at=1',
    r'conv image=3x3 kernel="[1/9 0.25 -2; -1/9 -0.125 1e-3; 100 -1000 12345]" at=1,1',
    r'conv image="[w_{12} w_{13} v_1]" kernel="[{\dfrac12} {\tfrac{3}{4}} {\binom{4}{2}}]" at=0',
    r'conv image="[0.123456789012345 {\sin\left(\frac{\pi}{3}\right)}]" kernel="[u v]" at=-1',
    "conv image=5x5 kernel=5x5 entries=indexed at=1,1",
    "conv image=-100000..-99996 kernel=3 at=-99998",
    "correlate image=7x7@corner kernel=2x2 dilation=3 stride=2 offset=1 at=1,1",
)
ARTICLE = "\\documentclass{article}\n\\usepackage{tikz}\n\\begin{document}\n%s\\end{document}\n"
SOURCE = re.compile(r"(?s)\\begin\{tikzpicture\}.*?\\end\{tikzpicture\}")


def scenes() -> Iterator[Scene]:
    """All pictures of one, two and three dimensions."""
    for line in PROBLEMS:
        for picture in PICTURES:
            if not picture.series:
                yield make(Problem.parse(line), picture.name)


def hard() -> Iterator[Scene]:
    """Pictures whose labels are long, high or rare."""
    for line in HARD:
        for picture in ("arrays", "kernel", "overlay", "worked"):
            yield make(Problem.parse(line), picture)


def check(made: Typeset) -> str:
    """The log of a run that TeX had nothing to complain about."""
    assert not made.troubles
    log = made.pdf.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    complaints = [
        line
        for line in log.splitlines()
        if re.search(r"Warning|^(Over|Under)full|Missing character|undefined", line)
        and "rerunfilecheck" not in line
    ]
    assert complaints == []
    return log


def pages(text: str) -> list[str]:
    return text.split("\f")[:-1]


def test_every_picture_has_its_size_in_an_article_without_other_packages(
    compile_document: Compiler,
) -> None:
    listed = [*scenes(), *hard()]
    body = [
        f"\\setbox0=\\hbox{{%\n{write(each, THEMES[place % 3]).rstrip()}}}"
        "\\typeout{size \\the\\wd0 \\the\\ht0 \\the\\dp0}\n"
        for place, each in enumerate(listed)
    ]
    log = check(compile_document(ARTICLE % "".join(body)))
    found = re.findall(r"size ([\d.]+)pt([\d.]+)pt([\d.]+)pt", log)
    assert len(found) == len(body)
    for each, (width, height, depth) in zip(listed, found):
        assert abs(float(width) - each.width * 72.27 / 72) < 0.1
        assert abs(float(height) - each.height * 72.27 / 72) < 0.1
        assert float(depth) == 0


def test_every_picture_is_a_page_in_standalone(
    compile_document: Compiler, pdf_text: Callable[[Path], str]
) -> None:
    listed = list(scenes())
    made = compile_document(
        "\\documentclass[multi=tikzpicture]{standalone}\n\\usepackage{tikz}\n\\begin{document}\n"
        + "".join(write(each, find_theme("print")) for each in listed)
        + "\\end{document}\n"
    )
    check(made)
    found = pages(pdf_text(made.pdf))
    assert len(found) == len(listed)
    for each, page in zip(listed, found):
        assert all(label.text in page for label in each.labels("entry") if len(label.text) == 1)


def test_every_picture_and_the_frames_stand_in_beamer_frames_that_are_not_fragile(
    compile_document: Compiler, pdf_text: Callable[[Path], str]
) -> None:
    listed = list(scenes())[:18]
    series = make_series(Problem.parse("conv image=2x2 kernel=2x2"), "frames")
    assert len(series) == 9
    fit = "\\begin{frame}\n\\scalebox{%.2f}{%%\n%s}\n\\end{frame}\n"
    made = compile_document(
        "\\documentclass{beamer}\n\\usepackage{tikz}\n\\setbeamertemplate{navigation symbols}{}\n"
        "\\begin{document}\n"
        + "".join(
            fit % (min(1, 300 / each.width, 200 / each.height), write(each, THEMES[place % 3]))
            for place, each in enumerate(listed)
        )
        + f"\\begin{{frame}}\n\\centering\n{write_frames(series, THEMES[0])}\\end{{frame}}\n"
        + "\\end{document}\n"
    )
    check(made)
    found = pages(pdf_text(made.pdf))
    assert len(found) == len(listed) + 9
    for each, page in zip(series, found[-9:]):
        (heading,) = each.labels("conv")
        assert squeezed(heading.text) in squeezed(page)
        letters = [label.text for label in each.labels("entry")]
        shown = re.findall(r"\b[a-d]\b", page)
        assert sorted(shown) == sorted(letters)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).replace("−", "-")


def test_outside_beamer_the_frames_follow_each_other_and_leave_nothing_behind(
    compile_document: Compiler, pdf_text: Callable[[Path], str]
) -> None:
    problem = Problem.parse("xcorr image=2x2 kernel=2x1")
    series = make_series(problem, "frames")
    left = "\\ifdefined%s\\errmessage{left behind}\\fi\n"
    body = draw(problem, "frames", "tikz") + "".join(
        left % name for name in (r"\only", r"\symconvonly")
    )
    made = compile_document(ARTICLE % body)
    check(made)
    text = squeezed(pdf_text(made.pdf))
    headings = [squeezed(each.labels("xcorr")[0].text) for each in series]
    assert len(headings) == 6
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_colours_and_styles_end_with_the_picture(compile_document: Compiler) -> None:
    picture = draw(Problem.parse("conv at=1,1"), "overlay", "tikz")
    assert r"{symconvimage}{HTML}" in picture
    assert "symconv axis/.style" in picture
    body = (
        f"{picture}\n\\makeatletter"
        "\\@ifundefined{\\string\\color@symconvimage}{}{\\errmessage{a colour is left}}"
        "\\pgfkeysifdefined{/tikz/symconv axis/.@cmd}{\\errmessage{a style is left}}{}"
        "\\makeatother\n"
    )
    check(compile_document(ARTICLE % f"\\noindent\n{body}"))


@pytest.mark.parametrize("kind", ["article", "beamer"])
def test_languages_that_make_punctuation_active_do_no_harm(
    compile_document: Compiler, kind: str
) -> None:
    """As babel does for French."""
    active = "".join(f"\\catcode`\\{sign}=\\active\\def{sign}{{\\string{sign}}}" for sign in ";:!?")
    body = draw(Problem.parse("conv image=3 kernel=2"), "frames", "tikz")
    if kind == "beamer":
        body = f"\\begin{{frame}}\n{body}\\end{{frame}}\n"
    check(compile_document((ARTICLE % f"{active}\n{body}").replace("{article}", f"{{{kind}}}")))


def test_a_label_prints_where_its_scene_has_it(compile_document: Compiler) -> None:
    """The PDF is read back word by word; y grows downwards in the scene and in this reading."""
    overlay = make(Problem.parse("conv image=5x5 kernel=2x3 at=1,2"), "overlay")
    made = compile_document(
        "\\documentclass{standalone}\n\\usepackage{tikz}\n\\begin{document}\n"
        f"{write(overlay, THEMES[0])}\\end{{document}}\n"
    )
    check(made)
    command = [tool("pdftotext"), "-bbox", str(made.pdf), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    word = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<'
    found = [
        (words, (float(a) + float(c)) / 2, (float(b) + float(d)) / 2)
        for a, b, c, d, words in re.findall(word, text)
    ]
    labels = [*overlay.labels("entry"), *overlay.labels("axis")]
    assert len(labels) == 6 + 11
    for label in labels:
        size = label.text.replace("-", "−")
        near = [
            words
            for words, x, y in found
            if words == size
            and abs(x - label.x + {"middle": 0, "end": 4}[label.anchor]) < 3.5
            and abs(y - label.y) < 3.5
        ]
        assert near, (label, [each for each in found if each[0] == size])


def test_labels_fit_their_room_as_tex_measures_them(compile_document: Compiler) -> None:
    body, rooms = [], []
    for each in [*scenes(), *hard()]:
        text = write(each, THEMES[0])
        style = r"(symconv [^/\n]*)/\.style=\{symconv text.*?font=(\S+?)\},\n"
        fonts = dict(re.findall(style, text))
        node = r"\\node\[(?:scale=([\d.]+), )?([^\]]*)\] at \S+ \{(.*)\};"
        labels = [shape for shape in each.shapes if isinstance(shape, Label)]
        nodes = [found for found in re.findall(node, text) if "displaystyle" not in found[2]]
        assert len(labels) == len(nodes)
        for label, (scale, style, written) in zip(labels, nodes):
            size = float(fonts[style].split("{")[1].split("}")[0])
            foot = 0.32 * size
            body.append(
                f"\\setbox0=\\hbox{{{fonts[style]} {written}}}"
                "\\typeout{is \\the\\wd0 \\the\\ht0 \\the\\dp0}\n"
            )
            rooms.append((label, float(scale or 1) * 72 / 72.27, foot))
            assert "…" not in written
            assert size <= max(1.02 * (label.tex_size or label.size), 5)
    log = check(compile_document(ARTICLE % "".join(body)))
    found = re.findall(r"is ([\d.]+)pt([\d.]+)pt([\d.]+)pt", log)
    assert len(found) == len(rooms)
    for (label, scale, foot), sizes in zip(rooms, found):
        wide, above, below = (float(size) for size in sizes)
        assert wide * scale <= label.room + 0.3, label
        if label.high:
            reach = 2 * max(above - foot, below + foot) * scale
            assert reach <= label.high + 0.8, label


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_written_holds_no_parameter_and_no_empty_line(theme: object) -> None:
    chosen = find_theme(getattr(theme, "name", ""))
    for each in scenes():
        text = write(each, chosen)
        assert text.endswith("\\end{tikzpicture}\n")
        assert text.startswith(f"% {each.title}\n")
        assert "#" not in text
        assert not re.search(r"\n\s*\n", text)
        assert max(map(len, SOURCE.findall(text))) > 100
        assert text == write(each, chosen)
        colours = set(re.findall(r"\{HTML\}\{([0-9A-F]{6})\}", text))
        paints = [chosen.ink, chosen.quiet, chosen.paper]
        paints += [colour for paint in chosen.roles.values() for colour in (paint[0], paint[1])]
        assert colours <= {paint[1:].upper() for paint in paints if paint}


def test_a_title_stays_in_its_comment() -> None:
    hostile = scene(Block(10, 10, ()), "one\n\\input{two}\r\x0bthree\u2028four", "")
    first, second, *_ = write(hostile, THEMES[0]).splitlines()
    assert first == "% one \\input{two} three four"
    assert second.startswith("\\begin{tikzpicture}")


def test_what_tex_cannot_hold_is_refused_with_the_way_out() -> None:
    with pytest.raises(OutputError, match=r"20000 by 10 points.*--crop"):
        write(scene(Block(19994, 4, ()), "wide", ""), THEMES[0])
