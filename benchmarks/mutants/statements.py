"""Changes to what stands around an equation: definitions, ranges, entries, existence."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from benchmarks.mutants.lines import Mutant, plugged
from benchmarks.mutants.pages import Notation, Page, Span, Written, random_notation, words
from benchmarks.mutants.problems import Box, Cell, Problem, cells, inside, random_problem

OUTPUTS, SUMS = "mn", "ij"


def _page(
    problem: Problem, note: Notation, at: Cell, write: Callable[[Page], None], before: bool = True
) -> Page:
    """A page with a right equation for an output, and a formula before or after it."""
    page = Page(problem, note)

    def equation() -> None:
        page.put(f"{words(note, 'y', at)} {page.tab}= ")
        page.terms(
            [Written(Fraction(1), words(note, "x", i), words(note, "h", k))
             for i, k in problem.terms(at)], 9,
        )  # fmt: skip

    if not before:
        page.formula(equation)
    page.formula(lambda: write(page))
    if before:
        page.formula(equation)
    return page


def _mutant(
    what: str, page: Page, note: Notation, changed: bool, kinds: tuple[str, ...] = (),
    place: tuple[object, ...] = ("place",), belief: str = "",
) -> Mutant:  # fmt: skip
    spans: tuple[Span, ...] = (page.spans[place],) if place in page.spans else ()
    line = page.spans["line",]
    return Mutant(what, page.text, note.file, changed, line, spans, frozenset(kinds), belief)


def entry(random: Random) -> Mutant:
    """``h[-1,-1] = a``: the letter or the number of an entry."""
    while True:
        problem, at = random_problem(random)
        if problem.letter or problem.entries is not None:
            break
    note = random_notation(random)
    names = problem.letter or {
        cell: str(value) for cell, value in (problem.entries or {}).items() if value >= 0
    }
    if not names:
        return entry(random)
    cell = random.choice(sorted(names))
    what = random.choice(("right", "letter", "outside"))
    word, shown, kinds = names[cell], cell, ("wrong-entry",)
    if what == "letter":
        others = sorted(set(names.values()) - {word})
        if not others:
            return entry(random)
        word = random.choice(others)
    elif what == "outside":
        wide = tuple((low - 1, high + 1) for low, high in problem.kernel)
        shown = random.choice([c for c in cells(wide) if not inside(problem.kernel, c)])
        kinds = ("outside-kernel",)
        if word == "0":
            return entry(random)

    def write(page: Page) -> None:
        start = len(page.text)
        page.put(words(note, "h", shown), *(("place",) if what == "outside" else ()))
        page.put(f" {page.tab}= ")
        page.put(word, *(("place",) if what == "letter" else ()))
        page.since(start, "line")

    page = _page(problem, note, at, write)
    return _mutant(f"entry: {what}", page, note, what != "right", kinds)


def unworked(random: Random) -> Mutant:
    """``h[1-0,1-3] = h[1,-2]``: indices worked out, inside the kernel or not."""
    while True:
        problem, at = random_problem(random, numeric=False)
        if problem.plain and problem.operation != "correlate":
            break
    note = random_notation(random)
    image = tuple(random.randint(low, high) for low, high in problem.image)
    sign = -1 if problem.operation == "conv" else 1
    kernel = [m + sign * i for m, i in zip(at, image)]
    _, shown = plugged(problem, note, (image, tuple(kernel)), at)
    changed = random.random() < 0.6
    if changed:
        axis = random.randrange(len(kernel))
        by = random.choice((-2 * kernel[axis] or 1, 1, -1))
        kernel[axis] += by

    def write(page: Page) -> None:
        start = len(page.text)
        page.put(f"{shown} {page.tab}= ")
        page.put(words(note, "h", tuple(kernel)), "place")
        page.since(start, "line")

    page = _page(problem, note, at, write)
    return _mutant("work out an index", page, note, changed, ("wrong-statement", "wrong-index"))


def exists(random: Random) -> Mutant:
    r"""``h[1,-2]: \text{no such element}`` and ``h[1,-1]: \text{exists}``."""
    problem, at = random_problem(random)
    note = random_notation(random)
    name = random.choice("xh")
    box: Box = problem.image if name == "x" else problem.kernel
    wide = tuple((low - 2, high + 2) for low, high in box)
    cell = random.choice(cells(wide))
    claim = random.random() < 0.5
    changed = claim != inside(box, cell)
    said = random.choice(("exists", "is inside") if claim else
                         ("no such element", "does not exist", "is outside"))  # fmt: skip
    kinds = ("wrong-statement",)
    if claim:
        kinds = ("outside-image",) if name == "x" else ("outside-kernel",)

    def write(page: Page) -> None:
        start = len(page.text)
        page.put(words(note, name, cell), "place")
        page.put(random.choice((": ", r"\quad ")) + rf"\text{{{said}}}")
        page.since(start, "line")

    page = _page(problem, note, at, write)
    return _mutant("claim existence", page, note, changed, kinds)


def ranges(random: Random) -> Mutant:
    r"""``-1 \le 1-i \le 1 \iff 0 \le i \le 2`` and ``i \in \{0,1,2\}``."""
    while True:
        problem, at = random_problem(random, numeric=False)
        if problem.plain and problem.operation != "correlate":
            break
    note = random_notation(random)
    axis = random.randrange(len(at))
    m, letter = at[axis], SUMS[axis]
    low, high = problem.kernel[axis]
    conv = problem.operation == "conv"
    middle = f"{m}-{letter}" if conv else f"{m}+{letter}"
    solved = [m - high, m - low] if conv else [low - m, high - m]
    both = sorted({pixel[axis] for pixel, _ in problem.terms(at)})
    valid = list(both)
    changed = random.random() < 0.6
    form = random.choice(("solve", "solve", "members", "alone"))
    by = random.choice((-1, 1))
    spots = [low, high, *solved] if form == "solve" else solved
    spot = random.randrange(len(spots))
    if changed and form != "members":
        spots[spot] += by
    if form == "members":
        if changed and random.random() < 0.5 and len(both) > 1:
            both.pop(random.randrange(len(both)))
        elif changed:
            both.append(max(both) + 1 if random.random() < 0.5 else min(both) - 1)
        if not changed:
            random.shuffle(both)
    ends = problem.image[axis]
    shown = sorted(both) if form == "members" else list(range(spots[0], spots[1] + 1))
    right = [range(m - high, m - low + 1) if conv else range(low - m, high - m + 1)]
    right += [range(ends[0], ends[1] + 1), range(min(valid), max(valid) + 1)]
    if changed and form != "solve" and shown in map(list, right):
        return ranges(random)  # it is another range that is right to state
    le = random.choice((r"\le", r"\leq")) if note.file != "txt" else random.choice(("<=", r"\le"))

    def write(page: Page) -> None:
        start = len(page.text)
        if form == "members":
            page.put(rf"{letter} \in \{{{','.join(map(str, both))}\}}")
        elif form == "alone":
            page.put(f"{spots[0]} {le} {letter} {le} {spots[1]}")
        else:
            page.put(f"{spots[0]} {le} {middle} {le} {spots[1]}")
            page.put(random.choice((r" \iff ", r" \Leftrightarrow ")))
            if random.random() < 0.3 and not changed:
                page.put(f"{spots[2] - 1} < {letter} < {spots[3] + 1}")
            else:
                page.put(f"{spots[2]} {le} {letter} {le} {spots[3]}")
        page.since(start, "line")

    page = _page(problem, note, at, write)
    return _mutant(f"range: {form}", page, note, changed, ("wrong-range",), place=())


def definition(random: Random) -> Mutant:
    """The general formula, with a change in an index, a bound or a letter."""
    problem, at = random_problem(random, numeric=False)
    problem = problem._replace(stride=1, dilation=1, offset=0)
    if not problem.terms(at):
        return definition(random)
    note = random_notation(random)
    rank = len(at)
    outputs, sums = list(OUTPUTS[:rank]), list(SUMS[:rank])
    what = random.choice(
        ("sign", "both signs", "letters", "free", "narrow", "wide", "rename", "order", "minus",
         "twice", "shift", "right")
    )  # fmt: skip
    if rank == 1 and what in ("letters", "order"):
        what = "sign"
    over_kernel = problem.operation == "correlate" or (
        problem.operation == "conv" and random.random() < 0.3
    )
    box = problem.kernel if over_kernel else problem.image
    sign = {"conv": "-", "xcorr": "+", "correlate": "+"}[problem.operation]
    other = {"-": "+", "+": "-"}[sign]
    limits = [list(ends) for ends in box]
    if what == "rename":
        sums = ["p", "q"][:rank]
    axis, end = random.randrange(rank), random.choice((0, 1))
    infinite = what not in ("narrow", "wide") and random.random() < 0.5
    if what in ("narrow", "wide"):
        limits[axis][end] += (1 if end == 0 else -1) * (1 if what == "narrow" else -2)
    signs = [sign] * rank
    if what == "sign":
        signs[axis] = other
    if what == "both signs":
        signs = [other] * rank
    index = [f"{m}{s}{i}" for m, s, i in zip(outputs, signs, sums)]
    if what == "letters":
        index = [f"{m}{s}{i}" for m, s, i in zip(outputs, signs, sums[::-1])]
    if what == "shift":
        index[axis] += random.choice(("+1", "-1"))
    if what == "free":
        index[axis] = index[axis].replace(random.choice((outputs[axis], sums[axis])), "u")
    plain, mixed = note.access("x", sums), note.access("h", index)
    if over_kernel:
        plain, mixed = note.access("h", sums), note.access("x", index)
    changed = what not in ("wide", "rename", "order", "right")
    kinds = {"narrow": ("wrong-bounds",), "free": ("free-index",), "minus": ("wrong-sign",),
             "twice": ("wrong-coefficient",)}.get(what, ("wrong-index",))  # fmt: skip

    def write(page: Page) -> None:
        start = len(page.text)
        page.put(f"{note.access('y', outputs)} {page.tab}= ")
        page.put({"minus": "-", "twice": "2 "}.get(what, ""))
        axes = list(range(rank))
        for k in axes if what == "order" else axes[::-1]:
            low, high = (r"-\infty", r"\infty") if infinite else map(str, limits[k])
            begin = len(page.text) + 6
            page.put(rf"\sum_{{{sums[k]}={low}}}^{{{high}}} ")
            if what == "narrow" and k == axis:
                page.spans["place",] = (begin - 1, len(page.text) - 1)
        page.put(plain)
        page.put(note.times or " ")
        page.put(mixed, *(() if what in ("narrow", "minus", "twice") else ("place",)))
        page.since(start, "line")

    page = _page(problem, note, at, write, before=random.random() < 0.5)
    return _mutant(f"definition: {what}", page, note, changed, kinds)
