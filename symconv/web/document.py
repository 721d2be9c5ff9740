"""The page as one HTML file that needs no network: markup, style, data and script."""

from __future__ import annotations

import json

from symconv.derive.derivation import Derivation
from symconv.derive.supports import number, support
from symconv.draw import draw
from symconv.model.problem import Problem
from symconv.render import mathml
from symconv.render.mathml import escape
from symconv.web.describe import Pair, described, paired, printable
from symconv.web.palette import variables
from symconv.web.script import joined, read

MOST_TERMS = 200  # of an example that is written into the file
START = """
const data = JSON.parse(document.getElementById("problem").textContent);
const page = document.createElement("div");
document.getElementById("page").append(page);
mount(page, data, { page: document.body, inAddress: true });
document.getElementById("example").remove();
"""


def document(problem: Problem) -> str:
    """The page of a problem and its counterpart, for any output of them.

    >>> document(Problem.parse("conv image=3x3 kernel=2x2")).startswith("<!doctype html>")
    True

    Raises OutputError for what no page can show: symbolic sizes, more than three axes,
    images, kernels or outputs that are too large.
    """
    pair = paired(problem)
    script = f"{joined()}{START}"
    title = "Convolution and cross-correlation"
    line = escape(printable(str(pair.given.placed(None))))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}: {line}</title>\n"
        f'<link rel="icon" href="data:,">\n<style>\n{style()}</style>\n</head>\n'
        '<body class="symconv-page">\n<div class="sheet">\n<header class="head">\n'
        f"<h1>{title}</h1>\n"
        "<p>One kernel on one image, under two operations: each output with the patch that it "
        "comes from, and the sum that makes it.</p>\n"
        f"<p><code>{line}</code></p>\n</header>\n"
        f'<main id="page">\n<div id="example">\n{_examples(pair)}</div>\n</main>\n</div>\n'
        f'<script type="application/json" id="problem">{data_text(pair)}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def style() -> str:
    """The style sheet of a whole page: colours, components, the sheet around them."""
    return f"{variables()}{read('page.css')}{read('sheet.css')}"


def data_text(pair: Pair) -> str:
    """The description as JSON that may stand in a script element."""
    text = json.dumps(described(pair), ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _policy(script: str) -> str:
    """No request at all, and no script but ours."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _examples(pair: Pair) -> str:
    """The worked example and the picture of both operations, for readers without JavaScript."""
    return "".join(_example(problem) for problem in pair if _exists(problem))


def _exists(problem: Problem) -> bool:
    assert problem.at is not None
    boxes = [support(problem, axis) for axis in range(problem.dimension)]
    return all(number(low) <= at <= number(high) for at, (low, high) in zip(problem.at, boxes))


def _example(problem: Problem) -> str:
    derived = Derivation(problem)
    title = problem.operation.title
    steps = derived.steps("brief")
    if len(derived.terms) > MOST_TERMS:
        steps = steps[:1]
    shown = mathml.document(steps, printable(str(problem)))
    picture = draw(problem, "overlay", "svg")
    return (
        f"<section>\n<h2>{escape(title[0].upper() + title[1:])}</h2>\n"
        f"{shown}<figure>{picture}</figure>\n</section>\n"
    )
