"""Changes to what symconv writes for problems with channels, groups and a batch."""

from __future__ import annotations

import re
from random import Random

from benchmarks.mutants.emitted import change_index, change_sign, drop_term, made
from benchmarks.mutants.lines import Mutant
from symconv import Problem
from symconv.derive.terms import outputs

OPERATIONS = ("conv", "xcorr", "correlate", "transposed")
WORDS = (
    "channels=2", "channels=2,3", "channels=4,4 groups=2", "channels=4,8 groups=2",
    "channels=3,3 groups=3", "channels=2,4 groups=2", "batch=2", "channels=2 batch=3",
    "channels=2,2 batch=2", "channels=4,4 groups=2 batch=2",
)  # fmt: skip
SPACES = (
    "image=4x4 kernel=2x2", "image=5@corner kernel=3@corner", "image=4x3 kernel=2x3 sum=kernel",
    "image=5 kernel=3 stride=2 dilation=2 offset=1", "image=4x4 kernel=2x2 axes=row,column",
)  # fmt: skip
LETTER = re.compile(r"(?<=[\[,])[bcf](?=,)")
CHANNELS = re.compile(r"\\sum_\{c=0\}\^\{(\d+)\}")
TERM = re.compile(r" \+ x\[[^\]]*\] \\cdot \S+")


def channelled(random: Random) -> Mutant:
    """A worked example with channels, with one number, letter, term or bound changed."""
    while True:
        line = " ".join(random.choice(part) for part in (OPERATIONS, SPACES, WORDS))
        problem = Problem.parse(line)
        places = [at for at, terms in outputs(problem) if len(terms) > 1]
        derived = problem.derive(random.choice(places))
        file, detail = random.choice(("tex", "md")), random.choice(("brief", "normal", "full"))
        text = derived.latex(detail) if file == "tex" else derived.markdown(detail)
        mutant = random.choice(CHANGES)(random, text, file)
        if mutant is not None:
            return mutant._replace(what=mutant.what.replace("emitted", "channels"))


def _letter(random: Random, text: str, file: str) -> Mutant | None:
    """Another letter for a channel, a filter or an image in one element of a formula."""
    found = [
        match.span()
        for match in LETTER.finditer(text, text.index("\n"))
        if "y[" not in text[max(0, match.start() - 4) : match.start()]
    ]
    if not found:
        return None
    span = random.choice(found)
    word = random.choice([letter for letter in "bcfk" if letter != text[slice(*span)]])
    kinds = ("wrong-index", "free-index", "wrong-bounds", "not-equal", "missing-term")
    return made(text, file, span, word, "letter", kinds)


def _bound(random: Random, text: str, file: str) -> Mutant | None:
    """One channel too many or too few under a sum."""
    found = [match.span(1) for match in CHANNELS.finditer(text)]
    if not found:
        return None
    span = random.choice(found)
    word = str(int(text[slice(*span)]) + random.choice((-1, 1)))
    mutant = made(text, file, span, word, "channels", ("wrong-bounds",))
    return mutant._replace(spans=())


def _twice(random: Random, text: str, file: str) -> Mutant | None:
    """A term of the last sum is written twice."""
    start = text.rfind("&= ")
    found = list(TERM.finditer(text, start))
    if not found:
        return None
    end = random.choice(found).end()
    word = next(match.group() for match in found if match.end() == end)
    mutant = made(text, file, (end, end), word, "twice", ("duplicate-term",))
    return mutant._replace(spans=(), line=(start, start + 2))


CHANGES = (change_index, drop_term, change_sign, _letter, _bound, _twice)
