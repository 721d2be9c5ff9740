r"""What a person wrote, as data: immutable trees that know where they stand.

Every node ends in ``span``, its first and one past its last offset in the document's
text (optional fields may follow it). The nodes keep what was written (order, unworked
indices, the sign of multiplication, a decimal's text) and judge nothing.

* Values: Number, Name, Access, Function, Derivative, Infinity, Dots, Text.
* Built from values: Sum, Negative, Product, Quotient, Power, Mod, BigSum (with Bound).
* Several values: Listing (sets, sequences, tuples, bare commas), Matrix, Cases.
* Holes: Blank (nothing is written there) and Unread (something is, and why it is not read).
* Undecided until ``resolve``: Call (``s(i-1)``: an access or a product), an Access of
  style "run" (``x_{12}``: one index or two), letters that touch (``dy_{11}``).
* Around them: Chain (sides joined by relations) with Relation and Remark; Repair.

To add a node, write its class, and add it to ``Node``, ``walk.py`` and ``show.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from symconv.read.record import Record

if TYPE_CHECKING:
    from fractions import Fraction

Span = tuple[int, int]


class Number(Record):
    """An exact number that is not negative: ``3``, or ``0.5`` as a Fraction."""

    value: int | Fraction
    text: str
    span: Span


class Name(Record):
    r"""A letter or a word that stands for something: ``n``, ``\alpha``, ``\hat{x}``, ``a^{(l)}``.

    Bold and upright are dropped (``\mathbf{X}`` is ``X``), accents and script kept.
    """

    name: str
    span: Span


class Access(Record):
    r"""An element of an array: ``x[i,j]``, ``x_{i,j}``, ``[X]_{i,j}``, ``(f*g)[n]``.

    ``style``: "bracket", "paren", "comma" (subscript with commas), "index" (subscript
    with one index) or "run" (subscript without commas, ``x_{12}``, ``x_{ij}``: one
    index a character until resolved). ``base`` is what stands in the parentheses of
    ``(f*g)[n]``; ``name`` is then its text without spaces, with the parentheses.
    """

    name: str
    indices: tuple[Node, ...]
    style: str
    span: Span
    base: Node | None = None


class Call(Record):
    """A name with a parenthesis behind it: an access or a product. Only before ``resolve``."""

    head: Node
    arguments: tuple[Node, ...]
    span: Span


class Function(Record):
    """A known function: ``max``, ``min``, ``floor``, ``ceil``, ``abs``, ``sqrt``, ``exp``…"""

    name: str
    arguments: tuple[Node, ...]
    span: Span


class Derivative(Record):
    r"""``\frac{\partial L}{\partial w_{11}}``: one symbol; ``top`` None in ``\frac{d}{dx}``."""

    top: Node | None
    bottom: Node
    span: Span


class Infinity(Record):
    r"""``\infty``."""

    span: Span


class Dots(Record):
    r"""``\dots``, ``...``, ``\vdots``: a term, an item or a row that is left out."""

    span: Span


class Text(Record):
    r"""Words where a value could be: the right of ``h[1,-2]: \text{no such element}``."""

    text: str
    span: Span


class Negative(Record):
    """What is subtracted, or has a minus; the span begins at the sign."""

    term: Node
    span: Span


class Sum(Record):
    """Two or more terms in the order written; a subtracted one is a Negative."""

    terms: tuple[Node, ...]
    span: Span


class Product(Record):
    r"""Two or more factors, and the signs between them: ``""`` (side by side), ``\cdot``, ``*``…

    A sign may bear a subscript (``*_2``). ``len(signs) == len(factors) - 1``.
    """

    factors: tuple[Node, ...]
    signs: tuple[str, ...]
    span: Span


class Quotient(Record):
    r"""``\frac{a}{b}`` or ``a/b``."""

    top: Node
    bottom: Node
    span: Span


class Power(Record):
    """``a^n``. A transpose is a power of the Name ``T``."""

    base: Node
    exponent: Node
    span: Span


class Mod(Record):
    r"""``(n-k) \bmod 4``, ``\pmod{4}``, ``((n-k))_N``."""

    value: Node
    modulus: Node
    span: Span


class Bound(Record):
    r"""A letter under a sum, with what is written about it; None where nothing is.

    An integral has one Bound with an empty letter. An infinite bound is Infinity or
    Negative(Infinity). ``values``: ``i \in \{0,1\}``; ``step``: ``i=0\text{ step }2``.
    """

    letter: str
    lower: Node | None
    upper: Node | None
    span: Span
    step: Node | None = None
    values: Node | None = None


class BigSum(Record):
    r"""``\sum`` (or ``\prod``, ``\int``: ``sign``) with its letters, constraints and summand.

    ``constraints`` are conditions under the sign that give no plain bound: ``s+t=p``.
    """

    sign: str
    bounds: tuple[Bound, ...]
    constraints: tuple[Chain, ...]
    body: Node
    span: Span


class Listing(Record):
    r"""Things between commas; ``fence`` is ``{``, ``[``, ``(`` or ``""`` for bare commas.

    ``origin`` is the place of the item marked as index 0 (an arrow or a line below it).
    """

    items: tuple[Node, ...]
    fence: str
    span: Span
    origin: int | None = None


class Matrix(Record):
    """Rows of cells; ``origin`` is the (row, column) of a marked cell, from 0."""

    rows: tuple[tuple[Node, ...], ...]
    fence: str
    span: Span
    origin: tuple[int, int] | None = None


class Case(Record):
    """One row of Cases: a value, when it holds, and the words beside it."""

    value: Node
    conditions: tuple[Chain, ...]
    remarks: tuple[Remark, ...]
    span: Span


class Cases(Record):
    """A value given by cases."""

    rows: tuple[Case, ...]
    span: Span


class Blank(Record):
    """Nothing is written: an empty cell, or no left side before ``=``."""

    span: Span


class Unread(Record):
    """A piece that could not be read: why, and the offset where reading stopped."""

    reason: str
    span: Span
    at: int


class Relation(Record):
    """What stands between sides: ``=``, ``<=``, ``<``, ``!=``, ``in``, ``:=``, ``:``, ``~``, …"""

    sign: str
    span: Span


class Remark(Record):
    r"""Words beside a line; ``kind`` is "text" or "tag" (``\tag{3}``)."""

    text: str
    kind: str
    span: Span


class Chain(Record):
    r"""Sides joined by relations: ``a = b \le c``; one side and no relation for a lone one.

    ``conditions`` are chains about letters in the same row (``n = 0 & y[0] = …``);
    ``link`` is the arrow before it (``\iff``, ``\Rightarrow``), else empty. No sides
    at all: a row of words only.
    """

    sides: tuple[Node, ...]
    relations: tuple[Relation, ...]
    span: Span
    conditions: tuple[Chain, ...] = ()
    remarks: tuple[Remark, ...] = ()
    link: str = ""


class Repair(Record):
    r"""A slip that was read as what was clearly meant: ``w_\{11}`` as ``w_{11}``."""

    found: str
    read_as: str
    span: Span


Node = Union[
    Number, Name, Access, Call, Function, Derivative, Infinity, Dots, Text, Negative, Sum,
    Product, Quotient, Power, Mod, BigSum, Listing, Matrix, Cases, Blank, Unread,
]  # fmt: skip
