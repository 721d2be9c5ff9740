"""Drawn pictures as Python values: text or bytes that show themselves in a notebook.

To let another format show itself, add a class with ``_repr_mimebundle_`` and a branch to
``drawn``.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Union

from symconv.draw import draw, find_writer, make, make_series
from symconv.draw.themes import find
from symconv.model.problem import Problem

Bundle = dict[str, str]
Kinds = Union[Container[str], None]


class Svg(str):
    """A picture as SVG. In a notebook it shows itself, and goes into its PDF where it can."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<SVG: {words(self)}>"

    def _repr_mimebundle_(self, include: Kinds = None, exclude: Kinds = None) -> Bundle:
        bundle = {"text/plain": repr(self), "text/html": img(self), "image/svg+xml": str(self)}
        pdf = None if _unwanted("application/pdf", include, exclude) else _pdf(self)
        if pdf is not None:
            bundle["application/pdf"] = _letters(pdf)
        return kept(bundle, include, exclude)


class Png(bytes):
    """A picture as PNG, which shows itself in a notebook."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<PNG: {len(self)} bytes>"

    def _repr_mimebundle_(self, include: Kinds = None, exclude: Kinds = None) -> Bundle:
        bundle = {"text/plain": repr(self), "image/png": _letters(self)}
        return kept(bundle, include, exclude)


class Pdf(bytes):
    """A picture as PDF, which shows itself in a notebook where that can be."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<PDF: {len(self)} bytes>"

    def _repr_mimebundle_(self, include: Kinds = None, exclude: Kinds = None) -> Bundle:
        bundle = {"text/plain": repr(self), "application/pdf": _letters(self)}
        return kept(bundle, include, exclude)


def drawn(
    problem: Problem, picture: str, to: str, theme: str, crop: str | None
) -> str | bytes:
    """A picture in any format: text for svg and tikz, bytes for pdf and png.

    Raises OutputError as ``symconv.draw.draw`` does, and where pdf or png cannot be made.
    """
    writer = find_writer(to)
    painted = find(theme)
    if not writer.printed:
        text = draw(problem, picture, to, theme, crop)
        return Svg(text) if to == "svg" else text
    from symconv.draw import typeset

    if to == "pdf":
        return Pdf(typeset.pdf(make_series(problem, picture, crop), painted))
    return Png(typeset.png(make(problem, picture, crop), painted))


def words(svg: str) -> str:
    """The title and the description of one of our SVGs.

    >>> words("<svg><title>A</title><desc>B &lt; C.</desc></svg>")
    'A. B < C.'
    """
    found = [svg.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0] for tag in ("title", "desc")]
    text = ". ".join(found)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def img(svg: str) -> str:
    """The HTML element that shows an SVG, with its words, on white where it has no paper."""
    from html import escape

    source = f"data:image/svg+xml;base64,{_letters(svg.encode('utf-8'))}"
    return (
        f'<img alt="{escape(words(svg))}" style="background: #fff; max-width: 100%" '
        f'src="{source}">'
    )


def kept(bundle: Bundle, include: Kinds, exclude: Kinds) -> Bundle:
    """What is asked for of a bundle.

    >>> kept({"text/plain": "a", "text/latex": "b"}, include=None, exclude={"text/plain"})
    {'text/latex': 'b'}
    """
    return {
        kind: data for kind, data in bundle.items() if not _unwanted(kind, include, exclude)
    }


def _unwanted(kind: str, include: Kinds, exclude: Kinds) -> bool:
    left_out = exclude is not None and kind in exclude
    return left_out or (bool(include) and include is not None and kind not in include)


def _pdf(svg: str) -> bytes | None:
    """The PDF of an SVG, where it can be made quickly."""
    from symconv.draw import typeset

    return typeset.pdf_of([svg]) if typeset.typst_installed() else None


def _letters(data: bytes) -> str:
    from binascii import b2a_base64

    return b2a_base64(data, newline=False).decode("ascii")
