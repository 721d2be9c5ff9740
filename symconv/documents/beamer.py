r"""Beamer: frames that build the worked example up, one term an overlay.

The frames paste into any Beamer lecture with ``\usepackage{tikz}``; none is ``fragile``.
Beside the growing sum lies the kernel on its patch, with the current pixel framed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symconv.derive.derivation import Derivation, Step, derive_all
from symconv.derive.steps import range_steps
from symconv.documents.growing import Shown, growing
from symconv.documents.picture import scene_of
from symconv.documents.slides import Item, Picture, beside, built_up, frame, packed, scaled
from symconv.draw.themes import find as find_theme
from symconv.draw.tikz import write
from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.model.tree import Access, Equation, Row, Sum
from symconv.render import head
from symconv.render.latex import blocks
from symconv.render.matrices import most_rows
from symconv.render.tex import access

MAX_ROWS = 400  # overlays of one output; nobody sits through more
READABLE, MARGIN = 5, 1  # cells of the picture
WIDEST, HIGHEST = 132.0, 140.0  # of the picture, in points
HIGHEST_MATRIX = 12  # rows
SMALLEST = 0.4  # how far a picture is made smaller; below that it is left out
THEME = "article"
INTRODUCTION = ("definition", "entries", "substitute")
RANGES = ("range", "boundary", "support", "bounds")
VALUES = ("names", "products", "sum", "empty")


def derivation(derived: Derivation, detail: str = "normal") -> Iterator[str]:
    """The frames of one output, or of any output where none is given."""
    yield _start(derived.problem)
    yield from _frames(derived, detail)


def outputs(problem: Problem, detail: str = "normal") -> Iterator[str]:
    """The frames of every output, one output at a time."""
    yield _start(problem)
    for derived in derive_all(problem, Derivation):
        yield "".join(_frames(derived, detail))


def ranges(problem: Problem) -> Iterator[str]:
    """The frames of the solved ranges."""
    yield _start(problem)
    yield from _plain(_title(problem), range_steps(problem))


def _start(problem: Problem) -> str:
    return f"% symconv: {head(problem)}\n% The preamble needs \\usepackage{{tikz}}.\n\n"


def _title(problem: Problem) -> str:
    name = problem.operation.title.partition(" as ")[0]
    title = name[0].upper() + name[1:]
    if problem.at is None:
        return title
    return f"{title}, ${access(Access(problem.output_name, problem.at))}$"


def _frames(derived: Derivation, detail: str) -> Iterator[str]:
    problem, steps = derived.problem, derived.steps(detail)
    title, picture = _title(problem), _picture(problem)
    if derived.form != "sum":
        _check_height(derived, steps)
        yield from _plain(title, steps, picture)
        return
    sums = next((step for step in steps if step.rule in ("collect", "names")), None)
    early = ("bounds",) if detail == "brief" else ()
    late = [rule for rule in RANGES if rule not in early]
    yield from _plain(title, _chosen(steps, (*INTRODUCTION, *early)), picture)
    yield from _plain(title, _chosen(steps, late))
    if sums is not None:
        equation = sums.after[0]
        assert isinstance(equation, Equation)
        left, total = equation.sides
        assert isinstance(total, Sum)
        rows = _rows(derived, detail)
        yield from growing(title, sums.because, left, total, rows, picture, problem.order)
    yield from _plain(title, [step for step in _chosen(steps, VALUES) if step is not sums])


def _check_height(derived: Derivation, steps: Iterable[Step]) -> None:
    """Refuse matrices that no slide can hold."""
    shown = [s for step in steps for s in step.after if isinstance(s, Equation)]
    highest = max(map(most_rows, shown))
    if highest > HIGHEST_MATRIX:
        raise OutputError(
            f"a matrix of {highest} rows is too high for a slide (at most {HIGHEST_MATRIX}): use a "
            f"smaller image, choose fewer outputs with output=, or use --to pdf"
        )


def _chosen(steps: Iterable[Step], rules: Iterable[str]) -> list[Step]:
    return [step for step in steps if step.rule in rules]


def _plain(title: str, steps: Iterable[Step], picture: Picture | None = None) -> Iterator[str]:
    """Steps that appear line by line, beside the picture where they are narrow enough."""
    items = [
        Item(step.because, tuple(line for block in blocks(step.after) for line in block.lines))
        for step in steps
    ]
    for group in packed(items):
        if picture is not None and max(item.wide for item in group) <= picture.room:
            left = built_up(group, picture.room)
            yield frame(title, beside(left, scaled(picture.tikz, picture.scale), picture.room))
        else:
            yield frame(title, built_up(group))


def _rows(derived: Derivation, detail: str) -> list[Shown]:
    """The rows of the table in the order written; in brief only those that count."""
    if len(derived.terms) + len(derived.rejected) > MAX_ROWS:
        raise OutputError(
            f"{len(derived.terms)} terms are too many to show one by one (at most {MAX_ROWS} "
            "with those that fail): use a smaller kernel, or --to latex"
        )
    (table,) = _chosen(derived.steps("normal"), ["terms"])
    found = []
    number = 0
    for row in table.after:
        assert isinstance(row, Row)
        pixel = row.worked.factors[0]
        assert isinstance(pixel, Access)
        cell = tuple(index for index in pixel.indices if isinstance(index, int))
        if row.missing is None:
            found.append(Shown(row, number, cell))
            number += 1
        elif detail != "brief":
            found.append(Shown(row, None, cell))
    return found


def _picture(problem: Problem) -> Picture | None:
    scene = scene_of(problem, READABLE, MARGIN)
    if scene is None:
        return None
    scale = min(1.0, WIDEST / scene.width, HIGHEST / scene.height)
    if scale < SMALLEST:
        return None
    return Picture(write(scene, find_theme(THEME)).rstrip(), scene, scale)
