"""What is on the page, as data: ordered, immutable trees of exactly what is written.

A tree keeps what algebra would throw away: the order of terms and factors, an
index that is not worked out (``h[1-0, 1-0]``), a term that fails, ``2·3 + 1·(-4)``
before it is added up. Writers turn trees into text and do no mathematics.

Expressions: Number, Symbol, Formula, Access, Conjugate, Derivative, Product, Negative, Sum, BigSum,
Starred, Power, Called, Juxtaposed, Matrix, Dots.
Statements (what fills a line): Equation, Where, Between, Solution, Row, Grid.
To add a node, add it to ``Expr`` or ``Statement``: every writer ends its ``match``
in ``assert_never``, so the type checker then names each place that must know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar, Union

from symconv.model.index import Affine, Bound

if TYPE_CHECKING:
    from fractions import Fraction


Node = TypeVar("Node", bound=type)


def node(kind: Node) -> Node:
    """Make a named tuple equal only to its own kind: a sum is no product of the same things."""
    kind.__eq__ = _same  # type: ignore[assignment]
    kind.__ne__ = _different  # type: ignore[assignment]
    kind.__hash__ = tuple.__hash__  # type: ignore[assignment]
    return kind


def _same(self: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return type(self) is type(other) and tuple.__eq__(self, other)


def _different(self: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return not _same(self, other)


class Part(NamedTuple):
    """One signed product inside an index: ``-i`` or ``2m`` or, unworked, ``2·1``."""

    sign: int
    factors: tuple[Affine, ...]


class IndexSum(NamedTuple):
    """An index as it is written: ``m-i``, or with numbers put in ``1-0``.

    ``divisor`` is 1, or what the whole is divided by: ``(m-i)/2``. ``modulus`` is 0, or
    what it counts modulo: ``(m-i) mod 7``. At most one of the two is there.
    """

    parts: tuple[Part, ...]
    divisor: Affine = 1
    modulus: Affine = 0

    def worked(self) -> Affine:
        """What the index comes to; the division must leave no rest.

        >>> IndexSum((Part(1, (1,)), Part(-1, (3,)))).worked()
        -2
        """
        total: Affine = 0
        for part in self.parts:
            product: Affine = part.sign
            for factor in part.factors:
                product = product * factor
            total = total + product
        if self.divisor == 1 and self.modulus == 0:
            return total
        divisor, modulus = self.divisor, self.modulus
        if isinstance(total, int) and isinstance(divisor, int) and isinstance(modulus, int):
            if modulus:
                return total % modulus
            if total % divisor == 0:
                return total // divisor
            raise ValueError(f"{total}/{divisor} is no integer")
        raise ValueError("an index with letters cannot be divided")


Index = Union[int, IndexSum]


@node
class Number(NamedTuple):
    r"""An exact number; ``decimal`` when it is to be shown with a decimal point.

    ``written`` is the LaTeX that its author gave it, where that is not its plain form:
    ``\frac{4}{256}`` stays as it is.
    """

    value: int | Fraction
    decimal: bool = False
    written: str = ""


@node
class Symbol(NamedTuple):
    r"""A named scalar: a letter or Greek macro, with a subscript or without (``w_{1}``)."""

    name: str
    subscript: str = ""


@node
class Formula(NamedTuple):
    r"""A scalar given in LaTeX, vetted: ``\frac{1}{2\pi\sigma^2}``.

    ``compound`` when it needs parentheses inside a product (``a+b``).
    """

    latex: str
    compound: bool


@node
class Access(NamedTuple):
    """An element of an array: ``x[0,0]``, ``h[1-0,1-0]``, ``y[m,n]``."""

    array: str
    indices: tuple[Index, ...]


@node
class Conjugate(NamedTuple):
    r"""The complex conjugate of an element or of a letter: ``\overline{h[0]}``."""

    of: Access | Symbol


def conjugated(node: Expr) -> Expr:
    """The conjugate of an element, a letter or a number, which is real.

    >>> conjugated(Symbol("a"))
    Conjugate(of=Symbol(name='a', subscript=''))
    """
    return Conjugate(node) if isinstance(node, (Access, Symbol)) else node


@node
class Derivative(NamedTuple):
    """``∂L/∂x[i,j]``: the derivative of a letter or of an element by an element."""

    of: str | Access
    by: Access


@node
class Product(NamedTuple):
    """Factors in the order written."""

    factors: tuple[Expr, ...]


@node
class Negative(NamedTuple):
    """A term that is subtracted."""

    term: Expr


@node
class Sum(NamedTuple):
    """Terms in the order written, in rows as they are broken over lines."""

    rows: tuple[tuple[Expr, ...], ...]

    @property
    def terms(self) -> tuple[Expr, ...]:
        """All terms, row after row."""
        return tuple(term for row in self.rows for term in row)


@node
class BigSum(NamedTuple):
    """A sum sign over one index; a bound of ``None`` is infinite."""

    letter: str
    lower: Bound | None
    upper: Bound | None
    step: Affine
    body: Expr


@node
class Starred(NamedTuple):
    r"""The operation written with its sign: ``x[m,n] \ast h[m,n]``."""

    image: Access
    star: str
    kernel: Access


@node
class Power(NamedTuple):
    """A letter raised to a whole number: ``z^{-2}``."""

    base: Symbol
    exponent: int


@node
class Called(NamedTuple):
    """A function and what it takes: ``X(z)``, ``H(z^{-1})``."""

    function: str
    arguments: tuple[Expr, ...]


@node
class Juxtaposed(NamedTuple):
    """Factors side by side, without a sign between them: ``x[1] z^{2}``."""

    factors: tuple[Expr, ...]


@node
class Matrix(NamedTuple):
    """Expressions in brackets, row by row; all rows are equally long.

    Lines divide it into blocks: after each column of ``right`` and each row of ``below``,
    counted from 1.
    """

    rows: tuple[tuple[Expr, ...], ...]
    right: tuple[int, ...] = ()
    below: tuple[int, ...] = ()


@node
class Dots(NamedTuple):
    """Terms that are there and not shown."""


Scalar = Union[Number, Symbol, Formula]
Expr = Union[
    Number, Symbol, Formula, Access, Conjugate, Derivative, Product, Negative, Sum, BigSum, Starred,
    Power, Called, Juxtaposed, Matrix, Dots,
]  # fmt: skip


@node
class Equation(NamedTuple):
    """A chain of equal expressions, left to right."""

    sides: tuple[Expr, ...]


@node
class Between(NamedTuple):
    """``lower <= middle <= upper`` with a remark, and what it comes to after an arrow."""

    lower: Bound
    middle: Index
    upper: Bound
    remark: str = ""
    solved: Between | None = None


@node
class Beyond(NamedTuple):
    """A letter beyond a bound: ``i < -3``."""

    letter: str
    sign: str
    bound: Affine


@node
class Where(NamedTuple):
    """An equation that holds where letters lie beyond or between bounds: ``i < -3``."""

    equation: Equation
    conditions: tuple[Beyond | Between, ...]


@node
class Solution(NamedTuple):
    """The valid values of an index: ``lower, lower + step, … up to upper``.

    ``values`` lists them where they are known and few.
    """

    letter: str
    lower: Bound
    upper: Bound
    step: Affine
    values: tuple[int, ...] | None
    remark: str = ""


@node
class Row(NamedTuple):
    """One term in two columns: plugged in beside worked out, then with its entry named.

    ``missing`` is the element that does not exist, for a term that fails;
    ``remark`` says why it fails.
    """

    plugged: Product
    worked: Product
    named: Product | None
    missing: Access | Conjugate | None = None
    remark: str = ""


@node
class Grid(NamedTuple):
    """A named array as a block of values, row by row: ``h`` with its entries."""

    array: str
    rows: tuple[tuple[Expr, ...], ...]
    remark: str = ""


Statement = Union[Equation, Where, Between, Solution, Row, Grid]
