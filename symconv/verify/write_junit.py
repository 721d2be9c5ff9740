"""Reports as JUnit's XML, for CI servers: a test suite a file, a test case a line.

Refuted is a failure, unread an error, undecided skipped. A file that could not be read or
finished has one test case, which is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symconv.verify.report import KINDS, FileReport, Finding, Line
from symconv.verify.words import advice
from symconv.verify.writers import Style

TAGS = {"refuted": "failure", "unread": "error", "undecided": "skipped"}


def write(files: Iterable[FileReport], style: Style) -> Iterator[str]:
    """The document in pieces: its head, each file's suite, its end."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="symconv verify">\n'
    for file in files:
        yield "".join(f"{row}\n" for row in _suite(file))
    yield "</testsuites>\n"


def _suite(file: FileReport) -> Iterator[str]:
    name = _escaped(file.file)
    tags = [TAGS.get(line.verdict, "") for line in file.lines] or [
        "" if file.verdict == "proved" else "error"
    ]
    counts = [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
    numbers = " ".join(f'{title}="{tags.count(tag)}"' for title, tag in counts)
    yield f'  <testsuite name="{name}" tests="{len(tags)}" {numbers}>'
    for line in file.lines:
        yield from _case(name, line)
    if not file.lines:
        yield f'    <testcase classname="{name}" name="the whole file" file="{name}">'
        if file.verdict != "proved":
            why = _escaped("; ".join(file.notes) or "no derivation was found in it")
            yield f'      <error type="{file.verdict}" message="{why}"/>'
        yield "    </testcase>"
    yield "  </testsuite>"


def _case(name: str, line: Line) -> Iterator[str]:
    place = line.place
    title = f"line {place.line}, column {place.column}"
    head = f'    <testcase classname="{name}" name="{title}" file="{name}" line="{place.line}"'
    if line.verdict not in TAGS:
        yield f"{head}/>"
        return
    yield f"{head}>"
    tag = TAGS[line.verdict]
    kinds = line.findings[0].kind if line.findings else line.verdict
    message = (line.findings[0].message if line.findings else line.says) or KINDS.get(kinds, kinds)
    opened = f'      <{tag} type="{_escaped(kinds)}" message="{_escaped(message)}"'
    if tag == "skipped":
        opened = f'      <{tag} message="{_escaped(message)}"'
    if not line.findings:
        yield f"{opened}/>"
    else:
        yield f"{opened}>{_escaped(chr(10).join(map(_detail, line.findings)))}</{tag}>"
    yield "    </testcase>"


def _detail(finding: Finding) -> str:
    place = finding.place
    parts = [f"{place.line}:{place.column}: {finding.kind}"]
    parts.append(finding.message or KINDS.get(finding.kind, ""))
    if finding.found:
        parts.append(f"found {finding.found}")
    if finding.expected:
        parts.append(f"expected {finding.expected}")
    parts += [f"consistent with {cause}" for cause in advice(finding.consistent_with)]
    return "; ".join(part for part in parts if part)


def _escaped(text: str) -> str:
    r"""``text`` for XML, in an attribute or between tags; what XML forbids is replaced.

    >>> _escaped('a<b & "c"\x00')
    'a&lt;b &amp; &quot;c&quot;�'
    """
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    if text.isprintable():
        return text
    return "".join(map(_allowed, text))


def _allowed(character: str) -> str:
    if character in "\n\t\r":
        return f"&#{ord(character)};"
    code = ord(character)
    forbidden = code < 0x20 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF)
    return "\ufffd" if forbidden else character
