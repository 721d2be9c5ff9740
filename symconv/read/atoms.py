r"""The smallest factors: names with their scripts and indices, fractions, functions.

``named`` is the heart: ``x[i,j]``, ``x_{12}``, ``a^{(l)}_{ij}``, ``r_{xy}[l]``,
``x(n)``. A macro that wraps or prefixes a name is one more branch of ``atom``.
"""

from __future__ import annotations

from symconv.read.cursor import decorated, text_of
from symconv.read.derivatives import Derivatives
from symconv.read.macros import FONTS
from symconv.read.scripts import Subscript, Superscript
from symconv.read.syntax import (
    Access,
    Call,
    Function,
    Infinity,
    Mod,
    Name,
    Node,
    Number,
    Power,
)


class Atoms(Derivatives):
    """Reads the smallest factors."""

    __slots__ = ()

    def named(self) -> Node:
        """A name with what belongs to it: scripts, primes, brackets."""
        _, name, start, end = self.tokens[self.place]
        self.place += 1
        return self._scripted(name, start, end)

    def _scripted(self, name: str, start: int, end: int) -> Node:
        tokens = self.tokens
        kind = tokens[self.place][0]
        if kind == "[":
            return self._bracketed(name, start)
        if kind not in "_^'({n":
            return Name(name, (start, end))
        below: Subscript | None = None
        above: Superscript | None = None
        first = ""
        while True:
            if kind == "_":
                if below is not None:
                    raise self.stop("two subscripts one after the other")
                self.place += 1
                below = self.subscript()
                first = first or "_"
                if below.style == "decor":
                    name, below = decorated(name, below.text), None
            elif kind == "^":
                if above is not None:
                    raise self.stop("two superscripts one after the other")
                self.place += 1
                above = self.superscript()
                first = first or "^"
            elif kind == "'":
                self.place += 1
                name += "'"
            elif kind == "{" and below is None and self._slipped(end):
                below = self.subscript()
            elif kind == "n" and below is None and above is None and tokens[self.place][2] == end:
                if name[0] == "\\":
                    raise self.stop()
                token = tokens[self.place]
                below = self._run([token])
                self.place += 1
                self.repair(f"{name}{token[1]}", f"{name}_{{{token[1]}}}", (start, token[3]))
            else:
                break
            kind = tokens[self.place][0]
        return self._finished(name, start, below, above, first)

    def _slipped(self, end: int) -> bool:
        r"""The slip ``\delta{11}``, read as ``\delta_{11}``."""
        tokens = self.tokens
        if tokens[self.place][2] != end:
            return False
        place = self.place + 1
        digits = False
        while tokens[place][0] in "an,":
            digits = digits or tokens[place][0] in "n,"
            place += 1
        if not digits or tokens[place][0] != "}":
            return False
        inner = text_of(tokens[self.place : place + 1])
        self.repair(inner, f"_{inner}", (end, tokens[place][3]))
        return True

    def _finished(
        self,
        name: str,
        start: int,
        below: Subscript | None,
        above: Superscript | None,
        first: str,
    ) -> Node:
        tokens = self.tokens
        kind = tokens[self.place][0]
        exponent: Node | None = None
        if above is not None:
            plain = above.node is not None and not above.named
            if plain and (not self._of_name(above, below, first, kind) or above.text == "T"):
                exponent = above.node
            else:
                name = f"{name}^{{{above.text}}}"
                self.notes.asked = True
        end = tokens[self.place - 1][3]
        span = (start, end)
        node: Node
        if below is not None and kind == "[" and below.style != "comma":
            node = self._bracketed(decorated(name, below.text), start)
        elif below is not None:
            node = Access(name, below.indices, below.style, span, None)
        elif kind == "[":
            node = self._bracketed(name, start)
        else:
            node = Name(name, span)
        if exponent is not None:
            return Power(node, exponent, (start, tokens[self.place - 1][3]))
        if tokens[self.place][0] == "(" and not isinstance(node, Access):
            return self._called(node, start)
        if tokens[self.place][0] == "(" and below is not None and below.style != "comma":
            return self._called(node, start)
        return node

    def _of_name(self, above: Superscript, below: Subscript | None, first: str, after: str) -> bool:
        """Whether a superscript is a layer's number and no exponent."""
        if after == "[":
            return True
        if below is None:
            return False
        return first == "^" or not isinstance(above.node, Number)

    def _bracketed(self, name: str, start: int) -> Node:
        """``x[i,j]`` and ``x[i][j]``; the cursor stands at the bracket."""
        tokens = self.tokens
        found: tuple[Node, ...] = ()
        self.index += 1
        while tokens[self.place][0] == "[":
            self.place += 1
            found += self.indices("])" if found else "]")
        self.index -= 1
        return Access(name, found, "bracket", (start, tokens[self.place - 1][3]), None)

    def _called(self, head: Node, start: int) -> Node:
        """A name with a parenthesis behind it; ``x((n-k))_N`` is read here too."""
        tokens = self.tokens
        opener = self.place
        self.place += 1
        self.notes.asked = True
        self.index += 1
        found = self.indices(")")
        span = (tokens[opener][2], tokens[self.place - 1][3])
        double = tokens[opener + 1][0] == "(" and tokens[self.place - 2][0] == ")"
        if double and len(found) == 1 and tokens[self.place][0] == "_":
            self.place += 1
            modulus = self.subscript()
            if modulus.style == "run" and modulus.text.isdigit():
                found = (Mod(found[0], self.number(modulus.text, span), span),)
            elif len(modulus.indices) == 1:
                found = (Mod(found[0], modulus.indices[0], span),)
            else:
                raise self.stop("this modulus cannot be read", self.place - 1)
        self.index -= 1
        return Call(head, found, (start, tokens[self.place - 1][3]))

    def accented(self) -> Node:
        r"""``\hat{x}``, ``\mathbf X``, ``\mathcal{L}``: one name; bold and upright are dropped."""
        _, macro, start, _ = self.tokens[self.place]
        self.place += 1
        inner = self.argument()
        while inner and inner[0][0] == "{" and inner[-1][0] == "}":
            inner = inner[1:-1]
        if len(inner) == 1 and inner[0][0] == "H" and self.tokens[self.place][0] in "a{":
            inner = [*inner, *self.argument()]  # \hat\mathbf x
        end = self.tokens[self.place - 1][3]
        if not inner:
            raise self.stop("an empty name", self.place - 1)
        text = text_of(inner)
        if inner[0][0] != "n" and all(
            token[0] in "aTHf{}" or token[1].isdigit() for token in inner
        ):
            if macro in FONTS:
                return self._unfonted(inner, text, start, end)
            for font in FONTS:
                text = text.replace(font, "")
            text = text.replace("{", "").replace("}", "").strip()
            return self._scripted(f"{macro}{{{text}}}", start, end)
        self.marked = self.marked or macro in FONTS or macro == r"\overline"
        fork = self.fork(inner)
        node = fork.whole()
        if macro not in FONTS and not isinstance(node, (Name, Access, Number)):
            raise self.stop(f"{macro} over more than a name", self.place - 1)
        if isinstance(node, Access) and macro not in FONTS:
            return node._replace(name=f"{macro}{{{node.name}}}", span=(start, end))
        return node

    def _unfonted(
        self, inner: list[tuple[str, str, int, int]], text: str, start: int, end: int
    ) -> Node:
        if inner[0][0] == "H":
            fork = self.fork(inner)
            node = fork.whole()
            if isinstance(node, Name):
                return self._scripted(node.name, start, end)
            return node
        return self._scripted(text.strip(), start, end)

    def function(self) -> Node:
        r"""``\max(a, b)``, ``\sqrt{x}``, ``\exp(x)``, ``\binom{n}{k}``."""
        tokens = self.tokens
        _, name, start, end = tokens[self.place]
        self.place += 1
        if name == "binom":
            top, bottom = self.fork(self.argument()), self.fork(self.argument())
            pair = (top.whole(), bottom.whole())
            return Function(name, pair, (start, tokens[self.place - 1][3]))
        if name == "sqrt" and tokens[self.place][0] == "[":
            self.place += 1
            name = "root"
            index = self.indices("]")
            inner = self.fork(self.argument())
            pair = (index[0], inner.whole())
            return Function(name, pair, (start, tokens[self.place - 1][3]))
        exponent: Node | None = None
        while tokens[self.place][0] in "_^":
            below = tokens[self.place][0] == "_"
            self.place += 1
            if below:
                name = decorated(name, text_of(self.argument()))
            else:
                exponent = self.superscript().node
        kind = tokens[self.place][0]
        if kind in "([S":
            self.place += 1
            found = self.indices({"(": ")", "[": "]", "S": "s"}[kind])
        elif kind in "$=,)]}&":
            return Name(name, (start, end))
        else:
            self.enter()
            found = (self.factor(),)
            self.depth -= 1
        span = (start, tokens[self.place - 1][3])
        node: Node = Function(name, found, span)
        return node if exponent is None else Power(node, exponent, span)

    def stacked(self) -> Node:
        r"""``\underset{\uparrow}{1}``, ``\underbrace{…}_{…}``, ``\underline{1}``: the base."""
        _, macro, start, _ = self.tokens[self.place]
        self.place += 1
        if macro in (r"\underset", r"\overset", r"\stackrel", r"\cancelto"):
            mark = self.argument()
            if any(token[0] == "A" or token[1] in (r"\wedge", "^") for token in mark):
                self.marked = True
        elif macro in (r"\underline", r"\uline", r"\uwave"):
            self.marked = True
        marked = self.marked
        if self.tokens[self.place][0] == "{":
            fork = self.fork(self.group())
            node = fork.whole()
            marked = marked or fork.marked
        else:
            self.enter()
            node = self.factor()
            self.depth -= 1
        if "brace" in macro or "bracket" in macro:
            while self.tokens[self.place][0] in "_^":
                self.place += 1
                self.argument()
        elif isinstance(node, Name) and self.tokens[self.place][0] in "_[(":
            node = self._scripted(node.name, start, self.tokens[self.place - 1][3])
        self.marked = marked
        return node

    def infinite(self) -> Node:
        r"""``\infty``."""
        token = self.tokens[self.place]
        self.place += 1
        return Infinity((token[2], token[3]))
