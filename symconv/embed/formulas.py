r"""Formulas that somebody wrote, as displays for places that bring their own delimiters.

    >>> displayed(r"\begin{align*} a &= b \\ &= c \end{align*}")
    '\\begin{aligned} a &= b \\\\ &= c \\end{aligned}'

MathJax, KaTeX and LaTeX take what is given here between ``$$``, where environments such as
``align`` may not stand. To know another environment, add it to ``_INSIDE``.
"""

from __future__ import annotations

import re

from symconv.read.document import read_document

_INSIDE = {
    "align": "aligned", "flalign": "aligned", "eqnarray": "aligned", "gather": "gathered",
    "multline": "gathered", "equation": "", "displaymath": "", "math": "",
}  # fmt: skip
_WHOLE = re.compile(r"\\begin\{(\w+)(\*?)\}(.*)\\end\{\1\2\}", re.DOTALL)
_LINES = re.compile(r"\\\\|(?<!\\)&")
_ENVIRONMENT = re.compile(r"\\begin\{(\w+)\*?\}(?:(?!\\begin\{).)*?\\end\{\1\*?\}", re.DOTALL)
_ASIDE = re.compile(r"\\label\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])|(?<!\\)%[^\n]*")


def formulas(text: str, kind: str) -> list[str]:
    """All formulas of a passage of a kind (tex, md, rst), each as a display.

    >>> formulas("Given $$ a = b $$ and $c$.", "md")
    ['a = b', 'c']
    """
    found = read_document(text, kind)
    return [displayed(found.text[slice(*formula.inner)]) for formula in found.formulas]


def displayed(latex: str) -> str:
    """One formula as a display: lines and columns are in an environment that may stand in one."""
    # No line may be empty, and a comment may leave one so.
    lines = [line.rstrip() for line in _ASIDE.sub("", latex).splitlines()]
    latex = "\n".join(filter(None, lines)).strip()
    whole = _WHOLE.fullmatch(latex)
    environment = ""
    if whole and whole[1] in _INSIDE and f"{{{whole[1]}{whole[2]}}}" not in whole[3]:
        environment, latex = _INSIDE[whole[1]], whole[3].strip()
    if not environment and _LINES.search(_bare(latex)):
        environment = "aligned"
    return f"\\begin{{{environment}}} {latex} \\end{{{environment}}}" if environment else latex


def _bare(latex: str) -> str:
    """What stands outside environments."""
    previous = ""
    while previous != latex:
        previous = latex
        latex = _ENVIRONMENT.sub("", latex)
    return latex
