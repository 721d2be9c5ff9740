"""Names of arrays and letters, as LaTeX and as a terminal shows them.

A name comes from the reader: a letter, a macro, an accented or decorated letter, a word, or
what stands in the parentheses of ``(f*g)``. Nothing but letters, digits and a few signs gets
through.
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
_ACCENTED = re.compile(r"(\\[A-Za-z]+)\{(.+)\}\Z", re.DOTALL)
_SUBSCRIPT = re.compile(r"(.+?)_\{?([^{}]+)\}?\Z", re.DOTALL)


def tex_name(name: str) -> str:
    r"""A name in LaTeX, whatever it holds.

    >>> tex_name("n_1"), tex_name("out"), tex_name(r"\phi")
    ('n_{1}', '\\mathrm{out}', '\\phi')
    """
    stem = name.rstrip("'")
    primes = name[len(stem) :]
    if stem in LETTERS or re.fullmatch(r"\\[A-Za-z]+", stem):
        return name
    if stem[:1] == "(" and stem[-1:] == ")":
        return f"({_tokens(stem[1:-1])}){primes}"
    script = re.fullmatch(r"(.+)\^\{([A-Za-z0-9(),]+)\}", stem)
    if script:
        return f"{tex_name(script[1])}^{{{script[2]}}}{primes}"
    accent = _ACCENTED.match(stem)
    if accent:
        return f"{accent[1]}{{{tex_name(accent[2])}}}{primes}"
    lowered = _SUBSCRIPT.match(stem)
    if lowered:
        return f"{tex_name(lowered[1])}_{{{_safe(lowered[2])}}}{primes}"
    return rf"\mathrm{{{_safe(stem)}}}{primes}"


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
    """
    stem = name.rstrip("'")
    if stem != name:
        return plain_name(stem) + name[len(stem) :]
    for macro, sign in (*GREEK.items(), *STARS.items()):
        if name == macro:
            return sign
        if name[:1] == "(":
            name = name.replace(macro, sign)
    accent = _ACCENTED.match(name)
    if accent:
        inner = plain_name(accent[2])
        return inner + ACCENTS.get(accent[1], "")
    return name
