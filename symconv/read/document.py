r"""A document: its formulas with exact places, parsed, and what it says to symconv.

``read_document`` finds and parses; ``resolve`` then settles what only the whole file
can. Offsets count characters of the text as given; ``Document.place`` makes them a line
and a column. Another kind of file is one more branch of ``_pieces``; each branch imports
only its own finder, because starting up is measured.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from symconv.read.directives import Directive, directives, outside
from symconv.read.find import Finder, Found
from symconv.read.formula import parse
from symconv.read.joined import joined
from symconv.read.record import Record
from symconv.read.source import Source
from symconv.read.syntax import Chain, Repair, Span, Unread

KINDS = ("tex", "md", "rst", "ipynb", "txt")
MAX_DOCUMENT = 5_000_000
MAX_FORMULAS = 600_000
"""Characters of all formulas together that are parsed; what is beyond is in ``unread``."""

_LINE = re.compile(r"\r\n?|\n")
_MACROS = re.compile(
    r"newcommand|providecommand|[Rr]obust[Cc]|\\[gex]?def(?![A-Za-z])|\\let(?![A-Za-z])"
    r"|DeclareMathOperator|DeclarePairedDelimiter|newenvironment|DocumentCommand"
)
"""Stands in every text that defines a macro of its own."""
_NOTEBOOK = re.compile(r'\ufeff?\s*\{.*"cells"\s*:\s*\[', re.DOTALL)


class Formula(Record):
    r"""One formula: its opener (``$$``, ``align``, ``bare``…), its places and what it says.

    ``ignored`` where ``symconv: ignore`` stands before it (it is then not parsed);
    ``problem`` is the problem line that holds for it; ``asked`` where questions are
    open that ``resolve`` settles.
    """

    kind: str
    span: Span
    inner: Span
    chains: tuple[Chain, ...]
    repairs: tuple[Repair, ...] = ()
    ignored: bool = False
    problem: str = ""
    asked: bool = False


class Document(Record):
    """A text and its formulas; ``unread`` says what could not be read at all."""

    kind: str
    text: str
    formulas: tuple[Formula, ...]
    directives: tuple[Directive, ...]
    unread: tuple[Unread, ...]
    starts: tuple[int, ...]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset, both from 1, in characters.

        >>> read_document("a\\r\\n$x$", "md").place(4)
        (2, 2)
        """
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def kind_of(name: str) -> str:
    """The kind of a file by its name.

    >>> kind_of("notes.qmd"), kind_of("answer")
    ('md', 'txt')
    """
    ending = name.rpartition(".")[2].lower()
    known = {
        "tex": "tex", "ltx": "tex", "latex": "tex", "sty": "tex", "md": "md", "qmd": "md",
        "markdown": "md", "rmd": "md", "myst": "md", "rst": "rst", "ipynb": "ipynb",
    }  # fmt: skip
    return known.get(ending, "txt")


def read_document(text: str, kind: str) -> Document:
    r"""Find and parse all formulas of a text of a kind: one of ``KINDS``, or "qmd".

    >>> document = read_document("$$ y[0] = 3 $$ and $5", "md")
    >>> [formula.kind for formula in document.formulas]
    ['$$']

    Never raises for any text; what cannot be read is Unread, with the reason. That goes for
    all of a Typst file ("typ"), whose formulas would be misread as LaTeX.
    """
    kind = "md" if kind == "qmd" else kind
    if kind == "typ":
        reason = "Typst is not read: check the derivation in LaTeX or Markdown"
        return Document(kind, text, (), (), (Unread(reason, (0, len(text)), 0),), (0,))
    if kind not in KINDS:
        raise ValueError(f"kind '{kind}' is not known: use one of {', '.join(KINDS)}")
    if len(text) > MAX_DOCUMENT:
        reason = f"the file has {len(text)} characters, more than {MAX_DOCUMENT}"
        return Document(kind, text, (), (), (Unread(reason, (0, len(text)), 0),), (0,))
    starts = [1 if text.startswith("\ufeff") else 0]
    starts += [match.end() for match in _LINE.finditer(text)]
    formulas: list[Formula] = []
    said: list[Directive] = []
    unread: list[Unread] = []
    room = MAX_FORMULAS
    pieces = _pieces(text, kind)
    if kind == "ipynb" and not pieces and not _NOTEBOOK.match(text):
        reason = "no cell was found: is this a notebook?"
        unread.append(Unread(reason, (0, len(text)), 0))
    for clean, finds, spoken, source in pieces:
        clean, finds = joined(clean, finds)
        kept, room = _within(finds, room)
        formulas += _formulas(clean, finds[:kept], spoken, source)
        if kept < len(finds):
            start = finds[kept].span[0]
            span = (start, len(clean)) if source is None else source.span(start, len(clean))
            unread.append(Unread("too much is written before: this is not read", span, span[0]))
        said += (
            spoken
            if source is None
            else [_placed(directive, source) for directive in spoken]
        )
    return Document(kind, text, tuple(formulas), tuple(said), tuple(unread), tuple(starts))


