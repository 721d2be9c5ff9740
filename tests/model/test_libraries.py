"""What libraries compute: every checked record against the library itself, on random shapes."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
import scipy.ndimage
import scipy.signal

from symconv import ProblemError
from symconv.model.libraries import BORDERS, CALLS, CROPS, NDIMAGE, Computed, computed, find

Array = npt.NDArray[np.float64]
Words = dict[str, tuple[int, ...]]


def place(index: int, length: int, boundary: str) -> int | None:
    """The pixel that an index stands for, by walking to it from the edge."""
    step = 1
    while not 0 <= index < length:
        if boundary == "zero":
            return None
        if boundary == "nearest":
            index += 1 if index < 0 else -1
        elif boundary == "wrap":
            index += length if index < 0 else -length
        elif length == 1:
            index = 0
        else:
            step = 0 if boundary == "symmetric" else 1
            edge = 0 if index < 0 else length - 1
            index = 2 * edge - index + (step - 1 if index < 0 else 1 - step)
    return index


def worked(comp: tuple[Computed, ...], image: Array, kernel: Array) -> Array:
    """Every output by loops over all entries, from the relation of each axis."""
    out = np.zeros([one.length for one in comp])
    for m in np.ndindex(*out.shape):
        for k in np.ndindex(*kernel.shape):
            cell: list[int] = []
            for axis, (operation, p, _, s, d, boundary) in enumerate(comp):
                if operation in ("conv", "correlate"):
                    sign = -1 if operation == "conv" else 1
                    index, rest = s * m[axis] + sign * (d * k[axis] - p), 0
                else:
                    sign = 1 if operation == "transposed-conv" else -1
                    index, rest = divmod(m[axis] + sign * (d * k[axis] - p), s)
                found = None if rest else place(index, image.shape[axis], boundary)
                if found is None:
                    break
                cell.append(found)
            else:
                out[m] += image[tuple(cell)] * kernel[k]
    return out


def arrays(rng: random.Random, axes: int = 2, longest: int = 7) -> tuple[Array, Array]:
    made = []
    for top in (longest, min(longest, 5)):
        shape = [rng.randint(1, top) for _ in range(axes)]
        values = [float(rng.randint(-5, 5)) for _ in range(int(np.prod(shape)))]
        made.append(np.array(values).reshape(shape))
    return made[0], made[1]


def agree(text: str, image: Array, kernel: Array, real: Array, words: Words | None = None) -> None:
    comp = computed(text, image.shape, kernel.shape, words or {})
    mine = worked(comp, image, kernel)
    assert mine.shape == real.shape
    assert mine == pytest.approx(np.asarray(real, dtype=float), abs=1e-3)


def no_output(text: str, image: Array, kernel: Array, words: Words) -> bool:
    """Whether the record says that there is no output; any other complaint passes through."""
    try:
        computed(text, image.shape, kernel.shape, words)
    except ProblemError as error:
        if "no output" in str(error):
            return True
        raise
    return False


@pytest.mark.parametrize("mode", CROPS)
@pytest.mark.parametrize("name", ["convolve", "correlate", "convolve2d", "correlate2d"])
def test_scipy_signal(name: str, mode: str) -> None:
    rng = random.Random(f"{name} {mode}")
    call: Callable[..., Array] = getattr(scipy.signal, name)
    for _ in range(60):
        image, kernel = arrays(rng, 2 if name.endswith("2d") else rng.randint(1, 3), 5)
        if mode == "valid" and any(a < b for a, b in zip(image.shape, kernel.shape)):
            continue
        agree(f"scipy.signal.{name}:{mode}", image, kernel, call(image, kernel, mode))


@pytest.mark.parametrize("mode", CROPS)
@pytest.mark.parametrize("name", ["convolve", "correlate"])
def test_numpy(name: str, mode: str) -> None:
    rng = random.Random(f"{name} {mode}")
    call: Callable[..., Array] = getattr(np, name)
    for _ in range(80):
        image, kernel = arrays(rng, 1, 8)
        if name == "correlate" and kernel.size > image.size:
            continue
        agree(f"numpy.{name}:{mode}", image, kernel, call(image, kernel, mode))


@pytest.mark.parametrize("mode", list(NDIMAGE))
@pytest.mark.parametrize("name", ["convolve", "correlate"])
def test_scipy_ndimage(name: str, mode: str) -> None:
    rng = random.Random(f"{name} {mode}")
    call: Callable[..., Array] = getattr(scipy.ndimage, name)
    for _ in range(60):
        image, kernel = arrays(rng, rng.randint(1, 2))
        origin = tuple(rng.randint(-((k - 1) // 2), (k - 1) // 2) for k in kernel.shape)
        real = call(image, kernel, mode=mode, origin=origin)
        agree(f"scipy.ndimage.{name}:{mode}", image, kernel, real, {"origin": origin})


@pytest.mark.parametrize("mode", list(BORDERS))
def test_opencv(mode: str) -> None:
    cv2 = pytest.importorskip("cv2")
    rng = random.Random(mode)
    for _ in range(60):
        image, kernel = arrays(rng)
        border = getattr(cv2, mode)
        row, column = (rng.randrange(size) for size in kernel.shape)
        agree(f"cv2.filter2D:{mode}", image, kernel,
              cv2.filter2D(image, -1, kernel, borderType=border))  # fmt: skip
        real = cv2.filter2D(image, -1, kernel, anchor=(column, row), borderType=border)
        agree(f"cv2.filter2D:{mode}", image, kernel, real, {"anchor": (row, column)})


@pytest.mark.parametrize("mode", ["SAME", "VALID"])
def test_jax(mode: str) -> None:
    jax = pytest.importorskip("jax")
    rng = random.Random(mode)
    for _ in range(20):
        image, kernel = arrays(rng)
        stride, dilation = (tuple(rng.randint(1, 3) for _ in range(2)) for _ in range(2))
        holes = (1, 1)
        words: Words = {"stride": stride, "dilation": dilation}
        padding: str | list[tuple[int, int]] = mode
        if mode == "VALID" and rng.random() < 0.6:
            sides = tuple(rng.randint(0, 2) for _ in range(2))
            stride, holes = (1, 1), (rng.randint(2, 3), rng.randint(2, 3))
            words = {"dilation": dilation, "lhs_dilation": holes, "padding": sides}
            padding = [(side, side) for side in sides]
        if no_output(f"jax.lax.conv_general_dilated:{mode}", image, kernel, words):
            continue
        real = jax.lax.conv_general_dilated(
            image[None, None].astype("float32"), kernel[None, None].astype("float32"),
            stride, padding, lhs_dilation=holes, rhs_dilation=dilation,
        )  # fmt: skip
        agree(f"jax.lax.conv_general_dilated:{mode}", image, kernel, real[0, 0], words)


def onnx_run(kind: str, image: Array, kernel: Array, attributes: dict[str, object]) -> Array:
    """Run one node of ONNX on one channel."""
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    helper, kinds = onnx.helper, onnx.TensorProto
    node = helper.make_node(kind, ["x", "w"], ["y"], **attributes)
    inputs = [
        helper.make_tensor_value_info(name, kinds.FLOAT, [1, 1, *array.shape])
        for name, array in (("x", image), ("w", kernel))
    ]
    output = helper.make_tensor_value_info("y", kinds.FLOAT, None)
    graph = helper.make_graph([node], "one", inputs, [output])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    providers = ["CPUExecutionProvider"]
    session = runtime.InferenceSession(model.SerializeToString(), providers=providers)
    feed = {"x": image[None, None].astype("float32"), "w": kernel[None, None].astype("float32")}
    return np.asarray(session.run(None, feed)[0][0, 0], dtype=float)


@pytest.mark.parametrize("mode", ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"])
@pytest.mark.parametrize("kind", ["Conv", "ConvTranspose"])
def test_onnx(kind: str, mode: str) -> None:
    rng = random.Random(f"{kind} {mode}")
    for _ in range(25):
        image, kernel = arrays(rng)
        stride = tuple(rng.randint(1, 3) for _ in range(2))
        # ONNX Runtime does not support dilation together with auto_pad SAME.
        most = 1 if mode.startswith("SAME") else 2
        dilation = tuple(rng.randint(1, most) for _ in range(2))
        words: Words = {"stride": stride, "dilation": dilation}
        attributes: dict[str, object] = {
            "strides": stride, "dilations": dilation, "auto_pad": mode,
        }  # fmt: skip
        if mode == "NOTSET":
            padding = tuple(rng.randint(0, min(2, size - 1)) for size in kernel.shape)
            words["padding"] = padding
            attributes["pads"] = (*padding, *padding)
        if no_output(f"onnx.{kind}:{mode}", image, kernel, words):
            continue
        real = onnx_run(kind, image, kernel, attributes)
        agree(f"onnx.{kind}:{mode}", image, kernel, real, words)


@pytest.mark.parametrize("transposed", [False, True])
def test_torch(transposed: bool) -> None:
    torch = pytest.importorskip("torch")
    rng = random.Random(str(transposed))
    for _ in range(40):
        image, kernel = arrays(rng)
        stride, dilation = (tuple(rng.randint(1, 3) for _ in range(2)) for _ in range(2))
        padding = tuple(rng.randint(0, 2) for _ in range(2))
        words: Words = {"stride": stride, "dilation": dilation, "padding": padding}
        more: dict[str, object] = {"stride": stride, "dilation": dilation, "padding": padding}
        name = "conv_transpose2d" if transposed else "conv2d"
        if no_output(f"torch.{name}", image, kernel, words):
            continue
        call = getattr(torch.nn.functional, name)
        one, other = (torch.tensor(array[None, None]) for array in (image, kernel))
        agree(f"torch.{name}", image, kernel, call(one, other, **more)[0, 0].numpy(), words)


def test_matlab_and_mathematica_by_their_documentation() -> None:
    """Small cases as the manuals give them."""
    # conv([1 2 3 4],[1 1],'same') is 3 5 7 4 in MATLAB.
    image, kernel = np.array([1.0, 2, 3, 4]), np.array([1.0, 1])
    agree("matlab.conv:same", image, kernel, np.array([3.0, 5, 7, 4]))
    # ListConvolve[{x, y}, {a, b, c}] is {b x + a y, c x + b y}.
    x, y, a, b, c = 2.0, 3.0, 5.0, 7.0, 11.0
    agree("mathematica.ListConvolve", np.array([a, b, c]), np.array([x, y]),
          np.array([b * x + a * y, c * x + b * y]))  # fmt: skip
    # ListConvolve[{x, y}, {a, b, c}, 1] is {a x + c y, b x + a y, c x + b y}.
    agree("mathematica.ListConvolve:1,1", np.array([a, b, c]), np.array([x, y]),
          np.array([a * x + c * y, b * x + a * y, c * x + b * y]))  # fmt: skip
    # ListCorrelate[{x, y}, {a, b, c}] is {a x + b y, b x + c y}.
    agree("mathematica.ListCorrelate", np.array([a, b, c]), np.array([x, y]),
          np.array([a * x + b * y, b * x + c * y]))  # fmt: skip
    # ListCorrelate[{x, y}, {a, b, c}, 1] is {a x + b y, b x + c y, c x + a y}.
    agree("mathematica.ListCorrelate:1,1", np.array([a, b, c]), np.array([x, y]),
          np.array([a * x + b * y, b * x + c * y, c * x + a * y]))  # fmt: skip


def test_tensorflow_pads_as_its_documentation_says() -> None:
    """SAME of 4 pixels, 3 entries, stride 2: one more at the end."""
    (one,) = computed("tf.nn.conv2d:SAME", (4,), (3,), {"stride": (2,)})
    assert (one.offset, one.length) == (0, 2)
    (one,) = computed("onnx.Conv:SAME_LOWER", (4,), (3,), {"stride": (2,)})
    assert (one.offset, one.length) == (1, 2)


def test_correlate_and_correlate2d_differ_on_even_kernels() -> None:
    sizes = ((5, 5), (2, 2))
    one, other = (
        computed(f"scipy.signal.{name}:same", *sizes, {}) for name in ("correlate", "correlate2d")
    )
    assert one != other
    sizes = ((5, 5), (3, 3))
    one, other = (
        computed(f"scipy.signal.{name}:same", *sizes, {}) for name in ("correlate", "correlate2d")
    )
    assert one == other


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        ("scipy.signal.convolved", {}, "use one of scipy.signal.convolve, "),
        ("nowhere.conv", {}, "use one of scipy.signal.convolve"),
        ("numpy.convolve:some", {}, "use one of full, same, valid"),
        ("torch.conv2d:full", {}, "use one of same, valid"),
        ("torch.conv_transpose2d:same", {}, "leave out the colon"),
        ("numpy.convolve", {"stride": (1, 1)}, "takes no stride=: it takes none"),
        ("scipy.ndimage.correlate", {"padding": (1, 1)}, "it takes origin"),
        ("numpy.convolve", {}, "works on 1 axis, but the image has 2"),
        ("torch.conv2d:same", {"stride": (2, 2)}, "takes no stride"),
        ("torch.conv2d", {"dilation": (9, 9)}, "has no output for an image of 5"),
        ("cv2.filter2D", {"anchor": (3, 0)}, "anchor=3 lies outside the kernel"),
        ("mathematica.ListCorrelate:1,-1", {}, "no output"),
    ],
)
def test_what_no_library_does_is_refused(text: str, words: Words, says: str) -> None:
    kernel = (9, 9) if "mathematica" in text else (3, 3)
    with pytest.raises(ProblemError, match=says):
        computed(text, (5, 5), kernel, words)


def test_all_names_are_found_once() -> None:
    names = [name for call in CALLS for name in call.names]
    assert len(names) == len(set(names))
    for call in CALLS:
        for name in call.names:
            assert find(name) == (call, call.modes[0])
