r"""Formula text to tokens with their places, in one pass and linear time.

A token is a tuple ``(kind, value, start, end)`` with offsets into the text; the kinds
are listed in ``macros.py``. What only changes the looks (spacing, ``\left``, colours,
comments) makes no token. Macros that take an argument to be passed over or read as
words are in the sets of ``macros.py``, all others in its tables.
"""

from __future__ import annotations

import re

from symconv.read.macros import (
    COLUMNED,
    ENTITIES,
    HIDDEN,
    MACROS,
    OVERLAYS,
    REPAIRED,
    SIGNS,
    SIZES,
    SPOKEN,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    UPRIGHT,
    WORDS,
    words,
)
from symconv.read.syntax import Repair

Token = tuple[str, str, int, int]

_SCAN = re.compile(
    r"""[ \t\r\f\v\u00a0\u2000-\u200b\u2060\u3000\ufeff~]+
  | ([A-Za-z]+)                                                           # 1 letters
  | ([0-9]+(?:\.[0-9]+|\{,\}[0-9]+)?|\.[0-9]+)                            # 2 number
  | (<=>|=>|->|<=|>=|!=|:=|==|=:|//+|\.\.+|[-+=\[\](){},_^&*/|<>!':;.])     # 3 signs
  | \\([A-Za-z]+)                                                         # 4 macro
  | (\\\\)\*?                                                             # 5 row break
  | \\([^A-Za-z])                                                         # 6 control
  | (\n)\s*                                                               # 7 newline
  | %[^\n]*
  | (.)                                                                   # 8 anything
    """,
    re.VERBOSE | re.DOTALL,
).finditer
_ARGUMENT = re.compile(r"\*?\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}").match
_OPTION = re.compile(r"\s*\[[^\]\n{}]*\]").match
_SKIP = re.compile(r"[ \t]*\[\s*-?[0-9.]+\s*(?:[a-z][a-z]|\\\w+)\s*\]").match
_WORD = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)\s*\Z").match
_ENTITY = re.compile(r"&(#[0-9]{2,5}|" + "|".join(ENTITIES) + ");").match
_NAMED = re.compile(r"\s*[_\[(^']").match

_SLIDES = re.compile(r"(?:\s*[*+]?\s*<[-+.,|:()0-9a-z \t]*>)?(\s*\{)?").match

OPENED = "{<"
"""The value of a brace that only says where an overlay ends."""

_TAKERS = HIDDEN | UPRIGHT | SPOKEN | SIZES | OVERLAYS | {"tag", "begin", "end"}

_SIGNS: dict[str, tuple[str, str]] = {
    **{sign: (sign, sign) for sign in "+-[](){},_^&/|!':;"},
    "=": ("=", "="), "<": ("=", "<"), ">": ("=", ">"), "<=": ("=", "<="), ">=": ("=", ">="),
    "!=": ("=", "!="), ":=": ("=", ":="), "=:": ("=", "=:"), "==": ("=", "="), "*": ("*", "*"),
    "=>": ("Z", r"\Rightarrow"), "<=>": ("Z", r"\iff"), "->": ("Z", r"\to"), ".": (",", "."),
}  # fmt: skip
_CONTROL: dict[str, tuple[str, str]] = {
    "{": ("S", "{"), "}": ("s", "}"), "|": ("|", "|"), "_": ("_", "_"), "*": ("*", "*"),
    "[": ("[", "["), "]": ("]", "]"), "(": ("(", "("), ")": (")", ")"),
}  # fmt: skip
NOT_NAMES = words(
    "for if where and or with when otherwise so thus hence since else then is as by of to from "
    "at on in because therefore while such that note let"
)
"""Words that join statements: ``\\text{if}(n=0)`` names nothing."""


def lex(text: str, start: int, end: int) -> tuple[list[Token], list[Repair]]:
    r"""The tokens of ``text[start:end]``, ended by a ``$`` token, and the slips repaired.

    >>> [kind for kind, *_ in lex(r"x_1 \cdot 2", 0, 11)[0]]
    ['a', '_', 'n', '*', 'n', '$']
    """
    tokens: list[Token] = []
    repairs: list[Repair] = []
    place = start
    while place < end:
        place = _run(text, place, end, tokens, repairs)
    tokens.append(("$", "", end, end))
    return tokens, repairs