_Piece = tuple[str, list[Found], list[Directive], "Source | None"]


def _pieces(text: str, kind: str) -> list[_Piece]:
    """What to parse, as clean text with the places of its formulas and directives."""
    parts: list[tuple[str, Source | None]] = [(text, None)]
    if kind == "ipynb":
        from symconv.read.notebook import cells

        parts = [(source.decoded, source) for source in cells(text)]
        kind = "md"
    if _MACROS.search(text):
        parts = _put_in(parts, kind)
    return [(*_piece(part, kind), source) for part, source in parts]


def _put_in(parts: list[tuple[str, Source | None]], kind: str) -> list[tuple[str, Source | None]]:
    """The parts of a text with the writer's own macros put in."""
    from symconv.read.code import shown
    from symconv.read.expand import Scope, expanded

    scope = Scope(kind == "tex")
    found: list[tuple[str, Source | None]] = []
    for text, source in parts:
        text = outside(text, directives(text, kind))
        maths = None
        if kind in ("md", "rst"):
            maths = [found.inner for found in _piece(text, kind)[1]]
        whole = expanded(text, scope, maths, shown(text, kind), source)
        found.append((whole.decoded, whole))
    return found


def _piece(text: str, kind: str) -> tuple[str, list[Found], list[Directive]]:
    """A text of one language as clean text, its formulas, and its directives."""
    if kind == "md":
        return _markdown(text)
    said = directives(text, kind)
    text = outside(text, said)
    if kind == "rst":
        from symconv.read.rst import find

        found = find(text)
        if not found:
            found = _bare(text, [], said, False)
        return text, found, said
    finder = Finder(text)
    if kind == "tex":
        begin = text.find("\\begin{document}")
        finder.tex(max(0, begin))
        whole = begin >= 0 or "\\documentclass" in text
        if not whole and not any(found.kind[0] in "$\\" for found in finder.found):
            shown = [span for span in finder.passed if text[span[0]] != "%"]
            taken = [found.span for found in finder.found]
            finder.found += _bare(text, taken + shown, said, False)
    else:
        finder.markdown()
        taken = [found.span for found in finder.found] + finder.passed
        finder.found += _bare(text, taken, said, True)
    return text, sorted(finder.found, key=lambda found: found.span), said


def _placed(said: Directive, source: Source) -> Directive:
    return said._replace(span=source.span(*said.span), whole=source.span(*said.whole))


def _markdown(text: str) -> tuple[str, list[Found], list[Directive]]:
    from symconv.read.markdown import find

    said = directives(text, "md")
    text = outside(text, said)
    clean, found, passed = find(text)
    if not found:
        found = _bare(clean, passed, said, True)
    return clean, found, said


def _bare(text: str, taken: list[Span], said: list[Directive], marked: bool) -> list[Found]:
    from symconv.read.bare import formulas

    return formulas(text, taken, said, marked)


def _within(finds: list[Found], room: int) -> tuple[int, int]:
    """How many formulas there is room for, and the room that is left."""
    for place, found in enumerate(finds):
        room -= found.inner[1] - found.inner[0] + 20
        if room < 0:
            return place, 0
    return len(finds), room


def _formulas(
    clean: str, finds: list[Found], said: list[Directive], source: Source | None
) -> list[Formula]:
    """Parse what was found, as the directives say."""
    formulas: list[Formula] = []
    place = 0
    problem = ""
    ignore = False
    until = -1
    for kind, span, inner, closed in finds:
        while place < len(said) and said[place].span[0] < span[0]:
            directive = said[place]
            place += 1
            if directive.span[0] < until:
                continue
            if directive.kind == "ignore":
                ignore = True
            elif directive.kind == "block":
                until = directive.until
            elif directive.kind == "problem":
                problem = directive.text
        outer = span if source is None else source.span(*span)
        within = inner if source is None else source.span(*inner)
        if ignore:
            formulas.append(Formula(kind, outer, within, (), ignored=True, problem=problem))
            ignore = False
            continue
        if not closed:
            reason = f"what {kind} opens is never closed"
            chain = Chain((Unread(reason, outer, outer[0]),), (), outer)
            formulas.append(Formula(kind, outer, within, (chain,), problem=problem))
            continue
        parsed = parse(clean, inner[0], inner[1], source)
        formulas.append(
            Formula(
                kind, outer, within, parsed.chains, parsed.repairs, False, problem, parsed.asked
            )
        )
    return formulas
