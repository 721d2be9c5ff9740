"""What a way does, in words: the verdict, each kind of change with its arrays and amounts."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.relate.draft import Words
from symconv.relate.kinds import (
    AXES,
    FLIP,
    IMAGE_FLIP,
    ORIGIN,
    RENAMING,
    REVERSE,
    ROLES,
    exchanged,
    flip_word,
    moved,
    together,
)
from symconv.relate.pairing import Turn
from symconv.relate.sizes import plain
from symconv.relate.trees import NOWHERE, affine_of
from symconv.relate.way import Reading, Way

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def verdict_words(left: Reading, right: Reading, way: Way) -> Words:
    """The verdict in words: ``equal after flipping the kernel``."""
    parts: list[Words] = []
    for word in way.words:
        parts.append(_PARTS[word](left, right, way))
    if not parts:
        return ("equal",)
    words: list[str | s.Node | s.Chain] = ["equal after "]
    for place, part in enumerate(parts):
        if place:
            words.append(" and " if place == len(parts) - 1 else ", ")
        words += part
    return tuple(words)


def _renaming(left: Reading, right: Reading, way: Way) -> Words:
    return (RENAMING,)


def _origin(left: Reading, right: Reading, way: Way) -> Words:
    if together(left, way):
        step = next(turn.move for turn in way.turns if moved(turn) and turn.sign > 0)
        return ("moving the origin by ", affine_of(step))
    words: list[str | s.Node | s.Chain] = ["moving the origin of "]
    several = False
    for slot, factor in enumerate(left.formula.slots):
        turns = _own(way, slot)
        if not any(map(moved, turns)):
            continue
        if several:
            words.append(", of ")
        several = True
        words += [s.Name(factor.name, NOWHERE), " by "]
        moves = [affine_of(plain(turn.move) if moved(turn) else 0) for turn in turns]
        words.append(moves[0] if len(moves) == 1 else s.Listing(tuple(moves), "(", NOWHERE))
    return tuple(words)


def _own(way: Way, slot: int) -> list[Turn]:
    return sorted(turn for turn in way.turns if turn.place[0] == slot)


def _flipping(left: Reading, right: Reading, way: Way) -> Words:
    return (FLIP, _which(left, right, way, FLIP))


def _image(left: Reading, right: Reading, way: Way) -> Words:
    return (IMAGE_FLIP, _which(left, right, way, IMAGE_FLIP))


def _reversing(left: Reading, right: Reading, way: Way) -> Words:
    return (REVERSE, _which(left, right, way, REVERSE))


def _which(left: Reading, right: Reading, way: Way, word: str) -> str:
    """On which axes, where it is not all of them."""
    for slot in range(len(left.formula.slots)):
        turns = _own(way, slot)
        back = [turn for turn in turns if turn.sign < 0]
        if back and flip_word(left, right, way, back[0]) == word and len(back) < len(turns):
            names = [ORDINALS[turn.place[1]] for turn in back]
            return f" on the {' and '.join(names)} ax{'is' if len(names) == 1 else 'es'}"
    return ""


def _axes(left: Reading, right: Reading, way: Way) -> Words:
    slots = [slot for slot in range(len(way.slots)) if exchanged(way, slot)]
    if len(slots) == len(way.slots):
        return (AXES,)
    words: list[str | s.Node | s.Chain] = [AXES, " of "]
    for place, slot in enumerate(slots):
        if place:
            words.append(" and ")
        words.append(s.Name(left.formula.slots[slot].name, NOWHERE))
    return tuple(words)


def _roles(left: Reading, right: Reading, way: Way) -> Words:
    return (ROLES,)


_PARTS = {
    RENAMING: _renaming, ORIGIN: _origin, FLIP: _flipping, REVERSE: _reversing, AXES: _axes,
    ROLES: _roles, IMAGE_FLIP: _image,
}  # fmt: skip
