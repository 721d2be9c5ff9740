r"""Formulas as LaTeX and as plain text: syntax trees written out.

The trees are those of ``symconv.read.syntax``, so that what somebody wrote is shown as it
was written, and what is derived from it in the same style. Both kinds of text are read back
by ``read_formula``. ``writing.py`` goes through them.
"""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.relate.naming import STARS, plain_name, tex_name
from symconv.relate.writing import Writer


def latex(chain: s.Chain) -> str:
    r"""A chain of equal sides in LaTeX.

    >>> from symconv.relate.reading import read_formula
    >>> latex(read_formula("y[m] = Σ_i x[i] h[m-i]").chain)
    'y[m] = \\sum_{i} x[i]\\, h[m-i]'
    """
    return LatexWriter().chain(chain)


def text(chain: s.Chain) -> str:
    r"""A chain of equal sides as plain text.

    >>> from symconv.relate.reading import read_formula
    >>> text(read_formula(r"y_m = \sum_{i=0}^{N-1} x_i h_{m-i}").chain)
    'y_m = Σ(i=0..N-1) x_i·h_{m-i}'
    """
    return PlainWriter().chain(chain)


def node_latex(node: s.Node) -> str:
    """An expression in LaTeX."""
    return LatexWriter().node(node)


def node_text(node: s.Node) -> str:
    """An expression as plain text."""
    return PlainWriter().node(node)


class LatexWriter(Writer):
    """LaTeX, for mathematics mode."""

    infinity, dots, mod, at_most = r"\infty", r"\dots", r" \bmod ", r"\le"

    def name(self, name: str) -> str:
        """A name."""
        return tex_name(name)

    def words(self, text: str) -> str:
        """Words."""
        kept = "".join(one for one in text if one.isalnum() or one in " ,.-")
        return rf"\text{{{kept}}}"

    def derivative(self, top: str, bottom: str) -> str:
        """The derivative of a letter by an element."""
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"

    def quotient(self, node: s.Quotient) -> str:
        """A quotient."""
        if self.tight:
            return f"{self.inside(node.top)}/{self.inside(node.bottom)}"
        return rf"\frac{{{self.node(node.top)}}}{{{self.node(node.bottom)}}}"

    def function(self, node: s.Function) -> str:
        """A function and what it takes."""
        inner = ",".join(map(self.node, node.arguments))
        if node.name in ("floor", "ceil"):
            return rf"\l{node.name} {inner} \r{node.name}"
        return rf"\{node.name}({inner})"

    def matrix(self, node: s.Matrix) -> str:
        """A matrix."""
        rows = r" \\ ".join(" & ".join(map(self.node, row)) for row in node.rows)
        return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"

    def times(self, sign: str, before: s.Node, after: s.Node) -> str:
        """The sign between two factors."""
        if sign:
            return f" {sign} "
        if isinstance(before, s.Number):
            return "" if isinstance(after, (s.Name, s.Access)) else " "
        return r"\, " if isinstance(after, s.Access) else " "

    def big_sum(self, node: s.BigSum) -> str:
        """A sum sign with what is under and over it."""
        if not node.bounds or node.constraints:
            words = [self.chain(one).replace(" ", "") for one in node.constraints]
            words += [self.name(bound.letter) for bound in node.bounds]
            return rf"\sum_{{{','.join(words)}}}"
        found = []
        for group in _grouped(node.bounds):
            letters = ",".join(self.name(bound.letter) for bound in group)
            first = group[0]
            if first.values is not None:
                found.append(rf"\sum_{{{letters} \in {self.bound(first.values)}}}")
                continue
            low, high = self.bound(first.lower), self.bound(first.upper)
            below = f"{letters}={low}" if low else letters
            found.append(rf"\sum_{{{below}}}" + (f"^{{{high}}}" if high else ""))
        return " ".join(found)


class PlainWriter(Writer):
    """Plain text with Unicode signs."""

    infinity, dots, mod, at_most = "∞", "…", " mod ", "≤"

    def name(self, name: str) -> str:
        """A name."""
        return plain_name(name)

    def words(self, text: str) -> str:
        """Words."""
        return text.strip()

    def quotient(self, node: s.Quotient) -> str:
        """A quotient."""
        return f"{self.inside(node.top)}/{self.inside(node.bottom)}"

    def function(self, node: s.Function) -> str:
        """A function and what it takes."""
        inner = ",".join(map(self.node, node.arguments))
        fences = {"floor": "⌊⌋", "ceil": "⌈⌉"}.get(node.name)
        return f"{fences[0]}{inner}{fences[1]}" if fences else f"{node.name}({inner})"

    def matrix(self, node: s.Matrix) -> str:
        """A matrix."""
        return f"[{'; '.join(' '.join(map(self.node, row)) for row in node.rows)}]"

    def lowered(self, name: str, inner: str) -> str:
        """A subscript."""
        return f"{name}_{inner}" if len(inner) == 1 else f"{name}_{{{inner}}}"

    def times(self, sign: str, before: s.Node, after: s.Node) -> str:
        """The sign between two factors."""
        if sign:
            shown = STARS.get(sign, sign)
            return shown if shown == "·" else f" {shown} "
        if isinstance(before, s.Number) and isinstance(after, s.Name):
            return ""
        if self.tight and isinstance(before, s.Sum):  # in parentheses
            return ""
        return " " if isinstance(before, s.Matrix) or isinstance(after, s.BigSum) else "·"

    def big_sum(self, node: s.BigSum) -> str:
        """A sum sign with what is under and over it."""
        if not node.bounds or node.constraints:
            words = [self.chain(one).replace(" ", "") for one in node.constraints]
            words += [self.name(bound.letter) for bound in node.bounds]
            return f"Σ_{{{','.join(words)}}}"
        found = []
        for bound in node.bounds:
            letter = self.name(bound.letter)
            low, high = self.bound(bound.lower), self.bound(bound.upper)
            if low and high:
                found.append(f"Σ({letter}={low}..{high})")
            elif bound.values is not None:
                found.append(f"Σ_{{{letter} ∈ {self.bound(bound.values)}}}")
            else:
                found.append(f"Σ_{letter}" if len(letter) == 1 else f"Σ_{{{letter}}}")
        return " ".join(found)


def _grouped(bounds: tuple[s.Bound, ...]) -> list[list[s.Bound]]:
    """Letters with the same bounds, or with none, together under one sign."""
    found: list[list[s.Bound]] = []
    for bound in bounds:
        last = found[-1][0] if found else None
        if last is not None and (last.lower, last.upper, last.values) == (
            bound.lower, bound.upper, bound.values
        ):  # fmt: skip
            found[-1].append(bound)
        else:
            found.append([bound])
    return found
