"""Finding the smallest thing that is wrong in a side that does not equal its output.

Each written term is matched with the pairs of elements that meet in the output. What
matches no pair is wrong, and the pair that is still missing beside it says what was
expected. Sums under sum signs are compared by their relation and their bounds.
"""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple

from symconv.read.syntax import Span
from symconv.verify.expand import elements
from symconv.verify.indexed import Exact
from symconv.verify.law import Element, Law, Monomial, Polynomial, access
from symconv.verify.written import Factor, Side, Term

Cell = tuple[int, ...]
Pair = tuple[Cell, Cell]
STYLE = re.compile(r"\\left *[\[(]|_\{(?=[^{}]*,)|\(|\[")
RAISED = re.compile(r"[^\^]+\^\{?([(\[]?)\w+([)\]]?)\}?_\{?-?\w+(,?)")
BELOW = re.compile(r"_(?:-?\d|\{-?\d+\})\Z")
CLOSING = {r"\left[": r"\right]", r"\left(": r"\right)", "_{": "}", "(": ")", "[": "]"}
MOST = 60  # outputs that are tried


class Found(NamedTuple):
    """A finding before it has a line and a column."""

    span: Span
    kind: str
    found: str
    expected: str
    message: str
    consistent_with: tuple[str, ...] = ()


class Match(NamedTuple):
    """What a written term is: its elements with the factors that name them, and its number."""

    term: Term
    first: Cell | None
    second: Cell | None
    first_factor: Factor | None
    second_factor: Factor | None
    coefficient: Exact


def wrong_output(law: Law, at: Cell, written: Polynomial) -> Cell | None:
    """Another output that the written terms, two or more, are exactly right for."""
    if len(written) < 2:
        return None
    for monomial in sorted(written, key=lambda one: -sum(cell is not None for _, cell in one))[:1]:
        for other in _outputs_of(monomial, law):
            if other != at and law.expected(other) == written:
                return other
    return None


def _outputs_of(monomial: Monomial, law: Law) -> list[Cell]:
    """The outputs in which the elements of a product meet, the nearest to 0 first."""
    cells: dict[str, list[Cell]] = {law.first: [], law.second: []}
    for name, cell in monomial:
        if cell is not None:
            cells.setdefault(name, []).append(cell)
        else:
            for array, place in law.named.get(name, []):
                cells[array].append(place)
    for array in (law.first, law.second):
        box = law.boxes.get(array)
        if not cells[array] and box is not None:
            cells[array] = list(product(*(range(low, high + 1) for low, high in box)))[:MOST]
    found = set()
    for first in cells[law.first]:
        for second in cells[law.second]:
            output = law.output_of(first, second)
            if output is not None:
                found.add(output)
    return sorted(found, key=lambda cell: sum(map(abs, cell)))[:MOST]


def terms(side: Side, at: Cell, law: Law, text: str) -> list[Found]:
    """What is wrong in a side of written-out terms, term by term."""
    pairs = law.met(at)
    waiting: dict[Pair, bool] = dict.fromkeys(pairs, True)
    found: list[Found] = []
    bad: list[Match] = []
    for term in side.terms:
        match = _match(term, at, law, waiting)
        if match is None:
            continue
        if match.first is None or match.second is None:
            found += _half(match, at, waiting, law, text)
            continue
        pair = (match.first, match.second)
        if pair in waiting:
            found += _taken(match, pair, waiting, law, text)
        elif law.meets(at, *pair):
            found += _beyond(match, law, text)
        else:
            bad.append(match)
    left = [pair for pair, free in waiting.items() if free and _counts(pair, law)]
    for match in bad:
        beside = _nearest(match, left)
        if beside is None:
            found.append(_absent(match, at, law, text) or _stray(match.term, text))
            continue
        left.remove(beside)
        found.append(_mismatch(match, beside, law, text))
    if left:
        words = [_product(pair, law) for pair in left]
        found.append(missing(side.span, words))
    return sorted(found, key=lambda one: (one.kind == "missing-term", one.span))


def _stray(term: Term, text: str) -> Found:
    word = text[slice(*term.span)]
    return Found(term.span, "extra-term", word, "", f"{word} does not belong to this sum.")


