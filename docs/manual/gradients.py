"""Gradients: which operation each operation's gradient is, and one derivation."""

from __future__ import annotations

from symconv.derive.gradients import WRT, gradient
from symconv.model.operations import OPERATIONS
from symconv.model.problem import Problem
from symconv.render.gradient import write

SIZES = "image=6@corner kernel=3@corner"


def table() -> str:
    """For each operation, what its gradients are, without and with a stride."""
    rows = [
        f"| `{operation.name}` | {wrt} | {_named(operation.name, wrt)} "
        f"| {_named(f'{operation.name} stride=2', wrt)} |"
        for operation in OPERATIONS
        for wrt in WRT
    ]
    head = "| the gradient of | by the | is | and with `stride=2` it is |"
    return "\n".join([head, "|---|---|---|---|", *rows])


def _named(words: str, wrt: str) -> str:
    found = gradient(Problem.parse(f"{words} {SIZES}"), wrt).backward
    stride = f", stride {found.stride[0]}" if found.stride[0] != 1 else ""
    dilation = f", dilation {found.dilation[0]}" if found.dilation[0] != 1 else ""
    return f"{found.operation.title}{stride}{dilation}"


def derivation() -> str:
    """A gradient by the kernel, derived."""
    problem = Problem.parse(f"correlate {SIZES} stride=2")
    written = write(gradient(problem, "kernel"), "markdown")
    return f"::::{{container}} symconv\n{written}\n::::"
