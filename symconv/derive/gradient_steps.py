"""The steps of a gradient: the chain rule, the element that each output holds, and the sum.

Where the gradient is an operation, that operation's own derivation follows, its arrays read
as derivatives; where it is none, the terms are met one by one (``gradient_terms.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.derive.derivation import Derivation, Step
from symconv.derive.formulas import Formulas
from symconv.derive.gradient_sums import Local, abridged, any_index, local_derivatives
from symconv.derive.gradient_terms import LOSS, worked_steps
from symconv.derive.gradients import Gradient
from symconv.derive.solving import boundary_step
from symconv.model.index import Affine
from symconv.model.tree import (
    Access,
    Between,
    BigSum,
    Derivative,
    Equation,
    Expr,
    Negative,
    Product,
    Row,
    Solution,
    Starred,
    Statement,
    Sum,
    Where,
)

# What a derivation says of an operation, said of a gradient.
BECAUSE = {
    "substitute": "Put in the indices of the place asked for.",
    "range": "A term counts only where both of its elements exist.",
}


def gradient_steps(found: Gradient, detail: str = "normal") -> tuple[Step, ...]:
    """The derivation of the gradient: for any place, or with the terms of the place asked for."""
    return tuple(_steps(found, detail))


def _steps(found: Gradient, detail: str) -> Iterator[Step]:
    forward = found.forward
    formulas = Formulas(forward)
    definition = formulas.definition
    element = "one pixel" if found.wrt == "image" else "one kernel entry"
    yield Step(
        "definition", (), (definition,), f"This is {forward.operation.title}, by definition.",
    )
    yield from boundary_step(formulas, (None,) * forward.dimension)
    asked = _asked(found)
    output = definition.sides[0]
    assert isinstance(output, Access)
    chain = _over(_letters(found), Product((_by(output), Derivative(output, asked))))
    yield Step(
        "chain-rule", (), (Equation((_by(asked), chain)),),
        f"The loss depends on {element} through every output that holds it, so the chain "
        "rule adds up over the outputs.",
    )
    parts = local_derivatives(found)
    yield Step("inner", (), tuple(_inner(part) for part in parts), _holds(found, parts, element))
    yield Step("put-in", (), tuple(_put_in(part, found) for part in parts), "Put that in.")
    if found.backward is None:
        yield from worked_steps(found, detail)
    else:
        yield from _operation(found, detail)


def _holds(found: Gradient, parts: Sequence[Local], element: str) -> str:
    boundary = found.forward.boundary
    once = f"An output holds {element} once, times the element that it meets."
    if boundary.vanishes:
        return once
    if found.wrt == "kernel":
        return f"{once} Beyond the edge that is what the image is there."
    if boundary.place is None:
        return f"{once} The constant beyond the edge depends on no pixel."
    words = (
        "An output holds a pixel once for each index that stands for it, times the element "
        "that meets it there."
    )
    if abridged(found.forward):
        words += " Where the pixel lies at several edges, their sums stand one inside the other."
    return words


def _asked(found: Gradient) -> Access:
    """The element that the gradient is taken by, at any index."""
    array = found.forward.image if found.wrt == "image" else found.forward.kernel
    return Access(array.name, any_index(found.forward))


def _letters(found: Gradient) -> tuple[str, ...]:
    forward = found.forward
    return tuple(forward.indices[axis] for axis in reversed(forward.order))


def _by(access: Access) -> Derivative:
    return Derivative(LOSS, access)


def _inner(part: Local) -> Statement:
    derivative = Derivative(part.output, part.asked)
    return _where(Equation((derivative, _total(part.summands))), part)


def _put_in(part: Local, found: Gradient) -> Statement:
    by_output = _by(part.output)
    put = [
        _over(_letters(found), _multiplied(by_output, summand)) for summand in part.summands
    ]
    return _where(Equation((_by(part.asked), _total(put))), part)


def _multiplied(factor: Expr, summand: Expr) -> Expr:
    if isinstance(summand, BigSum):
        return summand._replace(body=_multiplied(factor, summand.body))
    return Product((factor, summand))


def _total(summands: Sequence[Expr]) -> Expr:
    """The summands in rows of their own, or the only one."""
    return summands[0] if len(summands) == 1 else Sum(tuple((one,) for one in summands))


def _where(equation: Equation, part: Local) -> Equation | Where:
    return Where(equation, part.conditions) if part.conditions else equation


def _over(letters: tuple[str, ...], body: Expr) -> Expr:
    for letter in letters:
        body = BigSum(letter, None, None, 1, body)
    return body


def _operation(found: Gradient, detail: str) -> Iterator[Step]:
    """The steps of the backward problem, its arrays as derivatives where they are."""
    backward = found.backward
    assert backward is not None
    words = {**BECAUSE, "definition": _recognised(found)}
    for step in Derivation(backward).steps(detail):
        if step.rule == "support" or (step.rule == "boundary" and backward.at is None):
            continue
        before, after = (_marked_all(statements, found) for statements in (step.before, step.after))
        because = words.get(step.rule, step.because)
        if not backward.boundary.vanishes:
            because = _beyond(step, found) or because
        yield Step(step.rule, before, after, because)


def _beyond(step: Step, found: Gradient) -> str:
    """Why a step holds where what is summed goes on beyond its edge."""
    if step.rule != "range":
        return ""
    if found.wrt == "kernel":
        return "A term counts wherever the output exists, because the image goes on."
    return "A term counts wherever the kernel entry exists, because the outputs go on."


def _recognised(found: Gradient) -> str:
    backward, forward = found.backward, found.forward
    assert backward is not None
    operation, other = backward.operation, "kernel" if found.wrt == "image" else "image"
    changed = ""
    if any(value != 1 for value in (*forward.stride, *forward.dilation)):
        changed = f", with stride {_listed(backward.stride)} and dilation "
        changed += _listed(backward.dilation)
        if forward.stride == backward.dilation and forward.dilation == backward.stride:
            changed += ": stride and dilation have changed places"
    this = (
        f"This is the operation {operation.name} ({operation.title}) on the derivatives by the "
        f"output and the {other}{changed}."
    )
    if found.wrt == "image" and not backward.boundary.vanishes:
        return (
            "There are as many outputs as pixels, and both begin again together, so all copies "
            f"of the outputs count once. {this[:-1]}: circular, as the operation itself is."
        )
    return this


def _listed(values: tuple[Affine, ...]) -> str:
    shown = values[:1] if all(value == values[0] for value in values) else values
    return ",".join(map(str, shown))


def _marked_all(statements: tuple[Statement, ...], found: Gradient) -> tuple[Statement, ...]:
    return tuple(_marked_statement(statement, found) for statement in statements)


def _marked_statement(statement: Statement, found: Gradient) -> Statement:
    if isinstance(statement, Equation):
        sides = [side for side in statement.sides if not isinstance(side, Starred)]
        return Equation(tuple(marked(side, found) for side in sides))
    if isinstance(statement, (Between, Solution)):
        return statement._replace(remark=_remark(statement.remark, found))
    if isinstance(statement, Row):
        plugged, worked = (marked(one, found) for one in (statement.plugged, statement.worked))
        named = None if statement.named is None else marked(statement.named, found)
        assert isinstance(plugged, Product)
        assert isinstance(worked, Product)
        assert named is None or isinstance(named, Product)
        remark = _remark(statement.remark, found)
        return Row(plugged, worked, named, statement.missing, remark)
    return statement


def _remark(remark: str, found: Gradient) -> str:
    """A remark about the backward problem's arrays in terms of what they stand for."""
    backward = found.backward
    assert backward is not None
    names = {found.forward.output_name: "output", found.forward.image.name: "pixel"}
    if "pixel" in remark:
        return remark.replace("pixel", names.get(backward.image.name, "pixel"))
    kernel = names.get(backward.kernel.name)
    if kernel is None:
        return remark
    return remark.replace("kernel entry", kernel).replace("entry", kernel)


def marked(node: Expr, found: Gradient) -> Expr:
    """An expression of the backward problem with the derivatives by its elements.

    The elements of the output, and those of the array asked for, stand for derivatives.
    """
    asked = found.forward.image if found.wrt == "image" else found.forward.kernel
    derived = (found.forward.output_name, asked.name)
    if isinstance(node, Access):
        return _by(node) if node.array in derived else node
    if isinstance(node, Product):
        return Product(tuple(marked(factor, found) for factor in node.factors))
    if isinstance(node, Negative):
        return Negative(marked(node.term, found))
    if isinstance(node, Sum):
        return Sum(tuple(tuple(marked(term, found) for term in row) for row in node.rows))
    if isinstance(node, BigSum):
        return node._replace(body=marked(node.body, found))
    return node
