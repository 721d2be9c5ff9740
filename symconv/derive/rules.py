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


def find(name: str) -> Rule:
    """The rule called ``name``."""
    for rule in RULES:
        if rule.name == name:
            return rule
    raise KeyError(name)
