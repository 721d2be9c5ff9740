"""Writers of reports, each on reports made by hand, and judged by other programs' readers."""

from __future__ import annotations

import csv
import io
import json
import re
from unicodedata import combining, east_asian_width
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ALL, EMPTY, PROVED, REFUTED, SLOW, WRONG, refuted, required

from symconv.errors import OutputError
from symconv.verify.excerpt import excerpt, lines_of
from symconv.verify.report import KINDS, FileReport, Finding, Place, Report
from symconv.verify.tally import Tally
from symconv.verify.words import safe
from symconv.verify.writers import WRITERS, Style, find, find_ending, write

NAMES = [writer.name for writer in WRITERS]
HINT = Style(hint=True)


def written(files: tuple[FileReport, ...], to: str, style: Style | None = None) -> str:
    return "".join(write(files, to, style))


# All formats


@pytest.mark.parametrize("to", NAMES)
def test_each_file_is_written_before_the_next_one_is_judged(to: str) -> None:
    judged: list[str] = []

    def judge() -> object:
        for number in range(3):
            judged.append(f"file {number}")
            yield REFUTED._replace(file=f"{number}.tex")

    seen = ""
    for piece in write(judge(), to):  # type: ignore[arg-type]
        seen += piece
        if "0.tex" in seen and "1.tex" not in seen:
            assert judged == ["file 0"]
    assert judged == ["file 0", "file 1", "file 2"]


@pytest.mark.parametrize("to", NAMES)
def test_a_hint_tells_the_place_and_the_kind_but_not_the_answer(to: str) -> None:
    full, hint = written(ALL, to, Style(summary=True)), written(ALL, to, HINT)
    for answer in (WRONG.expected, WRONG.message, "not-flipped", "off-by-one", "y[0] is not so"):
        assert answer not in hint
    assert WRONG.expected in full
    assert WRONG.kind in hint
    if to != "csv":
        assert KINDS[WRONG.kind] in hint
    assert "hw.tex" in hint


@pytest.mark.parametrize("to", NAMES)
def test_the_same_reports_give_the_same_bytes(to: str) -> None:
    assert written(ALL, to) == written(ALL, to)


@pytest.mark.parametrize("to", NAMES)
def test_no_files_are_a_whole_document_too(to: str) -> None:
    text = written((), to)
    if to in ("json", "sarif"):
        json.loads(text)
    if to == "junit":
        ElementTree.fromstring(text)
    assert text == "" or text.endswith("\n")


@pytest.mark.parametrize("to", NAMES)
def test_text_that_is_no_unicode_is_replaced(to: str) -> None:
    report = refuted("y = \ud800", Place(1, 5, 1, 6), "b\udcff.tex", message="a \ud800 b")
    text = written((report,), to)
    assert text.encode("utf-8").decode("utf-8") == text


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OutputError, match="'yaml' is not known: use one of text, json, csv"):
        find("yaml")


def test_the_format_follows_from_the_ending() -> None:
    assert [find_ending(f"a{w.ending}") for w in WRITERS] == list(WRITERS)
    assert find_ending("a.doc") is None


# Text


def test_text_for_people() -> None:
    assert written(ALL, "text") == EXPECTED


EXPECTED = """\
hw.tex: refuted
  read as: conv image=2 kernel=3 (as stated)
  a note, with <signs> & "quotes"

hw.tex:2:8: refuted, wrong-index
    2 | y[0] = x[0]h[1] + x[1]h[-1]
      |        ^^^^^^^^
    found x[0]h[1], expected x[0]h[0]
    In y[0] the pixel x[0] meets h[0].
    consistent with not-flipped: Convolution flips the kernel: the entry at k meets the pixel at \
m - k.
    consistent with off-by-one: The indices are shifted by one, or the sum stops one early.

hw.tex:3:6: refuted, carried-forward: This follows from a wrong line.

hw.tex:4:1: unread
    4 | z = ?
      | ^^^^^
    '?' cannot be read

hw.tex:5:1: undecided
    5 | y[1] = x[1]h[0]
      | ^^^^^^^^^^^^^^^
    two conventions explain it

  5 lines: 1 proved, 2 refuted, 1 undecided, 1 unread

notes/good.md: proved
  read as: y: convolution of x with h (found out from the terms)
  1 line: 1 proved

gone.tex: unread
  the file cannot be read: no such file

slow.tex: undecided
  it was not finished

empty.tex: unread
  no derivation was found in it

5 files: 1 proved, 1 refuted, 1 undecided, 2 unread
"""


