r"""The second pass: questions that only the whole file can settle.

* ``x_{12}`` is (1,2), unless the same array is used with one index (``x_1``, ``x[n]``), or
  is known to have one.
* ``s(i-1)`` is an access where ``s`` is an array: on the left of an equation, with two
  indices somewhere, or never alone; else a product.
* ``dy_{11}`` is one name where ``d`` only ever stands before names, and once alone on
  the left; ``Conv_{i,j}`` where its letters are used nowhere else.
* ``k_1`` that only stands in bounds and indices is a size, and no element.
* ``w_{11}^2`` is a layer's where the same name has a superscript 1 or a letter.
* ``y[n] = \sum x[k]h[n-k]`` sums over the letters that the left side has not.
* ``\sum_i a_i + b_i`` sums all terms that use ``i``, unless ``i`` is on the left.
* A formula that begins with ``=`` goes on with the formula right before it.

Each question is one method of ``_Settler``. ``resolve`` changes no text and no span of
what is only understood better.
"""

from __future__ import annotations

from collections.abc import Mapping

from symconv.read.cursor import flat
from symconv.read.document import Document, Formula
from symconv.read.record import Record
from symconv.read.rewrites import bound_by_use, flattened, prefixed, scoped, single, spread
from symconv.read.symbols import (
    PREFIXES,
    SHORT_WORDS,
    Symbols,
    free,
    gather,
    holds_access,
    stem,
    word_end,
)
from symconv.read.syntax import (
    Access,
    BigSum,
    Blank,
    Call,
    Chain,
    Name,
    Node,
    Number,
    Power,
    Product,
    Sum,
)
from symconv.read.walk import rebuilt


def resolve(document: Document, ranks: Mapping[str, int] | None = None) -> Document:
    """The document with its open questions settled; it is not changed itself.

    ``ranks`` says how many indices an array has, where that is known beforehand.

    >>> from symconv.read.document import read_document
    >>> from symconv.read.show import show
    >>> text = "$y_1 = x_{12}$ and $x_3 = 4$"
    >>> show(resolve(read_document(text, "md")).formulas[0].chains[0].sides[1])
    'x_{12}'
    """
    formulas = _joined(document.text, document.formulas)
    if any(formula.asked for formula in formulas):
        symbols = gather(chain for formula in formulas for chain in formula.chains)
        settler = _Settler(symbols, ranks or {})
        if settler.needed():
            formulas = tuple(
                formula._replace(
                    chains=tuple([settler.chain(chain) for chain in formula.chains]), asked=False
                )
                if formula.asked
                else formula
                for formula in formulas
            )
    return document if formulas is document.formulas else document._replace(formulas=formulas)


