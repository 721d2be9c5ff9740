"""Acts on whole arrays: exchange their axes, flip them, reverse the output, move origins."""

from __future__ import annotations

from symconv.model.index import Affine, name
from symconv.read import syntax as s
from symconv.relate.draft import POOL, Draft, own
from symconv.relate.kinds import AXES, IMAGE_FLIP
from symconv.relate.naming import stem_of
from symconv.relate.pairing import Turn
from symconv.relate.rewrite import Change, changed, letters_in, unchanged
from symconv.relate.sizes import plain
from symconv.relate.trees import NOWHERE, element_of
from symconv.verify.indexed import Entry, Odd
from symconv.verify.written import Factor


def exchange(draft: Draft) -> Draft:
    """Put the axes of each array in the order of the second formula."""
    if AXES not in draft.way.words:
        return draft
    changes: dict[str, Change] = {}
    for slot, factor in enumerate(draft.now.slots):
        order = [turn for turn in draft.turns if turn.place[0] == slot]
        axes = tuple(turn.place[1] for turn in sorted(order, key=lambda turn: turn.other))
        if axes != tuple(sorted(axes)):
            plain = unchanged(factor, primed(factor.name))
            changes[factor.name] = plain._replace(axes=axes)
    where = {(slot, old): changes[factor.name].axes.index(old)
             for slot, factor in enumerate(draft.now.slots) if factor.name in changes
             for old in changes[factor.name].axes}  # fmt: skip
    turns = tuple(
        turn._replace(place=(turn.place[0], where.get(turn.place, turn.place[1])))
        for turn in draft.turns
    )
    draft = applied(draft, "axes", "Exchange the axes", changes)
    return draft._replace(turns=tuple(sorted(turns)))


def primed(name: str) -> str:
    """The name of the same array after a change; ``(f*g)`` becomes a letter."""
    if name[:1] == "(":
        name = next(one for one in "yzv" if one not in name)
    stem = stem_of(name)
    return f"{stem}'{name[len(stem) :]}"


def flip(draft: Draft) -> Draft:
    """Flip the kernel; also the image, where nothing less will do."""
    for rule, word, image in (("flip", "Flip the kernel", False), ("flip", "Flip the image", True)):
        changes: dict[str, Change] = {}
        for slot, factor in enumerate(draft.now.slots):
            turns = _turns(draft, slot)
            if slot == 0 or all(turn.sign > 0 for turn in turns):
                continue
            roles = draft.left.roles.of[slot], draft.right.roles.of[draft.way.slots[slot]]
            if (roles == ("image", "image")) != image:
                continue
            changes[factor.name] = _turned(factor, turns, primed(factor.name))
        assert not (image and changes) or IMAGE_FLIP in draft.way.words
        draft = applied(draft, rule, word, changes)
    return draft


def _turns(draft: Draft, slot: int) -> list[Turn]:
    return sorted(turn for turn in draft.turns if turn.place[0] == slot)


def _turned(factor: Factor, turns: list[Turn], other: str) -> Change:
    """The flip of an array on the axes where it is flipped, within its support if it has one."""
    moves = tuple(turn.move if turn.sign < 0 and turn.kept else 0 for turn in turns)
    return Change(
        factor.name, other, tuple(range(len(turns))), tuple(turn.sign for turn in turns), moves,
        tuple(_modulus(turn) for turn in turns),
    )  # fmt: skip


def _modulus(turn: Turn) -> Affine:
    return plain(turn.modulus)


def reverse(draft: Draft) -> Draft:
    """Reverse the output."""
    turns = _turns(draft, 0)
    output = draft.now.output
    if all(turn.sign > 0 for turn in turns):
        return draft
    change = _turned(output, turns, primed(output.name))
    return applied(draft, "reverse", "Reverse the output", {output.name: change})


def move(draft: Draft) -> Draft:
    """Move the origins that are left to move."""
    changes: dict[str, Change] = {}
    for slot, factor in enumerate(draft.now.slots):
        turns = _turns(draft, slot)
        moves = tuple(0 if turn.kept else turn.move for turn in turns)
        if any(move != 0 for move in moves):
            same = unchanged(factor, primed(factor.name))
            moduli = tuple(_modulus(turn) for turn in turns)
            changes[factor.name] = same._replace(moves=moves, moduli=moduli)
    many = "origins" if len(changes) > 1 else "origin"
    return applied(draft, "origin", f"Move the {many}", changes)


def applied(draft: Draft, rule: str, word: str, changes: dict[str, Change]) -> Draft:
    """The draft with one more step, in which arrays are changed; as it is without changes."""
    if not changes:
        return draft
    kept = {
        key: change._replace(moves=tuple(own(draft, move) for move in change.moves),
                             moduli=tuple(own(draft, modulus) for modulus in change.moduli))
        for key, change in changes.items()
    }  # fmt: skip
    made = changed(draft.now, kept)
    words: list[str | s.Node | s.Chain] = [f"{word}: "]
    for factor in draft.now.slots:
        if factor.name in kept:
            words += [", " if len(words) > 1 else "", _equation(draft, factor, kept[factor.name])]
    everything = tuple(kept.get(one.name) or unchanged(one) for one in draft.now.slots)
    return draft.then(rule, (*words, "."), made, everything)


def _equation(draft: Draft, factor: Factor, change: Change) -> s.Chain:
    """What the changed array is: ``h'[k,l] = h[-k,-l]``."""
    taken = letters_in(draft.now)
    if factor == draft.now.output:
        letters = list(draft.now.outputs)
    else:
        pool = "ijl" if change.array == _image(draft) else "klp"
        letters = [one for one in pool + POOL if one not in taken - set(draft.now.sums)]
    letters = letters[: len(change.axes)]
    old: list[Entry] = [0] * len(factor.indices or ())
    new: list[Entry] = []
    for place, axis in enumerate(change.axes):
        letter = name(letters[place] if place < len(letters) else "k")
        value = change.signs[place] * (letter - change.moves[place])
        modulus = change.moduli[place]
        turned = (change.signs[place], change.moves[place]) != (1, 0)
        old[axis] = Odd(value, 1, modulus) if modulus != 0 and turned else value
        new.append(letter)
    styles = dict(draft.now.styles)
    style = styles.get(factor.name, "bracket")
    other = Factor(change.other, tuple(new), NOWHERE)
    left = element_of(other, {change.other: style})
    right = element_of(factor._replace(indices=tuple(old)), {factor.name: style})
    return s.Chain((left, right), (s.Relation("=", NOWHERE),), NOWHERE)


def _image(draft: Draft) -> str:
    return next(
        (one.name for slot, one in enumerate(draft.now.slots)
         if draft.left.roles.of[slot] == "image"), ""
    )  # fmt: skip
