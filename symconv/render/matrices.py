"""What all writers need for equations that hold matrices: where they are, and fewer columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symconv.model.tree import Dots, Equation, Expr, Juxtaposed, Matrix, Product, Sum


def holds_matrix(node: Expr) -> bool:
    """Whether an expression is a matrix, or a product or a sum of such.

    >>> from symconv.model.tree import Symbol
    >>> holds_matrix(Product((Symbol("c"), Matrix(((Symbol("a"), Symbol("b")),)))))
    True

    Terms of a sum are of one kind, so only the first one is looked at.
    """
    match node:
        case Matrix():
            return True
        case Product() | Juxtaposed():
            return any(map(holds_matrix, node.factors))
        case Sum():
            return holds_matrix(node.rows[0][0])
        case _:
            return False


def most_rows(equation: Equation) -> int:
    """How many rows the highest matrix of an equation has; 1 where there is none."""
    return max([len(found.rows) for side in equation.sides for found in _all(side)], default=1)


def most_columns(equation: Equation) -> int:
    """How many columns the widest matrix of an equation has; 1 where there is none."""
    return max([len(found.rows[0]) for side in equation.sides for found in _all(side)], default=1)


def length(node: Expr, of: Callable[[Expr], int]) -> int:
    """About how many signs wide an expression is, where ``of`` tells it of one without matrices.

    >>> length(Matrix(((Dots(), Dots()),)), lambda node: 1)
    6
    """
    match node:
        case Matrix():
            return sum(2 + max(map(of, column)) for column in zip(*node.rows))
        case Product() | Juxtaposed():
            return sum(length(factor, of) for factor in node.factors)
        case Sum():
            return sum(3 + length(term, of) for term in node.terms)
        case _:
            return of(node)


def narrowed(equation: Equation, most: int) -> Equation:
    """The equation with at most ``most`` columns of each matrix, and dots for the others."""
    return Equation(tuple([_narrowed(side, most) for side in equation.sides]))


def _all(node: Expr) -> Iterator[Matrix]:
    """The matrices of an expression."""
    match node:
        case Matrix():
            yield node
        case Product() | Juxtaposed():
            for factor in node.factors:
                yield from _all(factor)
        case Sum():
            for term in node.terms:
                yield from _all(term)
        case _:
            pass


def _narrowed(node: Expr, most: int) -> Expr:
    match node:
        case Matrix():
            return _cut(node, most)
        case Product():
            return Product(tuple([_narrowed(factor, most) for factor in node.factors]))
        case Juxtaposed():
            return Juxtaposed(tuple([_narrowed(factor, most) for factor in node.factors]))
        case Sum():
            return Sum(tuple([tuple([_narrowed(t, most) for t in row]) for row in node.rows]))
        case _:
            return node


def _cut(node: Matrix, most: int) -> Matrix:
    whole = len(node.rows[0])
    if whole <= most:
        return node
    before, after = -(-(most - 1) // 2), (most - 1) // 2
    rows = [(*cells[:before], Dots(), *cells[whole - after :]) for cells in node.rows]
    moved = whole - before - after - 1
    right = [c for c in node.right if c < before] + [
        c - moved for c in node.right if c > whole - after
    ]
    return Matrix(tuple(rows), tuple(right), node.below)