def _run(text: str, start: int, end: int, tokens: list[Token], repairs: list[Repair]) -> int:
    """Tokens from ``start`` on, up to a macro with an argument; where to go on behind it."""
    add = tokens.append
    for match in _SCAN(text, start, end):
        group = match.lastindex
        if group is None:
            continue
        begin, stop = match.span()
        if group == 3:
            sign = match[3]
            entry = _SIGNS.get(sign)
            if entry is None:
                _dotted(sign, begin, stop, text, tokens, repairs)
            elif sign == "&" and (entity := _ENTITY(text, begin, end)):
                _named_sign(entity[1], begin, entity.end(), tokens)
                return entity.end()
            else:
                add((entry[0], entry[1], begin, stop))
        elif group == 1:
            if stop - begin == 1:
                add(("a", match[1], begin, stop))
            else:
                _letters(match[1], begin, stop, tokens, repairs)
        elif group == 2:
            add(("n", match[2], begin, stop))
        elif group == 4:
            macro = match[4]
            if macro in _TAKERS:
                after = _taker(macro, text, begin, stop, end, tokens)
                if after > stop:
                    return after
            found = MACROS.get(macro, ("U", match[0]))
            if found is not None:
                add((found[0], found[1], begin, stop))
        elif group == 7:
            if tokens and tokens[-1][0] not in "RN":
                add(("N", "", begin, begin + 1))
        elif group == 6:
            found = _CONTROL.get(match[6])
            if found is not None:
                add((found[0], found[1], begin, stop))
            elif match[6] not in ",;:!>/- \n\t\r":
                add(("U", match[0], begin, stop))
        elif group == 5:
            if tokens and tokens[-1][0] == "N":
                tokens.pop()
            add(("R", "\\\\", begin, stop))
            if skipped := _SKIP(text, stop, end):
                return skipped.end()
        else:
            stop = _seldom(text, begin, end, tokens)
            if stop > begin + 1:
                return stop
    return end


def _taker(macro: str, text: str, begin: int, stop: int, end: int, tokens: list[Token]) -> int:
    """A macro and what it takes: words, or passed over; where to go on, ``stop`` if nothing."""
    if macro in SIZES:  # \right. is no full stop
        dot = stop
        while dot < end and text[dot] in " \t":
            dot += 1
        return dot + 1 if text[dot : dot + 1] == "." and dot < end else stop
    if macro in OVERLAYS:
        slides = _SLIDES(text, stop, end)
        assert slides is not None
        after = slides.end()
        if slides[1]:
            tokens.append(("{", OPENED, after - 1, after))
        return after
    if macro in HIDDEN and (option := _OPTION(text, stop, end)):
        stop = option.end()
    argument = _ARGUMENT(text, stop, end)
    if argument is None:
        return stop
    inner, after = argument[1], argument.end()
    if macro in HIDDEN:
        return after
    if macro == "tag":
        tokens.append(("#", inner.strip(), begin, after))
    elif macro == "end":
        tokens.append(("E", inner.strip(), begin, after))
    elif macro == "begin":
        name = inner.strip()
        tokens.append(("B", name, begin, after))
        if text[after : after + 3] in ("[t]", "[b]", "[c]"):
            after += 3
        if name.rstrip("*") in COLUMNED and (columns := _ARGUMENT(text, after, end)):
            after = columns.end()
    else:
        return _said(macro, inner, begin, after, stop, text, tokens)
    return after


def _said(
    macro: str, inner: str, begin: int, after: int, stop: int, text: str, tokens: list[Token]
) -> int:
    """A name (``\\mathrm{out}``, ``\\text{out}[n]``) or words (``\\text{ for }``)."""
    word = _WORD(inner)
    if word and (macro in UPRIGHT or _NAMED(text, after)):
        kind, value = WORDS.get(word[1], ("a", word[1]))
        joins = inner != word[1] or text[after : after + 1] not in ("[", "_")
        if macro not in UPRIGHT and word[1] in NOT_NAMES and joins:
            kind, value = "T", word[1]
        tokens.append((kind, value, begin, after))
    elif macro in SPOKEN:
        tokens.append(("T", inner, begin, after))
    else:
        return stop
    return after


