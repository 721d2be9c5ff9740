"""The form ``im2col``: the matrix of patches times the kernel, listed in one column.

A row holds the patch of an output: for each entry, in the order of writing, the pixel that
it meets. So many outputs become one product of matrices. With channels a patch holds all of
them, and each output channel is a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from symconv.derive.derivation import Derivation, Step
from symconv.derive.forms.listed import Listed, ends, left_side, listed, row_steps
from symconv.derive.forms.opening import opening, rewritten
from symconv.derive.terms import Cell, Term
from symconv.model.tree import Equation, Expr, Juxtaposed, Matrix, Number

Output = tuple[Cell, tuple[Term, ...]]
Table = dict[Cell, list[Output]]

WHY = "Summed over the kernel, an output is a row of pixels times the column of the entries."
ROW = "The row is the patch of this output: the pixels in the order of the entries they meet."
ROWS = (
    "There is a row for each output: its patch, the pixels in the order of the entries that they "
    "meet. There is a column for each entry."
)
PLACES = (
    "There is a row for each place: its patch, the pixels in the order of the entries that they "
    "meet, channel after channel."
)
FILTERS = "Each column of the second matrix holds the entries of one output channel."
GROUPS = "An output channel meets those of its group only, so there is a product for each group."
ZERO = "Where an entry meets no pixel stands 0."
DIVIDED = "An entry meets a pixel only where the division leaves no rest."
LEFT = "Multiply each row by the column: these are the sums."
LEFT_ONE = "Multiply the row by the column: that is the sum."


def steps(derivation: Derivation, detail: str) -> Iterator[Step]:
    """The steps from the definition to the product of matrices, and on to the sums."""
    found = listed(derivation, "kernel")
    yield from opening(derivation, detail)
    definition, summed = derivation.elements.formulas.definition, rewritten(derivation, "kernel")
    if detail != "brief" and definition.sides[-1] != summed.sides[-1]:
        divided = any(value != 1 for value in _divisors(derivation))
        why = f"{WHY} {DIVIDED}" if divided else WHY
        yield Step("patches", (definition,), (summed,), why)
    equations = patch_products(derivation, found)
    filters = int(_filter(derivation) is not None)
    whole = derivation.at is None
    words = [ROWS if whole else ROW]
    if whole and derivation.problem.leading.outputs:
        words = [PLACES, *([FILTERS] if filters else [])]
        words += [GROUPS] if len(equations) > 1 else []
    entries = len(found.entries) // len({cell[:filters] for cell in found.entries})
    words += [ZERO] if any(len(terms) < entries for terms in found.terms) else ()
    yield Step("product", (summed,), equations, " ".join(words))
    yield from row_steps(derivation, found, equations, LEFT if whole else LEFT_ONE)


def _divisors(derivation: Derivation) -> list[object]:
    problem = derivation.problem
    return [-problem.relation(axis).image for axis in range(problem.dimension)]


def patch_products(derivation: Derivation, found: Listed) -> tuple[Equation, ...]:
    """The outputs as the matrix of patches times the entries: a product for each group."""
    return tuple([_product(derivation, found, rows) for rows in _groups(derivation, found)])


def _groups(derivation: Derivation, found: Listed) -> Iterator[Table]:
    """The outputs of each group: a row for each place, and in it one for each filter."""
    channels, place = derivation.problem.channels, _filter(derivation)
    tables: dict[int, dict[Cell, list[Output]]] = {}
    for at, terms in zip(found.outputs, found.terms):
        group, without = 0, at
        if place is not None:
            assert isinstance(channels.outputs, int)
            group = at[place] * channels.groups // channels.outputs
            without = at[:place] + at[place + 1 :]
        tables.setdefault(group, {}).setdefault(without, []).append((at, terms))
    return iter(tables.values())


def _filter(derivation: Derivation) -> int | None:
    """Where the output channel stands among the indices of an output, if there is one."""
    loops = derivation.problem.leading.outputs
    return None if derivation.problem.channels.outputs is None else len(loops) - 1


def _product(derivation: Derivation, found: Listed, rows: Table) -> Equation:
    problem, elements, place = derivation.problem, derivation.elements, _filter(derivation)
    (first, *_), *_ = rows.values()
    entries = found.entries
    columns: list[Cell] = [()]
    if place is not None:
        columns = [(at[place],) for at, _ in next(iter(rows.values()))]
        entries = tuple([cell[1:] for cell in entries if cell[0] == first[0][place]])
    table = []
    for (_, terms), *_ in rows.values():
        met: dict[Cell, Expr] = {
            kernel[len(columns[0]) :]: elements.pixel(image) for image, kernel in terms
        }
        table.append(tuple([met.get(entry, Number(0)) for entry in entries]))
    patches = Matrix(tuple(table), ends(problem, entries), ends(problem, tuple(rows)))
    kernel = Matrix(tuple([
        tuple([elements.entry(column + entry) for column in columns]) for entry in entries
    ]))  # fmt: skip
    left = left_side(derivation, found)
    if derivation.at is None:
        access = elements.formulas.output
        left = Matrix(tuple([tuple([access(at) for at, _ in row]) for row in rows.values()]))
    return Equation((left, Juxtaposed((patches, kernel))))
