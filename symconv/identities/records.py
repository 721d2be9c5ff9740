r"""The identities: what each says, under which conditions, and the steps that prove it.

A record's definitions and steps are written in the notation of ``expression.py``; every
step is checked by ``same.py`` when the proof is made. A counterexample says what goes
wrong where a condition is dropped; its numbers are searched for. To add an identity, add
a record to ``IDENTITIES``.
"""

from __future__ import annotations

from typing import NamedTuple

ZERO = "every array is 0 outside its support, and the support is finite"
INSIDE = "all outputs are kept (output=full)"
CONV = "y[m] = Σ i: x[i] h[m-i]"


class Move(NamedTuple):
    """One step of a proof: the rule, why it holds, and the expression that it leads to."""

    rule: str
    because: str
    leads_to: str


class Counterexample(NamedTuple):
    """What is different without a condition: two sides, on one axis, and what defines them.

    ``ones`` names arrays that are 1 on the support of another: ``("c", "x")``.
    """

    without: str
    definitions: tuple[str, ...]
    left: str
    right: str
    ones: tuple[tuple[str, str], ...] = ()


class Chain(NamedTuple):
    """A chain of equal expressions: where it begins, and each move."""

    left: str
    moves: tuple[Move, ...]


class Identity(NamedTuple):
    """An identity: in each chain all expressions are equal, by the definitions.

    ``axes`` is the number of axes where only that one makes sense, else 0. The function
    ``counterexample`` of the module named by ``module`` says what differs otherwise, where
    that is no sum on one axis. An identity about ranges has no chains: ``steps`` of that
    module solves and compares them, and ``problems`` says which problem each step is about.
    """

    name: str
    says: str
    conditions: tuple[str, ...]
    definitions: tuple[str, ...]
    chains: tuple[Chain, ...]
    counterexamples: tuple[Counterexample, ...] = ()
    axes: int = 0
    module: str = ""


ALL = "As the old index runs over all integers, so does the new one."

