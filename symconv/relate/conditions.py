"""What must hold for two formulas to be the same, and which array is which: in formulas.

``conditions`` are sentences with formulas in them; ``correspondence`` has one equation for
each array, such as ``h[k,l] = K(-k,-l)``.
"""

from __future__ import annotations

from symconv.model.index import Affine, Poly, name
from symconv.read import syntax as s
from symconv.relate.draft import Words
from symconv.relate.formula import Formula
from symconv.relate.moves import Outside
from symconv.relate.places import Place
from symconv.relate.rewrite import letters_in
from symconv.relate.shape import Axis
from symconv.relate.sizes import LEFT, plain
from symconv.relate.steps import pins_of
from symconv.relate.trees import NOWHERE, affine_of, element_of, equals
from symconv.relate.way import Reading, Way
from symconv.verify.indexed import Entry, Odd
from symconv.verify.written import Factor

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def conditions(left: Reading, right: Reading, way: Way) -> tuple[Words, ...]:
    """What must hold, one sentence without a full stop each."""
    found: list[Words] = []
    sizes = left.formula.parameters | right.formula.parameters
    for letter, value in way.sizes.conditions:
        found.append((equals(plain(name(letter)), plain(value)),))
    for side, mark in ((left, LEFT), (right, ">")):
        ends = [end for end in way.outside if (end.of == LEFT) == (mark == LEFT)]
        for slot, factor in enumerate(side.formula.slots):
            own = [end for end in ends if end.place[0] == slot]
            if own:
                found.append(_zero(factor, own, side.formula, sizes))
    for side, axes in ((left, way.alone[0]), (right, way.alone[1])):
        found += [_alone(side.formula, axis) for axis in axes]
    for side in (left, right):
        if side.formula.bias and not (left.formula.bias and right.formula.bias):
            parts: list[str | s.Node | s.Chain] = ["without the bias "]
            for place, term in enumerate(side.formula.bias):
                styles = dict(side.formula.styles)
                parts += [", " if place else ""]
                parts += [element_of(one, styles) for one in term.factors]
            found.append(tuple(part for part in parts if part != ""))
    if left.formula.bias and right.formula.bias:
        found.append(("with the same bias",))
    return tuple(found)


def _zero(
    factor: Factor, ends: list[Outside], formula: Formula, sizes: frozenset[str]
) -> Words:
    """``x[i,j]`` is zero unless 0 ≤ i ≤ N-1; for the output: only these are meant."""
    letters = generic(formula, factor, sizes)
    styles = dict(formula.styles)
    shown = element_of(factor._replace(indices=tuple(map(name, letters))), styles)
    words: list[str | s.Node | s.Chain] = [shown, " is zero unless "]
    if factor == formula.output:
        words = ["only for the outputs ", shown, " with "]
    for place, number in enumerate(sorted({end.place[1] for end in ends})):
        own = {end.end: plain(end.value) for end in ends if end.place[1] == number}
        sides: list[s.Node] = [s.Name(letters[number], NOWHERE)]
        if "lower" in own:
            sides.insert(0, affine_of(own["lower"]))
        if "upper" in own:
            sides.append(affine_of(own["upper"]))
        relations = tuple(s.Relation("<=", NOWHERE) for _ in sides[1:])
        words += [" and " if place else "", s.Chain(tuple(sides), relations, NOWHERE)]
    return tuple(word for word in words if word != "")


def generic(formula: Formula, factor: Factor, sizes: frozenset[str]) -> list[str]:
    """Letters for the indices of an array: its own where they are plain, else free ones.

    Neither formula's letters for ``sizes`` are among them.
    """
    taken = {one.name for one in formula.slots} | sizes | set(formula.scalars)
    used = letters_in(formula) | sizes
    found: list[str] = []
    for entry in factor.indices or ():
        own = str(entry) if isinstance(entry, Poly) and entry.is_name else ""
        pool = [own] if own and own not in taken else []
        pool += [one for one in "klpqrstuvwijmnoabcd" if one not in used]
        pool += [one for one in "klpqrstuvwijmnoabcd" if one not in taken]
        found.append(next(one for one in pool if one not in found))
    return found


def _alone(formula: Formula, axis: Axis) -> Words:
    """``for one input channel c``, or for arrays with one row."""
    slots = {place[0] for place in axis.places}
    if len(axis.free) > 1:
        number = next(place[1] for place in axis.places if place[0] == min(slots))
        return (f"for arrays with one value of the {ORDINALS[number]} index",)
    if len(axis.places) == 1:
        ((slot, number),) = axis.places
        array = s.Name(formula.slots[slot].name, NOWHERE)
        return (f"for one value of the {ORDINALS[number]} index of ", array)
    kind = "channel"
    if len(slots) == 2:
        kind = "output channel" if 0 in slots else "input channel"
    entries = [(formula.slots[slot].indices or ())[number] for slot, number in axis.places]
    shown = [entry for entry in entries if isinstance(entry, Poly) and entry.is_name]
    return (f"for one {kind} ", affine_of(shown[0])) if shown else (f"for one {kind}",)


def correspondence(left: Reading, right: Reading, way: Way) -> tuple[s.Chain, ...]:
    """One equation for each array: what it is in the second formula."""
    found: list[s.Chain] = []
    turns = {turn.place: turn for turn in way.turns}
    sizes = left.formula.parameters | right.formula.parameters
    for slot, factor in enumerate(left.formula.slots):
        other = right.formula.slots[way.slots[slot]]
        letters = generic(left.formula, factor, sizes)
        own = _fixed(left, way.alone[0])
        its = _fixed(right, way.alone[1])
        one: list[Entry] = []
        two: list[Entry] = [0] * len(other.indices or ())
        for number in range(len(factor.indices or ())):
            place = (slot, number)
            if place in own:
                one.append(own[place])
                continue
            letter = name(letters[number])
            one.append(letter)
            turn = turns[place]
            value = turn.sign * letter + plain(turn.move)
            modulus = plain(turn.modulus)
            moved = (turn.sign, turn.move) != (1, 0)
            two[turn.other[1]] = Odd(value, 1, modulus) if modulus != 0 and moved else value
        for number in range(len(two)):
            if (way.slots[slot], number) in its:
                two[number] = its[way.slots[slot], number]
        sides = (
            element_of(factor._replace(indices=tuple(one)), dict(left.formula.styles)),
            element_of(other._replace(indices=tuple(two)), dict(right.formula.styles)),
        )
        found.append(s.Chain(sides, (s.Relation("=", NOWHERE),), NOWHERE))
    return tuple(found)


def _fixed(side: Reading, axes: tuple[Axis, ...]) -> dict[Place, Affine]:
    """What stands at the places of axes that are alone: their letter, or the one value."""
    pins = pins_of(axes, side.shape)
    found: dict[Place, Affine] = {}
    for axis in axes:
        for slot, number in axis.places:
            entry = (side.formula.slots[slot].indices or ())[number]
            plainly = isinstance(entry, Poly) and entry.is_name and len(axis.free) == 1
            found[slot, number] = entry if plainly else pins[slot, number]  # type: ignore[assignment]
    return found
