r"""What a writer's own macros are, and how their definitions are read.

``\newcommand{\y}[2]{y[#1,#2]}``, ``\def\k#1{…}``, ``\let\conv\ast``,
``\DeclareMathOperator``, ``\DeclarePairedDelimiter``, ``\newenvironment`` and their
likes. A definition is only cut into words here and nothing is executed: what the words
come to is seen where the macro stands (``expand.py``). To read another way to define
one, write a function of ``(Reader, Opening)`` and add it to ``_DEFINERS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from symconv.read.record import Record

MAX_BODY = 20_000
"""Characters of one definition's braces; what is longer defines nothing."""

_WORD = re.compile(r"\\[A-Za-z@]+|\\.|%[^\n]*\n?[ \t]*|#[1-9]|\s+|.", re.DOTALL)
_NAME = re.compile(r"\s*(?:\{\s*(\\(?:[A-Za-z@]+|[^A-Za-z]))\s*\}|(\\(?:[A-Za-z@]+|[^A-Za-z])))")
_OPTION = re.compile(r"\s*\[([^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\]")
_BRACES = re.compile(r"\\.|%[^\n]*|[{}]", re.DOTALL)
_SPACE = re.compile(r"\s*")
_PARAMETERS = re.compile(r"[^{}]{0,200}(?=\{)")
_ENVIRONMENT = re.compile(r"\s*\{\s*([A-Za-z]+\*?)\s*\}")
_EQUALS = re.compile(r"\s*=?\s?")
_ARGUMENTS = re.compile(r"\s*([oO]\s*(?:\{[^{}]*\})?)?\s*((?:m\s*){0,9})")

UNTOUCHED = frozenset(("\\\\", "\\begin", "\\end", "\\{", "\\}", "\\%", "\\$", "\\&"))
"""What holds a text together is not defined anew."""


class Macro(Record):
    r"""A macro or, as ``begin{…}`` and ``end{…}``, one half of an environment.

    ``default`` is the first argument's where it may be left out; ``fault`` says why the
    macro cannot be expanded (see ``macros.FAULTS``); ``starred`` where ``*`` may
    follow; ``frozen`` where the body's word means what it meant before, as after ``\let``.
    """

    arity: int
    body: tuple[str, ...]
    default: tuple[str, ...] | None = None
    fault: str = ""
    starred: bool = False
    frozen: bool = False


class Definition(Record):
    """What a definition defines, where it ends, and whether it holds beyond its group."""

    macros: tuple[tuple[str, Macro], ...]
    end: int
    everywhere: bool = False
    only_new: bool = False


def cut(text: str) -> tuple[str, ...]:
    r"""The words of a macro's body: control words, ``#1``, spaces, single characters.

    >>> cut(r"x_{#1} \ast")
    ('x', '_', '{', '#1', '}', ' ', '\\ast')
    """
    return tuple([word for word in _WORD.findall(text) if word[0] != "%"])


