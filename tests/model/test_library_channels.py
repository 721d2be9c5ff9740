"""Channels, groups and batch of the libraries: whole problems against the library itself."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from symconv import Problem, ProblemError
from symconv.derive.terms import outputs
from symconv.model.libraries import CALLS

Array = npt.NDArray[Any]
KINDS = ("plain", "grouped", "depthwise", "multiplied")


def shapes(rng: random.Random, kind: str) -> tuple[int, int, int]:
    """Input channels, output channels and groups."""
    groups = {"plain": 1, "grouped": rng.randint(2, 3)}.get(kind, rng.randint(2, 4))
    within = 1 if kind in ("depthwise", "multiplied") else rng.randint(2, 3)
    filters = 1 if kind == "depthwise" else rng.randint(1, 3)
    return within * groups, filters * groups, groups


def made(rng: random.Random, shape: tuple[int, ...]) -> Array:
    return np.array(rng.choices(range(-5, 6), k=int(np.prod(shape)))).reshape(shape)


def engine(line: str, image: Array, kernel: Array) -> Array:
    """All outputs from the terms of the problem; a depthwise kernel has no axis for its channel."""
    problem = Problem.parse(line)
    if problem.leading.kernel_shape and len(problem.leading.kernel) < 2:
        kernel = kernel.reshape(kernel.shape[0], *kernel.shape[2:])
    found = {
        at: sum(int(image[one]) * int(kernel[two]) for one, two in terms)
        for at, terms in outputs(problem)
    }
    out = np.zeros([size + 1 for size in max(found)], dtype=int)
    assert out.size == len(found)
    for at, value in found.items():
        out[at] = value
    return out


def words(**given: object) -> str:
    shown = {key: ",".join(map(str, v)) if isinstance(v, tuple) else v for key, v in given.items()}
    return " ".join(f"{key}={value}" for key, value in shown.items())


def onnx_run(kind: str, image: Array, kernel: Array, attributes: dict[str, object]) -> Array:
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    helper, kinds = onnx.helper, onnx.TensorProto
    node = helper.make_node(kind, ["x", "w"], ["y"], **attributes)
    inputs = [
        helper.make_tensor_value_info(name, kinds.FLOAT, list(array.shape))
        for name, array in (("x", image), ("w", kernel))
    ]
    output = helper.make_tensor_value_info("y", kinds.FLOAT, None)
    graph = helper.make_graph([node], "channels", inputs, [output])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    session = runtime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    feed = {"x": image.astype("float32"), "w": kernel.astype("float32")}
    return np.asarray(session.run(None, feed)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_onnx_conv(kind: str) -> None:
    rng = random.Random(kind)
    for _ in range(8):
        inputs, filters, groups = shapes(rng, kind)
        batch, axes = rng.randint(1, 2), rng.randint(1, 2)
        image = made(rng, (batch, inputs, *[rng.randint(3, 5) for _ in range(axes)]))
        kernel = made(rng, (filters, inputs // groups, *[rng.randint(1, 3) for _ in range(axes)]))
        stride, padding = (tuple(rng.randint(low, 2) for _ in range(axes)) for low in (1, 0))
        real = onnx_run(
            "Conv", image, kernel,
            {"strides": stride, "pads": padding * 2, "group": groups},
        )  # fmt: skip
        sizes = ("x".join(map(str, array.shape[2:])) for array in (image, kernel))
        image_words, kernel_words = sizes
        line = words(
            **{"as": "onnx.Conv"}, image=image_words, kernel=kernel_words, stride=stride,
            padding=padding, channels=(inputs, filters), groups=groups, batch=batch,
        )  # fmt: skip
        assert engine(line, image, kernel).tolist() == real.tolist()


def test_onnx_conv_transpose_with_its_weights_turned() -> None:
    rng = random.Random("turned")
    for number in range(8):
        inputs, filters, groups = shapes(rng, KINDS[number % 4])
        within, each = inputs // groups, filters // groups
        image, weights = made(rng, (2, inputs, 3, 4)), made(rng, (inputs, each, 3, 2))
        stride, padding = ((rng.randint(low, 2), rng.randint(low, 1)) for low in (1, 0))
        real = onnx_run(
            "ConvTranspose", image, weights,
            {"strides": stride, "pads": padding * 2, "group": groups},
        )  # fmt: skip
        kernel = np.array([
            weights[f // each * within : (f // each + 1) * within, f % each]
            for f in range(filters)
        ])  # fmt: skip
        line = words(
            **{"as": "onnx.ConvTranspose"}, image="3x4", kernel="3x2", stride=stride,
            padding=padding, channels=(inputs, filters), groups=groups, batch=2,
        )  # fmt: skip
        found = engine(line, image, kernel)
        assert found.tolist() == real.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_jax_with_feature_groups(kind: str) -> None:
    jax = pytest.importorskip("jax")
    rng = random.Random(f"jax {kind}")
    for _ in range(3):
        inputs, filters, groups = shapes(rng, kind)
        image = made(rng, (2, inputs, 4, 5))
        kernel = made(rng, (filters, inputs // groups, 3, rng.randint(1, 3)))
        stride, dilation = ((rng.randint(1, 2), rng.randint(1, 2)) for _ in range(2))
        real = jax.lax.conv_general_dilated(
            image.astype("float32"), kernel.astype("float32"), stride, "SAME",
            rhs_dilation=dilation, feature_group_count=groups,
        )  # fmt: skip
        line = words(
            **{"as": "jax.lax.conv_general_dilated:SAME"}, image="4x5",
            kernel="x".join(map(str, kernel.shape[2:])), stride=stride, dilation=dilation,
            channels=(inputs, filters), groups=groups, batch=2,
        )  # fmt: skip
        assert engine(line, image, kernel).tolist() == np.asarray(real).tolist()


def test_torch_where_it_is_installed() -> None:
    torch = pytest.importorskip("torch")
    rng = random.Random("torch")
    for kind in KINDS:
        inputs, filters, groups = shapes(rng, kind)
        image = made(rng, (2, inputs, 5, 4))
        kernel = made(rng, (filters, inputs // groups, 3, 2))
        tensors = [torch.tensor(array, dtype=torch.float64) for array in (image, kernel)]
        real = torch.nn.functional.conv2d(*tensors, stride=2, padding=1, groups=groups)
        line = words(
            **{"as": "torch.nn.functional.conv2d"}, image="5x4", kernel="3x2", stride=2,
            padding=1, channels=(inputs, filters), groups=groups, batch=2,
        )  # fmt: skip
        assert engine(line, image, kernel).tolist() == real.tolist()


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_values_from_files_in_the_order_of_the_library(tmp_path: Path, groups: int) -> None:
    rng = random.Random("files")
    within = 4 // groups
    image, kernel = made(rng, (2, 4, 3, 5)), made(rng, (8, within, 2, 3))
    np.save(tmp_path / "x.npy", image)
    np.save(tmp_path / "w.npy", kernel)
    line = f"as=onnx.Conv image=file:x.npy kernel=file:w.npy channels=4,8 groups={groups} batch=2"
    problem = Problem.parse(line, str(tmp_path))
    expected = np.zeros((2, 8, 2, 3), dtype=int)
    for b, f, m, n in np.ndindex(*expected.shape):
        first = f // (8 // groups) * within
        patch = image[b, first : first + within, m : m + 2, n : n + 3]
        expected[b, f, m, n] = (patch * kernel[f]).sum()
    found = {derived.at: derived.value for derived in problem.derive_all()}
    assert found == {at: expected[at] for at in np.ndindex(*expected.shape)}
    assert Problem.parse(str(problem), str(tmp_path)) == problem


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("as=scipy.signal.convolve2d channels=3", "takes no 'channels=3': it works on one image"),
        ("as=cv2.filter2D batch=3", "takes no 'batch=3'"),
        ("as=torch.conv_transpose2d kernel=file:w.npy channels=3,4", r"stands as \[c,f,k,l\]"),
        ("as=tf.nn.conv2d image=file:x.npy channels=3,4", r"stands as \[b,i,j,c\]"),
        ("as=torch.conv2d channels=3,4 groups=2", "does not divide"),
        ("as=torch.conv2d channels=4 at=0,0,0", "write at=m,n with numbers"),
    ],
)
def test_what_cannot_be_is_refused(line: str, says: str) -> None:
    with pytest.raises(ProblemError, match=says):
        Problem.parse(line)


def test_each_call_with_channels_says_how_its_weights_stand() -> None:
    for call in CALLS:
        assert bool(call.weights) == ("channels=" in call.note)
        if call.weights:
            assert sorted(call.weights.split(",")) == ["c", "f", "k", "l"]
            assert call.weights == "f,c,k,l" or f"w[{call.weights}]" in call.note
