"""Changes to equations for one output: chains of elements and letters."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import NamedTuple

from benchmarks.mutants.pages import (
    Notation,
    Page,
    Span,
    Written,
    random_notation,
    words,
)
from benchmarks.mutants.problems import Cell, Problem, Term, cells, inside, random_problem

ONE = Fraction(1)


class Mutant(NamedTuple):
    """A text with one change, and what must be said about it.

    ``line`` is the place of the side that is wrong, ``spans`` the places where a finding
    may stand (any on that side if there are none), ``carried`` sides that follow from it.
    """

    what: str
    text: str
    file: str
    changed: bool
    line: Span = (0, 0)
    spans: tuple[Span, ...] = ()
    kinds: frozenset[str] = frozenset()
    belief: str = ""
    expected: str = ""
    carried: tuple[Span, ...] = ()


def element(problem: Problem, note: Notation, term: Term, form: str, at: Cell) -> Written:
    """A term in a form: worked out, with numbers plugged in, or with a letter."""
    pixel, entry = (words(note, name, cell) for name, cell in zip("xh", term))
    if form == "named" and term[1] in problem.letter:
        entry = problem.letter[term[1]]
    if form == "plugged" and problem.plain:
        pixel, entry = plugged(problem, note, term, at)
    return Written(ONE, pixel, entry)


def plugged(problem: Problem, note: Notation, term: Term, at: Cell) -> tuple[str, str]:
    """A term with its indices not worked out."""
    image, kernel = term
    if problem.operation == "correlate":
        return note.access("x", [added(m, k) for m, k in zip(at, kernel)]), words(note, "h", kernel)
    index = [
        subtracted(m, i) if problem.operation == "conv" else added(m, i)
        for m, i in zip(at, image)
    ]
    return words(note, "x", image), note.access("h", index)


def added(one: int, other: int) -> str:
    """``1+2`` or ``1-2``."""
    return f"{one}{other}" if other < 0 else f"{one}+{other}"


def subtracted(one: int, other: int) -> str:
    """``1-2`` or ``1+2``."""
    return f"{one}+{-other}" if other < 0 else f"{one}-{other}"


def chain(problem: Problem, note: Notation, at: Cell, sides: list[list[Written]]) -> Page:
    """``y[1,1] = … = …`` with every side on a line of its own."""
    page = Page(problem, note)

    def write() -> None:
        page.put(words(note, "y", at))
        for side, terms in enumerate(sides):
            page.put(f" {page.tab}= " if side == 0 else f"{page.broken}{page.tab}= ")
            page.terms(terms, side)

    page.formula(write)
    return page


class Change(NamedTuple):
    """A changed side: its terms, where the change stands, and what must be said."""

    what: str
    terms: list[Written]
    places: tuple[tuple[object, ...], ...]  # keys without the side: ("term", k), ("pixel", k)
    kinds: tuple[str, ...]
    changed: bool = True
    expected: str = ""


def equations(random: Random) -> Mutant:
    """One change in one side of a chain of elements and letters."""
    problem, at = random_problem(random, numeric=False)
    note = random_notation(random)
    forms = [form for form in ("plugged", "worked", "named") if random.random() < 0.6]
    if not problem.plain:
        forms = [form for form in forms if form != "plugged"]
    if not problem.letter:
        forms = [form for form in forms if form != "named"]
    forms = forms or ["worked"]
    terms = problem.terms(at)
    sides = [[element(problem, note, term, form, at) for term in terms] for form in forms]
    place = random.randrange(len(sides))
    change = None
    while change is None:
        change = random.choice(CHANGES)(random, problem, note, at, forms[place])
    sides[place] = change.terms
    page = chain(problem, note, at, sides)
    keys = [(key[0], place, *key[1:]) for key in change.places]
    return Mutant(
        change.what, page.text, note.file, change.changed, page.spans["side", place],
        tuple(page.spans[key] for key in keys if key in page.spans),
        frozenset(change.kinds), expected=change.expected,
    )  # fmt: skip


def _all(problem: Problem, note: Notation, at: Cell, form: str) -> list[Written]:
    return [element(problem, note, term, form, at) for term in problem.terms(at)]


def drop(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change:
    """A term is left out."""
    terms = _all(problem, note, at, form)
    terms.pop(random.randrange(len(terms)))
    return Change("drop a term", terms, (), ("missing-term",))


def duplicate(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change:
    """A term is written twice."""
    terms = _all(problem, note, at, form)
    place, to = random.randrange(len(terms)), random.randrange(len(terms) + 1)
    twice = [*terms[:to], terms[place], *terms[to:]]
    copies = tuple(("term", k) for k, term in enumerate(twice) if term == terms[place])
    return Change("write a term twice", twice, copies, ("duplicate-term",))


def extra(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change | None:
    """A term of another output is added."""
    pair = random.choice(cells(problem.image)), random.choice(cells(problem.kernel))
    if pair in problem.terms(at):
        return None
    terms = _all(problem, note, at, form)
    to = random.randrange(len(terms) + 1)
    written = element(problem, note, pair, "worked" if form == "plugged" else form, at)
    kinds = ("extra-term", "outside-kernel") if form == "named" else ("extra-term",)
    return Change("add a term", [*terms[:to], written, *terms[to:]], (("term", to),), kinds)


def index(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change | None:
    """One index of one element is changed."""
    pairs = problem.terms(at)
    place = random.randrange(len(pairs))
    array = random.choice((0, 1))
    moved = [list(cell) for cell in pairs[place]]
    axis = random.randrange(len(at))
    moved[array][axis] += random.choice((-2, -1, 1, 2))
    if form == "named" and array == 1 and problem.letter:
        return None
    terms = _all(problem, note, at, form)
    name = "xh"[array]
    word = words(note, name, tuple(moved[array]))
    if form == "plugged" and name == ("x" if problem.operation == "correlate" else "h"):
        word = plugged_word(random, problem, note, pairs[place], at, axis)
    part = "pixel" if array == 0 else "entry"
    terms[place] = terms[place]._replace(**{part: word})
    return Change("change an index", terms, (("term", place),), ("wrong-index",))


def plugged_word(
    random: Random, problem: Problem, note: Notation, term: Term, at: Cell, axis: int
) -> str:
    """An element with its indices not worked out, one of their numbers changed."""
    image, kernel = (list(cell) for cell in term)
    by, output = random.choice((-2, -1, 1, 2)), list(at)
    if random.random() < 0.5:
        output[axis] += by
    elif problem.operation == "correlate":
        kernel[axis] += by
    else:
        image[axis] += by
    shown = plugged(problem, note, (tuple(image), tuple(kernel)), tuple(output))
    return shown[0] if problem.operation == "correlate" else shown[1]


def letter(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change | None:
    """The letter of another entry."""
    if form != "named":
        return None
    pairs = problem.terms(at)
    place = random.randrange(len(pairs))
    other = random.choice([x for x in problem.letter if x != pairs[place][1]])
    terms = _all(problem, note, at, form)
    terms[place] = terms[place]._replace(entry=problem.letter[other])
    return Change("change a letter", terms, (("term", place),), ("wrong-entry",),
                  expected=problem.letter[pairs[place][1]])  # fmt: skip


def sign(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change:
    """A term is subtracted."""
    terms = _all(problem, note, at, form)
    place = random.randrange(len(terms))
    terms[place] = terms[place]._replace(factor=Fraction(-1))
    return Change("change a sign", terms, (("term", place),), ("wrong-sign",))


def coefficient(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change:
    """A number is put in front of a term."""
    terms = _all(problem, note, at, form)
    place = random.randrange(len(terms))
    terms[place] = terms[place]._replace(factor=Fraction(random.choice((2, 3, -2))))
    return Change("multiply a term", terms, (("term", place),), ("wrong-coefficient",))


def reorder(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change:
    """The terms in another order."""
    terms = _all(problem, note, at, form)
    random.shuffle(terms)
    return Change("reorder the terms", terms, (), (), changed=False)


def unwork(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change | None:
    """An index written as a difference."""
    if form == "plugged":
        return None
    pairs = problem.terms(at)
    place = random.randrange(len(pairs))
    terms = _all(problem, note, at, form)
    by = random.randint(0, 3)
    shown = note.access("x", [f"{value + by}-{by}" for value in pairs[place][0]])
    terms[place] = terms[place]._replace(pixel=shown)
    return Change("leave an index unworked", terms, (), (), changed=False)


def zero(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change | None:
    """A term that obeys the relation, but lies where an array is zero."""
    wide = tuple((low - 2, high + 2) for low, high in problem.kernel)
    pairs = [(problem.met(at, entry), entry) for entry in cells(wide)]
    pairs = [pair for pair in pairs if pair not in problem.terms(at)]
    if not pairs:
        return None
    terms = _all(problem, note, at, form)
    term = element(problem, note, random.choice(pairs), form, at)
    to = random.randrange(len(terms) + 1)
    return Change("add a zero term", [*terms[:to], term, *terms[to:]], (), (), changed=False)


def other_output(
    random: Random, problem: Problem, note: Notation, at: Cell, form: str
) -> Change | None:
    """The right-hand side of another output."""
    other = tuple(m + random.choice((-1, 0, 1)) for m in at)
    terms = _all(problem, note, other, form)
    if other == at or len(terms) < 2:
        return None
    return Change("take another output", terms, (), ("wrong-output",))


def beyond(random: Random, problem: Problem, note: Notation, at: Cell, form: str) -> Change | None:
    """A letter for an entry that does not exist."""
    if form != "named" or not problem.letter:
        return None
    wide = tuple((low - 1, high + 1) for low, high in problem.kernel)
    pixels = [
        problem.met(at, entry) for entry in cells(wide) if not inside(problem.kernel, entry)
    ]
    pixels = [pixel for pixel in pixels if inside(problem.image, pixel)]
    if not pixels:
        return None
    terms = _all(problem, note, at, form)
    name = random.choice(list(problem.letter.values()))
    to = random.randrange(len(terms) + 1)
    terms.insert(to, Written(ONE, words(note, "x", random.choice(pixels)), name))
    return Change("name an entry outside", terms, (("term", to),),
                  ("outside-kernel", "extra-term"))


CHANGES = (
    drop, duplicate, extra, index, index, index, letter, letter, sign, coefficient, reorder,
    unwork, zero, other_output, beyond,
)  # fmt: skip
