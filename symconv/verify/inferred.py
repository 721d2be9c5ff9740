"""Judging equations whose problem is found out: each side against its family's law."""

from __future__ import annotations

import re
from itertools import product

from symconv.read import syntax as s
from symconv.verify import diagnose
from symconv.verify.chain_rule import chained, local_derivative
from symconv.verify.define import Definition, define
from symconv.verify.diagnose import Found
from symconv.verify.dots import gap_between
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.fit import Tie, Triple
from symconv.verify.gather import Equation, general, operands
from symconv.verify.infer import Evidence, Family
from symconv.verify.judged import Judged, hole, reason_of, span_of, unread
from symconv.verify.law import Box, Law, with_numbers
from symconv.verify.misconceptions import explaining
from symconv.verify.numbers import judge_numbers
from symconv.verify.written import Factor, Side, Term, entry_letters

SURE = 0.7


def inferred_equation(found: Equation, evidence: Evidence, text: str) -> list[Judged]:
    """Every side of an equation whose problem was found out from the document."""
    judged: list[Judged] = []
    wrong = False
    previous: Side | None = None
    for place, written in enumerate(found.sides):
        span = span_of(found.chain, place)
        node = found.chain.sides[place + 1]
        if written is None:
            missing = unread(node)
            if missing is not None:
                judged.append(hole(missing, text))
            else:
                judged.append(
                    Judged(span, "undecided", f"This side is not checked: {reason_of(node)}.")
                )
            previous = None
            continue
        if place in found.operators:
            judged.append(_operator(found, node, evidence, span))
            continue
        if general(written):
            verdict = _definition(found, place, written, evidence, span, text)
        elif written.numeric:
            verdict = judge_numbers(found, written, previous, evidence, span, text)
        else:
            verdict = _worked(found, place, written, evidence, span, text)
        if verdict.verdict == "refuted" and wrong and not verdict.found:
            carried = Found(span, "carried-forward", text[slice(*written.span)], "",
                            "This follows from the line above, which is wrong.")  # fmt: skip
            verdict = verdict._replace(found=(carried,))
        wrong = wrong or verdict.verdict == "refuted"
        if verdict.verdict == "undecided" and _repeats(found, previous, written):
            verdict = Judged(span, "proved", "It equals the side before it.")
            if judged and judged[-1].verdict == "undecided":
                judged[-1] = Judged(judged[-1].span, "proved", "It equals the side after it.")
        judged.append(verdict)
        previous = written
    return judged


def _repeats(found: Equation, previous: Side | None, written: Side) -> bool:
    """Whether a side with sum signs equals the one before it, where both can be written out."""
    if previous is None or previous.numeric or previous.dots or written.dots:
        return False
    if not (general(written) or general(previous)) or _arrays(previous) != _arrays(written):
        return False
    if _infinite(previous) or _infinite(written) or not found.numbers:
        return False
    try:
        return _alike(previous, written, found.numbers, {})
    except (Unbound, TooLarge):
        return False


def _operator(found: Equation, node: s.Node, evidence: Evidence, span: s.Span) -> Judged:
    """A side that names the operation. The order of the arrays matters unless one is flipped."""
    flipped = True
    for family in evidence.families.values():
        if family.output == found.left.name and family.laws:
            tie = family.laws[0].ties[0]
            first, second = (family.laws[0].numeric(value) for value in (tie.first, tie.second))
            flipped = first is None or second is None or first * second > 0
    del node
    if flipped or len(found.operators) == 1:
        return Judged(span, "proved", "This names the operation.")
    return Judged(span, "undecided", "Cross-correlation depends on the order of its arrays.")


def _family(found: Equation, written: Side, evidence: Evidence) -> Family | None:
    counts: dict[int, int] = {}
    families = {}
    for term in written.terms:
        names = {name for name, _ in evidence.elements_of(term, found.numbers)}
        if term.scopes:
            names = {factor.name for factor in term.factors if factor.indices is not None}
        family = evidence.families.get((found.left.name, frozenset(names)))
        if family is not None:
            families[id(family)] = family
            counts[id(family)] = counts.get(id(family), 0) + 1
    if not counts:
        return None
    return families[max(counts, key=lambda key: counts[key])]


