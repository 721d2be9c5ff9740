"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from symconv import OutputError
from symconv.files import write_whole


def test_a_new_file_appears_with_its_text(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    write_whole(str(path), ["x[0,0]·h[1,1]\n", "⟺\n"])
    assert path.read_bytes() == "x[0,0]·h[1,1]\n⟺\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "new.pdf"
    write_whole(str(path), [b"%PDF\r\n", b"\xff\n"])
    assert path.read_bytes() == b"%PDF\r\n\xff\n"


def test_an_empty_text_makes_an_empty_file(tmp_path: Path) -> None:
    write_whole(str(tmp_path / "empty"), [])
    assert (tmp_path / "empty").read_bytes() == b""


def test_an_existing_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_text("a longer text than the new one")
    path.chmod(0o640)
    write_whole(str(path), ["new"])
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_whole(str(tmp_path / "new"), ["text"])
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_relative_path_is_taken_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_whole("here.txt", ["text"])
    assert (tmp_path / "here.txt").read_text() == "text"


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 251 + ".txt")
    write_whole(str(path), ["text"])
    assert path.read_text() == "text"


def test_what_a_killed_process_of_this_number_left_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    drafts: list[str] = []

    def pieces() -> Iterator[str]:
        drafts.extend(one.name for one in tmp_path.iterdir())
        yield "text"

    write_whole(str(path), pieces())
    (draft,) = drafts
    (tmp_path / draft).write_text("half of a te")
    write_whole(str(path), ["text again"])
    assert path.read_text() == "text again"
    assert list(tmp_path.iterdir()) == [path]


class BrokenError(Exception):
    """What a writer raises midway."""


def broken() -> Iterator[str]:
    yield "the first half"
    raise BrokenError


@pytest.mark.parametrize("before", [None, "what was there"])
def test_a_failure_midway_leaves_everything_as_it_was(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "a.txt"
    if before is not None:
        path.write_text(before)
    with pytest.raises(BrokenError):
        write_whole(str(path), broken())
    assert (path.read_text() if path.exists() else None) == before
    assert list(tmp_path.iterdir()) == ([path] if before else [])


def test_the_old_text_stays_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    seen = []

    def pieces() -> Iterator[str]:
        for piece in ("one", "two"):
            seen.append(path.read_text())
            yield piece
        seen.append(path.read_text())

    write_whole(str(path), pieces())
    assert seen == ["old"] * 3
    assert path.read_text() == "onetwo"


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    real, link = tmp_path / "folder" / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(str(link), ["new"])
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert list((tmp_path / "folder").iterdir()) == [real]


def test_a_link_to_a_file_that_is_not_there_makes_it(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_whole(str(tmp_path / "link.txt"), ["new"])
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder; give a file name") as caught:
        write_whole(str(tmp_path), ["text"])
    assert str(tmp_path)[:40] in str(caught.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "no" / "a.txt")
    with pytest.raises(OutputError, match="No such file or directory"):
        write_whole(path, ["text"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        write_whole(str(folder / "a.txt"), ["text"])
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_whole(str(path), ["new"])
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_through_and_stays_a_pipe(tmp_path: Path) -> None:
    """Replacing it by a file, as other targets are, would destroy /dev/null."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(str(path), ["one", "two"])
        assert os.read(reader, 100) == b"onetwo"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert list(tmp_path.iterdir()) == [path]
