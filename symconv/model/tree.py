"""What is on the page, as data: ordered, immutable trees of exactly what is written.

A tree keeps what algebra would throw away: the order of terms and factors, an
index that is not worked out (``h[1-0, 1-0]``), a term that fails, ``2·3 + 1·(-4)``
before it is added up. Writers turn trees into text and do no mathematics.

Expressions: Number, Symbol, Formula, Access, Product, Negative, Sum, BigSum.
Statements (what fills a line): Equation, Between, Member, Row, Remark.
To add a node, add it to ``Expr`` or ``Statement``: every writer ends its ``match``
in ``assert_never``, so the type checker then names each place that must know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Union

from symconv.model.index import Affine, Bound

if TYPE_CHECKING:
    from fractions import Fraction


def _same(self: tuple[object, ...], other: object) -> bool:
    """Equal only to a node of the same kind: a sum is not a product of the same things."""
    return type(self) is type(other) and tuple.__eq__(self, other)  # type: ignore[arg-type]


def _different(self: tuple[object, ...], other: object) -> bool:
    return not _same(self, other)


class Part(NamedTuple):
    """One signed product inside an index: ``-i`` or ``2m`` or, unworked, ``2·1``."""

    sign: int
    factors: tuple[Affine, ...]


class IndexSum(NamedTuple):
    """An index as it is written: ``m-i``, or with numbers put in ``1-0``.

    ``divisor`` is 1, or what the whole is divided by: ``(m-i)/2``.
    """

    parts: tuple[Part, ...]
    divisor: Affine = 1

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
        if self.divisor == 1:
            return total
        if not isinstance(total, int) or not isinstance(self.divisor, int):
            raise ValueError("an index with letters cannot be divided")
        if total % self.divisor:
            raise ValueError(f"{total}/{self.divisor} is no integer")
        return total // self.divisor


Index = Union[int, IndexSum]


class Number(NamedTuple):
    r"""An exact number; ``decimal`` when it is to be shown with a decimal point.

    ``written`` is the LaTeX that its author gave it, where that is not its plain form:
    ``\frac{4}{256}`` stays as it is.
    """

    value: int | Fraction
    decimal: bool = False
    written: str = ""

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Symbol(NamedTuple):
    r"""A named scalar: a letter or Greek macro, with a subscript or without (``w_{1}``)."""

    name: str
    subscript: str = ""

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Formula(NamedTuple):
    r"""A scalar given in LaTeX, vetted: ``\frac{1}{2\pi\sigma^2}``.

    ``compound`` when it needs parentheses inside a product (``a+b``).
    """

    latex: str
    compound: bool

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Access(NamedTuple):
    """An element of an array: ``x[0,0]``, ``h[1-0,1-0]``, ``y[m,n]``."""

    array: str
    indices: tuple[Index, ...]

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Product(NamedTuple):
    """Factors in the order written."""

    factors: tuple[Expr, ...]

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Negative(NamedTuple):
    """A term that is subtracted."""

    term: Expr

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Sum(NamedTuple):
    """Terms in the order written, in rows as they are broken over lines."""

    rows: tuple[tuple[Expr, ...], ...]

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__

    @property
    def terms(self) -> tuple[Expr, ...]:
        """All terms, row after row."""
        return tuple(term for row in self.rows for term in row)


class BigSum(NamedTuple):
    """A sum sign over one index; a bound of ``None`` is infinite."""

    index: str
    lower: Bound | None
    upper: Bound | None
    step: Affine
    body: Expr

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Starred(NamedTuple):
    r"""The operation written with its sign: ``x[m,n] \ast h[m,n]``."""

    image: Access
    star: str
    kernel: Access

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


Scalar = Union[Number, Symbol, Formula]
Expr = Union[Number, Symbol, Formula, Access, Product, Negative, Sum, BigSum, Starred]


class Equation(NamedTuple):
    """A chain of equal expressions, left to right."""

    sides: tuple[Expr, ...]

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Between(NamedTuple):
    """``lower <= middle <= upper`` with a remark, and what it comes to after an arrow."""

    lower: Bound
    middle: Index
    upper: Bound
    remark: str = ""
    solved: Between | None = None

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Solution(NamedTuple):
    """The valid values of an index: ``lower, lower + step, … up to upper``.

    ``values`` lists them where they are known and few.
    """

    index: str
    lower: Bound
    upper: Bound
    step: Affine
    values: tuple[int, ...] | None
    remark: str = ""

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Row(NamedTuple):
    """One term in two columns: plugged in beside worked out, then with its entry named.

    ``missing`` is the element that does not exist, for a term that fails;
    ``remark`` says why it fails.
    """

    plugged: Product
    worked: Product
    named: Product | None
    missing: Access | None = None
    remark: str = ""

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


class Grid(NamedTuple):
    """A named array as a block of values, row by row: ``h`` with its entries."""

    array: str
    rows: tuple[tuple[Expr, ...], ...]
    remark: str = ""

    __eq__ = _same
    __ne__ = _different
    __hash__ = tuple.__hash__


Statement = Union[Equation, Between, Solution, Row, Grid]
