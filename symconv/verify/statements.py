"""Judging statements about elements: that they exist or do not, and what they are."""

from __future__ import annotations

import re
from typing import Union

from symconv.model.boundaries import find
from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.edge import Edge
from symconv.verify.gather import EQUALS
from symconv.verify.gradient_law import by_output_exists
from symconv.verify.indexed import NotTerms
from symconv.verify.judged import Judged, unread
from symconv.verify.law import Element, Law, Polynomial, access, cleaned
from symconv.verify.spelling import spelled
from symconv.verify.written import factor, side

ABSENT = re.compile(
    r"\bno\b|\bnone\b|not exist|n['o]t? exist|does ?n.t|undefined|invalid|missing|not valid"
    r"|out ?side|out of|beyond|not (in|an?|part)\b|absent",
    re.IGNORECASE,
)
PRESENT = re.compile(r"exists|\bvalid|\binside", re.IGNORECASE)
Words = Union[s.Text, s.Remark]


def existence(chain: s.Chain, law: Law | None, text: str) -> Judged | None:
    r"""``h[1,-2]: \text{no such element}`` and its opposite; None where it is no such claim.

    A product with words beside it claims that one of its elements does not exist; where
    that is so, the product itself is judged like any other.
    """
    said: list[Words] = [side for side in chain.sides if isinstance(side, s.Text)]
    said += [remark for remark in chain.remarks if remark.kind == "text"]
    words = " ".join(one.text for one in said)
    absent = bool(ABSENT.search(words))
    if law is None or not (absent or PRESENT.search(words)):
        return None
    others = [side for side in chain.sides if not isinstance(side, s.Text)]
    if not others:
        return None
    places = [inside for one in _elements(others[-1]) if (inside := _inside(one, law)) is not None]
    lone = len(others) == 1 and isinstance(others[0], s.Access)
    if not places:
        return None
    if not lone:
        first, last = ([_element(one, law) for one in _elements(side)] for side in
                       (others[0], others[-1]))  # fmt: skip
        if not absent or isinstance(others[0], s.Access) or not all(places) or first != last:
            return None
        shown = text[slice(*others[-1].span)]
        fault = Found(said[0].span, "wrong-statement", said[0].text, "",
                      f"Both elements of {shown} exist.")  # fmt: skip
        return Judged(chain.span, "refuted", fault.message, (fault,))
    word = text[slice(*others[0].span)]
    if places[0] != absent:
        says = "does not exist" if absent else "exists"
        return Judged(chain.span, "proved", f"{word} {says}.")
    if absent:
        says = f"{word} exists."
        element = _element(others[0], law)
        if element is not None and law.stands_for(element) != element:
            says = f"{word} stands for {access(law.stands_for(element))}."
        fault = Found(others[0].span, "wrong-statement", word, "", says)
    else:
        fault = _outside(factor(others[0]).name, others[0].span, word, law)
    return Judged(chain.span, "refuted", fault.message, (fault,))


def _elements(node: s.Node) -> list[s.Access | s.Derivative]:
    if isinstance(node, (s.Access, s.Derivative)):
        return [node]
    if isinstance(node, s.Negative):
        return _elements(node.term)
    if isinstance(node, s.Product):
        return [one for part in node.factors for one in _elements(part)]
    return []


def _inside(node: s.Access | s.Derivative, law: Law) -> bool | None:
    if isinstance(node, s.Derivative):
        return by_output_exists(node, law)
    element = _element(node, law)
    return None if element is None else law.exists(*element)


def _element(node: s.Node, law: Law) -> Element | None:
    """An access of image or kernel with numbers for its indices."""
    if not isinstance(node, s.Access) or node.name not in (law.first, law.second):
        return None
    try:
        one = factor(node)
    except NotTerms:
        return None
    cell = tuple(value for value in one.indices or () if isinstance(value, int))
    rank = law.ranks[1 if one.name == law.first else 2]
    return (one.name, cell) if len(cell) == len(node.indices) == rank else None


def _outside(array: str, span: s.Span, word: str, law: Law) -> Found:
    kind = "outside-kernel" if array == law.second else "outside-image"
    box = ", ".join(f"{low} to {high}" for low, high in law.boxes[array])
    return Found(span, kind, word, "", f"{word} does not exist: the indices of {array} run "
                 f"from {box}.")  # fmt: skip


