"""Judging equations under a stated problem: every side against the derived output."""

from __future__ import annotations

from symconv.derive.supports import support
from symconv.model.index import substitute
from symconv.model.line import counted
from symconv.read import syntax as s
from symconv.verify import diagnose
from symconv.verify.astray import astray
from symconv.verify.conjugates import unlike
from symconv.verify.diagnose import Found
from symconv.verify.dots import left_out
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.gather import Equation, general, operands
from symconv.verify.general import stated_general, unbound
from symconv.verify.judged import Judged, reason_of, span_of, unread
from symconv.verify.law import Law, Polynomial
from symconv.verify.misconceptions import explaining
from symconv.verify.naming import named_faults, operator_side
from symconv.verify.numbers import constant, rounded, total_fault
from symconv.verify.spelling import spelled
from symconv.verify.sums import sum_faults
from symconv.verify.totals import slips
from symconv.verify.written import Side

STARS = ("*", r"\ast", "∗", "⋆", r"\star")


def stated_equation(
    found: Equation, laws: list[Law], text: str, rough: frozenset[int] = frozenset()
) -> list[Judged]:
    """Every side of an equation about an output of a stated problem.

    ``rough`` are the sides that are said to be equal nearly, not exactly.
    """
    judged: list[Judged] = []
    wrong: Polynomial | None = None
    for place, written in enumerate(found.sides):
        span = span_of(found.chain, place)
        node = found.chain.sides[place + 1]
        if written is None:
            judged.append(_no_terms(node, span, laws[0]))
            continue
        written = spelled(written, laws[0])
        if any(factor.name[:1] == "(" for term in written.terms for factor in term.factors):
            judged.append(_named(node, written, found, laws[0], span))
            continue
        conjugates = unlike(written, found.left.indices, laws[0], text)
        if conjugates:
            judged.append(Judged(span, "refuted", "The conjugates are others.", conjugates))
            wrong = wrong or _polynomial(written, laws[0], found.numbers)
            continue
        verdict = _stated_side(found, written, laws, wrong, span, text, place in rough)
        if verdict.verdict == "refuted" and _may_be_named(found, written, place, laws[0]):
            verdict = Judged(span, "proved", _names(laws[0]))
        judged.append(verdict)
        if verdict.verdict == "refuted" and wrong is None:
            wrong = _polynomial(written, laws[0], found.numbers)
    return judged


def _named(node: s.Node, written: Side, found: Equation, law: Law, span: s.Span) -> Judged:
    """A side with an operation by its sign, as ``(x*h)[m]``: it may name that of the problem."""
    names = operands(node) if isinstance(node, s.Access) else None
    indices = written.terms[0].factors[0].indices if written.terms[0].factors else None
    if names == (law.first, law.second) and indices == found.left.indices:
        return Judged(span, "proved", _names(law))
    return Judged(span, "undecided", "What the operation between its arrays is, is not stated.")


def _no_terms(node: s.Node, span: s.Span, law: Law) -> Judged:
    missing = unread(node)
    if missing is not None:
        return Judged(missing.span, "unread", missing.reason)
    return Judged(span, "undecided", f"This side is not checked: {reason_of(node)}.")


def _polynomial(written: Side, law: Law, numbers: dict[str, int]) -> Polynomial | None:
    try:
        return expand(written, law, {**law.numbers, **numbers})
    except (Unbound, TooLarge):
        return None


def _names(law: Law) -> str:
    return f"This names the operation on {law.first} and {law.second}."


def _stated_side(
    found: Equation, written: Side, laws: list[Law], wrong: Polynomial | None, span: s.Span,
    text: str, rough: bool,
) -> Judged:  # fmt: skip
    law = laws[0]
    if found.numbers and operator_side(written, law, found.left.indices or ()):
        return Judged(span, "proved", _names(law))
    faults = named_faults(written, law, found.left.indices or (), text) if found.numbers else []
    if faults:
        return Judged(span, "refuted", "This is not the operation that was stated.", tuple(faults))
    if found.numbers:
        return stated_general(found, written, laws, span, text)
    if found.at is None:
        return Judged(span, "undecided", "The index on the left is not a number.")
    return _stated_at(found, written, law, found.at, wrong, span, text, rough)


def _stated_at(
    found: Equation, written: Side, law: Law, at: tuple[int, ...], wrong: Polynomial | None,
    span: s.Span, text: str, rough: bool,
) -> Judged:  # fmt: skip
    if len(at) != law.ranks[0]:
        word = text[slice(*found.left.span)]
        has, axes = counted(len(at), "index", "indices"), counted(law.ranks[0], "axis", "axes")
        if law.links:
            axes = f"'s outputs {counted(law.ranks[0], 'index', 'indices')}"
            return Judged(span, "undecided", f"{word} has {has}, the problem{axes}.")
        return Judged(span, "undecided", f"{word} has {has}, the problem {axes}.")
    expected = law.expected(at)
    try:
        value = expand(written, law, law.numbers)
    except Unbound as error:
        return unbound(error, text, span)
    except TooLarge:
        return Judged(span, "undecided", "Writing this sum out would take too long.")
    label = f"{law.output}[{','.join(map(str, at))}]"
    outside = _not_valid(written, at, law, text)
    if outside:
        return Judged(span, "refuted", f"{label} is no valid output.", outside)
    if written.dots:
        return _dotted(written, at, law, span, text, label)
    if value == expected or rounded(value, expected, written, 0 if rough else 2):
        misquoted = slips(written, at, law, text) if written.numeric else []
        if misquoted:
            return Judged(span, "refuted", "The total is right, but a number is not.",
                          tuple(misquoted))  # fmt: skip
        strange = astray(written, at, law, text)
        if strange:
            says = f"This is {label} only because what does not belong to it is zero."
            return Judged(span, "refuted", says, tuple(strange))
        return Judged(span, "proved", f"This is {label}.")
    if written.numeric and constant(expected) is None:
        unknown = sorted({name for monomial in expected for name, cell in monomial if cell})
        says = f"The values of {' and '.join(unknown) or 'the entries'} are not stated."
        return Judged(span, "undecided", says)
    if wrong is not None and value == wrong:
        carried = Found(span, "carried-forward", text[slice(*written.span)], "",
                        "This follows from the line above, which is wrong.")  # fmt: skip
        return Judged(span, "refuted", "It follows from a wrong line.", (carried,))
    return Judged(
        span, "refuted", f"This is not {label}.",
        tuple(_differences(written, at, law, value, expected, text)),
    )  # fmt: skip


