"""Judging equations whose problem is found out: each side against its family's law."""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify.definitions import judge_definition
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound
from symconv.verify.gather import STARS, Equation, general
from symconv.verify.indexed import number
from symconv.verify.infer import Evidence
from symconv.verify.judged import Judged, hole, reason_of, span_of, unread
from symconv.verify.neighbours import alike, arrays_of, has_infinite, strange_to_sum
from symconv.verify.numbers import judge_numbers
from symconv.verify.worked import judge_worked
from symconv.verify.written import Side


def inferred_equation(found: Equation, evidence: Evidence, text: str) -> list[Judged]:
    """Every side of an equation whose problem was found out from the document."""
    judged: list[Judged] = []
    clash = _condition_clash(found, text)
    if clash is not None:
        return [clash]
    wrong = False
    previous: Side | None = None
    for place, written in enumerate(found.sides):
        span = span_of(found.chain, place)
        node = found.chain.sides[place + 1]
        if written is None:
            missing = unread(node)
            if missing is not None:
                judged.append(hole(missing, text))
            elif _whole_arrays(node):
                judged.append(Judged(span, "proved", "This names the operation on whole arrays."))
            else:
                judged.append(
                    Judged(span, "undecided", f"This side is not checked: {reason_of(node)}.")
                )
            previous = None
            continue
        if place in found.operators:
            judged.append(_operator(found, evidence, span))
            continue
        if general(written):
            verdict = judge_definition(found, place, written, evidence, span, text)
        elif written.numeric:
            verdict = judge_numbers(found, written, previous, evidence, span, text)
        else:
            verdict = judge_worked(found, place, written, evidence, span, text)
        if verdict.verdict == "refuted" and wrong and not verdict.found:
            carried = Found(span, "carried-forward", text[slice(*written.span)], "",
                            "This follows from the line above, which is wrong.")  # fmt: skip
            verdict = verdict._replace(found=(carried,))
        wrong = wrong or verdict.verdict == "refuted"
        if verdict.verdict == "undecided" and _repeats(found, previous, written):
            verdict = Judged(span, "proved", "It equals the side before it.")
            if judged and judged[-1].verdict == "undecided":
                judged[-1] = Judged(judged[-1].span, "proved", "It equals the side after it.")
        if verdict.verdict == "undecided" and previous is not None:
            strange = strange_to_sum(found.numbers, previous, written, text)
            if strange:
                says = "It does not equal the sum before it."
                verdict = Judged(span, "refuted", says, tuple(strange))
                wrong = True
        judged.append(verdict)
        previous = written
    return judged


def _whole_arrays(node: s.Node) -> bool:
    """Whether arrays that are named or written out are multiplied as a whole."""
    return (
        isinstance(node, s.Product)
        and all(sign.partition("_")[0] in STARS for sign in node.signs)
        and any(isinstance(factor, (s.Matrix, s.Listing)) for factor in node.factors)
        and all(isinstance(factor, (s.Matrix, s.Listing, s.Name)) for factor in node.factors)
    )


def _condition_clash(found: Equation, text: str) -> Judged | None:
    """``n=1 & y[0] = …``: a condition beside the line that names another output."""
    if found.at is None or len(found.at) != 1 or found.numbers:
        return None
    for condition in found.chain.conditions:
        if [relation.sign for relation in condition.relations] != ["="]:
            continue
        letter, value = condition.sides[0], number(condition.sides[1])
        if isinstance(letter, s.Name) and value is not None and value != found.at[0]:
            span = found.left.span
            word, shown = text[slice(*span)], text[slice(*condition.span)]
            fault = Found(span, "wrong-output", word, "", f"The condition says {shown}.")
            return Judged(span, "refuted", "The line and its condition disagree.", (fault,))
    return None


def _repeats(found: Equation, previous: Side | None, written: Side) -> bool:
    """Whether a side with sum signs equals the one before it, where both can be written out."""
    if previous is None or previous.numeric or previous.dots or written.dots:
        return False
    if not (general(written) or general(previous)) or arrays_of(previous) != arrays_of(written):
        return False
    if has_infinite(previous) or has_infinite(written) or not found.numbers:
        return False
    try:
        return alike(previous, written, found.numbers, {})
    except (Unbound, TooLarge):
        return False


def _operator(found: Equation, evidence: Evidence, span: s.Span) -> Judged:
    """A side that names the operation. The order of the arrays matters unless one is flipped."""
    flipped = True
    for family in evidence.families.values():
        if family.output == found.left.name and family.laws:
            tie = family.laws[0].ties[0]
            first, second = (family.laws[0].numeric(value) for value in (tie.first, tie.second))
            flipped = first is None or second is None or first * second > 0
    if flipped or len(found.operators) == 1:
        return Judged(span, "proved", "This names the operation.")
    return Judged(span, "undecided", "Cross-correlation depends on the order of its arrays.")
