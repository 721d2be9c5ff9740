"""All hypothesis strategies, and the definition that the engine is held against.

A ``Case`` is a problem as plain numbers. Its methods are the oracle: they test every
image index against every kernel index with the relation as the contract states it, and
share no code with symconv.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# On a busy machine neither a slow example nor slow drawing says anything about symconv.
settings.register_profile("symconv", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("symconv")

Cell = tuple[int, ...]
Bounds = tuple[int, int]

OPERATIONS = ("conv", "xcorr", "correlate", "transposed")
AXES = ("column,row", "row,column")
BOUNDARIES = ("zero", "constant:2", "constant:-1/2", "nearest", "wrap", "symmetric", "mirror")


class Case(NamedTuple):
    """A numeric problem, as its author thinks of it: one entry per axis everywhere."""

    operation: str
    image: tuple[Bounds, ...]
    kernel: tuple[Bounds, ...]
    stride: Cell
    dilation: Cell
    offset: Cell
    axes: str
    over: str
    output: str | tuple[Bounds, ...]
    boundary: str = "zero"

    @property
    def line(self) -> str:
        """The problem line."""
        output = self.output if isinstance(self.output, str) else written(self.output)
        words = [
            self.operation,
            f"image={written(self.image)}",
            f"kernel={written(self.kernel)}",
            f"output={output}",
            f"stride={','.join(map(str, self.stride))}",
            f"dilation={','.join(map(str, self.dilation))}",
            f"offset={','.join(map(str, self.offset))}",
            f"axes={self.axes}",
            f"sum={self.over}",
            f"boundary={self.boundary}",
        ]
        return " ".join(words)

    def lettered(self, axis: int) -> tuple[str, str]:
        """Stride and dilation as letters where they may both be, else as far as they may."""
        s, d = self.stride[axis], self.dilation[axis]
        if self.operation != "transposed":
            return "s", "d"
        return ("s", "1") if d == 1 else ("1", "d") if s == 1 else (str(s), str(d))

    def meets(self, axis: int, m: int, i: int, k: int) -> bool:
        """The contract's relation between output, image and kernel index on one axis."""
        s, d, p = self.stride[axis], self.dilation[axis], self.offset[axis]
        return {
            "conv": i == s * m - d * k + p,
            "xcorr": i == -s * m + d * k - p,
            "correlate": i == s * m + d * k - p,
            "transposed": m == s * i + d * k - p,
        }[self.operation]

    def pairs(self, axis: int, m: int) -> list[tuple[int, int]]:
        """All pixels and kernel entries that meet in output ``m`` on one axis."""
        return [
            (i, k)
            for i in inside(self.image[axis])
            for k in inside(self.kernel[axis])
            if self.meets(axis, m, i, k)
        ]

    def met(self, axis: int, m: int) -> list[tuple[int, int]]:
        """All image indices and entries that count in output ``m`` on one axis."""
        if self.boundary == "zero":
            return self.pairs(axis, m)
        ends = map(abs, (self.stride[axis] * m, self.offset[axis]))
        far = sum(ends) + self.dilation[axis] * max(map(abs, self.kernel[axis]))
        return [
            (i, k)
            for k in inside(self.kernel[axis])
            for i in range(-far, far + 1)
            if self.meets(axis, m, i, k)
        ]

    def pixel(self, image: Cell) -> Cell | None:
        """The pixel that an image index stands for; None where it is the constant."""
        found = [self.stands_for(axis, i) for axis, i in enumerate(image)]
        return None if None in found else tuple(i for i in found if i is not None)

    def stands_for(self, axis: int, i: int) -> int | None:
        """The same on one axis: the row of pixels is laid out again and again."""
        row = list(inside(self.image[axis]))
        if i in row:
            return i
        if self.boundary == "nearest":
            return row[0] if i < row[0] else row[-1]
        period = {
            "wrap": row, "symmetric": row + row[::-1], "mirror": row + row[-2:0:-1],
        }.get(self.boundary)  # fmt: skip
        return None if period is None else period[(i - row[0]) % len(period)]

    def terms(self, at: Cell) -> list[tuple[Cell, Cell]]:
        """All terms of an output in the order written.

        By a double loop over the two arrays; with a boundary over all that meet on each axis.
        """
        if self.boundary == "zero":
            found = [
                (image, kernel)
                for image in product(*map(inside, self.image))
                for kernel in product(*map(inside, self.kernel))
                if all(
                    self.meets(axis, at[axis], image[axis], kernel[axis])
                    for axis in range(len(at))
                )
            ]
        else:
            axes = [self.met(axis, m) for axis, m in enumerate(at)]
            found = [
                (tuple(i for i, _ in chosen), tuple(k for _, k in chosen))
                for chosen in product(*axes)
            ]
        return sorted(found, key=lambda term: self.written_at(term[self.over == "kernel"]))

    def written_at(self, cell: Cell) -> Cell:
        """Sorts cells as they are written: further axes slowest, then row, then column."""
        if len(cell) == 1:
            return cell
        row, column = (cell[1], cell[0]) if self.axes == "column,row" else (cell[0], cell[1])
        return (*reversed(cell[2:]), row, column)

    def reach(self, axis: int) -> range:
        """Outputs enough to hold every one that has a term on this axis."""
        far = max(map(abs, (*self.image[axis], *self.kernel[axis], self.offset[axis])))
        stride = self.stride[axis] if self.operation == "transposed" else 1
        far = far * (1 + stride + self.dilation[axis])
        return range(-far - 1, far + 2)

    def box(self, axis: int) -> list[int]:
        """The first and the last output on an axis, or nothing where there is none."""
        if not isinstance(self.output, str):
            return list(self.output[axis])
        if self.output == "same":
            return list(self.image[axis])
        if self.output == "full":
            found = [m for m in self.reach(axis) if self.pairs(axis, m)]
        else:
            length = len(inside(self.kernel[axis]))
            found = [m for m in self.reach(axis) if len(self.pairs(axis, m)) == length]
        return [min(found), max(found)] if found else []

    def outputs(self) -> list[Cell]:
        """All outputs in the order of writing."""
        boxes = [self.box(axis) for axis in range(len(self.image))]
        if not all(boxes):
            return []
        cells = product(*[range(low, high + 1) for low, high in boxes])
        return sorted(cells, key=self.written_at)

    def sums(self, axis: int, m: int) -> list[int]:
        """The valid values of the sum index on one axis."""
        return sorted(pair[self.over == "kernel"] for pair in self.met(axis, m))

    def other(self, axis: int, m: int, this: int) -> int | None:
        """The index that follows from a sum index, whether it exists or not."""
        far = 4 * (abs(m) + abs(this) + 2) * (1 + self.stride[axis]) * (1 + self.dilation[axis])
        far += abs(self.offset[axis])
        for other in range(-far, far + 1):
            i, k = (this, other) if self.over == "image" else (other, this)
            if self.meets(axis, m, i, k):
                return other
        return None


