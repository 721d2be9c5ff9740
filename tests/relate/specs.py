"""Formulas as plain numbers, and how people write them; shares no code with symconv.

A ``Spec`` is one linear relation of three indices on each axis, ``out*o + image*a + kernel*b
= rest``, where each index stands in its array, and in which bounds the kernel's runs.
"""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

Bounds = tuple[int, int]


class Axis(NamedTuple):
    """``out*o + image*a + kernel*b = rest``; ``places`` are the indices' places in the arrays."""

    out: int
    image: int  # 1 or -1
    kernel: int
    rest: int
    bounds: Bounds | None  # of the kernel's index
    places: tuple[int, int, int]


class Spec(NamedTuple):
    """A formula: its axes, and the names of output, image and kernel."""

    axes: tuple[Axis, ...]
    names: tuple[str, str, str]

    def meets(self, o: tuple[int, ...], a: tuple[int, ...], b: tuple[int, ...]) -> bool:
        """Whether two elements are multiplied in an output."""
        for axis in self.axes:
            p, q, r = axis.places
            if axis.out * o[p] + axis.image * a[q] + axis.kernel * b[r] != axis.rest:
                return False
            if axis.bounds and not axis.bounds[0] <= b[r] <= axis.bounds[1]:
                return False
        return True


class Change(NamedTuple):
    """What is done to a spec: on each axis signs and moves of output, image and kernel."""

    signs: tuple[tuple[int, int, int], ...]
    moves: tuple[tuple[int, int, int], ...]
    exchanged: tuple[bool, bool, bool]  # whose two axes change places

    @property
    def kinds(self) -> set[str]:
        """The kinds of change, as ``relate`` calls them."""
        found = set()
        if any(move for moves in self.moves for move in moves):
            found.add("origin")
        if any(signs[0] < 0 for signs in self.signs):
            found.add("reversing the output")
        if any(signs[2] < 0 for signs in self.signs):
            found.add("flipping the kernel")
        if any(self.exchanged):
            found.add("exchanging axes")
        return found


def applied(spec: Spec, change: Change, names: tuple[str, str, str]) -> Spec:
    """The spec in the changed arrays: index' = sign * index + move."""
    axes = []
    for axis, signs, moves in zip(spec.axes, change.signs, change.moves):
        slopes = (axis.out, axis.image, axis.kernel)
        rest = axis.rest + sum(c * s * t for c, s, t in zip(slopes, signs, moves))
        new = [c * s for c, s in zip(slopes, signs)]
        bounds = axis.bounds
        if bounds:
            ends = sorted(signs[2] * end + moves[2] for end in bounds)
            bounds = (ends[0], ends[1])
        places = tuple(
            1 - place if turned and len(spec.axes) == 2 else place
            for place, turned in zip(axis.places, change.exchanged)
        )
        axes.append(Axis(*new, rest, bounds, places))
    return Spec(tuple(axes), names)


STYLES = ("bracket", "paren", "comma")
OUTPUTS, SUMS = ("mn", "ij", "rc", "st"), ("ij", "kl", "uv", "pq", "ab")


class Notation(NamedTuple):
    """How a spec is written."""

    style: str
    outputs: str
    sums: str
    over: str  # image or kernel: whose index is a letter alone
    latex: bool
    left: bool
    infinite: bool  # whether sums without bounds are written with infinity
    kernel_first: bool
    descending: bool  # the order of the sum signs


def written(spec: Spec, how: Notation) -> str:
    """The formula in a notation."""
    rank = len(spec.axes)
    outputs, sums = how.outputs[:rank], how.sums[:rank]
    o, a, b = [""] * rank, [""] * rank, [""] * rank
    bounds: list[Bounds | tuple[str, str] | None] = []
    for k, axis in enumerate(spec.axes):
        p, q, r = axis.places
        m, i = outputs[k], sums[k]
        o[p] = m
        if how.over == "image" and abs(axis.kernel) == 1:
            a[q] = i
            turn = axis.kernel
            b[r] = affine((turn * axis.rest, ""), (-turn * axis.out, m), (-turn * axis.image, i))
            bounds.append(over_image(axis, m))
        else:
            b[r] = i
            turn = axis.image
            a[q] = affine((turn * axis.rest, ""), (-turn * axis.out, m), (-turn * axis.kernel, i))
            bounds.append(axis.bounds)
    signs = [sign(letter, bound, how) for letter, bound in zip(sums, bounds)]
    if how.descending:
        signs.reverse()
    image, kernel = element(spec.names[1], a, how), element(spec.names[2], b, how)
    factors = [kernel, image] if how.kernel_first else [image, kernel]
    dot = r"\, " if how.latex else " "
    right = " ".join(signs) + " " + dot.join(factors)
    return f"{element(spec.names[0], o, how)} = {right}" if how.left else right


