r"""How a document uses each name: what ``resolve`` decides by.

One pass over all formulas. A use is counted by where it stands: in a value, in an
index, or in a bound. To add a fact, add a field to ``Usage``, fill it in ``_Gatherer``
and use it in ``resolve.py``.
"""

from __future__ import annotations

from collections.abc import Iterable

from symconv.read.cursor import STARS, flat
from symconv.read.record import Record
from symconv.read.syntax import (
    Access,
    BigSum,
    Bound,
    Call,
    Chain,
    Derivative,
    Name,
    Node,
    Power,
    Product,
    Sum,
)
from symconv.read.walk import children, walk

PREFIXES = frozenset(("d", r"\delta", r"\Delta"))
"""Letters that may begin a name: ``dy_{11}``."""


SHORT_WORDS = frozenset(("in",))
"""Names of two letters, which would else be a product."""


class Usage:
    """How one name is used: counts, and the shapes of its indices."""

    __slots__ = ("bare", "bound", "called", "deep", "indexed", "left", "prefixed", "ranks", "runs",
                 "scripts", "singles", "values")  # fmt: skip

    def __init__(self) -> None:
        self.bare = 0  # as a factor or term of its own
        self.deep = 0  # as a letter in an index or a bound
        self.bound = False  # under a sum
        self.called = 0  # with one argument in parentheses
        self.left = False  # alone with parentheses on the left of a relation
        self.ranks: set[int] = set()  # numbers of indices in brackets or between commas
        self.runs: set[int] = set()  # lengths of subscripts without commas
        self.singles = 0  # subscripts with one index, in values
        self.indexed = 0  # subscripts of any kind, anywhere
        self.values = 0  # accesses of any kind, in values
        self.prefixed = 0  # right before a name
        self.scripts: set[str] = set()  # superscripts


class Symbols:
    """What is known of each name, and what there is to settle."""

    __slots__ = ("calls", "letters", "names", "prefixes", "scopes", "unbound", "words")

    def __init__(self) -> None:
        self.names: dict[str, Usage] = {}
        self.letters: set[str] = set()  # bound anywhere
        self.prefixes: set[str] = set()  # alone before a name on the left: dw_{11} = …
        self.words: dict[str, bool] = {}  # letters that touch, and whether an access ends them
        self.calls = False
        self.scopes = False
        self.unbound = False  # whether a sum names no letter

    def of(self, name: str) -> Usage:
        """How a name is used; the superscripts of its layers do not matter."""
        return self.names.get(stem(name)) or Usage()


def stem(name: str) -> str:
    r"""A name without superscript and prefix: ``a`` for ``a^{(l)}`` and for ``\partial a``."""
    return name.partition("^{")[0].rpartition(" ")[2]


def gather(chains: Iterable[Chain]) -> Symbols:
    """Count the uses of all names.

    >>> from symconv.read.formula import parse
    >>> gather(parse("y_1 = x_{12}", 0, 12).chains).of("x").runs
    {2}
    """
    symbols = Symbols()
    gatherer = _Gatherer(symbols)
    for chain in chains:
        gatherer.chain(chain)
    return symbols


_VALUE, _INDEX, _BOUND, _WHOLE = 0, 1, 2, 4


