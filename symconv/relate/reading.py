r"""From what somebody wrote to one ``Formula``, or to the place where reading ended.

The parser is that of ``symconv.read``; here is decided which of the sides is the sum, what
is summed, which letters number the output, and what is only a size. A matrix product
(``matrix.py``) and a definition beside the formula (``T_{mi} = h_{m-i}``) become one sum.
To read another way of writing the left side, add a case to ``_left``.
"""

from __future__ import annotations

import re

from symconv.model.index import Poly, names_in
from symconv.model.index import name as letter_of
from symconv.read import syntax as s
from symconv.read.document import Document
from symconv.read.document import Formula as Found
from symconv.read.formula import parse
from symconv.read.resolve import resolve
from symconv.read.walk import walk
from symconv.relate.beside import defined, stated, untied, with_numbers
from symconv.relate.checks import check, check_added, check_arrays, check_sum
from symconv.relate.formula import Formula, Opening
from symconv.relate.plain_sums import rewritten
from symconv.relate.scripts import indexed
from symconv.relate.shorthands import derived, labelled, spelled_out
from symconv.relate.statement import Given, Main, main_of, split
from symconv.relate.trouble import FormulaError, stop
from symconv.verify.indexed import NotTerms, Odd, entry_letters
from symconv.verify.written import Factor, Limit, Side, Term, side

LONGEST = 4000  # characters
_FENCE = re.compile(
    r"\s*(?:(\$\$?)|(\\\[)|(\\\()|\\begin\{(equation|align|gather|displaymath|multline)(\*?)\})"
)
_STEPS = "sdptSDPT"  # strides, dilations, offsets, where nothing tells


def read_formula(text: str) -> Formula:
    r"""One formula, in LaTeX or as plain text, with or without a left side.

    >>> read_formula(r"y[m] = \sum_i x[i] h[m-i]").sums
    ('i',)

    Raises FormulaError with the place, the reason and what to write.
    """
    chains = _chains(text)
    from symconv.relate.matrix import from_matrices

    for chain in chains:
        made = from_matrices(chain, text)
        if made is not None:
            check(made)
            return made
    chains, given = split(chains, text)
    main = main_of(chains, text)
    original = main.chain
    spelled = spelled_out(original)
    plain = indexed(spelled)
    if plain is not original:
        main = main_of((plain,), text)
    check_sum(main.right, text)
    written = _terms(main.right, text)
    made = _formula(main, written, given, text)
    if plain is not spelled:
        made = made._replace(opening=Opening("superscript", original))
    made = made._replace(chain=original)
    check(made)
    return made


def _chains(text: str) -> tuple[s.Chain, ...]:
    if len(text) > LONGEST:
        raise FormulaError(
            f"it has {len(text)} characters", (0, 40), text, f"give at most {LONGEST}"
        )
    start, end = _inside(text)
    if not text[start:end].strip():
        raise FormulaError("nothing is written", (0, len(text)), text)
    source = rewritten(text)
    if source.decoded == text:
        parsed = parse(text, start, end)
    else:
        first, past = (_decoded_place(source.starts, place) for place in (start, end))
        parsed = parse(source.decoded, first, past, source)
    written = tuple(map(labelled, parsed.chains))
    found = Found("bare", (start, end), (start, end), written, parsed.repairs, asked=True)
    document = resolve(Document("txt", text, (found,), (), (), (0,)))
    chains = tuple(
        derived(chain) for one in document.formulas for chain in one.chains if chain.sides
    )
    if not chains:
        raise FormulaError("no mathematics is found", (0, len(text)), text)
    return chains


def _decoded_place(starts: list[int], place: int) -> int:
    return next((k for k, start in enumerate(starts) if start >= place), len(starts))


def _inside(text: str) -> s.Span:
    """What stands within dollars, brackets or an environment; else all of it."""
    match = _FENCE.match(text)
    if match is None:
        return 0, len(text)
    closing = match[1] or (match[2] and r"\]") or (match[3] and r"\)")
    closing = closing or rf"\end{{{match[4]}{match[5]}}}"
    end = text.rfind(closing)
    return match.end(), end if end > match.end() else len(text)


def _terms(node: s.Node, text: str) -> Side:
    try:
        found = side(node)
    except NotTerms as error:
        stop(str(error), node.span, text)
    if found.dots:
        stop("terms are left out by dots", found.span, text, r"write the sum with \sum")
    return found


