"""Files of notes are replaced whole or not at all, and never when they changed meanwhile."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from symconv.embed import replace as module
from symconv.embed.replace import read, replace, sweep, write_picture
from symconv.errors import OutputError

root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_bytes(b"old")
    return path


def left(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir())


def test_a_file_is_replaced_and_keeps_its_permissions(notes: Path) -> None:
    for mode in (0o600, 0o640, 0o755, 0o222):
        notes.chmod(mode)
        notes.chmod(mode | 0o400)
        replace(str(notes), notes.read_bytes(), f"new {mode}".encode())
        assert notes.read_bytes() == f"new {mode}".encode()
        assert stat.S_IMODE(notes.stat().st_mode) == mode | 0o400
    assert left(notes) == ["notes.md"]


def test_a_symbolic_link_is_followed_and_stays(notes: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    link = tmp_path / "sub" / "link.md"
    link.symlink_to(os.path.join("..", "notes.md"))
    replace(str(link), b"old", b"new")
    assert link.is_symlink()
    assert notes.read_bytes() == b"new"
    assert not notes.is_symlink()
    assert left(link) == ["link.md"]


def test_a_file_that_changed_meanwhile_is_left_as_it_is(notes: Path) -> None:
    notes.write_bytes(b"saved by an editor")
    with pytest.raises(OutputError, match="changed in the meantime"):
        replace(str(notes), b"old", b"new")
    assert notes.read_bytes() == b"saved by an editor"
    assert left(notes) == ["notes.md"]


def test_a_file_that_is_gone_is_not_made_again(notes: Path) -> None:
    notes.unlink()
    with pytest.raises(OutputError, match="no such file"):
        replace(str(notes), b"old", b"new")
    assert left(notes) == []


def test_a_file_that_changes_while_the_new_one_is_written_is_left(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = module._draft

    def slow(target: str, data: bytes, mode: int) -> str:
        notes.write_bytes(b"saved")
        return was(target, data, mode)

    monkeypatch.setattr(module, "_draft", slow)
    with pytest.raises(OutputError, match="changed in the meantime"):
        replace(str(notes), b"old", b"new")
    assert notes.read_bytes() == b"saved"
    assert left(notes) == ["notes.md"]


def test_a_read_only_file_is_refused_though_its_folder_could_be_written(notes: Path) -> None:
    notes.chmod(0o444)
    with pytest.raises(OutputError, match="read-only: make it writable"):
        replace(str(notes), b"old", b"new")
    assert notes.read_bytes() == b"old"
    assert left(notes) == ["notes.md"]


@root
def test_a_closed_folder_is_named(notes: Path) -> None:
    notes.parent.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="permission denied"):
            replace(str(notes), b"old", b"new")
    finally:
        notes.parent.chmod(0o700)
    assert notes.read_bytes() == b"old"


def test_a_full_disk_leaves_the_old_file(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="no space left on device"):
        replace(str(notes), b"old", b"new")
    assert notes.read_bytes() == b"old"
    assert left(notes) == ["notes.md"]


def test_names_of_any_length_are_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 100 + "n" * 50 + ".md")
    path.write_bytes(b"old")
    replace(str(path), b"old", b"new")
    assert path.read_bytes() == b"new"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, says in ((tmp_path, "folder"), (tmp_path / "no", "no such file"), ("\0", "name")):
        with pytest.raises(OutputError, match=says):
            read(str(path))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OutputError, match="pipe"):
            read(str(tmp_path / "pipe"))


def test_pictures_are_written_with_their_folder_and_only_when_they_differ(tmp_path: Path) -> None:
    path = tmp_path / "notes-symconv" / "a.svg"
    write_picture(str(path), b"<svg/>")
    before = path.stat()
    write_picture(str(path), b"<svg/>")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    write_picture(str(path), b"<svg></svg>")
    assert path.read_bytes() == b"<svg></svg>"
    assert left(path) == ["a.svg"]
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="its picture"):
        write_picture(str(tmp_path / "file" / "a.svg"), b"")


@pytest.mark.skipif(os.name != "posix", reason="processes cannot be asked elsewhere")
def test_drafts_of_dead_processes_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    dead, alive = int(done.stdout), os.getpid()
    names = [f".notes.md.symconv-{dead}.part", f".notes.md.symconv-{alive}.part",
             f".symconv-{dead}.part", "notes.md.symconv-1.part", ".a.symconv-x.part"]  # fmt: skip
    for name in names:
        (tmp_path / name).write_text("")
    sweep([str(tmp_path), str(tmp_path / "no")])
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(names[1:])