def _joined(text: str, formulas: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """Formulas that begin with a relation, joined to the chain right before them."""
    found: list[Formula] = []
    changed = False
    for formula in formulas:
        first = formula.chains[0] if formula.chains else None
        if first is not None and first.sides and isinstance(first.sides[0], Blank) and found:
            before = found[-1]
            gap = text[before.span[1] : formula.span[0]]
            if before.chains and before.chains[-1].relations and not gap.strip():
                last = before.chains[-1]
                last = last._replace(
                    sides=last.sides + first.sides[1:],
                    relations=last.relations + first.relations,
                    span=(last.span[0], first.span[1]),
                    conditions=last.conditions + first.conditions,
                    remarks=last.remarks + first.remarks,
                )
                found[-1] = before._replace(
                    chains=(*before.chains[:-1], last), asked=before.asked or formula.asked
                )
                formula = formula._replace(chains=formula.chains[1:])
                changed = True
        found.append(formula)
    return tuple(found) if changed else formulas


class _Settler:
    """Settles each question by what is known of all names."""

    __slots__ = ("_collapsed", "_prefixes", "_ranks", "_sizes", "_symbols", "_words")

    def __init__(self, symbols: Symbols, ranks: Mapping[str, int]) -> None:
        self._symbols = symbols
        self._ranks = ranks
        names = symbols.names
        self._prefixes = {
            name
            for name in PREFIXES & symbols.prefixes
            if (use := names[name]).prefixed == use.bare + use.deep
            and not (use.bound or use.ranks or use.indexed or use.called)
        }
        self._words = {word for word, ended in symbols.words.items() if self._is_word(word, ended)}
        self._collapsed = {name for name in names if self._is_single(name)}
        self._sizes = {
            name
            for name, use in names.items()
            if use.indexed and not use.values and not use.ranks and not use.called
        }

    def needed(self) -> bool:
        """Whether there is anything to settle."""
        symbols = self._symbols
        return bool(
            symbols.calls or symbols.scopes or symbols.unbound or self._prefixes or self._words
            or self._collapsed or self._sizes
            or any(use.scripts or 2 in use.runs for use in symbols.names.values())
        )  # fmt: skip

    def _is_word(self, word: str, ended: bool) -> bool:
        """Whether letters that touch are one name: ``Conv``, but not ``abx`` before ``[n]``."""
        if ended and word in SHORT_WORDS:
            return True
        if not ended or len(word) < 3 or not word.isascii() or not word.isalpha():
            return False
        names = self._symbols.names
        for letter in set(word[:-1]):
            use = names.get(letter)
            spelled = sum(other[:-1].count(letter) for other in self._symbols.words)
            if use and (
                use.ranks or use.indexed or use.bound or use.bare + use.deep > spelled * 40
            ):
                return False
        return True

    def _is_single(self, name: str) -> bool:
        """Whether an array has one index, so that ``x_{12}`` is its twelfth element."""
        use = self._symbols.names[name]
        if not use.runs:
            return False
        if name in self._ranks:
            return self._ranks[name] == 1
        if use.ranks:
            return 1 in use.ranks and not use.ranks & use.runs
        return use.singles > 0

    def chain(self, chain: Chain) -> Chain:
        """A chain with all its questions settled."""
        wanted = self._symbols.scopes or self._symbols.unbound
        left = free(chain.sides[0]) if len(chain.sides) > 1 and wanted else set()
        sides = tuple([self._side(side, left if place else set()) for place, side in
                       enumerate(chain.sides)])  # fmt: skip
        conditions = tuple([self.chain(condition) for condition in chain.conditions])
        return chain._replace(sides=sides, conditions=conditions)

    def _side(self, side: Node, left: set[str]) -> Node:
        node = self._settle(side, False)
        if self._symbols.unbound and left:
            node = bound_by_use(node, left, self._symbols.letters)
        if self._symbols.scopes and isinstance(node, Sum):
            return scoped(node, left)
        return node  # type: ignore[return-value]

    def _settle(self, node: Record, deep: bool) -> Record:
        """The node settled; ``deep`` inside an index or a bound."""
        kind = type(node)
        if kind is Number or kind is Name:
            return node
        if kind is Access:
            return self._access(node, deep)  # type: ignore[arg-type]
        if kind is Call:
            return self._call(node, deep)  # type: ignore[arg-type]
        if kind is Power:
            node = self._power(node)  # type: ignore[arg-type]
        if kind is Product:
            node = self._product(node)  # type: ignore[arg-type]
            if not isinstance(node, Product):
                return self._settle(node, deep)
        if kind is BigSum:
            body = self._settle(node.body, deep)  # type: ignore[attr-defined]
            node = node._replace(body=Blank((0, 0)))
            node = rebuilt(node, lambda part: self._settle(part, True))
            return node._replace(body=body)
        if kind is Chain:
            return self.chain(node)  # type: ignore[arg-type]
        node = rebuilt(node, lambda part: self._settle(part, deep))
        return flattened(node) if kind is Product else node

    def _access(self, node: Access, deep: bool) -> Record:
        name = node.name
        if name[0] in self._prefixes:  # the indices of dy are those of y
            name = name[1:] or name
        use = self._symbols.of(name)
        if node.style in ("index", "run") and node.base is None:
            letter = flat(node)
            if letter is not None and (
                letter in self._symbols.letters or stem(name) in self._sizes
            ):
                return Name(letter, node.span)
        if node.style == "run" and stem(name) in self._collapsed:
            node = node._replace(indices=(single(node.indices),), style="index")
        elif node.style == "index" and len(node.indices) == 1:
            node = node._replace(indices=spread(node.indices[0], use.ranks | use.runs))
        return rebuilt(node, lambda part: self._settle(part, True))

    def _call(self, node: Call, deep: bool) -> Node:
        head = node.head
        arguments = tuple([self._settle(argument, True) for argument in node.arguments])
        if self._is_access(node, deep):
            name = flat(head)
            if name is not None:
                return Access(name, arguments, "paren", node.span)  # type: ignore[arg-type]
        arguments = tuple([self._settle(argument, deep) for argument in node.arguments])
        settled = self._settle(head, deep)
        return Product((settled, *arguments), ("",), node.span)  # type: ignore[arg-type]

    def _is_access(self, node: Call, deep: bool) -> bool:
        name = flat(node.head)
        if name is None:
            return False
        if len(node.arguments) > 1:
            return True
        use = self._symbols.of(name)
        if use.left:
            return True
        if use.bound or holds_access(node.arguments):
            return False
        if isinstance(node.head, Access):
            head = self._symbols.of(node.head.name)
            return not head.values and not deep
        if use.ranks:
            return not deep or not (use.bare or use.deep)
        return not (deep or use.bare or use.deep or use.indexed)

    def _power(self, node: Power) -> Node:
        """``w_{11}^2`` as an element of layer 2, where ``w`` has layers."""
        base, exponent = node.base, node.exponent
        if not isinstance(base, Access) or not isinstance(exponent, Number):
            return node
        scripts = self._symbols.of(base.name).scripts
        if base.style == "bracket" or not any(not s.isdigit() or int(s) < 2 for s in scripts):
            return node
        return base._replace(name=f"{base.name}^{{{exponent.text}}}", span=node.span)

    def _product(self, node: Product) -> Node:
        """Join the letters of one name."""
        if not (self._prefixes or self._words):
            return node
        factors: list[Node] = list(node.factors)
        signs = list(node.signs)
        place = 0
        while place < len(factors) - 1:
            first = factors[place]
            if signs[place] or not isinstance(first, Name):
                place += 1
                continue
            end = place + 2
            prefix = first.name
            if prefix not in self._prefixes:
                end = word_end(Product(tuple(factors), tuple(signs), node.span), place)
                prefix = "".join([getattr(item, "name", "") for item in factors[place : end - 1]])
                last = factors[end - 1]
                whole = prefix + getattr(last.head if isinstance(last, Call) else last, "name", "")
                if end < place + 2 or whole not in self._words:
                    place += 1
                    continue
            span = (first.span[0], factors[end - 1].span[1])
            joined = prefixed(prefix, factors[end - 1], span)
            if joined is None:
                place += 1
                continue
            factors[place:end] = [joined]
            del signs[place : end - 1]
            place += 1
        if len(factors) == 1:
            return factors[0]
        return node._replace(factors=tuple(factors), signs=tuple(signs))
