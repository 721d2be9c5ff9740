"""How two formulas are related: the verdict, what corresponds to what, and the derivation."""

from __future__ import annotations

from typing import NamedTuple

from symconv.read import syntax as s
from symconv.relate.compare import ways
from symconv.relate.conditions import conditions, correspondence
from symconv.relate.difference import reason
from symconv.relate.draft import Step, Words
from symconv.relate.example import Example, example, paired
from symconv.relate.kinds import exchanged
from symconv.relate.phrases import verdict_words
from symconv.relate.proof import checked
from symconv.relate.reading import read_formula
from symconv.relate.steps import derivation
from symconv.relate.way import Reading, Way, reading

EQUAL, RELATED, DIFFERENT, UNDECIDED = "equal", "related", "different", "undecided"
MOST_ALTERNATIVES = 3


class Relation(NamedTuple):
    """How two formulas are related.

    ``verdict`` is equal, related, different, or undecided where nothing relates them and no
    example tells them apart; ``words`` are the kinds of change, the
    simplest first (``renaming``, ``origin``, ``flipping the kernel``, ``reversing the
    output``, ``exchanging axes``, ``exchanging roles``), and ``says`` the verdict in words.
    ``alternatives`` are other ways that need no more. ``steps`` lead from the first formula
    to the second; ``products`` is how many products confirmed them. For different formulas
    ``reason`` says why and ``example`` shows it.
    """

    left: Reading
    right: Reading
    verdict: str
    words: tuple[str, ...]
    says: Words
    way: Way | None
    alternatives: tuple[Words, ...]
    corresponds: tuple[s.Chain, ...]
    conditions: tuple[Words, ...]
    steps: tuple[Step, ...]
    products: int
    reason: Words
    example: Example | None

    @property
    def related(self) -> bool:
        """Whether one formula is the other in some way."""
        return self.verdict in (EQUAL, RELATED)

    def __str__(self) -> str:
        from symconv.relate.writers import write

        return write(self, "text").rstrip("\n")


def relate(left: str, right: str) -> Relation:
    r"""How two written formulas are related.

    >>> relate(r"y[m] = \sum_i x[i] h[m-i]", r"S(i) = \sum_m I(i+m) K(m)").words
    ('flipping the kernel',)

    Raises FormulaError, with the place, where one of them cannot be read.
    """
    return related(reading(read_formula(left)), reading(read_formula(right)))


def related(one: Reading, other: Reading) -> Relation:
    """How two formulas that are read are related."""
    found = ways(one, other)
    if not found:
        shown = example(one, other)
        verdict = DIFFERENT if shown is not None or paired(one, other) is None else UNDECIDED
        return Relation(
            one, other, verdict, (verdict,), (verdict,), None, (), (), (), (), 0,
            reason(one, other), shown,
        )  # fmt: skip
    way = found[0]
    steps = derivation(one, other, way)
    return Relation(
        one, other, RELATED if way.words else EQUAL, way.words or (EQUAL,),
        verdict_words(one, other, way), way, _alternatives(one, other, found),
        correspondence(one, other, way), conditions(one, other, way), steps,
        checked(steps, one, other, way), (), None,
    )  # fmt: skip


def _exchanged(way: Way) -> list[int]:
    """The slots whose axes change places."""
    return [slot for slot in range(len(way.slots)) if exchanged(way, slot)]


def _alternatives(left: Reading, right: Reading, found: list[Way]) -> tuple[Words, ...]:
    """Other ways with no more kinds of change and no more conditions, each once."""
    best = found[0]
    if not [word for word in best.words if word != "renaming"]:
        return ()
    said = {verdict_words(left, right, best)}
    turned = set(_exchanged(best))
    others: list[Words] = []
    for way in found[1:]:
        if way.cost[:3] != best.cost[:3] or len(others) == MOST_ALTERNATIVES:
            break
        if turned < set(_exchanged(way)):
            continue
        words = verdict_words(left, right, way)
        if words not in said:
            said.add(words)
            others.append(words)
    return tuple(others)
