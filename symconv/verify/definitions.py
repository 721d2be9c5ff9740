"""Judging general formulas: sound by themselves, and beside the worked lines."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify.backward import general_chain
from symconv.verify.define import Definition, define
from symconv.verify.diagnose import Found
from symconv.verify.facts import oriented, solve_parameters
from symconv.verify.forward import has_formula, misplaced, other_ties
from symconv.verify.gather import (
    Equation,
    operands,
)
from symconv.verify.infer import Evidence, Family, family_of
from symconv.verify.judged import Judged
from symconv.verify.law import Law
from symconv.verify.limits import limit_fault
from symconv.verify.neighbours import arrays_of, unlike_neighbour
from symconv.verify.obey import another_output, obeys
from symconv.verify.strays import foreign_name
from symconv.verify.ties import Tie
from symconv.verify.written import Side

SURE = 0.7


def judge_definition(
    found: Equation, place: int, written: Side, evidence: Evidence, span: s.Span, text: str
) -> Judged:
    """A general formula: sound by itself, equal to its neighbours, and to the worked lines."""
    backward = general_chain(found, written, span, text)
    if backward is not None:
        return backward
    made = define(found.left, written, evidence.parameters, text)
    if made is None:
        return several_sums(found, place, written, evidence, span, text)
    if made.faults:
        return Judged(span, "refuted", "This formula is not sound.", made.faults)
    label = _label_fault(found, made, text)
    if label is not None:
        return Judged(span, "refuted", "The name on the left is of other arrays.", (label,))
    if found.left.name in (made.first, made.second) and not any(
        "delta" in name for name in (made.first, made.second)
    ):
        return Judged(span, "undecided", "The output has the name of an array on the right.")
    before = found.sides[place - 1] if place > 0 and place - 1 not in found.operators else None
    if before is not None and not before.numeric:
        shared = arrays_of(before) & arrays_of(written)
        if shared and arrays_of(before) != arrays_of(written):
            return Judged(span, "undecided", "The sides speak of different arrays.")
    clash, doubtful = unlike_neighbour(found, place, written, evidence, text)
    if doubtful:
        return Judged(span, "undecided", "It equals the side before it only where the arrays are "
                      "zero outside these bounds.")  # fmt: skip
    if clash is not None:
        return Judged(span, "refuted", "It does not equal the side before it.", (clash,))
    family = family_of(found, written, evidence)
    if family is not None and family.foreign:
        one = foreign_name(written, family, text)
        if one is not None:
            return Judged(span, "refuted", "The worked lines use another array.", (one,))
    if family is not None:
        one = another_output(found, written, family, text)
        if one is not None:
            return Judged(span, "refuted", "The general formula gives other terms.", (one,))
    ties = oriented(made, family.first) if family is not None else None
    differs = other_ties(ties, family, evidence) if family is not None and ties else ""
    if family is not None and differs == "origin" and not has_formula(family, evidence):
        return Judged(span, "undecided", "Its indices are not counted as in the lines that this "
                      "is a gradient of.")  # fmt: skip
    if differs:
        assert family is not None
        fault = misplaced(found, written, family, evidence, text) or Found(
            span, "wrong-index", text[slice(*span)], "",
            "It does not follow from the formula that this is a gradient of: what meets there "
            "must meet here.",
        )  # fmt: skip
        return Judged(span, "refuted", "This is another gradient.", (fault,))
    if family is not None and family.triples:
        judged = _against_lines(found, made, family, evidence, span, text)
        bounds = limit_fault(written, family, evidence, text)
        if judged.verdict == "proved" and bounds is not None:
            return Judged(span, "refuted", "The worked lines sum over something else.", (bounds,))
        return judged
    if family is not None and _rivals(family, evidence):
        return Judged(span, "undecided", "Two formulas in this text define the same output "
                      "differently, and no worked line tells which is meant.")  # fmt: skip
    if made.unclear and not (family is not None and _obeys_formula(found, written, family)):
        return Judged(span, "undecided", "How the indices of this formula go together is not "
                      "understood.")  # fmt: skip
    if made.uneven:
        return Judged(span, "undecided", "The formula is sound, but treats its axes differently.")
    if found.left.name.startswith("(") and not _sign_agrees(found, made):
        return Judged(span, "undecided", "The formula is sound, but which operation its sign "
                      "stands for is not stated.")  # fmt: skip
    return Judged(span, "proved", f"This is a sound definition: {words_for(made)}.")


def _obeys_formula(found: Equation, written: Side, family: Family) -> bool:
    """Whether a sum for one output is that of a general formula of the same text."""
    factors = [
        factor
        for term in written.terms
        if term.scopes
        for factor in term.factors
        if factor.indices is not None
    ]
    at = found.left.indices or ()
    if len(factors) != 2 or len(written.terms) != 1 or found.numbers:
        return False
    one, two = factors if factors[0].name == family.first else factors[::-1]
    if (one.name, two.name) != (family.first, family.second):
        return False
    for stated in family.stated:
        ties = oriented(stated.definition, family.first)
        sound = not stated.definition.faults and stated.definition.modulus == 0
        if ties and sound and obeys(at, one.indices or (), two.indices or (), ties):
            return True
    return False


def several_sums(
    found: Equation, place: int, written: Side, evidence: Evidence, span: s.Span, text: str
) -> Judged:
    """A side with more sums than one: it can only be held against the side before it."""
    before = found.sides[place - 1] if place > 0 else None
    if before is not None and place - 1 not in found.operators and not before.numeric:
        clash, doubtful = unlike_neighbour(found, place, written, evidence, text)
        if clash is not None and not doubtful and arrays_of(before) == arrays_of(written):
            return Judged(span, "refuted", "It does not equal the side before it.", (clash,))
    return Judged(span, "undecided", "This formula is no sum of products of two arrays.")


def _label_fault(found: Equation, made: Definition, text: str) -> Found | None:
    """``(f*g)[n]`` must name the two arrays that are multiplied."""
    nodes = [(found.chain.sides[0], found.left.span)]
    nodes += [(found.chain.sides[place + 1], found.chain.sides[place + 1].span)
              for place in sorted(found.operators)]  # fmt: skip
    for node, span in nodes:
        names = operands(node)
        if names is None or not made.first:
            continue
        arrays = {made.first, made.second}
        if set(names) != arrays and {*map(_stem, names)} != {*map(_stem, arrays)}:
            word = text[slice(*span)]
            why = f"{word} names other arrays than {made.first} and {made.second}."
            return Found(span, "wrong-index", word, "", why)
    return None


def _stem(name: str) -> str:
    """A name without script and accent: ``g`` for ``g_N``, which repeats it, and ``f^{*}``."""
    return name.rpartition("{")[2].rstrip("}") if name[0] == "\\" and "{" in name else (
        name.partition("_")[0].partition("^")[0]
    )


def _sign_agrees(found: Equation, made: Definition) -> bool:
    name = found.left.name
    flipped = made.ties is None or all(
        isinstance(t.first, int) and isinstance(t.second, int) and t.first * t.second > 0
        for t in made.ties
    )
    if any(sign in name for sign in ("*", r"\ast", "∗")):
        return flipped
    if r"\star" in name or "⋆" in name:
        return not flipped
    return False


def words_for(made: Definition) -> str:
    """What a definition defines, in words."""
    if made.modulus != 0:
        return "a circular operation"
    if made.ties is None:
        return "a sum of products"
    first = made.ties[0]
    if not isinstance(first.first, int) or not isinstance(first.second, int):
        return "a strided operation"
    if first.first * first.second > 0:
        return "convolution, the kernel is flipped"
    return "cross-correlation, the kernel is not flipped"


def _rivals(family: Family, evidence: Evidence) -> bool:
    """Whether two sound definitions of a family disagree."""
    ties = [
        oriented(stated.definition, family.first)
        for stated in family.stated
        if not stated.definition.faults
    ]
    known = [one for one in ties if one is not None]
    return any(not _agree(one, other, evidence) for one in known for other in known)


def _agree(one: tuple[object, ...], other: tuple[object, ...], evidence: Evidence) -> bool:
    if one == other:
        return True
    for left, right in zip(one, other):
        assert isinstance(left, Tie)
        assert isinstance(right, Tie)
        for x, y in zip(left[1:], right[1:]):
            if x != y and isinstance(x, int) and isinstance(y, int):
                return False
            if x != y and not isinstance(x, int) and not isinstance(y, int):
                return False
    return True


def _against_lines(
    found: Equation, made: Definition, family: Family, evidence: Evidence, span: s.Span, text: str
) -> Judged:
    """A definition beside worked lines: they must obey it, or most of them refute it."""
    ties = oriented(made, family.first)
    modulus = family.laws[0].ties[0].modulus if family.laws else 0
    if isinstance(made.modulus, int) and made.modulus and modulus and made.modulus != modulus:
        one = Found(span, "wrong-index", str(made.modulus), str(modulus),
                    f"The worked lines are circular modulo {modulus}.")  # fmt: skip
        return Judged(span, "refuted", "The worked lines contradict it.", (one,))
    if ties is None:
        return Judged(span, "proved", f"This is a sound definition: {words_for(made)}.")
    law = Law(family.output, family.first, family.second, ties, {}, "formula")
    for known in family.laws:
        if known.ties == ties or set(known.ties) == set(ties):
            law.numbers = known.numbers
    if not law.numbers:
        solve_parameters(law, family.triples)
    agreeing = sum(all(law.holds(t) for t in triples) for _, _, triples in family.by_line)
    share = sum(law.holds(t) for t in family.triples) / len(family.triples)
    best = family.laws[0]
    lines = sum(all(best.holds(t) for t in triples) for _, _, triples in family.by_line)
    if share >= SURE or agreeing * 2 > len(family.by_line) or (agreeing and agreeing >= lines):
        return Judged(span, "proved", f"The worked lines obey it: {words_for(made)}.")
    if best.source == "formula" and {*best.ties} == {*ties}:  # no other law explains them better
        return Judged(span, "proved", f"This is a sound definition: {words_for(made)}.")
    if best.source == "inferred" and _exchanged(ties, best.ties) and len(family.triples) >= 3:
        word = text[slice(*span)]
        one = Found(span, "wrong-index", word, "",
                    "The axes are exchanged: the terms written out pair them otherwise.",
                    ("swapped-axes",))  # fmt: skip
        return Judged(span, "refuted", "The terms written out contradict it.", (one,))
    if best.source == "inferred" and (lines >= 2 or len(family.triples) >= 4):
        if len(family.stated) > 1:
            return Judged(span, "proved", f"This is a sound definition: {words_for(made)}.")
        word = text[slice(*span)]
        why = "The worked lines below agree with each other, but not with this formula."
        one = Found(span, "wrong-index", word, "", why)
        return Judged(span, "refuted", "The worked lines contradict it.", (one,))
    return Judged(span, "undecided", "A worked line contradicts this formula.")


def _exchanged(ties: tuple[Tie, ...], others: tuple[Tie, ...]) -> bool:
    """Whether two laws are the same but for which axes go together."""
    plain = [[tie._replace(axes=(0, 0, 0)) for tie in group] for group in (ties, others)]
    return ties != others and all(tie in plain[1] for tie in plain[0])