def _absent(match: Match, at: Cell, law: Law, text: str) -> Found | None:
    """A letter or number that stands where, just outside its array, there is no element."""
    for array, factor, known in (
        (law.second, match.second_factor, match.first),
        (law.first, match.first_factor, match.second),
    ):
        if known is None or (factor is not None and factor.indices is not None):
            continue
        other = law.second if array == law.first else law.first
        cell = law.partner(at, (other, known))
        box = law.boxes.get(array)
        if cell is None or box is None or law.exists(array, cell) or not law.exists(other, known):
            continue
        if all(low - 1 <= value <= high + 1 for value, (low, high) in zip(cell, box)):
            span = match.term.span
            kind = "outside-kernel" if array == law.second else "outside-image"
            return Found(span, kind, text[slice(*span)], "",
                         f"{access((other, known))} would meet {access((array, cell))}, which does "
                         "not exist: this term is 0.")  # fmt: skip
    return None


def _counts(pair: Pair, law: Law) -> bool:
    """Whether a missing pair would change the value: a known zero may be left out."""
    numbers = (law.number_of((law.first, pair[0])), law.number_of((law.second, pair[1])))
    return 0 not in numbers


def _product(pair: Pair, law: Law) -> str:
    first, second = (law.first, pair[0]), (law.second, pair[1])
    return f"{law.word_for(first)}·{law.word_for(second)}"


def _match(term: Term, at: Cell, law: Law, waiting: dict[Pair, bool]) -> Match | None:
    """The elements that a term multiplies, chosen so that the relation holds if it can."""
    worked = elements(term, law.numbers)
    if worked is None:
        return None
    firsts: list[tuple[Cell, Factor]] = []
    seconds: list[tuple[Cell, Factor]] = []
    for factor, (name, index) in zip(term.factors, worked):
        candidates: list[Element] = (
            [(name, index)] if index is not None else law.named.get(name, [])
        )
        if law.edge is not None and law.edge.constant == {((name, None),): 1}:
            outside = [pair for pair in waiting if not law.inside(law.first, pair[0])]
            candidates = [*candidates, *[(law.first, first) for first, _ in outside]]
        for array, cell in map(law.stands_for, candidates):
            if array == law.second and (array != law.first or firsts):
                seconds.append((cell, factor))
            elif array == law.first:
                firsts.append((cell, factor))
    if not firsts and not seconds:
        return None
    best: Match | None = None
    for first, first_factor in firsts or [(None, None)]:  # type: ignore[list-item]
        for second, second_factor in seconds or [(None, None)]:  # type: ignore[list-item]
            match = Match(term, first, second, first_factor, second_factor, term.coefficient)
            if first is None or second is None:
                return match
            if waiting.get((first, second)):
                return match
            if best is None or law.meets(at, first, second):
                best = match
    return best


def _taken(
    match: Match, pair: Pair, waiting: dict[Pair, bool], law: Law, text: str
) -> list[Found]:
    word = text[slice(*match.term.span)]
    if not waiting[pair]:
        return [
            Found(match.term.span, "duplicate-term", word, "", f"The term {word} stands twice.")
        ]
    waiting[pair] = False
    if match.coefficient == 1:
        return []
    expected = _product(pair, law)
    if match.coefficient == -1:
        return [
            Found(match.term.span, "wrong-sign", word, f"+ {expected}",
                  "The term is added, not subtracted.")
        ]  # fmt: skip
    return [
        Found(match.term.span, "wrong-coefficient", word, expected,
              f"The number {match.coefficient} does not belong here.")
    ]  # fmt: skip


def _beyond(match: Match, law: Law, text: str) -> list[Found]:
    """A term that obeys the relation but lies where an array is zero: it may be written."""
    factors = ((match.first_factor, law.first), (match.second_factor, law.second))
    for factor, array in factors:
        if factor is not None and factor.indices is None:
            word = text[slice(*factor.span)]
            kind = "outside-kernel" if array == law.second else "outside-image"
            return [Found(factor.span, kind, word, "0", f"{array} has no such element here.")]
    for (factor, array), cell in zip(factors, (match.first, match.second)):
        if factor is not None and cell is not None and law.lacks(array, cell):
            word = text[slice(*factor.span)]
            kind = "outside-kernel" if array == law.second else "outside-image"
            return [Found(factor.span, kind, word, "", f"{array} has no such channel.")]
    return []


def _strange(match: Match, law: Law) -> Factor | None:
    """A factor that is no element and no letter of the problem."""
    if law.problem is None:
        return None
    known = {law.first, law.second, *law.numbers}
    values = list(law.values.values())
    if law.edge is not None and law.edge.constant is not None:
        values.append(law.edge.constant)
    known |= {name for value in values for monomial in value for name, _ in monomial}
    return next((one for one in match.term.factors if one.name not in known), None)


