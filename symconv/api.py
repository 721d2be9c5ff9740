"""The public face: problems and derivations with their verbs, and SymPy where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from symconv import render
from symconv.derive import derivation as core
from symconv.derive.ranges import solve
from symconv.embed.shown import Shown
from symconv.errors import ProblemError
from symconv.model import algebra
from symconv.model import problem as model
from symconv.model.names import plain

if TYPE_CHECKING:
    import sympy

    from symconv.draw.shown import Bundle, Kinds, Svg
    from symconv.verify.report import Report


class Range(NamedTuple):
    """The valid values of one sum index, as SymPy: lower, lower + step, … up to upper.

    ``output_lower`` and ``output_upper`` bound the outputs on this axis. An input channel has
    no output of its own: for it ``output`` is empty, and they are None.
    """

    letter: str
    lower: sympy.Expr
    upper: sympy.Expr
    step: sympy.Expr
    output: str
    output_lower: sympy.Expr | None
    output_upper: sympy.Expr | None


class Ranges(tuple[Range, ...]):
    """The ranges of a problem, a tuple; in a notebook they show how they are solved."""

    problem: model.Problem

    def _repr_mimebundle_(self, include: Kinds = None, exclude: Kinds = None) -> Bundle:
        from symconv.draw.shown import kept
        from symconv.embed.display import solved

        return kept({"text/plain": repr(self), **solved(self.problem)}, include, exclude)


class Problem(model.Problem, Shown):
    """An operation on an image and a kernel. Immutable; made by ``Problem.parse``.

    >>> problem = Problem.parse("conv image=7x7 kernel=3x3")
    >>> problem.derive(at=(1, 1)).terms[0]
    ((0, 0), (1, 1))

    Equal problems have equal lines, and ``Problem.parse(str(problem)) == problem``.
    """

    __slots__ = ()

    def derive(self, at: int | Sequence[int] | None = None, form: str = "sum") -> Derivation:
        """The derivation of the output ``at``, or of any output where none is given.

        ``at`` has one integer per index of the output, in order. ``form`` is sum, matrix, im2col,
        polynomial or scatter; all but the sum show every output where none is given.
        Raises SymconvError where that output does not exist, where sizes hold letters, and
        where the problem is too large for its form.

        >>> Problem.parse("conv image=3@corner kernel=2@corner").derive(form="matrix").form
        'matrix'
        """
        return Derivation(self if at is None else self.placed(_place(at)), form=form)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.parse({str(self)!r})"

    def derive_all(self) -> Iterator[Derivation]:
        """All outputs in the order of writing, one at a time."""
        return core.derive_all(self, Derivation)

    def ranges(self) -> tuple[Range, ...]:
        """The valid range of each sum index, solved for the problem's output or any.

        Where channels are added up, theirs comes first.

        >>> Problem.parse("conv image=7x7 kernel=3x3").ranges()[0].lower
        Max(-3, m - 1)
        """
        places = self.anywhere[-self.dimension :]
        found = []
        for loop in self.leading.sums:
            lower, upper, step = map(algebra.bound, (0, loop.last, 1))
            found.append(Range(loop.letter, lower, upper, step, "", None, None))
        for axis, at in enumerate(places):
            solved = solve(self, axis, at)
            bounds = (solved.lower, solved.upper, solved.step, *solved.outputs)
            lower, upper, step, first, last = map(algebra.bound, bounds)
            found.append(Range(solved.letter, lower, upper, step, solved.output, first, last))
        ranges = Ranges(found)
        ranges.problem = self
        return ranges

    def latex(self) -> str:
        """The solved ranges, step by step, as LaTeX."""
        return render.write_range(self, "latex")

    def _drawn(self) -> model.Problem:
        return self

    def _parts(self) -> tuple[Bundle, Svg | None]:
        from symconv.embed.display import problem

        return problem(self)


def _place(at: int | Sequence[int]) -> tuple[int, ...]:
    """An output as a tuple; what it holds is checked where it is put into the problem."""
    if isinstance(at, Sequence) and not isinstance(at, (str, bytes)):
        return tuple(at)
    if isinstance(at, int):
        return (at,)
    if hasattr(at, "tolist"):  # a number or an array of NumPy's
        return _place(at.tolist())
    raise ProblemError(f"at={at!r} is not an output: give one integer per axis, such as at=(1, 1)")


class Derivation(core.Derivation, Shown):
    """The worked example of one output, or the general sum where no output is given.

    ``terms`` holds the valid terms as pairs (image index, kernel index) in the order
    written; ``pixels`` the pixel of each, which the boundary moves where the image index
    lies beyond the edge; ``rejected`` the terms just past the range; ``ranges`` the solved
    ranges; ``notes`` what to know about the names. ``str()`` is readable in a terminal.
    """

    __slots__ = ()

    @property
    def value(self) -> Any:
        """The value as a SymPy expression in the Symbols of pixels and entries.

        >>> Problem.parse("conv image=5 kernel=2").derive(at=(0,)).value
        a*x[1] + b*x[0]

        Without an output it is a ``Sum`` over ``Indexed`` elements with solved bounds.
        """
        if self.at is None:
            return self._general()
        products = [algebra.value(self.elements.product(*term)) for term in self.terms]
        import sympy

        return sympy.Add(*products)

    def _general(self) -> Any:
        import sympy

        problem = self.problem
        sums = [algebra.integer(letter) for letter in problem.sums]
        other = []
        limits = []
        for solved, this in zip(self.ranges, sums):
            tied = solved.link
            total = tied.sign * algebra.affine(tied.factor) * this + algebra.affine(tied.rest)
            other.append(total / algebra.affine(tied.divisor))
            limits.append([algebra.bound(b) for b in (solved.lower, solved.upper, solved.step)])
        image, kernel = (sums, other) if problem.over == "image" else (other, sums)
        leading = problem.leading
        kernel = [*map(algebra.affine, leading.kernel), *kernel]
        entry = sympy.IndexedBase(plain(problem.kernel.name))[tuple(kernel)]
        if problem.conjugate:
            entry = sympy.conjugate(entry)
        body = sympy.Mul(self._pixel(image), entry)
        for axis in reversed(problem.order):
            lower, upper, step = limits[axis]
            this = sums[axis]
            if step != 1:
                body = body.subs(this, lower + step * this)
                lower, upper = sympy.Integer(0), sympy.floor((upper - lower) / step)
            holes = self.ranges[axis].link.common != 1
            if holes or problem.output not in ("full", "valid"):
                # An output may lie far from all terms; SymPy counts below the lower bound
                # backwards, with a minus sign, and here such a sum is empty.
                upper = sympy.Max(upper, lower - 1)
            body = sympy.Sum(body, (this, lower, upper))
        for loop in leading.sums:
            body = sympy.Sum(body, (algebra.integer(loop.letter), 0, algebra.affine(loop.last)))
        return body

    def _pixel(self, image: Sequence[Any]) -> Any:
        """The pixel at any index, with what the boundary gives beyond the edge."""
        import sympy

        problem, boundary = self.problem, self.problem.boundary
        array = sympy.IndexedBase(plain(problem.image.name))
        before = tuple(map(algebra.affine, problem.leading.image))
        if boundary.vanishes:
            return array[before + tuple(image)]
        ends = problem.image.support
        if boundary.place is not None:
            places = [algebra.pixel(boundary, i, *box) for i, box in zip(image, ends)]
            return array[before + tuple(places)]
        inside = [
            sympy.And(algebra.affine(lower) <= index, index <= algebra.affine(upper))
            for index, (lower, upper) in zip(image, ends)
        ]
        constant = algebra.scalar(boundary.constant)
        return sympy.Piecewise((array[before + tuple(image)], sympy.And(*inside)), (constant, True))

    def latex(self, detail: str = "normal") -> str:
        """The worked example as LaTeX, with ``detail`` brief, normal or full."""
        return render.write_derivation(self, "latex", detail)

    def markdown(self, detail: str = "normal") -> str:
        """The worked example as Markdown with ``$$`` displays."""
        return render.write_derivation(self, "markdown", detail)

    def text(self, detail: str = "normal") -> str:
        """The worked example as plain text."""
        return render.write_derivation(self, "text", detail)

    def mathml(self, detail: str = "normal") -> str:
        """The worked example as paragraphs and MathML, to be put into a web page."""
        return render.write_derivation(self, "mathml", detail)

    def html(self, detail: str = "normal") -> str:
        """The worked example as a web page that stands alone, with its picture.

        >>> Problem.parse("conv image=5 kernel=3 at=1").derive().html().split("\\n")[0]
        '<!DOCTYPE html>'
        """
        from symconv.documents.html import derivation

        return "".join(derivation(self, detail))

    def json(self, detail: str = "normal") -> str:
        """The worked example as one line of JSON (``symconv.derivation/1``)."""
        return render.write_derivation(self, "json", detail).rstrip("\n")

    def verify(self) -> Report:
        """Read the worked example back from its own LaTeX and judge it, line by line.

        >>> Problem.parse("conv image=5 kernel=3 at=1").derive().verify().verdict
        'proved'
        """
        from symconv.verify import verify

        return verify(self.latex(), self.problem)

    def __str__(self) -> str:
        return self.text()

    def _drawn(self) -> model.Problem:
        return self.problem

    def _parts(self) -> tuple[Bundle, Svg | None]:
        from symconv.embed.display import derivation

        return derivation(self)
