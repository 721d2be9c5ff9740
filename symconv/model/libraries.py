"""What a library's call computes, as a problem: ``as=scipy.signal.convolve2d:same``.

Every call is one record: its names, what may stand after the colon, and a function from the
sizes on one axis to the relation there: operation, stride, dilation, offset and outputs.
Indices are the library's own, (row, column) from 0; data are real unless they say otherwise.
To add a call, write such a function and add a record to ``CALLS``.

Sources are the libraries' documentation; those with ``checked`` are also compared with the
library itself by the tests (with PyTorch by ``.ci/torch``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from symconv.errors import ProblemError, quote


class Axis(NamedTuple):
    """One axis of a call: its place, the lengths, the mode, and the words given for it."""

    place: int
    image: int
    kernel: int
    mode: str
    words: dict[str, int]

    def word(self, name: str, usual: int) -> int:
        """A number given in the problem line, or the usual one."""
        return self.words.get(name, usual)

    @property
    def reach(self) -> int:
        """The length of the kernel with its holes."""
        return self.word("dilation", 1) * (self.kernel - 1) + 1


class Computed(NamedTuple):
    """What a call computes on an axis: an operation, and the outputs 0 to ``length - 1``."""

    operation: str
    offset: int
    length: int
    stride: int = 1
    dilation: int = 1
    boundary: str = "zero"


class Call(NamedTuple):
    """A library's call: its names, its modes (the usual one first), and what it computes.

    ``words`` are the further words that it takes, ``axes`` the numbers of axes it works on,
    ``note`` what to know, and ``checked`` whether the tests compare it with the library.
    ``weights`` says how the library orders the indices of a kernel with channels, where it
    takes channels, groups and a batch; symconv has f, c and then the space. ``conjugates``
    says that of complex data it takes the conjugate of the second argument.
    """

    names: tuple[str, ...]
    modes: tuple[str, ...]
    words: tuple[str, ...]
    axes: tuple[int, ...]
    computes: Callable[[Axis], Computed]
    formula: str
    note: str
    checked: bool
    weights: str = ""
    conjugates: bool = False


def _convolved(axis: Axis, start: int) -> Computed:
    """True convolution, cropped to full, same or valid; ``start`` is where same begins."""
    longer, shorter = max(axis.image, axis.kernel), min(axis.image, axis.kernel)
    if axis.mode == "full":
        return Computed("conv", 0, axis.image + axis.kernel - 1)
    if axis.mode == "valid":
        return Computed("conv", shorter - 1, longer - shorter + 1)
    return Computed("conv", start, axis.image)


def _scipy_convolve(axis: Axis) -> Computed:
    return _convolved(axis, (axis.kernel - 1) // 2)


def _numpy_convolve(axis: Axis) -> Computed:
    shorter = min(axis.image, axis.kernel)
    found = _convolved(axis, (shorter - 1) // 2)
    return found._replace(length=max(axis.image, axis.kernel)) if axis.mode == "same" else found


def _matlab_conv2(axis: Axis) -> Computed:
    if axis.mode == "valid" and axis.kernel > axis.image:
        return Computed("conv", 0, 0)
    return _convolved(axis, axis.kernel // 2)


def _correlated(axis: Axis, middle: int) -> Computed:
    """Cross-correlation; ``middle`` is the kernel index at output 0 and pixel 0 for same."""
    if axis.mode == "full":
        return Computed("correlate", axis.kernel - 1, axis.image + axis.kernel - 1)
    if axis.mode == "valid":
        return Computed("correlate", 0, max(0, axis.image - axis.kernel + 1))
    return Computed("correlate", middle, axis.image)


def _scipy_correlate(axis: Axis) -> Computed:
    return _correlated(axis, axis.kernel - 1 - (axis.kernel - 1) // 2)


def _scipy_correlate2d(axis: Axis) -> Computed:
    return _correlated(axis, (axis.kernel - 1) // 2)


def _numpy_correlate(axis: Axis) -> Computed:
    return _correlated(axis, axis.kernel // 2)


def _ndimage_correlate(axis: Axis) -> Computed:
    middle = axis.kernel // 2 + axis.word("origin", 0)
    return Computed("correlate", middle, axis.image, boundary=NDIMAGE[axis.mode])


def _ndimage_convolve(axis: Axis) -> Computed:
    # The kernel is turned over and the origin with it; of an even kernel the later middle.
    middle = (axis.kernel - 1) // 2 + (1 - axis.kernel % 2) + axis.word("origin", 0)
    return Computed("conv", middle, axis.image, boundary=NDIMAGE[axis.mode])


NDIMAGE = {
    "reflect": "symmetric", "constant": "zero", "nearest": "nearest", "mirror": "mirror",
    "wrap": "wrap", "grid-wrap": "wrap", "grid-constant": "zero", "grid-mirror": "symmetric",
}  # fmt: skip


def _windows(axis: Axis, before: int, after: int) -> Computed:
    """Strided cross-correlation with so much padding on both sides."""
    stride = axis.word("stride", 1)
    room = axis.image + before + after - axis.reach
    count = room // stride + 1 if room >= 0 else 0
    return Computed("correlate", before, count, stride, axis.word("dilation", 1))


def _torch_conv(axis: Axis) -> Computed:
    if axis.mode == "same":
        if axis.word("stride", 1) != 1:
            raise ProblemError("padding='same' takes no stride in PyTorch: leave out stride=")
        before = (axis.reach - 1) // 2
        return _windows(axis, before, axis.reach - 1 - before)
    padding = axis.word("padding", 0)
    return _windows(axis, padding, padding)


def _torch_transposed(axis: Axis) -> Computed:
    stride, padding = axis.word("stride", 1), axis.word("padding", 0)
    more = axis.word("output_padding", 0)
    if more and more >= max(stride, axis.word("dilation", 1)):
        raise ProblemError(
            f"output_padding={more} must be smaller than the stride or the dilation"
        )
    count = (axis.image - 1) * stride - 2 * padding + axis.reach + more
    return Computed("transposed", padding, count, stride, axis.word("dilation", 1))


def _same(axis: Axis, extra_first: bool = False) -> tuple[int, int]:
    """Padding so that there is an output for every ``stride`` pixels; the odd one comes last."""
    stride = axis.word("stride", 1)
    count = -(-axis.image // stride)
    total = max((count - 1) * stride + axis.reach - axis.image, 0)
    before = total - total // 2 if extra_first else total // 2
    return before, total - before


def _jax_conv(axis: Axis) -> Computed:
    holes, padding = axis.word("lhs_dilation", 1), axis.word("padding", 0)
    if holes == 1:
        return _windows(axis, *(_same(axis) if axis.mode == "SAME" else (padding, padding)))
    if axis.mode == "SAME":
        raise ProblemError("JAX takes no 'SAME' together with lhs_dilation: give padding=")
    if axis.word("stride", 1) != 1:
        raise ProblemError(
            "lhs_dilation together with a stride moves both the outputs and the pixels: "
            "one of the two must be 1 here"
        )
    count = (axis.image - 1) * holes + 1 + 2 * padding - axis.reach + 1
    return Computed("transposed-conv", padding, count, holes, axis.word("dilation", 1))


def _tensorflow_conv(axis: Axis) -> Computed:
    return _windows(axis, *(_same(axis) if axis.mode == "SAME" else (0, 0)))


def _onnx_conv(axis: Axis) -> Computed:
    if axis.mode.startswith("SAME"):
        return _windows(axis, *_same(axis, axis.mode == "SAME_LOWER"))
    padding = 0 if axis.mode == "VALID" else axis.word("padding", 0)
    return _windows(axis, padding, padding)


def _onnx_transposed(axis: Axis) -> Computed:
    if not axis.mode.startswith("SAME"):
        padding = 0 if axis.mode == "VALID" else axis.word("padding", 0)
        return _torch_transposed(axis._replace(words={**axis.words, "padding": padding}))
    stride, more = axis.word("stride", 1), axis.word("output_padding", 0)
    whole = stride * (axis.image - 1) + more + axis.reach
    total = max(whole - axis.image * stride, 0)
    count = whole - total
    before = total - total // 2 if axis.mode == "SAME_LOWER" else total // 2
    return Computed("transposed", before, count, stride, axis.word("dilation", 1))


BORDERS = {
    "BORDER_REFLECT_101": "mirror", "BORDER_CONSTANT": "zero", "BORDER_REPLICATE": "nearest",
    "BORDER_REFLECT": "symmetric",
}  # fmt: skip


def _opencv_filter(axis: Axis) -> Computed:
    anchor = axis.word("anchor", -1)
    middle = axis.kernel // 2 if anchor == -1 else anchor
    if not 0 <= middle < axis.kernel:
        raise ProblemError(f"anchor={anchor} lies outside the kernel: use 0 to {axis.kernel - 1}")
    return Computed("correlate", middle, axis.image, boundary=BORDERS[axis.mode])


IMFILTER = {"0": "zero", "replicate": "nearest", "symmetric": "symmetric", "circular": "wrap"}


def _matlab_imfilter(axis: Axis) -> Computed:
    middle = (axis.kernel - 1) // 2
    return Computed("correlate", middle, axis.image, boundary=IMFILTER[axis.mode])


def _matlab_imfilter_conv(axis: Axis) -> Computed:
    middle = axis.kernel // 2
    return Computed("conv", middle, axis.image, boundary=IMFILTER[axis.mode])


def _matlab_xcorr(axis: Axis) -> Computed:
    longer = max(axis.image, axis.kernel)  # the shorter one is padded at its end
    return Computed("correlate", longer - 1, 2 * longer - 1)


def _matlab_xcorr2(axis: Axis) -> Computed:
    return _correlated(axis._replace(mode="full"), 0)


def _overhang(axis: Axis, usual: tuple[int, int]) -> tuple[int, int]:
    """Which kernel element meets the first and the last pixel; negative ones from the end."""
    first, last = (int(part) for part in axis.mode.split(",")) if axis.mode else usual
    places = [value - 1 if value > 0 else axis.kernel + value for value in (first, last)]
    if 0 in (first, last) or not all(0 <= place < axis.kernel for place in places):
        raise ProblemError(
            f"the overhang {{{first},{last}}} names no kernel element: "
            f"use 1 to {axis.kernel}, or -1 for the last"
        )
    return places[0], places[1]


def _list_correlate(axis: Axis) -> Computed:
    first, last = _overhang(axis, (1, -1))
    return Computed("correlate", first, axis.image + first - last, boundary="wrap")


def _list_convolve(axis: Axis) -> Computed:
    first, last = _overhang(axis, (-1, 1))
    return Computed("conv", first, axis.image - first + last, boundary="wrap")


ANY = (1, 2, 3)
CROPS = ("full", "same", "valid")
STRIDED = ("stride", "dilation", "padding")
OVERHANGS = ("", "1,1", "-1,-1", "1,-1", "-1,1")
ADDED_UP = "The channels of a group are added up: give channels=4,8 and groups=."
TURNED = (
    "Its weights stand as w[c,f,k,l], f within a group; symconv has h[f,c,k,l], c within a group."
)
CONJUGATES = "Of complex data it takes the conjugate of the second argument: conjugate=true."

CALLS: tuple[Call, ...] = (
    Call(("scipy.signal.convolve", "scipy.signal.fftconvolve"), CROPS, (), ANY, _scipy_convolve,
         "y[m] = Σ x[m-k+p] h[k]", "same keeps the middle, p = (K-1)//2.", True),
    Call(("scipy.signal.convolve2d",), CROPS, (), (2,), _scipy_convolve,
         "y[m] = Σ x[m-k+p] h[k]", "same keeps the middle, p = (K-1)//2.", True),
    Call(("scipy.signal.correlate",), CROPS, (), ANY, _scipy_correlate,
         "y[m] = Σ x[m+k-p] h[k]", f"same has p = K//2. {CONJUGATES}", True, conjugates=True),
    Call(("scipy.signal.correlate2d",), CROPS, (), (2,), _scipy_correlate2d,
         "y[m] = Σ x[m+k-p] h[k]",
         f"same has p = (K-1)//2, unlike correlate where K is even. {CONJUGATES}", True,
         conjugates=True),
    Call(("scipy.ndimage.convolve", "scipy.ndimage.convolve1d"), tuple(NDIMAGE), ("origin",), ANY,
         _ndimage_convolve, "y[m] = Σ x[m-k+p] h[k]", "p = K//2 + origin.", True),
    Call(("scipy.ndimage.correlate", "scipy.ndimage.correlate1d"), tuple(NDIMAGE), ("origin",),
         ANY, _ndimage_correlate, "y[m] = Σ x[m+k-p] h[k]", f"p = K//2 + origin. {CONJUGATES}",
         True, conjugates=True),
    Call(("numpy.convolve",), CROPS, (), (1,), _numpy_convolve,
         "y[m] = Σ x[m-k+p] h[k]", "same is as long as the longer argument.", True),
    Call(("numpy.correlate",), ("valid", "same", "full"), (), (1,), _numpy_correlate,
         "y[m] = Σ x[m+k-p] h[k]", f"valid is the usual mode. {CONJUGATES}", True,
         conjugates=True),
    Call(("torch.nn.functional.conv2d", "torch.conv2d", "torch.nn.functional.conv1d",
          "torch.nn.functional.conv3d", "torch.nn.Conv1d", "torch.nn.Conv2d", "torch.nn.Conv3d"),
         ("", "same", "valid"), STRIDED, ANY, _torch_conv, "y[m] = Σ x[s·m+d·k-p] h[k]",
         f"Called convolution, it is cross-correlation. {ADDED_UP}", True, "f,c,k,l"),
    Call(("torch.nn.functional.conv_transpose2d", "torch.conv_transpose2d",
          "torch.nn.functional.conv_transpose1d", "torch.nn.functional.conv_transpose3d",
          "torch.nn.ConvTranspose1d", "torch.nn.ConvTranspose2d", "torch.nn.ConvTranspose3d"),
         ("",), (*STRIDED, "output_padding"), ANY, _torch_transposed,
         "m = s·i + d·k - p", f"The transpose of conv2d with the same words. {ADDED_UP} {TURNED}",
         True, "c,f,k,l"),
    Call(("jax.lax.conv_general_dilated", "jax.lax.conv"), ("VALID", "SAME"),
         (*STRIDED, "lhs_dilation"), ANY, _jax_conv, "y[m] = Σ x[s·m+d·k-p] h[k]",
         f"Called convolution, it is cross-correlation. dilation is rhs_dilation. {ADDED_UP}", True,
         "f,c,k,l"),
    Call(("tensorflow.nn.conv2d", "tf.nn.conv2d", "keras.layers.Conv2D"), ("VALID", "SAME"),
         ("stride", "dilation"), ANY, _tensorflow_conv, "y[m] = Σ x[s·m+d·k-p] h[k]",
         "Called convolution, it is cross-correlation. Of odd padding SAME puts more at the end. "
         f"{ADDED_UP} Here channels stand first; TensorFlow keeps them last, and its weights as "
         "w[k,l,c,f].", False, "k,l,c,f"),
    Call(("onnx.Conv",), ("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"), STRIDED, ANY,
         _onnx_conv, "y[m] = Σ x[s·m+d·k-p] h[k]",
         f"Called convolution, it is cross-correlation. {ADDED_UP}", True, "f,c,k,l"),
    Call(("onnx.ConvTranspose",), ("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"),
         (*STRIDED, "output_padding"), ANY, _onnx_transposed, "m = s·i + d·k - p",
         f"The transpose of Conv with the same words. {ADDED_UP} {TURNED}", True, "c,f,k,l"),
    Call(("cv2.filter2D", "opencv.filter2D"), tuple(BORDERS), ("anchor",), (2,), _opencv_filter,
         "y[m] = Σ x[m+k-p] h[k]",
         "p is the anchor, K//2 unless given. OpenCV writes it as (x,y): column first; here it "
         "is row,column.", True),
    Call(("matlab.conv2", "matlab.conv"), CROPS, (), (1, 2), _matlab_conv2,
         "y[m] = Σ x[m-k+p] h[k]", "same has p = K//2. MATLAB counts from 1; here from 0.", False),
    Call(("matlab.xcorr",), ("",), (), (1,), _matlab_xcorr, "y[m] = Σ x[m+k-p] h[k]",
         f"p = N-1 with N the larger length: the lag is m-p. {CONJUGATES} "
         "MATLAB counts from 1; here from 0.", False, conjugates=True),
    Call(("matlab.xcorr2",), ("",), (), (2,), _matlab_xcorr2, "y[m] = Σ x[m+k-p] h[k]",
         f"p = K-1. {CONJUGATES} MATLAB counts from 1; here from 0.", False, conjugates=True),
    Call(("matlab.imfilter",), tuple(IMFILTER), (), ANY, _matlab_imfilter,
         "y[m] = Σ x[m+k-p] h[k]", "p = (K-1)//2. MATLAB counts from 1; here from 0.", False),
    Call(("matlab.imfilter-conv",), tuple(IMFILTER), (), ANY, _matlab_imfilter_conv,
         "y[m] = Σ x[m-k+p] h[k]",
         "imfilter(A, h, 'conv'): p = K//2. MATLAB counts from 1; here from 0.", False),
    Call(("mathematica.ListCorrelate",), OVERHANGS, (), ANY, _list_correlate,
         "y[m] = Σ x[m+k-p] h[k]",
         "With an overhang the list is periodic. Mathematica counts from 1; here from 0.", False),
    Call(("mathematica.ListConvolve",), OVERHANGS, (), ANY, _list_convolve,
         "y[m] = Σ x[m-k+p] h[k]",
         "With an overhang the list is periodic. Mathematica counts from 1; here from 0.", False),
)  # fmt: skip

WORDS = ("padding", "output_padding", "origin", "anchor", "lhs_dilation")


def find(text: str) -> tuple[Call, str]:
    """The call and the mode that ``LIBRARY.CALL:MODE`` names.

    >>> find("scipy.signal.convolve2d:same")[1]
    'same'

    Raises ProblemError, which lists the calls or the modes there are.
    """
    name, colon, mode = text.partition(":")
    call = next((one for one in CALLS if name in one.names), None)
    if call is None:
        near = [one.names[0] for one in CALLS if one.names[0].split(".")[0] == name.split(".")[0]]
        names = ", ".join(near or [one.names[0] for one in CALLS])
        raise ProblemError(f"{quote('as=' + text)} is not known: use one of {names}")
    if not colon:
        return call, call.modes[0]
    if mode not in call.modes:
        modes = ", ".join(one for one in call.modes if one)
        raise ProblemError(
            f"{quote('as=' + text)} has no mode {quote(mode)}: "
            + (f"use one of {modes}" if modes else "leave out the colon")
        )
    return call, mode


def computed(text: str, image: tuple[int, ...], kernel: tuple[int, ...],
             words: dict[str, tuple[int, ...]]) -> tuple[Computed, ...]:  # fmt: skip
    """What a call computes on each axis, for the lengths (rows, columns) of its arguments.

    ``words`` holds a number for each axis. Raises ProblemError for words that the call does
    not take, for a number of axes that it does not work on, and where it has no output.
    """
    call, mode = find(text)
    for word in words:
        if word not in call.words:
            known = f"it takes {', '.join(call.words)}" if call.words else "it takes none"
            raise ProblemError(f"{call.names[0]} takes no {word}=: {known}")
    if len(image) not in call.axes:
        axes = " or ".join(map(str, call.axes)) + (" axis" if call.axes == (1,) else " axes")
        raise ProblemError(
            f"{call.names[0]} works on {axes}, but the image has {len(image)}: "
            f"give both arrays {axes}"
        )
    found = []
    for place, (pixels, entries) in enumerate(zip(image, kernel)):
        own = {word: values[place] for word, values in words.items()}
        one = call.computes(Axis(place, pixels, entries, mode, own))
        if one.length <= 0:
            raise ProblemError(
                f"{call.names[0]} has no output for an image of {pixels} and a kernel of "
                f"{entries} on axis {place}: give a larger image, or another mode"
            )
        found.append(one)
    return tuple(found)
