"""``symconv draw``: its words, formats, files and numbered frames, and what it refuses."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from outside import missing

from symconv import Problem
from symconv.cli import main
from symconv.draw import PICTURES, draw, make_series, typeset, write
from symconv.draw.themes import THEMES

NAMES = [picture.name for picture in PICTURES]
COMMAND = [sys.executable, "-m", "symconv", "draw"]
OVERLAY = draw(Problem.parse("conv image=7x7 kernel=3x3 at=1,1"), "overlay")


class Done(NamedTuple):
    """How a call of the command ended."""

    status: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Calls ``symconv draw`` with words, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYMCONV_DEBUG", raising=False)

    def run(*words: str) -> Done:
        status = main(["draw", *words])
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return run


def refused(done: Done, *said: str, lines: int = 1) -> None:
    """The call failed with a clear message, which says all of this, and printed nothing else."""
    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith("symconv: ")
    assert done.err.count("\n") == lines, done.err
    assert "something went wrong inside" not in done.err
    for text in said:
        assert text in done.err


@pytest.fixture
def typst() -> None:
    if not typeset.typst_installed():
        missing("typst (pip install typst)")


# What is typed, and what comes out


@pytest.mark.parametrize(
    "words",
    [
        "overlay conv image=7x7 kernel=3x3 at=1,1",
        "overlay conv at=1,1",
        "overlay conv --at 1,1",
        "overlay --at 1,1",
        "overlay at=1,1",
        "--at 1,1 overlay conv",
        "overlay --at 1,1 conv --kernel 3x3",
        "overlay --at 1,1 conv --theme article --to svg",
        "'overlay conv at=1,1'",
        "'overlay conv' at=1,1",
        "overlay conv --image -3..3,-3..3 --at '1, 1'",
        "overlay conv at=1,1 -o -",
    ],
)
def test_one_picture_asked_for_in_many_ways(cli: Cli, words: str) -> None:
    assert cli(*shlex.split(words)) == (0, OVERLAY, "")


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_comes_out(cli: Cli, name: str) -> None:
    line = "xcorr image=4x3 kernel=2x2 at=-1,0"
    done = cli(name, *line.split())
    assert done == (0, draw(Problem.parse(line), name), "")
    assert ElementTree.fromstring(done.out).tag.endswith("svg")


def test_values_survive_the_shell(cli: Cli) -> None:
    line = 'conv image=3x3 kernel="[1 0; 0 -1]" at=0,0'
    expected = draw(Problem.parse(line), "overlay")
    assert cli("overlay", "conv", "image=3x3", "kernel=[1 0; 0 -1]", "at=0,0").out == expected
    assert cli("overlay", "conv", "--image", "3x3", "--kernel", "[1", "0;", "0", "-1]",
               "--at=0,0").out == expected  # fmt: skip


def test_themes_and_crops(cli: Cli) -> None:
    problem = Problem.parse("conv at=1,1")
    for theme in THEMES:
        assert cli("overlay", "at=1,1", "--theme", theme.name).out == draw(
            problem, "overlay", theme=theme.name
        )
    for words in (["--crop", "-1..3,0..3"], ["--crop=-1..3,0..3"]):
        assert cli("overlay", "at=1,1", *words).out == draw(problem, crop="-1..3,0..3")


def test_entries_without_letters_are_explained_where_they_are_shown(cli: Cli) -> None:
    line = "conv image=9x9 kernel=5x5 at=0,0"
    for picture in PICTURES:
        done = cli(picture.name, *line.split(), "output=0..1,0..1")
        assert done.status == 0
        assert done.err.startswith("symconv: note: ") == picture.entries
    assert "written as h[0,0] and so on" in cli("kernel", *line.split()).err


def test_help_lists_pictures_themes_and_formats(cli: Cli) -> None:
    done = cli("--help")
    assert (done.status, done.err) == (0, "")
    for picture in PICTURES:
        assert re.search(rf"^  {picture.name} +{re.escape(picture.does)}$", done.out, re.MULTILINE)
    told = " ".join(done.out.split())
    for theme in THEMES:
        assert f"{theme.name}: {theme.does}" in told
    assert "svg, tikz, pdf, png; svg is the default" in told


# Files


@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", b"<svg "), ("a.SVG", b"<svg "), ("a.tex", b"% "),
                        ("a.tikz", b"% "), ("a.pdf", b"%PDF"), ("a.png", b"\x89PNG")],
)  # fmt: skip
def test_the_ending_tells_the_format(
    cli: Cli, tmp_path: Path, name: str, start: bytes, typst: None
) -> None:
    assert cli("overlay", "at=1,1", "-o", name) == (0, "", "")
    data = (tmp_path / name).read_bytes()
    assert data.startswith(start)
    assert list(tmp_path.iterdir()) == [tmp_path / name]
    if start == b"% ":
        assert b"\\begin{tikzpicture}" in data
    assert cli("overlay", "at=1,1", "-o", "again", "--to", "svg").status == 0
    assert (tmp_path / "again").read_text(encoding="utf-8") == OVERLAY


def test_dots_to_an_inch(cli: Cli, tmp_path: Path, typst: None) -> None:
    widths = []
    for words in ([], ["--dpi", "200"], ["--dpi", "100"]):
        assert cli("overlay", "at=1,1", "-o", "a.png", *words).status == 0
        data = (tmp_path / "a.png").read_bytes()
        widths.append(int.from_bytes(data[16:20], "big"))
    assert widths[0] == widths[1]
    assert widths[1] == pytest.approx(2 * widths[2], abs=1)


def test_bytes_go_to_a_pipe_but_not_to_a_terminal(typst: None) -> None:
    for to, start in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
        words = [*COMMAND, "overlay", "--at", "1,1", "--to", to]
        done = subprocess.run(words, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(start)
        ours, theirs = pty.openpty()
        done = subprocess.run(words, stdout=theirs, stderr=subprocess.PIPE, timeout=60)
        os.close(theirs)
        os.close(ours)
        assert done.returncode == 2
        assert b"-o" in done.stderr
        assert done.stderr.count(b"\n") == 1


# Frames


FRAMES = ["frames", "conv", "image=4x3", "kernel=2x2"]


def frames() -> list[str]:
    problem = Problem.parse("conv image=4x3 kernel=2x2")
    return [write(scene) for scene in make_series(problem, "frames")]


def test_frames_are_numbered_files(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "f-07.svg").write_text("old")
    done = cli(*FRAMES, "-o", "f-{}.svg")
    assert done == (0, "", "symconv: 20 files, from f-01.svg on\n")
    found = sorted(tmp_path.iterdir())
    assert [path.name for path in found] == [f"f-{number:02}.svg" for number in range(1, 21)]
    assert [path.read_text(encoding="utf-8") for path in found] == frames()


def test_few_frames_need_one_digit_and_one_is_one(cli: Cli, tmp_path: Path) -> None:
    assert cli("frames", "conv", "image=3", "kernel=1", "-o", "a{}.svg").err.startswith(
        "symconv: 3 files, from a1.svg on"
    )
    assert cli("frames", "conv", "image=1", "kernel=1", "-o", "b{}.svg").err == (
        "symconv: 1 file, from b1.svg on\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a1.svg", "a2.svg", "a3.svg", "b1.svg",
    ]  # fmt: skip


def test_frames_in_one_file(cli: Cli, tmp_path: Path, typst: None) -> None:
    problem = Problem.parse("conv image=4x3 kernel=2x2")
    assert cli(*FRAMES).out == draw(problem, "frames")
    tikz = cli(*FRAMES, "--to", "tikz").out
    assert tikz.count("\\begin{tikzpicture}") == 20
    assert "\\only<20>" in tikz
    assert cli(*FRAMES, "-o", "all.pdf").status == 0
    data = (tmp_path / "all.pdf").read_bytes()
    assert len(re.findall(rb"/Type ?/Page\b", data)) in (0, 20)  # 0 where they are packed


@pytest.mark.parametrize("name", ["f-{}.png", "f-{}.pdf", "f-{}.tex"])
def test_frames_in_files_of_other_formats(
    cli: Cli, tmp_path: Path, name: str, typst: None
) -> None:
    assert cli("frames", "conv", "image=2", "kernel=2", "-o", name, "--dpi", "50").status == 0
    found = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert len(set(found)) == len(found) == 3


def test_nothing_is_written_where_a_frame_cannot_be_drawn(cli: Cli, tmp_path: Path) -> None:
    """All are made before the first is written."""
    for words in (
        ["frames", "conv", "image=40x40", "-o", "f{}.svg"],
        ["frames", "conv", "image=3x3", "kernel=5x5", "output=valid", "-o", "f{}.svg"],
        ["frames", "conv", "image=4x4", "-o", "f{}.png", "--dpi", "1200", "--kernel", "9x9"],
        [*FRAMES, "-o", "f{}.gif"],
        [*FRAMES, "-o", "f{}.svg", "--theme", "pink"],
    ):
        assert cli(*words).status == 2
        assert list(tmp_path.iterdir()) == []


def test_frames_stop_at_a_file_that_cannot_be_written(cli: Cli, tmp_path: Path) -> None:
    refused(cli(*FRAMES, "-o", "nowhere/f{}.svg"), "'nowhere/f01.svg'")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "f03.svg").mkdir()
    refused(cli(*FRAMES, "-o", "f{}.svg"), "'f03.svg': it is a folder")
    whole = frames()
    for number, name in ((0, "f01.svg"), (1, "f02.svg")):
        assert (tmp_path / name).read_text(encoding="utf-8") == whole[number]
    assert len(list(tmp_path.iterdir())) == 3


def test_braces_mean_nothing_to_other_pictures(cli: Cli, tmp_path: Path) -> None:
    assert cli("overlay", "at=1,1", "-o", "a{}.svg") == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["a{}.svg"]


# What is refused


@pytest.mark.parametrize(
    ("words", "before"),
    [
        ([], ""),
        (["conv", "at=1,1"], " before 'conv'"),
        (["at=1,1"], " before 'at=1,1'"),
        (["image=7x7", "overlay"], " before 'image=7x7'"),
        (["--at", "1,1"], ""),
        (["conv at=1,1"], " before 'conv at=1,1'"),
        ([""], " before ''"),
    ],
)
def test_without_a_picture_all_are_listed(cli: Cli, words: list[str], before: str) -> None:
    done = cli(*words)
    refused(done, f"no picture is named: write one of these{before}\n", lines=1 + len(NAMES))
    for picture in PICTURES:
        assert f"\n  {picture.name:<9} {picture.does}" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("collage conv", "the picture 'collage' is not known: use one of arrays, kernel,"),
        ("overlay conv at=1,1 --theme pink", "'pink' is not known: use one of article, print"),
        ("overlay conv at=1,1 --to gif", "'gif' is not known for pictures: use one of svg, tikz"),
        ("overlay conv at=1,1 --to latex", "use one of svg, tikz, pdf, png"),
        ("overlay conv at=1,1 -o picture", "'picture': add --to svg, tikz, pdf, png"),
        ("overlay conv at=1,1 -o picture.gif", "'picture.gif': add --to"),
        ("overlay conv", "the picture 'overlay' is of one output: say which one, with at=1,1"),
        ("patches conv image=5 kernel=3", "with at=1"),
        ("overlay conv at=9,9", "[9,9] does not exist"),
        ("overlay conv image=3x3x3x3 kernel=1x1x1x1 at=0,0,0,0", "at most 3 axes"),
        ("arrays conv image=-K..K kernel=3", "letters for sizes"),
        ("image conv image=201x9", "--crop "),
        ("image conv --crop 0..3", "0..3,0..3"),
        ("image conv --crop", "'--crop' has no value"),
        ("image conv --dpi 0", "--dpi '0' is not a number of pixels from 1 to 1200"),
        ("image conv --dpi 1201", "use --dpi 200"),
        ("image conv --dpi ten", "'ten'"),
        ("image conv --dpi ٣", "--dpi"),
        ("image conv --dpi 99999999999999999999999999", "--dpi"),
        ("image conv image=200x200 --to png --dpi 1200", "million pixels"),
        ("overlay conv at=1,1 -o nowhere/a.svg", "'nowhere/a.svg'"),
        ("overlay conv at=1,1 -o .", "the format is not clear from '.'"),
        ("overlay conv at=1,1 --to svg -o .", "'.': it is a folder"),
        ("overlay convolve at=1,1", "convolve"),
        ("overlay conv at=1,1 --nothing", "unknown option '--nothing'"),
    ],
)
def test_what_is_wrong_is_answered_in_one_line(cli: Cli, words: str, said: str) -> None:
    refused(cli(*words.split()), said)


def test_without_typst_and_tex_two_commands_are_told(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setenv("PATH", "")
    for to in ("pdf", "png"):
        refused(cli("overlay", "at=1,1", "-o", f"a.{to}"), "pip install", "apt-get install")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom symconv.cli import main\n"
        "assert main(['draw', 'overlay', '--at', '1,1']) == 0\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert done.returncode == 0
    heavy = {"sympy", "numpy", "typst", "json", "xml", "dataclasses", "fractions", "pathlib",
             "base64", "symconv.draw.tikz", "symconv.draw.typeset", "symconv.verify"}  # fmt: skip
    assert not heavy & set(done.stderr.decode().split())
