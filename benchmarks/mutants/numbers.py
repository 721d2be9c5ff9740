"""Changes to chains of numbers: values put in, products worked out, totals."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from benchmarks.mutants.lines import ONE, Mutant, chain, element
from benchmarks.mutants.pages import Written, factor, random_notation
from benchmarks.mutants.problems import random_problem


def numbers(random: Random) -> Mutant:
    """One change in a chain from elements to values, products and the total."""
    problem, at = random_problem(random, numeric=True)
    note = random_notation(random)
    pairs = problem.terms(at)
    assert problem.pixels is not None
    assert problem.entries is not None
    worked = [element(problem, note, pair, "worked", at) for pair in pairs]
    values = [
        (problem.pixels[image], problem.entries[kernel], problem.value((image, kernel)))
        for image, kernel in pairs
    ]
    quoted = [Written(ONE, factor(one), factor(other)) for one, other, _ in values]
    products = [Written(value, None, None) for _, _, value in values]
    total = sum((value for _, _, value in values), start=Fraction(0))
    sides = [worked, quoted, products, [Written(total, None, None)]]
    first = random.randint(0, 1)
    what = random.choice(("value", "value", "product", "total", "drop", "reorder", "flip"))
    side = {"value": 1, "product": 2, "total": 3}.get(what, random.randint(1, 2))
    place = random.randrange(len(pairs)) if side < 3 else 0
    pixel, entry, value = values[place]
    changed, kinds, spans = True, {"arithmetic"}, ("term", side, place)
    if what == "value":
        wrong = (pixel + random.choice((-1, 1, 2)), entry)
        quoted[place] = Written(ONE, factor(wrong[0]), factor(wrong[1]))
        kinds = {"wrong-entry"}
    elif what in ("product", "total"):
        by = random.choice((-10, -2, -1, 1, 2, 10))
        sides[side][place] = sides[side][place]._replace(factor=sides[side][place].factor + by)
        if what == "product" and by == -2 * value:
            kinds = {"wrong-sign"}
        if 0 in (value, value + by) and what == "product":
            kinds |= {"extra-term", "missing-term"}
    elif what == "drop":
        sides[side].pop(place)
        changed, spans = value != 0, ("side", side)
        kinds = {"missing-term"}
        if len(pairs) == 2:
            kinds.add("arithmetic")  # what is left reads like a total
    elif what == "reorder":
        random.shuffle(sides[side])
        changed = False
    else:
        sides[side][place] = sides[side][place]._replace(factor=-sides[side][place].factor)
        changed, kinds = value != 0, {"wrong-sign"}
    if what == "value" and wrong[0] == -pixel:
        kinds.add("wrong-sign")
    page = chain(problem, note, at, sides[first:])
    key = (spans[0], side - first, *spans[2:])
    return Mutant(
        f"numbers: {what}", page.text, note.file, changed, page.spans["side", side - first],
        (page.spans[key],) if key in page.spans else (), frozenset(kinds),
    )  # fmt: skip