def _half(
    match: Match, at: Cell, waiting: dict[Pair, bool], law: Law, text: str
) -> list[Found]:
    """A term with one element and a number: the number must be the other element's value."""
    known = match.first if match.first is not None else match.second
    array = law.second if match.first is not None else law.first
    for pair, free in waiting.items():
        one, other = pair if match.first is not None else pair[::-1]
        if one != known or not free:
            continue
        waiting[pair] = False
        value = law.number_of((array, other))
        strange = _strange(match, law)
        if strange is not None:
            word, expected = text[slice(*strange.span)], law.word_for((array, other))
            says = f"{word} is nothing of this problem; here stands {expected}."
            return [Found(strange.span, "wrong-entry", word, expected, says)]
        if value is None or value == match.coefficient:
            return []
        word = text[slice(*match.term.span)]
        expected = _product(pair, law)
        shown = expected
        if array == law.second:
            shown = f"{value}·{access((law.first, pair[0]))}"
        if value == -match.coefficient:
            return [Found(match.term.span, "wrong-sign", word, shown, "The sign is wrong.")]
        return [
            Found(match.term.span, "wrong-entry", word, shown,
                  f"{access((array, other))} is {value}.")
        ]  # fmt: skip
    if match.coefficient == 0:
        return []
    return [_absent(match, at, law, text) or _stray(match.term, text)]


def _nearest(match: Match, left: list[Pair]) -> Pair | None:
    """The missing pair that a wrong term most likely stands for."""
    best: tuple[int, Pair] | None = None
    for pair in left:
        assert match.first is not None
        assert match.second is not None
        # The pixel is kept before the entry: what people mistake is which entry it meets.
        same = 1001 * (pair[0] == match.first) + 1000 * (pair[1] == match.second)
        steps = sum(abs(x - y) for x, y in zip(pair[0], match.first)) + sum(
            abs(x - y) for x, y in zip(pair[1], match.second)
        )
        rank = steps - same
        if best is None or rank < best[0]:
            best = (rank, pair)
    return None if best is None else best[1]


def _mismatch(match: Match, pair: Pair, law: Law, text: str) -> Found:
    """A wrong term beside the pair that it should be."""
    expected_first, expected_second = (law.first, pair[0]), (law.second, pair[1])
    if match.first == pair[0] and match.second_factor is not None:
        factor, element = match.second_factor, expected_second
    elif match.second == pair[1] and match.first_factor is not None:
        factor, element = match.first_factor, expected_first
    else:
        word = text[slice(*match.term.span)]
        return Found(
            match.term.span, "wrong-index", word, _product(pair, law),
            f"{word} does not belong to this output; {_product(pair, law)} does.",
        )  # fmt: skip
    word = text[slice(*factor.span)]
    if factor.indices is None:
        expected = law.word_for(element)
        partner = expected_first if element == expected_second else expected_second
        return Found(
            factor.span, "wrong-entry", word, expected,
            f"{access(partner)} meets {access(element)}, which is {expected}.",
        )  # fmt: skip
    expected = like(word, element)
    partner = expected_first if element == expected_second else expected_second
    return Found(
        factor.span, "wrong-index", word, expected,
        f"{like(word, partner)} meets {expected}, not {word}.",
    )  # fmt: skip


def missing(span: Span, words: list[str]) -> Found:
    """The finding that terms are missing."""
    if len(words) == 1:
        return Found(span, "missing-term", "", words[0], f"The term {words[0]} is missing.")
    shown = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) < 7 else (
        f"{', '.join(words[:5])} and {len(words) - 5} more"
    )
    return Found(span, "missing-term", "", " + ".join(words), f"The terms {shown} are missing.")


def like(word: str, element: Element) -> str:
    r"""An element written as another one is: ``h(1,-1)`` beside ``h(0,1)``.

    >>> like(r"h\left[0, 1\right]", ("x", (2, -1)))
    'x\\left[2, -1\\right]'
    """
    raised = RAISED.match(word)
    if raised is not None and len(element[1]) > 1:
        first, *rest = map(str, element[1])
        comma = "," if raised[3] or any(len(one) > 1 for one in rest) else ""
        return f"{element[0]}^{{{raised[1]}{first}{raised[2]}}}_{{{comma.join(rest)}}}"
    if len(element[1]) == 1 and (below := BELOW.search(word)) is not None:
        return f"{word[: below.start()]}_{{{element[1][0]}}}"
    match = STYLE.search(word)
    if match is None or "^" in word:
        return access(element)
    comma = ", " if ", " in word else ","
    opening = match.group().replace(" ", "")
    return f"{element[0]}{opening}{comma.join(map(str, element[1]))}{CLOSING[opening]}"
