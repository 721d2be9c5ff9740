r"""Complex conjugates under a stated problem: ``\overline{h[1]}``, ``\bar h[1]``, ``h^*[1]``.

In a law the conjugates of an array are an array of their own, called as ``\overline`` names
it; other signs are brought to that one. To read another sign, add a pattern to ``SIGNS``.
"""

from __future__ import annotations

import re

from symconv.model.problem import Problem
from symconv.verify.diagnose import Found
from symconv.verify.indexed import Entry
from symconv.verify.law import Law, Polynomial
from symconv.verify.written import Factor, Side, Term

SIGNS = (
    re.compile(r"\\(?:overline|bar)\{(?P<name>.+)\}(?P<rest>_.*)?\Z"),
    re.compile(r"(?P<name>[^\^]+)\^\{(?:\*|\\ast)\}(?P<rest>_.*)?\Z"),
)
WORDS = ("conj", "conjugate")


def conjugate_name(name: str) -> str:
    r"""What the conjugate of an array or of a letter is called in a law.

    >>> conjugate_name("h"), conjugate_name("w_1")
    ('\\overline{h}', '\\overline{w}_1')
    """
    stem, line, subscript = name.partition("_")
    return rf"\overline{{{stem}}}{line}{subscript}"


def plain_name(name: str) -> str | None:
    r"""What a name is the conjugate of; None where it is none.

    >>> plain_name("\\bar{h}"), plain_name("h^{*}"), plain_name("h")
    ('h', 'h', None)
    """
    for sign in SIGNS:
        if found := sign.match(name):
            return found["name"] + (found["rest"] or "")
    return None


def kernel_name(problem: Problem) -> str:
    """The array that a problem's pixels are multiplied by: the kernel, or its conjugates."""
    name = problem.kernel.name
    return conjugate_name(name) if problem.conjugate else name


def conjugate_of(value: Polynomial) -> Polynomial:
    """The conjugate of a polynomial in letters; its coefficients are real."""
    return {
        tuple((conjugate_name(name), cell) for name, cell in monomial): coefficient
        for monomial, coefficient in value.items()
    }


def unified(written: Side) -> Side:
    """The side with every conjugate called as in a law."""
    return written._replace(terms=tuple(map(_unified, written.terms)))


def _unified(term: Term) -> Term:
    found: list[Factor] = []
    waiting: Factor | None = None  # the word conj, before what it takes
    for factor in term.factors:
        if factor.indices is None and factor.name in WORDS:
            waiting = factor
            continue
        plain = plain_name(factor.name)
        if plain is not None:
            factor = factor._replace(name=conjugate_name(plain))
        elif waiting is not None:
            span = (waiting.span[0], factor.span[1])
            factor = factor._replace(name=conjugate_name(factor.name), span=span)
        waiting = None
        found.append(factor)
    return term._replace(factors=tuple(found)) if found != list(term.factors) else term


def unlike(
    written: Side, left: tuple[Entry, ...] | None, law: Law, text: str
) -> tuple[Found, ...]:
    r"""The factors that lack their conjugate, or have one that the problem has not.

    In ``x[m] \star h[m]``, with the indices of the left side, the sign stands for all.
    """
    problem = law.problem
    if problem is None or all(
        factor.indices == left for term in written.terms for factor in term.factors
    ):
        return ()
    letters = {letter for letter in law.named if plain_name(letter)}
    plain = {name for letter in letters if (name := plain_name(letter)) is not None}
    found = []
    for factor in (factor for term in written.terms for factor in term.factors):
        word, stem = text[slice(*factor.span)], plain_name(factor.name)
        if word.count("(") > word.count(")"):  # the word conj takes what is in parentheses
            word = text[factor.span[0] : factor.span[1] + 1]
        if problem.conjugate and (
            (factor.name == problem.kernel.name and factor.indices is not None)
            or (factor.name in plain and factor.indices is None)
        ):
            says = f"The conjugate is missing: {word} counts as its conjugate."
            found.append(Found(factor.span, "wrong-entry", word, rf"\overline{{{word}}}", says))
        elif stem == problem.image.name and factor.indices is not None:
            says = f"{word} stands without a conjugate in this sum."
            if problem.conjugate:
                says = f"The kernel is conjugated, not the image: {word} has no conjugate here."
            found.append(Found(factor.span, "wrong-entry", word, "", says))
        elif not problem.conjugate and stem is not None and (
            stem == problem.kernel.name or (factor.indices is None and stem in law.named)
        ):
            says = f"The problem has no conjugates, as {word}: add conjugate=true to have them."
            found.append(Found(factor.span, "wrong-entry", word, "", says))
    return tuple(found)