def _definition(
    found: Equation, place: int, written: Side, evidence: Evidence, span: s.Span, text: str
) -> Judged:
    """A general formula: sound by itself, equal to its neighbours, and to the worked lines."""
    made = define(found.left, written, evidence.parameters, text)
    if made is None:
        return Judged(span, "undecided", "This formula is no sum of products of two arrays.")
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
        shared = _arrays(before) & _arrays(written)
        if shared and _arrays(before) != _arrays(written):
            return Judged(span, "undecided", "The sides speak of different arrays.")
    clash, doubtful = _unlike_neighbour(found, place, written, evidence, text)
    if doubtful:
        return Judged(span, "undecided", "It equals the side before it only where the arrays are "
                      "zero outside these bounds.")  # fmt: skip
    if clash is not None:
        return Judged(span, "refuted", "It does not equal the side before it.", (clash,))
    family = _family(found, written, evidence)
    if family is not None and family.foreign:
        one = _foreign_name(written, family, text)
        if one is not None:
            return Judged(span, "refuted", "The worked lines use another array.", (one,))
    if family is not None and family.triples:
        return _against_lines(found, made, family, evidence, span, text)
    if family is not None and _rivals(family, evidence):
        return Judged(span, "undecided", "Two formulas in this text define the same output "
                      "differently, and no worked line tells which is meant.")  # fmt: skip
    if made.uneven:
        return Judged(span, "undecided", "The formula is sound, but treats its axes differently.")
    if found.left.name.startswith("(") and not _sign_agrees(found, made):
        return Judged(span, "undecided", "The formula is sound, but which operation its sign "
                      "stands for is not stated.")  # fmt: skip
    return Judged(span, "proved", f"This is a sound definition: {words_for(made)}.")


def _label_fault(found: Equation, made: Definition, text: str) -> Found | None:
    """``(f*g)[n]`` must name the two arrays that are multiplied."""
    nodes = [(found.chain.sides[0], found.left.span)]
    nodes += [(found.chain.sides[place + 1], found.chain.sides[place + 1].span)
              for place in sorted(found.operators)]  # fmt: skip
    for node, span in nodes:
        names = operands(node)
        if names is None or not made.first:
            continue
        if set(names) != {made.first, made.second}:
            word = text[slice(*span)]
            return Found(span, "wrong-index", word, "",
                         f"{word} names other arrays than {made.first} and {made.second}.")  # fmt: skip
    return None


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
        evidence._oriented(stated.definition, family)
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


def _unlike_neighbour(
    found: Equation, place: int, written: Side, evidence: Evidence, text: str
) -> tuple[Found | None, bool]:
    """A finding where a general side does not equal the side before it, and whether it may.

    Sides that speak of different arrays are not compared: one may define the other.
    """
    before = found.sides[place - 1] if place > 0 else None
    if before is None or before.dots or _arrays(before) != _arrays(written):
        return None, False
    doubtful = False
    for size, start in ((2, 1), (3, 5), (4, 2)):
        letters = sorted(evidence.parameters)
        numbers = {letter: size + k for k, letter in enumerate(letters)}
        if general(before):
            numbers.update({m: start + k for k, m in enumerate(sorted(found.numbers))})
        else:
            numbers.update(found.numbers)
        try:
            if _alike(before, written, numbers, _test_boxes(before, written)):
                continue
            causal = _boxes_from_zero(before, written, size)
            if general(before) and not _infinite(written) and _alike(before, written, numbers, causal):
                doubtful = True
                continue
        except Unbound as error:
            word = text[slice(*error.factor.span)]
            fault = Found(error.factor.span, "free-index", word, "",
                          f"The index {error.letter} is bound nowhere.")  # fmt: skip
            return fault, False
        except TooLarge:
            return None, False
        return _why_unlike(before, written, text), False
    return None, doubtful


def _alike(
    before: Side, written: Side, numbers: dict[str, int], boxes: dict[str, Box]
) -> bool:
    law = Law("", "", "", (), boxes, "formula")
    return expand(before, law, numbers) == expand(written, law, numbers)