def _differences(
    written: Side, at: tuple[int, ...], law: Law, value: Polynomial, expected: Polynomial,
    text: str,
) -> list[Found]:  # fmt: skip
    names = explaining(law, at, value)
    other = None if written.numeric else diagnose.wrong_output(law, at, value)
    word = text[slice(*written.span)]
    if written.numeric:
        found = slips(written, at, law, text) or [total_fault(written, expected, text)]
    elif general(written):
        found = sum_faults(written, at, at, law, text)
    else:
        found = diagnose.terms(written, at, law, text)
    if other is not None:
        label = f"{law.output}[{','.join(map(str, other))}]"
        found = [
            Found(written.span, "wrong-output", word, _output_words(law, at),
                  f"This is {label}, not {law.output}[{','.join(map(str, at))}].")
        ]  # fmt: skip
    if not found:
        found = [Found(written.span, "not-equal", word, _output_words(law, at),
                       "The two sides are not equal.")]  # fmt: skip
    return [one._replace(consistent_with=names) for one in found]


def _output_words(law: Law, at: tuple[int, ...]) -> str:
    pairs = law.met(at)
    words = [
        f"{law.word_for((law.first, a))}·{law.word_for((law.second, b))}" for a, b in pairs[:12]
    ]
    return " + ".join(words) + (" + …" if len(pairs) > 12 else "")


def _dotted(
    written: Side, at: tuple[int, ...], law: Law, span: s.Span, text: str, label: str
) -> Judged:
    """A side with dots: what is written must be right, and only dots may leave terms out."""
    found = [
        one for one in diagnose.terms(written, at, law, text) if one.kind != "missing-term"
    ]
    if found:
        return Judged(span, "refuted", f"This is not {label}.", tuple(found))
    gap = left_out(written, at, law) if len(written.terms) > 1 else False
    if gap is True:
        return Judged(span, "proved", f"These are terms of {label}; the dots stand for the rest.")
    if gap is False:
        return Judged(span, "undecided", "What the dots stand for cannot be told.")
    words = f"{law.word_for((law.first, gap[0]))}·{law.word_for((law.second, gap[1]))}"
    one = Found(written.span, "missing-term", "", words,
                f"The term {words} is missing, and no dots stand for it.")  # fmt: skip
    return Judged(span, "refuted", f"This is not {label}.", (one,))


def _not_valid(
    written: Side, at: tuple[int, ...], law: Law, text: str
) -> tuple[Found, ...]:
    """Pixels outside the image that are counted, though only valid outputs were asked for."""
    problem = law.problem
    if problem is None or problem.output != "valid" or general(written):
        return ()
    for axis, value in enumerate(at[-problem.dimension :]):
        low, high = (substitute(end, law.numbers) for end in support(problem, axis))
        if not isinstance(low, int) or not isinstance(high, int) or not low <= value <= high:
            break
    else:
        return ()
    found = []
    for factor in (factor for term in written.terms for factor in term.factors):
        cell = tuple(entry for entry in factor.indices or () if isinstance(entry, int))
        if factor.name == law.first and law.inside(law.first, cell) is False:
            word = text[slice(*factor.span)]
            found.append(
                Found(factor.span, "outside-image", word, "",
                      f"{word} does not exist, so this is no valid output.")
            )  # fmt: skip
    return tuple(found)


def _may_be_named(found: Equation, written: Side, place: int, law: Law) -> bool:
    """Whether a side names the operation by its sign, as in ``y[1] = x[1] * h[1] = …``.

    It does where a right side follows, and where that sign is no product elsewhere.
    """
    if not found.at or place > 0 or len(found.sides) == 1:
        return False
    node, following = found.chain.sides[1], found.sides[1]
    if following is None or not operator_side(written, law, found.left.indices or ()):
        return False
    if not isinstance(node, s.Product) or node.signs[0] not in STARS:
        return False
    if any(node.signs[0] in _signs(other) for other in found.chain.sides[2:]):
        return False
    return _polynomial(spelled(following, law), law, {}) == law.expected(found.at)


def _signs(node: s.Node) -> set[str]:
    """The signs of multiplication in a sum of products."""
    if isinstance(node, s.Sum):
        return {sign for term in node.terms for sign in _signs(term)}
    if isinstance(node, s.Negative):
        return _signs(node.term)
    if isinstance(node, s.BigSum):
        return _signs(node.body)
    return set(node.signs) if isinstance(node, s.Product) else set()
