"""How every form begins: with the definition, and with the sum that the form starts from."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.derive.derivation import Derivation, Step
from symconv.derive.formulas import Formulas
from symconv.derive.steps import defined, grid_step
from symconv.model.tree import BigSum, Equation, Expr, Product


def opening(derivation: Derivation, detail: str) -> Iterator[Step]:
    """The definition, and with full detail the kernel."""
    formulas = derivation.elements.formulas
    yield Step("definition", (), (formulas.definition,), defined(formulas))
    if detail == "full":
        yield from grid_step(derivation)


def rewritten(derivation: Derivation, over: str, entry_first: bool = False) -> Equation:
    """The sum over the image or the kernel, for the output asked for or for any."""
    problem = derivation.problem
    formulas = Formulas(problem._replace(over=over))
    equation = formulas.summed(problem.anywhere)
    if not entry_first:
        return equation
    left, body = equation.sides
    return Equation((left, _turned(body)))


def _turned(node: Expr) -> Expr:
    """A sum with the factors of its products exchanged."""
    if isinstance(node, BigSum):
        return node._replace(body=_turned(node.body))
    assert isinstance(node, Product)
    return Product(node.factors[::-1])
