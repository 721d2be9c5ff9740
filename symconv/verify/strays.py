"""Names and letters that do not belong: foreign arrays, loose letters, another bias."""

from __future__ import annotations

from itertools import product

from symconv.verify.complete import written_pairs
from symconv.verify.diagnose import Found
from symconv.verify.facts import array_word
from symconv.verify.gather import (
    Equation,
    general,
)
from symconv.verify.indexed import entry_letters
from symconv.verify.infer import Evidence, Family
from symconv.verify.law import Law, with_numbers
from symconv.verify.ties import Triple
from symconv.verify.written import Factor, Side, Term


def other_output(
    found: Equation, law: Law, triples: list[Triple], family: Family
) -> tuple[int, ...] | None:
    """The output near by that a whole line is right for, where two other lines agree."""
    if any(law.holds(triple) for triple in triples) or found.at is None or found.numbers:
        return None
    agreeing = sum(all(law.holds(t) for t in group) for _, _, group in family.by_line)
    if agreeing < 2:
        return None
    for step in product(range(-3, 4), repeat=len(found.at)):
        other = tuple(value + move for value, move in zip(found.at, step))
        if all(law.holds(Triple(other, t.first, t.second)) for t in triples):
            return other
    return None


def foreign_name(written: Side, family: Family, text: str) -> Found | None:
    """The array of a stray line or formula that the family it belongs to does not know."""
    home = family.foreign
    assert home is not None
    known = {home.first, home.second}
    for term in written.terms:
        for factor in term.factors:
            if factor.indices is not None and factor.name not in known:
                word = text[slice(*factor.span)]
                other = (known - {f.name for f in term.factors}) or known
                expected = min(other)
                expected = array_word(expected)
                why = f"Elsewhere {expected} stands where {factor.name} stands here."
                if expected == "the letters":
                    why = f"Elsewhere the letters stand where {factor.name} stands here."
                return Found(factor.span, "wrong-index", word, expected, why)
    return None


def foreign_output(found: Equation, family: Family, text: str) -> Found | None:
    """The name of an output that is called otherwise in all other lines."""
    home = family.foreign
    assert home is not None
    if found.left.name == home.output:
        return None
    word = text[slice(*found.left.span)]
    return Found(found.left.span, "wrong-output", word, home.output,
                 f"Elsewhere the output is called {home.output}.")  # fmt: skip


def other_bias(
    found: Equation, place: int, written: Side, family: Family, evidence: Evidence, text: str
) -> list[Found]:
    """Terms beside the products that the other lines of the family do not have."""
    counts, mine = _beside(found, place, family, evidence)
    usual = max(counts, key=lambda key: counts[key], default=())
    if mine == usual or counts.get(usual, 0) < 2 or counts.get(mine, 0) > 1:
        return []
    where_ = next(
        (t.span for t in written.terms if len(evidence.elements_of(t, found.numbers)) < 2),
        written.span,
    )
    word = text[slice(*where_)]
    return [Found(where_, "wrong-entry", word, "", "The other lines add something else here.")]


def unlike_bias(found: Equation, place: int, family: Family, evidence: Evidence) -> bool:
    """Whether some lines add what others do not, so that one of them must be wrong."""
    counts, _ = _beside(found, place, family, evidence)
    return len(counts) > 1


def _beside(
    found: Equation, place: int, family: Family, evidence: Evidence
) -> tuple[dict[tuple[object, ...], int], tuple[object, ...]]:
    """How many lines of a family add what beside the products, and what this one adds."""
    if family.extras is None:
        family.extras = {}
        for eq, where, _ in family.by_line:
            side_ = eq.sides[where]
            if side_ is None or general(side_):
                continue
            family.extras[id(eq), where] = tuple(
                (term.coefficient, tuple(f.name for f in term.factors))
                for term in side_.terms
                if len(evidence.elements_of(term, eq.numbers)) < 2
            )
    counts: dict[tuple[object, ...], int] = {}
    for extra in family.extras.values():
        counts[extra] = counts.get(extra, 0) + 1
    mine = family.extras.get((id(found), place), ())
    return counts, mine


def loose_letter(written: Side, found: Equation) -> tuple[Factor, str] | None:
    """A factor with a letter in its index that neither the left side nor a sum sign binds."""
    for term in written.terms:
        for factor in term.factors:
            for entry in factor.indices or ():
                letters = entry_letters(entry) - found.numbers.keys()
                if letters:
                    return factor, min(letters)
    return None


def strange_terms(
    written: Side, family: Family, evidence: Evidence, found: Equation
) -> list[Term]:
    """Terms that multiply two elements which do not belong together in this family."""
    names = {family.first, family.second}
    strange = []
    for term in written.terms:
        elements = evidence.elements_of(term, found.numbers)
        if len(elements) == 2 and {name for name, _ in elements} != names:
            strange.append(term)
    return strange


def strange_factor(
    strange: list[Term], written: Side, at: tuple[int, ...], law: Law, found: Equation,
    evidence: Evidence, text: str,
) -> Found | None:  # fmt: skip
    """The factor of a strange term that is not the element which is missing."""
    local = with_numbers(law, found.numbers)
    there = written_pairs(written, local, found)
    missing = [pair for pair in local.partners(at) if pair not in there]
    for term in strange:
        elements = evidence.elements_of(term, found.numbers)
        for first, second in missing:
            wanted = [(law.first, first), (law.second, second)]
            kept = [element for element in elements if element in wanted]
            if len(kept) != 1:
                continue
            other = wanted[1 - wanted.index(kept[0])]
            place = 1 - elements.index(kept[0])
            factor = term.factors[place]
            word, expected = text[slice(*factor.span)], local.word_for(other)
            kind = "wrong-entry" if factor.indices is None else "wrong-index"
            return Found(factor.span, kind, word, expected,
                         f"Here stands {word}; it must be {expected}.")  # fmt: skip
    return None
