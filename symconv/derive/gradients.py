"""Gradients: the derivative of a loss by the image or by the kernel, from the same relation.

A loss L depends on a pixel through every output that holds it, so by the chain rule

    ∂L/∂x[i] = Σ_m ∂L/∂y[m] · ∂y[m]/∂x[i]

and y[m] holds x[i] once for each entry h[k] that the relation ties to m and i. So the sum
runs over the same triples as the operation does; only the roles change: m is summed, i is
asked for. Read with the roles exchanged, the relation is that of another operation, in
which stride and dilation may have changed places.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.derive.derivation import Derivation, Step
from symconv.derive.supports import support
from symconv.errors import OutputError, ProblemError, quote
from symconv.model.arrays import Array
from symconv.model.channels import spatial_only
from symconv.model.index import Affine, sign_of
from symconv.model.operations import OPERATIONS, TRANSPOSES, Operation, Relation
from symconv.model.problem import Problem
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
)

LOSS = "L"
WRT = ("image", "kernel")
# What a derivation says of an operation, said of a gradient.
BECAUSE = {
    "substitute": "Put in the indices of the place asked for.",
    "range": "A term counts only where both of its elements exist.",
}
SINGLE = ("conv", "correlate", "xcorr", "transposed", "transposed-conv", "transposed-xcorr")


class Gradient(NamedTuple):
    """The gradient of a problem with respect to its image or its kernel.

    ``forward`` is the problem, summed over the array that the gradient is taken by;
    ``backward`` is the operation on the gradient with respect to the output that gives the
    gradient asked for, as a problem: its arrays stand for the derivatives by them.
    """

    forward: Problem
    backward: Problem
    wrt: str


def gradient(problem: Problem, wrt: str) -> Gradient:
    """The gradient with respect to ``image`` or ``kernel``, for any place.

    >>> gradient(Problem.parse("correlate image=5 kernel=3"), "image").backward.operation.name
    'conv'

    Raises ProblemError for another word, and where the problem has a boundary.
    """
    if wrt not in WRT:
        raise ProblemError(f"{quote('wrt=' + wrt)} is not known: use image or kernel")
    spatial_only(problem.channels, "the gradient is derived for")
    if problem.boundary.name != "zero":
        raise OutputError(
            f"the gradient is derived for boundary=zero, not for {problem.boundary}: beyond "
            "its edge a pixel stands for others, and their derivatives add up"
        )
    forward = problem._replace(over=wrt, at=None)
    asked = problem.image if wrt == "image" else problem.kernel
    outputs = Array(
        problem.output_name,
        tuple(support(problem, axis) for axis in range(problem.dimension)),
    )
    other = problem.kernel if wrt == "image" else problem.image._replace(values=None)
    if wrt == "image":
        first, second = outputs, other
    else:
        first, second = problem.image, outputs
    found = [_exchanged(problem.relation(axis), wrt) for axis in range(problem.dimension)]
    if wrt == "kernel" and any(match is None for match in found):
        # A transposed operation strides over the image: the outputs take its place.
        first, second = second, first
        found = [_exchanged(problem.relation(axis), "outputs") for axis in range(len(found))]
    matches = [match for match in found if match is not None]
    names = {match.operation.name for match in matches}
    if len(matches) < problem.dimension or len(names) > 1:
        raise OutputError(
            f"the gradient of {quote(str(problem))} by the {wrt} is no single operation: "
            "its axes have different strides; give the same on all axes"
        )
    backward = problem._replace(
        operation=matches[0].operation,
        image=first,
        kernel=second,
        output_name=asked.name,
        output=asked.support,
        stride=tuple(match.stride for match in matches),
        dilation=tuple(match.dilation for match in matches),
        offset=tuple(match.offset for match in matches),
        indices=problem.sums,
        sums=problem.indices,
        entries="indexed",
        over="image" if first is outputs else "kernel",
        at=problem.at,
    )
    return Gradient(forward, backward, wrt)


class Match(NamedTuple):
    """An operation with the stride, dilation and offset that give a relation."""

    operation: Operation
    stride: Affine
    dilation: Affine
    offset: Affine


def _exchanged(relation: Relation, roles: str) -> Match | None:
    """The operation whose relation this is when other indices are the output and the image.

    By the image, the outputs are summed as an image; by the kernel, as a kernel, or (in
    the last case) as an image, with the image as the kernel.
    """
    m, i, k, rest = relation
    output, image, kernel = {
        "image": (i, m, k), "kernel": (k, i, m), "outputs": (k, m, i),
    }[roles]  # fmt: skip
    if sign_of(image) > 0:
        output, image, kernel, rest = -output, -image, -kernel, -rest
    known = {one.name: one for one in (*OPERATIONS, *TRANSPOSES)}
    for name in SINGLE:
        operation = known[name]
        if sign_of(output) != operation.output or sign_of(kernel) != operation.kernel:
            continue
        moved, other = (output, image) if operation.strided == "output" else (image, output)
        if other in (1, -1):
            stride = sign_of(moved) * moved
            return Match(operation, stride, operation.kernel * kernel, operation.offset * rest)
    return None


def gradient_steps(found: Gradient, detail: str = "normal") -> tuple[Step, ...]:
    """The derivation of the gradient: for any place, or with the terms of the place asked for."""
    forward = found.forward
    general = Derivation(forward)
    formulas = general.elements.formulas
    definition = formulas.definition
    summed = definition.sides[-1]
    output, asked = definition.sides[0], _summed_access(summed, found)
    element = "one pixel" if found.wrt == "image" else "one kernel entry"
    letters = tuple(forward.indices[axis] for axis in reversed(forward.order))
    by_output = Derivative(LOSS, _access(output))
    inner = Derivative(_access(output), asked)
    chain = _over(letters, Product((by_output, inner)))
    other = _other_factor(summed, asked)
    steps = [
        Step("definition", (), (definition,), f"This is {forward.operation.title}, by definition."),
        Step(
            "chain-rule", (), (Equation((Derivative(LOSS, asked), chain)),),
            f"The loss depends on {element} through every output that holds it, so the chain "
            "rule adds up over the outputs.",
        ),
        Step(
            "inner", (), (Equation((inner, other)),),
            f"An output holds {element} once, times the element that it meets.",
        ),
        Step(
            "put-in", (),
            (Equation((Derivative(LOSS, asked), _over(letters, Product((by_output, other))))),),
            "Put that in.",
        ),
    ]  # fmt: skip
    for step in _worked(found, detail):
        steps.append(step)
    return tuple(steps)


def _worked(found: Gradient, detail: str) -> list[Step]:
    """The steps of the backward problem, its arrays as derivatives where they are."""
    backward = found.backward
    words = {**BECAUSE, "definition": _recognised(found)}
    return [
        Step(step.rule, _marked_all(step.before, found), _marked_all(step.after, found),
             words.get(step.rule, step.because))
        for step in Derivation(backward).steps(detail)
        if step.rule != "support"
    ]  # fmt: skip


def _recognised(found: Gradient) -> str:
    backward, forward = found.backward, found.forward
    operation, other = backward.operation, "kernel" if found.wrt == "image" else "image"
    changed = ""
    if any(value != 1 for value in (*forward.stride, *forward.dilation)):
        changed = f", with stride {_listed(backward.stride)} and dilation "
        changed += _listed(backward.dilation)
        if forward.stride == backward.dilation and forward.dilation == backward.stride:
            changed += ": stride and dilation have changed places"
    return (
        f"This is the operation {operation.name} ({operation.title}) on the derivatives by the "
        f"output and the {other}{changed}."
    )


def _listed(values: tuple[Affine, ...]) -> str:
    shown = values[:1] if all(value == values[0] for value in values) else values
    return ",".join(map(str, shown))


def _summed_access(summed: Expr, found: Gradient) -> Access:
    """The element of the array asked for, as the definition writes it."""
    asked = found.backward.output_name
    return next(one for one in _accesses(summed) if one.array == asked)


def _other_factor(summed: Expr, asked: Access) -> Access:
    return next(one for one in _accesses(summed) if one.array != asked.array)


def _accesses(summed: Expr) -> list[Access]:
    while isinstance(summed, BigSum):
        summed = summed.body
    assert isinstance(summed, Product)
    return [factor for factor in summed.factors if isinstance(factor, Access)]


def _access(node: Expr) -> Access:
    assert isinstance(node, Access)
    return node


def _over(letters: tuple[str, ...], body: Expr) -> Expr:
    for letter in letters:
        body = BigSum(letter, None, None, 1, body)
    return body


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
    derived = (found.forward.output_name, found.backward.output_name)
    if isinstance(node, Access):
        return Derivative(LOSS, node) if node.array in derived else node
    if isinstance(node, Product):
        return Product(tuple(marked(factor, found) for factor in node.factors))
    if isinstance(node, Negative):
        return Negative(marked(node.term, found))
    if isinstance(node, Sum):
        return Sum(tuple(tuple(marked(term, found) for term in row) for row in node.rows))
    if isinstance(node, BigSum):
        return node._replace(body=marked(node.body, found))
    return node
