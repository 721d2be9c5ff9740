"""HTML: one page that stands alone, with the picture as SVG and the steps as MathML.

No script, no network, no style sheet beside it: a policy in its head forbids them. The
page follows the reader's light or dark screen and the width of a phone. What is too wide
scrolls in a box of its own, whose edge is shaded where there is more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from symconv.derive.derivation import Derivation, derive_all
from symconv.derive.steps import range_steps
from symconv.derive.terms import Cell, count_outputs, leads, supports
from symconv.documents.picture import scene_of
from symconv.documents.titles import operation, output, title
from symconv.draw import write
from symconv.model.problem import Problem
from symconv.model.tree import Access
from symconv.render.mathml import document, escape, expression
from symconv.render.plain import expr

LISTED = 1000  # outputs in a table of contents
SHRINK = 0.7  # how far a picture may shrink before it is to be scrolled
PHONE = 250.0  # points, the room on a phone

STYLE = """\
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #59636e; --paper: #fff;
  --line: #d5dae0; --mark: #eef2f7; --link: #0b57b7; --symconv-missing: #b3261e; }
.dark { display: none; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8edf2; --quiet: #a3adb8; --paper: #14181d; --line: #343c45;
    --mark: #232a32; --link: #8ab8ff; --symconv-missing: #ff8f87; }
  .light { display: none; }
  .dark { display: block; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
main { max-width: 50rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.25rem; margin: 0 0 .5rem; }
h1 math, h2 math { white-space: nowrap; }
code { display: block; overflow-x: auto; padding: .4rem .7rem; border-radius: .4rem;
  background: var(--mark); font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
figure { margin: 1.25rem 0; overflow-x: auto; }
figure svg { display: block; height: auto; max-width: 100%; margin: 0 auto; }
.symconv { counter-reset: step; }
.symconv > p { counter-increment: step; margin: 1.6rem 0 .6rem; padding-left: 2.25rem;
  text-indent: -2.25rem; }
.symconv > p::before { content: counter(step); display: inline-block; width: 1.6rem;
  margin-right: .65rem; border-radius: .8rem; background: var(--mark); color: var(--quiet);
  font-size: .8125rem; line-height: 1.6rem; text-align: center; text-indent: 0; }
.symconv-display { padding: .1rem 0 .35rem; background-repeat: no-repeat;
  background-image: linear-gradient(90deg, var(--paper) 1rem, transparent),
    linear-gradient(270deg, var(--paper) 1rem, transparent),
    linear-gradient(90deg, var(--line), transparent),
    linear-gradient(270deg, var(--line), transparent);
  background-position: left, right, left, right;
  background-size: 2.5rem 100%, 2.5rem 100%, .75rem 100%, .75rem 100%;
  background-attachment: local, local, scroll, scroll; }
.symconv-display:focus-visible, figure:focus-visible { outline: 2px solid var(--link); }
math { font-size: 1.0625em; }
nav { margin: 1.25rem 0; overflow-x: auto; }
nav a { display: inline-block; padding: .15rem .4rem; color: var(--link); }
section { margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid var(--line);
  content-visibility: auto; contain-intrinsic-size: auto 90rem; }
@media (max-width: 30rem) { .symconv-display math { font-size: .875em; } }
@media (min-width: 76rem) {
  main { max-width: 76rem; }
  .worked { display: grid; grid-template-columns: minmax(0, 44rem) minmax(0, 1fr); gap: 2.5rem; }
  .worked figure { order: 2; margin-top: 1.6rem; align-self: start; position: sticky; top: 1rem; }
}
@media print {
  .symconv-display { break-inside: avoid; overflow: visible; }
  section { break-before: page; content-visibility: visible; }
  nav { display: none; }
}
"""


def derivation(derived: Derivation, detail: str = "normal") -> Iterator[str]:
    """The page of one output, or of any output where none is given."""
    problem = derived.problem
    yield _head(problem)
    yield _worked(derived, detail)
    yield _END


def outputs(problem: Problem, detail: str = "normal") -> Iterator[str]:
    """One page with a section for each output, one at a time."""
    yield _head(problem)
    yield from _contents(problem)
    for derived in derive_all(problem, Derivation):
        assert derived.at is not None
        heading = f"<h2>Output {_math(_output(problem, derived.at))}</h2>"
        worked = _worked(derived, detail)
        yield f'<section id="{_anchor(derived.at)}">\n{heading}\n{worked}</section>\n'
    yield _END


def ranges(problem: Problem) -> Iterator[str]:
    """The page of the solved ranges."""
    yield _head(problem)
    yield document(range_steps(problem), str(problem))
    yield _END


_END = "</main>\n</body>\n</html>\n"


def _head(problem: Problem) -> str:
    """All before the derivation: what the page is about."""
    found = output(problem)
    shown = operation(problem) if found is None else f"{operation(problem)}, {_math(found)}"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title(problem))}</title>\n<style>\n{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{shown}</h1>\n"
        f'<code tabindex="0" role="group" aria-label="problem">{escape(str(problem))}</code>\n'
    )


def _worked(derived: Derivation, detail: str) -> str:
    """The picture and the steps of one output."""
    steps = document(derived.steps(detail), str(derived.problem))
    picture = _figure(derived.problem)
    return f'<div class="worked">\n{picture}{steps}</div>\n' if picture else steps


def _figure(problem: Problem) -> str:
    """The picture, once for light and once for dark screens."""
    scene = scene_of(problem)
    if scene is None:
        return ""
    least = round(scene.width * SHRINK, 1)
    reach = ' tabindex="0" role="group" aria-label="picture"' if least > PHONE else ""
    themes = (("light", "article"), ("dark", "dark"))
    drawn = [
        f'<div class="{screen}">{_fitting(write(scene, "svg", theme), least)}</div>\n'
        for screen, theme in themes
    ]
    return f"<figure{reach}>\n{''.join(drawn)}</figure>\n"


def _fitting(svg: str, least: float) -> str:
    return svg.replace("<svg ", f'<svg style="min-width:{least}pt" ', 1).rstrip("\n")


def _contents(problem: Problem) -> Iterator[str]:
    """Links to all outputs, a line for each row, where there are not too many."""
    axes = [supports(problem)[axis] for axis in problem.order]
    if not 1 < count_outputs(problem) <= LISTED:
        return
    yield '<nav aria-label="outputs" tabindex="0">\n'
    for first, slow in product(leads(problem), product(*axes[:-1])):
        links = []
        for fast in axes[-1]:
            cell = [0] * problem.dimension
            for axis, value in zip(problem.order, (*slow, fast)):
                cell[axis] = value
            at = (*first, *cell)
            name = escape(expr(_output(problem, at))).replace("-", "−")
            links.append(f'<a href="#{_anchor(at)}">{name}</a>')
        yield f"<div>{' '.join(links)}</div>\n"
    yield "</nav>\n"


def _anchor(at: Sequence[int]) -> str:
    return f"at={','.join(map(str, at))}"


def _output(problem: Problem, at: Cell) -> Access:
    return Access(problem.output_name, at)


def _math(output: Access) -> str:
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{expression(output)}</math>'