def _arrays(written: Side) -> set[str]:
    return {f.name for term in written.terms for f in term.factors if f.indices is not None}


def _boxes_from_zero(before: Side, written: Side, size: int) -> dict[str, Box]:
    """Supports from 0 on, as long as the sums: what a causal signal has."""
    return {
        factor.name: ((0, size - 1),) * len(factor.indices)
        for term in (*before.terms, *written.terms)
        for factor in term.factors
        if factor.indices is not None
    }


def _infinite(written: Side) -> bool:
    return any(
        limit.lower is None or limit.upper is None
        for term in written.terms
        for limit in term.bound
        if limit.values is None
    ) or any(scope.ties for term in written.terms for scope in term.scopes)


def _test_boxes(before: Side, written: Side) -> dict[str, Box]:
    """Supports to compare two sums under: none for finite ones, lopsided ones for infinite."""
    if not _infinite(before) and not _infinite(written):
        return {}
    boxes: dict[str, Box] = {}
    shapes = ((-2, 3), (-1, 2), (0, 4), (-3, 1))
    low = 0 if _infinite(before) != _infinite(written) or _tied(before) else None
    for term in (*before.terms, *written.terms):
        for factor in term.factors:
            if factor.indices is not None and factor.name not in boxes:
                first, last = shapes[len(boxes) % len(shapes)]
                first = first if low is None else low
                boxes[factor.name] = ((first, last),) * len(factor.indices)
    return boxes


def _tied(written: Side) -> bool:
    return any(scope.ties for term in written.terms for scope in term.scopes)


def _why_unlike(before: Side, written: Side, text: str) -> Found:
    if not written.terms or not before.terms:
        word = text[slice(*written.span)]
        return Found(written.span, "not-equal", word, "", "It is not the side before it.")
    term = written.terms[0]
    old = before.terms[0]
    word = text[slice(*written.span)]
    new_indices = [factor.indices for factor in term.factors]
    if new_indices != [factor.indices for factor in old.factors] and term.bound:
        limit = term.bound[0]
        if [(one.lower, one.upper) for one in term.bound] == [
            (one.lower, one.upper) for one in old.bound
        ]:
            return Found(limit.span, "wrong-bounds", text[slice(*limit.span)], "",
                         "The variable was changed, but not the bounds of the sum.")  # fmt: skip
    return Found(written.span, "not-equal", word, "", "This does not equal the side before it.")


def _against_lines(
    found: Equation, made: Definition, family: Family, evidence: Evidence, span: s.Span, text: str
) -> Judged:
    """A definition beside worked lines: they must obey it, or most of them refute it."""
    ties = evidence._oriented(made, family)
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
        evidence._solve_parameters(law, family)
    agreeing = sum(all(law.holds(t) for t in triples) for _, _, triples in family.by_line)
    share = sum(law.holds(t) for t in family.triples) / len(family.triples)
    best = family.laws[0]
    lines = sum(all(best.holds(t) for t in triples) for _, _, triples in family.by_line)
    if share >= SURE or agreeing * 2 > len(family.by_line) or (agreeing and agreeing >= lines):
        return Judged(span, "proved", f"The worked lines obey it: {words_for(made)}.")
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
        one = Found(span, "wrong-index", word, "",
                    "The worked lines below agree with each other, but not with this formula.")  # fmt: skip
        return Judged(span, "refuted", "The worked lines contradict it.", (one,))
    return Judged(span, "undecided", "A worked line contradicts this formula.")


def _exchanged(ties: tuple[Tie, ...], others: tuple[Tie, ...]) -> bool:
    """Whether two laws are the same but for which axes go together."""
    plain = [[tie._replace(axes=(0, 0, 0)) for tie in group] for group in (ties, others)]
    return ties != others and all(tie in plain[1] for tie in plain[0])


def _law_for(family: Family, triples: list[Triple]) -> Law | None:
    """The law of a family that explains the most of a line; definitions before others."""
    if not family.laws:
        return None
    return max(
        family.laws,
        key=lambda law: (sum(law.holds(t) for t in triples), law is family.laws[0]),
    )


