"""symconv: worked examples for discrete convolution and cross-correlation.

>>> import symconv
>>> problem = symconv.Problem.parse("conv image=7x7 kernel=3x3")
>>> problem.derive(at=(1, 1)).value.coeff(symconv.symbol("x[1,1]"))
e

The public names are those in ``__all__``; each is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from symconv.api import Derivation, Problem, Range
    from symconv.errors import OutputError, ProblemError, ScalarError, SymconvError
    from symconv.model.algebra import symbol
    from symconv.verify import verify
    from symconv.verify.report import Report

__version__ = "0.1.0"
__all__ = [
    "Derivation",
    "OutputError",
    "Problem",
    "ProblemError",
    "Range",
    "Report",
    "ScalarError",
    "SymconvError",
    "__version__",
    "symbol",
    "verify",
]

_PLACES = {
    "Derivation": "symconv.api",
    "Problem": "symconv.api",
    "Range": "symconv.api",
    "OutputError": "symconv.errors",
    "ProblemError": "symconv.errors",
    "ScalarError": "symconv.errors",
    "SymconvError": "symconv.errors",
    "Report": "symconv.verify.report",
    "symbol": "symconv.model.algebra",
    "verify": "symconv.verify",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'symconv' has no attribute '{name}'")
    from importlib import import_module

    module = import_module(_PLACES[name])
    return module if name == "verify" else getattr(module, name)  # see symconv/verify


def load_ipython_extension(shell: InteractiveShell) -> None:
    """The magics ``%%symconv`` and ``%%symconv_verify``, after ``%load_ext symconv``."""
    from symconv.embed.magics import load

    load(shell)


def __dir__() -> list[str]:
    return sorted(__all__)
