"""Finding, reading and judging files: folders, troubles, limits, several at once, backends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from types import ModuleType
from typing import Any

import pytest
from samples import required

from symconv.errors import OutputError, SymconvError
from symconv.verify import child as children
from symconv.verify.files import LARGEST, Found, Task, decoded, find, guess, kind_of, read, tasks
from symconv.verify.jobs import Plan, run
from symconv.verify.report import FileReport, Line, Place
from symconv.verify.worker import Limits, judged

SHORT = Limits(0.5, 1_000_000_000)


def paths(*given: str) -> list[str]:
    return [found.path for found in find(given)]


# Finding


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of derivations, which is the current one."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "b.tex", "a.md", "c.qmd", "d.rst", "e.ipynb", "F.TXT", "x.py", "y.pdf", ".hidden.tex",
        "sub/z.tex", "sub/deep/y.md", ".git/g.tex", "sub/.cache/h.tex",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("y[0] = x[0]h[0]")
    return tmp_path


def test_a_folder_stands_for_the_derivations_in_it_sorted_by_name(folder: Path) -> None:
    found = ["F.TXT", "a.md", "b.tex", "c.qmd", "d.rst", "e.ipynb", "sub/deep/y.md", "sub/z.tex"]
    assert paths(".") == [os.path.join(".", name) for name in found]
    assert all(one.met for one in find(["."]))


def test_every_file_is_taken_once(folder: Path) -> None:
    assert paths("sub", "sub/", str(folder / "sub")) == paths("sub")
    assert paths("b.tex", "./b.tex", "-", "-") == ["b.tex", "-"]
    (folder / "same.tex").symlink_to("b.tex")
    assert paths("same.tex", "b.tex") == ["same.tex"]


def test_a_file_that_is_named_counts_as_named_where_a_folder_holds_it_too(folder: Path) -> None:
    assert dict(find_met("sub", "sub/z.tex"))[os.path.join("sub", "z.tex")] is False
    assert dict(find_met("sub", "sub/z.tex"))[os.path.join("sub", "deep/y.md")] is True


def find_met(*given: str) -> list[tuple[str, bool]]:
    return [(found.path, found.met) for found in find(given)]


def test_hidden_folders_are_walked_where_they_are_named(folder: Path) -> None:
    assert paths(".git") == [os.path.join(".git", "g.tex")]


def test_a_loop_of_links_ends(folder: Path) -> None:
    (folder / "sub" / "loop").symlink_to(folder)
    assert len(paths(".")) == 8


def test_very_deep_folders_are_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1200):
        os.mkdir("d")
        os.chdir("d")
    Path("deep.tex").write_text("y[0] = 1")
    os.chdir(tmp_path)
    try:
        assert len(paths(".")) == 1
    finally:  # pytest cannot remove so deep a folder
        subprocess.run(["rm", "-r", "d"], cwd=tmp_path, check=True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_read_is_reported(folder: Path) -> None:
    (folder / "sub").chmod(0)
    try:
        assert Found(os.path.join(".", "sub"), False, "") in [
            found._replace(trouble="") for found in find(["."])
        ]
    finally:
        (folder / "sub").chmod(0o700)


# Reading


def test_the_kind_follows_from_the_ending_or_from_the_text() -> None:
    kinds = {
        "a.tex": "tex", "a.ltx": "tex", "a.MD": "md", "a.qmd": "md", "a.Rmd": "md",
        "a.rst": "rst", "a.ipynb": "ipynb", "a.txt": "txt", "answer": "tex", "-": "tex",
        "a.typ": "typ",
    }  # fmt: skip
    assert {name: kind_of(name, "y[0] = x[0]") for name in kinds} == kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("y[0] = x[0]h[0]", "tex"),
        ("\\begin{align} y \\end{align}", "tex"),
        ("# Homework\n$y$", "md"),
        ("Some $$ y[0] = 1 $$", "md"),
        ("<!-- symconv: conv -->", "md"),
        ("% symconv: conv image=3 kernel=3\n\\[ y[0] = 1 \\]", "tex"),
        ("\\documentclass{article}\n$$ y[0] = 1 $$", "tex"),
        ('{"cells": [], "nbformat": 4}', "ipynb"),
        ("", "tex"),
    ],
)
def test_markdown_is_told_from_tex(text: str, kind: str) -> None:
    assert guess(text) == kind


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfey\0", "UTF-16"),
        (b"PK\x03\x04\0\0", "binary"),
        (b"y[0]\n= caf\xe9", "byte 11 is not UTF-8 (line 2)"),
        (b"\xed\xa0\x80", "not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, why: str) -> None:
    text, trouble = decoded(data)
    assert text == ""
    assert why in trouble


def test_a_byte_order_mark_is_no_column() -> None:
    assert decoded(b"\xef\xbb\xbfy\r\nz") == ("y\r\nz", "")


def test_troubles_with_files_are_told(tmp_path: Path) -> None:
    huge = tmp_path / "huge.tex"
    with open(huge, "wb") as stream:
        stream.truncate(50_000_000)
    started = monotonic()
    assert read(str(huge)) == ("", "the file is larger than 5 MB: split it")
    assert monotonic() - started < 1
    assert "no such file" in read(str(tmp_path / "gone.tex"))[1]
    assert "cannot be read" in read("a\0b.tex")[1]
    assert "larger" in read("/dev/zero")[1]
    exactly = tmp_path / "exactly.tex"
    exactly.write_bytes(b" " * LARGEST)
    assert read(str(exactly))[1] == ""


def test_a_file_is_read_when_it_is_its_turn(folder: Path) -> None:
    turns = tasks(["b.tex", "a.md"], "", "conv image=3 kernel=3")
    assert next(turns).text == "y[0] = x[0]h[0]"
    (folder / "a.md").write_text("changed")
    assert next(turns) == Task("a.md", "md", "changed", "conv image=3 kernel=3")


def test_the_kind_that_is_asked_for_holds_for_named_files_only(folder: Path) -> None:
    assert [task.kind for task in tasks(["b.tex", "sub"], "rst")] == ["rst", "md", "tex"]


# Judging, by a judge that does what the text says


def fake_judge(text: str, kind: str, name: str, problem: str) -> FileReport:
    word = text.split(" ")[0]
    if word == "hang":
        while True:
            pass
    if word == "sleep":
        sleep(float(text.split(" ")[1]))
    if word == "count":
        return fake_report(name, "proved", str(len(str(10 ** (10**9)))))
    if word == "memory":
        return fake_report(name, "proved", str(len(bytearray(10**10))))
    if word == "recursion":
        return fake_judge(text, kind, name, problem)
    if word == "crash":
        os.kill(os.getpid(), 11)
    if word == "raise":
        raise KeyError("here")
    if word == "refuse":
        raise SymconvError("'this' is not so: write that")
    if word == "print":
        print("printed")
        os.write(1, b"written")
    if word == "nothing":
        return FileReport("", "unread", "not found out", "inferred", ())
    return fake_report(name, "proved", f"{kind} {problem}", text)


def fake_report(name: str, verdict: str, says: str, text: str = "") -> FileReport:
    line = Line(Place(1, 1, 1, 2), verdict, says)
    return FileReport("", verdict, "conv", "stated", (line,), text=text)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the fake judge in the place of the real one."""
    module: Any = ModuleType("symconv.verify.judge")
    module.judge_under = fake_judge
    monkeypatch.setitem(sys.modules, "symconv.verify.judge", module)
    monkeypatch.delenv("SYMCONV_DEBUG", raising=False)


