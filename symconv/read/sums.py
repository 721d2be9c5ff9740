r"""What stands under and over a sum sign: letters, bounds, sets, constraints.

``\sum_{i=0}^{2}``, ``\sum_{i,j}``, ``\sum_{p,q=-k}^{k}``, ``\sum_{i=0,j=0}^{2,2}``,
``\sum_{s+t=p}``, ``\sum_{i \in S}``, ``\sum_{0 \le i \le 2}``, ``\sum_{|i| \le r}``,
``\substack``. Another way to write bounds is one more case of ``_Binder.add``.
"""

from __future__ import annotations

from symconv.read.cursor import Cursor, flat
from symconv.read.lexer import Token
from symconv.read.scripts import Scripts
from symconv.read.syntax import (
    BigSum,
    Bound,
    Chain,
    Dots,
    Function,
    Listing,
    Name,
    Negative,
    Node,
    Relation,
    Span,
)


class _Draft:
    """A letter while its bounds are gathered."""

    __slots__ = ("letter", "lower", "span", "step", "upper", "values")

    def __init__(self, letter: str, span: Span) -> None:
        self.letter = letter
        self.span = span
        self.lower: Node | None = None
        self.upper: Node | None = None
        self.step: Node | None = None
        self.values: Node | None = None


class Sums(Scripts):
    """Reads big sums."""

    __slots__ = ()

    def big_sum(self) -> Node:
        """A sum sign, what is under and over it, and the product that it sums."""
        sign = self.tokens[self.place]
        self.place += 1
        lower: list[Token] | None = None
        upper: list[Token] | None = None
        while self.tokens[self.place][0] in "_^":
            below = self.tokens[self.place][0] == "_"
            if (lower if below else upper) is not None:
                raise self.stop("a sum has two lower or two upper bounds")
            self.place += 1
            if below:
                lower = self._bound()
            else:
                upper = self._bound()
        if sign[1].endswith("nt"):  # an integral has values, and no letter, at its sign
            return self._integral(sign, lower, upper)
        if lower is None:
            self.notes.asked = True  # over which letters? those that the left side has not
        binder = _Binder(self, lower or [])
        if upper:
            binder.close(upper)
        elif upper is None and self._forgot(binder):
            raise self.stop("the sum has a lower and no upper bound: is a ^ missing before {?")
        if self.tokens[self.place][0] in "$)]}=,":
            raise self.stop("nothing is written under the sum sign's summand")
        self.enter()
        body = self._summand()
        self.depth -= 1
        return BigSum(
            sign[1], binder.bounds(), tuple(binder.constraints), body,
            (sign[2], self.tokens[self.place - 1][3]),
        )  # fmt: skip

    def _integral(self, sign: Token, lower: list[Token] | None, upper: list[Token] | None) -> Node:
        ends = [None if part is None else self.fork(part).whole() for part in (lower, upper)]
        self.enter()
        body = self._summand()
        self.depth -= 1
        bounds = (Bound("", ends[0], ends[1], (sign[2], sign[3])),)
        return BigSum(sign[1], bounds, (), body, (sign[2], self.tokens[self.place - 1][3]))

    def _summand(self) -> Node:
        kind, _, start, _ = self.tokens[self.place]
        if kind not in "+-":
            return self.product()
        self.place += 1
        body = self.product()
        end = self.tokens[self.place - 1][3]
        return Negative(body, (start, end)) if kind == "-" else body

    def _bound(self) -> list[Token]:
        """The tokens of a script; ``^10`` and ``^-1`` are read whole, and reported."""
        kind, value, start, end = self.tokens[self.place]
        if kind == "n" and len(value) > 1:
            self.repair(f"^{value}", f"^{{{value}}}", (start - 1, end))
            self.place += 1
            return [(kind, value, start, end)]
        if kind in "+-" and self.tokens[self.place + 1][0] in "naI":
            after = self.tokens[self.place + 1]
            self.repair(f"^{value}{after[1]}", f"^{{{value}{after[1]}}}", (start - 1, after[3]))
            self.place += 2
            return [(kind, value, start, end), after]
        return self.argument()

    def _forgot(self, binder: _Binder) -> bool:
        r"""``\sum_{v=-k}{k}``: braces with a lone bound right behind the lower one."""
        if self.tokens[self.place][0] != "{" or not any(
            draft.lower is not None for draft in binder.drafts
        ):
            return False
        place = self.place + 1
        while self.tokens[place][0] in "na+-*I":
            place += 1
        return self.tokens[place][0] == "}"


