"""Acts that put off turning and moving what is a remainder now, until its letters are changed.

``x[(m-i) mod N]`` cannot be moved to indices from 1 to N, but ``x[k]`` can.
"""

from __future__ import annotations

from symconv.model.index import Affine
from symconv.relate.draft import Draft, Late
from symconv.relate.pairing import Turn
from symconv.relate.rewrite import Change, changed, unchanged
from symconv.relate.sizes import plain
from symconv.relate.turning import applied, primed
from symconv.verify.indexed import Odd


def put_off(draft: Draft) -> Draft:
    """Put off what has to wait: the goal until then has those arrays as the first formula has."""
    turns = tuple(turn for turn in draft.turns if _waits(draft, turn))
    if not turns:
        return draft
    changes: dict[str, Change] = {}
    for turn in turns:
        factor = draft.goal.slots[turn.other[0]]
        before = changes.get(factor.name) or unchanged(factor)
        changes[factor.name] = _with(before, turn, -turn.sign * plain(turn.move))
    rest = tuple(turn._replace(sign=1, move=0) if turn in turns else turn for turn in draft.turns)
    return draft._replace(
        goal=changed(draft.goal, changes), turns=rest, late=Late(turns, draft.goal)
    )


def _waits(draft: Draft, turn: Turn) -> bool:
    entry = (draft.now.slots[turn.place[0]].indices or ())[turn.place[1]]
    circular = isinstance(entry, Odd) and entry.modulus != 0
    return circular and turn.modulus == 0 and (turn.sign, turn.move) != (1, 0)


def _with(change: Change, turn: Turn, move: Affine) -> Change:
    """A change that also turns and moves one index."""
    signs, moves = list(change.signs), list(change.moves)
    signs[turn.other[1]], moves[turn.other[1]] = turn.sign, move
    return change._replace(signs=tuple(signs), moves=tuple(moves))


def catch_up(draft: Draft) -> Draft:
    """Turn and move what was put off; the goal is the second formula again."""
    if draft.late is None:
        return draft
    changes: dict[str, Change] = {}
    for turn in draft.late.turns:
        factor = draft.now.slots[turn.other[0]]
        before = changes.get(factor.name) or unchanged(factor, primed(factor.name))
        changes[factor.name] = _with(before, turn, turn.move)
    flips = any(turn.sign < 0 for turn in draft.late.turns)
    draft = applied(draft, "flip" if flips else "origin",
                    "Flip and move" if flips else "Move the origin", changes)  # fmt: skip
    return draft._replace(goal=draft.late.goal, late=None) if draft.late else draft
