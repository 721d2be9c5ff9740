r"""A formula's text to its chains: lexer, layout and parser in their order.

A side that cannot be read is Unread alone; its neighbours stay. A formula that is too
long, or cannot be laid out, is one Unread side with the reason.
"""

from __future__ import annotations

import re

from symconv.read.commas import decimals
from symconv.read.cursor import Notes, StopError
from symconv.read.layout import Draft, Row, rows
from symconv.read.lexer import Token, lex
from symconv.read.pairs import Item, Pairs
from symconv.read.parser import Parser
from symconv.read.record import Record
from symconv.read.source import Source
from symconv.read.syntax import (
    BigSum,
    Blank,
    Chain,
    Name,
    Negative,
    Node,
    Product,
    Quotient,
    Relation,
    Repair,
    Span,
    Sum,
    Text,
    Unread,
)

_COMMA = re.compile(r"[0-9],[0-9]").search
MAX_FORMULA = 60_000
"""Characters of one formula; a longer one is reported and not parsed."""


class _Side(Parser):
    """A parser that can also read whole statements in the cells of ``cases``."""

    __slots__ = ()

    def chains(self, tokens: list[Token]) -> tuple[Chain, ...]:
        self.enter()
        end = tokens[-1][3]
        found = _chains(self.notes, [*tokens, ("$", "", end, end)], self.depth)
        self.depth -= 1
        return tuple(found)


class Parsed(Record):
    """What a formula says; ``asked`` where only the whole file can settle a question."""

    chains: tuple[Chain, ...]
    repairs: tuple[Repair, ...]
    asked: bool


def parse(text: str, start: int, end: int, source: Source | None = None) -> Parsed:
    r"""The chains in ``text[start:end]``; offsets are mapped where ``source`` is given.

    >>> [type(side).__name__ for side in parse(r"y[1] = 2 \cdot 3", 0, 16).chains[0].sides]
    ['Access', 'Product']
    """
    if end - start > MAX_FORMULA:
        reason = f"the formula has {end - start} characters, more than {MAX_FORMULA}"
        span = (start, end) if source is None else source.span(start, end)
        return Parsed((Chain((Unread(reason, span, span[0]),), (), span),), (), False)
    tokens, repairs = lex(text, start, end)
    if _COMMA(text, start, end):
        tokens = decimals(tokens)
    if source is not None:
        text = source.text
        tokens = [(token[0], token[1], *source.span(token[2], token[3])) for token in tokens]
        repairs = [repair._replace(span=source.span(*repair.span)) for repair in repairs]
    notes = Notes(text, repairs)
    found = _chains(notes, tokens, 0)
    notes.repairs.sort(key=lambda repair: repair.span)
    return Parsed(tuple(found), tuple(notes.repairs), notes.asked)


def _chains(notes: Notes, tokens: list[Token], depth: int) -> list[Chain]:
    pairs = Pairs(tokens)
    found: list[Chain] = []
    for items in rows(pairs, 0, len(tokens) - 1):
        row = Row(notes.text, pairs, items)
        chains = [_chain(notes, tokens, draft, depth) for draft in row.drafts]
        found += chains if len(chains) < 2 else _conditioned(chains)
    return found


def _chain(notes: Notes, tokens: list[Token], draft: Draft, depth: int) -> Chain:
    sides: list[Node] = []
    relations: list[Relation] = []
    items = draft.items
    draft.remarks.sort(key=lambda remark: remark.span)
    first = 0
    last = len(items)
    if not items:
        spans = [remark.span for remark in draft.remarks]
        span = (spans[0][0], spans[-1][1]) if spans else (tokens[0][2], tokens[0][2])
        return Chain((), (), span, (), tuple(draft.remarks), draft.link)
    for place in range(last):
        if items[place][0] == "=":
            token = tokens[items[place][1]]
            span = (token[2], tokens[items[place][2] - 1][3])
            if place == first and relations and first:
                apart = tokens[items[place - 1][2] : items[place][1]]
                same = relations[-1].sign == _sign(tokens, items[place])
                if same and any(between[0] in "R&N" for between in apart):
                    first = place + 1  # "= \\ =": the sign is only repeated
                    continue
                sides.append(Unread("nothing stands between two relations", span, span[0]))
            elif place == first:
                sides.append(Blank((token[2], token[2])))
            else:
                sides.append(_side(notes, tokens, items[first:place], depth))
            relations.append(Relation(_sign(tokens, items[place]), span))
            first = place + 1
    if first < last:
        sides.append(_side(notes, tokens, items[first:], depth))
    else:
        end = relations[-1].span[1]
        sides.append(Unread("nothing stands behind the relation", (end, end), end))
    span = (tokens[items[0][1]][2], tokens[items[-1][2] - 1][3])
    return Chain(tuple(sides), tuple(relations), span, (), tuple(draft.remarks), draft.link)


def _sign(tokens: list[Token], item: Item) -> str:
    """What a relation says; ``\\overset{!}{=}`` says what it holds."""
    for place in range(item[2] - 1, item[1] - 1, -1):
        if tokens[place][0] in "=Z:":
            return tokens[place][1]
    return "="


def _side(notes: Notes, tokens: list[Token], items: list[Item], depth: int) -> Node:
    inner: list[Token] = []
    start = place = items[0][1]
    for _, first, past in items:
        if first != place:
            inner += tokens[start:place]
            start = first
        place = past
    inner += tokens[start:place]
    inner = [token for token in inner if token[0] != "N"]
    if not inner:
        at = tokens[items[0][1]][2]
        return Unread("nothing is written here", (at, at), at)
    span: Span = (inner[0][2], inner[-1][3])
    if len(inner) == 1 and inner[0][0] == "T":
        word = inner[0][1].strip()
        beside = start > 0 and tokens[start - 1][0] == ":"  # h[1,-2]: \text{missing}
        alone = not beside and word == inner[0][1] and word.replace("-", "").isalnum()
        return Name(word, span) if alone else Text(word, span)
    inner += [("$", "", span[1], span[1])] * 2
    try:
        return _Side(inner, notes, depth).side()
    except StopError as stop:
        return Unread(stop.reason, span, stop.at)


def _conditioned(chains: list[Chain]) -> list[Chain]:
    """Chains about letters only become conditions of the chain beside them."""
    about = [bool(chain.relations) and all(map(_bare, chain.sides)) for chain in chains]
    linked = [bool(chain.link) for chain in chains]
    if all(about):
        return chains
    found: list[Chain] = []
    waiting: list[Chain] = []
    for place, chain in enumerate(chains):
        alone = linked[place] or (place + 1 < len(chains) and linked[place + 1])
        if not about[place] or alone:
            if waiting and not about[place]:
                chain = chain._replace(conditions=tuple(waiting))
                waiting = []
            found.append(chain)
        elif found and (found[-1].conditions or not about[place - 1]):
            found[-1] = found[-1]._replace(conditions=(*found[-1].conditions, chain))
        else:
            waiting.append(chain)
    return found + waiting


def _bare(node: Node) -> bool:
    """Whether only letters and numbers stand here."""
    if isinstance(node, (Sum, Product)):
        return all(map(_bare, node.terms if isinstance(node, Sum) else node.factors))
    if isinstance(node, Negative):
        return _bare(node.term)
    if isinstance(node, Quotient):
        return _bare(node.top) and _bare(node.bottom)
    return not isinstance(node, (BigSum, Unread, Blank, Text)) and type(node).__name__ not in (
        "Access",
        "Call",
        "Matrix",
        "Cases",
        "Derivative",
        "Power",
    )
