"""Whether a worked line is whole: terms that are missing, dropped zeros, gaps."""

from __future__ import annotations

import re

from symconv.verify import diagnose
from symconv.verify.diagnose import Found
from symconv.verify.dots import gap_between
from symconv.verify.gather import (
    Equation,
    general,
)
from symconv.verify.infer import Family
from symconv.verify.law import Law, with_numbers
from symconv.verify.ties import Indices
from symconv.verify.written import Side


def missing_term(
    found: Equation, written: Side, at: tuple[int, ...], law: Law, family: Family, text: str
) -> Found | None:
    """A term that is missing though both boxes hold it, and no smaller box explains it."""
    if law.second not in law.boxes:
        return None
    if written.dots:
        gap = _gap_or_none(written, at, law, found)
    else:
        gap = _missing(written, at, law, found, family)
    if gap is None:
        return None
    words = f"{law.word_for((law.first, gap[0]))}·{law.word_for((law.second, gap[1]))}"
    for letter, value in found.numbers.items():
        words = _relative(words, letter, value)
    return Found(written.span, "missing-term", "", words, f"The term {words} is missing.")


def _relative(words: str, letter: str, value: int) -> str:
    """Write numbers near the one that stands for a letter with that letter again."""
    def shown(match: re.Match[str]) -> str:
        step = int(match.group()) - value
        return letter if step == 0 else f"{letter}{step:+d}" if abs(step) < 200 else match.group()

    return re.sub(r"\d+", shown, words)


def written_pairs(
    written: Side, law: Law, found: Equation
) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The pairs of elements that a side multiplies."""
    pairs = set()
    for term in written.terms:
        match = diagnose._match(term, found.at or (), law, {})
        if match is not None and match.first is not None and match.second is not None:
            pairs.add((match.first, match.second))
    return pairs


def _missing(
    written: Side, at: tuple[int, ...], law: Law, found: Equation, family: Family
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    there = written_pairs(written, law, found)
    for earlier in found.sides:
        if earlier is written:
            break
        if earlier is not None and not general(earlier) and not earlier.numeric:
            whole = written_pairs(earlier, law, found)
            if there < whole and _zero_outside(whole - there, law, family):
                return None
    lacking = [
        pair for pair in law.partners(at) if pair not in there and diagnose._counts(pair, law)
    ]
    if not lacking:
        return None
    full = _whole_lines(family, law)
    others = len(family.by_line) - 1
    touched = len(there) >= 3 and len(lacking) <= max(1, len(there) // 3)
    if full >= max(1, others * 0.6) or (others == 0 and touched):
        return lacking[0]
    return None


def _whole_lines(family: Family, law: Law) -> int:
    """How many lines of a family have all the terms that a law asks for."""
    key = (law.ties, tuple(sorted(law.boxes.items())))
    if key in family.whole:
        return family.whole[key]
    full = 0
    for eq, _, triples in family.by_line:
        if eq.at is None or any(side_ is not None and side_.dots for side_ in eq.sides):
            continue
        own = {(t.first, t.second) for t in triples}
        turned = {(t.second, t.first) for t in triples}
        local = with_numbers(law, eq.numbers)
        wanted = set(local.partners(eq.at))
        full += wanted <= own or wanted <= turned
    family.whole[key] = full
    return full


def _zero_outside(
    dropped: set[tuple[tuple[int, ...], tuple[int, ...]]], law: Law, family: Family
) -> bool:
    """Whether terms that a chain drops all lie outside a smaller box of the first array."""
    gone = {first for first, _ in dropped}
    kept = {numeric for t in family.triples if (numeric := numbers_in(t.first)) is not None} - gone
    if not kept:
        return False
    rank = len(next(iter(kept)))
    box = [(min(c[k] for c in kept), max(c[k] for c in kept)) for k in range(rank)]
    return not any(
        all(low <= value <= high for value, (low, high) in zip(cell, box)) for cell in gone
    )


def _gap_or_none(
    written: Side, at: tuple[int, ...], law: Law, found: Equation
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    if law.second not in law.boxes:
        return None
    if written.dots and written.dots[-1] == len(written.terms):
        return None
    return gap_between(written, at, law)


def numbers_in(index: Indices) -> tuple[int, ...] | None:
    """An index made of numbers only, else None."""
    found = tuple(value for value in index if isinstance(value, int))
    return found if len(found) == len(index) else None
