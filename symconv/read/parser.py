r"""Sums and products: the top of the parser (its layers are listed in ``cursor.py``).

A side is terms with signs; a term is factors side by side or with a sign between them;
dots are a term of their own. To add a kind of factor, add its token to ``_ATOMS``.
"""

from __future__ import annotations

from collections.abc import Callable

from symconv.read.atoms import Atoms
from symconv.read.cursor import text_of
from symconv.read.derivatives import bared, is_partial
from symconv.read.syntax import (
    Access,
    BigSum,
    Call,
    Derivative,
    Dots,
    Function,
    Listing,
    Matrix,
    Mod,
    Name,
    Negative,
    Node,
    Power,
    Product,
    Quotient,
    Sum,
    Text,
)

MAX_CHAINED = 20
"""How many quotients, remainders or factorials may follow one another."""

_STARTS = frozenset("a([{SFGPHXfBOTKI")


class Parser(Atoms):
    """Reads one side of a relation."""

    __slots__ = ()

    def side(self) -> Node:
        """A whole side: one expression, or several between commas."""
        tokens = self.tokens
        start = tokens[self.place][2]
        found = [self.expression()]
        origin = 0 if self.marked else None
        while tokens[self.place][0] in ",;" and tokens[self.place][1] != ".":
            self.place += 1
            self.marked = False
            found.append(self.expression())
            if self.marked and origin is None:
                origin = len(found) - 1
        if tokens[self.place][0] != "$":
            raise self.stop()
        if len(found) == 1:
            return found[0]
        return Listing(tuple(found), "", (start, tokens[self.place][3]), origin)

    def expression(self) -> Node:
        """Terms with signs, and a modulus behind them."""
        self.depth += 1
        if self.depth > 40:
            raise self.stop("it is nested too deeply")
        tokens = self.tokens
        kind, _, start, _ = tokens[self.place]
        terms: list[Node] = []
        while True:
            if kind == "+" or kind == "-":
                at = tokens[self.place][2]
                self.place += 1
                term = self._after_sign()
                if kind == "-":
                    term = Negative(term, (at, tokens[self.place - 1][3]))
            elif kind == "D":
                term = Dots((tokens[self.place][2], tokens[self.place][3]))
                self.place += 1
            else:
                term = self.product()
            terms.append(term)
            kind = tokens[self.place][0]
            if kind == "+" or kind == "-" or kind == "D":
                continue
            if terms and isinstance(terms[-1], Dots) and kind in _STARTS:
                continue  # + \dots x_n w_n
            break
        span = (start, tokens[self.place - 1][3])
        if len(terms) == 1:
            node = terms[0]
        else:
            node = Sum(tuple(terms), span)
            if any(type(term) is BigSum for term in terms[:-1]):
                self.notes.asked = True  # how far does the sum reach?
        if kind == "M" or (kind == "(" and tokens[self.place + 1][0] == "M"):
            node = self._modulus(node, start)
        self.depth -= 1
        return node

    def _after_sign(self) -> Node:
        """A term, which may have one more sign of its own: ``3 - -1``."""
        kind, _, at, end = self.tokens[self.place]
        if kind == "D":
            self.place += 1
            return Dots((at, end))
        if kind not in "+-":
            return self.product()
        self.place += 1
        if self.tokens[self.place][0] in "+-":
            raise self.stop("three signs one after the other")
        term = self.product()
        return Negative(term, (at, self.tokens[self.place - 1][3])) if kind == "-" else term

    def _modulus(self, node: Node, start: int) -> Node:
        r"""``\bmod 4``, ``\pmod{4}`` and ``(\bmod 4)`` behind an expression."""
        tokens = self.tokens
        for _ in range(MAX_CHAINED):
            paren = tokens[self.place][0] == "("
            if paren and tokens[self.place + 1][0] == "M":
                self.place += 1
            elif tokens[self.place][0] != "M":
                return node
            self.place += 1
            modulus = self.factor()
            if paren:
                if tokens[self.place][0] != ")":
                    raise self.stop()
                self.place += 1
            node = Mod(node, modulus, (start, tokens[self.place - 1][3]))
        raise self.stop("too many remainders one after the other")

    def product(self) -> Node:
        """Factors side by side or with signs between them."""
        tokens = self.tokens
        start = tokens[self.place][2]
        node = self.factor()
        kind = tokens[self.place][0]
        if kind != "*" and kind not in _STARTS and kind not in "/n":
            return node
        factors = [node]
        signs: list[str] = []
        slashes = 0
        while True:
            sign = ""
            if kind == "*":
                sign = self._sign()
                factors.append(self._signed())
            elif kind == "/":
                slashes += 1
                if slashes > MAX_CHAINED:
                    raise self.stop("too many divisions one after the other")
                self.place += 1
                factors = [self._divided(factors, signs, start)]
                signs = []
                kind = tokens[self.place][0]
                continue
            elif kind == "n":
                if not isinstance(factors[-1], (Quotient, Power)):
                    raise self.stop("a number right behind a factor: is a sign missing?")
                factors.append(self.factor())
            elif kind in _STARTS and not (kind == "(" and tokens[self.place + 1][0] == "M"):
                factors.append(self.factor())
            else:
                break
            signs.append(sign)
            kind = tokens[self.place][0]
        if len(factors) == 1:
            return factors[0]
        if not self.notes.asked:
            self._ask(factors, signs)
        return Product(tuple(factors), tuple(signs), (start, tokens[self.place - 1][3]))

    def _ask(self, factors: list[Node], signs: list[str]) -> None:
        """Letters that touch (``dy``) may be one name: the whole file tells."""
        for place, sign in enumerate(signs):
            if not sign and isinstance(factors[place], Name):
                self.notes.asked = True

    def _sign(self) -> str:
        r"""A sign of multiplication, which may bear a subscript: ``*_2``, ``\circledast_N``."""
        sign = self.tokens[self.place][1]
        self.place += 1
        if self.tokens[self.place][0] == "_":
            self.place += 1
            sign = f"{sign}_{self.subscript().text}"
        return sign

    def _signed(self) -> Node:
        r"""A factor that may have a sign of its own: ``2 \cdot -1``."""
        kind, _, at, _ = self.tokens[self.place]
        if kind == "D":
            self.place += 1
            return Dots((at, self.tokens[self.place - 1][3]))
        if kind not in "+-":
            return self.factor()
        self.place += 1
        node = self.factor()
        return Negative(node, (at, self.tokens[self.place - 1][3])) if kind == "-" else node

    def _divided(self, factors: list[Node], signs: list[str], start: int) -> Node:
        end = self.tokens[self.place - 2][3]
        top = factors[0]
        if len(factors) > 1:
            top = Product(tuple(factors), tuple(signs), (start, end))
        bottom = self._signed()
        if is_partial(top) and is_partial(bottom):
            span = (start, self.tokens[self.place - 1][3])
            return Derivative(bared(top, r"\partial"), bared(bottom, r"\partial"), span)
        return Quotient(top, bottom, (start, self.tokens[self.place - 1][3]))

    def factor(self) -> Node:
        """One factor with its exponents."""
        tokens = self.tokens
        first = self.place
        kind, value, start, end = tokens[first]
        if kind == "a":
            node = self.named()
        elif kind == "n":
            self.place += 1
            node = self.number(value, (start, end))
        else:
            atom = _ATOMS.get(kind)
            if atom is None:
                raise self.stop()
            node = atom(self)
            if isinstance(node, Text):
                raise self.stop("words where a value should be", self.place - 1)
            if kind == "{" and isinstance(node, Name) and tokens[self.place][0] in "_[('":
                node = self._scripted(node.name, start, tokens[self.place - 1][3])
        kind = tokens[self.place][0]
        if kind == "[" and isinstance(node, Call) and len(node.arguments) > 1:
            return self._accessed(node, first, self.place - 1, "")
        if kind != "^" and kind != "!" and kind != "_":
            return node
        return self._raised(node, first)

    def _raised(self, node: Node, first: int) -> Node:
        tokens = self.tokens
        start = tokens[first][2]
        for _ in range(MAX_CHAINED):
            kind = tokens[self.place][0]
            if kind == "!":
                self.place += 1
                node = Function("factorial", (node,), (start, tokens[self.place - 1][3]))
            elif kind == "^":
                self.place += 1
                words = tokens[self.place + (tokens[self.place][0] == "{")][0] == "T"
                above = self.superscript()
                if above.named and isinstance(node, Access) and node.base is None:
                    if not words:  # else it is a footnote's mark
                        node = node._replace(name=f"{node.name}^{{{above.text}}}")
                    node = node._replace(span=(start, tokens[self.place - 1][3]))
                    continue
                if above.node is None or isinstance(node, Power):
                    raise self.stop("this superscript cannot be read", self.place - 1)
                node = Power(node, above.node, (start, tokens[self.place - 1][3]))
            elif kind == "_" and isinstance(node, Call):  # conv(x,w)_{i,j}
                name = text_of(tokens[first : self.place])
                self.place += 1
                below = self.subscript()
                span = (start, tokens[self.place - 1][3])
                node = Access(name, below.indices, below.style, span, node)
            elif kind == "_" and isinstance(node, Matrix):  # its size
                self.place += 1
                self.argument()
            elif kind == "_":
                raise self.stop("a subscript cannot stand here")
            else:
                return node
        raise self.stop("too many signs one after the other")


_ATOMS: dict[str, Callable[[Parser], Node]] = {
    "(": Parser.paren, "[": Parser.paren, "S": Parser.set_of, "{": Parser.braced,
    "F": Parser.fraction, "G": Parser.big_sum, "P": Parser.prefixed, "H": Parser.accented,
    "X": Parser.stacked, "f": Parser.function, "B": Parser.table, "O": Parser.rounded,
    "|": Parser.absolute, "T": Parser.words, "I": Parser.infinite,
}  # fmt: skip