def test_verbose_lists_what_is_proved_and_what_is_ignored() -> None:
    text = written((REFUTED,), "text", Style(verbose=True))
    assert "hw.tex:5:1: proved: y[1] is right.\n" in text
    assert "hw.tex:1:1: ignored: it is a comment\n" in text


def test_the_summary_counts_findings_and_misconceptions_the_most_frequent_first() -> None:
    text = written((REFUTED, REFUTED, PROVED), "text", Style(summary=True))
    assert text.endswith(
        "3 files: 1 proved, 2 refuted\n"
        "11 lines: 3 proved, 4 refuted, 2 undecided, 2 unread\n"
        "findings:\n  2 wrong-index\n  2 carried-forward\n"
        "consistent with:\n  2 not-flipped\n  2 off-by-one\n"
    )


def test_colour_adds_escapes_and_changes_nothing_else() -> None:
    plain, coloured = (written(ALL, "text", Style(colour=c)) for c in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_a_report_shows_itself_as_text() -> None:
    assert str(Report(ALL)) == written(ALL, "text")
    nameless = Report((refuted("y[0]=1", Place(1, 6, 1, 7), ""),))
    assert str(nameless).startswith("refuted\n\nline:1:6: refuted, wrong-index\n")


def test_names_and_messages_cannot_act_on_the_terminal() -> None:
    report = refuted("a\x1b[2Jb", Place(1, 8, 1, 9), "x\x1b]0;y\x07.tex", message="m\x1b[31m\r\nn")
    text = written((report,), "text")
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f]", text)) == {"\n"}
    assert "a␛[2Jb" in text
    assert safe("a\u202eb") == "a\ufffdb"


# The source line and its carets


