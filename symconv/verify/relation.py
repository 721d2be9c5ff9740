"""The relation that a general formula states: its summed letters eliminated.

``relation_of`` turns the indices of ``y[m,n] = Σ_i Σ_j x[i,j] h[m-i,n-j]`` into one tie for
each axis. Arrays may have further indices that do not move: in ``y[f,m] = Σ_c Σ_i x[c,m+i]
h[f,c,i]`` the output and the kernel share f, the image and the kernel c. These give links,
ties between two arrays alone, which stand behind the others.
"""

from __future__ import annotations

from itertools import permutations

from symconv.model.index import Affine, Poly, name, names_in
from symconv.verify.indexed import Entry, Odd, entry_letters
from symconv.verify.ties import Tie
from symconv.verify.written import Factor, Term


def relation_of(left: Factor, one: Factor, other: Factor, term: Term) -> tuple[Tie, ...] | None:
    """The ties of all axes, the moving ones first; None where the formula gives none."""
    if left.indices is None or one.indices is None or other.indices is None:
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
    if not rank == len(one.indices) == len(other.indices):
        return _linked(left, one, other, outputs, bound)
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
    return _linked(left, one, other, outputs, bound)


def _linked(
    left: Factor, one: Factor, other: Factor, outputs: set[str], bound: set[str]
) -> tuple[Tie, ...] | None:
    """The ties of a formula with indices that two arrays share, or one has alone."""
    assert left.indices is not None
    assert one.indices is not None
    assert other.indices is not None
    axis_of: dict[str, int] = {}
    for axis, entry in enumerate(left.indices):
        letters = entry_letters(entry) & outputs
        if isinstance(entry, Odd) or len(letters) != 1 or letters & axis_of.keys():
            return None
        axis_of[min(letters)] = axis
    ties: list[Tie] = []
    waiting = list(enumerate(other.indices))
    for a, entry in enumerate(one.indices):
        summed = entry_letters(entry) & bound
        beside = [place for place in waiting if entry_letters(place[1]) & summed]
        if len(summed) > 1 or len(beside) > 1 or bool(summed) != bool(beside):
            return None
        if not summed:
            tie = _shared(left, entry, a, axis_of, bound, True)
        else:
            waiting.remove(beside[0])
            tie = _between(left, entry, beside[0][1], (a, beside[0][0]), axis_of, outputs, bound)
        if tie is None:
            return None
        ties.append(tie)
    for b, entry in waiting:
        tie = _shared(left, entry, b, axis_of, bound, False)
        if tie is None:
            return None
        ties.append(tie)
    moving = sorted((tie for tie in ties if tie.moves), key=lambda tie: tie.axes)
    return (*moving, *[tie for tie in ties if not tie.moves])


def _between(
    left: Factor, one: Entry, other: Entry, places: tuple[int, int], axis_of: dict[str, int],
    outputs: set[str], bound: set[str],
) -> Tie | None:  # fmt: skip
    """The tie of two indices that share a summed letter."""
    own = (entry_letters(one) | entry_letters(other)) & outputs
    if len(own) > 1:
        return None
    if own:
        a_alone, b_alone = (Factor("", (entry,), left.span) for entry in (one, other))
        axis = axis_of[min(own)]
        assert left.indices is not None
        alone = left._replace(indices=(left.indices[axis],))
        tie = _tie(alone, a_alone, b_alone, (0, 0, 0), outputs, bound)
        return None if tie is None else tie._replace(axes=(axis, *places))
    a, scale_a = _plain(one)
    b, scale_b = _plain(other)
    letter = min(entry_letters(one) & bound)
    slope_a, slope_b = slope_of(a, letter), slope_of(b, letter)
    if not slope_a or not slope_b:
        return None
    rest = slope_b * a - slope_a * b
    if names_in(rest) & bound:
        return None
    return _signed(Tie((0, *places), 0, slope_b * scale_a, -1 * slope_a * scale_b, rest))


def _shared(
    left: Factor, entry: Entry, place: int, axis_of: dict[str, int], bound: set[str], first: bool
) -> Tie | None:
    """The tie of an index that the output has too, or that is a number or a parameter."""
    letters = entry_letters(entry)
    own = letters & axis_of.keys()
    if isinstance(entry, Odd) or letters & bound or len(own) > 1:
        return None
    if not own:
        axes = (0, place, 0) if first else (0, 0, place)
        return Tie(axes, 0, -1 if first else 0, 0 if first else 1, -entry if first else entry)
    axis = axis_of[min(own)]
    assert left.indices is not None
    output = left.indices[axis]
    assert not isinstance(output, Odd)
    slope, out = slope_of(entry, min(own)), slope_of(output, min(own))
    if slope is None or out not in (1, -1):
        return None
    rest = slope * out * output - entry
    if names_in(rest) & axis_of.keys():
        return None
    if first:
        return Tie((axis, place, 0), slope * out, -1, 0, rest)
    return Tie((axis, 0, place), slope * out, 0, -1, rest)


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
        slope_a, slope_b = slope_of(a, letter), slope_of(b, letter)
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
        slope_o, slope = slope_of(o, mine), slope_of(total, mine)
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


def slope_of(value: Affine, letter: str) -> Affine | None:
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
