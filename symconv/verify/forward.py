"""Gradients beside the forward pass: both obey one relation, with the arrays in other roles.

If w[k] and x[i] meet in y[m], then ∂L/∂w[k] adds up ∂L/∂y[m]·x[i], and ∂L/∂x[i] adds up
∂L/∂y[m]·w[k]. So the ties of a gradient are those of its forward pass. Gradients are known
by their names: ∂L/∂w beside ∂L/∂y, dw beside dy, or a letter that the text says to be one.
"""

from __future__ import annotations

from symconv.model.index import Affine, Poly
from symconv.verify.diagnose import Found
from symconv.verify.facts import parts_of
from symconv.verify.gather import Equation
from symconv.verify.infer import Evidence, Family
from symconv.verify.judged import Judged
from symconv.verify.ties import Tie, Triple
from symconv.verify.written import Factor, Side

Span = tuple[int, int]
PREFIXES = ("d", r"\partial ", r"\nabla ", r"\delta ", r"\Delta ")


def gradient_of(name: str, evidence: Evidence) -> tuple[str, str] | None:
    """What a gradient is of, and how it says so: ``∂L/∂w`` gives (L, w); None for other names."""
    name = evidence.aliases.get(name, name)
    parts = parts_of(Factor(name, None, (0, 0)))
    if parts is not None:
        return parts
    for prefix in PREFIXES:
        if name.startswith(prefix) and len(name) > len(prefix):
            return prefix, name[len(prefix) :]
    return None


class Forward:
    """The forward pass of a family of gradients, and how its triples turn into that one's."""

    def __init__(self, family: Family, roles: tuple[int, int, int]) -> None:
        self.family = family
        self.roles = roles  # where output, first and second of the forward pass stand here

    def holds(self, triple: Triple) -> bool:
        """Whether a term of the gradient belongs to one of the forward pass."""
        turned = Triple(*[triple[place] for place in self.roles])
        return any(law.holds(turned) for law in self.family.laws)

    def ties(self) -> list[Tie]:
        """The ties that the gradient must have."""
        found = []
        for tie in self.family.laws[0].ties:
            axes, factors = [0, 0, 0], [tie.out, tie.first, tie.second]
            by = [tie.out, tie.first, tie.second]
            for role, place in enumerate(self.roles):
                axes[place], by[place] = tie.axes[role], factors[role]
            found.append(Tie((axes[0], axes[1], axes[2]), by[0], by[1], by[2], tie.rest))
        return found


def forward_of(family: Family, evidence: Evidence) -> Forward | None:
    """The forward pass that a family of gradients belongs to, where the text has one."""
    whole = gradient_of(family.output, evidence)
    if whole is None:
        return None
    for place, array in ((1, family.first), (2, family.second)):
        outer = gradient_of(array, evidence)
        if outer is None or outer[0] != whole[0]:
            continue
        other = family.second if place == 1 else family.first
        known = evidence.families.get((outer[1], frozenset((whole[1], other))))
        if known is None or not known.laws or known.foreign is not None:
            continue
        if not known.stated and known.evidence <= 0:
            continue
        if known.laws[0].ties and any(tie.modulus or tie.parts > 1 for tie in known.laws[0].ties):
            continue
        mine = 0 if known.first == whole[1] else 3 - place
        its = 0 if known.second == whole[1] else 3 - place
        return Forward(known, (place, mine, its))
    return None


def has_formula(family: Family, evidence: Evidence) -> bool:
    """Whether the forward pass of a gradient is given by a general formula too."""
    forward = forward_of(family, evidence)
    return forward is not None and bool(forward.family.stated)


