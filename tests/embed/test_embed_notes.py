"""Notes in memory: what is renewed, what is left, and that nothing else changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notes_samples import (
    OPENERS,
    PICTURED,
    REQUESTS,
    SAFE,
    Outside,
    Piece,
    Slot,
    bodies,
    documents,
    written,
)

from symconv.embed.language import LANGUAGES, Language
from symconv.embed.notes import Renewed, edited, renew
from symconv.embed.stamp import FORMAT, parse

BY_KIND = {language.kind: language for language in LANGUAGES}
TEXTS = ("tex", "md", "rst", "typ")
kinds = st.sampled_from(TEXTS)


def none(path: str) -> None:
    return None


def found(text: str, kind: str, again: bool = False) -> Renewed:
    return renew(text, BY_KIND[kind], "notes-symconv", none, again)


def renewed(text: str, kind: str) -> str:
    done = found(text, kind)
    assert done.troubles == ()
    return edited(text, done.edits)


def block(kind: str, words: str, body: str = "", stamp: str = "") -> str:
    start, end = OPENERS[kind]
    return f"{start}symconv: {words}{end}\n{body}{start}symconv:end{stamp}{end}\n"


# What changes and what does not


@settings(max_examples=120)
@given(st.data(), kinds)
def test_only_bodies_and_stamps_change_and_only_once(data: st.DataObject, kind: str) -> None:
    pieces = data.draw(documents(kind))
    text = written(pieces)
    done = found(text, kind)
    assert done.troubles == ()
    fresh = edited(text, done.edits)
    filled = bodies(pieces, fresh)
    assert len(filled) == len(done.changes) == done.blocks
    assert {change.state for change in done.changes} <= {"new"}
    again = found(fresh, kind)
    assert again == Renewed(blocks=done.blocks)
    assert found(fresh, kind, again=True) == again


@settings(max_examples=60)
@given(st.data(), kinds)
def test_outside_code_every_block_is_filled_with_its_own_indentation(
    data: st.DataObject, kind: str
) -> None:
    pieces = data.draw(documents(kind, fragments=SAFE, least=1))
    filled = bodies(pieces, renewed(written(pieces), kind))
    assert len(filled) == sum(isinstance(piece, Slot) for piece in pieces)
    for slot, body, stamp in filled:
        assert parse(stamp.strip()) is not None
        lines = body.split(slot.newline)
        assert lines.pop() == ""
        assert lines
        for line in lines:
            assert line.startswith(slot.below) or line == slot.below.rstrip()
            assert line == line.rstrip()
            assert "\r" not in line
            assert "\n" not in line


@settings(max_examples=150)
@given(st.data(), kinds)
def test_one_changed_character_in_a_body_is_found(data: st.DataObject, kind: str) -> None:
    pieces = data.draw(documents(kind, fragments=SAFE, newlines=("\n", "\r\n"), least=1))
    fresh = renewed(written(pieces), kind)
    slot, body, stamp = data.draw(st.sampled_from(bodies(pieces, fresh)))
    start = fresh.index(body + slot.ender[0] + stamp)
    place = start + data.draw(st.integers(0, len(body) - 1))
    if fresh[place] in "\r\n":
        return
    sign = data.draw(st.sampled_from((" ", "x", "0", "é", "\t", ">", "")))
    wrong = fresh[:place] + sign + fresh[place + 1 :]
    done = found(wrong, kind)
    if wrong == fresh:
        assert done.changes == ()
        return
    assert done.troubles == ()
    assert [change.state for change in done.changes] == ["edited"]
    assert edited(wrong, done.edits) == fresh


@settings(max_examples=60)
@given(st.data(), kinds)
def test_one_changed_character_in_a_stamp_is_found(data: st.DataObject, kind: str) -> None:
    pieces = data.draw(documents(kind, fragments=SAFE, newlines=("\n",), least=1))
    fresh = renewed(written(pieces), kind)
    slot, body, stamp = data.draw(st.sampled_from(bodies(pieces, fresh)))
    place = fresh.index(body + slot.ender[0] + stamp) + len(body + slot.ender[0])
    place += data.draw(st.integers(1, len(stamp) - 3))
    sign = data.draw(st.sampled_from("0123456789abcdefg"))
    wrong = fresh[:place] + sign + fresh[place + 1 :]
    done = found(wrong, kind)
    assert len(done.changes) == (wrong != fresh)
    # What stands there is what would be written, so nobody's work is lost.
    assert {change.state for change in done.changes} <= {"stale"}
    assert edited(wrong, done.edits) == fresh


@pytest.mark.parametrize("kind", TEXTS)
def test_another_kind_of_line_end_makes_no_block_stale(kind: str) -> None:
    fresh = renewed(block(kind, REQUESTS[1]), kind)
    for newline in ("\r\n", "\r"):
        assert found(fresh.replace("\n", newline), kind) == Renewed(blocks=1)


@pytest.mark.parametrize("kind", TEXTS)
def test_a_block_may_be_indented_as_a_whole(kind: str) -> None:
    fresh = renewed(block(kind, REQUESTS[1]), kind)
    moved = "".join(f"  {line}" if line.strip() else line for line in fresh.splitlines(True))
    assert found(moved, kind) == Renewed(blocks=1)
    halfway = fresh.replace(OPENERS[kind][0] + "symconv: ", "  " + OPENERS[kind][0] + "symconv: ")
    assert [change.state for change in found(halfway, kind).changes] == ["edited"]


@pytest.mark.parametrize(
    ("before", "opener", "ender", "after"),
    [
        ("", "<!-- symconv: conv image=5\n     kernel=3 at=0\n  show=value -->",
         "<!-- symconv:end{} -->", ""),
        ("", "<!--\nsymconv: conv image=5 kernel=3 at=0 show=value\n-->",
         "<!-- symconv:end{}\n-->", ""),
        ("> a\n>\n", "> <!-- symconv: conv image=5\n> kernel=3 at=0 show=value -->",
         "> <!-- symconv:end{} -->", "> b\n"),
        ("", "% symconv: conv image=5 kernel=3 at=0 show=value", "% symconv:end{}", ""),
        ("```{note} A note\n", "<!-- symconv: conv image=5 kernel=3 at=0 show=value -->",
         "<!-- symconv:end{} -->", "```\n"),
        (":::{note}\n", "<!-- symconv: conv image=5 kernel=3 at=0 show=value -->",
         "<!-- symconv:end{} -->", ":::\n"),
        ("- a\n\n  - b\n\n", "    <!-- symconv: conv image=5 kernel=3 at=0 show=value -->",
         "    <!-- symconv:end{} -->", ""),
    ],
)  # fmt: skip
def test_markdown_has_many_forms(before: str, opener: str, ender: str, after: str) -> None:
    fresh = renewed(f"{before}{opener}\n{ender.format('')}\n{after}", "md")
    assert fresh.startswith(f"{before}{opener}\n")
    pattern = re.escape(ender).replace(r"\{\}", " [0-9a-f]{20}-1") + "\n" + re.escape(after)
    assert re.search(pattern + r"\Z", fresh)
    assert r"y[0] &= x[-1] \cdot c" in fresh
    assert found(fresh, "md") == Renewed(blocks=1)


EXAMPLES = [
    ("md", "```md\n{}```\n"), ("md", "~~~\n{}\n~~~\n"), ("md", "<pre>\n{}</pre>\n"),
    ("tex", "\\begin{{verbatim}}\n{}\\end{{verbatim}}\n"),
    ("tex", "\\begin{{lstlisting}}\n{}\\end{{lstlisting}}\n"),
    ("tex", "\\begin{{comment}}\n{}\\end{{comment}}\n"), ("typ", "```typ\n{}```\n"),
    ("typ", "/*\n{}*/\n"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "frame"), EXAMPLES)
def test_a_block_in_code_is_an_example(kind: str, frame: str) -> None:
    shown = frame.format(block(kind, REQUESTS[0]))
    assert found(shown, kind) == Renewed()
    beside = found(shown + "\n" + block(kind, REQUESTS[0]) + "\n" + shown, kind)
    assert (beside.blocks, len(beside.changes), beside.troubles) == (1, 1, ())


def test_a_block_in_a_literal_block_is_an_example() -> None:
    inside = "".join(f"    {line}" for line in block("rst", REQUESTS[0]).splitlines(True))
    for opener in ("So::\n\n", ".. code-block:: rst\n\n"):
        assert found(f"{opener}{inside}\nWords.\n", "rst") == Renewed()
    assert found(f".. note::\n\n{inside}\nWords.\n", "rst").blocks == 1


# What a stamp says


def test_a_new_block_is_bare_and_empty() -> None:
    for body in ("", "\n", "  \n\n"):
        (change,) = found(block("md", REQUESTS[0], body), "md").changes
        assert (change.line, change.state) == (1, "new")


@pytest.mark.parametrize("stamp", ["", " 0", " words", f" {'0' * 20}-1", f" {'0' * 20}"])
def test_a_body_that_symconv_did_not_stamp_counts_as_edited(stamp: str) -> None:
    (change,) = found(block("md", REQUESTS[0], "My own text.\n", stamp), "md").changes
    assert change.state == "edited"


def test_a_body_that_was_emptied_is_written_again() -> None:
    text = block("md", REQUESTS[0])
    fresh = renewed(text, "md")
    stamp = fresh.splitlines()[-1]
    emptied = text.replace("<!-- symconv:end -->", stamp)
    (change,) = found(emptied, "md").changes
    assert change.state == "stale"
    assert renewed(emptied, "md") == fresh


def test_a_changed_comment_makes_a_block_stale_and_blanks_do_not() -> None:
    fresh = renewed(block("tex", "conv image=3 kernel=2 at=0 show=value"), "tex")
    changed = fresh.replace("at=0", "at=1")
    (change,) = found(changed, "tex").changes
    assert change.state == "stale"
    assert "y[1] &= " in renewed(changed, "tex")
    words = "conv image=3 kernel=2 at=0 show=value"
    for other in (words.replace(" ", "  "), words.replace("image=3", '"image=3"')):
        same = fresh.replace(words, other)
        assert found(same, "tex") == Renewed(blocks=1)


def test_another_version_of_symconv_makes_no_block_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    from symconv.embed import body

    texts = {kind: renewed(block(kind, REQUESTS[1]), kind) for kind in TEXTS}
    was = body.written

    def otherwise(language: Language, step: object, sentences: bool) -> str:
        return f"Otherwise. {was(language, step, sentences)}"  # type: ignore[arg-type]

    monkeypatch.setattr(body, "written", otherwise)
    for kind, text in texts.items():
        assert found(text, kind) == Renewed(blocks=1)
        (change,) = found(text, kind, again=True).changes
        assert change.state == "stale"
        # A change of the comment brings the new version's text.
        changed = renewed(text.replace("at=1", "at=0"), kind)
        assert "Otherwise." in changed


def test_a_newer_format_is_refused_with_advice() -> None:
    fresh = renewed(block("md", REQUESTS[0]), "md")
    newer = fresh.replace(f"-{FORMAT} -->", f"-{FORMAT + 1} -->")
    (trouble,) = found(newer, "md").troubles
    assert trouble.line == 1
    assert "newer symconv" in trouble.says


# Pictures


class Beside:
    """Pictures as if beside the notes."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def __call__(self, path: str) -> bytes | None:
        return self.files.get(path)


