"""Complex data: what libraries conjugate, by themselves on complex arrays, and every writer."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import scipy.ndimage
import scipy.signal
import sympy

from symconv import OutputError, Problem, ProblemError
from symconv.cli import main
from symconv.derive.gradients import gradient
from symconv.derive.terms import outputs
from symconv.model.libraries import CALLS

Array = npt.NDArray[Any]


def made(rng: random.Random, shape: tuple[int, ...]) -> Array:
    count = int(np.prod(shape))
    values = [complex(rng.randint(-5, 5), rng.randint(-5, 5)) for _ in range(count)]
    return np.array(values).reshape(shape)


def worked(line: str, image: Array, kernel: Array) -> Array:
    """All outputs, each by its SymPy value with the numbers put in."""
    problem = Problem.parse(f"{line} entries=indexed")
    letters = {
        sympy.Symbol(f"{name}[{','.join(map(str, cell))}]"): complex(array[cell])
        for name, array in (("x", image), ("h", kernel))
        for cell in np.ndindex(*array.shape)
    }
    found = {}
    for at, _ in outputs(problem):
        value = problem.derive(at).value
        found[at] = complex(value.subs(letters)) if value != 0 else 0
    out = np.zeros([size + 1 for size in max(found)], dtype=complex)
    for at, value in found.items():
        out[at] = value
    return out


def shape_words(image: Array, kernel: Array) -> str:
    return " ".join(
        f"{role}={'x'.join(map(str, array.shape))}"
        for role, array in (("image", image), ("kernel", kernel))
    )


CONJUGATING = [
    ("numpy.correlate", np.correlate, ("full", "same", "valid"), (1,)),
    ("scipy.signal.correlate", scipy.signal.correlate, ("full", "same", "valid"), (1, 2)),
    ("scipy.signal.correlate2d", scipy.signal.correlate2d, ("full", "same", "valid"), (2,)),
    ("scipy.ndimage.correlate", scipy.ndimage.correlate, ("reflect", "constant", "wrap"), (1, 2)),
]


@pytest.mark.parametrize(("name", "call", "modes", "axes"), CONJUGATING)
def test_libraries_conjugate_their_second_argument(
    name: str, call: Any, modes: tuple[str, ...], axes: tuple[int, ...]
) -> None:
    """On random complex data; where it stands, and that nothing else is turned over."""
    rng = random.Random(name)
    for mode in modes:
        for axis in axes:
            image = made(rng, tuple(rng.randint(3, 4) for _ in range(axis)))
            kernel = made(rng, tuple(rng.randint(1, 3) for _ in range(axis)))
            line = f"as={name}:{mode} {shape_words(image, kernel)} conjugate=true"
            real = call(image, kernel, mode=mode)
            assert worked(line, image, kernel) == pytest.approx(real)


@pytest.mark.parametrize(
    ("name", "call"),
    [("numpy.convolve", np.convolve), ("scipy.signal.convolve", scipy.signal.convolve),
     ("scipy.ndimage.convolve", None)],
)  # fmt: skip
def test_convolutions_conjugate_nothing(name: str, call: Any) -> None:
    rng = random.Random(name)
    image, kernel = made(rng, (4,)), made(rng, (3,))
    line = f"as={name} {shape_words(image, kernel)}"
    if call is None:
        line = line.replace("convolve", "convolve:constant")
        real = scipy.ndimage.convolve(image, kernel, mode="constant")
    else:
        real = call(image, kernel)
    assert worked(line, image, kernel) == pytest.approx(real)
    with pytest.raises(ProblemError, match=f"{re.escape(name)} conjugates nothing"):
        Problem.parse(f"{line} conjugate=true")


def test_matlab_by_its_documentation() -> None:
    """``xcorr`` pads the shorter argument at its end; its middle is the lag 0."""
    rng = random.Random("matlab")
    for shape in ((3, 3), (4, 2), (2, 4)):
        image, kernel = made(rng, shape[:1]), made(rng, shape[1:])
        long = max(shape)
        padded = [np.pad(array, (0, long - array.size)) for array in (image, kernel)]
        line = f"as=matlab.xcorr {shape_words(image, kernel)} conjugate=true"
        expected = [
            sum(padded[0][n + lag] * padded[1][n].conjugate()
                for n in range(long) if 0 <= n + lag < long)
            for lag in range(1 - long, long)
        ]  # fmt: skip
        assert worked(line, image, kernel) == pytest.approx(np.array(expected))
    image, kernel = made(rng, (3, 2)), made(rng, (2, 2))
    line = f"as=matlab.xcorr2 {shape_words(image, kernel)} conjugate=true"
    assert worked(line, image, kernel) == pytest.approx(scipy.signal.correlate2d(image, kernel))


def test_records_that_conjugate_say_so() -> None:
    for call in CALLS:
        assert call.conjugates == ("conjugate=true" in call.note)


def test_the_word_is_read_and_written() -> None:
    line = "correlate image=4@corner kernel=2@corner conjugate=true at=1"
    assert Problem.parse(line).conjugate
    assert str(Problem.parse(line)) == line
    assert str(Problem.parse(line.replace("true", "false"))) == line.replace(" conjugate=true", "")
    with pytest.raises(ProblemError, match="use true or false"):
        Problem.parse(line.replace("true", "yes"))


@pytest.mark.parametrize(
    ("array", "says"),
    [
        ('kernel="[1 i]"', "not the imaginary unit"),
        ('image="[1 j]"', "not the imaginary unit"),
        (r'kernel="[1 {\frac{u}{2}}]"', "has no conjugate here"),
        ('image="[1 {2-3i}]"', "has no conjugate here"),
    ],
)
def test_values_without_a_conjugate_are_refused(array: str, says: str) -> None:
    with pytest.raises(ProblemError, match=says):
        Problem.parse(f"correlate {array} conjugate=true")
    Problem.parse(f"correlate {array}")


WRITTEN = {
    "latex": r"y[1] &= x[1] \cdot \overline{a} + x[2] \cdot \overline{b}",
    "markdown": r"\sum_{i=0}^{1} x[1+i] \cdot \overline{h[i]}",
    "text": "x[1+2]·conj(h[2]) │ = x[3]·conj(h[2])   ✗ no such entry",
    "mathml": '<mover><mi>a</mi><mo stretchy="false">¯</mo></mover>',
    "typst": "overline(h[i])",
    "json": '"value": "conjugate(a)*x[1] + conjugate(b)*x[2]"',
}


@pytest.mark.parametrize("known", list(WRITTEN))
def test_every_writer(known: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = "derive correlate image=4@corner kernel=2@corner conjugate=true at=1 --to"
    assert main([*words.split(), known]) == 0
    assert WRITTEN[known] in capsys.readouterr().out


def test_values_that_are_real_are_their_own_conjugates() -> None:
    derived = Problem.parse('correlate image=4@corner kernel="[2 u]@corner" conjugate=true at=0')
    value = derived.derive((0,)).value
    x, u = sympy.symbols("x[0] u"), sympy.conjugate(sympy.Symbol("u"))
    assert sympy.expand(value - 2 * x[0] - u * sympy.Symbol("x[1]")) == 0
    shown = json.loads(derived.derive((0,)).json())
    assert shown["value"] == "2*x[0] + conjugate(u)*x[1]"
    assert shown["number"] is None


def test_any_output_is_a_sum_of_conjugates() -> None:
    value = Problem.parse("correlate image=4@corner kernel=2@corner conjugate=true").derive().value
    i, m = sympy.symbols("i m", integer=True)
    body = sympy.IndexedBase("x")[i + m] * sympy.conjugate(sympy.IndexedBase("h")[i])
    assert value.function == body


def test_what_is_for_real_data_refuses_complex_ones() -> None:
    problem = Problem.parse("correlate image=4 kernel=2 conjugate=true")
    with pytest.raises(OutputError, match="real data only"):
        gradient(problem, "image")
    with pytest.raises(OutputError, match="real data only"):
        problem.derive((0,), form="matrix").latex()


@pytest.mark.parametrize("words", ["page -o a.html", "exercise --count 1 --seed 1"])
def test_commands_for_real_data_refuse_complex_ones(
    words: str, tmp_path: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command, *rest = words.split()
    assert main([command, "correlate", "conjugate=true", *rest]) == 2
    assert "real data only" in capsys.readouterr().err
