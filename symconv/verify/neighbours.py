"""Two sides of one chain that hold sum signs: whether they are equal."""

from __future__ import annotations

from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.gather import Equation, element, general
from symconv.verify.infer import Evidence
from symconv.verify.law import Box, Law, access
from symconv.verify.written import Side


def unlike_neighbour(
    found: Equation, place: int, written: Side, evidence: Evidence, text: str
) -> tuple[Found | None, bool]:
    """A finding where a general side does not equal the side before it, and whether it may.

    Sides that speak of different arrays are not compared: one may define the other.
    """
    before = found.sides[place - 1] if place > 0 else None
    if before is None or before.dots or arrays_of(before) != arrays_of(written):
        return None, False
    doubtful = False
    for size, start in ((2, 1), (3, 5), (4, 2)):
        letters = sorted(evidence.parameters)
        numbers = {letter: size + k for k, letter in enumerate(letters)}
        if general(before):
            numbers.update({m: start + k for k, m in enumerate(sorted(found.numbers))})
        else:
            numbers.update(found.numbers)
        try:
            if alike(before, written, numbers, trial_boxes(before, written)):
                continue
            causal = _boxes_from_zero(before, written, size)
            finite = general(before) and not has_infinite(written)
            if finite and alike(before, written, numbers, causal):
                doubtful = True
                continue
        except Unbound as error:
            word = text[slice(*error.factor.span)]
            fault = Found(error.factor.span, "free-index", word, "",
                          f"The index {error.letter} is bound nowhere.")  # fmt: skip
            return fault, False
        except TooLarge:
            return None, False
        return _why_unlike(before, written, text), False
    return None, doubtful


def alike(
    before: Side, written: Side, numbers: dict[str, int], boxes: dict[str, Box]
) -> bool:
    """Whether two sides are the same polynomial for given numbers and supports."""
    law = Law("", "", "", (), boxes, "formula")
    return expand(before, law, numbers) == expand(written, law, numbers)


def arrays_of(written: Side) -> set[str]:
    """The arrays that a side speaks of."""
    return {f.name for term in written.terms for f in term.factors if f.indices is not None}


def _boxes_from_zero(before: Side, written: Side, size: int) -> dict[str, Box]:
    """Supports from 0 on, as long as the sums: what a causal signal has."""
    return {
        factor.name: ((0, size - 1),) * len(factor.indices)
        for term in (*before.terms, *written.terms)
        for factor in term.factors
        if factor.indices is not None
    }


def has_infinite(written: Side) -> bool:
    """Whether a side has a sum without a bound, or with a condition in place of bounds."""
    return any(
        limit.lower is None or limit.upper is None
        for term in written.terms
        for limit in term.bound
        if limit.values is None
    ) or any(scope.ties for term in written.terms for scope in term.scopes)


def trial_boxes(before: Side, written: Side) -> dict[str, Box]:
    """Supports to compare two sums under: none for finite ones, lopsided ones for infinite."""
    if not has_infinite(before) and not has_infinite(written):
        return {}
    boxes: dict[str, Box] = {}
    shapes = ((-2, 3), (-1, 2), (0, 4), (-3, 1))
    low = 0 if has_infinite(before) != has_infinite(written) or _tied(before) else None
    for term in (*before.terms, *written.terms):
        for factor in term.factors:
            if factor.indices is not None and factor.name not in boxes:
                first, last = shapes[len(boxes) % len(shapes)]
                first = first if low is None else low
                boxes[factor.name] = ((first, last),) * len(factor.indices)
    return boxes


def _tied(written: Side) -> bool:
    return any(scope.ties for term in written.terms for scope in term.scopes)


def _why_unlike(before: Side, written: Side, text: str) -> Found:
    if not written.terms or not before.terms:
        word = text[slice(*written.span)]
        return Found(written.span, "not-equal", word, "", "It is not the side before it.")
    term = written.terms[0]
    old = before.terms[0]
    word = text[slice(*written.span)]
    new_indices = [factor.indices for factor in term.factors]
    if new_indices != [factor.indices for factor in old.factors] and term.bound:
        limit = term.bound[0]
        if [(one.lower, one.upper) for one in term.bound] == [
            (one.lower, one.upper) for one in old.bound
        ]:
            return Found(limit.span, "wrong-bounds", text[slice(*limit.span)], "",
                         "The variable was changed, but not the bounds of the sum.")  # fmt: skip
    return Found(written.span, "not-equal", word, "", "This does not equal the side before it.")


def strange_to_sum(
    numbers: dict[str, int], before: Side, written: Side, text: str
) -> list[Found]:
    """The few terms of a worked side that the sum before it does not have."""
    if not general(before) or general(written) or before.dots or before.numeric:
        return []
    if arrays_of(before) != arrays_of(written):
        return []
    boxes = _filled(written, numbers) if has_infinite(before) else {}
    law = Law("", "", "", (), boxes, "formula")
    try:
        sums = expand(before, law, numbers)
        each = [expand(Side((term,), (), term.span), law, numbers) for term in written.terms]
    except (Unbound, TooLarge):
        return []
    strange = [
        k for k, value in enumerate(each) if any(sums.get(key) != value[key] for key in value)
    ]
    if not strange or len(strange) * 2 > len(each):
        return []
    rest = [key for key in sums if all(key not in value for value in each)]
    faults = []
    for k in strange:
        term = written.terms[k]
        elements = {element for key in each[k] for element in key}
        near = [key for key in rest if elements & {*key}]
        word, expected = text[slice(*term.span)], ""
        if near:
            rest.remove(near[0])
            expected = "·".join(access((name, cell)) for name, cell in near[0] if cell is not None)
        faults.append(Found(term.span, "wrong-index", word, expected,
                            f"{word} is no term of the sum before it."))  # fmt: skip
    return faults


def _filled(written: Side, numbers: dict[str, int]) -> dict[str, Box]:
    """The boxes that the elements of a side fill, with a margin."""
    cells: dict[str, list[tuple[int, ...]]] = {}
    for term in written.terms:
        for factor in term.factors:
            one = element(factor, numbers)
            if one is not None:
                cells.setdefault(one[0], []).append(one[1])
    return {
        name: tuple([(min(axis) - 2, max(axis) + 2) for axis in zip(*found)])
        for name, found in cells.items()
    }
