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
    environment = "aligned" if re.search(r"\\\\|(?<!\\)&", latex) else ""
    if whole and "\\begin{" + whole[1] not in whole[3]:
        if whole[1] not in _INSIDE:  # one that may stand in a display, such as aligned
            return latex
        inside, latex = _INSIDE[whole[1]], whole[3].strip()
        environment = inside or ""
    if not environment or (not whole and latex.startswith("\\begin{") and "&" not in _bare(latex)):
        return latex
    return f"\\begin{{{environment}}} {latex} \\end{{{environment}}}"


def _bare(latex: str) -> str:
    """What stands outside environments."""
    previous = ""
    while previous != latex:
        previous = latex
        latex = re.sub(r"\\begin\{(\w+)\*?\}(?:(?!\\begin\{).)*?\\end\{\1\*?\}", "", latex,
                       flags=re.DOTALL)  # fmt: skip
    return latex
