"""The plugin of mystmd: run as mystmd runs it, and by mystmd itself; and ``symconv init``."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from outside import node_package

from symconv.cli import main
from symconv.draw import make
from symconv.embed import parts
from symconv.embed.request import asked
from symconv.model.problem import Problem

WORKED = "conv image=7x7 kernel=3x3 at=1,1"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that ``symconv init myst`` writes."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "myst"]) == 0
    return tmp_path / "symconv-myst.py"


@pytest.fixture
def run(plugin: Path) -> Run:
    """A function that runs the plugin as mystmd does: arguments, and JSON to its input."""

    def run(*words: str, data: object = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, str(plugin), *words], input=json.dumps(data),
                              capture_output=True, text=True, timeout=60)  # fmt: skip

    return run


def directive(body: str = "", arg: str = "", line: int = 3, **options: str) -> dict[str, Any]:
    """A directive as mystmd gives it to a plugin."""
    inside: list[dict[str, Any]] = []
    start = line + 1 + len(options)
    if body:
        position = {"start": {"line": start, "column": 1}}
        inside = [{"type": "mystDirectiveBody", "value": body, "position": position}]
    node = {
        "type": "mystDirective", "value": body, "children": inside,
        "position": {"start": {"line": line, "column": 1}},
    }  # fmt: skip
    parsed = [{"type": "paragraph", "children": [{"type": "text", "value": body}]}]
    return {"name": "x", "arg": arg, "options": options, "node": node, "body": parsed}


def nodes(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert (done.returncode, done.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


# The plugin


def test_it_says_what_it_offers(run: Run) -> None:
    offered = json.loads(run().stdout)
    assert offered["name"] == "symconv"
    shown, checked = offered["directives"]
    assert (shown["name"], checked["name"]) == ("symconv", "symconv:verify")
    options = {"show", "detail", "picture", "theme", "crop", "alt", "at", "class"}
    assert options <= {*shown["options"]}
    assert {kind["type"] for kind in shown["options"].values()} == {"string"}


def test_it_shows_what_the_engine_gives(run: Run) -> None:
    data = directive(arg=WORKED, show="worked,picture", **{"class": "wide"})
    (found,) = nodes(run("--directive", "symconv", data=data))
    assert (found["type"], found["class"]) == ("div", "symconv wide")
    wanted = parts.shown(asked(WORKED, {"show": "worked,picture"})).parts
    steps = wanted[0].steps
    inside = found["children"]
    said = [node["children"][0]["value"] for node in inside if node["type"] == "paragraph"]
    assert said == [step.because for step in steps]
    shown = [node["value"] for node in inside if node["type"] == "math"]
    assert shown == [latex for step in steps for latex in parts.formulas(step)]
    picture = found["children"][-1]
    assert picture["type"] == "image"
    assert picture["alt"] == make(Problem.parse(WORKED), "overlay").description
    kind, data = picture["url"].split(",")
    assert kind == "data:image/svg+xml;base64"
    svg = ElementTree.fromstring(b64decode(data))
    paper = svg.find("{*}rect")
    assert paper is not None  # pages of mystmd may be dark
    assert paper.get("fill") == "#ffffff"


def test_words_stand_in_the_argument_the_options_or_the_body(run: Run) -> None:
    ways = (
        directive(arg="xcorr image=3 kernel=3 at=0 show=value"),
        directive(arg="xcorr", image="3", kernel="3", at="0", show="value"),
        directive("xcorr image=3\nkernel=3 at=0", show="value"),
    )
    found = [nodes(run("--directive", "symconv", data=data)) for data in ways]
    assert found[0] == found[1] == found[2]


def test_right_formulas_are_displays_without_numbers(run: Run) -> None:
    body = "\\begin{align*}\nh[1-0] &= h[1] \\\\\nh[1-1] &= h[0]\n\\end{align*}"
    data = directive(body, "conv image=3 kernel=3")
    (math,) = nodes(run("--directive", "symconv:verify", data=data))
    assert math["type"] == "math"
    assert math["enumerated"] is False
    assert math["value"] == "\\begin{aligned} h[1-0] &= h[1] \\\\\nh[1-1] &= h[0] \\end{aligned}"


def test_notes_stay_what_mystmd_made_of_them(run: Run) -> None:
    data = directive("So $h[1-0] = h[1]$.", "conv image=3 kernel=3")
    assert nodes(run("--directive", "symconv:verify", data=data)) == data["body"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("symconv", directive(arg="conv image=0x7", line=9), "line 9: '0x7' is not a size"),
        ("symconv", directive(arg="conv", show="wrked"), "line 3: 'show=wrked' is not known"),
        ("symconv", directive(arg="conv image=file:x.csv"), "names a file, and notes read none"),
        ("symconv:verify", directive("x = 1", "nonsense"), "line 3: unknown operation 'nonsense'"),
        ("symconv:verify", directive("hello", "conv"), "line 4: unread, no derivation"),
        ("symconv:verify", directive("a &= b \\\\\nh[1-0] &= h[2]", "conv image=3 kernel=3", 7),
         "line 9: refuted, wrong-statement 'h[2]': h[1-0] is h[1], not h[2].\n"
         "    h[1-0] &= h[2]\n              ^^^^"),
        ("else", directive(), "'--directive else' is not known"),
    ],
)  # fmt: skip
def test_what_is_wrong_ends_with_status_1_and_words(
    run: Run, name: str, data: dict[str, Any], says: str
) -> None:
    done = run("--directive", name, data=data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("symconv: ")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


# symconv init


def test_init_writes_a_program_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "myst"]) == 0
    said = capsys.readouterr()
    path = tmp_path / "symconv-myst.py"
    assert path.read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")
    assert path.stat().st_mode & stat.S_IXUSR
    assert "    - type: executable\n      path: symconv-myst.py\n" in said.out
    assert said.err == ""
    os.chmod(path, 0o644)
    assert main(["init", "myst"]) == 0
    assert "symconv-myst.py: up to date" in capsys.readouterr().out
    assert path.stat().st_mode & 0o777 == 0o755


def test_init_keeps_a_file_that_holds_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "symconv.sty"
    path.write_text("mine", encoding="utf-8")
    assert main(["init", "sty"]) == 2
    assert "'symconv.sty' holds something else: --force writes over it" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert main(["init", "sty", "--force"]) == 0
    assert "\\ProvidesPackage{symconv}" in path.read_text(encoding="utf-8")
    (tmp_path / "notes").mkdir()
    assert main(["init", "sty", "-o", "notes"]) == 0
    assert (tmp_path / "notes" / "symconv.sty").read_bytes() == path.read_bytes()
    capsys.readouterr()
    assert main(["init", "sty", "-o", "-"]) == 0
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")
    assert main(["init", "stys"]) == 2
    assert "'stys' is not known: use one of myst, sty" in capsys.readouterr().err
    assert main(["init", "myst", "-o", "nowhere/plugin.py"]) == 2
    assert "cannot write 'nowhere/plugin.py'" in capsys.readouterr().err


# mystmd itself

PROJECT = """\
version: 1
project:
  title: Notes
  plugins:
    - type: executable
      path: symconv-myst.py