def _worked(
    found: Equation, place: int, written: Side, evidence: Evidence, span: s.Span, text: str
) -> Judged:
    """A side of written-out terms."""
    at = found.at
    for special in (
        chained(found, written, span, text),
        local_derivative(found, written, evidence, span, text),
    ):
        if special is not None:
            return special
    family = _family(found, written, evidence)
    label = text[slice(*found.left.span)]
    loose = _loose(written, found)
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
    if at is None or family is None:
        return Judged(span, "undecided", "Which operation this belongs to cannot be told.")
    if family.foreign:
        one = _foreign_name(written, family, text) or _foreign_output(found, family, text)
        if one is not None:
            return Judged(span, "refuted", f"This is not {label}.", (one,))
        return Judged(span, "undecided", "Which operation this belongs to cannot be told.")
    triples = next(
        (one for eq, where, one in family.by_line if eq is found and where == place), []
    )
    law = _law_for(family, triples)
    if law is None:
        return Judged(span, "undecided", "No relation is found that these terms obey.")
    if law.source == "formula" and not _formula_wins(family, law):
        return Judged(span, "undecided", "The formula and the worked lines disagree.")
    holding = sum(law.holds(t) for t in triples)
    enough = family.evidence > 0 or law.source == "formula"
    total = sum(any(one.holds(t) for one in family.laws) for t in family.triples)
    if not triples:
        return Judged(span, "undecided", "No term of this side is a product of two elements.")
    strange = _strange(written, family, evidence, found)
    for term in strange:
        names = frozenset(name for name, _ in evidence.elements_of(term, found.numbers))
        stray = evidence.families.get((found.left.name, names))
        if stray is not None and stray.foreign is family and holding == len(triples):
            one = _foreign_name(Side((term,), (), term.span), stray, text)
            if one is not None:
                return Judged(span, "refuted", f"This is not {label}.", (one,))
    if strange and holding == len(triples) and len(family.triples) >= 3:
        fault = _stranger(strange, written, at, law, found, evidence, text)
        if fault is not None:
            return Judged(span, "refuted", f"This is not {label}.", (fault,))
    if holding < len(triples):
        inliers = total / len(family.triples)
        elsewhere = _other_output(found, law, triples, family)
        if elsewhere is not None:
            other = f"{law.output}[{','.join(map(str, elsewhere))}]"
            word = text[slice(*written.span)]
            one = Found(span, "wrong-output", word, "",
                        f"The other lines make this {other}, not {label}.")  # fmt: skip
            return Judged(span, "refuted", f"This is not {label}.", (one,))
        if (inliers < SURE or total < 3) and law.source != "formula":
            return Judged(span, "undecided", "The terms do not agree on one relation.")
        return _wrong(found, written, law, at, span, text, label)
    local = with_numbers(law, found.numbers)
    gap = _complete(found, written, at, local, family, text)
    if gap is not None:
        return Judged(span, "refuted", f"This is not {label}.", (gap,))
    odd = _odd_terms(written, evidence, found)
    if odd is not None:
        return Judged(span, "undecided", odd)
    faults = _coefficients(found, written, at, local, text)
    faults += _bias(found, place, written, family, evidence, text)
    if faults:
        return Judged(span, "refuted", f"This is not {label}.", tuple(faults))
    if _twice(found, place, family):
        return Judged(span, "undecided", f"{label} is given twice, and differently.")
    if not enough:
        return Judged(span, "undecided", "One line alone does not show what is meant.")
    return Judged(span, "proved", f"This is {label}.")


