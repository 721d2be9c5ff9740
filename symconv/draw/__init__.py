"""Pictures: a problem becomes a scene (plain data), a scene becomes SVG or TikZ.

>>> from symconv.model.problem import Problem
>>> scene = make(Problem.parse("conv image=7x7 kernel=3x3 at=1,1"), "overlay")
>>> [label.text for label in scene.labels("entry")]
['i', 'h', 'g', 'f', 'e', 'd', 'c', 'b', 'a']

To add a picture, write a function from a problem and ``Options`` to a ``Scene`` and add a
record to ``PICTURES``. To add a writer, write a module with ``write(scene, theme) -> str``
and add a record to ``WRITERS``; ``typeset`` makes PDF and PNG of what these write. None of
the writers does mathematics.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from symconv.draw.options import Options, check_drawable, parse_crop
from symconv.draw.scene import Scene
from symconv.draw.themes import find as find_theme
from symconv.errors import OutputError, quote
from symconv.model.channels import spatial_only
from symconv.model.problem import Problem


class Picture(NamedTuple):
    """A picture: its name, what it shows, and the module and function that make it.

    ``placed`` where it is a picture of one output, so that the problem needs ``at``;
    ``series`` the function that makes its scenes one by one, where it has several;
    ``crops`` where it can show a part of the image; ``entries`` where it shows the kernel's;
    ``channels`` where it shows all that are added up.
    """

    name: str
    does: str
    module: str
    make: str
    placed: bool = False
    series: str = ""
    crops: bool = True
    entries: bool = True
    channels: bool = False


class Writer(NamedTuple):
    """A format for scenes: its name, its file endings, and the module that writes it.

    ``printed`` where it is bytes, not text.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    printed: bool = False


PICTURES: tuple[Picture, ...] = (
    Picture("arrays", "image, kernel and output side by side", "arrays", "arrays"),
    Picture("kernel", "the kernel's indices and its entries", "arrays", "kernel"),
    Picture("image", "the image with its axes", "arrays", "image", entries=False),
    Picture("corner", "a corner of the image with the index in each pixel", "arrays", "corner",
            entries=False),
    Picture("overlay", "the kernel laid on its patch for one output", "overlay", "overlay", True,
            channels=True),
    Picture("patches", "the patches of both operations for one output", "patches", "patches", True,
            entries=False),
    Picture("outputs", "for each output the part of the image it comes from", "patches", "outputs",
            crops=False, entries=False),
    Picture("flip", "the kernel flipped about one axis, then the next", "flip", "flip"),
    Picture("worked", "each term plugged in beside it worked out", "worked", "worked", True,
            crops=False),
    Picture("frames", "the overlay for every output", "overlay", "sheet",
            series="frames"),
)  # fmt: skip

WRITERS: tuple[Writer, ...] = (
    Writer("svg", (".svg",), "symconv.draw.svg"),
    Writer("tikz", (".tex", ".tikz"), "symconv.draw.tikz"),
    Writer("pdf", (".pdf",), "symconv.draw.typeset", printed=True),
    Writer("png", (".png",), "symconv.draw.typeset", printed=True),
)


def find_picture(name: str) -> Picture:
    """The picture called ``name``; OutputError lists those there are."""
    for picture in PICTURES:
        if picture.name == name:
            return picture
    names = ", ".join(picture.name for picture in PICTURES)
    raise OutputError(f"the picture {quote(name)} is not known: use one of {names}")


def find_writer(name: str) -> Writer:
    """The format called ``name``; OutputError lists those there are."""
    for writer in WRITERS:
        if writer.name == name:
            return writer
    names = ", ".join(writer.name for writer in WRITERS)
    raise OutputError(f"the format {quote(name)} is not known for pictures: use one of {names}")


def find_ending(path: str) -> Writer | None:
    """The format that a file name asks for by its ending, or None."""
    return next((known for known in WRITERS if path.lower().endswith(known.endings)), None)


def make(problem: Problem, picture: str = "overlay", crop: str | None = None) -> Scene:
    """The scene of a picture. ``crop`` is the part of the image to show, as ``0..3,0..3``.

    Raises OutputError for an unknown picture, for sizes with letters, for more than three
    axes, for what is too large, and where a picture of one output has none.
    """
    chosen = find_picture(picture)
    made: Scene = _maker(chosen, chosen.make)(problem, _options(problem, chosen, crop))
    return made


def make_series(
    problem: Problem, picture: str = "frames", crop: str | None = None
) -> list[Scene]:
    """The scenes of a picture one by one: of ``frames`` each frame, of others there is one.

    >>> len(make_series(Problem.parse("conv image=3 kernel=2"), "frames"))
    4
    """
    chosen = find_picture(picture)
    if not chosen.series:
        return [make(problem, picture, crop)]
    made: list[Scene] = _maker(chosen, chosen.series)(problem, _options(problem, chosen, crop))
    return made


def _maker(picture: Picture, name: str) -> Any:
    return getattr(import_module(f"symconv.draw.{picture.module}"), name)


def _options(problem: Problem, picture: Picture, crop: str | None) -> Options:
    check_drawable(problem)
    if not picture.channels:
        spatial_only(problem.channels, f"the picture '{picture.name}' shows")
    if crop and not picture.crops:
        raise OutputError(
            f"the picture {quote(picture.name)} shows no part of the image: leave --crop out"
        )
    return Options(parse_crop(crop, problem)) if crop else Options()


def write(scene: Scene, to: str = "svg", theme: str = "article") -> str:
    """A scene as text: ``svg``, or ``tikz`` for documents that load the package tikz."""
    return str(_text_writer(to).write(scene, find_theme(theme)))


def _text_writer(to: str) -> Any:
    writer = find_writer(to)
    if writer.printed:
        raise OutputError(f"the format {quote(to)} is no text: symconv.draw.typeset makes it")
    return import_module(writer.module)


def draw(
    problem: Problem,
    picture: str = "overlay",
    to: str = "svg",
    theme: str = "article",
    crop: str | None = None,
) -> str:
    """A picture of a problem as text; ``frames`` are one sheet in SVG, overlays in TikZ.

    >>> problem = Problem.parse("conv image=7x7 kernel=3x3 at=1,1")
    >>> draw(problem, "overlay").startswith("<svg ")
    True

    Raises OutputError as ``make`` and ``write`` do.
    """
    if to == "tikz" and find_picture(picture).series:
        scenes = make_series(problem, picture, crop)
        return str(_text_writer(to).write_frames(scenes, find_theme(theme)))
    return write(make(problem, picture, crop), to, theme)
