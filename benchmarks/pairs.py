"""The two readings of every record: ours, and the rival's at the same work.

A rival that is not installed raises ImportError; its record is then left out by name.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from benchmarks.readings import Reading, peak_memory, python, started, stopwatch, symconv
from symconv.derive.derivation import Derivation, derive_all
from symconv.derive.steps import collected
from symconv.derive.terms import outputs
from symconv.model.problem import Problem
from symconv.render.tex import expr

Pair = tuple[Reading, Reading]


def _problem(size: int, kernel: int, output: str = "full") -> Problem:
    line = f"conv image={size}x{size}@corner kernel={kernel}x{kernel}@corner output={output}"
    return Problem.parse(line)


def kept_terms(size: int, kernel: int) -> Pair:
    """All terms of all outputs in a list, beside all sums as SymPy expressions in a list."""
    problem = _problem(size, kernel)
    make_sums, forget = sympy_loop(size, kernel)
    return stopwatch(lambda: list(outputs(problem))), stopwatch(make_sums, forget)


def sympy_loop(size: int, kernel: int) -> tuple[Callable[[], list[Any]], Callable[[], None]]:
    """The quickest plain loop we know: Symbols made once, one ``Add`` for each output.

    Second comes what empties SymPy's cache. It has to be emptied before each run, or
    else small problems are not worked out again but remembered.
    """
    from sympy import Add, Mul, Symbol
    from sympy.core.cache import clear_cache

    pixels = {(i, j): Symbol(f"x[{i},{j}]") for i in range(size) for j in range(size)}
    entries = {(i, j): Symbol(f"h[{i},{j}]") for i in range(kernel) for j in range(kernel)}
    places = range(size + kernel - 1)
    reached = [range(max(0, m - kernel + 1), min(size - 1, m) + 1) for m in places]

    def make_sums() -> list[Any]:
        return [
            Add(*[
                Mul(pixels[i, j], entries[m - i, n - j]) for j in reached[n] for i in reached[m]
            ])
            for n in places
            for m in places
        ]  # fmt: skip

    return make_sums, clear_cache


def streamed_terms(size: int, kernel: int) -> Pair:
    """The stream of all outputs and their terms, drained, beside one product of polynomials.

    The monomial ``u^m v^n i^i j^j`` of the product is the term of pixel (i, j) in the
    output (m, n), so that none are merged. Only the multiplication is timed.
    """
    from flint import Ordering, fmpz_mpoly_ctx

    context = fmpz_mpoly_ctx.get(("u", "v", "i", "j"), Ordering.lex)
    image = context.from_dict({(i, j, i, j): 1 for i, j in product(range(size), repeat=2)})
    weights = context.from_dict({(i, j, 0, 0): 1 for i, j in product(range(kernel), repeat=2)})
    assert len(image * weights) == (size * kernel) ** 2
    problem = _problem(size, kernel)
    return stopwatch(lambda: _drain(problem)), stopwatch(lambda: image * weights)


def _drain(problem: Problem) -> None:
    for _ in outputs(problem):
        pass


def latex_of_sums() -> Pair:
    """The LaTeX of 49 sums that are already made: our trees, beside SymPy's expressions."""
    from sympy import Add, Mul, Symbol, latex

    problem = _problem(7, 3, "same")
    terms = [found for _, found in outputs(problem)]
    trees = [collected(derived) for derived in derive_all(problem, Derivation)]
    sums = [
        Add(*[Mul(Symbol(f"x{pixel}"), Symbol(f"h{entry}")) for pixel, entry in found])
        for found in terms
    ]
    return (
        stopwatch(lambda: [expr(tree) for tree in trees]),
        stopwatch(lambda: [latex(total) for total in sums]),
    )


def latex_from_problem() -> Pair:
    """The same from the problem on, with terms and sums to be made first."""
    from sympy import latex

    problem = _problem(7, 3)
    make_sums, forget = sympy_loop(7, 3)
    return (
        stopwatch(lambda: [expr(collected(one)) for one in derive_all(problem, Derivation)]),
        stopwatch(lambda: [latex(total) for total in make_sums()], forget),
    )


def process(rival: str) -> Pair:
    """A worked example on the command line, beside a Python that runs ``rival``."""
    return started(symconv("derive", "conv", "--at", "1,1")), started(python(rival))


def memory(large: int, small: int) -> Pair:
    """The peak memory of streaming all outputs of a large image, beside a small one."""
    return peak_memory(_all_outputs(large)), peak_memory(_all_outputs(small))


def _all_outputs(size: int) -> list[str]:
    return symconv(
        "derive", "conv", f"image={size}x{size}", "kernel=5x5", "--all", "--to", "json"
    )
