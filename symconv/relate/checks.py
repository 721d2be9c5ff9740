r"""What no formula for any output may have: letters that nothing binds, and excess."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.model.index import Poly, names_in
from symconv.read import syntax as s
from symconv.read.walk import walk
from symconv.relate.formula import Formula
from symconv.relate.trouble import stop
from symconv.verify.define import define
from symconv.verify.indexed import Entry, Odd, entry_letters
from symconv.verify.written import Factor, Side, Term

FUNCTIONS = frozenset((r"\sigma", r"\phi", r"\varphi", r"\rho", "f", "g", "ReLU", "relu", "act"))
"""Names before the parentheses around a whole sum that are functions of it, not numbers."""
OPERATIONS = frozenset((r"\star", r"\circledast", r"\otimes"))
MOST_INDICES, MOST_ARRAYS, MOST_LETTERS = 6, 3, 12


def check_sum(right: s.Node, text: str) -> None:
    """Refuse functions, of the sum or under it, and operations that are sums of their own."""
    for one in _factors(right):
        whole = isinstance(one, s.Quotient) and isinstance(one.bottom, s.Number)
        if isinstance(one, (s.Function, s.Quotient)) and not whole:
            stop("this factor is no element and no letter", one.span, text,
                  "write one letter for it, such as c")  # fmt: skip
    for node in walk(right):
        if isinstance(node, s.Derivative):
            stop("this is no derivative of a letter, such as the loss, by an element", node.span,
                 text, r"write \frac{\partial L}{\partial y_m} = …")  # fmt: skip
        if not isinstance(node, s.Product):
            continue
        for sign, before, after in zip(node.signs, node.factors, node.factors[1:]):
            whole = isinstance(after, s.BigSum) or (
                isinstance(after, s.Sum) and any(isinstance(one, s.BigSum) for one in after.terms)
            )
            known = isinstance(before, s.Name) and before.name in FUNCTIONS
            if whole and known and text[before.span[1] : after.span[0]].strip():
                word = text[slice(*before.span)]
                stop(f"{word} is a function of the sum", before.span, text,
                      f"write only what stands in the parentheses after {word}")  # fmt: skip
            if sign in OPERATIONS:
                word = text[before.span[1] : after.span[0]].strip() or sign
                stop(f"{word} stands between two elements, and is a sum of its own",
                      (before.span[0], after.span[1]), text, "write that sum out")  # fmt: skip


def _factors(node: s.Node) -> Iterator[s.Node]:
    """What is multiplied and added, without what stands in indices and bounds."""
    if isinstance(node, s.Product):
        for factor in node.factors:
            yield from _factors(factor)
    elif isinstance(node, s.Sum):
        for term in node.terms:
            yield from _factors(term)
    elif isinstance(node, s.Negative):
        yield from _factors(node.term)
    elif isinstance(node, s.BigSum):
        yield from _factors(node.body)
    else:
        yield node


def check_added(sums: list[Term], text: str) -> None:
    """Refuse a bias that has the letter of a sum, so that it seems to be summed."""
    letters = {limit.letter for term in sums for limit in term.bound}
    for term in sums:
        for one in term.factors:
            if len(term.factors) == 1 and one.indices is None and one.name in letters:
                stop(f"{one.name} is summed over, and added too", one.span, text,
                      "give the bias, or the sum, another letter")  # fmt: skip


def check_arrays(arrays: tuple[Factor, ...], span: s.Span, text: str) -> None:
    """Refuse fewer than two arrays, and too many."""
    if len(arrays) < 2:
        stop(f"{len(arrays) or 'no'} array is summed, and none beside it", span, text,
             "write the kernel too, such as h[k], also where all its entries are 1")  # fmt: skip
    if len(arrays) > MOST_ARRAYS:
        stop(f"{len(arrays)} arrays are multiplied", arrays[MOST_ARRAYS].span, text,
             f"give at most {MOST_ARRAYS}")  # fmt: skip


def check(made: Formula) -> None:
    """Refuse what is no formula for any output: letters that nothing binds, and excess."""
    text = made.text
    for one in made.slots:
        if len(one.indices or ()) > MOST_INDICES:
            stop(f"it has more than {MOST_INDICES} indices", one.span, text, "give fewer")
    names = [one.name for one in made.slots]
    for one in made.factors:
        if names.count(one.name) > 1:
            why = "it is the output" if one.name == made.output.name else "it stands twice"
            stop(f"{one.name} must be another array, {why}", one.span, text,
                  "give each array a name of its own")  # fmt: skip
    for letter in made.scalars:
        if letter in (*made.outputs, *made.sums):
            stop(f"{letter} multiplies the elements, and is an index", made.chain.sides[-1].span,
                  text, "write an array for it, such as u[i] with u[i] = i")  # fmt: skip
    for term in made.bias:
        for one in term.factors:
            if one.name in names and one.indices is not None:
                stop(f"{one.name} stands outside the sum too", one.span, text,
                      "write the whole as one sum")  # fmt: skip
    if len(made.outputs) + len(made.sums) + len(made.parameters) > MOST_LETTERS:
        stop(f"it has more than {MOST_LETTERS} letters in its indices", made.chain.span, text,
              "give fewer")  # fmt: skip
    for limit in made.limits:
        if limit.step != 1:
            stop("sums in steps are not compared", limit.span, text,
                  f"write it with {limit.letter} in steps of 1")  # fmt: skip
    term = made.side().terms[0]
    indexed = term._replace(factors=made.factors, span=made.chain.sides[-1].span)
    checked = define(made.output, Side((indexed,), (), indexed.span), made.parameters, text)
    for fault in checked.faults if checked is not None else ():
        if fault.kind == "free-index":
            why = fault.message.rstrip(".")
            stop(f"{why[:1].lower()}{why[1:]}", fault.span, text,
                  "sum over it, or give it on the left side")  # fmt: skip
    sums, bound = set(made.sums), set(made.outputs) | set(made.sums)
    for one in made.slots:
        if any(_rounded(entry, bound) for entry in one.indices or ()):
            stop(f"an index of {one.name} is rounded", one.span, text,
                  "indices that are rounded up or down are not compared")  # fmt: skip
    for one in made.factors:
        summed = any(entry_letters(entry) & sums for entry in one.indices or ())
        for entry in one.indices or ():
            alone = isinstance(entry, Poly) and entry.is_name
            loose = sorted(entry_letters(entry) - bound) if alone or not summed else []
            if loose:
                stop(f"the index {loose[0]} is bound nowhere", one.span, text,
                      f"sum over {loose[0]}, or give it on the left side")  # fmt: skip


def _rounded(entry: Entry, bound: set[str]) -> bool:
    """Whether an index that runs is rounded; a size may be, as in floor(K/2)."""
    value = entry.value if isinstance(entry, Odd) else entry
    for monomial, _ in value.terms if isinstance(value, Poly) else ():
        for atom in monomial:
            if not isinstance(atom, str):
                inside = names_in(atom.numerator) | names_in(atom.denominator)
                if inside & bound:
                    return True
    return False
