r"""Formula text to tokens with their places, in one pass and linear time.

A token is a tuple ``(kind, value, start, end)`` with offsets into the text; the kinds
are listed in ``macros.py``. What only changes the looks (spacing, ``\left``, colours,
comments) makes no token. Macros that take an argument to be passed over or read as
words are alternatives of ``_SCAN`` here; all others are rows of ``macros.MACROS``.
"""

from __future__ import annotations

import re

from symconv.read.macros import MACROS, REPAIRED, SIGNS, SUBSCRIPTS, SUPERSCRIPTS, WORDS
from symconv.read.syntax import Repair

Token = tuple[str, str, int, int]

_ARGUMENT = r"\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
_PATTERN = rf"""
    [ \t\r\f\v\u00a0\u2000-\u200b\u2060\u3000\ufeff~]+
  | ([A-Za-z]+)                                                                 # 1 letters
  | ([0-9]+(?:\.[0-9]+|\{{,\}}[0-9]+)?|\.[0-9]+)                                # 2 number
  | (<=>|=>|->|<=|>=|!=|:=|==|=:|//+|\.\.+|[-+=\[\](){{}},_^&*/|<>!':;.])         # 3 signs
  | \\(?:left|right|[bB]igg?[lrm]?)\s*\.
  | \\(?:color|textcolor|colorbox|hspace\*?|vspace\*?|[hv]?phantom|label|cline|hskip|eqref
        |mathstyle|class|cssId|style|href)(?:\s*\[[^\]\n{{}}]*\])?{_ARGUMENT}
  | \\(?:text|mbox|operatorname\*?|math(?:bf|rm|it|sf|tt|normal)|boldsymbol|bm|text(?:rm|bf|it|sf|tt
        |up|normal|sc))\s*\{{\s*([A-Za-z][A-Za-z0-9-]*)\s*\}}(?=\s*[_\[(^'])    # 4 word as name
  | \\(?:operatorname\*?|math(?:bf|rm|it|sf|tt|normal)|boldsymbol|bm)
        \s*\{{\s*([A-Za-z][A-Za-z0-9-]*)\s*\}}                                  # 5 name
  | \\(?:text(?:rm|bf|it|sf|tt|up|normal|sc|color)?|mbox|hbox|intertext|shortintertext|operatorname
        \*?|mathrm)({_ARGUMENT})                                                # 6 words
  | \\tag\*?({_ARGUMENT})                                                       # 7 tag
  | \\begin\s*\{{\s*((?:array|[ax]*lignat|alignedat|tabular|subarray|darray)\*?)\s*\}}
        (?:\s*\[[a-z]*\])?{_ARGUMENT}                                           # 8 begin
  | \\begin\s*\{{\s*([A-Za-z]+\*?)\s*\}}(?:\[[a-z]\])?                          # 9 begin
  | \\end\s*\{{\s*([A-Za-z]+\*?)\s*\}}                                          # 10 end
  | (\\\\)\*?(?:[ \t]*\[\s*-?[0-9.]+\s*(?:pt|em|ex|mm|cm|in|px|pc|mu|sp|\\\w+)\s*\])?  # 11 row
  | \\([A-Za-z]+)                                                               # 12 macro
  | \\([^A-Za-z])                                                               # 13 control
  | (\n)\s*                                                                     # 14 newline
  | %[^\n]*
  | ([₀-₎ᵢⱼₖₗₘₙₚₛₜᵤᵥₓₐₑₕₒᵣ]+)                                                   # 15 subscripts
  | ([⁰¹²³⁴-⁾ⁿⁱʲᵏˡᵐᵀ]+)                                                         # 16 superscripts
  | ([\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]+)                                # 17 words
  | (.)                                                                         # 18 anything
"""
_SCAN = re.compile(_PATTERN, re.VERBOSE | re.DOTALL).finditer

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
NOT_NAMES = frozenset(
    [
        "for",
        "if",
        "where",
        "and",
        "or",
        "with",
        "when",
        "otherwise",
        "so",
        "thus",
        "hence",
        "since",
        "else",
        "then",
        "is",
        "as",
        "by",
        "of",
        "to",
        "from",
        "at",
        "on",
        "in",
        "because",
        "therefore",
        "while",
        "such",
        "that",
        "note",
        "let",
    ]
)
"""Words that join statements: ``\\text{if}(n=0)`` names nothing."""


def lex(text: str, start: int, end: int) -> tuple[list[Token], list[Repair]]:
    r"""The tokens of ``text[start:end]``, ended by a ``$`` token, and the slips repaired.

    >>> [kind for kind, *_ in lex(r"x_1 \cdot 2", 0, 11)[0]]
    ['a', '_', 'n', '*', 'n', '$']
    """
    tokens: list[Token] = []
    repairs: list[Repair] = []
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
            else:
                add((entry[0], entry[1], begin, stop))
        elif group == 1:
            if stop - begin == 1:
                add(("a", match[1], begin, stop))
            else:
                _letters(match[1], begin, stop, tokens, repairs)
        elif group == 2:
            add(("n", match[2], begin, stop))
        elif group == 12:
            found = MACROS.get(match[12], ("U", match[0]))
            if found is not None:
                add((found[0], found[1], begin, stop))
        elif group == 14:
            if tokens and tokens[-1][0] not in "RN":
                add(("N", "", begin, begin + 1))
        elif group == 13:
            found = _CONTROL.get(match[13])
            if found is not None:
                add((found[0], found[1], begin, stop))
            elif match[13] not in ",;:!>/- \n\t\r":
                add(("U", match[0], begin, stop))
        elif group == 11:
            if tokens and tokens[-1][0] == "N":
                tokens.pop()
            add(("R", "\\\\", begin, stop))
        else:
            _seldom(match, group, tokens)
    add(("$", "", end, end))
    return tokens, repairs


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


def _seldom(match: re.Match[str], group: int, tokens: list[Token]) -> None:
    begin, stop = match.span()
    value = match[group]
    if group in (4, 5):
        if group == 4 and value in NOT_NAMES:
            tokens.append(("T", value, begin, stop))
            return
        kind, value = WORDS.get(value, ("a", value))
        tokens.append((kind, value, begin, stop))
    elif group == 6:
        tokens.append(("T", value.strip()[1:-1], begin, stop))
    elif group == 7:
        tokens.append(("#", value.strip()[1:-1].strip(), begin, stop))
    elif group in (8, 9):
        tokens.append(("B", value, begin, stop))
    elif group == 10:
        tokens.append(("E", value, begin, stop))
    elif group in (15, 16):
        _raised(value, begin, SUBSCRIPTS if group == 15 else SUPERSCRIPTS, tokens)
    elif group == 17:
        tokens.append(("T", value, begin, stop))
    else:
        kind, value = SIGNS.get(value, ("a" if value.isalpha() else "U", value))
        tokens.append((kind, value, begin, stop))


def _raised(run: str, begin: int, plain: dict[str, str], tokens: list[Token]) -> None:
    """Unicode subscripts and superscripts, as ``_{…}`` and ``^{…}``."""
    stop = begin + len(run)
    tokens.append(("_" if plain is SUBSCRIPTS else "^", run, begin, begin))
    tokens.append(("{", "{", begin, begin))
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
    tokens.append(("}", "}", stop, stop))
