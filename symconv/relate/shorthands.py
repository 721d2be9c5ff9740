r"""Usual shorthands of sums, written out before they are read: one function for each.

``\sum_{k \in \mathbb{Z}}`` has no bounds, ``y_{(i+a)(j+b)}`` is ``y_{i+a,j+b}``. What looks
like a shorthand and is none is refused in ``checks.py``.
"""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.read.cursor import flat
from symconv.read.record import Record
from symconv.read.walk import rebuilt, walk

_INTEGERS, _NATURALS = (r"\mathbb{Z}", "Z", r"\mathbf{Z}"), (r"\mathbb{N}_0", r"\mathbb{N}")


def spelled_out(chain: s.Chain) -> s.Chain:
    """The chain with its shorthands written out; as it is, where it has none."""
    ranks = {
        len(node.indices) for node in walk(chain) if isinstance(node, s.Access)
        and not any(map(_beside, node.indices))
    }  # fmt: skip

    def change(part: Record) -> Record:
        part = rebuilt(part, change)
        if isinstance(part, s.Bound) and isinstance(part.values, s.Name):
            return _over_a_set(part, part.values)
        if isinstance(part, s.Access) and len(part.indices) == 1:
            beside = _beside(part.indices[0])
            if len(beside) in ranks:
                return part._replace(indices=beside, style="comma")
        return part

    return change(chain)  # type: ignore[return-value]


def labelled(chain: s.Chain) -> s.Chain:
    """The chain with labels such as that of ``r_{xy}(l)``, x and y being arrays, as names.

    Before ``resolve``, which would take letters in a subscript for indices.
    """
    heads = {
        node.head.name for node in walk(chain)
        if isinstance(node, s.Call) and isinstance(node.head, s.Name)
    }  # fmt: skip

    def change(part: Record) -> Record:
        part = rebuilt(part, change)
        if not isinstance(part, s.Call) or not isinstance(part.head, s.Access):
            return part
        names = {getattr(index, "name", "") for index in part.head.indices}
        label = flat(part.head)
        if label is None or not names <= heads:
            return part
        return part._replace(head=s.Name(label, part.head.span))

    return change(chain) if heads else chain  # type: ignore[return-value]


def derived(chain: s.Chain) -> s.Chain:
    r"""The chain with derivatives of a letter as elements of arrays such as ``∂L/∂x``."""

    def change(part: Record) -> Record:
        part = rebuilt(part, change)
        known = isinstance(part, s.Derivative) and isinstance(part.top, s.Name)
        if not known or not isinstance(part.bottom, s.Access):  # type: ignore[attr-defined]
            return part
        element = part.bottom  # type: ignore[attr-defined]
        name = f"∂{part.top.name}/∂{element.name}"  # type: ignore[attr-defined]
        return element._replace(name=name, span=part.span)  # type: ignore[attr-defined]

    return change(chain)  # type: ignore[return-value]


def _over_a_set(bound: s.Bound, numbers: s.Name) -> s.Bound:
    """Whole numbers are no bounds, natural ones begin at 0 or 1."""
    if numbers.name in _INTEGERS:
        return bound._replace(values=None)
    if numbers.name in _NATURALS:
        least = s.Number(int(numbers.name == r"\mathbb{N}"), "", bound.span)
        return bound._replace(values=None, lower=least, upper=s.Infinity(bound.span))
    return bound


def _beside(index: s.Node) -> tuple[s.Node, ...]:
    """The indices that stand side by side in parentheses; none where these are no such."""
    if not isinstance(index, s.Product) or any(index.signs):
        return ()
    sums = [isinstance(part, s.Sum) for part in index.factors]
    plain = [isinstance(part, (s.Sum, s.Name)) for part in index.factors]
    return index.factors if sum(sums) > 1 or (any(sums) and all(plain) and sums[0]) else ()