def over_image(axis: Axis, m: str) -> tuple[str, str] | None:
    """The bounds of the image's letter that keep the kernel's index within its own."""
    if axis.bounds is None:
        return None
    ends = [
        affine(
            (axis.image * (axis.rest - axis.kernel * end), ""), (-axis.image * axis.out, m)
        )
        for end in axis.bounds
    ]
    rising = -axis.image * axis.kernel > 0
    return (ends[0], ends[1]) if rising else (ends[1], ends[0])


def affine(*parts: tuple[int, str]) -> str:
    """``2m-i+1``."""
    found = ""
    for size, letter in sorted(parts, key=lambda part: (not part[1], part[0] < 0)):
        if size:
            number = str(abs(size)) if abs(size) != 1 or not letter else ""
            mark = "-" if size < 0 else "+" if found else ""
            found += f"{mark}{number}{letter}"
    return found or "0"


def sign(letter: str, bound: Bounds | tuple[str, str] | None, how: Notation) -> str:
    """A sum sign."""
    if bound is None and how.infinite:
        bound = (r"-\infty", r"\infty") if how.latex else ("-∞", "∞")
    if how.latex:
        ends = "" if bound is None else f"={bound[0]}}}^{{{bound[1]}"
        return rf"\sum_{{{letter}{ends}}}"
    return f"Σ_{letter}" if bound is None else f"Σ({letter}={bound[0]}..{bound[1]})"


def element(name: str, indices: list[str], how: Notation) -> str:
    """An element of an array."""
    inner = ",".join(indices)
    return {
        "bracket": f"{name}[{inner}]", "paren": f"{name}({inner})", "comma": f"{name}_{{{inner}}}",
    }[how.style]  # fmt: skip


@st.composite
def specs(draw: st.DrawFn, rank: int | None = None, bounded: bool = True) -> Spec:
    """Formulas of one or two axes: every sign, stride, dilation and offset."""
    size = rank or draw(st.integers(1, 2))
    small = st.sampled_from((1, 1, 1, 2, 3))
    turn = st.sampled_from((1, -1))
    axes = []
    for k in range(size):
        bounds = None
        if bounded and draw(st.booleans()):
            low = draw(st.integers(-2, 2))
            bounds = (low, low + draw(st.integers(0, 3)))
        axes.append(
            Axis(draw(small) * draw(turn), draw(turn), draw(small) * draw(turn),
                 draw(st.sampled_from((0, 0, 1, -1, 2))), bounds, (k, k, k))
        )  # fmt: skip
    return Spec(tuple(axes), draw(st.sampled_from((("y", "x", "h"), ("g", "f", "w")))))


@st.composite
def changes(draw: st.DrawFn, rank: int) -> Change:
    """Changes of every kind; the image is not flipped."""
    turn = st.sampled_from((1, 1, -1))
    signs = tuple((draw(turn), 1, draw(turn)) for _ in range(rank))
    move = st.sampled_from((0, 0, 0, 1, -1, 3))
    moves = tuple((draw(move), draw(move), draw(move)) for _ in range(rank))
    exchanged = (False,) * 3
    if rank == 2:
        exchanged = tuple(draw(st.sampled_from((False, False, True))) for _ in range(3))
    return Change(signs, moves, exchanged)


@st.composite
def notations(draw: st.DrawFn, left: bool = False) -> Notation:
    """Ways of writing."""
    outputs = draw(st.sampled_from(OUTPUTS))
    sums = draw(st.sampled_from([one for one in SUMS if not set(one) & set(outputs)]))
    flag = st.booleans()
    return Notation(
        draw(st.sampled_from(STYLES)), outputs, sums, draw(st.sampled_from(("image", "kernel"))),
        draw(flag), left or draw(flag), draw(flag), draw(flag), draw(flag),
    )  # fmt: skip
