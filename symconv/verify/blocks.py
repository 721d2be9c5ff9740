r"""Equations between matrices under a stated problem: each cell is a sum, judged as one.

``cells`` turns products, sums and blocks of matrices into the sums that their cells are;
``stated_blocks`` holds them against the outputs that stand in a matrix of the same shape:
``\begin{bmatrix} y[0] \\ y[1] \end{bmatrix} = T x``, or against the one output ``y[1]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from symconv.read import syntax as s
from symconv.verify import diagnose
from symconv.verify.gather import EQUALS, Equation, left_element
from symconv.verify.indexed import NotTerms, number
from symconv.verify.judged import Judged
from symconv.verify.law import Law
from symconv.verify.report import overall
from symconv.verify.spelling import spelled
from symconv.verify.stated import stated_equation
from symconv.verify.written import Factor, Side, Term, side

MAX_WORK = 60_000  # products of two cells
Grid = tuple[tuple[tuple[Term, ...], ...], ...]


def stated_blocks(chain: s.Chain, laws: list[Law], text: str) -> list[Judged] | None:
    """Judge a chain of equal matrices about outputs; None where it is none."""
    if any(relation.sign not in EQUALS for relation in chain.relations):
        return None
    if _names_block(chain, laws[0]):
        return [Judged(chain.span, "proved", "This is given.")]
    place = next((k for k, one in enumerate(chain.sides) if not isinstance(one, s.Name)), None)
    if place is None or place + 1 >= len(chain.sides) or not _outputs_named(chain, place, laws[0]):
        return None
    heads = _heads(chain.sides[place], laws[0])
    if heads is None or not any(map(_holds_matrix, chain.sides[place + 1 :])):
        return None
    judged = []
    for node in chain.sides[place + 1 :]:
        judged.append(_judged(heads, chain, place, node, laws, text))
    return judged


def _names_block(chain: s.Chain, law: Law) -> bool:
    """Whether a chain gives a name to a block, such as ``H_{1}``, that is none of the arrays."""
    head, *others = chain.sides
    arrays = (law.output, law.first, law.second)
    return (
        isinstance(head, s.Access)
        and head.name not in arrays
        and len(others) == 1
        and isinstance(others[0], s.Matrix)
    )


def _outputs_named(chain: s.Chain, place: int, law: Law) -> bool:
    """Whether what stands before the outputs is their name."""
    return all(isinstance(n, s.Name) and n.name == law.output for n in chain.sides[:place])


def _heads(node: s.Node, law: Law) -> list[list[Factor]] | None:
    """The outputs of a side, row by row; None where it is not made of outputs alone."""
    rows = node.rows if isinstance(node, s.Matrix) else ((node,),)
    found = []
    for row in rows:
        line = []
        for cell in row:
            element = left_element(cell)
            if element is None or element.name != law.output or _place(element) is None:
                return None
            line.append(element)
        found.append(line)
    return found


def _place(element: Factor) -> tuple[int, ...] | None:
    indices = element.indices or ()
    whole = tuple([index for index in indices if isinstance(index, int)])
    return whole if len(whole) == len(indices) else None


def _holds_matrix(node: s.Node) -> bool:
    if isinstance(node, s.Matrix):
        return True
    if isinstance(node, s.Negative):
        return _holds_matrix(node.term)
    if isinstance(node, s.Sum):
        return any(map(_holds_matrix, node.terms))
    return isinstance(node, s.Product) and any(map(_holds_matrix, node.factors))


def _judged(
    heads: list[list[Factor]], chain: s.Chain, place: int, node: s.Node, laws: list[Law],
    text: str,
) -> Judged:  # fmt: skip
    parts = [part for part in _parts(node) if not isinstance(part, s.Dots)]
    dotted = len(parts) < len(_parts(node))
    try:
        grid = _added([cells(part) for part in parts])
    except NotTerms as error:
        return Judged(node.span, "undecided", f"This side is not checked: {error}.")
    if len(grid) != len(heads) or any(len(a) != len(b) for a, b in zip(grid, heads)):
        rows, columns = len(grid), len(grid[0])
        says = f"This side comes to {rows} rows and {columns} columns, the outputs do not."
        return Judged(node.span, "undecided", says)
    judged = []
    for head, terms in zip((h for row in heads for h in row), (t for row in grid for t in row)):
        written = Side(terms, (), node.span)
        if dotted:
            judged.append(_some(head, written, laws[0], text))
            continue
        alone = chain._replace(
            sides=(chain.sides[place], node), relations=chain.relations[place : place + 1]
        )
        judged += stated_equation(
            Equation(alone, head, (written,), {}, _place(head)), laws, text
        )
    verdict = overall(one.verdict for one in judged)
    faults = tuple([fault for one in judged for fault in one.found])
    says = next((one.says for one in judged if one.verdict == verdict), "")
    if verdict == "proved" and len(judged) > 1:
        says = "These are the outputs, each with its sum."
    return Judged(node.span, verdict, says, faults)


def _some(head: Factor, written: Side, law: Law, text: str) -> Judged:
    """Some terms of an output, where dots stand for the others."""
    at = _place(head) or ()
    found = diagnose.terms(spelled(written, law), at, law, text) if written.terms else []
    wrong = [one for one in found if one.kind != "missing-term"]
    if wrong:
        return Judged(written.span, "refuted", "A term is wrong.", tuple(wrong))
    return Judged(written.span, "proved", "These are some of the terms.")


def _parts(node: s.Node) -> tuple[s.Node, ...]:
    return node.terms if isinstance(node, s.Sum) else (node,)


def cells(node: s.Node) -> Grid:
    """The sums that the cells of an expression of matrices are. Raises NotTerms."""
    match node:
        case s.Matrix():
            return _flat(node)
        case s.Negative():
            return tuple([
                tuple([tuple(map(_negated, cell)) for cell in row]) for row in cells(node.term)
            ])  # fmt: skip
        case s.Sum():
            return _added([cells(term) for term in node.terms])
        case s.Product() if _holds_matrix(node):
            found = cells(node.factors[0])
            for factor in node.factors[1:]:
                found = _times(found, cells(factor))
            return found
        case _:
            return (((*side(node).terms,),),)


def _flat(node: s.Matrix) -> Grid:
    """The cells of a matrix; blocks in it are laid side by side."""
    found: list[tuple[tuple[Term, ...], ...]] = []
    for row in node.rows:
        blocks = [
            _flat(cell) if isinstance(cell, s.Matrix) else ((_cell(cell),),) for cell in row
        ]
        if len({len(block) for block in blocks}) != 1:
            raise NotTerms("its blocks are of different heights")
        for lines in zip(*blocks):
            found.append(tuple([cell for line in lines for cell in line]))
    if len({len(line) for line in found}) != 1:
        raise NotTerms("its rows are of different lengths")
    return tuple(found)


def _cell(node: s.Node) -> tuple[Term, ...]:
    """What a cell adds up; the terms of a zero are none."""
    if number(node) == 0:
        return ()
    written = side(node)
    if written.dots:
        raise NotTerms("dots stand in a matrix")
    return tuple([term._replace(span=node.span) for term in written.terms])


def _negated(term: Term) -> Term:
    return term._replace(coefficient=-term.coefficient)


def _added(grids: Sequence[Grid]) -> Grid:
    if not grids or len({(len(grid), len(grid[0])) for grid in grids}) != 1:
        raise NotTerms("its matrices are of different sizes")
    return tuple([
        tuple([tuple([term for cell in same for term in cell]) for same in zip(*rows)])
        for rows in zip(*grids)
    ])  # fmt: skip


def _times(left: Grid, right: Grid) -> Grid:
    """The product of two matrices, or of a number or an element and a matrix."""
    if len(left) == len(left[0]) == 1 and len(right) > 1:
        alone = left[0][0]
        return tuple([tuple([_product(alone, cell, False) for cell in row]) for row in right])
    if len(left[0]) != len(right):
        raise NotTerms("its matrices do not fit each other")
    if len(left) * len(right) * len(right[0]) > MAX_WORK:
        raise NotTerms("its product would take too long")
    columns = list(zip(*right))
    return tuple([
        tuple([
            tuple([term for a, b in zip(row, column) for term in _product(a, b, True)])
            for column in columns
        ])
        for row in left
    ])  # fmt: skip


def _product(
    left: tuple[Term, ...], right: tuple[Term, ...], first: bool
) -> tuple[Term, ...]:
    """The products of two sums, each where its left (``first``) or its right factor stands."""
    return tuple([
        Term(
            one.coefficient * other.coefficient,
            (*one.factors, *other.factors),
            (*one.numbers, *other.numbers),
            (*one.scopes, *other.scopes),
            one.span if first else other.span,
        )
        for one, other in product(left, right)
    ])  # fmt: skip
