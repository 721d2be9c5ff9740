"""What was found out about a text, in words."""

from __future__ import annotations

from symconv.verify.definitions import words_for
from symconv.verify.facts import array_word
from symconv.verify.infer import Evidence
from symconv.verify.law import Law


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


def _law_words(law: Law) -> str:
    first = law.ties[0]
    one, other = law.numeric(first.first), law.numeric(first.second)
    flipped = one is not None and other is not None and one * other > 0
    kind = "convolution" if flipped else "cross-correlation"
    parts = [f"{kind} of {array_word(law.first)} with {array_word(law.second)}"]
    out = law.numeric(first.out)
    if out is not None and abs(out) > 1:
        parts.append(f"stride {abs(out)}")
    if any(tie.axes != (k, k, k) for k, tie in enumerate(law.ties)):
        parts.append("axes exchanged")
    boxes = [law.boxes[name] for name in (law.first, law.second) if name in law.boxes]
    starts = {low for box in boxes for low, _ in box}
    if len(starts) == 1 and starts <= {0, 1}:
        parts.append(f"indices from {min(starts)}")
    return ", ".join(parts)
