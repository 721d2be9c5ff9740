r"""Weighted sums of one array: ``y[n] = x[n] - 2x[n-1] + x[n-2]``, and its worked lines.

The weights are numbers, so that no second array is written. What each line does with the
image, seen from its output, must be the same in all of them: that of the general line, or
else that of most. ``Filters`` finds it and says what is wrong in a line that differs.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from symconv.verify.diagnose import Found
from symconv.verify.gather import Equation, element
from symconv.verify.indexed import Exact
from symconv.verify.law import access
from symconv.verify.written import Side

Cell = tuple[int, ...]
Pattern = tuple[tuple[Cell, Exact], ...]
STRIDES = (1, 2, 3)


class _Line(NamedTuple):
    """The weighted elements of one side, and the output they belong to."""

    at: Cell
    weights: dict[Cell, Exact]
    general: bool

    def seen(self, stride: int) -> Pattern:
        """The weights by how far each element is from the output."""
        return tuple(sorted(
            (tuple([value - stride * place for value, place in zip(cell, self.at)]), weight)
            for cell, weight in self.weights.items()
        ))  # fmt: skip


class Filters:
    """The weights that a text uses, for each output and the array it is made from."""

    def __init__(self, equations: list[Equation]) -> None:
        self._found: dict[tuple[str, str], tuple[int, Pattern, int]] = {}
        lines: dict[tuple[str, str], list[_Line]] = {}
        for found in equations:
            for written in found.sides[:1]:
                one = None if written is None else _line(found, written)
                if one is not None:
                    lines.setdefault((found.left.name, one[0]), []).append(one[1])
        for key, members in lines.items():
            chosen = _chosen(members)
            if chosen is not None:
                self._found[key] = chosen

    def faults(self, found: Equation, written: Side, text: str) -> list[Found] | None:
        """What is wrong in a side of weighted elements; None where that cannot be told."""
        one = _line(found, written)
        known = None if one is None else self._found.get((found.left.name, one[0]))
        if one is None or known is None:
            return None
        array, line = one
        stride, pattern, lines = known
        wanted = {
            tuple([value + stride * place for value, place in zip(cell, line.at)]): weight
            for cell, weight in pattern
        }
        shared = sum(line.weights.get(cell) == weight for cell, weight in wanted.items())
        if wanted == line.weights:
            return [] if lines > 1 else None
        if shared * 2 < len(wanted) and not (shared and len(wanted) < 4):
            return None
        missing = [cell for cell in wanted if cell not in line.weights]
        faults = []
        seen: set[Cell] = set()
        for term in written.terms:
            (factor,) = [part for part in term.factors if part.indices is not None]
            item = element(factor, found.numbers)
            cell = item[1] if item is not None else ()
            word = text[slice(*term.span)]
            if cell in wanted and cell not in seen:
                seen.add(cell)
                weight = wanted[cell]
                if not missing and weight != line.weights[cell]:
                    kind = "wrong-sign" if weight == -line.weights[cell] else "wrong-coefficient"
                    faults.append(Found(term.span, kind, word, str(weight),
                                        f"Elsewhere this weight is {weight}."))  # fmt: skip
                continue
            expected = access((array, missing.pop(0))) if missing and not found.numbers else ""
            faults.append(Found(factor.span, "wrong-index", text[slice(*factor.span)], expected,
                                "The other lines take another element here."))  # fmt: skip
        if missing and not faults:
            words = ", ".join(access((array, cell)) for cell in missing)
            shown = "" if found.numbers else words
            faults.append(Found(written.span, "missing-term", "", shown, "A term is missing."))
        return faults


def _line(found: Equation, written: Side) -> tuple[str, _Line] | None:
    """The array and the weights of a side that adds up elements of one array."""
    if found.at is None or written.dots or len(written.terms) < 2:
        return None
    names: set[str] = set()
    weights: dict[Cell, Exact] = {}
    for term in written.terms:
        if term.scopes or len(term.factors) != 1:
            return None
        item = element(term.factors[0], found.numbers)
        if item is None or len(item[1]) != len(found.at):
            return None
        names.add(item[0])
        weights[item[1]] = weights.get(item[1], 0) + term.coefficient
    if len(names) != 1 or found.left.name in names:
        return None
    return names.pop(), _Line(found.at, weights, bool(found.numbers))


def _chosen(lines: list[_Line]) -> tuple[int, Pattern, int] | None:
    """The stride and the weights of the general line, or of most lines; None if unclear.

    And how many lines have them.
    """
    general = [line for line in lines if line.general]
    best: tuple[int, int, Pattern] | None = None
    for stride in STRIDES:
        counts = Counter(line.seen(stride) for line in lines)
        pattern, count = max(counts.items(), key=lambda item: item[1])
        if general:
            pattern = general[0].seen(stride)
            count = counts[pattern]
        if best is None or count > best[0]:
            best = (count, stride, pattern)
    if best is None or len({line.seen(1) for line in general}) > 1:
        return None
    enough = best[0] > 1 and (bool(general) or best[0] * 10 >= len(lines) * 6)
    if general and not enough:
        stride = 1 if all(_near(line, general[0].seen(1)) for line in lines) else 0
        return (1, general[0].seen(1), 1) if stride else None
    return (best[1], best[2], best[0]) if enough else None


def _near(line: _Line, pattern: Pattern) -> bool:
    """Whether a line shares most of its weights with a pattern."""
    return len({*line.seen(1)} & {*pattern}) * 2 >= len(pattern)
