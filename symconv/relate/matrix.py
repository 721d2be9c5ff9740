r"""A product of matrices written out in full, as one sum: Toeplitz and circulant matrices.

``\begin{pmatrix} y_0 \\ y_1 \end{pmatrix} = \begin{pmatrix} h_0 & 0 \\ h_1 & h_0 \end{pmatrix}
\begin{pmatrix} x_0 \\ x_1 \end{pmatrix}`` says y_m = Σ h_{m-i} x_i. The relation is fitted to
the entries, and then every entry, zeros too, must be what the relation says.
"""

from __future__ import annotations

from symconv.model.index import name
from symconv.read import syntax as s
from symconv.relate.formula import Formula, Opening
from symconv.verify.fit import Tie, Triple, fit
from symconv.verify.gather import Equation
from symconv.verify.indexed import Entry, Odd
from symconv.verify.law import Box, Law, TooLarge
from symconv.verify.matrices import equations_of
from symconv.verify.written import Factor, Limit

_OUTPUTS, _SUMS = "mnopqr", "ijlstu"


def from_matrices(chain: s.Chain, text: str) -> Formula | None:
    """The sum that a product of a matrix and a column is; None for anything else.

    Raises FormulaError where the entries obey no relation.
    """
    if not any(isinstance(node, s.Product) and _matrices(node) for node in chain.sides):
        return None
    from symconv.relate.trouble import FormulaError

    rows = equations_of(chain)
    if not rows:
        raise FormulaError(
            "this is no matrix times a column that gives a column", chain.span, text,
            "write all entries out, each with its indices",
        )  # fmt: skip
    table, column = (factor for node in chain.sides if isinstance(node, s.Product)
                     for factor in node.factors)  # fmt: skip
    assert isinstance(table, s.Matrix)
    assert isinstance(column, s.Matrix)
    names, triples = _triples(rows, column)
    found = fit(triples) if names is not None else None
    if names is None or found is None or not all(map(found.holds, triples)):
        raise FormulaError("its entries obey no relation", table.span, text,
                           "each entry must be 0 or an element such as h_{1}")  # fmt: skip
    output, kernel, image = names
    boxes = tuple(map(_box, zip(*triples)))
    made = _formula(chain, text, names, found.ties, boxes)
    law = Law(output, image, kernel, tuple(map(_turned, found.ties)),
              {image: boxes[2], kernel: boxes[1]}, "formula")  # fmt: skip
    for row in rows:
        assert row.at is not None
        try:
            pairs = {(h, x) for x, h in law.partners(row.at)}
        except TooLarge:
            pairs = set()
        if pairs != {t[1:] for t in triples if t.output == row.at}:
            raise FormulaError(
                f"the row of {row.left.name}[{','.join(map(str, row.at))}] is not like the others",
                row.sides[0].span if row.sides[0] else chain.span, text,
                "the same relation must hold in every row",
            )  # fmt: skip
    return made


def _matrices(node: s.Product) -> bool:
    return len(node.factors) == 2 and all(isinstance(one, s.Matrix) for one in node.factors)


def _triples(
    rows: list[Equation], column: s.Matrix
) -> tuple[tuple[str, str, str] | None, list[Triple]]:
    """The names of output, matrix and column, and each entry with the output and pixel it meets."""
    names: set[tuple[str, str, str]] = set()
    found: list[Triple] = []
    for row in rows:
        for term in row.sides[0].terms if row.sides[0] is not None else ():
            cells = [_cell(one) for one in term.factors]
            if term.coefficient != 1 or len(cells) != 2 or None in cells or row.at is None:
                return None, []
            names.add((row.left.name, term.factors[0].name, term.factors[1].name))
            found.append(Triple(row.at, *(cell or () for cell in cells)))
    return (next(iter(names)) if len(names) == 1 else None), found


def _cell(one: Factor) -> tuple[int, ...] | None:
    values = [entry for entry in one.indices or () if isinstance(entry, int)]
    return tuple(values) if values and len(values) == len(one.indices or ()) else None


def _box(cells: tuple[tuple[int, ...], ...]) -> Box:
    return tuple((min(axis), max(axis)) for axis in zip(*cells))


def _turned(tie: Tie) -> Tie:
    """The same relation with the column's array first."""
    o, h, x = tie.axes
    return Tie((o, x, h), tie.out, tie.second, tie.first, tie.rest, tie.modulus)


def _formula(
    chain: s.Chain, text: str, names: tuple[str, str, str], ties: tuple[Tie, ...],
    boxes: tuple[Box, ...],
) -> Formula:  # fmt: skip
    """The sum over the column's indices."""
    rank = len(ties)
    taken = set("".join(names))
    outputs = [one for one in _OUTPUTS if one not in taken][:rank]
    sums = [one for one in _SUMS if one not in taken][:rank]
    entries: list[Entry] = [0] * rank
    columns: list[Entry] = [0] * rank
    limits: list[Limit] = []
    for tie, letter in zip(ties, sums):
        o, h, x = tie.axes
        total = tie.rest - tie.out * name(outputs[o]) - tie.second * name(letter)
        assert isinstance(tie.first, int)
        total = -total if tie.first < 0 else total
        divisor = abs(tie.first)
        plain = divisor == 1 and not tie.modulus
        entries[h] = total if plain else Odd(total, divisor, tie.modulus)
        columns[x] = name(letter)
        limits.append(Limit(letter, *boxes[2][x], False, 1, None, (0, 0)))
    ranges = tuple(
        Limit(letter, *bounds, False, 1, None, (0, 0)) for letter, bounds in zip(outputs, boxes[0])
    )
    factors = (Factor(names[1], tuple(entries), (0, 0)), Factor(names[2], tuple(columns), (0, 0)))
    left = Factor(names[0], tuple(map(name, outputs)), (0, 0))
    styles = tuple((one, "comma") for one in names)
    return Formula(
        left, factors, (), 1, tuple(limits), (), ranges, styles, chain, text,
        Opening("matrix", chain), (), ((names[1], boxes[1]),),
    )  # fmt: skip
