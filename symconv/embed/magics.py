"""Magics for notebooks: ``%load_ext symconv``.

``%%symconv`` shows what a block of notes shows, and ``%%symconv_verify`` shows the formulas
of its cell and checks them::

    %%symconv conv image=7x7 kernel=3x3 at=1,1
    show=worked,picture

    %%symconv_verify conv image=3 kernel=3
    y[0] = x[-1] h[1] + x[0] h[0] + x[1] h[-1]

Where something is wrong the cell fails, without a traceback, so that a notebook that is
executed to be built is not built. Nothing in the cell is evaluated. To add a magic, write its
function and add a record to ``MAGICS``.
"""

# IPython may be missing where types are checked.
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from symconv.embed.formulas import formulas
from symconv.embed.language import MARKDOWN, written
from symconv.embed.parts import shown
from symconv.embed.request import Request, asked
from symconv.errors import SymconvError
from symconv.model.operations import OPERATIONS
from symconv.verify.files import guess
from symconv.verify.remarks import failing, judged

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from symconv.derive.derivation import Step
    from symconv.verify.report import FileReport

Bundle = dict[str, str]


class Magic(NamedTuple):
    """A magic: its name, its kind ("cell", or "line_cell" for both), and what it runs."""

    name: str
    kind: str
    run: Callable[..., None]


class CellError(SymconvError):
    """What is wrong in a cell. IPython shows the message and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"symconv: {self}"]


def load(shell: InteractiveShell) -> None:
    """Give a shell the magics; what ``%load_ext symconv`` calls."""
    from IPython.core import magic as ipython

    literal: Any = ipython.no_var_expand
    for magic in MAGICS:
        # IPython would take {…} in the line, as in kernel="[{\frac{1}{9}}]", for Python.
        shell.register_magic_function(literal(magic.run), magic.kind, magic.name)


def symconv(line: str, cell: str | None = None) -> None:
    """Show a worked example, ranges, pictures: a problem line with show= and its like.

    A cell may hold several problems, each beginning with its operation on a line of its own;
    lines that begin otherwise go on with the problem above, and lines with # are left out.
    """
    found = list(_requests(line, cell or ""))
    if not found:
        raise CellError("there is no problem here: write one, such as "
                        "conv image=7x7 kernel=3x3 at=1,1 show=worked,picture")  # fmt: skip
    for number, words in found:
        try:
            request = asked(words, {})
            outputs = list(_outputs(request))
        except SymconvError as error:
            raise CellError(f"line {number}: {error}" if cell else str(error)) from None
        for output in outputs:
            _publish(output)


def symconv_verify(line: str, cell: str) -> None:
    """Show the formulas of the cell and check them, under the problem of the line if it has one."""
    whole = f"\n{cell}"  # so that lines are counted as notebooks count them: the magic's is 1
    kind = guess(cell)
    try:
        report = judged(whole, kind, line.strip())
    except SymconvError as error:
        raise CellError(f"line 1: {error}") from None
    _publish(_formulas(cell, kind))
    _publish(_report(report))
    wrong = failing(report)
    if wrong:
        first = wrong[0]
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise CellError(f"line {first.line}: {first.says}{more}")


MAGICS: tuple[Magic, ...] = (
    Magic("symconv", "line_cell", symconv),
    Magic("symconv_verify", "cell", symconv_verify),
)


def _requests(line: str, cell: str) -> Iterator[tuple[int, str]]:
    """The problems of a cell, each with the number of its first line."""
    operations = [operation.name for operation in OPERATIONS]
    start, words = 0, ""
    for number, text in enumerate([line, *cell.splitlines()], 1):
        stripped = text.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if words and stripped.split()[0] in operations:
            yield start, words
            words = ""
        start, words = (start, f"{words} {stripped}") if words else (number, stripped)
    if words:
        yield start, words


def _outputs(request: Request) -> Iterator[Bundle]:
    """What a request shows: one output for formulas that follow each other, one for a picture."""
    from symconv.draw import write
    from symconv.draw.shown import Svg

    steps: list[Step] = []
    for part in shown(request).parts:
        steps += part.steps
        if part.scene is not None:
            if steps:
                yield _steps(request, steps)
                steps = []
            scene = part.scene
            if request.alt:
                scene = scene._replace(description=" ".join(request.alt.split()))
            yield Svg(write(scene, "svg", request.theme))._repr_mimebundle_()
    if steps:
        yield _steps(request, steps)


def _steps(request: Request, steps: Sequence[Step]) -> Bundle:
    from symconv.render import text

    displays = "\n\n".join([written(MARKDOWN, step, request.sentences) for step in steps])
    plain = text.document(steps, str(request.problem))
    return {"text/plain": plain.rstrip("\n"), "text/markdown": displays, "text/latex": displays}


def _formulas(cell: str, kind: str) -> Bundle:
    """The formulas of a cell; Markdown with formulas in it is shown as it is."""
    if "$" in cell:
        return {"text/plain": cell, "text/markdown": cell}
    displays = "\n\n".join(f"$$\n{formula}\n$$" for formula in formulas(cell, kind))
    if not displays:
        return {"text/plain": cell}
    return {"text/plain": cell, "text/markdown": displays, "text/latex": displays}


def _report(report: FileReport) -> Bundle:
    from symconv.verify.report import Report
    from symconv.verify.write_html import write_html

    text, _, _ = str(Report((report._replace(file="cell"),))).rpartition("\n\n")
    return {"text/plain": text, "text/html": write_html(Report((report,)))}


def _publish(output: Bundle) -> None:
    from IPython.display import display

    show: Any = display
    show(output, raw=True)