def other_ties(ties: tuple[Tie, ...], family: Family, evidence: Evidence) -> str:
    """How the ties of a gradient differ from those of its forward pass.

    Empty where they do not, or where letters in them leave it open; "origin" where the same
    indices go together, counted from elsewhere; else "relation".
    """
    forward = forward_of(family, evidence)
    if forward is None:
        return ""
    mine = {_signed(tie) for tie in ties}
    wanted = {_signed(tie) for tie in forward.ties()}
    if any(not isinstance(value, int) for tie in mine ^ wanted for value in tie[1:5]):
        return ""
    if mine == wanted:
        return ""
    moved = [{tie._replace(rest=0) for tie in group} for group in (mine, wanted)]
    return "origin" if moved[0] == moved[1] else "relation"


def misplaced(found: Equation, written: Side, family: Family, evidence: Evidence,
              text: str) -> Found | None:  # fmt: skip
    """The element of a general gradient that should be another one; None where two could be."""
    forward = forward_of(family, evidence)
    if forward is None or len(written.terms) != 1:
        return None
    named = [factor for factor in written.terms[0].factors if factor.indices is not None]
    if sorted(factor.name for factor in named) != sorted((family.first, family.second)):
        return None
    first, second = named if named[0].name == family.first else named[::-1]
    slots = (found.left.indices, first.indices, second.indices)
    cells = [[one for one in slot or () if isinstance(one, (int, Poly))] for slot in slots]
    if [len(cell) for cell in cells] != [len(slot or ()) for slot in slots]:
        return None
    letters = [all(isinstance(one, Poly) and one.is_name for one in cell) for cell in cells]
    if letters[1] == letters[2]:
        return None
    role, factor, other = (1, first, second) if letters[2] else (2, second, first)
    due = list(cells[role])
    for tie in forward.ties():
        factors = (tie.out, tie.first, tie.second)
        if factors[role] not in (1, -1):
            return None
        rest = tie.rest
        for place in {0, 1, 2} - {role}:
            if factors[place] != 0:
                rest = rest - factors[place] * cells[place][tie.axes[place]]
        due[tie.axes[role]] = factors[role] * rest
    expected = f"{factor.name}[{','.join(map(_shown, due))}]"
    words = [text[slice(*one.span)] for one in (factor, other)]
    return Found(factor.span, "wrong-index", words[0], expected,
                 f"By the formula for {forward.family.output}, {expected} meets {words[1]} here, "
                 f"not {words[0]}.")  # fmt: skip


def _shown(value: Affine) -> str:
    """An index as people write it: what is added first, numbers last."""
    if isinstance(value, Poly):
        value = Poly(tuple(sorted(value.terms, key=lambda term: (not term[0], term[1] < 0))))
    return str(value).replace(" ", "")


def _signed(tie: Tie) -> Tie:
    """A tie so that it equals its negative, and an index that is not in it has no place."""
    factors = (tie.out, tie.first, tie.second)
    axes = [axis if by != 0 else 0 for axis, by in zip(tie.axes, factors)]
    lead = next((by for by in factors if by != 0), 1)
    turn = -1 if isinstance(lead, int) and lead < 0 else 1
    out, first, second = (turn * by for by in factors)
    return Tie((axes[0], axes[1], axes[2]), out, first, second, turn * tie.rest)


def judge_backward(
    found: Equation, triples: list[Triple], family: Family, evidence: Evidence, span: Span,
    text: str,
) -> Judged | None:  # fmt: skip
    """The verdict on lines of a gradient that agree with each other, but not with y's lines."""
    forward = forward_of(family, evidence)
    if forward is None or not triples or all(forward.holds(triple) for triple in triples):
        return None
    word, output = text[slice(*found.left.span)], forward.family.output
    differs = other_ties(family.laws[0].ties, family, evidence)
    if differs != "relation":
        says = f"Its indices are not counted as in the lines of {output}."
        return Judged(span, "undecided", says)
    fault = Found(span, "wrong-index", text[slice(*span)], "",
                  f"These terms do not follow from those of {output}: what meets in {output} "
                  "must meet here too.")  # fmt: skip
    return Judged(span, "refuted", f"This is not {word}.", (fault,))
