"""Definitions: what relation a general formula states, and whether it is sound.

``relation_of`` eliminates the summed letters from the indices of a formula such as
``y[m,n] = Σ_i Σ_j x[i,j] h[m-i,n-j]`` and returns one tie for each axis.
"""

from __future__ import annotations

from itertools import permutations
from typing import NamedTuple

from symconv.model.index import Affine, Poly, name, names_in
from symconv.verify.diagnose import Found
from symconv.verify.fit import Tie
from symconv.verify.indexed import Odd, entry_letters
from symconv.verify.written import Factor, Side, Term


class Definition(NamedTuple):
    """A general formula: its arrays, its ties where it has them, and what is unsound in it.

    ``modulus`` is that of a circular formula, else 0; ``uneven`` where its axes differ in
    more than their order, which may be meant or not.
    """

    first: str
    second: str
    ties: tuple[Tie, ...] | None
    faults: tuple[Found, ...]
    modulus: Affine
    uneven: bool = False


def define(left: Factor, written: Side, parameters: frozenset[str], text: str) -> Definition | None:
    """The definition that a side with a sum sign gives, or None if it is no product of two."""
    scoped = [term for term in written.terms if term.scopes]
    if len(scoped) != 1:
        return None
    term = scoped[0]
    indexed = [factor for factor in term.factors if factor.indices is not None]
    faults = tuple(_faults(left, term, indexed, parameters, text))
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
    faults += tuple(_untied(one, other, term, text))
    ties = None if faults else relation_of(left, one, other, term)
    uneven = False
    if not faults:
        slopes = _slopes(left, one, other, term) if ties is None else [
            (tie.out, tie.second, tie.rest) for tie in ties
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
    return Definition(one.name, other.name, ties, faults, modulus, uneven)


def _uneven_bounds(term: Term, left: Factor) -> bool:
    """Whether the sums of a formula have bounds that look alike and are not."""
    outputs = frozenset().union(*(entry_letters(entry) for entry in left.indices or ()))
    ends: list[tuple[object, object]] = []
    for limit in term.bound:
        if limit.lower is None or limit.upper is None:
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
                    slope, out = _slope(image, limit.letter), _slope(image, mine)
                    if slope is None or out is None:
                        continue
                    rest = image - slope * name(limit.letter) - out * name(mine)
                    found.append((out, slope, rest))
    return found


def _same_rank(left: Factor, one: Factor, other: Factor) -> bool:
    return len(left.indices or ()) == len(one.indices or ()) == len(other.indices or ())


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


def _untied(one: Factor, other: Factor, term: Term, text: str) -> list[Found]:
    """The summed letters that occur in one factor only: that axis is tied to nothing."""
    found = []
    for limit in term.bound:
        holders = [
            factor
            for factor in (one, other)
            if any(limit.letter in entry_letters(entry) for entry in factor.indices or ())
        ]
        if len(holders) == 1:
            lacking = other if holders[0] is one else one
            word = text[slice(*lacking.span)]
            found.append(
                Found(lacking.span, "wrong-index", word, "",
                      f"The sum runs over {limit.letter}, but {word} does not use it.")
            )  # fmt: skip
    return found


def relation_of(left: Factor, one: Factor, other: Factor, term: Term) -> tuple[Tie, ...] | None:
    """One tie for each output axis, or None where the formula gives none."""
    if not _same_rank(left, one, other) or left.indices is None:
        return None
    if one.indices is None or other.indices is None:
        return None
    entries = [*left.indices, *one.indices, *other.indices]
    if any(isinstance(entry, Odd) and entry.modulus != 0 for entry in entries):
        return None
    outputs, bound = set[str](), set[str]()
    for entry in left.indices:
        outputs |= entry_letters(entry)
    for limit in term.bound:
        bound.add(limit.letter)
    rank = len(left.indices)
    orders = list(permutations(range(rank))) if rank < 4 else [tuple(range(rank))]
    for first in orders:
        for second in orders:
            ties = []
            for axis in range(rank):
                tie = _tie(left, one, other, (axis, first[axis], second[axis]), outputs, bound)
                if tie is None:
                    break
                ties.append(tie)
            else:
                return tuple(ties)
    return None


def _tie(
    left: Factor, one: Factor, other: Factor, axes: tuple[int, int, int],
    outputs: set[str], bound: set[str],
) -> Tie | None:  # fmt: skip
    assert left.indices is not None
    assert one.indices is not None
    assert other.indices is not None
    o, scale_o = _plain(left.indices[axes[0]])
    a, scale_a = _plain(one.indices[axes[1]])
    b, scale_b = _plain(other.indices[axes[2]])
    if scale_o != 1:
        return None
    letters = (names_in(a) | names_in(b)) & bound
    for letter in sorted(letters):
        slope_a, slope_b = _slope(a, letter), _slope(b, letter)
        if slope_a is None or slope_b is None or slope_a == 0 or slope_b == 0:
            continue
        # a*scale_a and b*scale_b are the numerators; eliminate the letter between them.
        first, second = slope_b * scale_a, -1 * slope_a * scale_b
        total = slope_b * a - slope_a * b
        if names_in(total) & bound or isinstance(o, int):
            continue
        own = names_in(o) & outputs
        if len(own) != 1 or (names_in(total) & outputs) != own:
            continue
        (mine,) = own
        slope_o, slope = _slope(o, mine), _slope(total, mine)
        if slope_o is None or slope is None or slope_o == 0:
            continue
        if isinstance(slope_o, int) and abs(slope_o) == 1:
            out = -1 * slope * slope_o
            rest = total + out * o
            if names_in(rest) & (outputs | bound):
                continue
            return _signed(Tie(axes, out, first, second, rest))
    return None


def _signed(tie: Tie) -> Tie:
    """The same tie with the first coefficient negative, as the other ties have it."""
    if isinstance(tie.first, int) and tie.first > 0:
        return Tie(tie.axes, -tie.out, -tie.first, -tie.second, -tie.rest)
    return tie


def _plain(entry: int | Poly | Odd) -> tuple[Affine, Affine]:
    if isinstance(entry, Odd):
        return entry.value, entry.divisor
    return entry, 1


def _slope(value: Affine, letter: str) -> Affine | None:
    """The coefficient of a letter that a value is linear in; None where it is not."""
    if isinstance(value, int):
        return 0
    slope: Affine = 0
    for monomial, coefficient in value.terms:
        count = sum(atom == letter for atom in monomial)
        if count > 1:
            return None
        if count == 1:
            rest: Affine = coefficient
            for atom in monomial:
                if atom == letter:
                    continue
                if not isinstance(atom, str):
                    return None
                rest = rest * name(atom)
            slope = slope + rest
        elif any(not isinstance(atom, str) and letter in _inside(atom) for atom in monomial):
            return None
    return slope


def _inside(atom: object) -> frozenset[str]:
    numerator = getattr(atom, "numerator", 0)
    denominator = getattr(atom, "denominator", 0)
    return names_in(numerator) | names_in(denominator)
