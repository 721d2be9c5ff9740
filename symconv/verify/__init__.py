"""Judging what people wrote: which lines are proved, which are wrong, where, and why.

    >>> import symconv
    >>> report = symconv.verify("y[0] = x[0]h[0] + x[1]h[1]", "conv image=3 kernel=3")
    >>> report.verdict
    'refuted'

``symconv.verify`` is this package and can be called, which is the function ``verify`` below.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symconv.model.problem import Problem
    from symconv.verify.report import Report


def verify(text: str, problem: str | Problem | None = None) -> Report:
    r"""Judge the derivations in ``text``, which is TeX or Markdown.

    ``problem`` (a Problem or a problem line) holds where the text states none; without it
    the problem is found out from the text. Raises ProblemError where the problem line
    cannot be understood, and SymconvError where ``text`` is not a string.

    >>> print(verify("y[0] = x[0]h[0]", "conv image=1 kernel=1").lines[0].verdict)
    proved
    """
    from symconv.errors import SymconvError
    from symconv.model import problem as model
    from symconv.verify.files import guess
    from symconv.verify.judge import judge_text
    from symconv.verify.report import Report

    if not isinstance(text, str):
        kind = type(text).__name__
        raise SymconvError(f"the text is {kind}, not str: read a file first, or decode bytes")
    if isinstance(problem, str):
        problem = model.Problem.parse(problem)
    elif problem is not None and not isinstance(problem, model.Problem):
        kind = type(problem).__name__
        raise SymconvError(f"the problem is {kind}: give a Problem, a problem line, or None")
    return Report((judge_text(text, guess(text), "", problem),))


class _Callable(ModuleType):
    # Importing any symconv.verify.… makes ``symconv.verify`` this module, whatever was there
    # before. So the function could win only until the first such import; a module that can be
    # called is one and the same object in every order of imports.
    def __call__(self, text: str, problem: str | Problem | None = None) -> Report:
        return verify(text, problem)

    def __reduce__(self) -> tuple[object, ...]:  # so that a pool of processes can be sent it
        from importlib import import_module

        return import_module, (self.__name__,)


_Callable.__call__.__doc__ = verify.__doc__
sys.modules[__name__].__class__ = _Callable
