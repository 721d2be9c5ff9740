"""Changes to what symconv itself writes, in LaTeX and in Markdown: one token each."""

from __future__ import annotations

import re
from random import Random

from benchmarks.mutants.lines import Mutant
from benchmarks.mutants.pages import Span
from benchmarks.mutants.problems import random_problem
from symconv import Problem

ACCESS = re.compile(r"[xhy](?:\[[^\]]*\])")
WHOLE = re.compile(r"-?\d+")
EDGE = re.compile(r"&=|&|=|\\\\|\\quad|\\iff|\n|(?<=[\])a-z]) [+-] ")
LETTER = re.compile(r"(?<=\\cdot )[a-i](?= |\n)")


def emitted(random: Random) -> Mutant:
    """A worked example with one number or letter changed."""
    while True:
        problem, at = random_problem(random, numeric=False)
        where = ",".join(map(str, at))
        try:
            derived = Problem.parse(f"{problem.line} output={_box(at)} at={where}").derive()
        except ValueError:
            continue
        file = random.choice(("tex", "md"))
        detail = random.choice(("brief", "normal", "full"))
        text = derived.latex(detail) if file == "tex" else derived.markdown(detail)
        mutant = random.choice((change_index, _letter, drop_term, change_sign))(random, text, file)
        if mutant is not None:
            return mutant


def _box(at: tuple[int, ...]) -> str:
    return ",".join(f"{m}..{m}" for m in at)


def _around(text: str, span: Span) -> tuple[Span, Span]:
    """The term and the row that a place stands in."""
    start = max((m.end() for m in EDGE.finditer(text, 0, span[0])), default=0)
    end = next((m.start() for m in EDGE.finditer(text, span[1])), len(text))
    row = text.rfind("\n", 0, span[0]) + 1, text.find("\n", span[1])
    return (start, end), row


def made(
    text: str, file: str, span: Span, word: str, what: str, kinds: tuple[str, ...]
) -> Mutant:
    changed = text[: span[0]] + word + text[span[1] :]
    term, row = _around(changed, (span[0], span[0] + len(word)))
    return Mutant(f"emitted: {what}", changed, file, True, row, (term,), frozenset(kinds))


def change_index(random: Random, text: str, file: str) -> Mutant | None:
    """A number in an index of a pixel or an entry, in a sum or a row of the table."""
    found = [
        (access.start() + number.start(), access.start() + number.end())
        for access in ACCESS.finditer(text, text.index("\n"))
        if access.group()[0] != "y" and not re.search("[m-oijl]", access.group()[2:])
        for number in WHOLE.finditer(access.group())
    ]
    if not found:
        return None
    span = random.choice(found)
    number = int(text[slice(*span)])
    glued = text[span[0] - 1].isdigit() or text[span[0] - 1] == ")"
    if glued or text[span[0] - 1] in "(/":
        return None
    word = str(number + random.choice((1, 2)))
    return made(text, file, span, word, "index",
                 ("wrong-index", "wrong-statement", "not-equal", "wrong-entry",
                  "outside-kernel"))  # fmt: skip


def _letter(random: Random, text: str, file: str) -> Mutant | None:
    found = [match.span() for match in LETTER.finditer(text)]
    if not found:
        return None
    span = random.choice(found)
    letters = {text[slice(*one)] for one in found} - {text[slice(*span)]}
    if not letters:
        return None
    return made(text, file, span, random.choice(sorted(letters)), "letter", ("wrong-entry",))


def drop_term(random: Random, text: str, file: str) -> Mutant | None:
    """A term of the last sum is left out."""
    start = text.rfind("&= ")
    found = list(re.finditer(r" \+ x\[[^\]]*\] \\cdot \S+", text[start:]))
    if not found:
        return None
    match = random.choice(found)
    begin, end = start + match.start(), start + match.end()
    changed = text[:begin] + text[end:]
    row = (start, start + 2)
    return Mutant("emitted: drop", changed, file, True, row, (), frozenset(("missing-term",)))


def change_sign(random: Random, text: str, file: str) -> Mutant | None:
    found = [m.start() + 1 for m in re.finditer(r" \+ (?=x\[[^\]]*\] \\cdot )", text)]
    if not found:
        return None
    place = random.choice(found)
    changed = text[:place] + "-" + text[place + 1 :]
    end = next((m.start() for m in EDGE.finditer(changed, place + 2)), len(changed))
    row = changed.rfind("\n", 0, place) + 1, changed.find("\n", place)
    return Mutant("emitted: sign", changed, file, True, row, ((place - 1, end),),
                  frozenset(("wrong-sign",)))  # fmt: skip
