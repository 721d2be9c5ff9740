r"""Products of whole arrays of numbers: ``\begin{bmatrix}…\end{bmatrix} * … = …``.

A result is right if any usual operation on the two arrays gives it: convolution or
cross-correlation, full, same or valid. If most of its numbers fit one, the others are wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.gather import EQUALS, STARS, Equation, Given
from symconv.verify.indexed import Exact, number
from symconv.verify.judged import Judged

Block = tuple[tuple[Exact, ...], ...]
MAX_WORK = 20_000


def block(node: s.Node) -> Block | None:
    """A matrix or a list of numbers as rows; None for anything else."""
    if isinstance(node, s.Matrix):
        rows = [[number(cell) for cell in row] for row in node.rows]
    elif isinstance(node, s.Listing) and node.fence in ("[", "{", "("):
        rows = [[number(item) for item in node.items]]
    else:
        return None
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        return None
    found = []
    for row in rows:
        values = [value for value in row if value is not None]
        if len(values) != len(row):
            return None
        found.append(tuple(values))
    return tuple(found)


def blocks_of(givens: list[Given]) -> dict[str, Block]:
    """The arrays of numbers that a text gives, by name, where it gives each once."""
    names = [one.name for one in givens]
    found = {}
    for one in givens:
        value = block(one.chain.sides[1])
        if value is not None and names.count(one.name) == 1:
            found[one.name] = value
    return found


def judge_product(
    chain: s.Chain, text: str, known: Mapping[str, Block] | None = None
) -> Judged | None:
    """Judge ``A * B = C`` for blocks of numbers; None where it is no such equation.

    ``known`` are the blocks that names stand for: ``y = x * h = [1, 3, 2]``.
    """
    if len(chain.sides) < 2 or any(r.sign not in EQUALS for r in chain.relations):
        return None
    node, result_node = _operation(chain.sides[-2]), chain.sides[-1]
    if not isinstance(node, s.Product) or len(node.factors) != 2:
        node, result_node = _operation(result_node), node
    if not isinstance(node, s.Product) or len(node.factors) != 2:
        return None
    sign = node.signs[0].split("_")[0]
    left, right = (_meant(factor, known or {}) for factor in node.factors)
    result = block(result_node)
    if sign not in STARS or left is None or right is None or result is None:
        return None
    ways = results(left, right)
    if any(way == result for way in ways):
        return Judged(chain.span, "proved", "This is the product of the two arrays.")
    cells = _cells(result_node)
    best: list[int] | None = None
    closest: Block | None = None
    for way in ways:
        if len(way) != len(result) or len(way[0]) != len(result[0]):
            continue
        flat = [value for row in way for value in row]
        wrong = [k for k, row in enumerate(v for r in result for v in r) if row != flat[k]]
        if best is None or len(wrong) < len(best):
            best, closest = wrong, way
    if best is None or closest is None or len(best) * 10 > len(cells) * 4 or len(cells) < 2:
        return Judged(chain.span, "undecided", "No usual operation on these arrays gives this.")
    flat = [value for row in closest for value in row]
    faults = tuple(
        Found(cells[k].span, "arithmetic", text[slice(*cells[k].span)], str(flat[k]),
              f"This must be {flat[k]}.")
        for k in best
    )  # fmt: skip
    return Judged(chain.span, "refuted", "A number of the result is wrong.", faults)


def _operation(node: s.Node) -> s.Node:
    """``x * h`` for ``(x * h)[n]``."""
    letters = isinstance(node, s.Access) and all(isinstance(i, s.Name) for i in node.indices)
    return node.base if letters and node.base is not None else node  # type: ignore[union-attr]


def _meant(node: s.Node, known: Mapping[str, Block]) -> Block | None:
    """The numbers of an array that is written out, or named."""
    if isinstance(node, s.Name):
        return known.get(node.name)
    if isinstance(node, s.Access) and all(isinstance(index, s.Name) for index in node.indices):
        return known.get(node.name)
    return block(node)


def _cells(node: s.Node) -> list[s.Node]:
    if isinstance(node, s.Matrix):
        return [cell for row in node.rows for cell in row]
    return list(node.items) if isinstance(node, s.Listing) else []


def results(left: Block, right: Block) -> list[Block]:
    """What usual operations make of two blocks: both orders, flipped or not, three sizes."""
    found: list[Block] = []
    size = len(left) * len(left[0]) * len(right) * len(right[0])
    if size > MAX_WORK:
        return found
    flipped = tuple(tuple(reversed(row)) for row in reversed(right))
    for kernel in (right, flipped):
        full = _full(left, kernel)
        found.append(full)
        rows, columns = len(left) - len(kernel) + 1, len(left[0]) - len(kernel[0]) + 1
        if rows > 0 and columns > 0:
            top, start = len(kernel) - 1, len(kernel[0]) - 1
            found.append(_cut(full, top, start, rows, columns))
        for top, start in product(
            {(len(kernel) - 1) // 2, len(kernel) // 2},
            {(len(kernel[0]) - 1) // 2, len(kernel[0]) // 2},
        ):
            found.append(_cut(full, top, start, len(left), len(left[0])))
    return found


def _full(left: Block, right: Block) -> Block:
    """The full convolution of two blocks."""
    rows, columns = len(left) + len(right) - 1, len(left[0]) + len(right[0]) - 1
    total: list[list[Exact]] = [[0] * columns for _ in range(rows)]
    for r, row in enumerate(left):
        for c, value in enumerate(row):
            for k, line in enumerate(right):
                for m, weight in enumerate(line):
                    total[r + k][c + m] = total[r + k][c + m] + value * weight
    return tuple(tuple(_whole(value) for value in row) for row in total)


def _whole(value: Exact) -> Exact:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _cut(full: Block, top: int, start: int, rows: int, columns: int) -> Block:
    return tuple(row[start : start + columns] for row in full[top : top + rows])


class Sequences:
    """Outputs of two given sequences, written as numbers only: ``y[1] = 2·3 + 1·4 = 10``."""

    def __init__(self, givens: list[Given], equations: list[Equation]) -> None:
        self.expected: dict[tuple[str, int], Exact] = {}
        known = [one for one in givens if _numbers(one) is not None]
        totals = _totals(equations)
        for name, outputs in totals.items():
            inputs = [one for one in known if one.name != name]
            if len(inputs) != 2 or len(outputs) < 3:
                continue
            self._choose(name, outputs, inputs)

    def _choose(self, name: str, outputs: dict[int, Exact], inputs: list[Given]) -> None:
        first, second = (_numbers(one) or () for one in inputs)
        starts = [-(one.origin[0] if one.origin else 0) for one in inputs]
        best: tuple[int, dict[int, Exact]] | None = None
        for kernel, flip in ((second, True), (second[::-1], False)):
            (row,) = _full((first,), (kernel,))
            shift = starts[0] + starts[1] if flip else starts[0] - starts[1] - len(second) + 1
            for offset in (shift,) if flip else (shift, 0):
                values = {k + offset: value for k, value in enumerate(row)}
                hits = sum(values.get(k, 0) == value for k, value in outputs.items())
                if best is None or hits > best[0]:
                    best = (hits, values)
        if best is not None and best[0] >= 3 and best[0] * 10 >= len(outputs) * 6:
            for k in outputs:
                self.expected[(name, k)] = best[1].get(k, 0)


def _numbers(one: Given) -> tuple[Exact, ...] | None:
    if len(one.rows) != 1:
        return None
    values = [value for value in one.rows[0] if not isinstance(value, str) and value is not None]
    return tuple(values) if len(values) == len(one.rows[0]) else None


def _totals(equations: list[Equation]) -> dict[str, dict[int, Exact]]:
    """The totals of outputs that are written with numbers only."""
    found: dict[str, dict[int, Exact]] = {}
    for one in equations:
        sides = [written for written in one.sides if written is not None]
        if one.at is None or len(one.at) != 1 or one.numbers or not sides:
            continue
        if len(sides) != len(one.sides) or not all(written.numeric for written in sides):
            continue
        total = sum((Fraction(term.coefficient) for term in sides[-1].terms), start=Fraction(0))
        found.setdefault(one.left.name, {})[one.at[0]] = _whole(total)
    return found