def texts(*given: str) -> list[Task]:
    return [Task(f"{number}.tex", "tex", text) for number, text in enumerate(given)]


needs_fork = pytest.mark.skipif(not children._may_fork(), reason="the fake judge needs a fork")
HOSTILE = ("hang", "count", "memory", "recursion", "crash", "raise", "refuse", "print")


@needs_fork
@pytest.mark.usefixtures("judge")
def test_hostile_files_are_reported_and_the_others_are_done() -> None:
    names = [word for hostile in HOSTILE for word in (hostile, "fine")]
    started = monotonic()
    reports = list(run(texts(*names), Plan(limits=SHORT)))
    assert monotonic() - started < 15
    assert [report.file for report in reports] == [f"{n}.tex" for n in range(len(names))]
    assert [report.verdict for report in reports[1::2]] == ["proved"] * len(HOSTILE)
    told = dict(zip(HOSTILE, reports[::2]))
    for word in ("hang", "count"):
        assert told[word].verdict == "undecided"
        assert "not finished within 0.5 seconds" in told[word].notes[0]
    assert "memory" in told["memory"].notes[0]
    assert "nested too deeply" in told["recursion"].notes[0]
    assert "ended" in told["crash"].notes[0]
    assert "KeyError" in told["raise"].notes[0]
    assert (told["refuse"].verdict, told["refuse"].notes) == (
        "unread", ("'this' is not so: write that",)
    )  # fmt: skip
    assert told["print"].verdict == "proved"
    assert reports[1].text == "fine"


@needs_fork
@pytest.mark.usefixtures("judge")
def test_results_come_while_later_files_are_waiting() -> None:
    def endless() -> Iterator[Task]:
        number = 0
        while True:
            number += 1
            yield Task(f"{number}.tex", "tex", "fine")

    reports = run(endless())
    assert [next(reports).file for _ in range(3)] == ["1.tex", "2.tex", "3.tex"]
    reports.close()  # type: ignore[attr-defined]