def inside(bounds: Bounds) -> range:
    """The indices from the first bound to the last."""
    return range(bounds[0], bounds[1] + 1)


def written(box: tuple[Bounds, ...]) -> str:
    """Bounds in the problem line's notation."""
    return ",".join(f"{low}..{high}" for low, high in box)


def bounds(longest: int, far: int = 3) -> st.SearchStrategy[Bounds]:
    """The bounds of one axis: centred, from the corner, or anywhere; a single cell too."""
    length = st.integers(1, longest)
    centred = length.map(lambda n: (-(n // 2), n - n // 2 - 1))
    placed = st.tuples(st.integers(-far, far), length).map(lambda p: (p[0], p[0] + p[1] - 1))
    return st.one_of(centred, placed)


@st.composite
def cases(
    draw: st.DrawFn,
    smallest: int = 1,
    largest: int = 2,
    longest: int = 6,
    outputs: tuple[str, ...] = ("full", "same", "valid", "given"),
    boundaries: tuple[str, ...] = BOUNDARIES,
) -> Case:
    """Numeric problems of ``smallest`` to ``largest`` dimensions."""
    size = draw(st.integers(smallest, largest))

    def each(value: st.SearchStrategy[int]) -> Cell:
        return draw(st.tuples(*[value] * size))

    box = st.tuples(*[bounds(longest)] * size)
    output: str | tuple[Bounds, ...] = draw(st.sampled_from(outputs))
    if output == "given":
        output = draw(st.tuples(*[bounds(5, 8)] * size))
    plain = draw(st.booleans())
    return Case(
        draw(st.sampled_from(OPERATIONS)),
        draw(box),
        draw(box),
        each(st.just(1) if plain else st.integers(1, 4)),
        each(st.just(1) if plain else st.integers(1, 4)),
        each(st.just(0) if plain else st.integers(-3, 3)),
        draw(st.sampled_from(AXES)),
        draw(st.sampled_from(("image", "kernel"))),
        output,
        draw(st.one_of(st.just(boundaries[0]), st.sampled_from(boundaries))),
    )


class Channelled(NamedTuple):
    """A case with channels, groups and a batch, as their author thinks of them.

    ``inputs`` is 0 without channels, ``outputs`` 0 where only the input has them, ``batch`` 0
    without a batch.
    """

    case: Case
    inputs: int
    outputs: int
    groups: int
    batch: int

    @property
    def line(self) -> str:
        """The problem line."""
        words = [self.case.line]
        if self.inputs:
            words.append(f"channels={self.inputs}" + (f",{self.outputs}" if self.outputs else ""))
        words += [f"groups={self.groups}"] if self.groups > 1 else []
        words += [f"batch={self.batch}"] if self.batch else []
        return " ".join(words)

    @property
    def shapes(self) -> tuple[Cell, Cell, Cell]:
        """How many values the leading indices take in image, kernel and output."""
        batch, outputs = ((n,) if n else () for n in (self.batch, self.outputs))
        within = self.inputs // self.groups
        summed = (within,) if self.inputs and (self.groups == 1 or within > 1) else ()
        return (*batch, *((self.inputs,) if self.inputs else ())), outputs + summed, batch + outputs

    def leads(self, at: Cell) -> list[tuple[Cell, Cell]]:
        """All leading indices of pixels and entries that meet, found by trying all of them."""
        image, kernel, _ = (list(product(*map(range, shape))) for shape in self.shapes)
        return [(one, two) for one in image for two in kernel if self.lead(at, one, two)]

    def lead(self, at: Cell, image: Cell, kernel: Cell) -> bool:
        """Whether a pixel with these leading indices meets such an entry in an output."""
        if self.batch and image[0] != at[0]:
            return False
        if not self.inputs:
            return True
        within = self.inputs // self.groups
        group = 0
        if self.outputs:
            if kernel[0] != at[-1]:
                return False
            group = at[-1] * self.groups // self.outputs
        own = kernel[-1] if len(kernel) > bool(self.outputs) else 0
        return image[-1] == group * within + own

    def outputs_in_order(self) -> list[Cell]:
        """All outputs in the order of writing: the leading indices are slowest."""
        leads = product(*map(range, self.shapes[2]))
        return [first + at for first in leads for at in self.case.outputs()]

    def split(self, at: Cell) -> tuple[Cell, Cell]:
        """The leading indices of an output, and those of the space."""
        return at[: len(self.shapes[2])], at[len(self.shapes[2]) :]

    def terms(self, at: Cell) -> list[tuple[Cell, Cell]]:
        """All terms of an output in the order written."""
        first, place = self.split(at)
        inside = self.case.terms(place)
        return [
            (one + image, two + kernel)
            for one, two in self.leads(first)
            for image, kernel in inside
        ]


@st.composite
def channelled(draw: st.DrawFn, largest: int = 3, longest: int = 3) -> Channelled:
    """Cases with channels or a batch, of all kinds."""
    case = draw(cases(1, largest, longest))
    groups = draw(st.sampled_from((1, 1, 1, 2, 3)))
    within, filters = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    kind = draw(st.sampled_from(("batch", "inputs", "both", "both", "all")))
    batch = draw(st.integers(1, 2)) if kind in ("batch", "all") else 0
    if kind == "batch":
        return Channelled(case, 0, 0, 1, batch)
    if kind == "inputs":
        return Channelled(case, within, 0, 1, batch)
    return Channelled(case, within * groups, filters * groups, groups, batch)


class Valued(NamedTuple):
    """A case of one or two dimensions whose arrays may hold values, as words by cell."""

    case: Case
    image: dict[Cell, str] | None
    kernel: dict[Cell, str] | None

    @property
    def line(self) -> str:
        """The problem line, with the values in brackets."""
        line = self.case.line
        for role, box, values in (
            ("image", self.case.image, self.image),
            ("kernel", self.case.kernel, self.kernel),
        ):
            if values is not None:
                block = bracketed(self.case, box, values)
                line = line.replace(f"{role}={written(box)}", f'{role}="{block}"')
        return line


def cells(case: Case, box: tuple[Bounds, ...]) -> list[Cell]:
    """The cells of a box in the order of writing."""
    return sorted(product(*map(inside, box)), key=case.written_at)


def bracketed(case: Case, box: tuple[Bounds, ...], values: dict[Cell, str]) -> str:
    """Values as the problem line writes them, rows from the top, with their first index."""
    words = [values[cell] for cell in cells(case, box)]
    columns = len(inside(box[0 if len(box) == 1 or case.axes == AXES[0] else 1]))
    rows = [" ".join(words[start : start + columns]) for start in range(0, len(words), columns)]
    end = ";]" if len(box) == 2 and len(rows) == 1 else "]"
    return f"[{'; '.join(rows)}{end}@{','.join(str(low) for low, _ in box)}"


WORDS = ("0", "1", "-1", "2", "-3", "7", "1/2", "-4/3", "0.25", "-1.5", "1e-3", "u", "v", "w_1",
         r"{\frac{1}{3}}", r"{\frac{2}{4}}", r"{-\frac12}", r"{\sqrt2}", r"{2\pi}", r"{u-v}",
         r"{e^{-v}}", r"{\sigma}")  # fmt: skip


@st.composite
def valued(
    draw: st.DrawFn,
    words: tuple[str, ...] = WORDS,
    longest: int = 3,
    always: bool = False,
    outputs: tuple[str, ...] = ("full",),
    smallest: int = 1,
    largest: int = 2,
    boundaries: tuple[str, ...] = BOUNDARIES,
) -> Valued:
    """Cases whose arrays may hold values; with ``always`` both do."""
    case = draw(cases(smallest, largest, longest, outputs, boundaries))
    arrays = []
    for box in (case.image, case.kernel):
        if always or draw(st.booleans()):
            places = cells(case, box)
            drawn = draw(st.tuples(*[st.sampled_from(words)] * len(places)))
            arrays.append(dict(zip(places, drawn)))
        else:
            arrays.append(None)
    return Valued(case, *arrays)


def _array_words(draw: st.DrawFn, dimension: int) -> str:
    """An array in any notation of the problem line, without ``image=``."""
    kinds = ["size", "corner", "bounds", "letters"] + (["values"] if dimension < 3 else [])
    kind = draw(st.sampled_from(kinds))
    each = range(dimension)
    if kind == "size":
        return "x".join(str(draw(st.integers(1, 12))) for _ in each)
    if kind == "corner":
        sizes = st.one_of(st.integers(1, 12).map(str), st.sampled_from("NMR"))
        return "x".join(draw(sizes) for _ in each) + "@corner"
    if kind == "bounds":
        return written(tuple(draw(bounds(9)) for _ in each))
    if kind == "letters":
        pairs = ("-K..K", "0..N-1", "-2*K..2K+1", "K..K+M", "1..3", "-K+1..K")
        return ",".join(draw(st.sampled_from(pairs)) for _ in each)
    row = draw(st.integers(1, 4))
    rows = [
        draw(st.sampled_from((" ", ", ", ","))).join(
            draw(st.sampled_from(WORDS)) for _ in range(row)
        )
        for _ in range(1 if dimension == 1 else draw(st.integers(1, 3)))
    ]
    end = ";]" if dimension == 2 and len(rows) == 1 else "]"
    places = ",".join(str(draw(st.integers(-4, 4))) for _ in each)
    suffix = draw(st.sampled_from(("", "@corner", f"@{places}")))
    return f"[{'; '.join(rows)}{end}{suffix}"


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Problem lines with all options, in any order, that describe a problem."""
    size = draw(st.integers(1, 4))

    def per_axis(texts: tuple[str, ...]) -> str:
        if draw(st.booleans()):
            return draw(st.sampled_from(texts))
        return ",".join(draw(st.sampled_from(texts)) for _ in range(size))

    outputs = ("full", "same", "valid", ",".join(["-3..3"] * size), ",".join(["-K..N"] * size))
    options = {
        "image": _array_words(draw, size),
        "kernel": _array_words(draw, size),
        "stride": per_axis(("1", "2", "3", "S")),
        "dilation": per_axis(("1", "2", "D")),
        "offset": per_axis(("0", "1", "-2", "P", "2*P-1")),
        "output": draw(st.sampled_from(outputs)),
        "axes": draw(st.sampled_from(AXES)),
        "names": draw(st.sampled_from(("x,h,y", "f, g, y", r"\phi,h,\Omega", "X,W,Y"))),
        "indices": draw(
            st.sampled_from(
                (f"{','.join('mnop'[:size])};{','.join('ijlq'[:size])}",
                 f"{','.join('pqrb'[:size])};{','.join('tcdz'[:size])}")
            )
        ),
        "entries": draw(st.sampled_from(("letters", "indexed"))),
        "sum": draw(st.sampled_from(("image", "kernel"))),
        "boundary": draw(
            st.sampled_from((*BOUNDARIES, r"constant:{\frac{1}{3}}", "constant:w_1", "circular"))
        ),
        "at": ",".join(str(draw(st.integers(-9, 9))) for _ in range(size)),
    }  # fmt: skip
    chosen = draw(st.sets(st.sampled_from(sorted(set(options) - {"image", "kernel"}))))
    words = []
    for key in ("image", "kernel", *sorted(chosen)):
        text = options[key]
        quoted = any(character.isspace() for character in text) or draw(st.booleans())
        words.append(f'{key}="{text}"' if quoted else f"{key}={text}")
    return " ".join([draw(st.sampled_from(OPERATIONS)), *draw(st.permutations(words))])


FRAGMENTS = (
    "conv", "xcorr", "correlate", "image=", "kernel=", "at=", "stride=", "dilation=", "offset=",
    "output=", "names=", "indices=", "axes=", "sum=", "entries=", "boundary=", "=", "7x7", "3x3",
    "0x3", "3x", "-1x3", "[", "]", "[1 2; 3 4]", "[1 2; 3]", "{", "}", r"\frac{1}{2}", r"\input{x}",
    "channels=3,6", "groups=", "batch=",
    ";", ",", "..", "-K..K", "@", "@corner", "@1,1", " ", "\n", "\t", "\0", '"', "'", "1e9", "1/0",
    "nan", "inf", "99999999999", "constant:", "mirror", "reflect", "file:", "file:a.csv",
    "file:/.npy", "x,h,y", "m,n;i,j", "٣", "½",
    "\u2028", "\ud800", "valid", "full", "(1,1)", r"\phi", "e^{x}", "^", "_", "w_1", "letters",
)  # fmt: skip


def rubbish() -> st.SearchStrategy[str]:
    """Lines made of fragments of the notation and of any text at all."""
    piece = st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=4))
    pieces = st.lists(piece, max_size=12).map("".join)
    start = st.sampled_from(("", "conv ", "conv image=", 'conv kernel="[', "conv image=7x7 at="))
    return st.tuples(start, pieces).map("".join)


class Tree(NamedTuple):
    """A formula as mathematics: an operator and its operands, or a number or a letter."""

    kind: str
    parts: tuple[Tree, ...] = ()
    word: str = ""


FUNCTIONS = ("sin", "cos", "tanh", "exp", "ln")
LETTERS = ("x", "d", "i", r"\sigma", "w_1", "t_{12}")


def trees(letters: bool) -> st.SearchStrategy[Tree]:
    """Formulas; without letters they are rational numbers."""
    number = st.one_of(
        st.integers(0, 20).map(str), st.sampled_from(("0.5", "1.25", "12.", ".2"))
    ).map(lambda word: Tree("number", word=word))
    leaf = number
    if letters:
        names = st.sampled_from(LETTERS).map(lambda word: Tree("letter", word=word))
        leaf = st.one_of(names, number, st.just(Tree("pi")))

    def larger(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        pair = st.tuples(inner, inner)
        kinds = [
            st.builds(Tree, st.sampled_from(("add", "subtract")), pair),
            st.builds(
                Tree, st.sampled_from(("beside", "cdot", "times", "star", "dot")), pair
            ),
            st.builds(Tree, st.sampled_from(("frac", "over")), pair),
            st.builds(Tree, st.just("minus"), st.tuples(inner)),
            st.builds(
                Tree, st.just("power"), st.tuples(inner), st.integers(-2, 3).map(str)
            ),
            st.builds(Tree, st.sampled_from(("group", "tall group")), st.tuples(inner)),
        ]
        if letters:
            kinds += [
                st.builds(Tree, st.just("function"), st.tuples(inner), st.sampled_from(FUNCTIONS)),
                st.builds(Tree, st.sampled_from(("sqrt", "e to")), st.tuples(inner)),
            ]
        return st.one_of(kinds)

    return st.recursive(leaf, larger, max_leaves=6)
