"""The form ``polynomial``: the arrays as coefficients, and the outputs as those of a product.

The pixel x[i] stands at the power i, the entry h[k] at the power k. A product adds powers,
and the relation says which sum belongs to the output m: so the outputs are coefficients of
one product. A minus sign in the relation turns a polynomial round (1/z for z), a dilation
spreads its powers, an offset moves them all. With a stride some coefficients are no
outputs. Up to the sign of the powers these are the z-transforms of the arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from symconv.derive.arithmetic import simplified, tidy
from symconv.derive.derivation import Derivation, Step
from symconv.derive.forms.letters import capital, free, taken
from symconv.derive.forms.listed import Listed, listed, row_steps
from symconv.derive.forms.opening import opening
from symconv.derive.supports import number
from symconv.derive.terms import Cell
from symconv.errors import OutputError
from symconv.model.index import sign_of
from symconv.model.problem import Problem
from symconv.model.tree import (
    Called,
    Dots,
    Equation,
    Expr,
    Juxtaposed,
    Negative,
    Number,
    Power,
    Product,
    Statement,
    Sum,
    Symbol,
)

TAKE = (
    "Take the pixels and the kernel entries as the coefficients of two polynomials, each at the "
    "power of its index. Up to the sign of the powers these are their z-transforms."
)
TURN = "Beyond its edge the image begins again, and so do the powers: {power} counts as 0."
ADDS = "In the product each pixel meets each entry, and their powers are added."
OPEN = "Multiply out, power by power."
OPEN_ONE = "Multiply out; these products have the power of the output."
DOTS = "The dots stand for powers that belong to no output."
ROWS = "Compare the coefficients: each output is its sum."
ROW = "The coefficient is the output: this is its sum."


class Axis(NamedTuple):
    """How powers add up on an axis: ``stride * m = image * i + kernel * k + moved``.

    ``turn`` is 0, or the power at which they begin again.
    """

    stride: int
    image: int
    kernel: int
    moved: int
    turn: int


class Letters(NamedTuple):
    """The variables, and what the polynomials of image, kernel and outputs are called."""

    variables: tuple[Symbol, ...]
    image: str
    kernel: str
    result: str


def steps(derivation: Derivation, detail: str) -> Iterator[Step]:
    """The steps from the definition to the product of polynomials, and on to the sums.

    Raises OutputError for a boundary that polynomials do not have.
    """
    problem = derivation.problem
    found = listed(derivation, "image", "kernel")
    axes = axes_of(problem)
    _check_turns(problem, axes, found)
    others = _others(derivation, found)
    letters = _letters(derivation, axes, others)
    yield from opening(derivation, detail)
    turns = [str(axis.turn) for axis in axes if axis.turn]
    take = f"{TAKE} {TURN.format(power=' and '.join(turns))}" if turns else TAKE
    yield Step("polynomials", (), tuple(_polynomials(derivation, found, letters)), take)
    result = Called(letters.result, letters.variables)
    factored = Equation((result, _product(axes, letters)))
    yield Step("multiply", (), (factored,), " ".join(_changes(axes)))
    opened = Equation((result, _opened(derivation, found, axes, letters, others)))
    why = OPEN_ONE if derivation.at is not None else f"{OPEN} {DOTS}" if others else OPEN
    yield Step("powers", (factored,), (opened,), why)
    yield from row_steps(derivation, found, (opened,), ROWS if derivation.at is None else ROW)


def axes_of(problem: Problem) -> tuple[Axis, ...]:
    """How powers add up on each axis; those of the output rise with its index.

    >>> axes_of(Problem.parse("correlate image=5 kernel=3 dilation=2 offset=1"))
    (Axis(stride=1, image=1, kernel=-2, moved=1, turn=0),)
    """
    found = []
    for axis in range(problem.dimension):
        output, image, kernel, rest = map(number, problem.relation(axis))
        sign = sign_of(output)
        low, high = problem.image.bounds(axis)
        turn = 0 if problem.boundary.vanishes else abs(image) * (high - low + 1)
        found.append(Axis(sign * output, -sign * image, -sign * kernel, sign * rest, turn))
    return tuple(found)


def _check_turns(problem: Problem, axes: Sequence[Axis], found: Listed) -> None:
    if problem.boundary.name not in ("zero", "wrap"):
        raise OutputError(
            f"with boundary={problem.boundary} the outputs are no product of polynomials: "
            "use boundary=zero or boundary=wrap, or --form matrix"
        )
    for axis, (one, letter) in enumerate(zip(axes, problem.indices)):
        outputs = {at[axis] for at in found.outputs}
        if one.turn and len({one.stride * m % one.turn for m in outputs}) < len(outputs):
            raise OutputError(
                f"the outputs from {letter} = {min(outputs)} to {max(outputs)} are more than one "
                "turn, so some are the same coefficient: use output=same"
            )


def _others(derivation: Derivation, found: Listed) -> bool:
    """Whether the product has powers that belong to none of the outputs."""
    return len(found.pixels) * len(found.entries) > sum(map(len, found.terms))


def _letters(derivation: Derivation, axes: Sequence[Axis], others: bool) -> Letters:
    problem, used = derivation.problem, taken(derivation)
    variable = free(used, "zwqtuv")
    count = len(axes)
    variables = [Symbol(variable, str(axis) if count > 1 else "") for axis in range(1, count + 1)]
    image = free(used, (capital(problem.image.name), *"XFA"))
    kernel = free(used, (capital(problem.kernel.name), *"HGB"))
    whole = all(axis.stride == 1 for axis in axes) and (derivation.at is not None or not others)
    result = free(used, (capital(problem.output_name), *"YC") if whole else "PQR")
    return Letters(tuple(variables), image, kernel, result)


def _polynomials(
    derivation: Derivation, found: Listed, letters: Letters
) -> Iterator[Statement]:
    """The polynomials of image and kernel."""
    elements = derivation.elements
    for name, cells, value in (
        (letters.image, found.pixels, elements.pixel),
        (letters.kernel, found.entries, elements.entry),
    ):
        shown = polynomial(letters.variables, cells, value)
        yield Equation((Called(name, letters.variables), shown))


def polynomial(
    variables: Sequence[Symbol], cells: Iterable[Cell], value: Callable[[Cell], Expr]
) -> Expr:
    """What has the values of cells as coefficients, each at the powers of its indices."""
    terms = [powered(variables, value(cell), cell) for cell in cells]
    kept = tuple([term for term in terms if term is not None])
    return Sum((kept,)) if kept else Number(0)


def powered(
    variables: Sequence[Symbol], coefficient: Expr, exponents: Sequence[int]
) -> Expr | None:
    """A coefficient at some powers, as one writes it; None where it is zero.

    >>> powered((Symbol("z"),), Number(-1), (2,))
    Negative(term=Power(base=Symbol(name='z', subscript=''), exponent=2))
    """
    powers = [Power(variable, n) for variable, n in zip(variables, exponents) if n != 0]
    if not isinstance(coefficient, Number):
        return Juxtaposed((coefficient, *powers)) if powers else coefficient
    if coefficient.value == 0:
        return None
    if not powers:
        return coefficient
    negative = coefficient.value < 0
    size = tidy(-coefficient.value, coefficient.decimal) if negative else coefficient
    factors: list[Expr] = [*powers] if size.value == 1 else [size, *powers]
    body = factors[0] if len(factors) == 1 else Juxtaposed(tuple(factors))
    return Negative(body) if negative else body


def _product(axes: Sequence[Axis], letters: Letters) -> Product:
    """The product of the polynomials, each with its powers turned and spread, and moved."""
    images = tuple([Power(v, axis.image) for v, axis in zip(letters.variables, axes)])
    kernels = tuple([Power(v, axis.kernel) for v, axis in zip(letters.variables, axes)])
    moved = powered(letters.variables, Number(1), [axis.moved for axis in axes])
    factors: list[Expr] = [Called(letters.image, images), Called(letters.kernel, kernels)]
    if moved is not None and moved != Number(1):
        factors.insert(0, moved)
    return Product(tuple(factors))


def _changes(axes: Sequence[Axis]) -> Iterator[str]:
    """What the relation does to the powers, in words."""
    yield ADDS
    if axes[0].kernel < 0:
        yield "The kernel is turned round, so its powers change their sign."
    if axes[0].image < 0:
        yield "The image is turned round, so its powers change their sign."
    if any(abs(axis.kernel) > 1 for axis in axes):
        yield "The dilation spreads the powers of the kernel."
    if any(abs(axis.image) > 1 for axis in axes):
        yield "The stride spreads the powers of the image."
    if any(axis.moved for axis in axes):
        yield "The offset moves all powers."
    if any(axis.stride > 1 for axis in axes):
        yield (
            "Because of the stride only some powers belong to outputs: those that are the stride "
            "times an index."
        )


def _opened(
    derivation: Derivation, found: Listed, axes: Sequence[Axis], letters: Letters, others: bool
) -> Sum:
    """The product multiplied out; the products of each power of an output in a row."""
    rows: list[tuple[Expr, ...]] = []
    for at, terms in zip(found.outputs, found.terms):
        powers = [axis.stride * index for axis, index in zip(axes, at)]
        row = []
        for term in terms:
            product = derivation.elements.product(*term)
            shown = powered(letters.variables, product, powers)
            if shown is not None and simplified(product) is not None:
                row.append(shown)
        if row:
            rows.append(tuple(row))
    if derivation.at is not None:
        return Sum(((Dots(), *(rows[0] if rows else ()), Dots()),))
    return Sum((*rows, (Dots(),)) if others else tuple(rows) or ((Number(0),),))