def _letters(run: str, begin: int, stop: int, tokens: list[Token], repairs: list[Repair]) -> None:
    """Letters side by side: a known word, or each for itself."""
    entry = WORDS.get(run)
    if entry is None:
        tokens.extend([("a", run[k], begin + k, begin + k + 1) for k in range(len(run))])
        return
    if tokens and tokens[-1][0] == "_":  # x_dots is no row of dots
        entry = ("a", run)
    elif run in REPAIRED:
        repairs.append(Repair(run, "\\" + run, (begin, stop)))
    tokens.append((entry[0], entry[1], begin, stop))


def _dotted(
    sign: str, begin: int, stop: int, text: str, tokens: list[Token], repairs: list[Repair]
) -> None:
    """Runs of full stops, and the slashes that some write for a row break."""
    if sign[0] == ".":
        tokens.append(("D", "...", begin, stop))
    elif len(sign) > 2:
        tokens.append(("U", sign, begin, stop))
    elif not tokens or tokens[-1][0] in "RN":
        repairs.append(Repair(sign, "", (begin, stop)))
    elif text[stop : stop + 80].lstrip(" \t\r")[:1] in ("\n", ""):
        repairs.append(Repair(sign, "\\\\", (begin, stop)))
        tokens.append(("R", "\\\\", begin, stop))
    else:
        tokens.append(("U", sign, begin, stop))


def _seldom(text: str, begin: int, end: int, tokens: list[Token]) -> int:
    """A letter or sign beyond ASCII, or a run of them; where to go on."""
    letter = text[begin]
    place = begin + 1
    for plain in (SUBSCRIPTS, SUPERSCRIPTS):
        if letter in plain:
            while place < end and text[place] in plain:
                place += 1
            _raised(text[begin:place], begin, plain, tokens)
            return place
    if _worded(letter):
        while place < end and _worded(text[place]):
            place += 1
        tokens.append(("T", text[begin:place], begin, place))
        return place
    kind, value = SIGNS.get(letter, ("a" if letter.isalpha() else "U", letter))
    tokens.append((kind, value, begin, place))
    return place


def _named_sign(name: str, begin: int, stop: int, tokens: list[Token]) -> None:
    """A sign by its name in HTML: ``&lt;``, ``&times;``, ``&#8722;``."""
    sign = chr(int(name[1:])) if name[0] == "#" else ENTITIES[name]
    if not sign.isspace():
        kind, value = SIGNS.get(sign) or _SIGNS.get(sign, ("U", sign))
        tokens.append((kind, value, begin, stop))


def _worded(letter: str) -> bool:
    """Whether a letter belongs to a script whose words stand without ``\\text``."""
    return (
        "\u3041" <= letter <= "\u30ff"
        or "\u3400" <= letter <= "\u9fff"
        or ("\uac00" <= letter <= "\ud7af")
    )


def _raised(run: str, begin: int, plain: dict[str, str], tokens: list[Token]) -> None:
    """Unicode subscripts and superscripts, as ``_{…}`` and ``^{…}``."""
    stop = begin + len(run)
    tokens.append(("_" if plain is SUBSCRIPTS else "^", run, begin, begin + 1))
    tokens.append(("{", "{", begin, begin + 1))
    for place, letter in enumerate(run, begin):
        sign = plain.get(letter, "?")
        last = tokens[-1]
        if sign.isdigit() and last[0] == "n":
            tokens[-1] = ("n", last[1] + sign, last[2], place + 1)
        elif sign.isdigit():
            tokens.append(("n", sign, place, place + 1))
        else:
            kind = "a" if sign.isalpha() else "U" if sign == "?" else sign
            tokens.append((kind, sign, place, place + 1))
    tokens.append(("}", "}", stop - 1, stop))
