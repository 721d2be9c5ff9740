r"""What is given beside a formula, put into it: definitions, conditions, stated bounds."""

from __future__ import annotations

from symconv.errors import quote
from symconv.model.index import Affine, Bound, Poly, names_in
from symconv.model.index import name as letter_of
from symconv.read import syntax as s
from symconv.relate.formula import Formula, Put, entry_with, factor_with, limit_with
from symconv.relate.statement import Given
from symconv.relate.trouble import stop
from symconv.verify.indexed import NotTerms, Odd, affine, entry_letters
from symconv.verify.written import Factor, Limit, Term


def defined(
    arrays: tuple[Factor, ...], given: Given, text: str
) -> tuple[tuple[Factor, ...], tuple[s.Chain, ...]]:
    """The arrays with those that are defined beside the formula written out."""
    found: list[Factor] = []
    used: list[s.Chain] = []
    for array in arrays:
        known = next((one for one in given.definitions if one[0].name == array.name), None)
        if known is None:
            found.append(array)
            continue
        head, body, chain = known
        if len(head.indices or ()) != len(array.indices or ()):
            stop(f"{array.name} has another number of indices where it is defined", array.span,
                  text, "give it the same indices")  # fmt: skip
        put: Put = {}
        for letter, entry in zip(head.indices or (), array.indices or ()):
            if isinstance(entry, Odd):
                stop("this index is divided or a remainder", array.span, text)
            put[str(letter)] = entry
        found.append(factor_with(body, put)._replace(span=array.span))
        used.append(chain)
    return tuple(found), tuple(used)


def untied(
    ties: list[Affine], arrays: tuple[Factor, ...], limits: list[Limit], term: Term, text: str
) -> tuple[tuple[Factor, ...], list[Limit]]:
    """Conditions such as i + k = m under the sum, solved for a letter that is summed."""
    known = {limit.letter for limit in limits}
    inside: set[str] = set()
    for array in arrays:
        for entry in array.indices or ():
            inside |= entry_letters(entry)
    # Of the letters that the condition alone binds one is the output's: the last on the left.
    for tie in ties:
        for letter in sorted(names_in(tie) & inside - known):
            limits.append(Limit(letter, None, None, True, 1, None, term.span))
            known.add(letter)
    put: Put = {}
    for tie in ties:
        now = entry_with(tie, put)
        assert not isinstance(now, Odd)
        letter, value = _solved(now, [limit.letter for limit in limits if limit.absent])
        if not letter:
            stop("the condition under the sum sign gives no letter by the others", term.span,
                  text, "write the sum over one letter for each axis")  # fmt: skip
        put = {old: _plain(entry_with(part, {letter: value})) for old, part in put.items()}
        put[letter] = value
    limits = [limit_with(limit, put) for limit in limits if limit.letter not in put]
    return tuple(factor_with(array, put) for array in arrays), limits


def _plain(entry: object) -> Affine:
    assert isinstance(entry, (int, Poly))
    return entry


def _solved(tie: Affine, letters: list[str]) -> tuple[str, Affine]:
    """The last of the letters that stands alone in ``tie = 0``, and what it is."""
    if isinstance(tie, Poly):
        for letter in reversed(letters):
            for monomial, coefficient in tie.terms:
                if monomial == (letter,) and coefficient in (1, -1):
                    rest = tie - coefficient * letter_of(letter)
                    if letter not in names_in(rest):
                        return letter, -coefficient * rest
    return "", 0


def stated(
    chains: tuple[s.Chain, ...], made: Formula, text: str
) -> tuple[tuple[Limit, ...], Put, tuple[str, ...]]:
    """Bounds stated for letters of the output, numbers stated for sizes, and what is neither."""
    limits: dict[str, Limit] = {}
    put: Put = {}
    unused: list[str] = []
    for chain in chains:
        for place, relation in enumerate(chain.relations):
            one, other = (_value(chain.sides[place + k]) for k in (0, 1))
            if not _bounded(one, other, relation.sign, made, limits, put):
                unused.append(f"{quote(text[slice(*chain.span)])} is not used")
                break
    return tuple(limits.values()), put, tuple(unused)


def _value(node: s.Node) -> Affine | None:
    try:
        return affine(node)
    except NotTerms:
        return None


def _bounded(
    one: Affine | None, other: Affine | None, sign: str, made: Formula,
    limits: dict[str, Limit], put: Put,
) -> bool:  # fmt: skip
    if one is None or other is None:
        return False
    if sign in (">", ">="):
        one, other, sign = other, one, sign.replace(">", "<")
    for value, end, is_lower in ((one, other, False), (other, one, True)):
        letter = str(value) if isinstance(value, Poly) and value.is_name else ""
        if sign in ("<", "<=") and letter in made.outputs:
            found = limits.get(letter) or Limit(letter, None, None, False, 1, None, (0, 0))
            edge: Bound = end + (is_lower - (not is_lower) if sign == "<" else 0)
            limits[letter] = (
                found._replace(lower=edge) if is_lower else found._replace(upper=edge)
            )
            return True
        if sign == "=" and letter in made.parameters and isinstance(end, int):
            put[letter] = end
            return True
    return False


def with_numbers(made: Formula, put: Put) -> Formula:
    """The formula with numbers put for letters that are given beside it."""
    return made._replace(
        output=factor_with(made.output, put),
        factors=tuple(factor_with(one, put) for one in made.factors),
        limits=tuple(limit_with(limit, put) for limit in made.limits),
        ranges=tuple(limit_with(limit, put) for limit in made.ranges),
    )
