"""The command embed: what it writes, says and returns; bad input; files, folders, kills."""

from __future__ import annotations

import os
import random
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notes_samples import OPENERS, PICTURED, REQUESTS, SAFE, Outside, bodies, documents, written

from symconv.cli import main

COMMAND = [sys.executable, "-m", "symconv", "embed"]
VALUE = "conv image=3 kernel=2 at=0 show=value"
LINE = r"y[0] &= x[0] \cdot b + x[1] \cdot a"
BAD = "<!-- symconv: conv show=nothing -->\n<!-- symconv:end -->\n"


class Done(NamedTuple):
    """How a call of the command ended."""

    status: int
    out: str
    err: str


Embed = Callable[..., Done]


@pytest.fixture
def embed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Embed:
    """Calls the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SYMCONV_DEBUG", raising=False)

    def run(*words: str) -> Done:
        status = main(["embed", *words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        assert "something went wrong" not in captured.err
        return Done(status, captured.out, captured.err)

    return run


def block(kind: str = "md", words: str = VALUE) -> str:
    start, end = OPENERS[kind]
    return f"{start}symconv: {words}{end}\n{start}symconv:end{end}\n"


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# What is written


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.tex", "tex"), ("a.md", "md"), ("a.qmd", "md"), ("a.rst", "rst"), ("A.MD", "md"),
     ("a.typ", "typ")],
)  # fmt: skip
def test_blocks_are_written_in_place(embed: Embed, tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    path.write_text(f"Before.\n\n{block(kind)}\nAfter.")
    assert embed(name) == (0, f"{name}: 1 block written\n1 block in 1 file: 1 written\n", "")
    text = path.read_text()
    assert LINE in text or kind == "typ"
    assert "y[0] &= x[0]" in text
    assert text.startswith("Before.\n\n")
    assert text.endswith("\n\nAfter.")
    assert embed(name) == (0, "1 block in 1 file: all up to date\n", "")
    assert embed("--check", name).status == 0
    assert path.read_text() == text


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.data(),
    st.sampled_from(["tex", "md", "rst"]),
    st.sampled_from(["utf-8", "latin-1", "shift-jis"]),
)
def test_bytes_outside_blocks_stay_in_any_encoding(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    data: st.DataObject,
    kind: str,
    encoding: str,
) -> None:
    fragments = (*SAFE, "naïve é", "表ソ能", "±0")
    pieces = data.draw(documents(kind, REQUESTS + PICTURED[1:2], fragments))
    bom = pieces[0].text == "\ufeff"
    text = written(pieces).removeprefix("\ufeff")
    before = (b"\xef\xbb\xbf" if bom else b"") + text.encode(encoding, "replace")
    path = tmp_path / f"notes.{kind}"
    path.write_bytes(before)
    assert main(["embed", str(path)]) == 0
    after = path.read_bytes()
    # One character for one byte, so that pieces and file are compared byte for byte.
    plain = [
        Outside(_bytewise(piece.text.removeprefix("\ufeff"), encoding))
        if isinstance(piece, Outside)
        else piece
        for piece in pieces
    ]
    bodies(plain, after.removeprefix(b"\xef\xbb\xbf").decode("latin-1"))
    assert after.startswith(b"\xef\xbb\xbf") == before.startswith(b"\xef\xbb\xbf")
    assert main(["embed", "--check", str(path)]) == 0
    assert main(["embed", str(path)]) == 0
    assert path.read_bytes() == after
    capsys.readouterr()


def test_a_file_in_another_encoding_takes_only_what_it_can_hold(
    embed: Embed, tmp_path: Path
) -> None:
    words = f'{PICTURED[0]} alt="naïve"'
    (tmp_path / "a.md").write_bytes(block(words=words).encode("latin-1"))
    assert embed("a.md").status == 0
    assert b"![na\xefve](" in (tmp_path / "a.md").read_bytes()
    before = ("é\n" + block("typ", "conv image=3 kernel=2 show=statement")).encode("latin-1")
    (tmp_path / "a.typ").write_bytes(before)
    done = embed("a.typ")
    assert done.status == 2
    assert "symconv: a.typ: the file is not in UTF-8" in done.err
    assert (tmp_path / "a.typ").read_bytes() == before


def _bytewise(text: str, encoding: str) -> str:
    return text.encode(encoding, "replace").decode("latin-1")


def test_folders_are_walked_as_verify_walks_them(embed: Embed, tmp_path: Path) -> None:
    names = ["a.tex", "b.md", "sub/c.rst", "sub/deep/d.qmd", ".hidden/e.md", "f.txt", "g.md"]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = {"tex": "tex", "rst": "rst"}.get(path.suffix[1:], "md")
        path.write_text(block(kind) if name != "g.md" else "no block")
    done = embed(".", "a.tex")
    assert done.status == 0
    assert done.out.endswith("4 blocks in 4 files: 4 written\n")
    filled = [name for name, data in files(tmp_path).items() if b"cdot" in data]
    assert filled == ["a.tex", "b.md", os.path.join("sub", "c.rst"),
                      os.path.join("sub", "deep", "d.qmd")]  # fmt: skip


def test_files_without_blocks_are_fine(embed: Embed, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("symconv: words, and <!-- symconv: conv --> $x$")
    (tmp_path / "b.md").write_bytes(b"\xff no text \x00")
    assert embed("a.md", "b.md") == (0, "no blocks were found\n", "")
    assert embed("--check", ".").status == 0


# Looking and not writing


def test_check_shows_the_difference_and_the_command_that_mends(
    embed: Embed, tmp_path: Path
) -> None:
    (tmp_path / "it's.md").write_text(block())
    (tmp_path / "b.md").write_text(block())
    assert embed("b.md").status == 0
    before = files(tmp_path)
    done = embed("--check", "it's.md", "b.md")
    assert (done.status, done.err) == (1, "")
    assert files(tmp_path) == before
    assert done.out.startswith(
        "it's.md:1: new: it is new\n--- it's.md\n+++ it's.md\n@@ -1,2 +1,9 @@\n"
    )
    assert f"\n+{LINE}\n" in done.out
    assert "b.md" not in done.out
    command = done.out.split("to mend it: ")[1].split("\n")[0]
    assert shlex.split(command) == ["symconv", "embed", "it's.md"]
    assert embed(*shlex.split(command)[2:]).status == 0
    assert embed("--check", "it's.md", "b.md").status == 0


@pytest.mark.parametrize("name", ["./-a.md", "a b.md", "$(x).md", "é.md"])
def test_the_command_that_mends_is_right_for_any_name(
    embed: Embed, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(block())
    command = embed("--check", name).out.split("to mend it: ")[1].split("\n")[0]
    shown = command.replace("symconv embed", shlex.join(COMMAND))
    subprocess.run(shown, shell=True, cwd=tmp_path, check=True, capture_output=True)
    assert embed("--check", name).status == 0


def test_diff_shows_what_would_change_as_patch_takes_it(embed: Embed, tmp_path: Path) -> None:
    text = "Words.\n" + block() + "line\n" * 20 + block(words=VALUE.replace("at=0", "at=1"))
    (tmp_path / "a.md").write_text(text)
    done = embed("--diff", "a.md")
    assert done.status == 0
    assert (tmp_path / "a.md").read_text() == text
    assert done.out.count("\n@@ ") == 2
    assert done.err == "symconv: 2 blocks in 1 file: 2 would change\n"
    embed("a.md")
    fresh = (tmp_path / "a.md").read_bytes()
    (tmp_path / "a.md").write_text(text)
    subprocess.run(["patch", "-p0", "-s"], input=done.out.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "a.md").read_bytes() == fresh


# Edited by hand


def test_a_hand_edited_block_is_refused_with_a_difference(embed: Embed, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"One.\n\n{block()}")
    embed("a.md")
    fresh = path.read_text()
    path.write_text(fresh.replace(" + ", " - "))
    done = embed("a.md")
    assert (done.status, done.out) == (2, "1 block in 1 file: 1 file not done\n")
    assert done.err.startswith("symconv: a.md:3: it was edited by hand")
    assert f"\n+{LINE}\n" in done.err
    assert "symconv embed --force a.md" in done.err
    assert path.read_text() == fresh.replace(" + ", " - ")
    checked = embed("--check", "a.md")
    assert checked.status == 1
    assert "a.md:3: edited" in checked.out
    assert "to mend it: symconv embed --force a.md" in checked.out
    assert embed("--diff", "a.md").status == 2
    assert embed("--diff", "--force", "a.md").status == 0
    assert embed("--force", "a.md").status == 0
    assert path.read_text() == fresh


def test_a_file_with_one_edited_block_is_left_as_a_whole(embed: Embed, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    mine = block().replace("<!-- symconv:end", "Mine.\n<!-- symconv:end")
    path.write_text(f"{mine}\n{block()}")
    before = path.read_text()
    assert embed("a.md").status == 2
    assert path.read_text() == before


# Another version


def test_renew_writes_what_another_version_wrote(
    embed: Embed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symconv.embed import body

    (tmp_path / "a.md").write_text(block())
    embed("a.md")
    old = (tmp_path / "a.md").read_text()
    was = body.written
    monkeypatch.setattr(body, "written", lambda *given: was(*given).replace("x[", "x ["))
    assert embed("--check", "a.md").status == 0
    assert embed("a.md").out == "1 block in 1 file: all up to date\n"
    assert (tmp_path / "a.md").read_text() == old
    done = embed("--check", "--renew", "a.md")
    assert done.status == 1
    assert "to mend it: symconv embed --renew a.md" in done.out
    assert embed("--renew", "a.md").status == 0
    assert "x [" in (tmp_path / "a.md").read_text()
    assert embed("--check", "--renew", "a.md").status == 0


# Pictures


def test_pictures_stand_beside_the_notes_and_old_ones_go(embed: Embed, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / "my notes.md"
    path.write_text(block(words=PICTURED[0]))
    name = os.path.join("sub", "my notes.md")
    assert embed(name).status == 0
    (picture,) = [one for one in files(tmp_path) if one.endswith(".svg")]
    assert re.fullmatch(r"sub.my-notes-symconv.overlay-[0-9a-f]{12}\.svg", picture)
    assert f"]({picture[4:]})" in path.read_text().replace("/", os.sep)
    assert embed("--check", name).status == 0
    (tmp_path / "sub" / "my-notes-symconv" / "mine.svg").write_text("")
    path.write_text(path.read_text().replace("at=0,0", "at=1,1"))
    assert embed("--check", name).status == 1
    assert picture in files(tmp_path)
    assert embed(name).status == 0
    after = [one for one in files(tmp_path) if one.endswith(".svg")]
    assert picture not in after
    assert len(after) == 2
    path.write_text(path.read_text().replace("show=picture", "show=value"))
    assert embed(name).status == 0
    assert [one for one in files(tmp_path) if one.endswith("svg")] == [
        os.path.join("sub", "my-notes-symconv", "mine.svg")
    ]


def test_a_picture_that_other_notes_show_stays(embed: Embed, tmp_path: Path) -> None:
    for kind in ("md", "rst"):
        (tmp_path / f"notes.{kind}").write_text(block(kind, PICTURED[0]))
    assert embed(".").status == 0
    (picture,) = [one for one in files(tmp_path) if one.endswith(".svg")]
    text = (tmp_path / "notes.md").read_text()
    (tmp_path / "notes.md").write_text(text.replace("show=picture", "show=value"))
    assert embed(".").status == 0
    assert picture in files(tmp_path)
    assert embed("--check", ".").status == 0


def test_a_missing_or_changed_picture_is_found(embed: Embed, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(block(words=PICTURED[0]))
    embed("a.md")
    before = files(tmp_path)
    (name,) = [one for one in before if one.endswith(".svg")]
    (tmp_path / name).unlink()
    done = embed("--check", "a.md")
    assert done.status == 1
    assert "is missing" in done.out
    assert embed("a.md").status == 0
    assert files(tmp_path) == before
    (tmp_path / name).write_text("<svg>mine</svg>")
    assert embed("--check", "a.md").status == 1
    assert embed("a.md").status == 2
    assert (tmp_path / name).read_text() == "<svg>mine</svg>"
    assert embed("--force", "a.md").status == 0
    assert files(tmp_path) == before


# Bad input


def test_one_broken_block_is_named_and_the_other_files_are_done(
    embed: Embed, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(block())
    (tmp_path / "b.md").write_text(f"words\n{block()}\n{BAD}")
    (tmp_path / "c.md").write_text(block())
    before = (tmp_path / "b.md").read_bytes()
    done = embed("a.md", "b.md", "c.md")
    assert done.status == 2
    assert done.err.startswith("symconv: b.md:5: 'show=nothing' is not known: use worked, range")
    assert done.err.count("\n") == 1
    assert done.out.endswith("4 blocks in 3 files: 2 written, 1 file not done\n")
    assert (tmp_path / "b.md").read_bytes() == before
    assert b"cdot" in (tmp_path / "a.md").read_bytes()
    assert b"cdot" in (tmp_path / "c.md").read_bytes()
    assert embed("--check", "a.md", "b.md", "c.md").status == 2


def notebook(text: str) -> str:
    return f'{{"cells": [{{"cell_type": "markdown", "source": "{text}"}}]}}'


def test_bad_files_are_named_and_the_good_ones_are_done(embed: Embed, tmp_path: Path) -> None:
    bad = {
        "no-end.md": (b"words\n<!-- symconv: conv show=value -->\n", "no-end.md:2: "),
        "nested.md": (f"<!-- symconv: conv show=value -->\n{block()}".encode(), "nested.md:1: "),
        "key.tex": (b"\n\n% symconv: conv foo=1 show=value\n% symconv:end\n",
                    "key.tex:3: unknown word 'foo'"),
        "hash.md": (b"<!-- symconv: conv show=value -->\nx\n<!-- symconv:end zzz -->\n",
                    "hash.md:1: it holds text that symconv did not stamp"),
        "no.ipynb": (b'{"cells": symconv: }', "no notebook"),
        "bytes.ipynb": (b'{"cells": ["symconv:\xff"]}', "byte 21 is not UTF-8"),
        "wide.md": (block().encode("utf-16"), "UTF-16"),
        "words.txt": (block().encode(), "this kind of file is not known"),
    }  # fmt: skip
    for name, (data, _) in bad.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "dangling.md").symlink_to("nothing.md")
    bad["dangling.md"] = (b"", "no such file")
    bad["missing.md"] = (b"", "no such file")
    (tmp_path / "good.md").write_text(block())
    before = {name: (tmp_path / name).read_bytes() for name, (data, _) in bad.items() if data}
    done = embed(*bad, "folder.md", "-", "good.md")
    assert done.status == 2
    said = [row for row in done.err.split("\n") if row.startswith("symconv: ")]
    for name, (_, says) in bad.items():
        assert any(name in row and says in row for row in said), (name, said)
    assert any("symconv: -: " in row for row in said)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert b"cdot" in (tmp_path / "good.md").read_bytes()


def test_a_named_notebook_without_blocks_is_still_a_notebook(
    embed: Embed, tmp_path: Path
) -> None:
    (tmp_path / "good.ipynb").write_text(notebook("words"))
    (tmp_path / "broken.ipynb").write_text("{not json")
    assert embed("good.ipynb").status == 0
    done = embed("--check", "broken.ipynb", "good.ipynb")
    assert done.status == 2
    assert done.err.startswith("symconv: broken.ipynb: this is no notebook: it is not JSON")
    assert embed(".").status == 0  # of a folder's files only those with blocks are meant


def test_read_only_files_are_named_only_when_they_would_change(
    embed: Embed, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(block())
    (tmp_path / "b.md").write_text(block())
    embed("a.md")
    for name in ("a.md", "b.md"):
        (tmp_path / name).chmod(0o444)
    before = files(tmp_path)
    done = embed("a.md", "b.md")
    assert done.status == 2
    assert done.err == (
        "symconv: b.md: the file is read-only: make it writable first (chmod u+w)\n"
    )
    assert files(tmp_path) == before
    assert embed("--check", "a.md").status == 0


def test_a_symbolic_link_is_followed_and_the_file_is_done_once(
    embed: Embed, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "notes.md").write_text(block(words=PICTURED[0]))
    (tmp_path / "link.md").symlink_to(os.path.join("real", "notes.md"))
    assert embed("link.md", "real").out.endswith("1 block in 1 file: 1 written\n")
    assert (tmp_path / "link.md").is_symlink()
    # Its pictures are beside the file itself, under whichever name it is reached.
    assert sum(one.startswith("real") for one in files(tmp_path)) == 2
    assert embed("--check", "real").status == 0
    assert embed("--check", "link.md").status == 0


def test_usage_is_explained(embed: Embed) -> None:
    done = embed()
    assert done.status == 2
    assert "name files of notes" in done.err
    assert embed("--cheque", "a.md").status == 2


def test_names_that_act_on_a_terminal_are_quoted(embed: Embed, tmp_path: Path) -> None:
    name = "a\x1b[31m\n.md"
    (tmp_path / name).write_text(BAD)
    for done in (embed(name), embed("--check", name)):
        assert "\x1b" not in done.err + done.out
        assert done.status == 2


# As a program


def many(folder: Path, count: int) -> None:
    for number in range(count):
        kind = ("tex", "md", "rst")[number % 3]
        text = f"Words {number}.\n\n{block(kind, VALUE.replace('=3', f'={3 + number % 5}'))}"
        (folder / f"n{number:03}.{kind}").write_text(f"{text}\n{block(kind, REQUESTS[3])}End.")


def test_two_hundred_files_take_little_time_and_no_sympy(tmp_path: Path) -> None:
    many(tmp_path, 200)
    code = (
        "import sys\nfrom symconv.cli import main\n"
        "status = main(['embed', '.'])\nassert 'sympy' not in sys.modules\nsys.exit(status)"
    )
    for expected in ("400 written", "all up to date"):
        start = monotonic()
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True)
        assert monotonic() - start < 10.0
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode().endswith(f"400 blocks in 200 files: {expected}\n")


@pytest.mark.skipif(os.name != "posix", reason="processes are killed in another way elsewhere")
def test_when_it_is_killed_each_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    done = tmp_path / "done"
    done.mkdir()
    many(done, 199)
    (done / "n199.md").write_text(block(words=PICTURED[0]))
    old = files(done)
    start = monotonic()
    subprocess.run([*COMMAND, "."], cwd=done, check=True, capture_output=True)
    whole = monotonic() - start
    new = files(done)
    source = random.Random(5)
    killed = 0
    for trial in range(2):
        notes = tmp_path / f"notes{trial}"
        notes.mkdir()
        for name, data in old.items():
            (notes / name).write_bytes(data)
        with subprocess.Popen([*COMMAND, "."], cwd=notes, stdout=subprocess.DEVNULL) as process:
            sleep(source.uniform(0.05, 0.9) * whole)
            process.send_signal(source.choice((signal.SIGKILL, signal.SIGTERM)))
            killed += process.wait() < 0
        now = files(notes)
        assert set(now) >= set(old)
        drafts = [name for name in now if name.endswith(".part")]
        assert len(drafts) <= 1
        for name in set(now) - set(drafts):
            assert now[name] in (old.get(name), new.get(name)), name
        subprocess.run([*COMMAND, "."], cwd=notes, check=True, capture_output=True)
        assert {name: data for name, data in files(notes).items() if name not in drafts} == new
    assert killed