class _Binder:
    """What stands under one sum sign."""

    __slots__ = ("constraints", "cursor", "drafts", "fresh")

    def __init__(self, cursor: Cursor, lower: list[Token]) -> None:
        self.cursor = cursor
        self.drafts: list[_Draft] = []
        self.fresh: list[_Draft] = []  # letters that wait for the bound written after them
        self.constraints: list[Chain] = []
        if lower and lower[0][0] == "K":
            lower = lower[2:-1] if len(lower) > 2 else []
        for part in _split(lower):
            self.add(part)

    def bounds(self) -> tuple[Bound, ...]:
        """The letters with their bounds."""
        return tuple(
            Bound(d.letter, d.lower, d.upper, d.span, d.step, d.values) for d in self.drafts
        )

    def add(self, part: list[Token]) -> None:
        """One piece between commas."""
        step: Node | None = None
        for place, token in enumerate(part):
            if token[0] == "T":
                if "step" in token[1] and part[place + 1 :]:
                    step = self._whole(part[place + 1 :])
                part = part[:place]
                break
        if not part:
            return
        sides, signs = self._sides(part)
        span = (part[0][2], part[-1][3])
        names = [flat(side) for side in sides]
        if not signs:
            self._lone(sides[0], names[0], span)
        elif set(signs) == {"="} and all(names[:-1]):
            for name in names[:-1]:
                self._letter(str(name), span)
            self._give(lower=sides[-1], step=step)
        elif signs == ["in"] and (names[0] or isinstance(sides[0], Listing)):
            self._lone(sides[0], names[0], span)
            self._give(values=sides[1])
        elif signs == ["<="] and (name := _within(sides[0])):
            self._letter(name, span)
            self._give(lower=Negative(sides[1], sides[1].span), upper=sides[1])
        elif signs == ["<=", "<="] and names[1]:
            self._letter(names[1], span)
            self._give(lower=sides[0], upper=sides[2])
        elif signs == [">="] and names[0]:
            self._letter(names[0], span)
            self._give(lower=sides[1])
        elif signs == ["<="] and names[1] and not names[0]:
            self._letter(names[1], span)
            self._give(lower=sides[0], keep=True)
        elif signs == ["<="] and names[0]:
            shared = next((d.lower for d in self.fresh if d.lower is not None), None)
            self._letter(names[0], span)
            self._give(lower=shared, upper=sides[1])
        else:
            places = [token for token in part if token[0] == "="]
            relations = [Relation(sign, (token[2], token[3])) for sign, token in zip(signs, places)]
            self.constraints.append(Chain(tuple(sides), tuple(relations), span))

    def _lone(self, node: Node, name: str | None, span: Span) -> None:
        """A piece without a relation: a letter, or one more value for the one before."""
        if isinstance(node, Listing):
            for item in node.items:
                self._lone(item, flat(item), span)
        elif name is not None and (not self.drafts or isinstance(node, Name) or self.fresh):
            self._letter(name, span)
        elif not self.drafts or isinstance(node, Name):
            raise self.cursor.stop("what stands under the sum is no letter")
        else:
            self._value(node)

    def _value(self, node: Node) -> None:
        """``m,n=0,0`` gives one value each; ``i=0,1,2`` a set of values."""
        last = self.drafts[-1]
        given = [d for d in self.drafts if d.lower is not None]
        if isinstance(last.values, Listing):
            items = (*last.values.items, node)
            last.values = Listing(items, "", (items[0].span[0], node.span[1]))
        elif len(given) > 1 and given[-2].lower is last.lower and not isinstance(node, Dots):
            last.lower = node
        elif last.lower is not None:
            span = (last.lower.span[0], node.span[1])
            last.values = Listing((last.lower, node), "", span)
            last.lower = None
        else:
            raise self.cursor.stop("what stands under the sum is no letter")

    def _letter(self, name: str, span: Span) -> None:
        draft = _Draft(name, span)
        self.drafts.append(draft)
        self.fresh.append(draft)

    def _give(
        self,
        lower: Node | None = None,
        upper: Node | None = None,
        values: Node | None = None,
        step: Node | None = None,
        keep: bool = False,
    ) -> None:
        for draft in self.fresh:
            draft.lower, draft.upper = lower or draft.lower, upper or draft.upper
            draft.values, draft.step = values or draft.values, step or draft.step
        if not keep:  # 0 \le i, j \le 2: the upper bound of both is still to come
            self.fresh = []

    def close(self, upper: list[Token]) -> None:
        """The upper bound: one for all letters that have none, or one each."""
        found: list[Node] = []
        for part in _split(upper):
            sides, signs = self._sides(part)
            found.append(sides[-1] if set(signs) <= {"="} else sides[0])
        waiting = [draft for draft in self.drafts if draft.upper is None]
        if len(found) > 1 and len(found) == len(waiting):
            for draft, node in zip(waiting, found):
                draft.upper = node
        elif len(found) == 1:
            for draft in waiting:
                draft.upper = found[0]
        elif found:
            raise self.cursor.stop("there are more upper bounds than letters under the sum")

    def _sides(self, part: list[Token]) -> tuple[list[Node], list[str]]:
        sides: list[Node] = []
        signs: list[str] = []
        first = depth = 0
        for place, (kind, value, *_) in enumerate(part):
            if kind in "([{S":
                depth += 1
            elif kind in ")]}s":
                depth -= 1
            elif kind == "=" and depth == 0:
                sides.append(self._whole(part[first:place]))
                signs.append(value)
                first = place + 1
        sides.append(self._whole(part[first:]))
        return sides, signs

    def _whole(self, part: list[Token]) -> Node:
        if len(part) == 1:  # by far the commonest
            kind, value, start, end = part[0]
            if kind == "n":
                return self.cursor.number(value, (start, end))
            if kind == "a":
                return Name(value, (start, end))
        return self.cursor.fork(part).whole()


def _within(node: Node) -> str | None:
    r"""The letter of ``|i|``, as in ``\sum_{|i| \le r}``."""
    if isinstance(node, Function) and node.name == "abs" and len(node.arguments) == 1:
        return flat(node.arguments[0])
    return None


def _split(tokens: list[Token]) -> list[list[Token]]:
    """The pieces between commas and row breaks."""
    parts: list[list[Token]] = []
    first = depth = 0
    for place, (kind, *_) in enumerate(tokens):
        if kind in "([{S":
            depth += 1
        elif kind in ")]}s":
            depth -= 1
        elif kind in ",;RQ" and depth == 0:
            parts.append(tokens[first:place])
            first = place + 1
    parts.append(tokens[first:])
    return [part for part in parts if part]
