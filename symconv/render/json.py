"""JSON for programs: ``symconv.derivation/1`` and ``symconv.range/1``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from symconv.derive.arithmetic import add, simplified
from symconv.derive.derivation import Derivation, Step
from symconv.derive.elements import Elements
from symconv.derive.formulas import Formulas
from symconv.derive.ranges import AxisRange
from symconv.derive.terms import Cell, Rejected
from symconv.model.algebra import element_name, scalar, scalar_name
from symconv.model.index import Bound, Poly
from symconv.model.names import plain
from symconv.model.problem import Problem
from symconv.model.tree import Access, Conjugate, Expr, Formula, Negative, Number, Product, Symbol
from symconv.render.latex import fragment
from symconv.render.tex import KEPT

_encode = json.JSONEncoder(ensure_ascii=False).encode


def derivation(derived: Derivation, detail: str = "normal") -> str:
    """One derivation as one line of JSON.

    What a line repeats from the ones before it (elements, definition) is encoded once.
    """
    problem, elements = derived.problem, derived.elements
    steps = [
        _step(step, _definition(elements.formulas) if step.rule == "definition" else fragment(step))
        for step in derived.steps(detail)
    ]
    if derived.at is None:
        value, number = None, None
    else:
        value, number = value_text([elements.product(*term) for term in derived.terms])
    fields = {
        "format": '"symconv.derivation/1"',
        "problem": _encode(str(problem)),
        "operation": _encode(problem.operation.name),
        "at": _encode(derived.at),
        "range": _encode(_range(problem, derived.ranges, derived.at is not None)),
        "terms": _list([_term(elements, *term) for term in derived.terms]),
        "rejected": _list([_rejected(row) for row in derived.rejected]),
        "value": _encode(value),
        "number": _encode(number),
        "steps": _encode(steps),
    }
    if derived.form != "sum":
        fields["form"] = _encode(derived.form)
    if derived.notes:
        fields["notes"] = _encode(derived.notes)
    return _object(fields)


def _object(fields: dict[str, str]) -> str:
    """A JSON object of fields that are JSON already."""
    inside = ", ".join([f'"{key}": {text}' for key, text in fields.items()])
    return f"{{{inside}}}"


def _list(items: list[str]) -> str:
    return f"[{', '.join(items)}]"


def _term(elements: Elements, image: Cell, kernel: Cell) -> str:
    """A term; where the boundary moved its image index, that one is kept as ``raw``."""
    pixel, entry = _name(elements.pixel(image)), _name(elements.entry(kernel))
    place, raw = elements.stands_for(image), ""
    if place != image:
        raw = f'"raw": {_cell(image)}, '
    where = "null" if place is None else _cell(place)
    return (
        f'{{"image": {where}, {raw}"kernel": {_cell(kernel)}, '
        f'"pixel": {pixel}, "entry": {entry}}}'
    )


def _rejected(row: Rejected) -> str:
    return f'{{"image": {_cell(row.image)}, "kernel": {_cell(row.kernel)}, "why": "{row.why}"}}'


@lru_cache(maxsize=KEPT)
def _cell(cell: Cell) -> str:
    return _encode(cell)


@lru_cache(maxsize=KEPT)
def _name(node: Expr) -> str:
    return _encode(name(node))


@lru_cache(maxsize=1)
def _definition(formulas: Formulas) -> str:
    """The LaTeX of the definition, which all outputs of a problem share."""
    return fragment(Step("definition", (), (formulas.definition,), ""))


def ranges(problem: Problem, solved: Iterable[AxisRange], steps: Iterable[Step]) -> str:
    """The solved ranges of a problem as one line of JSON."""
    axes: list[dict[str, str]] = [
        {"output": plain(loop.letter), "output_lower": "0", "output_upper": bound(loop.last)}
        for loop in problem.leading.outputs
    ]
    axes += [
        {"index": plain(loop.letter), "lower": "0", "upper": bound(loop.last), "step": "1"}
        for loop in problem.leading.sums
    ]
    axes += [
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
        "steps": [_step(step, fragment(step)) for step in steps],
    }
    return _encode(record)


def _step(step: Step, latex: str) -> dict[str, str]:
    return {"rule": step.rule, "latex": latex, "because": step.because}


def _range(problem: Problem, solved: Iterable[AxisRange], numeric: bool) -> dict[str, object]:
    axes, sums = list(solved), problem.leading.sums
    lower = [*(0 for _ in sums), *(axis.lower for axis in axes)]
    upper = [*(loop.last for loop in sums), *(axis.upper for axis in axes)]
    record: dict[str, object] = {
        "over": problem.over,
        "index": [plain(letter) for letter in (*(loop.letter for loop in sums), *problem.sums)],
        "lower": lower if numeric else list(map(bound, lower)),
        "upper": upper if numeric else list(map(bound, upper)),
    }
    if any(axis.step != 1 for axis in axes):
        steps = [*(1 for _ in sums), *(axis.step for axis in axes)]
        record["step"] = steps if numeric else list(map(bound, steps))
    return record


def bound(value: Bound) -> str:
    """A bound in SymPy's syntax; Greek letters by their names."""
    text = str(value)
    return text.replace("\\", "") if isinstance(value, (Poly, tuple)) else text


def name(node: Expr) -> str:
    """A pixel or an entry: ``x[0,0]``, ``i``, ``-1/2``."""
    if isinstance(node, Access):
        return element_name(node)
    if isinstance(node, Symbol):
        return scalar_name(node)
    if isinstance(node, Conjugate):
        return f"conjugate({name(node.of)})"
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
    worked = [_worked(product) for product in products]
    terms = [term for term in worked if term is not None]
    if all(isinstance(term, Number) for term in terms):
        total = str(add([term for term in terms if isinstance(term, Number)]).value)
        return total, total
    first, *others = [_signed(term) for term in terms]
    signed = [f" - {word[1:]}" if word[0] == "-" else f" + {word}" for word in others]
    return first + "".join(signed), _constant(terms)


def _worked(product: Product) -> Expr | None:
    """A term with its numbers multiplied; None where it is zero."""
    return simplified(product) if Number in map(type, product.factors) else product


def _constant(terms: list[Expr]) -> str | None:
    """The exact value where formulas are constants, such as a square root."""
    for term in terms:
        inner = term.term if isinstance(term, Negative) else term
        factors = inner.factors if isinstance(inner, Product) else (inner,)
        if any(isinstance(factor, (Access, Symbol, Conjugate)) for factor in factors):
            return None
    from symconv.model.algebra import value
    from symconv.model.tree import Sum

    total = value(Sum((tuple(terms),)))
    return None if total.free_symbols else str(total)


def _signed(term: Expr) -> str:
    """A worked term, its number first and the entry before the pixel."""
    if isinstance(term, Negative):
        return f"-{_signed(term.term)}"
    if not isinstance(term, Product):
        return _word(term)
    words = [_word(factor) for factor in reversed(term.factors)]
    if isinstance(term.factors[0], Number):
        words.insert(0, words.pop())
    return "*".join(words)


@lru_cache(maxsize=KEPT)
def _word(node: Expr) -> str:
    return f"({name(node)})" if isinstance(node, Formula) else name(node)