def _other_output(
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


def _foreign_name(written: Side, family: Family, text: str) -> Found | None:
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
                return Found(factor.span, "wrong-index", word, expected,
                             f"Elsewhere {expected} stands where {factor.name} stands here.")  # fmt: skip
    return None


def _foreign_output(found: Equation, family: Family, text: str) -> Found | None:
    home = family.foreign
    assert home is not None
    if found.left.name == home.output:
        return None
    word = text[slice(*found.left.span)]
    return Found(found.left.span, "wrong-output", word, home.output,
                 f"Elsewhere the output is called {home.output}.")  # fmt: skip


def _bias(
    found: Equation, place: int, written: Side, family: Family, evidence: Evidence, text: str
) -> list[Found]:
    """Terms beside the products that the other lines of the family do not have."""
    counts: dict[tuple[object, ...], int] = {}
    mine: tuple[object, ...] = ()
    for eq, where, _ in family.by_line:
        side_ = eq.sides[where]
        if side_ is None or general(side_):
            continue
        extra = tuple(
            (term.coefficient, tuple(f.name for f in term.factors))
            for term in side_.terms
            if len(evidence.elements_of(term, eq.numbers)) < 2
        )
        counts[extra] = counts.get(extra, 0) + 1
        if eq is found and where == place:
            mine = extra
    usual = max(counts, key=lambda key: counts[key], default=())
    if mine == usual or counts.get(usual, 0) < 2 or counts.get(mine, 0) > 1:
        return []
    where_ = next(
        (t.span for t in written.terms if len(evidence.elements_of(t, found.numbers)) < 2),
        written.span,
    )
    word = text[slice(*where_)]
    return [Found(where_, "wrong-entry", word, "", "The other lines add something else here.")]


def _loose(written: Side, found: Equation) -> tuple[Factor, str] | None:
    """A factor with a letter in its index that neither the left side nor a sum sign binds."""
    for term in written.terms:
        for factor in term.factors:
            for entry in factor.indices or ():
                letters = entry_letters(entry) - found.numbers.keys()
                if letters:
                    return factor, min(letters)
    return None


def _strange(
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


def _stranger(
    strange: list[Term], written: Side, at: tuple[int, ...], law: Law, found: Equation,
    evidence: Evidence, text: str,
) -> Found | None:  # fmt: skip
    """The factor of a strange term that is not the element which is missing."""
    local = with_numbers(law, found.numbers)
    there = _written_pairs(written, local, found)
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


def _formula_wins(family: Family, law: Law) -> bool:
    return bool(family.stated)


def _wrong(
    found: Equation, written: Side, law: Law, at: tuple[int, ...], span: s.Span, text: str,
    label: str,
) -> Judged:  # fmt: skip
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


def _complete(
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


def _written_pairs(
    written: Side, law: Law, found: Equation
) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    pairs = set()
    for term in written.terms:
        match = diagnose._match(term, found.at or (), law, {})
        if match is not None and match.first is not None and match.second is not None:
            pairs.add((match.first, match.second))
    return pairs


def _missing(
    written: Side, at: tuple[int, ...], law: Law, found: Equation, family: Family
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    there = _written_pairs(written, law, found)
    for earlier in found.sides:
        if earlier is written:
            break
        if earlier is not None and not general(earlier) and not earlier.numeric:
            whole = _written_pairs(earlier, law, found)
            if there < whole and _zero_outside(whole - there, law, family):
                return None
    lacking = [
        pair for pair in law.partners(at) if pair not in there and diagnose._counts(pair, law)
    ]
    if not lacking:
        return None
    full = 0
    for eq, _, triples in family.by_line:
        if eq.at is None or any(side_ is not None and side_.dots for side_ in eq.sides):
            continue
        own = {(t.first, t.second) for t in triples}
        turned = {(t.second, t.first) for t in triples}
        local = with_numbers(law, eq.numbers)
        wanted = set(local.partners(eq.at))
        full += wanted <= own or wanted <= turned
    others = len(family.by_line) - 1
    touched = len(there) >= 3 and len(lacking) <= max(1, len(there) // 3)
    if full >= max(1, others * 0.6) or (others == 0 and touched):
        return lacking[0]
    return None


def _zero_outside(
    dropped: set[tuple[tuple[int, ...], tuple[int, ...]]], law: Law, family: Family
) -> bool:
    """Whether terms that a chain drops all lie outside a smaller box of the first array."""
    gone = {first for first, _ in dropped}
    kept = {t.first for t in family.triples} - gone
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


def _odd_terms(written: Side, evidence: Evidence, found: Equation) -> str | None:
    """Why a side holds more than products and a bias: then it is not proved."""
    for term in written.terms:
        if len(evidence.elements_of(term, found.numbers)) == 2:
            extra = [f for f in term.factors if f.indices is None and f.name not in evidence.letters]
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


def _coefficients(
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
