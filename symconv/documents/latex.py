r"""A whole LaTeX document: the worked example with its picture, for pdfLaTeX.

What users write stands in it only as vetted formulas, and as the problem line, in which
every sign is spelled by its number.
"""

from __future__ import annotations

from collections.abc import Sequence

from symconv.derive.derivation import Step
from symconv.documents.columns import GAP, HIGHEST, WIDEST, beside, page_picture
from symconv.documents.titles import operation, output, title
from symconv.draw.scene import Scene
from symconv.draw.themes import find as find_theme
from symconv.draw.tikz import write
from symconv.model.problem import Problem
from symconv.model.tree import Access
from symconv.render.latex import fragment
from symconv.render.tex import access

THEME = "article"
SHORT = 12  # lines
BREAKS = " ,;]"  # after these a long problem line may go on in the next line
PACKAGES = ("amsmath", "xcolor", "tikz")

_START = r"""\documentclass[10pt,a4paper]{article}
\usepackage[a4paper,margin=18mm]{geometry}
\usepackage{amsmath}
\usepackage{xcolor}
\usepackage{tikz}
\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\setlength{\parindent}{0pt}
\renewcommand{\arraystretch}{1.15}
\raggedbottom
\pdfinfo{/Title <%s>}
\pdfcatalog{/Lang (en)}
\begin{document}
\interlinepenalty=10000 \widowpenalty=10000
\abovedisplayskip=5pt plus 2pt \belowdisplayskip=5pt plus 2pt
\abovedisplayshortskip=3pt plus 2pt \belowdisplayshortskip=5pt plus 2pt
{\LARGE\bfseries\boldmath %s\par}\medskip
{\small\ttfamily\raggedright\color{black!65}%s\par}\bigskip
"""
END = "\\end{document}\n"


def start(problem: Problem) -> str:
    """All before the derivation."""
    name = "feff" + title(problem).encode("utf-16-be").hex()
    found = output(problem)
    shown = operation(problem) + (f", ${access(found)}$" if found is not None else "")
    return _START % (name, shown, spelled(str(problem)))


def spelled(text: str) -> str:
    r"""Any text for TeX, whatever it holds; what is not ASCII is a question mark.

    >>> spelled("a_1")
    'a{\\char95}1'
    """
    found = []
    for sign in text:
        if sign == " " or (sign.isascii() and sign.isalnum()):
            found.append(sign)
        else:
            number = ord(sign) if sign.isascii() and sign.isprintable() else ord("?")
            found.append(f"{{\\char{number}}}")
            if sign in BREAKS:
                found.append("\\allowbreak ")
    return "".join(found)


def worked(problem: Problem, steps: Sequence[Step]) -> str:
    """The picture and the steps; the first ones beside the picture where they fit."""
    scene = page_picture(problem)
    if scene is None:
        return _steps(steps, 0)
    fitting, scale = beside(scene, steps)
    if not fitting:
        scale = min(1.0, WIDEST / scene.width, HIGHEST / scene.height)
        picture = f"\\par{{\\centering {_scaled(scene, scale)}\\par}}\\medskip\n"
        return picture + _steps(steps, 0)
    room = WIDEST - GAP - scale * scene.width
    return (
        f"\\begin{{minipage}}[t]{{{room:.1f}pt}}\\vspace{{0pt}}\n{_steps(steps[:fitting], 0)}"
        f"\\end{{minipage}}\\hfill\n\\begin{{minipage}}[t]{{{scale * scene.width:.1f}bp}}"
        f"\\vspace{{0pt}}\n{_scaled(scene, scale)}\\end{{minipage}}\\par\n"
        f"{_steps(steps[fitting:], fitting)}"
    )


def _steps(steps: Sequence[Step], before: int) -> str:
    """The steps, with numbers from ``before`` on; a short last one is not on a page alone."""
    parts = []
    written = [fragment(step) for step in steps]
    short = len(steps) > 1 and all(text.count(r"\\") < SHORT for text in written[-2:])
    for number, (step, formulas) in enumerate(zip(steps, written), 1):
        count = before + number
        mark = rf"\leavevmode\llap{{\footnotesize\color{{black!55}}{count}\hspace{{4mm}}}}"
        text = f"{mark}{step.because}\n{formulas}\n"
        held = "\\nopagebreak" if short and number == len(steps) else ""
        if short and number == len(steps) - 1:
            text = f"{{\\postdisplaypenalty=10000\n{text}}}"
        parts.append(f"\\par{held}\\addvspace{{8pt}}\n{text}")
    return "".join(parts)


def _scaled(scene: Scene, scale: float) -> str:
    return f"\\scalebox{{{scale:.3f}}}{{%\n{write(scene, find_theme(THEME)).rstrip()}}}"


def section(problem: Problem, number: int) -> str:
    """The heading of one output among others, on a new page."""
    found = output(problem)
    assert isinstance(found, Access)
    page = "\\clearpage\n" if number else ""
    return f"{page}{{\\Large\\bfseries\\boldmath ${access(found)}$\\par}}\\medskip\n"
