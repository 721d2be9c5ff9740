"""PyTorch's own convolutions and gradients beside ours; without it these are skipped.

Its wheel is large, so it is no dependency of the tests: ``.ci/torch`` installs it and runs
them.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import Problem, ProblemError
from symconv.derive.gradient_terms import terms
from symconv.derive.gradients import gradient
from symconv.derive.terms import outputs

torch = pytest.importorskip("torch")

Tensor = Any
CASES = settings(max_examples=60, deadline=None)
# What PyTorch calls a boundary, by our name; without it there are zeros beyond the edge.
PADS = {"zero": "constant", "nearest": "replicate", "wrap": "circular", "mirror": "reflect"}


def tensor(rng: random.Random, shape: tuple[int, ...]) -> Tensor:
    count = 1
    for size in shape:
        count *= size
    values = [float(rng.randint(-5, 5)) for _ in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def engine(line: str, image: Tensor, kernel: Tensor) -> Tensor:
    """All outputs from the terms of the problem."""
    found = {
        at: sum(float(image[one]) * float(kernel[two]) for one, two in pairs)
        for at, pairs in outputs(Problem.parse(line))
    }
    out = torch.zeros([size + 1 for size in max(found)], dtype=torch.float64)
    assert out.numel() == len(found)
    for at, value in found.items():
        out[at] = value
    return out


def words(given: dict[str, tuple[int, ...]]) -> str:
    return " ".join(f"{key}={','.join(map(str, value))}" for key, value in given.items())


def size(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


@pytest.mark.parametrize("axes", [1, 2, 3])
@pytest.mark.parametrize("name", ["conv", "conv_transpose"])
@given(seed=st.integers(0, 10**6))
@CASES
def test_functions(axes: int, name: str, seed: int) -> None:
    """``conv1d`` to ``conv3d`` and their transposes with all their numbers."""
    rng = random.Random(seed)
    shapes = [tuple(rng.randint(1, top) for _ in range(axes)) for top in (6 - axes, 4)]
    more = {
        "stride": tuple(rng.randint(1, 3) for _ in range(axes)),
        "padding": tuple(rng.randint(0, 2) for _ in range(axes)),
        "dilation": tuple(rng.randint(1, 3) for _ in range(axes)),
    }
    if name == "conv_transpose" and rng.random() < 0.5:
        most = [max(pair) for pair in zip(more["stride"], more["dilation"])]
        more["output_padding"] = tuple(rng.randrange(high) for high in most)
    called = f"torch.nn.functional.{name}{axes}d"
    image, kernel = (tensor(rng, shape) for shape in shapes)
    line = f"as={called} image={size(shapes[0])} kernel={size(shapes[1])} {words(more)}"
    call = getattr(torch.nn.functional, f"{name}{axes}d")
    try:
        real = call(image[None, None], kernel[None, None], **more)[0, 0]
    except RuntimeError:
        with pytest.raises(ProblemError, match="no output"):
            Problem.parse(line)
        return
    if 0 in real.shape:
        with pytest.raises(ProblemError, match="no output"):
            Problem.parse(line)
        return
    assert torch.equal(engine(line, image, kernel), real)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize("mode", ["same", "valid"])
@given(seed=st.integers(0, 10**6))
@CASES
def test_padding_by_name(mode: str, seed: int) -> None:
    """Even kernels and dilations too: of odd padding there is more at the end."""
    rng = random.Random(seed)
    dilation = (rng.randint(1, 3), rng.randint(1, 3))
    shapes = [(rng.randint(4, 7), rng.randint(4, 7)), (rng.randint(1, 4), rng.randint(1, 4))]
    image, kernel = (tensor(rng, shape) for shape in shapes)
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, shapes[1])]
    if mode == "valid" and any(r > n for r, n in zip(reach, shapes[0])):
        return
    real = torch.nn.functional.conv2d(
        image[None, None], kernel[None, None], padding=mode, dilation=dilation
    )[0, 0]
    line = f"as=torch.conv2d:{mode} image={size(shapes[0])} kernel={size(shapes[1])}"
    assert torch.equal(engine(f"{line} {words({'dilation': dilation})}", image, kernel), real)


@pytest.mark.parametrize(
    "name", ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]
)
def test_layers(name: str) -> None:
    """Layers compute what their functions do, whatever their weights."""
    rng = random.Random(name)
    axes = int(name[-2])
    for _ in range(10):
        stride, padding = rng.randint(1, 2), rng.randint(0, 1)
        layer = getattr(torch.nn, name)(
            1, 1, 2, stride=stride, padding=padding, bias=False, dtype=torch.float64
        )
        image = tensor(rng, tuple(rng.randint(3, 5) for _ in range(axes)))
        line = f"as=torch.nn.{name} image={size(tuple(image.shape))} kernel={size((2,) * axes)}"
        weight = layer.weight[0, 0].detach()
        mine = engine(f"{line} stride={stride} padding={padding}", image, weight)
        assert torch.allclose(mine, layer(image[None, None])[0, 0], atol=1e-12)


def test_channels_of_transposed_convolution() -> None:
    """The kernel has the input's channel first; ours has the output's."""
    rng = random.Random("channels")
    for inputs, filters in ((2, 3), (3, 1), (1, 4)):
        image, kernel = tensor(rng, (2, inputs, 3, 4)), tensor(rng, (inputs, filters, 2, 3))
        real = torch.nn.functional.conv_transpose2d(image, kernel, stride=2, padding=1)
        line = "as=torch.conv_transpose2d image=3x4 kernel=2x3 stride=2 padding=1"
        line += f" channels={inputs},{filters} batch=2"
        assert torch.equal(engine(line, image, kernel.transpose(0, 1)), real)


def padded(image: Tensor, before: tuple[int, ...], after: tuple[int, ...], name: str) -> Tensor:
    """The image as it goes on beyond its edge; PyTorch counts the axes from the last."""
    amounts = [amount for pair in zip(reversed(before), reversed(after)) for amount in pair]
    return torch.nn.functional.pad(image[None, None], amounts, mode=PADS[name])


@pytest.mark.parametrize("boundary", list(PADS))
@given(seed=st.integers(0, 10**6))
@CASES
def test_autograd_beyond_the_edge(boundary: str, seed: int) -> None:
    """Every derivative by a pixel and by an entry, for any stride, dilation and boundary."""
    rng = random.Random(seed)
    axes = rng.randint(1, 2)
    shape = tuple(rng.randint(3, 5) for _ in range(axes))
    entries = tuple(rng.randint(1, 3) for _ in range(axes))
    stride, dilation = (tuple(rng.randint(1, 2) for _ in range(axes)) for _ in range(2))
    before, after = (tuple(rng.randint(0, 2) for _ in range(axes)) for _ in range(2))
    counts = [
        (n + p + q - d * (k - 1) - 1) // s + 1
        for n, p, q, d, k, s in zip(shape, before, after, dilation, entries, stride)
    ]
    if min(counts) < 1:
        return
    arrays = {"image": tensor(rng, shape), "kernel": tensor(rng, entries)}
    for array in arrays.values():
        array.requires_grad_()
    call = getattr(torch.nn.functional, f"conv{axes}d")
    whole = padded(arrays["image"], before, after, boundary)
    real = call(whole, arrays["kernel"][None, None], stride=stride, dilation=dilation)[0, 0]
    by_output = tensor(rng, tuple(counts))
    assert tuple(real.shape) == tuple(counts)
    (real * by_output).sum().backward()
    line = (
        f"correlate image={size(shape)}@corner kernel={size(entries)}@corner "
        f"boundary={boundary} output={','.join(f'0..{n - 1}' for n in counts)} "
        + words({"stride": stride, "dilation": dilation, "offset": before})
        + (" axes=row,column" if axes == 2 else "")
    )
    problem = Problem.parse(line)
    for wrt, array in arrays.items():
        found = gradient(problem, wrt)
        mine = torch.zeros_like(array)
        for at in torch.cartesian_prod(*map(torch.arange, array.shape)).reshape(-1, axes).tolist():
            for met in terms(found, tuple(at)):
                pixel = problem.pixel(met.image)
                other = arrays["kernel"][met.kernel] if wrt == "image" else arrays["image"][pixel]
                mine[tuple(at)] += by_output[met.output] * other.detach()
        assert torch.equal(mine, array.grad)


@given(seed=st.integers(0, 10**6))
@CASES
def test_autograd_of_transposed_convolution(seed: int) -> None:
    rng = random.Random(seed)
    shape, entries = ((rng.randint(2, 4),) * 2, (rng.randint(1, 3),) * 2)
    stride, dilation, padding = (rng.randint(low, 2) for low in (1, 1, 0))
    line = (
        f"as=torch.conv_transpose2d image={size(shape)} kernel={size(entries)} stride={stride} "
        f"dilation={dilation} padding={padding}"
    )
    try:
        problem = Problem.parse(line)
    except ProblemError:
        return
    arrays = {"image": tensor(rng, shape), "kernel": tensor(rng, entries)}
    for array in arrays.values():
        array.requires_grad_()
    one, other = (array[None, None] for array in arrays.values())
    real = torch.nn.functional.conv_transpose2d(
        one, other, stride=stride, dilation=dilation, padding=padding
    )[0, 0]
    by_output = tensor(rng, tuple(real.shape))
    (real * by_output).sum().backward()
    for wrt, array in arrays.items():
        found = gradient(problem, wrt)
        mine = torch.zeros_like(array)
        for row, column in torch.cartesian_prod(*map(torch.arange, array.shape)).tolist():
            for met in terms(found, (row, column)):
                place = met.kernel if wrt == "image" else met.image
                held = arrays["kernel" if wrt == "image" else "image"][place]
                mine[row, column] += by_output[met.output] * held.detach()
        assert torch.equal(mine, array.grad)