@needs_fork
@pytest.mark.usefixtures("judge")
def test_a_child_that_ended_while_it_was_idle_is_replaced() -> None:
    child = children.Child(SHORT)
    try:
        assert child.judge(texts("fine")[0]).verdict == "proved"
        assert child._running is not None
        child._running.kill()
        os.waitid(os.P_PID, child._running.process, os.WEXITED | os.WNOWAIT)  # type: ignore[arg-type]
        assert child.judge(texts("fine")[0]).verdict == "proved"
    finally:
        child.close()


@pytest.mark.usefixtures("judge")
def test_files_without_derivations_are_passed_by_in_folders_and_reported_by_name() -> None:
    given = [
        Task("named.tex", "tex", "nothing"),
        Task("met.tex", "tex", "nothing", met=True),
        Task("broken.tex", "tex", "", met=True, trouble="it is binary"),
    ]
    if children._may_fork():
        reports = list(run(given))
        assert [report.file for report in reports] == ["named.tex", "broken.tex"]
        assert reports[1].notes == ("it is binary",)


@pytest.mark.usefixtures("judge")
def test_the_problem_line_reaches_the_judge() -> None:
    report = judged(Task("a.tex", "md", "fine", "conv image=3 kernel=3"))
    assert report.lines[0].says == "md conv image=3 kernel=3"
    assert report.file == "a.tex"


@needs_fork
def test_no_descriptor_and_no_process_is_left(judge: None) -> None:
    before = sorted(os.listdir("/proc/self/fd"))
    list(run(texts("fine", "hang", "fine"), Plan(limits=SHORT)))
    assert sorted(os.listdir("/proc/self/fd")) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


# The real judge, in new processes

GOOD = "% symconv: conv image=3 kernel=1\ny[0] = x[0]h[0]\n"


def many(number: int) -> list[Task]:
    return [Task(f"{n}.tex", "tex", GOOD) for n in range(number)]


def in_order(reports: list[FileReport], number: int) -> bool:
    names = [f"{n}.tex" for n in range(number)]
    return [report.file for report in reports] == names and all(
        report.verdict == "proved" and report.text == GOOD for report in reports
    )


def test_several_at_once_give_the_same_in_the_same_order() -> None:
    one, three = (list(run(many(40), Plan(jobs=jobs))) for jobs in (1, 3))
    assert in_order(one, 40)
    assert one == three
    assert list(run(many(3), Plan(jobs=0))) == one[:3]


def test_where_a_fork_is_not_safe_a_new_python_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_may_fork", lambda: False)
    assert in_order(list(run(many(2))), 2)
    slow = Limits(0.001, 0)
    terms = " + ".join(f"x[{n}]h[{-n}]" for n in range(3000))
    reports = list(run([Task("a.tex", "tex", f"y[0] = {terms}"), *many(1)], Plan(limits=slow)))
    assert "not finished within 0.001 seconds" in reports[0].notes[0]


def test_a_process_with_threads_is_not_forked() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not children._may_fork()
    finally:
        stop.set()
        thread.join()


def test_nothing_in_the_current_folder_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("fractions", "re", "sympy", "symconv", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(children, "_may_fork", lambda: False)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert in_order(list(run(many(1))), 1)
    assert not (tmp_path / "ran").exists()


def test_several_at_once_can_be_stopped() -> None:
    reports = run(many(1000), Plan(jobs=2))
    next(reports)
    started = monotonic()
    reports.close()  # type: ignore[attr-defined]
    assert monotonic() - started < 5


# Backends


@pytest.mark.filterwarnings("ignore")
def test_loky_judges_in_order() -> None:
    required("joblib")
    assert in_order(list(run(many(70), Plan(jobs=2, backend="loky"))), 70)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("processes", [False, True])
def test_a_dask_cluster_judges_in_order(processes: bool) -> None:
    required("joblib")
    distributed = required("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=processes, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
    ):
        assert in_order(list(run(many(40), Plan(jobs=2, backend="dask"))), 40)


@pytest.mark.filterwarnings("ignore")
def test_the_dask_cluster_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    required("joblib")
    distributed = required("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    ) as cluster:
        monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", cluster.scheduler_address)
        assert in_order(list(run(many(3), Plan(backend="dask"))), 3)


def test_a_backend_that_is_missing_or_unknown_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from symconv.verify.backend import check

    with pytest.raises(OutputError, match="'spark' is not known: use loky or dask"):
        check("spark")
    monkeypatch.setitem(sys.modules, "joblib", None)
    with pytest.raises(OutputError, match=r"pip install 'symconv\[dask\]'"):
        check("dask")
