"""Formulas evaluated without symconv: regular expressions, Python's own ``eval`` and loops.

It knows the notations of ``derivations/nine-formulas`` and of the tests, and nothing else:
sum signs, indices in brackets, parentheses or subscripts, remainders, a bias, and products of
matrices that are written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import product
from typing import NamedTuple

Cell = tuple[int, ...]
Arrays = dict[str, dict[Cell, int]]
SUM = re.compile(r"\\sum_(?:\{([^{}]*)\}|(\w))\s*(?:\^(?:\{([^{}]*)\}|(\\infty|\w)))?\s*")
ACCESS = re.compile(r"([A-Za-z]|\(f\*g\))'*(?:\[([^\[\]]*)\]|\(([^()]*)\)|_\{([^{}]*)\}|_(\w))")
FAR = 5  # how far a sum without bounds goes


class Written(NamedTuple):
    """A formula: the output and its letters, the summed letters with their bounds, the factors."""

    output: str
    letters: tuple[str, ...]
    sums: tuple[tuple[str, str, str], ...]
    factors: tuple[tuple[str, tuple[str, ...]], ...]
    scale: str


def python(expression: str) -> str:
    """An index as Python writes it."""
    text = expression.replace(r"\bmod", "%").replace(r"\,", "").replace("−", "-").strip()
    text = re.sub(r"_\{?(\w)\}?", r"_\1", text)
    text = re.sub(r"(?<=[0-9])\s*(?=[A-Za-z(])", "*", text)
    return re.sub(r"(?<=[A-Za-z])\s+(?=[A-Za-z])", "*", text)


def read(text: str) -> Written:
    """The parts of a formula."""
    start = text.index(r"\sum")
    left, right = text[:start], text[start:]
    head = ACCESS.search(re.sub(r"_(\d)", r"\1", left.partition("=")[0]))
    assert head is not None, text
    letters = tuple(part.strip() for part in next(filter(None, head.groups()[1:])).split(","))
    letters = tuple(re.sub(r"(\d)", r"_\1", letter) for letter in letters)
    sums = []
    for match in SUM.finditer(right):
        below, above = match[1] or match[2], match[3] or match[4] or ""
        names, _, low = below.partition("=")
        for name in names.split(","):
            sums.append((python(name), python(low), python(above)))
    body = right[[m.end() for m in SUM.finditer(right)][-1] :]
    body = re.sub(r"([a-z])_(\d)", r"\1\2", body)
    factors = []
    for match in ACCESS.finditer(body):
        inner = next(filter(None, match.groups()[1:]))
        parts = [python(re.sub(r"([a-z])(\d)", r"\1_\2", part)) for part in inner.split(",")]
        factors.append((match[1], tuple(parts)))
    scale = re.search(r"\\frac\{?(\d)\}?\{?(\d)\}?", left)
    return Written(
        head[1], letters, tuple(sums), tuple(factors), f"{scale[1]}/{scale[2]}" if scale else "1"
    )


class Evaluator:
    """Evaluates one formula; ``seen`` is what it has read of each array, inside or outside."""

    def __init__(self, text: str, sizes: dict[str, int]) -> None:
        self.matrix = "pmatrix" in text
        self.seen: dict[str, set[Cell]] = {}
        self.sizes = sizes
        if self.matrix:
            self.rows = matrices(text)
            self.output = self.rows[0][0][0]
            return
        self.written = read(text)
        self.output = self.written.output
        names = "".join(f"{k}={v}," for k, v in sizes.items())
        self._space = eval(f"dict({names})")
        letters = ",".join((*self.written.letters, *(name for name, _, _ in self.written.sums)))
        self._index: list[tuple[str, Callable[..., Cell]]] = [
            (name, eval(f"lambda {letters}: ({','.join(parts)},)", dict(self._space)))
            for name, parts in self.written.factors
        ]

    def at(self, cell: Cell, arrays: Arrays) -> int | None:
        """An output; None where the formula does not say it."""
        if self.matrix:
            return self._row(cell, arrays)
        total = 0
        bounds = [
            range(-FAR, FAR + 1) if "infty" in low or not low else
            range(self._number(low, cell), self._number(high, cell) + 1)
            for _, low, high in self.written.sums
        ]  # fmt: skip
        for values in product(*bounds):
            term = 1
            for name, index in self._index:
                where = index(*cell, *values)
                self.seen.setdefault(name, set()).add(where)
                term *= arrays[name].get(where, 0)
            total += term
        return total

    def _number(self, text: str, cell: Cell) -> int:
        return int(eval(text, {**self._space, **dict(zip(self.written.letters, cell))}))

    def _row(self, cell: Cell, arrays: Arrays) -> int | None:
        for (_, at), terms in self.rows:
            if at == cell:
                total = 0
                for (table, i), (column, k) in terms:
                    self.seen.setdefault(table, set()).add(i)
                    self.seen.setdefault(column, set()).add(k)
                    total += arrays[table].get(i, 0) * arrays[column].get(k, 0)
                return total
        return None


Element = tuple[str, Cell]


def matrices(text: str) -> list[tuple[Element, list[tuple[Element, Element]]]]:
    """The rows of a product of matrices: the output, and the pairs that are multiplied."""
    blocks = re.findall(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", text, re.DOTALL)
    left, table, column = ([row.split("&") for row in block.split(r"\\")] for block in blocks)
    found = []
    for head, row in zip(left, table):
        terms = [
            (element(entry), element(cell))
            for entry, (cell,) in zip(row, column)
            if entry.strip() != "0"
        ]
        found.append((element(head[0]), terms))
    return found


def element(text: str) -> Element:
    """``h_{0,1}``."""
    match = re.fullmatch(r"\s*([A-Za-z])_\{?([-\d,]+)\}?\s*", text)
    assert match is not None, text
    return match[1], tuple(map(int, match[2].split(",")))


def cells(low: int, high: int, rank: int) -> list[Cell]:
    """A box of cells."""
    return list(product(range(low, high + 1), repeat=rank))


def moved(cell: Cell, indices: Iterable[dict[str, object]], rank: int, fixed: dict[int, int],
          sizes: dict[str, int]) -> Cell:  # fmt: skip
    """Where ``relate --to json`` says that an element of the first lies in the second."""
    found = [fixed.get(k, 0) for k in range(rank)]
    for one in indices:
        value = int(one["sign"]) * cell[int(one["first"])]  # type: ignore[call-overload]
        value += int(eval(python(str(one["move"]).replace("*", " * ")), dict(sizes)))
        if one["modulus"] is not None:
            turned = (one["sign"], one["move"]) != (1, "0")
            turn = int(eval(python(str(one["modulus"])), dict(sizes)))
            value = value % turn if turned else value
        found[int(one["second"])] = value  # type: ignore[call-overload]
    return tuple(found)
