"""A verdict on one side of a chain, and what all judges need to say where and why."""

from __future__ import annotations

from typing import NamedTuple

from symconv.read import syntax as s
from symconv.read.record import Record
from symconv.read.walk import children
from symconv.verify.diagnose import Found
from symconv.verify.indexed import NotTerms
from symconv.verify.written import side


class Judged(NamedTuple):
    """A verdict on one side: where, what, in words, and what is wrong."""

    span: s.Span
    verdict: str
    says: str
    found: tuple[Found, ...] = ()


def span_of(chain: s.Chain, place: int) -> s.Span:
    """The span of side ``place + 1`` of a chain; the first one has the left side with it."""
    node = chain.sides[place + 1]
    start = chain.sides[0].span[0] if place == 0 else node.span[0]
    if start == node.span[0] or start < 0:
        start = node.span[0]
    return (min(start, node.span[0]), node.span[1])


def reason_of(node: s.Node) -> str:
    """Why a side is no sum of products."""
    try:
        side(node)
    except NotTerms as error:
        return str(error)
    return "it is not understood"


def hole(found: s.Unread, text: str) -> Judged:
    """The verdict on a piece that was not read; a sum without an upper bound is wrong."""
    if "lower and no upper bound" in found.reason:
        word = text[slice(*found.span)]
        fault = Found(found.span, "wrong-bounds", word, "", f"As written, {found.reason}")
        return Judged(found.span, "refuted", "A sum has no upper bound.", (fault,))
    return Judged(found.span, "unread", found.reason)


def unread(node: Record) -> s.Unread | None:
    """The first piece of a node that could not be read."""
    if isinstance(node, s.Unread):
        return node
    for child in children(node):
        found = unread(child)
        if found is not None:
            return found
    return None
