"""Acts on letters: what is summed over, between which bounds, in which order, and its names."""

from __future__ import annotations

from typing import NamedTuple

from symconv.model.index import Affine, Poly, name, names_in
from symconv.read import syntax as s
from symconv.relate.draft import POOL, Draft, Step, Words, fresh_letter, own
from symconv.relate.formula import Formula, Put, entry_with, renamed, scalar_pairs, with_letters
from symconv.relate.places import letter as letter_of
from symconv.relate.rewrite import bounds_with, letters_in, unchanged
from symconv.relate.shape import values_of
from symconv.relate.sizes import LEFT, RIGHT
from symconv.relate.trees import NOWHERE, chain_of, equals
from symconv.verify.indexed import Entry, Odd, entry_letters
from symconv.verify.written import Limit


class _Back(NamedTuple):
    """The goal in the first formula's names, and what its sum letters stand for there."""

    goal: Formula
    put: Put  # the letters now, in the goal's letters, as far as that is known


def _back(draft: Draft) -> _Back:
    """The second formula in the names that the first has now."""
    goal, now = draft.goal, draft.now
    arrays = {
        goal.slots[other].name: now.slots[slot].name for slot, other in enumerate(draft.way.slots)
    }
    letters = {key[1:]: value for key, value in draft.back.items()}
    partner = {turn.place: turn.other for turn in draft.turns}
    bound = {*goal.outputs, *goal.sums}
    mark: Put = {
        one: name(RIGHT + one if one in bound else draft.back.get(RIGHT + one, one))
        for one in letters_in(goal)
    }
    entries = {
        letter_of(place): entry_with((goal.slots[other[0]].indices or ())[other[1]], mark)
        for place, other in partner.items()
    }
    found = {letter: _put_in(value, entries) for letter, value in values_of(now).items()}
    worth = {letter: value for letter, value in found.items() if value is not None}
    for letter in now.outputs:
        value = worth.get(letter)
        if isinstance(value, Poly) and value.is_name and str(value)[1:] in goal.outputs:
            letters[str(value)[1:]] = letter
    taken = letters_in(now) | set(letters.values())
    same = {str(worth[letter]): letter for letter in now.sums if letter in worth}
    for letter in goal.sums:
        if RIGHT + letter in same:
            letters[letter] = same[RIGHT + letter]
        else:
            fresh = letter if letter not in taken else next(o for o in POOL if o not in taken)
            letters[letter] = fresh
            taken.add(fresh)
    for letter in goal.outputs:
        letters.setdefault(letter, letter if letter not in taken else fresh_letter(taken, letter))
    put: Put = {RIGHT + one: name(letters[one]) for one in bound}
    return _Back(
        renamed(goal, letters, arrays)._replace(styles=now.styles),
        {letter: with_letters(value, put) for letter, value in worth.items()},
    )


def _put_in(value: Affine, entries: dict[str, Entry]) -> Affine | None:
    """A letter's value with the goal's indices put for places.

    None where an index is a quotient that does not come out whole.
    """
    put: Put = {}
    for place, entry in entries.items():
        if not isinstance(entry, Odd):
            put[place] = entry
        elif entry.divisor == 1:
            put[place] = entry.value
        elif place in names_in(value):
            rest = with_letters(value, {place: 0})
            slope = with_letters(value, {place: 1}) - rest
            if not isinstance(slope, int) or not isinstance(entry.divisor, int):
                return None
            whole, left = divmod(slope, entry.divisor)
            if left:
                return None
            value = rest + whole * entry.value
    return with_letters(value, put)


def change_letters(draft: Draft) -> Draft:
    """Change the letters of the sums, so that they stand where the second formula has them."""
    back = _back(draft)
    now = draft.now
    order = {one.name: one for one in back.goal.factors}
    factors = tuple(order[one.name] for one in now.factors)
    if all(a.indices == b.indices for a, b in zip((*factors, back.goal.output),
                                                  (*now.factors, now.output))):  # fmt: skip
        return draft
    circular = any(isinstance(e, Odd) and e.modulus != 0 for f in factors for e in f.indices or ())
    limits = _limits(now, back, circular)
    ranges = tuple(
        one for limit in now.ranges
        for one in (bounds_with(limit, back.put, set(back.goal.outputs)),) if one is not None
    )  # fmt: skip
    made = now._replace(
        output=back.goal.output, factors=factors, limits=limits, ranges=ranges
    )
    words: list[str | s.Node | s.Chain] = ["Put "]
    for letter in _as_met(now):
        value = back.put.get(letter)
        if value is not None and str(value) != letter:
            words += [", " if len(words) > 1 else "", equals(name(letter), value)]
    if len(words) == 1:
        single = [limit for limit in now.limits if limit.lower == limit.upper is not None]
        words = ["Here " if single else "Write the indices as in the second formula"]
        for limit in single:
            assert isinstance(limit.lower, (int, Poly))
            words += [" and " if len(words) > 1 else "", equals(name(limit.letter), limit.lower)]
    words += [", up to whole turns."] if circular else ["."]
    return draft.then("letters", tuple(words), made)


