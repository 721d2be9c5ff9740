"""Rows of a table under a stated problem: a term plugged in, worked out, and named.

All sides of a row must be equal. Which of them is the wrong one is told by the others
where they agree, and else by the output that the rows belong to.
"""

from __future__ import annotations

from collections.abc import Sequence

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.gather import pair_of
from symconv.verify.judged import Judged, hole, reason_of, unread
from symconv.verify.law import Law, Polynomial
from symconv.verify.sides import difference
from symconv.verify.written import Side

Cell = tuple[int, ...]


def judge_rows(
    chain: s.Chain, sides: Sequence[Side | None], law: Law, outputs: list[Cell], text: str
) -> list[Judged]:
    """Each side of a row, beside the side that is right."""
    values = [_value(side, law) for side in sides]
    base = _right(sides, values, law, outputs)
    model = sides[base]
    judged: list[Judged] = []
    wrong: list[Polynomial] = []
    for place, (node, side, value) in enumerate(zip(chain.sides, sides, values)):
        missing = unread(node)
        span = (chain.sides[0].span[0] if place == 1 else node.span[0], node.span[1])
        if missing is not None:
            judged.append(hole(missing, text))
        elif value is None or values[base] is None or side is None or model is None:
            why = reason_of(node) if side is None else "its indices hold letters"
            judged.append(Judged(span, "undecided", f"This side is not checked: {why}."))
        elif value == values[base]:
            if place > 0:
                judged.append(Judged(span, "proved", "Both sides are equal."))
        elif value in wrong:
            word = text[slice(*side.span)]
            carried = Found(side.span, "carried-forward", word, "",
                            "This follows from a side that is wrong.")  # fmt: skip
            judged.append(Judged(span, "refuted", "It follows from a wrong side.", (carried,)))
        else:
            wrong.append(value)
            if side.numeric and model.numeric:
                fault = _numbers(side, value, values[base] or {}, text)
            else:
                fault = difference(model, side, law, text[slice(*side.span)], text)
            judged.append(Judged(span, "refuted", "The two sides are not equal.", (fault,)))
    return judged


def _value(side: Side | None, law: Law) -> Polynomial | None:
    try:
        return None if side is None else expand(side, law, law.numbers, outside=True)
    except (Unbound, TooLarge):
        return None


def _right(
    sides: Sequence[Side | None], values: list[Polynomial | None], law: Law, outputs: list[Cell]
) -> int:
    """The side that the others are compared with: usually the first."""
    first = values[0]
    for place, value in enumerate(values):
        if value is not None and value != first and values.count(value) > values.count(first):
            return place
    if first in values[1:] or not outputs:
        return 0
    obeying = [place for place, side in enumerate(sides) if _obeys(side, law, outputs)]
    return obeying[0] if obeying else 0


def _obeys(side: Side | None, law: Law, outputs: list[Cell]) -> bool:
    """Whether a side is one product of a pixel and an entry that meet in a near output."""
    if side is None or len(side.terms) != 1:
        return False
    pair = pair_of(side.terms[0], law.numbers)
    if pair is None:
        return False
    cells = dict(pair)
    if law.first not in cells or law.second not in cells:
        return False
    return any(law.meets(at, cells[law.first], cells[law.second]) for at in outputs)


def _numbers(side: Side, value: Polynomial, wanted: Polynomial, text: str) -> Found:
    shown, total = (one.get((), 0) for one in (value, wanted))
    word = text[slice(*side.span)]
    return Found(side.span, "arithmetic", word, str(total), f"The total is {total}, not {shown}.")
