r"""The extension of Sphinx: ``extensions = ["symconv.embed.sphinx"]``.

The directive ``symconv`` shows what a block of notes shows, and ``symconv:verify`` shows
formulas and checks them: what is wrong is a warning, so that ``sphinx-build -W`` fails.
Both work in reStructuredText and, through myst-parser, in Markdown::

    .. symconv:: conv image=7x7 kernel=3x3 at=1,1
       :show: worked,picture

    .. symconv:verify:: conv image=7x7 kernel=3x3

       y[1,1] = x[0,0] \cdot i + x[1,0] \cdot h + \dots

With ``symconv_verify = True`` in ``conf.py`` all other formulas are checked too, in every file
as ``symconv verify`` reads it: so comments state problems, and ``ignore`` skips a formula.

The types of warnings are ``symconv.refuted``, ``symconv.undecided``, ``symconv.unread`` and
``symconv.problem`` (a directive that cannot be understood): ``suppress_warnings`` takes them.
To show pictures in another format of output, add a visitor to ``VISITORS``.
"""

# Sphinx and docutils may be missing where types are checked, and docutils ships no types.
# mypy: disable-error-code="import-untyped, import-not-found, misc, has-type, var-annotated"

from __future__ import annotations

import os
import posixpath
import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.directives.patches import MathDirective
from sphinx.domains import Domain
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from symconv.embed.language import fitted
from symconv.embed.parts import formulas, shown
from symconv.embed.passages import has_formulas, outside
from symconv.embed.request import KEYS, Request, asked
from symconv.embed.stamp import digest
from symconv.errors import SymconvError
from symconv.model.problem import OPTIONS, Problem
from symconv.verify.files import kind_of
from symconv.verify.judge import judge_text
from symconv.verify.remarks import judged, remarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from symconv.draw.scene import Scene

log = logging.getLogger(__name__)
VERSION = 1  # of what the environment keeps; raise it when the nodes below change
STATIC = os.path.join(os.path.dirname(__file__), "static")
STYLE = "symconv.css"
DIGITS = 16
_OWN = re.compile(r"\s*\\begin\{(?:align|gather|multline|eqnarray|flalign|alignat)\*?\}")
_PROSE = {"rst": re.compile(r":math:`|\.\.\s+math::"), "md": re.compile(r"\$|```|:::|~~~")}
_DOLLARS = re.compile(
    r"\s*(?:\$\$((?:(?!\$\$).)*)\$\$|\\\[((?:(?!\\\]).)*)\\\])\s*", re.DOTALL
)


class Picture(nodes.General, nodes.Element):
    """A picture: what ``draw`` needs (an empty ``theme`` is any), around the picture in words."""