def _as_met(formula: Formula) -> list[str]:
    """The letters of output and sums in the order in which the arrays' indices have them."""
    found: dict[str, None] = {}
    for factor in formula.slots:
        for entry in factor.indices or ():
            found |= dict.fromkeys(sorted(entry_letters(entry)))
    known = {*formula.outputs, *formula.sums}
    return [letter for letter in found if letter in known]


def _limits(now: Formula, back: _Back, circular: bool) -> tuple[Limit, ...]:
    """The bounds of the new letters, from those of the old ones."""
    wanted = {limit.letter: limit for limit in back.goal.limits}
    found: list[Limit] = []
    if not circular:
        for limit in now.limits if back.put.keys() >= set(now.sums) else ():
            moved = bounds_with(limit, back.put, wanted.keys() - {one.letter for one in found})
            if moved is None or moved.letter not in wanted:
                break
            found.append(moved)
    return tuple(found) if len(found) == len(wanted) else back.goal.limits


def change_bounds(draft: Draft) -> Draft:
    """Sum over what the second formula sums over."""
    back = _back(draft)
    now = draft.now
    wanted = {limit.letter: limit for limit in back.goal.limits}
    limits = tuple(wanted[limit.letter] for limit in now.limits)
    same = all((a.lower, a.upper) == (b.lower, b.upper) for a, b in zip(now.limits, limits))
    made = now._replace(limits=limits, ranges=back.goal.ranges, boxes=back.goal.boxes)
    if same:
        return draft._replace(steps=(*draft.steps[:-1], _reshown(draft.steps[-1], made)))
    return draft.then("bounds", _bounds_words(draft), made)


def _bounds_words(draft: Draft) -> Words:
    """Why other bounds give the same sum."""
    slots = {end.place[0] if end.of == LEFT else draft.way.slots.index(end.place[0])
             for end in draft.way.outside}  # fmt: skip
    names = [s.Name(draft.now.slots[slot].name, NOWHERE) for slot in sorted(slots - {0})]
    words: list[str | s.Node | s.Chain] = []
    for node in names:
        words += [" and " if words else "Where ", node]
    if names:
        words.append(f" {'are' if len(names) > 1 else 'is'} zero, there is nothing to add.")
        return tuple(words)
    known = draft.way.sizes.conditions
    for letter, value in known:
        words += [", " if words else "Here "]
        words += [equals(own(draft, name(letter)), own(draft, value))]
    return (*words, ".") if words else ("These are the same bounds.",)


def _reshown(step: Step, formula: Formula) -> Step:
    """A step with sums that are only written otherwise."""
    return step._replace(formula=formula) if step.written else step._replace(
        formula=formula, shown=(chain_of(formula),)
    )  # fmt: skip


def change_order(draft: Draft) -> Draft:
    """Put factors and sums in the order of the second formula."""
    back = _back(draft)
    now = draft.now
    factors = [one.name for one in now.factors] != [one.name for one in back.goal.factors]
    sums = now.sums != back.goal.sums
    if not (factors or sums):
        return draft
    made = now._replace(factors=back.goal.factors, limits=back.goal.limits)
    words = {
        (True, True): "Exchange the factors, and the order of the sums.",
        (True, False): "Exchange the factors.",
        (False, True): "Exchange the order of the sums.",
    }
    draft = draft.then("order", (words[factors, sums],), made)
    slots = draft.way.slots
    turns = tuple(turn._replace(place=(slots[turn.place[0]], turn.place[1]))
                  for turn in draft.turns)  # fmt: skip
    way = draft.way._replace(slots=tuple(range(len(slots))))
    return draft._replace(way=way, turns=tuple(sorted(turns)))


def rename(draft: Draft) -> Draft:
    """Rename everything as in the second formula."""
    now, goal = draft.now, draft.goal
    back = _back(draft).goal
    pairs = [(now.slots[slot].name, goal.slots[other].name)
             for slot, other in enumerate(draft.way.slots)]  # fmt: skip
    changes = [unchanged(factor, dict(pairs)[factor.name]) for factor in now.slots]
    for one, other_limit in zip(back.limits, goal.limits):
        pairs.append((one.letter, other_limit.letter))
    for one_entry, other_entry in zip(back.output.indices or (), goal.output.indices or ()):
        pairs += _letter_pairs(one_entry, other_entry)
    pairs += [(new, key[1:]) for key, new in sorted(draft.back.items())]
    pairs += scalar_pairs(now, goal) or ()
    named = [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]]
    if not named:
        return draft
    words: list[str | s.Node | s.Chain] = ["Rename "]
    for old, new in named:
        if len(words) > 1:
            words.append(", ")
        words += [s.Name(old, NOWHERE), " as ", s.Name(new, NOWHERE)]
    return draft.then("rename", (*words, "."), goal, tuple(changes))


def _letter_pairs(one: Entry, other: Entry) -> list[tuple[str, str]]:
    both = [entry for entry in (one, other) if isinstance(entry, Poly) and entry.is_name]
    return [(str(both[0]), str(both[1]))] if len(both) == 2 else []
