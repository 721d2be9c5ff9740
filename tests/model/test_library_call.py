"""``as=`` in a problem line: the engine's outputs are what the library computes."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt
import pytest
import scipy.ndimage
import scipy.signal

from symconv import Problem, ProblemError
from symconv.derive.terms import outputs
from symconv.model.tree import Number

Array = npt.NDArray[np.int64]


def values(array: Array) -> str:
    rows = array if array.ndim > 1 else array[None]
    inside = "; ".join(" ".join(map(str, row)) for row in rows.tolist())
    return f'"[{inside}{";" if array.ndim > 1 else ""}]"'


def engine(line: str) -> tuple[list[int], list[int]]:
    """All outputs of a problem with numbers, in the order written, and their shape."""
    problem = Problem.parse(line)
    found = []
    for _, terms in outputs(problem):
        total = 0
        for pixel, entry in terms:
            cell = problem.pixel(pixel)
            assert cell is not None
            one = problem.image.value(cell, problem.order)
            other = problem.kernel.value(entry, problem.order)
            assert isinstance(one, Number)
            assert isinstance(other, Number)
            total += int(one.value) * int(other.value)
        found.append(total)
    assert not isinstance(problem.output, str)
    return found, [interval.upper + 1 for interval in problem.output]  # type: ignore[operator]


LIBRARY = {
    "scipy.signal.convolve2d:same": lambda x, h: scipy.signal.convolve2d(x, h, "same"),
    "scipy.signal.correlate2d:same": lambda x, h: scipy.signal.correlate2d(x, h, "same"),
    "scipy.signal.correlate:full": lambda x, h: scipy.signal.correlate(x, h, "full", "direct"),
    "scipy.ndimage.convolve": lambda x, h: scipy.ndimage.convolve(x, h),
    "scipy.ndimage.correlate:mirror": lambda x, h: scipy.ndimage.correlate(x, h, mode="mirror"),
    "scipy.ndimage.correlate:nearest": lambda x, h: scipy.ndimage.correlate(x, h, mode="nearest"),
    "scipy.ndimage.convolve:wrap": lambda x, h: scipy.ndimage.convolve(x, h, mode="wrap"),
}


@pytest.mark.parametrize("call", LIBRARY)
def test_the_engine_computes_what_the_library_computes(call: str) -> None:
    rng = random.Random(call)
    for _ in range(25):
        image, kernel = (
            np.array([[rng.randint(-9, 9) for _ in range(columns)] for _ in range(rows)])
            for rows, columns in [(rng.randint(1, most), rng.randint(1, most)) for most in (6, 4)]
        )
        found, shape = engine(f"as={call} image={values(image)} kernel={values(kernel)}")
        expected = LIBRARY[call](image, kernel)
        assert shape == list(expected.shape)
        assert found == expected.ravel().tolist()


def test_one_axis() -> None:
    found, _ = engine('as=numpy.convolve:same image="[1 2 3 4]" kernel="[1 10]"')
    assert found == np.convolve([1, 2, 3, 4], [1, 10], "same").tolist()


def test_the_words_of_a_call() -> None:
    line = "as=torch.conv2d image=6x5 kernel=3x3 stride=2 padding=1,0 at=0,1"
    assert str(Problem.parse(line)) == (
        "correlate image=6x5@corner kernel=3x3@corner output=0..2,0..1 stride=2 offset=1,0 "
        "axes=row,column at=0,1"
    )


def test_the_command_line_takes_it_as_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    from symconv.cli import main

    words = "derive --as scipy.signal.convolve2d:same image=6x6 kernel=3x3 at=0,0 --to json"
    assert main(words.split()) == 0
    assert '"at": [0, 0]' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("conv as=numpy.convolve image=5 kernel=3", "both say what is computed"),
        ("as=numpy.convolve image=5 kernel=3 output=same", "both say what is computed"),
        ("as=torch.conv2d offset=1", "use padding= or origin="),
        ("as=numpy.convolve image=-2..2 kernel=3", "from 0: give a size"),
        ("as=numpy.convolve image=5@corner kernel=3", "from 0: give a size"),
        ("as=numpy.convolve image=N kernel=3", "needs numbers"),
        ("as=numpy.convolve image=5 kernel=3x3", "the image has 1 axes and the kernel 2"),
        ("as=torch.conv2d padding=a", "must be one whole number"),
        ("as=torch.conv2d padding=1,2,3", "one for each of 2 axes"),
        ("as=torch.conv2d stride=0", "is not positive"),
        ("as=torch.conv2d padding=-1", "is negative"),
        ("as=jax.lax.conv_general_dilated lhs_dilation=2,1", "different things on the axes"),
        ("conv padding=1", "give as= too"),
        ("as=scipy.convolve image=5 kernel=3", "use one of scipy.signal.convolve"),
    ],
)
def test_what_cannot_be_is_refused(line: str, says: str) -> None:
    with pytest.raises(ProblemError, match=says):
        Problem.parse(line)
