"""The rules that lead from one step of a derivation to the next.

To add a rule, add a record to ``RULES`` and let ``steps.py`` use its name. The test
suite proves every step of every derivation by meaning: what a rule's ``keeps`` names
must be the same before and after.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """A kind of step: its name, one line about it, and what it leaves unchanged."""

    name: str
    says: str
    keeps: str


RULES: tuple[Rule, ...] = (
    Rule("definition", "y is written out as its defining sum", "nothing before it"),
    Rule("entries", "the kernel entries are named", "nothing before it"),
    Rule("substitute", "numbers are put for the output indices", "terms"),
    Rule("range", "the inequalities are solved for the sum indices", "solutions"),
    Rule("boundary", "what the image is beyond its edge is told", "nothing before it"),
    Rule("support", "the outputs that have a term are found", "solutions"),
    Rule("bounds", "the sums run over the valid indices only", "terms"),
    Rule("terms", "each term is written out and its indices are worked out", "terms"),
    Rule("collect", "the valid terms are added up", "terms"),
    Rule("names", "the entries and pixels are written by their names", "value"),
    Rule("products", "the products are worked out", "value"),
    Rule("sum", "the numbers are added up", "value"),
    Rule("empty", "no term is left, and an empty sum is 0", "value"),
)

# The rules of the other forms of a sum. Rows are those of matrices: each stands for an output.
FORM_RULES: tuple[Rule, ...] = (
    Rule("matrix", "the sum is taken over the image, each entry before its pixel", "terms"),
    Rule("patches", "the sum is taken over the kernel: a patch times the entries", "terms"),
    Rule("spread", "the sum is taken over the image: copies of the kernel", "terms"),
    Rule("product", "the outputs are written as a matrix times a column", "rows"),
    Rule("copies", "the outputs are written as copies of the kernel, added up", "rows"),
    Rule("blocks", "the matrix is written in blocks", "matrix"),
    Rule("transpose", "the matrix is that of another operation, transposed", "matrix"),
    Rule("polynomials", "image and kernel are written as polynomials", "nothing before it"),
    Rule("multiply", "the polynomials are multiplied as the relation says", "nothing before it"),
    Rule("powers", "their product is multiplied out", "polynomial"),
    Rule("rows", "each output is written as its sum", "rows"),
)


def find(name: str) -> Rule:
    """The rule called ``name``."""
    for rule in (*RULES, *FORM_RULES):
        if rule.name == name:
            return rule
    raise KeyError(name)