IDENTITIES: tuple[Identity, ...] = (
    Identity(
        "flip",
        "Convolution is the libraries' cross-correlation with the flipped kernel.",
        (ZERO,),
        (CONV, "w[k] = h[-k]", "u[m] = Σ k: x[m+k] w[k]"),
        (Chain("y[m]", (
            Move("definition", "Write convolution out.", "Σ i: x[i] h[m-i]"),
            Move("substitute", "Sum over the kernel: put {i=m+k}. " + ALL, "Σ k: x[m+k] h[-k]"),
            Move("rename", "Name the flipped kernel.", "Σ k: x[m+k] w[k]"),
            Move("recognise", "This is cross-correlation with the flipped kernel.", "u[m]"),
        )),),
        (
            Counterexample(
                "the flip", (CONV, "u[m] = Σ k: x[m+k] h[k]"), "y[m]", "u[m]"
            ),
        ),
    ),
    Identity(
        "xcorr-flip",
        "Convolution is the article's cross-correlation with the flipped kernel, "
        "at the output with its signs changed.",
        (ZERO,),
        (CONV, "w[k] = h[-k]", "u[m] = Σ i: x[i] w[m+i]"),
        (Chain("u[-m]", (
            Move("definition", "Write cross-correlation out at the mirrored output.",
                 "Σ i: x[i] w[-m+i]"),
            Move("rename", "Put in what the flipped kernel is.", "Σ i: x[i] h[m-i]"),
            Move("recognise", "This is convolution.", "y[m]"),
        )),),
        (
            Counterexample(
                "the mirrored output",
                (CONV, "w[k] = h[-k]", "u[m] = Σ i: x[i] w[m+i]"), "u[m]", "y[m]",
            ),
        ),
    ),
    Identity(
        "xcorr-correlate",
        "The article's cross-correlation is the libraries' at the output with its signs changed.",
        (ZERO,),
        ("y[m] = Σ i: x[i] h[m+i]", "u[m] = Σ k: x[m+k] h[k]"),
        (Chain("y[m]", (
            Move("definition", "Write cross-correlation out.", "Σ i: x[i] h[m+i]"),
            Move("substitute", "Sum over the kernel: put {i=k-m}. " + ALL, "Σ k: x[k-m] h[k]"),
            Move("recognise", "This is the libraries' sum, at the mirrored output.", "u[-m]"),
        )),),
        (
            Counterexample(
                "the mirrored output",
                ("y[m] = Σ i: x[i] h[m+i]", "u[m] = Σ k: x[m+k] h[k]"), "y[m]", "u[m]",
            ),
        ),
    ),
    Identity(
        "patch",
        "With a kernel that is symmetric about 0, the same patch of the image belongs to an "
        "output of convolution and to the mirrored output of the article's cross-correlation.",
        ("the kernel's support is symmetric about 0",),
        (),
        (),
        module="symconv.identities.patch",
    ),
    Identity(
        "commutativity",
        "Convolution is commutative: image and kernel may change places.",
        (ZERO, INSIDE),
        (CONV, "u[m] = Σ i: h[i] x[m-i]", "v[m] = Σ i: x[i] h[2m-i]", "w[m] = Σ i: h[i] x[2m-i]"),
        (Chain("y[m]", (
            Move("definition", "Write convolution out.", "Σ i: x[i] h[m-i]"),
            Move("substitute", "Put {i=m-k}. " + ALL, "Σ k: x[m-k] h[k]"),
            Move("commute", "Products of numbers commute.", "Σ k: h[k] x[m-k]"),
            Move("recognise", "This is convolution with image and kernel exchanged.", "u[m]"),
        )), Chain("v[m]", (
            Move("definition", "With a stride, here 2, outputs are only left out.",
                 "Σ i: x[i] h[2m-i]"),
            Move("substitute", "Put {i=2m-k}. " + ALL, "Σ k: x[2m-k] h[k]"),
            Move("recognise", "So this commutes as well.", "w[m]"),
        ))),
        (
            Counterexample(
                "convolution: cross-correlation does not commute",
                ("y[m] = Σ k: x[m+k] h[k]", "u[m] = Σ k: h[m+k] x[k]"), "y[m]", "u[m]",
            ),
            Counterexample(
                "all outputs: output=same keeps those on the first array's support, "
                "where c, or d, is 1",
                ("y[m] = Σ i: c[m] x[i] h[m-i]", "u[m] = Σ i: d[m] h[i] x[m-i]"), "y[m]", "u[m]",
                (("c", "x"), ("d", "h")),
            ),
            Counterexample(
                "convolution: with a stride, cross-correlation does not commute either",
                ("y[m] = Σ k: x[2m+k] h[k]", "u[m] = Σ k: h[2m+k] x[k]"), "y[m]", "u[m]",
            ),
            Counterexample(
                "dilation 1: the dilated array is the second one",
                ("y[m] = Σ i: x[m-2i] h[i]", "u[m] = Σ i: h[m-2i] x[i]"), "y[m]", "u[m]",
            ),
        ),
    ),
    Identity(
        "associativity",
        "Convolution is associative: two kernels may be joined first.",
        (ZERO, INSIDE, "the stride is 1"),
        (CONV, "u[m] = Σ i: y[i] g[m-i]", "w[m] = Σ i: h[i] g[m-i]", "v[m] = Σ i: x[i] w[m-i]"),
        (Chain("u[m]", (
            Move("definition", "Write the outer convolution out.", "Σ k: y[k] g[m-k]"),
            Move("definition", "Write the inner one out.", "Σ k i: x[i] h[k-i] g[m-k]"),
            Move("substitute", "Put {k=i+p}. " + ALL, "Σ p i: x[i] h[p] g[m-i-p]"),
            Move("collect", "The inner sum is the joined kernel.", "Σ i: x[i] w[m-i]"),
            Move("recognise", "This is convolution with the joined kernel.", "v[m]"),
        )),),
        (
            Counterexample(
                "convolution: cross-correlation is not associative",
                (
                    "y[m] = Σ k: x[m+k] h[k]", "u[m] = Σ k: y[m+k] g[k]",
                    "w[m] = Σ k: h[m+k] g[k]", "v[m] = Σ k: x[m+k] w[k]",
                ),
                "u[m]", "v[m]",
            ),
            Counterexample(
                "stride 1: with stride 2 every other output is thrown away in between",
                (
                    "y[m] = Σ i: x[i] h[2m-i]", "u[m] = Σ i: y[i] g[2m-i]",
                    "w[m] = Σ i: h[i] g[2m-i]", "v[m] = Σ i: x[i] w[2m-i]",
                ),
                "u[m]", "v[m]",
            ),
        ),
    ),
    Identity(
        "shift",
        "Shifting the image shifts the output of convolution, and of the libraries' "
        "cross-correlation, by as much; that of the article's goes the other way.",
        (ZERO, "the stride is 1"),
        (CONV, "v[i] = x[i-p]", "u[m] = Σ i: v[i] h[m-i]",
         "a[m] = Σ k: x[m+k] h[k]", "b[m] = Σ k: v[m+k] h[k]",
         "f[m] = Σ i: x[i] h[m+i]", "g[m] = Σ i: v[i] h[m+i]"),
        (Chain("u[m]", (
            Move("definition", "Write the convolution of the shifted image out.",
                 "Σ i: v[i] h[m-i]"),
            Move("definition", "Put in what the shifted image is.", "Σ i: x[i-p] h[m-i]"),
            Move("substitute", "Put {i=k+p}. " + ALL, "Σ k: x[k] h[m-p-k]"),
            Move("recognise", "This is convolution at the shifted output.", "y[m-p]"),
        )), Chain("b[m]", (
            Move("definition", "Write the libraries' cross-correlation of the shifted image out.",
                 "Σ k: v[m+k] h[k]"),
            Move("definition", "Put in what the shifted image is.", "Σ k: x[m-p+k] h[k]"),
            Move("recognise", "This is the sum at the shifted output.", "a[m-p]"),
        )), Chain("g[m]", (
            Move("definition", "Write the article's cross-correlation of the shifted image out.",
                 "Σ i: v[i] h[m+i]"),
            Move("definition", "Put in what the shifted image is.", "Σ i: x[i-p] h[m+i]"),
            Move("substitute", "Put {i=k+p}. " + ALL, "Σ k: x[k] h[m+p+k]"),
            Move("recognise", "This is the sum at the output shifted the other way.", "f[m+p]"),
        ))),
        (
            Counterexample(
                "stride 1: with stride 2 a shift by one mixes other pixels",
                ("y[m] = Σ i: x[i] h[2m-i]", "v[i] = x[i-1]", "u[m] = Σ i: v[i] h[2m-i]"),
                "u[m]", "y[m-1]",
            ),
        ),
    ),
    Identity(
        "delta",
        "Convolution with the unit impulse, which is 1 at 0 and else 0, changes nothing, nor does "
        "the libraries' cross-correlation; the article's turns the image round.",
        (ZERO,),
        (r"y[m] = Σ i: x[i] \delta[m-i]", r"u[m] = Σ k: x[m+k] \delta[k]",
         r"v[m] = Σ i: x[i] \delta[m+i]"),
        (Chain("y[m]", (
            Move("definition", "Write convolution out.", r"Σ i: x[i] \delta[m-i]"),
            Move("sift", "The impulse is 0 but where {i=m}, and there it is 1.", "x[m]"),
        )), Chain("u[m]", (
            Move("definition", "Write the libraries' cross-correlation out.",
                 r"Σ k: x[m+k] \delta[k]"),
            Move("sift", "The impulse is 0 but where {k=0}.", "x[m]"),
        )), Chain("v[m]", (
            Move("definition", "Write the article's cross-correlation out.",
                 r"Σ i: x[i] \delta[m+i]"),
            Move("sift", "The impulse is 0 but where {i=-m}.", "x[-m]"),
        ))),
    ),
    Identity(
        "linearity",
        "Convolution is linear in the image, and so is cross-correlation.",
        (ZERO,),
        (r"x[i] = \alpha a[i] + \beta b[i]", CONV, "u[m] = Σ i: a[i] h[m-i]",
         "v[m] = Σ i: b[i] h[m-i]", "w[m] = Σ k: x[m+k] h[k]", "f[m] = Σ k: a[m+k] h[k]",
         "g[m] = Σ k: b[m+k] h[k]"),
        (Chain("y[m]", (
            Move("definition", "Write convolution out.", "Σ i: x[i] h[m-i]"),
            Move("distribute", "Put in the image, and multiply out.",
                 r"Σ i: \alpha a[i] h[m-i] + Σ i: \beta b[i] h[m-i]"),
            Move("recognise", "The numbers leave the sums, and each sum is a convolution.",
                 r"\alpha u[m] + \beta v[m]"),
        )), Chain("w[m]", (
            Move("definition", "Write cross-correlation out.", "Σ k: x[m+k] h[k]"),
            Move("distribute", "Put in the image, and multiply out.",
                 r"Σ k: \alpha a[m+k] h[k] + Σ k: \beta b[m+k] h[k]"),
            Move("recognise", "Each sum is a cross-correlation.", r"\alpha f[m] + \beta g[m]"),
        ))),
    ),
    Identity(
        "separability",
        "Convolution with a product of a row and a column is convolution on one axis "
        "and then on the other; so it is with cross-correlation.",
        (ZERO, "the kernel is a product of a row and a column"),
        ("h[k] = f[k1] g[k2]", CONV, "v[m] = Σ i1: x[i1,m2] f[m1-i1]",
         "u[m] = Σ i2: v[m1,i2] g[m2-i2]", "a[m] = Σ k: x[m+k] h[k]",
         "b[m] = Σ k1: x[m1+k1,m2] f[k1]", "w[m] = Σ k2: b[m1,m2+k2] g[k2]"),
        (Chain("y[m]", (
            Move("definition", "Write convolution out.", "Σ i: x[i] h[m-i]"),
            Move("definition", "Put in the product.", "Σ i: x[i] f[m1-i1] g[m2-i2]"),
            Move("collect", "The inner sum is convolution along the first axis.",
                 "Σ i2: v[m1,i2] g[m2-i2]"),
            Move("recognise", "The outer sum is convolution along the second axis.", "u[m]"),
        )), Chain("a[m]", (
            Move("definition", "Write cross-correlation out.", "Σ k: x[m+k] h[k]"),
            Move("definition", "Put in the product.", "Σ k: x[m+k] f[k1] g[k2]"),
            Move("collect", "The inner sum is cross-correlation along the first axis.",
                 "Σ k2: b[m1,m2+k2] g[k2]"),
            Move("recognise", "The outer sum is cross-correlation along the second axis.", "w[m]"),
        ))),
        axes=2,
        module="symconv.identities.separable",
    ),
    Identity(
        "adjoint",
        "In an inner product, convolution of one side is the libraries' cross-correlation of the "
        "other, and the other way round; the article's cross-correlation is its own adjoint.",
        (ZERO, INSIDE),
        (CONV, "v[i] = Σ k: g[i+k] h[k]", "u[m] = Σ k: x[m+k] h[k]", "w[m] = Σ i: g[i] h[m-i]",
         "a[m] = Σ i: x[i] h[m+i]", "b[m] = Σ i: g[i] h[m+i]"),
        (Chain("Σ m: y[m] g[m]", (
            Move("definition", "Write convolution out.", "Σ m i: x[i] h[m-i] g[m]"),
            Move("substitute", "Put {m=i+k}. " + ALL, "Σ i k: x[i] g[i+k] h[k]"),
            Move("collect", "The inner sum is the libraries' cross-correlation.",
                 "Σ i: x[i] v[i]"),
        )), Chain("Σ m: u[m] g[m]", (
            Move("definition", "Write the libraries' cross-correlation out.",
                 "Σ m k: x[m+k] h[k] g[m]"),
            Move("substitute", "Put {k=i-m}. " + ALL, "Σ i m: x[i] g[m] h[i-m]"),
            Move("collect", "The inner sum is convolution.", "Σ i: x[i] w[i]"),
        )), Chain("Σ m: a[m] g[m]", (
            Move("definition", "Write the article's cross-correlation out.",
                 "Σ m i: x[i] h[m+i] g[m]"),
            Move("collect", "The inner sum is the same operation.", "Σ i: x[i] b[i]"),
        ))),
        (
            Counterexample(
                "the change of operation: convolution is not its own adjoint",
                (CONV, "v[m] = Σ i: g[i] h[m-i]"), "Σ m: y[m] g[m]", "Σ i: x[i] v[i]",
            ),
        ),
    ),
    Identity(
        "composition",
        "Two cross-correlations, one after the other, are one cross-correlation with the "
        "convolution of the two kernels.",
        (ZERO, INSIDE, "the stride is 1"),
        ("y[m] = Σ k: x[m+k] h[k]", "u[m] = Σ k: y[m+k] g[k]", "w[m] = Σ i: h[i] g[m-i]",
         "v[m] = Σ k: x[m+k] w[k]"),
        (Chain("u[m]", (
            Move("definition", "Write the second cross-correlation out.", "Σ k: y[m+k] g[k]"),
            Move("definition", "Write the first one out.", "Σ k i: x[m+k+i] h[i] g[k]"),
            Move("substitute", "Put {k=p-i}. " + ALL, "Σ p i: x[m+p] h[i] g[p-i]"),
            Move("collect", "The inner sum is the convolution of the kernels.",
                 "Σ p: x[m+p] w[p]"),
            Move("recognise", "This is cross-correlation with the joined kernel.", "v[m]"),
        )),),
        (
            Counterexample(
                "the convolution of the kernels: joined by cross-correlation",
                ("y[m] = Σ k: x[m+k] h[k]", "u[m] = Σ k: y[m+k] g[k]",
                 "w[m] = Σ k: h[m+k] g[k]", "v[m] = Σ k: x[m+k] w[k]"),
                "u[m]", "v[m]",
            ),
        ),
    ),
    Identity(
        "learning",
        "A network with true convolution learns the flipped weights of one with "
        "cross-correlation: its outputs, its gradients and its steps are the same, flipped.",
        (ZERO, "the weights begin flipped", "both take the same steps"),
        ("w[k] = h[-k]", "y[m] = Σ k: x[m+k] h[k]", "u[m] = Σ k: x[m-k] w[k]",
         "a[k] = Σ m: e[m] x[m+k]", "b[k] = Σ m: e[m] x[m-k]", r"f[k] = h[k] - \eta a[k]",
         r"g[k] = w[k] - \eta b[k]"),
        (
            Chain("u[m]", (
                Move("definition", "The network with convolution computes this.",
                     "Σ k: x[m-k] w[k]"),
                Move("rename", "Its weights are the flipped ones.", "Σ k: x[m-k] h[-k]"),
                Move("substitute", "Put {k=-i}. " + ALL, "Σ i: x[m+i] h[i]"),
                Move("recognise", "The other network computes the same.", "y[m]"),
            )),
            Chain("b[k]", (
                Move("definition", "The derivative of the loss by a weight, where e holds the "
                     "derivatives by the outputs.", "Σ m: e[m] x[m-k]"),
                Move("recognise", "This is the other network's derivative, flipped.", "a[-k]"),
            )),
            Chain("g[k]", (
                Move("definition", "One step against the gradient.", r"w[k] - \eta b[k]"),
                Move("rename", "Both parts are flipped.", r"h[-k] - \eta a[-k]"),
                Move("recognise", "So the new weights are flipped as well.", "f[-k]"),
            )),
        ),
    ),
)  # fmt: skip
