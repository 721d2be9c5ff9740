"""Identities: every step is held against numbers, z3, and mutations of itself."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import pytest
import z3

from symconv import verify
from symconv.cli import main
from symconv.errors import OutputError
from symconv.identities.expression import Definition, Expression, define, put, read
from symconv.identities.prove import find, prove
from symconv.identities.records import IDENTITIES, Identity
from symconv.identities.same import same
from symconv.identities.write import write
from symconv.render.steps import FORMATS

NAMES = [identity.name for identity in IDENTITIES]
SPAN = 3  # arrays of the test live on 0..SPAN-1, sums run far enough beyond it
FAR = 7


def axes_of(identity: Identity) -> list[int]:
    return [identity.axes] if identity.axes else [1, 2]


def evaluated(
    expression: Expression,
    places: dict[str, int],
    definitions: dict[str, Definition],
    data: Callable[[str, tuple[int, ...]], int],
) -> int:
    """The value of an expression, by nothing but loops over integers."""
    total = 0
    for term in expression.terms:
        for values in product(range(-FAR, FAR + 1), repeat=len(term.over)):
            here = {**places, **dict(zip(term.over, values))}
            worth = term.sign
            for factor in term.factors:
                cell = tuple(put(index, here) for index in factor.indices)  # type: ignore[arg-type]
                if factor.array in definitions:
                    one = definitions[factor.array]
                    inner = {**places, **dict(zip(one.letters, cell))}
                    worth *= evaluated(one.value, inner, definitions, data)  # type: ignore[arg-type]
                else:
                    worth *= data(factor.array, cell)  # type: ignore[arg-type]
                if worth == 0:
                    break
            total += worth
    return total


def numbers(seed: int) -> Callable[[str, tuple[int, ...]], int]:
    """Random arrays with a finite support; the impulse is what it is; letters are numbers."""

    def element(array: str, cell: tuple[int, ...]) -> int:
        if array == r"\delta":
            return int(not any(cell))
        if any(not 0 <= index < SPAN for index in cell):
            return 0
        return random.Random(f"{seed} {array} {cell}").randint(-5, 5)

    return element


@pytest.mark.parametrize("name", NAMES)
def test_every_step_holds_for_numbers(name: str) -> None:
    """On one axis (two where it must be) all expressions of a chain have one value."""
    identity = find(name)
    axes = axes_of(identity)[0]
    definitions = {
        one.array: one for one in (define(text, axes) for text in identity.definitions)
    }
    for chain in identity.chains:
        texts = [chain.left, *(move.leads_to for move in chain.moves)]
        expressions = [read(text, axes) for text in texts]
        for trial in range(3):
            places = {
                letter: random.Random(f"{name} {trial} {letter}").randint(-2, 3)
                for letter in "mnklpq"
            }
            data = numbers(trial)
            values = {evaluated(one, places, definitions, data) for one in expressions}
            assert len(values) == 1


def mutants(text: str) -> Iterator[str]:
    """The notation with one sign inside an index changed."""
    for match in re.finditer(r"(?<=[a-z\d])[+-](?=\d?[a-z])", text):
        sign = "-" if match[0] == "+" else "+"
        yield text[: match.start()] + sign + text[match.end() :]


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_step_is_not_accepted(name: str) -> None:
    """A step with a sign changed is refused, unless numbers say that it is still true."""
    identity = find(name)
    axes = axes_of(identity)[0]
    definitions = {
        one.array: one for one in (define(text, axes) for text in identity.definitions)
    }
    for chain in identity.chains:
        left = read(chain.left, axes)
        for move in chain.moves:
            for text in mutants(move.leads_to):
                changed = read(text, axes)
                accepted = same(left, changed, definitions)
                if accepted:
                    places = dict.fromkeys("mnklpq", 1)
                    data = numbers(4)
                    assert evaluated(left, places, definitions, data) == evaluated(
                        changed, places, definitions, data
                    )
    if name in ("commutativity", "associativity", "shift", "flip"):
        wrong = [
            text
            for chain in identity.chains
            for move in chain.moves
            for text in mutants(move.leads_to)
            if not same(read(chain.left, axes), read(text, axes), definitions)
        ]
        assert wrong


@pytest.mark.parametrize("name", NAMES)
def test_counterexamples_differ_and_none_is_smaller(name: str) -> None:
    for found in prove(find(name), axes_of(find(name))[0]).counterexamples:
        record = found.record
        if not record.definitions:
            continue
        definitions = {one.array: one for one in (define(t, 1) for t in record.definitions)}
        ones = dict(record.ones)
        sizes = dict(found.sizes)

        def value(side: str, sizes: dict[str, int], at: int) -> int:
            def element(array: str, cell: tuple[int, ...]) -> int:
                length = sizes[ones.get(array, array)]  # noqa: B023
                if not 0 <= cell[0] < length:
                    return 0
                if array in ones:  # noqa: B023
                    return 1
                return 2 + 7 * cell[0] ** 2 + 3 * ord(array) % 11

            return evaluated(read(side, 1), {"m": at}, definitions, element)  # noqa: B023

        at = found.at or 0
        assert value(record.left, sizes, at) != value(record.right, sizes, at)
        total = sum(sizes.values())
        for smaller in product(range(1, 4), repeat=len(sizes)):
            if sum(smaller) < total:
                tried = dict(zip(sizes, smaller))
                for place in range(-3, 4):
                    assert value(record.left, tried, place) == value(record.right, tried, place)


def test_the_patch_is_the_same_by_z3() -> None:
    k, m, i = z3.Ints("k m i")
    convolution = z3.And(-k <= m - i, m - i <= k)
    correlation = z3.And(-k <= -m + i, -m + i <= k)
    solver = z3.Solver()
    solver.add(convolution != correlation)
    assert solver.check() == z3.unsat


@pytest.mark.parametrize("name", NAMES)
def test_every_proof_is_written_in_every_format(
    name: str, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    identity = find(name)
    formulas: list[str] = []
    for axes in axes_of(identity):
        proof = prove(identity, axes)
        for known in FORMATS:
            text = write(proof, known.name)
            words = " ".join(text.split())  # a terminal's lines are broken
            assert all(step.because.split("<")[0] in words for step in proof.steps)
            for found in proof.counterexamples:
                assert f"without {found.record.without}" in words
            if known.name == "text":
                assert all(len(line) <= 78 or line.startswith("    ") for line in text.split("\n"))
            if known.name == "markdown":
                formulas += re.findall(r"^\$\$\n(.*?)\n\$\$$", text, re.DOTALL | re.MULTILINE)
                formulas += re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", text)
        document = json.loads(write(proof, "json"))
        assert document["format"] == "symconv.proof/1"
        assert len(document["steps"]) == len(proof.steps)
        for found in document["counterexamples"]:
            assert found["left"] != found["right"]
            assert len(found["sides"]) == 2
        assert document["identity"] == name
    assert formulas
    assert katex(formulas) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_proof_is_read_back_and_proved(name: str) -> None:
    """By our own verifier, which knows nothing of the identity but what is written."""
    for axes in axes_of(find(name)):
        for to in ("latex", "markdown") if axes == axes_of(find(name))[0] else ("latex",):
            report = verify(write(prove(find(name), axes), to))
            assert report.verdict == "proved", str(report)


@pytest.mark.parametrize("name", ["associativity", "adjoint", "composition", "shift", "delta"])
def test_a_changed_proof_is_not_proved(name: str) -> None:
    text = write(prove(find(name), 1))
    proof = text.partition("% symconv: ignore")[0]  # counterexamples are about other arrays
    # A sum over other arrays than the definition has, met once, is a definition to the verifier.
    proof = proof.partition("Write the libraries' cross-correlation of the shifted")[0]
    places = [match.start() for match in re.finditer(r"(?<=[a-z])[+-](?=[a-z])", proof)]
    displays = [
        (match.start(), match.end())
        for match in re.finditer(r"\\begin\{align\*\}.*?\\end\{align\*\}", text, re.DOTALL)
    ]
    # The first display defines the arrays: changed, it defines others.
    inside = [
        place for place in places if any(a < place < b for a, b in displays[1:])
    ]
    assert inside
    for place in inside:
        sign = "-" if text[place] == "+" else "+"
        report = verify(text[:place] + sign + text[place + 1 :])
        assert report.verdict != "proved", text[place - 20 : place + 20]


def test_all_that_was_promised_is_there() -> None:
    promised = {
        "flip", "xcorr-flip", "xcorr-correlate", "patch", "commutativity", "associativity",
        "shift", "delta", "linearity", "separability", "adjoint", "composition", "learning",
    }  # fmt: skip
    assert promised <= set(NAMES)
    dropped = [found.without for found in find("commutativity").counterexamples]
    assert [text.split(":")[0] for text in dropped] == [
        "convolution", "all outputs", "convolution", "dilation 1",
    ]  # fmt: skip


def test_the_command_proves(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "commutativity", "--axes", "1", "--to", "text"]) == 0
    shown = capsys.readouterr().out
    assert shown == write(prove(find("commutativity"), 1), "text")
    assert "Σ(k=-∞..∞) x[m-k]·h[k]" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "no identity is named"),
        (["comutativity"], "'comutativity' is not known: use one of flip"),
        (["delta", "--axes", "3"], "use 1 or 2"),
        (["separability", "--axes", "1"], "an identity of 2 axes"),
        (["delta", "--to", "pdf"], "use one of latex"),
        (["delta", "-o", "proof.doc"], "add --to"),
    ],
)
def test_bad_words_are_quoted(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prove", *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert says in shown.err


def test_more_axes_are_refused_in_python() -> None:
    with pytest.raises(OutputError, match="for 1 or 2 axes"):
        prove(find("delta"), 3)
