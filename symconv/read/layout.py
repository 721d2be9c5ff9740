r"""Rows to drafts of chains: what is one equation, what only stands beside it.

Rules, in the order of ``_Row.place``: a row or line that begins or ends with an
operator or a relation goes on; an arrow begins a linked statement; a comma, a wide
space, words or ``&`` begin a new chain where both sides of it have a relation of their
own; otherwise ``&`` is only alignment, a comma makes a list, and words are a remark.
"""

from __future__ import annotations

from symconv.read.lexer import NOT_NAMES, Token
from symconv.read.pairs import Item, Pairs
from symconv.read.syntax import Remark

_OPEN = frozenset("+-*/=_^GPFHKX|")
_LEADS = frozenset("+*/=")
_SEPARATORS = frozenset("&QRT#,;:Z")


class Draft:
    """A chain before its sides are parsed: its items, and the remarks beside them."""

    __slots__ = ("items", "link", "related", "remarks")

    def __init__(self, items: list[Item], link: str = "") -> None:
        self.items = items
        self.link = link
        self.remarks: list[Remark] = []
        self.related = any(item[0] == "=" for item in items)


def ends_open(items: list[Item]) -> bool:
    """Whether something must follow: an operator, a relation, a sum without a summand."""
    if not items:
        return False
    last = len(items) - 1
    if items[last][0] in _OPEN:
        return items[last][0] != "|"
    while last >= 2 and items[last - 1][0] in "_^":
        last -= 2
    return last < len(items) - 1 and items[last][0] == "G"


def rows(pairs: Pairs, first: int, past: int) -> list[list[Item]]:
    """The items of each row, with rows that go on joined (an ``R`` stays at the joint)."""
    items = pairs.items(first, past)
    tokens = pairs.tokens
    found: list[list[Item]] = []
    row: list[Item] = []
    for place, item in enumerate(items):
        kind = item[0]
        if kind not in "RN":
            row.append(item)
        elif row:
            if _goes_on(tokens, row, items, place):
                if kind == "R":
                    row.append(item)
            else:
                found.append(row)
                row = []
    if row:
        found.append(row)
    return found


def _goes_on(tokens: list[Token], row: list[Item], items: list[Item], place: int) -> bool:
    """Whether the break at ``place`` is inside an equation."""
    hard = False
    aligned = False
    while place < len(items) and items[place][0] in "RNQ&":
        hard = hard or items[place][0] == "R"
        aligned = aligned or items[place][0] == "&"
        place += 1
    if place == len(items):
        return False
    end = len(row)
    while end and row[end - 1][0] in "&QR":
        end -= 1
    if end == 0:
        return True
    lead = items[place][0]
    if lead in _LEADS or ends_open(row[max(0, end - 6) : end]):
        return True
    signs = []
    place += 1
    while place < len(items) and items[place][0] not in "RN":
        if items[place][0] in "=Z":
            signs.append(tokens[items[place][1]][1])
        place += 1
    if lead == "-":
        return not signs or (signs[0] == "=" and (aligned or not hard))
    if hard or signs or lead in "ZD":
        return False
    return any(item[0] == "=" for item in row) or lead in "T#"


