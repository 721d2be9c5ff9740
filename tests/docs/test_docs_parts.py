"""The parts of pages that are written from records: complete, and true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symconv.cli import COMMANDS
from symconv.derive.forms import FORMS
from symconv.draw import PICTURES
from symconv.draw.themes import THEMES
from symconv.identities.records import IDENTITIES
from symconv.model.boundaries import BOUNDARIES
from symconv.model.libraries import CALLS
from symconv.model.operations import OPERATIONS
from symconv.verify.judge import judge_text
from symconv.verify.misconceptions import MISCONCEPTIONS
from symconv.verify.report import KINDS
from tests.docs.conftest import Site
from tests.docs.console import commands, fences, run

HEADED = {
    "reference/commands": [f"symconv {command.name}" for command in COMMANDS],
    "reference/gallery": [picture.name for picture in PICTURES],
    "reference/mistakes": [*(record.name for record in MISCONCEPTIONS), *KINDS],
    "mathematics/forms": [form.name for form in FORMS if form.module],
    "mathematics/identities": [identity.name for identity in IDENTITIES],
    "mathematics/libraries": [call.names[0] for call in CALLS],
}
LISTED = {
    "reference/gallery": [theme.name for theme in THEMES],
    "mathematics/conventions": [*(one.name for one in OPERATIONS), *(b.name for b in BOUNDARIES)],
}


def plain(site: Site, page: str) -> str:
    return (site.folder / f"{page}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", HEADED)
def test_every_record_has_a_section(site: Site, page: str) -> None:
    headings = re.findall(r"<h[23]>(.*?)<a ", plain(site, page))
    assert set(HEADED[page]) <= set(headings)


@pytest.mark.parametrize("page", LISTED)
def test_every_record_is_listed(site: Site, page: str) -> None:
    text = plain(site, page)
    for name in LISTED[page]:
        assert re.search(rf'<span class="pre">{name}\b', text), name


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_kind_is_found_as_such(manual: None, kind: str) -> None:
    from manual.mistakes import EXAMPLES

    (example,) = [one for one in EXAMPLES if one.kind == kind]
    head = f"% symconv: {example.problem}\n"
    report = judge_text(head + example.wrong, "txt")
    assert report.verdict == "refuted"
    assert kind in [found.kind for line in report.lines for found in line.findings][:2]
    assert judge_text(head + example.right, "txt").verdict == "proved"


@pytest.mark.parametrize("name", ["commands", "gallery"])
def test_the_commands_of_a_part_run(manual: None, name: str, tmp_path: Path) -> None:
    from manual import part

    found = [
        command
        for fence in fences(part(name)) if fence.language == "console"
        for command, _ in commands(fence.body)
    ]  # fmt: skip
    assert len(found) >= 10
    for command in found:
        printed, status = run(command, tmp_path)
        assert status == 0, f"{command}\n{printed[:2000]}"