class Reader:
    """A text, and how far definitions may be looked through in it."""

    __slots__ = ("room", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.room = len(text) + 100_000  # definitions do not overlap, but broken ones may

    def braced(self, place: int) -> tuple[str, int] | None:
        """What stands in the braces after a place, or the one word there, and where it ends."""
        start = self._after(place)
        word = _WORD.match(self.text, start)
        if word is None or word[0] == "}":
            return None
        if word[0] != "{":
            return word[0], word.end()
        depth = 0
        for match in _BRACES.finditer(self.text, start, min(start + MAX_BODY, len(self.text))):
            if len(match[0]) == 1:
                depth += 1 if match[0] == "{" else -1
                if depth == 0:
                    self.room -= match.end() - start
                    return self.text[start + 1 : match.start()], match.end()
        self.room -= MAX_BODY
        return None

    def _after(self, place: int) -> int:
        match = _SPACE.match(self.text, place)
        return place if match is None else match.end()


class Opening(Record):
    """The word that begins a definition, without its star, and where it ends."""

    word: str
    end: int


def definition(reader: Reader, word: str, place: int) -> Definition | None:
    r"""The definition that a word such as ``\newcommand`` begins; None where it is none.

    >>> [(name, macro)] = definition(Reader(r"\def\k#1{h_#1} \k2"), r"\def", 4).macros
    >>> name, macro.arity, macro.body
    ('\\k', 1, ('h', '_', '#1'))
    """
    read = _DEFINERS.get(word[1:])
    if read is None or reader.room < 0:
        return None
    if reader.text[place : place + 1] == "*":
        place += 1
    found = read(reader, Opening(word[1:], place))
    if found is None or any(name in UNTOUCHED for name, _ in found.macros):
        return None
    return found


def defines(word: str) -> bool:
    """Whether a control word begins a definition."""
    return word[1:] in _DEFINERS


def _named(reader: Reader, place: int) -> tuple[str, int] | None:
    match = _NAME.match(reader.text, place)
    return None if match is None else (match[1] or match[2], match.end())


def _command(reader: Reader, opening: Opening) -> Definition | None:
    named = _named(reader, opening.end)
    if named is None:
        return None
    found = _bodied(reader, named[1])
    if found is None:
        return None
    macro, end = found
    new = opening.word.startswith("provide")
    return Definition(((named[0], macro),), end, False, new)


def _bodied(reader: Reader, place: int) -> tuple[Macro, int] | None:
    """``[2][default]{body}``."""
    arity, default = 0, None
    if option := _OPTION.match(reader.text, place):
        if not (option[1].strip().isdecimal() and len(option[1].strip()) == 1):
            return None
        arity, place = int(option[1]), option.end()
        if arity and (option := _OPTION.match(reader.text, place)):
            default, place = cut(option[1]), option.end()
    body = reader.braced(place)
    return None if body is None else (Macro(arity, cut(body[0]), default), body[1])


def _plain(reader: Reader, opening: Opening) -> Definition | None:
    r"""``\def\k#1#2{…}``; what must stand between the arguments is not read."""
    match = _NAME.match(reader.text, opening.end)
    if match is None or match[2] is None:
        return None
    between = _PARAMETERS.match(reader.text, match.end())
    body = None if between is None else reader.braced(between.end())
    if between is None or body is None:
        return None
    said = "".join(between[0].split())
    arity = len(said) // 2
    ordered = said == "".join([f"#{place + 1}" for place in range(arity)])
    macro = Macro(arity, cut(body[0]), fault="" if ordered and arity < 10 else "delimited")
    return Definition(((match[2], macro),), body[1], opening.word in ("gdef", "xdef"))


def _alias(reader: Reader, opening: Opening) -> Definition | None:
    r"""``\let\conv=\ast``: the body is the other word, as it is now."""
    named = _named(reader, opening.end)
    if named is None:
        return None
    match = _EQUALS.match(reader.text, named[1])
    word = _WORD.match(reader.text, named[1] if match is None else match.end())
    if word is None or word[0] in ("{", "}"):
        return None
    return Definition(((named[0], Macro(0, (word[0],), frozen=True)),), word.end())


def _operator(reader: Reader, opening: Opening) -> Definition | None:
    named = _named(reader, opening.end)
    body = None if named is None else reader.braced(named[1])
    if named is None or body is None:
        return None
    macro = Macro(0, ("\\operatorname", "{", *cut(body[0]), "}"))
    return Definition(((named[0], macro),), body[1])


def _delimiter(reader: Reader, opening: Opening) -> Definition | None:
    r"""``\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}``, and with ``X`` its own body."""
    named = _named(reader, opening.end)
    if named is None:
        return None
    arity, place = 1, named[1]
    own = opening.word.endswith("X")
    if own:
        option = _OPTION.match(reader.text, place)
        if option is None or not option[1].strip().isdecimal():
            return None
        arity, place = min(int(option[1].strip()[:2]), 10), option.end()
    parts = []
    for _ in range(3 if own else 2):
        part = reader.braced(place)
        if part is None:
            return None
        parts.append(cut(part[0]))
        place = part[1]
    inner = parts[2] if own else ("#1",)
    inner = tuple([word for word in inner if word != "\\delimsize"])
    body = ("\\left", *parts[0], " ", *inner, " ", "\\right", *parts[1])
    fault = "delimited" if arity > 9 else ""
    return Definition(((named[0], Macro(arity, body, None, fault, True)),), place)


def _environment(reader: Reader, opening: Opening) -> Definition | None:
    match = _ENVIRONMENT.match(reader.text, opening.end)
    begin = None if match is None else _bodied(reader, match.end())
    if match is None or begin is None:
        return None
    end = reader.braced(begin[1])
    if end is None:
        return None
    name = match[1]
    macros = ((f"\\begin{{{name}}}", begin[0]), (f"\\end{{{name}}}", Macro(0, cut(end[0]))))
    return Definition(macros, end[1])


def _document(reader: Reader, opening: Opening) -> Definition | None:
    r"""``\NewDocumentCommand{\y}{O{0} m}{…}``: one optional argument, then others."""
    named = _named(reader, opening.end)
    kinds = None if named is None else reader.braced(named[1])
    body = None if kinds is None else reader.braced(kinds[1])
    if named is None or kinds is None or body is None:
        return None
    match = _ARGUMENTS.fullmatch(kinds[0].strip())
    default = None
    if match is not None and match[1]:
        default = cut(match[1][1:].strip()[1:-1])
    arity = 0 if match is None else match[2].count("m") + (default is not None)
    fault = "delimited" if match is None or arity > 9 else ""
    macro = Macro(arity, cut(body[0]), default, fault)
    return Definition(((named[0], macro),), body[1], False, opening.word.startswith("Provide"))


_DEFINERS: dict[str, Callable[[Reader, Opening], Definition | None]] = {
    **dict.fromkeys(("newcommand", "renewcommand", "providecommand"), _command),
    **dict.fromkeys(("DeclareRobustCommand", "newrobustcmd", "renewrobustcmd"), _command),
    **dict.fromkeys(("providerobustcmd",), _command),
    **dict.fromkeys(("def", "gdef", "edef", "xdef"), _plain), "let": _alias,
    "DeclareMathOperator": _operator, "DeclarePairedDelimiter": _delimiter,
    "DeclarePairedDelimiterX": _delimiter,
    **dict.fromkeys(("newenvironment", "renewenvironment"), _environment),
    **dict.fromkeys(("NewDocumentCommand", "RenewDocumentCommand"), _document),
    **dict.fromkeys(("ProvideDocumentCommand", "DeclareDocumentCommand"), _document),
}  # fmt: skip
