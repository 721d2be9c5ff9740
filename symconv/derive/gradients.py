"""Gradients: the derivative of a loss by the image or by the kernel, from the same relation.

A loss L depends on a pixel through every output that holds it, so by the chain rule

    ∂L/∂x[i] = Σ_m ∂L/∂y[m] · ∂y[m]/∂x[i]

and y[m] holds x[i] once for each entry h[k] that the relation ties to m and i. So the sum
runs over the same triples as the operation does; only the roles change: m is summed, i is
asked for. Read with the roles exchanged, the relation is that of another operation, in
which stride and dilation may have changed places.

Where several indices stand for a pixel, because the image goes on beyond its edge, its
derivative adds up over all of them (``preimages.py``): that is one operation only where the
outputs go on as the image does.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.derive.supports import support
from symconv.errors import OutputError, ProblemError, quote
from symconv.model.arrays import Array
from symconv.model.boundaries import find
from symconv.model.channels import spatial_only
from symconv.model.complex_data import real_only
from symconv.model.index import Affine, sign_of
from symconv.model.operations import OPERATIONS, TRANSPOSES, Operation, Relation
from symconv.model.problem import Problem

WRT = ("image", "kernel")
SINGLE = ("conv", "correlate", "xcorr", "transposed", "transposed-conv", "transposed-xcorr")


class Gradient(NamedTuple):
    """The gradient of a problem with respect to its image or its kernel.

    ``forward`` is the problem, summed over the array that the gradient is taken by;
    ``backward`` is the operation on the gradient with respect to the output that gives the
    gradient asked for, as a problem: its arrays stand for the derivatives by them. It is
    None where the gradient is no single operation. ``at`` is the pixel or the entry asked
    for, or None for any.
    """

    forward: Problem
    backward: Problem | None
    wrt: str
    at: tuple[int, ...] | None


def gradient(problem: Problem, wrt: str) -> Gradient:
    """The gradient with respect to ``image`` or ``kernel``, for any place or for ``at``.

    >>> gradient(Problem.parse("correlate image=5 kernel=3"), "image").backward.operation.name
    'conv'

    Raises ProblemError for another word, OutputError where what is asked for does not exist.
    """
    if wrt not in WRT:
        raise ProblemError(f"{quote('wrt=' + wrt)} is not known: use image or kernel")
    spatial_only(problem.channels, "the gradient is derived for")
    real_only(problem, "the gradient is derived for")
    if problem.at is not None:
        _check(problem, wrt, problem.at)
    forward = problem._replace(over=wrt, at=None)
    return Gradient(forward, _backward(problem, wrt), wrt, problem.at)


def _check(problem: Problem, wrt: str, at: tuple[int, ...]) -> None:
    """Refuse a place outside the array that the gradient is taken by."""
    array, what = (
        (problem.image, "pixel") if wrt == "image" else (problem.kernel, "kernel entry")
    )
    bounds = [array.bounds(axis) for axis in range(problem.dimension)]
    if any(not lower <= value <= upper for value, (lower, upper) in zip(at, bounds)):
        where = ", ".join(
            f"{letter} from {lower} to {upper}"
            for letter, (lower, upper) in zip(problem.sums, bounds)
        )
        raise OutputError(
            f"the {what} {array.name}[{','.join(map(str, at))}] does not exist: use {where}"
        )


def _backward(problem: Problem, wrt: str) -> Problem | None:
    """The single operation that the gradient is; None where it is none."""
    asked = problem.image if wrt == "image" else problem.kernel
    outputs = Array(
        problem.output_name,
        tuple(support(problem, axis) for axis in range(problem.dimension)),
    )
    boundary = problem.boundary
    if wrt == "image":
        first, second = outputs, problem.kernel
        if boundary.place is None:
            boundary = find("zero")  # a constant depends on no pixel
        elif not _circular(problem, outputs):
            return None
    else:
        first, second = problem.image._replace(values=None), outputs
    axes = range(problem.dimension)
    found = [_exchanged(problem.relation(axis), wrt) for axis in axes]
    if wrt == "kernel" and any(match is None for match in found):
        # A transposed operation strides over the image: the outputs take its place.
        if not boundary.vanishes:
            return None
        first, second = second, first
        found = [_exchanged(problem.relation(axis), "outputs") for axis in axes]
    matches = [match for match in found if match is not None]
    if len(matches) < problem.dimension or len({match.operation for match in matches}) > 1:
        return None
    circular = wrt == "image" and not boundary.vanishes
    return problem._replace(
        operation=matches[0].operation,
        image=first,
        kernel=second,
        output_name=asked.name,
        output=asked.support,
        stride=tuple(match.stride for match in matches),
        dilation=tuple(match.dilation for match in matches),
        offset=tuple(match.offset for match in matches),
        boundary=boundary,
        indices=problem.sums,
        sums=problem.indices,
        entries="indexed",
        over="image" if first is outputs and not circular else "kernel",
        at=problem.at,
    )


def _circular(problem: Problem, outputs: Array) -> bool:
    """Whether the outputs go on as the image does, with as many of them, counted from 0.

    The sum over all copies of the image is then one over all copies of the outputs.
    """
    (sign, _), *more = problem.boundary.same(0, 1) or ((-1, 0),)
    if sign < 0 or more:
        return False
    supports = (*problem.image.support, *outputs.support)
    relations = [problem.relation(axis) for axis in range(problem.dimension)]
    return (
        all(lower == 0 for lower, _ in supports)
        and problem.image.support == outputs.support
        and all(one.output in (1, -1) and one.image == -1 for one in relations)
    )


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
