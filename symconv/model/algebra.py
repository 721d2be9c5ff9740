"""SymPy's view of what is on the page: the only module of the core that imports it, late.

A pixel is the Symbol ``x[0,0]``, an entry the Symbol ``i`` or ``h[1,1]``: names with
brackets cannot be confused with letters. Sum indices become bound integer Symbols
and never meet an entry's Symbol, so the entry ``i`` and the index ``i`` stay apart.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from symconv.errors import ScalarError, quote
from symconv.model.boundaries import Boundary
from symconv.model.formula import vet
from symconv.model.index import Affine, Bound, Extremum
from symconv.model.names import plain
from symconv.model.tree import (
    Access,
    Conjugate,
    Expr,
    Formula,
    Negative,
    Number,
    Product,
    Sum,
    Symbol,
)

if TYPE_CHECKING:
    import sympy


@lru_cache(maxsize=4096)
def symbol(name: str) -> sympy.Symbol:
    """The SymPy Symbol of a pixel, an entry or a letter; one for each name."""
    if not isinstance(name, str) or not name:
        raise ScalarError(f"{name!r} names no pixel and no entry: write it as in 'x[1,1]' or 'a'")
    import sympy

    return sympy.Symbol(name)


@lru_cache(maxsize=4096)
def integer(name: str) -> sympy.Symbol:
    """The SymPy Symbol of an index or a size: an integer, distinct from any entry."""
    import sympy

    return sympy.Symbol(plain(name), integer=True)


def element_name(access: Access) -> str:
    r"""The name of an element: ``x[0,0]``.

    >>> element_name(Access(r"\phi", (0, -1)))
    'phi[0,-1]'
    """
    return f"{plain(access.array)}[{','.join(map(str, access.indices))}]"


def scalar_name(node: Symbol) -> str:
    """The name of a scalar: ``w_1``."""
    return f"{plain(node.name)}_{node.subscript}" if node.subscript else plain(node.name)


def scalar(node: Formula | Symbol | Number) -> Any:
    """A scalar as SymPy: a Symbol, an exact number, or a formula read by latex2sympy2.

    Raises ScalarError where a formula cannot be read.
    """
    if isinstance(node, Symbol):
        return symbol(scalar_name(node))
    if isinstance(node, Number):
        import sympy

        return sympy.Rational(node.value.numerator, node.value.denominator)
    return _formula(node.latex)


@lru_cache(maxsize=4096)
def _formula(latex: str) -> Any:
    vetted = vet(latex)
    import sympy
    from latex2sympy2_extended import latex2sympy

    try:
        read = latex2sympy(vetted.safe)
    except Exception as error:  # the reader raises bare Exception for all it cannot read
        raise ScalarError(f"the value {quote(latex)} cannot be read as a formula") from error
    if not isinstance(read, sympy.Expr):
        raise ScalarError(f"the value {quote(latex)} is not a number or a formula")
    names = {
        sympy.Symbol(f"v_{place}"): symbol(scalar_name(letter))
        for place, letter in enumerate(vetted.letters, 1)
    }
    strange = {letter.name for letter in read.free_symbols} - {old.name for old in names}
    if strange:
        raise ScalarError(f"the value {quote(latex)} cannot be read as a formula")
    renamed = {letter: new for letter in read.free_symbols for old, new in names.items()
               if old.name == letter.name}  # fmt: skip
    found = read.xreplace(renamed).doit()
    if found.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
        raise ScalarError(f"the value {quote(latex)} is not a finite number")
    return found


def value(node: Expr) -> Any:
    """The SymPy expression of a tree without sum signs.

    >>> value(Product((Symbol("i"), Access("x", (0, 0)))))
    i*x[0,0]
    """
    import sympy

    if isinstance(node, Access):
        return symbol(element_name(node))
    if isinstance(node, Conjugate):
        return sympy.conjugate(value(node.of))
    if isinstance(node, Product):
        return sympy.Mul(*(value(factor) for factor in node.factors))
    if isinstance(node, Sum):
        return sympy.Add(*(value(term) for term in node.terms))
    if isinstance(node, Negative):
        return -value(node.term)
    if isinstance(node, (Symbol, Number, Formula)):
        return scalar(node)
    raise TypeError(f"{type(node).__name__} has no single value")


def affine(node: Affine) -> Any:
    """An integer or a polynomial in integer Symbols."""
    import sympy

    if isinstance(node, int):
        return sympy.Integer(node)
    total = sympy.Integer(0)
    for monomial, coefficient in node.terms:
        product = sympy.Integer(coefficient)
        for atom in monomial:
            if isinstance(atom, str):
                product *= integer(atom)
            else:
                rounded = sympy.floor if atom.kind == "floor" else sympy.ceiling
                product *= rounded(affine(atom.numerator) / affine(atom.denominator))
        total += product
    return total


def pixel(boundary: Boundary, index: Any, lower: Affine, upper: Affine) -> Any:
    """The index of the pixel that an index stands for, where a boundary gives pixels.

    >>> from symconv.model.boundaries import find
    >>> pixel(find("nearest"), integer("i"), 0, 6)
    Min(6, Max(0, i))
    """
    import sympy

    first, last = affine(lower), affine(upper)
    if lower == upper:
        return first
    moves = [affine(shift) for _, shift in boundary.same(lower, upper)]
    if not moves:
        return sympy.Min(last, sympy.Max(first, index))
    if len(moves) == 1:
        return first + sympy.Mod(index - first, moves[0])
    # Two reflections: both together move the image by their distance.
    period = moves[1] - moves[0]
    place = sympy.Mod(index - first, period)
    return first + sympy.Min(place, moves[0] - 2 * first + period - place)


def bound(node: Bound) -> Any:
    """A bound, with ``Max`` and ``Min`` where it has them."""
    import sympy

    if isinstance(node, Extremum):
        kind = sympy.Max if node.kind == "max" else sympy.Min
        return kind(*(affine(argument) for argument in node.args))
    return affine(node)
