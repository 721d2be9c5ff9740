"""Names of arrays and letters, as LaTeX and as a terminal shows them.

A name comes from the reader: a letter, a macro, an accented or decorated letter, a word, or
what stands in the parentheses of ``(f*g)``, with scripts and primes. Nothing but letters,
digits, a few signs and the macros of ``GREEK`` and ``MARKS`` gets through.
"""

from __future__ import annotations

import re

from symconv.model.names import GREEK, LETTERS

ACCENTS = {
    r"\hat": "\u0302", r"\widehat": "\u0302", r"\tilde": "\u0303", r"\widetilde": "\u0303",
    r"\bar": "\u0304", r"\overline": "\u0304", r"\dot": "\u0307", r"\vec": "\u20d7",
}  # fmt: skip
STARS = {r"\ast": "∗", r"\star": "⋆", r"\cdot": "·", r"\times": "×", r"\circledast": "⊛",
         r"\otimes": "⊗", r"\odot": "⊙"}  # fmt: skip
MARKS = {r"\prime": "′", r"\dagger": "†", r"\top": "⊤", **STARS}
_ACCENTED = re.compile(r"(\\[A-Za-z]+)\{(.+)\}\Z", re.DOTALL)
_SCRIPTED = re.compile(r"(.+?)([_^])(?:\{([^{}]+)\}|([^{}^_]+))\Z", re.DOTALL)
_SCRIPT = re.compile(r"\\[A-Za-z]+|[^\W_]|[-+,*()'\[\]]")


def tex_name(name: str) -> str:
    r"""A name in LaTeX, whatever it holds.

    >>> tex_name("n_1"), tex_name("out"), tex_name(r"\phi")
    ('n_{1}', '\\mathrm{out}', '\\phi')
    >>> tex_name("y^{*}"), tex_name(r"\hat{x}^{(l-1)}")
    ('y^{*}', '\\hat{x}^{(l-1)}')
    """
    stem = name.rstrip("'")
    primes = name[len(stem) :]
    if stem in LETTERS or re.fullmatch(r"\\[A-Za-z]+", stem):
        return name
    if stem[:1] == "∂" and "/∂" in stem:
        top, bottom = (tex_name(part) for part in name[1:].split("/∂", 1))
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
    if stem[:1] == "(" and stem[-1:] == ")":
        return f"({_tokens(stem[1:-1])}){primes}"
    accent = _ACCENTED.match(stem)
    if accent and balanced(accent[2]):
        return f"{accent[1]}{{{tex_name(accent[2])}}}{primes}"
    script = _SCRIPTED.match(stem)
    if script:
        base, sign, inner = script[1], script[2], _tex_script(script[3] or script[4])
        if sign == "^" and (lower := _SCRIPTED.match(base)) and lower[3]:  # a word below a layer
            return rf"{tex_name(lower[1])}_{{\text{{{_safe(lower[3])}}}}}^{{{inner}}}{primes}"
        return f"{tex_name(base)}{sign}{{{inner}}}{primes}"
    return rf"\mathrm{{{_safe(stem)}}}{primes}"


def balanced(text: str) -> bool:
    r"""Whether every brace is closed after it is opened: not so in ``x}^{(k)``."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def stem_of(name: str) -> str:
    r"""A name without its scripts.

    >>> stem_of(r"\hat{x}^{(l-1)}"), stem_of("x'_1"), stem_of("(f*g)")
    ('\\hat{x}', "x'", '(f*g)')
    """
    found = None if name[:1] == "(" else _SCRIPTED.match(name)
    return stem_of(found[1]) if found and balanced(found[1]) else name


def _tex_script(text: str) -> str:
    parts = [r"\prime" if part == "'" else part for part in _marks(text)]
    return "".join(f"{part} " if part[:1] == "\\" else part for part in parts).strip()


def _marks(text: str) -> list[str]:
    """The letters, digits and signs of a script that may be shown."""
    parts = _SCRIPT.findall(text)
    return [part for part in parts if part[0] != "\\" or part in GREEK or part in MARKS]


def _safe(text: str) -> str:
    return "".join(one for one in text if one.isalnum() or one in "-,")


def _tokens(text: str) -> str:
    """What stands in the parentheses of (f*g): names and signs."""
    parts = re.findall(r"\\[A-Za-z]+|[A-Za-z0-9]|[*⋆∗'_^{},()\[\]+-]", text)
    words = [{"⋆": r"\star ", "∗": r"\ast "}.get(part, part) for part in parts]
    return "".join(f"{word} " if word[:1] == "\\" else word for word in words).strip()


def plain_name(name: str) -> str:
    r"""A name as a terminal shows it.

    >>> plain_name(r"\phi'"), plain_name(r"\hat{x}"), plain_name("n_1")
    ("ϕ'", 'x̂', 'n_1')
    >>> plain_name(r"x^{(\ell-1)}"), plain_name("y^{*}")
    ('x^{(ℓ-1)}', 'y^*')
    """
    if name[:1] == "∂" and "/∂" in name:
        top, bottom = (plain_name(part) for part in name[1:].split("/∂", 1))
        return f"∂{top}/∂{bottom}"
    stem = name.rstrip("'")
    if stem != name:
        return plain_name(stem) + name[len(stem) :]
    for macro, sign in (*GREEK.items(), *STARS.items()):
        if name == macro:
            return sign
        if name[:1] == "(":
            name = name.replace(macro, sign)
    accent = _ACCENTED.match(name)
    if accent and balanced(accent[2]):
        inner = plain_name(accent[2])
        return inner + ACCENTS.get(accent[1], "")
    script = _SCRIPTED.match(name)
    if script and script[2] == "^":
        marks = _marks(script[3] or script[4])
        inner = "".join(GREEK.get(part) or MARKS.get(part, part) for part in marks)
        return f"{plain_name(script[1])}^{inner if len(inner) == 1 else f'{{{inner}}}'}"
    return name
