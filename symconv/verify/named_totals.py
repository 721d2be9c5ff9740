r"""Numbers behind a name: ``y = y_1 + y_2 + b = 2 + 7 + 1 = 10``, ``R * K = 1\cdot 2 + 3 = 5``.

The name may be of anything; the numbers behind it must be equal to each other, and where
they stand for results of other lines, to these.
"""

from __future__ import annotations

from fractions import Fraction

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.gather import operands
from symconv.verify.indexed import Exact
from symconv.verify.infer import Evidence
from symconv.verify.judged import Judged
from symconv.verify.sides import NO_LAW, equal_sides
from symconv.verify.written import Factor, Side


def judge_totals(
    chain: s.Chain, sides: list[Side | None], evidence: Evidence, text: str
) -> list[Judged] | None:
    """Judge the numbers at the end of a chain that begins with a name; None for other chains."""
    head = chain.sides[0]
    if not isinstance(head, (s.Name, s.Derivative)) and operands(head) is None:
        return None
    first = len(sides)
    while first > 1 and (one := sides[first - 1]) is not None and one.numeric and not one.dots:
        first -= 1
    numeric = len(sides) - first
    if numeric == 0 or first > 2 or any(one is None for one in sides[1:]):
        return None
    judged = _put_in(sides[1], sides[2], evidence, text) if first == 2 else []
    if numeric < 2 and not judged:
        return None
    if numeric > 1:
        rest = chain._replace(sides=chain.sides[first:], relations=chain.relations[first:])
        judged += equal_sides(rest, sides[first:], NO_LAW, text)
    return judged


def _put_in(
    names: Side | None, numbers: Side | None, evidence: Evidence, text: str
) -> list[Judged]:
    """The numbers that are put in for results of other lines, one for each term."""
    if names is None or numbers is None or len(names.terms) != len(numbers.terms):
        return []
    known = _results(evidence)
    faults, checked = [], 0
    for name, shown in zip(names.terms, numbers.terms):
        one = _key(name.factors[0]) if len(name.factors) == 1 else None
        if one is None or one not in known or name.scopes:
            continue
        wanted = name.coefficient * known[one]
        checked += 1
        if shown.coefficient != wanted:
            word = text[slice(*shown.span)]
            faults.append(Found(shown.span, "wrong-entry", word, str(wanted),
                                f"It is {known[one]} in its own line."))  # fmt: skip
    if not checked:
        return []
    if faults:
        return [Judged(numbers.span, "refuted", "A result was put in wrongly.", tuple(faults))]
    return [Judged(numbers.span, "proved", "The results are put in.")]


def _key(one: Factor) -> str:
    """A name with its index, as ``y_1`` or ``S_R``."""
    return f"{one.name}[{','.join(map(str, one.indices or ()))}]"


def _results(evidence: Evidence) -> dict[str, Exact]:
    """What outputs come to, where their lines end in a number; none that has two results."""
    found: dict[str, Exact] = {}
    twice: set[str] = set()
    for one in evidence.equations:
        last = one.sides[-1] if one.sides else None
        if last is None or not last.numeric or last.dots or one.operators:
            continue
        total = sum((Fraction(term.coefficient) for term in last.terms), start=Fraction(0))
        if found.setdefault(_key(one.left), total) != total:
            twice.add(_key(one.left))
    return {key: value for key, value in found.items() if key not in twice}