class Symconv(SphinxDirective):
    """The directive ``symconv``: its words stand in its argument, its options or its content."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = {
        "class": directives.class_option,
        "name": directives.unchanged,
        **dict.fromkeys((*(key.name for key in KEYS), *OPTIONS), directives.unchanged),
    }

    def run(self) -> list[nodes.Node]:
        """The nodes: a container with paragraphs, displays and pictures."""
        line = " ".join([*self.arguments, *self.content])
        own = ("class", "name")
        given = {key: value for key, value in self.options.items() if key not in own}
        try:
            request = asked(line, given)
            found = list(self._nodes(request))
        except SymconvError as error:
            _warn(self.env, "problem", str(error), self.get_location())
            return []
        container = nodes.container("", *found, classes=["symconv", *self.options.get("class", [])])
        self.set_source_info(container)
        self.add_name(container)
        return [container]

    def _nodes(self, request: Request) -> Iterator[nodes.Node]:
        for part in shown(request).parts:
            if part.scene is not None:
                yield self._picture(part.scene, request)
            for step in part.steps:
                if request.sentences:
                    yield self._placed(nodes.paragraph(step.because, step.because))
                for formula in formulas(step):
                    yield self._placed(self._math(formula))

    def _picture(self, scene: Scene, request: Request) -> nodes.Node:
        theme = request.theme if any(word.startswith("theme=") for word in request.words) else ""
        alt = " ".join((request.alt or scene.description).split())
        words = self._placed(nodes.paragraph(alt, alt))
        node = Picture("", words, problem=str(request.problem), picture=request.picture,
                       crop=request.crop, theme=theme)  # fmt: skip
        return self._placed(node)

    def _math(self, latex: str) -> nodes.Element:
        node = nodes.math_block(latex, latex, docname=self.env.docname, number=None, label=None)
        node["no-wrap"] = node["nowrap"] = False
        return node

    def _placed(self, node: nodes.Element) -> nodes.Element:
        self.set_source_info(node)
        return node


class Verify(MathDirective):
    """The directive ``symconv:verify``: formulas, or notes with formulas, that are checked.

    Its argument is a problem line, or nothing; its options are those of ``math``.
    """

    def run(self) -> list[nodes.Node]:
        """The formulas as ``math`` shows them, or the notes; warnings on the way."""
        text = "\n".join(self.content)
        if not text.strip():
            why = "there is nothing to check: write formulas below"
            _warn(self.env, "problem", why, self.get_location())
            return []
        line = " ".join(" ".join(self.arguments).split())
        self.arguments = []
        self.options.setdefault("class", [])
        self.options["class"] = ["symconv-verify", *self.options["class"]]
        host = "md" if self._markdown else "rst"
        prose = bool(_PROSE[host].search(text)) and not _DOLLARS.fullmatch(text)
        try:
            report = judged(text, host if prose else "tex", line)
        except SymconvError as error:
            _warn(self.env, "problem", str(error), self.get_location())
        else:
            for remark in remarks(report):
                place = self._location(remark.line)
                _warn(self.env, remark.verdict, f"{remark.verdict}, {remark}", place)
        if not prose:
            return self._formula(text)
        container = nodes.container("", classes=self.options["class"])
        self.set_source_info(container)
        self.add_name(container)
        self.state.nested_parse(self.content, self.content_offset, container)
        return [container]

    @property
    def _markdown(self) -> bool:
        """Whether myst-parser reads the file; what ``eval-rst`` holds is reStructuredText."""
        return type(self.state).__module__.startswith("myst_parser")

    def _formula(self, text: str) -> list[nodes.Node]:
        bare = _DOLLARS.fullmatch(text)
        if bare:
            self.content = StringList([bare[1] or bare[2]], self.content.source(0))
        elif _OWN.match(text):
            self.options["no-wrap"] = self.options["nowrap"] = None  # Sphinx has renamed it
        return super().run()

    def _location(self, line: int) -> str:
        """Where a line of the content, from 1, stands: ``file:line``."""
        if self._markdown:  # its content knows no lines, and its offset counts from the directive
            return f"{self.get_source_info()[0]}:{self.lineno + self.content_offset + line}"
        source, offset = self.content.info(line - 1)
        return f"{source}:{(offset or 0) + 1}"


class SymconvDomain(Domain):
    """The domain ``symconv``, which holds ``symconv:verify``; nothing in it is referred to."""

    name = "symconv"
    label = "symconv"
    directives: ClassVar[Any] = {"verify": Verify}

    def merge_domaindata(self, docnames: object, otherdata: Mapping[str, object]) -> None:
        """Put together what parallel readers found, which is nothing."""


def _warn(env: BuildEnvironment, subtype: str, says: str, location: str) -> None:
    """A warning, and one again in the next build, though the file may not change until then."""
    env.note_reread()
    log.warning("%s", says, location=location, type="symconv", subtype=subtype)


def _verify_source(app: Sphinx, docname: str, content: list[str]) -> None:
    """Check the formulas of a whole file, where the configuration asks for it."""
    if not app.config.symconv_verify:
        return
    path = str(app.env.doc2path(docname))
    kind = kind_of(path, content[0])
    if not has_formulas(content[0], kind):
        return
    report = judge_text(outside(content[0], kind), kind)
    for remark in remarks(report) if report.lines else ():
        _warn(app.env, remark.verdict, f"{remark.verdict}, {remark}", f"{path}:{remark.line}")


def _drawn(node: nodes.Element, to: str, theme: str) -> str:
    from symconv.draw import draw

    problem = Problem.parse(node["problem"])
    return draw(problem, node["picture"], to, node["theme"] or theme, node["crop"] or None)


def _html(writer: Any, node: nodes.Element) -> None:
    """An image; where no theme was asked for, one more for dark pages."""
    dark = not node["theme"] and writer.builder.name != "epub"
    for theme in ("article", "dark") if dark else ("article",):
        classes = f"symconv-picture symconv-on-{theme}" if dark else "symconv-picture"
        source = _saved(writer.builder, _drawn(node, "svg", theme))
        writer.body.append(
            writer.emptytag(node, "img", "\n", src=source, alt=node.astext(), CLASS=classes)
        )
    raise nodes.SkipNode


def _saved(builder: Any, svg: str) -> str:
    """Write a picture to the images of the site, and give its place as a page sees it."""
    from symconv.files import write_whole

    name = f"symconv-{digest(svg.encode(), DIGITS)}.svg"
    folder = os.path.join(builder.outdir, builder.imagedir)
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        write_whole(path, [svg])
    return posixpath.join(builder.imgpath, name)


def _latex(writer: Any, node: nodes.Element) -> None:
    writer.body.append(f"\n{fitted(_drawn(node, 'tikz', 'article'))}\n")
    raise nodes.SkipNode


def _words(writer: Any, node: nodes.Element) -> None:
    """The picture in words, as the paragraph in it says it."""


VISITORS: dict[str, Any] = {
    "html": (_html, None), "latex": (_latex, None),
    "text": (_words, _words), "man": (_words, _words), "texinfo": (_words, _words),
}  # fmt: skip


def _styled(app: Sphinx, config: Any) -> None:
    config.html_static_path.append(STATIC)


def setup(app: Sphinx) -> ExtensionMetadata:
    """What Sphinx calls to load the extension."""
    from symconv import __version__

    app.add_directive("symconv", Symconv)
    app.add_domain(SymconvDomain)
    app.add_node(Picture, **VISITORS)
    app.add_latex_package("tikz")
    app.add_css_file(STYLE)
    app.add_config_value("symconv_verify", False, "env", types=(bool,))
    app.connect("config-inited", _styled)
    app.connect("source-read", _verify_source)
    return {
        "version": __version__,
        "env_version": VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
