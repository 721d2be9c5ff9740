"""A collage: one formula in the middle, others around it, and on each arrow their relation.

>>> from symconv.relate import relate
>>> from symconv.relate.table import Entry, escaped
>>> middle, other = r"y[m] = \\sum_i x[i] h[m-i]", r"S(i) = \\sum_m I(i+m) K(m)"
>>> scene = collage("the article", [Entry("Goodfellow", "", relate(middle, other))])
>>> [label.text for label in scene.labels("name")]
['flipping the kernel', 'the article', 'Goodfellow']

The colour of a card tells the kind of relation, and so do the words on its arrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symconv.draw.metrics import ems
from symconv.draw.scene import Arrow, Block, Card, Frame, Label, Scene, Shape, scene
from symconv.errors import OutputError
from symconv.read import syntax as s
from symconv.relate.outcome import Relation
from symconv.relate.picture import written
from symconv.relate.table import Entry, conditions_in_short, escaped
from symconv.relate.writers import said, said_in_latex

SIZE, TITLE, SMALL = 11.0, 11.5, 8.5
PAD, BETWEEN = 9.0, 14.0  # inside a card, and between two cards
WIDEST = 210.0  # of a formula in one line
GUTTER, STEM = 180.0, 132.0  # between columns, and the level part of an arrow
LETTERS = 25  # of the words on an arrow, in one line
MOST = 12  # formulas around


class _Placed(NamedTuple):
    """A card with its corner."""

    block: Block
    x: float
    y: float

    @property
    def middle(self) -> float:
        """Half its height."""
        return self.y + self.block.height / 2


def collage(title: str, entries: Sequence[Entry]) -> Scene:
    """The first formula of the relations in the middle, each second one around it.

    Raises OutputError for none, for too many, and where the relations begin elsewhere.
    """
    if not 0 < len(entries) <= MOST:
        raise OutputError(f"{len(entries)} formulas: a collage shows 1 to {MOST} around one")
    starts = {entry.relation.left.formula.text for entry in entries}
    if len(starts) > 1:
        raise OutputError("the relations of a collage must begin with one and the same formula")
    centre = _card(title, "", entries[0].relation.left.formula.chain, "", room=2 * WIDEST)
    cards = [_around(entry, 0.0) for entry in entries]
    below = max(range(len(cards)), key=lambda k: cards[k].height) if len(cards) % 2 else None
    rest = [k for k in range(len(cards)) if k != below]
    left, right = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    high = max(_height(cards, left), _height(cards, right), _tower(centre, cards, below))
    wide = [max((cards[k].width for k in side), default=0.0) for side in (left, right)]
    for side, least in zip((left, right), wide):
        for k in side:
            cards[k] = _around(entries[k], least)
    middle = centre.width
    if below is not None:
        words, note = _words(entries[below].relation)
        beside = max(ems(note) * SMALL, *(ems(text) * SIZE for text, _ in words))
        middle = max(middle, cards[below].width, 2 * (beside + PAD))
    first = wide[0] + GUTTER if left else 0.0
    places: dict[int, _Placed] = {}
    places |= _column(cards, left, wide[0], 0.0, high, True)
    places |= _column(cards, right, wide[1], first + middle + GUTTER, high, False)
    y = (high - centre.height) / 2
    if below is not None:
        y = max(0.0, (high - cards[below].height - centre.height) / 2.6)
        x = first + (middle - cards[below].width) / 2
        places[below] = _Placed(cards[below], x, high - cards[below].height)
    heart = _Placed(centre, first + (middle - centre.width) / 2, y)
    shapes: list[Shape] = []
    for k, entry in enumerate(entries):
        shapes += _arrow(heart, places[k], entry, k == below, len(left), left.index(k)
                         if k in left else right.index(k) if k in right else 0)  # fmt: skip
    for placed in (heart, *places.values()):
        shapes += placed.block.moved(placed.x, placed.y)
    width = first + middle + (GUTTER + wide[1] if right else 0.0)
    names = "; ".join(f"{entry.title}: {said(entry.relation.says)}" for entry in entries)
    return scene(Block(width, high, tuple(shapes)), f"{title}, and {len(entries)} others", names)


def _around(entry: Entry, least: float) -> Block:
    words = entry.relation.words
    role = "output" if not entry.relation.related else (
        "image" if set(words) <= {"equal", "renaming"} else "kernel")  # fmt: skip
    chain = entry.relation.right.formula.chain
    return _card(entry.title, entry.about, chain, role, least)


def _card(
    title: str, about: str, chain: s.Chain, role: str, least: float = 0.0, room: float = WIDEST
) -> Block:
    """A title, the formula, and a few words below it, on a card of a role."""
    formula = written(chain, SIZE, room)
    if formula.height > 8 * SIZE:
        formula = written(chain, 0.8 * SIZE, room)
    wide = max(least - 2 * PAD, formula.width, ems(title) * TITLE, ems(about) * SMALL) + 2 * PAD
    high = PAD + 1.3 * TITLE + formula.height + (1.5 * SMALL if about else 0.0) + PAD / 2
    shapes: list[Shape] = [Card(0.0, 0.0, wide, high, role or "kernel-more")]
    if not role:
        shapes.append(Frame(0.0, 0.0, wide, high, "rule"))
    shapes.append(
        Label(PAD, PAD + 0.5 * TITLE, title, escaped(title), "name", TITLE, "start", wide)
    )
    shapes += formula.moved((wide - formula.width) / 2, PAD + 1.3 * TITLE)
    if about:
        foot = high - PAD / 2 - 0.8 * SMALL
        shapes.append(Label(PAD, foot, about, escaped(about), "axis", SMALL, "start", wide))
    return Block(wide, high, tuple(shapes))


def _height(cards: Sequence[Block], side: Sequence[int]) -> float:
    return sum(cards[k].height for k in side) + BETWEEN * max(0, len(side) - 1)


def _tower(centre: Block, cards: Sequence[Block], below: int | None) -> float:
    if below is None:
        return centre.height
    return centre.height + 6 * BETWEEN + cards[below].height


def _column(
    cards: Sequence[Block], side: Sequence[int], wide: float, x: float, high: float, flush: bool
) -> dict[int, _Placed]:
    """Cards one under the other over the whole height; flush right where ``flush``."""
    gap = (high - sum(cards[k].height for k in side)) / max(1, len(side) - 1)
    found: dict[int, _Placed] = {}
    y = 0.0 if len(side) > 1 else (high - sum(cards[k].height for k in side)) / 2
    for k in side:
        found[k] = _Placed(cards[k], x + (wide - cards[k].width if flush else 0.0), y)
        y += cards[k].height + gap
    return found


def _arrow(
    heart: _Placed, placed: _Placed, entry: Entry, down: bool, count: int, place: int
) -> list[Shape]:
    """From the middle to a card, level at the end, with the relation above it."""
    role = "arrow" if entry.relation.related else "conv"
    words, below = _words(entry.relation)
    if down:
        x = heart.x + heart.block.width / 2
        top = heart.y + heart.block.height
        lines = [(line, "start") for line in words]
        found: list[Shape] = [Arrow(x, top, 0.0, placed.y - top, role)]
        y = (top + placed.y) / 2 - 0.6 * SIZE * (len(lines) + bool(below) - 1)
        for text, anchor in lines:
            found.append(Label(x + 7, y, *text, "name", SIZE, anchor, GUTTER))
            y += 1.2 * SIZE
        if below:
            found.append(Label(x + 7, y, below, below, "axis", SMALL, "start", GUTTER))
        return found
    to_left = placed.x < heart.x
    edge = placed.x + placed.block.width if to_left else placed.x
    turn = edge + (STEM if to_left else -STEM)
    start = heart.x if to_left else heart.x + heart.block.width
    spread = heart.block.height / (count + 1)
    origin = heart.y + spread * (place + 1)
    level = placed.middle
    found = [
        Arrow(start, origin, turn - start, level - origin, role, False),
        Arrow(turn, level, edge - turn, 0.0, role),
    ]
    middle = (turn + edge) / 2
    y = level - 0.75 * SIZE - 1.15 * SIZE * (len(words) - 1)
    for text in words:
        found.append(Label(middle, y, *text, "name", SIZE, room=STEM))
        y += 1.15 * SIZE
    if below:
        found.append(Label(middle, level + SMALL, below, below, "axis", SMALL, room=STEM))
    return found


def _words(relation: Relation) -> tuple[list[tuple[str, str]], str]:
    """What stands above an arrow, line by line as text and as LaTeX, and below it."""
    text = said(relation.says).removeprefix("equal after ")
    tex = said_in_latex(relation.says).removeprefix("equal after ")
    parts = [part for words in zip(text.split(" and "), tex.split(" and ")) for part in [words]]
    lines = [parts[0], *((f"and {plain}", f"and {latex}") for plain, latex in parts[1:])]
    return lines, _notes(relation)


def _notes(relation: Relation) -> str:
    if relation.example is not None:
        return f"for instance {relation.example.left} against {relation.example.right}"
    return ", ".join(conditions_in_short(relation)[:2])
