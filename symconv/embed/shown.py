"""What problems and derivations have in common: their pictures, and what notebooks show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    from symconv.draw.shown import Bundle, Kinds, Svg
    from symconv.model.problem import Problem


class Shown:
    """Something with pictures of its own, which shows itself in a notebook."""

    __slots__ = ()

    def _drawn(self) -> Problem:
        """The problem that the pictures are of."""
        raise NotImplementedError

    def _parts(self) -> tuple[Bundle, Svg | None]:
        """What a notebook shows: the formulas, and the picture where there is one."""
        raise NotImplementedError

    @overload
    def draw(
        self, picture: str = ..., to: Literal["svg", "tikz"] = ..., theme: str = ...,
        crop: str | None = ...,
    ) -> str: ...  # fmt: skip

    @overload
    def draw(
        self, picture: str = ..., *, to: Literal["pdf", "png"], theme: str = ...,
        crop: str | None = ...,
    ) -> bytes: ...  # fmt: skip

    @overload
    def draw(
        self, picture: str, to: str, theme: str = ..., crop: str | None = ...
    ) -> str | bytes: ...

    def draw(
        self,
        picture: str = "overlay",
        to: str = "svg",
        theme: str = "article",
        crop: str | None = None,
    ) -> str | bytes:
        """A picture, as text for ``svg`` and ``tikz``, as bytes for ``pdf`` and ``png``.

        ``picture`` is one of those that ``symconv draw --help`` lists, ``theme`` is article,
        print or dark, ``crop`` the part of the image to show. In a notebook it shows itself.

        >>> import symconv
        >>> symconv.Problem.parse("conv image=7x7 kernel=3x3").draw("kernel")[:4]
        '<svg'

        Raises OutputError for what is not known or cannot be drawn, and where the program
        that pdf and png need is not installed.
        """
        from symconv.draw.shown import drawn

        return drawn(self._drawn(), picture, to, theme, crop)

    def _repr_mimebundle_(self, include: Kinds = None, exclude: Kinds = None) -> Bundle:
        from symconv.embed.display import together

        return together(*self._parts(), include, exclude)

    def _repr_markdown_(self) -> str | None:
        return self._repr_mimebundle_().get("text/markdown")

    def _repr_latex_(self) -> str | None:
        return self._repr_mimebundle_().get("text/latex")

    def _ipython_display_(self) -> None:
        from symconv.embed.display import publish

        publish(*self._parts())

    def _repr_svg_(self) -> str | None:
        return self._parts()[1]
