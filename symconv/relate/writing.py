"""What the two kinds of text share: going through a formula's tree, and where parentheses stand.

``notation.py`` says how LaTeX and plain text write each thing. A new node needs one more case
in ``Writer.node``.
"""

from __future__ import annotations

from symconv.never import assert_never
from symconv.read import syntax as s

_FENCES = {"(": ("(", ")"), "[": ("[", "]"), "{": (r"\{", r"\}"), "": ("", ""), "|": ("|", "|")}


class Writer:
    """Writes nodes; the two kinds of text differ in what is overridden."""

    def node(self, node: s.Node) -> str:
        """A node as text."""
        match node:
            case s.Number():
                return node.text
            case s.Name():
                return self.name(node.name)
            case s.Access():
                return self.access(node)
            case s.Infinity():
                return self.infinity
            case s.Negative():
                return f"-{self.inside(node.term)}"
            case s.Sum():
                return self.sum(node)
            case s.Product():
                return self.product(node)
            case s.Quotient():
                return self.quotient(node)
            case s.Power():
                return f"{self.inside(node.base)}^{{{self.node(node.exponent)}}}"
            case s.Mod():
                return f"{self.inside(node.value)}{self.mod}{self.inside(node.modulus)}"
            case s.BigSum():
                return f"{self.big_sum(node)} {self.inside(node.body, summed=True)}"
            case s.Function():
                return self.function(node)
            case s.Listing():
                return self.listing(node)
            case s.Matrix():
                return self.matrix(node)
            case s.Dots():
                return self.dots
            case s.Text():
                return self.words(node.text)
            case s.Derivative() | s.Call() | s.Cases() | s.Blank() | s.Unread():
                raise ValueError(f"{type(node).__name__} is no part of a formula for any output")
            case _:
                return assert_never(node)

    infinity = dots = mod = at_most = ""
    tight = False

    def name(self, name: str) -> str:
        """A name."""
        raise NotImplementedError

    def words(self, text: str) -> str:
        """Words."""
        raise NotImplementedError

    def quotient(self, node: s.Quotient) -> str:
        """A quotient."""
        raise NotImplementedError

    def big_sum(self, node: s.BigSum) -> str:
        """A sum sign with what is under and over it."""
        raise NotImplementedError

    def function(self, node: s.Function) -> str:
        """A function and what it takes."""
        raise NotImplementedError

    def matrix(self, node: s.Matrix) -> str:
        """A matrix."""
        raise NotImplementedError

    def times(self, sign: str, before: s.Node, after: s.Node) -> str:
        """The sign between two factors."""
        raise NotImplementedError

    def inside(self, node: s.Node, summed: bool = False) -> str:
        """A node where a sum needs parentheses."""
        written = self.node(node)
        loose = isinstance(node, (s.Sum, s.Mod)) or (isinstance(node, s.Negative) and not summed)
        return f"({written})" if loose else written

    def sum(self, node: s.Sum) -> str:
        """Terms with their signs, close together in an index."""
        found = ""
        for term in node.terms:
            negative = isinstance(term, s.Negative)
            written = self.inside(term.term if negative else term, summed=not negative)  # type: ignore[union-attr]
            sign = "-" if negative else "+"
            if not self.tight:
                sign = f" {sign} " if found else sign
            found += f"{sign}{written}" if found or negative else written
        return found

    def product(self, node: s.Product) -> str:
        """Factors with the signs between them."""
        found = self.inside(node.factors[0])
        for place, sign in enumerate(node.signs):
            before, after = node.factors[place : place + 2]
            found += self.times(sign, before, after) + self.inside(after)
        return found

    def access(self, node: s.Access) -> str:
        """An element of an array."""
        if node.name[:1] == "∂" and "/∂" in node.name:
            top, _, bottom = node.name[1:].partition("/∂")
            return self.derivative(self.name(top), self.access(node._replace(name=bottom)))
        name = self.name(node.name) if node.base is None else f"({self.node(node.base)})"
        wide, self.tight = self.tight, True
        between = "" if node.style == "run" else ","
        inner = between.join(map(self.node, node.indices))
        self.tight = wide
        if node.style == "bracket":
            return f"{name}[{inner}]"
        if node.style == "paren":
            return f"{name}({inner})"
        return self.lowered(name, inner)

    def derivative(self, top: str, bottom: str) -> str:
        """The derivative of a letter by an element."""
        return f"∂{top}/∂{bottom}"

    def lowered(self, name: str, inner: str) -> str:
        """A subscript."""
        return f"{name}_{{{inner}}}"

    def listing(self, node: s.Listing) -> str:
        """Things between commas."""
        opening, closing = _FENCES[node.fence]
        return f"{opening}{','.join(map(self.node, node.items))}{closing}"

    def bound(self, node: s.Node | None) -> str:
        """The end of a sum, close together."""
        if node is None:
            return ""
        wide, self.tight = self.tight, True
        written = self.node(node)
        self.tight = wide
        return written

    def chain(self, chain: s.Chain) -> str:
        """Sides with the signs between them; inequalities stand close together."""
        self.tight = any(relation.sign == "<=" for relation in chain.relations)
        words = [self.node(chain.sides[0])]
        for relation, node in zip(chain.relations, chain.sides[1:]):
            words += [self.at_most if relation.sign == "<=" else "=", self.node(node)]
        return " ".join(words)
