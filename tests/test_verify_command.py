"""The command verify from end to end, and ``symconv.verify`` in every order of imports."""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import pytest

import symconv
from symconv.cli import COMMANDS, main
from symconv.errors import ProblemError, SymconvError
from symconv.verify.writers import WRITERS

ROOT = Path(__file__).resolve().parent.parent
STATED = "% symconv: conv image=5 kernel=3\n"
RIGHT = "y[0] = x[-1]h[1] + x[0]h[0] + x[1]h[-1]"
WRONG = "y[0] = x[-1]h[1] + x[0]h[0] + x[1]h[1]"


class Done(NamedTuple):
    """How a call of the command line ended."""

    status: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Calls ``symconv verify`` with words, in a folder of three derivations."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYMCONV_DEBUG", raising=False)
    (tmp_path / "right.tex").write_text(f"{STATED}{RIGHT}\n")
    (tmp_path / "wrong.tex").write_text(f"{STATED}{WRONG}\n")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "wrong.md").write_text(
        f"# Notes\n\n<!-- symconv: conv image=5 kernel=3 -->\n$$\n{WRONG}\n$$\n"
    )
    (tmp_path / "notes" / "prose.md").write_text("# Nothing\n\nProse is not read.\n")

    def run(*words: str) -> Done:
        status = main(["verify", *words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Done(status, captured.out, captured.err)

    return run


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Sets what standard input holds."""

    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    return give


# Exit status and what is printed


def test_a_right_derivation_is_proved(cli: Cli) -> None:
    done = cli("right.tex")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("right.tex: proved\n  read as: conv image=5 kernel=3 (as stated)\n")
    assert done.out.endswith("\n1 file: 1 proved\n")


def test_a_wrong_one_is_refuted_at_its_first_wrong_term(cli: Cli) -> None:
    done = cli("wrong.tex")
    assert (done.status, done.err) == (1, "")
    column = WRONG.rindex("h[1]") + 1
    assert f"wrong.tex:2:{column}: refuted, wrong-index\n" in done.out
    source, carets = re.findall(r"\n( +(?:2)? \| .*)", done.out)[:2]
    assert source.endswith(WRONG)
    assert source[carets.index("^") : carets.index("^") + carets.count("^")] == "h[1]"
    assert "h[-1]" in done.out.partition(carets)[2]


def test_a_folder_is_walked_and_files_without_derivations_are_passed_by(cli: Cli) -> None:
    done = cli(".", "right.tex", "./notes")
    files = json.loads(cli(".", "right.tex", "./notes", "--to", "json").out)["files"]
    names = [os.path.join(".", name) for name in ("notes/wrong.md", "right.tex", "wrong.tex")]
    assert [(file["file"], file["verdict"]) for file in files] == [
        (names[0], "refuted"), (names[1], "proved"), (names[2], "refuted")
    ]  # fmt: skip
    assert done.status == 1
    assert done.out.endswith("\n3 files: 1 proved, 2 refuted\n")


def test_a_named_file_without_derivations_is_unread(cli: Cli) -> None:
    done = cli("notes/prose.md", "right.tex")
    assert done.status == 2
    assert done.out.startswith("notes/prose.md: unread\n  no derivation was found in it\n")


def test_hooks_name_files_without_derivations(cli: Cli, tmp_path: Path) -> None:
    assert cli("--skip-empty", "notes/prose.md") == (0, "0 files\n", "")
    (tmp_path / "shown.md").write_text(
        f"<!-- symconv: conv show=value -->\n$$ {WRONG} $$\n<!-- symconv:end -->\n"
    )
    done = cli("--skip-empty", "notes/prose.md", "right.tex", "shown.md")
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith("\n1 file: 1 proved\n")
    assert cli("--skip-empty", "notes/prose.md", "wrong.tex").status == 1
    assert cli("--skip-empty", "none.md").status == 2


def test_a_folder_without_derivations_is_told(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = cli("empty")
    assert done == (2, "0 files\n", "symconv: no derivations were found in 'empty'\n")


def test_troubles_do_not_keep_the_others_from_being_done(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "binary.tex").write_bytes(b"\0\1\2")
    (tmp_path / "latin.tex").write_bytes(b"% caf\xe9\ny[0] = 1")
    with open(tmp_path / "huge.tex", "wb") as stream:
        stream.truncate(50_000_000)
    started = monotonic()
    done = cli("gone.tex", "binary.tex", "latin.tex", "huge.tex", "wrong.tex", "--to", "json")
    assert monotonic() - started < 2
    *troubles, last = json.loads(done.out)["files"]
    assert [file["verdict"] for file in troubles] == ["unread"] * 4
    for file, why in zip(troubles, ("no such file", "binary", "UTF-8", "larger than 5 MB")):
        assert why in file["notes"][0]
    assert last["verdict"] == "refuted"
    assert done.status == 1
    assert cli("gone.tex", "right.tex").status == 2


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "{" * 5_000 + "y" + "}" * 5_000,
        "y[0] = " + "(" * 5_000 + "1" + ")" * 5_000,
        "y[0] = 10^{10^{10}}",
        "y[0] = 10000000!",
        r"y[0] = \input{/etc/passwd} \write18{touch ran} __import__('os').system('touch ran')",
        "y[0] = x[" + "9" * 5_000 + "]h[0]",
        "\x0c\x0b\x1b[31m y[0] = x[0]",
        "y[0] \r\n = x[0]h[0]\r\n",
        "",
    ],
    ids=range(10),
)
def test_hostile_text_gets_a_clear_answer_in_two_seconds(
    cli: Cli, tmp_path: Path, text: str
) -> None:
    (tmp_path / "hostile.tex").write_text(text, newline="")
    started = monotonic()
    done = cli("hostile.tex", "wrong.tex")
    assert monotonic() - started < 2
    assert done.status == 1
    assert "something went wrong inside" not in done.out
    assert "\x1b" not in done.out
    assert not (tmp_path / "ran").exists()


# Standard input


def test_standard_input_is_read_as_tex_or_markdown(
    cli: Cli, typed: Callable[[bytes], None]
) -> None:
    typed(f"{STATED}{WRONG}".encode())
    assert "\n-:2:" in cli("-").out
    typed(f"<!-- symconv: conv image=5 kernel=3 -->\n$$ {RIGHT} $$".encode())
    assert cli("-").status == 0
    typed(f"Text.\n\n.. math:: {WRONG}\n".encode())
    assert cli("-", "conv", "image=5", "kernel=3", "--kind", "rst").status == 1
    typed(b"caf\xe9")
    assert "not UTF-8" in cli("-").out


def test_the_example_of_the_help_runs(tmp_path: Path) -> None:
    command = next(command for command in COMMANDS if command.name == "verify")
    first, second = command.example.split(" | ")
    words = [[sys.executable, "-m", *part.split()] for part in (first, second)]
    worked = subprocess.run(words[0], capture_output=True, cwd=tmp_path, check=True)
    done = subprocess.run(words[1], input=worked.stdout, capture_output=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.endswith(b"\n1 file: 1 proved\n")


# The problem


def test_a_problem_on_the_command_line_holds_where_a_file_states_none(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "bare.tex").write_text(WRONG)
    for words in (
        ["conv", "image=5", "kernel=3"],
        ["conv", "--image", "5", "--kernel", "3"],
        ["conv image=5 kernel=3"],
        ["conv", "image=5", "kernel=-1..1", "--stride", "1"],
    ):
        assert "conv image=5 kernel=3 (as stated)" in cli("bare.tex", *words).out
        assert cli(*words, "bare.tex").status == 1
    # x meets h[m+i] in xcorr, so the same line is another's mistake; the stated file stays wrong
    assert cli("right.tex", "xcorr", "image=5", "kernel=3").status == 0


def test_sizes_without_an_operation_leave_the_operation_open(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "same.tex").write_text("\\[ y[1] = a x[0] + b x[1] + c x[2] \\]")
    assert "read as: correlate image=5 kernel=3" in cli("same.tex", "image=5", "kernel=3").out
    (tmp_path / "turned.tex").write_text("\\[ y[1] = c x[0] + b x[1] + a x[2] \\]")
    assert "read as: conv image=5 kernel=3" in cli("turned.tex", "--image", "5").out
    (tmp_path / "none.tex").write_text("\\[ y[1] = a x[0] + b x[0] + a x[2] \\]")
    assert cli("none.tex", "--image", "5", "--kernel", "3").status == 1


def test_values_that_the_shell_has_split_are_one_word(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "values.tex").write_text("y[0] = 1 \\cdot 3 + 2 \\cdot 2 + 3 \\cdot 1 = 10")
    done = cli("conv", "image=[1", "2", "3]", "kernel=[1", "2", "3]", "values.tex")
    assert 'image="[1 2 3]"' in done.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["right.tex", "image=0x3"], "'0x3'"),
        (["right.tex", "conv", "image=0x3"], "'0x3'"),
        (["conv", "image=5"], "nothing to verify"),
        ([], "nothing to verify"),
        (["right.tex", "--to", "yaml"], "'yaml' is not known: use one of text, json"),
        (["right.tex", "-o", "report.doc"], "not clear from 'report.doc'"),
        (["right.tex", "--kind", "doc"], "'doc' is not known: use tex"),
        (["right.tex", "--jobs", "many"], "'many' is not a number of processes"),
        (["right.tex", "--jobs", "-1"], "'-1' is not a number of processes"),
        (["right.tex", "--limit", "nan"], "'nan' is not a number of seconds"),
        (["right.tex", "--memory", "1e99"], "'1e99' is not a number of gigabytes"),
        (["right.tex", "--backend", "spark"], "'spark' is not known: use loky or dask"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(cli: Cli, words: list[str], told: str) -> None:
    done = cli(*words)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert told in done.err


# Formats and options


@pytest.mark.parametrize("to", [writer.name for writer in WRITERS])
def test_a_report_goes_to_a_file_in_the_format_of_its_ending(
    cli: Cli, tmp_path: Path, to: str
) -> None:
    ending = next(writer.ending for writer in WRITERS if writer.name == to)
    asked = cli("wrong.tex", "right.tex", "--to", to)
    written = cli("wrong.tex", "right.tex", "-o", f"report{ending}")
    assert (written.status, written.out) == (1, "")
    assert (tmp_path / f"report{ending}").read_text(encoding="utf-8") == asked.out


def test_a_hint_keeps_the_answer_back(cli: Cli) -> None:
    for writer in WRITERS:
        done = cli("wrong.tex", "--hint", "--to", writer.name)
        assert done.status == 1
        assert "h[-1]" not in done.out
        assert "wrong-index" in done.out


def test_the_summary_of_a_format_for_programs_goes_to_standard_error(cli: Cli) -> None:
    done = cli(".", "--summary", "--to", "csv")
    assert done.out.count("\n") == 4
    assert done.err.startswith("3 files: 1 proved, 2 refuted\n3 lines: ")
    assert "2 wrong-index\n" in done.err
    assert "findings:\n" in cli(".", "--summary").out


def test_several_jobs_and_backends_print_the_same(cli: Cli) -> None:
    expected = cli(".", "--to", "json")
    assert cli(".", "--to", "json", "--jobs", "2") == expected
    assert cli(".", "--to", "json", "--jobs", "0") == expected
    assert cli(".", "--to", "json", "--limit", "0", "--memory", "0") == expected


def test_colour_is_for_terminals_only(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b" not in cli("wrong.tex").out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "\x1b[31mrefuted\x1b[0m" in cli("wrong.tex").out
    assert "\x1b" not in cli("wrong.tex", "-o", "-").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in cli("wrong.tex").out


def test_names_that_are_no_unicode_are_written(cli: Cli, tmp_path: Path) -> None:
    name = os.fsdecode(b"b\xffd.tex")
    try:
        (tmp_path / name).write_text(RIGHT)
    except OSError:
        pytest.skip("the file system takes only Unicode")
    for writer in WRITERS:
        assert cli(name, "--to", writer.name).status in (0, 2)


def test_the_derivations_of_the_repository_are_proved() -> None:
    # The table of nine formulas calls many different arrays y; its own tests take them one by one.
    files = [
        str(path)
        for path in sorted((ROOT / "derivations").rglob("*.*"))
        if path.suffix in (".tex", ".md") and path.parent.name != "nine-formulas"
    ]
    words = [sys.executable, "-m", "symconv", "verify", "--skip-empty", *files]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]


# From Python

ORDERS = [
    "import symconv; r = symconv.verify(TEXT)",
    "from symconv import verify; r = verify(TEXT)",
    "import symconv.verify.report; r = symconv.verify(TEXT)",
    "import symconv.verify.judge as judge; import symconv; r = symconv.verify(TEXT)",
    "from symconv.verify.report import Report; from symconv import verify; r = verify(TEXT)",
    "from symconv.verify import verify; r = verify(TEXT)",
    "import symconv; v = symconv.verify; import symconv.verify.report as p; r = v(TEXT); "
    "assert symconv.verify is v and isinstance(r, p.Report) and isinstance(r, symconv.Report); "
    "r = symconv.verify(TEXT)",
    "import symconv.cli; from symconv import *; r = verify(TEXT)",
]


@pytest.mark.parametrize("order", ORDERS)
def test_verify_can_be_called_in_every_order_of_imports(order: str) -> None:
    code = f"TEXT = {STATED + RIGHT!r}; {order}; print(r.verdict)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("proved\n", "")


def test_importing_symconv_loads_no_verifier() -> None:
    code = "import symconv, sys; print([m for m in sys.modules if m.startswith('symconv.v')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_verify_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(symconv.verify)) is symconv.verify


def test_a_report_from_python() -> None:
    report = symconv.verify(WRONG, "conv image=5 kernel=3")
    assert report.verdict == "refuted"
    assert [line.verdict for line in report.lines] == ["refuted"]
    assert report.lines[0].findings[0].found == "h[1]"
    assert str(report).startswith("refuted\n")
    problem = symconv.Problem.parse("conv image=5 kernel=3")
    assert symconv.verify(WRONG, problem) == report
    assert symconv.verify(f"# One\n\n$${RIGHT}$$", problem).verdict == "proved"


def test_what_verify_cannot_take_is_refused() -> None:
    with pytest.raises(ProblemError, match="'cov'"):
        symconv.verify(RIGHT, "cov image=5")
    with pytest.raises(SymconvError, match="bytes, not str"):
        symconv.verify(RIGHT.encode())  # type: ignore[arg-type]
    with pytest.raises(SymconvError, match="the problem is int"):
        symconv.verify(RIGHT, 5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line", ["conv image=7x7 kernel=3x3 at=1,1", "correlate image=5 kernel=3 at=1", "xcorr"]
)
def test_a_derivation_verifies_itself(line: str) -> None:
    report = symconv.Problem.parse(line).derive().verify()
    assert report.verdict == "proved", str(report)