def entry_value(chain: s.Chain, law: Law, text: str) -> list[Judged] | None:
    """``h[-1,-1] = a``, ``h[1-0,1-3] = h[1,-2]``: an element and its letter, number or index.

    The element may stand on the right too: ``a = h[-1,-1]``. None where the chain is
    about no single element of the image or the kernel.
    """
    if any(relation.sign not in EQUALS for relation in chain.relations):
        return None
    head, rest = chain.sides[0], list(chain.sides[1:])
    element = _element(head, law)
    if element is None and len(rest) == 1 and not isinstance(head, (s.Unread, s.Blank)):
        element = _element(rest[0], law)
        head, rest = rest[0], [head]
    if element is None:
        return None
    judged = []
    for place, node in enumerate(rest):
        span = chain.span if len(rest) == 1 else node.span
        if place == 0:
            span = (min(chain.sides[0].span[0], node.span[0]), max(head.span[1], node.span[1]))
        judged.append(_entry_side(element, head, node, span, law, text))
    return judged


def _entry_side(
    element: Element, head: s.Node, node: s.Node, span: s.Span, law: Law, text: str
) -> Judged:
    hole = unread(node)
    if hole is not None:
        return Judged(hole.span, "unread", hole.reason)
    other = _element(node, law)
    if other is not None:
        return _worked(element, head, other, node, span, law, text)
    try:
        total: Polynomial = {}
        for term in spelled(side(node), law).terms:
            if term.scopes or any(one.indices is not None for one in term.factors):
                return Judged(span, "undecided", "This value is not understood.")
            monomial = tuple(sorted(((one.name, None) for one in term.factors), key=repr))
            total[monomial] = total.get(monomial, 0) + term.coefficient
        shown = cleaned(total)
    except NotTerms as error:
        return Judged(span, "undecided", f"This value is not understood: {error}.")
    word = text[slice(*node.span)]
    if law.exists(*element) is False:
        if not shown:
            return Judged(span, "proved", "Outside its support an array is zero.")
        fault = _outside(element[0], head.span, access(element), law)
        return Judged(span, "refuted", fault.message, (fault,))
    wanted = law.value(element)
    if wanted is None and not shown and law.stands_for(element) != element:
        pixel = access(law.stands_for(element))
        fault = Found(node.span, "wrong-entry", word, pixel,
                      f"{access(element)} stands for {pixel}, which need not be 0.",
                      ("wrong-boundary",))  # fmt: skip
        return Judged(span, "refuted", fault.message, (fault,))
    if wanted is None:
        return Judged(span, "undecided", f"The value of {access(element)} is not known.")
    if shown == cleaned(wanted):
        return Judged(span, "proved", f"{access(element)} is {word}.")
    expected = law.value_word(element)
    fault = Found(node.span, "wrong-entry", word, expected,
                  f"{access(element)} is {expected}, not {word}.")  # fmt: skip
    return Judged(span, "refuted", fault.message, (fault,))


def _worked(
    element: Element, head: s.Node, other: Element, node: s.Node, span: s.Span, law: Law, text: str
) -> Judged:
    """An element said to be another: with its indices worked out, or of the same value."""
    if other == element:
        return Judged(span, "proved", "The indices are worked out.")
    if law.stands_for(other) == law.stands_for(element):
        return Judged(span, "proved", f"Both are {access(law.stands_for(element))}.")
    values = law.value(element), law.value(other)
    if _plain(head) and _plain(node) and values[0] is not None and values[0] == values[1]:
        return Judged(span, "proved", "The two elements have the same value.")
    source, word = text[slice(*head.span)], text[slice(*node.span)]
    expected, says = access(element), f"{source} is {access(element)}, not {word}."
    if law.stands_for(element) != element:
        expected = access(law.stands_for(element))
        says = f"{source} stands for {expected}, not for {word}."
    elif _plain(head):
        says = f"{source} and {word} are different elements."
    fault = Found(node.span, "wrong-statement", word, expected, says, beyond(element, other, law))
    return Judged(span, "refuted", fault.message, (fault,))


def beyond(element: Element, other: Element, law: Law) -> tuple[str, ...]:
    """The misconception that explains why two pixels are taken for one: another boundary."""
    box = law.boxes.get(law.first)
    if box is None or element[0] != law.first or law.inside(*element):
        return ()
    edge = law.edge or Edge(find("zero"), box, None)
    taken = any(one.stands_for(element[1]) == other[1] for one in edge.others())
    return ("wrong-boundary",) if taken else ()


def _plain(node: s.Node) -> bool:
    """Whether the indices of an access are worked out."""
    indices = node.indices if isinstance(node, s.Access) else ()
    return all(
        isinstance(one.term if isinstance(one, s.Negative) else one, s.Number) for one in indices
    )