def columns(text: str) -> int:
    """How many columns a terminal uses, by Unicode's own tables."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("y[0] = x[0]h[1]", "x[0]h[1]"),
        ("\t& y[0]\t= x[0]", "x[0]"),
        ("畳み込み y[0] = x[0]", "x[0]"),
        ("e\u0301le\u0301ment y[0] = x[0]", "x[0]"),
        ("畳み込み", "込"),
        ("a" * 300 + "x[0]" + "b" * 300, "x[0]"),
        ("x[0]" + "b" * 300, "x[0]"),
        ("畳" * 300 + "x[0]", "x[0]"),
        ("\u0301" * 200 + "x[0]" + "畳" * 100, "x[0]"),
    ],
)
def test_the_carets_stand_exactly_below_what_was_found(line: str, found: str) -> None:
    start = line.index(found)
    shown, carets = excerpt(line, start, start + len(found), 60)
    assert columns(shown) <= 60
    place = shown.index(found)
    assert carets == " " * columns(shown[:place]) + "^" * columns(found)


@settings(max_examples=1000)
@given(
    st.text(st.sampled_from("ab\t畳\u0301\x1b\u202e 🙂"), max_size=300),
    st.integers(0, 300), st.integers(0, 300), st.integers(20, 120),
)  # fmt: skip
def test_an_excerpt_fits_and_its_carets_stand_below_it(
    line: str, start: int, length: int, room: int
) -> None:
    shown, carets = excerpt(line, start, start + length, room)
    assert columns(shown) <= room
    assert carets.strip(" ").strip("^") == ""
    assert "^" in carets
    assert len(carets) <= max(columns(shown), 0) + 1


def test_a_finding_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    text = written((refuted("y = a +\n b\n", Place(1, 5, 2, 3)),), "text")
    assert "    1 | y = a +\n      |     ^^^\n" in text


def test_lines_are_counted_as_the_reader_counts_them() -> None:
    assert lines_of("\ufeffa\r\nb\rc\nd") == ["a", "b", "c", "d"]


def test_a_place_outside_the_text_shows_no_source() -> None:
    text = written((refuted("y", Place(7, 1, 7, 2)),), "text")
    assert "a.tex:7:1: refuted, wrong-index\n    why\n" in text


# JSON


def test_json_has_the_fields_of_the_contract() -> None:
    data = json.loads(written(ALL, "json"))
    assert list(data) == ["format", "files"]
    assert data["format"] == "symconv.report/1"
    first = data["files"][0]
    assert list(first) == [
        "file", "verdict", "problem", "problem_from", "lines", "ignored", "notes"
    ]  # fmt: skip
    assert first["lines"][0] == {
        "line": 2, "column": 1, "end_line": 2, "end_column": 28, "verdict": "refuted",
        "says": "y[0] is not so.",
        "findings": [{
            "line": 2, "column": 8, "end_line": 2, "end_column": 16, "kind": "wrong-index",
            "found": "x[0]h[1]", "expected": "x[0]h[0]",
            "consistent_with": ["not-flipped", "off-by-one"],
            "message": "In y[0] the pixel x[0] meets h[0].",
        }],
    }  # fmt: skip
    assert first["ignored"][0]["why"] == "it is a comment"
    gone = data["files"][2]
    assert (gone["problem"], gone["problem_from"], gone["lines"]) == (None, None, [])
    assert gone["notes"] == ["the file cannot be read: no such file"]


def test_a_json_hint_has_no_answers_at_all() -> None:
    data = json.loads(written((REFUTED,), "json", HINT))
    for line in data["files"][0]["lines"]:
        for finding in line["findings"]:
            assert list(finding) == [
                "line", "column", "end_line", "end_column", "kind", "message"
            ]  # fmt: skip


# CSV


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_one_row_a_file_with_its_first_wrong_place() -> None:
    first, good, gone, _, _ = rows(written(ALL, "csv"))
    assert first == {
        "file": "hw.tex", "verdict": "refuted", "lines": "5", "proved": "1", "refuted": "2",
        "undecided": "1", "unread": "1", "first_wrong_line": "2", "column": "8",
        "kind": "wrong-index", "found": "x[0]h[1]", "expected": "x[0]h[0]",
        "consistent_with": "not-flipped off-by-one",
        "message": "In y[0] the pixel x[0] meets h[0].",
    }  # fmt: skip
    assert (good["verdict"], good["first_wrong_line"], good["message"]) == ("proved", "", "")
    assert gone["message"] == "the file cannot be read: no such file"


def test_where_nothing_is_refuted_csv_tells_the_first_line_that_is_open() -> None:
    row = rows(written((REFUTED._replace(lines=REFUTED.lines[2:]),), "csv"))[0]
    assert (row["first_wrong_line"], row["kind"]) == ("4", "unread")
    assert row["message"] == "'?' cannot be read"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "\x00="])
def test_no_cell_is_a_formula_to_a_spreadsheet(start: str) -> None:
    report = refuted(
        "y", Place(1, 1, 1, 2), f"{start}cmd|' /C calc'!A0.tex",
        found=f"{start}1", expected=f"{start}2", message=f"{start}HYPERLINK(1)",
    )  # fmt: skip
    for cell in rows(written((report,), "csv"))[0].values():
        assert not re.match(r"[\s\x00-\x20]*[=+\-@＝＋－＠]", cell)


def test_cells_are_on_one_line() -> None:
    text = written((refuted("y", Place(1, 1, 1, 2), message='a\nb,"c"\r\nd'),), "csv")
    assert text.count("\n") == 2
    assert rows(text)[0]["message"] == 'a b,"c" d'


# GitHub


def test_github_annotations() -> None:
    lines = written(ALL, "github").splitlines()
    assert lines[0] == (
        "::error file=hw.tex,line=2,col=8,endLine=2,endColumn=16,title=wrong-index::"
        "In y[0] the pixel x[0] meets h[0].%0Aexpected x[0]h[0]%0A"
        "consistent with not-flipped: Convolution flips the kernel: the entry at k meets the "
        "pixel at m - k.%0Aconsistent with off-by-one: The indices are shifted by one, or the "
        "sum stops one early."
    )
    assert [line.split(" ")[0] for line in lines] == [
        "::error", "::error", "::warning", "::warning", "::warning", "::warning", "::warning"
    ]  # fmt: skip
    assert lines[4] == "::warning file=gone.tex,title=unread::the file cannot be read: no such file"
    assert "good.md" not in "".join(lines)


def test_github_escapes_what_would_end_a_command() -> None:
    report = refuted("y", Place(1, 1, 1, 2), "a,b:c%.tex", message="50%\r\n::error::x")
    assert written((report,), "github") == (
        "::error file=a%2Cb%3Ac%25.tex,line=1,col=1,endLine=1,endColumn=2,"
        "title=wrong-index::50%25%0D%0A::error::x\n"
    )


def test_github_gets_no_columns_for_several_lines() -> None:
    text = written((refuted("y\nz", Place(1, 1, 2, 2)),), "github")
    assert "file=a.tex,line=1,endLine=2,title=" in text


# SARIF

REGION = ("startLine", "startColumn", "endLine", "endColumn")
NUMBER = {"type": "integer", "minimum": 1}
WORDS = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
SARIF = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "level": {"enum": ["none", "note", "warning", "error"]},
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "additionalProperties": False,
            "properties": {
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "properties": {"driver": {"$ref": "#/$defs/driver"}},
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "driver": {
            "type": "object",
            "required": ["name", "rules"],
            "properties": {
                "name": {"const": "symconv"},
                "rules": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "required": ["id", "shortDescription", "help"],
                        "properties": {
                            "shortDescription": WORDS,
                            "help": WORDS,
                            "defaultConfiguration": {
                                "properties": {"level": {"$ref": "#/$defs/level"}}
                            },
                        },
                    },
                },
            },
        },
        "result": {
            "type": "object",
            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"$ref": "#/$defs/level"},
                "message": WORDS,
                "properties": {"type": "object"},
                "locations": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["physicalLocation"],
                        "properties": {"physicalLocation": {"$ref": "#/$defs/location"}},
                    },
                },
            },
        },
        "location": {
            "type": "object",
            "required": ["artifactLocation"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "properties": {"uri": {"type": "string", "pattern": r"^[!-~]*$"}},
                },
                "region": {
                    "type": "object",
                    "required": ["startLine"],
                    "additionalProperties": False,
                    "properties": dict.fromkeys(REGION, NUMBER),
                },
            },
        },
    },
}


def test_sarif_is_as_its_schema_says() -> None:
    jsonschema = required("jsonschema")
    named = (*ALL, REFUTED._replace(file="my notes/ä:b.tex"))
    data = json.loads(written(named, "sarif"))
    jsonschema.Draft202012Validator.check_schema(SARIF)
    jsonschema.validate(data, SARIF)
    run = data["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [*KINDS, "undecided", "unread"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_sarif_results_have_regions_and_misconceptions() -> None:
    results = json.loads(written(ALL, "sarif"))["runs"][0]["results"]
    first = results[0]
    assert first["ruleId"] == "wrong-index"
    assert first["properties"] == {
        "found": "x[0]h[1]",
        "expected": "x[0]h[0]",
        "consistent_with": ["not-flipped", "off-by-one"],
    }
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "hw.tex"},
        "region": {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 16},
    }
    assert [result["level"] for result in results] == [
        "error", "note", "warning", "warning", "warning", "warning", "warning"
    ]  # fmt: skip


# JUnit


def test_junit_has_a_suite_a_file_and_a_case_a_line() -> None:
    root = ElementTree.fromstring(written(ALL, "junit"))
    assert root.tag == "testsuites"
    first, good, gone, slow, _ = root
    assert first.attrib == {
        "name": "hw.tex", "tests": "5", "failures": "2", "errors": "1", "skipped": "1"
    }  # fmt: skip
    assert [[child.tag for child in case] for case in first] == [
        ["failure"], ["failure"], ["error"], ["skipped"], []
    ]  # fmt: skip
    failure = first[0][0]
    assert failure.attrib == {"type": "wrong-index", "message": WRONG.message}
    assert "expected x[0]h[0]" in (failure.text or "")
    assert (good.attrib["tests"], good.attrib["failures"]) == ("1", "0")
    for suite, reason in ((gone, "no such file"), (slow, "it was not finished")):
        assert suite.attrib["errors"] == "1"
        assert reason in suite[0][0].attrib["message"]


@given(st.text())
def test_junit_is_well_formed_whatever_is_written(text: str) -> None:
    report = refuted(text, Place(1, 1, 1, 2), text, message=text, found=text, expected=text)
    assert ElementTree.fromstring(written((report,), "junit")).tag == "testsuites"


# Counting


def test_the_exit_status() -> None:
    def status(*files: FileReport) -> int:
        tally = Tally()
        assert list(tally.watch(files)) == list(files)
        return tally.status

    assert status(PROVED) == 0
    assert status(PROVED, REFUTED, EMPTY) == 1
    assert status(PROVED, SLOW) == status(PROVED, EMPTY) == status() == 2


def test_a_kind_that_is_new_to_the_writers_is_written_by_its_name() -> None:
    line = REFUTED.lines[0]._replace(
        findings=(Finding(Place(1, 1, 1, 2), "brand-new", "", "", ("new-belief",), ""),)
    )
    for to in NAMES:
        assert "brand-new" in written((REFUTED._replace(lines=(line,)),), to)
