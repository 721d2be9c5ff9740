"""Letters that would mean two things at once: refused, or not given to kernel entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symconv.errors import ProblemError
from symconv.model.arrays import Array, letters_of
from symconv.model.channels import kinds
from symconv.model.index import names_in
from symconv.model.tree import Formula, Scalar, Symbol

if TYPE_CHECKING:
    from symconv.model.problem import Problem

SPARE = "gqruvwdeztsklpaoBFCGQRUVWDE"  # for indices whose usual letters are taken


def unclear(problem: Problem, alphabet: str, count: int) -> str:
    """Why letters for ``count`` kernel entries would be unclear; empty where they are not."""
    if count > len(alphabet):
        return f"{count} entries are more than the alphabet has letters"
    used = alphabet[:count]
    for letter in problem.channels.letters:
        if letter in used:
            return f"the letter {letter} would be both an entry and an index"
    for array, role in ((problem.image.name, "image"), (problem.output_name, "output")):
        if array in used:
            return f"the letter {array} would be both an entry and the {role}"
    for letter in sorted(_sizes(problem)):
        if letter in used:
            return f"the letter {letter} would be both an entry and a size"
    for value in _items(problem.image):
        for letter in _letters_in(value):
            if letter in used:
                return f"the letter {letter} would be both an entry and a pixel's value"
    for letter in _letters_in(problem.boundary.constant):
        if letter in used:
            return f"the letter {letter} would be both an entry and the boundary's value"
    return ""


def check_letters(problem: Problem) -> None:
    """Refuse names that would make two different things look the same."""
    arrays = (problem.image.name, problem.kernel.name, problem.output_name)
    indices = (*problem.channels.letters, *problem.indices, *problem.sums)
    for letter in indices:
        if indices.count(letter) > 1:
            raise ProblemError(
                f"the index {letter} is used twice: give different letters with indices="
            )
        if letter in arrays:
            raise ProblemError(
                f"{letter} is the name of an array and of an index: "
                "rename one of them with names= or indices="
            )
    sizes = _sizes(problem)
    for letter in sorted(sizes):
        if letter in indices or letter in arrays:
            role = "an index" if letter in indices else "an array"
            raise ProblemError(
                f"the size {letter} is also the name of {role}: use another letter, "
                "or rename with names= or indices="
            )
    image, _, output = arrays
    written = (
        ("of the image", _items(problem.image), arrays),
        # An entry may share the kernel's letter, as in the article; a pixel may not.
        ("of the kernel", _items(problem.kernel), (image, output)),
        ("at the boundary", (problem.boundary.constant,), arrays),
    )
    for where, items, names in written:
        for letter in [letter for item in items for letter in _letters_in(item)]:
            if letter in names:
                raise ProblemError(
                    f"the value {letter} {where} is also the name of an array: "
                    "rename the arrays with names="
                )
            if letter in sizes:
                raise ProblemError(
                    f"the value {letter} {where} is also a size: use another letter"
                )


def free_letters(problem: Problem) -> tuple[str, ...]:
    """Letters for the leading indices: the usual ones, where they mean nothing else here."""
    used = {problem.image.name, problem.kernel.name, problem.output_name}
    used |= {*problem.indices, *problem.sums, *_sizes(problem)}
    for item in (*_items(problem.image), *_items(problem.kernel), problem.boundary.constant):
        used |= set(_letters_in(item))
    found: list[str] = []
    for usual in (letter for letters in kinds(problem.channels) for letter in letters):
        letter = next(one for one in usual + SPARE if one not in used)
        used.add(letter)
        found.append(letter)
    return tuple(found)


def _items(array: Array) -> tuple[Scalar, ...]:
    return () if array.values is None else array.values.items


def _letters_in(value: Scalar) -> tuple[str, ...]:
    if isinstance(value, Symbol):
        return () if value.subscript else (value.name,)
    if isinstance(value, Formula):
        from symconv.model.formula import vet

        vetted = vet(value.latex)
        return (*(s.name for s in vetted.letters if not s.subscript), *vetted.constants)
    return ()


def _sizes(problem: Problem) -> frozenset[str]:
    """The letters that stand for a size, a stride, a dilation, an offset or a count."""
    sizes = letters_of(problem.image) | letters_of(problem.kernel) | problem.channels.names
    if not isinstance(problem.output, str):
        sizes |= frozenset().union(*(names_in(bound) for axis in problem.output for bound in axis))
    for value in (*problem.stride, *problem.dilation, *problem.offset):
        sizes |= names_in(value)
    return sizes