@pytest.mark.parametrize("kind", ["md", "rst", "typ"])
@pytest.mark.parametrize("words", PICTURED)
def test_pictures_are_named_by_what_they_hold(kind: str, words: str) -> None:
    beside = Beside()
    text = block(kind, words)

    def state(text: str) -> list[tuple[str, str]]:
        done = renew(text, BY_KIND[kind], "notes-symconv", beside)
        return [(change.state, change.says) for change in done.changes]

    done = renew(text, BY_KIND[kind], "notes-symconv", beside)
    fresh = edited(text, done.edits)
    (picture,) = done.pictures
    assert picture.path in fresh
    assert [one[0] for one in state(fresh)] == ["stale"]
    assert picture.path in state(fresh)[0][1]
    beside.files[picture.path] = picture.data
    assert state(fresh) == []
    beside.files[picture.path] = picture.data.replace(b"\n", b"\r\n")
    assert state(fresh) == []
    beside.files[picture.path] = picture.data.replace(b"</svg>", b"<!-- mine --></svg>")
    assert [one[0] for one in state(fresh)] == ["edited"]
    again = renew(fresh, BY_KIND[kind], "notes-symconv", beside)
    assert (again.edits, again.pictures) == ((), done.pictures)


def test_a_picture_in_latex_stands_in_the_text() -> None:
    done = found(block("tex", PICTURED[0]), "tex")
    assert done.pictures == ()
    assert "\\begin{tikzpicture}" in done.edits[0].text


