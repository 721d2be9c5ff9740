"""The command line: what it prints where, its exit status, and what it does with bad input."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import pytest

from symconv import Problem
from symconv.cli import COMMANDS, main

COMMAND = [sys.executable, "-m", "symconv"]


class Done(NamedTuple):
    """How a call of the command line ended."""

    status: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Calls ``main`` with words, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYMCONV_DEBUG", raising=False)

    def run(*words: str) -> Done:
        status = main(list(words))
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return run


def refused(done: Done, *quoted: str) -> None:
    """The call failed with one clear line, which quotes the input, and printed nothing else."""
    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith("symconv: ")
    assert done.err.endswith("\n")
    assert done.err.count("\n") == 1, done.err
    assert "Traceback" not in done.err
    assert "something went wrong inside" not in done.err
    for text in quoted:
        assert text in done.err


# What is typed, and what comes out


WORKED = "conv image=7x7 kernel=3x3 at=1,1"


@pytest.mark.parametrize(
    "words",
    [
        ["conv", "image=7x7", "kernel=3x3", "at=1,1"],
        ["conv", "--image", "7x7", "--kernel", "3x3", "--at", "1,1"],
        ["conv", "--image=7x7", "--kernel=3x3", "--at=1,1"],
        ["--at", "1,1", "--kernel", "3x3", "conv", "--image", "7x7"],
        ["conv", "at=1,1", "--kernel", "3x3", "image=7x7"],
        ["--kernel", "3x3", "conv", "at=1,1"],
        ["conv image=7x7 kernel=3x3 at=1,1"],
        ["conv image=7x7 kernel=3x3", "at=1,1"],
        ["conv image=7x7", "--at", "1,1"],
        ["--at", "1,1"],
        ["conv", "--image", "-3..3,-3..3", "--at", "1,1"],
        ["conv", "--image=-3..3,-3..3", "kernel=-1..1,-1..1", "at=1,1"],
        ["conv", "at=(1,1)"],
        ["conv", "at=[1,1]"],
        ["conv", "image = 7x7 ".replace(" ", ""), "at=1,1"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("to", ["latex", "json"])
def test_one_problem_written_in_many_ways(cli: Cli, words: list[str], to: str) -> None:
    derived = Problem.parse(WORKED).derive()
    expected = derived.latex() if to == "latex" else f"{derived.json()}\n"
    assert cli("derive", *words, "--to", to) == (0, expected, "")
    assert cli("derive", "--to", to, *words) == (0, expected, "")


@pytest.mark.parametrize(
    "words", [["--at", "-1,-1"], ["--at=-1,-1"], ["at=-1,-1"], ["--at", " -1, -1"]]
)
def test_an_output_may_be_negative(cli: Cli, words: list[str]) -> None:
    done = cli("derive", "xcorr", *words, "--to", "json")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out)["at"] == [-1, -1]


@pytest.mark.parametrize(
    "words",
    [
        ["kernel=[1 2 1]"],
        ["kernel=[1", "2", "1]"],
        ['kernel="[1 2 1]"'],
        ["--kernel", "[1 2 1]"],
        ["--kernel", "[1", "2", "1]"],
        ["--kernel=[1", "2", "1]"],
        ["kernel=[1,2,1]"],
        ["--kernel", "[1 2 1]@-1"],
    ],
    ids=" ".join,
)
def test_values_survive_the_shell(cli: Cli, words: list[str]) -> None:
    done = cli("derive", "conv", "image=5", *words, "at=0", "--to", "json")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out)["problem"] == 'conv image=5 kernel="[1 2 1]" at=0'


@pytest.mark.parametrize("word", ["kernel=[1 0 -1]", "--kernel [1 0 -1]", "--kernel=[1 0 -1]"])
def test_negative_values_split_by_the_shell_come_together(cli: Cli, word: str) -> None:
    done = cli("derive", "conv", "image=5", *word.split(" "), "--at", "-1", "--to", "json")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out)["problem"] == 'conv image=5 kernel="[1 0 -1]" at=-1'


def test_rows_split_by_the_shell_come_together(cli: Cli) -> None:
    words = shlex.split("derive conv image=5x5 --kernel [1 2 \\; 3 4] --at 0,0 --to text")
    done = cli(*words)
    assert done.out.startswith('conv image=5x5 kernel="[1 2; 3 4]" at=0,0\n')


def test_without_a_problem_it_is_the_articles(cli: Cli) -> None:
    assert cli("derive", "--to", "text").out.startswith("conv image=7x7 kernel=3x3\n")
    assert cli("range", "--to", "text").out.startswith("conv image=7x7 kernel=3x3\n")


def test_a_line_in_one_word_may_leave_its_operation_out(cli: Cli) -> None:
    done = cli("derive", "image=5 kernel=3 at=0", "--to", "text")
    assert done.out.startswith("conv image=5 kernel=3 at=0\n")
    done = cli("derive", "as=numpy.convolve image=5 kernel=3", "--at", "0", "--to", "text")
    assert done.out.startswith("conv image=5@corner kernel=3@corner output=0..6 at=0\n")


def test_latex_is_the_default(cli: Cli) -> None:
    assert cli("derive", "conv", "at=1,1").out.startswith("% symconv: conv")
    assert cli("range", "conv").out.startswith("% symconv: conv")


@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_detail_is_selectable(cli: Cli, detail: str) -> None:
    done = cli("derive", WORKED, "--detail", detail)
    assert done == (0, Problem.parse(WORKED).derive().latex(detail), "")


def test_notes_go_to_standard_error(cli: Cli) -> None:
    done = cli("derive", "conv", "kernel=5x5", "at=1,1", "--to", "json")
    assert done.status == 0
    assert done.err == (
        "symconv: note: the kernel entries are written as h[0,0] and so on, "
        "because the letter x would be both an entry and the image\n"
    )
    json.loads(done.out)


def test_a_closed_standard_error_takes_no_message_to_standard_output(tmp_path: Path) -> None:
    command = f"{shlex.join(COMMAND)} derive conv at=9,9 2>&-"
    done = subprocess.run(command, shell=True, cwd=tmp_path, stdout=subprocess.PIPE, timeout=60)
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize("words", ["verify -", "relate - 'y[m] = \\sum_i x[i] h[m-i]'"])
def test_a_closed_standard_input_is_an_empty_one(tmp_path: Path, words: str) -> None:
    command = f"{shlex.join(COMMAND)} {words} <&-"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert b"went wrong" not in done.stderr


@pytest.mark.parametrize("to", ["html", "beamer", "latex", "json"])
@pytest.mark.parametrize("command", ["range", "derive"])
def test_what_fails_midway_leaves_standard_output_empty(cli: Cli, command: str, to: str) -> None:
    line = "transposed image=4x4 kernel=3x3 stride=s dilation=2"
    refused(cli(command, line, "--to", to), "multiplies one index by s")


# Help


def test_every_commands_help_has_an_example_that_runs(cli: Cli, tmp_path: Path) -> None:
    """As it is printed, pipes and all, in a shell."""
    for command in COMMANDS:
        done = cli(command.name, "--help")
        assert (done.status, done.err) == (0, "")
        example = done.out.split("example:\n")[1].strip()
        assert f"symconv {command.name}" in example
        place = tmp_path / command.name
        place.mkdir()
        ran = subprocess.run(
            re.sub(r"\bsymconv\b(?!:)", shlex.join(COMMAND), example),
            shell=True, cwd=place, capture_output=True, timeout=60,
        )  # fmt: skip
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert ran.stdout or any(path.stat().st_size for path in place.iterdir())


def test_the_general_help_names_every_command(cli: Cli) -> None:
    for word in ("--help", "-h", "help"):
        done = cli(word)
        assert (done.status, done.err) == (0, "")
        assert all(f"\n  {command.name} " in done.out for command in COMMANDS)
    tried = done.out.split("Try: symconv ")[1].split("\n")[0]
    assert cli(*shlex.split(tried)).status == 0


def test_the_version(cli: Cli) -> None:
    from symconv import __version__

    assert cli("--version") == (0, f"symconv {__version__}\n", "")


# Bad usage


def test_without_a_command_the_usage_is_shown(cli: Cli) -> None:
    done = cli()
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("usage: symconv COMMAND")


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        (["solve"], ["'solve'", "derive, range", "article"]),
        (["derive", "conv", "--stroke", "2"], ["'--stroke'", "symconv derive --help"]),
        (["derive", "conv", "--stroke=2"], ["'--stroke=2'"]),
        (["derive", "conv", "-x"], ["'-x'"]),
        (["range", "conv", "--all"], ["'--all'", "symconv range --help"]),
        (["range", "conv", "--detail", "full"], ["'--detail'"]),
        (["derive", "conv", "--ker", "3x3"], ["'--ker'"]),
        (["derive", "conv", "--at"], ["'--at'", "no value"]),
        (["derive", "conv", "-o"], ["'-o'", "no value"]),
        (["derive", "conv", "--to"], ["'--to'"]),
        (["derive", "conv", "--all=3"], ["--all"]),
        (["derive", "conv", "--to", "docx"], ["'docx'", "mathml, json, html, beamer, pdf"]),
        (["derive", "conv", "--to", ""], ["''"]),
        (["derive", "conv", "at=1,1", "--detail", "huge"], ["'huge'", "brief, normal, full"]),
        (["derive", "conv", "at=1,1", "--at", "1,1"], ["'at'", "twice"]),
        (["derive", "conv", "at=1,1", "at=1,1"], ["'at'", "twice"]),
        (["derive", "conv", "--all", "at=1,1"], ["--all", "at="]),
        (["derive", "conv", "kernle=3x3"], ["'kernle'", "kernel"]),
        (["derive", "conv", "xcorr"], ["'xcorr'"]),
        (["derive", "conv", "at="], ["'at='"]),
        (["derive", "conv", "--at", ""], ["'at='"]),
        (["derive", "conv", "-o", "notes.foo"], ["'notes.foo'", "--to"]),
        (["derive", "conv", "-o", "notes"], ["'notes'", "--to"]),
        (["article", "one", "two"], ["'two' is one word too many"]),
        (["article", "--to", "docx"], ["'docx'"]),
        (["derive", 'conv kernel="[1 2'], ["quotation mark"]),
        (["derive", "conv", "kernel=[1 2"], ["bracket", "[1 2"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_usage_is_one_clear_line(
    cli: Cli, tmp_path: Path, words: list[str], quoted: list[str]
) -> None:
    refused(cli(*words), *quoted)
    assert list(tmp_path.iterdir()) == []


# Bad input

DEEP = "{" + "(" * 5000 + "1" + ")" * 5000 + "}"
BAD = [
    ("convolve", ["'convolve'", "conv, xcorr, correlate"]),
    ("conv image=0x3", ["'0x3'"]),
    ("conv image=3x", ["'3x'"]),
    ("conv image=-1x3", ["'-1x3'"]),
    ("conv image=7x7x", ["'7x7x'"]),
    ("conv image=3.5x3", ["'3.5x3'"]),
    ("conv image=3..-3,0..1", ["'3..-3'"]),
    ("conv image=1e9x3", ["'1e9x3'"]),
    ("conv image=7x7@nowhere", ["'@nowhere'"]),
    ("conv kernel=3x3@1", ["'@1'"]),
    ("conv image=7 kernel=3x3", ["'7'", "'3x3'"]),
    ("conv kernel=[1 2; 3]", ["'[1 2; 3]'", "row 2"]),
    ("conv kernel=[]", ["'[]'"]),
    ("conv kernel=[1 nan 1]", ["'nan'"]),
    ("conv kernel=[1 inf 1]", ["'inf'"]),
    ("conv kernel=[1 0x10 1]", ["'0x10'"]),
    ("conv kernel=[1 1/0 1]", ["'1/0'", "zero"]),
    ("conv kernel=[1 two 1]", ["'two'"]),
    ("conv at=1", ["[1]", "m,n"]),
    ("conv at=1,1,1", ["[1,1,1]"]),
    ("conv at=1,x", ["1,x"]),
    ("conv at=1.5,1", ["1.5,1"]),
    ("conv at=9,0", ["[9,0]", "m from -4 to 4", "n from -4 to 4"]),
    ("conv at=0,-5 output=same", ["[0,-5]", "n from -3 to 3"]),
    ("conv image=3x3 kernel=5x5 output=valid at=0,0", ["valid"]),
    ("conv image=-K..K,-K..K at=1,1", ["K"]),
    ("conv stride=0", ["stride=0"]),
    ("conv stride=-1", ["stride=-1"]),
    ("conv dilation=1,2,3", ["dilation=1,2,3"]),
    ("conv offset=x", ["the size x"]),
    ("conv boundary=reflect", ["boundary=reflect", "symmetric", "mirror"]),
    ("conv axes=row,row", ["axes=row,row"]),
    ("conv output=most", ["output=most"]),
    ("conv sum=output", ["sum=output"]),
    ("conv entries=numbers", ["entries=numbers"]),
    ("conv entries=letters kernel=6x6", ["entries=letters", "36"]),
    ("conv names=x,h", ["names=x,h"]),
    ("conv names=x,x,y", ["names=x,x,y"]),
    ("conv indices=m,n;m,j", ["m"]),
    ("conv names=i,h,y", ["i"]),
    ("conv image=file:missing.csv", ["'missing.csv'"]),
    ("conv image=file:empty.csv", ["'empty.csv'", "empty"]),
    ("conv image=file:ragged.csv", ["'ragged.csv'", "row 2"]),
    ("conv image=file:binary.csv", ["'binary.csv'"]),
    ("conv image=file:words.csv", ["words.csv", "row 1, column 2", "'cat!'"]),
    ("conv image=file:other.csv", ["'other.csv', row 1, column 1: '1;2' is no value", "commas"]),
    ("conv image=file:broken.npy", ["'broken.npy'"]),
    ("conv image=file:objects.npy", ["'objects.npy'"]),
    ("conv image=file:photo.png", ["'photo.png'", ".csv"]),
    ("conv image=file:folder.csv", ["'folder.csv'"]),
    (r"conv kernel=[1 {\frac{1}{} 1]", ["frac"]),
    (r"conv kernel=[1 {\nosuch{1}} 1]", [r"\nosuch"]),
    (r"conv kernel=[1 \frac{1}{2} 1]", ["frac", "braces"]),
    (r"conv kernel=[1 {10^{10^{10}}} 1]", ["10^{10^{10}}", "large"]),
    (r"conv kernel=[1 {\binom{10^6}{5\cdot10^5}} 1]", ["binom"]),
    (r"conv kernel=[1 {(99999!)!} 1]", ["99999"]),
    (f"conv kernel=[1 {DEEP} 1]", ["((("]),
    ("conv kernel=[1 {" + "1+" * 5000 + "1} 1]", ["1+1", "long"]),
    ("conv kernel=[1 {" + "9" * 300 + "} 1]", ["999"]),
    ("conv kernel=[1 " + "9" * 5000 + " 1]", ["999"]),
    ("conv kernel=[1 0." + "9" * 5000 + " 1]", ["999"]),
    ("conv kernel=[1 1e99999 1]", ["1e99999"]),
    (r"conv kernel=[1 {\frac{1}{0}} 1]", ["zero"]),
    ("conv image=" + "x".join(["2"] * 40), ["2x2"]),
    ("conv image=99999999999x3", ["'99999999999x3'", "too large", "9 digits"]),
    ("conv image=..3,0..1", ["'..3'", "lo..hi"]),
    ("conv image=7x7@1", ["'@1'", "1 index,", "@0,0"]),
    ("conv kernel=[{nan} 1 1]", ["'{nan}'"]),
    ("conv kernel=[1 {-inf} 1]", ["'{-inf}'"]),
    ("conv stride=s at=1,1", ["'conv image=7x7 kernel=3x3 stride=s'", "leave out at="]),
    ("as=numpy.convolve image=5x5", ["works on 1 axis,", "the image has 2"]),
    ("conv image=900000000x900000000 kernel=800000000x800000000 at=0,0", ["terms"]),
]


@pytest.fixture
def bad_files(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "ragged.csv").write_text("1,2\n3\n")
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)))
    (tmp_path / "words.csv").write_text("1,cat!\n2,3\n")
    (tmp_path / "other.csv").write_text("1;2\n3;4\n")
    (tmp_path / "broken.npy").write_bytes(b"\x93NUMPY\x01\x00garbage")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "folder.csv").mkdir()
    import numpy

    numpy.save(tmp_path / "objects.npy", numpy.array(["a", "b"]))


@pytest.mark.usefixtures("bad_files")
@pytest.mark.parametrize(("line", "quoted"), BAD, ids=lambda value: str(value)[:40])
def test_bad_input_is_refused_in_one_line(
    cli: Cli, tmp_path: Path, line: str, quoted: list[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    started = monotonic()
    done = cli("derive", line, "-o", "out.tex")
    assert monotonic() - started < 1
    refused(done)
    for text in quoted:
        assert text in done.err or text in done.err.replace("\\\\", "\\"), done.err
    assert len(done.err) < 400
    assert sorted(tmp_path.iterdir()) == before


EVIL = [
    r"\input{/etc/passwd}", r"\write18{ls}", r"\immediate\write18{ls}", "x%", "$x$", "x}", "{x",
    r"\def\x{}", r"\catcode`\%=0", r"\\", r"\x\y", "x^2", "x_1", "ж", "∑", "x\ny", "x\\\ny",
    "<script>", "-->", "&", "#1", "~", "\x1b[31m", "\x00", "\u202e", r"\url{x}", "^^5cinput",
]  # fmt: skip
PLACES = {
    "names": ["{},h,y", "x,{},y", "x,h,{}"],
    "indices": ["{},n;i,j", "m,n;i,{}"],
    "image": ["{}", "[{} 1]", "[{{{}}} 1]", "{}x3", "0..{},0..3"],
    "kernel": ["{}", "[{} 1]", "[{{{}}} 1]", "[1 1]@{}"],
    "output": ["{}", "0..{},0..3"],
    "stride": ["{}"],
    "dilation": ["{}"],
    "offset": ["{}"],
    "boundary": ["{}"],
    "axes": ["{}"],
    "entries": ["{}"],
    "sum": ["{}"],
    "at": ["{}", "1,{}"],
}
# Readable as formulas, and harmless: a power, a subscript.
FINE = {"x^2", "x_1"}


@pytest.mark.parametrize("key", PLACES)
@pytest.mark.parametrize("to", ["latex", "markdown", "text", "json"])
def test_nothing_unvetted_reaches_the_output(cli: Cli, tmp_path: Path, key: str, to: str) -> None:
    for shape in PLACES[key]:
        for evil in EVIL:
            if evil in FINE and "[" in shape:
                continue
            value = shape.format(evil)
            done = cli("derive", "conv", f"--{key}", value, "--to", to, "-o", "out.txt")
            refused(done)
            assert done.err.isprintable() or done.err[:-1].isprintable(), value
            assert list(tmp_path.iterdir()) == [], value


# Files


def test_out_takes_the_format_from_the_ending(cli: Cli, tmp_path: Path) -> None:
    derived = Problem.parse(WORKED).derive()
    expected = {
        "a.tex": derived.latex(),
        "a.md": derived.markdown(),
        "a.txt": derived.text(),
        "a.json": f"{derived.json()}\n",
        "a.jsonl": f"{derived.json()}\n",
    }
    for name, text in expected.items():
        assert cli("derive", WORKED, "-o", name) == (0, "", "")
        assert (tmp_path / name).read_bytes() == text.encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(expected)


def test_to_wins_over_the_ending(cli: Cli, tmp_path: Path) -> None:
    assert cli("derive", WORKED, "-o", "a.tex", "--to", "json").status == 0
    json.loads((tmp_path / "a.tex").read_text())
    assert cli("range", WORKED, "--out", "b.foo", "--to", "text").status == 0
    assert "both" in (tmp_path / "b.foo").read_text(encoding="utf-8")


def test_a_dash_means_standard_output(cli: Cli, tmp_path: Path) -> None:
    assert cli("derive", WORKED, "-o", "-").out == Problem.parse(WORKED).derive().latex()
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_fails_midway_leaves_the_file_alone(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symconv.render import latex

    path = tmp_path / "a.tex"
    path.write_text("what was there")
    seen = []
    document = latex.document

    def failing(*arguments: object) -> str:
        seen.append(1)
        if len(seen) > 3:
            raise RuntimeError("the writer broke")
        return document(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(latex, "document", failing)
    done = cli("derive", "conv", "--all", "-o", "a.tex")
    assert done.status == 2
    assert "the writer broke" in done.err
    assert path.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_said(cli: Cli, tmp_path: Path) -> None:
    refused(cli("derive", WORKED, "-o", "no/such/folder/a.tex"), "'no/such/folder/a.tex'")
    (tmp_path / "a.tex").mkdir()
    refused(cli("derive", WORKED, "-o", "a.tex"), "'a.tex'", "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["a.tex"]


# All outputs


def test_all_writes_every_output_in_order(cli: Cli) -> None:
    done = cli("derive", "conv", "image=3x2", "kernel=2x2", "--all", "--to", "json")
    places = [json.loads(line)["at"] for line in done.out.splitlines()]
    assert places == [[m, n] for n in range(-2, 1) for m in range(-2, 2)]
    text = cli("derive", "conv", "image=3", "kernel=2", "--all", "--to", "text").out
    heads = [line for line in text.splitlines() if line.startswith("conv ")]
    assert heads == [f"conv image=3 kernel=2 at={m}" for m in range(-2, 2)]


def test_all_is_written_one_output_at_a_time() -> None:
    from symconv import render

    pieces = render.write_all(Problem.parse("conv image=4000x4000 kernel=5x5"), "json")
    started = monotonic()
    assert json.loads(next(pieces))["at"] == [-2002, -2002]
    assert monotonic() - started < 2


def test_where_there_are_no_outputs_it_says_so(cli: Cli) -> None:
    done = cli("derive", "conv", "image=3", "kernel=5", "output=valid", "--all")
    assert done == (0, "", "symconv: note: no output exists here, so nothing is written\n")


def test_all_needs_numbers(cli: Cli) -> None:
    refused(cli("derive", "conv", "image=-K..K", "kernel=3", "--all"), "--all")


# The process


def process(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **options.pop("environment", {})}  # type: ignore[dict-item]
    environment.pop("SYMCONV_DEBUG", None)
    environment.update(options.pop("debug", {}))  # type: ignore[call-overload]
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, env=environment, timeout=60, **options
    )  # type: ignore[call-overload, no-any-return]


def test_the_process_ends_with_the_status() -> None:
    done = process("derive", WORKED, "--to", "text")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == Problem.parse(WORKED).derive().text()
    done = process("derive", "convolve")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"symconv: unknown operation 'convolve'")


@pytest.mark.parametrize("words", [["--help"], ["derive", "--help"], ["range", WORKED]])
def test_any_terminal_encoding_will_do(words: list[str]) -> None:
    """Output is UTF-8 with plain line ends, and nothing stumbles over a sign it cannot show."""
    plain = process(*words, environment={"PYTHONIOENCODING": "utf-8"})
    narrow = process(*words, environment={"PYTHONIOENCODING": "ascii"})
    assert narrow.returncode == plain.returncode == 0
    assert narrow.stdout == plain.stdout
    assert b"\r" not in narrow.stdout


def test_an_error_can_be_shown_in_any_encoding() -> None:
    done = process("derive", "conv…", environment={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2
    assert b"conv\\u2026" in done.stderr


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    running = subprocess.Popen(
        [*COMMAND, "derive", "conv", "image=40x40", "--all"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.readline().startswith(b"% symconv: conv image=40x40")
    running.stdout.close()
    complaint = running.stderr.read()
    running.stderr.close()
    running.wait(timeout=60)
    assert complaint == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_a_full_disk_is_said_in_one_line() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "derive", WORKED], stdout=full, stderr=subprocess.PIPE, timeout=60
        )
    assert done.returncode == 2
    assert done.stderr == b"symconv: cannot write: No space left on device\n"


def test_an_internal_error_shows_no_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> str:
        raise ZeroDivisionError("a mistake\nof ours")

    monkeypatch.setattr("symconv.render.latex.document", broken)
    done = cli("derive", WORKED)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "ZeroDivisionError: a mistake of ours" in done.err
    assert "SYMCONV_DEBUG=1" in done.err


def test_debug_shows_the_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    done = process("derive", "convolve", debug={"SYMCONV_DEBUG": "1"})
    assert done.returncode == 2
    assert b"Traceback (most recent call last)" in done.stderr
    assert b"\nsymconv: unknown operation 'convolve'" in done.stderr


def test_an_interrupt_ends_quietly(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("symconv.render.latex.document", interrupted)
    assert cli("derive", WORKED) == (130, "", "symconv: stopped\n")


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from symconv.commands import derive as module

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    clock = iter(range(1000))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    problem = Problem.parse("conv image=3x3 kernel=2x2")
    assert list(module._watched(iter("abc"), problem)) == ["a", "b", "c"]
    assert "3/16 outputs" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")
    quiet = io.StringIO()
    monkeypatch.setattr(sys, "stderr", quiet)
    assert list(module._watched(iter("abc"), problem)) == ["a", "b", "c"]
    assert quiet.getvalue() == ""