class _Gatherer:
    __slots__ = ("names", "symbols")

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.names = symbols.names

    def use(self, name: str) -> Usage:
        name, _, script = name.rpartition(" ")[2].partition("^{")
        usage = self.names.get(name)
        if usage is None:
            usage = self.names[name] = Usage()
        if script:
            usage.scripts.add(script[:-1])
        return usage

    def chain(self, chain: Chain) -> None:
        for place, side in enumerate(chain.sides):
            if place == 0 and chain.relations:
                self._left(side)
            self._node(side, _WHOLE)
        for condition in chain.conditions:
            for side in condition.sides:
                self._node(side, _BOUND)

    def _left(self, side: Node) -> None:
        if isinstance(side, Call):
            name = flat(side.head)
            if name is not None:
                self.use(name).left = True
        elif isinstance(side, Product) and not side.signs[0]:
            first = side.factors[0]
            if isinstance(first, Name) and first.name in PREFIXES and len(side.factors) == 2:
                self.symbols.prefixes.add(first.name)

    def _node(self, root: Node, where: int) -> None:
        waiting: list[tuple[Record, int]] = [(root, where)]
        while waiting:
            node, where = waiting.pop()
            if isinstance(node, Name):
                self._name(node, where)
            elif isinstance(node, Access):
                outside = where & ~_WHOLE
                where = self._access(node, where)
                waiting += [
                    (child, outside if child is node.base else where) for child in children(node)
                ]
            elif isinstance(node, Call):
                self._call(node, where)
                if not isinstance(node.head, Name):
                    waiting.append((node.head, where & ~_WHOLE | 8))
                inner = where & ~_WHOLE
                if len(node.arguments) > 1 or not holds_access(node.arguments):
                    inner |= _INDEX
                waiting += [(argument, inner) for argument in node.arguments]
            elif isinstance(node, Product):
                self._product(node, where)
                inner = where & ~_WHOLE
                if all(sign.partition("_")[0] in STARS for sign in node.signs):
                    inner |= 16
                waiting += [(factor, inner) for factor in node.factors]
            elif isinstance(node, BigSum):
                self.symbols.unbound = self.symbols.unbound or not node.bounds
                for bound in node.bounds:
                    self.symbols.letters.add(bound.letter)
                    self.use(bound.letter).bound = True
                waiting += [(child, where & ~_WHOLE | _BOUND) for child in node.bounds]
                for constraint in node.constraints:
                    waiting += [(side, _BOUND) for side in constraint.sides]
                waiting.append((node.body, where & ~_WHOLE))
            elif isinstance(node, Bound):
                waiting += [(child, _BOUND) for child in children(node)]
            elif isinstance(node, Chain):
                waiting += [(side, _BOUND) for side in node.sides]
            elif isinstance(node, Derivative):
                waiting += [(child, _WHOLE) for child in children(node)]
            else:
                if isinstance(node, Sum) and any(type(term) is BigSum for term in node.terms[:-1]):
                    self.symbols.scopes = True
                if isinstance(node, Power) and isinstance(node.base, Access):
                    self.use(node.base.name)
                waiting += [(child, where & ~_WHOLE) for child in children(node)]

    def _name(self, node: Name, where: int) -> None:
        usage = self.use(node.name)
        if where & (_INDEX | _BOUND):
            usage.deep += 1
        elif not where & (_WHOLE | 16):
            usage.bare += 1

    def _access(self, node: Access, where: int) -> int:
        usage = self.use(node.name)
        if node.style in ("bracket", "comma", "paren"):
            usage.ranks.add(len(node.indices))
            usage.values += 1
        else:
            usage.indexed += 1
            if node.style == "run":
                usage.runs.add(len(node.indices))
            if not where & (_INDEX | _BOUND | 8):
                usage.values += 1
                usage.singles += node.style == "index" and not _several(node.indices[0])
        return _INDEX

    def _call(self, node: Call, where: int) -> None:
        self.symbols.calls = True
        name = flat(node.head)
        if name is not None:
            usage = self.use(name)
            if len(node.arguments) > 1:
                usage.ranks.add(len(node.arguments))
                usage.values += 1
            elif not where & (_INDEX | _BOUND):
                usage.called += 1

    def _product(self, node: Product, where: int) -> None:
        """Prefixes and words: letters that touch the next factor."""
        factors, signs = node.factors, node.signs
        place = 0
        while place < len(signs):
            first = factors[place]
            if signs[place] or not isinstance(first, Name):
                place += 1
                continue
            after = factors[place + 1]
            if first.name in PREFIXES and not (where & _INDEX) and _nameable(after):
                self.use(first.name).prefixed += 1
            end = word_end(node, place)
            if end > place + 1:
                word = "".join([factors[k].name for k in range(place, end - 1)])  # type: ignore[union-attr]
                last = factors[end - 1]
                accessed = not isinstance(last, Name)
                head = last.head if isinstance(last, Call) else last
                word += getattr(head, "name", "")
                self.symbols.words[word] = self.symbols.words.get(word, False) or accessed
            place = max(end - 1, place + 1)


def _nameable(node: Node) -> bool:
    return isinstance(node, (Name, Access)) or (
        isinstance(node, Call) and isinstance(node.head, (Name, Access))
    )


def _several(index: Node) -> bool:
    """Whether one index may be two without a comma: ``x_{(i+1)j}``."""
    return isinstance(index, Call) or (isinstance(index, Product) and not any(index.signs))


def word_end(node: Product, place: int) -> int:
    """One past the last factor of the letters that touch from ``place`` on."""
    factors, signs = node.factors, node.signs
    end = place + 1
    while end < len(factors) and not signs[end - 1]:
        before, after = factors[end - 1], factors[end]
        if not isinstance(before, Name) or len(before.name) != 1 or not before.name.isalpha():
            break
        if before.span[1] != after.span[0] or not _nameable(after):
            break
        end += 1
    return end


def holds_access(nodes: Iterable[Node]) -> bool:
    """Whether an element, a derivative or a sum stands anywhere in the nodes."""
    return any(isinstance(node, (Access, Derivative, BigSum, Call)) for node in walk(*nodes))


def free(node: Node) -> set[str]:
    """The letters that a node uses and does not bind itself."""
    found: set[str] = set()
    waiting: list[tuple[Record, frozenset[str]]] = [(node, frozenset())]
    while waiting:
        item, held = waiting.pop()
        if isinstance(item, Name):
            if item.name not in held:
                found.add(item.name)
        elif isinstance(item, BigSum):
            inner = held | {bound.letter for bound in item.bounds}
            waiting.append((item.body, inner))
            for bound in item.bounds:
                waiting += [(child, held) for child in children(bound)]
        else:
            waiting += [(child, held) for child in children(item)]
    return found