# What is wrong


WRONG = [
    ("md", "<!-- symconv: conv show=value -->\nwords\n", [(1, "no end")]),
    ("tex", "a\n% symconv: conv show=value\n% symconv: conv show=range\n% symconv:end\n",
     [(2, "before the block in line 3 begins")]),
    ("md", "a\n\n<!-- symconv:end -->\n", [(3, "ends no block")]),
    ("rst", "\n.. symconv:end 0123456789abcdef0123-1\n", [(2, "ends no block")]),
    ("md", "words <!-- symconv: conv show=value -->\n<!-- symconv:end -->\n", [(1, "not alone")]),
    ("md", "<!-- symconv: conv show=value --> words\n<!-- symconv:end -->\n", [(1, "not alone")]),
    ("tex", "x % symconv: conv show=value\n% symconv:end\n", [(1, "not alone")]),
    ("md", "<!-- symconv: conv show=value --><!-- symconv:end -->\n",
     [(1, "not alone"), (1, "not alone")]),
    ("md", "<!-- symconv: conv show=value\nwords", [(1, "never closed")]),
    ("tex", "% symconv: conv show=values\n% symconv:end\n\n% symconv: conv shw=1 show=value\n"
            "% symconv:end\n",
     [(1, "worked, range, value, picture, table, statement"), (4, "unknown word 'shw'")]),
    ("tex", "% symconv: conv image=0x0 show=value\n% symconv:end\n", [(1, "'0x0'")]),
    ("tex", "% symconv: conv at=9,9 show=value\n% symconv:end\n", [(1, "[9,9]")]),
    ("tex", "% symconv: conv show=table\n% symconv:end\n", [(1, "add at=m,n")]),
    ("tex", "% symconv: conv show=picture picture=cat\n% symconv:end\n", [(1, "overlay")]),
    ("tex", "% symconv: conv show=picture theme=cat\n% symconv:end\n", [(1, "dark")]),
    ("tex", "% symconv: conv show=picture format=svg\n% symconv:end\n", [(1, "tikz, pdf, png")]),
    ("md", "<!-- symconv: conv show=picture format=tikz -->\n<!-- symconv:end -->\n",
     [(1, "svg, pdf, png")]),
    ("tex", "% symconv: conv image=999x999 kernel=999x999 at=0,0 show=value\n% symconv:end\n",
     [(1, "more than a page can show")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "says"), WRONG)
def test_what_is_wrong_has_its_line_and_what_to_do(
    kind: str, text: str, says: list[tuple[int, str]]
) -> None:
    for newline in ("\n", "\r\n", "\r"):
        done = found(text.replace("\n", newline), kind)
        assert [trouble.line for trouble in done.troubles] == [line for line, _ in says]
        for trouble, (_, words) in zip(done.troubles, says):
            assert words in trouble.says
        assert not {change.line for change in done.changes} & {line for line, _ in says}


def test_nested_blocks_are_named_from_the_outside() -> None:
    inner = block("md", REQUESTS[0])
    text = f"<!-- symconv: conv show=value -->\n{inner}<!-- symconv:end -->\n"
    lines = [(trouble.line, trouble.says) for trouble in found(text, "md").troubles]
    assert [line for line, _ in lines] == [1, 4]
    assert "no block holds another" in lines[0][1]


@pytest.mark.parametrize("kind", TEXTS)
def test_a_directive_without_show_is_left_alone(kind: str) -> None:
    start, end = OPENERS[kind]
    text = f"{start}symconv: conv image=3 kernel=3{end}\nwords\n{start}symconv: ignore{end}\n"
    assert found(text, kind) == Renewed()


@settings(max_examples=100)
@given(st.text(alphabet="<!-- symconv:end show= %.`$\n\r\\~>{}xé", max_size=200), kinds)
def test_no_text_breaks_it(text: str, kind: str) -> None:
    done = found(text, kind)
    fresh = edited(text, done.edits)
    if not done.troubles:
        assert found(fresh, kind).changes == ()


def test_no_file_is_named_by_a_block(tmp_path: Path) -> None:
    for word in ("image=file:/etc/passwd", 'kernel="file:a.csv"', "image=file:a.npy"):
        (trouble,) = found(block("md", f"conv {word} at=0 show=value"), "md").troubles
        assert "file" in trouble.says


def test_the_oracle_sees_a_touched_outside() -> None:
    pieces: list[Piece] = [Outside("a\n"), Slot("md", "", REQUESTS[0], "\n", "")]
    with pytest.raises(AssertionError):
        bodies(pieces, renewed(written(pieces), "md").replace("a\n", "a \n", 1))
