"""What was found out about a text, in words."""

from __future__ import annotations

from symconv.verify.definitions import words_for
from symconv.verify.facts import array_word
from symconv.verify.infer import Evidence
from symconv.verify.law import Law
from symconv.verify.ties import Tie

ORDINALS = ("first", "second", "third", "fourth", "fifth")


def found_words(evidence: Evidence) -> tuple[str, str]:
    """What was found out about a text without a stated problem, in words."""
    words: list[str] = []
    source = "inferred"
    for family in evidence.families.values():
        if not family.laws:
            continue
        law = family.laws[0]
        if law.source == "formula":
            source = "formula"
        words.append(f"{law.output}: {_law_words(law)}")
    for stated in evidence.stated:
        if not stated.definition.faults and not evidence.families:
            words.append(words_for(stated.definition))
            source = "formula"
    if not words:
        return "not found out", "inferred"
    return f"read as: {'; '.join(dict.fromkeys(words))}", source


def _link_words(law: Law, tie: Tie) -> str:
    """What a tie between two arrays only says: which of their indices are equal."""
    names = (law.output, law.first, law.second)
    met = [
        f"{ORDINALS[place]} index of {array_word(name)}" if place < len(ORDINALS)
        else f"index {place + 1} of {array_word(name)}"
        for name, place, slope in zip(names, tie.axes, (tie.out, tie.first, tie.second))
        if slope != 0
    ]  # fmt: skip
    return f"the {' is the '.join(met)}" + (" in groups" if tie.parts > 1 else "")


def _law_words(law: Law) -> str:
    moving = [tie for tie in law.ties if tie.moves] or list(law.ties)
    first = moving[0]
    one, other = law.numeric(first.first), law.numeric(first.second)
    flipped = one is not None and other is not None and one * other > 0
    kind = "convolution" if flipped else "cross-correlation"
    parts = [f"{kind} of {array_word(law.first)} with {array_word(law.second)}"]
    out = law.numeric(first.out)
    if out is not None and abs(out) > 1:
        parts.append(f"stride {abs(out)}")
    if any(list(places) != sorted(places) for places in zip(*(tie.axes for tie in moving))):
        parts.append("axes exchanged")
    parts += [_link_words(law, tie) for tie in law.ties if not tie.moves]
    boxes = [law.boxes[name] for name in (law.first, law.second) if name in law.boxes]
    starts = {low for box in boxes for low, _ in box}
    if len(starts) == 1 and starts <= {0, 1}:
        parts.append(f"indices from {min(starts)}")
    return ", ".join(parts)
