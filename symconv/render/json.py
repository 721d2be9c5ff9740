"""JSON for programs: ``symconv.derivation/1`` and ``symconv.range/1``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from symconv.derive.arithmetic import add, simplified
from symconv.derive.derivation import Derivation, Step
from symconv.derive.ranges import AxisRange
from symconv.model.algebra import element_name, scalar, scalar_name
from symconv.model.index import Bound, Poly
from symconv.model.names import plain
from symconv.model.problem import Problem
from symconv.model.tree import Access, Expr, Formula, Negative, Number, Product, Symbol
from symconv.render.latex import fragment


def derivation(derived: Derivation, detail: str = "normal") -> str:
    """One derivation as one line of JSON."""
    problem = derived.problem
    elements = derived.elements
    products = [elements.product(*term) for term in derived.terms]
    value, number = value_text(products) if derived.at is not None else (None, None)
    steps = [_step(step) for step in derived.steps(detail)]
    terms = [
        {"image": image, "kernel": kernel,
         "pixel": name(elements.pixel(image)), "entry": name(elements.entry(kernel))}
        for image, kernel in derived.terms
    ]  # fmt: skip
    record: dict[str, object] = {
        "format": "symconv.derivation/1",
        "problem": str(problem),
        "operation": problem.operation.name,
        "at": derived.at,
        "range": _range(problem, derived.ranges, derived.at is not None),
        "terms": terms,
        "rejected": [row._asdict() for row in derived.rejected],
        "value": value,
        "number": number,
        "steps": steps,
    }
    if derived.notes:
        record["notes"] = derived.notes
    return json.dumps(record, ensure_ascii=False)


def ranges(problem: Problem, solved: Iterable[AxisRange], steps: Iterable[Step]) -> str:
    """The solved ranges of a problem as one line of JSON."""
    axes = [
        {
            "index": plain(axis.letter),
            "lower": bound(axis.lower),
            "upper": bound(axis.upper),
            "step": bound(axis.step),
            "output": plain(axis.output),
            "output_lower": bound(axis.outputs.lower),
            "output_upper": bound(axis.outputs.upper),
        }
        for axis in solved
    ]
    record = {
        "format": "symconv.range/1",
        "problem": str(problem),
        "over": problem.over,
        "axes": axes,
        "steps": [_step(step) for step in steps],
    }
    return json.dumps(record, ensure_ascii=False)


def _step(step: Step) -> dict[str, str]:
    return {"rule": step.rule, "latex": fragment(step), "because": step.because}


def _range(problem: Problem, solved: Iterable[AxisRange], numeric: bool) -> dict[str, object]:
    axes = list(solved)
    record: dict[str, object] = {
        "over": problem.over,
        "index": [plain(letter) for letter in problem.sums],
        "lower": [axis.lower if numeric else bound(axis.lower) for axis in axes],
        "upper": [axis.upper if numeric else bound(axis.upper) for axis in axes],
    }
    if any(axis.step != 1 for axis in axes):
        record["step"] = [axis.step if numeric else bound(axis.step) for axis in axes]
    return record


def bound(value: Bound) -> str:
    """A bound in SymPy's syntax; Greek letters by their names."""
    text = str(value)
    return text.replace("\\", "") if isinstance(value, (Poly, tuple)) else text


@lru_cache(maxsize=8192)
def _element(node: Access) -> str:
    return element_name(node)


def name(node: Expr) -> str:
    """A pixel or an entry: ``x[0,0]``, ``i``, ``-1/2``."""
    if isinstance(node, Access):
        return _element(node)
    if isinstance(node, Symbol):
        return scalar_name(node)
    if isinstance(node, Number):
        return str(node.value)
    if isinstance(node, Formula):
        return str(scalar(node))
    raise TypeError(f"{type(node).__name__} names no element")


def value_text(products: Iterable[Product]) -> tuple[str, str | None]:
    """The value in SymPy's syntax in the order written, and as an exact number if it is one.

    >>> value_text([Product((Access("x", (0, 0)), Symbol("i")))])
    ('i*x[0,0]', None)
    """
    terms: list[Expr] = []
    for product in products:
        term = simplified(product)
        if term is not None:
            terms.append(term)
    if all(isinstance(term, Number) for term in terms):
        total = str(add([term for term in terms if isinstance(term, Number)]).value)
        return total, total
    text = ""
    for term in terms:
        word = _term(term)
        if not text:
            text = word
        else:
            text += f" - {word[1:]}" if word[0] == "-" else f" + {word}"
    return text, _constant(terms)


def _constant(terms: list[Expr]) -> str | None:
    """The exact value where formulas are constants, such as a square root."""
    from symconv.model.algebra import value
    from symconv.model.tree import Sum

    for term in terms:
        inner = term.term if isinstance(term, Negative) else term
        factors = inner.factors if isinstance(inner, Product) else (inner,)
        if any(isinstance(factor, (Access, Symbol)) for factor in factors):
            return None
    total = value(Sum((tuple(terms),)))
    return None if total.free_symbols else str(total)


def _term(term: Expr) -> str:
    if isinstance(term, Negative):
        return f"-{_term(term.term)}"
    if isinstance(term, Product):
        numbers = [factor for factor in term.factors if isinstance(factor, Number)]
        others = [factor for factor in term.factors if not isinstance(factor, Number)]
        return "*".join([_word(factor) for factor in (*numbers, *reversed(others))])
    return _word(term)


def _word(node: Expr) -> str:
    return f"({name(node)})" if isinstance(node, Formula) else name(node)
