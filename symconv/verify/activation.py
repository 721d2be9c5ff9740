r"""Lines that go element by element: an activation ``a_{12} = \sigma(z_{12})``, a sum of outputs.

Each element on the right must stand at the index of the left side. Where other lines of the
same arrays do so, a line that does not is wrong; alone it is left undecided.
"""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.read.walk import walk
from symconv.verify.diagnose import Found, like
from symconv.verify.gather import Equation
from symconv.verify.indexed import NotTerms
from symconv.verify.infer import Evidence
from symconv.verify.judged import Judged
from symconv.verify.written import Factor, Side, factor


def elementwise(
    found: Equation, place: int, written: Side, evidence: Evidence, span: s.Span, text: str
) -> Judged | None:
    """A side made of outputs at the index of the left side; None for any other side."""
    parts = _parts(found, place, written)
    if parts is None or not all(_is_output(one.name, evidence) for one in parts):
        return None
    wrong = [one for one in parts if one.indices != found.left.indices]
    if not wrong:
        if len(parts) > 1 and not _others_alike(found, place, written, evidence):
            return Judged(span, "undecided", "Some lines add something that the others do not.")
        return Judged(span, "proved", "It goes element by element.")
    names = {one.name for one in parts}
    agreeing = 0
    for other in evidence.equations:
        for where, side in enumerate(other.sides):
            beside = None if side is None else _parts(other, where, side)
            if other is found or beside is None or other.left.name != found.left.name:
                continue
            alike = {one.name for one in beside} == names
            agreeing += alike and all(one.indices == other.left.indices for one in beside)
    if not agreeing:
        return None
    faults = []
    for one in wrong:
        word = text[slice(*one.span)]
        cell = tuple(index for index in found.left.indices or () if isinstance(index, int))
        wanted = like(word, (one.name, cell)) if len(cell) == len(one.indices or ()) else ""
        why = "It must stand at the index of the left side, as in the other lines."
        faults.append(Found(one.span, "wrong-index", word, wanted, why))
    return Judged(span, "refuted", f"This is not {text[slice(*found.left.span)]}.", tuple(faults))


def _is_output(name: str, evidence: Evidence) -> bool:
    return any(
        family.output == name and (family.by_line or family.stated)
        for family in evidence.families.values()
    )


def _parts(found: Equation, place: int, written: Side) -> list[Factor] | None:
    """The elements of a side that is a function of one, or a sum of several with a bias."""
    node = found.chain.sides[place + 1] if place + 1 < len(found.chain.sides) else None
    inner = _argument(node)
    if inner is not None:
        return [inner]
    terms = [[one for one in term.factors if one.indices is not None] for term in written.terms]
    elements = [one for term in terms for one in term]
    if any(len(term) > 1 for term in terms) or written.dots or len(elements) < 2:
        return None
    if any(term.coefficient != 1 or term.scopes for term in written.terms):
        return None
    if any(len(term.factors) != 1 for term in written.terms):
        return None
    return elements if len({one.name for one in elements}) == len(elements) else None


def _argument(node: s.Node | None) -> Factor | None:
    r"""The element in ``\sigma(z_{12})`` or ``\max(0, z_{12})``; None for any other side."""
    if isinstance(node, s.Product):
        head, *others = node.factors
        named = isinstance(head, s.Name) and len(others) == 1 and isinstance(others[0], s.Access)
        if not named or any(node.signs):
            return None
    elif not isinstance(node, s.Function):
        return None
    inner = [one for one in walk(node) if isinstance(one, s.Access)]
    if len(inner) != 1:
        return None
    try:
        return factor(inner[0])
    except NotTerms:
        return None


def _others_alike(
    found: Equation, place: int, written: Side, evidence: Evidence
) -> bool:
    """Whether lines that add the same outputs all add the same letters."""
    mine = _letters(written)
    names = {one.name for one in _parts(found, place, written) or ()}
    for other in evidence.equations:
        for where, side in enumerate(other.sides):
            beside = None if side is None else _parts(other, where, side)
            if beside is None or side is None or other.left.name != found.left.name:
                continue
            if {one.name for one in beside} == names and _letters(side) != mine:
                return False
    return True


def _letters(written: Side) -> list[str]:
    return sorted(
        one.name
        for term in written.terms
        for one in term.factors
        if one.indices is None and one.name[:1] != "⟨"
    )
