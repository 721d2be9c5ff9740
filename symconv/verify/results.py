"""Results that a text states twice: totals of outputs, and lists of all outputs.

``y[2] = … = 5`` in one place and ``y[2] = 6`` or ``y = [1, 3, 6]`` in another contradict
each other. The first total counts as what the rest is held against, because it is derived.
"""

from __future__ import annotations

from fractions import Fraction

from symconv.verify.data import value_nodes
from symconv.verify.diagnose import Found
from symconv.verify.gather import Equation, Given
from symconv.verify.indexed import Exact
from symconv.verify.judged import Judged
from symconv.verify.law import access
from symconv.verify.products import Block, results

MAX_ARRAYS = 6


class Results:
    """The totals of all outputs that a text works out."""

    def __init__(self, equations: list[Equation]) -> None:
        self._totals: dict[str, dict[tuple[int, ...], tuple[int, Exact]]] = {}
        for found in equations:
            value = _total(found)
            if value is not None and found.at is not None:
                known = self._totals.setdefault(found.left.name, {})
                known.setdefault(found.at, (id(found), value))

    def conflict(self, found: Equation, text: str) -> Found | None:
        """What is wrong with the last side of an equation whose output is known."""
        value = _total(found)
        if value is None or found.at is None:
            return None
        first, known = self._totals[found.left.name][found.at]
        written = found.sides[-1]
        if first == id(found) or known == value or written is None:
            return None
        label = access((found.left.name, found.at))
        return Found(written.span, "arithmetic", text[slice(*written.span)], str(known),
                     f"{label} is {known} above.")  # fmt: skip

    def listed(self, one: Given, text: str) -> Judged | None:
        """A list of outputs against their totals; None where too few of them are known."""
        if one.rank != 1 or len(one.rows) != 1:
            return None
        totals = {
            at[0]: value for at, (_, value) in self._totals.get(one.name, {}).items()
            if len(at) == 1
        }  # fmt: skip
        nodes = value_nodes(one.chain)
        if len(totals) < 3:
            return None
        values = one.rows[0]
        starts = [-one.origin[0]] if one.origin else sorted({0, 1, min(totals)})
        best: tuple[int, int] | None = None
        for start in starts:
            shared = [k for k in range(len(values)) if k + start in totals]
            hits = sum(values[k] == totals[k + start] for k in shared)
            if len(shared) > 2 and (best is None or hits > best[0]):
                best = (hits, start)
        if best is None or best[0] * 10 < 6 * min(len(values), len(totals)) or best[0] < 2:
            return None
        faults = []
        for k, value in enumerate(values):
            known = totals.get(k + best[1])
            if known is not None and value is not None and value != known:
                node = nodes[k]
                word, label = text[slice(*node.span)], access((one.name, (k + best[1],)))
                faults.append(Found(node.span, "arithmetic", word, str(known),
                                    f"{label} is {known} in its own line."))  # fmt: skip
        if not faults:
            return Judged(one.chain.span, "proved", "These are the outputs, as worked out.")
        says = "A value is not that of its own line."
        return Judged(one.chain.span, "refuted", says, tuple(faults))


def _total(found: Equation) -> Exact | None:
    """The number that an output is said to be; None where it is none."""
    if found.at is None or found.numbers or not found.sides:
        return None
    written = found.sides[-1]
    if written is None or not written.numeric or written.dots:
        return None
    total = sum((Fraction(term.coefficient) for term in written.terms), start=Fraction(0))
    return total.numerator if total.denominator == 1 else total


def of_two_others(one: Given, givens: list[Given], text: str) -> Judged | None:
    """An array that is what a usual operation makes of two given before it, or nearly is.

    None where too few of its values are such.
    """
    place = next((k for k, other in enumerate(givens) if other.chain is one.chain), 0)
    before = [block for other in givens[:place] if (block := _block(other)) is not None]
    written = _block(one)
    if written is None or not 2 <= len(before) <= MAX_ARRAYS:
        return None
    flat = [value for row in written for value in row]
    best: list[Exact] | None = None
    most = 0
    for k, left in enumerate(before):
        for right in before[:k] + before[k + 1 :]:
            for way in results(left, right):
                if len(way) != len(written) or len(way[0]) != len(written[0]):
                    continue
                values = [value for row in way for value in row]
                hits = sum(a == b != 0 for a, b in zip(values, flat))
                if hits > most:
                    best, most = values, hits
    if best is None or most < 3:
        return None
    wrong = [k for k, value in enumerate(flat) if value != best[k]]
    if len(wrong) * 10 > len(flat) * 4:
        return None
    if not wrong:
        return Judged(one.chain.span, "proved", "This is the product of two arrays given before.")
    nodes = value_nodes(one.chain)
    faults = tuple([
        Found(nodes[k].span, "arithmetic", text[slice(*nodes[k].span)], str(best[k]),
              f"This must be {best[k]}.")
        for k in wrong
    ])  # fmt: skip
    return Judged(one.chain.span, "refuted", "A number of the result is wrong.", faults)


def _block(one: Given) -> Block | None:
    rows = [[value for value in row if value is not None and not isinstance(value, str)]
            for row in one.rows]  # fmt: skip
    if any(len(row) != len(one.rows[0]) for row in rows):
        return None
    return tuple([tuple(row) for row in rows])
