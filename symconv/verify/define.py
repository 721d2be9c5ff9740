"""Definitions: what relation a general formula states, and whether it is sound.

``define`` reads a formula such as ``y[m,n] = Σ_i Σ_j x[i,j] h[m-i,n-j]``, and what in it is
unsound by itself: letters that nothing binds, sums that nothing uses, an axis not tied.
"""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import Affine, Poly, name, names_in
from symconv.verify.diagnose import Found
from symconv.verify.indexed import Odd, entry_letters
from symconv.verify.loose import loose_letters
from symconv.verify.relation import relation_of, slope_of
from symconv.verify.ties import Tie
from symconv.verify.written import Factor, Side, Term


class Definition(NamedTuple):
    """A general formula: its arrays, its ties where it has them, and what is unsound in it.

    ``modulus`` is that of a circular formula, else 0; ``uneven`` where its axes differ in
    more than their order, which may be meant or not; ``unclear`` where no ties are found.
    """

    first: str
    second: str
    ties: tuple[Tie, ...] | None
    faults: tuple[Found, ...]
    modulus: Affine
    uneven: bool = False
    unclear: bool = False


def define(left: Factor, written: Side, parameters: frozenset[str], text: str) -> Definition | None:
    """The definition that a side with a sum sign gives, or None if it is no product of two."""
    scoped = [term for term in written.terms if term.scopes]
    if len(scoped) != 1:
        return None
    term = scoped[0]
    indexed = [factor for factor in term.factors if factor.indices is not None]
    beside = [factor for factor in indexed if factor.indices == left.indices]
    if len(indexed) == 3 and len(beside) == 1:
        indexed.remove(beside[0])  # as f'(z[i]) beside a sum of products
    faults = tuple(_faults(left, term, indexed, parameters, text))
    faults += tuple(loose_letters(left, written, term, parameters, text))
    if len(indexed) != 2:
        return Definition("", "", None, faults, 0) if indexed else None
    one, other = indexed
    moduli = [
        entry.modulus
        for factor in indexed
        for entry in factor.indices or ()
        if isinstance(entry, Odd) and entry.modulus != 0
    ]
    modulus = moduli[0] if moduli else 0
    faults = (*_untied(one, other, term, text), *faults)
    ties = None if faults else relation_of(left, one, other, term)
    uneven = False
    if not faults:
        slopes = _slopes(left, one, other, term) if ties is None else [
            (tie.out, tie.second, tie.rest) for tie in ties if tie.moves
        ]
        flips = {_sign(second) for _, second, _ in slopes}
        if 1 in flips and -1 in flips:
            word = text[slice(*other.span)]
            faults = (
                Found(other.span, "wrong-sign", word, "",
                      "The kernel is flipped on one axis and not on the other.",
                      ("flipped-one-axis",)),
            )  # fmt: skip
        uneven = len({(str(out), str(rest)) for out, _, rest in slopes}) > 1
        uneven = uneven or _uneven_bounds(term, left)
    odd = any(isinstance(entry, Odd) for factor in indexed for entry in factor.indices or ())
    unclear = ties is None and not faults and not odd
    return Definition(one.name, other.name, ties, faults, modulus, uneven, unclear)


def _uneven_bounds(term: Term, left: Factor) -> bool:
    """Whether the sums of a formula have bounds that look alike and are not."""
    outputs = frozenset().union(*(entry_letters(entry) for entry in left.indices or ()))
    ends: list[tuple[object, object]] = []
    moving = _moving(term)
    for limit in term.bound:
        if limit.lower is None or limit.upper is None or limit.letter not in moving:
            continue
        low, high = names_in(limit.lower), names_in(limit.upper)
        if low and high and low != high and not (low | high) & outputs:
            return True
        ends.append((limit.lower, limit.upper))
    for one in ends:
        for other in ends:
            for mine, its in zip(one, other):
                same = names_in(mine) == names_in(its)  # type: ignore[arg-type]
                if same and mine != its:
                    return True
    return False


def _moving(term: Term) -> set[str]:
    """The summed letters that stand beside another letter in an index; the others are channels."""
    found: set[str] = set()
    bound = {limit.letter for limit in term.bound}
    for factor in term.factors:
        for entry in factor.indices or ():
            letters = entry_letters(entry)
            found |= letters & bound if len(letters) > 1 else set()
    return found or bound


def _sign(value: Affine) -> int:
    if isinstance(value, int):
        return (value > 0) - (value < 0)
    return 1 if value.terms[0][1] > 0 else -1


def _slopes(
    left: Factor, one: Factor, other: Factor, term: Term
) -> list[tuple[Affine, Affine, Affine]]:
    """What each summed letter ties together, where the arrays have different ranks.

    For each letter that stands with an output letter: the output's coefficient, the
    kernel's, and the constant, with the image's coefficient -1.
    """
    outputs = frozenset().union(*(entry_letters(entry) for entry in left.indices or ()))
    found: list[tuple[Affine, Affine, Affine]] = []
    for limit in term.bound:
        for a in one.indices or ():
            for b in other.indices or ():
                for image, kernel in ((a, b), (b, a)):
                    if isinstance(image, Odd) or isinstance(kernel, Odd):
                        continue
                    own = names_in(image) & outputs
                    if len(own) != 1 or limit.letter not in names_in(image):
                        continue
                    if not isinstance(kernel, Poly) or not kernel.is_name:
                        continue
                    if limit.letter not in names_in(kernel):
                        continue
                    (mine,) = own
                    slope, out = slope_of(image, limit.letter), slope_of(image, mine)
                    if slope is None or out is None:
                        continue
                    rest = image - slope * name(limit.letter) - out * name(mine)
                    found.append((out, slope, rest))
    return found