def _formula(main: Main, written: Side, given: Given, text: str) -> Formula:
    sums = [term for term in written.terms if term.scopes]
    if len(sums) != 1:
        check_added(sums, text)
        where = sums[1].span if len(sums) > 1 else written.span
        stop(f"{len(sums)} sums are added up", where, text, "compare one sum with one sum")
    (term,) = sums
    arrays = tuple(one for one in term.factors if one.indices is not None)
    scalars = tuple(one.name for one in term.factors if one.indices is None)
    for one in term.factors:
        if one.indices is None and one.name[:1] == "⟨":
            stop("this factor is no element and no letter", one.span, text,
                  "write one letter for it, such as c")  # fmt: skip
    check_arrays(arrays, main.right.span, text)
    limits = [_listed(limit, text) for limit in term.bound]
    opening: Opening | None = None
    if any(array.name == one.name for one, _, _ in given.definitions for array in arrays):
        arrays, used = defined(arrays, given, text)
        opening = Opening("definition", main.chain, used)
    ties = [tie for scope in term.scopes for tie in scope.ties]
    if ties:
        arrays, limits = untied(ties, arrays, limits, term, text)
        opening = Opening("condition", main.chain)
    letters = [limit.letter for limit in limits]
    for limit in limits:
        if letters.count(limit.letter) > 1:
            stop(f"two sums run over {limit.letter}", limit.span, text,
                  "give each sum a letter of its own")  # fmt: skip
    bias = tuple(one for one in written.terms if not one.scopes)
    left, notes = _output(main, arrays, bias, limits, text)
    made = Formula(
        left, arrays, scalars, term.coefficient, tuple(limits), bias, (), _styles(main.chain),
        main.chain, text, opening, notes,
    )  # fmt: skip
    ranges, put, unused = stated(given.conditions, made, text)
    made = made._replace(ranges=ranges, notes=(*made.notes, *unused))
    return with_numbers(made, put) if put else made


def _listed(limit: Limit, text: str) -> Limit:
    """Values that are listed, as bounds."""
    if limit.values is None:
        return limit
    low, high = min(limit.values), max(limit.values)
    if sorted(limit.values) != list(range(low, high + 1)):
        stop("the values under the sum have gaps", limit.span, text,
              f"write them as bounds, such as {limit.letter}={low} to {high}")  # fmt: skip
    return limit._replace(lower=low, upper=high, values=None)


def _styles(chain: s.Chain) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for node in walk(chain):
        if isinstance(node, s.Access):
            style = "comma" if node.style in ("index", "run") else node.style
            found.setdefault(node.name, style)
    return tuple(found.items())


def _output(
    main: Main, arrays: tuple[Factor, ...], bias: tuple[Term, ...], limits: list[Limit], text: str
) -> tuple[Factor, tuple[str, ...]]:
    """The left side; where none is written, the letters in the indices that nothing binds."""
    left = main.left
    if left is not None and left.indices is not None:
        for entry in left.indices:
            if not entry_letters(entry):
                stop("it is about one output", left.span, text,
                      "write it for any output, as y[m] = …")  # fmt: skip
        return left, ()
    free: dict[str, None] = {}
    steps: set[str] = set()
    for place in range(max(len(array.indices or ()) for array in arrays)):  # first indices first
        for array in arrays:
            for entry in (array.indices or ())[place : place + 1]:
                value = entry.value if isinstance(entry, Odd) else entry
                for monomial, _ in value.terms if isinstance(value, Poly) else ():
                    atoms = [atom for atom in monomial if isinstance(atom, str)]
                    free |= dict.fromkeys(atoms)
                    if len(atoms) > 1:
                        steps |= {atom for atom in atoms if atom in _STEPS}
    sizes: set[str] = set()
    for limit in limits:
        for end in (limit.lower, limit.upper):
            sizes |= names_in(end) if end is not None else set()
    bound = {limit.letter for limit in limits}
    inside = _letters_of(arrays)
    letters = [one for one in free if one not in bound | steps and one not in sizes - inside]
    if len(letters) > 1:
        letters = [one for one in letters if one not in _STEPS] or letters
    used = {array.name for array in arrays} | set(free) | sizes
    name = left.name if left is not None else next(one for one in "yzuvYZ" if one not in used)
    if not letters:
        stop("no letter numbers the output", main.right.span, text,
              f"write the left side, as {name}[m] = …")  # fmt: skip
    entries = tuple(letter_of(letter) for letter in letters)
    shown = f"{name}[{','.join(letters)}]"
    return Factor(name, entries, (0, 0)), (f"the left side is taken as {shown}",)


def _letters_of(arrays: tuple[Factor, ...]) -> set[str]:
    found: set[str] = set()
    for array in arrays:
        for entry in array.indices or ():
            found |= entry_letters(entry)
    return found
