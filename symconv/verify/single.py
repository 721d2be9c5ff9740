r"""One output of two arrays that are written out: ``(A * B)[2,2] = i \cdot 1 + h \cdot 2 + …``.

The arrays are matrices or lists of numbers and letters. The sum must be that of convolution
or of cross-correlation at this index, counted from 0, from 1 or from the middle, over all
outputs, those at the pixels or the valid ones. If most of its terms fit one of these, the
others are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from symconv.read import syntax as s
from symconv.read.cursor import STARS
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.gather import EQUALS
from symconv.verify.indexed import NotTerms, affine, number
from symconv.verify.judged import Judged, hole, unread
from symconv.verify.law import Polynomial, cleaned
from symconv.verify.sides import NO_LAW
from symconv.verify.written import Side, side

Grid = list[list[Polynomial]]
MAX_CELLS = 100


def judge_single(chain: s.Chain, text: str) -> list[Judged] | None:
    """Judge the sums that one output of two written arrays is said to be; None for others."""
    head = chain.sides[0]
    if len(chain.sides) < 2 or any(one.sign not in EQUALS for one in chain.relations):
        return None
    if not isinstance(head, s.Access) or not isinstance(head.base, s.Product):
        return None
    at = [affine(index) for index in head.indices]
    place = tuple([value for value in at if isinstance(value, int)])
    factors, signs = head.base.factors, head.base.signs
    if len(place) < len(at) or len(factors) != 2 or signs[0].partition("_")[0] not in STARS:
        return None
    grids = [_grid(factor) for factor in factors]
    if grids[0] is None or grids[1] is None:
        return None
    outputs = list(_outputs(grids[0], grids[1], place))
    judged: list[Judged] = []
    wrong = False
    for node in chain.sides[1:]:
        span = (head.span[0] if not judged else node.span[0], node.span[1])
        missing = unread(node)
        if missing is not None:
            judged.append(hole(missing, text))
            continue
        try:
            written = side(node)
            value = expand(written, NO_LAW, {})
        except (NotTerms, Unbound, TooLarge):
            judged.append(Judged(span, "undecided", "This side is no sum of products."))
            continue
        if value in outputs:
            judged.append(Judged(span, "proved", "This is the output at this index."))
        elif wrong:
            one = Found(node.span, "carried-forward", text[slice(*node.span)], "",
                        "This follows from a side that is wrong.")  # fmt: skip
            judged.append(Judged(span, "refuted", "It follows from a wrong side.", (one,)))
        else:
            judged.append(_differs(written, value, outputs, span, text))
            wrong = judged[-1].verdict == "refuted"
    return judged


def judge_letters(
    chain: s.Chain, known: Mapping[str, s.Node], text: str
) -> Judged | None:
    """Judge a matrix of sums of letters as a product of two arrays of letters; else None.

    The arrays are written in the chain, or they are the two that the text gives (``known``).
    """
    result = chain.sides[-1]
    if not isinstance(result, s.Matrix) or any(one.sign not in EQUALS for one in chain.relations):
        return None
    factors: list[s.Node] = []
    if len(chain.sides) > 1:
        node = chain.sides[-2]
        if not isinstance(node, s.Product) or node.signs[0].partition("_")[0] not in STARS:
            return None
        factors = [known.get(f.name, f) if isinstance(f, s.Name) else f for f in node.factors]
    elif len(known) == 2:
        factors = list(known.values())
    grids = [grid for factor in factors if (grid := _grid(factor)) is not None]
    if len(factors) != 2 or len(grids) != 2 or not any(map(_lettered, grids)):
        return None
    try:
        sides = [side(cell) for row in result.rows for cell in row]
        written = [expand(one, NO_LAW, {}) for one in sides]
    except (NotTerms, Unbound, TooLarge):
        return None
    shape = (len(result.rows), len(result.rows[0]))
    if any(len(row) != shape[1] for row in result.rows) or len(written) > MAX_CELLS:
        return None
    best: list[Polynomial] = []
    most = -1
    flipped = [row[::-1] for row in grids[1][::-1]]
    for left, right in product((grids[0],), (grids[1], flipped)):
        full = (len(left) + len(right) - 1, len(left[0]) + len(right[0]) - 1)
        if shape[0] > full[0] or shape[1] > full[1]:
            continue
        sums = [[_sum(left, right, r, c) for c in range(full[1])] for r in range(full[0])]
        for top, first in product(
            range(full[0] - shape[0] + 1), range(full[1] - shape[1] + 1)
        ):
            values = [
                sums[top + r][first + c]
                for r in range(shape[0])
                for c in range(shape[1])
            ]
            hits = sum(a == b for a, b in zip(values, written))
            if hits > most:
                best, most = values, hits
    if most == len(written):
        return Judged(chain.span, "proved", "These are outputs of the two arrays.")
    if most < 2 or most * 10 < len(written) * 6:
        return None
    faults: list[Found] = []
    for one, value, wanted in zip(sides, written, best):
        if value != wanted:
            faults += _faults(one, value, wanted, text)
    return Judged(chain.span, "refuted", "A cell is not that output.", tuple(faults))


def _lettered(grid: Grid) -> bool:
    return any(any(key for key in cell) for row in grid for cell in row)


def _grid(node: s.Node) -> Grid | None:
    """The cells of a matrix or a list, each a number or a letter."""
    if isinstance(node, s.Matrix):
        rows = node.rows
    elif isinstance(node, s.Listing) and node.fence:
        rows = (node.items,)
    else:
        return None
    if len({len(row) for row in rows}) != 1 or len(rows) * len(rows[0]) > MAX_CELLS:
        return None
    found: Grid = []
    for row in rows:
        line: list[Polynomial] = []
        for cell in row:
            value = number(cell)
            if value is not None:
                line.append(cleaned({(): value}))
            elif isinstance(cell, s.Name):
                line.append({((cell.name, None),): 1})
            else:
                return None
        found.append(line)
    return found


def _outputs(left: Grid, right: Grid, at: tuple[int, ...]) -> Iterator[Polynomial]:
    """What the output may be, under each way to count and each operation."""
    kernel = (len(right), len(right[0]))
    image = (len(left), len(left[0]))
    if len(at) == 1:
        if image[0] != 1 or kernel[0] != 1:
            return
        at = (0, at[0])
    starts = []
    for axis in (0, 1):
        middle = ((image[axis] + kernel[axis] - 1) // 2, (kernel[axis] - 1) // 2)
        bases = {0, *middle, kernel[axis] - 1}  # all, from the middle, at the pixels, valid
        starts.append(sorted({base - first for base in bases for first in (0, 1)}))
        if axis == 0 and image[0] == kernel[0] == 1:
            starts[0] = [0]
    flipped = [row[::-1] for row in right[::-1]]
    for mask in (right, flipped):
        for top, first in product(*starts):
            yield _sum(left, mask, at[0] + top, at[1] + first)


def _sum(left: Grid, right: Grid, row: int, column: int) -> Polynomial:
    """The term of the full convolution at a row and a column, from 0."""
    total: Polynomial = {}
    for r, line in enumerate(left):
        for c, pixel in enumerate(line):
            if 0 <= row - r < len(right) and 0 <= column - c < len(right[0]):
                for one, value in pixel.items():
                    for other, weight in right[row - r][column - c].items():
                        key = tuple(sorted((*one, *other), key=repr))
                        total[key] = total.get(key, 0) + value * weight
    return cleaned(total)


def _differs(
    written: Side, value: Polynomial, outputs: list[Polynomial], span: s.Span, text: str
) -> Judged:
    """The terms that are not those of the output that is nearest."""
    def shared(one: Polynomial) -> int:
        return sum(one.get(key) == much for key, much in value.items())

    nearest = max(outputs, key=shared, default={})
    common = shared(nearest)
    if common < 3 or common * 10 < len(nearest) * 6 or () in value:
        return Judged(span, "undecided", "No usual operation on these arrays gives this.")
    faults = _faults(written, value, nearest, text)
    return Judged(span, "refuted", "This is not the output.", faults)


def _faults(
    written: Side, value: Polynomial, nearest: Polynomial, text: str
) -> tuple[Found, ...]:
    """The terms that the right sum has not, and those that are missing."""
    found = []
    missing = [key for key, much in nearest.items() if value.get(key, 0) != much]
    for term in written.terms:
        key = tuple(sorted([(one.name, None) for one in term.factors], key=repr))
        if nearest.get(key, 0) == value.get(key, 0):
            continue
        word = text[slice(*term.span)]
        if key in nearest:
            expected = _words(key, nearest)
            missing.remove(key)
            found.append(Found(term.span, "wrong-coefficient", word, expected,
                               f"This term is {expected}."))  # fmt: skip
        else:
            rest = [one for one in missing if one not in value]
            expected = _words(rest[0], nearest) if len(rest) == 1 else ""
            found.append(Found(term.span, "extra-term", word, expected,
                               f"{word} does not belong here."))  # fmt: skip
    if missing and not found:
        words = " + ".join(_words(key, nearest) for key in missing)
        found.append(Found(written.span, "missing-term", "", words, f"{words} is missing."))
    return tuple(found)


def _words(key: tuple[tuple[str, tuple[int, ...] | None], ...], value: Polynomial) -> str:
    letters = "·".join(name for name, _ in key)
    return f"{value[key]}·{letters}" if letters and value[key] != 1 else letters or str(value[key])
