"""Which names users may give to arrays, indices and sizes, and how each is written.

A name is one ASCII letter, or one letter macro from ``GREEK``; nothing else can
reach the output, so a name cannot smuggle a command into it. To allow another
macro, add it to ``GREEK`` with its Unicode letter.
"""

from __future__ import annotations

from symconv.errors import ProblemError, quote

GREEK: dict[str, str] = {
    r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\delta": "δ", r"\epsilon": "ϵ",
    r"\varepsilon": "ε", r"\zeta": "ζ", r"\eta": "η", r"\theta": "θ", r"\kappa": "κ",
    r"\lambda": "λ", r"\mu": "μ", r"\nu": "ν", r"\xi": "ξ", r"\pi": "π", r"\rho": "ρ",
    r"\sigma": "σ", r"\tau": "τ", r"\phi": "ϕ", r"\varphi": "φ", r"\chi": "χ",
    r"\psi": "ψ", r"\omega": "ω", r"\ell": "ℓ", r"\Gamma": "Γ", r"\Delta": "Δ",
    r"\Theta": "Θ", r"\Lambda": "Λ", r"\Xi": "Ξ", r"\Pi": "Π", r"\Sigma": "Σ",
    r"\Phi": "Φ", r"\Psi": "Ψ", r"\Omega": "Ω",
}  # fmt: skip

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def is_letter(text: str) -> bool:
    """Whether ``text`` is one ASCII letter."""
    return text in LETTERS


def check_name(text: str, role: str) -> str:
    r"""Return ``text`` if it may name something; ``role`` is used in the message.

    >>> check_name(r"\phi", "the image")
    '\\phi'

    Raises ProblemError for anything but one letter or one macro of ``GREEK``.
    """
    if is_letter(text) or text in GREEK:
        return text
    raise ProblemError(
        f"{quote(text)} cannot name {role}: "
        r"use one letter (x, H) or one Greek letter macro (\phi, \Omega)"
    )


def plain(name: str) -> str:
    r"""The name without its backslash, as SymPy and terminals write it.

    >>> plain(r"\phi"), plain("x")
    ('phi', 'x')
    """
    return name.removeprefix("\\")