def _faults(
    left: Factor, term: Term, indexed: list[Factor], parameters: frozenset[str], text: str
) -> list[Found]:
    """Letters that nothing binds, and bound letters that nothing uses."""
    known = {limit.letter for limit in term.bound} | parameters
    for entry in left.indices or ():
        known |= entry_letters(entry)
    tied = {letter for scope in term.scopes for tie in scope.ties for letter in names_in(tie)}
    found = []
    used: set[str] = set()
    for factor in indexed:
        for entry in factor.indices or ():
            letters = entry_letters(entry)
            used |= letters
            for letter in sorted(letters - known - tied):
                word = text[slice(*factor.span)]
                found.append(
                    Found(factor.span, "free-index", word, "",
                          f"The index {letter} in {word} is bound nowhere.")
                )  # fmt: skip
    bound = [limit.letter for limit in term.bound]
    outputs = frozenset().union(*(entry_letters(entry) for entry in left.indices or ()))
    alone = [str(entry) for entry in left.indices or () if entry_letters(entry)]
    if len(set(alone)) < len(alone):
        word = text[slice(*left.span)]
        found.append(
            Found(left.span, "free-index", word, "", f"One index stands twice in {word}.")
        )
    for limit in term.bound:
        if limit.letter in outputs:
            word = text[slice(*limit.span)]
            found.append(
                Found(limit.span, "free-index", word, "",
                      f"The sum runs over {limit.letter}, which is an index of the left side.")
            )  # fmt: skip
    for limit in term.bound:
        if bound.count(limit.letter) > 1:
            word = text[slice(*limit.span)]
            found.append(
                Found(limit.span, "free-index", word, "",
                      f"Two sums run over the same index {limit.letter}.")
            )  # fmt: skip
            break
    for factor in indexed if len(indexed) == 2 else ():
        letters_here = frozenset().union(*(entry_letters(e) for e in factor.indices or ()))
        if letters_here and not letters_here & (outputs | tied | set(bound)):
            word = text[slice(*factor.span)]
            found.append(
                Found(factor.span, "free-index", word, "",
                      f"No index of {word} is summed over or stands on the left.")
            )  # fmt: skip
    for entry in left.indices or ():
        seen = used | tied if len(indexed) == 2 else used | tied | _bounds_letters(term)
        for letter in sorted(entry_letters(entry) - seen):
            if indexed:
                word = text[slice(*left.span)]
                found.append(
                    Found(left.span, "free-index", word, "",
                          f"The index {letter} of {word} does not occur on the right.")
                )  # fmt: skip
    if term.coefficient == -1:
        word = text[slice(*term.span)]
        found.append(Found(term.span, "wrong-sign", word, "", "The sum is subtracted."))
    for limit in term.bound:
        if limit.lower is not None and limit.lower == limit.upper and not isinstance(
            limit.lower, int
        ):
            word = text[slice(*limit.span)]
            found.append(
                Found(limit.span, "wrong-bounds", word, "",
                      f"The sum over {limit.letter} begins where it ends.")
            )  # fmt: skip
        elsewhere = any(
            end is not None and limit.letter in names_in(end)
            for other in term.bound
            for end in (other.lower, other.upper)
        )
        if limit.letter not in used and limit.letter not in tied and not elsewhere:
            word = text[slice(*limit.span)]
            found.append(
                Found(limit.span, "free-index", word, "",
                      f"The sum runs over {limit.letter}, but no index uses it.")
            )  # fmt: skip
    return found


def _bounds_letters(term: Term) -> set[str]:
    """The letters in the bounds of the sum signs around a term."""
    found: set[str] = set()
    for limit in term.bound:
        for bound in (limit.lower, limit.upper):
            if bound is not None:
                found |= names_in(bound)
    return found


def _wrapped(letter: str, holder: Factor, term: Term) -> bool:
    """Whether a letter only adds up repetitions: ``k`` in ``f[m + kN]``, with ``m`` summed too."""
    others = {limit.letter for limit in term.bound} - {letter}
    entries = [entry_letters(entry) for entry in holder.indices or ()]
    return all(letters & others for letters in entries if letter in letters)


def _untied(one: Factor, other: Factor, term: Term, text: str) -> list[Found]:
    """The summed letters that occur in one factor only: that axis is tied to nothing."""
    found = []
    for limit in term.bound:
        holders = [
            factor
            for factor in (one, other)
            if any(limit.letter in entry_letters(entry) for entry in factor.indices or ())
        ]
        if len(holders) == 1 and not _wrapped(limit.letter, holders[0], term):
            lacking = other if holders[0] is one else one
            word = text[slice(*lacking.span)]
            found.append(
                Found(lacking.span, "wrong-index", word, "",
                      f"The sum runs over {limit.letter}, but {word} does not use it.")
            )  # fmt: skip
    return found
