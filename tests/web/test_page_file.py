"""The page as a file: its size, its policy, what users may put into it, what is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from symconv.cli import main
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.web.document import document
from symconv.web.script import FOLDER, PARTS


class Reader(HTMLParser):
    """The elements of a document, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data


def test_the_page_of_seven_by_seven_is_small_and_always_the_same() -> None:
    text = document(Problem.parse("conv image=7x7 kernel=3x3"))

    assert len(text.encode()) < 400_000
    assert text == document(Problem.parse("conv image=7x7 kernel=3x3"))


def test_nothing_is_fetched_and_only_our_script_may_run() -> None:
    text = document(Problem.parse("conv image=7x7 kernel=3x3"))
    found = Reader(text)
    data, script = found.scripts
    policy = next(
        attrs["content"] for tag, attrs in found.tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert f"script-src 'sha256-{digest}'" in policy
    assert json.loads(data)["format"] == "symconv.page/1"
    links = [attrs[key] for _, attrs in found.tags for key in ("src", "href") if key in attrs]
    assert links == ["data:,"]
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", text))
    assert addresses <= {"http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg"}


def test_the_script_evaluates_no_text() -> None:
    texts = "".join(Path(FOLDER, name).read_text(encoding="utf-8") for name in PARTS)

    dangerous = r"\beval\b|new Function|innerHTML|insertAdjacentHTML|document\.write"
    assert not re.search(dangerous, texts)


def test_names_of_files_cannot_break_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "a<!--<script>alert(1)</script>-->&\"'\u2028.csv"
    folder, _, last = name.rpartition("/")
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / folder / last).write_text("1,2\n3,4\n", encoding="utf-8")
    problem = Problem.parse("conv image=3x3 kernel=2x2 at=0,0")
    values = Problem.parse('conv image="[1 2; 3 4]" kernel=2x2').image
    named = problem._replace(image=values._replace(source=f"file:{name}"))

    text = document(named)

    found = Reader(text)
    assert [tag for tag, _ in found.tags].count("script") == 2
    data = json.loads(found.scripts[0])
    assert "alert(1)" in data["operations"][0]["line"]["whole"]
    assert "\u2028" not in text
    assert "<!--" not in "".join(found.scripts)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("conv image=-K..K kernel=3", "holds letters for sizes: a page needs numbers"),
        ("conv image=2x2x2x2 kernel=1x1x1x1", "at most 3 axes"),
        ("conv image=201x5 kernel=3x3", "at most 200 pixels on an axis.*image=0..30,0..4"),
        ("conv image=50x50x50 kernel=3x3x3", "40000 in all"),
        ("conv image=7x7 kernel=40x40", "1600 entries.*at most 1000"),
        ("conv image=7 kernel=3 output=-100000..100000", "200001 outputs are too many"),
        ("conv image=3 kernel=5 output=valid", "no output exists"),
        ("conv image=7x7 kernel=3x3 at=9,9", "does not exist: use m from -4 to 4"),
    ],
)
def test_what_no_page_can_show_is_refused(line: str, says: str) -> None:
    with pytest.raises(OutputError, match=says):
        document(Problem.parse(line))


def test_the_command_writes_the_file_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"

    words = ["page", "conv", "--image", "7x7", "kernel=3x3", "--at", "-1,-1", "-o", str(out)]
    assert main(words) == 0

    text = out.read_text(encoding="utf-8")
    assert text == document(Problem.parse("conv image=7x7 kernel=3x3 at=-1,-1"))
    assert capsys.readouterr() == ("", "")


def test_the_command_says_why_entries_have_no_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["page", "conv", "kernel=5x5", "-o", str(tmp_path / "page.html")]) == 0

    assert "the letter x would be both" in capsys.readouterr().err


def test_the_command_refuses_what_it_cannot_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["page", "conv", "-o", str(tmp_path / "no" / "page.html")]) == 2
    assert main(["page", "conv", "image=300x300", "-o", str(tmp_path / "page.html")]) == 2

    assert "cannot write" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