site:
  template: ./template
"""
TEMPLATE = """\
jtex: v1
title: None
version: 1.0.0
kind: site
build:
  install: "true"
  start: "true"
"""
PAGE = r"""# Notes

```{symconv} conv image=7x7 kernel=3x3 at=1,1
:show: worked,table,picture
:detail: brief
```

:::{symconv:verify} conv image=3 kernel=3
So **here** $h[1-1] = h[0]$.
:::

> ```{symconv:verify} conv image=3 kernel=3
> \begin{align*}
> y[0] &= x[-1] h[1] + x[0] h[0] \\
>      &\quad + x[1] h[-1]
> \end{align*}
> ```
"""


@pytest.fixture
def mystmd(plugin: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """A function that builds a site of one page, strictly, with a template that is empty."""
    program = node_package("mystmd") / "dist" / "myst.cjs"
    folder = plugin.parent
    (folder / "template").mkdir()
    (folder / "template" / "template.yml").write_text(TEMPLATE, encoding="utf-8")
    (folder / "myst.yml").write_text(PROJECT, encoding="utf-8")
    text = plugin.read_text(encoding="utf-8")
    plugin.write_text(text.replace("/usr/bin/env python3", sys.executable), encoding="utf-8")

    def build(page: str) -> subprocess.CompletedProcess[str]:
        (folder / "index.md").write_text(page, encoding="utf-8")
        command = ["node", str(program), "build", "--site", "--strict"]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120,
                              env={**os.environ, "NO_COLOR": "1", "CI": "true"})  # fmt: skip

    return build


def test_mystmd_builds_a_page_and_katex_reads_it(
    mystmd: Callable[[str], subprocess.CompletedProcess[str]], tmp_path: Path,
    katex: Callable[[Sequence[str]], list[str]],
) -> None:  # fmt: skip
    done = mystmd(PAGE)
    assert done.returncode == 0, done.stdout + done.stderr
    page = json.loads((tmp_path / "_build/site/content/index.json").read_text(encoding="utf-8"))
    found: dict[str, list[dict[str, Any]]] = {}

    def walk(node: dict[str, Any]) -> None:
        found.setdefault(node["type"], []).append(node)
        for child in node.get("children", ()):
            walk(child)

    walk(page["mdast"])
    assert len(found["math"]) == 4
    assert all("katex" in math["html"] for math in found["math"])  # it renders them itself
    assert katex([math["value"] for math in found["math"]]) == []
    (picture,) = found["image"]
    assert re.fullmatch(r"/[0-9a-f]{32}\.svg", picture["url"])
    assert (tmp_path / "_build/site/public" / picture["url"][1:]).exists()
    assert [node["children"][0]["value"] for node in found["strong"]] == ["here"]


def test_a_wrong_term_fails_the_build_of_mystmd_with_its_line(
    mystmd: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    wrong = PAGE.replace("x[1] h[-1]", "x[1] h[0]")
    done = mystmd(wrong)
    assert done.returncode == 1
    line = 1 + wrong[: wrong.index("x[1] h[0]")].count("\n")
    says = f"symconv: line {line}: refuted, wrong-index 'h[0]': x[1] meets h[-1], not h[0]."
    assert says in done.stdout + done.stderr
    assert "index.md" in done.stdout + done.stderr
