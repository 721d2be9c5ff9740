"""The law of a stated problem: its relation, its boxes, and the letters and values of elements."""

from __future__ import annotations

from itertools import product

from symconv.model.index import names_in, substitute
from symconv.model.problem import Problem
from symconv.model.tree import Number, Scalar, Symbol
from symconv.verify.conjugates import conjugate_of, kernel_name
from symconv.verify.edge import Edge
from symconv.verify.indexed import Exact, exact
from symconv.verify.law import Law, Polynomial
from symconv.verify.leading import boxes_of, links_of
from symconv.verify.scalars import polynomial
from symconv.verify.ties import Tie


def of_problem(problem: Problem, numbers: dict[str, int] | None = None) -> Law:
    """The law of a stated problem; ``numbers`` are put for its letters."""
    put = numbers or {}
    leading = problem.leading
    ahead = len(leading.outputs), len(leading.image), len(leading.kernel)
    ties = [
        Tie((ahead[0] + axis, ahead[1] + axis, ahead[2] + axis), *problem.relation(axis))
        for axis in range(problem.dimension)
    ]
    law = Law(
        problem.output_name, problem.image.name, kernel_name(problem),
        (*ties, *links_of(leading)), {}, "stated",
    )  # fmt: skip
    law.problem = problem
    law.numbers = put
    for array, before in zip((problem.image, problem.kernel), boxes_of(leading, put)):
        box = list(before)
        for lower, upper in array.support:
            low, high = (substitute(bound, put) for bound in (lower, upper))
            if isinstance(low, int) and isinstance(high, int):
                box.append((low, high))
        law.boxes[array.name] = tuple(box)
    if problem.conjugate:
        law.boxes[law.second] = law.boxes[problem.kernel.name]
    if any(len(law.boxes[array]) != size for array, size in zip((law.first, law.second),
                                                                law.ranks[1:])):  # fmt: skip
        law.boxes.clear()  # letters are left in them
    boundary, ends = problem.boundary, law.boxes.get(problem.image.name)
    if ends is not None and not boundary.vanishes:
        constant = polynomial_of(boundary.constant) if boundary.place is None else None
        law.subscripted.update(letter for monomial in constant or () for letter, _ in monomial)
        law.edge = Edge(boundary, ends, constant, ahead[1])
    _name_elements(law, problem)
    return law


def _name_elements(law: Law, problem: Problem) -> None:
    """Letters and values of the elements of a stated problem."""
    letters, _ = problem.entry_letters()
    for array in (problem.image, problem.kernel):
        box = law.boxes.get(array.name)
        named = array is problem.kernel and bool(letters)
        if box is None or (array.values is None and not named):
            continue
        order = problem.written_order("kernel" if array is problem.kernel else "image")
        ranges = [range(box[axis][0], box[axis][1] + 1) for axis in order]
        for place, written in enumerate(product(*ranges)):
            index = [0] * len(order)
            for axis, value in zip(order, written):
                index[axis] = value
            cell = tuple(index)
            item = letters[place] if named else array.value(cell, problem.order)
            if item is None:
                continue
            known = polynomial_of(item)
            if problem.conjugate and array is problem.kernel:
                law.give((law.second, cell), conjugate_of(known))
                law.values[(array.name, cell)] = known
                law.subscripted.update(name for one in known for name, _ in one if "_" in name)
            else:
                law.give((array.name, cell), known)


def polynomial_of(item: Scalar) -> Polynomial:
    """A scalar of the model as a polynomial, as the same text in a derivation would be read."""
    if isinstance(item, Number):
        return {(): exact_of(item)}
    if isinstance(item, Symbol):
        word = f"{item.name}_{item.subscript}" if item.subscript else item.name
        return {((word, None),): 1}
    return polynomial(item.latex)


def exact_of(number: Number) -> Exact:
    """The value of a number of the model."""
    value = number.value
    return value if isinstance(value, int) else exact(value)


def laws_of(problem: Problem) -> list[Law]:
    """The law of a problem; three with different numbers where it has letters."""
    letters = set(problem.channels.names)
    for array in (problem.image, problem.kernel):
        for interval in array.support:
            letters |= names_in(interval.lower) | names_in(interval.upper)
    for value in (*problem.stride, *problem.dilation, *problem.offset):
        letters |= names_in(value)
    if not isinstance(problem.output, str):
        for interval in problem.output:
            letters |= names_in(interval.lower) | names_in(interval.upper)
    if not letters:
        return [of_problem(problem)]
    laws = []
    for round_ in range(3):
        numbers = {}
        for place, letter in enumerate(sorted(letters)):
            numbers[letter] = (4, 2, 1, 3)[(place + round_) % 4] + (round_ if place == 0 else 0)
        law = of_problem(problem, numbers)
        if all(low <= high for box in law.boxes.values() for low, high in box):
            laws.append(law)
    return laws