class Row:
    """The drafts of one row."""

    __slots__ = ("_amps", "_colon", "_comma", "_link", "_quad", "_resumed", "_tokens", "_words",
                 "drafts", "pairs", "text")  # fmt: skip

    def __init__(self, text: str, pairs: Pairs, items: list[Item]) -> None:
        self.text = text
        self.pairs = pairs
        self.drafts: list[Draft] = []
        self._tokens = pairs.tokens
        self._words: list[Item] = []
        self._reset()
        place = 0
        while place < len(items):
            item = items[place]
            if item[0] in _SEPARATORS:
                self._separate(item)
                place += 1
                continue
            end = place + 1
            while end < len(items) and items[end][0] not in _SEPARATORS:
                end += 1
            self._place(items[place:end], _owns(items, place, end))
            self._reset()
            place = end
        self._finish()

    def _reset(self) -> None:
        self._amps = 0
        self._quad = self._resumed = False
        self._comma: Item | None = None
        self._colon: Item | None = None
        self._link: Item | None = None

    def _separate(self, item: Item) -> None:
        kind = item[0]
        drafts = self.drafts
        if kind == "&":
            self._amps += 1
        elif kind == "Q":
            self._quad = True
        elif kind == "R":
            self._resumed = True
        elif kind == "," or kind == ";":
            self._comma = item
        elif kind == ":":
            self._colon = item
        elif kind == "Z":
            self._link = item
        elif kind == "#":
            self._remark(item, "tag")
        elif drafts and self._colon is not None and not self._words:
            drafts[-1].items += [("=", self._colon[1], self._colon[2]), item]
            drafts[-1].related = True
            self._colon = None
        elif drafts and not self._comma and ends_open(drafts[-1].items):
            drafts[-1].items.append(item)
        else:
            self._words.append(item)

    def _place(self, part: list[Item], owns: bool) -> None:
        """Put a run of items where it belongs: into the last chain, or into a new one."""
        draft = self.drafts[-1] if self.drafts else None
        words, self._words = self._words, []
        lead = part[0][0]
        if draft is None or self._link is not None:
            self._begin(part, words, lead)
            return
        if self._resumed and not ends_open(draft.items):
            draft = self._main()
        elif self._starts(draft, part, owns, lead, bool(words)):
            self._begin(part, words, "")
            return
        elif words and lead not in "+-*/=":
            span = (self._tokens[words[0][1]][2], self._tokens[part[-1][2] - 1][3])
            value = self.text[span[0] : span[1]]
            said = "".join([self._tokens[item[1]][1] for item in words])
            rest = self.text[self._tokens[part[0][1]][2] : span[1]]
            draft.remarks.append(Remark(f"{said}{rest}" if value else said, "text", span))
            return
        elif self._beside(draft, part) or (self._comma is not None and self._said_on(draft, part)):
            return
        elif self._colon is not None:
            draft.items.append(("=", self._colon[1], self._colon[2]))
        elif self._comma is not None and lead != "=":
            draft.items.append(self._comma)
        for item in words:
            self.drafts[-1].remarks.append(self._said(item, "text"))
        draft.items += part
        draft.related = draft.related or any(item[0] == "=" for item in part)

    def _starts(self, draft: Draft, part: list[Item], owns: bool, lead: str, words: bool) -> bool:
        """Whether a part begins a chain of its own beside the last one."""
        if lead == "=" or ends_open(draft.items):
            return False
        separate = owns and draft.related
        if words:
            return owns and lead not in "+*/"
        if self._comma is not None:
            return separate and not self._list(draft, part)
        if lead in "+*/" or not (self._amps or self._quad or self._colon is not None):
            return False
        if lead == "-":
            return separate and self._sign(part) != "="
        return separate or (self._amps > 1 and draft.related and len(part) > 0)

    def _list(self, draft: Draft, part: list[Item]) -> bool:
        r"""``0 \le i, j \le 2``: one statement about two letters."""
        items = draft.items
        signs = [self._tokens[item[1]][1] for item in items if item[0] == "="]
        others = [self._tokens[item[1]][1] for item in part if item[0] == "="]
        return (
            len(signs) == len(others) == 1
            and signs == others
            and signs[0] in ("<", "<=", ">", ">=")
            and items[0][0] in "n-"
            and items[-1][0] == "a"
            and part[0][0] == "a"
        )

    def _beside(self, draft: Draft, part: list[Item]) -> bool:
        """A parenthesis after a wide space: a condition, or a number for the line."""
        if not (self._quad and draft.related and len(part) == 1 and part[0][0] == "("):
            return False
        _, first, past = part[0]
        inner = self.pairs.items(first + 1, past - 1)
        if any(item[0] == "=" for item in inner):
            self.drafts += Row(self.text, self.pairs, inner).drafts
            return True
        if len(inner) == 1 and inner[0][0] in "n*":
            span = (self._tokens[first][2], self._tokens[past - 1][3])
            draft.remarks.append(Remark(self.text[span[0] : span[1]], "tag", span))
            return True
        return False

    def _arrow(self, item: Item) -> str:
        r"""The arrow itself, also in ``\overset{S}{\to}``."""
        values = [token[1] for token in self._tokens[item[1] : item[2]] if token[0] == "Z"]
        return values[-1]

    def _said_on(self, draft: Draft, part: list[Item]) -> bool:
        """``\\forall i, j``: what follows a remark's comma belongs to the remark."""
        if not draft.remarks or not draft.items:
            return False
        last = draft.remarks[-1]
        if last.span[0] < self._tokens[draft.items[-1][2] - 1][3]:
            return False
        end = self._tokens[part[-1][2] - 1][3]
        text = f"{last.text}{self.text[last.span[1] : end]}"
        draft.remarks[-1] = last._replace(text=text, span=(last.span[0], end))
        return True

    def _sign(self, part: list[Item]) -> str:
        return next((self._tokens[item[1]][1] for item in part if item[0] == "="), "=")

    def _begin(self, part: list[Item], words: list[Item], lead: str) -> None:
        link = "" if self._link is None else self._arrow(self._link)
        first: list[Item] = []
        if words and lead == "=" and self._tokens[words[-1][1]][1].strip() not in NOT_NAMES:
            first = [words.pop()]
        draft = Draft(first + part, link)
        self.drafts.append(draft)
        draft.remarks += [self._said(item, "text") for item in words]

    def _main(self) -> Draft:
        """The chain that a next row goes on with: the last one that names an element."""
        for draft in reversed(self.drafts):
            if any(item[0] in "[(_" for item in draft.items):
                return draft
        return self.drafts[-1]

    def _said(self, item: Item, kind: str) -> Remark:
        token = self._tokens[item[1]]
        return Remark(token[1], kind, (token[2], token[3]))

    def _remark(self, item: Item, kind: str) -> None:
        if not self.drafts:
            self._words.append(item)
        else:
            self.drafts[-1].remarks.append(self._said(item, kind))

    def _finish(self) -> None:
        left = [*self._words]
        if self._link is not None:
            left.append(self._link)
        if left and not self.drafts:
            self.drafts.append(Draft([]))
        for item in sorted(left, key=lambda item: item[1]):
            self.drafts[-1].remarks.append(self._said(item, "text"))


def _owns(items: list[Item], first: int, end: int) -> bool:
    """Whether the part has a relation behind its first item, or right after an ``&``."""
    if any(item[0] == "=" for item in items[first + 1 : end]):
        return True
    while end < len(items) and items[end][0] in "&Q":
        end += 1
    return end < len(items) and items[end][0] == "=" and items[first][0] != "="
