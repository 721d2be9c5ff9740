"""PDF: the finished page, through pdfLaTeX where it is installed, else through typst."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence

from symconv import pdflatex
from symconv.derive.derivation import Derivation, Step, derive_all
from symconv.derive.steps import range_steps
from symconv.derive.terms import supports
from symconv.documents import latex, typst
from symconv.draw.typeset import typst_installed
from symconv.errors import OutputError
from symconv.model.problem import Problem

MAX_TERMS = 5_000
MAX_OUTPUTS = 200
SECONDS = 300.0
NO_PROGRAM = (
    "pdf needs TeX or typst, and neither is installed: 'pip install \"symconv[typst]\"' is the "
    "small one, 'apt-get install texlive-latex-recommended texlive-pictures' the usual one"
)

Part = tuple[Problem, Sequence[Step]]


def derivation(derived: Derivation, detail: str = "normal") -> Iterator[bytes]:
    """The page of one output, or of any output where none is given."""
    _check_terms(len(derived.terms))
    yield _made(derived.problem, [(derived.problem, derived.steps(detail))])


def outputs(problem: Problem, detail: str = "normal") -> Iterator[bytes]:
    """One document with the outputs one after the other."""
    count = 1
    for box in supports(problem):
        count *= len(box)
    if count > MAX_OUTPUTS:
        raise OutputError(
            f"{count} outputs are too many for one PDF (at most {MAX_OUTPUTS}): "
            "choose some with output=, such as output=0..9,0..9, or use --to html"
        )
    derivations = list(derive_all(problem, Derivation))
    _check_terms(sum(len(derived.terms) for derived in derivations))
    parts = [(derived.problem, derived.steps(detail)) for derived in derivations]
    yield _made(problem, parts)


def ranges(problem: Problem) -> Iterator[bytes]:
    """The page of the solved ranges."""
    yield _made(problem, [(problem._replace(at=None), range_steps(problem))])


def _check_terms(count: int) -> None:
    if count > MAX_TERMS:
        raise OutputError(
            f"{count} terms are too many for a PDF (at most {MAX_TERMS}): "
            "use a smaller kernel, choose some outputs with output=, or use --to html"
        )


def notes() -> tuple[str, ...]:
    """What to know about how pages are made here; OutputError where nothing can make them."""
    lacking = _lacking()
    if not lacking:
        return ()
    if not typst_installed():
        raise OutputError(NO_PROGRAM)
    return (f"{lacking}, so the page is made with typst",)


def _made(problem: Problem, parts: Sequence[Part]) -> bytes:
    if not _lacking():
        return pdflatex.pdf(_latex(problem, parts), seconds=SECONDS)
    if not typst_installed():
        raise OutputError(NO_PROGRAM)
    return typst.pdf(problem, parts)


def _lacking() -> str:
    """What is missing of TeX, or nothing."""
    if not pdflatex.installed():
        return "pdfLaTeX is not installed"
    finder = shutil.which("kpsewhich")
    if finder is None:  # some TeX gets packages when they are first asked for
        return ""
    files = [f"{package}.sty" for package in latex.PACKAGES]
    done = subprocess.run([finder, *files], capture_output=True, check=False)
    found = done.stdout.decode("utf-8", "replace")
    missing = [file for file in files if file not in found]
    return f"pdfLaTeX has no {missing[0]}" if missing else ""


def _latex(problem: Problem, parts: Sequence[Part]) -> str:
    written = [latex.start(problem)]
    for number, (one, steps) in enumerate(parts):
        if len(parts) > 1:
            written.append(latex.section(one, number))
        written.append(latex.worked(one, steps))
    return "".join([*written, latex.END])
