"""Judging worked lines whose problem is found out."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify import diagnose
from symconv.verify.activation import elementwise
from symconv.verify.backward import general_inner
from symconv.verify.chain_rule import chained, local_derivative
from symconv.verify.complete import missing_term, numbers_in
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.forward import judge_backward
from symconv.verify.gather import (
    Equation,
)
from symconv.verify.indexed import entry_letters
from symconv.verify.infer import Evidence, Family, families_of
from symconv.verify.judged import Judged
from symconv.verify.law import Box, Law, with_numbers
from symconv.verify.misconceptions import explaining
from symconv.verify.report import overall
from symconv.verify.strays import (
    foreign_name,
    foreign_output,
    loose_letter,
    other_bias,
    other_output,
    strange_factor,
    strange_terms,
    unlike_bias,
)
from symconv.verify.ties import Triple
from symconv.verify.written import Side

SURE = 0.7


def judge_worked(
    found: Equation, place: int, written: Side, evidence: Evidence, span: s.Span, text: str
) -> Judged:
    """A side of written-out terms."""
    at = found.at
    for special in (
        chained(found, written, span, text),
        local_derivative(found, written, evidence, span, text),
        general_inner(found, written, evidence, span, text),
    ):
        if special is not None:
            return special
    families = families_of(found, written, evidence)
    family = families[0] if families else None
    label = text[slice(*found.left.span)]
    loose = loose_letter(written, found)
    if loose is not None:
        factor, letter = loose
        used = {
            one
            for term in written.terms
            for part in term.factors
            for entry in part.indices or ()
            for one in entry_letters(entry)
        }
        unused = found.numbers.keys() - used
        if (family is None or not family.laws) and not unused:
            return Judged(span, "undecided", f"The letter {letter} in an index is not explained.")
        word = text[slice(*factor.span)]
        fault = Found(factor.span, "free-index", word, "",
                      f"The index {letter} in {word} is bound nowhere.")  # fmt: skip
        return Judged(span, "refuted", f"This is not {label}.", (fault,))
    alone = elementwise(found, place, written, evidence, span, text) if family is None else None
    if alone is not None:
        return alone
    if at is None or family is None:
        return Judged(span, "undecided", "Which operation this belongs to cannot be told.")
    settled = [one for one in families if one is family or one.settled]
    verdicts = [
        _in_family(found, place, written, one, settled, evidence, span, text) for one in settled
    ]
    gone = [
        one for one in evidence.families.values()
        if one.output == family.output and one not in settled and _in_all_others(one, found, place)
    ]  # fmt: skip
    if gone and len(settled) > 1:
        one, other = gone[0].first, gone[0].second
        fault = Found(written.span, "missing-term", "", f"{one}·{other}",
                      f"The terms of {one} with {other} are missing.")  # fmt: skip
        verdicts.append(Judged(span, "refuted", f"This is not {label}.", (fault,)))
    return together(verdicts)


def together(verdicts: list[Judged]) -> Judged:
    """The verdict on a line from those on its parts."""
    verdict = overall(one.verdict for one in verdicts)
    chosen = next(one for one in verdicts if one.verdict == verdict)
    faults = dict.fromkeys(fault for one in verdicts for fault in one.found)
    return chosen._replace(found=tuple(faults))


def _in_all_others(family: Family, found: Equation, place: int) -> bool:
    """Whether all other lines of an output have terms of a family, two at least."""
    lines = [eq for eq, where, _ in family.by_line if eq is not found or where != place]
    return family.settled and family.foreign is None and len(lines) >= max(2, family.siblings - 1)


def _in_family(
    found: Equation, place: int, written: Side, family: Family, settled: list[Family],
    evidence: Evidence, span: s.Span, text: str,
) -> Judged:  # fmt: skip
    """A side beside the law of one family, where others may have terms in it too."""
    at = found.at
    assert at is not None
    label = text[slice(*found.left.span)]
    if family.foreign:
        stray_name = foreign_name(written, family, text) or foreign_output(found, family, text)
        if stray_name is not None:
            return Judged(span, "refuted", f"This is not {label}.", (stray_name,))
        return Judged(span, "undecided", "Which operation this belongs to cannot be told.")
    triples = next(
        (one for eq, where, one in family.by_line if eq is found and where == place), []
    )
    law = _law_for(family, triples)
    if law is None:
        return Judged(span, "undecided", "No relation is found that these terms obey.")
    if law.source == "formula" and not family.stated:
        return Judged(span, "undecided", "The formula and the worked lines disagree.")
    if law.source == "inferred" and _open(law, at, family):
        return Judged(span, "undecided", "The indices can be read in several ways that differ.")
    holding = sum(law.holds(t) for t in triples)
    enough = family.evidence > 0 or law.source == "formula"
    total = family.total
    if not triples:
        return Judged(span, "undecided", "No term of this side is a product of two elements.")
    beside = [{one.first, one.second} for one in settled if one is not family]
    strange = [
        term
        for term in strange_terms(written, family, evidence, found)
        if {name for name, _ in evidence.elements_of(term, found.numbers)} not in beside
    ]
    for term in strange:
        names = frozenset(name for name, _ in evidence.elements_of(term, found.numbers))
        stray = evidence.families.get((found.left.name, names))
        if stray is not None and stray.foreign is family and holding == len(triples):
            placed = strange_factor([term], written, at, law, found, evidence, text)
            if placed is not None or beside:
                continue
            alien = foreign_name(Side((term,), (), term.span), stray, text)
            if alien is not None:
                return Judged(span, "refuted", f"This is not {label}.", (alien,))
    if strange and holding == len(triples) and len(family.triples) >= 3:
        misplaced = strange_factor(strange, written, at, law, found, evidence, text)
        if misplaced is not None:
            return Judged(span, "refuted", f"This is not {label}.", (misplaced,))
    if holding < len(triples):
        inliers = total / len(family.triples)
        elsewhere = other_output(found, law, triples, family)
        if elsewhere is not None:
            other = f"{law.output}[{','.join(map(str, elsewhere))}]"
            word = text[slice(*written.span)]
            one = Found(span, "wrong-output", word, "",
                        f"The other lines make this {other}, not {label}.")  # fmt: skip
            return Judged(span, "refuted", f"This is not {label}.", (one,))
        if (inliers < SURE or total < 3) and law.source != "formula":
            return Judged(span, "undecided", "The terms do not agree on one relation.")
        return wrong_terms(found, written, law, at, span, text, label)
    backward = judge_backward(found, triples, family, evidence, span, text)
    if backward is not None:
        return backward
    local = with_numbers(law, found.numbers)
    if len(settled) > 1:
        local.boxes = own_boxes(family, law)
    gap = missing_term(found, written, at, local, family, text)
    if gap is not None:
        return Judged(span, "refuted", f"This is not {label}.", (gap,))
    odd = odd_terms(written, evidence, found)
    if odd is not None or strange:
        return Judged(span, "undecided", odd or "A term belongs to none of the sums.")
    faults = coefficient_faults(found, written, at, local, text)
    faults += other_bias(found, place, written, family, evidence, text)
    if faults:
        return Judged(span, "refuted", f"This is not {label}.", tuple(faults))
    if unlike_bias(found, place, family, evidence):
        return Judged(span, "undecided", "Some lines add something that the others do not.")
    if _twice(found, place, family):
        return Judged(span, "undecided", f"{label} is given twice, and differently.")
    if not enough:
        return Judged(span, "undecided", "One line alone does not show what is meant.")
    return Judged(span, "proved", f"This is {label}.")


def _law_for(family: Family, triples: list[Triple]) -> Law | None:
    """The law of a family that explains the most of a line; definitions before others."""
    if not family.laws:
        return None
    return max(
        family.laws,
        key=lambda law: (sum(law.holds(t) for t in triples), law is family.laws[0]),
    )


def own_boxes(family: Family, law: Law) -> dict[str, Box]:
    """The boxes that the terms of one family fill; others may use other parts of an array."""
    found: dict[str, Box] = {}
    for place, array in ((1, law.first), (2, law.second)):
        cells = [
            cell
            for triple in family.triples
            if law.holds(triple) and (cell := numbers_in(triple[place])) is not None
        ]
        if cells:
            ends = [(min(values), max(values)) for values in zip(*cells)]
            found[array] = tuple(ends)
    return found


def _open(law: Law, at: tuple[int, ...], family: Family) -> bool:
    """Whether another reading of the indices gives this output other terms."""
    try:
        wanted = set(law.partners(at))
        return any(set(rival.partners(at)) != wanted for rival in family.rivals)
    except TooLarge:
        return True


def wrong_terms(
    found: Equation, written: Side, law: Law, at: tuple[int, ...], span: s.Span, text: str,
    label: str,
) -> Judged:  # fmt: skip
    """A side with terms that break the law: which, and what is expected."""
    local = with_numbers(law, found.numbers)
    faults = [
        one for one in diagnose.terms(written, at, local, text) if one.kind != "missing-term"
    ]
    if not faults:
        faults = diagnose.terms(written, at, local, text)
    try:
        value = expand(written, local, found.numbers)
        plain = local.first in local.boxes and len(local.ties) == len(at)
        names = explaining(local, at, value) if plain else ()
    except (Unbound, TooLarge):
        names = ()
    if not faults:
        word = text[slice(*written.span)]
        faults = [Found(written.span, "wrong-index", word, "", "A term breaks the relation.")]
    return Judged(span, "refuted", f"This is not {label}.",
                  tuple(one._replace(consistent_with=names) for one in faults))  # fmt: skip


def odd_terms(written: Side, evidence: Evidence, found: Equation) -> str | None:
    """Why a side holds more than products and a bias: then it is not proved."""
    for term in written.terms:
        if len(evidence.elements_of(term, found.numbers)) == 2:
            plain = [factor for factor in term.factors if factor.indices is None]
            extra = [factor for factor in plain if factor.name not in evidence.letters]
            if extra:
                return f"The factor {extra[0].name} is not explained."
            continue
        if term.factors and all(
            f.indices is None or len(term.factors) == 1 for f in term.factors
        ) and len(term.factors) == 1:
            continue
        if not term.factors and term.coefficient == 0:
            continue
        return "A term is no product of two elements."
    return None


def coefficient_faults(
    found: Equation, written: Side, at: tuple[int, ...], law: Law, text: str
) -> list[Found]:
    """Terms that stand twice, or have a sign or a number that the others have not."""
    faults = []
    seen = set()
    coefficients = [
        term.coefficient for term in written.terms if len(term.factors) >= 2
    ]
    usual = max(set(coefficients), key=coefficients.count) if coefficients else 1
    for term in written.terms:
        match = diagnose._match(term, at, law, {})
        if match is None or match.first is None or match.second is None:
            continue
        pair = (match.first, match.second)
        word = text[slice(*term.span)]
        if pair in seen:
            faults.append(Found(term.span, "duplicate-term", word, "",
                                f"The term {word} stands twice."))  # fmt: skip
        seen.add(pair)
        if term.coefficient != usual or usual not in (1,):
            if term.coefficient == 1:
                continue
            kind = "wrong-sign" if term.coefficient == -1 else "wrong-coefficient"
            faults.append(Found(term.span, kind, word, "",
                                "The other terms have no such sign or number."))  # fmt: skip
    return faults


def _twice(found: Equation, place: int, family: Family) -> bool:
    """Whether the same output has another right-hand side under the same law."""
    mine = next((set(t) for eq, p, t in family.by_line if eq is found and p == place), set())
    for eq, _, triples in family.by_line:
        if eq is found or eq.at != found.at or eq.numbers != found.numbers:
            continue
        if set(triples) != mine and len(family.laws) < 2:
            return True
    return False
