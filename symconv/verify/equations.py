"""Judging equations: every side of a chain against its output and against its neighbour."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from symconv.read import syntax as s
from symconv.verify import diagnose
from symconv.verify.define import Definition, define
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.fit import Triple
from symconv.verify.gather import Equation, general, pair_of
from symconv.verify.infer import Evidence, Family, read_off
from symconv.verify.law import Law, Polynomial
from symconv.verify.misconceptions import explaining
from symconv.verify.written import Exact, NotTerms, Side, side

SURE = 0.7


class Judged(NamedTuple):
    """A verdict on one side: where, what, in words, and what is wrong."""

    span: s.Span
    verdict: str
    says: str
    found: tuple[Found, ...] = ()


def span_of(chain: s.Chain, place: int) -> s.Span:
    """The span of side ``place + 1`` of a chain; the first one has the left side with it."""
    node = chain.sides[place + 1]
    start = chain.sides[0].span[0] if place == 0 else node.span[0]
    if start == node.span[0] or start < 0:
        start = node.span[0]
    return (min(start, node.span[0]), node.span[1])


def reason_of(node: s.Node) -> str:
    """Why a side is no sum of products."""
    try:
        side(node)
    except NotTerms as error:
        return str(error)
    return "it is not understood"


def unread(node: s.Node) -> s.Unread | None:
    """The first piece of a node that could not be read."""
    from symconv.read.walk import children

    if isinstance(node, s.Unread):
        return node
    for child in children(node):
        found = unread(child)
        if found is not None:
            return found
    return None


# -- a stated problem ---------------------------------------------------------------------


def stated_equation(found: Equation, laws: list[Law], text: str) -> list[Judged]:
    """Every side of an equation about an output of a stated problem."""
    judged: list[Judged] = []
    wrong: Polynomial | None = None
    previous: Side | None = None
    for place, written in enumerate(found.sides):
        span = span_of(found.chain, place)
        node = found.chain.sides[place + 1]
        if written is None:
            judged.append(_no_terms(node, span, laws[0]))
            continue
        verdict = _stated_side(found, written, laws, previous, wrong, span, text)
        judged.append(verdict)
        if verdict.verdict == "refuted" and wrong is None:
            wrong = _polynomial(written, laws[0], found.numbers)
        if not written.numeric:
            previous = written
        elif len(written.terms) > 1:
            previous = written
    return judged


def _no_terms(node: s.Node, span: s.Span, law: Law) -> Judged:
    hole = unread(node)
    if hole is not None:
        return Judged(hole.span, "unread", hole.reason)
    return Judged(span, "undecided", f"This side is not checked: {reason_of(node)}.")


def _polynomial(written: Side, law: Law, numbers: dict[str, int]) -> Polynomial | None:
    try:
        return expand(written, law, {**law.numbers, **numbers})
    except (Unbound, TooLarge):
        return None


def operator_side(written: Side, law: Law) -> bool:
    """Whether a side is the operation with its sign, ``x[m,n] * h[m,n]``."""
    if len(written.terms) != 1 or written.terms[0].scopes:
        return False
    term = written.terms[0]
    names = {factor.name for factor in term.factors}
    indices = {factor.indices for factor in term.factors}
    return len(term.factors) == 2 and names == {law.first, law.second} and len(indices) == 1


def _stated_side(
    found: Equation, written: Side, laws: list[Law], previous: Side | None,
    wrong: Polynomial | None, span: s.Span, text: str,
) -> Judged:  # fmt: skip
    law = laws[0]
    if found.numbers and operator_side(written, law) and written.terms[0].factors[0].indices == (
        found.left.indices
    ):
        return Judged(span, "proved", f"This names the operation on {law.first} and {law.second}.")
    if found.numbers:
        return _stated_general(found, written, laws, span, text)
    if found.at is None:
        return Judged(span, "undecided", "The index on the left is not a number.")
    return _stated_at(found, written, law, found.at, previous, wrong, span, text)


def _stated_at(
    found: Equation, written: Side, law: Law, at: tuple[int, ...], previous: Side | None,
    wrong: Polynomial | None, span: s.Span, text: str,
) -> Judged:  # fmt: skip
    if len(at) != len(law.ties):
        word = text[slice(*found.left.span)]
        return Judged(span, "undecided", f"{word} has {len(at)} indices, the problem "
                      f"{len(law.ties)} axes.")  # fmt: skip
    expected = law.expected(at)
    try:
        value = expand(written, law, law.numbers)
    except Unbound as error:
        return _unbound(error, span, text)
    except TooLarge:
        return Judged(span, "undecided", "Writing this sum out would take too long.")
    label = f"{law.output}[{','.join(map(str, at))}]"
    if written.dots:
        return _dotted(written, at, law, span, text, label)
    if value == expected or _rounded(value, expected, written):
        slips = _misquoted(written, previous, law)
        if slips:
            return Judged(span, "refuted", "The total is right, but a number is not.", slips)
        return Judged(span, "proved", f"This is {label}.")
    if wrong is not None and value == wrong:
        carried = Found(span, "carried-forward", text[slice(*written.span)], "",
                        "This follows from the line above, which is wrong.")  # fmt: skip
        return Judged(span, "refuted", "It follows from a wrong line.", (carried,))
    return Judged(
        span, "refuted", f"This is not {label}.",
        tuple(_differences(written, at, law, value, expected, previous, text)),
    )  # fmt: skip


def _differences(
    written: Side, at: tuple[int, ...], law: Law, value: Polynomial, expected: Polynomial,
    previous: Side | None, text: str,
) -> list[Found]:  # fmt: skip
    names = explaining(law, at, value)
    other = diagnose.wrong_output(law, at, value)
    word = text[slice(*written.span)]
    if written.numeric:
        found = list(_misquoted(written, previous, law)) or [_total(written, expected, text)]
    elif general(written):
        found = _sum_faults(written, at, law, text)
    else:
        found = diagnose.terms(written, at, law, text)
    if other is not None and not written.numeric:
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
    pairs = list(law.partners(at))
    words = [
        f"{law.word_for((law.first, a))}·{law.word_for((law.second, b))}" for a, b in pairs[:12]
    ]
    return " + ".join(words) + (" + …" if len(pairs) > 12 else "")


def _sum_faults(written: Side, at: tuple[int, ...], law: Law, text: str) -> list[Found]:
    """What is wrong in a side under sum signs: its indices, or else its bounds."""
    found: list[Found] = []
    for term in written.terms:
        indexed = [factor for factor in term.factors if factor.indices is not None]
        if not term.scopes or len(indexed) != 2:
            continue
        wide = Law(law.output, law.first, law.second, law.ties, {}, law.source)
        wide.numbers = law.numbers
        obeyed = _obeys(term, at, wide)
        if obeyed is False:
            one = indexed[1] if indexed[1].name == law.second else indexed[0]
            word = text[slice(*one.span)]
            found.append(Found(one.span, "wrong-index", word, "",
                               f"The indices of {word} do not belong to this output."))  # fmt: skip
        else:
            for limit in term.bound[:1]:
                word = text[slice(*term.scopes[0].span)]
                found.append(
                    Found(limit.span, "wrong-bounds", text[slice(*limit.span)], "",
                          f"The bounds of the sum leave out terms or go too far: {word[:60]}")
                )  # fmt: skip
        bounds = _wrong_limits(term, at, law, text)
        if bounds and obeyed is not False:
            found = [one for one in found if one.kind != "wrong-bounds"] + bounds
    return found


def _wrong_limits(term: object, at: tuple[int, ...], law: Law, text: str) -> list[Found]:
    """The letters whose bounds are not the solved ones, in a stated problem."""
    from symconv.derive.ranges import solve
    from symconv.verify.written import Term

    assert isinstance(term, Term)
    problem = law.problem
    if problem is None or not problem.numeric:
        return []
    factors = {factor.name: factor for factor in term.factors if factor.indices is not None}
    found = []
    for over in ("image", "kernel"):
        array = problem.image if over == "image" else problem.kernel
        factor = factors.get(array.name)
        if factor is None or factor.indices is None:
            continue
        for axis, entry in enumerate(factor.indices):
            for limit in term.bound:
                if str(entry) != limit.letter or limit.lower is None or limit.upper is None:
                    continue
                solved = solve(problem._replace(over=over), axis, at[axis])
                if (limit.lower, limit.upper) != (solved.lower, solved.upper):
                    word = text[slice(*limit.span)]
                    expected = f"{limit.letter} from {solved.lower} to {solved.upper}"
                    found.append(Found(limit.span, "wrong-bounds", word, expected,
                                       f"The sum runs over {expected}."))  # fmt: skip
        if found:
            return found
    return found


def _obeys(term: object, at: tuple[int, ...], law: Law) -> bool | None:
    """Whether the terms of a sum obey the relation; None where that cannot be said."""
    from symconv.verify.expand import assignments, elements
    from symconv.verify.written import Term

    assert isinstance(term, Term)
    seen = 0
    try:
        for put in assignments(term, law, law.numbers, [400]):
            worked = elements(term, put)
            if worked is None:
                continue
            cells = {name: index for name, index in worked if index is not None}
            if law.first not in cells or law.second not in cells:
                return None
            seen += 1
            if not law.holds(Triple(at, cells[law.first], cells[law.second])):
                return False
    except TooLarge:
        return True if seen else None
    except Unbound:
        return None
    return True if seen else None


def _unbound(error: Unbound, span: s.Span, text: str) -> Judged:
    word = text[slice(*error.factor.span)]
    one = Found(error.factor.span, "free-index", word, "",
                f"The index {error.letter} is bound nowhere.")  # fmt: skip
    return Judged(span, "refuted", f"The letter {error.letter} is free.", (one,))


def _constant(value: Polynomial) -> Exact | None:
    if not value:
        return 0
    return value[()] if set(value) == {()} else None


def _rounded(value: Polynomial, expected: Polynomial, written: Side) -> bool:
    """Whether a decimal is the rounded value: half a unit of its last digit is allowed."""
    if len(written.terms) != 1 or not written.numeric:
        return False
    shown, exact = _constant(value), _constant(expected)
    if shown is None or exact is None or isinstance(shown, int):
        return False
    places = 0
    while (shown * 10**places).denominator != 1 and places < 12:
        places += 1
    return places >= 2 and abs(Fraction(shown) - Fraction(exact)) * 2 * 10**places <= 1


def _misquoted(written: Side, previous: Side | None, law: Law) -> tuple[Found, ...]:
    """Numbers that are not the values of the elements that they are put in for."""
    if previous is None or not written.numeric:
        return ()
    found = []
    if previous.numeric:
        return tuple(_wrong_products(written, previous))
    if len(previous.terms) != len(written.terms) or previous.dots or written.dots:
        return ()
    for item, number, term in _aligned(previous, written, law):
        value = law.number_of(item)
        if value is not None and value != number:
            shown = f"{item[0]}[{','.join(map(str, item[1]))}]"
            found.append(Found(term, "wrong-entry", str(number), str(value),
                               f"{shown} is {value}, not {number}."))  # fmt: skip
    return tuple(found)


def _aligned(previous: Side, written: Side, law: Law) -> list[tuple[tuple[str, tuple[int, ...]], Exact, s.Span]]:  # noqa: E501  # fmt: skip
    found = []
    for symbolic, numeric in zip(previous.terms, written.terms):
        pair = pair_of(symbolic, law.numbers)
        if pair is None or symbolic.coefficient != 1 or len(numeric.numbers) != 2:
            continue
        found.append((pair[0], numeric.numbers[0], numeric.span))
        found.append((pair[1], numeric.numbers[1], numeric.span))
    return found


def _wrong_products(written: Side, previous: Side) -> list[Found]:
    """Terms of a numeric side that are not the products of the side before it."""
    if len(previous.terms) != len(written.terms) or len(written.terms) < 2:
        return []
    return [
        Found(now.span, "arithmetic", str(now.coefficient), str(before.coefficient),
              f"This product is {before.coefficient}.")
        for before, now in zip(previous.terms, written.terms)
        if before.coefficient != now.coefficient
    ]  # fmt: skip


def _total(written: Side, expected: Polynomial, text: str) -> Found:
    value = _constant(expected)
    shown = "" if value is None else str(value)
    word = text[slice(*written.span)]
    message = f"The total is {shown}." if shown else "The numbers do not add up."
    return Found(written.span, "arithmetic", word, shown, message)


def _dotted(
    written: Side, at: tuple[int, ...], law: Law, span: s.Span, text: str, label: str
) -> Judged:
    """A side with dots: what is written must be right, and only dots may leave terms out."""
    found = [
        one for one in diagnose.terms(written, at, law, text) if one.kind != "missing-term"
    ]
    if found:
        return Judged(span, "refuted", f"This is not {label}.", tuple(found))
    gap = _gap(written, at, law)
    if gap is not None:
        words = f"{law.word_for((law.first, gap[0]))}·{law.word_for((law.second, gap[1]))}"
        one = Found(written.span, "missing-term", "", words,
                    f"The term {words} is missing, and no dots stand for it.")  # fmt: skip
        return Judged(span, "refuted", f"This is not {label}.", (one,))
    return Judged(span, "proved", f"These are terms of {label}; the dots stand for the rest.")


def _gap(
    written: Side, at: tuple[int, ...], law: Law
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """A pair left out between two terms where no dots stand; None where there is none."""
    pairs = list(law.partners(at))
    places: list[int] = []
    for term in written.terms:
        pair = pair_of(term, law.numbers)
        if pair is None:
            return None
        one, other = pair if pair[0][0] == law.first else pair[::-1]
        if (one[1], other[1]) not in pairs:
            return None
        places.append(pairs.index((one[1], other[1])))
    rank = len(at)
    orders = [pairs, sorted(pairs, key=lambda p: p[1]), sorted(pairs, key=lambda p: p[1][::-1])]
    best: list[int] | None = None
    chosen = pairs
    for order in orders:
        for ordered in (order, order[::-1]):
            index = [ordered.index(pairs[place]) for place in places]
            breaks = [
                k for k in range(1, len(index))
                if index[k] != index[k - 1] + 1 and k not in written.dots
            ]  # fmt: skip
            if best is None or len(breaks) < len(best):
                best, chosen = breaks, ordered
                kept = index
    if not best or rank == 0:
        return None
    return chosen[kept[best[0] - 1] + 1] if kept[best[0] - 1] + 1 < len(chosen) else None


def _stated_general(
    found: Equation, written: Side, laws: list[Law], span: s.Span, text: str
) -> Judged:
    """A side for any output, compared at many outputs."""
    law = laws[0]
    entries = found.left.indices or ()
    letters = [str(entry) for entry in entries]
    if len(letters) != len(law.ties) or set(letters) != set(found.numbers):
        return Judged(span, "undecided", "The indices on the left are not plain letters.")
    for one in laws:
        for at in _sample(one):
            numbers = {**one.numbers, **dict(zip(letters, at))}
            try:
                value = expand(written, one, numbers)
            except Unbound as error:
                return _unbound(error, span, text)
            except TooLarge:
                return Judged(span, "undecided", "Writing this sum out would take too long.")
            if value != one.expected(at):
                faults = _general_faults(found, written, one, at, numbers, value, text)
                return Judged(span, "refuted", "This is not the operation that was stated.",
                              tuple(faults))  # fmt: skip
    return Judged(span, "proved", f"This is {law.output} for every output.")


def _general_faults(
    found: Equation, written: Side, law: Law, at: tuple[int, ...], numbers: dict[str, int],
    value: Polynomial, text: str,
) -> list[Found]:  # fmt: skip
    names = explaining(law, at, value)
    for other in _sample(law):
        letters = [str(entry) for entry in found.left.indices or ()]
        try:
            there = expand(written, law, {**law.numbers, **dict(zip(letters, other))})
        except (Unbound, TooLarge):
            continue
        if there != law.expected(other):
            names = tuple(name for name in names if name in explaining(law, other, there))
    parameters = frozenset(law.numbers)
    made = define(found.left, written, parameters, text)
    faults = list(made.faults) if made is not None else []
    if not faults:
        bound = dict(numbers)
        concrete = Law(law.output, law.first, law.second, law.ties, law.boxes, law.source)
        concrete.numbers = bound
        faults = _sum_faults(written, at, concrete, text)
    if not faults:
        faults = diagnose.terms(written, at, _with(law, numbers), text)
    if not faults:
        word = text[slice(*written.span)]
        faults = [Found(written.span, "not-equal", word, "", "The two sides are not equal.")]
    return [one._replace(consistent_with=names) for one in faults]


def _with(law: Law, numbers: dict[str, int]) -> Law:
    other = Law(law.output, law.first, law.second, law.ties, law.boxes, law.source)
    other.numbers, other.values, other.named = numbers, law.values, law.named
    return other


def _sample(law: Law) -> list[tuple[int, ...]]:
    """Outputs to compare at: all where they are few, else the ends and some between."""
    from itertools import product

    ranges: list[list[int]] = []
    for axis, tie in enumerate(law.ties):
        first, second = law.boxes[law.first][axis], law.boxes[law.second][axis]
        out = abs(law.numeric(tie.out) or 1)
        kernel = abs(law.numeric(tie.second) or 1)
        rest = abs(law.numeric(tie.rest) or 0)
        reach = (max(map(abs, first)) + kernel * max(map(abs, second)) + rest) // out + 1
        if reach <= 12 and len(law.ties) < 3:
            ranges.append(list(range(-reach, reach + 1)))
        else:
            ends = [-reach, -reach // 2, -1, 0, 1, reach // 2, reach, *first]
            ranges.append(sorted(set(ends)) if len(law.ties) < 3 else [-1, 0, 2])
    found = list(product(*ranges))
    return found if len(found) <= 700 else found[:: len(found) // 700 + 1]


# -- an inferred problem ------------------------------------------------------------------


def inferred_equation(found: Equation, evidence: Evidence, text: str) -> list[Judged]:
    """Every side of an equation whose problem was found out from the document."""
    judged: list[Judged] = []
    wrong = False
    previous: Side | None = None
    for place, written in enumerate(found.sides):
        span = span_of(found.chain, place)
        node = found.chain.sides[place + 1]
        if written is None:
            hole = unread(node)
            if hole is not None:
                judged.append(Judged(hole.span, "unread", hole.reason))
            else:
                judged.append(
                    Judged(span, "undecided", f"This side is not checked: {reason_of(node)}.")
                )
            previous = None
            continue
        if general(written):
            verdict = _definition(found, place, written, evidence, span, text)
        elif written.numeric:
            verdict = _numbers(found, written, previous, evidence, span, text)
        else:
            verdict = _worked(found, place, written, evidence, span, text)
        if verdict.verdict == "refuted" and wrong and not verdict.found:
            carried = Found(span, "carried-forward", text[slice(*written.span)], "",
                            "This follows from the line above, which is wrong.")  # fmt: skip
            verdict = verdict._replace(found=(carried,))
        wrong = wrong or verdict.verdict == "refuted"
        judged.append(verdict)
        previous = written
    return judged


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
    clash = _unlike_neighbour(found, place, written, evidence, text)
    if clash is not None:
        return Judged(span, "refuted", "It does not equal the side before it.", (clash,))
    family = _family(found, written, evidence)
    if family is not None and family.triples:
        return _against_lines(found, made, family, evidence, span, text)
    if family is not None and _rivals(family, evidence):
        return Judged(span, "undecided", "Two formulas in this text define the same output "
                      "differently, and no worked line tells which is meant.")  # fmt: skip
    if found.left.name.startswith("(") and not _sign_agrees(found, made):
        return Judged(span, "undecided", "The formula is sound, but which operation its sign "
                      "stands for is not stated.")  # fmt: skip
    return Judged(span, "proved", f"This is a sound definition: {words_for(made)}.")


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
    if made.modular:
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
    from symconv.verify.fit import Tie

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
) -> Found | None:
    """A finding where a general side does not equal the general side before it."""
    before = found.sides[place - 1] if place > 0 else None
    if before is None or not general(before):
        return None
    for round_ in range(3):
        law = Law(found.left.name, "", "", (), {}, "formula")
        letters = sorted(evidence.parameters)
        small = {letter: 2 + (k + round_) % 3 for k, letter in enumerate(letters)}
        outputs = {letter: 1 + k + round_ for k, letter in enumerate(sorted(found.numbers))}
        for boxes in _test_boxes(before, written):
            law.boxes = boxes
            try:
                one = expand(before, law, {**small, **outputs})
                other = expand(written, law, {**small, **outputs})
            except Unbound as error:
                word = text[slice(*error.factor.span)]
                return Found(error.factor.span, "free-index", word, "",
                             f"The index {error.letter} is bound nowhere.")  # fmt: skip
            except TooLarge:
                return None
            if one != other:
                return _why_unlike(before, written, text)
    return None


def _infinite(written: Side) -> bool:
    return any(
        limit.lower is None or limit.upper is None
        for term in written.terms
        for limit in term.bound
        if limit.values is None
    )


def _test_boxes(before: Side, written: Side) -> list[dict[str, tuple[tuple[int, int], ...]]]:
    """Supports to compare two sums under: none for finite ones, lopsided ones for infinite."""
    if not _infinite(before) and not _infinite(written):
        return [{}]
    boxes: dict[str, tuple[tuple[int, int], ...]] = {}
    shapes = ((-2, 3), (-1, 2), (0, 4), (-3, 1))
    low = 0 if _infinite(before) != _infinite(written) else None
    for term in (*before.terms, *written.terms):
        for factor in term.factors:
            if factor.indices is not None and factor.name not in boxes:
                first, last = shapes[len(boxes) % len(shapes)]
                first = first if low is None else low
                boxes[factor.name] = ((first, last),) * len(factor.indices)
    return [boxes]


def _why_unlike(before: Side, written: Side, text: str) -> Found:
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
    if agreeing or share >= SURE:
        return Judged(span, "proved", f"The worked lines obey it: {words_for(made)}.")
    best = family.laws[0]
    lines = sum(all(best.holds(t) for t in triples) for _, _, triples in family.by_line)
    if best.source == "inferred" and (lines >= 2 or len(family.triples) >= 4):
        if len(family.stated) > 1:
            return Judged(span, "proved", f"This is a sound definition: {words_for(made)}.")
        word = text[slice(*span)]
        one = Found(span, "wrong-index", word, "",
                    "The worked lines below agree with each other, but not with this formula.")  # fmt: skip
        return Judged(span, "refuted", "The worked lines contradict it.", (one,))
    return Judged(span, "undecided", "A worked line contradicts this formula.")


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
    family = _family(found, written, evidence)
    label = text[slice(*found.left.span)]
    if at is None or family is None:
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
    if holding < len(triples):
        inliers = total / len(family.triples)
        if (inliers < SURE or total < 3) and law.source != "formula":
            return Judged(span, "undecided", "The terms do not agree on one relation.")
        return _wrong(found, written, law, at, span, text, label)
    local = _with(law, found.numbers)
    gap = _complete(found, written, at, local, family, text)
    if gap is not None:
        return Judged(span, "refuted", f"This is not {label}.", (gap,))
    odd = _odd_terms(written, evidence, found)
    if odd is not None:
        return Judged(span, "undecided", odd)
    faults = _coefficients(found, written, at, local, text)
    if faults:
        return Judged(span, "refuted", f"This is not {label}.", tuple(faults))
    if _twice(found, place, family):
        return Judged(span, "undecided", f"{label} is given twice, and differently.")
    if not enough:
        return Judged(span, "undecided", "One line alone does not show what is meant.")
    return Judged(span, "proved", f"This is {label}.")


def _formula_wins(family: Family, law: Law) -> bool:
    return bool(family.stated)


def _wrong(
    found: Equation, written: Side, law: Law, at: tuple[int, ...], span: s.Span, text: str,
    label: str,
) -> Judged:  # fmt: skip
    local = _with(law, found.numbers)
    faults = [
        one for one in diagnose.terms(written, at, local, text) if one.kind != "missing-term"
    ]
    if not faults:
        faults = diagnose.terms(written, at, local, text)
    try:
        value = expand(written, local, found.numbers)
        names = explaining(local, at, value) if local.first in local.boxes else ()
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
    import re

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
        local = _with(law, eq.numbers)
        wanted = set(local.partners(eq.at))
        full += wanted <= own or wanted <= turned
    others = len(family.by_line) - 1
    touched = len(there) >= 3 and len(lacking) <= max(1, len(there) // 3)
    if full >= max(1, others * 0.6) or (others == 0 and touched):
        return lacking[0]
    return None


def _gap_or_none(
    written: Side, at: tuple[int, ...], law: Law, found: Equation
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    if law.second not in law.boxes:
        return None
    if written.dots and written.dots[-1] == len(written.terms):
        return None
    return _gap(written, at, law)


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


def _numbers(
    found: Equation, written: Side, previous: Side | None, evidence: Evidence,
    span: s.Span, text: str,
) -> Judged:  # fmt: skip
    """A side of numbers only, against the side before it and the known values."""
    total = sum((term.coefficient for term in written.terms), start=Fraction(0))
    if written.dots:
        return Judged(span, "undecided", "Dots stand among the numbers.")
    if previous is None:
        single = len(written.terms) == 1 and len(written.terms[0].numbers) <= 1
        if single and len(found.sides) == 1:
            return Judged(span, "proved", "This is given.")
        return Judged(span, "proved", "The numbers that follow are compared with these.")
    if previous.numeric:
        before = sum((term.coefficient for term in previous.terms), start=Fraction(0))
        slips = _wrong_products(written, previous)
        if before == total or _near(total, before, written):
            if slips:
                return Judged(span, "refuted", "A product is wrong.", tuple(slips))
            return Judged(span, "proved", "The numbers add up.")
        faults = slips or [_total(written, {(): _exact(before)}, text)]
        return Judged(span, "refuted", "The numbers do not add up.", tuple(faults))
    return _put_in(found, written, previous, evidence, span, text, total)


def _exact(value: Fraction) -> Exact:
    return value.numerator if value.denominator == 1 else value


def _near(total: Fraction, exact: Fraction, written: Side) -> bool:
    return _rounded({(): total}, {(): exact}, written)


def _put_in(
    found: Equation, written: Side, previous: Side, evidence: Evidence, span: s.Span,
    text: str, total: Fraction,
) -> Judged:  # fmt: skip
    """Numbers put in for elements."""
    aligned = read_off(previous, written, found.numbers)
    faults = []
    places = [term.span for term in written.terms for _ in range(2)]
    for (item, value), where in zip(aligned, places):
        known = evidence.values.get(item)
        if known is not None and known != value:
            shown = f"{item[0]}[{','.join(map(str, item[1]))}]"
            faults.append(Found(where, "wrong-entry", str(value), str(known),
                                f"{shown} is {known} elsewhere, not {value}."))  # fmt: skip
    if faults:
        return Judged(span, "refuted", "A number is not the value of its element.", tuple(faults))
    if aligned and len(aligned) == 2 * len(written.terms):
        if any(evidence.counted[item] > 1 for item, _ in aligned):
            return Judged(span, "proved", "The numbers are the values of the elements.")
        return Judged(span, "undecided", "The values are stated here alone.")
    known_total: Fraction | None = Fraction(0)
    for term in previous.terms:
        pair = pair_of(term, found.numbers)
        values = [evidence.values.get(item) for item in pair or ()]
        if known_total is None or len(values) != 2 or None in values:
            known_total = None
            break
        known_total += term.coefficient * (values[0] or 0) * (values[1] or 0)
    if known_total is None:
        return Judged(span, "undecided", "Not all values are known.")
    if known_total == total or _near(total, known_total, written):
        return Judged(span, "proved", "The numbers are the values of the elements.")
    one = _total(written, {(): _exact(known_total)}, text)
    return Judged(span, "refuted", "The numbers do not add up.", (one,))
